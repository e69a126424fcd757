//! Input at the edge of having an answer, for every public solver and measure.

#[path = "support/models.rs"]
mod models;

use std::collections::BTreeMap;

use models::{Answer, Family, families};
use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, CovarianceEstimate, Moments, Objective, Outcome, Problem, Row,
    ScenarioMeasure, ScenarioObjective, ScenarioProblem, Turnover, Unbounded, solve,
};

/// Six days on which each of `assets` moves its own way, not more than some percent.
fn returns(days: usize, assets: usize) -> DMatrix<f64> {
    DMatrix::from_fn(days, assets, |day, asset| {
        let wave = ((day * 7 + asset * asset * 5 + day * asset * 3) % 23) as f64 / 23.0;
        0.04 * (wave - 0.45)
    })
}

/// Every family has an accurate answer, or says by value or name why there is none.
fn check(what: &str, returns: &DMatrix<f64>, limits: &Constraints) {
    for family in families() {
        match family.solve(returns, limits) {
            Answer::Weights {
                weights,
                residual,
                objective,
            } => {
                let name = family.name();
                assert!(residual <= 1e-8, "{what}, {name}: {residual}, {objective}");
                assert!(
                    weights.iter().all(|w| w.is_finite()),
                    "{what}, {name}: {weights}"
                );
                let missed = (weights.sum() - limits.budget).abs();
                assert!(missed <= 1e-9 * limits.budget, "{what}, {name}: {weights}");
                for (asset, &weight) in weights.iter().enumerate() {
                    let (min, max) = (limits.min_weight.of(asset), limits.max_weight.of(asset));
                    let slack = 1e-9 * (1.0 + weight.abs());
                    let keeps = weight >= min - slack && weight <= max + slack;
                    assert!(keeps, "{what}, {name}, {asset}: {weight}");
                }
            }
            Answer::None(_) => {}
        }
    }
}

/// The families that answer with weights.
fn answered(returns: &DMatrix<f64>, limits: &Constraints) -> Vec<Family> {
    let has_weights =
        |family: &Family| matches!(family.solve(returns, limits), Answer::Weights { .. });
    families().into_iter().filter(has_weights).collect()
}

#[test]
fn one_asset() {
    let returns = returns(8, 1);
    for family in families() {
        match family.solve(&returns, &Constraints::default()) {
            Answer::Weights { weights, .. } => assert!((weights[0] - 1.0).abs() < 1e-12),
            // An asset whose mean is below zero has no best ratio.
            Answer::None(why) => assert!(family.is_ratio(), "{}: {why}", family.name()),
        }
    }
}

#[test]
fn identical_assets_share_or_one_takes_all() {
    let one = returns(30, 1);
    let same = DMatrix::from_fn(30, 4, |day, _| one[(day, 0)]);
    check("identical", &same, &Constraints::default());
    assert!(answered(&same, &Constraints::default()).len() + 4 >= families().len());
}

#[test]
fn an_asset_that_never_moves() {
    let mut still = returns(30, 4);
    still.column_mut(2).fill(0.0);
    check("still", &still, &Constraints::default());
}

#[test]
fn fewer_days_than_assets() {
    check("few days", &returns(5, 9), &Constraints::default());
    check("two days", &returns(2, 3), &Constraints::default());
}

#[test]
fn bounds_that_fix_everything() {
    let weights = [0.1, 0.2, 0.3, 0.4];
    let fixed: BTreeMap<usize, f64> = weights.iter().copied().enumerate().collect();
    let bounds = |default: f64| Bounds {
        default,
        by_asset: fixed.clone(),
    };
    let limits = Constraints {
        min_weight: bounds(0.0),
        max_weight: bounds(1.0),
        ..Constraints::default()
    };
    let returns = returns(30, 4);
    check("fixed", &returns, &limits);
    for family in answered(&returns, &limits) {
        if let Answer::Weights { weights: found, .. } = family.solve(&returns, &limits) {
            let apart = (found - DVector::from_column_slice(&weights)).amax();
            assert!(apart < 1e-12, "{}: {apart}", family.name());
        }
    }
}

#[test]
fn a_budget_that_only_the_bounds_reach() {
    for (min, max) in [(0.0, 0.2), (0.2, 1.0)] {
        let limits = Constraints {
            min_weight: Bounds::all(min),
            max_weight: Bounds::all(max),
            ..Constraints::default()
        };
        let returns = returns(30, 5);
        check("at the bounds", &returns, &limits);
        let optimised = answered(&returns, &limits);
        assert!(
            optimised
                .iter()
                .any(|family| family.name() == "min variance")
        );
    }
}

#[test]
fn a_thousand_assets_and_few_days() {
    let returns = returns(40, 1000);
    let moments = Moments::estimate(&returns, CovarianceEstimate::LedoitWolf).expect("moments");
    for objective in [
        Objective::MinVariance,
        Objective::MaxSharpe { risk_free: 0.0 },
        Objective::MaxUtility { risk_aversion: 3.0 },
        Objective::MaxReturn,
    ] {
        let problem = Problem::new(moments.clone(), objective, Constraints::default());
        let Outcome::Optimal(solution) = solve(&problem.expect("well-formed")) else {
            panic!("{objective:?}");
        };
        assert!((solution.weights.sum() - 1.0).abs() < 1e-9);
    }
}

#[test]
fn extreme_units_change_nothing_or_are_refused() {
    let plain = returns(30, 4);
    for unit in [1e-300, 1e-150, 1e-30, 1e-6, 1e6, 1e30, 1e90, 1e140, 1e300] {
        for family in families() {
            let answer = family.solve(&(&plain * unit), &Constraints::default());
            let Answer::Weights {
                weights, residual, ..
            } = answer
            else {
                continue;
            };
            let name = family.name();
            assert!(
                weights.iter().all(|w| w.is_finite()),
                "{unit}, {name}: {weights}"
            );
            // Or it says itself that it is inexact.
            let is_kept = (weights.sum() - 1.0).abs() <= 1e-9 && weights.min() >= -1e-9;
            assert!(is_kept || residual > 1e-8, "{unit}, {name}: {weights}");
        }
    }
}

#[test]
fn a_ratio_to_no_risk_is_unbounded() {
    let still = |mean: f64, cap: f64| {
        let covariance = DMatrix::from_diagonal(&DVector::from_vec(vec![0.0, 0.04]));
        let moments = Moments::new(DVector::from_vec(vec![mean, 0.1]), covariance);
        let limits = Constraints {
            max_weight: Bounds {
                default: 1.0,
                by_asset: BTreeMap::from([(0, cap)]),
            },
            ..Constraints::default()
        };
        let objective = Objective::MaxSharpe { risk_free: 0.01 };
        solve(&Problem::new(moments.expect("moments"), objective, limits).expect("well-formed"))
    };
    let Outcome::Unbounded(Unbounded::Riskless(weights)) = still(0.03, 1.0) else {
        panic!("a ratio to nothing");
    };
    assert!((weights[0] - 1.0).abs() < 1e-8);
    for outcome in [still(0.03, 0.5), still(-0.03, 1.0)] {
        let Outcome::Optimal(solution) = outcome else {
            panic!("{outcome:?}");
        };
        assert!(solution.objective.is_finite());
    }
}

/// A change to limits, and the field that has to be named for it.
type Change = (&'static str, fn(&mut Constraints));

#[test]
fn numbers_that_are_too_large_are_named() {
    let changes: [Change; 8] = [
        ("budget", |limits| limits.budget = 1e101),
        ("min_weight", |limits| {
            limits.min_weight = Bounds::all(-1e200)
        }),
        ("max_weight[1]", |limits| {
            limits.max_weight.by_asset.insert(1, f64::MAX);
        }),
        ("rows[0].coefficients[2]", |limits| {
            let coefficients = BTreeMap::from([(2, -1e150)]);
            limits.rows.push(Row {
                coefficients,
                ..Row::group("G", [], Some(0.0), None)
            });
        }),
        ("rows[0].max", |limits| {
            limits.rows.push(Row::group("G", [0], None, Some(1e300)));
        }),
        ("target_return", |limits| limits.target_return = Some(1e300)),
        ("gross_exposure", |limits| {
            limits.gross_exposure = Some(1e300)
        }),
        ("turnover.from[1]", |limits| {
            let from = DVector::from_vec(vec![0.0, 1e300, 0.0]);
            limits.turnover = Some(Turnover { from, max: 0.5 });
        }),
    ];
    let moments = Moments::estimate(&returns(9, 3), CovarianceEstimate::Sample).expect("moments");
    for (field, change) in changes {
        let mut limits = Constraints::default();
        change(&mut limits);
        let refused = Problem::new(moments.clone(), Objective::MinVariance, limits);
        let error = refused.expect_err(field).to_string();
        assert_eq!(error, format!("{field}: is too large"));
    }
    let radius = ScenarioMeasure::RobustCvar {
        confidence: 0.9,
        radius: 1e300,
        risk_aversion: 1.0,
    };
    let objective = ScenarioObjective::MinRisk;
    let limits = Constraints::default();
    let refused = ScenarioProblem::new(returns(9, 3), radius, objective, limits.clone());
    let error = refused.expect_err("the radius").to_string();
    assert_eq!(error, "measure.radius: is too large");
    let measure = ScenarioMeasure::WorstCase;
    let refused = ScenarioProblem::new(returns(9, 3) * 1e103, measure, objective, limits);
    let error = refused.expect_err("returns").to_string();
    assert!(
        error.starts_with("returns[") && error.ends_with("is too large"),
        "{error}"
    );
}
