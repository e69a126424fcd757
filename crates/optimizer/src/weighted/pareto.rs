//! The front: what the goals can do together, and what each costs the others.
//!
//! Every goal is minimised by itself, which gives the payoff table: its smallest value (the ideal),
//! and the largest that it takes at the other goals' best (the nadir). Their difference is the
//! goal's range. A point of the front minimises `Σ mix · goal ÷ range`, so that a mix of one half
//! means the same whatever the units. A share of 0 is one of [`TIE`], which chooses among the best
//! of some goals the one that is best for the others: every point is Pareto-optimal.
//!
//! Sums find the convex hull of the front, which is the whole of it, as all goals and limits are
//! convex. Linear pieces of it give their ends only: points can be fewer than mixes.
//!
//! Source: Miettinen, *Nonlinear multiobjective optimization* (1999), chapters 2.4 and 3.1.

use std::ops::ControlFlow;

use nalgebra::DVector;

use super::lattice::mixes;
use super::outcome::{WeightedOutcome, WeightedSolution};
use super::problem::WeightedProblem;
use super::solve::{Solver, WeightedMethod};
use crate::outcome::Conflict;
use crate::progress::{OnProgress, Progress};

/// The share of a goal that has none in a mix.
const TIE: f64 = 1e-6;
/// A range below this share of the values is rounding: the goal is the same everywhere.
const CONSTANT: f64 = 1e-9;
/// Two points are one when all values are within this share of the ranges.
const SAME: f64 = 1e-6;
/// A value is worse when it is by more than this share of the range.
const WORSE: f64 = 1e-9;

/// The front, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum ParetoOutcome {
    /// Non-dominated portfolios.
    Front(ParetoFront),
    /// The limits contradict each other.
    Infeasible(Conflict),
    /// Some goal has no finite optimum of its own.
    Unbounded,
    /// Stopped by the caller.
    Cancelled,
}

/// Portfolios of which none is better than another in one goal without being worse in some other.
#[derive(Debug, Clone, PartialEq)]
pub struct ParetoFront {
    /// By rising value of the first goal, then of the second, …
    pub points: Vec<ParetoPoint>,
    /// The smallest value of each goal by itself, in its own unit.
    pub ideal: Vec<f64>,
    /// The largest value of each goal among the best portfolios of the others.
    pub nadir: Vec<f64>,
    /// Which of the points is the portfolio of the problem's own weights.
    pub chosen: usize,
}

/// One portfolio of the front.
#[derive(Debug, Clone, PartialEq)]
pub struct ParetoPoint {
    /// The share of each goal: the portfolio minimises `Σ mix · goal ÷ (nadir − ideal)`; a goal that
    /// is the same everywhere is divided by 1 instead. Sums to 1.
    pub mix: Vec<f64>,
    /// The value of each goal, in its own unit; returns are negated.
    pub values: Vec<f64>,
    /// Weights in the order of the assets.
    pub weights: DVector<f64>,
}

/// The non-dominated portfolios of about `points` mixes of the goals, and the one of the problem's
/// own weights.
///
/// Two goals take `points` evenly spaced mixes, more goals an even lattice of at most `points`
/// mixes but at least the corners. Portfolios whose values all agree within 1e-6 of the ranges are
/// listed once; one is dominated by another that is no worse in any goal, to within 1e-9 of its
/// range, and better in some by more. A mix that no solver reaches is left out.
///
/// `progress` is told after every mix and every round of the solver, and may stop at each.
///
/// Formula: `min Σ mix · goal ÷ range` per mix. Complexity: two solves per goal, one per mix. Source:
/// Miettinen, *Nonlinear multiobjective optimization* (1999), chapters 2.4 and 3.1. Failure modes:
/// linear pieces of the front give their ends only; a goal without a finite best is the outcome.
pub fn pareto(
    problem: &WeightedProblem,
    points: usize,
    progress: &mut OnProgress<'_>,
) -> ParetoOutcome {
    match Sweep::new(problem, progress) {
        Ok(sweep) => sweep.front(points, progress),
        Err(other) => other,
    }
}

struct Sweep<'p> {
    problem: &'p WeightedProblem,
    solver: Solver<'p>,
    ideal: Vec<f64>,
    nadir: Vec<f64>,
    /// What each goal is divided by.
    ranges: Vec<f64>,
}

impl<'p> Sweep<'p> {
    /// Makes the payoff table, twice: the second time ties are broken in the units of the first.
    fn new(
        problem: &'p WeightedProblem,
        progress: &mut OnProgress<'_>,
    ) -> Result<Self, ParetoOutcome> {
        let goals = problem.terms.len();
        let mut sweep = Self {
            problem,
            solver: Solver::new(problem),
            ideal: Vec::new(),
            nadir: Vec::new(),
            ranges: Vec::new(),
        };
        let mut table = Vec::new();
        for goal in 0..goals {
            let mut prices = vec![0.0; goals];
            prices[goal] = 1.0;
            table.push(sweep.solve(prices, progress)?.values);
        }
        sweep.measure(&table);
        if goals > 1 {
            table.clear();
            for goal in 0..goals {
                let mut mix = vec![0.0; goals];
                mix[goal] = 1.0;
                let prices = sweep.prices(&mix);
                table.push(sweep.solve(prices, progress)?.values);
            }
            sweep.measure(&table);
        }
        Ok(sweep)
    }

    fn measure(&mut self, table: &[Vec<f64>]) {
        let column = |goal: usize| table.iter().map(move |row| row[goal]);
        let goals = 0..table.len();
        self.ideal = goals
            .clone()
            .map(|k| column(k).fold(f64::INFINITY, f64::min))
            .collect();
        self.nadir = goals
            .map(|k| column(k).fold(f64::NEG_INFINITY, f64::max))
            .collect();
        let ends = self.ideal.iter().zip(&self.nadir);
        self.ranges = ends
            .map(|(ideal, nadir)| match nadir - ideal {
                range if range > CONSTANT * ideal.abs().max(nadir.abs()) => range,
                _ => 1.0,
            })
            .collect();
    }

    /// Prices of the goals for a mix.
    fn prices(&self, mix: &[f64]) -> Vec<f64> {
        let shares = mix.iter().zip(&self.ranges);
        shares
            .map(|(share, range)| share.max(TIE) / range)
            .collect()
    }

    fn solve(
        &mut self,
        prices: Vec<f64>,
        progress: &mut OnProgress<'_>,
    ) -> Result<WeightedSolution, ParetoOutcome> {
        Err(
            match self.solver.solve(prices, WeightedMethod::Auto, progress) {
                WeightedOutcome::Optimal(solution) | WeightedOutcome::Inexact(solution) => {
                    return Ok(solution);
                }
                WeightedOutcome::Infeasible(conflict) => ParetoOutcome::Infeasible(conflict),
                WeightedOutcome::Unbounded(_) => ParetoOutcome::Unbounded,
                WeightedOutcome::Cancelled => ParetoOutcome::Cancelled,
            },
        )
    }

    fn front(mut self, points: usize, progress: &mut OnProgress<'_>) -> ParetoOutcome {
        let goals = self.ranges.len();
        let own: Vec<f64> = self.problem.terms.iter().map(|term| term.weight).collect();
        let mut found = match self.solve(own.clone(), progress) {
            Ok(solution) => vec![point(self.own_mix(&own), solution)],
            Err(other) => return other,
        };
        let mixes = if points == 0 {
            Vec::new()
        } else {
            mixes(goals, points)
        };
        let total = mixes.len();
        for (done, mix) in mixes.into_iter().enumerate() {
            let told = Progress {
                done,
                total: Some(total),
                value: None,
                bound: None,
            };
            if let ControlFlow::Break(()) = progress(told) {
                return ParetoOutcome::Cancelled;
            }
            let prices = self.prices(&mix);
            match self.solver.solve(prices, WeightedMethod::Auto, progress) {
                WeightedOutcome::Optimal(solution) => found.push(point(mix, solution)),
                WeightedOutcome::Cancelled => return ParetoOutcome::Cancelled,
                _ => {}
            }
        }
        let (points, chosen) = self.sift(found);
        ParetoOutcome::Front(ParetoFront {
            points,
            ideal: self.ideal,
            nadir: self.nadir,
            chosen,
        })
    }

    /// The mix that the problem's own weights are.
    fn own_mix(&self, weights: &[f64]) -> Vec<f64> {
        let shares: Vec<f64> = weights
            .iter()
            .zip(&self.ranges)
            .map(|(w, r)| w * r)
            .collect();
        let sum: f64 = shares.iter().sum();
        shares.into_iter().map(|share| share / sum).collect()
    }

    /// By how much each value of one point is above that of another, in shares of the ranges.
    fn excess<'a>(
        &'a self,
        one: &'a ParetoPoint,
        other: &'a ParetoPoint,
    ) -> impl Iterator<Item = f64> + 'a {
        let values = one.values.iter().zip(&other.values);
        values
            .zip(&self.ranges)
            .map(|((a, b), range)| (a - b) / range)
    }

    /// Sorted, without what is there twice or dominated, and where the first one is now.
    fn sift(&self, found: Vec<ParetoPoint>) -> (Vec<ParetoPoint>, usize) {
        let mut kept: Vec<(ParetoPoint, bool)> = Vec::new();
        for (index, new) in found.into_iter().enumerate() {
            let is_known = |(old, _): &(ParetoPoint, bool)| {
                self.excess(&new, old).all(|excess| excess.abs() <= SAME)
            };
            if !kept.iter().any(is_known) {
                kept.push((new, index == 0));
            }
        }
        let dominates = |one: &ParetoPoint, other: &ParetoPoint| {
            self.excess(one, other).all(|excess| excess <= WORSE)
                && self.excess(one, other).any(|excess| excess < -WORSE)
        };
        let mut index = 0;
        while index < kept.len() {
            let better = kept
                .iter()
                .position(|(other, _)| dominates(other, &kept[index].0));
            let Some(better) = better else {
                index += 1;
                continue;
            };
            // Who dominates the chosen one stands for it.
            kept[better].1 |= kept[index].1;
            kept.remove(index);
        }
        kept.sort_by(|(one, _), (other, _)| {
            let values = one.values.iter().zip(&other.values);
            let orders = values.map(|(a, b)| a.total_cmp(b));
            orders.fold(std::cmp::Ordering::Equal, |order, next| order.then(next))
        });
        let chosen = kept.iter().position(|point| point.1).unwrap_or(0);
        (kept.into_iter().map(|point| point.0).collect(), chosen)
    }
}

fn point(mix: Vec<f64>, solution: WeightedSolution) -> ParetoPoint {
    ParetoPoint {
        mix,
        values: solution.values,
        weights: solution.weights,
    }
}
