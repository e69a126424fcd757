//! Reverse stress: the nearest shock that loses so much.

use super::{Joint, Propagate, all_finite, dot, finite, joint::check_horizon};
use crate::{RiskError, distribution::normal_cdf, error::check};

/// What loss, and by which series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reverse<'a> {
    /// How much of the portfolio is lost: 0.2 is a fifth.
    pub loss: f64,
    /// The assets that move, by position; with no factors either, all of them.
    pub assets: &'a [usize],
    /// The factors that move, by position.
    pub factors: &'a [usize],
    /// How the assets that are not named follow.
    pub propagate: Propagate,
    /// Over how many days.
    pub horizon_days: f64,
}

/// The nearest shock that loses so much.
#[derive(Debug, Clone, PartialEq)]
pub struct ReverseStress {
    /// The series that move, ascending: the assets, then the factors counted on from them.
    pub series: Vec<usize>,
    /// By how much each of them moves.
    pub shocks: Vec<f64>,
    /// The return of every asset then.
    pub returns: Vec<f64>,
    /// `wᵢ rᵢ`; they add up to `portfolio`.
    pub contributions: Vec<f64>,
    /// The return of the portfolio: minus the loss, or less where the mean alone loses more.
    pub portfolio: f64,
    /// Its Mahalanobis distance, `(L + c) / √(e'Σ_ss e h)`; 0 where the mean alone loses as much.
    pub mahalanobis: f64,
    /// The probability that what moves, were it normal, loses as much: `Φ(−(L + c) / √(e'Σ_ss e h))`.
    pub probability: f64,
}

/// The shock `x` of some series with the smallest Mahalanobis distance from their mean,
/// `(x − μ_s h)' (Σ_ss h)⁻¹ (x − μ_s h)`, among those by which the portfolio loses `L`.
///
/// The portfolio returns `c + e'(x − μ_s h)` with the exposures `e` and the return `c` at the mean:
/// `e = w_s`, `c = w_s'μ_s h` where nothing follows; `e = w_s + B'w_u` where the others follow by
/// their betas `B` (`c = e'μ_s h`) or by their conditional mean (`c = w'μ h`). One linear constraint
/// and a quadratic form: `x = μ_s h − Σ_ss e (L + c) / (e'Σ_ss e)`. Where all assets move, nothing is
/// inverted, and assets that depend on each other do no harm.
///
/// J. Kopeliovich et al., *Reverse stress testing from historical data*, Risk (2014); the same point
/// is the "design point" of first-order reliability. Assumptions as [`super::shock`]; the normal
/// probability understates crises.
///
/// # Errors
/// When the loss is not positive, a series is none or named twice, factors move and nothing follows,
/// the portfolio is not exposed to what moves, or a series depends on the others (unless all assets
/// move).
pub fn reverse_stress(
    joint: &Joint,
    weights: &[f64],
    reverse: &Reverse<'_>,
) -> Result<ReverseStress, RiskError> {
    check_request(joint, weights, reverse)?;
    let series = moving(joint, reverse);
    let linear = Linear::new(joint, weights, reverse, &series)?;
    let h = reverse.horizon_days;
    let deviation = finite((linear.variance * h).sqrt())?;
    if !linear.moves(joint, &series) {
        return Err(RiskError::NoVariance);
    }
    let distance = finite((reverse.loss + linear.at_mean) / deviation)?;
    // Beyond the loss already at the mean: the nearest point is the mean itself.
    let scale = distance.max(0.0) * h / deviation;
    let shocks: Vec<f64> = series
        .iter()
        .zip(&linear.covariances)
        .map(|(&series, covariance)| joint.mean()[series] * h - covariance * scale)
        .collect();
    let shocks = all_finite(shocks)?;
    let returns = linear.returns(joint, reverse, &series, &shocks)?;
    let contributions = all_finite(weights.iter().zip(&returns).map(|(w, r)| w * r).collect())?;
    Ok(ReverseStress {
        portfolio: finite(contributions.iter().sum())?,
        mahalanobis: distance.max(0.0),
        probability: normal_cdf(-distance),
        series,
        shocks,
        returns,
        contributions,
    })
}

/// How the portfolio depends on what moves.
struct Linear {
    /// `Σ_ss e`.
    covariances: Vec<f64>,
    /// `e'Σ_ss e`, of one day.
    variance: f64,
    /// The return of the portfolio over the horizon at the mean, `c`.
    at_mean: f64,
    /// None where nothing follows or nothing is left that could.
    factorised: Option<super::factorised::Factorised>,
    exposures: Vec<f64>,
}

impl Linear {
    fn new(
        joint: &Joint,
        weights: &[f64],
        reverse: &Reverse<'_>,
        series: &[usize],
    ) -> Result<Self, RiskError> {
        let everything = series.len() == joint.assets() && reverse.factors.is_empty();
        let (factorised, exposures) = if everything || reverse.propagate == Propagate::None {
            (None, series.iter().map(|&asset| weights[asset]).collect())
        } else {
            let factorised = joint.factorised(series)?;
            let with_portfolio = joint.with_portfolio(weights);
            let own: Vec<f64> = series
                .iter()
                .map(|&series| with_portfolio[series])
                .collect();
            let exposures = all_finite(factorised.solve(&own))?;
            (Some(factorised), exposures)
        };
        let covariances: Vec<f64> = series
            .iter()
            .map(|&row| {
                let terms = series.iter().zip(&exposures);
                terms
                    .map(|(&column, e)| joint.covariance()[(row, column)] * e)
                    .sum()
            })
            .collect();
        let whole = reverse.propagate == Propagate::Conditional && factorised.is_some();
        let daily = if whole {
            joint.portfolio(weights)?.0
        } else {
            series
                .iter()
                .zip(&exposures)
                .map(|(&s, e)| joint.mean()[s] * e)
                .sum()
        };
        Ok(Self {
            variance: finite(dot(&covariances, &exposures))?.max(0.0),
            covariances: all_finite(covariances)?,
            at_mean: finite(daily * reverse.horizon_days)?,
            factorised,
            exposures,
        })
    }

    /// Whether the portfolio moves with the series by more than rounding.
    fn moves(&self, joint: &Joint, series: &[usize]) -> bool {
        /// Of the volatility that the exposures would have if nothing cancelled.
        const ROUNDING: f64 = 1e-12;
        let gross: f64 = series
            .iter()
            .zip(&self.exposures)
            .map(|(&s, e)| joint.covariance()[(s, s)].sqrt() * e.abs())
            .sum();
        self.variance.sqrt() > ROUNDING * gross
    }

    /// The return of every asset, given the shocks.
    fn returns(
        &self,
        joint: &Joint,
        reverse: &Reverse<'_>,
        series: &[usize],
        shocks: &[f64],
    ) -> Result<Vec<f64>, RiskError> {
        let mut returns = vec![0.0; joint.assets()];
        if let Some(factorised) = &self.factorised {
            let drift = match reverse.propagate {
                Propagate::Conditional => reverse.horizon_days,
                Propagate::Betas | Propagate::None => 0.0,
            };
            let surprise: Vec<f64> = series
                .iter()
                .zip(shocks)
                .map(|(&series, shock)| shock - joint.mean()[series] * drift)
                .collect();
            let solved = factorised.solve(&surprise);
            for (asset, r) in returns.iter_mut().enumerate() {
                let terms = series.iter().zip(&solved);
                let sum: f64 = terms
                    .map(|(&s, y)| joint.covariance()[(s, asset)] * y)
                    .sum();
                *r = joint.mean()[asset] * drift + sum;
            }
        }
        for (&series, &shock) in series.iter().zip(shocks) {
            if series < joint.assets() {
                returns[series] = shock;
            }
        }
        all_finite(returns)
    }
}

fn moving(joint: &Joint, reverse: &Reverse<'_>) -> Vec<usize> {
    if reverse.assets.is_empty() && reverse.factors.is_empty() {
        return (0..joint.assets()).collect();
    }
    let factors = reverse.factors.iter().map(|f| joint.assets() + f);
    let mut series: Vec<usize> = reverse.assets.iter().copied().chain(factors).collect();
    series.sort_unstable();
    series
}

fn check_request(joint: &Joint, weights: &[f64], reverse: &Reverse<'_>) -> Result<(), RiskError> {
    joint.check_weights(weights)?;
    check_horizon(reverse.horizon_days)?;
    check_loss(reverse.loss)?;
    if reverse.assets.iter().any(|&asset| asset >= joint.assets()) {
        return Err(RiskError::Argument {
            name: "assets",
            reason: "must be among the assets",
        });
    }
    if !reverse.factors.is_empty() && reverse.propagate == Propagate::None {
        return Err(RiskError::Argument {
            name: "propagation",
            reason: "must not be none where factors move",
        });
    }
    check(weights, 1)?;
    joint.check_series(&moving(joint, reverse))
}

pub(super) fn check_loss(loss: f64) -> Result<(), RiskError> {
    if loss.is_finite() && loss > 0.0 {
        Ok(())
    } else {
        Err(RiskError::Argument {
            name: "loss",
            reason: "must be above 0",
        })
    }
}
