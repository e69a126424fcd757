/// Why a measure cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum RiskError {
    /// Fewer observations than the measure needs.
    #[error("needs at least {needed} observations, has {found}")]
    TooFew {
        /// As many as it needs.
        needed: usize,
        /// As many as there are.
        found: usize,
    },
    /// A return that is infinite or NaN.
    #[error("the return at position {position} is not finite")]
    NotFinite {
        /// Where it stands, counted from zero.
        position: usize,
    },
    /// A ratio to a dispersion that is zero.
    #[error("the returns do not vary")]
    NoVariance,
    /// A return that loses more than everything: wealth cannot be compounded.
    #[error("the return at position {position} loses more than everything")]
    Ruin {
        /// Where it stands, counted from zero.
        position: usize,
    },
    /// A result beyond the range of numbers, such as one wild day compounded over a year.
    #[error("the result is beyond the range of numbers")]
    Overflow,
    /// A confidence that is not between 0 and 1, both excluded.
    #[error("the confidence must lie between 0 and 1, is {0}")]
    Confidence(f64),
    /// Two things that belong together and have different lengths.
    #[error("expected {expected} values, found {found}")]
    Length {
        /// The length of the one.
        expected: usize,
        /// The length of the other.
        found: usize,
    },
}

/// At least `needed` observations, all finite.
pub(crate) fn check(returns: &[f64], needed: usize) -> Result<(), RiskError> {
    if let Some(position) = returns.iter().position(|r| !r.is_finite()) {
        Err(RiskError::NotFinite { position })
    } else if returns.len() < needed {
        Err(RiskError::TooFew {
            needed,
            found: returns.len(),
        })
    } else {
        Ok(())
    }
}
