//! Lines of a model: limits on linear functions, with the names and units they have outside.

use super::{Model, Variant};
use crate::limits::LimitId;

/// A limit on a linear function of the variables.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) coefficients: Vec<f64>,
    pub(crate) lower: f64,
    pub(crate) upper: f64,
    pub(crate) named: Named,
}

impl Line {
    /// `coefficients'z ≥ 0`.
    pub(super) fn tie(tie: &[(usize, f64)], variables: usize) -> Self {
        let mut coefficients = vec![0.0; variables];
        for &(variable, coefficient) in tie {
            coefficients[variable] = coefficient;
        }
        Self {
            coefficients,
            lower: 0.0,
            upper: f64::INFINITY,
            named: Named::default(),
        }
    }
}

/// What the two limits of a line are called outside.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Named {
    pub(crate) lower: Option<LimitId>,
    pub(crate) upper: Option<LimitId>,
    /// Change of the scaled limit per unit of its number.
    pub(crate) rate: f64,
    /// The scaled limit where the number is 0.
    pub(crate) shift: f64,
}

impl Named {
    pub(super) fn new(lower: Option<LimitId>, upper: Option<LimitId>, rate: f64) -> Self {
        Self {
            lower,
            upper,
            rate,
            shift: 0.0,
        }
    }

    pub(super) fn shifted(self, shift: f64) -> Self {
        Self { shift, ..self }
    }

    /// The scaled limit of a number.
    pub(crate) fn scaled(&self, number: f64) -> f64 {
        self.rate * number + self.shift
    }

    fn divided(self, size: f64) -> Self {
        Self {
            rate: self.rate / size,
            shift: self.shift / size,
            ..self
        }
    }
}

impl Model {
    /// Adds `lower ≤ normal'z ≤ upper`, of the weights that are `κw` in a ratio.
    pub(super) fn limit(
        &mut self,
        normal: &[f64],
        lower: f64,
        upper: f64,
        named: Named,
        variant: &Variant,
    ) {
        let is_target = named.lower == Some(LimitId::TargetReturn);
        if lower.is_infinite() && upper.is_infinite() && !is_target {
            return;
        }
        let size = normal.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
        // A return of zero cannot be told apart: the numbers stay as they are.
        let size = if size > 0.0 { size } else { 1.0 };
        let (lower, upper, named) = (lower / size, upper / size, named.divided(size));
        let mut coefficients = vec![0.0; self.risk + 1];
        for (entry, value) in coefficients.iter_mut().zip(normal) {
            *entry = value / size;
        }
        let whole = Line {
            coefficients,
            lower,
            upper,
            named,
        };
        let is_elastic = [named.lower, named.upper]
            .into_iter()
            .flatten()
            .any(|limit| self.gives_way(limit));
        if lower == upper && (!is_elastic || named.lower == Some(LimitId::Budget)) {
            let mut line = self.bent(whole, lower);
            self.give_way(&mut line, named.lower, 1.0, variant);
            self.lines.push(line);
            return;
        }
        if self.factor.is_none() && !is_elastic {
            self.lines.push(whole);
            return;
        }
        if lower.is_finite() || is_target {
            let half = Line {
                upper: f64::INFINITY,
                ..whole.clone()
            };
            let mut line = self.bent(half, lower);
            self.give_way(&mut line, named.lower, 1.0, variant);
            self.lines.push(line);
        }
        if upper.is_finite() {
            let half = Line {
                lower: f64::NEG_INFINITY,
                ..whole
            };
            let mut line = self.bent(half, upper);
            self.give_way(&mut line, named.upper, -1.0, variant);
            self.lines.push(line);
        }
    }

    /// The line with its limit in front of `κ`, if there is one.
    fn bent(&self, mut line: Line, limit: f64) -> Line {
        if let Some(factor) = self.factor
            && limit.is_finite()
        {
            line.coefficients[factor] -= limit;
            let at_zero = |limit: f64| if limit.is_finite() { 0.0 } else { limit };
            (line.lower, line.upper) = (at_zero(line.lower), at_zero(line.upper));
        }
        line
    }

    fn give_way(&self, line: &mut Line, limit: Option<LimitId>, sign: f64, variant: &Variant) {
        let elastic = variant.elastic.iter().find(|other| Some(other.0) == limit);
        let Some(&(limit, unit, _)) = elastic else {
            return;
        };
        if let Some(column) = self.column_of(limit) {
            let step = sign * unit * line.named.rate;
            if limit == LimitId::Budget {
                (line.coefficients[column], line.coefficients[column + 1]) = (-step, step);
            } else {
                line.coefficients[column] = step;
            }
        }
    }
}
