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

use std::collections::BTreeSet;

use nalgebra::{DMatrix, DVector};

use super::pieces::{Allowed, Pieces};
use super::separable::{Parts, Separable};
use super::split::Split;
use super::tree::{Point, Relaxed, Relaxing, Start};
use crate::outcome::Side;
use crate::problem::{Objective, Problem};
use crate::solve::{
    Curvature, Ended, Factors, Found, Program, Sides, add_scaled, by_any, dot, primal, program_of,
};

/// Changes of the whole positions per node, at most, and at the root.
const ROUNDS: usize = 3;
const ROUNDS_AT_ROOT: usize = 12;
/// Positions tried instead of one.
const INSTEAD: usize = 4;
/// Improvements of the diagonal at the root.
const SPLITS: usize = 6;
/// What the worth of an asset that the root does not hold counts, as a share of the mean.
const UNHELD: f64 = 0.05;

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

    /// Whether the numbers of positions bind anywhere, so that a diagonal is worth its price.
    fn counts_positions(&self) -> bool {
        self.pieces.at_most < self.pieces.of.len()
    }

    /// The program of a node with nothing said about the curvature.
    fn program_in(&self, allowed: &[u8]) -> Program<'p> {
        let n = allowed.len();
        let mut program = self.program.clone();
        for asset in 0..n {
            let (lower, upper) = self.pieces.hull(asset, allowed[asset]);
            program.lower[asset] = lower;
            program.upper[asset] = upper;
            if self.pieces.has_costs() {
                program.linear[asset] += self.per_cost * self.pieces.slope(asset, allowed[asset]);
            }
        }
        let cost: f64 = (0..n)
            .map(|asset| self.pieces.least_cost(asset, allowed[asset]))
            .sum();
        // The return that is wanted is wanted after costs.
        program.row_lower[self.counts - 1] += cost;
        self.count_at_most(&mut program, allowed);
        program
    }

    /// `Σ w_i / U_i` of the open long positions is at most the number that is left.
    fn count_at_most(&self, program: &mut Program<'_>, allowed: &[u8]) {
        let n = allowed.len();
        let whole: Vec<usize> = (0..n).collect();
        let groups = self.pieces.groups.iter().map(|group| (&group.0, group.1));
        let all = std::iter::once((&whole, self.pieces.at_most)).chain(groups);
        for (index, (members, most)) in all.enumerate() {
            let row = self.counts + index;
            let mut left = most;
            let mut normal = DVector::zeros(n);
            let mut sizes = Vec::new();
            for &asset in members {
                let mask = allowed[asset];
                if !self.pieces.may_hold(asset, mask) {
                    continue;
                }
                if !self.pieces.may_skip(asset, mask) {
                    left = left.saturating_sub(1);
                } else if program.lower[asset] >= 0.0 {
                    normal[asset] = 1.0 / program.upper[asset];
                    sizes.push(program.upper[asset]);
                }
            }
            sizes.sort_unstable_by(|one, other| one.total_cmp(other));
            // The sum of the weights alone keeps it from being broken where the caps are wide.
            let budget = program.row_upper[0];
            let least = sizes.first().copied().unwrap_or(f64::INFINITY);
            if sizes.len() > left && budget > least * left as f64 * (1.0 - 1e-9) {
                program.normals.set_column(row, &normal);
                program.row_upper[row] = left as f64;
            }
        }
    }

    /// Adds `Σ_{i ∉ T} w_i ≥ ε (K − |T|)` where the point breaks it: at least so many positions,
    /// each of them at least that large. `T` are those that are larger.
    fn count_at_least(&self, program: &mut Program<'_>, allowed: &[u8], x: &DVector<f64>) -> bool {
        let least = self.pieces.at_least;
        if least == 0 {
            return false;
        }
        let n = allowed.len();
        let mut normal = DVector::zeros(n);
        let (mut needed, mut sum) = (least as f64, 0.0);
        for asset in 0..n {
            let mask = allowed[asset];
            if !self.pieces.may_hold(asset, mask) {
                continue;
            }
            let held = self
                .pieces
                .left(asset, mask)
                .filter(|(_, piece)| piece.is_held);
            let size = held
                .map(|(_, piece)| piece.lower)
                .fold(f64::INFINITY, f64::min);
            // Short positions, and those that are decided, count whole.
            if size <= 0.0 || !self.pieces.may_skip(asset, mask) || x[asset] >= size {
                needed -= 1.0;
            } else {
                normal[asset] = 1.0 / size;
                sum += x[asset] / size;
            }
        }
        if sum >= needed - 1e-9 {
            return false;
        }
        let row = program.rows() - 1;
        // In the unit of the weights, so that the row is as long as the budget's.
        let unit = normal
            .iter()
            .filter(|&&entry| entry > 0.0)
            .fold(0.0, |all: f64, &entry| all.max(entry));
        if unit == 0.0 {
            return false;
        }
        program.normals.set_column(row, &(normal / unit));
        program.row_lower[row] = needed / unit;
        true
    }

    /// Solves with the curvature of whole positions.
    fn solve(
        &self,
        program: &Program<'p>,
        allowed: &[u8],
        whole: &[bool],
        start: Option<&Sides>,
    ) -> Attempt {
        let none = Sides::none(program);
        let start = start.map_or_else(|| none.clone(), |sides| fitted(program, sides));
        let Some(matrix) = program.quadratic else {
            return self.solve_by_any(program, None, &start);
        };
        let slots = self.slots(allowed, whole);
        if slots.is_none_or(|slots| slots == 0) || !self.has_diagonal() {
            let mut program = program.clone();
            if slots == Some(0) && self.has_diagonal() {
                // Nothing else may be held: what is not whole stays at zero.
                for (asset, &is_whole) in whole.iter().enumerate() {
                    if !is_whole && program.lower[asset] >= 0.0 {
                        program.upper[asset] = program.lower[asset];
                    }
                }
            }
            return self.solve_with(&program, matrix, &start);
        }
        let curved = self.curved(program, whole, slots.unwrap_or(1) as f64);
        self.solve_with(program, &curved, &start)
    }

    fn has_diagonal(&self) -> bool {
        self.split.diagonal.iter().any(|&entry| entry > 0.0)
    }

    /// How many positions are left beside the whole ones; `None` where all may be whole.
    fn slots(&self, allowed: &[u8], whole: &[bool]) -> Option<usize> {
        if whole.is_empty() {
            return None;
        }
        let may_hold =
            (0..allowed.len()).filter(|&asset| self.pieces.may_hold(asset, allowed[asset]));
        if may_hold.count() <= self.pieces.at_most {
            return None;
        }
        let whole = whole.iter().filter(|&&is_whole| is_whole).count();
        Some(self.pieces.at_most.saturating_sub(whole))
    }

    /// `R + D` on whole positions, `R + √d√d' ÷ slots` on the others.
    fn curved(&self, program: &Program<'_>, whole: &[bool], slots: f64) -> DMatrix<f64> {
        let mut curved = self.split.rest.clone();
        let n = curved.nrows();
        let shares: Vec<f64> = (0..n)
            .map(|asset| {
                let is_shared = !whole[asset] && program.lower[asset] >= 0.0;
                if is_shared {
                    self.split.diagonal[asset].sqrt()
                } else {
                    0.0
                }
            })
            .collect();
        for (asset, mut column) in curved.column_iter_mut().enumerate() {
            if shares[asset] > 0.0 {
                add_scaled(column.as_mut_slice(), shares[asset] / slots, &shares);
            } else {
                column[asset] += self.split.diagonal[asset];
            }
        }
        curved
    }

    fn solve_with(&self, program: &Program<'p>, matrix: &DMatrix<f64>, start: &Sides) -> Attempt {
        match primal(program, Curvature::Dense(matrix), start) {
            Ended::Solved { x, sides, .. } => {
                let prices = prices(program, matrix, &x, &sides);
                Attempt::Solved(Solved { x, sides, prices })
            }
            _ => self.solve_by_any(program, Some(matrix), start),
        }
    }

    fn solve_by_any(
        &self,
        program: &Program<'p>,
        matrix: Option<&DMatrix<f64>>,
        start: &Sides,
    ) -> Attempt {
        let own = matrix
            .is_some_and(|matrix| !std::ptr::eq(matrix, self.program.quadratic.unwrap_or(matrix)));
        let later = Factors::later();
        let factors = match matrix {
            None => &self.linear_only,
            Some(_) if own => &later,
            Some(_) => self.factors,
        };
        let program = Program {
            quadratic: matrix,
            ..program.clone()
        };
        match by_any(&program, factors, start) {
            Found::At {
                point,
                sides,
                residual,
                ..
            } if residual <= 1e-6 => Attempt::Solved(Solved {
                x: point.x,
                sides,
                prices: point.rows.iter().copied().collect(),
            }),
            Found::Infeasible => Attempt::Infeasible,
            _ => Attempt::Failed,
        }
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

    /// Which positions are whole at `x`: those that have to be held, then the largest.
    fn whole(&self, allowed: &[u8], x: &DVector<f64>) -> Vec<bool> {
        let n = allowed.len();
        let mut whole = vec![false; n];
        let mut order = Vec::new();
        let mut left = self.pieces.at_most;
        for asset in 0..n {
            let mask = allowed[asset];
            if !self.pieces.may_hold(asset, mask) {
                continue;
            }
            if !self.pieces.may_skip(asset, mask) {
                whole[asset] = true;
                left = left.saturating_sub(1);
            } else {
                let size = self.split.diagonal[asset].sqrt() * x[asset].abs();
                if size > 0.0 {
                    order.push((size, asset));
                }
            }
        }
        order.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let mut rest: f64 = order.iter().map(|one| one.0).sum();
        for (size, asset) in order {
            if left == 0 || size < rest / left as f64 * (1.0 - 1e-12) {
                break;
            }
            whole[asset] = true;
            rest -= size;
            left -= 1;
        }
        whole
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

    /// The parent's whole positions without those that are gone, and with those that are decided.
    fn fit_whole(&self, allowed: &[u8], whole: &mut [bool]) {
        let mut left = self.pieces.at_most;
        for (asset, is_whole) in whole.iter_mut().enumerate() {
            let may_hold = self.pieces.may_hold(asset, allowed[asset]);
            if may_hold && !self.pieces.may_skip(asset, allowed[asset]) {
                *is_whole = true;
                left = left.saturating_sub(1);
            } else if !may_hold {
                *is_whole = false;
            }
        }
        for (asset, is_whole) in whole.iter_mut().enumerate() {
            if *is_whole && self.pieces.may_skip(asset, allowed[asset]) {
                *is_whole = left > 0;
                left = left.saturating_sub(1);
            }
        }
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

    /// A diagonal that is worth something to the root.
    fn split_root(&mut self, allowed: &[u8]) {
        let Some(matrix) = self.program.quadratic else {
            return;
        };
        if !self.counts_positions() {
            return;
        }
        let Some((solved, separable, _)) =
            self.relaxed(allowed, &Start::default(), f64::INFINITY, ROUNDS)
        else {
            return;
        };
        let mut best = separable.bound;
        let n = allowed.len();
        let sizes: Vec<f64> = (0..n).map(|asset| matrix[(asset, asset)].sqrt()).collect();
        let mut x = solved.x;
        let mut kept: Option<Vec<f64>> = None;
        for round in 0..SPLITS {
            let worth = self.worth(allowed, &sizes, &x);
            let Some(mut split) = Split::new(matrix, &worth) else {
                return;
            };
            if let Some(kept) = &kept {
                // Between two diagonals that both are small enough lies another one.
                let share = 2.0 / (round as f64 + 2.0);
                for (asset, entry) in split.diagonal.iter_mut().enumerate() {
                    *entry = share * *entry + (1.0 - share) * kept[asset];
                    split.rest[(asset, asset)] = matrix[(asset, asset)] - *entry;
                }
            }
            kept = Some(split.diagonal.clone());
            let before = std::mem::replace(&mut self.split, split);
            match self.relaxed(allowed, &Start::default(), f64::INFINITY, ROUNDS_AT_ROOT) {
                Some((solved, separable, _)) if separable.bound > best => {
                    best = separable.bound;
                    x = solved.x;
                }
                Some((solved, ..)) => {
                    x = solved.x;
                    self.split = before;
                }
                _ => self.split = before,
            }
        }
    }

    /// `w² (1/z − 1)`, and something for what is not held.
    fn worth(&self, allowed: &[u8], sizes: &[f64], x: &DVector<f64>) -> Vec<f64> {
        let n = x.len();
        let root = |asset: usize| match self.has_diagonal() {
            true => self.split.diagonal[asset].sqrt(),
            false => sizes[asset],
        };
        let a: Vec<f64> = (0..n).map(|asset| root(asset) * x[asset].abs()).collect();
        let mut order: Vec<usize> = (0..n)
            .filter(|&asset| a[asset] > 0.0 && self.pieces.may_skip(asset, allowed[asset]))
            .collect();
        order.sort_by(|&one, &other| a[other].total_cmp(&a[one]));
        let forced = (0..n)
            .filter(|&asset| !self.pieces.may_skip(asset, allowed[asset]))
            .count();
        let mut left = self.pieces.at_most.saturating_sub(forced);
        let mut rest: f64 = order.iter().map(|&asset| a[asset]).sum();
        let mut worth = vec![0.0; n];
        for asset in order {
            if left > 0 && a[asset] >= rest / left as f64 {
                left -= 1;
                rest -= a[asset];
                continue;
            }
            let z = (a[asset] * left as f64 / rest).clamp(1e-3, 1.0);
            worth[asset] = x[asset] * x[asset] * (1.0 / z - 1.0);
        }
        let mean = worth.iter().sum::<f64>() / n as f64;
        let least = if mean > 0.0 { UNHELD * mean } else { 1.0 };
        for entry in &mut worth {
            *entry += least;
        }
        worth
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
        if allowed.contains(&0) {
            return None;
        }
        let program = self.program_in(allowed);
        // Only what is not fixed at zero: the program is as small as the portfolio.
        let inside: Vec<usize> = (0..allowed.len())
            .filter(|&asset| program.lower[asset] != 0.0 || program.upper[asset] != 0.0)
            .collect();
        let matrix = program.quadratic.map(|matrix| {
            DMatrix::from_fn(inside.len(), inside.len(), |row, column| {
                matrix[(inside[row], inside[column])]
            })
        });
        let small = Program {
            quadratic: matrix.as_ref(),
            linear: DVector::from_fn(inside.len(), |index, _| self.program.linear[inside[index]]),
            lower: DVector::from_fn(inside.len(), |index, _| program.lower[inside[index]]),
            upper: DVector::from_fn(inside.len(), |index, _| program.upper[inside[index]]),
            normals: DMatrix::from_fn(inside.len(), self.counts, |index, row| {
                program.normals[(inside[index], row)]
            }),
            row_lower: program.row_lower.rows(0, self.counts).into_owned(),
            row_upper: program.row_upper.rows(0, self.counts).into_owned(),
        };
        let start = Sides::none(&small);
        let ended = match &matrix {
            Some(matrix) => primal(&small, Curvature::Dense(matrix), &start),
            None => Ended::Stuck,
        };
        let x = match ended {
            Ended::Solved { x, .. } => x,
            _ => {
                let factors = match &matrix {
                    Some(_) => Factors::later(),
                    None => Factors::linear_only(),
                };
                match by_any(&small, &factors, &start) {
                    Found::At {
                        point, residual, ..
                    } if residual <= 1e-6 => point.x,
                    _ => return None,
                }
            }
        };
        let value = small.linear.dot(&x) + 0.5 * x.dot(&small.times(&x));
        let cost: f64 = (0..allowed.len())
            .map(|asset| self.pieces.least_cost(asset, allowed[asset]))
            .sum();
        let mut weights = DVector::zeros(allowed.len());
        for (index, &asset) in inside.iter().enumerate() {
            weights[asset] = x[index];
        }
        Some((weights, self.unit * (value + self.per_cost * cost)))
    }

    fn instead(&mut self, held: &BTreeSet<usize>, leaving: usize) -> Vec<usize> {
        let mut others = held.clone();
        others.remove(&leaving);
        let all = self.pieces.all();
        let inside = self.pieces.holding(&all, &others);
        let Some((weights, _)) = self.quick(&inside) else {
            return (0..all.len())
                .filter(|asset| !held.contains(asset))
                .take(INSTEAD)
                .collect();
        };
        let gradient = self.program.gradient(&weights);
        let mean =
            others.iter().map(|&asset| gradient[asset]).sum::<f64>() / others.len().max(1) as f64;
        let own = |asset: usize| {
            self.program
                .quadratic
                .map_or(1.0, |matrix| matrix[(asset, asset)].max(1e-12))
        };
        let mut order: Vec<(f64, usize)> = (0..all.len())
            .filter(|asset| !held.contains(asset))
            .map(|asset| {
                let slope = gradient[asset] - mean;
                (slope * slope.abs() / own(asset), asset)
            })
            .collect();
        order.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        order.into_iter().take(INSTEAD).map(|one| one.1).collect()
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

    /// The positions of the separable bound, and the largest of the relaxation.
    fn likely(
        &self,
        allowed: &[u8],
        x: &DVector<f64>,
        separable: &Separable,
    ) -> Vec<BTreeSet<usize>> {
        let forced: BTreeSet<usize> = (0..allowed.len())
            .filter(|&asset| !self.pieces.may_skip(asset, allowed[asset]))
            .collect();
        let mut chosen = forced.clone();
        chosen.extend(separable.taken());
        let mut order: Vec<usize> = (0..allowed.len())
            .filter(|&asset| {
                !forced.contains(&asset)
                    && self.pieces.may_hold(asset, allowed[asset])
                    && x[asset] != 0.0
            })
            .collect();
        order.sort_by(|&one, &other| x[other].abs().total_cmp(&x[one].abs()));
        let mut largest = forced;
        for asset in order {
            if largest.len() >= self.pieces.at_most {
                break;
            }
            let is_full = self.pieces.groups.iter().any(|(members, most)| {
                members.contains(&asset)
                    && members
                        .iter()
                        .filter(|member| largest.contains(member))
                        .count()
                        >= *most
            });
            if !is_full {
                largest.insert(asset);
            }
        }
        for asset in separable.taken() {
            if largest.len() < self.pieces.at_least {
                largest.insert(asset);
            }
        }
        vec![chosen, largest]
    }
}

/// The program with more rows, which limit nothing yet.
fn with_rows(program: Program<'_>, more: usize) -> Program<'_> {
    let rows = program.rows() + more;
    Program {
        normals: program.normals.resize_horizontally(rows, 0.0),
        row_lower: program.row_lower.resize_vertically(rows, f64::NEG_INFINITY),
        row_upper: program.row_upper.resize_vertically(rows, f64::INFINITY),
        ..program
    }
}

/// The parent's sides without those that have no limit now.
fn fitted(program: &Program<'_>, sides: &Sides) -> Sides {
    let mut sides = sides.clone();
    for (index, side) in sides.0.iter_mut().enumerate() {
        let (lower, upper) = program.limits(index);
        *side = match *side {
            _ if lower == upper => Side::Lower,
            Side::Lower if lower.is_finite() => Side::Lower,
            Side::Upper if upper.is_finite() => Side::Upper,
            _ => Side::Free,
        };
    }
    sides
}

/// Prices of the held rows that fit the gradient of the free variables best.
fn prices(
    program: &Program<'_>,
    matrix: &DMatrix<f64>,
    x: &DVector<f64>,
    sides: &Sides,
) -> Vec<f64> {
    let n = x.len();
    let mut gradient = times(matrix, x);
    add_scaled(&mut gradient, 1.0, program.linear.as_slice());
    let free: Vec<usize> = (0..n)
        .filter(|&asset| sides.0[asset] == Side::Free)
        .collect();
    let held: Vec<usize> = (0..program.rows())
        .filter(|&row| sides.0[n + row] != Side::Free)
        .collect();
    let mut prices = vec![0.0; program.rows()];
    if held.len() == 1 && !free.is_empty() {
        let normal = program.normals.column(held[0]);
        let (mut against, mut size) = (0.0, 0.0);
        for &asset in &free {
            against += normal[asset] * gradient[asset];
            size += normal[asset] * normal[asset];
        }
        if size > 0.0 {
            prices[held[0]] = -against / size;
        }
        return prices;
    }
    let normals = DMatrix::from_fn(free.len(), held.len(), |row, column| {
        program.normals[(free[row], held[column])]
    });
    let pull = DVector::from_fn(free.len(), |index, _| -gradient[free[index]]);
    if free.is_empty() || held.is_empty() {
        return prices;
    }
    if let Ok(found) = normals.svd(true, true).solve(&pull, 1e-12) {
        for (&row, &price) in held.iter().zip(&found) {
            prices[row] = price;
        }
    }
    prices
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
