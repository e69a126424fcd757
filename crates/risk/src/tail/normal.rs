use super::{Level, sample::mean_and_deviation};

/// Parametric normal value at risk.
///
/// `VaR = −(h x̄ + z √h s)` and `CVaR = −h x̄ + √h s φ(z) / (1 − c)` with `z = Φ⁻¹(1 − c)`, the mean
/// x̄ and the sample standard deviation `s` (ddof 1) of the daily returns, over `h` days.
///
/// Assumes that returns are normal, alike and independent, and that those of several days add up;
/// then the scaling by √h is exact. Real tails are fatter: at 99 % and beyond the numbers are too
/// small, which the back-test shows.
///
/// P. Jorion, *Value at Risk*, 3rd edition (2007), chapter 5; CVaR: R. T. Rockafellar and
/// S. Uryasev, *Optimization of conditional value-at-risk*, Journal of Risk 2 (2000). A constant
/// series has the deviation 0 and loses its mean. O(n).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Normal {
    pub(crate) mean: f64,
    pub(crate) deviation: f64,
}

impl Normal {
    /// Of at least two values.
    pub(crate) fn of(values: &[f64]) -> Self {
        let (mean, deviation) = mean_and_deviation(values);
        Self { mean, deviation }
    }

    pub(crate) fn var(&self, level: &Level, days: f64) -> f64 {
        -(days * self.mean + level.z * (days.sqrt() * self.deviation))
    }

    pub(crate) fn cvar(&self, level: &Level, days: f64) -> f64 {
        days.sqrt() * self.deviation * level.hazard - days * self.mean
    }
}
