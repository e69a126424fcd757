//! Input that makes no sense.

use proptest::prelude::*;

use super::*;

#[test]
fn what_makes_no_sense_is_refused() {
    let moments = three();
    let good = Setup::new(Law::Normal(&moments), &WEIGHTS);
    let refused = |setup: Setup<'_>| Plan::new(&setup).expect_err("nonsense").to_string();
    let law = |degrees| Law::StudentT {
        moments: &moments,
        degrees,
    };
    let none = DMatrix::zeros(0, 3);
    let zeros = DMatrix::zeros(4, 3);
    let rows = |returns, block| Law::Bootstrap { returns, block };
    for (setup, expect) in [
        (Setup { days: 0, ..good }, "the days must be 1 to 100000"),
        (
            Setup {
                days: usize::MAX,
                ..good
            },
            "the days must be 1 to 100000",
        ),
        (
            Setup { paths: 1, ..good },
            "the paths must be 2 to 10000000",
        ),
        (
            Setup {
                paths: usize::MAX,
                ..good
            },
            "the paths must be 2 to 10000000",
        ),
        (
            Setup {
                wealth: -1.0,
                ..good
            },
            "the wealth must be finite and not below 0",
        ),
        (
            Setup {
                wealth: f64::NAN,
                ..good
            },
            "the wealth must be finite and not below 0",
        ),
        (
            Setup {
                wealth: 0.0,
                ..good
            },
            "the wealth must be above 0 where nothing is put in",
        ),
        (
            Setup { fee: 1.0, ..good },
            "the fee must be at least 0 and below 1",
        ),
        (
            Setup {
                fee: f64::NAN,
                ..good
            },
            "the fee must be at least 0 and below 1",
        ),
        (
            Setup {
                weights: &[1.0],
                ..good
            },
            "expected 3 values, found 1",
        ),
        (
            Setup {
                weights: &[1.0, f64::NAN, 0.0],
                ..good
            },
            "the return at position 1 is not finite",
        ),
        (
            Setup {
                observed: &[3, 3],
                ..good
            },
            "the observed days must ascend and lie within the days",
        ),
        (
            Setup {
                observed: &[253],
                ..good
            },
            "the observed days must ascend and lie within the days",
        ),
        (
            Setup {
                law: law(2.0),
                ..good
            },
            "the degrees of freedom must be finite and above 2",
        ),
        (
            Setup {
                law: law(f64::NAN),
                ..good
            },
            "the degrees of freedom must be finite and above 2",
        ),
        (
            Setup {
                law: rows(&none, 2.0),
                ..good
            },
            "not enough data, needs 1 observations, has 0",
        ),
        (
            Setup {
                law: rows(&zeros, 0.5),
                ..good
            },
            "the mean length of a block must be finite and at least 1",
        ),
        (
            Setup {
                route: Some(Route::Portfolio),
                rebalance: Rebalance::None,
                ..good
            },
            "the portfolio's route must not be taken where the weights are not restored daily: it \
             would not be exact",
        ),
    ] {
        assert_eq!(refused(setup), expect);
    }
    let observed: Vec<usize> = (0..=252).collect();
    let many = Setup {
        paths: 10_000_000,
        observed: &observed,
        ..good
    };
    assert!(refused(many).contains("observed days"));
    let empty = Moments {
        mean: vec![],
        covariance: DMatrix::zeros(0, 0),
    };
    assert_eq!(
        refused(Setup::new(Law::Normal(&empty), &[])),
        "the assets must be at least one"
    );
    let odd = Moments {
        mean: vec![0.0; 3],
        covariance: DMatrix::zeros(2, 2),
    };
    assert_eq!(
        refused(Setup::new(Law::Normal(&odd), &WEIGHTS)),
        "expected 3 values, found 2"
    );
    let plan = Plan::new(&good).expect("sound");
    let drawn = plan.simulate(0..plan.blocks(), &|| false);
    let fan = |level, confidence, goal| {
        plan.fan(drawn.clone(), &[level], &[confidence], Some(goal))
            .map(|_| ())
    };
    assert_eq!(fan(1.5, 0.9, 1.0), Err(RiskError::Confidence(1.5)));
    assert_eq!(fan(0.5, 1.0, 1.0), Err(RiskError::Confidence(1.0)));
    assert!(matches!(
        fan(0.5, 0.9, f64::NAN),
        Err(RiskError::Argument { .. })
    ));
    assert_eq!(fan(0.5, 0.9, 1.0), Ok(()));
}

/// Numbers of every size, and some that are none.
fn wild() -> impl Strategy<Value = f64> {
    prop_oneof![
        12 => -0.1_f64..0.1,
        2 => -3.0_f64..3.0,
        1 => prop::sample::select(vec![
            0.0, 1e300, -1e300, 1e-300, -1e-300, 1e160, f64::MAX, f64::MIN_POSITIVE, f64::NAN,
            f64::INFINITY,
        ]),
    ]
}

fn all_finite(fan: &Fan) -> bool {
    let levels = |levels: &[Level]| {
        let both = |level: &Level| level.value.is_finite() && level.error.is_finite();
        levels.iter().all(both)
    };
    let points = |point: &FanPoint| {
        levels(&point.levels) && point.mean.is_finite() && point.mean_error.is_finite()
    };
    fan.points.iter().all(points)
        && levels(&fan.max_drawdown)
        && fan
            .max_drawdown
            .iter()
            .all(|level| (0.0..=1.0).contains(&level.value))
        && [fan.median, fan.volatility]
            .iter()
            .all(|value| value.is_finite())
        && fan.tails.iter().all(|tail| {
            [tail.var, tail.cvar, tail.error.var, tail.error.cvar]
                .iter()
                .all(|value| value.is_finite())
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn nonsense_is_an_error_or_finite(
        numbers in prop::collection::vec(wild(), 24),
        shape in (1_usize..4, 0_usize..6, 1_usize..40, 0_usize..3),
        kind in 0_u8..4,
        amount in (wild(), wild(), 0_u8..3, 0_usize..9, 0_usize..9),
        fee in prop_oneof![4 => 0.0_f64..0.1, 1 => wild()],
    ) {
        let (n, rows, days, rebalance) = shape;
        let history = DMatrix::from_fn(rows, n, |i, j| numbers[(i * n + j) % 24]);
        let half = DMatrix::from_fn(n, n, |i, j| numbers[i * n + j]);
        let given = Moments { mean: numbers[12..12 + n].to_vec(), covariance: &half * half.transpose() };
        let sampled = Moments::sample(&history).unwrap_or_else(|_| given.clone());
        let law = match kind {
            0 => Law::Normal(&given),
            1 => Law::StudentT { moments: &sampled, degrees: 2.0 + numbers[20].abs() },
            2 => Law::Normal(&sampled),
            _ => Law::Bootstrap { returns: &history, block: 1.0 + numbers[20].abs() },
        };
        let amount = match amount {
            (a, _, 0, first, every) => (Amount::Fixed(a), first, every),
            (today, annual, 1, first, every) => (Amount::Growing { today, annual }, first, every),
            (a, _, _, first, every) => (Amount::Fraction(a), first, every),
        };
        let flow = Flow { amount: amount.0, first: amount.1, every: amount.2, last: usize::MAX };
        let setup = Setup {
            rebalance: [Rebalance::Daily, Rebalance::Monthly, Rebalance::None][rebalance],
            days,
            paths: 140,
            wealth: numbers[23].abs(),
            flows: &[flow],
            fee,
            observed: &[0],
            ..Setup::new(law, &numbers[15..15 + n])
        };
        if let Ok(plan) = Plan::new(&setup) {
            let drawn = plan.simulate(0..plan.blocks(), &|| false);
            if let Ok(fan) = plan.fan(drawn, &[0.0, 0.3, 1.0], &[0.95], Some(1.0)) {
                prop_assert!(all_finite(&fan), "{fan:?}");
            }
        }
        let portfolio: Vec<f64> = numbers.clone();
        if let Ok(degrees) = fit_degrees(&portfolio) {
            prop_assert!((2.0..=200.0).contains(&degrees));
        }
    }
}
