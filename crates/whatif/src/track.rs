//! What became of 1 of money.

use contract::{Result, what_if::Track};
use risk::MaxDrawdown;

use crate::session::internal;

/// Most points in a curve that travels to a page.
pub(crate) const MAX_POINTS: usize = 1_300;
/// The first and the last point, and the two ends of the deepest fall of up to three tracks.
const KEPT: usize = 2 + 2 * 3;

/// All days of a track.
pub(crate) struct Course {
    wealth: Vec<f64>,
    deepest: MaxDrawdown,
    annual_return: f64,
    volatility: f64,
}

impl Course {
    /// From daily returns, at least two.
    pub(crate) fn new(returns: &[f64]) -> Result<Self> {
        let broken = |_| internal("whatif: a track cannot be measured");
        Ok(Self {
            wealth: risk::wealth(returns).map_err(broken)?,
            deepest: risk::max_drawdown(returns).map_err(broken)?,
            annual_return: risk::return_annual(returns).map_err(broken)?,
            volatility: risk::volatility_annual(returns).map_err(broken)?,
        })
    }

    /// The track at these positions, with the figures of all days.
    pub(crate) fn at(&self, positions: &[usize]) -> Track {
        Track {
            wealth: positions
                .iter()
                .map(|&t| six_digits(self.wealth[t]))
                .collect(),
            annual_return: self.annual_return,
            volatility: self.volatility,
            max_drawdown: self.deepest.fraction,
        }
    }
}

/// At most [`MAX_POINTS`] of `len` positions, ascending: every so many, and always the first, the
/// last, and the peak and the bottom of each track's deepest fall.
pub(crate) fn positions<'a>(len: usize, courses: impl Iterator<Item = &'a Course>) -> Vec<usize> {
    if len <= MAX_POINTS {
        return (0..len).collect();
    }
    let stride = (len - 1).div_ceil(MAX_POINTS - KEPT);
    let mut positions: Vec<usize> = (0..len).step_by(stride).collect();
    positions.push(len - 1);
    for course in courses {
        positions.extend([course.deepest.peak, course.deepest.trough]);
    }
    positions.sort_unstable();
    positions.dedup();
    positions
}

/// Rounded to six significant digits, so that it is short as text.
fn six_digits(value: f64) -> f64 {
    const LOW: f64 = 1e5;
    const HIGH: f64 = 1e6;
    // Scaling by powers of ten that are exact leaves the double nearest to the decimal number.
    if value >= HIGH {
        let mut unit = 10.0;
        while value / unit >= HIGH {
            unit *= 10.0;
        }
        return (value / unit).round() * unit;
    }
    let mut scale = 1.0;
    while value * scale < LOW && scale < 1e22 {
        scale *= 10.0;
    }
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_are_the_ones_that_are_printed() {
        for value in [
            1.0,
            0.999_999_6,
            1.234_565_1,
            0.012_345_678,
            1e-9,
            98_765.432,
            123_456_789.0,
            0.0,
        ] {
            let rounded = six_digits(value);
            let expect: f64 = format!("{value:.5e}").parse().expect("a number");
            assert_eq!(rounded, expect, "{value}");
        }
    }

    #[test]
    fn a_long_track_keeps_its_turning_points() {
        let mut returns = vec![0.001; 8_000];
        returns[4_001] = -0.3;
        returns[4_002] = -0.3;
        let course = Course::new(&returns).expect("plain returns");
        let kept = positions(8_001, [&course].into_iter());
        assert!(kept.len() <= MAX_POINTS, "{}", kept.len());
        for position in [0, 4_001, 4_003, 8_000] {
            assert!(kept.contains(&position), "{position}");
        }
        let track = course.at(&kept);
        assert_eq!(track.wealth[0], 1.0);
        let mut peak: f64 = 0.0;
        let deepest = track.wealth.iter().fold(0.0_f64, |deepest, wealth| {
            peak = peak.max(*wealth);
            deepest.max(1.0 - wealth / peak)
        });
        assert!((deepest - track.max_drawdown).abs() < 1e-5);
        assert!((track.max_drawdown - 0.51).abs() < 1e-12);
    }
}
