//! A bound from multipliers, whatever they are worth.
//!
//! For multipliers `y` of the rows (those of the wrong sign left out) and the point `x` at which
//! they were found, `½z'Pz ≥ (Px)'z − ½x'Px`, so that over the box of a part
//! `goal(z) ≥ Σ min over zᵢ of (Px + q + Ny)ᵢ zᵢ − ½x'Px − y'limits`. For a quotient, `√(x'Px) ·
//! risk(z) ≥ (Px)'z` takes the place of the square: where `(Px)'z − t · divisor(z)` is nowhere
//! negative, no quotient is below `t ÷ √(x'Px)`.
//!
//! What such a bound leaves to gain says how far each weight can go in anything better.

use nalgebra::DVector;

use crate::solve::{Point, Program};

use super::node::Node;
use super::relaxation::Relaxation;

/// Parts of a quotient by which it is lowered until it is a bound.
const FIRST_STEP: f64 = 1e-13;
const BISECTIONS: usize = 20;

/// What multipliers say about a part.
#[derive(Debug, Clone)]
pub(super) struct Bound {
    /// No portfolio in the part is better; in the unit of the goal.
    pub(super) value: f64,
    /// By asset.
    pub(super) weights: Vec<f64>,
    /// What divides, with the envelope of the orders.
    pub(super) divisor: f64,
    /// Slopes of the Lagrangian by kept asset, and its least value.
    slopes: Vec<f64>,
    least: f64,
    /// Of a quotient: `t` and the risk at the point, both scaled.
    quotient: f64,
    risk: f64,
}

/// The Lagrangian as a linear function of the variables.
struct Lagrangian {
    slopes: Vec<f64>,
    constant: f64,
}

impl Lagrangian {
    /// The least value over a box, where `less` times another linear function is taken off.
    fn least(&self, ends: &[(f64, f64)], less: f64, (slopes, constant): (&[f64], f64)) -> f64 {
        let mut least = self.constant - less * constant;
        for ((slope, other), &(lower, upper)) in self.slopes.iter().zip(slopes).zip(ends) {
            let slope = slope - less * other;
            if slope != 0.0 {
                least += if slope > 0.0 {
                    slope * lower
                } else {
                    slope * upper
                };
            }
        }
        least
    }
}

impl Relaxation<'_, '_> {
    /// The bound of a part by the multipliers of a point of its program at `quotient`.
    pub(super) fn bound(
        &self,
        node: &Node,
        program: &Program<'_>,
        point: &Point,
        quotient: f64,
    ) -> Bound {
        let is_quotient = self.model.goal.borrow().is_quotient();
        let (divides, shift) = self.divisor(node);
        let along = &self.matrix * &point.x;
        let square = point.x.dot(&along);
        let (free, constant) = match is_quotient {
            // What divides is taken off later, by as much as it takes.
            true => (DVector::from_column_slice(&divides) * quotient, 0.0),
            false => (DVector::zeros(self.columns), self.constant(node, 0.0)),
        };
        let mut lagrangian = Lagrangian {
            slopes: (along + &program.linear + free).as_slice().to_vec(),
            constant: constant - if is_quotient { 0.0 } else { 0.5 * square },
        };
        self.add_rows(program, point, quotient, &divides, &mut lagrangian);
        let ends = self.ends(node, program);
        let held: f64 = (divides.iter().zip(&point.x)).map(|(a, b)| a * b).sum();
        let mut weights = vec![0.0; self.model.rules.assets()];
        for (position, &asset) in self.kept.iter().enumerate() {
            weights[asset] = point.x[position].clamp(node.lower[asset], node.upper[asset]);
        }
        let zero = vec![0.0; self.columns];
        let (quotient, least) = match is_quotient {
            true => safe_quotient(&lagrangian, &ends, quotient, (&divides, shift)),
            false => (0.0, lagrangian.least(&ends, 0.0, (&zero, 0.0))),
        };
        let slopes = lagrangian.slopes.iter().zip(&divides).take(self.kept.len());
        let risk = self.risk_unit(square);
        Bound {
            value: self.value(is_quotient, quotient, least, risk),
            weights,
            divisor: held + shift,
            slopes: slopes
                .map(|(slope, divides)| slope - quotient * divides)
                .collect(),
            least,
            quotient,
            risk,
        }
    }

    /// What is left of a part where everything else is not better than `best`; `None` where nothing
    /// is left.
    pub(super) fn tightened(&self, node: &Node, bound: &Bound, best: f64) -> Option<Node> {
        let Some(slack) = self.slack(node, bound, best) else {
            return Some(node.clone());
        };
        if slack < 0.0 {
            return None;
        }
        let mut part = node.clone();
        let reach = self.reach(node, bound, best, slack);
        for (position, &asset) in self.kept.iter().enumerate() {
            let slope = bound.slopes[position];
            let (lower, upper) = (&mut part.lower[asset], &mut part.upper[asset]);
            if slope > 0.0 {
                *upper = upper.min(node.lower[asset] + slack / slope);
            } else if slope < 0.0 {
                *lower = lower.max(node.upper[asset] + slack / slope);
            }
            if let Some(reach) = &reach {
                let (least, most) = reach[position];
                (*lower, *upper) = (lower.max(least), upper.min(most));
            }
        }
        part.snapped(&self.model.rules)
    }

    /// Adds `y'(Nz − limits)`. The multipliers of what is below one variable are brought to the
    /// price of the variable, so that it falls out.
    fn add_rows(
        &self,
        program: &Program<'_>,
        point: &Point,
        quotient: f64,
        divides: &[f64],
        lagrangian: &mut Lagrangian,
    ) {
        let (first, fixed) = (self.kept.len(), self.fixed_rows());
        let signed = |row: usize| {
            let (value, limits) = (point.rows[row], program.limits(self.columns + row));
            let limit = if value > 0.0 { limits.1 } else { limits.0 };
            (value != 0.0 && limit.is_finite()).then_some((value, limit))
        };
        let mut add = |row: usize, value: f64, limit: f64| {
            let normal = program.normals.column(row);
            for (slope, entry) in lagrangian.slopes.iter_mut().zip(normal.iter()) {
                *slope += value * entry;
            }
            lagrangian.constant -= value * limit;
        };
        for row in 0..fixed {
            if let Some((value, limit)) = signed(row) {
                add(row, value, limit);
            }
        }
        let columns = self.cut_columns();
        let mut totals = vec![0.0; self.columns];
        for (cut, column) in columns.iter().enumerate() {
            if let (Some(column), Some((value, _))) = (column, signed(fixed + cut)) {
                totals[*column] += value;
            }
        }
        let prices: Vec<f64> = (0..self.columns)
            .map(|column| match column < first {
                true => 0.0,
                false => price(column, point, program, fixed),
            })
            .collect();
        for (cut, column) in columns.iter().enumerate() {
            let Some((value, limit)) = signed(fixed + cut) else {
                continue;
            };
            let share = match column {
                Some(column) if totals[*column] > 0.0 => prices[*column].max(0.0) / totals[*column],
                _ => 1.0,
            };
            let normal = program.normals.column(fixed + cut);
            for (slope, entry) in lagrangian.slopes.iter_mut().zip(normal.iter()) {
                *slope += share * value * entry;
            }
            lagrangian.constant -= share * value * limit;
        }
        // What is left on the variables themselves is rounding.
        for column in first..self.columns {
            if totals[column] > 0.0 && prices[column] >= 0.0 {
                lagrangian.slopes[column] = quotient * divides[column];
            }
        }
    }

    /// Ends of every variable.
    fn ends(&self, node: &Node, program: &Program<'_>) -> Vec<(f64, f64)> {
        let end = |column: usize| match column {
            column if self.trades.column == Some(column) => (0.0, self.trades.most(node)),
            column if self.gross.column == Some(column) => (0.0, self.gross.most(node)),
            column => (program.lower[column], program.upper[column]),
        };
        (0..self.columns).map(end).collect()
    }

    /// `√(x'Px)`; 1 where the risk has a variable.
    fn risk_unit(&self, square: f64) -> f64 {
        match self.least.is_empty() {
            true => square.max(0.0).sqrt(),
            false => 1.0,
        }
    }

    fn value(&self, is_quotient: bool, quotient: f64, least: f64, risk: f64) -> f64 {
        if !is_quotient {
            return least * self.unit;
        }
        let goal = self.model.goal.borrow();
        let real = match self.least.is_empty() {
            true if risk > 0.0 => quotient.max(0.0) / risk * self.unit.sqrt(),
            true => 0.0,
            false => quotient * self.unit,
        };
        goal.of_quotient(real, 1.0)
    }

    /// What the Lagrangian may rise by in anything better than `best`; `None` where that is not
    /// known.
    fn slack(&self, node: &Node, bound: &Bound, best: f64) -> Option<f64> {
        if !best.is_finite() || !bound.value.is_finite() {
            return None;
        }
        let goal = self.model.goal.borrow();
        if !goal.is_quotient() {
            let slack = best / self.unit - bound.least;
            return Some(slack + 1e-12 * (1.0 + slack.abs()));
        }
        let per_unit = self.scaled_quotient(goal.quotient(best), bound.risk) - bound.quotient;
        drop(goal);
        if !per_unit.is_finite() {
            return None;
        }
        let (slopes, constant) = self.divisor(node);
        let ends = self.kept.iter().zip(&slopes);
        let most =
            ends.map(|(&asset, slope)| (slope * node.lower[asset]).max(slope * node.upper[asset]));
        let rules = &self.model.rules;
        let is_long = node.lower.iter().all(|&lower| lower >= 0.0);
        let steepest = slopes[..self.kept.len()]
            .iter()
            .fold(0.0, |a: f64, b| a.max(*b));
        let by_budget = if is_long {
            rules.budget * steepest
        } else {
            f64::INFINITY
        };
        let most = most.sum::<f64>().min(by_budget) + constant.max(0.0);
        let slack = if per_unit > 0.0 { per_unit * most } else { 0.0 };
        Some(slack - bound.least.min(slack) + 1e-12 * (1.0 + slack))
    }

    /// `√(x'Px)` times a quotient, or the quotient, scaled.
    fn scaled_quotient(&self, quotient: f64, risk: f64) -> f64 {
        match self.least.is_empty() {
            true => quotient / self.unit.sqrt() * risk,
            false => quotient / self.unit,
        }
    }

    /// How far the curvature lets each weight go.
    fn reach(&self, node: &Node, bound: &Bound, best: f64, slack: f64) -> Option<Vec<(f64, f64)>> {
        let (spread, all) = self.spread.as_ref()?;
        let goal = self.model.goal.borrow();
        let at = |position: usize| bound.weights[self.kept[position]];
        if !goal.is_quotient() {
            let far = |i: usize| (2.0 * slack * spread[i]).sqrt() + 1e-12;
            return Some(
                (0..spread.len())
                    .map(|i| (at(i) - far(i), at(i) + far(i)))
                    .collect(),
            );
        }
        if !self.least.is_empty() || bound.least < 0.0 || bound.risk <= 0.0 {
            return None;
        }
        // Scaled so that what divides fits best, anything better is in an ellipsoid around the
        // point; what is invested limits the scale.
        let best = self.scaled_quotient(goal.quotient(best), bound.risk);
        let share = bound.quotient / best;
        if !(share > 0.0 && share.is_finite()) {
            return None;
        }
        let radius = bound.risk * (1.0 - (share * share).min(1.0)).sqrt() + 1e-12;
        let total: f64 = (0..spread.len()).map(at).sum();
        let apart = radius * all.sqrt();
        let rules = &self.model.rules;
        let orders = (0..rules.assets()).filter(|&asset| node.may_order(rules, asset));
        let fees = rules.order_money * orders.count() as f64;
        let invested = (rules.budget - rules.most_cash - fees, rules.budget);
        if !(total - apart > 0.0 && invested.0 > 0.0) {
            return None;
        }
        let scales = [invested.0 / (total + apart), invested.1 / (total - apart)];
        let ends = |i: usize| {
            let far = radius * spread[i].sqrt();
            let (low, high) = (at(i) - far, at(i) + far);
            let (least, most) = (scales.map(|s| s * low), scales.map(|s| s * high));
            (least[0].min(least[1]), most[0].max(most[1]))
        };
        Some((0..spread.len()).map(ends).collect())
    }
}

/// What a variable of its own costs with the multipliers of the rows that are no cuts.
fn price(column: usize, point: &Point, program: &Program<'_>, fixed: usize) -> f64 {
    let mut price = program.linear[column];
    for row in 0..fixed {
        let (value, (lower, upper)) = (point.rows[row], program.limits(program.variables() + row));
        let limit: f64 = if value > 0.0 { upper } else { lower };
        if value != 0.0 && limit.is_finite() {
            price += value * program.normals[(column, row)];
        }
    }
    price
}

/// The largest `t` at which `Lagrangian − t · divisor` is nowhere negative, next to `from`, with the
/// least value there.
fn safe_quotient(
    lagrangian: &Lagrangian,
    ends: &[(f64, f64)],
    from: f64,
    divides: (&[f64], f64),
) -> (f64, f64) {
    let least = |quotient: f64| lagrangian.least(ends, quotient, divides);
    if least(from) >= 0.0 {
        return (from, least(from));
    }
    let size = from.abs() + 1e-3;
    let mut step = FIRST_STEP * size;
    let (mut bad, mut good) = (from, from - step);
    while least(good) < 0.0 {
        if step > 1e3 * size {
            return (f64::NEG_INFINITY, f64::NEG_INFINITY);
        }
        step *= 10.0;
        (bad, good) = (good, from - step);
    }
    for _ in 0..BISECTIONS {
        let middle = 0.5 * (bad + good);
        if least(middle) >= 0.0 {
            good = middle;
        } else {
            bad = middle;
        }
    }
    (good, least(good))
}
