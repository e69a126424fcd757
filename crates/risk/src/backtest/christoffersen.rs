use super::{
    LikelihoodRatio,
    likelihood::{log_likelihood, of_own_frequency},
};
use crate::RiskError;

/// How often a calm day (0) and an exception (1) followed each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Transitions {
    /// Calm after calm.
    pub n00: usize,
    /// An exception after a calm day.
    pub n01: usize,
    /// A calm day after an exception.
    pub n10: usize,
    /// An exception after an exception.
    pub n11: usize,
}

impl Transitions {
    /// Between all neighbours of a series: one fewer than there are days.
    pub fn of(exceptions: &[bool]) -> Self {
        let mut found = Self::default();
        for pair in exceptions.windows(2) {
            *match pair {
                [false, false] => &mut found.n00,
                [false, true] => &mut found.n01,
                [true, false] => &mut found.n10,
                _ => &mut found.n11,
            } += 1;
        }
        found
    }
}

/// Christoffersen's independence: whether an exception is as likely after an exception as after a
/// calm day.
///
/// `LR = −2 ln [ (1−π)^(n00+n10) π^(n01+n11) ] + 2 ln [ (1−π₀)^n00 π₀^n01 (1−π₁)^n10 π₁^n11 ]` with
/// `π₀ = n01/(n00+n01)`, `π₁ = n11/(n10+n11)` and `π = (n01+n11)/n`, over all transitions; chi-square with one
/// degree of freedom.
///
/// Where nothing was seen, 0 ln 0 = 0: without any exception, or with one on the last day only,
/// both likelihoods are the same and LR is 0; without two exceptions in a row the likelihood
/// after an exception is 1, and LR is small but not 0 (it is not replaced by the first-order term, as some do).
///
/// P. F. Christoffersen, *Evaluating interval forecasts*, International Economic Review 39 (1998).
/// Failure: it sees neighbours only; exceptions that come every second day pass. With few
/// exceptions the chi-square distribution is a rough one (P. Christoffersen and D. Pelletier, 2004).
///
/// # Errors
/// Without a transition.
pub fn independence(seen: &Transitions) -> Result<LikelihoodRatio, RiskError> {
    let (calm, exceptions) = (seen.n00 + seen.n10, seen.n01 + seen.n11);
    let all = calm + exceptions;
    if all == 0 {
        return Err(RiskError::TooFew {
            needed: 2,
            found: 1,
        });
    }
    let together = of_own_frequency(exceptions, calm);
    let apart = by_state(seen.n01, seen.n00) + by_state(seen.n11, seen.n10);
    Ok(LikelihoodRatio::new(2.0 * (apart - together), 1))
}

/// A state that never occurred says nothing.
fn by_state(hits: usize, misses: usize) -> f64 {
    if hits + misses == 0 {
        log_likelihood(0, 0.0)
    } else {
        of_own_frequency(hits, misses)
    }
}
