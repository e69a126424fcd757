//! Markowitz' critical line: every turning point of `min ½ x'Px − γ ê'x` over `γ`.
//!
//! While no limit changes its state, the optimum is affine in `γ`: on the free variables
//! `P dx − ê + N dν = 0`, `N'dx = 0`. From the optimum at one `γ` the line is followed up to the
//! largest return and down to the smallest variance; each event (a variable meets a bound, a price
//! changes its sign, a row is met or let go) is a turning point and changes the factor of the free
//! block by one variable. A turning point costs `O(k² + nk)` for `k` free variables of `n`.
//!
//! Tie rule: what happens at the same `γ` (to 1e-11 of it), or a direction that leaves the limits
//! at once, is settled together by the program of the direction itself: `min ½ d'Pd ∓ ê'd` where
//! whatever is at its limit without a price may only move inside. Its solution is the derivative of
//! the optimum, however degenerate the point (Jittorntrum 1984). If that fails, the line is left
//! for the optimum a little further on (1e-7 of `γ`), solved from scratch.
//!
//! Sources: Markowitz, *The optimization of a quadratic function subject to linear constraints*,
//! Naval Research Logistics Quarterly 3 (1956); Best, *An algorithm for the solution of the
//! parametric quadratic programming problem* (1996); Jittorntrum, *Solution point differentiability
//! without strict complementarity in nonlinear programming*, Mathematical Programming Study 21.
//!
//! Failure modes: a free block without curvature beyond what the budget lends it (the tie rule or
//! the jump answers); more events than [`Line::follow`] allows. The KKT residual of every turning
//! point is computed from its weights, so a bad one is seen.

use nalgebra::{DMatrix, DVector};

use super::direction;
use crate::outcome::Side;
use crate::solve::{Added, FreeBlock, Program, Sides, add_columns};

/// Events closer than this share of `γ` happen together.
const TOGETHER: f64 = 1e-11;
/// A rate below this share of the largest is zero.
const STILL: f64 = 1e-12;
/// A step below `STILL` times this share of the excess returns is zero.
const NOTHING: f64 = 0.1;
/// Beyond this trade-off (at mean variance 1) the line has reached the largest return.
const STEEPEST: f64 = 1e9;

/// One turning point in the units of the scaled program.
#[derive(Debug, Clone)]
pub(super) struct Corner {
    pub(super) x: DVector<f64>,
    pub(super) gamma: f64,
    pub(super) residual: f64,
    /// Prices of the rows.
    pub(super) rows: DVector<f64>,
}

/// How following the line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// At the largest return, or at `γ = 0`.
    Reached,
    /// The return grows without end.
    Unbounded,
    /// The tie rule had no answer at the last corner.
    Lost,
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
}

impl Way {
    pub(super) fn sign(self) -> f64 {
        match self {
            Self::Up => 1.0,
            Self::Down => -1.0,
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Event {
    /// The free variable at this position meets a bound.
    Bind(usize, f64),
    /// The price of a held variable is zero.
    Open(usize),
    /// A row meets a limit.
    Hold(usize),
    /// The price of the held row at this position is zero.
    Release(usize),
}

/// The line at one `γ`.
pub(super) struct Line<'a> {
    pub(super) program: &'a Program<'a>,
    pub(super) matrix: &'a DMatrix<f64>,
    pub(super) excess: &'a DVector<f64>,
    pub(super) block: FreeBlock<'a>,
    added: Added,
    pub(super) is_free: Vec<bool>,
    /// Variables whose freeing adds no curvature.
    ignored: Vec<bool>,
    pub(super) x: DVector<f64>,
    pub(super) gamma: f64,
    /// `P` times what is held.
    base: Vec<f64>,
    /// `Px − γê + Nν`, and its rate in `γ`.
    pub(super) prices: Vec<f64>,
    rates: Vec<f64>,
    /// `dx/dγ` on the free variables.
    step: Vec<f64>,
    /// Prices of the held rows, and their rates.
    pub(super) multipliers: Vec<f64>,
    multiplier_rates: Vec<f64>,
    pub(super) largest_gradient: f64,
    shares: Vec<(usize, f64)>,
}

impl<'a> Line<'a> {
    /// The line at the optimum `x` for `γ` with `sides` binding; `None` if that is no face.
    pub(super) fn new(
        program: &'a Program<'a>,
        matrix: &'a DMatrix<f64>,
        excess: &'a DVector<f64>,
        x: DVector<f64>,
        gamma: f64,
        sides: &Sides,
    ) -> Option<Self> {
        let n = program.variables();
        let mut line = Self {
            program,
            matrix,
            excess,
            block: FreeBlock::new(program, matrix, Added::default()),
            added: Added::default(),
            is_free: vec![false; n],
            ignored: vec![false; n],
            x,
            gamma,
            base: vec![0.0; n],
            prices: vec![0.0; n],
            rates: vec![0.0; n],
            step: Vec::new(),
            multipliers: Vec::new(),
            multiplier_rates: Vec::new(),
            largest_gradient: 1.0,
            shares: Vec::new(),
        };
        line.take(sides).then_some(line)
    }

    /// Makes `sides` the face: the block from scratch, with the lift of the budget if it needs it.
    pub(super) fn take(&mut self, sides: &Sides) -> bool {
        let n = self.x.len();
        let lifted = Added {
            lift: 1.0,
            ..Added::default()
        };
        let tries = [self.added, lifted];
        let count = if self.program.holds_sum() && self.added.lift == 0.0 {
            2
        } else {
            1
        };
        for added in &tries[..count] {
            self.added = *added;
            self.block = FreeBlock::new(self.program, self.matrix, *added);
            let free = (0..n).filter(|&variable| {
                sides.0[variable] == Side::Free
                    && self.program.lower[variable] < self.program.upper[variable]
            });
            let mut is_good = true;
            for variable in free {
                is_good &= self.block.push(variable);
            }
            if !is_good {
                continue;
            }
            for row in 0..self.program.rows() {
                let (lower, upper) = self.program.limits(n + row);
                if sides.0[n + row] != Side::Free || lower == upper {
                    // A row that depends on the others says nothing new.
                    self.block.hold(row);
                }
            }
            self.is_free.fill(false);
            for &variable in self.block.free() {
                self.is_free[variable] = true;
            }
            self.shares.clear();
            for variable in (0..n).filter(|&variable| !self.is_free[variable]) {
                let (lower, upper) = (self.program.lower[variable], self.program.upper[variable]);
                let value = self.x[variable];
                self.x[variable] = if (value - lower).abs() <= (upper - value).abs() {
                    lower
                } else {
                    upper
                };
                if self.x[variable] != 0.0 {
                    self.shares.push((variable, self.x[variable]));
                }
            }
            self.base.fill(0.0);
            add_columns(&mut self.base, self.matrix, &self.shares);
            return true;
        }
        false
    }

    /// Follows the line, adding corners as it meets them. After [`End::Lost`] the last corner is
    /// the point where it was lost.
    pub(super) fn follow(&mut self, way: Way, corners: &mut Vec<Corner>) -> End {
        let limit = 100 + 20 * (self.x.len() + self.program.rows());
        let mut is_corner = false;
        let mut was_settled = false;
        for _ in 0..limit {
            if !self.refresh() {
                return End::Lost;
            }
            if is_corner {
                corners.push(self.corner());
            }
            let (event, distance, is_tie) = self.next_event(way);
            let Some(event) = event else {
                return self.finish(way, f64::INFINITY, corners);
            };
            let next = self.gamma + way.sign() * distance;
            if next <= 0.0 || next > STEEPEST {
                return self.finish(way, distance, corners);
            }
            let is_together = distance <= TOGETHER * self.gamma;
            self.advance(way, distance, next);
            is_corner = !is_together || corners.is_empty();
            if is_tie || is_together {
                if is_together && was_settled {
                    return End::Lost;
                }
                was_settled = true;
                if !self.refresh() || !direction::settle(self, way) {
                    if is_corner {
                        corners.push(self.corner());
                    }
                    return End::Lost;
                }
            } else {
                was_settled = false;
                if !self.apply(event) {
                    return End::Lost;
                }
            }
        }
        End::Lost
    }

    /// Recomputes prices and rates from the weights; `false` if the face is no face.
    fn refresh(&mut self) -> bool {
        self.shares.clear();
        let free = self.block.free().iter();
        self.shares
            .extend(free.map(|&index| (index, self.x[index])));
        self.prices.copy_from_slice(&self.base);
        add_columns(&mut self.prices, self.matrix, &self.shares);
        for (price, excess) in self.prices.iter_mut().zip(self.excess) {
            *price -= self.gamma * excess;
        }
        let n = self.x.len();
        // The prices of the rows, and then what rounding has left on the face: the gradient alone
        // is large where the trade-off is, and its rounding is not to reach the weights.
        let mut known = vec![0.0; self.block.held().len()];
        for _ in 0..2 {
            self.step.clear();
            for &index in self.block.free() {
                let normals = self.block.held().iter().zip(&known);
                let pull: f64 = normals
                    .map(|(&row, price)| price * self.program.normals[(index, row)])
                    .sum();
                self.step.push(self.prices[index] + pull);
            }
            self.multipliers.clear();
            for position in 0..self.block.held().len() {
                let row = self.block.held()[position];
                let limit = self.nearest_limit(row);
                self.multipliers
                    .push(limit - self.program.value(n + row, &self.x));
            }
            if !self.block.solve(&mut self.step, &mut self.multipliers) {
                return false;
            }
            for (known, more) in known.iter_mut().zip(&self.multipliers) {
                *known += more;
            }
        }
        self.multipliers = known;
        for (&index, correction) in self.block.free().iter().zip(&self.step) {
            let (lower, upper) = (self.program.lower[index], self.program.upper[index]);
            // What has just been freed stands exactly at its bound.
            if self.x[index] != lower && self.x[index] != upper {
                self.x[index] = (self.x[index] + correction).clamp(lower, upper);
            }
        }

        self.step.clear();
        let free = self.block.free().iter();
        self.step.extend(free.map(|&index| -self.excess[index]));
        self.multiplier_rates.clear();
        self.multiplier_rates.resize(self.block.held().len(), 0.0);
        if !self.block.solve(&mut self.step, &mut self.multiplier_rates) {
            return false;
        }
        if self.block.free().len() <= self.block.held().len() {
            self.step.fill(0.0);
        }
        self.shares.clear();
        let free = self.block.free().iter().zip(&self.step);
        self.shares
            .extend(free.map(|(&index, &step)| (index, step)));
        for (rate, excess) in self.rates.iter_mut().zip(self.excess) {
            *rate = -excess;
        }
        add_columns(&mut self.rates, self.matrix, &self.shares);
        let largest = |values: &[f64]| values.iter().fold(0.0, |all: f64, one| all.max(one.abs()));
        self.largest_gradient = 1.0 + largest(&self.prices);

        let normals = self.program.normals.as_slice();
        for (position, &row) in self.block.held().iter().enumerate() {
            let (now, rate) = (self.multipliers[position], self.multiplier_rates[position]);
            let normal = &normals[row * n..(row + 1) * n];
            let both = self.prices.iter_mut().zip(self.rates.iter_mut());
            for ((price, change), entry) in both.zip(normal) {
                *price += now * entry;
                *change += rate * entry;
            }
        }
        self.prices.iter().all(|price| price.is_finite())
    }

    fn nearest_limit(&self, row: usize) -> f64 {
        let index = self.x.len() + row;
        let (lower, upper) = self.program.limits(index);
        let value = self.program.value(index, &self.x);
        if (value - lower).abs() <= (upper - value).abs() {
            lower
        } else {
            upper
        }
    }

    /// Whether a held row is held at its upper limit.
    fn is_at_upper(&self, row: usize) -> bool {
        let (lower, upper) = self.program.limits(self.x.len() + row);
        lower < upper && self.nearest_limit(row) == upper
    }

    /// The first event, how far it is in `γ`, and whether another one is as near.
    fn next_event(&self, way: Way) -> (Option<Event>, f64, bool) {
        let sign = way.sign();
        let mut first = (None, f64::INFINITY);
        let mut second = f64::INFINITY;
        let mut see = |event: Event, distance: f64| {
            let distance = distance.max(0.0);
            if distance < first.1 {
                second = first.1;
                first = (Some(event), distance);
            } else if distance < second {
                second = distance;
            }
        };
        let largest = |values: &[f64]| values.iter().fold(0.0, |all: f64, one| all.max(one.abs()));

        let still = STILL * largest(&self.step).max(NOTHING * self.excess.amax());
        for (position, (&variable, &step)) in self.block.free().iter().zip(&self.step).enumerate() {
            let step = sign * step;
            if step.abs() <= still {
                continue;
            }
            let limit = if step < 0.0 {
                self.program.lower[variable]
            } else {
                self.program.upper[variable]
            };
            if limit.is_finite() {
                see(
                    Event::Bind(position, limit),
                    (limit - self.x[variable]) / step,
                );
            }
        }
        let still = STILL * (1.0 + largest(&self.rates));
        for (variable, (&price, &rate)) in self.prices.iter().zip(&self.rates).enumerate() {
            let rate = sign * rate;
            if self.is_free[variable] || rate.abs() <= still || self.ignored[variable] {
                continue;
            }
            let (lower, upper) = (self.program.lower[variable], self.program.upper[variable]);
            let is_at_lower = self.x[variable] == lower;
            if lower < upper && (rate < 0.0) == is_at_lower {
                see(Event::Open(variable), -price / rate);
            }
        }
        let n = self.x.len();
        for row in 0..self.program.rows() {
            let (lower, upper) = self.program.limits(n + row);
            if lower == upper || (lower == f64::NEG_INFINITY && upper == f64::INFINITY) {
                continue;
            }
            if let Some(position) = self.block.held().iter().position(|&held| held == row) {
                let rate = sign * self.multiplier_rates[position];
                if rate.abs() > still && (rate < 0.0) == self.is_at_upper(row) {
                    let distance = -self.multipliers[position] / rate;
                    see(Event::Release(position), distance);
                }
                continue;
            }
            let normal = self.program.normals.column(row);
            let free = self.block.free().iter().zip(&self.step);
            let (mut rate, mut size) = (0.0, 0.0);
            for (&variable, step) in free {
                rate += sign * normal[variable] * step;
                size += (normal[variable] * step).abs();
            }
            let limit = if rate < 0.0 { lower } else { upper };
            if rate.abs() > STILL * size && limit.is_finite() {
                let distance = (limit - self.program.value(n + row, &self.x)) / rate;
                see(Event::Hold(row), distance);
            }
        }
        let (event, distance) = first;
        let near = TOGETHER * (self.gamma + sign * distance).abs();
        (event, distance, second <= distance + near)
    }

    fn advance(&mut self, way: Way, distance: f64, gamma: f64) {
        for (&variable, step) in self.block.free().iter().zip(&self.step) {
            self.x[variable] += way.sign() * distance * step;
        }
        self.gamma = gamma;
    }

    /// Changes the face by one event.
    fn apply(&mut self, event: Event) -> bool {
        match event {
            Event::Bind(position, limit) => {
                let variable = self.block.free()[position];
                self.block.remove(position);
                self.is_free[variable] = false;
                self.x[variable] = limit;
                add_columns(&mut self.base, self.matrix, &[(variable, limit)]);
                true
            }
            Event::Open(variable) => {
                if self.block.push(variable) {
                    self.is_free[variable] = true;
                    let value = self.x[variable];
                    add_columns(&mut self.base, self.matrix, &[(variable, -value)]);
                    return true;
                }
                if self.added.lift == 0.0 && self.program.holds_sum() {
                    let mut sides = self.sides();
                    sides.0[variable] = Side::Free;
                    if self.take(&sides) {
                        return true;
                    }
                    sides.0[variable] = Side::Lower;
                    self.ignored[variable] = true;
                    return self.take(&sides);
                }
                self.ignored[variable] = true;
                true
            }
            Event::Hold(row) => self.block.hold(row),
            Event::Release(position) => {
                self.block.release(position);
                true
            }
        }
    }

    /// The face as it is.
    pub(super) fn sides(&self) -> Sides {
        let n = self.x.len();
        let mut sides = Sides::none(self.program);
        for variable in (0..n).filter(|&variable| !self.is_free[variable]) {
            sides.0[variable] = if self.x[variable] == self.program.lower[variable] {
                Side::Lower
            } else {
                Side::Upper
            };
        }
        for &row in self.block.held() {
            sides.0[n + row] = if self.is_at_upper(row) {
                Side::Upper
            } else {
                Side::Lower
            };
        }
        sides
    }

    /// The end of the line: the largest return, or `γ = 0`.
    fn finish(&mut self, way: Way, distance: f64, corners: &mut Vec<Corner>) -> End {
        match way {
            Way::Down => {
                self.advance(way, self.gamma, 0.0);
                let is_face = self.refresh();
                corners.push(self.corner());
                if is_face { End::Reached } else { End::Lost }
            }
            Way::Up => {
                let moves = self
                    .step
                    .iter()
                    .fold(0.0, |all: f64, one| all.max(one.abs()));
                if distance.is_infinite() && moves > STILL * STEEPEST * self.x.amax() {
                    return End::Unbounded;
                }
                if corners.is_empty() {
                    corners.push(self.corner());
                }
                End::Reached
            }
        }
    }

    fn corner(&self) -> Corner {
        let mut rows = DVector::zeros(self.program.rows());
        for (&row, &multiplier) in self.block.held().iter().zip(&self.multipliers) {
            rows[row] = multiplier;
        }
        Corner {
            x: self.x.clone(),
            gamma: self.gamma,
            residual: self.residual(),
            rows,
        }
    }

    /// As `kkt_residual`, from the prices of the last refresh.
    fn residual(&self) -> f64 {
        let n = self.x.len();
        let mut worst = 0.0_f64;
        for (variable, &price) in self.prices.iter().enumerate() {
            let (lower, upper) = (self.program.lower[variable], self.program.upper[variable]);
            let value = self.x[variable];
            let miss = if self.is_free[variable] {
                price.abs() / self.largest_gradient
            } else if lower == upper {
                0.0
            } else if value == lower {
                (-price).max(0.0)
            } else {
                price.max(0.0)
            };
            worst = worst.max(miss).max(lower - value).max(value - upper);
        }
        for row in 0..self.program.rows() {
            let (lower, upper) = self.program.limits(n + row);
            let value = self.program.value(n + row, &self.x);
            worst = worst.max(lower - value).max(value - upper);
        }
        for (&row, &multiplier) in self.block.held().iter().zip(&self.multipliers) {
            let (lower, upper) = self.program.limits(n + row);
            if lower < upper {
                let sign = if self.is_at_upper(row) { -1.0 } else { 1.0 };
                worst = worst.max(sign * multiplier);
            }
        }
        worst
    }
}
