//! Random-matrix denoising of the covariance.

use nalgebra::DMatrix;

use super::correlation::{Correlation, descending, recomposed, unit_diagonal};
use super::sample::daily;
use super::{EstimateError, annual, check_returns};

/// A covariance whose noise has one eigenvalue.
#[derive(Debug)]
pub(super) struct Denoised {
    /// The annual covariance.
    pub(super) covariance: DMatrix<f64>,
    /// How many eigenvalues of the correlation stand out of the noise.
    pub(super) signals: usize,
    /// How many do not.
    pub(super) noise: usize,
    /// The largest eigenvalue that noise alone would have.
    pub(super) edge: f64,
}

/// The sample covariance (ddof 1) × 252, with the eigenvalues of its correlation up to the edge of
/// noise replaced by their mean, and rescaled to the sample's variances.
///
/// Noise is what the eigenvalues of `n` independent assets of unit variance over `T` days do: by
/// Marchenko and Pastur, they stay below `λ₊ = (1 + √(n ÷ T))²`. Positive definite unless some
/// assets are the same and nothing else is noise. An asset that never moves has no correlation: it
/// is left out of `n`, and its covariances are 0. O(T n² + n³).
///
/// Source: Laloux, Cizeau, Bouchaud and Potters, *Noise dressing of financial correlation
/// matrices*, Physical Review Letters 83 (1999); the constant eigenvalue as in López de Prado,
/// *Machine Learning for Asset Managers* (2020), 2.5. skfolio and Riskfolio-Lib lower `λ₊` by the
/// share of variance that fits a kernel density of bandwidth 0.01 best. That depends on the
/// bandwidth and on where the search starts, so it is not done here; where the number of signals
/// comes out the same, the estimates are the same.
pub(super) fn denoised(returns: &DMatrix<f64>) -> Result<Denoised, EstimateError> {
    check_returns(returns, 2)?;
    let correlation = Correlation::of(&daily(returns))?;
    let varying = correlation.matrix.nrows();
    let edge = (1.0 + (varying as f64 / returns.nrows() as f64).sqrt()).powi(2);

    let (values, vectors) = descending(correlation.matrix.clone());
    let signals = values.iter().take_while(|&&value| value > edge).count();
    // The eigenvalues sum to `varying`, and not all of them exceed an edge above 1.
    let noise = values[signals..].iter().sum::<f64>().max(0.0) / (varying - signals).max(1) as f64;
    let above: Vec<f64> = values[..signals]
        .iter()
        .map(|value| value - noise)
        .collect();
    let mut matrix = recomposed(&above, &vectors);
    for index in 0..varying {
        matrix[(index, index)] += noise;
    }
    unit_diagonal(&mut matrix);
    Ok(Denoised {
        covariance: annual(correlation.with(&matrix)),
        signals,
        noise: varying - signals,
        edge,
    })
}
