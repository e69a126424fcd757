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

use nalgebra::DVector;

use super::corner::Corner;
use super::direction;
use super::event::Event;
use crate::outcome::Side;
use crate::progress::is_stopped;
use crate::solve::{Added, Curvature, FreeBlock, Program, Sides};

/// Events closer than this share of `γ` happen together.
pub(super) const TOGETHER: f64 = 1e-11;
/// A rate below this share of the largest is zero.
pub(super) const STILL: f64 = 1e-12;
/// Beyond this trade-off (at mean variance 1 and returns from −1 to 1) the line has reached the largest return.
const STEEPEST: f64 = 1e9;

/// How far along a stretch without end its point is, in units of the trade-off where it begins.
const FAR: f64 = 1e3;
/// Below this trade-off the line has reached the smallest variance.
const FLAT: f64 = 1e-13;
/// A turning point with a larger KKT residual is not believed.
const WORN: f64 = 1e-10;

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

/// The line at one `γ`.
pub(super) struct Line<'a> {
    pub(super) program: &'a Program<'a>,
    pub(super) matrix: Curvature<'a>,
    pub(super) excess: &'a DVector<f64>,
    pub(super) block: FreeBlock<'a>,
    pub(super) added: Added,
    pub(super) is_free: Vec<bool>,
    /// Variables whose freeing adds no curvature.
    pub(super) ignored: Vec<bool>,
    pub(super) x: DVector<f64>,
    pub(super) gamma: f64,
    /// `P` times what is held.
    pub(super) base: Vec<f64>,
    /// `Px − γê + Nν`, and its rate in `γ`.
    pub(super) prices: Vec<f64>,
    pub(super) rates: Vec<f64>,
    /// `dx/dγ` on the free variables.
    pub(super) step: Vec<f64>,
    /// Prices of the held rows, and their rates.
    pub(super) multipliers: Vec<f64>,
    pub(super) multiplier_rates: Vec<f64>,
    pub(super) largest_gradient: f64,
    pub(super) shares: Vec<(usize, f64)>,
}

impl<'a> Line<'a> {
    /// The line at the optimum `x` for `γ` with `sides` binding; `None` if that is no face.
    pub(super) fn new(
        program: &'a Program<'a>,
        matrix: Curvature<'a>,
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
            let free: Vec<usize> = free.collect();
            if !self.block.push_all(&free) {
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
            self.matrix.add_to(&mut self.base, &self.shares);
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
            if is_stopped() || !self.refresh() {
                return End::Lost;
            }
            if is_corner {
                // Where updates have worn the factor out, a new one; where that is not it, away.
                if self.residual() > WORN {
                    let sides = self.sides();
                    if !self.take(&sides) || !self.refresh() || self.residual() > WORN {
                        return End::Lost;
                    }
                }
                corners.push(self.corner());
            }
            let (event, distance, is_tie) = self.next_event(way);
            let Some(event) = event else {
                return self.finish(way, f64::INFINITY, corners);
            };
            let next = self.gamma + way.sign() * distance;
            if next <= FLAT || next > STEEPEST {
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

    /// The point where the line is, with its prices; `None` if the face is no face.
    pub(super) fn here(&mut self) -> Option<Corner> {
        self.refresh().then(|| self.corner())
    }

    /// Recomputes prices and rates from the weights; `false` if the face is no face.
    fn refresh(&mut self) -> bool {
        self.shares.clear();
        let free = self.block.free().iter();
        self.shares
            .extend(free.map(|&index| (index, self.x[index])));
        self.prices.copy_from_slice(&self.base);
        self.matrix.add_to(&mut self.prices, &self.shares);
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
        self.matrix.add_to(&mut self.rates, &self.shares);
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

    pub(super) fn nearest_limit(&self, row: usize) -> f64 {
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
    pub(super) fn is_at_upper(&self, row: usize) -> bool {
        let (lower, upper) = self.program.limits(self.x.len() + row);
        lower < upper && self.nearest_limit(row) == upper
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
                self.ignored.fill(false);
                let variable = self.block.free()[position];
                self.block.remove(position);
                self.is_free[variable] = false;
                self.x[variable] = limit;
                self.matrix.add_to(&mut self.base, &[(variable, limit)]);
                true
            }
            Event::Open(variable) => {
                if self.block.push(variable) {
                    self.is_free[variable] = true;
                    let value = self.x[variable];
                    self.matrix.add_to(&mut self.base, &[(variable, -value)]);
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
                // What was left aside for want of curvature is not to be passed by.
                if let Some(distance) = self.passed_by(way) {
                    self.advance(way, distance, self.gamma - distance);
                    if distance > TOGETHER * self.gamma && self.refresh() {
                        corners.push(self.corner());
                    }
                    return End::Lost;
                }
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
                if distance.is_infinite() && moves > STILL * STEEPEST.sqrt() * self.excess.amax() {
                    let far = FAR * self.gamma;
                    self.advance(way, far, self.gamma + far);
                    if self.refresh() {
                        corners.push(Corner {
                            is_stopover: true,
                            ..self.corner()
                        });
                    }
                    return End::Unbounded;
                }
                if corners.is_empty() {
                    corners.push(Corner {
                        is_stopover: true,
                        ..self.corner()
                    });
                }
                End::Reached
            }
        }
    }
}
