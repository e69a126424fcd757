//! Limits and risks that are curved: the tracking error and the semideviation.
//!
//! Near the optimum a curved function is its tangent and a parabola. Each step minimises the
//! tangents' linear program plus half the second derivatives of the Lagrangian, a convex quadratic
//! program for the active-set method, and converges quadratically (sequential quadratic
//! programming; Nocedal and Wright, *Numerical Optimization*, 2nd edition, chapter 18). A small
//! proximal term keeps it definite and vanishes at the optimum. Every tangent is below its function
//! everywhere, so the linear program over all of them bounds the optimum, exactly when one touches
//! it there: that is the proof of the answer, wherever the steps came from.
//!
//! A step costs `O(T · assets)`, `O(Tn²)` for the semideviation, and the quadratic program. Failure
//! modes: a start too far away; the caller asks Clarabel for a near one.

use std::ops::ControlFlow;

use nalgebra::{DMatrix, DVector};

use super::cutting_planes::Ended;
use super::model::Model;
use super::problem::{ScenarioMeasure, ScenarioObjective, ScenarioProblem};
use super::risk::Risk;
use super::simplex::{self, Simplex};
use crate::progress::{OnProgress, Progress};
use crate::solve::{Factors, Found, Program, Sides, by_any};

/// Steps before another start is asked for.
const STEPS: usize = 40;
/// Quadratic programs of all steps together: beyond, Clarabel is faster.
const PROGRAMS: usize = 120;
/// A cut that is missed by less is no news.
const NEWS: f64 = 1e-13;
/// Gap between the value and the bound, both of size 1, at which the steps end.
const MET: f64 = 1e-13;
/// Weight of the proximal term on second derivatives of size 1.
const PROXIMAL: f64 = 1e-6;

/// Whether the price of the risk is that of its square.
pub(crate) fn prices_the_square(problem: &ScenarioProblem) -> bool {
    problem.measure == ScenarioMeasure::Semivariance
        && matches!(problem.objective, ScenarioObjective::MaxUtility { .. })
}

/// A linear program that learns tangents, and the second derivatives to go with them.
pub(crate) struct Tangents<'m, 'r> {
    pub(crate) model: &'m Model,
    risk: Box<dyn Risk + 'r>,
    /// Price of `τ²`, where it has one.
    square: f64,
    pub(crate) simplex: Simplex,
    /// Rows besides the lines: which touch the risk, and which the distance.
    risk_rows: Vec<usize>,
    distance_rows: Vec<usize>,
    rows: Vec<(Vec<f64>, f64, f64)>,
    cut: Vec<f64>,
    /// Quadratic programs that may still be solved.
    programs_left: usize,
}

impl<'m, 'r> Tangents<'m, 'r> {
    pub(crate) fn new(
        problem: &ScenarioProblem,
        model: &'m Model,
        risk: Box<dyn Risk + 'r>,
    ) -> Self {
        let mut cost = model.cost.clone();
        let mut square = 0.0;
        if prices_the_square(problem) {
            square = std::mem::take(&mut cost[model.risk]);
        }
        let mut simplex = Simplex::new(cost, model.lower.clone(), model.upper.clone());
        let mut rows = Vec::new();
        for line in &model.lines {
            simplex.add_row(&line.coefficients, line.lower, line.upper);
            rows.push((line.coefficients.clone(), line.lower, line.upper));
        }
        Self {
            model,
            risk,
            square,
            simplex,
            risk_rows: Vec::new(),
            distance_rows: Vec::new(),
            rows,
            cut: vec![0.0; model.position],
            programs_left: PROGRAMS,
        }
    }

    /// The risk at a position, in units of `τ`, with its cut.
    fn risk_at(&mut self, vertex: &[f64]) -> f64 {
        let unit = self.model.risk_unit;
        let risk = self
            .risk
            .evaluate(&vertex[..self.model.position], &mut self.cut)
            / unit;
        for entry in &mut self.cut {
            *entry /= unit;
        }
        risk
    }

    fn push(&mut self, coefficients: Vec<f64>, lower: f64, upper: f64) -> usize {
        let row = self.simplex.add_row(&coefficients, lower, upper);
        self.rows.push((coefficients, lower, upper));
        row
    }

    /// Adds the last cut of the risk.
    fn add_cut(&mut self) {
        let mut row = vec![0.0; self.model.risk + 1];
        for (entry, cut) in row.iter_mut().zip(&self.cut) {
            *entry = -cut;
        }
        row[self.model.risk] = 1.0;
        let row = self.push(row, 0.0, f64::INFINITY);
        self.risk_rows.push(row);
    }

    /// Touches the risk and the distance at a position; the risk there.
    pub(crate) fn touch(&mut self, vertex: &[f64]) -> f64 {
        let risk = self.risk_at(vertex);
        self.add_cut();
        if let Some(distance) = &self.model.distance
            && let Some(touch) = distance.touch(vertex, self.model.factor)
        {
            let row = self.push(touch.coefficients, f64::NEG_INFINITY, touch.upper);
            self.distance_rows.push(row);
        }
        risk
    }

    /// The tangent of the price of `τ²` at `risk`; says what the linear program has too much.
    fn price_at(&mut self, risk: f64) -> f64 {
        if self.square == 0.0 {
            return 0.0;
        }
        // Another cost is another program to the dual method: it begins again.
        let model = self.model;
        let mut cost = model.cost.clone();
        cost[model.risk] = 2.0 * self.square * risk;
        self.simplex = Simplex::new(cost, model.lower.clone(), model.upper.clone());
        for (coefficients, lower, upper) in &self.rows {
            self.simplex.add_row(coefficients, *lower, *upper);
        }
        self.square * risk * risk
    }

    /// What the position costs with the risk in the place of `τ`.
    fn value(&self, vertex: &[f64], risk: f64) -> f64 {
        if self.square == 0.0 {
            return self.model.objective(vertex, risk);
        }
        self.model.objective(vertex, 0.0) + self.square * risk * risk
    }

    /// The bound of all tangents with the price of `τ²` touched at `risk`.
    fn bound(&mut self, risk: f64) -> Result<f64, Ended> {
        let too_much = self.price_at(risk);
        match self.simplex.solve() {
            simplex::Ended::Optimal => {
                Ok((self.simplex.safe_bound() - too_much).max(self.model.floor))
            }
            simplex::Ended::Infeasible => Err(Ended::Infeasible),
            simplex::Ended::Stuck => Err(Ended::Stuck),
        }
    }

    /// From a start to the optimum.
    pub(crate) fn solve(&mut self, start: &[f64], progress: &mut OnProgress<'_>) -> Ended {
        let mut vertex = start.to_vec();
        let mut best: Option<(Vec<f64>, f64)> = None;
        let mut highest = f64::NEG_INFINITY;
        let mut sides = None;
        let mut prices = None;
        for step in 0..STEPS {
            let risk = self.touch(&vertex);
            vertex[self.model.risk] = vertex[self.model.risk].max(risk);
            match self.bound(risk) {
                Ok(bound) => highest = highest.max(bound),
                Err(Ended::Stuck) => {}
                Err(ended) => return ended,
            }
            let value = self.value(&vertex, risk);
            let missed = self.missed(&vertex, risk);
            let merit = (value - highest).abs().max(missed);
            if best.as_ref().is_none_or(|best| merit < best.1) {
                best = Some((vertex.clone(), merit));
            } else if best.as_ref().is_some_and(|best| best.1 < 1e-11) {
                break;
            }
            let told = Progress {
                done: step,
                total: None,
                value: Some(value),
                bound: Some(highest),
            };
            if let ControlFlow::Break(()) = progress(told) {
                return Ended::Cancelled;
            }
            if merit <= MET {
                break;
            }
            let (of_risk, of_distance) = prices.unwrap_or_else(|| self.prices_of_the_bound());
            match self.step(&vertex, (of_risk, of_distance), &mut sides) {
                Ok((next, next_prices)) => {
                    let has_moved = next.iter().zip(&vertex).any(|(a, b)| a != b);
                    (vertex, prices) = (next, Some(next_prices));
                    if !has_moved {
                        break;
                    }
                }
                Err(Ended::Stuck) => break,
                Err(ended) => return ended,
            }
        }
        match best {
            Some((vertex, merit)) if merit <= 1e-8 && highest.is_finite() => Ended::At {
                vertex,
                bound: highest,
                iterations: self.rows.len() - self.model.lines.len(),
            },
            _ => Ended::Stuck,
        }
    }

    /// By how much a position is outside the curved limits.
    fn missed(&self, vertex: &[f64], risk: f64) -> f64 {
        let distance = self.model.distance.as_ref();
        let too_far = distance.map_or(0.0, |distance| distance.excess(vertex, self.model.factor));
        let too_risky = risk - self.model.upper[self.model.risk];
        too_far.max(too_risky).max(0.0)
    }

    /// Prices of the risk and of the distance in the linear program.
    fn prices_of_the_bound(&self) -> (f64, f64) {
        let sum = |rows: &[usize]| {
            let prices = rows.iter().map(|&row| self.simplex.price_of_row(row).abs());
            prices.sum::<f64>()
        };
        (sum(&self.risk_rows), sum(&self.distance_rows))
    }

    /// The optimum of the quadratic program at `vertex`, with the prices of risk and distance.
    fn step(
        &mut self,
        vertex: &[f64],
        (of_risk, of_distance): (f64, f64),
        sides: &mut Option<Sides>,
    ) -> Result<(Vec<f64>, (f64, f64)), Ended> {
        let variables = vertex.len();
        let mut quadratic = DMatrix::zeros(variables, variables);
        self.risk
            .bend(of_risk / self.model.risk_unit, &mut quadratic);
        if let Some(distance) = &self.model.distance {
            distance.bend(vertex, self.model.factor, of_distance, &mut quadratic);
        }
        let mut linear = DVector::from_column_slice(&self.model.cost);
        if self.square > 0.0 {
            let tau = self.model.risk;
            quadratic[(tau, tau)] += 2.0 * self.square;
            linear[tau] = 0.0;
        }
        // The parabola is around the vertex, the square around zero.
        let around = DVector::from_column_slice(vertex);
        let size = quadratic.diagonal().amax();
        let size = if size > 0.0 { size } else { 1.0 };
        let mut pull = &quadratic * &around;
        if self.square > 0.0 {
            let tau = self.model.risk;
            pull[tau] -= 2.0 * self.square * vertex[tau];
        }
        linear -= pull;
        for index in 0..variables {
            quadratic[(index, index)] += PROXIMAL * size;
            linear[index] -= PROXIMAL * size * vertex[index];
        }
        quadratic /= size;
        linear /= size;
        let is_curved = self.is_curved();
        while self.programs_left > 0 {
            self.programs_left -= 1;
            let chosen = self.chosen(is_curved);
            let program = self.program(&quadratic, &linear, &chosen);
            let start = match sides.take() {
                Some(old) if old.0.len() == variables + chosen.len() => old,
                _ => Sides::none(&program),
            };
            let (next, rows) = match by_any(&program, &Factors::later(), &start) {
                Found::At {
                    point, sides: at, ..
                } => {
                    *sides = Some(at);
                    (point.x, point.rows)
                }
                Found::Infeasible => return Err(Ended::Infeasible),
                Found::Unbounded | Found::Nothing => return Err(Ended::Stuck),
            };
            let next: Vec<f64> = next.iter().copied().collect();
            let price = |of: &[usize]| {
                let held = chosen.iter().zip(rows.iter());
                let held = held.filter(|(row, _)| of.contains(row));
                held.map(|(_, price)| price.abs() * size).sum::<f64>()
            };
            let prices = (price(&self.risk_rows), price(&self.distance_rows));
            if is_curved {
                return Ok((next, prices));
            }
            let there = self.risk_at(&next);
            if there - next[self.model.risk] <= NEWS || self.model.ignores_risk() {
                return Ok((next, prices));
            }
            self.add_cut();
        }
        Err(Ended::Stuck)
    }

    /// Whether the risk is smooth: then only its last tangent belongs into a step.
    fn is_curved(&self) -> bool {
        self.risk.is_smooth()
    }

    /// The rows of a step: the lines, the cuts of the risk, the last tangents.
    fn chosen(&self, is_curved: bool) -> Vec<usize> {
        let mut chosen: Vec<usize> = (0..self.model.lines.len()).collect();
        if is_curved {
            chosen.extend(self.risk_rows.last());
        } else {
            chosen.extend(&self.risk_rows);
        }
        chosen.extend(self.distance_rows.last());
        chosen
    }

    fn program<'q>(
        &self,
        quadratic: &'q DMatrix<f64>,
        linear: &DVector<f64>,
        chosen: &[usize],
    ) -> Program<'q> {
        let model = self.model;
        let row = |index: usize| &self.rows[chosen[index]];
        Program {
            quadratic: Some(quadratic),
            linear: linear.clone(),
            lower: DVector::from_column_slice(&model.lower),
            upper: DVector::from_column_slice(&model.upper),
            normals: DMatrix::from_fn(linear.len(), chosen.len(), |variable, index| {
                row(index).0[variable]
            }),
            row_lower: DVector::from_fn(chosen.len(), |index, _| row(index).1),
            row_upper: DVector::from_fn(chosen.len(), |index, _| row(index).2),
        }
    }
}
