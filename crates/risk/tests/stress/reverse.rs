use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;
use risk::{
    RiskError,
    stress::{Joint, Propagate, Reverse, Shock, alone, plausibility, reverse_stress, shock},
};
use serde_json::Value;

use crate::data::{joint, near, numbers, reference, series, since_2015, sp500, us20};

const EVERYTHING: Reverse<'_> = Reverse {
    loss: 0.2,
    assets: &[],
    factors: &[],
    propagate: Propagate::Conditional,
    horizon_days: 21.0,
};

/// Against SLSQP, which knows no closed form.
#[test]
fn the_nearest_shock_as_a_solver_finds_it() {
    let (assets, index) = (since_2015(us20()), since_2015(sp500()));
    let columns: Vec<&[f64]> = (0..20).map(|i| assets.column(i)).collect();
    let joint = Joint::new(&columns, &[index.column(0)]).expect("sound");
    for case in reference()["reverse"].as_array().expect("cases") {
        let names = case["names"]
            .as_array()
            .expect("names")
            .iter()
            .map(Value::as_str);
        let (mut own, mut factors) = (Vec::new(), Vec::new());
        for name in names {
            match assets.position(name.expect("a name")) {
                Some(asset) => own.push(asset),
                None => factors.push(0),
            }
        }
        let asked = Reverse {
            loss: case["loss"].as_f64().expect("a loss"),
            assets: &own,
            factors: &factors,
            ..EVERYTHING
        };
        let found = reverse_stress(&joint, &[0.05; 20], &asked).expect("sound");
        let number = |key: &str| case[key].as_f64().expect(key);
        near("distance", found.mahalanobis, number("mahalanobis"), 1e-10);
        near(
            "probability",
            found.probability,
            number("probability"),
            1e-10,
        );
        let mut expect: Vec<(usize, f64)> = own
            .iter()
            .chain(&factors)
            .copied()
            .zip(numbers(&case["shocks"]))
            .collect();
        expect.sort_by_key(|entry| entry.0);
        for (x, (_, expect)) in found.shocks.iter().zip(expect) {
            near("shock", *x, expect, 1e-8);
        }
        near("loss", found.portfolio, -asked.loss, 1e-12);
    }
}

/// One asset: how many standard deviations the loss is away from its mean.
#[test]
fn one_asset_is_a_multiple_of_its_volatility() {
    let joint = joint(&[vec![0.1, -0.1, 0.2, -0.2]], 0);
    let asked = Reverse {
        loss: 0.3,
        horizon_days: 4.0,
        ..EVERYTHING
    };
    let found = reverse_stress(&joint, &[0.5], &asked).expect("sound");
    let sigma = (0.1_f64 / 3.0).sqrt();
    near("shock", found.shocks[0], -0.6, 1e-15);
    near("distance", found.mahalanobis, 0.6 / (sigma * 2.0), 1e-14);
    let by_itself = alone(&joint, &[0.5], &[0], 0.3, 4.0).expect("sound");
    near("needed", by_itself.needed, -0.6, 1e-15);
    near(
        "sigmas",
        by_itself.sigmas.expect("it varies"),
        found.mahalanobis,
        1e-14,
    );
    assert!(by_itself.possible);
    assert!(
        !alone(&joint, &[0.2], &[0], 0.3, 4.0)
            .expect("sound")
            .possible
    );
    let short = alone(&joint, &[-0.2], &[0], 0.3, 4.0).expect("sound");
    near("a rise", short.needed, 1.5, 1e-15);
    assert!(short.possible && short.sigmas.expect("it varies") > 0.0);
}

#[test]
fn a_mean_that_loses_more_is_the_nearest_shock_itself() {
    let joint = joint(&[vec![-0.1, -0.2, -0.15]], 0);
    let asked = Reverse {
        loss: 0.1,
        horizon_days: 1.0,
        ..EVERYTHING
    };
    let found = reverse_stress(&joint, &[1.0], &asked).expect("sound");
    near("shock", found.shocks[0], -0.15, 1e-15);
    assert_eq!(found.mahalanobis, 0.0);
    assert!(found.probability > 0.5 && found.portfolio < -0.1);
}

#[test]
fn what_does_not_move_the_portfolio_loses_nothing() {
    let first = vec![0.1, -0.1, 0.05, 0.0];
    let opposite: Vec<f64> = first.iter().map(|r| -r).collect();
    let joint = joint(&[first, opposite, vec![0.01; 4]], 0);
    let hedged = reverse_stress(&joint, &[0.5, 0.5, 0.0], &EVERYTHING);
    assert_eq!(hedged, Err(RiskError::NoVariance));
    assert_eq!(
        reverse_stress(&joint, &[0.0, 0.0, 1.0], &EVERYTHING),
        Err(RiskError::NoVariance)
    );
    // All assets move: that two depend on each other does no harm.
    let found = reverse_stress(&joint, &[0.7, 0.3, 0.0], &EVERYTHING).expect("sound");
    near("loss", found.portfolio, -0.2, 1e-14);
    near("opposite", found.shocks[0], -found.shocks[1], 1e-13);
    let refuse = |asked: Reverse<'_>, expect: &str| {
        let error = reverse_stress(&joint, &[0.7, 0.3, 0.0], &asked).expect_err(expect);
        assert_eq!(error.to_string(), expect);
    };
    let with = |loss, assets, horizon_days| Reverse {
        loss,
        assets,
        horizon_days,
        ..EVERYTHING
    };
    refuse(with(0.0, &[], 1.0), "loss must be above 0");
    refuse(with(f64::NAN, &[], 1.0), "loss must be above 0");
    refuse(with(0.1, &[], -1.0), "horizon must be above 0");
    refuse(with(0.1, &[3], 1.0), "assets must be among the assets");
    refuse(with(0.1, &[0, 0], 1.0), "series must not come twice");
    refuse(
        with(0.1, &[0, 1], 1.0),
        "the shocked series depend on each other",
    );
    let nothing = alone(&joint, &[0.5, -0.5, 0.0], &[0, 1], 0.1, 1.0).expect_err("nothing held");
    assert_eq!(nothing.to_string(), "holdings must not add up to 0");
    let constant = alone(&joint, &[0.0, 0.0, 1.0], &[2], 0.1, 1.0).expect("sound");
    assert_eq!(constant.sigmas, None);
}

proptest! {
    /// No shock of the whole space that loses as much is nearer: random ones, pushed onto the plane
    /// of the loss. Judged by nalgebra's inverse.
    #[test]
    fn nothing_nearer_loses_as_much(
        series in series(4, 10..60),
        weights in prop::collection::vec(0.05_f64..0.5, 4),
        loss in 0.05_f64..0.6,
        h in 0.5_f64..30.0,
        tries in prop::collection::vec(prop::collection::vec(-0.3_f64..0.3, 4), 20),
    ) {
        let joint = joint(&series, 0);
        let asked = Reverse { loss, horizon_days: h, ..EVERYTHING };
        let found = reverse_stress(&joint, &weights, &asked)?;
        prop_assume!(found.mahalanobis > 0.0);
        let inverse: DMatrix<f64> = (joint.covariance() * h).try_inverse().expect("it has one");
        let mean = DVector::from_fn(4, |i, _| h * series[i].iter().sum::<f64>() / series[i].len() as f64);
        let w = DVector::from_vec(weights);
        let far = |x: &DVector<f64>| (&inverse * (x - &mean)).dot(&(x - &mean)).sqrt();
        let best = DVector::from_vec(found.shocks.clone());
        prop_assert!((w.dot(&best) + loss).abs() < 1e-12);
        prop_assert!((far(&best) - found.mahalanobis).abs() < 1e-8 * (1.0 + found.mahalanobis));
        for push in tries {
            let mut x = &best + DVector::from_vec(push);
            let short = (w.dot(&x) + loss) / w.dot(&w);
            x -= &w * short;
            prop_assert!(far(&x) >= found.mahalanobis * (1.0 - 1e-9));
        }
        // The same by the statistic of shocks.
        let moves: Vec<(usize, f64)> = found.shocks.iter().copied().enumerate().collect();
        let as_shock = Shock { assets: &moves, groups: &[], factors: &[], propagate: Propagate::None, horizon_days: h };
        prop_assert!((plausibility(&joint, &as_shock)?.mahalanobis - found.mahalanobis).abs() < 1e-8 * (1.0 + found.mahalanobis));
    }

    /// Restricted to some series: the loss is what the shock of these makes of it, however the
    /// others follow, and no shock of the same series that loses as much is nearer.
    #[test]
    fn nothing_nearer_within_the_series(
        series in series(5, 12..60),
        loss in 0.05_f64..0.5,
        push in -0.2_f64..0.2,
        propagate in prop::sample::select(vec![Propagate::None, Propagate::Betas, Propagate::Conditional]),
        with_factor in any::<bool>(),
    ) {
        let joint = joint(&series, 1);
        let weights = [0.3, 0.3, 0.2, 0.2];
        let factors: &[usize] = if with_factor && propagate != Propagate::None { &[0] } else { &[] };
        let asked = Reverse { loss, assets: &[0, 2], factors, propagate, horizon_days: 5.0 };
        let found = reverse_stress(&joint, &weights, &asked)?;
        prop_assume!(found.mahalanobis > 0.0);
        prop_assert!((found.portfolio + loss).abs() < 1e-10);
        let judge = |x: &[f64]| {
            let assets = [(0, x[0]), (2, x[1])];
            let factors: Vec<(usize, f64)> = x[2..].iter().map(|&x| (0, x)).collect();
            let as_shock = Shock { assets: &assets, groups: &[], factors: &factors, propagate, horizon_days: 5.0 };
            let far = plausibility(&joint, &as_shock).expect("sound").mahalanobis;
            (shock(&joint, &weights, &as_shock).expect("sound").portfolio, far)
        };
        let (portfolio, far) = judge(&found.shocks);
        prop_assert!((portfolio + loss).abs() < 1e-9);
        prop_assert!((far - found.mahalanobis).abs() < 1e-8 * (1.0 + far));
        // Push the second, and make the first lose what is missing: linear, so one step does.
        let mut x = found.shocks.clone();
        x[1] += push;
        let (at, _) = judge(&x);
        x[0] += 1.0;
        let slope = judge(&x).0 - at;
        x[0] -= 1.0;
        prop_assume!(slope.abs() > 1e-3);
        x[0] += (-loss - at) / slope;
        let (again, far) = judge(&x);
        prop_assert!((again + loss).abs() < 1e-6);
        prop_assert!(far >= found.mahalanobis * (1.0 - 1e-6));
    }
}
