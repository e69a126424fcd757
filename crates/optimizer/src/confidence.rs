//! How sure a weight is: bands around weights and around the frontier, and whether a portfolio has
//! done anything that dividing the money evenly has not.
//!
//! The history is drawn again many times ([`Draw`]), the model is solved on each drawing, and the
//! spread of the answers is the band ([`resampled`], [`resampled_problem`], [`frontier_bands`]).
//! The verdict about 1/N is a paired test on returns that no estimate has seen
//! ([`against_equal_weight`], [`compare_returns`]).
//!
//! Seeds are arguments. Each drawing has a stream of its own, draws are decided by integers and by
//! functions of `libm`, so that days and normal numbers are the same on every machine, natively and
//! in WebAssembly; weights differ by the last bits of sums.

mod band;
mod block_length;
mod blocks;
mod compare;
mod distribution;
mod equal_weight;
mod frontier;
mod long_run;
mod normal;
mod pairs;
mod random;
mod resample;
mod resampled;

pub use band::{Band, Bands};
pub use block_length::{block_length, block_length_for};
pub use compare::{Comparison, PairedTest, Performance, Verdict, compare_returns};
pub use equal_weight::against_equal_weight;
pub use frontier::{FrontierBand, FrontierBands, frontier_bands};
pub use resample::Resample;
pub use resampled::{Fit, FullSample, resampled, resampled_problem};

use crate::estimate::EstimateError;
use crate::problem::ProblemError;
use crate::walk_forward::WalkForwardError;

/// How a history is drawn again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Draw {
    /// Days in blocks of random length that begin anywhere and go round at the end: what days in a
    /// row have to do with each other is kept. Politis and Romano, *The stationary bootstrap*,
    /// JASA 89 (1994).
    StationaryBlocks {
        /// Mean number of days in a block, from 1 (single days) to the number of days;
        /// [`block_length_for`] chooses it where it is missing.
        block: Option<f64>,
    },
    /// As many normal days, of the mean and the covariance of the full sample, one independent of
    /// the other. Michaud, *Efficient asset management* (1998).
    Normal,
}

/// How many drawings of which kind, and what is wanted of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resampling {
    /// How one is drawn.
    pub draw: Draw,
    /// How many, from 2 to [`Resampling::MOST`].
    pub resamples: usize,
    /// How sure a band is, in (0, 1), such as 0.9.
    pub level: f64,
    /// The same seed draws the same.
    pub seed: u64,
}

impl Resampling {
    /// More drawings than anybody needs: they are all kept until the bands are made.
    pub const MOST: usize = 100_000;

    fn check(&self, days: usize) -> Result<(), ConfidenceError> {
        if !(2..=Self::MOST).contains(&self.resamples) {
            return refuse("resamples", "is not between 2 and 100,000");
        }
        check_level(self.level)?;
        if let Draw::StationaryBlocks { block } = self.draw {
            check_block(block, days)?;
        }
        Ok(())
    }
}

/// A thousand drawings in blocks, bands of 90 %.
impl Default for Resampling {
    fn default() -> Self {
        Self {
            draw: Draw::StationaryBlocks { block: None },
            resamples: 1000,
            level: 0.9,
            seed: 0,
        }
    }
}

/// Why nothing can be drawn or compared.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ConfidenceError {
    /// A number has no meaning.
    #[error("{field}: {reason}")]
    Field {
        /// Which: `resamples`, `level`, `block`, `draw`, `weights`, `points`, `returns`, …
        field: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The returns cannot be estimated from.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// The objective or the constraints are malformed.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// The returns out of sample cannot be made.
    #[error(transparent)]
    WalkForward(#[from] WalkForwardError),
}

fn check_level(level: f64) -> Result<(), ConfidenceError> {
    if level > 0.0 && level < 1.0 {
        Ok(())
    } else {
        refuse("level", "is not between 0 and 1")
    }
}

fn check_block(block: Option<f64>, days: usize) -> Result<(), ConfidenceError> {
    match block {
        Some(block) if !(block >= 1.0 && block <= days as f64) => {
            refuse("block", "is not between 1 and the number of days")
        }
        _ => Ok(()),
    }
}

fn refuse<T>(field: &'static str, reason: &'static str) -> Result<T, ConfidenceError> {
    Err(ConfidenceError::Field { field, reason })
}
