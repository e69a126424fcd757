//! In what two answers to one question differ.

mod numbers;
mod tree;

use serde::Serialize;

use crate::{
    Answer, OrderedMap, OutcomeKind, Receipt, StoppedBy,
    answer::Diagnostic,
    difference::{numbers::Tolerance, tree::Walk},
};

pub use tree::Fact;

/// One thing in which two answers differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Difference {
    /// The hashes of everything that decides: another document, or other data.
    Inputs {
        /// Of the first.
        recorded: String,
        /// Of the second.
        replayed: String,
    },
    /// The versions of the data.
    Data {
        /// Of the first.
        recorded: String,
        /// Of the second.
        replayed: String,
    },
    /// The versions of FinX.
    Finx {
        /// Of the first.
        recorded: String,
        /// Of the second.
        replayed: String,
    },
    /// The seeds that the receipts name.
    Seed {
        /// Of the first.
        recorded: u64,
        /// Of the second.
        replayed: u64,
    },
    /// Who answered.
    Route {
        /// In the first.
        recorded: Option<String>,
        /// In the second.
        replayed: Option<String>,
    },
    /// How they ended.
    Outcome {
        /// The first.
        recorded: OutcomeKind,
        /// The second.
        replayed: OutcomeKind,
    },
    /// Weights, further apart than rounding explains.
    Weights {
        /// Of how many assets.
        count: usize,
        /// Where they are farthest apart.
        largest: WeightChange,
    },
    /// Which assets are held at all.
    Held {
        /// Those of the first alone, in its order.
        recorded_only: Vec<String>,
        /// Those of the second alone, in its order.
        replayed_only: Vec<String>,
    },
    /// Anything else in the answer.
    Part {
        /// Its key; of the metrics and the receipt with the key below: `metrics.volatility`.
        part: String,
        /// In how many places of this part.
        count: usize,
        /// The place where it is worst: `frontier[3].weights.AAPL`.
        path: String,
        /// What the first has there.
        recorded: Fact,
        /// What the second has there.
        replayed: Fact,
    },
}

/// The weight of one asset in two answers; 0 where an answer does not name it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WeightChange {
    /// The asset.
    pub asset: String,
    /// In the first.
    pub recorded: f64,
    /// In the second.
    pub replayed: f64,
}

/// How alike two answers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// In everything but the time it took, to the last bit.
    Identical,
    /// Up to rounding.
    Same,
    /// They differ.
    Different,
}

/// What rounding has changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rounding {
    /// The place of the largest change: `metrics.sharpe`.
    pub path: String,
    /// How large it is.
    pub by: f64,
}

/// Two answers side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// How alike they are.
    pub verdict: Verdict,
    /// In what they differ; nothing unless the verdict is [`Verdict::Different`].
    pub differences: Vec<Difference>,
    /// The largest change of a number that is no difference yet, if any changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
    /// What ended the first early: such an answer depends on the clock, and can differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded_stopped: Option<StoppedBy>,
    /// The same of the second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replayed_stopped: Option<StoppedBy>,
}

/// In what `replayed` differs from `recorded`: what the receipts say first, then how it ended, what
/// is held, and everything else by key. Durations, repetitions and counts of iterations and
/// nodes are no differences.
///
/// Numbers may differ by what rounding does on another processor: weights by 1e-9, and by 1e-7 where
/// Clarabel answered; other numbers by as much times their size where they are above one. Prices of
/// limits are in basis points per percentage point, so by 1e4 times that; the ends of their ranges
/// are ratios of small numbers, so by 1e2 times that, and by 1e6 times that where a route ends at a
/// vertex of the scenarios. Residuals may differ by 1e-8, or by ten times the smaller one.
/// What is held has to be the same to the asset, but for Clarabel, which leaves dust: there a
/// position begins at 1e-7.
pub fn differences(recorded: &Answer, replayed: &Answer) -> Vec<Difference> {
    compare(recorded, replayed).differences
}

/// As [`differences`], with a verdict and what else has to be known to believe it.
pub fn compare(recorded: &Answer, replayed: &Answer) -> Comparison {
    let tolerance = Tolerance::of(&recorded.receipt, &replayed.receipt);
    let mut differences = of_receipts(&recorded.receipt, &replayed.receipt);
    if recorded.outcome != replayed.outcome {
        differences.push(Difference::Outcome {
            recorded: recorded.outcome,
            replayed: replayed.outcome,
        });
    }
    if let (Some(before), Some(after)) = (&recorded.weights, &replayed.weights) {
        differences.extend(held(before, after, &tolerance));
        differences.extend(weights(before, after, &tolerance));
    }
    let walk = Walk::through(recorded, replayed, tolerance);
    differences.extend(walk.parts);
    let verdict = if !differences.is_empty() {
        Verdict::Different
    } else if tree::is_identical(recorded, replayed) {
        Verdict::Identical
    } else {
        Verdict::Same
    };
    Comparison {
        verdict,
        differences,
        rounding: walk.rounding,
        recorded_stopped: stopped(recorded),
        replayed_stopped: stopped(replayed),
    }
}

fn of_receipts(recorded: &Receipt, replayed: &Receipt) -> Vec<Difference> {
    let texts = |of: fn(&Receipt) -> &String| (of(recorded).clone(), of(replayed).clone());
    let mut found = Vec::new();
    let (before, after) = texts(|receipt| &receipt.finx);
    if before != after {
        found.push(Difference::Finx {
            recorded: before,
            replayed: after,
        });
    }
    let (before, after) = texts(|receipt| &receipt.data_version);
    if before != after {
        found.push(Difference::Data {
            recorded: before,
            replayed: after,
        });
    }
    let (before, after) = texts(|receipt| &receipt.inputs_hash);
    if before != after {
        found.push(Difference::Inputs {
            recorded: before,
            replayed: after,
        });
    }
    if recorded.seed != replayed.seed {
        found.push(Difference::Seed {
            recorded: recorded.seed,
            replayed: replayed.seed,
        });
    }
    if recorded.solver != replayed.solver {
        found.push(Difference::Route {
            recorded: recorded.solver.clone(),
            replayed: replayed.solver.clone(),
        });
    }
    found
}

fn held(
    before: &OrderedMap<f64>,
    after: &OrderedMap<f64>,
    tolerance: &Tolerance,
) -> Option<Difference> {
    let alone = |these: &OrderedMap<f64>, those: &OrderedMap<f64>| -> Vec<String> {
        let held = these
            .0
            .iter()
            .filter(|(_, weight)| tolerance.holds(*weight));
        let alone = held.filter(|(asset, _)| !tolerance.holds(weight(those, asset)));
        alone.map(|(asset, _)| asset.clone()).collect()
    };
    let (recorded_only, replayed_only) = (alone(before, after), alone(after, before));
    let is_same = recorded_only.is_empty() && replayed_only.is_empty();
    (!is_same).then_some(Difference::Held {
        recorded_only,
        replayed_only,
    })
}

fn weights(
    before: &OrderedMap<f64>,
    after: &OrderedMap<f64>,
    tolerance: &Tolerance,
) -> Option<Difference> {
    let is_new = |(asset, _): &&(String, f64)| before.get(asset).is_none();
    let assets = before.0.iter().chain(after.0.iter().filter(is_new));
    let changes = assets.map(|(asset, _)| WeightChange {
        asset: asset.clone(),
        recorded: weight(before, asset),
        replayed: weight(after, asset),
    });
    let apart = changes.filter(|change| change.by() > tolerance.weight());
    let apart: Vec<WeightChange> = apart.collect();
    let count = apart.len();
    let largest = apart
        .into_iter()
        .reduce(|a, b| if b.by() > a.by() { b } else { a })?;
    Some(Difference::Weights { count, largest })
}

fn weight(weights: &OrderedMap<f64>, asset: &str) -> f64 {
    weights.get(asset).copied().unwrap_or_default()
}

impl WeightChange {
    fn by(&self) -> f64 {
        (self.recorded - self.replayed).abs()
    }
}

fn stopped(answer: &Answer) -> Option<StoppedBy> {
    answer.diagnostics.iter().find_map(|told| match told {
        Diagnostic::Stopped { by, .. } => Some(*by),
        _ => None,
    })
}
