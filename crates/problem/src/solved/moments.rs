//! Goals on means and variances.

use optimizer::{Objective, Outcome, Problem, Solution};

use crate::{Model, OutcomeKind, answer::Unpriced};

use super::{Found, Priced, Solved, risk::parts};

impl Model {
    pub(super) fn solve_moments(&self, problem: &Problem) -> Solved {
        match optimizer::solve_by(problem, self.method) {
            Outcome::Optimal(solution) | Outcome::Inexact(solution) => at(problem, solution),
            Outcome::Infeasible(conflict) => Solved::infeasible(self.conflict(&conflict)),
            Outcome::Unbounded(why) => self.without_end(&why),
        }
    }
}

fn at(problem: &Problem, solution: Solution) -> Solved {
    let is_exact = solution.kkt_residual <= Solution::ACCURATE;
    Solved {
        outcome: if is_exact {
            OutcomeKind::Optimal
        } else {
            OutcomeKind::Inexact
        },
        conflict: None,
        unbounded: None,
        found: Some(Found {
            weights: solution.weights.clone(),
            solver: solution.route.name(),
            kkt_residual: Some(solution.kkt_residual),
            // These problems are convex: what satisfies the conditions is the best.
            gap: is_exact.then_some(0.0),
            iterations: solution.iterations,
            figures: utility(problem, &solution),
            terms: None,
            searched: None,
            risk_contributions: None,
            risk: parts(problem, None, &solution.weights),
            priced: match problem.objective() {
                Objective::EqualWeight => Priced::Not(Unpriced::Formula),
                _ => Priced::By(Box::new((problem.clone(), solution))),
            },
        }),
    }
}

/// A utility is a number of its own; the others are metrics already.
fn utility(problem: &Problem, solution: &Solution) -> Vec<(String, f64)> {
    match problem.objective() {
        Objective::MaxUtility { .. } => vec![("utility".to_owned(), solution.objective)],
        _ => Vec::new(),
    }
}
