//! Simulated annealing within the count.

use crate::{
    descent::{self, Step},
    draws::Draws,
    reduced::Reduced,
    selection::{Found, Selection},
    walk::Walk,
};

/// How long and how often to anneal.
#[derive(Clone, Copy)]
pub struct AnnealSettings<'a> {
    /// Proposals in each run: so many for each variable.
    pub sweeps: usize,
    /// Runs from random sets; the best answer counts.
    pub restarts: usize,
    /// The seed of all draws.
    pub seed: u64,
    /// Asked once a sweep.
    pub stop: &'a dyn Fn() -> bool,
}

impl Default for AnnealSettings<'_> {
    fn default() -> Self {
        AnnealSettings {
            sweeps: 200,
            restarts: 8,
            seed: 1,
            stop: &|| false,
        }
    }
}

/// The last temperature in parts of the first.
const COOLEST: f64 = 1e-3;

/// Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) among the sets that keep the count.
///
/// Exchanges of one member are proposed; for *at most*, every other proposal lets one enter or
/// leave. The temperature falls geometrically from the mean size of the change that a random
/// exchange makes, to 1/1000 of it, once a sweep; then the best single moves are taken until none
/// helps. O(restarts · sweeps · n) proposals of O(1), and O(n) for each that is accepted.
#[must_use]
pub fn anneal(selection: &Selection, settings: &AnnealSettings<'_>) -> Found {
    let reduced = Reduced::new(selection);
    let mut draws = Draws::new(settings.seed, 0);
    let mut best: Option<(f64, Vec<usize>)> = None;
    let (mut steps, mut stopped) = (0, false);
    for _ in 0..settings.restarts.max(1) {
        let mut run = Run::begin(&reduced, &mut draws);
        stopped = run.cool(settings) || run.settle(settings);
        steps += run.steps;
        if best
            .as_ref()
            .is_none_or(|(energy, _)| run.walk.energy() < *energy)
        {
            best = Some((run.walk.energy(), run.walk.ones()));
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

struct Run<'a> {
    reduced: &'a Reduced<'a>,
    draws: &'a mut Draws,
    walk: Walk<'a>,
    /// Who is in and who is out, in no order.
    ones: Vec<usize>,
    zeros: Vec<usize>,
    steps: u64,
}

impl<'a> Run<'a> {
    fn begin(reduced: &'a Reduced<'a>, draws: &'a mut Draws) -> Run<'a> {
        let spread = reduced.most() - reduced.least();
        let count = reduced.least() + draws.below(spread + 1);
        let first = draws.subset(reduced.variables(), count);
        let walk = Walk::from(&reduced.objective, &first);
        let (ones, zeros) = descent::sides(&walk);
        Run {
            reduced,
            draws,
            walk,
            ones,
            zeros,
            steps: 0,
        }
    }

    /// Whether it was stopped.
    fn cool(&mut self, settings: &AnnealSettings<'_>) -> bool {
        let hottest = self.mean_change();
        if hottest == 0.0 {
            return false;
        }
        let sweeps = settings.sweeps.max(1);
        let fall = libm::exp(libm::log(COOLEST) / sweeps as f64);
        let mut temperature = hottest;
        for _ in 0..sweeps {
            if (settings.stop)() {
                return true;
            }
            for _ in 0..self.reduced.variables() {
                self.propose(temperature);
            }
            temperature *= fall;
        }
        false
    }

    fn settle(&mut self, settings: &AnnealSettings<'_>) -> bool {
        let (steps, stopped) = descent::descend(&mut self.walk, self.reduced, settings.stop);
        self.steps += steps;
        stopped
    }

    fn mean_change(&mut self) -> f64 {
        let proposals = 4 * self.reduced.variables();
        let changes = (0..proposals).filter_map(|_| {
            let proposal = self.draw()?;
            Some(proposal.step.change(&self.walk).abs())
        });
        let (sum, count) = changes.fold((0.0, 0.0), |(sum, count), change| {
            (sum + change, count + 1.0)
        });
        if count == 0.0 { 0.0 } else { sum / count }
    }

    fn propose(&mut self, temperature: f64) {
        self.steps += 1;
        let Some(proposal) = self.draw() else { return };
        let change = proposal.step.change(&self.walk);
        if change > 0.0 && self.draws.unit() >= libm::exp(-change / temperature) {
            return;
        }
        proposal.step.take(&mut self.walk);
        match (proposal.one, proposal.zero) {
            (Some(one), Some(zero)) => std::mem::swap(&mut self.ones[one], &mut self.zeros[zero]),
            (Some(one), None) => self.zeros.push(self.ones.swap_remove(one)),
            (None, Some(zero)) => self.ones.push(self.zeros.swap_remove(zero)),
            (None, None) => {}
        }
    }

    /// A random move that keeps the count, if the draw hits one.
    fn draw(&mut self) -> Option<Proposal> {
        if self.reduced.least() < self.reduced.most() && self.draws.below(2) == 0 {
            return self.draw_flip();
        }
        if self.ones.is_empty() || self.zeros.is_empty() {
            return None;
        }
        let one = self.draws.below(self.ones.len());
        let zero = self.draws.below(self.zeros.len());
        let step = Step::Swap {
            leaving: self.ones[one],
            entering: self.zeros[zero],
        };
        Some(Proposal {
            step,
            one: Some(one),
            zero: Some(zero),
        })
    }

    fn draw_flip(&mut self) -> Option<Proposal> {
        let at = self.draws.below(self.reduced.variables());
        if at < self.ones.len() {
            (self.ones.len() > self.reduced.least()).then(|| Proposal {
                step: Step::Flip(self.ones[at]),
                one: Some(at),
                zero: None,
            })
        } else {
            let zero = at - self.ones.len();
            (self.ones.len() < self.reduced.most()).then(|| Proposal {
                step: Step::Flip(self.zeros[zero]),
                one: None,
                zero: Some(zero),
            })
        }
    }
}

/// A move, and where in the lists of ones and zeros its variables stand.
struct Proposal {
    step: Step,
    one: Option<usize>,
    zero: Option<usize>,
}
