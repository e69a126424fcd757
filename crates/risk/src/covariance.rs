//! Means and sample covariance of series of one length: what the structure, the stress tests and
//! the simulation are all made of.

mod gram;

use nalgebra::DMatrix;

use crate::{
    RiskError,
    error::check,
    performance::{finite, is_constant, mean},
};
pub(crate) use gram::gram;

/// The means, and `Σ (xₜᵢ − x̄ᵢ)(xₜⱼ − x̄ⱼ) / (T − 1)`, in two passes, exactly symmetric and to the
/// last bit the same on every machine. O(T n²).
///
/// A series whose deviations are nothing but the rounding of a constant has variance 0.
///
/// # Errors
/// When the lengths differ, with fewer than two days, a number that is not finite, or numbers too
/// large to be squared.
pub(crate) fn mean_and_covariance(
    series: &[&[f64]],
) -> Result<(Vec<f64>, DMatrix<f64>), RiskError> {
    let days = series.first().map_or(0, |series| series.len());
    if let Some(other) = series.iter().find(|series| series.len() != days) {
        return Err(RiskError::Length {
            expected: days,
            found: other.len(),
        });
    }
    for series in series {
        check(series, 2)?;
    }
    let means: Vec<f64> = series.iter().map(|series| mean(series)).collect();
    let pairs = series.iter().zip(&means);
    let centred: Vec<Vec<f64>> = pairs.map(|(series, &mean)| centred(series, mean)).collect();
    let columns: Vec<&[f64]> = centred.iter().map(Vec::as_slice).collect();
    let mut covariance = gram(&columns);
    for &mean in &means {
        finite(mean)?;
    }
    for value in &mut covariance {
        *value = finite(*value / (days - 1) as f64)?;
    }
    Ok((means, covariance))
}

/// From the mean; nothing at all where they are only the rounding of a constant.
fn centred(series: &[f64], mean: f64) -> Vec<f64> {
    let mut centred: Vec<f64> = series.iter().map(|value| value - mean).collect();
    // A value that is far from the mean is enough, and mostly among the first.
    let far = 1e-10 * mean.abs();
    if centred.iter().any(|d| d.abs() > far) {
        return centred;
    }
    let squares: f64 = centred.iter().map(|d| d * d).sum();
    if is_constant(series, (squares / series.len() as f64).sqrt()) {
        centred.fill(0.0);
    }
    centred
}

#[cfg(test)]
mod tests {
    use super::*;

    /// numpy: `np.cov([[.01, -.02, .03], [0, .01, .05]])`.
    #[test]
    fn two_series() {
        let (mean, found) =
            mean_and_covariance(&[&[0.01, -0.02, 0.03], &[0.0, 0.01, 0.05]]).expect("sound");
        assert!((mean[0] - 0.02 / 3.0).abs() < 1e-16 && (mean[1] - 0.02).abs() < 1e-16);
        assert!((found[(0, 0)] - 19.0 / 3.0 * 1e-4).abs() < 1e-17);
        assert!((found[(1, 0)] - 4.5e-4).abs() < 1e-17);
        assert_eq!(found[(0, 1)], found[(1, 0)]);
    }

    /// 0.1 has no exact mean of three: the rounding is no variance.
    #[test]
    fn a_constant_has_no_variance() {
        let (_, found) =
            mean_and_covariance(&[&[0.1, 0.1, 0.1], &[0.0, 0.01, 0.05]]).expect("sound");
        assert_eq!((found[(0, 0)], found[(0, 1)]), (0.0, 0.0));
        assert!(found[(1, 1)] > 0.0);
    }

    #[test]
    fn what_is_no_sample() {
        let wrong = |series: &[&[f64]]| mean_and_covariance(series).expect_err("no sample");
        let (needed, found) = (2, 1);
        assert_eq!(wrong(&[&[0.1]]), RiskError::TooFew { needed, found });
        let (expected, found) = (2, 3);
        assert_eq!(
            wrong(&[&[0.1, 0.2], &[0.1, 0.2, 0.3]]),
            RiskError::Length { expected, found }
        );
        assert_eq!(
            wrong(&[&[0.1, f64::NAN]]),
            RiskError::NotFinite { position: 1 }
        );
        assert_eq!(wrong(&[&[1e300, -1e300]]), RiskError::Overflow);
        assert_eq!(wrong(&[&[f64::MAX, f64::MAX]]), RiskError::Overflow);
    }
}
