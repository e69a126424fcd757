//! A portfolio without risk that earns more than the risk-free rate.

use nalgebra::{DMatrix, DVector};

use super::curved_directions;
use crate::broken::broken;
use crate::problem::Problem;
use crate::solve::{Factors, Found, Program, Sides, by_any};

/// A limit of the model may be missed by so much of the budget before the portfolio is none.
const KEPT: f64 = 1e-9;

/// The largest return of the portfolios without variance, where it is above `risk_free`.
pub(super) fn riskless(problem: &Problem, risk_free: f64) -> Option<DVector<f64>> {
    let moments = problem.moments();
    let n = moments.assets();
    let curved = curved_directions(moments.covariance());
    if curved.len() == n {
        return None;
    }
    let size = moments.mean().amax().max(f64::MIN_POSITIVE);
    let linear = moments.mean() / -size;
    let plain = Program::on_weights(None, linear, moments.mean(), problem.constraints());
    let rows = plain.rows();
    let normals = DMatrix::from_fn(n, rows + curved.len(), |asset, row| {
        match row.checked_sub(rows) {
            None => plain.normals[(asset, row)],
            Some(index) => curved[index][asset],
        }
    });
    let ends = |ends: &DVector<f64>| ends.clone().resize_vertically(rows + curved.len(), 0.0);
    let program = Program {
        normals,
        row_lower: ends(&plain.row_lower),
        row_upper: ends(&plain.row_upper),
        ..plain
    };
    let Found::At { point, .. } = by_any(&program, &Factors::linear_only(), &Sides::none(&program))
    else {
        return None;
    };
    let weights = point.x;
    let is_kept = broken(problem, &weights).is_none_or(|broken| {
        let missed = |&(limit, value): &(_, f64)| {
            let number = problem.constraints().value(limit);
            number.map_or(f64::INFINITY, |number| (number - value).abs())
        };
        broken
            .relaxation
            .iter()
            .all(|change| missed(change) <= KEPT)
    });
    (is_kept && problem.net_return(&weights) > risk_free).then_some(weights)
}
