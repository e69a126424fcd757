//! How sure an answer is, and how other routes do.

use serde::{Deserialize, Serialize};

use crate::{MixerKind, ResampleKind, SolverKind};

/// Bands of confidence around the weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confidence {
    /// How often the data are drawn again.
    pub resamples: usize,
    /// The share of drawings a band is to hold; 0.9 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<f64>,
    /// The seed of the drawings; that of the solver when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How they are drawn; `bootstrap` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<ResampleKind>,
    /// The mean length of a block of days of the bootstrap; chosen from the data when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<f64>,
}

impl Confidence {
    /// The level of a band that names none.
    pub const DEFAULT_LEVEL: f64 = 0.9;
    /// More than these say nothing more, and bound what one request can ask for.
    pub const MOST_RESAMPLES: usize = 100_000;
}

/// How the routes to a selection of positions do on this problem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RouteTrial {
    /// Which routes; all when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routes: Option<Vec<SolverKind>>,
    /// How many seeds each route is tried with, from `solver.seed` on.
    pub seeds: usize,
}

impl Default for RouteTrial {
    fn default() -> Self {
        Self {
            routes: None,
            seeds: Self::DEFAULT_SEEDS,
        }
    }
}

impl RouteTrial {
    /// The routes there are, the one that proves its answer first.
    pub const ROUTES: [SolverKind; 4] = [
        SolverKind::BranchAndBound,
        SolverKind::Annealing,
        SolverKind::Bifurcation,
        SolverKind::Qaoa,
    ];
    /// As many as the median of a success rate needs.
    pub const DEFAULT_SEEDS: usize = 20;
    /// Bounds what one request can ask for.
    pub const MOST_SEEDS: usize = 1000;
}

/// The quantum-inspired routes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Qaoa {
    /// Layers of the circuit; 3 when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layers: Option<usize>,
    /// How often the circuit is read out; 64 when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shots: Option<usize>,
    /// Where the circuit begins and how it mixes; `warm_start` when left out, and all in a comparison.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mixer: Option<MixerKind>,
}

impl Qaoa {
    /// What the literature calls shallow.
    pub const DEFAULT_LAYERS: usize = 3;
    /// As few as make a lucky draw visible as such.
    pub const DEFAULT_SHOTS: usize = 64;
    /// Deeper circuits have more angles than the search for them can find.
    pub const MOST_LAYERS: usize = 20;
    /// Bounds what one request can ask for.
    pub const MOST_SHOTS: usize = 1_000_000;
}
