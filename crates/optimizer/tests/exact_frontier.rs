//! The critical line: laws on random models, degenerate models, references.

#[path = "support/large.rs"]
#[expect(dead_code, reason = "each test file uses a part")]
mod large;
#[path = "support/us20.rs"]
#[expect(dead_code, reason = "each test file uses a part")]
mod us20;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, CovarianceEstimate, CriticalLine, ExactFrontier, Frontier, LimitId,
    Method, Moments, Objective, Outcome, Problem, Route, Row, exact_frontier, frontier, solve,
    solve_by,
};
use proptest::prelude::*;
use us20::{distance, number, reference, vector};

fn line(problem: &Problem) -> CriticalLine {
    match exact_frontier(problem) {
        ExactFrontier::Line(line) => line,
        other => panic!("{other:?}"),
    }
}

fn model(moments: Moments, constraints: Constraints) -> Problem {
    Problem::new(moments, Objective::MinVariance, constraints).expect("well-formed")
}

/// Falling return, volatility and lambda; small residuals; ends that no solver beats.
fn check_laws(problem: &Problem) -> CriticalLine {
    let line = line(problem);
    let points = line.turning_points();
    for point in points {
        assert!(point.kkt_residual <= 1e-10, "{:e}", point.kkt_residual);
    }
    for pair in points.windows(2) {
        let [high, low] = pair else { unreachable!() };
        assert!(high.lambda >= low.lambda);
        let fell = high.expected_return - low.expected_return;
        assert!(
            fell >= -1e-11,
            "the return rises by {fell:e} to {:e}",
            low.lambda
        );
        let fell = high.volatility - low.volatility;
        assert!(
            fell >= -1e-11,
            "the risk rises by {fell:e} to {:e}",
            low.lambda
        );
        // What ends one stretch begins the next: half way between them both ends pull equally.
        let middle = line.at_lambda(0.5 * (high.lambda + low.lambda));
        let straight = (&high.weights + &low.weights) * 0.5;
        assert!(distance(&middle.weights, &straight) < 1e-12);
        // Convex: the middle lies left of the chord in the plane of return and volatility.
        assert!(middle.volatility <= 0.5 * (high.volatility + low.volatility) + 1e-12);
    }
    let (first, last) = (&points[0], &points[points.len() - 1]);
    assert_eq!(last.lambda, 0.0);
    let calm = solve(problem);
    let calm = calm.solution().expect("a calmest portfolio");
    let off = last.volatility.powi(2) - calm.volatility.powi(2);
    assert!(off.abs() < 1e-12, "the smallest variance is off by {off:e}");
    let bold = problem
        .with_objective(Objective::MaxReturn)
        .expect("well-formed");
    let bold = solve(&bold);
    let bold = bold.solution().expect("a boldest portfolio");
    let off = first.expected_return - bold.expected_return;
    assert!(off.abs() < 1e-9, "the largest return is off by {off:e}");
    line
}

/// Where Clarabel stands when asked for one return.
fn check_return(problem: &Problem, line: &CriticalLine, share: f64) {
    let points = line.turning_points();
    let (low, high) = (
        points[points.len() - 1].expected_return,
        points[0].expected_return,
    );
    let target = low + share * (high - low);
    let constraints = problem
        .constraints()
        .clone()
        .with(LimitId::TargetReturn, target);
    let asked = problem.with_constraints(constraints).expect("well-formed");
    let Outcome::Optimal(clarabel) = solve_by(&asked, Method::Clarabel) else {
        return;
    };
    let ours = line.at_return(target).expect("a return in between");
    assert!((ours.expected_return - target).abs() < 1e-12);
    let off = ours.volatility.powi(2) - clarabel.volatility.powi(2);
    assert!(off.abs() < 1e-8, "{share}: {off:e}");
    let moments = problem.moments();
    assert!((moments.volatility(&ours.weights) - ours.volatility).abs() < 1e-9);
    // The three ways to ask are one.
    let by_lambda = line.at_lambda(ours.lambda);
    assert!((by_lambda.volatility - ours.volatility).abs() < 1e-9);
    let by_risk = line
        .at_volatility(ours.volatility)
        .expect("a risk in between");
    assert!((by_risk.volatility - ours.volatility).abs() < 1e-9);
}

#[test]
fn twenty_stocks_against_the_reference() {
    let problem = model(us20::moments(), Constraints::default());
    let line = check_laws(&problem);
    let file = reference("mvo_us20.json");
    let expected = &file["frontier50"];
    let targets = vector(&expected["target_returns"]) * 252.0;
    for (index, &target) in targets.iter().enumerate() {
        let ours = line.at_return(target).expect("a return of the frontier");
        let off = distance(&ours.weights, &vector(&expected["weights"][index]));
        assert!(off < 1e-11, "{index}: {off:e}");
    }
    let expected = vector(&file["max_utility_lambda5"]["weights"]);
    let off = distance(&line.at_lambda(1.0 / 5.0).weights, &expected);
    assert!(off < 1e-11, "{off:e}");
    for share in [0.01, 0.3, 0.5, 0.77, 0.99] {
        check_return(&problem, &line, share);
    }
    assert_eq!(line.at_return(10.0), None);
    assert_eq!(line.at_volatility(0.01), None);
}

#[test]
fn hundreds_of_stocks_against_the_reference() {
    for count in [100, 500] {
        let name = format!("mvo_sp{count}.json");
        let (Some(moments), Some(file)) = (large::moments(count), large::reference(&name)) else {
            large::skipped(&name);
            return;
        };
        let problem = model(moments, Constraints::default());
        let line = check_laws(&problem);
        // cvxcla counts the start, where the largest return first pays, once more.
        let turning_points = number(&file["cvxcla_turning_points"]) as usize;
        assert_eq!(line.turning_points().len() + 1, turning_points);
        let expected = &file["frontier50"];
        let targets = vector(&expected["target_returns"]) * 252.0;
        let variances = vector(&expected["variances"]) * 252.0;
        let Frontier::Points(points) = frontier(&problem, 50) else {
            panic!("a frontier");
        };
        for (index, (&target, &variance)) in targets.iter().zip(&variances).enumerate() {
            let ours = line.at_return(target).expect("a return of the frontier");
            let off = ours.volatility.powi(2) / variance - 1.0;
            assert!(off.abs() < 1e-10, "{count}, {index}: {off:e}");
            let off = distance(&ours.weights, &points[index].weights);
            assert!(off < 1e-10, "{count}, {index}: {off:e}");
            assert!(points[index].kkt_residual < 1e-11);
            assert!(
                index == 0 || points[index].route == Route::CriticalLine,
                "{index}"
            );
        }
    }
}

#[test]
fn the_published_frontiers_of_the_or_library() {
    for number in [1, 2, 4] {
        let (Some(moments), Some(published)) =
            (large::orlib(number), large::orlib_frontier(number))
        else {
            large::skipped("the OR-Library");
            return;
        };
        let line = check_laws(&model(moments, Constraints::default()));
        let mut worst = 0.0_f64;
        for (expected_return, variance) in published {
            // The published returns have ten digits; the first is the largest.
            let ours = line
                .at_return(expected_return.min(line.turning_points()[0].expected_return))
                .expect("a return of the frontier");
            worst = worst.max((ours.volatility.powi(2) / variance - 1.0).abs());
        }
        assert!(worst < 5e-6, "port{number}: {worst:e}");
    }
}

#[test]
fn fewer_days_than_assets() {
    let returns = DMatrix::from_fn(12, 30, |day, asset| {
        let angle = (1 + day * (asset + 3)) as f64;
        0.01 * (angle * 0.7).sin() + 0.005 * (angle * angle * 0.13).cos() + 0.002
    });
    let moments = Moments::estimate(&returns, CovarianceEstimate::Sample).expect("moments");
    let constraints = Constraints {
        max_weight: Bounds::all(0.15),
        rows: vec![Row::group("First", 0..10, Some(0.2), Some(0.6))],
        ..Constraints::default()
    };
    for constraints in [Constraints::default(), constraints] {
        let problem = model(moments.clone(), constraints);
        let line = check_laws(&problem);
        for share in [0.05, 0.3, 0.5, 0.8, 0.95] {
            check_return(&problem, &line, share);
        }
    }
}

#[test]
fn two_months_of_a_hundred_stocks() {
    let Some(returns) = large::returns(100) else {
        large::skipped("two months of a hundred stocks");
        return;
    };
    let returns = returns.rows(0, 40).into_owned();
    let moments = Moments::estimate(&returns, CovarianceEstimate::Sample).expect("moments");
    for (low, high) in [(0.0, 1.0), (-0.05, 0.1)] {
        let constraints = Constraints {
            min_weight: Bounds::all(low),
            max_weight: Bounds::all(high),
            ..Constraints::default()
        };
        let problem = model(moments.clone(), constraints);
        let line = check_laws(&problem);
        for share in [0.05, 0.3, 0.5, 0.8, 0.95] {
            check_return(&problem, &line, share);
        }
    }
}

#[test]
fn equal_returns_equal_assets_and_safe_assets() {
    let mut covariance = DMatrix::from_fn(6, 6, |i, j| if i == j { 0.04 } else { 0.01 });
    // 0 and 1 are the same asset, 5 is cash.
    for other in 0..6 {
        covariance[(1, other)] = covariance[(0, other)];
        covariance[(other, 1)] = covariance[(other, 0)];
        covariance[(5, other)] = 0.0;
        covariance[(other, 5)] = 0.0;
    }
    covariance[(0, 1)] = 0.04;
    covariance[(1, 0)] = 0.04;
    covariance[(1, 1)] = 0.04;
    for mean in [
        vec![0.1, 0.1, 0.1, 0.1, 0.1, 0.1],
        vec![0.1, 0.1, 0.1, 0.1, 0.1, 0.02],
        vec![0.1, 0.1, 0.1, 0.05, 0.05, 0.02],
        vec![0.05, 0.05, 0.1, 0.1, 0.05, 0.02],
        vec![0.1, 0.09, 0.08, 0.08, 0.08, 0.02],
    ] {
        let moments = Moments::new(DVector::from_vec(mean.clone()), covariance.clone());
        let moments = moments.expect("moments");
        for cap in [1.0, 0.5, 0.25, 0.2] {
            let constraints = Constraints {
                max_weight: Bounds::all(cap),
                ..Constraints::default()
            };
            let problem = model(moments.clone(), constraints);
            let line = check_laws(&problem);
            for share in [0.0, 0.2, 0.5, 0.9, 1.0] {
                check_return(&problem, &line, share);
            }
        }
    }
}

#[test]
fn everything_happens_at_once() {
    // Uncorrelated twins: pairs of assets enter together.
    let n = 12;
    let covariance = DMatrix::from_diagonal(&DVector::from_element(n, 0.04));
    let mean = DVector::from_fn(n, |asset, _| 0.02 * (asset / 2) as f64);
    let moments = Moments::new(mean, covariance).expect("moments");
    let problem = model(moments.clone(), Constraints::default());
    let line = check_laws(&problem);
    for point in line.turning_points() {
        for pair in 0..n / 2 {
            let (one, other) = (point.weights[2 * pair], point.weights[2 * pair + 1]);
            assert!((one - other).abs() < 1e-12);
        }
    }
    // Six steps of the return, two assets each: five enter below the first pair, and the end.
    assert_eq!(line.turning_points().len(), 6);
    let constraints = Constraints {
        rows: vec![Row::group("Half", 0..6, Some(0.5), Some(0.5))],
        ..Constraints::default()
    };
    check_laws(&model(moments, constraints));
}

#[test]
fn without_bounds_there_is_no_top() {
    let constraints = Constraints {
        min_weight: Bounds::all(f64::NEG_INFINITY),
        max_weight: Bounds::all(f64::INFINITY),
        ..Constraints::default()
    };
    for scale in [1e-6, 1.0, 1e6] {
        let moments = us20::moments();
        let moments = Moments::new(moments.mean() * scale, moments.covariance().clone());
        let problem = model(moments.expect("moments"), constraints.clone());
        assert_eq!(exact_frontier(&problem), ExactFrontier::Unbounded);
    }
    let tight = Constraints {
        max_weight: Bounds::all(0.04),
        ..Constraints::default()
    };
    let problem = model(us20::moments(), tight);
    assert!(matches!(
        exact_frontier(&problem),
        ExactFrontier::Infeasible(conflict) if conflict.limits == [LimitId::MaxWeight]
    ));
}

#[test]
fn a_target_cuts_the_lower_end() {
    let constraints = Constraints {
        target_return: Some(0.2),
        max_weight: Bounds::all(0.3),
        ..Constraints::default()
    };
    let line = check_laws(&model(us20::moments(), constraints));
    let last = line.turning_points().last().expect("a point");
    assert!((last.expected_return - 0.2).abs() < 1e-12);
}

prop_compose! {
    fn random()(n in 2_usize..16)(
        loadings in prop::collection::vec(-1.0..1.0, n * 3),
        noise in prop::collection::vec(0.05..0.5, n),
        mean in prop::collection::vec(0.0..0.3, n),
        ties in any::<bool>(),
        inside in prop::collection::vec(0.01..1.0, n),
        room in 0.0..0.3,
        short in prop_oneof![Just(0.0), 0.0..0.3],
        coefficients in prop::collection::vec(-1.0..1.0, n),
        slack in 0.0..0.2,
        rows in 0..3_usize,
    ) -> Problem {
        let n = noise.len();
        let loadings = DMatrix::from_vec(n, 3, loadings) * 0.2;
        let mut covariance = &loadings * loadings.transpose();
        for asset in 0..n {
            covariance[(asset, asset)] += noise[asset] * noise[asset];
        }
        let mean = DVector::from_vec(mean).map(|mean: f64| if ties { (mean * 20.0).round() / 20.0 } else { mean });
        let inside: DVector<f64> = DVector::from_vec(inside);
        let total: f64 = inside.sum();
        let inside: DVector<f64> = inside / total;
        let value: f64 = inside.iter().zip(&coefficients).map(|(w, c)| w * c).sum();
        let mut all = vec![
            Row {
                name: "exposure".to_owned(),
                coefficients: coefficients.into_iter().enumerate().collect(),
                min: Some(value - slack),
                max: Some(value + 0.5 * slack),
            },
            Row::group("half", 0..n / 2 + 1, Some(0.5 * inside.rows(0, n / 2 + 1).sum()), None),
        ];
        all.truncate(rows);
        let constraints = Constraints {
            min_weight: Bounds::all(-short),
            max_weight: Bounds::all(inside.max() + room),
            rows: all,
            ..Constraints::default()
        };
        model(Moments::new(mean, covariance).expect("moments"), constraints)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_laws_hold_on_random_models(problem in random(), shares in prop::collection::vec(0.0..1.0, 3)) {
        let line = check_laws(&problem);
        for share in shares {
            check_return(&problem, &line, share);
        }
    }

    #[test]
    fn order_and_scale_do_not_matter(problem in random(), exponent in -4..4_i32) {
        let n = problem.assets();
        let (mean, covariance) = (problem.moments().mean(), problem.moments().covariance());
        let back = |asset: usize| n - 1 - asset;
        let scale = 10_f64.powi(exponent);
        let turned = Moments::new(
            DVector::from_fn(n, |asset, _| mean[back(asset)] * scale),
            DMatrix::from_fn(n, n, |i, j| covariance[(back(i), back(j))] * scale * scale),
        )
        .expect("moments");
        let mut constraints = problem.constraints().clone();
        for row in &mut constraints.rows {
            let coefficients = std::mem::take(&mut row.coefficients);
            row.coefficients = coefficients.into_iter().map(|(asset, value)| (back(asset), value)).collect();
        }
        let (one, other) = (line(&problem), line(&model(turned, constraints)));
        for share in [0.0, 0.15, 0.5, 0.85, 1.0] {
            let top = one.turning_points()[0].lambda;
            let here = one.at_lambda(share * top);
            let there = other.at_lambda(share * top * scale);
            for asset in 0..n {
                prop_assert!((here.weights[asset] - there.weights[back(asset)]).abs() < 1e-8);
            }
        }
    }
}
