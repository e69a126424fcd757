//! Cutting planes: a small linear program that learns the risk where it matters.
//!
//! The risk is the largest of very many linear functions. Starting with none, the linear program
//! over the weights and `τ` is solved, the function that is largest at its vertex is added as a row
//! `τ ≥ g'w`, and so on. Its optimum is always a lower bound, and the risk at any portfolio an upper
//! one; there are finitely many functions, so both meet at a vertex, exactly but for rounding.
//! Half of the way, functions are taken at the middle between the best portfolio and the vertex,
//! which cuts deeper.
//!
//! Sources: Kelley, *The cutting-plane method for solving convex programs*, Journal of SIAM 8
//! (1960); Künzi-Bay and Mayer, Computational Management Science 3 (2006); Ben-Ameur and Neto,
//! *Acceleration of cutting-plane and column generation algorithms*, Networks 49 (2007), for the
//! middle. Failure modes: many thousands of cuts on hundreds of assets; the caller falls back.

use std::ops::ControlFlow;

use super::model::{Model, Touch};
use super::risk::Risk;
use super::simplex::{self, Moving, Simplex};
use crate::progress::{OnProgress, Progress, tell};

/// A cut that the vertex misses by less than this is no news; risks are of size 1.
const NEWS: f64 = 1e-13;
/// Cuts are taken in the middle while the relative gap is above this.
const MIDDLE_UNTIL: f64 = 1e-5;
/// As [`NEWS`], where a vertex is followed far.
const NEWS_ON_THE_WAY: f64 = 1e-12;
/// Rounds before the reference route is asked.
const ROUNDS: usize = 20_000;
/// Rounds that may make the answer of the reference route exact.
const POLISHING_ROUNDS: usize = 1_000;

/// How the method ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// With a vertex and a bound of the objective, both scaled.
    At {
        vertex: Vec<f64>,
        bound: f64,
        iterations: usize,
    },
    Infeasible,
    Unbounded,
    Stuck,
    Cancelled,
}

/// A model with the cuts that were found so far; limits may move between solves.
pub(crate) struct CuttingPlanes<'r> {
    pub(crate) model: Model,
    risk: Box<dyn Risk + 'r>,
    simplex: Simplex,
    fixed_rows: usize,
    cut: Vec<f64>,
    row: Vec<f64>,
}

impl<'r> CuttingPlanes<'r> {
    pub(crate) fn new(model: Model, risk: Box<dyn Risk + 'r>) -> Self {
        let mut simplex =
            Simplex::new(model.cost.clone(), model.lower.clone(), model.upper.clone());
        for line in &model.lines {
            simplex.add_row(&line.coefficients, line.lower, line.upper);
        }
        Self {
            fixed_rows: model.lines.len(),
            cut: vec![0.0; model.position],
            row: vec![0.0; model.risk + 1],
            model,
            risk,
            simplex,
        }
    }

    /// Moves the lower limit of the annual return.
    pub(crate) fn set_target_return(&mut self, target: f64) {
        if let Some(line) = self.model.target {
            let lower = self.model.lines[line].named.scaled(target);
            self.simplex.set_row_limits(line, lower, f64::INFINITY);
        }
    }

    /// Adds the tangent of a curved limit to the lines.
    pub(crate) fn add_touch(&mut self, touch: &Touch) -> usize {
        debug_assert_eq!(self.fixed_rows, self.simplex.rows());
        self.fixed_rows += 1;
        self.simplex
            .add_row(&touch.coefficients, f64::NEG_INFINITY, touch.upper)
    }

    /// Goes over to another model of the same risk. What was learnt of it holds there too; `false`,
    /// with nothing changed, where the variables are not the same.
    pub(crate) fn turn_to(&mut self, model: Model) -> bool {
        let shape = |model: &Model| (model.assets, model.position, model.factor, model.risk);
        if shape(&model) != shape(&self.model) || model.risk_unit != self.model.risk_unit {
            return false;
        }
        let learnt = std::mem::replace(
            &mut self.simplex,
            Simplex::new(model.cost.clone(), model.lower.clone(), model.upper.clone()),
        );
        for line in &model.lines {
            self.simplex
                .add_row(&line.coefficients, line.lower, line.upper);
        }
        self.simplex.add_rows_of(&learnt, self.fixed_rows);
        self.fixed_rows = model.lines.len();
        self.model = model;
        true
    }

    /// Moves limits of bounds and lines.
    pub(crate) fn shift(&mut self, moving: &[Moving], by: f64) {
        if self.simplex.shift(moving, by) {
            self.restart();
        }
    }

    /// The numbers at some limits.
    pub(crate) fn limits_of(&mut self, moving: &[Moving]) -> Vec<f64> {
        let limits = moving.iter();
        limits
            .map(|moving| *self.simplex.limit_of(moving))
            .collect()
    }

    /// Puts limits back to where they were.
    pub(crate) fn put_back(&mut self, moving: &[Moving], limits: &[f64]) {
        for (moving, &limit) in moving.iter().zip(limits) {
            *self.simplex.limit_of(moving) = limit;
        }
        self.restart();
    }

    /// Forgets the vertex, not the cuts.
    pub(crate) fn restart(&mut self) {
        self.simplex = self.simplex.afresh();
    }

    /// Rate of the optimum as limits move together.
    pub(crate) fn price_of(&self, moving: &[Moving]) -> f64 {
        self.simplex.price_of_moving(moving)
    }

    /// How the vertex moves with limits.
    pub(crate) fn slope_of(&self, moving: &[Moving]) -> Vec<f64> {
        self.simplex.slope_of_moving(moving)
    }

    /// How far limits may move until the vertex breaks another one that is known.
    pub(crate) fn room(&self, moving: &[Moving], slope: &[f64], direction: f64) -> f64 {
        self.simplex.room(moving, slope, direction)
    }

    /// How far, up to `room`, the vertex may move along `slope` until the risk is more than `τ`. The
    /// risk is convex: what is kept at the end is kept on the way.
    pub(crate) fn room_of_risk(&mut self, slope: &[f64], direction: f64, mut room: f64) -> f64 {
        if self.model.ignores_risk() {
            return room;
        }
        let vertex = self.simplex.vertex().to_vec();
        for _ in 0..ROUNDS {
            let there: Vec<f64> = vertex
                .iter()
                .zip(slope)
                .map(|(at, slope)| at + room * direction * slope)
                .collect();
            self.evaluate(&there[..self.model.position]);
            let size = 1.0 + there.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
            let (here, news) = (self.news(&vertex).min(0.0), self.news(&there));
            if news <= NEWS_ON_THE_WAY * size {
                return room;
            }
            let next = room * here / (here - news);
            if next.is_nan() || next >= room * (1.0 - 1e-12) {
                return next;
            }
            room = next;
        }
        0.0
    }

    /// The risk at a position, with its cut in `self.cut`; both in units of `τ`.
    fn evaluate(&mut self, position: &[f64]) -> f64 {
        let unit = self.model.risk_unit;
        let risk = self.risk.evaluate(position, &mut self.cut) / unit;
        for entry in &mut self.cut {
            *entry /= unit;
        }
        risk
    }

    /// The risk at a position, in its own unit.
    pub(crate) fn risk_at(&mut self, vertex: &[f64]) -> f64 {
        self.evaluate(&vertex[..self.model.position]) * self.model.risk_unit
    }

    /// By how much the last cut is above `τ` at `vertex`.
    fn news(&self, vertex: &[f64]) -> f64 {
        let along: f64 = self
            .cut
            .iter()
            .zip(vertex)
            .map(|(cut, value)| cut * value)
            .sum();
        along - vertex[self.model.risk]
    }

    fn add_cut(&mut self) {
        let position = self.model.position;
        for (row, cut) in self.row[..position].iter_mut().zip(&self.cut) {
            *row = -cut;
        }
        self.row[self.model.risk] = 1.0;
        self.simplex.add_row(&self.row, 0.0, f64::INFINITY);
    }

    /// Solves from the last vertex and cuts.
    pub(crate) fn solve(&mut self, progress: &mut OnProgress<'_>) -> Ended {
        self.search(None, ROUNDS, progress)
    }

    /// Solves from a point that is almost the optimum: cuts are first taken around it.
    pub(crate) fn polish(&mut self, near: &[f64]) -> Ended {
        let risk = self.evaluate(&near[..self.model.position]);
        self.add_cut();
        let best = (near.to_vec(), self.model.objective(near, risk));
        self.search(Some(best), POLISHING_ROUNDS, &mut tell)
    }

    fn search(
        &mut self,
        mut best: Option<(Vec<f64>, f64)>,
        rounds: usize,
        progress: &mut OnProgress<'_>,
    ) -> Ended {
        let model_risk = self.model.risk;
        // Without a price and without a limit the risk does not matter.
        let ignores_risk = self.model.ignores_risk();
        // The best portfolio counts only where the risk itself is free to be what it is.
        let may_stand_inside =
            self.model.cost[model_risk] > 0.0 && self.model.upper[model_risk].is_infinite();
        let mut refreshed_at = usize::MAX;
        let mut pivots_before = usize::MAX;
        for iterations in 0..rounds {
            match self.simplex.solve() {
                simplex::Ended::Optimal => {}
                simplex::Ended::Infeasible => return Ended::Infeasible,
                simplex::Ended::Stuck => return Ended::Stuck,
            }
            let vertex = self.simplex.vertex().to_vec();
            let bound = self.simplex.objective().max(self.model.floor);
            // A cut that moved nothing was none but for rounding.
            let stands_still = pivots_before == self.simplex.pivots;
            pivots_before = self.simplex.pivots;
            let told = Progress {
                done: iterations,
                total: None,
                value: best.as_ref().map(|best| best.1),
                bound: Some(bound),
            };
            if iterations % 16 == 15 && matches!(progress(told), ControlFlow::Break(())) {
                return Ended::Cancelled;
            }

            let mut is_cut = false;
            if may_stand_inside
                && !stands_still
                && let Some((inside, value)) = &best
                && (value - bound) > MIDDLE_UNTIL * value.abs()
            {
                let mut middle: Vec<f64> = inside
                    .iter()
                    .zip(&vertex)
                    .map(|(a, b)| 0.5 * (a + b))
                    .collect();
                self.risk.complete(&mut middle);
                self.model.complete(&mut middle);
                let risk = self.evaluate(&middle);
                let value_there = self.model.objective(&middle, risk);
                if self.news(&vertex) > NEWS {
                    self.add_cut();
                    is_cut = true;
                }
                if value_there < *value {
                    best = Some((middle, value_there));
                }
            }
            if is_cut {
                continue;
            }

            let risk = self.evaluate(&vertex);
            let value = self.model.objective(&vertex, risk);
            if best.as_ref().is_none_or(|best| value < best.1) {
                best = Some((vertex.clone(), value));
            }
            let is_least = may_stand_inside && value - self.model.floor <= NEWS;
            if ignores_risk || stands_still || is_least || self.news(&vertex) <= NEWS {
                if refreshed_at != self.simplex.pivots && self.simplex.refresh() {
                    // Once more with fresh factors, which may uncover a limit that is missed.
                    refreshed_at = self.simplex.pivots;
                    pivots_before = usize::MAX;
                    continue;
                }
                if !is_least && self.simplex.leans_on_the_wide_box() {
                    return Ended::Unbounded;
                }
                return Ended::At {
                    bound: self.simplex.safe_bound().max(self.model.floor),
                    vertex,
                    iterations,
                };
            }
            self.add_cut();
            let rows = self.simplex.rows();
            if rows > self.fixed_rows + 6 * self.row.len() + 200 {
                self.simplex.drop_rows(self.fixed_rows, 1e-3);
            }
        }
        Ended::Stuck
    }
}
