//! A dense dual active-set method for strictly convex quadratic programs.
//!
//! With `P = LL'` and `u = L'x + L⁻¹q` the program is the search for the shortest `u` in a
//! polyhedron; its dual is solved over a working set whose Gram matrix is kept factorised. The
//! method starts from any working set, which makes it fast when a limit moves a little, needs no
//! feasible point, and ends either at the optimum or with a proof that there is no feasible point.
//!
//! Sources: Goldfarb and Idnani, *A numerically stable dual method for solving strictly convex
//! quadratic programs*, Mathematical Programming 27 (1983); Arnström, Bemporad and Axehill, *A dual
//! active-set solver for embedded quadratic programming using recursive LDLᵀ updates*, IEEE
//! Transactions on Automatic Control 67 (2022).

use nalgebra::{DMatrix, DVector};

use super::dense::add_scaled;
use super::program::{Ended, Program, Sides};
use crate::outcome::Side;
use crate::progress::is_stopped;

/// A limit is kept when it is missed by less than this.
const FEASIBLE: f64 = 1e-11;
/// Limits contradict each other when they cannot be kept to within this.
const INFEASIBLE: f64 = 1e-9;
/// A normal is dependent on the working set when less than this share of its square is left.
const DEPENDENT: f64 = 1e-11;
/// A multiplier has the wrong sign beyond this share of the largest.
const WRONG_SIGN: f64 = 1e-13;

/// `L⁻¹` of `P = LL'`.
#[derive(Debug, Clone)]
pub(crate) struct Factor {
    inverse: DMatrix<f64>,
}

impl Factor {
    /// `None` if `matrix + shift · I` is not safely positive definite.
    pub(crate) fn new(matrix: &DMatrix<f64>, shift: f64) -> Option<Self> {
        let n = matrix.nrows();
        let mut shifted = matrix.clone();
        for index in 0..n {
            shifted[(index, index)] += shift;
        }
        let largest = shifted.diagonal().amax();
        let lower = shifted.cholesky()?.unpack();
        let smallest = lower.diagonal().min();
        if smallest * smallest <= 1e-11 * largest {
            return None;
        }
        let mut inverse = DMatrix::zeros(n, n);
        for (first, column) in inverse.as_mut_slice().chunks_exact_mut(n).enumerate() {
            column[first] = 1.0;
            for inner in first..n {
                let (above, below) = column.split_at_mut(inner + 1);
                let lower = &lower.as_slice()[inner * n + inner..(inner + 1) * n];
                above[inner] /= lower[0];
                add_scaled(below, -above[inner], &lower[1..]);
            }
        }
        Some(Self { inverse })
    }

    /// `L⁻¹N`; by a panel of columns at a time, between which it can be stopped.
    fn applied_to(&self, normals: &DMatrix<f64>) -> DMatrix<f64> {
        const PANEL: usize = 32;
        let mut product = DMatrix::zeros(normals.nrows(), normals.ncols());
        for first in (0..normals.ncols()).step_by(PANEL) {
            if is_stopped() {
                break;
            }
            let width = PANEL.min(normals.ncols() - first);
            let mut panel = product.columns_mut(first, width);
            panel.gemm(1.0, &self.inverse, &normals.columns(first, width), 0.0);
        }
        product
    }

    /// The factor of `shift · I`.
    pub(crate) fn of_identity(n: usize, shift: f64) -> Self {
        Self {
            inverse: DMatrix::from_diagonal_element(n, n, 1.0 / shift.sqrt()),
        }
    }
}

/// Solves `program` (whose `P` is the factorised matrix) from the working set `start`.
pub(crate) fn dual_active_set(factor: &Factor, program: &Program<'_>, start: &Sides) -> Ended {
    let mut space = Space::new(factor, program);
    let mut working = Working::new(program.variables());
    let count = program.variables() + program.rows();

    let is_equality = |index: usize| {
        let (lower, upper) = program.limits(index);
        lower == upper
    };
    for index in (0..count).filter(|&index| is_equality(index)) {
        match working.add(&space, index, 1.0, true) {
            Added::Yes => {}
            Added::Blocked => space.ignored[index] = true,
            Added::Contradiction => return Ended::Infeasible,
        }
    }
    for index in (0..count).filter(|&index| !is_equality(index)) {
        let sign = match start.0[index] {
            Side::Free => continue,
            Side::Lower => -1.0,
            Side::Upper => 1.0,
        };
        working.add_if_independent(&space, index, sign);
    }

    let limit = 50 + 10 * count;
    for iterations in 0..limit {
        if is_stopped() {
            return Ended::Stuck;
        }
        let target = working.multipliers();
        if working.step_towards(&target) {
            continue;
        }
        let x = space.primal(&working);
        let Some((index, sign)) = space.most_violated(&x, &working) else {
            return Ended::Solved {
                x,
                sides: working.sides(count),
                iterations,
            };
        };
        match working.add(&space, index, sign, false) {
            Added::Yes => {}
            Added::Blocked => space.ignored[index] = true,
            Added::Contradiction => return Ended::Infeasible,
        }
    }
    Ended::Stuck
}

/// The program seen from `u`.
struct Space<'a> {
    program: &'a Program<'a>,
    factor: &'a Factor,
    /// `L⁻¹q`.
    centre: DVector<f64>,
    /// `L⁻¹a` of the rows.
    row_normals: DMatrix<f64>,
    /// Lengths of the normals of bounds and rows.
    lengths: Vec<f64>,
    /// `normal · centre` of bounds and rows.
    offsets: Vec<f64>,
    /// Limits that follow from the working set but for rounding.
    ignored: Vec<bool>,
}

impl<'a> Space<'a> {
    fn new(factor: &'a Factor, program: &'a Program<'a>) -> Self {
        let centre = &factor.inverse * &program.linear;
        let row_normals = factor.applied_to(&program.normals);
        let count = program.variables() + program.rows();
        let mut space = Self {
            program,
            factor,
            centre,
            row_normals,
            lengths: Vec::with_capacity(count),
            offsets: Vec::with_capacity(count),
            ignored: vec![false; count],
        };
        for index in 0..count {
            let normal = space.normal(index);
            let length = dot(normal, normal).sqrt();
            let offset = dot(normal, space.centre.as_slice());
            space.lengths.push(length);
            space.offsets.push(offset);
        }
        space
    }

    fn normal(&self, index: usize) -> &[f64] {
        let n = self.program.variables();
        let (matrix, column) = if index < n {
            (&self.factor.inverse, index)
        } else {
            (&self.row_normals, index - n)
        };
        &matrix.as_slice()[column * n..(column + 1) * n]
    }

    /// Right side of `sign · normal'u ≤ d` for the normal of length 1.
    fn right_side(&self, index: usize, sign: f64) -> f64 {
        let (lower, upper) = self.program.limits(index);
        let limit = if sign > 0.0 { upper } else { lower };
        sign * (limit + self.offsets[index]) / self.lengths[index]
    }

    /// `x = L⁻ᵀ (u − L⁻¹q)` with `u = −Σ λ · normal`.
    fn primal(&self, working: &Working) -> DVector<f64> {
        let mut point = -&self.centre;
        for member in &working.members {
            let share = -member.multiplier * member.sign / self.lengths[member.index];
            for (entry, normal) in point.iter_mut().zip(self.normal(member.index)) {
                *entry += share * normal;
            }
        }
        let n = point.len();
        let mut x = DVector::zeros(n);
        for (column, entry) in x.iter_mut().enumerate() {
            let inverse = &self.normal(column)[column..];
            *entry = dot(inverse, &point.as_slice()[column..]);
        }
        // What is held at a bound is exactly there.
        for member in &working.members {
            if member.index < n {
                let (lower, upper) = self.program.limits(member.index);
                x[member.index] = if member.sign > 0.0 { upper } else { lower };
            }
        }
        x
    }

    fn most_violated(&self, x: &DVector<f64>, working: &Working) -> Option<(usize, f64)> {
        let mut worst = None;
        let mut largest = 0.0;
        for index in 0..self.lengths.len() {
            if self.ignored[index] {
                continue;
            }
            let (lower, upper) = self.program.limits(index);
            if lower == f64::NEG_INFINITY && upper == f64::INFINITY {
                continue;
            }
            let value = self.program.value(index, x);
            let (missed, sign) = if value - upper > lower - value {
                (value - upper, 1.0)
            } else {
                (lower - value, -1.0)
            };
            let limit: f64 = if sign > 0.0 { upper } else { lower };
            if missed > FEASIBLE * (1.0 + limit.abs())
                && missed / self.lengths[index] > largest
                && !working.holds(index)
            {
                largest = missed / self.lengths[index];
                worst = Some((index, sign));
            }
        }
        worst
    }
}

#[derive(Debug, Clone, Copy)]
struct Member {
    index: usize,
    sign: f64,
    equality: bool,
    multiplier: f64,
    right_side: f64,
}

enum Added {
    Yes,
    /// The limit follows from the others but for rounding.
    Blocked,
    Contradiction,
}

/// The working set with the Cholesky factor of the Gram matrix of its normals.
struct Working {
    members: Vec<Member>,
    /// Lower triangular, row-major, `stride` entries a row.
    factor: Vec<f64>,
    stride: usize,
    held: Vec<usize>,
}

impl Working {
    fn new(variables: usize) -> Self {
        let stride = variables + 1;
        Self {
            members: Vec::with_capacity(stride),
            factor: vec![0.0; stride * stride],
            stride,
            held: Vec::with_capacity(stride),
        }
    }

    fn holds(&self, index: usize) -> bool {
        self.held.contains(&index)
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.factor[row * self.stride..row * self.stride + row + 1]
    }

    /// The new row of the factor and what is left of the squared normal.
    fn project(&self, space: &Space<'_>, index: usize, sign: f64) -> (Vec<f64>, f64) {
        let normal = space.normal(index);
        let length = space.lengths[index];
        let mut new_row = Vec::with_capacity(self.members.len() + 1);
        let mut left = 1.0;
        for (position, member) in self.members.iter().enumerate() {
            let gram = sign * member.sign * dot(normal, space.normal(member.index))
                / (length * space.lengths[member.index]);
            let row = self.row(position);
            let entry = (gram - dot(&new_row, &row[..position])) / row[position];
            left -= entry * entry;
            new_row.push(entry);
        }
        (new_row, left)
    }

    fn append(&mut self, mut new_row: Vec<f64>, left: f64, member: Member) {
        let start = self.members.len() * self.stride;
        new_row.push(left.sqrt());
        self.factor[start..start + new_row.len()].copy_from_slice(&new_row);
        self.held.push(member.index);
        self.members.push(member);
    }

    fn add_if_independent(&mut self, space: &Space<'_>, index: usize, sign: f64) {
        if self.members.len() >= self.stride - 1 {
            return;
        }
        let (new_row, left) = self.project(space, index, sign);
        if left > DEPENDENT {
            let member = Member {
                index,
                sign,
                equality: false,
                multiplier: 0.0,
                right_side: space.right_side(index, sign),
            };
            self.append(new_row, left, member);
        }
    }

    /// Adds a violated limit; while its normal depends on the working set, moves along the null
    /// direction of the dual and drops the member that blocks it.
    fn add(&mut self, space: &Space<'_>, index: usize, sign: f64, equality: bool) -> Added {
        let right_side = space.right_side(index, sign);
        let mut multiplier = 0.0;
        loop {
            let (new_row, left) = self.project(space, index, sign);
            if left > DEPENDENT && self.members.len() < self.stride - 1 {
                let member = Member {
                    index,
                    sign,
                    equality,
                    multiplier,
                    right_side,
                };
                self.append(new_row, left, member);
                return Added::Yes;
            }
            let mut direction = new_row;
            self.solve_transposed(&mut direction);
            direction.iter_mut().for_each(|entry| *entry = -*entry);

            let mut block: Option<(usize, f64)> = None;
            for (position, (member, &slope)) in self.members.iter().zip(&direction).enumerate() {
                if !member.equality && slope < -1e-9 {
                    let step = member.multiplier / -slope;
                    if block.is_none_or(|(_, smallest)| step < smallest) {
                        block = Some((position, step));
                    }
                }
            }
            let Some((position, step)) = block else {
                return self.contradiction(space, index, right_side, &direction);
            };
            for (member, slope) in self.members.iter_mut().zip(&direction) {
                member.multiplier += step * slope;
            }
            multiplier += step;
            self.remove(position);
        }
    }

    /// `Σ p · normal = 0` with `p ≥ 0`, so `Σ p · d` must not be negative. Per unit of `p`, in
    /// the limits' own units, it says by how much the limits miss each other.
    fn contradiction(
        &self,
        space: &Space<'_>,
        index: usize,
        right_side: f64,
        direction: &[f64],
    ) -> Added {
        let mut gap = right_side;
        let mut total = 1.0 / space.lengths[index];
        for (member, slope) in self.members.iter().zip(direction) {
            gap += slope * member.right_side;
            total += slope.abs() / space.lengths[member.index];
        }
        let equality = {
            let (lower, upper) = space.program.limits(index);
            lower == upper
        };
        let missed = if equality { gap.abs() } else { -gap };
        if missed > INFEASIBLE * total {
            Added::Contradiction
        } else {
            Added::Blocked
        }
    }

    /// `λ = −G⁻¹ d`, the multipliers of the working set as equalities.
    fn multipliers(&self) -> Vec<f64> {
        let mut solution: Vec<f64> = Vec::with_capacity(self.members.len());
        for (position, member) in self.members.iter().enumerate() {
            let row = self.row(position);
            let sum = dot(&solution, &row[..position]);
            solution.push((-member.right_side - sum) / row[position]);
        }
        self.solve_transposed(&mut solution);
        solution
    }

    /// Solves `F'y = b` for the factor `F`, in place.
    fn solve_transposed(&self, solution: &mut [f64]) {
        for position in (0..solution.len()).rev() {
            let row = self.row(position);
            let value = solution[position] / row[position];
            solution[position] = value;
            for (entry, factor) in solution[..position].iter_mut().zip(row) {
                *entry -= factor * value;
            }
        }
    }

    /// Moves the multipliers to `target`; if one would change its sign, stops there and drops its
    /// limit. Says whether a limit was dropped.
    fn step_towards(&mut self, target: &[f64]) -> bool {
        let largest = target
            .iter()
            .fold(0.0, |largest: f64, value| largest.max(value.abs()));
        let mut block: Option<(usize, f64)> = None;
        for (position, (member, &goal)) in self.members.iter().zip(target).enumerate() {
            if member.equality || goal >= -WRONG_SIGN * largest {
                continue;
            }
            let step = member.multiplier / (member.multiplier - goal);
            let better = match block {
                None => true,
                Some((other, smallest)) => {
                    step < smallest || (step == smallest && goal < target[other])
                }
            };
            if better {
                block = Some((position, step));
            }
        }
        let step = block.map_or(1.0, |(_, step)| step);
        for (member, goal) in self.members.iter_mut().zip(target) {
            member.multiplier += step * (goal - member.multiplier);
        }
        if let Some((position, _)) = block {
            self.remove(position);
        }
        block.is_some()
    }

    /// Drops a member and restores the triangle by rotations.
    fn remove(&mut self, position: usize) {
        self.members.remove(position);
        self.held.remove(position);
        let stride = self.stride;
        let rows = self.members.len();
        for row in position..rows {
            let source = (row + 1) * stride;
            self.factor
                .copy_within(source..source + row + 2, row * stride);
        }
        for pivot in position..rows {
            let diagonal = self.factor[pivot * stride + pivot];
            let beside = self.factor[pivot * stride + pivot + 1];
            let length = diagonal.hypot(beside);
            let (cosine, sine) = (diagonal / length, beside / length);
            for row in pivot..rows {
                let left = self.factor[row * stride + pivot];
                let right = self.factor[row * stride + pivot + 1];
                self.factor[row * stride + pivot] = cosine * left + sine * right;
                self.factor[row * stride + pivot + 1] = cosine * right - sine * left;
            }
        }
    }

    fn sides(&self, count: usize) -> Sides {
        let mut sides = vec![Side::Free; count];
        for member in &self.members {
            sides[member.index] = if member.equality || member.sign < 0.0 {
                Side::Lower
            } else {
                Side::Upper
            };
        }
        Sides(sides)
    }
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}
