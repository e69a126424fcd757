//! How the routes to a selection of positions do on one problem.

use serde::{Deserialize, Serialize};

use crate::{MixerKind, OutcomeKind};

/// All routes beside what is certified. Objectives are those of the document, after the weights of
/// each selection were optimised under all limits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparisonAnswer {
    /// What branch and bound has proven.
    pub certified: Certified,
    /// What there is to select from.
    pub selections: Selections,
    /// How many seeds each route was tried with.
    pub seeds: usize,
    /// One entry for each route; sets drawn at random come last.
    pub routes: Vec<Compared>,
}

/// What branch and bound has proven.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Certified {
    /// How it ended.
    pub outcome: OutcomeKind,
    /// The objective of its portfolio.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objective: Option<f64>,
    /// How far the optimum may be from that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<f64>,
    /// The positions of its portfolio.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub positions: Vec<String>,
    /// The time it took.
    pub time_ms: f64,
}

/// What there is to select from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Selections {
    /// How many selections keep the count; none where there are too many to look at each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// How likely one drawn at random is the best one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uniform_probability: Option<f64>,
    /// The best one with equal weights, by the binary program that the routes are given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub best: Vec<String>,
    /// What it is worth there; less is better.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
}

/// The runs of one route.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// `branch_and_bound`, `annealing`, `bifurcation_ballistic`, `bifurcation_discrete`, `qaoa` or
    /// `random`.
    pub route: String,
    /// The mixer of a circuit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mixer: Option<MixerKind>,
    /// The share of the seeds whose portfolio is as good as the certified one.
    pub success_rate: f64,
    /// The share of the seeds that selected the best by the binary program, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection_success_rate: Option<f64>,
    /// The share of the seeds whose selection keeps all limits.
    pub feasible_rate: f64,
    /// Objectives of those; the best is that of the best seed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objective: Option<Spread>,
    /// Their distances from the certified objective, as shares of |risk term| + |return term|.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<Spread>,
    /// Times of selection and weights.
    pub time_ms: Spread,
    /// What the simulation of a circuit knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub circuit: Option<Circuit>,
}

/// A number over the seeds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The smallest.
    pub lowest: f64,
    /// The one in the middle.
    pub median: f64,
    /// The largest.
    pub highest: f64,
}

/// What the simulation of a circuit knows beyond what was read out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Circuit {
    /// Of how many assets it is made; the others were left out beforehand.
    pub qubits: usize,
    /// Its layers.
    pub layers: usize,
    /// How often it was read out.
    pub shots: usize,
    /// How likely one read-out is the best selection.
    pub probability_of_optimum: Spread,
    /// How likely one read-out keeps the count.
    pub probability_of_feasible: Spread,
    /// How likely a set drawn at random is the best one.
    pub uniform_probability: f64,
    /// The median of the first ÷ the last: above 1 where the circuit is more than luck.
    pub times_uniform: f64,
}
