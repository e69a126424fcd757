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
/// up to a quarter of it. γ is measured in one over the standard deviation of the energies at the
/// beginning, so that a start suits any problem.
pub(super) fn tune(circuit: &Circuit, tail: &Tail, effort: Effort<'_>, draws: &mut Draws) -> Tuned {
    let slope = Slope::new(circuit, tail, effort);
    for _ in 0..effort.starts.max(1) {
        let start = ramp(effort.layers, draws);
        descend(&slope, start);
        if slope.state.borrow().ended(&effort) {
            break;
        }
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

#[derive(Default)]
struct Memory {
    last: Option<(DVector<f64>, f64, DVector<f64>)>,
    best: f64,
    best_at: DVector<f64>,
    evaluations: u64,
    stopped: bool,
}

impl Memory {
    fn ended(&self, effort: &Effort<'_>) -> bool {
        self.stopped || self.evaluations >= effort.evaluations
    }
}

impl<'a> Slope<'a> {
    fn new(circuit: &'a Circuit, tail: &'a Tail, effort: Effort<'a>) -> Slope<'a> {
        Slope {
            scale: Scale::new(circuit),
            circuit,
            tail,
            effort,
            state: RefCell::new(Memory {
                best: f64::INFINITY,
                best_at: DVector::zeros(2 * effort.layers),
                ..Memory::default()
            }),
        }
    }

    fn at(&self, x: &DVector<f64>) -> Result<(f64, DVector<f64>), Error> {
        let mut memory = self.state.borrow_mut();
        if let Some((last, value, slopes)) = &memory.last
            && last == x
        {
            return Ok((*value, slopes.clone()));
        }
        memory.stopped = memory.stopped || (self.effort.stop)();
        if memory.ended(&self.effort) {
            return Err(Error::msg("no further evaluations"));
        }
        memory.evaluations += 1;
        let angles = self.scale.angles(x);
        let state = self.circuit.run(&angles);
        let (mean, observable) = self.tail.mean(&state, &self.circuit.energies);
        let value = (mean - self.scale.mean) / self.scale.deviation;
        let slopes = self
            .scale
            .slopes(&self.circuit.gradient(&angles, state, &observable));
        if value < memory.best {
            memory.best = value;
            memory.best_at = x.clone();
        }
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
