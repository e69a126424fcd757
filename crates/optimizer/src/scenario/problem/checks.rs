//! What is no problem on scenarios.

use nalgebra::{DMatrix, DVector};

use super::{ScenarioMeasure, ScenarioObjective};
use crate::estimate::EstimateError;
use crate::limits::Constraints;
use crate::problem::{ProblemError, check_constraints};

pub(super) fn refuse<T>(field: impl Into<String>, reason: &'static str) -> Result<T, ProblemError> {
    Err(ProblemError::Field {
        field: field.into(),
        reason,
    })
}

pub(crate) fn check_returns(returns: &DMatrix<f64>) -> Result<(), ProblemError> {
    if returns.ncols() == 0 {
        return refuse("returns", "have no assets");
    }
    if returns.nrows() == 0 {
        return refuse("returns", "have no periods");
    }
    if let Some(place) = returns.iter().position(|value| !value.is_finite()) {
        let (period, asset) = (place % returns.nrows(), place / returns.nrows());
        return refuse(
            format!("returns[{period}][{asset}]"),
            "is not a finite number",
        );
    }
    Ok(())
}

pub(crate) fn check_measure(
    measure: ScenarioMeasure,
    returns: &DMatrix<f64>,
) -> Result<(), ProblemError> {
    match measure {
        ScenarioMeasure::Cvar { confidence }
        | ScenarioMeasure::Cdar { confidence }
        | ScenarioMeasure::RobustCvar { confidence, .. }
            if !(confidence > 0.0 && confidence < 1.0) =>
        {
            return refuse("measure.confidence", "is not between 0 and 1");
        }
        ScenarioMeasure::Semivariance if returns.nrows() < 2 => {
            return refuse("returns", "have fewer than two periods");
        }
        _ => {}
    }
    if let ScenarioMeasure::RobustCvar {
        radius,
        risk_aversion,
        ..
    } = measure
    {
        if !(radius >= 0.0 && radius.is_finite()) {
            return refuse("measure.radius", "is not a number from 0 upwards");
        }
        if !(risk_aversion > 0.0 && risk_aversion.is_finite()) {
            return refuse("measure.risk_aversion", "is not a positive number");
        }
        if let Some(place) = returns.iter().position(|&value| value < -1.0) {
            let (period, asset) = (place % returns.nrows(), place / returns.nrows());
            return refuse(format!("returns[{period}][{asset}]"), "is below -1");
        }
    }
    Ok(())
}

pub(super) fn check_max_risk(measure: ScenarioMeasure, max_risk: f64) -> Result<(), ProblemError> {
    if !max_risk.is_finite() {
        return refuse("max_risk", "is not a finite number");
    }
    if max_risk < 0.0 && measure.is_never_negative() {
        return refuse("max_risk", "is negative");
    }
    Ok(())
}

pub(super) fn check_objective(objective: ScenarioObjective) -> Result<(), ProblemError> {
    match objective {
        ScenarioObjective::MaxUtility { risk_aversion } if !risk_aversion.is_finite() => {
            refuse("objective.risk_aversion", "is not a finite number")
        }
        ScenarioObjective::MaxUtility { risk_aversion } if risk_aversion < 0.0 => {
            refuse("objective.risk_aversion", "is negative")
        }
        ScenarioObjective::MaxRatio { risk_free } if !risk_free.is_finite() => {
            refuse("objective.risk_free", "is not a finite number")
        }
        _ => Ok(()),
    }
}

/// As for means and variances, but for the limit of the risk, whose sign is the measure's matter.
pub(super) fn check_limits(
    constraints: &Constraints,
    measure: ScenarioMeasure,
    assets: usize,
) -> Result<(), ProblemError> {
    match constraints.max_risk {
        None => check_constraints(constraints, assets),
        Some(max_risk) => {
            let others = Constraints {
                max_risk: None,
                ..constraints.clone()
            };
            check_constraints(&others, assets)?;
            check_max_risk(measure, max_risk)
        }
    }
}

pub(super) fn check_mean(mean: &DVector<f64>, assets: usize) -> Result<(), ProblemError> {
    if mean.len() != assets {
        return refuse("mean", "has not one entry per asset");
    }
    match mean.iter().position(|value| !value.is_finite()) {
        Some(asset) => Err(EstimateError::MeanNotFinite { asset }.into()),
        None => Ok(()),
    }
}
