//! The moments of the whole, and those that each asset has in common with it.

use super::matrix::{Held, centred, dot, finite, mean};
use crate::{
    RiskError,
    performance::{is_constant, volatility_daily},
};

/// Of these every measure made of moments is divided, at any confidence. O(Tn).
pub(super) struct CoMoments<'a> {
    pub(super) weights: &'a [f64],
    /// The mean of the whole.
    pub(super) mean: f64,
    /// Its volatility (ddof 1).
    pub(super) sigma: f64,
    /// Its skewness (ddof 0).
    pub(super) skewness: f64,
    /// Its excess kurtosis (ddof 0).
    pub(super) kurtosis: f64,
    pub(super) assets: Vec<CoMoment>,
}

/// Of one asset.
pub(super) struct CoMoment {
    /// Its mean.
    pub(super) mean: f64,
    /// `mean uᵏ (rᵢ − μᵢ) / s` for k = 1, 2, 3, with the deviation `s` (ddof 0) of the whole and
    /// `u = (x − μ) / s`: no power leaves the range of numbers.
    pub(super) common: [f64; 3],
}

impl<'a> CoMoments<'a> {
    /// # Errors
    /// With fewer than two days, or a whole that does not vary, or too little for its square.
    pub(super) fn of(held: &Held<'a>) -> Result<Self, RiskError> {
        let sigma = volatility(&held.whole)?.ok_or(RiskError::NoVariance)?;
        let n = held.whole.len() as f64;
        let deviation = sigma * ((n - 1.0) / n).sqrt();
        let unit: Vec<f64> = centred(&held.whole).iter().map(|x| x / deviation).collect();
        let square: Vec<f64> = unit.iter().map(|u| u * u).collect();
        let cube: Vec<f64> = unit.iter().zip(&square).map(|(u, s)| u * s).collect();
        let assets = held
            .columns()
            .map(|column| {
                let own = centred(column);
                let common = [&unit, &square, &cube].map(|u| dot(u, &own) / n / deviation);
                CoMoment {
                    mean: mean(column),
                    common,
                }
            })
            .collect();
        Ok(Self {
            weights: held.weights,
            mean: mean(&held.whole),
            sigma,
            skewness: finite(dot(&square, &unit) / n)?,
            kurtosis: finite(dot(&cube, &unit) / n - 3.0)?,
            assets,
        })
    }
}

/// None where there is none, or too little for its square to be a number with all its digits.
pub(super) fn volatility(returns: &[f64]) -> Result<Option<f64>, RiskError> {
    const LEAST: f64 = 1e-150;
    let sigma = finite(volatility_daily(returns)?)?;
    Ok((sigma >= LEAST && !is_constant(returns, sigma)).then_some(sigma))
}
