//! Why an objective has no finite optimum: a direction in which it gets better for ever.
//!
//! A direction `d` keeps all limits from every portfolio that keeps them if and only if it keeps
//! them with zeros for their numbers: `1'd = 0`, `dᵢ ≥ 0` beside a floor, `dᵢ ≤ 0` beside a cap,
//! `a'd ≥ 0` or `≤ 0` beside the ends of a row, `μ'd − rate · Σ|d| ≥ 0` beside a target; a turnover
//! and a gross exposure allow none, a variance that is limited only `Σd = 0`. A convex goal that is
//! positively homogeneous grows along `d` by its own value there. So the direction is the optimum of a
//! linear program within `|dᵢ| ≤ 1`, with cuts for risks that have corners; what it says is computed
//! again from `d` itself.
//!
//! Source: Rockafellar, *Convex analysis* (1970), chapter 8. Complexity: a linear program of `n`
//! variables per cut. Failure modes: [`Unbounded::Unproven`] where rounding hides the direction.

mod norm;
mod recession;
mod riskless;
mod steepest;

use nalgebra::{DMatrix, DVector};

use crate::limits::Constraints;
use crate::problem::{Objective, Problem};
pub(crate) use norm::Norm;
pub(crate) use recession::Recession;

/// Why there is no finite optimum.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Unbounded {
    /// It gets better for ever in one direction.
    Along(Ray),
    /// The weights of a portfolio without risk and with a return above the risk-free rate: the ratio
    /// of the two has no end.
    Riskless(DVector<f64>),
    /// Neither was found; rounding is in the way.
    #[default]
    Unproven,
}

/// A direction that keeps every limit from every portfolio that keeps them.
#[derive(Debug, Clone, PartialEq)]
pub struct Ray {
    /// What changes per step, in the order of the assets: sums to 0, the largest change is 1.
    pub direction: DVector<f64>,
    /// By how much the objective gets better per step in the long run, in its own unit; of a ratio,
    /// by how much the return grows, while the risk stays or grows so little that the ratio rises.
    pub slope: f64,
}

impl Unbounded {
    pub(crate) fn along(ray: Option<Ray>) -> Self {
        ray.map_or(Self::Unproven, Self::Along)
    }
}

/// Why a problem on means and variances has no finite optimum.
pub(crate) fn of_moments(problem: &Problem) -> Unbounded {
    let moments = problem.moments();
    let limited = |is_flat: bool| Recession {
        is_flat,
        trades: rate(problem.constraints()),
        ..Recession::new(problem.constraints(), moments.mean(), moments.covariance())
    };
    let rising = |is_flat: bool| Recession {
        cost: -moments.mean(),
        ..limited(is_flat)
    };
    let ray = match problem.objective() {
        Objective::MinVariance | Objective::EqualWeight => None,
        Objective::MaxReturn => rising(false).ray(),
        Objective::MaxUtility { risk_aversion } => rising(risk_aversion > 0.0).ray(),
        Objective::MaxSharpe { risk_free } => {
            if let Some(weights) = riskless::riskless(problem, risk_free) {
                return Unbounded::Riskless(weights);
            }
            let flat = rising(true).ray();
            flat.or_else(|| steepest::steepest(problem.constraints(), moments))
        }
    };
    Unbounded::along(ray)
}

/// What one unit traded costs.
pub(crate) fn rate(constraints: &Constraints) -> f64 {
    constraints.costs.as_ref().map_or(0.0, |costs| costs.rate)
}

/// Directions without variance are those that all of these are orthogonal to.
fn curved_directions(covariance: &DMatrix<f64>) -> Vec<DVector<f64>> {
    /// An eigenvalue below this share of the largest is rounding.
    const NOTHING: f64 = 1e-13;
    let eigen = covariance.clone().symmetric_eigen();
    let largest = eigen.eigenvalues.amax();
    let columns = eigen.eigenvectors.column_iter();
    let curved = columns.zip(&eigen.eigenvalues);
    curved
        .filter(|(_, value)| **value > NOTHING * largest)
        .map(|(vector, _)| vector.into_owned())
        .collect()
}
