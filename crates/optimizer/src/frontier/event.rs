//! What ends a stretch of the [critical line](super::critical_line): the nearest change of state of
//! a limit. `O(n + kr)` for `k` free variables and `r` rows.

use super::critical_line::{Line, STILL, TOGETHER, Way};

/// A step below `STILL` times this share of the excess returns is zero.
const NOTHING: f64 = 0.1;
/// A price has the wrong sign beyond this.
const WRONG: f64 = 1e-11;

#[derive(Debug, Clone, Copy)]
pub(super) enum Event {
    /// The free variable at this position meets a bound.
    Bind(usize, f64),
    /// The price of a held variable is zero.
    Open(usize),
    /// A row meets a limit.
    Hold(usize),
    /// The price of the held row at this position is zero.
    Release(usize),
}

impl Line<'_> {
    /// How far it is to where the price of a variable that is ignored has changed its sign, before
    /// the line ends at `γ = 0`.
    pub(super) fn passed_by(&self, way: Way) -> Option<f64> {
        let ignored = (0..self.x.len()).filter(|&variable| self.ignored[variable]);
        let distances = ignored.filter_map(|variable| {
            let rate = way.sign() * self.rates[variable];
            let price = self.prices[variable];
            let is_at_lower = self.x[variable] == self.program.lower[variable];
            let at_end = price + self.gamma * rate;
            let is_wrong = if is_at_lower {
                at_end < -WRONG
            } else {
                at_end > WRONG
            };
            is_wrong.then(|| (-price / rate).max(0.0))
        });
        distances.reduce(f64::min)
    }

    /// The first event, how far it is in `γ`, and whether another one is as near.
    pub(super) fn next_event(&self, way: Way) -> (Option<Event>, f64, bool) {
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
}
