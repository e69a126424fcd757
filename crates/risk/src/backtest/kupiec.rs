use super::{
    LikelihoodRatio,
    likelihood::{log_likelihood, of_own_frequency},
};
use crate::RiskError;

/// Kupiec's proportion of failures: whether exceptions are as frequent as the confidence says.
///
/// `LR = −2 ln [ (1−p)^(n−x) pˣ ] + 2 ln [ (1−x/n)^(n−x) (x/n)ˣ ]` with `p = 1 − confidence`, `x` exceptions
/// in `n` days; chi-square with one degree of freedom. With no exception, or nothing but
/// exceptions, 0 ln 0 = 0: the second likelihood is 1.
///
/// P. H. Kupiec, *Techniques for verifying the accuracy of risk measurement models*, Journal of
/// Derivatives 3 (1995). Assumes that exceptions are independent, which [`independence`](super::independence)
/// tests. Of little power in a year: at 99 % and 250 days everything from one exception to six
/// passes. The chi-square distribution holds for many expected exceptions.
///
/// # Errors
/// Without a tested day, with more exceptions than days, or a confidence outside 0 to 1.
pub fn kupiec(
    tested: usize,
    exceptions: usize,
    confidence: f64,
) -> Result<LikelihoodRatio, RiskError> {
    check(tested, exceptions, confidence)?;
    let calm = tested - exceptions;
    let promised = log_likelihood(calm, confidence) + log_likelihood(exceptions, 1.0 - confidence);
    let seen = of_own_frequency(exceptions, calm);
    Ok(LikelihoodRatio::new(2.0 * (seen - promised), 1))
}

pub(crate) fn check(tested: usize, exceptions: usize, confidence: f64) -> Result<(), RiskError> {
    if !(confidence > 0.0 && confidence < 1.0) {
        Err(RiskError::Confidence(confidence))
    } else if tested == 0 {
        Err(RiskError::TooFew {
            needed: 1,
            found: 0,
        })
    } else if exceptions > tested {
        Err(RiskError::Argument {
            name: "exceptions",
            reason: "must not be more than there are days",
        })
    } else {
        Ok(())
    }
}
