//! How the routes to a selection do on one problem, beside what is certified.

use std::collections::{BTreeMap, BTreeSet};

use qubo::enumerate;

use super::inside::sign;
use super::search::gap_between;
use super::selection::{Binary, Circuit, SelectionRoute, only, size};
use super::{DiscreteOutcome, DiscreteProblem, DiscreteSolution, Search, solve_discrete};
use crate::problem::ProblemError;
use crate::progress::{Progress, is_stopped, tell};

/// Milliseconds since some moment of the caller's choice.
pub type Clock<'a> = dyn Fn() -> f64 + 'a;

/// All routes on one problem.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectionComparison {
    /// What branch and bound has to say.
    pub certified: DiscreteOutcome,
    /// The time it took.
    pub certified_ms: f64,
    /// The selection that is best with equal weights, where all were looked at.
    pub best_selection: Option<BestSelection>,
    /// One for each route, in the order of asking.
    pub routes: Vec<RouteRuns>,
}

/// The best of all selections, by the binary program that the routes are given.
#[derive(Debug, Clone, PartialEq)]
pub struct BestSelection {
    /// Its assets.
    pub chosen: BTreeSet<usize>,
    /// What it is worth there; less is better.
    pub value: f64,
    /// How many selections there are.
    pub selections: u64,
    /// How many of them are as good.
    pub optimal: u64,
}

/// The runs of one route.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteRuns {
    /// Which.
    pub route: SelectionRoute,
    /// One for each seed.
    pub runs: Vec<Run>,
}

/// One run.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its seed.
    pub seed: u64,
    /// What was selected.
    pub chosen: Option<BTreeSet<usize>>,
    /// What the selection is worth in the binary program.
    pub value: Option<f64>,
    /// The objective of the best weights of the selection under all limits; none where these cannot
    /// be kept.
    pub objective: Option<f64>,
    /// How far that is from the certified optimum, as a share of its size.
    pub gap: Option<f64>,
    /// The time of the selection and of its weights.
    pub time_ms: f64,
    /// What the simulation of a circuit knows.
    pub circuit: Option<Circuit>,
}

impl Run {
    /// Objectives that differ by less, as a share of their size, are the same.
    pub const SAME: f64 = 1e-6;

    /// Whether the certified optimum was reached.
    pub fn is_success(&self) -> bool {
        self.gap.is_some_and(|gap| gap <= Self::SAME)
    }

    /// Whether the selection is the best by its own program.
    pub fn is_best_selection(&self, best: &BestSelection) -> bool {
        let is_as_good = |value: f64| value <= best.value + Self::SAME * best.value.abs();
        self.value.is_some_and(is_as_good)
    }
}

/// Runs each route with each of `seeds` seeds from `seed` on.
///
/// Branch and bound comes first and certifies the optimum up to `search.gap`. A run that is stopped
/// is left out with all that follow.
///
/// # Errors
///
/// As [`super::solve_by_selection`].
pub fn compare_selections(
    problem: &DiscreteProblem,
    routes: &[SelectionRoute],
    (seed, seeds): (u64, usize),
    search: &Search,
    now_ms: &Clock<'_>,
) -> Result<SelectionComparison, ProblemError> {
    let binary = Binary::of(problem)?;
    let start = now_ms();
    let certified = solve_discrete(problem, search);
    let mut comparison = SelectionComparison {
        certified_ms: now_ms() - start,
        best_selection: best_selection(&binary),
        routes: Vec::new(),
        certified,
    };
    let mut judge = Judge {
        problem,
        search,
        known: BTreeMap::new(),
    };
    for (position, &route) in routes.iter().enumerate() {
        let mut runs = Vec::new();
        for offset in 0..seeds {
            let done = position * seeds + offset;
            if tell(Progress::part(done, routes.len() * seeds)).is_break() {
                return Ok(comparison);
            }
            let best = comparison.certified.solution();
            let run = judge.run(
                &binary,
                route,
                seed.wrapping_add(offset as u64),
                best,
                now_ms,
            )?;
            if is_stopped() {
                return Ok(comparison);
            }
            runs.push(run);
        }
        comparison.routes.push(RouteRuns { route, runs });
    }
    Ok(comparison)
}

fn best_selection(binary: &Binary<'_>) -> Option<BestSelection> {
    let all = enumerate(&binary.selection, &is_stopped).ok()?;
    Some(BestSelection {
        chosen: all.best.chosen.into_iter().collect(),
        value: all.best.value,
        selections: all.feasible,
        optimal: all.optimal,
    })
}

/// Optimises the weights of selections, each once.
struct Judge<'a> {
    problem: &'a DiscreteProblem,
    search: &'a Search,
    known: BTreeMap<BTreeSet<usize>, (Option<f64>, f64)>,
}

impl Judge<'_> {
    fn run(
        &mut self,
        binary: &Binary<'_>,
        route: SelectionRoute,
        seed: u64,
        best: Option<&DiscreteSolution>,
        now_ms: &Clock<'_>,
    ) -> Result<Run, ProblemError> {
        let start = now_ms();
        let selected = binary.select(route, seed)?;
        let selected_ms = now_ms() - start;
        let (objective, weighed_ms) = match &selected.chosen {
            Some(chosen) => self.objective(chosen, now_ms)?,
            None => (None, 0.0),
        };
        let gap = |found: f64, best: &DiscreteSolution| {
            let sign = sign(&self.problem.convex);
            gap_between(
                sign * found,
                size(self.problem, best),
                sign * best.objective,
            )
        };
        let value = selected.chosen.as_ref().map(|chosen| {
            let chosen: Vec<usize> = chosen.iter().copied().collect();
            binary.selection.value(&chosen)
        });
        Ok(Run {
            seed,
            value,
            objective,
            gap: objective.zip(best).map(|(found, best)| gap(found, best)),
            time_ms: selected_ms + weighed_ms,
            circuit: selected.circuit,
            chosen: selected.chosen,
        })
    }

    /// The objective of a selection, and the time it took when it was first asked for.
    fn objective(
        &mut self,
        chosen: &BTreeSet<usize>,
        now_ms: &Clock<'_>,
    ) -> Result<(Option<f64>, f64), ProblemError> {
        if let Some(&known) = self.known.get(chosen) {
            return Ok(known);
        }
        let start = now_ms();
        let found = solve_discrete(&only(self.problem, chosen)?, self.search);
        let objective = found.solution().map(|found| found.objective);
        let judged = (objective, now_ms() - start);
        self.known.insert(chosen.clone(), judged);
        Ok(judged)
    }
}
