use super::{ewma::variances, monte_carlo};
use crate::{RiskError, random::Draws};

/// Filtered historical simulation: past returns, each divided by the volatility that was forecast
/// for its day, are what the standardised future is drawn from.
///
/// Residuals `z_s = r_s / σ_s` with the EWMA forecasts of [`variances`]; over one day
/// `VaR = −σ × quantile(z)` with tomorrow's forecast σ and the linear quantile at `1 − c`, CVaR
/// likewise with Rockafellar and Uryasev's tail. Over several days paths are simulated: a residual
/// is drawn with equal probability, times the volatility it is the day's return, which moves the
/// volatility on and compounds; see [`Path`].
///
/// J. Hull and A. White, *Incorporating volatility updating into the historical simulation method
/// for value-at-risk*, Journal of Risk 1 (1998); G. Barone-Adesi, K. Giannopoulos and L. Vosper,
/// *VaR without correlations for portfolios of derivative securities*, Journal of Futures Markets
/// 19 (1999). Assumes that standardised returns are alike and independent; no mean is taken out.
///
/// # Errors
/// When a volatility is 0 on a day whose residual is wanted.
pub(crate) fn residuals(values: &[f64], variances: &[f64]) -> Result<Vec<f64>, RiskError> {
    values
        .iter()
        .zip(variances)
        .map(|(r, variance)| {
            let residual = r / variance.sqrt();
            if residual.is_finite() {
                Ok(residual)
            } else {
                Err(RiskError::NoVariance)
            }
        })
        .collect()
}

/// The residuals of a whole series, and the volatility forecast for the day after it.
pub(crate) fn filtered(values: &[f64], decay: f64) -> Result<(Vec<f64>, f64), RiskError> {
    let forecasts = variances(values, decay, values.len());
    let residuals = residuals(values, &forecasts)?;
    Ok((residuals, forecasts[values.len()].sqrt()))
}

/// What a simulated path is made of.
pub(crate) struct Path {
    /// Of the past.
    pub(crate) residuals: Vec<f64>,
    /// The volatility forecast for the first day.
    pub(crate) tomorrow: f64,
    /// λ of the volatility.
    pub(crate) decay: f64,
    /// How many days it has.
    pub(crate) days: usize,
}

impl Path {
    /// The returns of so many paths, in one stream of the seed.
    ///
    /// # Errors
    /// With too few draws, or too many to end.
    pub(crate) fn simulated(&self, draws: usize, seed: u64) -> Result<Vec<f64>, RiskError> {
        monte_carlo::check(draws, self.days)?;
        let mut stream = Draws::new(seed, 0);
        Ok((0..draws).map(|_| self.compounded(&mut stream)).collect())
    }

    /// The return of one path. A day that would lose more than everything loses everything, and
    /// nothing comes after it.
    fn compounded(&self, draws: &mut Draws) -> f64 {
        let count = self.residuals.len();
        let (mut variance, mut wealth) = (self.tomorrow * self.tomorrow, 1.0);
        for _ in 0..self.days {
            let pick = (draws.unit() * count as f64) as usize;
            let r = variance.sqrt() * self.residuals[pick.min(count - 1)];
            wealth *= 1.0 + r.max(-1.0);
            if wealth <= 0.0 {
                break;
            }
            variance = self.decay * variance + (1.0 - self.decay) * r * r;
        }
        wealth - 1.0
    }
}
