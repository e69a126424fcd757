//! Nodes of problems on means and variances under linear limits.
//!
//! With `P = R + D` the perspective relaxation of a node with at most `K` positions is
//!
//! `min ½ w'Rw + q'w + ½ φ(w)`, `φ(w) = min { Σ d_i w_i² / z_i : Σ z ≤ K, 0 ≤ z ≤ 1 }`.
//!
//! `φ` has a closed form once it is known which assets have `z = 1`: with `a_i = √d_i |w_i|` the
//! largest `k` have, and the others share what is left, `φ = Σ_whole a² + (Σ_others a)² ÷ (K − k)`.
//! So each node is a few quadratic programs that differ by which assets are whole, warm-started by
//! the active-set method. None of them is trusted: what counts is the separable bound at the point
//! where they end (`separable`).
//!
//! Sources: Frangioni and Gentile (2006); Argyriou, Foygel and Srebro, *Sparse prediction with the
//! k-support norm* (2012), for the closed form.

mod curved;
mod diagonal;
mod portfolio;
mod rows;
mod whole;

use std::collections::BTreeSet;

use nalgebra::{DMatrix, DVector};

use rows::with_rows;

use super::pieces::{Allowed, Pieces};
use super::separable::{Parts, Separable};
use super::split::Split;
use super::tree::{Point, Relaxed, Relaxing, Start};
use crate::problem::{Objective, Problem};
use crate::solve::{Factors, Program, Sides, add_scaled, dot, program_of};

/// Limits are kept where the residual is no larger.
const KEPT: f64 = 1e-10;
/// Changes of the whole positions per node, at most, and at the root.
const ROUNDS: usize = 3;
const ROUNDS_AT_ROOT: usize = 12;
/// The relaxation of a problem whose goal is quadratic and whose limits are linear.
pub(super) struct Perspective<'p> {
    pieces: &'p Pieces,
    /// The program without anything decided. Rows for the positions come last: all of them at
    /// most, each group, and at least.
    program: Program<'p>,
    factors: &'p Factors,
    linear_only: Factors,
    split: Split,
    /// One unit of the program in that of the number that is minimised.
    unit: f64,
    /// What one unit of annual return is in the program.
    per_cost: f64,
    /// Where the rows of the positions begin.
    counts: usize,
    /// Whether a diagonal is still to be found.
    is_root: bool,
}

/// A relaxation as it was solved.
struct Solved {
    x: DVector<f64>,
    sides: Sides,
    /// Prices of the rows.
    prices: Vec<f64>,
}

enum Attempt {
    Solved(Solved),
    Infeasible,
    Failed,
}

impl<'p> Perspective<'p> {
    /// Nothing where the goal is no quadratic or some weight has no end.
    pub(super) fn new(problem: &'p Problem, pieces: &'p Pieces) -> Option<Self> {
        let unit = match problem.objective() {
            Objective::MinVariance => 2.0 * problem.shape.scale,
            Objective::MaxUtility { risk_aversion } if risk_aversion > 0.0 => {
                2.0 * risk_aversion * problem.shape.scale
            }
            Objective::MaxUtility { .. } | Objective::MaxReturn => problem.shape.scale.sqrt(),
            Objective::MaxSharpe { .. } | Objective::EqualWeight => return None,
        };
        let is_open = |of: &Vec<super::pieces::Piece>| {
            of.iter()
                .any(|piece| !piece.lower.is_finite() || !piece.upper.is_finite())
        };
        if pieces.of.iter().any(is_open) {
            return None;
        }
        let looks_at_return = !matches!(problem.objective(), Objective::MinVariance);
        let mut base = program_of(problem, 0.0);
        if !pieces.has_budget {
            base.row_lower[0] = f64::NEG_INFINITY;
            base.row_upper[0] = f64::INFINITY;
        }
        let counts = base.rows();
        let n = base.variables();
        let program = with_rows(base, 2 + pieces.groups.len());
        let split = match program.quadratic {
            Some(matrix) => Split::none(matrix),
            None => Split {
                rest: DMatrix::zeros(0, 0),
                diagonal: vec![0.0; n],
            },
        };
        Some(Self {
            pieces,
            program,
            factors: problem.shape.factors(),
            linear_only: Factors::linear_only(),
            split,
            unit,
            per_cost: if looks_at_return { 1.0 / unit } else { 0.0 },
            counts,
            is_root: true,
        })
    }

    /// Without the search for a diagonal, for a goal of which only the limits matter.
    pub(super) fn unsplit(self) -> Self {
        Self {
            is_root: false,
            ..self
        }
    }

    fn has_diagonal(&self) -> bool {
        self.split.diagonal.iter().any(|&entry| entry > 0.0)
    }

    /// The bound at a point with prices.
    fn bound(&self, program: &Program<'_>, allowed: &[u8], solved: &Solved) -> Separable {
        let n = allowed.len();
        // Costs are counted by the pieces themselves here.
        let mut slope = self.program.linear.as_slice().to_vec();
        let mut constant = 0.0;
        if program.quadratic.is_some() {
            let pulled = times(&self.split.rest, &solved.x);
            constant -= 0.5 * dot(&pulled, solved.x.as_slice());
            add_scaled(&mut slope, 1.0, &pulled);
        }
        for (row, &price) in solved.prices.iter().enumerate() {
            let (lower, upper) = (program.row_lower[row], program.row_upper[row]);
            let limit = if price > 0.0 { upper } else { lower };
            if price != 0.0 && limit.is_finite() {
                constant -= price * limit;
                let normal = &program.normals.as_slice()[row * n..(row + 1) * n];
                add_scaled(&mut slope, price, normal);
            }
        }
        let parts = Parts {
            curvature: &self.split.diagonal,
            slope: &slope,
            constant,
            per_cost: self.per_cost,
        };
        Separable::new(self.pieces, allowed, &parts)
    }

    /// The relaxation with its best bound.
    fn relaxed(
        &mut self,
        allowed: &[u8],
        start: &Start,
        cutoff: f64,
        rounds: usize,
    ) -> Option<(Solved, Separable, Vec<bool>)> {
        let mut program = self.program_in(allowed);
        let mut whole = start.whole.clone();
        if whole.is_empty() || !self.has_diagonal() {
            whole = Vec::new();
        } else {
            self.fit_whole(allowed, &mut whole);
        }
        let mut sides = start.sides.clone();
        let mut best: Option<(Solved, Separable, Vec<bool>)> = None;
        let mut cuts = 0;
        for _ in 0..rounds {
            let solved = match self.solve(&program, allowed, &whole, sides.as_ref()) {
                Attempt::Solved(solved) => solved,
                Attempt::Infeasible
                    if whole.is_empty() || self.slots(allowed, &whole) != Some(0) =>
                {
                    return None;
                }
                // Only what is whole was let in, or nothing is known.
                Attempt::Infeasible | Attempt::Failed => {
                    if whole.is_empty() {
                        break;
                    }
                    whole = Vec::new();
                    continue;
                }
            };
            sides = Some(solved.sides.clone());
            let separable = self.bound(&program, allowed, &solved);
            let bound = separable.bound;
            let next = match self.has_diagonal() {
                true => self.whole(allowed, &solved.x),
                false => Vec::new(),
            };
            let is_cut = cuts < 3 && self.count_at_least(&mut program, allowed, &solved.x);
            cuts += usize::from(is_cut);
            let is_same = next == whole && !is_cut;
            if best.as_ref().is_none_or(|best| bound > best.1.bound) {
                best = Some((solved, separable, whole));
            }
            if is_same || bound >= cutoff {
                break;
            }
            whole = next;
        }
        Some(best.unwrap_or_else(|| self.unsolved(&program, allowed, start)))
    }

    /// Where nothing could be solved, the middle of the hull still bounds.
    fn unsolved(
        &self,
        program: &Program<'_>,
        allowed: &[u8],
        _: &Start,
    ) -> (Solved, Separable, Vec<bool>) {
        let solved = Solved {
            x: (&program.lower + &program.upper) * 0.5,
            sides: Sides::none(program),
            prices: vec![0.0; program.rows()],
        };
        let separable = self.bound(program, allowed, &solved);
        (solved, separable, Vec::new())
    }
}

impl Relaxing for Perspective<'_> {
    fn relax(&mut self, allowed: &mut Allowed, start: &Start, cutoff: f64) -> Relaxed {
        let rounds = if self.is_root { ROUNDS_AT_ROOT } else { ROUNDS };
        if std::mem::take(&mut self.is_root) {
            self.split_root(allowed);
        }
        let cutoff = cutoff / self.unit;
        let mut start = start.clone();
        if start.whole.is_empty() && self.has_diagonal() {
            start.whole = vec![false; allowed.len()];
        }
        for _ in 0..2 {
            let Some((solved, separable, whole)) = self.relaxed(allowed, &start, cutoff, rounds)
            else {
                return Relaxed::Empty;
            };
            let likely = self.likely(allowed, &solved.x, &separable);
            let bound = separable.bound;
            let is_fixed = bound < cutoff && separable.fix(self.pieces, allowed, cutoff);
            let point = Point {
                bound: bound * self.unit,
                likely,
                start: Start {
                    sides: Some(solved.sides),
                    whole,
                    active: None,
                },
                weights: solved.x,
            };
            if !is_fixed {
                return Relaxed::At(Box::new(point));
            }
            if !self.pieces.propagate(allowed) {
                return Relaxed::Empty;
            }
            // Where all is decided, the bound has to be that of what was decided.
            let is_decided = allowed.iter().all(|mask| mask.count_ones() == 1);
            if !is_decided && !self.is_moved(allowed, &point.weights) {
                return Relaxed::At(Box::new(point));
            }
            start = point.start;
        }
        match self.relaxed(allowed, &start, cutoff, rounds) {
            None => Relaxed::Empty,
            Some((solved, separable, whole)) => Relaxed::At(Box::new(Point {
                bound: separable.bound * self.unit,
                likely: self.likely(allowed, &solved.x, &separable),
                start: Start {
                    sides: Some(solved.sides),
                    whole,
                    active: None,
                },
                weights: solved.x,
            })),
        }
    }

    fn quick(&mut self, allowed: &[u8]) -> Option<(DVector<f64>, f64)> {
        self.best_in(allowed)
    }

    fn instead(&mut self, held: &BTreeSet<usize>, leaving: usize) -> Vec<usize> {
        self.better_than(held, leaving)
    }
}

impl Perspective<'_> {
    /// Whether the point is outside what is left.
    fn is_moved(&self, allowed: &[u8], x: &DVector<f64>) -> bool {
        (0..allowed.len()).any(|asset| {
            let (lower, upper) = self.pieces.hull(asset, allowed[asset]);
            x[asset] < lower - 1e-12 || x[asset] > upper + 1e-12
        })
    }
}

fn times(matrix: &DMatrix<f64>, x: &DVector<f64>) -> Vec<f64> {
    let n = x.len();
    let mut product = vec![0.0; n];
    for (column, &share) in matrix.column_iter().zip(x) {
        if share != 0.0 {
            add_scaled(&mut product, share, column.as_slice());
        }
    }
    product
}
