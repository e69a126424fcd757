//! Positions that are selected by a quadratic binary program, and what becomes of them.
//!
//! The program asks for the set of `k` assets that is best with equal weights, by the objective's own
//! mean and covariance (crate `qubo`). What it selects is a guess about the problem: the weights of
//! the selection are optimised under *all* limits by branch and bound on these assets, and the bound
//! of the whole problem certifies how good the result is.

use std::collections::BTreeSet;

use nalgebra::{DMatrix, DVector};
use qubo::{
    AnnealSettings, BifurcationSettings, Count, Mixer, QaoaSettings, Selection, Variant, anneal,
    bifurcate, qaoa, sample_uniformly,
};

use super::inside::sign;
use super::search::gap_between;
use super::{Convex, DiscreteOutcome, DiscreteProblem, DiscreteSolution, Search, solve_discrete};
use crate::limits::Constraints;
use crate::problem::{Objective, Problem, ProblemError};
use crate::progress::is_stopped;
use crate::solve::solve;

/// Nodes that are spent on the bound of an answer that was selected.
const NODES_FOR_BOUND: usize = 2000;

/// Assets that a circuit is made of at most; of more, the most promising ones.
const QUBITS: usize = 20;

/// How many strings a search for angles may look at in all, a second or two of work: with so many
/// qubits that this is little, the angles are found less well, and that is part of the comparison.
const STRINGS: f64 = 4e7;
/// A search for the angles of a circuit ends by itself within about so many evaluations …
const MOST_EVALUATIONS: f64 = 2000.0;
/// … and needs so many to get anywhere.
const FEWEST_EVALUATIONS: f64 = 20.0;
/// Evaluations of one start.
const EVALUATIONS_PER_START: f64 = 100.0;

/// Who selects.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SelectionRoute {
    /// A simulated quantum circuit.
    Qaoa {
        /// How many layers; two angles each.
        layers: usize,
        /// How often it is read out.
        shots: u64,
        /// Where it begins and how it mixes.
        mixer: Mixer,
    },
    /// Simulated annealing.
    Annealing,
    /// Simulated bifurcation.
    Bifurcation(Variant),
    /// The best of sets drawn at random: what all others are to be judged by.
    Random {
        /// How many sets.
        shots: u64,
    },
}

/// What a route has selected.
#[derive(Debug, Clone, PartialEq)]
pub struct Selected {
    /// The assets; none where nothing was selected.
    pub chosen: Option<BTreeSet<usize>>,
    /// What was read off the circuit, where it was one.
    pub circuit: Option<Circuit>,
}

/// What the simulation of a circuit knows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Circuit {
    /// How likely one read-out is the best selection.
    pub probability_of_optimum: f64,
    /// How likely one read-out keeps the count.
    pub probability_of_feasible: f64,
    /// How likely a set drawn at random is the best selection.
    pub uniform_probability: f64,
    /// Of how many assets it was made.
    pub qubits: usize,
}

/// An answer by selection.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectionAnswer {
    /// The portfolio, or why there is none; by branch and bound where the selection is of no use.
    pub outcome: DiscreteOutcome,
    /// Who answered.
    pub reason: SelectionReason,
    /// What was selected.
    pub selected: Selected,
}

/// Why a route has answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelectionReason {
    /// The weights of its selection keep all limits.
    KeepsLimits,
    /// No weights of its selection keep all limits: branch and bound answered.
    BreaksLimits,
    /// It selected nothing: branch and bound answered.
    NoSelection,
}

/// Selects positions by `route`, optimises their weights under all limits, and falls back to branch
/// and bound where that is impossible.
///
/// The gap is certified by the bound of branch and bound on the whole problem, after at most
/// some 2,000 nodes. Units as of [`solve_discrete`].
///
/// # Errors
///
/// A problem that is not of means and variances, or that has no largest number of positions.
pub fn solve_by_selection(
    problem: &DiscreteProblem,
    route: SelectionRoute,
    seed: u64,
    search: &Search,
) -> Result<SelectionAnswer, ProblemError> {
    let binary = Binary::of(problem)?;
    let selected = binary.select(route, seed)?;
    let Some(chosen) = &selected.chosen else {
        return Ok(SelectionAnswer {
            outcome: solve_discrete(problem, search),
            reason: SelectionReason::NoSelection,
            selected,
        });
    };
    match solve_discrete(&only(problem, chosen)?, search) {
        DiscreteOutcome::Found(found) if !is_stopped() => {
            let bounded = Search {
                nodes: search.nodes.min(NODES_FOR_BOUND),
                ..*search
            };
            let found = certified(problem, found, &solve_discrete(problem, &bounded), search);
            Ok(SelectionAnswer {
                outcome: DiscreteOutcome::Found(found),
                reason: SelectionReason::KeepsLimits,
                selected,
            })
        }
        DiscreteOutcome::Infeasible(_) => Ok(SelectionAnswer {
            outcome: solve_discrete(problem, search),
            reason: SelectionReason::BreaksLimits,
            selected,
        }),
        outcome => Ok(SelectionAnswer {
            outcome,
            reason: SelectionReason::KeepsLimits,
            selected,
        }),
    }
}

/// The same problem on some of its assets: the others are not held.
pub(crate) fn only(
    problem: &DiscreteProblem,
    assets: &BTreeSet<usize>,
) -> Result<DiscreteProblem, ProblemError> {
    let mut constraints = problem.convex.constraints().clone();
    for asset in (0..problem.convex.assets()).filter(|asset| !assets.contains(asset)) {
        constraints.min_weight.by_asset.insert(asset, 0.0);
        constraints.max_weight.by_asset.insert(asset, 0.0);
    }
    DiscreteProblem::new(
        problem.convex.with_constraints(constraints)?,
        problem.choice.clone(),
    )
}

/// `found` with the bound that `whole` has proven.
fn certified(
    problem: &DiscreteProblem,
    found: DiscreteSolution,
    whole: &DiscreteOutcome,
    search: &Search,
) -> DiscreteSolution {
    let sign = sign(&problem.convex);
    // Where nothing is known, nothing is proven.
    let unknown = sign * f64::NEG_INFINITY;
    let (bound, nodes) = match whole {
        DiscreteOutcome::Found(best) => (best.bound, best.nodes),
        DiscreteOutcome::Stopped { bound, nodes } => (bound.unwrap_or(unknown), *nodes),
        DiscreteOutcome::Infeasible(_) | DiscreteOutcome::Unbounded => (unknown, 0),
    };
    let gap = gap_between(sign * found.objective, size(problem, &found), sign * bound);
    DiscreteSolution {
        bound,
        gap,
        is_proven: gap <= search.gap,
        nodes: found.nodes + nodes,
        ..found
    }
}

/// What a gap is measured against: the sizes of risk and return, in the unit of the objective.
pub(crate) fn size(problem: &DiscreteProblem, found: &DiscreteSolution) -> f64 {
    let Convex::Moments(convex) = &problem.convex else {
        return found.objective.abs();
    };
    match convex.objective() {
        Objective::MaxUtility { risk_aversion } => {
            let risk = risk_aversion * convex.moments().variance(&found.weights);
            risk + (found.objective + risk).abs()
        }
        _ => found.objective.abs(),
    }
}

/// The selection as a binary program.
pub(crate) struct Binary<'a> {
    problem: &'a Problem,
    pub(crate) selection: Selection,
    /// What the relaxed problem holds, the best first: who comes first where not all fit.
    promising: Vec<usize>,
}

impl<'a> Binary<'a> {
    pub(crate) fn of(problem: &'a DiscreteProblem) -> Result<Self, ProblemError> {
        let Convex::Moments(convex) = &problem.convex else {
            return Err(refused("objective", "is not one of means and variances"));
        };
        let positions = &problem.choice.positions;
        let Some(most) = positions.at_most else {
            return Err(refused("positions.at_most", "is missing"));
        };
        let relaxed = solve(convex);
        let relaxed = relaxed.solution().map(|solution| solution.weights.clone());
        let (quadratic, linear) = coefficients(convex, relaxed.as_ref(), most);
        let quadratic = exclusive(quadratic, &linear, problem);
        // Equal weights on fewer would be larger ones; branch and bound leaves out what is not worth
        // its place.
        let limits = convex.constraints();
        let (required, forbidden) = decided(limits, convex.assets());
        let most = most.min(convex.assets() - forbidden.len());
        let promising = promising(convex, relaxed.as_ref(), &required, &forbidden);
        let selection = Selection::new(quadratic, linear, Count::Exactly(most))
            .and_then(|selection| selection.with_required(&required))
            .and_then(|selection| selection.with_forbidden(&forbidden))
            .map_err(|_| refused("positions.at_most", "leaves nothing to select"))?;
        Ok(Self {
            problem: convex,
            selection,
            promising,
        })
    }

    /// What `route` selects.
    pub(crate) fn select(
        &self,
        route: SelectionRoute,
        seed: u64,
    ) -> Result<Selected, ProblemError> {
        let stop: &dyn Fn() -> bool = &is_stopped;
        let plain = |chosen: Vec<usize>| Selected {
            chosen: Some(chosen.into_iter().collect()),
            circuit: None,
        };
        Ok(match route {
            SelectionRoute::Qaoa {
                layers,
                shots,
                mixer,
            } => {
                let usual = QaoaSettings::default();
                let strings = self.strings(mixer) * layers as f64;
                let evaluations = STRINGS / strings;
                let evaluations = evaluations.clamp(FEWEST_EVALUATIONS, MOST_EVALUATIONS);
                let starts = (evaluations / EVALUATIONS_PER_START) as usize;
                let settings = QaoaSettings {
                    layers,
                    mixer,
                    shots,
                    seed,
                    stop,
                    evaluations: evaluations as u64,
                    starts: starts.clamp(1, usual.starts),
                    ..usual
                };
                self.circuit(&settings)?
            }
            SelectionRoute::Annealing => {
                let settings = AnnealSettings {
                    seed,
                    stop,
                    ..AnnealSettings::default()
                };
                plain(anneal(&self.selection, &settings).best.chosen)
            }
            SelectionRoute::Bifurcation(variant) => {
                let settings = BifurcationSettings {
                    variant,
                    seed,
                    stop,
                    ..BifurcationSettings::default()
                };
                plain(bifurcate(&self.selection, &settings).best.chosen)
            }
            SelectionRoute::Random { shots } => {
                plain(sample_uniformly(&self.selection, shots, seed).best.chosen)
            }
        })
    }

    /// How many strings the state of a circuit has.
    fn strings(&self, mixer: Mixer) -> f64 {
        let qubits = self.promising.len().min(QUBITS);
        let chosen = match self.selection.count() {
            Count::Exactly(count) | Count::AtMost(count) => count.min(qubits),
        };
        match mixer {
            Mixer::Ring => (0..chosen).fold(1.0, |sets, place| {
                sets * (qubits - place) as f64 / (place + 1) as f64
            }),
            Mixer::Transverse | Mixer::WarmStart => (1_u64 << qubits) as f64,
        }
    }

    fn circuit(&self, settings: &QaoaSettings<'_>) -> Result<Selected, ProblemError> {
        let circuit = self.for_circuit()?;
        let answered = qaoa(&circuit, settings)
            .map_err(|_| refused("positions.at_most", "makes too large a circuit"))?;
        let chosen = answered.best.map(|best| best.chosen.into_iter().collect());
        Ok(Selected {
            chosen,
            circuit: Some(Circuit {
                probability_of_optimum: answered.probability_of_optimum,
                probability_of_feasible: answered.probability_of_feasible,
                uniform_probability: answered.uniform_probability,
                qubits: circuit.assets() - circuit.forbidden().len(),
            }),
        })
    }

    /// The selection among as many assets as a circuit has room for.
    pub(crate) fn for_circuit(&self) -> Result<Selection, ProblemError> {
        let room: BTreeSet<usize> = self.promising.iter().copied().take(QUBITS).collect();
        let without: Vec<usize> = (0..self.problem.assets())
            .filter(|asset| !room.contains(asset))
            .collect();
        self.selection
            .clone()
            .with_forbidden(&without)
            .map_err(|_| refused("positions.at_most", "is more than a circuit has room for"))
    }
}

/// `q w'Σw − p μ'w` of equal weights on `most` assets, by the prices that the objective gives to
/// risk and return; those of a ratio are its slope where the relaxed problem is solved.
fn coefficients(
    problem: &Problem,
    relaxed: Option<&DVector<f64>>,
    most: usize,
) -> (DMatrix<f64>, DVector<f64>) {
    let moments = problem.moments();
    let (risk, reward) = match problem.objective() {
        Objective::MinVariance | Objective::EqualWeight => (1.0, 0.0),
        Objective::MaxReturn => (0.0, 1.0),
        Objective::MaxUtility { risk_aversion } => (risk_aversion, 1.0),
        Objective::MaxSharpe { risk_free } => {
            let slope = |weights: &DVector<f64>| {
                let excess = moments.expected_return(weights) - risk_free;
                excess / (2.0 * moments.variance(weights))
            };
            let price = relaxed.map_or(1.0, slope);
            (if price.is_finite() { price } else { 1.0 }, 1.0)
        }
    };
    let share = problem.constraints().budget / most as f64;
    (
        moments.covariance() * (risk * share * share),
        moments.mean() * (-reward * share),
    )
}

/// Pairs of which only one may be held cost more than any selection is worth.
fn exclusive(
    mut quadratic: DMatrix<f64>,
    linear: &DVector<f64>,
    problem: &DiscreteProblem,
) -> DMatrix<f64> {
    let worth: f64 = quadratic.iter().map(|entry| entry.abs()).sum::<f64>() + linear.lp_norm(1);
    let groups = &problem.choice.positions.groups;
    for group in groups.iter().filter(|group| group.at_most == 1) {
        for &one in &group.assets {
            for &other in group.assets.iter().filter(|&&other| other != one) {
                quadratic[(one, other)] += worth;
            }
        }
    }
    quadratic
}

/// Assets that the limits hold, and assets that they do not let be held.
fn decided(limits: &Constraints, assets: usize) -> (Vec<usize>, Vec<usize>) {
    let bounds = |asset: usize| (limits.min_weight.of(asset), limits.max_weight.of(asset));
    let is_required = |&asset: &usize| bounds(asset).0 > 0.0 || bounds(asset).1 < 0.0;
    let is_forbidden = |&asset: &usize| bounds(asset) == (0.0, 0.0);
    (
        (0..assets).filter(is_required).collect(),
        (0..assets).filter(is_forbidden).collect(),
    )
}

/// Required assets first, then those that the relaxed problem holds most of, then those that would
/// be missed least.
fn promising(
    problem: &Problem,
    relaxed: Option<&DVector<f64>>,
    required: &[usize],
    forbidden: &[usize],
) -> Vec<usize> {
    let n = problem.assets();
    let even = DVector::from_element(n, problem.constraints().budget / n as f64);
    let weights = relaxed.unwrap_or(&even);
    let (quadratic, linear) = coefficients(problem, relaxed, 1);
    let slope = quadratic * weights * 2.0 + linear;
    let mut assets: Vec<usize> = (0..n).filter(|asset| !forbidden.contains(asset)).collect();
    assets.sort_by(|&a, &b| {
        let is_required = |asset: usize| required.contains(&asset);
        (is_required(b).cmp(&is_required(a)))
            .then(weights[b].abs().total_cmp(&weights[a].abs()))
            .then(slope[a].total_cmp(&slope[b]))
            .then(a.cmp(&b))
    });
    assets
}

fn refused(field: &str, reason: &'static str) -> ProblemError {
    ProblemError::Field {
        field: field.to_owned(),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discrete::{Choice, Positions};
    use crate::estimate::Moments;

    /// A search that was stopped before it knew anything certifies nothing.
    #[test]
    fn without_a_bound_there_is_no_proof() {
        for objective in [
            Objective::MinVariance,
            Objective::MaxUtility { risk_aversion: 1.0 },
        ] {
            let mean = DVector::from_vec(vec![0.05, 0.1]);
            let moments = Moments::new(mean, DMatrix::identity(2, 2)).expect("fine");
            let convex = Problem::new(moments, objective, Constraints::default()).expect("fine");
            let positions = Positions {
                at_most: Some(1),
                ..Positions::default()
            };
            let choice = Choice {
                positions,
                ..Choice::default()
            };
            let problem = DiscreteProblem::new(Convex::Moments(convex), choice).expect("fine");
            let search = Search::default();
            let whole = solve_discrete(&problem, &search);
            let found = whole.solution().expect("a portfolio").clone();
            let proven = certified(&problem, found.clone(), &whole, &search);
            assert!(proven.is_proven && proven.gap <= search.gap, "{proven:?}");
            let stopped = DiscreteOutcome::Stopped {
                bound: None,
                nodes: 0,
            };
            let unproven = certified(&problem, found, &stopped, &search);
            assert!(
                !unproven.is_proven && unproven.gap == f64::INFINITY,
                "{unproven:?}"
            );
        }
    }
}
