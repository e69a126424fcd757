//! Simulated bifurcation: oscillators that fall to one side or the other.

use nalgebra::DMatrix;

use crate::{
    descent,
    draws::Draws,
    encoding::Encoding,
    qubo::Ising,
    selection::{Found, Selection},
    walk::Walk,
};

/// Which of the two machines of Goto et al. (2021).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// bSB: forces from the positions; fast, good answers.
    Ballistic,
    /// dSB: forces from the signs of the positions; slower, better answers on hard instances.
    Discrete,
}

/// What is done with the positions at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// The variables with the largest positions are chosen, as many as the count asks for.
    AsFound,
    /// The same, then the best single moves until none helps.
    Descent,
}

/// How long and how often to bifurcate.
#[derive(Clone, Copy)]
pub struct BifurcationSettings<'a> {
    /// Which machine.
    pub variant: Variant,
    /// Steps of time; the pump rises linearly over them.
    pub steps: usize,
    /// The length of a step.
    pub step: f64,
    /// Runs from random momenta; the best answer counts.
    pub restarts: usize,
    /// What is done at the end of each run.
    pub finish: Finish,
    /// The seed of all draws.
    pub seed: u64,
    /// Asked every 16 steps.
    pub stop: &'a dyn Fn() -> bool,
}

impl Default for BifurcationSettings<'_> {
    fn default() -> Self {
        BifurcationSettings {
            variant: Variant::Ballistic,
            steps: 1000,
            step: 0.5,
            restarts: 16,
            finish: Finish::Descent,
            seed: 1,
            stop: &|| false,
        }
    }
}

/// Simulated bifurcation on the spins of the selection's [`Encoding`] (Goto, Endo, Suzuki et al.,
/// *Science Advances* 7, 2021, eqs. 6–11).
///
/// `ẏᵢ = −(1 − a(t)) xᵢ − c₀ (fieldᵢ + Σⱼ couplingᵢⱼ g(xⱼ))`, `ẋᵢ = yᵢ`, with walls at |x| = 1
/// where the momentum is lost, `a` from 0 to 1, `g` the identity (ballistic) or the sign
/// (discrete), and `c₀ = ½ / (σ √n)` with σ the root mean square of the couplings. The string with
/// the lowest energy of every 16th step counts; where its number of ones is not allowed, the
/// largest positions decide. O(restarts · steps · n²).
#[must_use]
pub fn bifurcate(selection: &Selection, settings: &BifurcationSettings<'_>) -> Found {
    let encoding = Encoding::new(selection);
    let machine = Machine::new(&encoding, settings);
    let mut draws = Draws::new(settings.seed, 0);
    let mut best: Option<(f64, Vec<usize>)> = None;
    let (mut steps, mut stopped) = (0, false);
    for _ in 0..settings.restarts.max(1) {
        let run = machine.run(&mut draws);
        steps += run.steps;
        stopped = run.stopped;
        if best.as_ref().is_none_or(|(energy, _)| run.energy < *energy) {
            best = Some((run.energy, run.ones));
        }
        if stopped {
            break;
        }
    }
    let (_, ones) = best.expect("there is at least one run");
    Found {
        best: encoding.reduced.choice(&ones),
        steps,
        stopped,
    }
}

/// The stop is asked, and the string looked at, so seldom.
const LOOK_EVERY: usize = 16;

struct Machine<'a> {
    encoding: &'a Encoding<'a>,
    settings: &'a BifurcationSettings<'a>,
    ising: Ising,
    strength: f64,
}

struct Run {
    energy: f64,
    ones: Vec<usize>,
    steps: u64,
    stopped: bool,
}

impl<'a> Machine<'a> {
    fn new(encoding: &'a Encoding<'a>, settings: &'a BifurcationSettings<'a>) -> Machine<'a> {
        let ising = encoding.qubo().ising();
        Machine {
            encoding,
            settings,
            strength: strength(&ising),
            ising,
        }
    }

    fn run(&self, draws: &mut Draws) -> Run {
        let n = self.ising.fields.len();
        let mut x: Vec<f64> = (0..n).map(|_| 0.2 * draws.unit() - 0.1).collect();
        let mut y: Vec<f64> = (0..n).map(|_| 0.2 * draws.unit() - 0.1).collect();
        let mut seen = vec![0.0; n];
        let mut force = vec![0.0; n];
        let mut best: Option<(f64, Vec<usize>)> = None;
        let steps = self.settings.steps.max(1);
        let (mut done, mut stopped) = (0, false);
        for step in 0..steps {
            if step % LOOK_EVERY == 0 && (self.settings.stop)() {
                stopped = true;
                break;
            }
            self.look(&x, &mut seen);
            push(&self.ising, &seen, &mut force);
            self.advance(step as f64 / steps as f64, &force, &mut x, &mut y);
            done += 1;
            if step % LOOK_EVERY == 0 {
                self.keep(self.read(&x), &mut best);
            }
        }
        self.keep(self.read(&x), &mut best);
        let (energy, ones) = best.expect("the last string is looked at");
        let (energy, ones) = self.finish(energy, ones);
        Run {
            energy,
            ones,
            steps: done,
            stopped,
        }
    }

    /// What the others feel of each oscillator.
    fn look(&self, x: &[f64], seen: &mut [f64]) {
        match self.settings.variant {
            Variant::Ballistic => seen.copy_from_slice(x),
            Variant::Discrete => {
                for (seen, &x) in seen.iter_mut().zip(x) {
                    *seen = if x < 0.0 { -1.0 } else { 1.0 };
                }
            }
        }
    }

    fn advance(&self, pump: f64, force: &[f64], x: &mut [f64], y: &mut [f64]) {
        let step = self.settings.step;
        for ((x, y), force) in x.iter_mut().zip(y.iter_mut()).zip(force) {
            *y -= step * ((1.0 - pump) * *x + self.strength * force);
            *x += step * *y;
            if x.abs() > 1.0 {
                *x = if *x < 0.0 { -1.0 } else { 1.0 };
                *y = 0.0;
            }
        }
    }

    /// The free variables that these positions choose: the signs where their number is allowed,
    /// else the largest positions.
    fn read(&self, x: &[f64]) -> Vec<usize> {
        let reduced = &self.encoding.reduced;
        let mut order: Vec<usize> = (0..reduced.variables()).collect();
        order.sort_by(|&a, &b| x[b].total_cmp(&x[a]));
        let up = order.iter().filter(|&&i| x[i] >= 0.0).count();
        order.truncate(up.clamp(reduced.least(), reduced.most()));
        order.sort_unstable();
        order
    }

    fn keep(&self, ones: Vec<usize>, best: &mut Option<(f64, Vec<usize>)>) {
        let energy = Walk::from(&self.encoding.reduced.objective, &ones).energy();
        if best.as_ref().is_none_or(|(lowest, _)| energy < *lowest) {
            *best = Some((energy, ones));
        }
    }

    fn finish(&self, energy: f64, ones: Vec<usize>) -> (f64, Vec<usize>) {
        match self.settings.finish {
            Finish::AsFound => (energy, ones),
            Finish::Descent => {
                let reduced = &self.encoding.reduced;
                let mut walk = Walk::from(&reduced.objective, &ones);
                descent::descend(&mut walk, reduced, self.settings.stop);
                (walk.energy(), walk.ones())
            }
        }
    }
}

/// `force = field + J · seen`, column by column: the sums have one order on every machine.
fn push(ising: &Ising, seen: &[f64], force: &mut [f64]) {
    force.copy_from_slice(ising.fields.as_slice());
    for (column, &seen) in ising.couplings.column_iter().zip(seen) {
        for (force, coupling) in force.iter_mut().zip(column.iter()) {
            *force += coupling * seen;
        }
    }
}

fn strength(ising: &Ising) -> f64 {
    let n = ising.fields.len() as f64;
    let couplings = &ising.couplings;
    let squares = sum_of_squares(couplings) / (n * (n - 1.0)).max(1.0);
    let fields: f64 = ising.fields.iter().map(|field| field * field).sum();
    // Without couplings the fields alone set the scale.
    let scale = if squares > 0.0 {
        squares
    } else {
        fields / n.max(1.0)
    };
    if scale > 0.0 {
        0.5 / (scale * n).sqrt()
    } else {
        0.0
    }
}

fn sum_of_squares(matrix: &DMatrix<f64>) -> f64 {
    matrix.iter().map(|entry| entry * entry).sum()
}
