//! The convex problem inside the intervals of a node.

use nalgebra::DVector;

use super::Convex;
use super::pieces::Pieces;
use crate::conflict::filter::briefly;
use crate::limits::Constraints;
use crate::outcome::{ActiveSet, Outcome};
use crate::problem::Objective;
use crate::progress::tell;
use crate::scenario::{
    ScenarioObjective, ScenarioOutcome, ScenarioRoute, ScenarioSolution, solve_scenario,
};
use crate::solve::{solve, solve_warm};
use crate::weighted::{
    WeightedGoal, WeightedOutcome, WeightedProblem, WeightedRoute, solve_weighted,
};
use domain::PERIODS_PER_YEAR;

/// What came of it. Values are minimised: what is to be large is negated.
#[derive(Debug, Clone)]
pub(super) enum Inside {
    At(Box<Answer>),
    Infeasible,
    Unbounded,
    /// Nothing is known.
    Nothing,
}

/// A portfolio inside, at the least costs that the intervals leave.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) weights: DVector<f64>,
    /// The number that is minimised.
    pub(super) value: f64,
    /// No portfolio inside is below this.
    pub(super) bound: f64,
    /// What a gap is measured against.
    pub(super) size: f64,
    pub(super) residual: f64,
    pub(super) route: &'static str,
    pub(super) active: Option<ActiveSet>,
}

impl Answer {
    /// Weights that only keep the limits.
    pub(super) fn rough(weights: DVector<f64>, value: f64) -> Self {
        Self {
            weights,
            value,
            bound: f64::NEG_INFINITY,
            size: 1.0,
            residual: 0.0,
            route: "active_set",
            active: None,
        }
    }
}

/// Residuals up to this are as good as none when a value is taken for a bound.
const ACCURATE: f64 = 1e-8;

/// Whether the objective is minimised as it is, or negated.
pub(super) fn sign(convex: &Convex) -> f64 {
    match convex {
        Convex::Moments(problem) => match problem.objective() {
            Objective::MinVariance | Objective::EqualWeight => 1.0,
            _ => -1.0,
        },
        Convex::Scenarios(problem) => match problem.objective {
            ScenarioObjective::MinRisk => 1.0,
            _ => -1.0,
        },
        Convex::Weighted(_) => 1.0,
    }
}

/// How much of an annual return lost is lost to the number that is minimised; nothing for a ratio,
/// which loses it before it is divided.
pub(super) fn per_cost(convex: &Convex) -> f64 {
    match convex {
        Convex::Moments(problem) => match problem.objective() {
            Objective::MaxUtility { .. } | Objective::MaxReturn => 1.0,
            _ => 0.0,
        },
        Convex::Scenarios(problem) => match problem.objective {
            ScenarioObjective::MaxUtility { .. } | ScenarioObjective::MaxReturn => {
                1.0 / PERIODS_PER_YEAR
            }
            _ => 0.0,
        },
        Convex::Weighted(problem) => weight_of_return(problem),
    }
}

/// Whether the objective looks at the return, so that costs mean something to it.
pub(super) fn looks_at_return(convex: &Convex) -> bool {
    match convex {
        Convex::Moments(problem) => matches!(
            problem.objective(),
            Objective::MaxUtility { .. } | Objective::MaxReturn | Objective::MaxSharpe { .. }
        ),
        Convex::Scenarios(problem) => problem.objective != ScenarioObjective::MinRisk,
        Convex::Weighted(problem) => weight_of_return(problem) > 0.0,
    }
}

/// Solves inside the intervals that are left, from the last binding limits if there are any.
pub(super) fn solve_inside(
    convex: &Convex,
    pieces: &Pieces,
    allowed: &[u8],
    start: Option<&ActiveSet>,
) -> Inside {
    let costs = allowed.iter().enumerate();
    let cost: f64 = costs
        .map(|(asset, &mask)| pieces.least_cost(asset, mask))
        .sum();
    let Some(constraints) = limits_inside(convex.constraints(), pieces, allowed, cost) else {
        return Inside::Infeasible;
    };
    let Some(convex) = with_cost(convex, constraints, cost) else {
        return Inside::Nothing;
    };
    briefly(|| solved(&convex, start, per_cost(&convex) * cost))
}

/// `constraints` with the bounds of the intervals, and the return that is wanted after `cost`.
pub(super) fn limits_inside(
    constraints: &Constraints,
    pieces: &Pieces,
    allowed: &[u8],
    cost: f64,
) -> Option<Constraints> {
    let mut inside = constraints.clone();
    for (asset, &mask) in allowed.iter().enumerate() {
        let (lower, upper) = pieces.hull(asset, mask);
        if lower > upper {
            return None;
        }
        inside.min_weight.by_asset.insert(asset, lower);
        inside.max_weight.by_asset.insert(asset, upper);
    }
    // The shared bounds are nobody's now, and must not contradict each other.
    inside.min_weight.default = f64::NEG_INFINITY;
    inside.max_weight.default = f64::INFINITY;
    inside.target_return = constraints.target_return.map(|target| target + cost);
    Some(inside)
}

/// A ratio loses the cost before it is divided: its risk-free rate rises.
fn with_cost(convex: &Convex, constraints: Constraints, cost: f64) -> Option<Convex> {
    let convex = convex.with_constraints(constraints).ok()?;
    Some(match convex {
        Convex::Moments(problem) => match problem.objective() {
            Objective::MaxSharpe { risk_free } if cost > 0.0 => {
                let objective = Objective::MaxSharpe {
                    risk_free: risk_free + cost,
                };
                Convex::Moments(problem.with_objective(objective).ok()?)
            }
            _ => Convex::Moments(problem),
        },
        Convex::Scenarios(problem) => match problem.objective {
            ScenarioObjective::MaxRatio { risk_free } if cost > 0.0 => {
                let objective = ScenarioObjective::MaxRatio {
                    risk_free: risk_free + cost,
                };
                Convex::Scenarios(problem.with_objective(objective).ok()?)
            }
            _ => Convex::Scenarios(problem),
        },
        weighted => weighted,
    })
}

/// `cost` in the unit of the number that is minimised.
fn solved(convex: &Convex, start: Option<&ActiveSet>, cost: f64) -> Inside {
    match convex {
        Convex::Moments(problem) => {
            let outcome = match start {
                Some(active) => solve_warm(problem, active),
                None => solve(problem),
            };
            let solution = match outcome {
                Outcome::Optimal(solution) | Outcome::Inexact(solution) => solution,
                Outcome::Infeasible(conflict) if conflict.limits.is_empty() => {
                    return Inside::Nothing;
                }
                Outcome::Infeasible(_) => return Inside::Infeasible,
                Outcome::Unbounded(_) => return Inside::Unbounded,
            };
            let variance = solution.volatility * solution.volatility;
            let size = match problem.objective() {
                Objective::MinVariance | Objective::EqualWeight => variance,
                Objective::MaxSharpe { .. } => solution.objective.abs(),
                Objective::MaxUtility { risk_aversion } => {
                    risk_aversion * variance + (solution.expected_return - cost).abs()
                }
                Objective::MaxReturn => (solution.expected_return - cost).abs(),
            };
            let value = sign(convex) * solution.objective + cost;
            let is_bound = solution.kkt_residual <= ACCURATE;
            Inside::At(Box::new(Answer {
                value,
                bound: if is_bound { value } else { f64::NEG_INFINITY },
                size,
                residual: solution.kkt_residual,
                route: solution.route.name(),
                active: Some(solution.active),
                weights: solution.weights,
            }))
        }
        Convex::Scenarios(problem) => match solve_scenario(problem) {
            ScenarioOutcome::Optimal(solution) | ScenarioOutcome::Inexact(solution) => {
                let size = match problem.objective {
                    ScenarioObjective::MaxUtility { risk_aversion } => {
                        risk_aversion * solution.risk.abs()
                            + (solution.expected_return / PERIODS_PER_YEAR - cost).abs()
                    }
                    _ => (solution.objective - cost).abs(),
                };
                Inside::At(Box::new(of_scenarios(solution, sign(convex), size, cost)))
            }
            ScenarioOutcome::Infeasible(_) => Inside::Infeasible,
            ScenarioOutcome::Unbounded(_) => Inside::Unbounded,
            ScenarioOutcome::Cancelled => Inside::Nothing,
        },
        Convex::Weighted(problem) => match solve_weighted(problem, &mut tell) {
            WeightedOutcome::Optimal(solution) | WeightedOutcome::Inexact(solution) => {
                let terms = problem.terms().iter().zip(&solution.values);
                let size: f64 = terms.map(|(term, value)| (term.weight * value).abs()).sum();
                Inside::At(Box::new(Answer {
                    value: solution.objective + cost,
                    bound: solution.bound.min(solution.objective) + cost,
                    size: size + cost,
                    residual: solution.gap.max(solution.residual),
                    route: match solution.route {
                        WeightedRoute::Program => "active_set",
                        WeightedRoute::CuttingPlanes => "cutting_planes",
                        WeightedRoute::Clarabel => "clarabel",
                    },
                    active: None,
                    weights: solution.weights,
                }))
            }
            WeightedOutcome::Infeasible(_) => Inside::Infeasible,
            WeightedOutcome::Unbounded(_) => Inside::Unbounded,
            WeightedOutcome::Cancelled => Inside::Nothing,
        },
    }
}

fn of_scenarios(solution: ScenarioSolution, sign: f64, size: f64, cost: f64) -> Answer {
    let value = sign * solution.objective + cost;
    Answer {
        value,
        bound: (sign * solution.bound + cost).min(value),
        size,
        residual: solution.gap.max(solution.residual),
        route: match solution.route {
            ScenarioRoute::CuttingPlanes => "cutting_planes",
            ScenarioRoute::SignPattern => "sign_pattern",
            ScenarioRoute::Clarabel => "clarabel",
        },
        active: None,
        weights: solution.weights,
    }
}

fn weight_of_return(problem: &WeightedProblem) -> f64 {
    let terms = problem.terms().iter();
    let weights = terms.map(|term| match term.goal {
        WeightedGoal::Return | WeightedGoal::Utility { .. } | WeightedGoal::RobustReturn { .. } => {
            term.weight
        }
        WeightedGoal::Variance | WeightedGoal::Risk(_) | WeightedGoal::Tracking { .. } => 0.0,
    });
    weights.sum()
}
