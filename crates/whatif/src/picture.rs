//! What is reachable, for the picture.

use contract::{
    Result,
    what_if::{Goal, MIN_CAP, Patch, RiskReturn},
};
use optimizer::{ActiveSet, Frontier, Moments, Problem};

use crate::outcome;

/// Points of the frontier under the cap.
pub(crate) const FRONTIER_POINTS: usize = 30;
/// Points of the frontier without it.
pub(crate) const FREE_POINTS: usize = 40;
/// Returns that differ by less are the same.
const FLAT: f64 = 1e-9;
/// Points of the curve over the slider of the cap.
const CAP_POINTS: usize = 26;

/// The efficient frontier under a cap: empty when the cap leaves no portfolio, one point when it
/// leaves only one (or only such as return the same).
pub(crate) fn frontier(base: &Problem, cap: f64, points: usize) -> Result<Vec<RiskReturn>> {
    let Frontier::Points(found) = optimizer::frontier(&outcome::capped(base, cap)?, points) else {
        return Ok(Vec::new());
    };
    let mut points: Vec<RiskReturn> = found
        .iter()
        .map(|point| RiskReturn {
            volatility: point.volatility,
            annual_return: point.expected_return,
        })
        .collect();
    if let (Some(first), Some(last)) = (points.first(), points.last())
        && last.annual_return - first.annual_return < FLAT
    {
        points.truncate(1);
    }
    Ok(points)
}

/// Each asset alone.
pub(crate) fn assets(moments: &Moments) -> Vec<RiskReturn> {
    let variances = moments.covariance().diagonal();
    let pairs = variances.iter().zip(moments.mean());
    pairs
        .map(|(variance, &annual_return)| RiskReturn {
            volatility: variance.max(0.0).sqrt(),
            annual_return,
        })
        .collect()
}

/// The volatility of the solution at caps over the slider's range. Caps that leave no portfolio
/// are left out.
pub(crate) fn cap_curve(base: &Problem, goal: Goal) -> Result<Vec<(f64, f64)>> {
    let mut curve = Vec::new();
    let (low, high) = cap_range(base.assets());
    if low >= high {
        return Ok(curve);
    }
    let mut active = ActiveSet::default();
    // From wide to narrow: each solution is near the one before.
    for step in (0..CAP_POINTS).rev() {
        let cap = low + (high - low) * step as f64 / (CAP_POINTS - 1) as f64;
        let Some(problem) = outcome::problem(base, &Patch { goal, cap })? else {
            return Ok(curve);
        };
        if let Some(solution) = optimizer::solve_warm(&problem, &active).solution() {
            active.clone_from(&solution.active);
            curve.push((cap, solution.volatility));
        }
    }
    curve.reverse();
    Ok(curve)
}

/// The ends of the slider: from where the money just fits, rounded up to a tenth of a percent, to
/// where a cap says little. The page draws the same slider.
fn cap_range(assets: usize) -> (f64, f64) {
    let tenths = (1000.0 / assets.max(1) as f64 - 1e-9).ceil();
    (
        MIN_CAP.max(tenths / 1000.0),
        (6.0 * tenths / 1000.0).clamp(0.3, 1.0),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slider_is_that_of_the_page() {
        assert_eq!(cap_range(1), (1.0, 1.0));
        assert_eq!(cap_range(3), (0.334, 1.0));
        assert_eq!(cap_range(20), (0.05, 0.3));
        assert_eq!(cap_range(200), (0.01, 0.3));
    }
}
