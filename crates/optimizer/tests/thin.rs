//! Feasible sets that are a point, or hardly more.

#[path = "support/bent.rs"]
#[expect(dead_code, reason = "each test file uses a part")]
mod bent;

use bent::missed;
use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, Moments, Objective, Outcome, Problem, Row, Solution, TrackingError,
    Turnover, solve,
};

/// Numbers in [0, 1) that look random and are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn matrix(&mut self, rows: usize, columns: usize) -> DMatrix<f64> {
        DMatrix::from_fn(rows, columns, |_, _| self.next() - 0.5)
    }

    fn shares(&mut self, n: usize) -> DVector<f64> {
        let raw = DVector::from_fn(n, |_, _| 0.05 + self.next());
        &raw / raw.sum()
    }

    /// Moments whose covariance has the given rank.
    fn moments(&mut self, n: usize, rank: usize) -> Moments {
        let factors = self.matrix(rank, n);
        let covariance = factors.transpose() * &factors * 0.1;
        let mean = DVector::from_fn(n, |_, _| 0.2 * self.next());
        Moments::new(mean, (&covariance + covariance.transpose()) * 0.5).expect("moments")
    }
}

const UTILITY: Objective = Objective::MaxUtility { risk_aversion: 3.0 };

fn optimal(problem: &Problem) -> Solution {
    match solve(problem) {
        Outcome::Optimal(solution) => {
            assert!(missed(problem, &solution.weights) < 1e-8);
            solution
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_gross_exposure_of_the_budget_leaves_no_short_position() {
    let mut numbers = Numbers(1);
    for _ in 0..60 {
        let n = 4 + (4.0 * numbers.next()) as usize;
        let moments = numbers.moments(n, n);
        let short = Constraints {
            min_weight: Bounds::all(-0.3),
            gross_exposure: Some(1.0),
            rows: vec![Row::group("none of these", 0..n / 2, None, Some(0.0))],
            ..Constraints::default()
        };
        let long = Constraints {
            min_weight: Bounds::all(0.0),
            gross_exposure: None,
            ..short.clone()
        };
        let problem = |constraints| Problem::new(moments.clone(), UTILITY, constraints);
        let short = optimal(&problem(short).expect("well-formed"));
        let long = optimal(&problem(long).expect("well-formed"));
        assert!(short.weights.lp_norm(1) < 1.0 + 1e-9);
        assert!((&short.weights - &long.weights).amax() < 1e-8);
    }
}

#[test]
fn no_distance_from_the_benchmark_leaves_the_choice_among_equals() {
    // Assets 0 and 1 move together, and 1 has the larger mean.
    let mut numbers = Numbers(2);
    for objective in [UTILITY, Objective::MaxReturn] {
        let n = 5;
        let mut factors = numbers.matrix(9, n);
        let twin = factors.column(0).into_owned();
        factors.set_column(1, &twin);
        let mean = DVector::from_column_slice(&[0.05, 0.08, 0.2, 0.1, 0.01]);
        let covariance = factors.transpose() * &factors * 0.05;
        let moments = Moments::new(mean, (&covariance + covariance.transpose()) * 0.5);
        let benchmark = numbers.shares(n);
        let constraints = Constraints {
            tracking_error: Some(TrackingError {
                benchmark: benchmark.clone(),
                max: 0.0,
            }),
            ..Constraints::default()
        };
        let problem = Problem::new(moments.expect("moments"), objective, constraints);
        let found = optimal(&problem.expect("well-formed"));
        let mut expected = benchmark;
        expected[1] += expected[0];
        expected[0] = 0.0;
        let off = (&found.weights - expected).amax();
        assert!(off < 1e-7, "{objective:?}: {off:e} {}", found.weights);
    }
}

#[test]
fn fewer_observations_than_assets_can_track_exactly() {
    let mut numbers = Numbers(3);
    for _ in 0..10 {
        let n = 30;
        let moments = numbers.moments(n, 20);
        let constraints = Constraints {
            tracking_error: Some(TrackingError {
                benchmark: numbers.shares(n),
                max: 0.0,
            }),
            ..Constraints::default()
        };
        let problem = Problem::new(moments, Objective::MinVariance, constraints);
        optimal(&problem.expect("well-formed"));
    }
}

/// Nothing but a portfolio that all limits of trade, distance and shorts meet at, or almost.
fn cornered(numbers: &mut Numbers, objective: Objective) -> Problem {
    let n = 4 + (5.0 * numbers.next()) as usize;
    let moments = numbers.moments(n, 2 * n);
    let (held, there) = (numbers.shares(n), numbers.shares(n));
    let room = [0.0, 1e-6, 1e-4][(3.0 * numbers.next()) as usize];
    let constraints = Constraints {
        turnover: Some(Turnover {
            max: 0.5 * (&there - &held).lp_norm(1) + room,
            from: held,
        }),
        tracking_error: Some(TrackingError {
            benchmark: there,
            max: 0.001 + room,
        }),
        ..Constraints::default()
    };
    Problem::new(moments, objective, constraints).expect("well-formed")
}

#[test]
fn where_limits_meet_there_is_an_optimum() {
    let mut numbers = Numbers(4);
    for _ in 0..40 {
        for objective in [Objective::MinVariance, UTILITY, Objective::MaxReturn] {
            let problem = cornered(&mut numbers, objective);
            let found = optimal(&problem);
            // No feasible step is better: the way to the benchmark is open.
            let there = problem.constraints().tracking_error.as_ref();
            let there = &there.expect("a benchmark").benchmark;
            let value = |x: &DVector<f64>| {
                let risk = problem.moments().variance(x);
                let net = problem.moments().mean().dot(x);
                match objective {
                    Objective::MinVariance => -risk,
                    Objective::MaxReturn => net,
                    _ => net - 3.0 * risk,
                }
            };
            assert!(value(&found.weights) >= value(there) - 1e-9);
        }
    }
}
