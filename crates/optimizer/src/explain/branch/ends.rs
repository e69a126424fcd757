//! How far a binding set stays while the number of one limit moves.

use super::follow::{self, System};
use super::frame::{Frame, State};
use super::goal::Goal;
use super::moves::Moves;
use super::settle::learn;
use crate::outcome::Side;
use crate::progress::is_stopped;

/// Points that are tried for one end.
const TRIES: usize = 60;
/// Beyond this nothing is in the way.
const FAR: f64 = 1e6;
/// An end is found when it moves by less, as a share of the budget or of itself.
const FOUND: f64 = 1e-11;
/// A slack or a price that is negative by less, as a share of its size, is zero.
const ZERO: f64 = 1e-12;

/// Something that must not become negative.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slack {
    pub(super) value: f64,
    pub(super) size: f64,
    what: What,
}

#[derive(Debug, Clone, Copy)]
enum What {
    /// The multiplier of a variable or row, times a sign.
    Price(usize, f64),
    /// The distance of a variable or row from its lower or its upper end.
    Above(usize),
    Below(usize),
    /// The distance of a weight from a kink, times a sign.
    Kink(usize, f64),
}

/// One end of a range.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    /// How far the number goes until there; may be infinite.
    pub(super) length: f64,
    /// The variable whose multiplier vanishes there.
    pub(super) price: Option<usize>,
}

/// A limit whose number moves.
pub(super) struct Path<'a, 'f, 'p> {
    frame: &'f mut Frame<'p>,
    goal: &'a mut dyn Goal,
    moves: &'a Moves,
    start: &'a State,
}

impl<'a, 'f, 'p> Path<'a, 'f, 'p> {
    pub(super) fn new(
        frame: &'f mut Frame<'p>,
        goal: &'a mut dyn Goal,
        moves: &'a Moves,
        start: &'a State,
    ) -> Self {
        Self {
            frame,
            goal,
            moves,
            start,
        }
    }

    /// The end of the range below (`side` −1) or above (`side` 1).
    pub(super) fn end(&mut self, side: f64) -> End {
        let unit = self.frame.problem.constraints().budget;
        let (mut good, mut bad) = (0.0, f64::INFINITY);
        let mut state = self.start.clone();
        state.fit(self.frame);
        let mut price = None;
        let mut next = match self.exit(&state, 0.0, side) {
            Some(exit) => exit.0,
            None => 0.0,
        };
        for _ in 0..TRIES {
            if is_stopped() || next <= good + FOUND * (unit + good) {
                break;
            }
            let tried = next.min(FAR);
            let mut there = follow::at(self.frame, self.goal, &state, self.moves, side * tried);
            let is_news = there
                .as_ref()
                .is_some_and(|there| learn(self.frame, self.goal, &mut there.z.clone()));
            if let Some(there) = &mut there {
                there.fit(self.frame);
            }
            match there {
                Some(there) if !is_news && self.is_kept(&there, side * tried) => {
                    if tried >= FAR {
                        return End {
                            length: f64::INFINITY,
                            price: None,
                        };
                    }
                    (good, state) = (tried, there);
                    let exit = self.exit(&state, good, side);
                    next = exit.map_or(good, |exit| exit.0);
                    price = exit.and_then(|exit| exit.1);
                }
                Some(there) => {
                    bad = tried;
                    let (back, by) = self.entry(&there, tried, side);
                    next = back;
                    price = by.or(price);
                }
                None => {
                    bad = tried;
                    next = 0.5 * (good + bad);
                }
            }
            if bad - good <= FOUND * (unit + good) {
                break;
            }
            if next >= bad || next <= good && bad.is_finite() {
                // Where the tangents do not help.
                next = if next <= good && self.is_at_the_end(&state, good, side) {
                    good
                } else {
                    0.5 * (good + bad)
                };
            }
        }
        End {
            length: good,
            price,
        }
    }

    fn is_kept(&self, state: &State, t: f64) -> bool {
        let slacks = slacks(self.frame, state, self.moves, t);
        slacks
            .iter()
            .all(|slack| slack.value >= -ZERO.max(1e-10) * slack.size)
    }

    /// Whether something is zero here and about to become negative.
    fn is_at_the_end(&mut self, state: &State, t: f64, side: f64) -> bool {
        self.exit(state, t, side).is_some_and(|(exit, _)| exit <= t)
    }

    /// Where the tangent at a point inside first makes something negative.
    fn exit(&mut self, state: &State, t: f64, side: f64) -> Option<(f64, Option<usize>)> {
        let tangent = self.tangent(state)?;
        let mut first = (f64::INFINITY, None);
        for slack in slacks(self.frame, state, self.moves, side * t) {
            let rate = side * self.rate(&slack, state, &tangent);
            if rate < -ZERO * slack.size {
                let exit = t + (slack.value / -rate).max(0.0);
                if exit < first.0 {
                    first = (exit, slack.priced());
                }
            }
        }
        Some(first)
    }

    /// Where the tangents at a point outside say that everything was kept last.
    fn entry(&mut self, state: &State, t: f64, side: f64) -> (f64, Option<usize>) {
        let Some(tangent) = self.tangent(state) else {
            return (f64::NEG_INFINITY, None);
        };
        let mut last = (t, None);
        for slack in slacks(self.frame, state, self.moves, side * t) {
            let rate = side * self.rate(&slack, state, &tangent);
            if slack.value < 0.0 && rate < 0.0 {
                let entry = t - slack.value / rate;
                if entry < last.0 {
                    last = (entry, slack.priced());
                }
            }
        }
        last
    }

    fn tangent(&mut self, state: &State) -> Option<State> {
        let system = System::of(self.frame, self.goal, state)?;
        system.tangent(self.frame, state, self.moves)
    }

    fn rate(&self, slack: &Slack, state: &State, tangent: &State) -> f64 {
        let columns = self.frame.columns();
        let value = |index: usize| match index.checked_sub(columns) {
            None => tangent.z[index],
            Some(row) => {
                let slope = self.frame.slope(&self.frame.lines[row], &state.z);
                slope.dot(&tangent.z)
            }
        };
        match slack.what {
            What::Price(index, sign) => match index.checked_sub(columns) {
                None => sign * tangent.bounds[index],
                Some(row) => sign * tangent.rows[row],
            },
            What::Above(index) => value(index) - self.moves.at(index, false),
            What::Below(index) => self.moves.at(index, true) - value(index),
            What::Kink(asset, sign) => sign * tangent.z[asset],
        }
    }
}

impl Slack {
    fn priced(&self) -> Option<usize> {
        match self.what {
            What::Price(index, _) => Some(index),
            _ => None,
        }
    }
}

/// Everything that must not become negative, where what moves has gone `t`.
pub(super) fn slacks(frame: &Frame<'_>, state: &State, moves: &Moves, t: f64) -> Vec<Slack> {
    let columns = frame.columns();
    let budget = frame.problem.constraints().budget;
    let prices = state.bounds.iter().chain(state.rows.iter());
    let dearest = prices.fold(0.0, |a: f64, b| a.max(b.abs()));
    let dearest = if dearest > 0.0 { dearest } else { 1.0 };
    let mut slacks = Vec::new();
    for index in 0..columns + frame.lines.len() {
        let (value, price, low, high) = match index.checked_sub(columns) {
            None => (
                state.z[index],
                state.bounds[index],
                frame.lower[index],
                frame.upper[index],
            ),
            Some(row) => {
                let line = &frame.lines[row];
                let price = state.rows.get(row).copied().unwrap_or(0.0);
                (frame.value(line, &state.z), price, line.lower, line.upper)
            }
        };
        let side = state.side(index);
        let mut keep = |value: f64, size: f64, what: What| {
            if value.is_finite() {
                slacks.push(Slack { value, size, what });
            }
        };
        let is_equality = low == high && moves.at(index, false) == moves.at(index, true);
        if side != Side::Free && !is_equality {
            let sign = match side {
                Side::Upper => 1.0,
                // What is held from both sides belongs to the side that it presses against.
                _ if low == high && price > 0.0 => 1.0,
                _ => -1.0,
            };
            keep(sign * price, dearest, What::Price(index, sign));
        }
        let size = budget.max(value.abs());
        if side != Side::Lower {
            keep(
                value - low - t * moves.at(index, false),
                size,
                What::Above(index),
            );
        }
        if side != Side::Upper {
            let room = high + t * moves.at(index, true) - value;
            keep(room, size, What::Below(index));
        }
    }
    for &(asset, at, sign) in &frame.signs {
        let value = sign * (state.z[asset] - at);
        slacks.push(Slack {
            value,
            size: budget,
            what: What::Kink(asset, sign),
        });
    }
    slacks
}
