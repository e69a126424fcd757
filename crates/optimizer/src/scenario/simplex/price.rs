//! What the limits of a linear program cost at its vertex, and how far the vertex moves with them.

use super::{Simplex, WIDE};

/// A limit that moves: its number among the variables and rows, whether it is the upper one, and
/// how fast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Moving {
    pub(crate) index: usize,
    pub(crate) is_upper: bool,
    pub(crate) rate: f64,
}

/// Slopes below this are rounding.
const STILL: f64 = 1e-12;

impl Simplex {
    /// Rate of the optimum as the limits of a row rise: at least 0 at a lower limit.
    pub(crate) fn price_of_row(&self, row: usize) -> f64 {
        self.price_of(self.variables + row)
    }

    fn price_of(&self, index: usize) -> f64 {
        match self.place[index] {
            0 => 0.0,
            position => self.multipliers[position - 1],
        }
    }

    fn is_held(&self, moving: &Moving) -> bool {
        let place = self.place[moving.index];
        // Of the two limits of an equality, which move together, one counts.
        let is_equality = self.lower[moving.index] == self.upper[moving.index];
        place > 0
            && if is_equality {
                !moving.is_upper
            } else {
                self.basis[place - 1].is_upper == moving.is_upper
            }
    }

    /// Rate of the optimum as some limits move together.
    pub(crate) fn price_of_moving(&self, moving: &[Moving]) -> f64 {
        let held = moving.iter().filter(|moving| self.is_held(moving));
        held.map(|moving| moving.rate * self.price_of(moving.index))
            .sum()
    }

    /// How the vertex moves with some limits while the basis stays.
    pub(crate) fn slope_of_moving(&self, moving: &[Moving]) -> Vec<f64> {
        let n = self.variables;
        let mut slope = vec![0.0; n];
        for moving in moving.iter().filter(|moving| self.is_held(moving)) {
            let position = self.place[moving.index] - 1;
            let edge = &self.edges[position * n..(position + 1) * n];
            for (entry, edge) in slope.iter_mut().zip(edge) {
                *entry += moving.rate * edge;
            }
        }
        slope
    }

    /// How far the limits may move, times `direction`, until the vertex breaks another limit or
    /// leaves the wide box.
    pub(crate) fn room(&self, moving: &[Moving], slope: &[f64], direction: f64) -> f64 {
        let mut room = f64::INFINITY;
        for index in 0..self.lower.len() {
            if self.ignored.contains(&index) {
                continue;
            }
            let place = self.place[index];
            let along = direction
                * if index < self.variables {
                    slope[index]
                } else {
                    super::dot(self.row(index - self.variables), slope)
                };
            let value = self.value(index);
            for is_upper in [false, true] {
                if place > 0 && self.basis[place - 1].is_upper == is_upper {
                    continue;
                }
                if place > 0 && self.lower[index] == self.upper[index] {
                    continue;
                }
                let limit = if is_upper {
                    self.upper[index]
                } else {
                    self.lower[index]
                };
                let limit = limit.clamp(-WIDE, WIDE);
                let own = moving
                    .iter()
                    .filter(|moving| moving.index == index && moving.is_upper == is_upper);
                let own: f64 = own.map(|moving| direction * moving.rate).sum();
                let sign = if is_upper { 1.0 } else { -1.0 };
                let (gap, closing) = (sign * (limit - value), sign * (along - own));
                if closing > STILL {
                    room = room.min(gap.max(0.0) / closing);
                }
            }
        }
        room
    }

    /// Moves limits of variables and rows; the next solve starts from the same basis. Says whether
    /// an equality became two limits or the other way round: then the multipliers may have the wrong
    /// sign, and the solve has to begin [`afresh`](Self::afresh).
    pub(crate) fn shift(&mut self, moving: &[Moving], by: f64) -> bool {
        let equalities = |simplex: &Self| -> Vec<bool> {
            let is_equality = |index: usize| simplex.lower[index] == simplex.upper[index];
            moving
                .iter()
                .map(|moving| is_equality(moving.index))
                .collect()
        };
        let before = equalities(self);
        for moving in moving {
            *self.limit_of(moving) += by * moving.rate;
        }
        self.ignored.clear();
        self.take_position();
        before != equalities(self)
    }

    /// The number at a limit.
    pub(crate) fn limit_of(&mut self, moving: &Moving) -> &mut f64 {
        if moving.is_upper {
            &mut self.upper[moving.index]
        } else {
            &mut self.lower[moving.index]
        }
    }

    /// The same program without a vertex.
    pub(crate) fn afresh(&self) -> Self {
        let n = self.variables;
        let (lower, upper) = (&self.lower, &self.upper);
        let mut again = Self::new(self.cost.clone(), lower[..n].to_vec(), upper[..n].to_vec());
        for row in 0..self.rows() {
            again.add_row(self.row(row), lower[n + row], upper[n + row]);
        }
        again
    }
}
