//! The structure of small portfolios, by hand, and what is refused.

use nalgebra::DMatrix;
use risk::RiskError;
use risk::structure::*;

#[test]
fn a_tail_by_hand() {
    // Whole: -0.05, -0.02, -0.02, 0.01, of two assets in halves.
    let returns =
        DMatrix::from_row_slice(4, 2, &[-0.10, 0.0, 0.0, -0.04, -0.02, -0.02, 0.01, 0.01]);
    let weights = [0.5, 0.5];
    // Half of four days: the worst, and one of two equal ones, which share its weight.
    let found = cvar_historical_parts(&returns, &weights, 0.5).expect("sound");
    let expect = [0.5 * (0.10 + 0.01) / 2.0, 0.5 * (0.0 + 0.03) / 2.0];
    for (part, expect) in found.component.iter().zip(expect) {
        assert!((part - expect).abs() < 1e-16, "{found:?}");
    }
    // The quantile at 0.5 · 3 = 1.5 lies between two equal days.
    let found = var_historical_parts(&returns, &weights, 0.5).expect("sound");
    let expect = [0.5 * 0.01, 0.5 * 0.03];
    for (part, expect) in found.component.iter().zip(expect) {
        assert!((part - expect).abs() < 1e-16, "{found:?}");
    }
    let shares = found.shares().expect("it loses something");
    assert!((shares[0] - 0.25).abs() < 1e-15);
    let hedged = Parts {
        total: 1e-18,
        marginal: vec![1.0, -1.0],
        component: vec![1.0, -1.0],
    };
    assert_eq!(hedged.shares(), Err(RiskError::NoVariance));
}

#[test]
fn bets_by_hand() {
    // Two assets of equal variance, correlation ½: components 1 ± ½ along (1, ±1).
    let matrix = DMatrix::from_row_slice(2, 2, &[1.0, 0.5, 0.5, 1.0]);
    let principal = principal_bets(&matrix, &[0.5, 0.5]).expect("sound");
    assert!((principal.effective - 1.0).abs() < 1e-14);
    let torsion = torsion_bets(&matrix, &[0.5, 0.5]).expect("sound");
    assert!((torsion.effective - 2.0).abs() < 1e-14);
    let one = torsion_bets(&matrix, &[1.0, 0.0]).expect("sound");
    assert!(one.effective < 1.5, "{one:?}");
    let singular = DMatrix::from_element(2, 2, 1.0);
    assert_eq!(
        torsion_bets(&singular, &[0.5, 0.5]),
        Err(RiskError::Dependent("assets"))
    );
    assert_eq!(
        principal_bets(&matrix, &[0.0, 0.0]),
        Err(RiskError::NoVariance)
    );
}

#[test]
fn holdings_that_cannot_be_sold() {
    let held = |value, volume| Holding {
        value,
        price: 10.0,
        volume,
    };
    let found = liquidity(
        &[
            held(500.0, Some(100.0)),
            held(-300.0, None),
            held(200.0, Some(0.0)),
        ],
        0.2,
    )
    .expect("sound");
    assert_eq!(found.days, [Some(2.5), None, None]);
    assert_eq!((found.unknown, found.untraded), (0.3, 0.2));
    assert_eq!((found.sold_within(1.0), found.sold_within(5.0)), (0.2, 0.5));
    assert_eq!(found.average_days, Some(2.5));
    assert_eq!(found.longest, Some((0, 2.5)));
    let wrong = |holding: Holding, participation: f64| {
        liquidity(&[holding], participation)
            .expect_err("wrong")
            .to_string()
    };
    let good = held(1.0, Some(1.0));
    for participation in [0.0, 1.1, f64::NAN, -0.2] {
        assert_eq!(
            wrong(good, participation),
            "participation must be above 0 and at most 1"
        );
    }
    assert_eq!(
        wrong(held(0.0, Some(1.0)), 0.2),
        "holdings must be worth something"
    );
    assert_eq!(
        wrong(held(1.0, Some(-1.0)), 0.2),
        "volume must be finite and at least 0"
    );
    assert_eq!(
        wrong(Holding { price: 0.0, ..good }, 0.2),
        "price must be finite and above 0"
    );
    assert_eq!(
        liquidity(
            &[Holding {
                value: 1e300,
                price: 1e-300,
                volume: Some(1.0)
            }],
            0.2
        ),
        Err(RiskError::Overflow)
    );
}

#[test]
fn factors_that_depend_on_each_other() {
    let wave = |t: usize, k: usize| (((t * (k + 3)) % 17) as f64 - 8.0) / 100.0;
    let factors = DMatrix::from_fn(30, 3, |t, k| match k {
        2 => 0.3 * wave(t, 0) - 2.0 * wave(t, 1) + 0.01,
        _ => wave(t, k),
    });
    assert_eq!(
        FactorModel::new(&factors).err(),
        Some(RiskError::Dependent("factors"))
    );
    let two = factors.columns(0, 2).into_owned();
    let model = FactorModel::new(&two).expect("independent");
    // A series that the factors explain wholly: no error, no statistic.
    let y: Vec<f64> = (0..30)
        .map(|t| 0.001 + 2.0 * wave(t, 0) - wave(t, 1))
        .collect();
    let found = model.regress(&y, 2).expect("sound");
    assert!((found.slopes[0].value - 2.0).abs() < 1e-13);
    assert!((found.slopes[1].value + 1.0).abs() < 1e-13);
    assert!((found.intercept.value - 0.001).abs() < 1e-14);
    assert_eq!(found.r_squared, 1.0);
    assert_eq!(
        (found.slopes[0].standard_error, found.slopes[0].t, found.f_p),
        (0.0, None, None)
    );
    assert_eq!(model.regress(&[0.01; 30], 2), Err(RiskError::NoVariance));
    assert!(model.regress(&y, 30).is_err());
    assert_eq!(
        FactorModel::new(&two.rows(0, 3).into_owned()).err(),
        Some(RiskError::TooFew {
            needed: 4,
            found: 3
        })
    );
    let constant = DMatrix::from_element(30, 1, 0.01);
    assert_eq!(
        FactorModel::new(&constant).err(),
        Some(RiskError::Constant { series: 0 })
    );
}

#[test]
fn lags_of_newey_and_west() {
    assert_eq!(newey_west_lag(100), 4);
    assert_eq!(newey_west_lag(1000), 6);
    assert_eq!(
        (newey_west_lag(0), newey_west_lag(1), newey_west_lag(2)),
        (0, 0, 1)
    );
}
