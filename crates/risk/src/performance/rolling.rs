use crate::{
    RiskError,
    error::check,
    performance::{Sample, Stretch, finite, stretch::check_ruin},
};

/// What of two adjoining stretches of days makes the same of both together.
pub(crate) trait Merge: Copy {
    /// What there is of one day.
    type Item;
    /// Of one day.
    fn of(item: Self::Item) -> Self;
    /// Of this stretch and the one after it.
    fn merge(self, later: Self) -> Self;
}

/// Reads `read` off the [`Sample`] of every `window` returns in a row, the first after `window`
/// days: `n − window + 1` values. O(1) a day, and nothing is ever subtracted from a sum, so that
/// nothing drifts.
///
/// ```
/// let returns = [0.01, -0.02, 0.03, 0.01];
/// let means = risk::performance::rolling_samples(&returns, 2, |sample| sample.mean_daily())?;
/// assert_eq!(means.len(), 3);
/// assert!((means[0].clone()? + 0.005).abs() < 1e-15);
/// # Ok::<(), risk::RiskError>(())
/// ```
///
/// # Errors
/// With fewer returns than the window, an empty window, or a return that is not finite.
pub fn rolling_samples<T>(
    returns: &[f64],
    window: usize,
    read: impl FnMut(&Sample) -> T,
) -> Result<Vec<T>, RiskError> {
    check_window(returns, window)?;
    Ok(slide(returns.iter().copied(), window, read))
}

/// Reads `read` off the [`Stretch`] of compounded wealth over every `window` returns in a row;
/// otherwise as [`rolling_samples`].
///
/// # Errors
/// As [`rolling_samples`], or when a return loses more than everything.
pub fn rolling_stretches<T>(
    returns: &[f64],
    window: usize,
    read: impl FnMut(&Stretch) -> T,
) -> Result<Vec<T>, RiskError> {
    check_window(returns, window)?;
    check_ruin(returns)?;
    Ok(slide(returns.iter().copied(), window, read))
}

/// [`var_historical`](crate::var_historical) of every `window` returns in a row. The window is kept
/// in order: O(log w) comparisons and one move of memory a day.
///
/// # Errors
/// As [`rolling_samples`], or with a confidence that is not inside 0 to 1.
pub fn rolling_var(returns: &[f64], window: usize, confidence: f64) -> Result<Vec<f64>, RiskError> {
    check_window(returns, window)?;
    // A bad confidence is refused as the function of one window does.
    crate::var_historical(&returns[..window], confidence)?;
    let position = (1.0 - confidence) * (window - 1) as f64;
    let below = position.floor() as usize;
    let fraction = position - below as f64;
    in_order(returns, window, |sorted| {
        let low = sorted[below];
        let high = sorted.get(below + 1).copied().unwrap_or(low);
        let quantile = if fraction > 0.0 {
            low + fraction * (high - low)
        } else {
            low
        };
        finite(-quantile)
    })
}

/// [`cvar_historical`](crate::cvar_historical) of every `window` returns in a row; the tail is
/// summed anew each day.
///
/// # Errors
/// As [`rolling_var`].
pub fn rolling_cvar(
    returns: &[f64],
    window: usize,
    confidence: f64,
) -> Result<Vec<f64>, RiskError> {
    /// `(1 − 0.95) · 100` is 5.000000000000004: what is so close to a whole number is one.
    const ROUNDING: f64 = 1e-9;
    check_window(returns, window)?;
    crate::var_historical(&returns[..window], confidence)?;
    let tail = (1.0 - confidence) * window as f64;
    let whole = ((tail + ROUNDING).floor() as usize).min(window - 1);
    let part = (tail - whole as f64).max(0.0);
    in_order(returns, window, |sorted| {
        let sum = sorted[..whole].iter().sum::<f64>() + part * sorted[whole];
        finite(-sum / tail.max(whole as f64))
    })
}

/// The window fits into a series of finite numbers.
pub(crate) fn check_window(returns: &[f64], window: usize) -> Result<(), RiskError> {
    if window == 0 {
        return Err(RiskError::Argument {
            name: "window",
            reason: "must be at least 1",
        });
    }
    check(returns, window)
}

/// Reads every window of the items: two stacks make a queue whose total is known without taking
/// anything back (`front` holds what merges to the end of the older half, `back` the younger one).
pub(crate) fn slide<A: Merge, T>(
    items: impl Iterator<Item = A::Item>,
    window: usize,
    mut read: impl FnMut(&A) -> T,
) -> Vec<T> {
    let mut front: Vec<A> = Vec::with_capacity(window);
    let mut back: Vec<A> = Vec::with_capacity(window);
    let mut younger: Option<A> = None;
    let mut out = Vec::new();
    for item in items {
        let item = A::of(item);
        younger = Some(younger.map_or(item, |sum| sum.merge(item)));
        back.push(item);
        if front.len() + back.len() < window {
            continue;
        }
        let total = match (front.last(), younger) {
            (Some(&older), Some(younger)) => older.merge(younger),
            (Some(&only), None) | (None, Some(only)) => only,
            (None, None) => continue,
        };
        out.push(read(&total));
        if front.is_empty() {
            let mut sum: Option<A> = None;
            while let Some(item) = back.pop() {
                let merged = sum.map_or(item, |later| item.merge(later));
                sum = Some(merged);
                front.push(merged);
            }
            younger = None;
        }
        front.pop();
    }
    out
}

/// Reads every window, sorted ascending.
fn in_order(
    returns: &[f64],
    window: usize,
    read: impl Fn(&[f64]) -> Result<f64, RiskError>,
) -> Result<Vec<f64>, RiskError> {
    let place = |sorted: &[f64], x: f64| sorted.partition_point(|y| y.total_cmp(&x).is_lt());
    let mut sorted = returns[..window].to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let mut out = Vec::with_capacity(returns.len() - window + 1);
    out.push(read(&sorted)?);
    for (&gone, &come) in returns.iter().zip(&returns[window..]) {
        let (from, to) = (place(&sorted, gone), place(&sorted, come));
        // One value leaves and one comes: only what lies between them moves.
        if from < to {
            sorted.copy_within(from + 1..to, from);
            sorted[to - 1] = come;
        } else {
            sorted.copy_within(to..from, to + 1);
            sorted[to] = come;
        }
        out.push(read(&sorted)?);
    }
    Ok(out)
}
