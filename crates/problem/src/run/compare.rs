//! The routes to a selection, side by side.

use std::collections::BTreeSet;

use optimizer::{
    BestSelection, DiscreteOutcome, Mixer, Problem, Run, SelectionComparison, SelectionRoute,
    Variant,
};

use crate::{
    Certified, Circuit, Compared, ComparisonAnswer, MixerKind, Model, ProblemErrors, Qaoa,
    RouteTrial, Selections, SolverKind, Spread, Stopwatch,
};

impl Model {
    pub(super) fn compare(
        &self,
        problem: &Problem,
        asked: &RouteTrial,
        stopwatch: &Stopwatch<'_>,
    ) -> Result<ComparisonAnswer, ProblemErrors> {
        // Without a choice the document was refused.
        let choice = self.choice.clone().unwrap_or_default();
        let discrete = self.discrete(problem, None, &choice)?;
        let routes = self.routes(asked);
        let seeds = (self.seed, asked.seeds);
        let compared =
            optimizer::compare_selections(&discrete, &routes, seeds, &self.search(), stopwatch)
                .map_err(|error| self.place(error))?;
        let best = compared.best_selection.as_ref();
        let mut rows = Vec::new();
        if wanted(asked).contains(&SolverKind::BranchAndBound) {
            rows.extend(searched(&compared));
        }
        let of_routes = compared.routes.iter();
        rows.extend(of_routes.map(|runs| self.compared(runs.route, &runs.runs, best)));
        Ok(ComparisonAnswer {
            certified: self.certified(&compared),
            selections: self.selections(best),
            seeds: asked.seeds,
            routes: rows,
        })
    }

    /// What the document asks for, and luck.
    fn routes(&self, asked: &RouteTrial) -> Vec<SelectionRoute> {
        let shots = self.shots() as u64;
        let circuit = |mixer| SelectionRoute::Qaoa {
            layers: self.layers(),
            shots,
            mixer,
        };
        let mut routes = Vec::new();
        for route in wanted(asked) {
            match route {
                SolverKind::Annealing => routes.push(SelectionRoute::Annealing),
                SolverKind::Bifurcation => routes.extend([
                    SelectionRoute::Bifurcation(Variant::Ballistic),
                    SelectionRoute::Bifurcation(Variant::Discrete),
                ]),
                SolverKind::Qaoa => match self.circuit.mixer {
                    Some(kind) => routes.push(circuit(mixer(kind))),
                    None => {
                        let all = [Mixer::Ring, Mixer::Transverse, Mixer::WarmStart];
                        routes.extend(all.map(circuit));
                    }
                },
                _ => {}
            }
        }
        routes.push(SelectionRoute::Random { shots });
        routes
    }

    pub(crate) fn layers(&self) -> usize {
        self.circuit.layers.unwrap_or(Qaoa::DEFAULT_LAYERS)
    }

    pub(crate) fn shots(&self) -> usize {
        self.circuit.shots.unwrap_or(Qaoa::DEFAULT_SHOTS)
    }

    fn compared(
        &self,
        route: SelectionRoute,
        runs: &[Run],
        best: Option<&BestSelection>,
    ) -> Compared {
        let share = |holds: &dyn Fn(&Run) -> bool| {
            runs.iter().filter(|run| holds(run)).count() as f64 / runs.len().max(1) as f64
        };
        let (name, mixer) = match route {
            SelectionRoute::Qaoa { mixer, .. } => ("qaoa", Some(kind(mixer))),
            SelectionRoute::Annealing => ("annealing", None),
            SelectionRoute::Bifurcation(Variant::Ballistic) => ("bifurcation_ballistic", None),
            SelectionRoute::Bifurcation(Variant::Discrete) => ("bifurcation_discrete", None),
            SelectionRoute::Random { .. } => ("random", None),
        };
        Compared {
            route: name.to_owned(),
            mixer,
            success_rate: share(&Run::is_success),
            selection_success_rate: best
                .map(|best| share(&|run: &Run| run.is_best_selection(best))),
            feasible_rate: share(&|run: &Run| run.objective.is_some()),
            objective: spread(runs.iter().filter_map(|run| run.objective)),
            gap: spread(runs.iter().filter_map(|run| run.gap)),
            time_ms: spread(runs.iter().map(|run| run.time_ms)).unwrap_or(Spread::NOTHING),
            circuit: self.circuit_of(runs),
        }
    }

    fn circuit_of(&self, runs: &[Run]) -> Option<Circuit> {
        let known = || runs.iter().filter_map(|run| run.circuit);
        let first = known().next()?;
        let optimum = spread(known().map(|circuit| circuit.probability_of_optimum))?;
        Some(Circuit {
            qubits: first.qubits,
            layers: self.layers(),
            shots: self.shots(),
            probability_of_optimum: optimum,
            probability_of_feasible: spread(
                known().map(|circuit| circuit.probability_of_feasible),
            )?,
            uniform_probability: first.uniform_probability,
            times_uniform: optimum.median / first.uniform_probability,
        })
    }

    fn certified(&self, compared: &SelectionComparison) -> Certified {
        let solution = compared.certified.solution();
        Certified {
            outcome: self.outcome_of(&compared.certified),
            objective: solution.map(|solution| solution.objective),
            gap: solution.map(|solution| solution.gap),
            positions: solution.map_or_else(Vec::new, |solution| self.names(&solution.held)),
            time_ms: compared.certified_ms,
        }
    }

    fn selections(&self, best: Option<&BestSelection>) -> Selections {
        Selections {
            count: best.map(|best| best.selections),
            uniform_probability: best.map(|best| best.optimal as f64 / best.selections as f64),
            best: best.map_or_else(Vec::new, |best| self.names(&best.chosen)),
            value: best.map(|best| best.value),
        }
    }

    fn names(&self, assets: &BTreeSet<usize>) -> Vec<String> {
        let symbols = self.assets();
        let names = assets.iter().filter_map(|&asset| symbols.get(asset));
        names.map(ToString::to_string).collect()
    }
}

/// Branch and bound answers every seed alike.
fn searched(compared: &SelectionComparison) -> Option<Compared> {
    let DiscreteOutcome::Found(solution) = &compared.certified else {
        return None;
    };
    Some(Compared {
        route: SolverKind::BranchAndBound.as_str().to_owned(),
        mixer: None,
        success_rate: 1.0,
        selection_success_rate: None,
        feasible_rate: 1.0,
        objective: spread([solution.objective].into_iter()),
        gap: spread([solution.gap].into_iter()),
        time_ms: spread([compared.certified_ms].into_iter()).unwrap_or(Spread::NOTHING),
        circuit: None,
    })
}

fn wanted(asked: &RouteTrial) -> Vec<SolverKind> {
    asked
        .routes
        .clone()
        .unwrap_or_else(|| RouteTrial::ROUTES.to_vec())
}

pub(crate) const fn mixer(kind: MixerKind) -> Mixer {
    match kind {
        MixerKind::Ring => Mixer::Ring,
        MixerKind::Transverse => Mixer::Transverse,
        MixerKind::WarmStart => Mixer::WarmStart,
    }
}

const fn kind(mixer: Mixer) -> MixerKind {
    match mixer {
        Mixer::Ring => MixerKind::Ring,
        Mixer::Transverse => MixerKind::Transverse,
        Mixer::WarmStart => MixerKind::WarmStart,
    }
}

fn spread(numbers: impl Iterator<Item = f64>) -> Option<Spread> {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    let (lowest, highest) = (*numbers.first()?, *numbers.last()?);
    let (low, high) = (numbers[(numbers.len() - 1) / 2], numbers[numbers.len() / 2]);
    Some(Spread {
        lowest,
        median: f64::midpoint(low, high),
        highest,
    })
}

impl Spread {
    const NOTHING: Self = Self {
        lowest: 0.0,
        median: 0.0,
        highest: 0.0,
    };
}
