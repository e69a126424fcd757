//! The parts of a sum that cutting planes learn, and the limits that they learn.

use nalgebra::{DMatrix, DVector};

use super::level::Level;
use super::problem::{WeightedGoal, WeightedProblem};
use super::sum::Sum;
use crate::scenario::{Risk, polyhedral};

/// A piecewise linear function of a scaled portfolio, with a variable of its own for its share of
/// the scaled sum.
pub(super) struct Part<'r> {
    shape: Shape<'r>,
    /// Which risk of the sum this is; trades and the variance are none.
    risk: Option<usize>,
    /// Where its level is, if it has one.
    level: Option<usize>,
    /// Where its share of the sum is.
    pub(super) column: usize,
    pub(super) is_never_negative: bool,
    /// Its slopes by the position, from the last evaluation, and what is added to them.
    slopes: Vec<f64>,
    constant: f64,
}

enum Shape<'r> {
    Risk(Box<dyn Risk + 'r>),
    Level(Level<'r>),
    /// `Σ |x − from|`.
    Trades(Vec<f64>),
    /// `x'Px`, where there is too little of it for a quadratic program.
    Square(&'r DMatrix<f64>),
}

/// One linear function below a part: in the unit of the part, on a scaled portfolio.
#[derive(Debug, Clone)]
pub(super) struct Cut {
    pub(super) part: usize,
    /// By variable, of which most are zero.
    pub(super) slopes: Vec<(usize, f64)>,
    pub(super) constant: f64,
}

/// The parts of a problem and the number of variables of all; `None` if some goal is none of them.
pub(super) fn parts(problem: &WeightedProblem) -> Option<(Vec<Part<'_>>, usize)> {
    let n = problem.assets();
    let mut parts = Vec::new();
    let mut columns = n;
    for term in problem.terms() {
        match (&term.goal, problem.returns()) {
            (WeightedGoal::Risk(measure), Some(returns)) => {
                let (shape, level) = match Level::of(*measure, returns) {
                    Some(level) => (Shape::Level(level), Some(columns)),
                    None => (Shape::Risk(polyhedral(*measure, returns)?), None),
                };
                columns += usize::from(level.is_some());
                parts.push(Part {
                    shape,
                    risk: Some(parts.len()),
                    slopes: vec![0.0; n + usize::from(level.is_some())],
                    level,
                    column: 0,
                    is_never_negative: measure.is_never_negative(),
                    constant: 0.0,
                });
            }
            (WeightedGoal::RobustReturn { radius, .. }, _) if *radius > 0.0 => return None,
            _ => {}
        }
    }
    if let Some(costs) = &problem.constraints().costs {
        let budget = problem.constraints().budget;
        parts.push(Part {
            shape: Shape::Trades(costs.from.iter().map(|from| from / budget).collect()),
            risk: None,
            level: None,
            column: 0,
            is_never_negative: true,
            slopes: vec![0.0; n],
            constant: 0.0,
        });
    }
    parts.push(Part {
        shape: Shape::Square(&problem.limits.shape.scaled),
        risk: None,
        level: None,
        column: 0,
        is_never_negative: true,
        slopes: vec![0.0; n],
        constant: 0.0,
    });
    for part in &mut parts {
        part.column = columns;
        columns += 1;
    }
    Some((parts, columns))
}

impl Part<'_> {
    /// What one unit of the part costs in the scaled sum.
    pub(super) fn price(&self, sum: &Sum<'_>) -> f64 {
        match (&self.shape, self.risk) {
            (_, Some(risk)) => sum.scaled(sum.risks[risk].price),
            (Shape::Square(_), None) if sum.is_faint() => 0.5 * sum.curvature(),
            (Shape::Square(_), None) => 0.0,
            _ => sum.scaled(sum.trades),
        }
    }

    /// Where the level is, which is at least the largest short position.
    pub(super) fn level(&self) -> Option<usize> {
        self.level
    }

    /// The part at `variables`; [`Part::cut`] is the linear function that is equal there.
    pub(super) fn evaluate(&mut self, variables: &[f64]) -> f64 {
        let weights = &variables[..self.assets()];
        match &mut self.shape {
            Shape::Risk(risk) => risk.evaluate(weights, &mut self.slopes),
            Shape::Level(level) => {
                let mut place = weights.to_vec();
                place.extend(self.level.map(|level| variables[level]));
                level.evaluate(&place, &mut self.slopes)
            }
            Shape::Trades(from) => {
                let (value, constant) = signs(weights, from, &mut self.slopes);
                self.constant = constant;
                value
            }
            Shape::Square(matrix) => {
                let x = DVector::from_column_slice(weights);
                let along = *matrix * &x;
                let value = x.dot(&along);
                self.constant = -value;
                for (slope, along) in self.slopes.iter_mut().zip(&along) {
                    *slope = 2.0 * along;
                }
                value
            }
        }
    }

    fn assets(&self) -> usize {
        self.slopes.len() - usize::from(self.level.is_some())
    }

    pub(super) fn cut(&self, part: usize) -> Cut {
        let n = self.assets();
        let place = |(index, &slope): (usize, &f64)| match self.level {
            Some(level) if index == n => (level, slope),
            _ => (index, slope),
        };
        let slopes = self.slopes.iter().enumerate().map(place);
        Cut {
            part,
            slopes: slopes.filter(|slope| slope.1 != 0.0).collect(),
            constant: self.constant,
        }
    }
}

impl Cut {
    /// The linear function at `variables`.
    pub(super) fn at(&self, variables: &[f64]) -> f64 {
        let along = self.slopes.iter().map(|&(i, slope)| slope * variables[i]);
        self.constant + along.sum::<f64>()
    }
}

/// `Σ |x − from|` with its signs; what is added to them is `−Σ sign · from`.
fn signs(x: &[f64], from: &[f64], signs: &mut [f64]) -> (f64, f64) {
    let (mut value, mut constant) = (0.0, 0.0);
    for ((sign, x), from) in signs.iter_mut().zip(x).zip(from) {
        *sign = if x >= from { 1.0 } else { -1.0 };
        value += (x - from).abs();
        constant -= *sign * from;
    }
    (value, constant)
}

/// `base'x + slope · Σ|x − from| ≤ limit` of a scaled portfolio.
#[derive(Debug, Clone)]
pub(super) struct Bent {
    base: Vec<f64>,
    slope: f64,
    from: Vec<f64>,
    limit: f64,
}

impl Bent {
    /// The limits of `problem` that absolute weights bend.
    pub(super) fn of(problem: &WeightedProblem) -> Vec<Self> {
        let constraints = problem.constraints();
        let budget = constraints.budget;
        let n = problem.assets();
        let scaled = |from: &DVector<f64>| from.iter().map(|from| from / budget).collect();
        let mut limits = Vec::new();
        if let Some(turnover) = &constraints.turnover {
            limits.push(Self {
                base: vec![0.0; n],
                slope: 0.5,
                from: scaled(&turnover.from),
                limit: turnover.max / budget,
            });
        }
        if let Some(gross) = constraints.gross_exposure {
            limits.push(Self {
                base: vec![0.0; n],
                slope: 1.0,
                from: vec![0.0; n],
                limit: gross / budget,
            });
        }
        if let (Some(target), Some(costs)) = (constraints.target_return, &constraints.costs) {
            let mean = problem.moments().mean();
            let unit = mean.amax().max(costs.rate);
            let unit = if unit > 0.0 { unit } else { 1.0 };
            limits.push(Self {
                base: mean.iter().map(|mean| -mean / unit).collect(),
                slope: costs.rate / unit,
                from: scaled(&costs.from),
                limit: -target / budget / unit,
            });
        }
        limits
    }

    /// How far `variables` are beyond the limit, and the row `slopes'x ≤ upper` that says so.
    pub(super) fn missed(&self, variables: &[f64]) -> (f64, Vec<f64>, f64) {
        let mut slopes = vec![0.0; self.from.len()];
        let (traded, constant) = signs(variables, &self.from, &mut slopes);
        let mut value = self.slope * traded;
        for ((slope, base), x) in slopes.iter_mut().zip(&self.base).zip(variables) {
            *slope = self.slope * *slope + base;
            value += base * x;
        }
        let upper = self.limit - self.slope * constant;
        (value - self.limit, slopes, upper)
    }
}
