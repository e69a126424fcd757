//! The conditions of one binding set, by Newton's method.

use nalgebra::{DMatrix, DVector, Dyn, LU};

use super::frame::{Frame, State};
use super::goal::Goal;
use super::moves::Moves;
use crate::outcome::Side;

/// Newton steps.
const STEPS: usize = 25;
/// A step that is shorter, as a share of the budget, is rounding.
const ROUNDING: f64 = 1e-14;
/// A step that is shorter is taken for the last one where none was shorter still.
const LAST: f64 = 1e-9;
/// Slacks and multipliers may be negative by this share.
const KEPT: f64 = 1e-9;
/// A solution of linear equations that misses them by more is none.
const SOLVED: f64 = 1e-7;

/// The conditions of a binding set at one point: the factor of their matrix.
pub(super) struct System {
    pub(super) free: Vec<usize>,
    pub(super) held: Vec<usize>,
    matrix: DMatrix<f64>,
    factor: LU<f64, Dyn, Dyn>,
    /// Second derivatives of the Lagrangian, and slopes of all rows that hold.
    bend: DMatrix<f64>,
    slopes: Vec<DVector<f64>>,
    gradient: DVector<f64>,
}

/// `state` on its own set to rounding; nothing where the set does not determine it, or is wrong.
pub(super) fn polished(frame: &mut Frame<'_>, goal: &mut dyn Goal, state: &State) -> Option<State> {
    let none = Moves::none(frame);
    let mut polished = at(frame, goal, state, &none, 0.0)?;
    let is_news = super::settle::learn(frame, goal, &mut polished.z.clone());
    polished.fit(frame);
    let worst = super::ends::slacks(frame, &polished, &none, 0.0)
        .iter()
        .map(|slack| slack.value / slack.size)
        .fold(f64::INFINITY, f64::min);
    (!is_news && worst >= -KEPT).then_some(polished)
}

/// The point of the binding set of `state` where what moves has gone `t`.
pub(super) fn at(
    frame: &Frame<'_>,
    goal: &mut dyn Goal,
    state: &State,
    moves: &Moves,
    t: f64,
) -> Option<State> {
    let columns = frame.columns();
    let budget = frame.problem.constraints().budget;
    let mut state = state.clone();
    state.fit(frame);
    for index in 0..columns {
        match state.sides[index] {
            Side::Free => {}
            Side::Lower => state.z[index] = frame.lower[index] + t * moves.at(index, false),
            Side::Upper => state.z[index] = frame.upper[index] + t * moves.at(index, true),
        }
    }
    let mut before = f64::INFINITY;
    for _ in 0..STEPS {
        if !goal.is_defined(&state.z) {
            return None;
        }
        let system = System::of(frame, goal, &state)?;
        let length = system.step(frame, &mut state, moves, t)?;
        let is_last = length >= 0.5 * before && length <= LAST * budget;
        if length <= ROUNDING * budget || is_last {
            let system = System::of(frame, goal, &state)?;
            system.price(frame, &mut state);
            return Some(state);
        }
        before = length;
    }
    None
}

impl System {
    pub(super) fn of(frame: &Frame<'_>, goal: &mut dyn Goal, state: &State) -> Option<Self> {
        let columns = frame.columns();
        let slopes = goal.slopes(&state.z.rows(0, frame.own_columns()).into_owned());
        let gradient = frame.whole(slopes.gradient);
        let mut bend = DMatrix::zeros(columns, columns);
        bend.view_mut((0, 0), slopes.bend.shape())
            .copy_from(&slopes.bend);
        frame.bend(&state.rows, &state.z, &mut bend);
        let free: Vec<usize> = (0..columns)
            .filter(|&i| state.side(i) == Side::Free)
            .collect();
        let held: Vec<usize> = (0..frame.lines.len())
            .filter(|&row| state.side(columns + row) != Side::Free)
            .collect();
        let slopes: Vec<DVector<f64>> = held
            .iter()
            .map(|&row| frame.slope(&frame.lines[row], &state.z))
            .collect();
        let size = free.len() + held.len();
        let mut matrix = DMatrix::zeros(size, size);
        for (a, &i) in free.iter().enumerate() {
            for (b, &j) in free.iter().enumerate() {
                matrix[(a, b)] = bend[(i, j)];
            }
            for (row, slope) in slopes.iter().enumerate() {
                matrix[(a, free.len() + row)] = slope[i];
                matrix[(free.len() + row, a)] = slope[i];
            }
        }
        if matrix.iter().any(|entry| !entry.is_finite()) {
            return None;
        }
        Some(Self {
            factor: matrix.clone().lu(),
            matrix,
            free,
            held,
            bend,
            slopes,
            gradient,
        })
    }

    /// One Newton step; its length.
    fn step(&self, frame: &Frame<'_>, state: &mut State, moves: &Moves, t: f64) -> Option<f64> {
        let columns = frame.columns();
        let free = self.free.len();
        let mut right = DVector::zeros(free + self.held.len());
        for (place, &index) in self.free.iter().enumerate() {
            right[place] = -self.gradient[index];
        }
        for (place, &row) in self.held.iter().enumerate() {
            let line = &frame.lines[row];
            let index = columns + row;
            let is_upper = state.sides[index] == Side::Upper;
            let end = if is_upper { line.upper } else { line.lower };
            right[free + place] = end + t * moves.at(index, is_upper) - frame.value(line, &state.z);
        }
        let solved = self.solve(&right)?;
        let mut length: f64 = 0.0;
        for (place, &index) in self.free.iter().enumerate() {
            state.z[index] += solved[place];
            length = length.max(solved[place].abs());
        }
        for (place, &row) in self.held.iter().enumerate() {
            state.rows[row] = solved[free + place];
        }
        Some(length)
    }

    /// The multipliers of the bounds.
    fn price(&self, frame: &Frame<'_>, state: &mut State) {
        for index in 0..frame.columns() {
            let rows = self.held.iter().zip(&self.slopes);
            let pull: f64 = rows
                .map(|(&row, slope)| state.rows[row] * slope[index])
                .sum();
            let is_free = state.sides[index] == Side::Free;
            state.bounds[index] = if is_free {
                0.0
            } else {
                -self.gradient[index] - pull
            };
        }
    }

    /// How the point moves with `t`.
    pub(super) fn tangent(&self, frame: &Frame<'_>, state: &State, moves: &Moves) -> Option<State> {
        let columns = frame.columns();
        let free = self.free.len();
        let mut z = DVector::zeros(columns);
        for index in 0..columns {
            z[index] = match state.sides[index] {
                Side::Free => 0.0,
                side => moves.at(index, side == Side::Upper),
            };
        }
        let pulled = &self.bend * &z;
        let mut right = DVector::zeros(free + self.held.len());
        for (place, &index) in self.free.iter().enumerate() {
            right[place] = -pulled[index];
        }
        for (place, (&row, slope)) in self.held.iter().zip(&self.slopes).enumerate() {
            let index = columns + row;
            let rate = moves.at(index, state.sides[index] == Side::Upper);
            right[free + place] = rate - slope.dot(&z);
        }
        let solved = self.solve(&right)?;
        let mut rows = DVector::zeros(frame.lines.len());
        for (place, &index) in self.free.iter().enumerate() {
            z[index] = solved[place];
        }
        for (place, &row) in self.held.iter().enumerate() {
            rows[row] = solved[free + place];
        }
        let mut bounds = -(&self.bend * &z);
        for (&row, slope) in self.held.iter().zip(&self.slopes) {
            bounds.axpy(-rows[row], slope, 1.0);
        }
        for &index in &self.free {
            bounds[index] = 0.0;
        }
        Some(State {
            z,
            bounds,
            rows,
            sides: Vec::new(),
        })
    }

    /// Solves, refines once, and checks.
    fn solve(&self, right: &DVector<f64>) -> Option<DVector<f64>> {
        if right.is_empty() {
            return Some(right.clone());
        }
        let mut solved = self.factor.solve(right)?;
        let missed = right - &self.matrix * &solved;
        solved += self.factor.solve(&missed)?;
        let missed = right - &self.matrix * &solved;
        let size = right.amax() + self.matrix.amax() * solved.amax();
        let is_solved = missed.amax() <= SOLVED * right.amax().max(1e-9 * size);
        is_solved.then_some(solved)
    }
}
