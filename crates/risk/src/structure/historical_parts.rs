use nalgebra::DMatrix;

use super::{
    Parts,
    matrix::Held,
    tail_rows::{quantile_rows, tail_rows},
};
use crate::{RiskError, cvar_historical, var_historical};

/// Historical value at risk of one day divided among the assets.
///
/// The linear quantile mixes two days of the past; the part of an asset is what it lost on these
/// days in the same mixture, `−wᵢ Σ gₜ rₜᵢ`. Days with equal returns of the whole share their
/// weight. O(Tn).
///
/// This is the exact derivative of the estimate, and as noisy as two days are: for decisions take
/// [`cvar_historical_parts`]. J. W. Epperlein and A. Smillie, *Cracking VaR with kernels*, Risk 19
/// (2006).
///
/// # Errors
/// With no day, numbers that are not finite, not one weight per asset, or a confidence that is not
/// inside 0 to 1.
pub fn var_historical_parts(
    returns: &DMatrix<f64>,
    weights: &[f64],
    confidence: f64,
) -> Result<Parts, RiskError> {
    Held::new(returns, weights, 1)?.var_historical(confidence)
}

/// Historical conditional value at risk of one day divided among the assets: the mean loss of each
/// on the days of the tail, the last of which counts with a fraction, `−wᵢ Σ gₜ rₜᵢ`. Days with
/// equal returns of the whole share their weight. O(Tn).
///
/// D. Tasche, *Risk contributions and performance measurement* (1999): the derivative of the
/// expected shortfall is the expected loss of the asset in the tail.
///
/// # Errors
/// As [`var_historical_parts`].
pub fn cvar_historical_parts(
    returns: &DMatrix<f64>,
    weights: &[f64],
    confidence: f64,
) -> Result<Parts, RiskError> {
    Held::new(returns, weights, 1)?.cvar_historical(confidence)
}

impl Held<'_> {
    pub(super) fn var_historical(&self, confidence: f64) -> Result<Parts, RiskError> {
        let rows = quantile_rows(&self.whole, confidence)?;
        self.mixed(&rows, var_historical(&self.whole, confidence)?)
    }

    pub(super) fn cvar_historical(&self, confidence: f64) -> Result<Parts, RiskError> {
        let rows = tail_rows(&self.whole, confidence)?;
        self.mixed(&rows, cvar_historical(&self.whole, confidence)?)
    }

    fn mixed(&self, rows: &[(usize, f64)], total: f64) -> Result<Parts, RiskError> {
        let marginal = self
            .columns()
            .map(|column| -rows.iter().map(|&(t, g)| g * column[t]).sum::<f64>())
            .collect();
        Parts::new(total, marginal, self.weights)
    }
}
