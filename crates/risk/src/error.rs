/// Why a measure cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum RiskError {
    /// Fewer observations than the measure needs.
    #[error("not enough data, needs {needed} observations, has {found}")]
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
    /// A ratio to the dispersion of one of several series, which is zero.
    #[error("the returns of series {series} do not vary")]
    Constant {
        /// Which, counted from zero.
        series: usize,
    },
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
    /// An argument outside its range.
    #[error("{name} {reason}")]
    Argument {
        /// Which.
        name: &'static str,
        /// What it has to be, as a sentence that begins with its name: `must be above 0`.
        reason: &'static str,
    },
    /// A matrix that has to have an inverse and has none, such as a regression on factors that
    /// depend on each other.
    #[error("the {0} depend on each other")]
    Dependent(&'static str),
    /// A ratio to something of which there is none, such as losses.
    #[error("there is no {0}")]
    Nothing(&'static str),
    /// A likelihood without a greatest value: so many returns are the same that it grows for ever as a
    /// distribution closes in on them.
    #[error("too many of the returns are the same, so no distribution is the likeliest")]
    Degenerate,
    /// A search that did not end within its steps.
    #[error("no answer within {steps} steps")]
    NotConverged {
        /// How many it was given.
        steps: usize,
    },
}

/// At least `needed` observations.
pub(crate) fn enough(found: usize, needed: usize) -> Result<(), RiskError> {
    if found < needed {
        Err(RiskError::TooFew { needed, found })
    } else {
        Ok(())
    }
}

/// At least `needed` observations, all finite.
pub(crate) fn check(returns: &[f64], needed: usize) -> Result<(), RiskError> {
    if let Some(position) = returns.iter().position(|r| !r.is_finite()) {
        Err(RiskError::NotFinite { position })
    } else {
        enough(returns.len(), needed)
    }
}
