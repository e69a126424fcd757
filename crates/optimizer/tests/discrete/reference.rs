//! Proven optima of the literature's instances and of twenty stocks.

use nalgebra::DMatrix;
use optimizer::{
    Choice, Constraints, Convex, DiscreteProblem, DiscreteSolution, Moments, Objective, Positions,
    Problem, Search, sample_covariance, solve_discrete,
};

use crate::orlib;
use crate::us20::{self, number};

fn solved(problem: Problem, positions: Positions) -> DiscreteSolution {
    let choice = Choice {
        positions,
        ..Choice::default()
    };
    let problem = DiscreteProblem::new(Convex::Moments(problem), choice).expect("a choice");
    let effort = Search {
        gap: 1e-9,
        ..Search::default()
    };
    let outcome = solve_discrete(&problem, &effort);
    outcome.solution().cloned().expect("a portfolio")
}

/// `λ w'Σw − (1 − λ) μ'w` as the objectives of this crate.
fn objective(lambda: f64) -> Objective {
    match lambda {
        0.0 => Objective::MaxReturn,
        1.0 => Objective::MinVariance,
        _ => Objective::MaxUtility {
            risk_aversion: lambda / (1.0 - lambda),
        },
    }
}

fn read(instance: &str) -> Moments {
    let path = format!(
        "{}/tests/reference/{instance}.txt",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).expect("an instance");
    let (mean, covariance) = orlib::read(&text);
    Moments::new(mean, covariance).expect("moments")
}

fn count(limit: usize, is_exact: bool) -> Positions {
    Positions {
        at_least: is_exact.then_some(limit),
        at_most: Some(limit),
        smallest: 0.01,
        ..Positions::default()
    }
}

fn reproduces(instance: &str) {
    let moments = read(instance);
    let reference = us20::reference("orlib_cardinality.json");
    let runs = reference["instances"][instance]["ccef"]
        .as_array()
        .expect("runs");
    assert!(runs.len() >= 3);
    for run in runs {
        let lambda = number(&run["lam"]);
        let is_exact = run["cardinality"] == "== K";
        let most = run["K"].as_u64().expect("a count") as usize;
        let limits = Constraints::default();
        let problem = Problem::new(moments.clone(), objective(lambda), limits).expect("a problem");
        let found = solved(problem, count(most, is_exact));
        let expected = number(&run["objective"]);
        let weights = &found.weights;
        let value =
            lambda * moments.variance(weights) - (1.0 - lambda) * moments.expected_return(weights);
        let missed = value - expected;
        assert!(
            missed.abs() <= 1e-9 * expected.abs(),
            "{instance} λ {lambda} K {most}: {missed}"
        );
        assert!(
            found.is_proven && found.gap <= 1e-9 && found.kkt_residual <= 1e-8,
            "{found:?}"
        );
        assert!(found.held.len() <= most && (!is_exact || found.held.len() == most));
    }
}

#[test]
fn the_31_assets_of_hong_kong() {
    reproduces("port1");
    let (moments, reference) = (read("port1"), us20::reference("orlib_cardinality.json"));
    let closed = &reference["instances"]["port1"]["lam0_exactly_K10_closed_form"];
    let problem = Problem::new(moments, Objective::MaxReturn, Constraints::default());
    let found = solved(problem.expect("a problem"), count(10, true));
    // Nine of 0.01, and the rest in the best one.
    assert!((found.objective + number(&closed["objective"])).abs() < 1e-12);
    assert_eq!(found.held.len(), 10);
}

#[test]
fn the_85_assets_of_germany() {
    reproduces("port2");
}

#[test]
fn the_98_assets_of_america() {
    reproduces("port4");
}

#[test]
fn the_answer_is_at_least_as_good_as_what_a_commercial_grade_solver_had_after_a_minute() {
    let reference = us20::reference("cardinality_peers.json");
    let runs = reference["runs"].as_array().expect("runs");
    for (instance, key) in [
        ("port2", "port2 K<=10 lam=1.0 eps=.01"),
        ("port4", "port4 K<=10 lam=1.0 eps=.01"),
    ] {
        let run = runs
            .iter()
            .find(|run| run["problem"] == key)
            .expect("a run");
        let problem = Problem::new(
            read(instance),
            Objective::MinVariance,
            Constraints::default(),
        );
        let found = solved(problem.expect("a problem"), count(10, false));
        assert!(found.objective <= number(&run["true_objective"]));
        assert!(found.bound >= number(&run["bound"]));
    }
}

#[test]
fn few_of_twenty_stocks() {
    let all = us20::returns();
    let returns: DMatrix<f64> = all.rows(all.nrows() - 1000, 1000).into_owned();
    let covariance = sample_covariance(&returns).expect("a covariance");
    let mean = returns.row_mean().transpose();
    let moments = Moments::new(mean, covariance).expect("moments");
    let reference = us20::reference("cardinality_peers.json");
    for (most, run) in [(5, 0), (10, 1)] {
        let run = &reference["runs"][run];
        let positions = Positions {
            at_most: Some(most),
            ..Positions::default()
        };
        let problem = Problem::new(
            moments.clone(),
            Objective::MinVariance,
            Constraints::default(),
        );
        let found = solved(problem.expect("a problem"), positions);
        let daily = returns.clone() * &found.weights;
        let variance = daily.variance() * 1000.0 / 999.0;
        let expected = number(&run["bnb_variance"]);
        assert!(
            (variance - expected).abs() <= 1e-9 * expected,
            "{variance} for {expected}"
        );
        for (weight, expected) in found
            .weights
            .iter()
            .zip(us20::vector(&run["bnb_weights"]).iter())
        {
            assert!((weight - expected).abs() < 1e-6);
        }
    }
}

/// The calmest portfolio of at most `most` assets of America.
pub(crate) fn america(most: usize) -> DiscreteProblem {
    let limits = Constraints::default();
    let problem = Problem::new(read("port4"), Objective::MinVariance, limits).expect("a problem");
    let choice = Choice {
        positions: count(most, false),
        ..Choice::default()
    };
    DiscreteProblem::new(Convex::Moments(problem), choice).expect("a choice")
}
