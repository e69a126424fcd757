//! How far a price holds.

use std::collections::BTreeSet;

use super::again::Again;
use super::binding::all_at;
use crate::limits::LimitId;
use crate::progress::is_stopped;
use crate::scenario::cutting_planes::CuttingPlanes;
use crate::scenario::problem::ScenarioProblem;
use crate::scenario::simplex::Moving;

/// Beyond this many units of the model nothing is in the way.
const FAR: f64 = 1e4;
/// First step outwards, as a share of the number.
const FIRST_STEP: f64 = 1e-3;
/// Steps outwards, each four times the one before.
const STEPS: usize = 6;
/// Halvings of the last step at most; fewer where [`DIGITS`] are certain before.
const HALVINGS: usize = 6;
/// An end is looked for to this share of the number.
const DIGITS: f64 = 1e-3;

/// How far the limits may move against `side` and along it, from where they are, until the price
/// changes.
pub(super) fn ends_of_the_line(
    planes: &mut CuttingPlanes<'_>,
    moving: &[Moving],
    side: f64,
) -> (f64, f64) {
    let slope = planes.slope_of(moving);
    let fastest = moving.iter().fold(0.0, |a: f64, b| a.max(b.rate.abs()));
    let mut end = |direction: f64| {
        let room = planes.room(moving, &slope, direction);
        let far = FAR / fastest;
        let room = planes.room_of_risk(&slope, direction, room.min(far));
        if room >= far { f64::INFINITY } else { room }
    };
    (end(-side), end(side))
}

/// The interval around the number of `limit` in which the limits in `all` bind and no others, as
/// far as solving again has verified.
pub(super) fn where_the_same_bind(
    again: &mut Again<'_>,
    problem: &ScenarioProblem,
    limit: LimitId,
    value: f64,
    all: &BTreeSet<LimitId>,
) -> (f64, f64) {
    let size = if value == 0.0 { 1.0 } else { value.abs() };
    let mut stays = |number: f64| {
        if is_stopped() {
            return false;
        }
        let constraints = problem.constraints().clone().with(limit, number);
        let Ok(moved) = problem.with_constraints(constraints) else {
            return false;
        };
        let solution = again.solution(&moved);
        solution.is_some_and(|solution| all_at(&moved, &solution) == *all)
    };
    let mut end = |direction: f64| {
        let mut step = FIRST_STEP * size;
        let (mut good, mut bad) = (value, None);
        for _ in 0..STEPS {
            let next = value + direction * step;
            if stays(next) {
                good = next;
                step *= 4.0;
            } else {
                bad = Some(next);
                break;
            }
        }
        let Some(mut bad) = bad else {
            return good;
        };
        for _ in 0..HALVINGS {
            // Within the first step, a little closer: what is beside the number already is seen.
            let fine = if good == value { DIGITS / 8.0 } else { DIGITS };
            if (bad - good).abs() <= fine * size {
                break;
            }
            let middle = 0.5 * (good + bad);
            if stays(middle) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        good
    };
    (end(-1.0), end(1.0))
}
