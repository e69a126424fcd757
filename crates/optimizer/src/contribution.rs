//! Who has which part of the risk.
//!
//! A risk that is positively homogeneous is the sum over the assets of weight times slope (Euler):
//! `ρ(w) = Σ wᵢ ∂ρ ÷ ∂wᵢ`. For the volatility the slope is `(Σw)ᵢ ÷ σ`; for a risk that is read off
//! scenarios it is that of the linear function which touches the risk at the weights: for the CVaR
//! `−Σ q_t r_t`, the mean of the days in the tail by their tail weights `q`. At a corner of the risk
//! several fit, and any of them adds up. Portfolios of the smallest risk lie at corners, where
//! rounding would choose among the days that are equally bad: the one that is taken is that of
//! weights a hair away in a direction that never changes.
//!
//! Source: Tasche, *Risk contributions and performance measurement* (1999).

use nalgebra::{DMatrix, DVector};

use crate::estimate::Moments;
use crate::scenario::{Risk, ScenarioMeasure, Semideviation, polyhedral};
use crate::weighted::robust_slopes;

/// The part of one asset in a risk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RiskContribution {
    /// What one more unit of weight adds to the risk, to first order.
    pub marginal: f64,
    /// Weight × marginal; these add up to the risk.
    pub component: f64,
    /// Component ÷ risk; these add up to 1. 0 where there is no risk.
    pub share: f64,
}

/// The parts of the assets in the annual volatility `√(w'Σw)`, in the order of the assets.
///
/// `O(n²)`. Without volatility every number is 0.
///
/// ```
/// use nalgebra::{DMatrix, DVector};
/// use optimizer::{Moments, volatility_contributions};
///
/// let covariance = DMatrix::from_row_slice(2, 2, &[0.04, 0.0, 0.0, 0.16]);
/// let moments = Moments::new(DVector::zeros(2), covariance)?;
/// let parts = volatility_contributions(&moments, &DVector::from_vec(vec![0.5, 0.5]));
/// assert!((parts[0].share - 0.2).abs() < 1e-15);
/// assert!((parts[0].component + parts[1].component - 0.05_f64.sqrt()).abs() < 1e-15);
/// # Ok::<(), optimizer::EstimateError>(())
/// ```
///
/// # Panics
///
/// If `weights` has not one entry per asset.
pub fn volatility_contributions(
    moments: &Moments,
    weights: &DVector<f64>,
) -> Vec<RiskContribution> {
    let volatility = moments.volatility(weights);
    let slopes = moments.covariance() * weights;
    let marginal = slopes.map(|slope| {
        if volatility > 0.0 {
            slope / volatility
        } else {
            0.0
        }
    });
    parts(weights, marginal.as_slice(), volatility, 1.0)
}

/// The parts of the assets in a risk per period of `returns` (one row per period and one column per
/// asset), in the order of the assets.
///
/// The semivariance is a square: its component is half of weight × marginal, so that components add
/// up to it. A robust CVaR is taken at the best of its levels. `O(T n)`.
///
/// # Panics
///
/// If `weights` has not one entry per column, or the measure is none for these returns.
pub fn scenario_contributions(
    measure: ScenarioMeasure,
    returns: &DMatrix<f64>,
    weights: &DVector<f64>,
) -> Vec<RiskContribution> {
    let n = weights.len();
    let beside = beside(weights);
    let added = |slopes: &[f64]| weights.iter().zip(slopes).map(|(a, b)| a * b).sum();
    if let Some((_, marginal)) = robust_slopes(measure, returns, &beside) {
        return parts(weights, &marginal, added(&marginal), 1.0);
    }
    let mut slopes = vec![0.0; n];
    match polyhedral(measure, returns) {
        Some(mut risk) => {
            risk.evaluate(beside.as_slice(), &mut slopes);
            parts(weights, &slopes, added(&slopes), 1.0)
        }
        None => {
            let root = Semideviation::new(returns).evaluate(weights.as_slice(), &mut slopes);
            // The slope of the square is 2 · root · slope; by Euler half of weight × slope adds up.
            let marginal: Vec<f64> = slopes.iter().map(|slope| 2.0 * root * slope).collect();
            parts(weights, &marginal, root * root, 0.5)
        }
    }
}

/// Weights a hair away: further than rounding, nearer than the next corner almost always.
fn beside(weights: &DVector<f64>) -> DVector<f64> {
    const HAIR: f64 = 1e-9;
    /// Multiples of the golden ratio are spread evenly and never repeat.
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    DVector::from_fn(weights.len(), |asset, _| {
        let place = (asset + 1) as f64 * GOLDEN;
        weights[asset] + HAIR * (place - place.floor() - 0.5)
    })
}

/// `degree` is what makes weight × slope add up: 1, or ½ of a square.
fn parts(
    weights: &DVector<f64>,
    marginal: &[f64],
    risk: f64,
    degree: f64,
) -> Vec<RiskContribution> {
    let part = |(&weight, &marginal): (&f64, &f64)| {
        let component = degree * weight * marginal;
        RiskContribution {
            marginal,
            component,
            share: if risk == 0.0 { 0.0 } else { component / risk },
        }
    };
    weights.iter().zip(marginal).map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::CovarianceEstimate;

    fn returns() -> DMatrix<f64> {
        DMatrix::from_fn(50, 4, |t, i| {
            0.04 * ((t * (i + 3) * 37 + i * i * 11 + t * t * 7) % 101) as f64 / 101.0 - 0.0185
        })
    }

    const MEASURES: [ScenarioMeasure; 7] = [
        ScenarioMeasure::Semivariance,
        ScenarioMeasure::MeanAbsoluteDeviation,
        ScenarioMeasure::Cvar { confidence: 0.9 },
        ScenarioMeasure::WorstCase,
        ScenarioMeasure::Cdar { confidence: 0.9 },
        ScenarioMeasure::MaxDrawdown,
        ScenarioMeasure::RobustCvar {
            confidence: 0.9,
            radius: 1e-3,
            risk_aversion: 1.0,
        },
    ];

    /// The risk by its definition, where that is short; else that of weights held alone in a model.
    fn value(measure: ScenarioMeasure, weights: &DVector<f64>) -> f64 {
        use crate::limits::Constraints;
        use crate::scenario::{
            ScenarioObjective, ScenarioOutcome, ScenarioProblem, solve_scenario,
        };
        let mut fixed = Constraints {
            budget: weights.sum(),
            ..Constraints::default()
        };
        for (asset, &weight) in weights.iter().enumerate() {
            fixed.min_weight.by_asset.insert(asset, weight);
            fixed.max_weight.by_asset.insert(asset, weight);
        }
        let objective = ScenarioObjective::MinRisk;
        let problem = ScenarioProblem::new(returns(), measure, objective, fixed).expect("fine");
        match solve_scenario(&problem) {
            ScenarioOutcome::Optimal(solution) => solution.risk,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn components_add_up_and_marginals_are_slopes() {
        let weights = DVector::from_vec(vec![0.4, 0.1, 0.3, 0.2]);
        for measure in MEASURES {
            let parts = scenario_contributions(measure, &returns(), &weights);
            let whole = value(measure, &weights);
            let sum: f64 = parts.iter().map(|part| part.component).sum();
            let shares: f64 = parts.iter().map(|part| part.share).sum();
            assert!(
                (sum - whole).abs() < 1e-9 * whole,
                "{measure:?}: {sum} {whole}"
            );
            assert!((shares - 1.0).abs() < 1e-9, "{measure:?}: {shares}");
            for (asset, part) in parts.iter().enumerate() {
                let moved = |step: f64| {
                    let mut moved = weights.clone();
                    moved[asset] += step;
                    value(measure, &moved)
                };
                let slope = (moved(1e-6) - moved(-1e-6)) / 2e-6;
                let off = (slope - part.marginal).abs();
                assert!(
                    off < 1e-5 * (1.0 + whole),
                    "{measure:?} {asset}: {slope} {part:?}"
                );
            }
        }
    }

    #[test]
    fn a_volatility_adds_up_and_nothing_has_no_parts() {
        let moments = Moments::estimate(&returns(), CovarianceEstimate::Sample).expect("fine");
        let weights = DVector::from_vec(vec![0.9, -0.3, 0.2, 0.2]);
        let parts = volatility_contributions(&moments, &weights);
        let sum: f64 = parts.iter().map(|part| part.component).sum();
        assert!((sum - moments.volatility(&weights)).abs() < 1e-15);
        let parts = volatility_contributions(&moments, &DVector::zeros(4));
        assert!(parts.iter().all(|part| *part
            == RiskContribution {
                marginal: 0.0,
                component: 0.0,
                share: 0.0
            }));
    }
}
