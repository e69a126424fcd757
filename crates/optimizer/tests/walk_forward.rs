//! Walk-forward on the reference data, and the rules of its windows.

#[path = "support/us20.rs"]
#[expect(dead_code, reason = "each test file uses a part")]
mod us20;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, CovarianceEstimate, FoldWeights, Objective, Rebalance, WalkForward,
    WalkForwardError, WalkForwardResult, walk_forward,
};
use us20::{distance, number, reference, vector};

fn run(rebalance: Rebalance) -> WalkForwardResult {
    let windows = WalkForward {
        train: 252,
        test: 21,
        rebalance,
    };
    walk_forward(
        &us20::returns(),
        windows,
        Objective::MinVariance,
        &Constraints::default(),
        &CovarianceEstimate::Sample.into(),
    )
    .expect("well-formed")
}

fn mean_and_deviation(returns: &[(usize, f64)]) -> (f64, f64) {
    let days = returns.len() as f64;
    let mean = returns.iter().map(|(_, value)| value).sum::<f64>() / days;
    let squares: f64 = returns
        .iter()
        .map(|(_, value)| (value - mean).powi(2))
        .sum();
    (mean, (squares / (days - 1.0)).sqrt())
}

#[test]
fn all_fits_and_both_holding_rules_of_the_reference() {
    let file = reference("walkforward_us20.json");
    for (rebalance, key) in [
        (Rebalance::Daily, "daily_rebalanced"),
        (Rebalance::None, "buy_and_hold_within_window"),
    ] {
        let result = run(rebalance);
        assert_eq!(result.folds.len(), 383);
        assert_eq!(result.returns.len(), 8043);
        let mut worst = 0.0_f64;
        for (index, fold) in result.folds.iter().enumerate() {
            assert_eq!(fold.train, 21 * index..21 * index + 252);
            assert_eq!(fold.test, 21 * index + 252..21 * index + 273);
            let FoldWeights::Solved {
                weights,
                kkt_residual,
            } = &fold.weights
            else {
                panic!("fold {index} is feasible");
            };
            assert!(*kkt_residual < 1e-10, "fold {index}: {kkt_residual:e}");
            worst = worst.max(distance(weights, &vector(&file["weights_all"][index])));
        }
        assert!(worst < 1e-9, "{worst:e}");

        let (mean, deviation) = mean_and_deviation(&result.returns);
        assert!((mean - number(&file[key]["mean"])).abs() < 1e-13);
        assert!((deviation - number(&file[key]["std_ddof1"])).abs() < 1e-13);
        let wealth: f64 = result
            .returns
            .iter()
            .map(|(_, value)| 1.0 + value)
            .product();
        let total = number(&file[key]["total_return_compounded"]);
        assert!((wealth - 1.0 - total).abs() < 1e-9 * total);
    }
}

#[test]
fn a_fold_that_is_infeasible_is_reported_and_not_held() {
    let windows = WalkForward {
        train: 252,
        test: 21,
        rebalance: Rebalance::None,
    };
    let constraints = Constraints {
        target_return: Some(0.9),
        ..Constraints::default()
    };
    let returns = us20::returns().rows(0, 3000).into_owned();
    let result = walk_forward(
        &returns,
        windows,
        Objective::MinVariance,
        &constraints,
        &CovarianceEstimate::LedoitWolf.into(),
    )
    .expect("well-formed");
    let infeasible = |weights: &FoldWeights| matches!(weights, FoldWeights::Infeasible(_));
    let missing = result
        .folds
        .iter()
        .filter(|fold| infeasible(&fold.weights))
        .count();
    assert!(missing > 0 && missing < result.folds.len(), "{missing}");
    assert_eq!(result.returns.len(), 21 * (result.folds.len() - missing));
}

#[test]
fn holdings_drift_and_the_rest_is_cash() {
    // Two days of estimate, two of test: the asset doubles, then halves.
    let returns = DMatrix::from_column_slice(4, 1, &[0.01, 0.02, 1.0, -0.5]);
    let constraints = Constraints {
        budget: 0.5,
        ..Constraints::default()
    };
    let mut windows = WalkForward {
        train: 2,
        test: 2,
        rebalance: Rebalance::None,
    };
    let run = |windows| {
        let estimate = CovarianceEstimate::Sample;
        walk_forward(
            &returns,
            windows,
            Objective::MinVariance,
            &constraints,
            &estimate.into(),
        )
        .expect("well-formed")
        .returns
    };
    assert_eq!(run(windows), [(2, 0.5), (3, 1.0 / 1.5 - 1.0)]);
    windows.rebalance = Rebalance::Daily;
    assert_eq!(run(windows), [(2, 0.5), (3, -0.25)]);
}

#[test]
fn short_histories_and_empty_windows_are_refused() {
    let returns = DMatrix::from_element(10, 2, 0.01);
    let check = |train, test, expected: &str| {
        let windows = WalkForward {
            train,
            test,
            rebalance: Rebalance::None,
        };
        let constraints = Constraints::default();
        let result = walk_forward(
            &returns,
            windows,
            Objective::MinVariance,
            &constraints,
            &CovarianceEstimate::Sample.into(),
        );
        assert_eq!(result.expect_err("refused").to_string(), expected);
    };
    check(1, 2, "train: is shorter than two days");
    check(2, 0, "test: is no day");
    check(8, 3, "train: and test together are longer than the history");
    check(
        usize::MAX,
        3,
        "train: and test together are longer than the history",
    );
}

#[test]
fn malformed_limits_and_returns_are_refused() {
    let windows = WalkForward {
        train: 4,
        test: 2,
        rebalance: Rebalance::Daily,
    };
    let mut returns = DMatrix::from_fn(10, 2, |day, asset| 0.01 * ((day * (asset + 1)) % 3) as f64);
    let constraints = Constraints {
        max_weight: Bounds::all(-1.0),
        ..Constraints::default()
    };
    let estimate = CovarianceEstimate::Sample;
    let refused = walk_forward(
        &returns,
        windows,
        Objective::MinVariance,
        &constraints,
        &estimate.into(),
    );
    assert!(matches!(refused, Err(WalkForwardError::Problem(_))));
    returns[(7, 1)] = f64::NAN;
    let refused = walk_forward(
        &returns,
        windows,
        Objective::MinVariance,
        &Constraints::default(),
        &estimate.into(),
    );
    let message = refused.expect_err("NaN").to_string();
    assert_eq!(
        message,
        "the return of asset 1 on day 7 is not a finite number"
    );
}

#[test]
fn equal_weights_need_no_solver() {
    let windows = WalkForward {
        train: 252,
        test: 21,
        rebalance: Rebalance::Daily,
    };
    let returns = us20::returns().rows(0, 400).into_owned();
    let result = walk_forward(
        &returns,
        windows,
        Objective::EqualWeight,
        &Constraints::default(),
        &CovarianceEstimate::Sample.into(),
    )
    .expect("well-formed");
    assert_eq!(result.folds.len(), 7);
    for fold in result.folds {
        let FoldWeights::Solved { weights, .. } = fold.weights else {
            panic!("equal weights are feasible");
        };
        assert_eq!(weights, DVector::from_element(20, 0.05));
    }
}
