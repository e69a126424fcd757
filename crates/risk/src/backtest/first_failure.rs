use super::{LikelihoodRatio, kupiec::check, likelihood::log_likelihood};
use crate::RiskError;

/// Kupiec's time until first failure: whether the first exception came too soon or too late.
///
/// `LR = −2 ln [ p (1−p)^(v−1) ] + 2 ln [ 1/v (1 − 1/v)^(v−1) ]` where the first exception is on the
/// tested day `v`, counted from one; chi-square with one degree of freedom.
///
/// P. H. Kupiec, *Techniques for verifying the accuracy of risk measurement models*, Journal of
/// Derivatives 3 (1995). Of very little power: a single day decides.
///
/// # Errors
/// When the day is 0, or a confidence is outside 0 to 1.
pub fn first_failure(day: usize, confidence: f64) -> Result<LikelihoodRatio, RiskError> {
    check(day, 1, confidence)?;
    let before = day - 1;
    let own = 1.0 / day as f64;
    let seen = libm::log(own) + log_likelihood(before, 1.0 - own);
    let promised = libm::log(1.0 - confidence) + log_likelihood(before, confidence);
    Ok(LikelihoodRatio::new(2.0 * (seen - promised), 1))
}
