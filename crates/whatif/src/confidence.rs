//! How far the answer moves when the days of the window are drawn again.

use contract::{
    Result,
    what_if::{Confidence, FrontierBand},
};
use nalgebra::{DMatrix, DVector};
use optimizer::{Bands, Constraints, Draw, Estimates, FullSample, Objective, Problem, Resampling};

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

/// The band of the frontier under the cap, the same for every goal.
pub(crate) fn frontier(
    capped: &Problem,
    returns: &DMatrix<f64>,
    resamples: usize,
) -> Result<Vec<FrontierBand>> {
    let bands = optimizer::frontier_bands(
        capped,
        returns,
        &Estimates::default(),
        FRONTIER_POINTS,
        &resampling(resamples),
    )
    .map_err(refused)?;
    let points = bands.points.iter().map(|point| FrontierBand {
        annual_return: point.target_return,
        low: point.low,
        high: point.high,
    });
    Ok(points.collect())
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
    fn drawings_are_as_many_as_can_be_afforded() {
        assert_eq!(resamples(1_256, 20), Some(RESAMPLES));
        assert_eq!(resamples(8_312, 20), Some(60));
        assert_eq!(resamples(8_312, 200), None);
        assert_eq!(resamples(9, 2), None);
        assert_eq!(resamples(30, 1), Some(RESAMPLES));
    }
}
