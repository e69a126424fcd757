//! What if: episodes replayed, shocks, the smallest shock that hurts, and correlations that rise.
//!
//! - [`EPISODES`] and [`Replay`]: what a fall of the past would do to the weights of today, with
//!   stand-ins for assets that did not exist yet
//! - [`shock`]: some series move by so much, the others follow or do not; [`plausibility`] says how
//!   far from normal that is
//! - [`reverse_stress`]: the nearest shock that loses so much; [`alone`]: how far one holding would
//!   have to fall to lose it by itself
//! - [`correlation_stress`]: volatility and normal tails when correlations and volatilities move
//!
//! Shocks, reverse stress and plausibility stand on one [`Joint`] distribution of assets and
//! factors.

mod alone;
mod correlation;
mod episode;
mod factorised;
mod history;
mod joint;
mod nearest;
mod plausibility;
mod proxy;
mod replay;
mod reverse;
mod shock;

pub use alone::{Alone, alone};
pub use correlation::{
    CorrelationStress, CorrelationTarget, Mood, StressedCorrelation, correlation_stress,
};
pub use episode::{EPISODES, Episode};
pub use history::Outside;
pub use joint::Joint;
pub use nearest::Repair;
pub use plausibility::{Plausibility, plausibility};
pub use proxy::{Given, Passed, Proxy, StandIn};
pub use replay::{AssetReplay, EpisodeReplay, Replay, ReplayError, Run, WorstDay};
pub use reverse::{Reverse, ReverseStress, reverse_stress};
pub use shock::{Origin, Propagate, Shock, Shocked, shock};

use crate::{RiskError, performance::finite};

/// All of them, unless one left the range of numbers on the way.
fn all_finite(values: Vec<f64>) -> Result<Vec<f64>, RiskError> {
    if values.iter().all(|value| value.is_finite()) {
        Ok(values)
    } else {
        Err(RiskError::Overflow)
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
