//! A feasible point to start the primal active-set method from.
//!
//! Cold: every variable at its lower bound, and the budget spent on the variables with the
//! smallest objective of their own, each up to its upper bound. Warm: the optimum on the given
//! face, cut back to the bounds, with what is missing of the budget spread over the free
//! variables. Neither repairs other rows: that is what [`elastic`](super::elastic) is for.

use nalgebra::DVector;

use super::curvature::Curvature;
use super::free_block::FreeBlock;
use super::program::{Program, Sides};
use crate::outcome::Side;

/// A limit is kept when it is missed by less than this.
const FEASIBLE: f64 = 1e-12;

/// What there is to start from.
pub(super) enum Start {
    /// A point that keeps every limit; its free variables and held rows are in the block.
    Feasible(DVector<f64>),
    /// A point that keeps the bounds and the budget; its free variables are in the block.
    Broken(DVector<f64>),
    Nothing,
}

/// A point to start from, `block` with it.
pub(super) fn point(
    program: &Program<'_>,
    matrix: Curvature<'_>,
    block: &mut FreeBlock<'_>,
    start: &Sides,
) -> Start {
    let n = program.variables();
    let Some(budget) = budget(program) else {
        return Start::Nothing;
    };
    let is_warm = start.0[..n].iter().any(|&side| side != Side::Free);
    let mut x = None;
    if is_warm {
        x = warm(program, matrix, block, start, budget);
    }
    if x.is_none() {
        block.clear();
        x = cold(program, matrix, block, budget);
    }
    match x {
        Some(x) if keeps_rows(program, block, &x) => Start::Feasible(x),
        Some(x) => Start::Broken(x),
        None => Start::Nothing,
    }
}

/// The budget, if row 0 is one: `Some(None)` where it is switched off, `None` where it is
/// something else.
fn budget(program: &Program<'_>) -> Option<Option<f64>> {
    if program.rows() == 0 {
        return Some(None);
    }
    let (lower, upper) = (program.row_lower[0], program.row_upper[0]);
    if lower == f64::NEG_INFINITY && upper == f64::INFINITY {
        return Some(None);
    }
    program.holds_sum().then_some(Some(lower))
}

fn keeps_rows(program: &Program<'_>, block: &FreeBlock<'_>, x: &DVector<f64>) -> bool {
    let n = x.len();
    (0..program.rows()).all(|row| {
        let (lower, upper) = program.limits(n + row);
        if lower == f64::NEG_INFINITY && upper == f64::INFINITY {
            return true;
        }
        let value = program.value(n + row, x);
        let slack = FEASIBLE * (1.0 + value.abs());
        let is_kept = value >= lower - slack && value <= upper + slack;
        is_kept && (lower < upper || block.held().contains(&row))
    })
}

fn cold(
    program: &Program<'_>,
    matrix: Curvature<'_>,
    block: &mut FreeBlock<'_>,
    budget: Option<f64>,
) -> Option<DVector<f64>> {
    let n = program.variables();
    let mut x = DVector::from_fn(n, |variable, _| {
        let (lower, upper) = (program.lower[variable], program.upper[variable]);
        if lower.is_finite() {
            lower
        } else {
            upper.min(0.0)
        }
    });
    let is_open = |x: &DVector<f64>, variable: usize| {
        x[variable] > program.lower[variable] && x[variable] < program.upper[variable]
    };
    let mut free = Vec::new();
    if let Some(budget) = budget {
        let mut rest = budget - x.sum();
        if rest < 0.0 {
            // Only what has no lower bound can give.
            let giver = (0..n).find(|&variable| program.lower[variable] == f64::NEG_INFINITY)?;
            x[giver] += rest;
        } else {
            let own = |variable: usize| program.linear[variable] + 0.5 * matrix.diagonal(variable);
            let mut order: Vec<(f64, usize)> =
                (0..n).map(|variable| (own(variable), variable)).collect();
            order
                .sort_unstable_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
            let mut last = None;
            for (_, variable) in order {
                let (lower, upper) = (program.lower[variable], program.upper[variable]);
                if lower == upper {
                    continue;
                }
                last = Some(variable);
                if upper - x[variable] > rest {
                    x[variable] += rest;
                    rest = 0.0;
                    break;
                }
                rest -= upper - x[variable];
                x[variable] = upper;
            }
            if rest > FEASIBLE * budget.abs() {
                return None;
            }
            // Someone has to be free to carry the price of the budget.
            free.push(last?);
        }
    }
    for variable in 0..n {
        if is_open(&x, variable) && free.first() != Some(&variable) {
            free.push(variable);
        }
    }
    if !block.push_all(&free) {
        return None;
    }
    for row in 0..program.rows() {
        let (lower, upper) = program.limits(n + row);
        if lower == upper && !block.hold(row) && row == 0 {
            return None;
        }
    }
    Some(x)
}

fn warm(
    program: &Program<'_>,
    matrix: Curvature<'_>,
    block: &mut FreeBlock<'_>,
    start: &Sides,
    budget: Option<f64>,
) -> Option<DVector<f64>> {
    let n = program.variables();
    let mut x = DVector::zeros(n);
    let mut shares = Vec::new();
    let mut free = Vec::new();
    for variable in 0..n {
        let (lower, upper) = (program.lower[variable], program.upper[variable]);
        x[variable] = match start.0[variable] {
            _ if lower == upper => lower,
            Side::Lower => lower,
            Side::Upper => upper,
            Side::Free => {
                free.push(variable);
                continue;
            }
        };
        if x[variable] != 0.0 {
            shares.push((variable, x[variable]));
        }
    }
    if !block.push_all(&free) {
        return None;
    }
    if block.free().is_empty() || !x.iter().all(|value| value.is_finite()) {
        return None;
    }
    let mut missing = Vec::new();
    for row in 0..program.rows() {
        let (lower, upper) = program.limits(n + row);
        let limit = match start.0[n + row] {
            _ if lower == upper => lower,
            Side::Free => continue,
            Side::Lower => lower,
            Side::Upper => upper,
        };
        if block.hold(row) {
            missing.push(limit - program.value(n + row, &x));
        }
    }
    let mut gradient = program.linear.as_slice().to_vec();
    matrix.add_to(&mut gradient, &shares);
    let mut step: Vec<f64> = block.free().iter().map(|&index| gradient[index]).collect();
    if !block.solve(&mut step, &mut missing) {
        return None;
    }
    let mut was_cut = false;
    for position in (0..step.len()).rev() {
        let variable = block.free()[position];
        let (lower, upper) = (program.lower[variable], program.upper[variable]);
        x[variable] = step[position].clamp(lower, upper);
        if x[variable] != step[position] {
            was_cut = true;
            if block.free().len() > 1 {
                block.remove(position);
            }
        }
    }
    if was_cut {
        for position in (0..block.held().len()).rev() {
            if block.held()[position] != 0 || budget.is_none() {
                block.release(position);
            }
        }
        if let Some(budget) = budget {
            spread(program, block, &mut x, budget)?;
        }
    }
    Some(x)
}

/// Spreads what is missing of the budget over the free variables by the room they have.
fn spread(
    program: &Program<'_>,
    block: &FreeBlock<'_>,
    x: &mut DVector<f64>,
    budget: f64,
) -> Option<()> {
    let missing = budget - x.sum();
    let room = |variable: usize, value: f64| {
        if missing > 0.0 {
            (program.upper[variable] - value).min(missing)
        } else {
            (value - program.lower[variable]).min(-missing)
        }
    };
    let free = block.free();
    let total: f64 = free.iter().map(|&index| room(index, x[index])).sum();
    if total < missing.abs() {
        return None;
    }
    if missing != 0.0 {
        for &variable in free {
            x[variable] += missing * room(variable, x[variable]) / total;
        }
    }
    Some(())
}
