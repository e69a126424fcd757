//! What is asked: goals with their weights.

use std::sync::Arc;

use nalgebra::{DMatrix, DVector};

use super::value::value_of;
use crate::allocation::MeanUncertainty;
use crate::estimate::Moments;
use crate::limits::Constraints;
use crate::problem::{Objective, Problem, ProblemError};
use crate::scenario::{ScenarioMeasure, check_measure, check_returns};
use crate::size;

/// A convex function of the weights `w` that is minimised.
///
/// `μ` and `Σ` are the annual moments. Where the constraints have costs, `μ'w` stands for the
/// return after them, `μ'w − rate · Σ|w − from|`. A Sharpe ratio is not convex and therefore no
/// goal; variance and return with a suitable weight give the same portfolio.
#[derive(Debug, Clone, PartialEq)]
pub enum WeightedGoal {
    /// `w'Σw`, an annual variance.
    Variance,
    /// A risk that is read off the scenarios, per period of the data and not annualised.
    Risk(ScenarioMeasure),
    /// `−μ'w`, an annual return, negated.
    Return,
    /// `risk_aversion · w'Σw − μ'w`, an annual return, negated; no factor ½.
    Utility {
        /// Price of one unit of annual variance in annual return; at least 0.
        risk_aversion: f64,
    },
    /// `(w − b)'Σ(w − b)`, the annual variance of the active weights.
    Tracking {
        /// `b`, one weight per asset. It need not keep any limit.
        benchmark: DVector<f64>,
    },
    /// `radius · √(w'Ωw) − μ'w`: the worst annual return over an ellipsoid of means, negated.
    RobustReturn {
        /// `Ω`.
        uncertainty: MeanUncertainty,
        /// In standard errors of the mean; at least 0.
        radius: f64,
    },
}

/// A goal and what one unit of it costs.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedTerm {
    /// Positive. Only the proportions of the weights matter, and they have units: 1 for an annual
    /// variance and 1 for a daily CVaR is one to one of these numbers.
    pub weight: f64,
    /// The goal.
    pub goal: WeightedGoal,
}

/// A well-formed problem with several goals. Cheap to clone.
#[derive(Debug, Clone)]
pub struct WeightedProblem {
    pub(super) terms: Arc<[WeightedTerm]>,
    pub(super) returns: Option<Arc<DMatrix<f64>>>,
    /// The same limits and moments with the variance alone.
    pub(super) limits: Problem,
}

impl WeightedProblem {
    /// `returns` are the scenarios of the risks, simple returns per period, one row per period and
    /// one column per asset. They do not change the moments, and are needed by risks only.
    /// [`Constraints::max_risk`] is an annual volatility here.
    ///
    /// # Errors
    ///
    /// Malformed input, by the name of the field: no terms, `terms[1].weight` that is not a
    /// positive number, `terms[1].objective` that needs returns where there are none, a number of
    /// `terms[1].objective.…` that is out of range, returns that are no scenarios of these assets,
    /// limits as in [`Problem::new`].
    pub fn new(
        moments: Moments,
        returns: Option<Arc<DMatrix<f64>>>,
        terms: Vec<WeightedTerm>,
        constraints: Constraints,
    ) -> Result<Self, ProblemError> {
        if let Some(returns) = &returns {
            check_returns(returns)?;
            if returns.ncols() != moments.assets() {
                return refuse("returns", "have not one column per asset");
            }
        }
        check_terms(&terms, returns.as_deref(), moments.assets())?;
        Ok(Self {
            terms: terms.into(),
            returns,
            limits: Problem::new(moments, Objective::MinVariance, constraints)?,
        })
    }

    /// The same goals under other constraints.
    ///
    /// # Errors
    ///
    /// As for [`Problem::new`].
    pub fn with_constraints(&self, constraints: Constraints) -> Result<Self, ProblemError> {
        Ok(Self {
            limits: self.limits.with_constraints(constraints)?,
            ..self.clone()
        })
    }

    /// Other goals on the same data, under the same constraints.
    ///
    /// # Errors
    ///
    /// As for [`WeightedProblem::new`].
    pub fn with_terms(&self, terms: Vec<WeightedTerm>) -> Result<Self, ProblemError> {
        check_terms(&terms, self.returns(), self.assets())?;
        Ok(Self {
            terms: terms.into(),
            ..self.clone()
        })
    }

    /// Number of assets.
    pub fn assets(&self) -> usize {
        self.limits.assets()
    }

    /// The moments.
    pub fn moments(&self) -> &Moments {
        self.limits.moments()
    }

    /// The scenarios, periods × assets.
    pub fn returns(&self) -> Option<&DMatrix<f64>> {
        self.returns.as_deref()
    }

    /// The goals with their weights.
    pub fn terms(&self) -> &[WeightedTerm] {
        &self.terms
    }

    /// The constraints.
    pub fn constraints(&self) -> &Constraints {
        self.limits.constraints()
    }

    /// The value of every goal at `weights`, in its own unit. `O(T n)` per risk.
    ///
    /// # Panics
    ///
    /// If `weights` has not one entry per asset.
    pub fn values(&self, weights: &DVector<f64>) -> Vec<f64> {
        let goals = self.terms.iter().map(|term| &term.goal);
        goals.map(|goal| value_of(self, goal, weights)).collect()
    }
}

fn refuse<T>(field: impl Into<String>, reason: &'static str) -> Result<T, ProblemError> {
    Err(ProblemError::Field {
        field: field.into(),
        reason,
    })
}

fn check_terms(
    terms: &[WeightedTerm],
    returns: Option<&DMatrix<f64>>,
    assets: usize,
) -> Result<(), ProblemError> {
    if terms.is_empty() {
        return refuse("terms", "are missing");
    }
    for (index, term) in terms.iter().enumerate() {
        let field = |what: &str| format!("terms[{index}].{what}");
        if !term.weight.is_finite() {
            return refuse(field("weight"), "is not a finite number");
        }
        if term.weight <= 0.0 {
            return refuse(field("weight"), "is not positive");
        }
        size::check_weight(&field("weight"), term.weight)?;
        let objective = field("objective");
        check_goal(&term.goal, returns, assets, &objective)?;
    }
    Ok(())
}

fn check_goal(
    goal: &WeightedGoal,
    returns: Option<&DMatrix<f64>>,
    assets: usize,
    objective: &str,
) -> Result<(), ProblemError> {
    let at_least_zero = |field: &str, value: f64| match value {
        value if !value.is_finite() => {
            refuse(format!("{objective}.{field}"), "is not a finite number")
        }
        value if value < 0.0 => refuse(format!("{objective}.{field}"), "is negative"),
        _ => Ok(()),
    };
    match goal {
        WeightedGoal::Variance | WeightedGoal::Return => Ok(()),
        WeightedGoal::Risk(measure) => {
            let Some(returns) = returns else {
                return refuse(objective, "needs returns, not only moments");
            };
            check_measure(*measure, returns).map_err(|error| match error {
                ProblemError::Field { field, reason } if field.starts_with("measure") => {
                    let field = format!("{objective}.{field}");
                    ProblemError::Field { field, reason }
                }
                other => other,
            })
        }
        WeightedGoal::Utility { risk_aversion } => at_least_zero("risk_aversion", *risk_aversion),
        WeightedGoal::Tracking { benchmark } => {
            let field = format!("{objective}.benchmark");
            if benchmark.len() != assets {
                return refuse(field, "has not one number for each asset");
            }
            match benchmark.iter().position(|weight| !weight.is_finite()) {
                Some(asset) => refuse(format!("{field}[{asset}]"), "is not a finite number"),
                None => Ok(()),
            }
        }
        WeightedGoal::RobustReturn {
            uncertainty,
            radius,
        } => {
            at_least_zero("radius", *radius)?;
            check_uncertainty(uncertainty, assets, objective)
        }
    }
}

fn check_uncertainty(
    uncertainty: &MeanUncertainty,
    assets: usize,
    objective: &str,
) -> Result<(), ProblemError> {
    match uncertainty {
        MeanUncertainty::SampleMean { years } => {
            if !(years.is_finite() && *years > 0.0) {
                return refuse(format!("{objective}.years"), "is not positive");
            }
            Ok(())
        }
        MeanUncertainty::Covariance(covariance) => {
            let field = format!("{objective}.uncertainty");
            if covariance.nrows() != assets || covariance.ncols() != assets {
                return refuse(field, "has not one row and column per asset");
            }
            let is_covariance = Moments::new(DVector::zeros(assets), covariance.clone()).is_ok();
            if !is_covariance {
                return refuse(field, "is not a covariance");
            }
            Ok(())
        }
    }
}
