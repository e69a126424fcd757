//! Newton steps over the pattern of signs, and the price of a limit of the risk.

use std::ops::ControlFlow;

use nalgebra::{DMatrix, DVector};

use crate::progress::{OnProgress, Progress};
use crate::scenario::model::Model;
use crate::scenario::problem::ScenarioProblem;
use crate::scenario::risk::centred;
use crate::scenario::solve::Raw;
use crate::solve::{Factors, Found, Program, Sides, by_any};

/// Newton steps before the reference route is asked.
const STEPS: usize = 60;
/// Prices that are tried for a limit of the risk.
const PRICES: usize = 80;

/// Where a solve ended.
pub(super) struct End {
    pub(super) point: DVector<f64>,
    pub(super) risk: f64,
    pub(super) bound: f64,
}

/// The method with its last point and working set.
pub(super) struct Newton {
    /// Centred returns ÷ unit, one *column* per scenario, with a 0 for `κ`.
    scenarios: DMatrix<f64>,
    program: Program<'static>,
    sides: Sides,
    /// Where the next search begins.
    point: Option<DVector<f64>>,
    /// The signs that it begins with where there is no point.
    signs: Option<Vec<bool>>,
    pub(super) steps: usize,
}

impl Newton {
    pub(super) fn new(problem: &ScenarioProblem, model: &Model) -> Self {
        let variables = model.risk;
        let centred = centred(&problem.returns) / model.risk_unit;
        let mut scenarios = DMatrix::zeros(variables, centred.nrows());
        scenarios
            .rows_mut(0, model.assets)
            .copy_from(&centred.transpose());
        // The line of the limit of the risk names τ; it is none of the quadratic program's.
        let lines: Vec<_> = model
            .lines
            .iter()
            .filter(|line| line.coefficients[model.risk] == 0.0)
            .collect();
        let program = Program {
            quadratic: None,
            linear: DVector::from_column_slice(&model.cost[..variables]),
            lower: DVector::from_column_slice(&model.lower[..variables]),
            upper: DVector::from_column_slice(&model.upper[..variables]),
            normals: DMatrix::from_fn(variables, lines.len(), |variable, line| {
                lines[line].coefficients[variable]
            }),
            row_lower: DVector::from_iterator(lines.len(), lines.iter().map(|line| line.lower)),
            row_upper: DVector::from_iterator(lines.len(), lines.iter().map(|line| line.upper)),
        };
        Self {
            scenarios,
            sides: Sides::none(&program),
            program,
            point: None,
            signs: None,
            steps: 0,
        }
    }

    /// Begins with the signs of `weights`. They need not keep any limit: a point would have to.
    pub(super) fn expect_signs_of(&mut self, weights: Option<&DVector<f64>>) {
        let Some(weights) = weights else {
            return;
        };
        let mut point = DVector::zeros(self.scenarios.nrows());
        point.rows_mut(0, weights.len()).copy_from(weights);
        self.signs = Some(self.outcomes(&point).iter().map(|&x| x < 0.0).collect());
    }

    fn outcomes(&self, point: &DVector<f64>) -> DVector<f64> {
        self.scenarios.tr_mul(point)
    }

    fn periods_less_one(&self) -> f64 {
        (self.scenarios.ncols() - 1) as f64
    }

    /// `2 Σ x_t x_t' ÷ (T − 1)` over the scenarios that count.
    fn quadratic(&self, counts: &[bool]) -> DMatrix<f64> {
        let held = counts.iter().filter(|&&count| count).count();
        let mut below = DMatrix::zeros(self.scenarios.nrows(), held);
        let columns = (0..counts.len()).filter(|&period| counts[period]);
        for (column, period) in columns.enumerate() {
            below
                .column_mut(column)
                .copy_from(&self.scenarios.column(period));
        }
        &below * below.transpose() * (2.0 / self.periods_less_one())
    }

    /// `min linear + price · f`.
    pub(super) fn solve(&mut self, price: f64, progress: &mut OnProgress<'_>) -> Result<End, Raw> {
        let mut counts = match &self.point {
            Some(point) => self.outcomes(point).iter().map(|&x| x < 0.0).collect(),
            None => match self.signs.take() {
                Some(signs) => signs,
                None => vec![true; self.scenarios.ncols()],
            },
        };
        for _ in 0..STEPS {
            self.steps += 1;
            let told = Progress {
                done: self.steps,
                total: None,
                value: None,
                bound: None,
            };
            if let ControlFlow::Break(()) = progress(told) {
                return Err(Raw::Cancelled);
            }
            let quadratic = self.quadratic(&counts) * price;
            // The crate's solver wants numbers of size 1.
            let size = quadratic.diagonal().mean();
            let size = if size > 0.0 { size } else { 1.0 };
            let scaled = quadratic / size;
            let mut program = self.program.clone();
            program.linear /= size;
            let factors = Factors::later();
            let mut program = Program {
                quadratic: Some(&scaled),
                ..program
            };
            let (next, rows) = match by_any(&program, &factors, &self.sides) {
                Found::At { point, sides, .. } => {
                    self.sides = sides;
                    (point.x, point.rows * size)
                }
                Found::Infeasible => return Err(Raw::Infeasible),
                Found::Unbounded | Found::Nothing => return Err(Raw::Stuck),
            };
            program.quadratic = None;
            let mut next = next;
            let mut outcomes = self.outcomes(&next);
            let signs = |outcomes: &DVector<f64>| -> Vec<bool> {
                outcomes.iter().map(|&x| x < 0.0).collect()
            };
            let mut now = signs(&outcomes);
            let mut is_end = now == counts;
            if !is_end && let Some(point) = &self.point {
                next = self.shorten(point, next, price);
                is_end = (point - &next).amax() <= 1e-15;
                outcomes = self.outcomes(&next);
                now = signs(&outcomes);
            }
            if is_end {
                let end = self.end(next.clone(), &outcomes, price, &rows);
                self.point = Some(next);
                return Ok(end);
            }
            (counts, self.point) = (now, Some(next));
        }
        Err(Raw::Stuck)
    }

    /// The lowest point between two.
    fn shorten(&self, from: &DVector<f64>, to: DVector<f64>, price: f64) -> DVector<f64> {
        let direction = &to - from;
        let (start, along) = (self.outcomes(from), self.outcomes(&direction));
        let linear = self.program.linear.dot(&direction);
        let factor = 2.0 * price / self.periods_less_one();
        let slope = |share: f64| {
            let (mut slope, mut curvature) = (0.0, 0.0);
            for (x, d) in start.iter().zip(&along) {
                let below = (x + share * d).min(0.0);
                slope += below * d;
                curvature += if below < 0.0 { d * d } else { 0.0 };
            }
            (linear + factor * slope, factor * curvature)
        };
        let (at_end, _) = slope(1.0);
        if at_end <= 0.0 {
            return to;
        }
        let (mut low, mut high, mut share) = (0.0, 1.0, 0.5);
        for _ in 0..60 {
            let (rise, curvature) = slope(share);
            if rise > 0.0 {
                high = share;
            } else {
                low = share;
            }
            let newton = share - rise / curvature;
            let next = if newton > low && newton < high {
                newton
            } else {
                0.5 * (low + high)
            };
            if (next - share).abs() <= 1e-15 {
                break;
            }
            share = next;
        }
        from + direction * share
    }

    /// Value and bound: `f` is above its tangent, and a linear function over the constraints is
    /// bounded by any multipliers of the rows.
    fn end(
        &self,
        point: DVector<f64>,
        outcomes: &DVector<f64>,
        price: f64,
        rows: &DVector<f64>,
    ) -> End {
        let program = &self.program;
        let below = outcomes.map(|x| x.min(0.0));
        let risk = below.norm_squared() / self.periods_less_one();
        let gradient =
            &program.linear + &self.scenarios * &below * (2.0 * price / self.periods_less_one());
        let mut left = gradient.clone();
        let mut least = 0.0;
        for (row, &multiplier) in rows.iter().enumerate() {
            let (lower, upper) = (program.row_lower[row], program.row_upper[row]);
            let limit = if multiplier > 0.0 { upper } else { lower };
            if multiplier != 0.0 && limit.is_finite() {
                least -= multiplier * limit;
                left.axpy(multiplier, &program.normals.column(row), 1.0);
            }
        }
        for (variable, &left) in left.iter().enumerate() {
            let limit = if left > 0.0 {
                program.lower[variable]
            } else {
                program.upper[variable]
            };
            least += if limit.is_finite() {
                left * limit
            } else {
                left * point[variable]
            };
        }
        let value = program.linear.dot(&point) + price * risk;
        End {
            bound: value - gradient.dot(&point) + least,
            risk,
            point,
        }
    }

    /// The smallest price above `least` at which the risk keeps `limit`.
    pub(super) fn under(
        &mut self,
        limit: f64,
        least: f64,
        progress: &mut OnProgress<'_>,
    ) -> Result<End, Raw> {
        let costs = self.program.linear.amax();
        let mut solve = |price: f64| -> Result<(f64, End), Raw> {
            let end = self.solve(price, progress)?;
            Ok((end.risk.sqrt() - limit.sqrt(), end))
        };
        if costs == 0.0 {
            return Err(Raw::Stuck);
        }
        // In terms of 1 ÷ price the root of the risk is almost a straight line.
        let smallest = least.max(1e-7 * costs);
        let mut price = smallest;
        let (mut cheap, end) = {
            let (excess, end) = solve(smallest)?;
            ((1.0 / smallest, excess), end)
        };
        if cheap.1 <= 0.0 {
            // The limit binds so little that its price is next to nothing; so is the gap.
            let mut end = end;
            if least == 0.0 {
                let (excess, cheaper) = solve(smallest * 1e-4)?;
                if excess <= 0.0 {
                    (end, price) = (cheaper, smallest * 1e-4);
                }
            }
            end.bound -= (price - least) * limit;
            return Ok(end);
        }
        let (mut dear, mut best) = {
            let (excess, end) = solve(1e7 * costs.max(least))?;
            ((1.0 / (1e7 * costs.max(least)), excess), end)
        };
        if dear.1 > 0.0 {
            return Err(Raw::Stuck);
        }
        let mut price_of_best = 1.0 / dear.0;
        let accuracy = 1e-13 * limit.sqrt().max(1e-12);
        for round in 0..PRICES {
            if dear.1.abs() <= accuracy {
                break;
            }
            // False position (Illinois), with a halving now and then.
            let between = if round % 4 == 3 {
                (cheap.0 * dear.0).sqrt()
            } else {
                (cheap.0 * dear.1 - dear.0 * cheap.1) / (dear.1 - cheap.1)
            };
            if !(between > dear.0 && between < cheap.0) {
                break;
            }
            let (excess, end) = solve(1.0 / between)?;
            if excess > 0.0 {
                cheap = (between, excess);
            } else {
                dear = (between, excess);
                (best, price_of_best) = (end, 1.0 / between);
            }
        }
        // The price of the limit is paid back in the bound.
        best.bound -= (price_of_best - least) * limit;
        Ok(best)
    }
}
