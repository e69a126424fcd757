//! Problems for allocations.

use std::ops::Range;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Allocation, AllocationError, AllocationOutcome, Constraints, Moments, Objective, Problem,
};
use proptest::prelude::*;

use crate::us20;

/// The bundled stocks under `constraints`.
pub(crate) fn problem(constraints: Constraints) -> Problem {
    Problem::new(us20::moments(), Objective::MinVariance, constraints).expect("well-formed")
}

/// A covariance under `constraints`; expected returns do not matter.
pub(crate) fn problem_of(covariance: DMatrix<f64>, constraints: Constraints) -> Problem {
    let mean = DVector::from_element(covariance.nrows(), 0.05);
    let moments = Moments::new(mean, covariance).expect("moments");
    Problem::new(moments, Objective::MinVariance, constraints).expect("well-formed")
}

/// The allocation of an optimal answer.
pub(crate) fn found(answer: Result<AllocationOutcome, AllocationError>) -> Allocation {
    match answer {
        Ok(AllocationOutcome::Optimal(allocation)) => {
            assert!(allocation.weights.iter().all(|weight| weight.is_finite()));
            allocation
        }
        other => panic!("{other:?}"),
    }
}

/// Positive definite matrices of three factors and noise.
pub(crate) fn covariance(assets: Range<usize>) -> impl Strategy<Value = DMatrix<f64>> {
    assets
        .prop_flat_map(|n| {
            (
                prop::collection::vec(-1.0..1.0_f64, n * 3),
                prop::collection::vec(0.05..0.5_f64, n),
            )
        })
        .prop_map(|(loadings, noise)| {
            let n = noise.len();
            let loadings = DMatrix::from_vec(n, 3, loadings) * 0.2;
            let mut covariance = &loadings * loadings.transpose();
            for asset in 0..n {
                covariance[(asset, asset)] += noise[asset] * noise[asset];
            }
            covariance
        })
}
