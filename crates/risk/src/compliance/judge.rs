use super::{
    Book, Limit, Measure, Side,
    book::Held,
    limit::Zone,
    liquidity::{days_to_liquidate, sold_within},
    risks::{beta, drawdown, tracking_error, volatility},
    scenarios::{cvar, var},
    shape,
};
use crate::{RiskError, attribution::WEIGHTLESS};

/// A measure and what it must keep.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What is measured.
    pub measure: Measure,
    /// What it must not exceed or fall below.
    pub limit: Limit,
}

/// Whether a rule is kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Status {
    /// It is.
    Pass,
    /// It is, but the limit is near.
    Warn,
    /// It is not.
    Breach,
    /// Nobody knows.
    NotMeasured(Missing),
}

/// What a measurement lacks.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Missing {
    /// Nothing to compare with.
    #[error("there is no benchmark")]
    Benchmark,
    /// Anything that is held.
    #[error("nothing is held")]
    Holdings,
    /// How much is traded of something that is held.
    #[error("how much is traded is not known of everything that is held")]
    Volumes,
    /// Returns.
    #[error(transparent)]
    Data(#[from] RiskError),
}

/// What a holding has to do with a measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Its position among the assets.
    pub asset: usize,
    /// Its part, in the unit of the measure.
    pub part: f64,
}

/// How holdings are responsible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// Their parts together are the measure.
    Together,
    /// Each by itself is beyond the limit.
    Each,
}

/// What became of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Whether it is kept.
    pub status: Status,
    /// The value found; none where there is none, or where no number is large enough for it.
    pub measured: Option<f64>,
    /// The limit that is nearest to the value, or that it breaks.
    pub limit: f64,
    /// Whether that is the smallest or the largest value allowed.
    pub side: Side,
    /// How far the value may still move, in its own unit; negative beyond the limit.
    pub headroom: Option<f64>,
    /// Who is responsible for a warning or a breach, the most responsible first: parts that sum to the
    /// measure, or the holdings that each are beyond the limit (the level of the warning). Nobody where
    /// the rule passes, or where it is about what is not held.
    pub responsible: Vec<Part>,
    /// Which of the two.
    pub blame: Blame,
}

/// Holds a portfolio against rules, one verdict for each. The weights decide whether this is a check
/// before or after the trade.
///
/// A measure that cannot be taken makes its own rule [`Status::NotMeasured`], never another one. The
/// parts of volatility, tracking error, beta, drawdown, VaR and CVaR are Euler's: they sum to the
/// measure (D. Tasche, *Capital Allocation to Business Units and Sub-Portfolios: the Euler Principle*,
/// 2008). O(T n) for the history, O(T log T + T n) for each risk.
///
/// # Errors
/// When there is not one finite weight for each asset, or a rule names an asset that does not exist.
pub fn judge(book: &Book<'_>, rules: &[Rule]) -> Result<Vec<Verdict>, RiskError> {
    check(book, rules)?;
    let held = if rules.iter().any(|rule| rule.measure.needs_past()) {
        Held::of(book, book.weights)
    } else {
        // Weights alone are judged without a history, which may be long.
        Err(Missing::Data(NO_PAST))
    };
    Ok(rules
        .iter()
        .map(|rule| rule.limit.verdict(measure(book, &held, &rule.measure)))
        .collect())
}

/// A value and who made it.
pub(crate) struct Measured {
    /// None: beyond every limit.
    pub(crate) value: Option<f64>,
    pub(crate) parts: Vec<Part>,
    pub(crate) blame: Blame,
}

impl Measured {
    /// A value that is the sum of parts, one per asset.
    pub(crate) fn together(value: f64, parts: impl IntoIterator<Item = f64>) -> Self {
        Self::of(value, parts, Blame::Together)
    }

    /// A value that each asset has, and the portfolio the worst of them.
    pub(crate) fn each(value: f64, parts: impl IntoIterator<Item = f64>) -> Self {
        Self::of(value, parts, Blame::Each)
    }

    fn of(value: f64, parts: impl IntoIterator<Item = f64>, blame: Blame) -> Self {
        Self {
            value: Some(value),
            parts: parts
                .into_iter()
                .enumerate()
                .filter(|(_, part)| *part != 0.0)
                .map(|(asset, part)| Part { asset, part })
                .collect(),
            blame,
        }
    }

    fn is_finite(&self) -> bool {
        self.value.is_none_or(f64::is_finite) && self.parts.iter().all(|part| part.part.is_finite())
    }
}

/// Whether a weight is one.
pub(crate) fn is_held(weight: f64) -> bool {
    weight.abs() > WEIGHTLESS
}

/// Never seen: rules that need the past have it made.
const NO_PAST: RiskError = RiskError::TooFew {
    needed: 1,
    found: 0,
};

impl Measure {
    fn needs_past(&self) -> bool {
        matches!(
            self,
            Self::Var { .. }
                | Self::Cvar { .. }
                | Self::Volatility
                | Self::TrackingError
                | Self::MaxDrawdown
                | Self::Beta
        )
    }

    /// The assets it names.
    fn assets(&self) -> &[usize] {
        match self {
            Self::Weight(asset) => std::slice::from_ref(asset),
            Self::GroupWeight(assets) | Self::Restricted(assets) => assets,
            _ => &[],
        }
    }
}

fn check(book: &Book<'_>, rules: &[Rule]) -> Result<(), RiskError> {
    let n = book.returns.matrix.ncols();
    if book.weights.len() != n {
        return Err(RiskError::Length {
            expected: n,
            found: book.weights.len(),
        });
    }
    crate::error::check(book.weights, 0)?;
    let mut named = rules.iter().flat_map(|rule| rule.measure.assets());
    if named.all(|&asset| asset < n) {
        Ok(())
    } else {
        Err(RiskError::Argument {
            name: "assets",
            reason: "must exist",
        })
    }
}

fn measure(
    book: &Book<'_>,
    held: &Result<Held, Missing>,
    measure: &Measure,
) -> Result<Measured, Missing> {
    let held = || held.as_ref().map_err(|missing| *missing);
    let past = || held().map(|held| &held.past);
    let weights = book.weights;
    let found = match measure {
        Measure::Weight(asset) => shape::sum(weights, std::slice::from_ref(asset)),
        Measure::LargestWeight => shape::largest(weights),
        Measure::SmallestWeight => shape::smallest(weights).ok_or(Missing::Holdings)?,
        Measure::GroupWeight(members) => shape::sum(weights, members),
        Measure::Holdings => shape::holdings(weights),
        Measure::Restricted(assets) => shape::restricted(weights, assets),
        Measure::Cash => shape::cash(weights),
        Measure::GrossExposure => shape::gross(weights),
        Measure::NetExposure => shape::net(weights),
        Measure::Herfindahl => shape::herfindahl(weights)?,
        Measure::Top(count) => shape::top(weights, *count),
        Measure::Var {
            model,
            confidence,
            days,
        } => var(past()?, *model, *confidence, *days)?,
        Measure::Cvar {
            model,
            confidence,
            days,
        } => cvar(past()?, *model, *confidence, *days)?,
        Measure::Volatility => volatility(past()?)?,
        Measure::TrackingError => tracking_error(held()?, book)?,
        Measure::MaxDrawdown => drawdown(past()?)?,
        Measure::Beta => beta(past()?, book)?,
        Measure::DaysToLiquidate => days_to_liquidate(book)?,
        Measure::SoldWithin(days) => sold_within(book, *days)?,
    };
    if found.is_finite() {
        Ok(found)
    } else {
        Err(Missing::Data(RiskError::Overflow))
    }
}

impl Limit {
    fn verdict(&self, measured: Result<Measured, Missing>) -> Verdict {
        let (side, limit) = self.first();
        match measured {
            Err(missing) => Verdict {
                status: Status::NotMeasured(missing),
                measured: None,
                limit,
                side,
                headroom: None,
                responsible: Vec::new(),
                blame: Blame::Together,
            },
            Ok(Measured {
                value: None,
                parts,
                blame,
            }) => Verdict {
                status: Status::Breach,
                measured: None,
                limit,
                side,
                headroom: None,
                responsible: ordered(parts, side),
                blame,
            },
            Ok(Measured {
                value: Some(value),
                parts,
                blame,
            }) => self.held_against(value, parts, blame),
        }
    }

    fn held_against(&self, value: f64, parts: Vec<Part>, blame: Blame) -> Verdict {
        let found = self.locate(value);
        let warn = match found.side {
            Side::Min => self.warn_min(),
            Side::Max => self.warn_max(),
        };
        let (status, level) = match found.zone {
            Zone::Inside => (Status::Pass, None),
            Zone::Near => (Status::Warn, warn),
            Zone::Beyond => (Status::Breach, Some(found.limit)),
        };
        let responsible = level.map_or_else(Vec::new, |level| {
            let mut parts = ordered(parts, found.side);
            if blame == Blame::Each {
                parts.retain(|part| found.side.is_beyond(part.part, level));
            }
            parts
        });
        Verdict {
            status,
            measured: Some(value),
            limit: found.limit,
            side: found.side,
            headroom: Some(found.headroom),
            responsible,
            blame,
        }
    }
}

/// The most responsible first; of equal ones the first asset.
fn ordered(mut parts: Vec<Part>, side: Side) -> Vec<Part> {
    parts.sort_by(|a, b| match side {
        Side::Max => b.part.total_cmp(&a.part),
        Side::Min => a.part.total_cmp(&b.part),
    });
    parts
}
