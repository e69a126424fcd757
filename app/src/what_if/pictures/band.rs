//! The band of the frontier as a strip that a figure can fill.
//!
//! At each return the band says between which volatilities the frontier lies. A figure fills
//! between two heights at each position, so the strip is turned: at each volatility, the returns
//! whose band holds it. Its upper edge is the curve of the low ends, its lower edge that of the high
//! ends.

use contract::what_if::FrontierBand;

/// Positions along the strip.
const STEPS: usize = 48;

/// A curve of return over volatility, both ascending.
type Curve = Vec<(f64, f64)>;

/// (volatility, lowest, highest return), in percent, as far as `right`, in percent. Where too few
/// resamples reach a return, its band has no high end, and the strip goes on at the height below.
pub fn strip(points: &[FrontierBand], right: f64) -> Vec<(f64, f64, f64)> {
    let upper = curve(points, |point| point.low);
    let lower = curve(points, |point| point.high);
    let (Some(first), Some(least)) = (upper.first(), points.first()) else {
        return Vec::new();
    };
    let is_open = lower.len() < upper.len();
    let end = match lower.last() {
        Some(last) if !is_open => last.0.min(right),
        _ => right,
    };
    let start = first.0;
    if end <= start {
        return Vec::new();
    }
    let least = 100.0 * least.annual_return;
    (0..=STEPS)
        .map(|step| {
            let x = start + (end - start) * step as f64 / STEPS as f64;
            let low = at(&lower, x).unwrap_or(least);
            (x, low, at(&upper, x).unwrap_or(low).max(low))
        })
        .collect()
}

fn curve(points: &[FrontierBand], end: fn(&FrontierBand) -> Option<f64>) -> Curve {
    let mut most = f64::MIN;
    points
        .iter()
        .map_while(|point| Some((end(point)?, point.annual_return)))
        .map(|(volatility, annual_return)| {
            most = most.max(volatility);
            (100.0 * most, 100.0 * annual_return)
        })
        .collect()
}

/// The highest return at a volatility; that of the last point beyond it, nothing before the first.
fn at(curve: &Curve, x: f64) -> Option<f64> {
    let after = curve.partition_point(|(own, _)| *own <= x);
    let before = curve.get(after.checked_sub(1)?)?;
    let Some(next) = curve.get(after) else {
        return Some(before.1);
    };
    let share = (x - before.0) / (next.0 - before.0);
    Some(before.1 + share * (next.1 - before.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(annual_return: f64, low: f64, high: Option<f64>) -> FrontierBand {
        FrontierBand {
            annual_return,
            low: Some(low),
            high,
        }
    }

    #[test]
    fn the_strip_lies_between_both_curves() {
        let points = [
            point(0.10, 0.15, Some(0.20)),
            point(0.20, 0.20, Some(0.30)),
            point(0.25, 0.25, Some(0.40)),
        ];
        let strip = strip(&points, 60.0);
        assert_eq!(strip.len(), STEPS + 1);
        let near = |x: f64| {
            let distance = |p: &&(f64, f64, f64)| (p.0 - x).abs();
            let found = strip
                .iter()
                .min_by(|a, b| distance(a).total_cmp(&distance(b)));
            *found.expect("points")
        };
        // Before the first high end, the least return is the floor.
        assert_eq!((strip[0].0, strip[0].1, strip[0].2), (15.0, 10.0, 10.0));
        let (x, low, high) = near(17.5);
        assert!(low == 10.0 && (high - (10.0 + 2.0 * (x - 15.0))).abs() < 1e-9);
        // Beyond the last low end, the largest return is the ceiling.
        let (_, low, high) = near(30.0);
        assert!((low - 20.0).abs() < 0.6 && high == 25.0, "{low} {high}");
        assert_eq!(strip[STEPS].0, 40.0);
        assert!(strip.iter().all(|(_, low, high)| low <= high));
    }

    #[test]
    fn where_few_reach_the_strip_goes_on() {
        let points = [
            point(0.10, 0.15, Some(0.20)),
            point(0.20, 0.20, Some(0.30)),
            point(0.25, 0.25, None),
        ];
        let strip = strip(&points, 60.0);
        assert_eq!(strip[STEPS], (60.0, 20.0, 25.0));
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(strip(&[], 60.0), []);
        assert_eq!(strip(&[point(0.1, 0.3, Some(0.4))], 20.0), []);
    }
}
