//! The linear half of a problem on scenarios, scaled, with the risk as one more variable.
//!
//! Variables are the position (weights ÷ budget, then what the risk needs besides), for a ratio the
//! factor `κ` of the homogenising transformation, and last the risk `τ` in units of `risk_unit`;
//! for the semivariance `τ` is its root.
//! For a ratio the weights are those of `κw`, the return above the risk-free rate is fixed at 1 and
//! the risk is minimised; the portfolio is the position ÷ κ (Charnes and Cooper, *Programming with
//! linear fractional functionals*, Naval Research Logistics Quarterly 9, 1962; Stoyanov, Rachev and
//! Fabozzi, *Optimal financial portfolios*, Applied Mathematical Finance 14, 2007).

use domain::PERIODS_PER_YEAR;
use nalgebra::DVector;

use super::problem::{ScenarioMeasure, ScenarioObjective, ScenarioProblem};
use crate::solve::Program;

/// A limit on a linear function of the variables.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) coefficients: Vec<f64>,
    pub(crate) lower: f64,
    pub(crate) upper: f64,
}

/// `min cost'z` over the lines and bounds, with `τ` at least the risk.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) assets: usize,
    /// Weights and what the risk needs besides.
    pub(crate) position: usize,
    /// No smaller `cost'z` is possible, whatever a bound says.
    pub(crate) floor: f64,
    /// Where `κ` is.
    pub(crate) factor: Option<usize>,
    /// Where `τ` is: the last variable.
    pub(crate) risk: usize,
    pub(crate) cost: Vec<f64>,
    pub(crate) lower: Vec<f64>,
    pub(crate) upper: Vec<f64>,
    pub(crate) lines: Vec<Line>,
    /// Risk of a scaled position per unit of `τ`.
    pub(crate) risk_unit: f64,
    /// The line of the target return, and its coefficients' unit.
    pub(crate) target: Option<(usize, f64)>,
    pub(crate) budget: f64,
    meaning: Meaning,
}

/// What `cost'z` stands for, with its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Meaning {
    /// The risk.
    Risk(f64),
    /// The root of the risk.
    Root(f64),
    /// What is maximised, negated.
    Negated(f64),
    /// The reciprocal of what is maximised.
    Reciprocal(f64),
}

impl Model {
    /// `extras` and `ties` are those of the risk; `risk_unit` is its typical size.
    pub(crate) fn new(
        problem: &ScenarioProblem,
        extras: usize,
        ties: Vec<Vec<(usize, f64)>>,
        risk_unit: f64,
    ) -> Self {
        let mean = problem.mean();
        let n = mean.len();
        let constraints = problem.constraints();
        let budget = constraints.budget;
        let program = Program::on_weights(None, DVector::zeros(n), mean, constraints);
        let position = n + extras;
        let is_ratio = matches!(problem.objective, ScenarioObjective::MaxRatio { .. });
        let factor = is_ratio.then_some(position);
        let risk = position + usize::from(is_ratio);

        let mut model = Self {
            assets: n,
            position,
            floor: f64::NEG_INFINITY,
            factor,
            risk,
            cost: vec![0.0; risk + 1],
            lower: vec![0.0; risk + 1],
            upper: vec![f64::INFINITY; risk + 1],
            lines: Vec::new(),
            risk_unit,
            target: None,
            budget,
            meaning: Meaning::Risk(budget * risk_unit),
        };
        model.lower[risk] = f64::NEG_INFINITY;
        model.bound_weights(&program);
        for row in 0..program.rows() {
            let (lower, upper) = (program.row_lower[row], program.row_upper[row]);
            let is_target = row + 1 == program.rows();
            if lower.is_infinite() && upper.is_infinite() && !is_target {
                continue;
            }
            let normal: Vec<f64> = program.normals.column(row).iter().copied().collect();
            if is_target {
                let unit = normal.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
                // Returns of zero cannot be told apart: keep the numbers as they are.
                model.target = Some((model.lines.len(), if unit > 0.0 { unit } else { 1.0 }));
            }
            model.limit(&normal, lower / budget, upper / budget);
        }
        for tie in ties {
            let mut coefficients = vec![0.0; risk + 1];
            for (variable, coefficient) in tie {
                coefficients[variable] = coefficient;
            }
            model.lines.push(Line {
                coefficients,
                lower: 0.0,
                upper: f64::INFINITY,
            });
        }
        if let Some(max_risk) = problem.max_risk {
            let limit = match problem.measure {
                ScenarioMeasure::Semivariance => max_risk.sqrt(),
                _ => max_risk,
            } / (budget * risk_unit);
            match factor {
                None => model.upper[risk] = limit,
                Some(factor) => {
                    let mut coefficients = vec![0.0; risk + 1];
                    (coefficients[risk], coefficients[factor]) = (1.0, -limit);
                    model.lines.push(Line {
                        coefficients,
                        lower: f64::NEG_INFINITY,
                        upper: 0.0,
                    });
                }
            }
        }
        model.aim(problem);
        model
    }

    /// Bounds of the weights; an upper bound that the budget implies is left out.
    fn bound_weights(&mut self, program: &Program<'_>) {
        let (n, budget) = (self.assets, self.budget);
        let least: f64 = program.lower.iter().sum();
        for asset in 0..n {
            let lower = program.lower[asset] / budget;
            let mut upper = program.upper[asset] / budget;
            if least.is_finite() && upper >= 1.0 - (least / budget - lower) && upper > lower {
                upper = f64::INFINITY;
            }
            let Some(_) = self.factor else {
                (self.lower[asset], self.upper[asset]) = (lower, upper);
                continue;
            };
            // Bounds of 0 stay bounds, the others move with the factor.
            let as_bound = |limit: f64, absent: f64| if limit == 0.0 { 0.0 } else { absent };
            self.lower[asset] = as_bound(lower, f64::NEG_INFINITY);
            self.upper[asset] = as_bound(upper, f64::INFINITY);
            if lower == upper && lower == 0.0 {
                continue;
            }
            let mut normal = vec![0.0; n];
            normal[asset] = 1.0;
            let rest = |limit: f64, absent: f64| if limit == 0.0 { absent } else { limit };
            let lower = rest(lower, f64::NEG_INFINITY);
            let upper = rest(upper, f64::INFINITY);
            if lower.is_finite() || upper.is_finite() {
                self.limit(&normal, lower, upper);
            }
        }
    }

    /// Adds `lower ≤ normal'w ≤ upper`, of the weights that are `κw` in a ratio.
    fn limit(&mut self, normal: &[f64], lower: f64, upper: f64) {
        let size = normal.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
        let size = if size > 0.0 { size } else { 1.0 };
        let (lower, upper) = (lower / size, upper / size);
        let mut coefficients = vec![0.0; self.risk + 1];
        for (entry, value) in coefficients.iter_mut().zip(normal) {
            *entry = value / size;
        }
        let Some(factor) = self.factor else {
            self.lines.push(Line {
                coefficients,
                lower,
                upper,
            });
            return;
        };
        let sides = [
            (lower, 0.0, if lower == upper { 0.0 } else { f64::INFINITY }),
            (upper, f64::NEG_INFINITY, 0.0),
        ];
        let count = if lower == upper { 1 } else { 2 };
        for &(limit, low, high) in &sides[..count] {
            if limit.is_finite() {
                let mut coefficients = coefficients.clone();
                coefficients[factor] = -limit;
                self.lines.push(Line {
                    coefficients,
                    lower: low,
                    upper: high,
                });
            }
        }
    }

    /// The costs, and for a ratio the line that fixes the excess return.
    fn aim(&mut self, problem: &ScenarioProblem) {
        let (n, risk) = (self.assets, self.risk);
        let mean = problem.mean() / PERIODS_PER_YEAR;
        match problem.objective {
            ScenarioObjective::MinRisk => {
                self.cost[risk] = 1.0;
                if problem.measure.is_never_negative() {
                    self.floor = 0.0;
                }
                if problem.measure == ScenarioMeasure::Semivariance {
                    self.meaning = Meaning::Root(self.budget * self.risk_unit);
                }
            }
            ScenarioObjective::MaxUtility { risk_aversion } => {
                self.cost[risk] = risk_aversion * self.risk_unit;
                if problem.measure == ScenarioMeasure::Semivariance {
                    // The price is that of the square of `τ`.
                    self.cost[risk] *= self.risk_unit * self.budget;
                }
                let size = mean.amax().max(self.cost[risk]);
                let size = if size > 0.0 { size } else { 1.0 };
                self.meaning = Meaning::Negated(size * self.budget);
                self.cost[risk] /= size;
                for asset in 0..n {
                    self.cost[asset] = -mean[asset] / size;
                }
            }
            ScenarioObjective::MaxReturn => {
                let size = if mean.amax() > 0.0 { mean.amax() } else { 1.0 };
                self.meaning = Meaning::Negated(size * self.budget);
                for asset in 0..n {
                    self.cost[asset] = -mean[asset] / size;
                }
            }
            ScenarioObjective::MaxRatio { risk_free } => {
                self.cost[risk] = 1.0;
                let free = risk_free / PERIODS_PER_YEAR / self.budget;
                let size = mean.amax().max(free.abs());
                let size = if size > 0.0 { size } else { 1.0 };
                self.meaning = Meaning::Reciprocal(size / self.risk_unit);
                let mut coefficients = vec![0.0; risk + 1];
                for asset in 0..n {
                    coefficients[asset] = mean[asset] / size;
                }
                coefficients[self.position] = -free / size;
                self.lines.push(Line {
                    coefficients,
                    lower: 1.0,
                    upper: 1.0,
                });
            }
        }
    }

    /// What a scaled objective means, per period.
    pub(crate) fn mean_of(&self, scaled: f64) -> f64 {
        match self.meaning {
            Meaning::Risk(unit) => scaled * unit,
            Meaning::Root(unit) => (scaled.max(0.0) * unit).powi(2),
            Meaning::Negated(unit) => -scaled * unit,
            Meaning::Reciprocal(unit) => unit / scaled,
        }
    }

    /// Whether some weight may be negative.
    pub(crate) fn may_be_short(problem: &ScenarioProblem) -> bool {
        let low = &problem.constraints().min_weight;
        (0..problem.assets()).any(|asset| low.of(asset) < 0.0)
    }

    /// The weights of a vertex in their own unit; `None` if the factor of a ratio is 0.
    pub(crate) fn weights(&self, vertex: &[f64]) -> Option<DVector<f64>> {
        let factor = self.factor.map_or(1.0, |factor| vertex[factor]);
        (factor > 1e-12)
            .then(|| DVector::from_fn(self.assets, |asset, _| vertex[asset] / factor * self.budget))
    }

    /// `cost'z` with the risk in the place of `τ`.
    pub(crate) fn objective(&self, vertex: &[f64], risk: f64) -> f64 {
        let linear: f64 = self.cost[..self.risk]
            .iter()
            .zip(vertex)
            .map(|(cost, value)| cost * value)
            .sum();
        linear + self.cost[self.risk] * risk
    }
}
