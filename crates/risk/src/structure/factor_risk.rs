use super::{
    FactorModel,
    matrix::{dot, finite},
};
use crate::RiskError;

/// The variance of a series divided among factors and the rest.
#[derive(Debug, Clone, PartialEq)]
pub struct FactorRisk {
    /// The share of each factor, `βⱼ cov(fⱼ, y) / var(y)`; negative for one that hedges the others.
    pub factors: Vec<f64>,
    /// The share that no factor explains, `1 − R²`.
    pub specific: f64,
}

/// Shares of factors in the variance of a series; with the specific share they add up to one.
///
/// The residuals of least squares have no correlation with the factors, so
/// `var(y) = Σ βⱼ cov(fⱼ, y) + var(e)` exactly, with the same divisor everywhere. Correlated factors
/// share what they have in common in proportion to their exposures, which is a convention. R. C.
/// Grinold and R. N. Kahn, *Active portfolio management* (2000), chapter 3.
///
/// # Errors
/// As [`FactorModel::regress`].
pub fn factor_risk(model: &FactorModel, returns: &[f64]) -> Result<FactorRisk, RiskError> {
    let fit = model.fit(returns)?;
    let factors = (0..model.factors())
        .map(|j| {
            // cov(fⱼ, y), both of length one.
            let common = dot(&model.factor_along(j), &fit.along);
            finite(fit.coefficients[j] * common)
        })
        .collect::<Result<_, _>>()?;
    Ok(FactorRisk {
        factors,
        specific: fit.rest,
    })
}
