//! How far the answer moves when the days of the window are drawn again.

use contract::{
    Result,
    what_if::{Confidence, FrontierBand},
};
use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bands, Constraints, Draw, Estimates, ExactFrontier, FullSample, Moments, Objective, Problem,
    Resampling,
};

use crate::{outcome::Wish, session::internal, sharing::Sharing};

/// Share of the resamples inside a band.
const LEVEL: f64 = 0.9;
/// Resamples where they are cheap, as with twenty companies over five years.
const RESAMPLES: usize = 300;
/// Fewer say nothing about the twentieth on either side.
const FEWEST: usize = 60;
/// Products of returns that the drawings may cost. A worker that is drawing again hears of the
/// next drag only afterwards, so that this is bounded, and not the number of resamples kept.
const MOST_PRODUCTS: f64 = 2.5e8;
const SEED: u64 = 1;
/// Points of the band of the frontier.
const FRONTIER_POINTS: usize = 24;

/// How often the days can be drawn again; `None` where it would be too seldom.
pub(crate) fn resamples(days: usize, assets: usize) -> Option<usize> {
    let products = days as f64 * (assets as f64 + 1.0).powi(2);
    let affordable = (MOST_PRODUCTS / products) as usize;
    // In tens: the number is told.
    let count = (affordable / 10 * 10).min(RESAMPLES);
    (count >= FEWEST && days >= 10).then_some(count)
}

fn resampling(resamples: usize) -> Resampling {
    Resampling {
        draw: Draw::StationaryBlocks { block: None },
        resamples,
        level: LEVEL,
        seed: SEED,
    }
}

/// The band of the frontier under the cap, the same for every goal: each resample has its whole
/// frontier traced, its portfolios are measured by the estimates of the window, and at each
/// volatility the returns of all resamples that have a portfolio there are put in order.
pub(crate) fn frontier(
    capped: &Problem,
    returns: &DMatrix<f64>,
    resamples: usize,
) -> Result<Vec<FrontierBand>> {
    let ExactFrontier::Line(own) = optimizer::exact_frontier(capped) else {
        return Ok(Vec::new());
    };
    let points = own.turning_points();
    let (Some(boldest), Some(calmest)) = (points.first(), points.last()) else {
        return Ok(Vec::new());
    };
    let full = FullSample {
        returns,
        moments: capped.moments(),
        weights: &calmest.weights,
    };
    let mut curves: Vec<Vec<(f64, f64)>> = Vec::with_capacity(resamples);
    optimizer::resampled::<optimizer::ConfidenceError>(
        full,
        &resampling(resamples),
        &mut |resample| {
            let drawn = resample.moments()?;
            let drawn = Problem::new(drawn, Objective::MinVariance, capped.constraints().clone())?;
            curves.push(measured(&drawn, capped.moments()));
            Ok(None)
        },
    )
    .map_err(refused)?;
    let (from, to) = (calmest.volatility, boldest.volatility);
    let step = (to - from) / (FRONTIER_POINTS - 1) as f64;
    let band = |volatility: f64| band_at(&curves, volatility);
    Ok((0..FRONTIER_POINTS)
        .filter_map(|at| band(from + step * at as f64))
        .collect())
}

/// Volatility and return of portfolios along a frontier by other moments than its own, by rising
/// volatility.
fn measured(drawn: &Problem, moments: &Moments) -> Vec<(f64, f64)> {
    let ExactFrontier::Line(line) = optimizer::exact_frontier(drawn) else {
        return Vec::new();
    };
    let points = line.turning_points();
    let (Some(boldest), Some(calmest)) = (points.first(), points.last()) else {
        return Vec::new();
    };
    let (low, high) = (calmest.expected_return, boldest.expected_return);
    let mut curve: Vec<(f64, f64)> = (0..FRONTIER_POINTS)
        .filter_map(|at| {
            let share = at as f64 / (FRONTIER_POINTS - 1) as f64;
            line.at_return(low + share * (high - low))
        })
        .map(|found| {
            (
                moments.volatility(&found.weights),
                moments.expected_return(&found.weights),
            )
        })
        .collect();
    curve.sort_by(|a, b| a.0.total_cmp(&b.0));
    curve
}

/// The band at one volatility; `None` where fewer than half of the curves pass.
fn band_at(curves: &[Vec<(f64, f64)>], volatility: f64) -> Option<FrontierBand> {
    let mut found: Vec<f64> = curves
        .iter()
        .filter_map(|curve| at(curve, volatility))
        .collect();
    if found.is_empty() || 2 * found.len() < curves.len() {
        return None;
    }
    found.sort_by(f64::total_cmp);
    let tail = (1.0 - LEVEL) / 2.0;
    let place = |share: f64| found[(share * (found.len() - 1) as f64).round() as usize];
    Some(FrontierBand {
        volatility,
        low: place(tail),
        high: place(1.0 - tail),
    })
}

/// The height of a curve; nothing before it and behind it.
fn at(curve: &[(f64, f64)], x: f64) -> Option<f64> {
    let after = curve.partition_point(|point| point.0 < x);
    let next = curve.get(after)?;
    if next.0 == x {
        return Some(next.1);
    }
    let before = curve.get(after.checked_sub(1)?)?;
    let share = (x - before.0) / (next.0 - before.0);
    Some(before.1 + share * (next.1 - before.1))
}

/// The bands around the weights of a wish, which are none where it needs no estimate.
pub(crate) fn bands(
    wish: &Wish,
    weights: &[f64],
    returns: &DMatrix<f64>,
    resamples: usize,
    frontier: Vec<FrontierBand>,
) -> Result<Confidence> {
    let found = match wish {
        Wish::Equal => None,
        Wish::Best(problem) => Some(
            optimizer::resampled_problem(
                problem,
                returns,
                &Estimates::default(),
                &resampling(resamples),
            )
            .map_err(refused)?,
        ),
        Wish::Shared(problem, sharing) => {
            Some(shared(problem, *sharing, weights, returns, resamples)?)
        }
    };
    Ok(Confidence {
        level: LEVEL,
        resamples,
        answered: found.as_ref().map_or(resamples, |bands| bands.answered),
        seed: SEED,
        weights: found.map_or_else(Vec::new, |bands| {
            bands.assets.iter().map(|b| (b.low, b.high)).collect()
        }),
        frontier,
    })
}

fn shared(
    problem: &Problem,
    sharing: Sharing,
    weights: &[f64],
    returns: &DMatrix<f64>,
    resamples: usize,
) -> Result<Bands> {
    let weights = DVector::from_column_slice(weights);
    let full = FullSample {
        returns,
        moments: problem.moments(),
        weights: &weights,
    };
    let constraints: &Constraints = problem.constraints();
    optimizer::resampled(full, &resampling(resamples), &mut |resample| {
        let Ok(moments) = resample.moments() else {
            return Ok(None);
        };
        let drawn = Problem::new(moments, Objective::MinVariance, constraints.clone())?;
        Ok(sharing.allocation(&drawn).map(|found| found.weights))
    })
    .map_err(refused)
}

fn refused(_: optimizer::ConfidenceError) -> contract::AppError {
    internal("whatif: checked returns cannot be drawn again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_is_of_the_curves_that_pass() {
        let curves: Vec<Vec<(f64, f64)>> = (0..=20)
            .map(|i| vec![(0.1, f64::from(i)), (0.2, 2.0 * f64::from(i))])
            .collect();
        let band = band_at(&curves, 0.1).expect("all begin here");
        assert_eq!((band.low, band.high), (1.0, 19.0));
        let band = band_at(&curves, 0.15).expect("all pass");
        assert!((band.low - 1.5).abs() < 1e-12 && (band.high - 28.5).abs() < 1e-12);
        assert_eq!(band_at(&curves, 0.21), None);
        assert_eq!(band_at(&curves, 0.09), None);
        assert_eq!(band_at(&[], 0.1), None);
    }

    #[test]
    fn drawings_are_as_many_as_can_be_afforded() {
        assert_eq!(resamples(1_256, 20), Some(RESAMPLES));
        assert_eq!(resamples(8_312, 20), Some(60));
        assert_eq!(resamples(8_312, 200), None);
        assert_eq!(resamples(9, 2), None);
        assert_eq!(resamples(30, 1), Some(RESAMPLES));
    }
}
