//! All routes beside a certified optimum.

use thiserror::Error;

use crate::{
    anneal::{AnnealSettings, anneal},
    bifurcate::{BifurcationSettings, Variant, bifurcate},
    descent::greedy,
    enumerate::{EnumerateError, enumerate, feasible_sets},
    qaoa::{Mixer, QaoaError, QaoaSettings, qaoa},
    reduced::Reduced,
    relaxation::round_relaxation,
    selection::{Choice, Found, Selection},
    uniform::sample_uniformly,
};

/// A way to answer a selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// Luck: as many uniform draws from the feasible sets as QAOA has shots.
    RandomSampling,
    /// QAOA with one of its circuits.
    Qaoa(Mixer),
    /// Simulated annealing.
    Annealing,
    /// Simulated bifurcation.
    Bifurcation(Variant),
    /// The continuous relaxation, rounded: what a warm start begins with; without a seed.
    Rounding,
    /// The cheapest member first, then single moves; without a seed.
    Greedy,
}

/// The proven answer that all are measured by.
#[derive(Debug, Clone, PartialEq)]
pub struct Optimum {
    /// The best set and its value.
    pub best: Choice,
    /// How many sets are feasible; as a float, for there may be more than an integer holds.
    pub feasible: f64,
    /// The probability that a uniform draw from them is as good.
    pub uniform_probability: f64,
}

/// How to compare. What is not named here is as in the settings of each route.
#[derive(Clone, Copy)]
pub struct CompareSettings<'a> {
    /// Which routes, in the order of the report.
    pub routes: &'a [Route],
    /// One run of every route for each seed.
    pub seeds: &'a [u64],
    /// QAOA's settings; seed and circuit are those of the run and the route. Random sampling draws
    /// as often as it measures.
    pub qaoa: QaoaSettings<'a>,
    /// Annealing's settings, but for the seed.
    pub annealing: AnnealSettings<'a>,
    /// Bifurcation's settings, but for seed and variant.
    pub bifurcation: BifurcationSettings<'a>,
    /// The optimum, where somebody else has proven it; else all sets are gone through.
    pub optimum: Option<&'a [usize]>,
    /// Seconds since any moment: this crate has no clock.
    pub clock: &'a dyn Fn() -> f64,
    /// Asked between and, by every route, within the runs.
    pub stop: &'a dyn Fn() -> bool,
}

impl Default for CompareSettings<'_> {
    fn default() -> Self {
        CompareSettings {
            routes: &[
                Route::RandomSampling,
                Route::Greedy,
                Route::Rounding,
                Route::Qaoa(Mixer::Transverse),
                Route::Qaoa(Mixer::WarmStart),
                Route::Qaoa(Mixer::Ring),
                Route::Annealing,
                Route::Bifurcation(Variant::Ballistic),
                Route::Bifurcation(Variant::Discrete),
            ],
            seeds: &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
            qaoa: QaoaSettings::default(),
            annealing: AnnealSettings::default(),
            bifurcation: BifurcationSettings::default(),
            optimum: None,
            clock: &|| 0.0,
            stop: &|| false,
        }
    }
}

/// What all routes found.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What there was to find.
    pub optimum: Optimum,
    /// Seconds that the enumeration took; none where the optimum was handed in.
    pub enumeration_seconds: Option<f64>,
    /// One for each route asked for.
    pub routes: Vec<RouteReport>,
    /// Whether it was broken off: the last route may lack seeds, and routes may be missing.
    pub stopped: bool,
}

/// One route over all seeds.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteReport {
    /// Which one.
    pub route: Route,
    /// One for each seed; [`Route::Greedy`] and [`Route::Rounding`] have no seed and run once.
    pub runs: Vec<RouteRun>,
    /// The share of the runs whose answer is as good as the optimum.
    pub success_rate: f64,
    /// The median over the runs of [`RouteRun::gap`]; none where no median run has an answer.
    pub median_gap: Option<f64>,
    /// The median over the runs of [`RouteRun::probability_of_optimum`].
    pub median_probability: Option<f64>,
    /// The median over the runs of [`RouteRun::seconds`].
    pub median_seconds: f64,
    /// Why the route could not run: its register is too large.
    pub refused: Option<QaoaError>,
}

/// One run.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteRun {
    /// Its seed.
    pub seed: u64,
    /// Its answer; none where no shot kept the count.
    pub best: Option<Choice>,
    /// (value − optimum) ÷ (|z'Qz| + |c'z|) of the answer; none without one.
    pub gap: Option<f64>,
    /// The exact probability of an optimum per shot, for routes that draw: QAOA and luck.
    pub probability_of_optimum: Option<f64>,
    /// The exact probability per shot that the count is kept, for the same routes.
    pub probability_of_feasible: Option<f64>,
    /// Shots, proposals, steps, or moves.
    pub steps: u64,
    /// By the clock that was handed in.
    pub seconds: f64,
}

/// Why nothing was compared.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum CompareError {
    /// No optimum was handed in, and there are too many sets to go through.
    #[error("optimum: {0}")]
    Optimum(#[from] EnumerateError),
    /// What was handed in breaks the selection's own rules.
    #[error("optimum: the set does not keep the count, the required or the forbidden")]
    NotFeasible,
    /// Some route is better than what was handed in.
    #[error("optimum: {value} is no optimum, a route found {better}")]
    NotOptimal {
        /// The value of what was handed in.
        value: f64,
        /// The value of what was found.
        better: f64,
    },
    /// A setting of QAOA has no meaning.
    #[error("qaoa: {0}")]
    Qaoa(QaoaError),
}

/// Runs every route with every seed, and measures the answers by the optimum.
///
/// A circuit that is too large to simulate is reported as refused; all other routes still run.
///
/// # Errors
///
/// No optimum, a wrong one, and settings without a meaning.
pub fn compare(
    selection: &Selection,
    settings: &CompareSettings<'_>,
) -> Result<Comparison, CompareError> {
    let (optimum, enumeration_seconds) = certified(selection, settings)?;
    let mut comparison = Comparison {
        optimum,
        enumeration_seconds,
        routes: Vec::new(),
        stopped: false,
    };
    for &route in settings.routes {
        if (settings.stop)() {
            comparison.stopped = true;
            break;
        }
        let report = report(selection, settings, route, &comparison.optimum)?;
        comparison.stopped |=
            report.runs.len() < seeds_of(route, settings).len() && report.refused.is_none();
        comparison.routes.push(report);
    }
    Ok(comparison)
}

/// Values that differ by less than rounding of the coefficients can make are the same.
const SAME: f64 = 1e-9;

fn certified(
    selection: &Selection,
    settings: &CompareSettings<'_>,
) -> Result<(Optimum, Option<f64>), CompareError> {
    let Some(chosen) = settings.optimum else {
        let begun = (settings.clock)();
        let judged = enumerate(selection, settings.stop)?;
        let optimum = Optimum {
            best: judged.best,
            feasible: judged.feasible as f64,
            uniform_probability: judged.optimal as f64 / judged.feasible as f64,
        };
        return Ok((optimum, Some((settings.clock)() - begun)));
    };
    if !selection.admits(chosen) {
        return Err(CompareError::NotFeasible);
    }
    let feasible = feasible_sets(&Reduced::new(selection)) as f64;
    let optimum = Optimum {
        best: selection.choice(chosen.to_vec()),
        feasible,
        uniform_probability: 1.0 / feasible,
    };
    Ok((optimum, None))
}

fn seeds_of<'a>(route: Route, settings: &CompareSettings<'a>) -> &'a [u64] {
    match route {
        Route::Greedy | Route::Rounding => &settings.seeds[..settings.seeds.len().min(1)],
        _ => settings.seeds,
    }
}

fn report(
    selection: &Selection,
    settings: &CompareSettings<'_>,
    route: Route,
    optimum: &Optimum,
) -> Result<RouteReport, CompareError> {
    let mut runs = Vec::new();
    let mut refused = None;
    for &seed in seeds_of(route, settings) {
        if (settings.stop)() {
            break;
        }
        let begun = (settings.clock)();
        match run(selection, settings, route, seed, optimum) {
            Ok(mut run) => {
                run.seconds = (settings.clock)() - begun;
                run.gap = gap(selection, run.best.as_ref(), optimum)?;
                runs.push(run);
            }
            Err(error @ QaoaError::TooLarge { .. }) => {
                refused = Some(error);
                break;
            }
            Err(error) => return Err(CompareError::Qaoa(error)),
        }
    }
    Ok(summary(route, runs, refused))
}

fn run(
    selection: &Selection,
    settings: &CompareSettings<'_>,
    route: Route,
    seed: u64,
    optimum: &Optimum,
) -> Result<RouteRun, QaoaError> {
    let stop = settings.stop;
    Ok(match route {
        Route::RandomSampling => {
            let mut run = found(seed, sample_uniformly(selection, settings.qaoa.shots, seed));
            run.probability_of_optimum = Some(optimum.uniform_probability);
            run.probability_of_feasible = Some(1.0);
            run
        }
        Route::Qaoa(mixer) => {
            let shots = settings.qaoa.shots;
            let chosen = QaoaSettings {
                mixer,
                seed,
                stop,
                ..settings.qaoa
            };
            let result = qaoa(selection, &chosen)?;
            RouteRun {
                seed,
                best: result.best,
                gap: None,
                probability_of_optimum: Some(result.probability_of_optimum),
                probability_of_feasible: Some(result.probability_of_feasible),
                steps: shots,
                seconds: 0.0,
            }
        }
        Route::Annealing => {
            let chosen = AnnealSettings {
                seed,
                stop,
                ..settings.annealing
            };
            found(seed, anneal(selection, &chosen))
        }
        Route::Bifurcation(variant) => {
            let chosen = BifurcationSettings {
                variant,
                seed,
                stop,
                ..settings.bifurcation
            };
            found(seed, bifurcate(selection, &chosen))
        }
        Route::Greedy => found(seed, greedy(selection, stop)),
        Route::Rounding => found(seed, round_relaxation(selection)),
    })
}

fn found(seed: u64, found: Found) -> RouteRun {
    RouteRun {
        seed,
        best: Some(found.best),
        gap: None,
        probability_of_optimum: None,
        probability_of_feasible: None,
        steps: found.steps,
        seconds: 0.0,
    }
}

fn gap(
    selection: &Selection,
    best: Option<&Choice>,
    optimum: &Optimum,
) -> Result<Option<f64>, CompareError> {
    let Some(best) = best else { return Ok(None) };
    let (risk, reward) = selection.terms(&best.chosen);
    let size = risk.abs() + reward.abs();
    let apart = best.value - optimum.best.value;
    if apart < -SAME * (size + optimum.best.value.abs()) {
        return Err(CompareError::NotOptimal {
            value: optimum.best.value,
            better: best.value,
        });
    }
    Ok(Some(if size > 0.0 {
        apart.max(0.0) / size
    } else {
        0.0
    }))
}

fn summary(route: Route, runs: Vec<RouteRun>, refused: Option<QaoaError>) -> RouteReport {
    let successes = runs
        .iter()
        .filter(|run| run.gap.is_some_and(|gap| gap <= SAME));
    let success_rate = successes.count() as f64 / runs.len().max(1) as f64;
    // A run without an answer is worse than any gap.
    let gaps = median(runs.iter().map(|run| run.gap.unwrap_or(f64::INFINITY)));
    let probabilities: Option<Vec<f64>> =
        runs.iter().map(|run| run.probability_of_optimum).collect();
    RouteReport {
        route,
        success_rate,
        median_gap: gaps.filter(|gap| gap.is_finite()),
        median_probability: probabilities.and_then(|all| median(all.into_iter())),
        median_seconds: median(runs.iter().map(|run| run.seconds)).unwrap_or(0.0),
        runs,
        refused,
    }
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.is_empty() {
        None
    } else if sorted.len() % 2 == 1 {
        Some(sorted[middle])
    } else {
        Some(0.5 * (sorted[middle - 1] + sorted[middle]))
    }
}
