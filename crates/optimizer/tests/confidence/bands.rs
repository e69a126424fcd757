//! Bands around weights.

use std::ops::ControlFlow;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Band, Bounds, Cancelled, ConfidenceError, Constraints, CovarianceEstimate, Draw, Estimates,
    FullSample, MeanEstimate, Method, Objective, Problem, Resampling, Row, Turnover, attended,
    resampled, resampled_problem, solve_by,
};
use proptest::prelude::*;

use super::made;

fn problem(
    returns: &DMatrix<f64>,
    estimates: &Estimates,
    objective: Objective,
    constraints: Constraints,
) -> Problem {
    let moments = estimates.estimate(returns).expect("returns").moments;
    Problem::new(moments, objective, constraints).expect("well-formed")
}

fn resampling(draw: Draw, resamples: usize, seed: u64) -> Resampling {
    Resampling {
        draw,
        resamples,
        level: 0.9,
        seed,
    }
}

const BLOCKS: Draw = Draw::StationaryBlocks { block: Some(2.0) };

fn objectives() -> impl Strategy<Value = Objective> {
    prop_oneof![
        Just(Objective::MinVariance),
        (0.5..20.0_f64).prop_map(|risk_aversion| Objective::MaxUtility { risk_aversion }),
        Just(Objective::MaxSharpe { risk_free: -1.0 }),
    ]
}

fn constraints(assets: usize) -> impl Strategy<Value = Constraints> {
    let even = 1.0 / assets as f64;
    (0..4_usize, 1.2..3.0_f64).prop_map(move |(kind, room)| {
        let mut constraints = Constraints {
            max_weight: Bounds::all(room * even),
            ..Constraints::default()
        };
        match kind {
            1 => constraints.min_weight = Bounds::all(-room * even),
            2 => constraints
                .rows
                .push(Row::group("first", 0..assets / 2 + 1, None, Some(0.7))),
            3 => {
                constraints.turnover = Some(Turnover {
                    from: DVector::from_element(assets, even),
                    max: 0.1 * room,
                });
            }
            _ => {}
        }
        constraints
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Every resample estimated from its days and solved from nothing by Clarabel, the ends of the
    /// bands found by counting.
    #[test]
    fn bands_are_those_of_solving_each_resample_by_itself(
        (objective, constraints) in (objectives(), constraints(4)),
        seed in 0_u64..1000, is_normal in any::<bool>(), is_shrunk in any::<bool>(),
    ) {
        let returns = made::returns(120, 4, seed);
        let estimates = match is_shrunk {
            true => Estimates::from(CovarianceEstimate::LedoitWolf),
            false => Estimates::default(),
        };
        let draw = if is_normal { Draw::Normal } else { BLOCKS };
        let settings = resampling(draw, 39, seed);
        let problem = problem(&returns, &estimates, objective, constraints);
        let found = resampled_problem(&problem, &returns, &estimates, &settings);
        let found = found.expect("well-formed");

        let weights = DVector::from_element(4, 0.25);
        let full = FullSample { returns: &returns, moments: problem.moments(), weights: &weights };
        let mut all: Vec<DVector<f64>> = Vec::new();
        let direct = resampled(full, &settings, &mut |resample| {
            let moments = match is_normal {
                true => resample.moments()?,
                false => estimates.estimate(&resample.returns())?.moments,
            };
            let drawn = Problem::new(moments, objective, problem.constraints().clone())?;
            let outcome = solve_by(&drawn, Method::Clarabel);
            let weights = outcome.solution().map(|solution| solution.weights.clone());
            all.extend(weights.clone());
            Ok::<_, ConfidenceError>(weights)
        });
        let direct = direct.expect("well-formed");
        prop_assert_eq!((found.answered, found.unanswered), (39, 0));
        prop_assert_eq!(found.block, direct.block);
        for (asset, (found, direct)) in found.assets.iter().zip(&direct.assets).enumerate() {
            for (one, other) in [
                (found.low, direct.low), (found.high, direct.high), (found.mean, direct.mean),
            ] {
                prop_assert!((one - other).abs() < 1e-6, "{} {}", one, other);
            }
            let mut values: Vec<f64> = all.iter().map(|weights| weights[asset]).collect();
            values.sort_by(f64::total_cmp);
            // Of 39 values an end at 5 % or further out lies between the first and the second.
            prop_assert!(values[0] - 1e-6 <= found.low && found.low <= values[1] + 1e-6);
            prop_assert!(values[37] - 1e-6 <= found.high && found.high <= values[38] + 1e-6);
            let mean = values.iter().sum::<f64>() / 39.0;
            prop_assert!((found.mean - mean).abs() < 1e-6);
        }
    }

    /// Bands keep the bounds, hold their means, grow with the level, and are the same twice.
    #[test]
    fn bands_are_nested_within_the_bounds(seed in 0_u64..1000, objective in objectives()) {
        let returns = made::returns(80, 5, seed);
        let estimates = Estimates::default();
        let problem = problem(&returns, &estimates, objective, Constraints::default());
        let bands = |level| {
            let settings = Resampling { level, ..resampling(BLOCKS, 60, seed) };
            resampled_problem(&problem, &returns, &estimates, &settings).expect("well-formed")
        };
        let (wide, narrow) = (bands(0.95), bands(0.5));
        prop_assert_eq!(&wide, &bands(0.95));
        let mut sum = 0.0;
        for (wide, narrow) in wide.assets.iter().zip(&narrow.assets) {
            prop_assert!(-1e-12 <= wide.low && wide.low <= narrow.low);
            prop_assert!(narrow.low <= narrow.high && narrow.high <= wide.high);
            prop_assert!(wide.high <= 1.0 + 1e-12);
            prop_assert!((0.0..=1.0).contains(&wide.held));
            prop_assert!(wide.held > 0.0 || wide.high < Band::HELD);
            sum += wide.mean;
        }
        prop_assert!((sum - 1.0).abs() < 1e-9);
    }
}

/// Two assets: `w = (s₂₂ − s₁₂) ÷ (s₁₁ + s₂₂ − 2 s₁₂)`, cut off at the bounds.
#[test]
fn two_assets_have_a_formula() {
    let returns = made::returns(60, 2, 9);
    let estimates = Estimates::default();
    let problem = problem(
        &returns,
        &estimates,
        Objective::MinVariance,
        Constraints::default(),
    );
    let settings = resampling(BLOCKS, 199, 4);
    let found = resampled_problem(&problem, &returns, &estimates, &settings).expect("well-formed");
    let weights = DVector::from_element(2, 0.5);
    let full = FullSample {
        returns: &returns,
        moments: problem.moments(),
        weights: &weights,
    };
    let formula = resampled(full, &settings, &mut |resample| {
        let moments = resample.moments()?;
        let covariance = moments.covariance();
        let (one, both, other) = (covariance[(0, 0)], covariance[(0, 1)], covariance[(1, 1)]);
        let first = ((other - both) / (one + other - 2.0 * both)).clamp(0.0, 1.0);
        Ok::<_, ConfidenceError>(Some(DVector::from_vec(vec![first, 1.0 - first])))
    });
    for (found, formula) in found
        .assets
        .iter()
        .zip(formula.expect("well-formed").assets)
    {
        assert!((found.low - formula.low).abs() < 1e-10);
        assert!((found.high - formula.high).abs() < 1e-10);
        assert!((found.mean - formula.mean).abs() < 1e-10);
        assert_eq!(found.held, formula.held);
    }
}

/// A return that only some drawings can reach: the others are counted.
#[test]
fn resamples_without_an_answer_are_told() {
    let returns = made::returns(100, 3, 2);
    let estimates = Estimates::default();
    let best = estimates
        .estimate(&returns)
        .expect("returns")
        .moments
        .mean()
        .max();
    for (target, is_reachable) in [(best - 1e-9, true), (best + 0.01, false)] {
        let constraints = Constraints {
            target_return: Some(target),
            ..Constraints::default()
        };
        let problem = problem(&returns, &estimates, Objective::MinVariance, constraints);
        assert_eq!(
            optimizer::solve(&problem).solution().is_some(),
            is_reachable
        );
        let settings = resampling(BLOCKS, 100, 3);
        let bands = resampled_problem(&problem, &returns, &estimates, &settings);
        let bands = bands.expect("well-formed");
        assert!(bands.answered > 10 && bands.unanswered > 10);
        let weights = DVector::from_element(3, 1.0 / 3.0);
        let full = FullSample {
            returns: &returns,
            moments: problem.moments(),
            weights: &weights,
        };
        let explained = resampled(full, &settings, &mut |resample| {
            let constraints = problem.constraints().clone();
            let drawn = Problem::new(resample.moments()?, Objective::MinVariance, constraints)?;
            let outcome = optimizer::solve(&drawn);
            let weights = outcome.solution().map(|solution| solution.weights.clone());
            Ok::<_, ConfidenceError>(weights)
        });
        let explained = explained.expect("well-formed");
        assert_eq!(bands.unanswered, explained.unanswered);
        for (one, other) in bands.assets.iter().zip(&explained.assets) {
            assert!((one.low - other.low).abs() < 1e-9 && (one.high - other.high).abs() < 1e-9);
        }
        assert_eq!(bands.answered + bands.unanswered, 100);
        assert_eq!(bands.assets.len(), 3);
    }
    let constraints = Constraints {
        target_return: Some(1e6),
        ..Constraints::default()
    };
    let problem = problem(&returns, &estimates, Objective::MinVariance, constraints);
    let bands = resampled_problem(&problem, &returns, &estimates, &resampling(BLOCKS, 20, 3));
    let bands = bands.expect("well-formed");
    assert_eq!((bands.assets.len(), bands.unanswered), (0, 20));
}

/// One asset, one that never moves, one that is there twice, and hardly more days than assets.
#[test]
fn degenerate_histories_have_bands() {
    let estimates = Estimates::default();
    for draw in [BLOCKS, Draw::Normal] {
        let one = made::returns(30, 1, 1);
        let mut still = made::returns(30, 3, 1);
        still.column_mut(1).fill(0.0002);
        let mut twice = made::returns(30, 3, 1);
        let first = twice.column(0).into_owned();
        twice.set_column(2, &first);
        let short = made::returns(12, 11, 1);
        for (returns, objective) in [
            (&one, Objective::MinVariance),
            (&still, Objective::MinVariance),
            (&still, Objective::MaxUtility { risk_aversion: 3.0 }),
            (&twice, Objective::MinVariance),
            (&short, Objective::MinVariance),
            (&short, Objective::MaxSharpe { risk_free: -1.0 }),
        ] {
            let problem = problem(returns, &estimates, objective, Constraints::default());
            let settings = resampling(draw, 50, 1);
            let bands = resampled_problem(&problem, returns, &estimates, &settings);
            let bands = bands.expect("well-formed");
            // Of so few days some have a portfolio without risk, whose ratio has no end.
            let is_ratio = matches!(objective, Objective::MaxSharpe { .. });
            assert!(bands.answered == 50 || (is_ratio && bands.answered > 40));
            assert_eq!(bands.answered + bands.unanswered, 50);
            let sum: f64 = bands.assets.iter().map(|band| band.mean).sum();
            assert!((sum - 1.0).abs() < 1e-6, "{sum}");
            assert!(
                bands
                    .assets
                    .iter()
                    .all(|band| band.low <= band.high && band.low > -1e-6)
            );
        }
    }
}

/// Views and given means are part of the model and drawn with it.
#[test]
fn any_estimate_may_be_asked_for() {
    let returns = made::returns(60, 3, 8);
    let mean = DVector::from_vec(vec![0.05, 0.06, 0.07]);
    let estimates = Estimates {
        mean: MeanEstimate::Given(mean),
        ..Estimates::default()
    };
    let problem = problem(
        &returns,
        &estimates,
        Objective::MaxReturn,
        Constraints::default(),
    );
    let settings = resampling(BLOCKS, 20, 1);
    let bands = resampled_problem(&problem, &returns, &estimates, &settings).expect("well-formed");
    let held: Vec<f64> = bands.assets.iter().map(|band| band.held).collect();
    assert_eq!(held, [0.0, 0.0, 1.0]);
}

#[test]
fn a_listener_ends_it() {
    let returns = made::returns(100, 3, 2);
    let estimates = Estimates::default();
    let problem = problem(
        &returns,
        &estimates,
        Objective::MinVariance,
        Constraints::default(),
    );
    let mut heard = Vec::new();
    let mut until_ten = |progress: optimizer::Progress| {
        heard.push(progress.done);
        match progress.done {
            10 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    };
    let settings = resampling(BLOCKS, 1000, 1);
    let answer = attended(&mut until_ten, || {
        resampled_problem(&problem, &returns, &estimates, &settings)
    });
    assert_eq!(answer, Err(Cancelled));
    assert_eq!(heard.last(), Some(&10));
}
