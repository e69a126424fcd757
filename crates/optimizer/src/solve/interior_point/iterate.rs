//! A point strictly inside the limits, with its multipliers.

use nalgebra::DVector;

use super::newton::Step;
use crate::outcome::Side;
use crate::solve::polish::Point;
use crate::solve::program::{Program, Sides};

/// The least share of the room between two limits that the start keeps to each.
const INSIDE: f64 = 1e-3;
/// The distance that the start keeps to a single limit.
const APART: f64 = 1e-2;
/// Rows contradict each other when they miss each other by this much, at multipliers of size 1.
const CONTRADICTION: f64 = 1e-8;

/// The variables that are not fixed, and after them what the rows that are no equality stand at.
#[derive(Debug, Clone)]
pub(super) struct Iterate {
    /// Indices of the variables that are not fixed.
    pub(super) free: Vec<usize>,
    /// Indices of the rows with limits.
    pub(super) rows: Vec<usize>,
    /// For each of `rows` its place among `values`, or nothing for an equality.
    pub(super) slack: Vec<Option<usize>>,
    pub(super) values: Vec<f64>,
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
    /// Multipliers of the lower and the upper limits; at least 0.
    pub(super) below: Vec<f64>,
    pub(super) above: Vec<f64>,
    /// Multipliers of the rows.
    pub(super) prices: Vec<f64>,
    /// All variables.
    pub(super) x: DVector<f64>,
    /// What the stationarity of `values`, and the rows, miss.
    pub(super) dual: Vec<f64>,
    pub(super) primal: Vec<f64>,
}

impl Iterate {
    /// In the middle of the limits, the budget spent where row 0 is one.
    pub(super) fn start(program: &Program<'_>) -> Option<Self> {
        let n = program.variables();
        let free: Vec<usize> = (0..n)
            .filter(|&variable| program.lower[variable] < program.upper[variable])
            .collect();
        let is_limited = |row: usize| {
            program.row_lower[row] > f64::NEG_INFINITY || program.row_upper[row] < f64::INFINITY
        };
        let rows: Vec<usize> = (0..program.rows()).filter(|&row| is_limited(row)).collect();
        let mut x = program.lower.clone();
        let mut lower: Vec<f64> = free.iter().map(|&index| program.lower[index]).collect();
        let mut upper: Vec<f64> = free.iter().map(|&index| program.upper[index]).collect();
        let share = budget_share(program, &free);
        let mut values = Vec::with_capacity(free.len() + rows.len());
        for (&variable, (&low, &high)) in free.iter().zip(lower.iter().zip(&upper)) {
            values.push(inside(low, high, share.of(low, high)));
            x[variable] = values[values.len() - 1];
        }
        let mut slack = Vec::with_capacity(rows.len());
        for &row in &rows {
            let (low, high) = (program.row_lower[row], program.row_upper[row]);
            if low == high {
                slack.push(None);
                continue;
            }
            slack.push(Some(values.len()));
            lower.push(low);
            upper.push(high);
            values.push(inside(low, high, program.value(n + row, &x)));
        }
        let count = values.len();
        let mut iterate = Self {
            prices: vec![0.0; rows.len()],
            dual: vec![0.0; count],
            primal: vec![0.0; rows.len()],
            below: vec![0.0; count],
            above: vec![0.0; count],
            free,
            rows,
            slack,
            values,
            lower,
            upper,
            x,
        };
        if iterate.free.is_empty() {
            return None;
        }
        iterate.price(program);
        Some(iterate)
    }

    /// First multipliers: the same product with every distance.
    fn price(&mut self, program: &Program<'_>) {
        let gradient = program.gradient(&self.x).amax().max(1e-6);
        let mut total = 0.0;
        let mut count = 0;
        for ((&value, &low), &high) in self.values.iter().zip(&self.lower).zip(&self.upper) {
            let room = (value - low).min(high - value);
            if room.is_finite() {
                total += room;
                count += 1;
            }
        }
        let product = gradient * total / f64::from(count.max(1));
        for index in 0..self.values.len() {
            let (value, low, high) = (self.values[index], self.lower[index], self.upper[index]);
            if low.is_finite() {
                self.below[index] = product / (value - low);
            }
            if high.is_finite() {
                self.above[index] = product / (high - value);
            }
        }
    }

    /// Brings the residuals up to date; the largest of them, relative to the gradient, and of the
    /// complementarity products.
    pub(super) fn residuals(&mut self, program: &Program<'_>) -> f64 {
        let n = program.variables();
        let gradient = program.gradient(&self.x);
        let size = 1.0 + gradient.amax();
        let mut all = gradient;
        for (&row, &price) in self.rows.iter().zip(&self.prices) {
            all.axpy(price, &program.normals.column(row), 1.0);
        }
        for (position, &variable) in self.free.iter().enumerate() {
            self.dual[position] = all[variable] - self.below[position] + self.above[position];
        }
        for (position, &row) in self.rows.iter().enumerate() {
            let value = program.value(n + row, &self.x);
            let wanted = match self.slack[position] {
                Some(place) => {
                    self.dual[place] =
                        -self.prices[position] - self.below[place] + self.above[place];
                    self.values[place]
                }
                None => program.row_lower[row],
            };
            self.primal[position] = value - wanted;
        }
        let largest = |values: &[f64]| {
            let worst = values.iter().map(|value| value.abs());
            worst.fold(
                0.0,
                |all: f64, one| if one.is_nan() { f64::NAN } else { all.max(one) },
            )
        };
        let products = self.products().fold(0.0, f64::max);
        (largest(&self.dual) / size)
            .max(largest(&self.primal))
            .max(products)
    }

    fn products(&self) -> impl Iterator<Item = f64> {
        let distances = self.values.iter().zip(self.lower.iter().zip(&self.upper));
        let multipliers = self.below.iter().zip(&self.above);
        distances
            .zip(multipliers)
            .flat_map(|((value, (low, high)), (below, above))| {
                let lower = low.is_finite().then(|| below * (value - low));
                let upper = high.is_finite().then(|| above * (high - value));
                lower.into_iter().chain(upper)
            })
    }

    /// The mean of the complementarity products.
    pub(super) fn gap(&self) -> f64 {
        let (total, count) = self
            .products()
            .fold((0.0, 0), |(total, count), one| (total + one, count + 1));
        total / f64::from(count.max(1))
    }

    /// The gap after a share of a step.
    pub(super) fn gap_after(&self, step: &Step, share: f64) -> f64 {
        let mut moved = self.clone();
        moved.move_by(step, share);
        moved.gap()
    }

    /// How much of a step keeps everything inside; at most 1 ÷ the boundary's share of it.
    pub(super) fn reach(&self, step: &Step) -> f64 {
        let mut reach = 1.0 / super::BOUNDARY;
        let mut see = |room: f64, change: f64| {
            if change < 0.0 && room < reach * -change {
                reach = room / -change;
            }
        };
        for index in 0..self.values.len() {
            let (low, high) = (self.lower[index], self.upper[index]);
            if low.is_finite() {
                see(self.values[index] - low, step.values[index]);
                see(self.below[index], step.below[index]);
            }
            if high.is_finite() {
                see(high - self.values[index], -step.values[index]);
                see(self.above[index], step.above[index]);
            }
        }
        reach
    }

    pub(super) fn move_by(&mut self, step: &Step, share: f64) {
        let add = |values: &mut [f64], changes: &[f64]| {
            for (value, change) in values.iter_mut().zip(changes) {
                *value += share * change;
            }
        };
        add(&mut self.values, &step.values);
        add(&mut self.below, &step.below);
        add(&mut self.above, &step.above);
        add(&mut self.prices, &step.prices);
        for (&variable, &value) in self.free.iter().zip(&self.values) {
            self.x[variable] = value;
        }
    }

    pub(super) fn largest(&self) -> f64 {
        self.x.amax()
    }

    /// Whether the prices of the rows prove that no point keeps them: `Σ y (N'x − s)` is positive
    /// for every `x` and `s` inside their limits.
    pub(super) fn proves_infeasible(&self, program: &Program<'_>) -> bool {
        let size = self
            .prices
            .iter()
            .fold(0.0, |all: f64, one| all.max(one.abs()));
        if size <= 1.0 {
            return false;
        }
        let mut pull = DVector::zeros(program.variables());
        for (&row, &price) in self.rows.iter().zip(&self.prices) {
            pull.axpy(price / size, &program.normals.column(row), 1.0);
        }
        let mut least = 0.0;
        let mut see = |factor: f64, low: f64, high: f64| {
            // What an open limit would add is not a number to count on, but for rounding.
            let limit = if factor > 0.0 { low } else { high };
            least += if factor.abs() > 1e-12 || limit.is_finite() {
                factor * limit
            } else {
                0.0
            };
        };
        for (variable, &factor) in pull.iter().enumerate() {
            see(factor, program.lower[variable], program.upper[variable]);
        }
        for (&row, &price) in self.rows.iter().zip(&self.prices) {
            see(
                -price / size,
                program.row_lower[row],
                program.row_upper[row],
            );
        }
        least > CONTRADICTION
    }

    /// What binds: a limit whose multiplier is larger than the distance to it.
    pub(super) fn sides(&self, program: &Program<'_>) -> Sides {
        let n = program.variables();
        let mut sides = Sides::none(program);
        let side = |place: usize| {
            if self.below[place] > self.values[place] - self.lower[place] {
                Side::Lower
            } else if self.above[place] > self.upper[place] - self.values[place] {
                Side::Upper
            } else {
                Side::Free
            }
        };
        for index in 0..n + program.rows() {
            let (lower, upper) = program.limits(index);
            if lower == upper {
                sides.0[index] = Side::Lower;
            }
        }
        for (place, &variable) in self.free.iter().enumerate() {
            sides.0[variable] = side(place);
        }
        for (&row, &place) in self.rows.iter().zip(&self.slack) {
            if let Some(place) = place {
                sides.0[n + row] = side(place);
            }
        }
        sides
    }

    /// The iterate itself, what binds put exactly at its limit.
    pub(super) fn point(&self, program: &Program<'_>, sides: &Sides) -> Point {
        let n = program.variables();
        let mut rows = DVector::zeros(program.rows());
        for (&row, &price) in self.rows.iter().zip(&self.prices) {
            if sides.0[n + row] != Side::Free {
                rows[row] = price;
            }
        }
        let gradient = program.gradient(&self.x) + &program.normals * &rows;
        let bounds = DVector::from_fn(n, |variable, _| match sides.0[variable] {
            Side::Free => 0.0,
            Side::Lower | Side::Upper => -gradient[variable],
        });
        Point {
            x: self.x.clone(),
            bounds,
            rows,
        }
    }
}

/// What every variable gets of the room between its limits.
struct Share {
    /// Of the room between two limits.
    of_room: f64,
    /// Beyond the one limit there is, or beyond nothing.
    beyond: f64,
}

impl Share {
    fn of(&self, low: f64, high: f64) -> f64 {
        match (low.is_finite(), high.is_finite()) {
            (true, true) => low + self.of_room * (high - low),
            (true, false) => low + self.beyond,
            (false, true) => high - self.beyond,
            (false, false) => self.beyond,
        }
    }
}

fn budget_share(program: &Program<'_>, free: &[usize]) -> Share {
    let count = free.len().max(1) as f64;
    let even = Share {
        of_room: 0.5,
        beyond: 1.0 / count,
    };
    if !program.holds_sum() {
        return even;
    }
    let room: f64 = free
        .iter()
        .map(|&index| program.upper[index] - program.lower[index])
        .sum();
    let missing = program.row_lower[0] - program.lower.sum();
    if !room.is_finite() || !missing.is_finite() {
        return Share {
            beyond: program.row_lower[0].abs() / count,
            ..even
        };
    }
    Share {
        of_room: missing / room,
        ..even
    }
}

/// `value`, moved to where both limits are at some distance.
fn inside(low: f64, high: f64, value: f64) -> f64 {
    let margin = if (high - low).is_finite() {
        INSIDE * (high - low)
    } else {
        APART
    };
    value.max(low + margin).min(high - margin)
}
