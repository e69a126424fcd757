//! How well a portfolio satisfies the KKT conditions of the problem with all its kinks and
//! quadratic limits.

use nalgebra::DVector;

use super::model::{Aim, Bent, Place};
use crate::outcome::Side;
use crate::solve::polish::{Point, kkt_residual};
use crate::solve::program::Program;

/// The residual of the program of a cell, and of the kinks that hold an asset.
pub(super) fn of_cell(
    bent: &Bent<'_>,
    program: &Program<'_>,
    place: &Place,
    point: &Point,
    aim: &Aim,
) -> f64 {
    let inside = kkt_residual(program, &place.sides, point);
    inside.max(at_kinks(
        bent,
        place,
        &point.bounds,
        &point.rows,
        aim.returns,
    ))
}

/// By how much the prices of assets at a kink leave the subdifferential.
fn at_kinks(
    bent: &Bent<'_>,
    place: &Place,
    bounds: &DVector<f64>,
    rows: &DVector<f64>,
    returns: f64,
) -> f64 {
    let mut worst: f64 = 0.0;
    for asset in 0..bent.assets() {
        if bent.is_kink(asset, place.pieces[asset], place.sides.0[asset]) {
            let jump = bent.jump(asset, place.x[asset], rows, returns);
            worst = worst.max(bounds[asset].abs() - jump);
        }
    }
    worst
}

/// The prices of the two quadratic limits, in the unit of the scaled objective, and what they do
/// to the objective's own.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Weights {
    /// 1 where the objective has the variance, 0 where it is a return only.
    pub(super) variance: f64,
    /// Of the net return in the objective.
    pub(super) returns: f64,
    /// Multiplier of `½ (x − b)'P(x − b)`.
    pub(crate) tracking_error: f64,
    /// Multiplier of `½ x'Px`.
    pub(crate) risk: f64,
}

/// The KKT residual of the whole problem at `place`, as [`crate::Solution::kkt_residual`]; `point`
/// has the multipliers of the objective itself.
pub(super) fn of_problem(bent: &Bent<'_>, place: &Place, point: &Point, weights: Weights) -> f64 {
    let own = Aim::at(weights.returns, 0.0);
    let cell = bent.cell(&place.pieces, None, &own);
    let x = &point.x;
    let risk = bent.times(x);
    let gradient = &risk * weights.variance + &cell.linear;
    let size = 1.0 + gradient.amax();
    let mut pull = &risk * (weights.tracking_error + weights.risk);
    if let Some(benchmark) = &bent.pull {
        pull -= benchmark * weights.tracking_error;
    }
    let stationarity = gradient + pull + &cell.normals * &point.rows + &point.bounds;
    let mut worst = stationarity.amax() / size;

    // Without its gradient the program says what is left of primal, dual and complementarity.
    let limits = Program {
        linear: -(&cell.normals * &point.rows + &point.bounds),
        ..cell
    };
    worst = worst
        .max(kkt_residual(&limits, &place.sides, point))
        .max(at_kinks(
            bent,
            place,
            &point.bounds,
            &point.rows,
            weights.returns,
        ))
        // No row says it where it is the budget.
        .max(bent.too_gross(x));
    let quadratic = [
        (
            bent.largest_distance(),
            bent.distance(x),
            bent.rounding_of_distance(x),
            weights.tracking_error,
        ),
        (
            bent.largest_risk(),
            bent.variance(x),
            bent.rounding_of_variance(x),
            weights.risk,
        ),
    ];
    for (limit, value, rounding, price) in quadratic {
        let Some(limit) = limit else { continue };
        let missed = (value - rounding).max(0.0).sqrt() - limit;
        let value = value.sqrt();
        let slack = 0.5 * (limit * limit - value * value);
        worst = worst.max(missed).max(-price).max((price * slack).abs());
    }
    if worst.is_nan() { f64::INFINITY } else { worst }
}

/// The sides of the weights' own bounds: an asset at a kink is free.
pub(super) fn own_sides(bent: &Bent<'_>, place: &Place) -> Vec<Side> {
    let mut sides = place.sides.0.clone();
    for (asset, side) in sides.iter_mut().enumerate().take(bent.assets()) {
        if bent.is_kink(asset, place.pieces[asset], *side) {
            *side = Side::Free;
        }
    }
    sides
}
