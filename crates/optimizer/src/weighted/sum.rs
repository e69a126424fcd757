//! The terms gathered into one function, at any prices of the goals.
//!
//! Of all goals together remain a multiple of `w'Σw`, a linear function, the absolute trades, the
//! risks and the norms:
//!
//! `variance · w'Σw − slope'w + trades · Σ|w − from| + Σ price · risk + Σ price · √(w'Ωw) + constant`.
//!
//! The solvers see it for weights ÷ budget and in units of `size`, the largest of its slopes.

use nalgebra::{DMatrix, DVector};

use super::problem::{WeightedGoal, WeightedProblem};
use crate::allocation::MeanUncertainty;
use crate::scenario::{ScenarioMeasure, centred, polyhedral};

/// Curvature of a scaled sum, beside slopes of 1, below which the variance is learned by cuts.
const FAINT: f64 = 3e-5;

/// The function that is minimised, unscaled.
#[derive(Debug, Clone)]
pub(super) struct Sum<'p> {
    pub(super) problem: &'p WeightedProblem,
    /// One per term.
    pub(super) prices: Vec<f64>,
    pub(super) variance: f64,
    pub(super) slope: DVector<f64>,
    pub(super) trades: f64,
    pub(super) risks: Vec<PricedRisk>,
    /// Prices of `√(w'Ωw)`, with `Ω`.
    pub(super) norms: Vec<(f64, DMatrix<f64>)>,
    pub(super) constant: f64,
    /// What the solvers call 1.
    pub(super) size: f64,
}

/// A risk in the sum.
#[derive(Debug, Clone, Copy)]
pub(super) struct PricedRisk {
    pub(super) measure: ScenarioMeasure,
    pub(super) price: f64,
    /// Typical risk of a fully invested portfolio; for the semivariance its root.
    pub(super) unit: f64,
}

impl<'p> Sum<'p> {
    /// The terms at other prices than their weights; `units` as [`units`] has them.
    pub(super) fn new(problem: &'p WeightedProblem, prices: Vec<f64>, units: &[f64]) -> Self {
        let moments = problem.moments();
        let n = problem.assets();
        let mut sum = Self {
            problem,
            variance: 0.0,
            slope: DVector::zeros(n),
            trades: 0.0,
            risks: Vec::new(),
            norms: Vec::new(),
            constant: 0.0,
            size: 1.0,
            prices,
        };
        let mut returns = 0.0;
        let mut benchmarks: DVector<f64> = DVector::zeros(n);
        for (index, term) in problem.terms.iter().enumerate() {
            let price = sum.prices[index];
            match &term.goal {
                WeightedGoal::Variance => sum.variance += price,
                WeightedGoal::Return => returns += price,
                WeightedGoal::Utility { risk_aversion } => {
                    returns += price;
                    sum.variance += price * risk_aversion;
                }
                WeightedGoal::Tracking { benchmark } => {
                    sum.variance += price;
                    sum.constant += price * moments.variance(benchmark);
                    benchmarks += benchmark * price;
                }
                WeightedGoal::RobustReturn {
                    uncertainty,
                    radius,
                } => {
                    returns += price;
                    if price * radius > 0.0 {
                        let omega = match uncertainty {
                            MeanUncertainty::SampleMean { years } => moments.covariance() / *years,
                            MeanUncertainty::Covariance(matrix) => matrix.clone(),
                        };
                        sum.norms.push((price * radius, omega));
                    }
                }
                WeightedGoal::Risk(measure) => sum.risks.push(PricedRisk {
                    measure: *measure,
                    price,
                    unit: units[index],
                }),
            }
        }
        sum.slope = moments.mean() * returns;
        if benchmarks.amax() > 0.0 {
            sum.slope += moments.covariance() * benchmarks * 2.0;
        }
        let rate = problem.constraints().costs.as_ref();
        sum.trades = returns * rate.map_or(0.0, |costs| costs.rate);
        sum.size = sum.largest_slope();
        sum
    }

    fn largest_slope(&self) -> f64 {
        let budget = self.budget();
        let mut largest = 2.0 * self.variance * budget * self.problem.limits.shape.scale;
        largest = largest.max(self.slope.amax()).max(self.trades);
        for risk in &self.risks {
            largest = largest.max(match risk.measure {
                ScenarioMeasure::Semivariance => risk.price * risk.unit * risk.unit * budget,
                _ => risk.price * risk.unit,
            });
        }
        for (price, omega) in &self.norms {
            largest = largest.max(price * omega.diagonal().amax().sqrt());
        }
        if largest > 0.0 { largest * budget } else { 1.0 }
    }

    pub(super) fn budget(&self) -> f64 {
        self.problem.constraints().budget
    }

    /// `P` of the scaled sum is this times the scaled covariance.
    pub(super) fn curvature(&self) -> f64 {
        2.0 * self.variance * self.budget().powi(2) * self.problem.limits.shape.scale / self.size
    }

    /// Whether there is too little curvature to be solved for: quadratic programs would look for
    /// their optimum so far away that rounding there hides what counts.
    pub(super) fn is_faint(&self) -> bool {
        self.curvature() < FAINT
    }

    /// What costs `price` per unit of a portfolio costs in the scaled sum.
    pub(super) fn scaled(&self, price: f64) -> f64 {
        price * self.budget() / self.size
    }

    /// A scaled sum in its own unit.
    pub(super) fn unscaled(&self, value: f64) -> f64 {
        value * self.size + self.constant
    }
}

/// Typical sizes of the risks among the terms, 1 for the others. `O(T n)` per risk.
pub(super) fn units(problem: &WeightedProblem) -> Vec<f64> {
    let unit = |goal: &WeightedGoal| {
        let (WeightedGoal::Risk(measure), Some(returns)) = (goal, problem.returns()) else {
            return 1.0;
        };
        let unit = typical(*measure, returns);
        if unit > 0.0 { unit } else { 1.0 }
    };
    problem.terms.iter().map(|term| unit(&term.goal)).collect()
}

/// The largest slope of a risk at equal weights.
fn typical(measure: ScenarioMeasure, returns: &DMatrix<f64>) -> f64 {
    let n = returns.ncols();
    let Some(mut risk) = polyhedral(measure, returns) else {
        let centred = centred(returns);
        return (centred.norm_squared() / centred.len() as f64).sqrt();
    };
    let mut even = vec![1.0 / n as f64; n];
    even.resize(n + risk.extras(), 0.0);
    risk.complete(&mut even);
    let mut cut = vec![0.0; even.len()];
    risk.evaluate(&even, &mut cut);
    cut[..n].iter().fold(0.0, |a: f64, b| a.max(b.abs()))
}
