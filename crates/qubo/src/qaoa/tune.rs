//! Angles from a seed: starts along ramps, each led downhill by L-BFGS.

use std::{cell::RefCell, f64::consts::PI};

use argmin::{
    core::{CostFunction, Error, Executor, Gradient},
    solver::{linesearch::MoreThuenteLineSearch, quasinewton::LBFGS},
};
use nalgebra::DVector;

use super::{
    circuit::{Angles, Circuit},
    tail::Tail,
};
use crate::draws::Draws;

/// How hard to try.
#[derive(Clone, Copy)]
pub(super) struct Effort<'a> {
    pub(super) layers: usize,
    pub(super) starts: usize,
    /// Runs of the circuit in all, for the value and its derivatives.
    pub(super) evaluations: u64,
    pub(super) stop: &'a dyn Fn() -> bool,
}

/// What was found.
#[derive(Debug, Clone)]
pub(super) struct Tuned {
    pub(super) angles: Angles,
    pub(super) evaluations: u64,
    pub(super) stopped: bool,
}

/// The angles with the lowest tail that any start leads to.
///
/// A start is a linear ramp, γ rising and β falling as in a slow evolution from the mixer's ground
/// state to that of the energies (Sack and Serbyn 2021), with a drawn height, each angle moved by
/// up to a quarter of it. The best starts are led downhill, for most of them end in the same valley.
/// γ is measured in one over the standard deviation of the energies at the
/// beginning, so that a start suits any problem.
pub(super) fn tune(circuit: &Circuit, tail: &Tail, effort: Effort<'_>, draws: &mut Draws) -> Tuned {
    let slope = Slope::new(circuit, tail, effort);
    let starts = (0..effort.starts.max(1)).map(|_| ramp(effort.layers, draws));
    let ordered = slope.best_first(starts.collect());
    for start in ordered.into_iter().take(descents(circuit.strings.len())) {
        descend(&slope, start);
    }
    let state = slope.state.into_inner();
    Tuned {
        angles: slope.scale.angles(&state.best_at),
        evaluations: state.evaluations,
        stopped: state.stopped,
    }
}

/// Steps of L-BFGS from one start.
const ITERATIONS: u64 = 60;
/// Pairs of steps and slopes that L-BFGS remembers.
const MEMORY: usize = 8;
/// Slopes below this, in standard deviations of the energy per radian, are level.
const LEVEL: f64 = 1e-5;

/// So many starts are led downhill: the more, the cheaper a run is.
fn descents(strings: usize) -> usize {
    match strings {
        0..=1024 => 6,
        1025..=65_536 => 2,
        _ => 1,
    }
}

fn descend(slope: &Slope<'_>, start: DVector<f64>) {
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), MEMORY)
        .with_tolerance_grad(LEVEL)
        .and_then(|solver| solver.with_tolerance_cost(1e-9))
        .expect("the tolerances are positive");
    let run = Executor::new(slope, solver)
        .configure(|state| state.param(start).max_iters(ITERATIONS))
        .timer(false)
        .run();
    // A line search that finds no way down is an error there and an end here: the lowest point of
    // all evaluations is kept beside.
    drop(run);
}

fn ramp(layers: usize, draws: &mut Draws) -> DVector<f64> {
    let (gamma, beta) = (0.2 + 1.2 * draws.unit(), 0.2 + 1.0 * draws.unit());
    let mut jitter = || 1.0 + 0.5 * (draws.unit() - 0.5);
    let mut start = DVector::zeros(2 * layers);
    for layer in 0..layers {
        let way = (layer as f64 + 0.5) / layers as f64;
        start[layer] = gamma * way * jitter();
        start[layers + layer] = beta * (1.0 - way) * jitter();
    }
    start
}

/// From the optimiser's parameters to angles.
struct Scale {
    mean: f64,
    deviation: f64,
}

impl Scale {
    fn new(circuit: &Circuit) -> Scale {
        let state = circuit.begin();
        let mean = state.mean(&circuit.energies);
        let squares: Vec<f64> = circuit
            .energies
            .iter()
            .map(|e| (e - mean) * (e - mean))
            .collect();
        let deviation = state.mean(&squares).sqrt();
        Scale {
            mean,
            deviation: if deviation > 0.0 { deviation } else { 1.0 },
        }
    }

    fn angles(&self, x: &DVector<f64>) -> Angles {
        let layers = x.len() / 2;
        let gammas = x.iter().take(layers).map(|gamma| gamma / self.deviation);
        Angles {
            gammas: gammas.collect(),
            // The same layer, for `exp(iβM)` has the period 2π: small angles keep their digits.
            betas: x
                .iter()
                .skip(layers)
                .map(|beta| beta - 2.0 * PI * (beta / (2.0 * PI)).round())
                .collect(),
        }
    }

    fn slopes(&self, gradient: &Angles) -> DVector<f64> {
        let gammas = gradient
            .gammas
            .iter()
            .map(|g| g / (self.deviation * self.deviation));
        let betas = gradient.betas.iter().map(|b| b / self.deviation);
        let slopes: Vec<f64> = gammas.chain(betas).collect();
        DVector::from_vec(slopes)
    }
}

/// The tail as a function of the angles; remembers the last point, because value and slopes are
/// asked for one after the other, and the best one.
struct Slope<'a> {
    circuit: &'a Circuit,
    tail: &'a Tail,
    effort: Effort<'a>,
    scale: Scale,
    state: RefCell<Memory>,
}

struct Memory {
    last: Option<(DVector<f64>, f64, DVector<f64>)>,
    best: f64,
    best_at: DVector<f64>,
    /// No tail is below the lowest energy.
    floor: f64,
    evaluations: u64,
    exhausted: bool,
    stopped: bool,
}

impl Memory {
    /// Another evaluation, if there may be one.
    fn count(&mut self, effort: &Effort<'_>) {
        self.stopped = self.stopped || (effort.stop)();
        self.exhausted = self.evaluations >= effort.evaluations.max(1);
        if !self.ended() {
            self.evaluations += 1;
        }
    }

    fn ended(&self) -> bool {
        self.stopped || self.exhausted || self.best <= self.floor
    }

    fn keep(&mut self, value: f64, x: &DVector<f64>) {
        if value < self.best {
            self.best = value;
            self.best_at = x.clone();
        }
    }
}

impl<'a> Slope<'a> {
    fn new(circuit: &'a Circuit, tail: &'a Tail, effort: Effort<'a>) -> Slope<'a> {
        let scale = Scale::new(circuit);
        let lowest = circuit
            .energies
            .iter()
            .copied()
            .fold(f64::INFINITY, f64::min);
        let memory = Memory {
            last: None,
            best: f64::INFINITY,
            best_at: DVector::zeros(2 * effort.layers),
            floor: (lowest - scale.mean) / scale.deviation + LEVEL,
            evaluations: 0,
            exhausted: false,
            stopped: false,
        };
        Slope {
            circuit,
            tail,
            effort,
            scale,
            state: RefCell::new(memory),
        }
    }

    /// The starts by the tails that they have themselves.
    fn best_first(&self, starts: Vec<DVector<f64>>) -> Vec<DVector<f64>> {
        let mut judged: Vec<(f64, DVector<f64>)> = Vec::new();
        for start in starts {
            let mut memory = self.state.borrow_mut();
            memory.count(&self.effort);
            let value = if memory.ended() {
                f64::INFINITY
            } else {
                let state = self.circuit.run(&self.scale.angles(&start));
                self.scaled(self.tail.mean(&state, &self.circuit.energies).0)
            };
            memory.keep(value, &start);
            judged.push((value, start));
        }
        judged.sort_by(|a, b| a.0.total_cmp(&b.0));
        judged.into_iter().map(|(_, start)| start).collect()
    }

    fn scaled(&self, mean: f64) -> f64 {
        (mean - self.scale.mean) / self.scale.deviation
    }

    fn at(&self, x: &DVector<f64>) -> Result<(f64, DVector<f64>), Error> {
        let mut memory = self.state.borrow_mut();
        if let Some((last, value, slopes)) = &memory.last
            && last == x
        {
            return Ok((*value, slopes.clone()));
        }
        memory.count(&self.effort);
        if memory.ended() {
            return Err(Error::msg("no further evaluations"));
        }
        let angles = self.scale.angles(x);
        let state = self.circuit.run(&angles);
        let (mean, observable) = self.tail.mean(&state, &self.circuit.energies);
        let value = self.scaled(mean);
        let slopes = self
            .scale
            .slopes(&self.circuit.gradient(&angles, state, &observable));
        memory.keep(value, x);
        memory.last = Some((x.clone(), value, slopes.clone()));
        Ok((value, slopes))
    }
}

impl CostFunction for &Slope<'_> {
    type Param = DVector<f64>;
    type Output = f64;

    fn cost(&self, x: &DVector<f64>) -> Result<f64, Error> {
        Ok(self.at(x)?.0)
    }
}

impl Gradient for &Slope<'_> {
    type Param = DVector<f64>;
    type Gradient = DVector<f64>;

    fn gradient(&self, x: &DVector<f64>) -> Result<DVector<f64>, Error> {
        Ok(self.at(x)?.1)
    }
}
