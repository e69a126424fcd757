//! The quantum approximate optimisation algorithm, by simulation of its state vector.

use thiserror::Error;

use crate::{
    draws::Draws,
    encoding::Encoding,
    enumerate::binomial,
    selection::{Choice, Selection},
    walk::Walk,
};

mod circuit;
mod exchange;
mod phase;
mod product;
mod shots;
mod simulation;
mod state;
mod tail;
mod tune;

pub use simulation::Simulation;

use circuit::Angles;
use tune::{Effort, Tuned};

/// Where the circuit begins and how its layers mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mixer {
    /// The textbook: `Σ X` from `|+…+⟩` over all strings, the count kept by a penalty only. Farhi,
    /// Goldstone and Gutmann 2014.
    Transverse,
    /// The same register, begun at the continuous relaxation `c*`, clipped to [¼, ¾], with the
    /// mixer whose ground state that is. Egger, Mareček and Woerner 2021.
    WarmStart,
    /// Exchanges along a ring from the Dicke state: every shot keeps the count. Hadfield et al.
    /// 2019. Its first shot already is a uniform draw from the feasible sets, so that it begins
    /// where the others have to get to.
    Ring,
}

/// How to tune and how often to measure.
#[derive(Clone, Copy)]
pub struct QaoaSettings<'a> {
    /// How many layers `p`; two angles each.
    pub layers: usize,
    /// Which circuit.
    pub mixer: Mixer,
    /// The angles are tuned for the mean of this share of the lowest energies; 1 is the
    /// expectation.
    pub tail: f64,
    /// Ramps that the angles may begin at; the best ones are led downhill, six of them in
    /// registers of up to 1,024 strings, two up to 65,536, else one.
    pub starts: usize,
    /// Evaluations of value and derivatives at most, for all starts.
    pub evaluations: u64,
    /// Measurements, from which the answer is taken.
    pub shots: u64,
    /// The seed of starts and measurements.
    pub seed: u64,
    /// Asked before every evaluation.
    pub stop: &'a dyn Fn() -> bool,
}

impl Default for QaoaSettings<'_> {
    fn default() -> Self {
        QaoaSettings {
            layers: 3,
            mixer: Mixer::WarmStart,
            tail: 0.1,
            starts: 12,
            evaluations: 2000,
            shots: 64,
            seed: 1,
            stop: &|| false,
        }
    }
}

/// What was measured, and what the simulation knows beside.
#[derive(Debug, Clone, PartialEq)]
pub struct QaoaResult {
    /// The best feasible set among the shots; none if no shot keeps the count.
    pub best: Option<Choice>,
    /// The exact expectation of the energy, penalty included, per shot.
    pub expectation: f64,
    /// The exact probability that a shot is an optimum.
    pub probability_of_optimum: f64,
    /// The exact probability that a shot keeps the count.
    pub probability_of_feasible: f64,
    /// The probability that a uniform draw from the feasible sets is an optimum.
    pub uniform_probability: f64,
    /// The circuits that were run: one, or one for each count with [`Mixer::Ring`] and *at most*.
    pub circuits: Vec<Tuning>,
    /// Evaluations of value and derivatives in all. Each one looks at every string of the
    /// register, which is why a simulation never is faster than enumeration.
    pub evaluations: u64,
    /// What the shots showed, by falling frequency.
    pub samples: Vec<Sample>,
    /// Whether the tuning was broken off; measured with the best angles so far.
    pub stopped: bool,
}

/// The angles of one circuit.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuning {
    /// How many ones its strings have, the required ones not counted; none where they have any.
    pub count: Option<usize>,
    /// Angles of the phases, in one over the unit of the objective.
    pub gammas: Vec<f64>,
    /// Angles of the mixers, in radians.
    pub betas: Vec<f64>,
    /// Measurements of this circuit.
    pub shots: u64,
}

/// A set that shots showed.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The members, ascending, the required included.
    pub chosen: Vec<usize>,
    /// `z'Qz + c'z`, without any penalty.
    pub value: f64,
    /// Whether it keeps the count.
    pub feasible: bool,
    /// How often it came.
    pub shots: u64,
}

/// Why nothing was simulated.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum QaoaError {
    /// The register does not fit.
    #[error(
        "{qubits} qubits with {states} strings are too many to simulate; {LARGEST} strings at most"
    )]
    TooLarge {
        /// Free variables and slack bits.
        qubits: usize,
        /// Strings of the register, or `u64::MAX`.
        states: u64,
    },
    /// A setting has no meaning.
    #[error("{field}: {why}")]
    Setting {
        /// Which one.
        field: &'static str,
        /// What it has to be.
        why: &'static str,
    },
}

/// 2²⁴ strings: 256 MB a state.
const LARGEST: u64 = 1 << 24;

/// Tunes the angles on the exact distribution, then measures.
///
/// The answer is the best of `shots` measurements, and nothing else: neither the strings that
/// the simulation looks at while tuning nor a descent from the shots. One layer costs
/// O(2ⁿ n) with a product mixer and O(C(n, k) n) on the ring; memory is two states and the energies.
///
/// # Errors
///
/// A register that is too large, and settings without a meaning.
pub fn qaoa(selection: &Selection, settings: &QaoaSettings<'_>) -> Result<QaoaResult, QaoaError> {
    check(settings)?;
    let simulation = Simulation::new(selection, settings.mixer)?;
    let mut starts = Draws::new(settings.seed, 1);
    let mut measurements = Draws::new(settings.seed, 2);
    let mut report = Report::new(&simulation, settings.shots);
    for index in 0..simulation.circuits.len() {
        let effort = Effort {
            layers: settings.layers,
            starts: settings.starts,
            evaluations: share(settings.evaluations, index, simulation.circuits.len()),
            stop: settings.stop,
        };
        let tuned = simulation.tune(index, settings.tail, effort, &mut starts);
        report.add(index, tuned, &mut measurements);
    }
    Ok(report.finish())
}

fn check(settings: &QaoaSettings<'_>) -> Result<(), QaoaError> {
    let wrong = |field, why| Err(QaoaError::Setting { field, why });
    if settings.layers == 0 || settings.layers > 100 {
        return wrong("layers", "must be between 1 and 100");
    }
    if !(settings.tail > 0.0 && settings.tail <= 1.0) {
        return wrong("tail", "must be above 0 and at most 1");
    }
    if settings.shots == 0 {
        return wrong("shots", "must be at least 1");
    }
    if settings.shots > 1 << 24 {
        return wrong("shots", "must be at most 16,777,216");
    }
    Ok(())
}

/// What circuit `index` gets of `total`: the same, and the first ones what is left over.
fn share(total: u64, index: usize, circuits: usize) -> u64 {
    let (index, circuits) = (index as u64, circuits as u64);
    total / circuits + u64::from(index < total % circuits)
}

/// Collects what the circuits say.
struct Report<'a> {
    simulation: &'a Simulation<'a>,
    shots: u64,
    optimum: f64,
    result: QaoaResult,
}

impl<'a> Report<'a> {
    fn new(simulation: &'a Simulation<'a>, shots: u64) -> Report<'a> {
        let (optimum, uniform_probability) = simulation.optimum();
        Report {
            simulation,
            shots,
            optimum,
            result: QaoaResult {
                best: None,
                expectation: 0.0,
                probability_of_optimum: 0.0,
                probability_of_feasible: 0.0,
                uniform_probability,
                circuits: Vec::new(),
                evaluations: 0,
                samples: Vec::new(),
                stopped: false,
            },
        }
    }

    fn add(&mut self, index: usize, tuned: Tuned, draws: &mut Draws) {
        let circuit = &self.simulation.circuits[index];
        let shots = share(self.shots, index, self.simulation.circuits.len());
        let part = shots as f64 / self.shots as f64;
        let state = circuit.run(&tuned.angles);
        let probabilities = state.probabilities();
        self.result.expectation += part * state.mean(&circuit.energies);
        for (at, probability) in probabilities.iter().enumerate() {
            let seen = self.simulation.feasible_energy(circuit.strings[at]);
            if let Some(energy) = seen(circuit.energies[at]) {
                self.result.probability_of_feasible += part * probability;
                if energy == self.optimum {
                    self.result.probability_of_optimum += part * probability;
                }
            }
        }
        for (at, times) in shots::measure(&probabilities, shots, draws) {
            self.sample(circuit.strings[at], times);
        }
        let Angles { gammas, betas } = tuned.angles;
        self.result.evaluations += tuned.evaluations;
        self.result.stopped |= tuned.stopped;
        self.result.circuits.push(Tuning {
            count: self.simulation.counts[index],
            gammas,
            betas,
            shots,
        });
    }

    fn sample(&mut self, string: u32, shots: u64) {
        let (choice, feasible) = self.simulation.decode(string);
        let known = self
            .result
            .samples
            .iter_mut()
            .find(|sample| sample.chosen == choice.chosen);
        match known {
            // Slack bits tell strings apart that stand for the same set.
            Some(sample) => sample.shots += shots,
            None => self.result.samples.push(Sample {
                chosen: choice.chosen,
                value: choice.value,
                feasible,
                shots,
            }),
        }
    }

    fn finish(self) -> QaoaResult {
        let mut result = self.result;
        result
            .samples
            .sort_by(|a, b| b.shots.cmp(&a.shots).then_with(|| a.chosen.cmp(&b.chosen)));
        let feasible = result.samples.iter().filter(|sample| sample.feasible);
        let best = feasible.min_by(|a, b| {
            a.value
                .total_cmp(&b.value)
                .then_with(|| a.chosen.cmp(&b.chosen))
        });
        result.best = best.map(|sample| Choice {
            chosen: sample.chosen.clone(),
            value: sample.value,
        });
        result
    }
}
