//! Whole shares for an amount of money.
//!
//! # What is decided
//!
//! Of each asset `i` a whole number `kᵢ` of lots is held, negative where its weight may be. Its weight
//! is `wᵢ = lot · kᵢ · priceᵢ ÷ amount`. What is held now (`from` of the costs or of the turnover;
//! nothing where no limit says so) is a further possibility, whether or not it is a whole number of
//! lots. An order is there where `wᵢ ≠ fromᵢ`; each costs `fee` and is worth at least `min_trade`.
//!
//! # What is kept
//!
//! - Every limit of the convex problem holds for `w`; the target return after costs and fees. The
//!   budget is the exception: values and fees together are at most `budget × amount`. The rest is
//!   cash, which earns nothing and has no risk.
//! - No more cash is left than `max_cash`; without it, than the dearest order of one lot costs (or the
//!   smallest order, where it is larger) with its fee, among the assets of which one lot may be held.
//!   Otherwise "fully invested" would mean nothing, and the least risk would be cash.
//! - The limits on positions hold for `w`.
//!
//! # What is best
//!
//! Utility, return and sums of goals are those of `w`, with `fee ÷ amount ÷ fee_years` per order off the
//! annual return. The smallest risk and ratios are those of the money that is invested, `w ÷ Σw`; a
//! ratio after costs and fees. The gap is (best − bound) ÷ (|risk term| + |return term|).
//!
//! # How
//!
//! The continuous problem is rounded in several ways, and each portfolio improved by single orders and
//! swaps (`improve`). Branch and bound (`tree`) over intervals of weights proves how good the best one
//! is: `relaxation` is the quadratic program of a part, `bound` what its multipliers prove, and how far
//! they let each weight go in anything better, which leaves most assets out for good. `discrete/conflict.rs`
//! says why there is no portfolio.
//!
//! `O(k³ + nk)` per part for `n` assets of which `k` are held. Failure modes: a gap where time or nodes
//! run out, and sums with many linear functions, which take many rounds per part.

mod bound;
pub(super) mod checks;
mod curve;
mod cuts;
mod goal;
mod improve;
mod limits;
mod model;
mod node;
mod relaxation;
mod rounding;
mod rows;
mod rules;
mod standing;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::BTreeSet;
use std::rc::Rc;

use nalgebra::DVector;

use super::outcome::{DiscreteOutcome, DiscreteSolution, Search};
use super::search::{Candidate, Effort, Searched, gap_between, search};
use super::{Convex, DiscreteProblem, Shares};
use crate::conflict::filter::briefly;
use crate::outcome::Conflict;
use crate::progress::is_stopped;
use crate::scenario::solve_scenario;
use crate::solve::solve;
use crate::weighted::solve_weighted;

use improve::improve;
pub(super) use limits::{any, with_now};
use model::Model;
use node::Node;
use relaxation::{Relaxation, Relaxed, Warm};
use rounding::{Rounding, near};
use rules::Rules;
use standing::Standing;
use tree::{Part, ShareTree};

/// Rounds of the relaxation of the whole, and how often what it proves is used on itself.
const ROUNDS: usize = 200;
const TIGHTENINGS: usize = 8;
/// With such a gap any portfolio is good enough.
const ANYTHING: f64 = 1e100;
/// Changes that are looked at after rounding.
const LOOKS: usize = 200_000;

/// What is bought.
#[derive(Debug, Clone, PartialEq)]
pub struct Purchase {
    /// Shares of each asset that are held afterwards: a multiple of the lot, or the nearest whole
    /// number where a position stays as it is.
    pub shares: Vec<i64>,
    /// Assets whose position of now stays as it is, though it is no whole number of lots.
    pub kept: BTreeSet<usize>,
    /// What the positions are worth, in the currency of the amount.
    pub spent: f64,
    /// What the orders cost besides.
    pub fees: f64,
    /// What is left of the money.
    pub cash: f64,
}

/// Finds the best whole shares of a problem that has been checked ([`checks::check`]), or says why
/// there are none.
pub(super) fn solve_shares(problem: &DiscreteProblem, effort: &Search) -> DiscreteOutcome {
    match look(problem, effort) {
        DiscreteOutcome::Infeasible(_) => {
            DiscreteOutcome::Infeasible(super::conflict::explain(problem))
        }
        outcome => outcome,
    }
}

/// Likewise, without saying why.
fn look(problem: &DiscreteProblem, effort: &Search) -> DiscreteOutcome {
    let stopped = DiscreteOutcome::Stopped {
        bound: None,
        nodes: 0,
    };
    let Some(shares) = &problem.choice.shares else {
        return stopped;
    };
    let Some(model) = Model::of(problem, shares) else {
        return stopped;
    };
    let Searched { best, bound, nodes } = searched(problem, &model, effort);
    match best {
        Some(best) if best.value.is_finite() => {
            let proof = Proof {
                bound,
                nodes,
                asked: effort.gap,
            };
            DiscreteOutcome::Found(described(&model, shares, &best, &proof))
        }
        Some(_) => DiscreteOutcome::Unbounded,
        None if bound == f64::INFINITY && !is_stopped() => {
            DiscreteOutcome::Infeasible(Conflict::default())
        }
        None => DiscreteOutcome::Stopped {
            bound: Some(model.goal.borrow().objective(bound)).filter(|bound| bound.is_finite()),
            nodes,
        },
    }
}

/// The best whole shares with exactly the positions `held`, if they can keep all limits.
pub(super) fn solve_shares_on(
    problem: &DiscreteProblem,
    held: &BTreeSet<usize>,
) -> Option<DiscreteSolution> {
    let mut constraints = problem.convex.constraints().clone();
    for asset in (0..problem.assets()).filter(|asset| !held.contains(asset)) {
        if constraints.min_weight.of(asset) > 0.0 || constraints.max_weight.of(asset) < 0.0 {
            return None;
        }
        constraints.min_weight.by_asset.insert(asset, 0.0);
        constraints.max_weight.by_asset.insert(asset, 0.0);
    }
    let mut only = DiscreteProblem {
        convex: problem.convex.with_constraints(constraints).ok()?,
        choice: problem.choice.clone(),
    };
    let positions = &mut only.choice.positions;
    positions.at_least = Some(held.len().max(positions.at_least.unwrap_or(0)));
    match solve_shares(&only, &Search::default()) {
        DiscreteOutcome::Found(solution) => Some(solution),
        _ => None,
    }
}

/// What is proven about an answer.
struct Proof {
    bound: f64,
    nodes: usize,
    asked: f64,
}

/// The whole search of one model.
fn searched(problem: &DiscreteProblem, model: &Model<'_>, effort: &Search) -> Searched {
    let nothing = |bound: f64, best: Option<Candidate>| Searched {
        best,
        bound,
        nodes: 0,
    };
    let Some(whole) = Node::whole(&model.rules) else {
        return nothing(f64::INFINITY, None);
    };
    let mut best = None;
    if let Some(weights) = briefly(|| ideal(&problem.convex)) {
        try_near(model, weights.as_slice(), &mut best);
    }
    if effort.gap >= ANYTHING && best.is_some() {
        return nothing(f64::NEG_INFINITY, best);
    }
    let root = Root::of(model, whole, &mut best, effort);
    let (part, relaxation) = match root {
        Root::Empty => return nothing(f64::INFINITY, best),
        Root::Unknown => return nothing(f64::NEG_INFINITY, best),
        Root::Only(node) => {
            keep_better(&mut best, &Standing::at(model, node.lower));
            return nothing(best.as_ref().map_or(f64::INFINITY, |best| best.value), best);
        }
        Root::Open(part, relaxation) => (part, *relaxation),
    };
    let value = best.as_ref().map_or(f64::INFINITY, |best| best.value);
    let mut tree = ShareTree::new(model, relaxation, value);
    let effort = Effort {
        gap: effort.gap,
        nodes: effort.nodes,
    };
    search(&mut tree, part, best, effort)
}

/// The continuous optimum.
fn ideal(convex: &Convex) -> Option<DVector<f64>> {
    match convex {
        Convex::Moments(problem) => Some(solve(problem).solution()?.weights.clone()),
        Convex::Scenarios(problem) => Some(solve_scenario(problem).solution()?.weights.clone()),
        Convex::Weighted(problem) => Some(
            solve_weighted(problem, &mut |_| std::ops::ControlFlow::Continue(()))
                .solution()?
                .weights
                .clone(),
        ),
    }
}

/// The part in which the tree begins.
enum Root<'m, 'p> {
    Empty,
    Unknown,
    /// Nothing is held that need not be.
    Only(Node),
    Open(Part, Box<Relaxation<'m, 'p>>),
}

impl<'m, 'p> Root<'m, 'p> {
    /// Everything, without what is proven to be no better than the best that is found on the way.
    fn of(
        model: &'m Model<'p>,
        mut whole: Node,
        best: &mut Option<Candidate>,
        effort: &Search,
    ) -> Self {
        if whole.is_nothing() {
            return Self::Only(whole);
        }
        let Some(mut relaxation) = Relaxation::new(model, &whole) else {
            return Self::Unknown;
        };
        let mut warm = Rc::new(relaxation.cold());
        for _ in 0..TIGHTENINGS {
            if is_stopped() {
                break;
            }
            let bound = match relaxation.solve(&whole, &warm, f64::INFINITY, ROUNDS) {
                Relaxed::Empty => return Self::Empty,
                Relaxed::Unknown => break,
                Relaxed::At(bound, next) => {
                    warm = next;
                    bound
                }
            };
            try_near(model, &bound.weights, best);
            let Some(found) = best else { break };
            if bound.value >= found.value - effort.gap * found.size {
                break;
            }
            let Some(part) = relaxation.tightened(&whole, &bound, found.value) else {
                break;
            };
            if part == whole {
                break;
            }
            whole = part;
        }
        Self::reduced(model, whole, relaxation, warm)
    }

    /// On the assets that are left.
    fn reduced(
        model: &'m Model<'p>,
        whole: Node,
        relaxation: Relaxation<'m, 'p>,
        warm: Rc<Warm>,
    ) -> Self {
        if whole.is_nothing() {
            return Self::Only(whole);
        }
        let is_left = |&asset: &usize| whole.lower[asset] != 0.0 || whole.upper[asset] != 0.0;
        let left = (0..whole.lower.len()).filter(is_left).count();
        if left == relaxation.kept.len() {
            return Self::Open(Part { node: whole, warm }, Box::new(relaxation));
        }
        let Some(relaxation) = Relaxation::new(model, &whole) else {
            return Self::Unknown;
        };
        let warm = Rc::new(relaxation.cold_at(warm.quotient));
        Self::Open(Part { node: whole, warm }, Box::new(relaxation))
    }
}

/// Keeps the best of what is next to weights.
fn try_near(model: &Model<'_>, weights: &[f64], best: &mut Option<Candidate>) {
    for rounding in Rounding::ALL {
        let Some(mut standing) = near(model, weights, rounding) else {
            continue;
        };
        keep_better(best, &standing);
        improve(&mut standing, &model.rules, LOOKS);
        keep_better(best, &standing);
    }
}

fn keep_better(best: &mut Option<Candidate>, standing: &Standing<'_, '_>) {
    if let Some(candidate) = standing.candidate()
        && best
            .as_ref()
            .is_none_or(|best| candidate.value < best.value)
    {
        *best = Some(candidate);
    }
}

fn described(
    model: &Model<'_>,
    shares: &Shares,
    best: &Candidate,
    proof: &Proof,
) -> DiscreteSolution {
    let (rules, goal) = (&model.rules, model.goal.borrow());
    let weights = &best.weights;
    let orders = (0..weights.len()).filter(|&asset| rules.is_order(asset, weights[asset]));
    let orders = orders.count() as f64;
    let gap = gap_between(best.value, best.size, proof.bound);
    DiscreteSolution {
        objective: goal.objective(best.value),
        bound: goal.objective(proof.bound.min(best.value)),
        gap,
        is_proven: gap <= proof.asked,
        nodes: proof.nodes,
        held: (0..weights.len())
            .filter(|&asset| weights[asset] != 0.0)
            .collect(),
        fixed_cost: orders * rules.order_return,
        // Of single points there is nothing left to optimise.
        kkt_residual: 0.0,
        route: "branch_and_bound",
        purchase: Some(purchase(rules, shares, weights, shares.fee * orders)),
        weights: weights.clone(),
    }
}

fn purchase(rules: &Rules, shares: &Shares, weights: &DVector<f64>, fees: f64) -> Purchase {
    let lots = |asset: usize| rules.lots(asset, weights[asset]);
    let is_whole =
        |asset: usize| rules::is_same(lots(asset) as f64 * rules.unit[asset], weights[asset]);
    let count = |asset: usize| match is_whole(asset) {
        true => lots(asset) * i64::from(shares.lot),
        false => (weights[asset] * shares.amount / shares.prices[asset]).round() as i64,
    };
    let worth = |asset: usize| match is_whole(asset) {
        true => count(asset) as f64 * shares.prices[asset],
        false => weights[asset] * shares.amount,
    };
    let n = weights.len();
    let spent: f64 = (0..n).map(worth).sum();
    Purchase {
        shares: (0..n).map(count).collect(),
        kept: (0..n).filter(|&asset| !is_whole(asset)).collect(),
        cash: rules.budget * shares.amount - spent - fees,
        spent,
        fees,
    }
}
