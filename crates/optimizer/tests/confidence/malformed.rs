//! What is refused, by the name of the field.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    ConfidenceError, Constraints, CovarianceEstimate, Draw, Estimates, FullSample, Objective,
    PairedTest, Performance, Problem, Rebalance, Resampling, WalkForward, against_equal_weight,
    block_length, block_length_for, compare_returns, frontier_bands, resampled, resampled_problem,
    walk_forward,
};

use super::made;

/// The field that a refusal names, or its words.
fn refused<T: std::fmt::Debug>(answer: Result<T, ConfidenceError>) -> String {
    match answer.expect_err("malformed") {
        ConfidenceError::Field { field, .. } => field.to_owned(),
        other => other.to_string(),
    }
}

fn problem(returns: &DMatrix<f64>) -> Problem {
    let moments = Estimates::default()
        .estimate(returns)
        .expect("returns")
        .moments;
    Problem::new(moments, Objective::MinVariance, Constraints::default()).expect("well-formed")
}

#[test]
fn settings_without_meaning() {
    let returns = made::returns(40, 3, 1);
    let problem = problem(&returns);
    let estimates = Estimates::default();
    let block = |block| Draw::StationaryBlocks { block: Some(block) };
    let default = Resampling::default();
    for (settings, field) in [
        (
            Resampling {
                resamples: 1,
                ..default
            },
            "resamples",
        ),
        (
            Resampling {
                resamples: 100_001,
                ..default
            },
            "resamples",
        ),
        (
            Resampling {
                level: 0.0,
                ..default
            },
            "level",
        ),
        (
            Resampling {
                level: 1.0,
                ..default
            },
            "level",
        ),
        (
            Resampling {
                level: f64::NAN,
                ..default
            },
            "level",
        ),
        (
            Resampling {
                draw: block(0.5),
                ..default
            },
            "block",
        ),
        (
            Resampling {
                draw: block(41.0),
                ..default
            },
            "block",
        ),
        (
            Resampling {
                draw: block(f64::NAN),
                ..default
            },
            "block",
        ),
    ] {
        assert_eq!(
            refused(resampled_problem(&problem, &returns, &estimates, &settings)),
            field
        );
        assert_eq!(
            refused(frontier_bands(&problem, &returns, &estimates, 3, &settings)),
            field
        );
    }
    assert_eq!(
        refused(frontier_bands(&problem, &returns, &estimates, 0, &default)),
        "points"
    );
    let wrong = Estimates::from(CovarianceEstimate::Ewma { decay: 2.0 });
    let words = refused(resampled_problem(&problem, &returns, &wrong, &default));
    assert!(words.starts_with("covariance.decay"), "{words}");
}

#[test]
fn returns_that_do_not_fit() {
    let returns = made::returns(40, 3, 1);
    let problem = problem(&returns);
    let estimates = Estimates::default();
    let settings = Resampling::default();
    let of = |returns: &DMatrix<f64>, settings: &Resampling| {
        refused(resampled_problem(&problem, returns, &estimates, settings))
    };
    assert_eq!(of(&made::returns(40, 2, 1), &settings), "weights");
    let words = of(&made::returns(1, 3, 1), &settings);
    assert_eq!(words, "1 days of returns are too few, 2 are needed");
    assert_eq!(of(&made::returns(9, 3, 1), &settings), "block");
    let normal = Resampling {
        draw: Draw::Normal,
        ..settings
    };
    assert_eq!(of(&made::returns(3, 3, 1), &normal), "draw");
    let mut broken = returns.clone();
    broken[(7, 2)] = f64::INFINITY;
    let words = of(&broken, &settings);
    assert_eq!(
        words,
        "the return of asset 2 on day 7 is not a finite number"
    );
    assert_eq!(of(&DMatrix::zeros(40, 0), &settings), "there are no assets");

    assert_eq!(refused(block_length(&[0.1; 9])), "block");
    assert_eq!(refused(block_length(&[f64::NAN; 20])), "returns");
    assert_eq!(
        refused(block_length_for(&returns, &DVector::zeros(2))),
        "weights"
    );
}

#[test]
fn answers_that_do_not_fit() {
    let returns = made::returns(40, 3, 1);
    let moments = Estimates::default()
        .estimate(&returns)
        .expect("returns")
        .moments;
    let weights = DVector::from_element(3, 1.0 / 3.0);
    let full = FullSample {
        returns: &returns,
        moments: &moments,
        weights: &weights,
    };
    let settings = Resampling {
        resamples: 4,
        ..Resampling::default()
    };
    let short = resampled(full, &settings, &mut |_| {
        Ok::<_, ConfidenceError>(Some(DVector::zeros(2)))
    });
    assert_eq!(refused(short), "weights");
    let nothing = resampled(full, &settings, &mut |_| {
        Ok::<_, ConfidenceError>(Some(DVector::from_element(3, f64::NAN)))
    });
    assert_eq!(nothing.expect("well-formed").unanswered, 4);
    let two = Estimates::default()
        .estimate(&made::returns(40, 2, 1))
        .expect("returns")
        .moments;
    let other = FullSample {
        moments: &two,
        ..full
    };
    let answer = resampled(other, &settings, &mut |_| Ok::<_, ConfidenceError>(None));
    assert_eq!(refused(answer), "moments");
}

#[test]
fn comparisons_without_meaning() {
    let mut normal = made::normal(3);
    let series: Vec<f64> = (0..50).map(|_| 0.01 * normal()).collect();
    let still = vec![0.001; 50];
    let broken = vec![f64::NAN; 50];
    let ratio = Performance::Sharpe { risk_free: 0.0 };
    let default = PairedTest::default();
    let of = |one: &[f64], other: &[f64]| refused(compare_returns(one, other, ratio, &default));
    assert_eq!(of(&series, &series[1..]), "returns");
    assert_eq!(of(&series[..19], &series[..19]), "returns");
    assert_eq!(of(&series, &still), "returns");
    assert_eq!(of(&broken, &series), "returns");
    for (test, field) in [
        (
            PairedTest {
                resamples: 98,
                ..default
            },
            "resamples",
        ),
        (
            PairedTest {
                resamples: 100_001,
                ..default
            },
            "resamples",
        ),
        (
            PairedTest {
                level: 1.0,
                ..default
            },
            "level",
        ),
        (
            PairedTest {
                block: Some(0.0),
                ..default
            },
            "block",
        ),
        (
            PairedTest {
                block: Some(51.0),
                ..default
            },
            "block",
        ),
    ] {
        assert_eq!(
            refused(compare_returns(&series, &series, ratio, &test)),
            field
        );
    }
    let free = Performance::Sharpe {
        risk_free: f64::NAN,
    };
    assert_eq!(
        refused(compare_returns(&series, &series, free, &default)),
        "risk_free"
    );
}

#[test]
fn walks_that_do_not_fit() {
    let returns = made::returns(200, 3, 1);
    let windows = WalkForward {
        train: 100,
        test: 20,
        rebalance: Rebalance::None,
    };
    let walked = walk_forward(
        &returns,
        windows,
        Objective::MinVariance,
        &Constraints::default(),
        &Estimates::default(),
    );
    let walked = walked.expect("well-formed");
    let test = PairedTest::default();
    let of = |windows, budget| {
        let performances = [Performance::LogVariance];
        refused(against_equal_weight(
            &returns,
            windows,
            &walked,
            budget,
            &performances,
            &test,
        ))
    };
    assert_eq!(
        of(
            WalkForward {
                train: 60,
                ..windows
            },
            1.0
        ),
        "windows"
    );
    assert_eq!(
        of(
            WalkForward {
                test: 40,
                ..windows
            },
            1.0
        ),
        "windows"
    );
    assert_eq!(
        of(WalkForward { test: 0, ..windows }, 1.0),
        "test: is no day"
    );
    assert_eq!(of(windows, 0.0), "budget");
}
