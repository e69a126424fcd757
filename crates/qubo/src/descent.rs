//! Greedy choice and descent by single moves: a floor for all other routes, and their last step.

use crate::{
    reduced::Reduced,
    selection::{Found, Selection},
    walk::Walk,
};

/// The set that grows by the cheapest member each time, improved by single moves until none helps.
///
/// Moves keep the count: exchanges of one member, and, for *at most*, single members that enter or
/// leave. The best move is taken each time, the first of equal ones. No seed. O(n k) for each move.
#[must_use]
pub fn greedy(selection: &Selection, stop: &dyn Fn() -> bool) -> Found {
    let reduced = Reduced::new(selection);
    let mut walk = grown(&reduced);
    let (steps, stopped) = descend(&mut walk, &reduced, stop);
    Found {
        best: reduced.choice(&walk.ones()),
        steps,
        stopped,
    }
}

/// The energy of what [`greedy`] finds.
pub(crate) fn best_energy(reduced: &Reduced<'_>) -> f64 {
    let mut walk = grown(reduced);
    descend(&mut walk, reduced, &|| false);
    walk.energy()
}

/// Takes the best move that keeps the count until none helps; how many moves, and whether it was
/// stopped before.
pub(crate) fn descend(
    walk: &mut Walk<'_>,
    reduced: &Reduced<'_>,
    stop: &dyn Fn() -> bool,
) -> (u64, bool) {
    let mut steps = 0;
    while let Some(step) = best_move(walk, reduced) {
        if stop() {
            return (steps, true);
        }
        step.take(walk);
        steps += 1;
    }
    (steps, false)
}

/// A move between feasible strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Flip(usize),
    Swap { leaving: usize, entering: usize },
}

impl Step {
    pub(crate) fn change(self, walk: &Walk<'_>) -> f64 {
        match self {
            Step::Flip(i) => walk.change(i),
            Step::Swap { leaving, entering } => walk.change_of_swap(leaving, entering),
        }
    }

    pub(crate) fn take(self, walk: &mut Walk<'_>) {
        match self {
            Step::Flip(i) => walk.flip(i),
            Step::Swap { leaving, entering } => {
                walk.flip(leaving);
                walk.flip(entering);
            }
        }
    }
}

/// The ones and the zeros, ascending.
pub(crate) fn sides(walk: &Walk<'_>) -> (Vec<usize>, Vec<usize>) {
    (0..walk.bits().len()).partition(|&i| walk.bits()[i])
}

fn grown<'a>(reduced: &'a Reduced<'_>) -> Walk<'a> {
    let mut walk = Walk::new(&reduced.objective);
    for count in 0..reduced.most() {
        let out = (0..reduced.variables()).filter(|&i| !walk.bits()[i]);
        let cheapest = out.min_by(|&a, &b| walk.change(a).total_cmp(&walk.change(b)));
        let Some(next) = cheapest else { break };
        if count >= reduced.least() && walk.change(next) >= 0.0 {
            break;
        }
        walk.flip(next);
    }
    walk
}

fn best_move(walk: &Walk<'_>, reduced: &Reduced<'_>) -> Option<Step> {
    let (ones, zeros) = sides(walk);
    let mut best: Option<(f64, Step)> = None;
    let mut offer = |step: Step| {
        let change = step.change(walk);
        if change < best.map_or(0.0, |(lowest, _)| lowest) {
            best = Some((change, step));
        }
    };
    if ones.len() < reduced.most() {
        zeros.iter().for_each(|&i| offer(Step::Flip(i)));
    }
    if ones.len() > reduced.least() {
        ones.iter().for_each(|&i| offer(Step::Flip(i)));
    }
    for &leaving in &ones {
        for &entering in &zeros {
            offer(Step::Swap { leaving, entering });
        }
    }
    best.map(|(_, step)| step)
}
