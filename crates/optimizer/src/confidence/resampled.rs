//! Bands around weights.

use nalgebra::{DMatrix, DVector};

use super::band::{Answers, Bands};
use super::block_length::block_length_for;
use super::blocks::Blocks;
use super::normal::NormalReturns;
use super::random::Random;
use super::resample::{Drawn, History, Resample};
use super::{ConfidenceError, Draw, Resampling, refuse};
use crate::estimate::{EstimateError, Estimates, Moments};
use crate::outcome::ActiveSet;
use crate::problem::Problem;
use crate::progress::{Progress, tell};
use crate::solve::solution_from;

/// What is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct FullSample<'a> {
    /// Simple returns per day, one row per day, one column per asset.
    pub returns: &'a DMatrix<f64>,
    /// Annual moments estimated from them: what normal days are drawn from.
    pub moments: &'a Moments,
    /// The weights that they led to: the length of blocks suits these.
    pub weights: &'a DVector<f64>,
}

/// Finds the weights of a drawing, or that there are none.
pub type Fit<'a, E> = dyn FnMut(&Resample<'_>) -> Result<Option<DVector<f64>>, E> + 'a;

/// Draws the history again many times, asks `fit` for the weights on each drawing, and says how far
/// they spread.
///
/// A band is the middle part of the weights (their percentiles, a little further out than the level
/// says, since a sample of few blocks knows little of its own spread), so it keeps every limit that
/// weights have. Percentiles are chosen because they hold where weights lie on limits as well as
/// anything does: weights of the smallest variance have no bias and are spread evenly about the
/// truth (Okhrin and Schmid, *Distributional properties of portfolio weights*, Journal of
/// Econometrics 134, 2006), so that there is nothing to correct; how often bands hold the truth is
/// measured in `examples/coverage.rs` and told in `docs/benchmarks.md`.
///
/// `fit` answers `None` where there is no portfolio; such resamples are counted. It is called once
/// per resample, in order. Complexity: `resamples` fits, `O(T)` each for the draw, and what `fit`
/// asks of the [`Resample`].
///
/// # Errors
///
/// Malformed input only: a setting without meaning, shapes that disagree, fewer than two days,
/// fewer than ten for a block that is to be chosen, no more days than assets for normal days; and
/// what `fit` refuses.
pub fn resampled<E: From<ConfidenceError>>(
    full: FullSample<'_>,
    resampling: &Resampling,
    fit: &mut Fit<'_, E>,
) -> Result<Bands, E> {
    let assets = full.returns.ncols();
    let mut answers = Answers::of(assets);
    let drawer = Drawer::new(full, resampling)?;
    drawer.each::<E>(resampling, &mut |resample| {
        let weights = fit(resample)?;
        if weights
            .as_ref()
            .is_some_and(|weights| weights.len() != assets)
        {
            return Err(wrong_length().into());
        }
        let is_finite = |weights: &&DVector<f64>| weights.iter().all(|weight| weight.is_finite());
        answers.add(weights.as_ref().filter(is_finite));
        Ok(())
    })?;
    Ok(answers.bands(resampling.level, drawer.parts(), drawer.block))
}

/// [`resampled`] for a problem of means and covariances: each drawing is estimated by `estimates`
/// and solved from the active set of the full sample.
///
/// `problem` is that of the full sample, with moments of its own; normal days are drawn from these,
/// and the drawn sample moments are what is solved then. With sample estimates of 30 assets and
/// 1,250 days a resample takes some 0.1 ms (`examples/confidence_timing.rs`).
///
/// # Errors
///
/// As [`resampled`], and estimates that cannot be made of the full sample. Where only a resample
/// cannot be estimated from, it counts as one without an answer.
pub fn resampled_problem(
    problem: &Problem,
    returns: &DMatrix<f64>,
    estimates: &Estimates,
    resampling: &Resampling,
) -> Result<Bands, ConfidenceError> {
    let (weights, active) = start(problem);
    let full = FullSample {
        returns,
        moments: problem.moments(),
        weights: &weights,
    };
    let estimator = Estimator::new(estimates, returns)?;
    resampled(full, resampling, &mut |resample| {
        let Ok(moments) = estimator.moments(resample) else {
            return Ok(None);
        };
        let drawn = on(problem, moments)?;
        Ok(solution_from(&drawn, active.as_ref()).map(|solution| solution.weights))
    })
}

/// How the moments of a resample are made.
pub(super) struct Estimator<'a> {
    estimates: &'a Estimates,
    is_sample: bool,
}

impl<'a> Estimator<'a> {
    /// Refuses what cannot even be made of the full sample.
    pub(super) fn new(
        estimates: &'a Estimates,
        returns: &DMatrix<f64>,
    ) -> Result<Self, ConfidenceError> {
        estimates.estimate(returns)?;
        Ok(Self {
            estimates,
            is_sample: *estimates == Estimates::default(),
        })
    }

    pub(super) fn moments(&self, resample: &Resample<'_>) -> Result<Moments, EstimateError> {
        if self.is_sample || resample.days().is_none() {
            return resample.moments();
        }
        let estimated = self.estimates.estimate(&resample.returns())?;
        Ok(estimated.moments)
    }
}

/// The same question about other moments.
pub(super) fn on(problem: &Problem, moments: Moments) -> Result<Problem, ConfidenceError> {
    let constraints = problem.constraints().clone();
    Ok(Problem::new(moments, problem.objective(), constraints)?)
}

/// The weights of the full sample, or even ones where it has none, and where to start from.
pub(super) fn start(problem: &Problem) -> (DVector<f64>, Option<ActiveSet>) {
    match solution_from(problem, None) {
        Some(solution) => (solution.weights, Some(solution.active)),
        None => {
            let assets = problem.assets();
            let even = problem.constraints().budget / assets as f64;
            (DVector::from_element(assets, even), None)
        }
    }
}

/// Draws one resample after the other.
pub(super) struct Drawer<'a> {
    days: usize,
    kind: Kind<'a>,
    pub(super) block: Option<f64>,
}

enum Kind<'a> {
    Blocks(Box<History<'a>>, Blocks),
    Normal(NormalReturns<'a>),
}

impl<'a> Drawer<'a> {
    pub(super) fn new(
        full: FullSample<'a>,
        resampling: &Resampling,
    ) -> Result<Self, ConfidenceError> {
        let (days, assets) = full.returns.shape();
        if assets == 0 {
            return Err(EstimateError::NoAssets.into());
        }
        if days < 2 {
            return Err(EstimateError::TooFewDays { days, needed: 2 }.into());
        }
        if full.weights.len() != assets {
            return Err(wrong_length());
        }
        if full.moments.assets() != assets {
            return refuse("moments", "have not one mean for each asset");
        }
        resampling.check(days)?;
        match resampling.draw {
            Draw::StationaryBlocks { block } => {
                let block = match block {
                    Some(block) => block,
                    None => length_of_complete(full)?,
                };
                let kind = Kind::Blocks(
                    Box::new(History::new(full.returns)),
                    Blocks::new(days, block),
                );
                Ok(Self {
                    days,
                    kind,
                    block: Some(block),
                })
            }
            Draw::Normal if days <= assets => {
                refuse("draw", "normal needs more days than there are assets")
            }
            Draw::Normal => Ok(Self {
                days,
                kind: Kind::Normal(NormalReturns::new(full.moments, days)),
                block: None,
            }),
        }
    }

    /// How many parts of the history are independent of each other.
    pub(super) fn parts(&self) -> f64 {
        self.days as f64 / self.block.unwrap_or(1.0)
    }

    /// Each resample has a stream of its own, so that one does not depend on how many there are.
    /// Stops early only when somebody stops it.
    pub(super) fn each<E>(
        &self,
        resampling: &Resampling,
        see: &mut dyn FnMut(&Resample<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut drawn = Vec::with_capacity(self.days);
        for index in 0..resampling.resamples {
            if tell(Progress::part(index, resampling.resamples)).is_break() {
                break;
            }
            let mut random = Random::new(resampling.seed, index as u64);
            let drawn = match &self.kind {
                Kind::Blocks(history, blocks) => {
                    blocks.draw(&mut random, &mut drawn);
                    Drawn::Days {
                        history,
                        days: &drawn,
                    }
                }
                Kind::Normal(returns) => Drawn::Normal {
                    sample: returns.draw(&mut random),
                    days: self.days,
                    random: &random,
                },
            };
            see(&Resample { index, drawn })?;
        }
        Ok(())
    }
}

/// In tenths of a day: the weights it suits differ between machines by the last bits of sums, and
/// the draws must not. Days on which a return is missing say nothing about what follows on what.
fn length_of_complete(full: FullSample<'_>) -> Result<f64, ConfidenceError> {
    let complete: Vec<usize> = (0..full.returns.nrows())
        .filter(|&day| full.returns.row(day).iter().all(|value| !value.is_nan()))
        .collect();
    let length = if complete.len() == full.returns.nrows() {
        block_length_for(full.returns, full.weights)
    } else {
        block_length_for(&full.returns.select_rows(&complete), full.weights)
    };
    Ok(libm::round(10.0 * length?) / 10.0)
}

fn wrong_length() -> ConfidenceError {
    ConfidenceError::Field {
        field: "weights",
        reason: "have not one number for each asset",
    }
}
