use crate::{
    RiskError,
    distribution::{normal_density, normal_quantile},
};

/// A confidence, and what every normal model needs of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Level {
    /// Such as 0.95.
    pub(crate) confidence: f64,
    /// `1 − confidence`.
    pub(crate) tail: f64,
    /// `Φ⁻¹(1 − confidence)`: negative above one half.
    pub(crate) z: f64,
    /// `φ(z) / (1 − confidence)`: minus the mean of a standard normal below `z`.
    pub(crate) hazard: f64,
}

impl Level {
    /// # Errors
    /// With a confidence that is not inside 0 to 1, or so near to 0 that its quantile is beyond the
    /// range of numbers.
    pub(crate) fn new(confidence: f64) -> Result<Self, RiskError> {
        if !(confidence > 0.0 && confidence < 1.0) {
            return Err(RiskError::Confidence(confidence));
        }
        let tail = 1.0 - confidence;
        // The smaller of the two probabilities is the exact one.
        let z = if confidence < 0.5 {
            -normal_quantile(confidence)
        } else {
            normal_quantile(tail)
        };
        if !z.is_finite() {
            return Err(RiskError::Confidence(confidence));
        }
        Ok(Self {
            confidence,
            tail,
            z,
            hazard: normal_density(z) / tail,
        })
    }
}
