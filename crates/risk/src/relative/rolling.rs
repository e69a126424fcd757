use crate::{
    RiskError,
    performance::{check_window, slide},
    relative::Pair,
};

/// Reads `read` off the [`Pair`] of every `window` days in a row; as
/// [`rolling_samples`](crate::performance::rolling_samples).
///
/// # Errors
/// As there, or when the lengths differ.
pub fn rolling_pairs<T>(
    returns: &[f64],
    benchmark: &[f64],
    window: usize,
    read: impl FnMut(&Pair) -> T,
) -> Result<Vec<T>, RiskError> {
    if returns.len() != benchmark.len() {
        return Err(RiskError::Length {
            expected: returns.len(),
            found: benchmark.len(),
        });
    }
    check_window(returns, window)?;
    check_window(benchmark, window)?;
    let both = returns.iter().copied().zip(benchmark.iter().copied());
    Ok(slide(both, window, read))
}
