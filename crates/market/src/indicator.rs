//! What chartists draw beside prices: pure functions of one series of values.
//!
//! Each answers one value per value, `None` until there are enough of them. Seeds are those of
//! TA-Lib: an exponential mean begins with a plain mean, Wilder's with the mean of its first
//! changes. `O(n)` each, but Bollinger's bands, which are `O(n w)` so that no digit is lost.
//!
//! Values are expected to be finite; after one that is not, nothing is known.

/// The mean of the last `window` values. Nothing at all for a window of none.
pub fn moving_mean(values: &[f64], window: usize) -> Vec<Option<f64>> {
    over(values, window, |last| {
        last.iter().sum::<f64>() / last.len() as f64
    })
}

/// A channel around a moving mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Channel {
    /// So many deviations below the mean.
    pub lower: f64,
    /// The mean.
    pub mean: f64,
    /// So many deviations above it.
    pub upper: f64,
}

/// Bollinger's bands: the mean of the last `window` values, and `width` of their standard
/// deviations (of a population, divided by `window`) to either side.
pub fn bollinger(values: &[f64], window: usize, width: f64) -> Vec<Option<Channel>> {
    over(values, window, |last| {
        let count = last.len() as f64;
        let mean = last.iter().sum::<f64>() / count;
        let squares: f64 = last.iter().map(|value| (value - mean).powi(2)).sum();
        let half = width * (squares / count).sqrt();
        Channel {
            lower: mean - half,
            mean,
            upper: mean + half,
        }
    })
}

/// Wilder's relative strength index over `window` changes: 100 × mean gain ÷ (mean gain + mean
/// loss), 0 where nothing has moved, as TA-Lib has it.
pub fn relative_strength(values: &[f64], window: usize) -> Vec<Option<f64>> {
    let mut index = vec![None; values.len()];
    if window == 0 || values.len() <= window {
        return index;
    }
    let count = window as f64;
    let change = |at: usize| values[at] - values[at - 1];
    let (mut gain, mut loss) = (0.0, 0.0);
    for (at, told) in index.iter_mut().enumerate().skip(1) {
        let (up, down) = (change(at).max(0.0), (-change(at)).max(0.0));
        if at <= window {
            gain += up / count;
            loss += down / count;
        } else {
            gain = (gain * (count - 1.0) + up) / count;
            loss = (loss * (count - 1.0) + down) / count;
        }
        if at >= window {
            let moved = gain + loss;
            *told = Some(if moved > 0.0 {
                100.0 * gain / moved
            } else {
                0.0
            });
        }
    }
    index
}

/// A fast exponential mean less a slow one, and a mean of that.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Divergence {
    /// Fast less slow.
    pub line: f64,
    /// Its exponential mean.
    pub signal: f64,
}

impl Divergence {
    /// Line less signal.
    pub fn difference(&self) -> f64 {
        self.line - self.signal
    }
}

/// Moving average convergence and divergence. Both means begin on the day on which the slow one
/// can, and nothing is told before the signal.
pub fn divergence(
    values: &[f64],
    fast: usize,
    slow: usize,
    signal: usize,
) -> Vec<Option<Divergence>> {
    let mut found = vec![None; values.len()];
    if fast == 0 || slow < fast || signal == 0 || values.len() < slow {
        return found;
    }
    // The fast mean is seeded so late that both begin together.
    let late = &values[slow - fast..];
    let lines: Vec<f64> = exponential_mean(late, fast)
        .zip(exponential_mean(values, slow))
        .map(|(fast, slow)| fast - slow)
        .collect();
    let first = slow - 1 + signal - 1;
    let signals = exponential_mean(&lines, signal);
    for (at, (line, signal)) in lines.iter().skip(signal - 1).zip(signals).enumerate() {
        found[first + at] = Some(Divergence {
            line: *line,
            signal,
        });
    }
    found
}

/// From the first value that has one: the plain mean of the first `window` values, then each value
/// counting `2 ÷ (window + 1)`.
fn exponential_mean(values: &[f64], window: usize) -> impl Iterator<Item = f64> + '_ {
    let share = 2.0 / (window as f64 + 1.0);
    let head = values.get(..window);
    let seed = head.map(|head| head.iter().sum::<f64>() / window as f64);
    let rest = values.get(window..).unwrap_or_default();
    seed.into_iter().chain(
        rest.iter()
            .scan(seed.unwrap_or_default(), move |mean, value| {
                *mean += share * (value - *mean);
                Some(*mean)
            }),
    )
}

fn over<T>(values: &[f64], window: usize, make: impl Fn(&[f64]) -> T) -> Vec<Option<T>> {
    if window == 0 {
        return values.iter().map(|_| None).collect();
    }
    let missing = values.len().min(window - 1);
    let none = (0..missing).map(|_| None);
    none.chain(values.windows(window).map(|last| Some(make(last))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_few_values_say_nothing() {
        for count in 0..3 {
            let values = vec![1.0; count];
            assert_eq!(moving_mean(&values, 3), vec![None; count]);
            assert_eq!(bollinger(&values, 3, 2.0), vec![None; count]);
            assert_eq!(relative_strength(&values, 3), vec![None; count]);
            assert_eq!(divergence(&values, 2, 3, 2), vec![None; count]);
        }
        assert_eq!(moving_mean(&[1.0], 0), [None]);
        assert_eq!(relative_strength(&[1.0, 2.0], 0), [None, None]);
    }

    #[test]
    fn small_ones_by_hand() {
        assert_eq!(
            moving_mean(&[1.0, 2.0, 6.0], 2),
            [None, Some(1.5), Some(4.0)]
        );
        let channel = bollinger(&[1.0, 3.0], 2, 2.0)[1].expect("two values");
        assert_eq!(
            (channel.lower, channel.mean, channel.upper),
            (0.0, 2.0, 4.0)
        );
        // Up 1, down 1: half. Then up 2: (½ + 2) ÷ 2 = 1¼ of 1½.
        assert_eq!(
            relative_strength(&[1.0, 2.0, 1.0, 3.0], 2),
            [None, None, Some(50.0), Some(100.0 * 1.25 / 1.5)]
        );
        assert_eq!(relative_strength(&[2.0; 4], 2)[3], Some(0.0));
    }

    #[test]
    fn a_straight_line_has_no_divergence_but_a_lag() {
        let values: Vec<f64> = (0..60).map(f64::from).collect();
        let found = divergence(&values, 12, 26, 9);
        assert!(found[..33].iter().all(Option::is_none));
        for point in found[33..].iter().flatten() {
            // An exponential mean of w lags a line by (w − 1) ÷ 2.
            assert!((point.line - 7.0).abs() < 1e-12, "{point:?}");
            assert!(point.difference().abs() < 1e-12);
        }
    }
}
