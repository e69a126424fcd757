use super::matrix::dot;

/// The usual lag of Newey and West's standard errors: `⌊4 (T / 100)^(2/9)⌋`.
///
/// W. K. Newey and K. D. West, *Automatic lag selection in covariance matrix estimation*, Review of
/// Economic Studies 61 (1994).
pub fn newey_west_lag(observations: usize) -> usize {
    let lag = libm::floor(4.0 * libm::pow(observations as f64 / 100.0, 2.0 / 9.0)) as usize;
    lag.min(observations.saturating_sub(1))
}

/// The variance of a sum of a series that depends on its past, by Bartlett's weights:
/// `Γ₀ + 2 Σ_{l ≤ L} (1 − l / (L + 1)) Γₗ` with `Γₗ = Σ gₜ gₜ₋ₗ`, without a correction for few days.
/// Never negative.
///
/// W. K. Newey and K. D. West, *A simple, positive semi-definite, heteroskedasticity and
/// autocorrelation consistent covariance matrix*, Econometrica 55 (1987).
pub(super) fn long_run(series: &[f64], lag: usize) -> f64 {
    let mut sum = dot(series, series);
    for l in 1..=lag.min(series.len().saturating_sub(1)) {
        let weight = 1.0 - l as f64 / (lag + 1) as f64;
        sum += 2.0 * weight * dot(&series[l..], &series[..series.len() - l]);
    }
    sum.max(0.0)
}
