//! Factors on the days of the portfolio.

use domain::Day;
use market::{Quantity, RawTable};

use super::FactorsRequest;
use crate::{
    ProblemError, ProblemErrors,
    data::{self, Sources},
    parse,
    report::ground::Ground,
};

const KEY: &str = "factors";

/// Returns of the factors over the same days as those of the portfolio.
pub(in crate::report) struct FactorDays {
    pub(in crate::report) names: Vec<String>,
    /// Positions of the days among those of the portfolio, ascending.
    pub(in crate::report) rows: Vec<usize>,
    /// The returns of each factor on these days.
    pub(in crate::report) columns: Vec<Vec<f64>>,
    /// Where the factors stand in the document.
    pub(in crate::report) path: &'static str,
}

impl FactorDays {
    /// # Errors
    /// None or several sources, a table or file that cannot be read, or assets that are not there.
    pub(in crate::report) fn read(
        asked: &FactorsRequest,
        ground: &Ground<'_>,
    ) -> Result<Self, ProblemErrors> {
        let ways = [
            ("prices_csv", asked.prices_csv.is_some()),
            ("prices", asked.prices.is_some()),
            ("returns", asked.returns.is_some()),
            ("assets", asked.assets.is_some()),
        ];
        let mut errors = Vec::new();
        parse::exactly_one(KEY, &ways, &mut |path, message| {
            errors.push(ProblemError::new(path, message));
        });
        ProblemErrors::check(errors)?;
        let sources = Sources {
            prices_csv: asked.prices_csv.as_deref(),
            prices: asked.prices.as_ref(),
            returns: asked.returns.as_ref(),
        };
        match data::table(&sources, KEY, ground.load)? {
            Some(table) if table.raw.quantity() == Quantity::Return => {
                Ok(from_returns(&table.raw, ground, "factors.returns"))
            }
            Some(table) => {
                let path = match asked.prices {
                    Some(_) => "factors.prices",
                    None => "factors.prices_csv",
                };
                Ok(from_prices(&table.raw, ground, path))
            }
            None => from_assets(asked.assets.as_deref().unwrap_or_default(), ground),
        }
    }
}

/// A return of the portfolio from one day to the next is explained by those of the factors from the
/// same day to the same next: a factor without a price on one of them leaves it out.
fn from_prices(table: &RawTable, ground: &Ground<'_>, path: &'static str) -> FactorDays {
    let mut begin = day_before(ground);
    let spans = ground.returns.days.iter().map(|&end| {
        let span = begin.map(|begin| (begin, end));
        begin = Some(end);
        span
    });
    let spans: Vec<Option<(Day, Day)>> = spans.collect();
    let at = |day: Day| table.days().binary_search(&day).ok();
    joined(table, path, &spans, |column, (begin, end)| {
        Some(column[at(end)?]? / column[at(begin)?]? - 1.0)
    })
}

fn from_returns(table: &RawTable, ground: &Ground<'_>, path: &'static str) -> FactorDays {
    let days: Vec<Option<Day>> = ground.returns.days.iter().copied().map(Some).collect();
    joined(table, path, &days, |column, day| {
        column[table.days().binary_search(&day).ok()?]
    })
}

/// The days on which every factor has a return.
fn joined<S: Copy>(
    table: &RawTable,
    path: &'static str,
    spans: &[Option<S>],
    value: impl Fn(&[Option<f64>], S) -> Option<f64>,
) -> FactorDays {
    let n = table.assets().len();
    let mut rows = Vec::new();
    let mut columns = vec![Vec::new(); n];
    for (row, span) in spans.iter().enumerate() {
        let values: Option<Vec<f64>> =
            span.and_then(|span| (0..n).map(|i| value(table.column(i), span)).collect());
        if let Some(values) = values {
            rows.push(row);
            for (column, value) in columns.iter_mut().zip(values) {
                column.push(value);
            }
        }
    }
    FactorDays {
        names: table.assets().iter().map(ToString::to_string).collect(),
        rows,
        columns,
        path,
    }
}

/// The day from which the first return is measured, where the data say so: the one before it, on
/// which all assets have prices.
fn day_before(ground: &Ground<'_>) -> Option<Day> {
    let history = ground.history;
    let first = ground.returns.days.first()?;
    if history.quantity() != Quantity::Price {
        return None;
    }
    let row = history
        .days()
        .partition_point(|day| day < first)
        .checked_sub(1)?;
    let complete = ground.returns.assets.iter().all(|asset| {
        let column = history.assets().iter().position(|own| own == asset);
        column.is_some_and(|column| history.column(column)[row].is_some())
    });
    complete.then(|| history.days()[row])
}

fn from_assets(assets: &[String], ground: &Ground<'_>) -> Result<FactorDays, ProblemErrors> {
    const PATH: &str = "factors.assets";
    if assets.is_empty() {
        return Err(ProblemError::new(PATH, "names no asset").into());
    }
    let mut columns = Vec::with_capacity(assets.len());
    for (i, name) in assets.iter().enumerate() {
        let path = format!("{PATH}[{i}]");
        if assets[..i].contains(name) {
            return Err(ProblemError::new(path, format!("{name} comes twice")).into());
        }
        columns.push(ground.returns.column(ground.asset(&path, name)?).to_vec());
    }
    Ok(FactorDays {
        names: assets.to_vec(),
        rows: (0..ground.returns.len()).collect(),
        columns,
        path: PATH,
    })
}
