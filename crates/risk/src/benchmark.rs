use crate::{
    RiskError,
    error::check,
    moments::{central, is_constant, mean},
};

/// Beta of a series to a benchmark on the same days: `cov(x, b) / var(b)`, the slope of the
/// least-squares line.
///
/// # Errors
/// When the lengths differ, with fewer than two observations, or a benchmark that does not vary.
pub fn beta(returns: &[f64], benchmark: &[f64]) -> Result<f64, RiskError> {
    if returns.len() != benchmark.len() {
        return Err(RiskError::Length {
            expected: returns.len(),
            found: benchmark.len(),
        });
    }
    check(returns, 2)?;
    check(benchmark, 2)?;
    let squares = central(benchmark, 2);
    if is_constant(benchmark, (squares / benchmark.len() as f64).sqrt()) {
        return Err(RiskError::NoVariance);
    }
    let (own, other) = (mean(returns), mean(benchmark));
    let products: f64 = returns
        .iter()
        .zip(benchmark)
        .map(|(x, b)| (x - own) * (b - other))
        .sum();
    Ok(products / squares)
}
