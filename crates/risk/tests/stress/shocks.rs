use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;
use risk::{
    RiskError,
    stress::{Joint, Origin, Propagate, Shock, plausibility, shock},
};
use serde_json::Value;

use crate::data::{joint, near, numbers, reference, series, since_2015, sp500, us20};

const NOTHING: Shock<'_> = Shock {
    assets: &[],
    groups: &[],
    factors: &[],
    propagate: Propagate::Betas,
    horizon_days: 1.0,
};

fn check_reference(key: &str, propagate: Propagate) {
    let (assets, index) = (since_2015(us20()), since_2015(sp500()));
    let columns: Vec<&[f64]> = (0..20).map(|i| assets.column(i)).collect();
    let joint = Joint::new(&columns, &[index.column(0)]).expect("sound");
    let reference = reference();
    for case in reference[key].as_array().expect("cases") {
        let names = case["names"].as_array().expect("names").iter();
        let shocks = names.map(Value::as_str).zip(numbers(&case["shocks"]));
        let (mut own, mut factors) = (Vec::new(), Vec::new());
        for (name, value) in shocks {
            match assets.position(name.expect("a name")) {
                Some(asset) => own.push((asset, value)),
                None => factors.push((0, value)),
            }
        }
        let asked = Shock {
            assets: &own,
            factors: &factors,
            propagate,
            horizon_days: 21.0,
            ..NOTHING
        };
        let found = shock(&joint, &[0.05; 20], &asked).expect("sound");
        let number = |key: &str| case[key].as_f64().expect(key);
        for (r, expect) in found.returns.iter().zip(numbers(&case["returns"])) {
            near("return", *r, expect, 1e-11);
        }
        near("portfolio", found.portfolio, number("portfolio"), 1e-11);
        let after = found.volatility_after.expect("they follow");
        near("after", after, number("volatility_after"), 1e-11);
        let volatility = reference["volatility"].as_f64().expect("a number");
        near("volatility", found.volatility, volatility, 1e-12);
        let far = plausibility(&joint, &asked).expect("sound");
        near("distance", far.mahalanobis, number("mahalanobis"), 1e-10);
        near("probability", far.probability, number("probability"), 1e-10);
    }
}

#[test]
fn through_betas_as_least_squares_has_them() {
    check_reference("betas", Propagate::Betas);
}

#[test]
fn through_the_conditional_distribution() {
    check_reference("conditional", Propagate::Conditional);
}

#[test]
fn the_more_specific_shock_wins() {
    let joint = joint(
        &[
            vec![0.1, -0.1, 0.05],
            vec![0.0, 0.1, 0.2],
            vec![0.3, 0.0, -0.1],
        ],
        0,
    );
    let asked = Shock {
        assets: &[(1, -0.5)],
        groups: &[(&[0, 1], -0.1), (&[0], -0.1)],
        propagate: Propagate::None,
        ..NOTHING
    };
    let found = shock(&joint, &[0.5, 0.3, 0.2], &asked).expect("sound");
    assert_eq!(found.returns, [-0.1, -0.5, 0.0]);
    assert_eq!(
        found.origins,
        [Origin::Group(0), Origin::Asset, Origin::Unchanged]
    );
    assert_eq!(found.overruled, [(1, 0)]);
    near("portfolio", found.portfolio, -0.2, 1e-15);
    assert_eq!(found.volatility_after, None);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let joint = joint(
        &[
            vec![0.1, -0.1, 0.05],
            vec![0.0, 0.1, 0.2],
            vec![0.3, 0.0, -0.1],
        ],
        1,
    );
    let check = |asked: Shock<'_>, expect: &str| {
        let error = shock(&joint, &[0.5, 0.5], &asked).expect_err(expect);
        assert_eq!(error.to_string(), expect);
        assert_eq!(plausibility(&joint, &asked), Err(error));
    };
    check(NOTHING, "shock must move something");
    let twice = Shock {
        assets: &[(0, 0.1), (0, 0.1)],
        ..NOTHING
    };
    check(twice, "series must not come twice");
    let apart = Shock {
        groups: &[(&[0, 1], 0.1), (&[1], 0.2)],
        ..NOTHING
    };
    check(
        apart,
        "groups must not shock one asset by different amounts",
    );
    let beyond = Shock {
        assets: &[(2, 0.1)],
        ..NOTHING
    };
    check(beyond, "assets must be among the assets");
    let group = Shock {
        groups: &[(&[7], 0.1)],
        ..NOTHING
    };
    check(group, "groups must be of the assets");
    let factor = Shock {
        factors: &[(1, 0.1)],
        ..NOTHING
    };
    check(factor, "series must be among the assets and factors");
    let alone = Shock {
        factors: &[(0, 0.1)],
        propagate: Propagate::None,
        ..NOTHING
    };
    check(alone, "propagation must not be none where factors move");
    let never = Shock {
        assets: &[(0, 0.1)],
        horizon_days: 0.0,
        ..NOTHING
    };
    check(never, "horizon must be above 0");
    let nan = Shock {
        assets: &[(0, f64::NAN)],
        ..NOTHING
    };
    check(nan, "the return at position 0 is not finite");
}

#[test]
fn what_depends_on_each_other_cannot_be_shocked_together() {
    let first = vec![0.1, -0.1, 0.05, 0.0];
    let doubled: Vec<f64> = first.iter().map(|r| 2.0 * r).collect();
    let joint = joint(&[first, doubled, vec![0.02; 4]], 0);
    let both = Shock {
        assets: &[(0, 0.1), (1, 0.1)],
        ..NOTHING
    };
    let dependent = RiskError::Dependent("shocked series");
    assert_eq!(shock(&joint, &[0.3; 3], &both), Err(dependent));
    assert_eq!(plausibility(&joint, &both), Err(dependent));
    let constant = Shock {
        assets: &[(2, 0.1)],
        ..NOTHING
    };
    assert_eq!(
        shock(&joint, &[0.3; 3], &constant),
        Err(RiskError::NoVariance)
    );
    // What follows nothing needs no covariance.
    let still = Shock {
        propagate: Propagate::None,
        ..both
    };
    near(
        "portfolio",
        shock(&joint, &[0.3; 3], &still).expect("sound").portfolio,
        0.06,
        1e-15,
    );
    let follow = Shock {
        assets: &[(0, 0.1)],
        ..NOTHING
    };
    let found = shock(&joint, &[0.3; 3], &follow).expect("sound");
    near("twice as far", found.returns[1], 0.2, 1e-14);
    near("a constant stays", found.returns[2], 0.0, 1e-15);
    near(
        "nothing is left",
        found.volatility_after.expect("they follow"),
        0.0,
        1e-8,
    );
}

fn squared_distance(joint: &Joint, mean: &DVector<f64>, x: &DVector<f64>, h: f64) -> f64 {
    let matrix: DMatrix<f64> = joint.covariance() * h;
    let surprise = x - mean * h;
    let solved = matrix.lu().solve(&surprise).expect("it has an inverse");
    surprise.dot(&solved)
}

proptest! {
    /// The conditional mean of normals is their mode: among all returns with the shocked ones held,
    /// nothing is nearer to the mean. Judged by the distance in the whole space. There the distance
    /// is that of the shocked series alone.
    #[test]
    fn what_follows_is_what_is_most_likely(
        series in series(5, 12..60),
        x in prop::collection::vec(-0.5_f64..0.5, 2),
        push in prop::collection::vec(-0.05_f64..0.05, 3),
        h in 0.5_f64..30.0,
    ) {
        let joint = joint(&series, 0);
        let asked = Shock {
            assets: &[(3, x[1]), (1, x[0])],
            propagate: Propagate::Conditional,
            horizon_days: h,
            ..NOTHING
        };
        let found = shock(&joint, &[0.2; 5], &asked)?;
        let mean = DVector::from_fn(5, |i, _| series[i].iter().sum::<f64>() / series[i].len() as f64);
        let at = DVector::from_vec(found.returns.clone());
        let best = squared_distance(&joint, &mean, &at, h);
        let mut pushed = at.clone();
        for (&i, p) in [0, 2, 4].iter().zip(&push) {
            pushed[i] += p;
        }
        prop_assert!(squared_distance(&joint, &mean, &pushed, h) >= best * (1.0 - 1e-9));
        let far = plausibility(&joint, &asked)?;
        prop_assert!((far.mahalanobis.powi(2) - best).abs() < 1e-8 * (1.0 + best));
        prop_assert_eq!((found.returns[1], found.returns[3]), (x[0], x[1]));
    }

    /// The residuals of the regression are orthogonal to what they are regressed on.
    #[test]
    fn betas_leave_nothing_that_could_be_explained(series in series(4, 8..40), x in -0.5_f64..0.5, y in -0.5_f64..0.5) {
        let joint = joint(&series, 2);
        let of = |x: f64, y: f64| {
            let asked = Shock { factors: &[(0, x), (1, y)], ..NOTHING };
            shock(&joint, &[0.5, 0.5], &asked)
        };
        let (unit_x, unit_y) = (of(1.0, 0.0)?, of(0.0, 1.0)?);
        let centred = |s: &Vec<f64>| {
            let mean = s.iter().sum::<f64>() / s.len() as f64;
            s.iter().map(|r| r - mean).collect::<Vec<_>>()
        };
        let c: Vec<Vec<f64>> = series.iter().map(centred).collect();
        for asset in 0..2 {
            let (b0, b1) = (unit_x.returns[asset], unit_y.returns[asset]);
            for factor in [2, 3] {
                let rest: f64 = (0..c[0].len())
                    .map(|t| (c[asset][t] - b0 * c[2][t] - b1 * c[3][t]) * c[factor][t])
                    .sum();
                prop_assert!(rest.abs() < 1e-9);
            }
        }
        let found = of(x, y)?;
        let sum: f64 = found.contributions.iter().sum();
        prop_assert!((sum - found.portfolio).abs() < 1e-14);
        prop_assert!((found.portfolio - x * unit_x.portfolio - y * unit_y.portfolio).abs() < 1e-9);
        let after = found.volatility_after.expect("they follow");
        prop_assert!((0.0..=found.volatility * (1.0 + 1e-12)).contains(&after));
    }
}
