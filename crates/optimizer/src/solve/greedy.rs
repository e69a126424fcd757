//! The linear program with a budget and bounds only: what pays best is bought first, up to its
//! upper bound. `O(n log n)`.
//!
//! Ties go to the lower index. Source: Dantzig's continuous knapsack, *Discrete-variable extremum
//! problems*, Operations Research 5 (1957).

use super::program::{Program, Sides};
use crate::outcome::Side;

/// The working set at an optimum; `None` for programs of another form, and where the budget cannot
/// be spent within the bounds.
pub(super) fn sides(program: &Program<'_>) -> Option<Sides> {
    let n = program.variables();
    let has_rows = (1..program.rows()).any(|row| {
        program.row_lower[row] > f64::NEG_INFINITY || program.row_upper[row] < f64::INFINITY
    });
    if !program.holds_sum() || has_rows || !program.lower.iter().all(|lower| lower.is_finite()) {
        return None;
    }
    let mut rest = program.row_lower[0] - program.lower.sum();
    if rest < 0.0 {
        return None;
    }
    let mut order: Vec<usize> = (0..n)
        .filter(|&variable| program.lower[variable] < program.upper[variable])
        .collect();
    order.sort_by(|&one, &other| program.linear[one].total_cmp(&program.linear[other]));

    let mut sides = Sides::none(program);
    sides.0[..=n].fill(Side::Lower);
    let mut last = None;
    for variable in order {
        last = Some(variable);
        let room = program.upper[variable] - program.lower[variable];
        if rest < room {
            rest = 0.0;
            break;
        }
        sides.0[variable] = Side::Upper;
        rest -= room;
    }
    // The last one bought carries the price of the budget.
    sides.0[last?] = Side::Free;
    (rest <= 1e-12).then_some(sides)
}
