//! What each binding limit costs, where risk is shared.

use nalgebra::{DMatrix, DVector};

use super::risk_budget::checked_budget;
use super::{Allocation, AllocationError};
use crate::estimate::{CovarianceEstimate, Moments};
use crate::explain::{Cut, Goal, LimitPrice, Part, Slopes, priced, rates};
use crate::limits::Constraints;
use crate::problem::{Objective, Problem, ProblemError};
use crate::scenario::{Risk, ScenarioMeasure, polyhedral};

/// The price of every binding limit of an answer of [`crate::risk_parity`].
///
/// What is smallest there is `ln √(w'Σw) − Σ bᵢ ln wᵢ`, whatever the size of the portfolio; the
/// price is in ten-thousandths of that pure number per 0.01 of the limit: 1 is a risk that is one
/// basis point of itself larger at the same spread of the weights. Where no limit binds but the
/// budget, nothing has a price, and the budget's is 0.
///
/// `valid_from … valid_to` is the range of the number in which the same limits bind. Formula,
/// complexity, source and failure modes as of [`crate::explain_weighted`].
///
/// # Errors
///
/// As for [`crate::risk_parity`], of the budgets.
pub fn explain_risk_parity(
    problem: &Problem,
    budget: Option<&DVector<f64>>,
    allocation: &Allocation,
) -> Result<Vec<LimitPrice>, AllocationError> {
    let budget = checked_budget(problem.assets(), budget)?;
    let covariance = problem.moments().covariance();
    let mut shares = VarianceShares { covariance, budget };
    Ok(priced(
        rates(problem, &mut shares, &allocation.weights),
        1.0,
    ))
}

/// The price of every binding limit of an answer of [`crate::cvar_risk_parity`].
///
/// What is smallest there is `ln CVaR(w) − Σ bᵢ ln wᵢ`; otherwise as [`explain_risk_parity`]. The
/// range also ends where other days become those of the tail.
///
/// # Errors
///
/// As for [`crate::cvar_risk_parity`], of the returns, the budgets and the constraints.
pub fn explain_cvar_risk_parity(
    returns: &DMatrix<f64>,
    confidence: f64,
    budget: Option<&DVector<f64>>,
    constraints: Constraints,
    allocation: &Allocation,
) -> Result<Vec<LimitPrice>, AllocationError> {
    let moments =
        Moments::estimate(returns, CovarianceEstimate::Sample).map_err(ProblemError::from)?;
    let problem = Problem::new(moments, Objective::MinVariance, constraints)?;
    let budget = checked_budget(problem.assets(), budget)?;
    let Some(cvar) = polyhedral(ScenarioMeasure::Cvar { confidence }, returns) else {
        return Ok(Vec::new());
    };
    let mut shares = TailShares { cvar, budget };
    Ok(priced(
        rates(&problem, &mut shares, &allocation.weights),
        1.0,
    ))
}

/// `ln √(w'Σw) − Σ bᵢ ln wᵢ`.
struct VarianceShares<'p> {
    covariance: &'p DMatrix<f64>,
    budget: DVector<f64>,
}

impl Goal for VarianceShares<'_> {
    fn slopes(&mut self, z: &DVector<f64>) -> Slopes {
        let risk = self.covariance * z;
        let variance = z.dot(&risk);
        let mut convex = self.covariance / variance;
        let slope = risk / variance;
        for (asset, share) in self.budget.iter().enumerate() {
            convex[(asset, asset)] += share / (z[asset] * z[asset]);
        }
        Slopes {
            bend: &convex - &slope * slope.transpose() * 2.0,
            gradient: slope - self.budget.component_div(z),
            convex: Some(convex),
        }
    }

    fn is_defined(&self, z: &DVector<f64>) -> bool {
        z.min() > 0.0
    }
}

/// `ln t − Σ bᵢ ln wᵢ`, where `t` is the CVaR.
struct TailShares<'p> {
    cvar: Box<dyn Risk + 'p>,
    budget: DVector<f64>,
}

impl Goal for TailShares<'_> {
    fn extras(&self) -> Vec<(f64, f64)> {
        vec![(f64::NEG_INFINITY, f64::INFINITY)]
    }

    fn complete(&mut self, weights: &DVector<f64>) -> Vec<f64> {
        let slopes = &mut vec![0.0; weights.len()];
        vec![self.cvar.evaluate(weights.as_slice(), slopes)]
    }

    fn slopes(&mut self, z: &DVector<f64>) -> Slopes {
        let n = self.budget.len();
        let tail = z[n];
        let mut gradient = DVector::zeros(n + 1);
        let mut convex = DMatrix::zeros(n + 1, n + 1);
        for (asset, share) in self.budget.iter().enumerate() {
            gradient[asset] = -share / z[asset];
            convex[(asset, asset)] = share / (z[asset] * z[asset]);
        }
        gradient[n] = 1.0 / tail;
        let mut bend = convex.clone();
        bend[(n, n)] = -1.0 / (tail * tail);
        Slopes {
            gradient,
            bend,
            convex: Some(convex),
        }
    }

    fn parts(&mut self, z: &DVector<f64>) -> Vec<Part> {
        let n = self.budget.len();
        let mut slopes = vec![0.0; n];
        let value = self.cvar.evaluate(&z.as_slice()[..n], &mut slopes);
        let entries = slopes.into_iter().enumerate().collect();
        let constant = 0.0;
        vec![Part {
            column: n,
            value,
            cut: Cut { entries, constant },
        }]
    }

    fn is_defined(&self, z: &DVector<f64>) -> bool {
        z.iter()
            .take(self.budget.len() + 1)
            .all(|value| *value > 0.0)
    }
}
