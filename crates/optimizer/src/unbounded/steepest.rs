//! The direction of the largest return per volatility, which a ratio approaches and never reaches.

use nalgebra::{DMatrix, DVector};

use super::Ray;
use crate::estimate::Moments;
use crate::limits::Constraints;
use crate::solve::{Factors, Found, Program, Sides, by_any};

/// The KKT residual up to which the direction is believed.
const ACCURATE: f64 = 1e-9;

/// `min d'Σd` over the directions that keep all limits and earn 1.
pub(super) fn steepest(constraints: &Constraints, moments: &Moments) -> Option<Ray> {
    let has_ends = constraints.turnover.is_some()
        || constraints.gross_exposure.is_some()
        || constraints.tracking_error.is_some()
        || constraints.max_risk.is_some()
        || constraints.costs.is_some();
    let n = moments.assets();
    let size = moments.mean().amax();
    if has_ends || size == 0.0 {
        return None;
    }
    let scale = moments.covariance().diagonal().mean();
    let matrix = moments.covariance() / if scale > 0.0 { scale } else { 1.0 };
    let closed = |end: f64, open: f64| if end.is_finite() { 0.0 } else { open };
    let (min, max) = (&constraints.min_weight, &constraints.max_weight);
    let none = f64::NEG_INFINITY;
    let any = f64::INFINITY;
    let mut normals = DMatrix::zeros(n, constraints.rows.len() + 2);
    normals.column_mut(0).fill(1.0);
    normals.set_column(1, &(moments.mean() / size));
    let (mut low, mut high) = (vec![0.0, 1.0], vec![0.0, 1.0]);
    for (index, row) in constraints.rows.iter().enumerate() {
        for (&asset, &coefficient) in &row.coefficients {
            normals[(asset, index + 2)] = coefficient;
        }
        low.push(row.min.map_or(none, |_| 0.0));
        high.push(row.max.map_or(any, |_| 0.0));
    }
    let program = Program {
        quadratic: Some(&matrix),
        linear: DVector::zeros(n),
        lower: DVector::from_fn(n, |asset, _| closed(min.of(asset), none)),
        upper: DVector::from_fn(n, |asset, _| closed(max.of(asset), any)),
        normals,
        row_lower: DVector::from_vec(low),
        row_upper: DVector::from_vec(high),
    };
    match by_any(&program, &Factors::later(), &Sides::none(&program)) {
        Found::At {
            point, residual, ..
        } if residual <= ACCURATE && point.x.amax() > 0.0 => {
            let direction = &point.x / point.x.amax();
            let slope = moments.mean().dot(&direction);
            Some(Ray { direction, slope })
        }
        _ => None,
    }
}
