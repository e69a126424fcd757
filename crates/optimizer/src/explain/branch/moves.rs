//! What moves with the number of a limit.

use super::frame::{Frame, State};
use crate::limits::LimitId;
use crate::problem::Problem;

/// Rates of the ends of variables and rows (`columns +` row) per unit of a limit's number.
pub(super) struct Moves {
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
}

impl Moves {
    pub(super) fn of(problem: &Problem, frame: &Frame<'_>, limit: LimitId) -> Self {
        let constraints = problem.constraints();
        let columns = frame.columns();
        let mut moves = Self::none(frame);
        let (min, max) = (&constraints.min_weight, &constraints.max_weight);
        match limit {
            LimitId::MinWeightOf(asset) => moves.lower[asset] = 1.0,
            LimitId::MaxWeightOf(asset) => moves.upper[asset] = 1.0,
            LimitId::MinWeight => {
                let shared = (0..problem.assets()).filter(|i| !min.by_asset.contains_key(i));
                shared.for_each(|asset| moves.lower[asset] = 1.0);
            }
            LimitId::MaxWeight => {
                let shared = (0..problem.assets()).filter(|i| !max.by_asset.contains_key(i));
                shared.for_each(|asset| moves.upper[asset] = 1.0);
            }
            _ => {
                // The turnover is half of what is traded.
                let rate = if limit == LimitId::Turnover { 2.0 } else { 1.0 };
                for (row, line) in frame.lines.iter().enumerate() {
                    if line.low_name == Some(limit) {
                        moves.lower[columns + row] = rate;
                    }
                    if line.high_name == Some(limit) {
                        moves.upper[columns + row] = rate;
                    }
                }
            }
        }
        moves
    }

    /// Nothing moves.
    pub(super) fn none(frame: &Frame<'_>) -> Self {
        let none = vec![0.0; frame.columns() + frame.lines.len()];
        Self {
            lower: none.clone(),
            upper: none,
        }
    }

    /// The rate of the end that holds a variable or row; zero of those that were learned since.
    pub(super) fn at(&self, index: usize, is_upper: bool) -> f64 {
        let rates = if is_upper { &self.upper } else { &self.lower };
        rates.get(index).copied().unwrap_or(0.0)
    }

    /// The sum of the multipliers that push against what moves.
    pub(super) fn pressure(&self, state: &State) -> f64 {
        let multipliers = state.bounds.iter().chain(state.rows.iter());
        multipliers
            .enumerate()
            .map(|(index, &multiplier)| {
                // An equality is pushed from the side that its sign says.
                multiplier * self.at(index, multiplier > 0.0)
            })
            .sum()
    }
}
