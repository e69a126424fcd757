//! The best portfolio where a quadratic limit is at its smallest and the matrix is singular.
//!
//! Portfolios that minimise `(x − b)'P(x − b)` have one `Px` in common. Where `P` is regular there is
//! one of them; otherwise `Px` is fixed by rows, the quadratic limits hold by that, and the rest is
//! the objective's.

use std::collections::BTreeMap;

use nalgebra::{DVector, SymmetricEigen};

use super::descent::place_of;
use super::judge::Weights;
use super::model::Bent;
use super::search::Settled;
use crate::limits::Row;
use crate::outcome::Outcome;
use crate::problem::Problem;
use crate::solve::polish::Point;
use crate::solve::solve;

/// Eigenvalues below this share of the largest are zero.
const ZERO: f64 = 1e-12;

/// The best portfolio with the `Px` of `x`; nothing where there is only one.
pub(super) fn best_beside(bent: &Bent<'_>, x: &DVector<f64>) -> Option<Settled> {
    let n = bent.assets();
    let eigen = SymmetricEigen::new(bent.problem.shape.scaled.clone());
    let least = ZERO * eigen.eigenvalues.amax();
    let fixed: Vec<usize> = (0..n).filter(|&i| eigen.eigenvalues[i] > least).collect();
    if fixed.len() == n {
        return None;
    }
    let mut constraints = bent.problem.constraints.clone();
    constraints.tracking_error = None;
    constraints.max_risk = None;
    for index in fixed {
        let normal = eigen.eigenvectors.column(index);
        let value = normal.dot(x);
        let coefficients: BTreeMap<usize, f64> = normal.iter().copied().enumerate().collect();
        constraints.rows.push(Row {
            name: String::new(),
            coefficients,
            min: Some(value),
            max: Some(value),
        });
    }
    // Rows without names are nobody's: they are not checked.
    let along = Problem {
        constraints,
        ..bent.problem.clone()
    };
    let Outcome::Optimal(solution) = solve(&along) else {
        return None;
    };
    let place = place_of(bent, &solution.weights, &solution.weights);
    let kept = bent.distance(&solution.weights) - bent.rounding_of_distance(&solution.weights);
    let missed = bent
        .largest_distance()
        .map_or(0.0, |limit| kept.max(0.0).sqrt() - limit);
    let kept = bent.variance(&solution.weights) - bent.rounding_of_variance(&solution.weights);
    let too_risky = bent
        .largest_risk()
        .map_or(0.0, |limit| kept.max(0.0).sqrt() - limit);
    let rows = place.sides.0.len() - n;
    Some(Settled {
        point: Point {
            x: solution.weights,
            bounds: DVector::zeros(n),
            rows: DVector::zeros(rows),
        },
        place,
        weights: Weights {
            returns: 1.0,
            ..Weights::default()
        },
        residual: solution.kkt_residual.max(missed).max(too_risky),
    })
}
