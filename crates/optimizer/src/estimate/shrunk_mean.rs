//! Means that are pulled towards one number.

use domain::PERIODS_PER_YEAR;
use nalgebra::{DMatrix, DVector};

use super::correlation::Correlation;
use super::{Diagnostic, EstimateError};

/// What the means are pulled towards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MeanTarget {
    /// The mean of the sample means.
    #[default]
    GrandMean,
    /// The sample mean of the portfolio with the smallest variance, `1'Σ⁻¹r̄ ÷ 1'Σ⁻¹1`.
    MinimumVariance,
}

/// `(1 − φ) r̄ + φ b`, annual, with `φ = (tr Σ − 2 λ₁) ÷ (T ‖r̄ − b‖²)` cut to [0, 1].
///
/// `r̄` is the sample mean, `Σ` the covariance that is estimated beside it, with the largest
/// eigenvalue `λ₁`. All are annual here, and `T` in years, which is the same. Without the cut, as in
/// skfolio and Riskfolio-Lib, a noisy sample is pulled beyond the target, and a sample with one
/// strong factor away from it. O(n³).
///
/// Source: Jorion, *Bayes-Stein estimation for portfolio analysis*, Journal of Financial and
/// Quantitative Analysis 21 (1986); the form for any covariance in Meucci, *Risk and Asset
/// Allocation* (2005), 4.4.
pub(super) fn james_stein(
    sample: &DVector<f64>,
    covariance: &DMatrix<f64>,
    days: usize,
    target: MeanTarget,
) -> Result<(DVector<f64>, Diagnostic), EstimateError> {
    let Some(target) = towards(target, sample, covariance)? else {
        return Ok((sample.clone(), Diagnostic::MeanNotShrunk));
    };
    let years = days as f64 / PERIODS_PER_YEAR;
    let distance = sample.add_scalar(-target).norm_squared();
    let total = covariance.trace();
    let noise = if total > 0.0 {
        total * (1.0 - 2.0 * (covariance / total).symmetric_eigenvalues().max())
    } else {
        0.0
    };
    Ok(shrunk(sample, target, noise, years * distance))
}

/// `(1 − φ) r̄ + φ b`, annual, with `φ = (n + 2) ÷ (n + 2 + T (r̄ − b)'Σ⁻¹(r̄ − b))`.
///
/// The letters are those of James–Stein. Jorion takes the portfolio with the smallest variance as
/// the target, and `Σ (T − 1) ÷ (T − n − 2)` for the covariance; skfolio and Riskfolio-Lib take the
/// grand mean unless asked and, as is done here, `Σ` as it is. Where `Σ` is singular beyond
/// rounding, the means are not shrunk, and the diagnostic says so: a shrunk covariance helps.
/// O(n³).
///
/// Source: Jorion (1986), equation 17.
pub(super) fn bayes_stein(
    sample: &DVector<f64>,
    covariance: &DMatrix<f64>,
    days: usize,
    target: MeanTarget,
) -> Result<(DVector<f64>, Diagnostic), EstimateError> {
    let target = towards(target, sample, covariance)?;
    let correlation = Correlation::of(covariance)?;
    let (Some(target), Some(factor)) = (target, correlation.definite()) else {
        return Ok((sample.clone(), Diagnostic::MeanNotShrunk));
    };
    let years = days as f64 / PERIODS_PER_YEAR;
    let excess = sample
        .add_scalar(-target)
        .component_div(&correlation.deviations);
    let distance = years * excess.dot(&factor.solve(&excess));
    let prior = sample.len() as f64 + 2.0;
    Ok(shrunk(sample, target, prior, prior + distance))
}

/// The target; none when it needs an inverse that does not exist.
fn towards(
    target: MeanTarget,
    sample: &DVector<f64>,
    covariance: &DMatrix<f64>,
) -> Result<Option<f64>, EstimateError> {
    match target {
        MeanTarget::GrandMean => Ok(Some(sample.mean())),
        MeanTarget::MinimumVariance => {
            let correlation = Correlation::of(covariance)?;
            Ok(correlation.definite().map(|factor| {
                // Σ⁻¹1 is proportional to the weights.
                let ones = correlation.deviations.map(|deviation| 1.0 / deviation);
                let weights = factor.solve(&ones).component_mul(&ones);
                weights.dot(sample) / weights.sum()
            }))
        }
    }
}

fn shrunk(
    sample: &DVector<f64>,
    target: f64,
    noise: f64,
    distance: f64,
) -> (DVector<f64>, Diagnostic) {
    let intensity = if distance > 0.0 {
        (noise / distance).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let mean = sample.map(|mean| (1.0 - intensity) * mean + intensity * target);
    (mean, Diagnostic::MeanShrunk { intensity, target })
}
