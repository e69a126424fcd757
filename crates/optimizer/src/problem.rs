//! What is asked: moments, an objective and constraints that fit together.

use std::collections::BTreeSet;
use std::sync::Arc;

use nalgebra::DVector;

use crate::estimate::{EstimateError, Moments};
use crate::limits::{Constraints, TradingCosts};
use crate::size;
use crate::solve::Shape;

/// What a good portfolio is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Objective {
    /// Smallest variance `w'Σw`.
    MinVariance,
    /// Largest Sharpe ratio `(μ'w − risk_free) ÷ √(w'Σw)`.
    MaxSharpe {
        /// Annual risk-free rate.
        risk_free: f64,
    },
    /// Largest `μ'w − risk_aversion · w'Σw`; no factor ½.
    MaxUtility {
        /// Price of one unit of annual variance in annual return; at least 0.
        risk_aversion: f64,
    },
    /// Largest expected return `μ'w`.
    MaxReturn,
    /// The budget divided evenly; nothing is solved, but the limits are checked.
    EqualWeight,
}

/// Why an input is not a problem.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProblemError {
    /// The moments are not moments.
    #[error(transparent)]
    Moments(#[from] EstimateError),
    /// A number is missing its meaning; `field` is the path inside the problem.
    #[error("{field}: {reason}")]
    Field {
        /// Path of the field, such as `max_weight[3]` or `rows[1].min`.
        field: String,
        /// What is wrong with it.
        reason: &'static str,
    },
}

/// A well-formed problem. Cheap to clone; copies with other constraints share what has been
/// prepared from the moments.
#[derive(Debug, Clone)]
pub struct Problem {
    pub(crate) shape: Arc<Shape>,
    pub(crate) objective: Objective,
    pub(crate) constraints: Constraints,
}

impl Problem {
    /// Checks that everything fits together.
    ///
    /// # Errors
    ///
    /// Malformed input only: a number that is not finite, a lower limit above its upper limit, an
    /// index beyond the assets, a name used twice. Limits that are fine one by one and contradict
    /// each other are a problem with the answer [`crate::Outcome::Infeasible`].
    pub fn new(
        moments: Moments,
        objective: Objective,
        constraints: Constraints,
    ) -> Result<Self, ProblemError> {
        check_objective(objective)?;
        check_constraints(&constraints, moments.assets())?;
        size::check_moments(&moments)?;
        Ok(Self {
            shape: Arc::new(Shape::new(moments)),
            objective: size::counted(objective),
            constraints,
        })
    }

    /// The same moments and objective under other constraints.
    ///
    /// # Errors
    ///
    /// As for [`Problem::new`].
    pub fn with_constraints(&self, constraints: Constraints) -> Result<Self, ProblemError> {
        check_constraints(&constraints, self.assets())?;
        Ok(Self {
            shape: Arc::clone(&self.shape),
            objective: self.objective,
            constraints,
        })
    }

    /// The same moments and constraints with another objective.
    ///
    /// # Errors
    ///
    /// As for [`Problem::new`].
    pub fn with_objective(&self, objective: Objective) -> Result<Self, ProblemError> {
        check_objective(objective)?;
        Ok(Self {
            shape: Arc::clone(&self.shape),
            objective: size::counted(objective),
            constraints: self.constraints.clone(),
        })
    }

    /// Number of assets.
    pub fn assets(&self) -> usize {
        self.shape.moments.assets()
    }

    /// The moments that are optimised.
    pub fn moments(&self) -> &Moments {
        &self.shape.moments
    }

    /// Expected annual return of `weights`, less trading costs.
    pub(crate) fn net_return(&self, weights: &DVector<f64>) -> f64 {
        let traded = |costs: &TradingCosts| costs.rate * (weights - &costs.from).lp_norm(1);
        let costs = self.constraints.costs.as_ref().map_or(0.0, traded);
        self.moments().expected_return(weights) - costs
    }

    /// The objective.
    pub fn objective(&self) -> Objective {
        self.objective
    }

    /// The constraints.
    pub fn constraints(&self) -> &Constraints {
        &self.constraints
    }
}

fn refuse<T>(field: impl Into<String>, reason: &'static str) -> Result<T, ProblemError> {
    Err(ProblemError::Field {
        field: field.into(),
        reason,
    })
}

/// Refuses those of the limits that are no rows (and of the costs) which a method cannot keep, by
/// the names of their fields.
pub(crate) fn refuse_limits(
    constraints: &Constraints,
    fields: &[&str],
    reason: &'static str,
) -> Result<(), ProblemError> {
    let costs = constraints.costs.as_ref();
    let present = [
        ("turnover", constraints.turnover.is_some()),
        ("gross_exposure", constraints.gross_exposure.is_some()),
        ("tracking_error", constraints.tracking_error.is_some()),
        ("max_risk", constraints.max_risk.is_some()),
        ("costs", costs.is_some_and(|costs| costs.rate > 0.0)),
    ];
    let mut refused = present
        .iter()
        .filter(|(field, is_there)| *is_there && fields.contains(field));
    match refused.next() {
        Some((field, _)) => refuse(*field, reason),
        None => Ok(()),
    }
}

fn check_objective(objective: Objective) -> Result<(), ProblemError> {
    match objective {
        Objective::MaxSharpe { risk_free } if !risk_free.is_finite() => {
            refuse("objective.risk_free", "is not a finite number")
        }
        Objective::MaxUtility { risk_aversion } if !risk_aversion.is_finite() => {
            refuse("objective.risk_aversion", "is not a finite number")
        }
        Objective::MaxUtility { risk_aversion } if risk_aversion < 0.0 => {
            refuse("objective.risk_aversion", "is negative")
        }
        _ => size::check_objective(objective),
    }
}

pub(crate) fn check_constraints(
    constraints: &Constraints,
    assets: usize,
) -> Result<(), ProblemError> {
    if !constraints.budget.is_finite() {
        return refuse("budget", "is not a finite number");
    }
    if constraints.budget <= 0.0 {
        return refuse("budget", "is not positive");
    }
    check_bounds(constraints, assets)?;

    let mut names = BTreeSet::new();
    for (position, row) in constraints.rows.iter().enumerate() {
        let field = |what: &str| format!("rows[{position}].{what}");
        if row.name.trim().is_empty() {
            return refuse(field("name"), "is empty");
        }
        if !names.insert(row.name.as_str()) {
            return refuse(field("name"), "is used twice");
        }
        if row.coefficients.is_empty() {
            return refuse(field("coefficients"), "names no asset");
        }
        for (&asset, &coefficient) in &row.coefficients {
            if asset >= assets {
                return refuse(field(&format!("coefficients[{asset}]")), "is no asset");
            }
            if !coefficient.is_finite() {
                let field = field(&format!("coefficients[{asset}]"));
                return refuse(field, "is not a finite number");
            }
        }
        if row.coefficients.values().all(|&value| value == 0.0) {
            return refuse(field("coefficients"), "are all zero");
        }
        for (what, value) in [("min", row.min), ("max", row.max)] {
            if value.is_some_and(|value| !value.is_finite()) {
                return refuse(field(what), "is not a finite number");
            }
        }
        if row.min.is_none() && row.max.is_none() {
            return refuse(field("min"), "and max are both missing");
        }
        if let (Some(min), Some(max)) = (row.min, row.max)
            && min > max
        {
            return refuse(field("min"), "is above max");
        }
    }
    if constraints
        .target_return
        .is_some_and(|target| !target.is_finite())
    {
        return refuse("target_return", "is not a finite number");
    }
    check_beyond_rows(constraints, assets)?;
    size::check_limits(constraints)
}

/// The limits that are no rows.
fn check_beyond_rows(constraints: &Constraints, assets: usize) -> Result<(), ProblemError> {
    let limit = |field: &str, value: Option<f64>| match value {
        Some(value) if !value.is_finite() => refuse(field, "is not a finite number"),
        Some(value) if value < 0.0 => refuse(field, "is negative"),
        _ => Ok(()),
    };
    let weights = |field: &str, weights: &DVector<f64>| {
        if weights.len() != assets {
            return refuse(field, "has not one number for each asset");
        }
        match weights.iter().position(|weight| !weight.is_finite()) {
            Some(asset) => refuse(format!("{field}[{asset}]"), "is not a finite number"),
            None => Ok(()),
        }
    };
    if let Some(turnover) = &constraints.turnover {
        weights("turnover.from", &turnover.from)?;
        limit("turnover.max", Some(turnover.max))?;
    }
    limit("gross_exposure", constraints.gross_exposure)?;
    if let Some(tracking_error) = &constraints.tracking_error {
        weights("tracking_error.benchmark", &tracking_error.benchmark)?;
        limit("tracking_error.max", Some(tracking_error.max))?;
    }
    limit("max_risk", constraints.max_risk)?;
    if let Some(costs) = &constraints.costs {
        weights("costs.from", &costs.from)?;
        limit("costs.rate", Some(costs.rate))?;
    }
    Ok(())
}

fn check_bounds(constraints: &Constraints, assets: usize) -> Result<(), ProblemError> {
    let sides = [
        ("min_weight", &constraints.min_weight, f64::NEG_INFINITY),
        ("max_weight", &constraints.max_weight, f64::INFINITY),
    ];
    for (side, bounds, absent) in sides {
        let known = |value: f64| value.is_finite() || value == absent;
        if !known(bounds.default) {
            return refuse(side, "is not a number");
        }
        for (&asset, &value) in &bounds.by_asset {
            if asset >= assets {
                return refuse(format!("{side}[{asset}]"), "is no asset");
            }
            if !known(value) {
                return refuse(format!("{side}[{asset}]"), "is not a number");
            }
        }
    }
    for asset in 0..assets {
        if constraints.min_weight.of(asset) > constraints.max_weight.of(asset) {
            let shared = !constraints.min_weight.by_asset.contains_key(&asset)
                && !constraints.max_weight.by_asset.contains_key(&asset);
            let field = if shared {
                "min_weight".to_owned()
            } else if constraints.min_weight.by_asset.contains_key(&asset) {
                format!("min_weight[{asset}]")
            } else {
                format!("max_weight[{asset}]")
            };
            let reason = if field.starts_with("min") {
                "is above max_weight"
            } else {
                "is below min_weight"
            };
            return refuse(field, reason);
        }
    }
    Ok(())
}
