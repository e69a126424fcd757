use crate::{
    RiskError,
    error::{check, enough},
    performance::{Merge, mean},
};

/// The sums over a series of returns from which its moments and ratios follow, so that all of them
/// together cost two passes. Samples of adjoining stretches merge into the sample of both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// How many returns.
    pub(crate) count: usize,
    /// `x̄ = Σ xₜ / n`
    pub(crate) mean: f64,
    /// `Σ (xₜ − x̄)²`
    pub(crate) m2: f64,
    /// `Σ (xₜ − x̄)³`
    pub(crate) m3: f64,
    /// `Σ (xₜ − x̄)⁴`
    pub(crate) m4: f64,
    /// `Σ max(xₜ, 0)`
    pub(crate) gains: f64,
    /// `Σ max(−xₜ, 0)`
    pub(crate) losses: f64,
    /// `Σ min(xₜ, 0)²`
    pub(crate) squared_losses: f64,
    /// How many returns are above 0.
    pub(crate) wins: usize,
    /// The greatest return.
    pub(crate) highest: f64,
    /// The smallest return.
    pub(crate) lowest: f64,
}

impl Sample {
    /// The sums over a series: the mean first, then what is around it, because the formulas of one
    /// pass cancel.
    ///
    /// # Errors
    /// With no observation, or one that is not finite.
    pub fn new(returns: &[f64]) -> Result<Self, RiskError> {
        check(returns, 1)?;
        let mean = mean(returns);
        let mut sample = Self {
            count: returns.len(),
            mean,
            m2: 0.0,
            m3: 0.0,
            m4: 0.0,
            gains: 0.0,
            losses: 0.0,
            squared_losses: 0.0,
            wins: 0,
            highest: f64::NEG_INFINITY,
            lowest: f64::INFINITY,
        };
        for &x in returns {
            let (d, loss) = (x - mean, (-x).max(0.0));
            let d2 = d * d;
            sample.m2 += d2;
            sample.m3 += d2 * d;
            sample.m4 += d2 * d2;
            sample.gains += x.max(0.0);
            sample.losses += loss;
            sample.squared_losses += loss * loss;
            sample.wins += usize::from(x > 0.0);
            sample.highest = sample.highest.max(x);
            sample.lowest = sample.lowest.min(x);
        }
        Ok(sample)
    }

    /// How many returns there are.
    pub fn observations(&self) -> usize {
        self.count
    }

    pub(crate) fn n(&self) -> f64 {
        self.count as f64
    }

    pub(crate) fn needs(&self, needed: usize) -> Result<(), RiskError> {
        enough(self.count, needed)
    }

    /// A variance to divide by.
    pub(crate) fn must_vary(&self) -> Result<(), RiskError> {
        self.needs(2)?;
        let level = self.highest.abs().max(self.lowest.abs());
        if is_rounding(level, (self.m2 / self.n()).sqrt()) {
            Err(RiskError::NoVariance)
        } else {
            Ok(())
        }
    }
}

impl Merge for Sample {
    type Item = f64;

    fn of(x: f64) -> Self {
        let loss = (-x).max(0.0);
        Self {
            count: 1,
            mean: x,
            m2: 0.0,
            m3: 0.0,
            m4: 0.0,
            gains: x.max(0.0),
            losses: loss,
            squared_losses: loss * loss,
            wins: usize::from(x > 0.0),
            highest: x,
            lowest: x,
        }
    }

    /// P. Pébay, *Formulas for robust, one-pass parallel computation of covariances and
    /// arbitrary-order statistical moments*, Sandia report 2008-6212.
    fn merge(self, later: Self) -> Self {
        let (a, b) = (self.n(), later.n());
        let n = a + b;
        let d = later.mean - self.mean;
        let (share_a, share_b) = (a / n, b / n);
        let pair = d * d * share_a * b;
        Self {
            count: self.count + later.count,
            mean: self.mean + d * share_b,
            m2: self.m2 + later.m2 + pair,
            m3: self.m3
                + later.m3
                + pair * d * (share_a - share_b)
                + 3.0 * d * (share_a * later.m2 - share_b * self.m2),
            m4: self.m4
                + later.m4
                + pair * d * d * (share_a * share_a - share_a * share_b + share_b * share_b)
                + 6.0 * d * d * (share_a * share_a * later.m2 + share_b * share_b * self.m2)
                + 4.0 * d * (share_a * later.m3 - share_b * self.m3),
            gains: self.gains + later.gains,
            losses: self.losses + later.losses,
            squared_losses: self.squared_losses + later.squared_losses,
            wins: self.wins + later.wins,
            highest: self.highest.max(later.highest),
            lowest: self.lowest.min(later.lowest),
        }
    }
}

/// A result that is a number.
pub(crate) fn finite(value: f64) -> Result<f64, RiskError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(RiskError::Overflow)
    }
}

/// Whether a standard deviation is nothing but the rounding of a constant series.
pub(crate) fn is_constant(returns: &[f64], deviation: f64) -> bool {
    let level = returns.iter().fold(0.0_f64, |level, r| level.max(r.abs()));
    is_rounding(level, deviation)
}

/// Whether a standard deviation of values up to this level is nothing but rounding.
pub(crate) fn is_rounding(level: f64, deviation: f64) -> bool {
    /// A few dozen roundings of the level; real series vary by far more than that.
    const ROUNDING: f64 = 1e-14;
    deviation <= ROUNDING * level
}
