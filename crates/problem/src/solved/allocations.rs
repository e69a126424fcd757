//! Goals with a method of their own.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    AllocationError, AllocationOutcome, AllocationRoute, MeanUncertainty, Method, Problem,
    ScenarioMeasure,
};

use crate::{
    Model, OutcomeKind, ProblemError, ProblemErrors,
    answer::Unpriced,
    goal,
    goal::{Allocation, on_tail, years_of},
};

use super::{Found, Priced, Solved, risk::parts};

/// What tracks is judged by this.
pub(crate) const TRACKING_ERROR: &str = "tracking_error";

impl Model {
    pub(super) fn solve_allocation(
        &self,
        problem: &Problem,
        returns: Option<&DMatrix<f64>>,
        allocation: &Allocation,
    ) -> Result<Solved, ProblemErrors> {
        let answer = match self.allocate(problem, returns, allocation) {
            Ok(answer) => answer,
            Err(error) => return Err(self.place_allocation(error).into()),
        };
        let (outcome, found) = match answer {
            AllocationOutcome::Optimal(found) => (OutcomeKind::Optimal, found),
            AllocationOutcome::Inexact(found) => (OutcomeKind::Inexact, found),
            AllocationOutcome::Infeasible(conflict) => {
                return Ok(Solved::infeasible(self.conflict(&conflict)));
            }
            AllocationOutcome::Unbounded(why) => return Ok(self.without_end(&why)),
        };
        let is_proven = outcome == OutcomeKind::Optimal && allocation.is_optimum();
        let figure = allocation.figure().map(|name| (name, found.objective));
        let shares = allocation.shares_risk();
        Ok(Solved {
            outcome,
            conflict: None,
            unbounded: None,
            found: Some(Found {
                solver: name(found.route),
                kkt_residual: Some(found.residual),
                gap: is_proven.then_some(0.0),
                iterations: found.iterations,
                figures: figure.into_iter().collect(),
                terms: None,
                searched: None,
                risk_contributions: shares.then(|| contributions(problem, &found.weights)),
                risk: parts(problem, allocation.tail(returns), &found.weights),
                weights: found.weights.clone(),
                priced: match allocation {
                    Allocation::MaxDiversification | Allocation::Tracking { .. } => {
                        Priced::Behind(Box::new(problem.clone()))
                    }
                    Allocation::Robust { .. } => self.robust_sum(problem, allocation, &found),
                    Allocation::RiskParity { .. } | Allocation::CvarParity { .. } => {
                        Priced::Shares(Box::new((problem.clone(), found)))
                    }
                    Allocation::InverseVolatility => Priced::Not(Unpriced::Formula),
                    Allocation::Hrp { .. } | Allocation::Herc { .. } | Allocation::Nco { .. } => {
                        Priced::Not(Unpriced::Tree)
                    }
                },
            }),
        })
    }

    fn allocate(
        &self,
        problem: &Problem,
        returns: Option<&DMatrix<f64>>,
        allocation: &Allocation,
    ) -> Result<AllocationOutcome, AllocationError> {
        match allocation {
            Allocation::RiskParity { budget } => optimizer::risk_parity(problem, budget.as_ref()),
            Allocation::CvarParity { confidence, budget } => {
                // Without returns this was refused when the document was read.
                let none = DMatrix::zeros(0, problem.assets());
                let returns = returns.unwrap_or(&none);
                let limits = problem.constraints().clone();
                optimizer::cvar_risk_parity(returns, *confidence, budget.as_ref(), limits)
            }
            Allocation::MaxDiversification => optimizer::max_diversification(problem),
            Allocation::InverseVolatility => optimizer::inverse_volatility(problem),
            Allocation::Hrp { linkage, order } => {
                optimizer::hierarchical_risk_parity(problem, *linkage, *order)
            }
            Allocation::Herc { linkage, clusters } => {
                optimizer::hierarchical_equal_risk_contribution(problem, *linkage, *clusters)
            }
            Allocation::Nco { linkage, clusters } => {
                optimizer::nested_clusters(problem, *linkage, *clusters)
            }
            Allocation::Tracking { benchmark } => optimizer::track_weights(problem, benchmark),
            Allocation::Robust {
                radius,
                risk_aversion,
                years,
            } => {
                let years = MeanUncertainty::SampleMean {
                    years: years_of(*years, returns),
                };
                let solve = match self.method {
                    Method::Clarabel => optimizer::robust_utility_by_clarabel,
                    _ => optimizer::robust_utility,
                };
                solve(problem, &years, *radius, *risk_aversion)
            }
        }
    }

    fn place_allocation(&self, error: AllocationError) -> ProblemError {
        match error {
            AllocationError::Problem(error) => self.place(error),
            AllocationError::NoVariance { asset } => {
                let asset = self.assets().get(asset).map_or("", |asset| asset.as_str());
                ProblemError::new("data", format!("{asset} has no variance"))
            }
            AllocationError::Riskless => ProblemError::new("data", error),
        }
    }
}

impl Allocation {
    /// Whether it is the best of something, and not a formula.
    const fn is_optimum(&self) -> bool {
        match self {
            Self::InverseVolatility | Self::Hrp { .. } | Self::Herc { .. } | Self::Nco { .. } => {
                false
            }
            Self::RiskParity { .. }
            | Self::CvarParity { .. }
            | Self::MaxDiversification
            | Self::Tracking { .. }
            | Self::Robust { .. } => true,
        }
    }

    /// The risk that is shared, where it is read off returns.
    fn tail<'r>(
        &self,
        returns: Option<&'r DMatrix<f64>>,
    ) -> Option<(ScenarioMeasure, &'r DMatrix<f64>)> {
        match self {
            Self::CvarParity { confidence, .. } => {
                let confidence = *confidence;
                Some((ScenarioMeasure::Cvar { confidence }, returns?))
            }
            _ => None,
        }
    }

    /// Whether it is about who has which share of the variance.
    const fn shares_risk(&self) -> bool {
        match self {
            Self::RiskParity { .. }
            | Self::InverseVolatility
            | Self::Hrp { .. }
            | Self::Herc { .. }
            | Self::Nco { .. } => true,
            Self::CvarParity { .. }
            | Self::MaxDiversification
            | Self::Tracking { .. }
            | Self::Robust { .. } => false,
        }
    }

    /// What its objective is called among the metrics, where it is not the variance.
    fn figure(&self) -> Option<String> {
        Some(match self {
            Self::CvarParity { confidence, .. } => goal::metric(on_tail(*confidence)),
            Self::MaxDiversification => "diversification_ratio".to_owned(),
            Self::Tracking { .. } => TRACKING_ERROR.to_owned(),
            Self::Robust { .. } => "robust_utility".to_owned(),
            _ => return None,
        })
    }
}

/// `wᵢ(Σw)ᵢ ÷ w'Σw`.
fn contributions(problem: &Problem, weights: &DVector<f64>) -> DVector<f64> {
    let moments = problem.moments();
    let marginal = moments.covariance() * weights;
    weights.component_mul(&marginal) / moments.variance(weights)
}

const fn name(by: AllocationRoute) -> &'static str {
    match by {
        AllocationRoute::ClosedForm => "closed_form",
        AllocationRoute::CoordinateDescent => "coordinate_descent",
        AllocationRoute::Newton => "newton",
        AllocationRoute::InteriorPoint => "interior_point",
        AllocationRoute::CuttingPlanes => "cutting_planes",
        AllocationRoute::Quadratic(by) => by.name(),
        AllocationRoute::FixedPoint => "fixed_point",
        AllocationRoute::Clarabel => "clarabel",
    }
}
