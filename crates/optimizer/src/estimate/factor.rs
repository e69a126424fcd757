//! Statistical factor model of the covariance.

use nalgebra::{DMatrix, DVector};

use super::correlation::{check_finite, descending, recomposed};
use super::sample::daily;
use super::{EstimateError, annual, check_returns, refuse};

/// A covariance of a few factors and independent rests.
#[derive(Debug)]
pub(super) struct Factored {
    /// The annual covariance.
    pub(super) covariance: DMatrix<f64>,
    /// The share of the total variance that the factors explain.
    pub(super) explained: f64,
}

/// `Σ_{i≤k} λ_i v_i v_i' + D` × 252: the first `k` principal components of the sample covariance
/// (ddof 1), and what they leave of each variance on the diagonal.
///
/// The variances are those of the sample, and `k = n` is the sample covariance. Positive
/// semidefinite; with `k < n` definite when the factors explain no asset completely. When `λ_k` and
/// `λ_{k+1}` are equal, which of the two is kept is an accident. O(T n² + n³).
///
/// Source: Connor and Korajczyk, *Performance measurement with the arbitrage pricing theory*,
/// Journal of Financial Economics 15 (1986).
pub(super) fn factor(returns: &DMatrix<f64>, factors: usize) -> Result<Factored, EstimateError> {
    let sample = checked_sample(returns, factors)?;
    let variances = sample.diagonal();
    let total = variances.sum();
    if total == 0.0 {
        return Ok(Factored {
            covariance: sample,
            explained: 1.0,
        });
    }
    let (values, vectors) = descending(sample / total);
    let kept: Vec<f64> = values[..factors]
        .iter()
        .map(|value| value.max(0.0))
        .collect();
    let mut covariance = recomposed(&kept, &vectors) * total;
    covariance.set_diagonal(&variances);
    Ok(Factored {
        covariance: annual(covariance),
        explained: kept.iter().sum::<f64>().min(1.0),
    })
}

/// The daily sample covariance, if that many factors can be taken from it.
fn checked_sample(returns: &DMatrix<f64>, factors: usize) -> Result<DMatrix<f64>, EstimateError> {
    check_returns(returns, 2)?;
    if factors == 0 {
        return refuse("covariance.factors", "is 0");
    }
    if factors > returns.ncols() {
        return refuse("covariance.factors", "is more than there are assets");
    }
    let sample = daily(returns);
    check_finite(&sample)?;
    Ok(sample)
}

/// The same as loadings of independent factors of variance 1, and what is left on the diagonal.
pub(super) struct Principal {
    pub(super) loadings: DMatrix<f64>,
    pub(super) specific: DVector<f64>,
}

/// [`factor`] in factor form, annual.
pub(super) fn principal(
    returns: &DMatrix<f64>,
    factors: usize,
) -> Result<Principal, EstimateError> {
    let sample = checked_sample(returns, factors)?;
    let n = sample.ncols();
    let sample = annual(sample);
    let variances = sample.diagonal();
    let total = variances.sum();
    if total == 0.0 {
        return Ok(Principal {
            loadings: DMatrix::zeros(n, factors),
            specific: variances,
        });
    }
    let (values, vectors) = descending(sample / total);
    let loadings = DMatrix::from_fn(n, factors, |asset, factor| {
        vectors[(asset, factor)] * (values[factor].max(0.0) * total).sqrt()
    });
    let specific = DVector::from_fn(n, |asset, _| {
        (variances[asset] - loadings.row(asset).norm_squared()).max(0.0)
    });
    Ok(Principal { loadings, specific })
}
