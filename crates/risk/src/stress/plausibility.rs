//! How far from normal a shock is.

use super::{Joint, Shock, all_finite, dot, finite, shock::Moved};
use crate::{RiskError, distribution::chi_square_survival};

/// How far from normal a shock is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plausibility {
    /// The Mahalanobis distance, `√((x − μ_s h)' (Σ_ss h)⁻¹ (x − μ_s h))`: for one shocked series how
    /// many of its standard deviations the shock is away from its mean.
    pub mahalanobis: f64,
    /// How many series are shocked.
    pub series: usize,
    /// The probability that returns that are jointly normal lie as far out or farther, in whatever
    /// direction: the square of the distance is chi-square with as many degrees of freedom as there
    /// are shocked series.
    pub probability: f64,
}

/// How far from normal a shock is, by the distance of the shocked series alone: what follows by its
/// expectation adds nothing to it.
///
/// P. C. Mahalanobis, *On the generalised distance in statistics* (1936); T. Breuer et al., *How to
/// find plausible, severe, and useful stress scenarios*, International Journal of Central Banking 5
/// (2009). Returns have fatter tails than the normal ones that the probability speaks of: read it as
/// an order. Fails where a shocked series depends on the others (the distance of what cannot happen
/// is infinite).
///
/// # Errors
/// As [`super::shock`].
pub fn plausibility(joint: &Joint, shock: &Shock<'_>) -> Result<Plausibility, RiskError> {
    let moved = Moved::new(joint, shock)?;
    let factorised = joint.factorised(&moved.series)?;
    let surprise = moved.surprise(joint, shock.horizon_days);
    let white = all_finite(factorised.whiten(&surprise))?;
    let distance = finite((dot(&white, &white) / shock.horizon_days).sqrt())?;
    Ok(Plausibility {
        mahalanobis: distance,
        series: moved.series.len(),
        probability: chi_square_survival(distance * distance, moved.series.len() as u32),
    })
}
