use nalgebra::DMatrix;

use super::{
    bets::{Bets, check, in_units},
    spectrum::spectrum,
};
use crate::RiskError;

/// Effective number of bets on the principal components: with the eigenvectors `eₖ` and eigenvalues
/// `λₖ` of the covariance, the variance is the sum of `(eₖ'w)² λₖ`, and the shares of these terms in
/// it have the entropy whose exponential is the number. O(n³).
///
/// Not well defined where eigenvalues coincide (uncorrelated assets of equal variance): any basis of
/// their space will do and gives another number. Components mix all assets, so that portfolios that
/// look diverse often have one bet, the market: see [`torsion_bets`](super::torsion_bets). A. Meucci,
/// *Managing diversification*, Risk 22 (2009).
///
/// # Errors
/// When there is not one weight per asset, numbers are not finite, or the portfolio has no variance.
pub fn principal_bets(covariance: &DMatrix<f64>, weights: &[f64]) -> Result<Bets, RiskError> {
    check(covariance, weights)?;
    let largest = covariance.amax();
    if largest == 0.0 || weights.is_empty() {
        return Err(RiskError::NoVariance);
    }
    let pairs = spectrum(covariance / largest, &in_units(weights)?)?;
    let variances: Vec<f64> = pairs
        .iter()
        .map(|(value, along)| value.max(0.0) * along * along)
        .collect();
    Bets::of(&variances)
}
