//! What the portfolio is compared with, on the days of the data.

use domain::Day;
use market::{Quantity, RawTable};
use risk::Rebalance;
use serde::{Deserialize, Serialize};

use crate::{
    Loader, MissingPolicy, OrderedMap, ProblemError, ProblemErrors, TableData,
    data::{Sources, table},
    parse,
    values::optional_object,
};

use super::read::{Names, portfolio};

/// What the portfolio is compared with: a series of its own, a portfolio of the same assets, or one
/// of them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskBenchmark {
    /// Path of a file of prices, relative to the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices_csv: Option<String>,
    /// Prices by day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub prices: Option<TableData>,
    /// Simple daily returns by day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub returns: Option<TableData>,
    /// A weight for each asset of the data; 0 of those that are not named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<OrderedMap<f64>>,
    /// One asset of the data; with a series of its own, the column of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
}

/// The benchmark on the days of the portfolio.
pub(super) struct Beside {
    pub(super) returns: Vec<f64>,
    /// Where it is made of the same assets.
    pub(super) weights: Option<Vec<f64>>,
    /// Where it is a series of its own: its levels on all days that it knows.
    pub(super) levels: Option<Vec<(Day, f64)>>,
}

impl RiskBenchmark {
    pub(super) fn check(&self, refuse: &mut impl FnMut(&str, &str)) {
        let is_series = self.sources().any();
        let ways = [
            ("prices_csv", self.prices_csv.is_some()),
            ("prices", self.prices.is_some()),
            ("returns", self.returns.is_some()),
            ("weights", self.weights.is_some()),
            ("asset", self.asset.is_some() && !is_series),
        ];
        parse::exactly_one("benchmark", &ways, refuse);
        if self.weights.is_some() && self.asset.is_some() {
            refuse("benchmark.asset", "stands beside `weights`");
        }
        if self
            .weights
            .as_ref()
            .is_some_and(|weights| weights.0.is_empty())
        {
            refuse("benchmark.weights", "names no asset");
        }
    }

    fn sources(&self) -> Sources<'_> {
        Sources {
            prices_csv: self.prices_csv.as_deref(),
            prices: self.prices.as_ref(),
            returns: self.returns.as_ref(),
        }
    }

    /// Its own series, where it has one.
    pub(super) fn series(&self, load: &Loader<'_>) -> Result<Option<Series>, ProblemErrors> {
        let Some(found) = table(&self.sources(), "benchmark", load)? else {
            return Ok(None);
        };
        let column = self.column(&found.raw)?;
        Ok(Some(Series::new(&found.raw, column)))
    }

    /// Its return on each day of `returns`, from its own series where it has one. `base` is the day
    /// before the first of them, where the data know it.
    pub(super) fn read(
        &self,
        series: Option<Series>,
        names: &Names<'_>,
        base: Option<Day>,
        rebalance: Rebalance,
        missing: Option<MissingPolicy>,
    ) -> Result<Beside, ProblemErrors> {
        let returns = names.returns;
        if let Some(own) = series {
            let is_filled = missing == Some(MissingPolicy::ForwardFill);
            let returns = own.on(&returns.days, base, is_filled)?;
            return Ok(Beside {
                returns,
                weights: None,
                levels: Some(own.points),
            });
        }
        let own = match (&self.weights, &self.asset) {
            (Some(by_asset), _) => names.weights(by_asset, "benchmark.weights")?,
            (None, Some(asset)) => {
                let mut own = vec![0.0; returns.assets.len()];
                own[names.find(asset, "benchmark.asset")?] = 1.0;
                own
            }
            (None, None) => return Err(ProblemError::new("benchmark", "names none").into()),
        };
        let series = portfolio(returns, &own, rebalance, "benchmark")?;
        Ok(Beside {
            returns: series,
            weights: Some(own),
            levels: None,
        })
    }

    /// Of several columns, the one that is named.
    fn column(&self, raw: &RawTable) -> Result<usize, ProblemErrors> {
        let assets = raw.assets();
        match (&self.asset, assets.len()) {
            (Some(asset), _) => {
                let found = assets.iter().position(|own| own.as_str() == asset);
                let message =
                    || ProblemError::new("benchmark.asset", "is no column of the benchmark");
                Ok(found.ok_or_else(message)?)
            }
            (None, 1) => Ok(0),
            (None, count) => Err(ProblemError::new(
                "benchmark",
                format!("has {count} columns; `asset` says which is meant"),
            )
            .into()),
        }
    }
}

/// A series as a level by day, its gaps left out. Returns are compounded to a level from 1, which
/// stands before their first day.
pub(super) struct Series {
    points: Vec<(Day, f64)>,
    /// The level before the first point, of returns only.
    before: Option<f64>,
}

impl Series {
    /// Whether it has a value that day.
    pub(super) fn has(&self, day: Day) -> bool {
        self.points
            .binary_search_by(|point| point.0.cmp(&day))
            .is_ok()
    }

    fn new(raw: &RawTable, column: usize) -> Self {
        let cells = raw.days().iter().copied().zip(raw.column(column));
        let known = cells.filter_map(|(day, cell)| Some((day, (*cell)?)));
        match raw.quantity() {
            Quantity::Price => Self {
                points: known.collect(),
                before: None,
            },
            Quantity::Return => {
                let mut level = 1.0;
                let compounded = known.map(|(day, r)| {
                    level *= 1.0 + r;
                    (day, level)
                });
                Self {
                    points: compounded.collect(),
                    before: Some(1.0),
                }
            }
        }
    }

    /// Simple returns between consecutive days of the portfolio.
    fn on(
        &self,
        days: &[Day],
        base: Option<Day>,
        is_filled: bool,
    ) -> Result<Vec<f64>, ProblemErrors> {
        let mut previous = self.base(days[0], base)?;
        let mut returns = Vec::with_capacity(days.len());
        for &day in days {
            let level = self.at(day, is_filled)?;
            let r = level / previous - 1.0;
            if !r.is_finite() {
                return Err(ProblemError::new(
                    "benchmark",
                    format!("loses everything before {day}"),
                )
                .into());
            }
            returns.push(r);
            previous = level;
        }
        Ok(returns)
    }

    fn at(&self, day: Day, is_filled: bool) -> Result<f64, ProblemErrors> {
        let found = self.points.binary_search_by(|point| point.0.cmp(&day));
        match found {
            Ok(at) => Ok(self.points[at].1),
            Err(after) if is_filled && after > 0 => Ok(self.points[after - 1].1),
            Err(_) => Err(ProblemError::new(
                "benchmark",
                format!("has no value on {day}, a day of the data; `\"missing\": \"drop_rows\"` leaves the day out, `\"forward_fill\"` takes the last one before"),
            )
            .into()),
        }
    }

    /// What the first return is measured from: the last value on or before the day of the first
    /// prices, or before the first return where the data are returns themselves.
    fn base(&self, first: Day, base: Option<Day>) -> Result<f64, ProblemErrors> {
        let until = match base {
            Some(base) => self.points.partition_point(|point| point.0 <= base),
            None => self.points.partition_point(|point| point.0 < first),
        };
        match until.checked_sub(1) {
            Some(last) => Ok(self.points[last].1),
            None => self.before.ok_or_else(|| {
                ProblemError::new(
                    "benchmark",
                    format!("has no price before {first}, the day of the first return"),
                )
                .into()
            }),
        }
    }
}
