//! Fifty points of the frontier of the reference data.

#[path = "support/us20.rs"]
#[expect(dead_code, reason = "each test file uses a part")]
mod us20;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, Frontier, FrontierPoint, LimitId, Moments, Objective, Problem, frontier,
};
use us20::{distance, reference, vector};

fn points(problem: &Problem, count: usize) -> Vec<FrontierPoint> {
    match frontier(problem, count) {
        Frontier::Points(points) => points,
        other => panic!("{other:?}"),
    }
}

#[test]
fn fifty_points_of_the_reference() {
    let file = reference("mvo_us20.json");
    let expected = &file["frontier50"];
    let targets = vector(&expected["target_returns"]) * 252.0;
    let variances = vector(&expected["variances"]) * 252.0;

    // The objective of the problem does not matter.
    let problem = Problem::new(
        us20::moments(),
        Objective::MaxReturn,
        Constraints::default(),
    )
    .expect("well-formed");
    let points = points(&problem, 50);
    assert_eq!(points.len(), 50);
    let mut worst = 0.0_f64;
    for (index, point) in points.iter().enumerate() {
        assert!((point.target_return - targets[index]).abs() < 1e-12);
        assert!(point.expected_return >= targets[index] - 1e-12);
        assert!((point.volatility.powi(2) - variances[index]).abs() < 1e-12);
        assert!(
            point.kkt_residual < 1e-10,
            "{index}: {:e}",
            point.kkt_residual
        );
        worst = worst.max(distance(
            &point.weights,
            &vector(&expected["weights"][index]),
        ));
    }
    assert!(worst < 1e-9, "{worst:e}");
}

#[test]
fn the_number_of_points_is_kept() {
    let problem = Problem::new(
        us20::moments(),
        Objective::MinVariance,
        Constraints::default(),
    )
    .expect("well-formed");
    assert_eq!(points(&problem, 0).len(), 0);
    let one = points(&problem, 1);
    let two = points(&problem, 2);
    assert_eq!(one[0], two[0]);
    assert!(
        (two[1].weights.max() - 1.0).abs() < 1e-9,
        "all in the asset with the largest mean"
    );
}

#[test]
fn a_target_cuts_the_lower_end() {
    let constraints = Constraints {
        target_return: Some(0.2),
        max_weight: Bounds::all(0.3),
        ..Constraints::default()
    };
    let problem =
        Problem::new(us20::moments(), Objective::MinVariance, constraints).expect("well-formed");
    let points = points(&problem, 5);
    assert!((points[0].expected_return - 0.2).abs() < 1e-12);
    assert!(
        points
            .windows(2)
            .all(|pair| pair[0].volatility < pair[1].volatility)
    );
}

#[test]
fn contradicting_limits_have_no_frontier() {
    let constraints = Constraints {
        max_weight: Bounds::all(0.04),
        ..Constraints::default()
    };
    let problem =
        Problem::new(us20::moments(), Objective::MinVariance, constraints).expect("well-formed");
    let Frontier::Infeasible(conflict) = frontier(&problem, 5) else {
        panic!("20 × 0.04 < 1");
    };
    assert_eq!(conflict.limits, [LimitId::MaxWeight]);
}

#[test]
fn without_bounds_the_return_has_no_maximum() {
    let moments = Moments::new(
        DVector::from_vec(vec![0.05, 0.1]),
        DMatrix::from_diagonal(&DVector::from_vec(vec![0.04, 0.09])),
    )
    .expect("moments");
    let constraints = Constraints {
        min_weight: Bounds::all(f64::NEG_INFINITY),
        max_weight: Bounds::all(f64::INFINITY),
        ..Constraints::default()
    };
    let problem = Problem::new(moments, Objective::MinVariance, constraints).expect("well-formed");
    assert_eq!(frontier(&problem, 5), Frontier::Unbounded);
}
