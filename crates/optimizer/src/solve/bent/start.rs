//! A portfolio that keeps every limit but the quadratic ones, to start from.

use nalgebra::{DMatrix, DVector};

use super::descent::place_of;
use super::model::{Bent, Place};
use super::reference;
use crate::solve::program::{Program, Sides};
use crate::solve::quadratic::{Factors, Found, by_any};

/// A limit is kept when it is missed by less than this share.
const FEASIBLE: f64 = 1e-12;

/// What there is to start from.
pub(super) enum Start {
    At(Place),
    Infeasible,
    Nothing,
}

/// The calmest portfolio of the limits without kinks, what is held now, the nearest to it, the
/// calmest without short positions: the first of them that keeps every limit, and the roomiest
/// portfolio of Clarabel where none does.
pub(super) fn start(bent: &Bent<'_>) -> Start {
    let calm = match calmest(bent, &bent.base.lower) {
        Answer::At(x) => x,
        Answer::Infeasible => return Start::Infeasible,
        Answer::Nothing => return Start::Nothing,
    };
    let begin = |x: &DVector<f64>| Start::At(place_of(bent, x, &calm));
    if keeps(bent, &calm) {
        return begin(&calm);
    }
    let held = bent.turnover().map(|limit| &limit.from);
    let held = held.or_else(|| bent.costs().map(|costs| &costs.from));
    if let Some(held) = held {
        let inside = clamped(bent, held);
        if keeps(bent, &inside) {
            return begin(&inside);
        }
        if let Answer::At(near) = nearest(bent, held)
            && keeps(bent, &near)
        {
            return begin(&near);
        }
    }
    let upper = &bent.base.upper;
    let long = bent
        .base
        .lower
        .zip_map(upper, |low, high| low.max(high.min(0.0)));
    if let Answer::At(long) = calmest(bent, &long)
        && keeps(bent, &long)
    {
        return begin(&long);
    }
    match reference::roomiest(bent) {
        reference::Room::At(x) => match nearest(bent, &x) {
            Answer::At(near) if keeps(bent, &near) => begin(&near),
            _ => Start::Nothing,
        },
        reference::Room::Infeasible => Start::Infeasible,
        reference::Room::Nothing => Start::Nothing,
    }
}

/// From `x`, if it keeps every limit but the quadratic ones.
pub(super) fn at(bent: &Bent<'_>, x: &DVector<f64>) -> Option<Start> {
    let x = clamped(bent, x);
    keeps(bent, &x).then(|| Start::At(place_of(bent, &x, &x)))
}

enum Answer {
    At(DVector<f64>),
    Infeasible,
    Nothing,
}

fn answer(found: Found) -> Answer {
    match found {
        Found::At { point, .. } => Answer::At(point.x),
        Found::Infeasible => Answer::Infeasible,
        Found::Unbounded | Found::Nothing => Answer::Nothing,
    }
}

fn calmest(bent: &Bent<'_>, lower: &DVector<f64>) -> Answer {
    let program = Program {
        quadratic: Some(&bent.problem.shape.scaled),
        lower: lower.clone(),
        ..bent.base.clone()
    };
    let none = Sides::none(&program);
    answer(by_any(&program, bent.problem.shape.factors(), &none))
}

fn nearest(bent: &Bent<'_>, to: &DVector<f64>) -> Answer {
    let n = bent.assets();
    let identity = DMatrix::identity(n, n);
    let program = Program {
        quadratic: Some(&identity),
        linear: -to,
        ..bent.base.clone()
    };
    let none = Sides::none(&program);
    answer(by_any(&program, &Factors::of_identity(n), &none))
}

fn clamped(bent: &Bent<'_>, x: &DVector<f64>) -> DVector<f64> {
    DVector::from_fn(x.len(), |asset, _| {
        x[asset].clamp(bent.base.lower[asset], bent.base.upper[asset])
    })
}

/// Whether `x`, which keeps its bounds, keeps every other limit but the quadratic ones.
fn keeps(bent: &Bent<'_>, x: &DVector<f64>) -> bool {
    let n = bent.assets();
    let within = |value: f64, lower: f64, upper: f64| {
        let slack = FEASIBLE * (1.0 + value.abs());
        value >= lower - slack && value <= upper + slack
    };
    let rows = (0..bent.base.rows()).all(|row| {
        let (lower, upper) = bent.base.limits(n + row);
        let mut value = bent.base.value(n + row, x);
        if row == bent.target_row()
            && let Some(costs) = bent.costs()
        {
            value -= costs.rate * (x - &costs.from).lp_norm(1);
        }
        within(value, lower, upper)
    });
    let turnover = bent.turnover().is_none_or(|limit| {
        let traded = 0.5 * (x - &limit.from).lp_norm(1);
        within(traded, f64::NEG_INFINITY, limit.max)
    });
    let gross = bent.problem.constraints.gross_exposure;
    let gross = gross.is_none_or(|limit| within(x.lp_norm(1), f64::NEG_INFINITY, limit));
    rows && turnover && gross
}
