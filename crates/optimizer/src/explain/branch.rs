//! What binding limits cost where the objective is no quadratic program: a convex function with
//! slopes and second derivatives, and the largest of linear functions beside it.
//!
//! Everything is written on `z`: the weights, what the goal needs besides (a level, the share of
//! each risk that has corners), and `|w − k|` of each asset that stands at a kink `k` of the
//! turnover, the gross exposure or the costs. From a solution, quadratic programs of the Lagrangian
//! find the binding set with its multipliers (`settle`), and Newton's method on the conditions of
//! that set goes to rounding (`follow`). The rate of the optimum with a limit's number is minus its
//! multiplier. While the set stays, `z` and the multipliers are smooth functions of the number
//! `t`, and the set ends where a slack or a multiplier is zero: the nearest zero along the tangent,
//! corrected by the conditions solved there, until both agree (`ends`). A linear function that was
//! not known ends the range as well: the risk has a corner there.
//!
//! Sources: Fiacco, *Introduction to sensitivity and stability analysis in nonlinear programming*
//! (1983); Best and Grauer, Management Science 37 (1991), for the quadratic case, where one step is
//! exact. Complexity for `k` free variables and `m` binding rows: `O((k + m)³)` a point, three to
//! ten points an end.
//! Failure modes: where binding limits depend on each other, or leave the optimum open, there is no
//! unique price; that of the quadratic program is given, with a range of that one number.

mod ends;
mod follow;
mod frame;
mod goal;
mod moves;
mod settle;

use nalgebra::DVector;

use crate::limits::LimitId;
use crate::problem::Problem;
use ends::Path;
pub(crate) use goal::{Cut, Goal, Part, Slopes};
use moves::Moves;

/// What a limit does to the number that is minimised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rate {
    pub(crate) limit: LimitId,
    /// The number that stands at the limit.
    pub(crate) value: f64,
    /// Change of the minimum per unit of that number.
    pub(crate) rate: f64,
    pub(crate) valid_from: f64,
    pub(crate) valid_to: f64,
    /// For the cap of one asset whose own price is the first to vanish: where that is.
    pub(crate) helps_until: Option<f64>,
}

/// The rate of every binding limit of `weights`, which minimise `goal` under the limits of
/// `problem`; nothing where the conditions of optimality are not found again from there.
pub(crate) fn rates(problem: &Problem, goal: &mut dyn Goal, weights: &DVector<f64>) -> Vec<Rate> {
    let Some((mut frame, state)) = settle::settle(problem, goal, weights) else {
        return Vec::new();
    };
    let held = frame.binding(&state);
    let mut exact = follow::polished(&mut frame, goal, &state);
    if let Some(state) = &mut exact {
        frame.face_the_pressure(state);
    }
    let rates = held.into_iter().map(|limit| {
        let value = problem.constraints().value(limit).unwrap_or_default();
        let moves = Moves::of(problem, &frame, limit);
        let at = exact.as_ref().unwrap_or(&state);
        let mut rate = Rate {
            limit,
            value,
            rate: -moves.pressure(at),
            valid_from: value,
            valid_to: value,
            helps_until: None,
        };
        if let Some(state) = &exact {
            let mut path = Path::new(&mut frame, goal, &moves, state);
            let (down, up) = (path.end(-1.0), path.end(1.0));
            (rate.valid_from, rate.valid_to) = (value - down.length, value + up.length);
            if matches!(limit, LimitId::MaxWeightOf(asset) if up.price == Some(asset)) {
                rate.helps_until = Some(rate.valid_to);
            }
        }
        rate
    });
    rates.collect()
}
