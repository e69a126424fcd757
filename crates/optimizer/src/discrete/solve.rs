//! From a discrete problem to its best portfolio.

use std::collections::BTreeSet;

use super::by_solver::BySolver;
use super::inside::sign;
use super::outcome::{DiscreteOutcome, DiscreteSolution, Search};
use super::perspective::Perspective;
use super::pieces::Pieces;
use super::search::{Effort, Searched, gap_between, search};
use super::shares::{solve_shares, solve_shares_on};
use super::tree::{Deciding, Incumbent, Relaxing};
use super::{Convex, DiscreteProblem};
use crate::progress::is_stopped;
use crate::solve::is_bent;

/// Finds the best portfolio that a choice leaves, and proves it.
///
/// Units are those of the convex problem. Complexity: exponential in the worst case; each node is a
/// few quadratic programs on the perspective relaxation where the goal is a variance, a utility or
/// a return under linear limits (`O(n²)` each, warm-started), one convex problem elsewhere. Sources:
/// in `discrete/search.rs`, `discrete/perspective.rs`, `discrete/separable.rs`. Failure modes are
/// outcomes; what is not proven within [`Search`], or before the listener of the thread said stop
/// ([`crate::attended_anytime`]), tells its gap.
pub fn solve_discrete(problem: &DiscreteProblem, effort: &Search) -> DiscreteOutcome {
    if problem.choice.shares.is_some() {
        return solve_shares(problem, effort);
    }
    let searched = run(problem, effort);
    if let Some(incumbent) = &searched.best {
        return DiscreteOutcome::Found(describe(problem, incumbent, &searched, effort));
    }
    if searched.is_unbounded {
        return DiscreteOutcome::Unbounded;
    }
    if searched.bound == f64::INFINITY && !is_stopped() {
        let conflict = super::conflict::explain(problem);
        return DiscreteOutcome::Infeasible(conflict);
    }
    DiscreteOutcome::Stopped {
        bound: Some(sign(&problem.convex) * searched.bound).filter(|bound| bound.is_finite()),
        nodes: searched.nodes,
    }
}

/// The best portfolio with exactly the positions `held`, if they can keep all limits: those of the
/// weights and those of the positions. It is optimal among these; nothing is proven about others,
/// so its bound is that of all portfolios with these positions.
pub fn solve_on_positions(
    problem: &DiscreteProblem,
    held: &BTreeSet<usize>,
) -> Option<DiscreteSolution> {
    if problem.choice.shares.is_some() {
        return solve_shares_on(problem, held);
    }
    let pieces = problem.pieces();
    let mut only = pieces.holding(&pieces.all(), held);
    if !pieces.propagate(&mut only) {
        return None;
    }
    let effort = Search::default();
    let ran = run_inside(problem, &pieces, &effort, Some(only));
    let incumbent = ran.best.as_ref()?;
    Some(describe(problem, incumbent, &ran, &effort))
}

/// What no portfolio can be better than, from the first relaxation alone, in the unit of the
/// objective. `None` where it has no bound or no portfolio.
pub fn lower_bound(problem: &DiscreteProblem) -> Option<f64> {
    let effort = Search {
        nodes: 1,
        ..Search::default()
    };
    if problem.choice.shares.is_some() {
        return match solve_shares(problem, &effort) {
            DiscreteOutcome::Found(solution) => Some(solution.bound),
            DiscreteOutcome::Stopped { bound, .. } => bound,
            DiscreteOutcome::Infeasible(_) | DiscreteOutcome::Unbounded => None,
        };
    }
    let searched = run(problem, &effort);
    let bound = sign(&problem.convex) * searched.bound;
    bound.is_finite().then_some(bound)
}

/// What came of a search, with its incumbent.
pub(super) struct Ran {
    pub(super) best: Option<Incumbent>,
    pub(super) bound: f64,
    pub(super) nodes: usize,
    pub(super) is_unbounded: bool,
    pieces: Pieces,
}

/// The search itself, whatever there is to say about it.
pub(super) fn run(problem: &DiscreteProblem, effort: &Search) -> Ran {
    run_inside(problem, &problem.pieces(), effort, None)
}

fn run_inside(
    problem: &DiscreteProblem,
    pieces: &Pieces,
    effort: &Search,
    only: Option<Vec<u8>>,
) -> Ran {
    let convex = &problem.convex;
    let quick = match convex {
        Convex::Moments(problem) if !is_bent(problem.constraints()) => {
            Perspective::new(problem, pieces)
        }
        _ => None,
    };
    match quick {
        Some(relaxing) => run_with(convex, pieces, relaxing, effort, only),
        None => run_with(convex, pieces, BySolver { convex, pieces }, effort, only),
    }
}

fn run_with<R: Relaxing>(
    convex: &Convex,
    pieces: &Pieces,
    relaxing: R,
    effort: &Search,
    only: Option<Vec<u8>>,
) -> Ran {
    let mut tree = Deciding::new(convex, pieces, relaxing);
    let mut root = tree.root();
    if let Some(only) = only {
        root.allowed = only;
    }
    let effort = Effort {
        gap: effort.gap,
        nodes: effort.nodes,
    };
    let Searched { bound, nodes, .. } = search(&mut tree, root, None, effort);
    Ran {
        best: tree.best,
        bound,
        nodes,
        is_unbounded: tree.is_unbounded,
        pieces: pieces.clone(),
    }
}

fn describe(
    problem: &DiscreteProblem,
    incumbent: &Incumbent,
    ran: &Ran,
    effort: &Search,
) -> DiscreteSolution {
    let sign = sign(&problem.convex);
    let answer = &incumbent.answer;
    let gap = gap_between(answer.value, answer.size, ran.bound);
    DiscreteSolution {
        weights: answer.weights.clone(),
        objective: sign * answer.value,
        bound: sign * ran.bound.min(answer.value),
        gap,
        is_proven: gap <= effort.gap,
        nodes: ran.nodes,
        held: incumbent.held(&ran.pieces),
        fixed_cost: incumbent.cost(&ran.pieces),
        kkt_residual: answer.residual,
        route: answer.route,
        purchase: None,
    }
}
