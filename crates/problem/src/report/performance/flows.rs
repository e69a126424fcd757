use risk::{
    RiskError,
    performance::{
        MoneyWeighted, TimeWeighted, Valuation, cash_flows, money_weighted, time_weighted,
    },
};
use serde::{Deserialize, Serialize};

use crate::{IsoDay, ProblemError, ProblemErrors, report::ground::Ground, values::objects};

/// What the figures of an account are.
pub(super) const DEFINITIONS: &[(&str, &str)] = &[
    (
        "flows.days",
        "calendar days from the first date to the last",
    ),
    (
        "flows.paid_in",
        "Σ of the flows above 0; paid_out: Σ of those below, as a positive amount",
    ),
    ("flows.paid_out", "see flows.paid_in"),
    (
        "twr",
        "time-weighted: Π V_k ÷ (V_(k−1) + F_(k−1)) − 1, V the value before the flow F of that moment",
    ),
    ("twr_annual", "(1 + twr)^(365 ÷ days) − 1"),
    (
        "mwr",
        "money-weighted (XIRR): the annual rate r > −1 with Σ a_k (1 + r)^(−d_k ÷ 365) = 0, where there is exactly one; d days since the first flow, a what the investor receives",
    ),
];

/// Values and cash flows of an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowsRequest {
    /// What it was worth and what flowed, in the order of time; at least two.
    #[serde(deserialize_with = "objects")]
    pub values: Vec<ValuePoint>,
}

/// What an account was worth on a day, just before money came or went.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValuePoint {
    /// The day. Flows of one moment may come in parts: with the same value, or each with the value
    /// after the one before.
    pub date: IsoDay,
    /// The value before the flow.
    pub value: f64,
    /// What came in; below 0 what went out.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub flow: f64,
}

/// The returns of an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowsAnswer {
    /// The first day.
    pub from: IsoDay,
    /// The last day.
    pub to: IsoDay,
    /// From the first to the last.
    pub days: i32,
    /// The sum of what came in after the first value.
    pub paid_in: f64,
    /// The sum of what went out.
    pub paid_out: f64,
    /// Time-weighted, over all days.
    pub twr: f64,
    /// Time-weighted, annual.
    pub twr_annual: Option<f64>,
    /// Money-weighted, annual, where there is exactly one rate.
    pub mwr: Option<f64>,
    /// How many rates there are.
    pub mwr_found: Option<RatesFound>,
    /// The rates, where there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mwr_rates: Vec<f64>,
}

/// How many rates balance the flows of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RatesFound {
    /// Exactly one.
    One,
    /// None.
    None,
    /// Several, so that none of them is the return.
    Several,
}

/// The returns of the account.
///
/// # Errors
/// What is wrong with its values, by its path.
pub(crate) fn answer(
    asked: &FlowsRequest,
    ground: &Ground<'_>,
) -> Result<FlowsAnswer, ProblemErrors> {
    check(asked)?;
    let points: Vec<Valuation> = asked.values.iter().map(valuation).collect();
    let time = time_weighted(&points).map_err(|error| located(&points, &error))?;
    let (paid_in, paid_out) = paid(&points)?;
    let (mwr, mwr_found, mwr_rates) = money(&points, ground);
    let TimeWeighted {
        total,
        annual,
        days,
    } = time;
    Ok(FlowsAnswer {
        from: asked.values[0].date,
        to: asked.values[asked.values.len() - 1].date,
        days,
        paid_in,
        paid_out,
        twr: total,
        twr_annual: ground.known("flows.twr_annual", annual),
        mwr,
        mwr_found,
        mwr_rates,
    })
}

/// The one rate, how many there are, and all where there are several.
fn money(points: &[Valuation], ground: &Ground<'_>) -> (Option<f64>, Option<RatesFound>, Vec<f64>) {
    let found = cash_flows(points).and_then(|flows| money_weighted(&flows));
    let Some(found) = ground.known("flows.mwr", found) else {
        return (None, None, Vec::new());
    };
    let gone = |reason: String| {
        ground.tell("flows.mwr", reason);
    };
    match found {
        MoneyWeighted::One(rate) => (Some(rate), Some(RatesFound::One), Vec::new()),
        MoneyWeighted::None => {
            gone("no rate balances the flows".to_owned());
            (None, Some(RatesFound::None), Vec::new())
        }
        MoneyWeighted::Several { count, rates } => {
            gone(format!(
                "{count} rates balance the flows, so that none is the return"
            ));
            (None, Some(RatesFound::Several), rates)
        }
    }
}

/// The sums of what came in and of what went out.
fn paid(points: &[Valuation]) -> Result<(f64, f64), ProblemErrors> {
    let (mut paid_in, mut paid_out) = (0.0, 0.0);
    for point in points {
        paid_in += point.flow.max(0.0);
        paid_out += (-point.flow).max(0.0);
    }
    if f64::is_finite(paid_in) && f64::is_finite(paid_out) {
        Ok((paid_in, paid_out))
    } else {
        Err(ProblemError::new("flows.values", "the flows are too large").into())
    }
}

/// Everything that is wrong with single values.
fn check(asked: &FlowsRequest) -> Result<(), ProblemErrors> {
    let mut errors = Vec::new();
    if asked.values.len() < 2 {
        let count = asked.values.len();
        let message = format!("needs at least 2 values, has {count}");
        errors.push(ProblemError::new("flows.values", message));
    }
    for (i, point) in asked.values.iter().enumerate() {
        let mut refuse = |key: &str, message: &str| {
            errors.push(ProblemError::new(
                format!("flows.values[{i}].{key}"),
                message,
            ));
        };
        if !(point.value.is_finite() && point.value >= 0.0) {
            refuse("value", "must be a number that is not negative");
        }
        if !point.flow.is_finite() {
            refuse("flow", "must be a number");
        }
        if i > 0 && point.date.0 < asked.values[i - 1].date.0 {
            refuse("date", "is before the one above it");
        }
    }
    ProblemErrors::check(errors)
}

/// The error at the moment after which the account has no return: the last but one of the fewest
/// first points that have none.
fn located(points: &[Valuation], error: &RiskError) -> ProblemErrors {
    let sound = |count: &usize| {
        let found = time_weighted(&points[..*count]);
        matches!(found, Ok(_) | Err(RiskError::TooFew { .. }))
    };
    let counts: Vec<usize> = (1..=points.len()).collect();
    let path = match counts.partition_point(sound) {
        after if after > 0 && after < points.len() => format!("flows.values[{}]", after - 1),
        _ => "flows.values".to_owned(),
    };
    ProblemError::new(path, error).into()
}

fn valuation(point: &ValuePoint) -> Valuation {
    Valuation {
        day: point.date.0,
        value: point.value,
        flow: point.flow,
    }
}

fn is_zero(flow: &f64) -> bool {
    *flow == 0.0
}
