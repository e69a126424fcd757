use super::matrix::finite;
use crate::RiskError;

/// A measure of risk divided among the assets.
///
/// A measure `f(w)` of degree one (twice the weights, twice the risk) is the sum of
/// `wᵢ ∂f/∂wᵢ` (Euler); that product is the part of asset `i`. Cash has none. D. Tasche, *Capital
/// allocation to business units and sub-portfolios: the Euler principle*, in *Pillar II in the New
/// Basel Accord* (2008).
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    /// The measure of the whole.
    pub total: f64,
    /// How fast the measure grows with the weight of each asset, taken from cash: `∂f/∂wᵢ`.
    pub marginal: Vec<f64>,
    /// `wᵢ ∂f/∂wᵢ`. They add up to the total, up to some roundings of the largest of them.
    pub component: Vec<f64>,
}

impl Parts {
    pub(super) fn new(total: f64, marginal: Vec<f64>, weights: &[f64]) -> Result<Self, RiskError> {
        let component: Vec<f64> = marginal.iter().zip(weights).map(|(m, w)| m * w).collect();
        finite(total)?;
        for value in marginal.iter().chain(&component) {
            finite(*value)?;
        }
        Ok(Self {
            total,
            marginal,
            component,
        })
    }

    /// The part of each asset in one unit of the total, which must not be zero.
    ///
    /// # Errors
    /// When the total is zero, or nothing but the rounding of parts that cancel.
    pub fn shares(&self) -> Result<Vec<f64>, RiskError> {
        /// Roundings of the largest part.
        const ROUNDING: f64 = 1e-13;
        let largest = self.component.iter().fold(0.0_f64, |a, c| a.max(c.abs()));
        if self.total.abs() <= ROUNDING * largest || self.total == 0.0 {
            return Err(RiskError::NoVariance);
        }
        self.component
            .iter()
            .map(|part| finite(part / self.total))
            .collect()
    }
}
