use super::LikelihoodRatio;

/// Conditional coverage: the right number of exceptions, and no clusters of them.
///
/// `LR = LR of Kupiec + LR of independence`, chi-square with two degrees of freedom. Kupiec's part
/// counts all days and the other one all transitions, one fewer: the sum is the usual one
/// (P. Jorion, *Value at Risk*, 3rd edition, 2007, section 6.2.4), while P. F. Christoffersen
/// (*Evaluating interval forecasts*, International Economic Review 39, 1998) leaves the first day out of both.
pub fn conditional_coverage(
    coverage: &LikelihoodRatio,
    independence: &LikelihoodRatio,
) -> LikelihoodRatio {
    LikelihoodRatio::new(coverage.lr + independence.lr, 2)
}
