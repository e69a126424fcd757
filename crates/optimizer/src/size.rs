//! Numbers that are too large to compute with.
//!
//! Solvers square numbers and multiply them with each other, which beyond some 1e150 ends in
//! infinities and then in answers that are no numbers. What is meant for a return, a weight or a
//! price is never that large, so it is refused by name instead.

use nalgebra::DMatrix;

use crate::estimate::{EstimateError, Moments};
use crate::limits::Constraints;
use crate::problem::{Objective, ProblemError};
use crate::scenario::{ScenarioMeasure, ScenarioObjective};

/// The largest number that is accepted, up to its sign. Infinite bounds mean that there is none.
const LARGEST: f64 = 1e100;
/// A price of risk below this is none: its inverse is squared, too.
const SMALLEST_AVERSION: f64 = 1.0 / LARGEST;
/// The largest covariance: these are only compared with each other.
pub(crate) const LARGEST_VARIANCE: f64 = 1e300;

fn is_too_large(value: f64) -> bool {
    value.is_finite() && value.abs() > LARGEST
}

fn refuse(field: String) -> ProblemError {
    let reason = "is too large";
    ProblemError::Field { field, reason }
}

fn check(field: &str, value: f64) -> Result<(), ProblemError> {
    if is_too_large(value) {
        return Err(refuse(field.to_owned()));
    }
    Ok(())
}

fn check_each<'a>(
    field: &str,
    values: impl IntoIterator<Item = (usize, &'a f64)>,
) -> Result<(), ProblemError> {
    for (index, &value) in values {
        if is_too_large(value) {
            return Err(refuse(format!("{field}[{index}]")));
        }
    }
    Ok(())
}

/// No covariance is larger than the largest variance.
pub(crate) fn check_moments(moments: &Moments) -> Result<(), ProblemError> {
    let estimate = |field: String| EstimateError::TooLarge { field };
    // What has overflowed already is too large, too.
    if let Some(asset) = moments
        .mean()
        .iter()
        .position(|&value| value.is_nan() || value.abs() > LARGEST)
    {
        return Err(estimate(format!("mean[{asset}]")).into());
    }
    for asset in 0..moments.assets() {
        let variance = moments.covariance()[(asset, asset)];
        if variance.is_nan() || variance > LARGEST_VARIANCE {
            return Err(estimate(format!("covariance[{asset}][{asset}]")).into());
        }
    }
    Ok(())
}

pub(crate) fn check_objective(objective: Objective) -> Result<(), ProblemError> {
    match objective {
        Objective::MaxSharpe { risk_free } => check("objective.risk_free", risk_free),
        Objective::MaxUtility { risk_aversion } => check("objective.risk_aversion", risk_aversion),
        _ => Ok(()),
    }
}

/// The objective without a risk aversion that no computation could tell from zero.
pub(crate) fn counted(objective: Objective) -> Objective {
    match objective {
        Objective::MaxUtility { risk_aversion } if risk_aversion < SMALLEST_AVERSION => {
            Objective::MaxUtility { risk_aversion: 0.0 }
        }
        other => other,
    }
}

/// The weight of a goal in a sum.
pub(crate) fn check_weight(field: &str, weight: f64) -> Result<(), ProblemError> {
    check(field, weight)
}

pub(crate) fn check_limits(constraints: &Constraints) -> Result<(), ProblemError> {
    check("budget", constraints.budget)?;
    let sides = [
        ("min_weight", &constraints.min_weight),
        ("max_weight", &constraints.max_weight),
    ];
    for (side, bounds) in sides {
        check(side, bounds.default)?;
        check_each(
            side,
            bounds.by_asset.iter().map(|(&asset, value)| (asset, value)),
        )?;
    }
    for (position, row) in constraints.rows.iter().enumerate() {
        let field = format!("rows[{position}].coefficients");
        check_each(
            &field,
            row.coefficients
                .iter()
                .map(|(&asset, value)| (asset, value)),
        )?;
        for (side, value) in [("min", row.min), ("max", row.max)] {
            check(&format!("rows[{position}].{side}"), value.unwrap_or(0.0))?;
        }
    }
    let others = [
        ("target_return", constraints.target_return),
        ("gross_exposure", constraints.gross_exposure),
        ("max_risk", constraints.max_risk),
        (
            "turnover.max",
            constraints.turnover.as_ref().map(|limit| limit.max),
        ),
        (
            "tracking_error.max",
            constraints.tracking_error.as_ref().map(|limit| limit.max),
        ),
        (
            "costs.rate",
            constraints.costs.as_ref().map(|costs| costs.rate),
        ),
    ];
    for (field, value) in others {
        check(field, value.unwrap_or(0.0))?;
    }
    let portfolios = [
        (
            "turnover.from",
            constraints.turnover.as_ref().map(|limit| &limit.from),
        ),
        (
            "tracking_error.benchmark",
            constraints
                .tracking_error
                .as_ref()
                .map(|limit| &limit.benchmark),
        ),
        (
            "costs.from",
            constraints.costs.as_ref().map(|costs| &costs.from),
        ),
    ];
    for (field, portfolio) in portfolios {
        check_each(field, portfolio.into_iter().flatten().enumerate())?;
    }
    Ok(())
}

pub(crate) fn check_scenarios(
    returns: &DMatrix<f64>,
    measure: ScenarioMeasure,
    objective: ScenarioObjective,
) -> Result<(), ProblemError> {
    if let Some(place) = returns.iter().position(|&value| is_too_large(value)) {
        let (period, asset) = (place % returns.nrows(), place / returns.nrows());
        return Err(refuse(format!("returns[{period}][{asset}]")));
    }
    if let ScenarioMeasure::RobustCvar {
        radius,
        risk_aversion,
        ..
    } = measure
    {
        check("measure.radius", radius)?;
        check("measure.risk_aversion", risk_aversion)?;
    }
    match objective {
        ScenarioObjective::MaxUtility { risk_aversion } => {
            check("objective.risk_aversion", risk_aversion)
        }
        ScenarioObjective::MaxRatio { risk_free } => check("objective.risk_free", risk_free),
        _ => Ok(()),
    }
}
