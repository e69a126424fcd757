//! The binding set of a solution, with its multipliers: quadratic programs of the Lagrangian, each
//! with the linear functions that the last one has shown to be missing.

use std::collections::BTreeSet;

use nalgebra::{DMatrix, DVector};

use super::frame::{Frame, State};
use super::goal::Goal;
use crate::outcome::Side;
use crate::problem::Problem;
use crate::progress::is_stopped;
use crate::solve::{Factors, Found, Program, Sides, by_any};

/// Programs that are solved at most.
const ROUNDS: usize = 60;
/// A step that is shorter, as a share of the budget, stands still.
const STILL: f64 = 1e-11;
/// Curvature that is added, where the largest slope is 1: to the weights, and to the variables
/// beside them, which have none of their own. The pull is to where the last program ended.
const ADDED: (f64, f64) = (1e-5, 1e-2);
/// A function with corners that is above its variable by this share is news.
const NEWS: f64 = 1e-12;
/// Halvings of a step out of where the function is defined.
const HALVINGS: usize = 30;

/// The binding set of `weights` with everything that it is made of.
pub(super) fn settle<'p>(
    problem: &'p Problem,
    goal: &mut dyn Goal,
    weights: &DVector<f64>,
) -> Option<(Frame<'p>, State)> {
    let mut idle = BTreeSet::new();
    loop {
        let (mut frame, z) = Frame::around(problem, goal, weights, &idle);
        let state = search(&mut frame, goal, z)?;
        // A family that holds nothing leaves its own variables hanging in the air.
        let columns = frame.columns();
        let families = frame.families.iter();
        let slack = families.filter(|(_, row)| state.sides[columns + **row] == Side::Free);
        let before = idle.len();
        idle.extend(slack.map(|(family, _)| *family));
        if idle.len() == before {
            return Some((frame, state));
        }
    }
}

fn search(frame: &mut Frame<'_>, goal: &mut dyn Goal, mut z: DVector<f64>) -> Option<State> {
    let still = STILL * frame.problem.constraints().budget;
    learn(frame, goal, &mut z.clone());
    let mut prices = DVector::zeros(frame.lines.len());
    let mut sides: Vec<Side> = Vec::new();
    let mut found = None;
    for _ in 0..ROUNDS {
        if is_stopped() {
            return None;
        }
        let (state, size) = step(frame, goal, &z, &prices, &sides)?;
        let next = inside(goal, &z, &state.z);
        let moved = (&next - &z).amax();
        z = next;
        (prices, sides) = (state.rows.clone(), state.sides.clone());
        let is_news = learn(frame, goal, &mut z);
        prices.resize_vertically_mut(frame.lines.len(), 0.0);
        let is_still = moved <= still;
        found = Some((
            State {
                z: z.clone(),
                ..state
            },
            size,
        ));
        if is_still && !is_news {
            break;
        }
    }
    let (mut state, _) = found?;
    state.fit(frame);
    Some(state)
}

/// The quadratic program of the Lagrangian at `z`, and the slope that it calls 1.
fn step(
    frame: &Frame<'_>,
    goal: &mut dyn Goal,
    z: &DVector<f64>,
    prices: &DVector<f64>,
    sides: &[Side],
) -> Option<(State, f64)> {
    let columns = frame.columns();
    let n = frame.problem.assets();
    let slopes = goal.slopes(&z.rows(0, frame.own_columns()).into_owned());
    let gradient = frame.whole(slopes.gradient);
    let mut matrix = DMatrix::zeros(columns, columns);
    let convex = slopes.convex.unwrap_or(slopes.bend);
    matrix.view_mut((0, 0), convex.shape()).copy_from(&convex);
    let upward = prices.map(|price| price.max(0.0));
    frame.bend(&upward, z, &mut matrix);
    let budget = frame.problem.constraints().budget;
    let size = gradient.amax().max(matrix.amax() * budget);
    let size = if size > 0.0 && size.is_finite() {
        size
    } else {
        return None;
    };
    matrix /= size;
    for column in 0..columns {
        matrix[(column, column)] += if column < n { ADDED.0 } else { ADDED.1 };
    }
    let linear = gradient / size - &matrix * z;
    let mut normals = DMatrix::zeros(columns, frame.lines.len());
    let (mut lower, mut upper) = (Vec::new(), Vec::new());
    for (row, line) in frame.lines.iter().enumerate() {
        let slope = frame.slope(line, z);
        // A distance is taken by its tangent.
        let shift = slope.dot(z) - frame.value(line, z);
        let shift = if line.centre.is_some() { shift } else { 0.0 };
        if slope.iter().any(|entry| !entry.is_finite()) {
            return None;
        }
        lower.push(line.lower + shift);
        upper.push(line.upper + shift);
        normals.set_column(row, &slope);
    }
    let program = Program {
        quadratic: Some(&matrix),
        linear,
        lower: DVector::from_column_slice(&frame.lower),
        upper: DVector::from_column_slice(&frame.upper),
        normals,
        row_lower: DVector::from_vec(lower),
        row_upper: DVector::from_vec(upper),
    };
    let mut start = Sides::none(&program);
    for (side, &last) in start.0.iter_mut().zip(sides) {
        *side = last;
    }
    match by_any(&program, &Factors::later(), &start) {
        Found::At { point, sides, .. } => Some((
            State {
                z: point.x,
                bounds: point.bounds * size,
                rows: point.rows * size,
                sides: sides.0,
            },
            size,
        )),
        _ => None,
    }
}

/// Adds what the functions with corners are above their variables; whether there was any.
pub(super) fn learn(frame: &mut Frame<'_>, goal: &mut dyn Goal, z: &mut DVector<f64>) -> bool {
    let own = z.rows(0, frame.own_columns()).into_owned();
    let mut is_news = false;
    for part in goal.parts(&own) {
        let is_first = !frame.knows(part.column);
        if is_first || part.value - z[part.column] > NEWS * (part.value.abs() + SMALL) {
            frame.learn(part.column, &part.cut);
            is_news = true;
        }
    }
    is_news
}

/// Values of functions with corners below this are rounding.
const SMALL: f64 = 1e-4;

/// As far towards `next` as the function is defined.
fn inside(goal: &dyn Goal, z: &DVector<f64>, next: &DVector<f64>) -> DVector<f64> {
    let mut share = 1.0;
    for _ in 0..HALVINGS {
        let place = z + (next - z) * share;
        if goal.is_defined(&place) {
            return place;
        }
        share *= 0.5;
    }
    z.clone()
}
