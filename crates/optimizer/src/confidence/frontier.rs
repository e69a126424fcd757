//! A band around the frontier.

use nalgebra::DMatrix;

use super::band::quantile;
use super::distribution::expanded_tail;
use super::resampled::{Drawer, Estimator, FullSample, on, start};
use super::{ConfidenceError, Resampling, refuse};
use crate::estimate::Estimates;
use crate::frontier::{ExactFrontier, Frontier, exact_frontier, frontier};
use crate::problem::{Objective, Problem};
use crate::solve::{solution_from, solve_near};

/// How sure the frontier is at one return.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FrontierBand {
    /// The return that is asked for at least, annual.
    pub target_return: f64,
    /// Smallest annual volatility on the full sample.
    pub volatility: f64,
    /// Lower end of the band of smallest volatilities.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Share of the resamples on which some portfolio has this return.
    pub reached: f64,
}

/// How sure the frontier is.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontierBands {
    /// By rising return; none at all where the full sample has no frontier, or no resample.
    pub points: Vec<FrontierBand>,
    /// Resamples that have a frontier.
    pub answered: usize,
    /// Resamples without one.
    pub unanswered: usize,
    /// Mean number of days in a block, where there were blocks.
    pub block: Option<f64>,
}

/// At `points` returns, evenly spaced along the frontier of the full sample, the band of the
/// smallest volatility with which a resample reaches that return.
///
/// The band stands upright: each resample has its whole frontier traced, with its own means and
/// covariance, and is asked for the same returns. Where a resample reaches no such return its
/// volatility counts as infinite, so that an end of the band beyond which too few resamples reach
/// is missing instead of being told of the lucky ones only. Below the return of a resample's
/// calmest portfolio, that portfolio answers.
///
/// `problem` and `estimates` as of [`crate::resampled_problem`]; the objective does not matter.
/// Complexity: a critical line per resample; under limits that are no rows, and under trading
/// costs, a solve per resample and point.
///
/// # Errors
///
/// As [`crate::resampled_problem`], and no points.
pub fn frontier_bands(
    problem: &Problem,
    returns: &DMatrix<f64>,
    estimates: &Estimates,
    points: usize,
    resampling: &Resampling,
) -> Result<FrontierBands, ConfidenceError> {
    if points == 0 {
        return refuse("points", "are none");
    }
    let calmest = problem.with_objective(Objective::MinVariance)?;
    let (weights, _) = start(&calmest);
    let full = FullSample {
        returns,
        moments: problem.moments(),
        weights: &weights,
    };
    let estimator = Estimator::new(estimates, returns)?;
    let drawer = Drawer::new(full, resampling)?;
    let mut bands = FrontierBands {
        points: Vec::new(),
        answered: 0,
        unanswered: 0,
        block: drawer.block,
    };
    let Frontier::Points(line) = frontier(&calmest, points) else {
        bands.unanswered = resampling.resamples;
        return Ok(bands);
    };
    let targets: Vec<f64> = line.iter().map(|point| point.target_return).collect();

    let mut found: Vec<Vec<f64>> = vec![Vec::new(); targets.len()];
    drawer.each(resampling, &mut |resample| {
        let smallest = match estimator.moments(resample) {
            Ok(moments) => volatilities(&on(&calmest, moments)?, &targets),
            Err(_) => None,
        };
        match smallest {
            Some(smallest) => {
                bands.answered += 1;
                for (found, volatility) in found.iter_mut().zip(smallest) {
                    found.push(volatility);
                }
            }
            None => bands.unanswered += 1,
        }
        Ok::<_, ConfidenceError>(())
    })?;
    if bands.answered > 0 {
        let tail = expanded_tail(resampling.level, drawer.parts());
        let points = line.iter().zip(found);
        bands.points = points
            .map(|(point, found)| band(point.target_return, point.volatility, found, tail))
            .collect();
    }
    Ok(bands)
}

/// The smallest volatility for each of the rising returns, infinite where no portfolio reaches it.
fn volatilities(calmest: &Problem, targets: &[f64]) -> Option<Vec<f64>> {
    let limits = calmest.constraints();
    // Where a drawing may have no portfolio, nobody wants to be told why at each of them.
    if limits.target_return.is_some() || limits.max_risk.is_some() {
        solution_from(calmest, None)?;
    }
    let line = match exact_frontier(calmest) {
        ExactFrontier::Line(line) => line,
        ExactFrontier::Bent => return bent_volatilities(calmest, targets),
        ExactFrontier::Infeasible(_) | ExactFrontier::Unbounded => return None,
    };
    let smallest = |&target: &f64| {
        let portfolio = line.at_return(target);
        portfolio.map_or(f64::INFINITY, |portfolio| portfolio.volatility)
    };
    Some(targets.iter().map(smallest).collect())
}

/// From the largest return down: the weights of one point keep every limit of the next.
fn bent_volatilities(calmest: &Problem, targets: &[f64]) -> Option<Vec<f64>> {
    let boldest = calmest.with_objective(Objective::MaxReturn).ok()?;
    let top = solution_from(&boldest, None)?;
    let mut near = top.weights;
    let mut found = vec![f64::INFINITY; targets.len()];
    let floor = calmest.constraints().target_return;
    for (found, &target) in found.iter_mut().zip(targets).rev() {
        if target > top.expected_return {
            continue;
        }
        let mut constraints = calmest.constraints().clone();
        constraints.target_return = Some(floor.map_or(target, |floor| floor.max(target)));
        let aimed = calmest.with_constraints(constraints).ok()?;
        let solution = match solve_near(&aimed, &near) {
            Some(solution) => solution,
            None => solution_from(&aimed, None)?,
        };
        *found = solution.volatility;
        near = solution.weights;
    }
    Some(found)
}

fn band(target_return: f64, volatility: f64, mut found: Vec<f64>, tail: f64) -> FrontierBand {
    let reached = found.iter().filter(|value| value.is_finite()).count() as f64;
    found.sort_by(f64::total_cmp);
    let end = |probability| Some(quantile(&found, probability)).filter(|end| end.is_finite());
    FrontierBand {
        target_return,
        volatility,
        low: end(tail),
        high: end(1.0 - tail),
        reached: reached / found.len() as f64,
    }
}
