//! Where the distribution of wealth is known.

use super::*;

/// `E W = (1 + m)^d` and `E W² = ((1 + m)² + v)^d` of independent days.
#[test]
fn restored_daily_the_moments_of_wealth_are_products() {
    let moments = three();
    let (mean, variance) = daily_mean_and_variance(&moments, &WEIGHTS);
    let days = 250;
    let square: f64 = ((1.0 + mean).powi(2) + variance).powi(days);
    let expect = (1.0 + mean).powi(days);
    let deviation = (square - expect * expect).sqrt();
    let student = Law::StudentT {
        moments: &moments,
        degrees: 6.0,
    };
    for law in [Law::Normal(&moments), student] {
        for route in [Route::Portfolio, Route::Assets] {
            let fan = draw(
                &Setup {
                    route: Some(route),
                    days: 250,
                    paths: 40_000,
                    seed: 3,
                    ..Setup::new(law, &WEIGHTS)
                },
                &[],
            );
            assert_eq!((fan.route, fan.paths), (route, 40_000));
            assert_near(end(&fan).mean, expect, end(&fan).mean_error);
            assert_close(end(&fan).mean_error, fan.volatility / 200.0);
            // Of a lognormal variable this skewed, a deviation's error is some 0.6 %.
            assert!((fan.volatility / deviation - 1.0).abs() < 0.02, "{route:?}");
        }
    }
}

/// Independent small returns compound to a lognormal wealth.
#[test]
fn the_quantiles_are_those_of_the_lognormal_limit() {
    let moments = three();
    let (mean, variance) = daily_mean_and_variance(&moments, &WEIGHTS);
    let setup = Setup {
        days: 1000,
        paths: 40_000,
        seed: 8,
        observed: &[10, 250],
        ..Setup::new(Law::Normal(&moments), &WEIGHTS)
    };
    // The 5, 25, 50, 75 and 95 % points of the normal distribution.
    let z = [
        -1.6448536269514722,
        -0.6744897501960817,
        0.0,
        0.6744897501960817,
        1.6448536269514722,
    ];
    let fan = draw(&setup, &[0.05, 0.25, 0.5, 0.75, 0.95]);
    let days: Vec<usize> = fan.points.iter().map(|point| point.day).collect();
    assert_eq!(days, [10, 250, 1000]);
    for point in &fan.points {
        let d = point.day as f64;
        // ln(1 + r) to the fourth order in the deviation.
        let drift =
            mean - (mean * mean + variance) / 2.0 + mean * variance - variance.powi(2) * 0.75;
        for (level, z) in point.levels.iter().zip(z) {
            let expect = f64::exp(drift * d + z * (variance * d).sqrt());
            assert_near(level.value, expect, level.error);
        }
    }
    assert_eq!(fan.median, end(&fan).levels[2].value);
}

#[test]
fn held_and_restored_monthly_the_means_are_of_every_asset() {
    let moments = three();
    let grown = |days: usize| -> f64 {
        let each = WEIGHTS.iter().zip(&moments.mean);
        each.map(|(w, m)| w * (1.0 + m).powi(days as i32)).sum()
    };
    for (rebalance, expect) in [
        (Rebalance::None, grown(504)),
        (Rebalance::Monthly, grown(MONTH).powi(24)),
    ] {
        let setup = Setup {
            rebalance,
            days: 504,
            paths: 40_000,
            seed: 21,
            ..Setup::new(Law::Normal(&moments), &WEIGHTS)
        };
        let fan = draw(&setup, &[]);
        assert_eq!(fan.route, Route::Assets);
        assert_near(end(&fan).mean, expect, end(&fan).mean_error);
    }
    // Wild enough to tell one from the other, and from the weights in another order.
    let wild = Moments {
        mean: vec![0.003, -0.002, 0.0],
        covariance: DMatrix::from_diagonal_element(3, 3, 1e-6),
    };
    let setup = Setup {
        rebalance: Rebalance::None,
        paths: 2_000,
        ..Setup::new(Law::Normal(&wild), &WEIGHTS)
    };
    let expect = 0.5 * 1.003_f64.powi(252) + 0.2 * 0.998_f64.powi(252) + 0.3;
    let fan = draw(&setup, &[]);
    assert_near(end(&fan).mean, expect, end(&fan).mean_error);
}

/// The portfolio's route is exact: what it says is what all assets say, within the drawing's error.
#[test]
fn the_routes_agree() {
    let moments = three();
    let levels = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
    let student = Law::StudentT {
        moments: &moments,
        degrees: 3.5,
    };
    let flows = [monthly(Amount::Fixed(-0.04))];
    for law in [Law::Normal(&moments), student] {
        let by = |route, seed| {
            let setup = Setup {
                route: Some(route),
                paths: 30_000,
                seed,
                flows: &flows,
                observed: &[1, 60],
                ..Setup::new(law, &[1.2, -0.4, 0.1])
            };
            draw(&setup, &levels)
        };
        let (one, other) = (by(Route::Portfolio, 1), by(Route::Assets, 2));
        for (a, b) in one.points.iter().zip(&other.points) {
            assert_near(a.mean, b.mean, a.mean_error.hypot(b.mean_error));
            for (a, b) in a.levels.iter().zip(&b.levels) {
                assert_near(a.value, b.value, a.error.hypot(b.error));
            }
        }
        for (a, b) in one.max_drawdown.iter().zip(&other.max_drawdown) {
            assert_near(a.value, b.value, a.error.hypot(b.error));
        }
        let error = one.loss.error.hypot(other.loss.error);
        assert_near(one.loss.probability, other.loss.probability, error);
    }
}

/// One day of Student's distribution with four degrees of freedom has closed quantiles.
#[test]
fn student_assets_make_a_student_portfolio() {
    let moments = three();
    for weights in [WEIGHTS, [1.0, -1.0, 0.0], [0.3, 0.9, -0.7]] {
        let (mean, variance) = daily_mean_and_variance(&moments, &weights);
        let law = Law::StudentT {
            moments: &moments,
            degrees: 4.0,
        };
        let setup = Setup {
            route: Some(Route::Assets),
            days: 1,
            paths: 200_000,
            seed: 17,
            ..Setup::new(law, &weights)
        };
        // t₀.₀₁ = −3.7469, t₀.₀₅ = −2.1318, t₀.₂₅ = −0.7407 of the tables; the variance of t₄ is 2.
        let points = [
            (0.01, -3.746947387979197),
            (0.05, -2.1318467863266495),
            (0.25, -0.7406970841126831),
            (0.95, 2.1318467863266495),
        ];
        let fan = draw(&setup, &points.map(|(level, _)| level));
        for (level, (_, t)) in end(&fan).levels.iter().zip(points) {
            let expect = 1.0 + mean + t * (variance / 2.0).sqrt();
            assert_near(level.value, expect, level.error);
        }
        assert_near(end(&fan).mean, 1.0 + mean, end(&fan).mean_error);
    }
}
