//! The circuits of a selection.

use super::{
    Encoding, LARGEST, Mixer, QaoaError, Walk, binomial,
    circuit::{Angles, Circuit, Layer},
    exchange::Exchange,
    product::Product,
    state::State,
    tail::Tail,
    tune::{self, Effort, Tuned},
};
use crate::{
    draws::Draws,
    relaxation,
    selection::{Choice, Selection},
};

/// The circuits of a selection, ready for any angles.
#[derive(Debug, Clone)]
pub struct Simulation<'a> {
    encoding: Encoding<'a>,
    pub(super) circuits: Vec<Circuit>,
    /// The number of ones of each circuit's strings, where it has one.
    pub(super) counts: Vec<Option<usize>>,
}

/// Warm starts stay so far away from 0 and 1: at the ends the mixer could not move a qubit.
const CLIP: f64 = 0.25;

impl<'a> Simulation<'a> {
    /// The register, its energies and its mixer; O(2ⁿ n) or, on the ring, O(C(n, k) n log).
    ///
    /// # Errors
    ///
    /// More than 2²⁴ strings.
    pub fn new(selection: &'a Selection, mixer: Mixer) -> Result<Simulation<'a>, QaoaError> {
        let encoding = Encoding::new(selection);
        let (circuits, counts) = match mixer {
            Mixer::Transverse => {
                let ones = vec![0.5; encoding.qubo().variables()];
                (vec![product(&encoding, &ones)?], vec![None])
            }
            Mixer::WarmStart => {
                let mut ones = relaxation::relaxed(&encoding.reduced);
                ones.iter_mut()
                    .for_each(|one| *one = one.clamp(CLIP, 1.0 - CLIP));
                ones.resize(encoding.qubo().variables(), 0.5);
                (vec![product(&encoding, &ones)?], vec![None])
            }
            Mixer::Ring => {
                let counts = encoding.reduced.counts.clone();
                let circuits: Result<_, _> =
                    counts.clone().map(|count| ring(&encoding, count)).collect();
                (circuits?, counts.map(Some).collect())
            }
        };
        Ok(Simulation {
            encoding,
            circuits,
            counts,
        })
    }

    /// How many circuits there are: one, or one for each count on the ring.
    #[must_use]
    pub fn circuits(&self) -> usize {
        self.circuits.len()
    }

    /// The energies of the strings of a circuit, penalty included.
    #[must_use]
    pub fn energies(&self, circuit: usize) -> &[f64] {
        &self.circuits[circuit].energies
    }

    /// The strings of a circuit, ascending; the first free variable counts one, slack bits come
    /// last.
    #[must_use]
    pub fn strings(&self, circuit: usize) -> &[u32] {
        &self.circuits[circuit].strings
    }

    /// What a circuit encodes.
    #[must_use]
    pub fn encoding(&self) -> &Encoding<'a> {
        &self.encoding
    }

    /// The probabilities of the strings after these layers.
    ///
    /// # Panics
    ///
    /// When there are not as many `betas` as `gammas`.
    #[must_use]
    pub fn probabilities(&self, circuit: usize, gammas: &[f64], betas: &[f64]) -> Vec<f64> {
        self.run(circuit, gammas, betas).probabilities()
    }

    /// The exact expectation of the energy after these layers, and its derivatives by `gammas` and
    /// `betas`.
    ///
    /// # Panics
    ///
    /// When there are not as many `betas` as `gammas`.
    #[must_use]
    pub fn expectation(
        &self,
        circuit: usize,
        gammas: &[f64],
        betas: &[f64],
    ) -> (f64, Vec<f64>, Vec<f64>) {
        let of = &self.circuits[circuit];
        let state = self.run(circuit, gammas, betas);
        let expectation = state.mean(&of.energies);
        let angles = angles(gammas, betas);
        let gradient = of.gradient(&angles, state, &of.energies);
        (expectation, gradient.gammas, gradient.betas)
    }

    fn run(&self, circuit: usize, gammas: &[f64], betas: &[f64]) -> State {
        self.circuits[circuit].run(&angles(gammas, betas))
    }

    pub(super) fn tune(
        &self,
        circuit: usize,
        tail: f64,
        effort: Effort<'_>,
        draws: &mut Draws,
    ) -> Tuned {
        let circuit = &self.circuits[circuit];
        let tail = Tail::new(tail, &circuit.energies);
        tune::tune(circuit, &tail, effort, draws)
    }

    /// The set a string stands for, and whether it keeps the count.
    pub(super) fn decode(&self, string: u32) -> (Choice, bool) {
        let reduced = &self.encoding.reduced;
        let ones: Vec<usize> = (0..reduced.variables())
            .filter(|i| string >> i & 1 == 1)
            .collect();
        (reduced.choice(&ones), reduced.counts.contains(&ones.len()))
    }

    /// The objective of a string whose energy is known, if it keeps the count: energies of strings
    /// whose slack does not fit have a penalty that the set does not have.
    pub(super) fn feasible_energy(&self, string: u32) -> impl Fn(f64) -> Option<f64> {
        let reduced = &self.encoding.reduced;
        let variables = reduced.variables() as u32;
        let ones = (string & ((1u64 << variables) - 1) as u32).count_ones() as usize;
        let slack = self.encoding.slack().iter().enumerate();
        let slack = slack.filter(|(t, _)| string >> (variables + *t as u32) & 1 == 1);
        let slack: usize = slack.map(|(_, weight)| weight).sum();
        let apart = (ones + slack).abs_diff(reduced.most()) as f64;
        // Only circuits over slack bits have energies with a penalty at feasible counts.
        let with_slack = !self.encoding.slack().is_empty() && self.counts[0].is_none();
        let penalty = if with_slack {
            self.encoding.penalty() * apart * apart
        } else {
            0.0
        };
        let kept = reduced.counts.contains(&ones);
        move |energy| kept.then_some(energy - penalty)
    }

    /// The smallest objective of all feasible sets, and the share of them that have it.
    pub(super) fn optimum(&self) -> (f64, f64) {
        let slackless = 1u64 << self.encoding.reduced.variables();
        let (mut best, mut optimal, mut feasible) = (f64::INFINITY, 0.0, 0.0);
        for circuit in &self.circuits {
            for (&string, &energy) in circuit.strings.iter().zip(&circuit.energies) {
                if u64::from(string) >= slackless {
                    break;
                }
                let Some(objective) = self.feasible_energy(string)(energy) else {
                    continue;
                };
                feasible += 1.0;
                if objective < best {
                    (best, optimal) = (objective, 0.0);
                }
                if objective == best {
                    optimal += 1.0;
                }
            }
        }
        (best, optimal / feasible)
    }
}

fn angles(gammas: &[f64], betas: &[f64]) -> Angles {
    assert_eq!(
        gammas.len(),
        betas.len(),
        "a layer has one angle of each kind"
    );
    Angles {
        gammas: gammas.to_vec(),
        betas: betas.to_vec(),
    }
}

/// All strings, with penalty.
fn product(encoding: &Encoding<'_>, ones: &[f64]) -> Result<Circuit, QaoaError> {
    let qubo = encoding.qubo();
    let qubits = qubo.variables();
    let states = 1u64.checked_shl(qubits as u32).unwrap_or(u64::MAX);
    check_size(qubits, states)?;
    // A string is one without its highest bit, and that bit.
    let mut energies = vec![qubo.constant()];
    for top in 0..qubits {
        let mut adds = vec![qubo.linear()[top]];
        for below in 0..top {
            let coupling = qubo.couplings()[(below, top)];
            let above: Vec<f64> = adds.iter().map(|add| add + coupling).collect();
            adds.extend(above);
        }
        let above: Vec<f64> = energies.iter().zip(&adds).map(|(e, add)| e + add).collect();
        energies.extend(above);
    }
    let strings = (0..states as u32).collect();
    let mixer = Layer::Product(Product::new(ones));
    Ok(Circuit::new(
        strings,
        energies,
        encoding.reduced.grid,
        mixer,
    ))
}

/// The strings with `count` ones, without penalty.
fn ring(encoding: &Encoding<'_>, count: usize) -> Result<Circuit, QaoaError> {
    let reduced = &encoding.reduced;
    let qubits = reduced.variables();
    let states = binomial(qubits, count);
    check_size(qubits, if qubits > 31 { u64::MAX } else { states })?;
    let strings = strings_of(qubits, count);
    let energy = |&string: &u32| {
        let ones: Vec<usize> = (0..qubits).filter(|i| string >> i & 1 == 1).collect();
        Walk::from(&reduced.objective, &ones).energy()
    };
    let energies = strings.iter().map(energy).collect();
    let mixer = Layer::Exchange(Exchange::ring(qubits, &strings));
    Ok(Circuit::new(strings, energies, reduced.grid, mixer))
}

fn check_size(qubits: usize, states: u64) -> Result<(), QaoaError> {
    if states > LARGEST {
        return Err(QaoaError::TooLarge { qubits, states });
    }
    Ok(())
}

/// Ascending (Gosper's step from one to the next).
fn strings_of(qubits: usize, count: usize) -> Vec<u32> {
    let mut strings = Vec::new();
    let mut string = (1u64 << count) - 1;
    while string < 1 << qubits {
        strings.push(string as u32);
        if string == 0 {
            break;
        }
        let lowest = string & string.wrapping_neg();
        let carried = string + lowest;
        string = carried | (((string ^ carried) >> 2) / lowest);
    }
    strings
}
