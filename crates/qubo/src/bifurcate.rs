//! Simulated bifurcation: oscillators that fall to one side or the other.

use nalgebra::{DMatrix, DVector};

use crate::{
    descent,
    draws::Draws,
    qubo::Ising,
    reduced::Reduced,
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

/// Simulated bifurcation of the selection's spins `s = 2z − 1` (Goto, Endo, Suzuki et al., *Science
/// Advances* 7, 2021, eqs. 6–11), on the sets of one count.
///
/// `ẏᵢ = −(1 − a(t)) xᵢ − c₀ (fieldᵢ + Σⱼ couplingᵢⱼ g(xⱼ)) − κ (Σⱼ g(xⱼ) − S) / n`, `ẋᵢ = yᵢ`, with
/// walls at |x| = 1 where the momentum is lost, `a` from 0 to 1, and `g` the identity (ballistic) or
/// the sign (discrete). `S = 2k − n` is the sum that the count asks for, κ = 2 pulls towards it.
///
/// A penalty in the couplings, as in an [`crate::Encoding`], would drown them: it is alike for all pairs, and its
/// size sets `c₀`. Where the sum of the spins is fixed, `αᵢ + αⱼ` may be taken off the couplings for
/// `S αᵢ` in the fields; they are centred this way, by rows and columns, and the fields by their mean.
/// Then `c₀ = ½ / √(n σ² + τ²)` with the root mean squares σ of the couplings and τ of the fields.
///
/// Every 16th step is read: the largest positions are chosen. With *at most k*, the runs are spread
/// over the counts from the largest to the smallest. O(restarts · steps · n²).
#[must_use]
pub fn bifurcate(selection: &Selection, settings: &BifurcationSettings<'_>) -> Found {
    let reduced = Reduced::new(selection);
    let mut draws = Draws::new(settings.seed, 0);
    let mut best: Option<(f64, Vec<usize>)> = None;
    let (mut steps, mut stopped) = (0, false);
    let restarts = settings.restarts.max(1);
    for restart in 0..restarts {
        let below =
            (reduced.most() - reduced.least()) * restart / restarts.max(2).saturating_sub(1);
        let run = Machine::new(&reduced, settings, reduced.most() - below).run(&mut draws);
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
        best: reduced.choice(&ones),
        steps,
        stopped,
    }
}

/// The stop is asked, and the string looked at, so seldom.
const LOOK_EVERY: usize = 16;

/// What pulls the sum of the spins towards the count.
const PULL: f64 = 2.0;

struct Machine<'a> {
    reduced: &'a Reduced<'a>,
    settings: &'a BifurcationSettings<'a>,
    count: usize,
    centred: Centred,
}

struct Run {
    energy: f64,
    ones: Vec<usize>,
    steps: u64,
    stopped: bool,
}

impl<'a> Machine<'a> {
    fn new(
        reduced: &'a Reduced<'a>,
        settings: &'a BifurcationSettings<'a>,
        count: usize,
    ) -> Machine<'a> {
        let sum = 2.0 * count as f64 - reduced.variables() as f64;
        Machine {
            centred: Centred::new(reduced.objective.ising(), sum),
            reduced,
            settings,
            count,
        }
    }

    fn run(&self, draws: &mut Draws) -> Run {
        let n = self.reduced.variables();
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
            self.centred.push(&seen, &mut force);
            self.advance(step as f64 / steps as f64, &force, &mut x, &mut y);
            done += 1;
            if step % LOOK_EVERY == 0 {
                self.keep(self.read(&x, &force), &mut best);
            }
        }
        self.keep(self.read(&x, &force), &mut best);
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
            *y -= step * ((1.0 - pump) * *x + force);
            *x += step * *y;
            if x.abs() > 1.0 {
                *x = if *x < 0.0 { -1.0 } else { 1.0 };
                *y = 0.0;
            }
        }
    }

    /// The free variables with the largest positions; at the walls, those that are pushed upwards
    /// most.
    fn read(&self, x: &[f64], force: &[f64]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..x.len()).collect();
        order.sort_by(|&a, &b| {
            x[b].total_cmp(&x[a])
                .then_with(|| force[a].total_cmp(&force[b]))
        });
        order.truncate(self.count);
        order.sort_unstable();
        order
    }

    fn keep(&self, ones: Vec<usize>, best: &mut Option<(f64, Vec<usize>)>) {
        let energy = Walk::from(&self.reduced.objective, &ones).energy();
        if best.as_ref().is_none_or(|(lowest, _)| energy < *lowest) {
            *best = Some((energy, ones));
        }
    }

    fn finish(&self, energy: f64, ones: Vec<usize>) -> (f64, Vec<usize>) {
        match self.settings.finish {
            Finish::AsFound => (energy, ones),
            Finish::Descent => {
                let mut walk = Walk::from(&self.reduced.objective, &ones);
                descent::descend(&mut walk, self.reduced, self.settings.stop);
                (walk.energy(), walk.ones())
            }
        }
    }
}

/// Couplings and fields on the strings of one count, without what is the same for all of them, in
/// units of their own size.
struct Centred {
    couplings: DMatrix<f64>,
    fields: DVector<f64>,
    sum: f64,
}

impl Centred {
    fn new(ising: Ising, sum: f64) -> Centred {
        let Ising {
            mut couplings,
            mut fields,
            ..
        } = ising;
        centre(&mut couplings, &mut fields, sum);
        let n = fields.len() as f64;
        let squares = |values: &[f64]| values.iter().map(|value| value * value).sum::<f64>();
        let size = squares(couplings.as_slice()) / (n - 1.0).max(1.0)
            + squares(fields.as_slice()) / n.max(1.0);
        let strength = if size > 0.0 { 0.5 / size.sqrt() } else { 0.0 };
        couplings *= strength;
        fields *= strength;
        Centred {
            couplings,
            fields,
            sum,
        }
    }

    /// `force = field + J · seen + κ (Σ seen − S) / n`, column by column: the sums have one order on
    /// every machine.
    fn push(&self, seen: &[f64], force: &mut [f64]) {
        let n = force.len().max(1);
        let apart = seen.iter().sum::<f64>() - self.sum;
        let pull = PULL * apart / n as f64;
        for (force, field) in force.iter_mut().zip(self.fields.iter()) {
            *force = field + pull;
        }
        let columns = self.couplings.as_slice().chunks_exact(n);
        for (column, &seen) in columns.zip(seen) {
            for (force, coupling) in force.iter_mut().zip(column) {
                *force += coupling * seen;
            }
        }
    }
}

/// Takes `αᵢ + αⱼ` off the couplings such that their rows sum to zero, adds `S αᵢ` to the fields, and
/// centres these: on strings with the sum `S` the energy changes by a constant.
fn centre(couplings: &mut DMatrix<f64>, fields: &mut DVector<f64>, sum: f64) {
    let n = fields.len();
    if n > 2 {
        let rows: Vec<f64> = (0..n).map(|i| couplings.column(i).iter().sum()).collect();
        let all = rows.iter().sum::<f64>() / ((n - 1) * (n - 2)) as f64;
        let alpha: Vec<f64> = rows
            .iter()
            .map(|row| row / (n - 2) as f64 - 0.5 * all)
            .collect();
        for i in 0..n {
            for j in (0..n).filter(|&j| j != i) {
                couplings[(i, j)] -= alpha[i] + alpha[j];
            }
            fields[i] += sum * alpha[i];
        }
    }
    let mean = fields.iter().sum::<f64>() / n.max(1) as f64;
    fields.iter_mut().for_each(|field| *field -= mean);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn centring_changes_the_energy_of_a_count_by_a_constant() {
        let n = 6;
        let wave = |i: usize, j: usize| ((3 * i * j + i + j) as f64).sin();
        let couplings = DMatrix::from_fn(n, n, |i, j| if i == j { 0.0 } else { wave(i, j) });
        let before = Ising {
            couplings,
            fields: DVector::from_fn(n, |i, _| (i as f64).cos()),
            constant: 0.0,
        };
        for count in 0..=n {
            let mut after = before.clone();
            centre(
                &mut after.couplings,
                &mut after.fields,
                2.0 * count as f64 - n as f64,
            );
            let strings = (0..1usize << n).filter(|string| string.count_ones() as usize == count);
            let changes: Vec<f64> = strings
                .map(|string| {
                    let up: Vec<bool> = (0..n).map(|i| string >> i & 1 == 1).collect();
                    after.energy(&up) - before.energy(&up)
                })
                .collect();
            assert!(
                changes
                    .iter()
                    .all(|change| (change - changes[0]).abs() < 1e-12),
                "{count}"
            );
            let rows = (0..n).map(|i| after.couplings.column(i).sum().abs());
            assert!(rows.fold(0.0, f64::max) < 1e-12);
        }
    }
}
