//! Rows of history.

use super::*;

/// A block without end is history from some day on, round and round.
#[test]
fn an_endless_block_is_history_turned_round() {
    let history = history();
    let weights = [0.9, -0.3];
    for rebalance in [Rebalance::Daily, Rebalance::None] {
        let mut ends = Vec::new();
        let mut drawdowns = Vec::new();
        for first in 0..37 {
            let turned = market::Returns {
                days: vec![domain::Day::constant(2020, 1, 1); 60],
                assets: ["A", "B"]
                    .map(|name| name.parse().expect("a symbol"))
                    .to_vec(),
                matrix: DMatrix::from_fn(60, 2, |day, asset| history[((first + day) % 37, asset)]),
            };
            let x = portfolio_returns(&turned, &weights, rebalance).expect("no ruin");
            ends.push(wealth(&x).expect("finite")[60]);
            drawdowns.push(max_drawdown(&x).expect("observations").fraction);
        }
        let law = Law::Bootstrap {
            returns: &history,
            block: 1e18,
        };
        let setup = Setup {
            rebalance,
            route: Some(Route::Assets),
            days: 60,
            paths: 3_000,
            ..Setup::new(law, &weights)
        };
        let fan = draw(&setup, &[0.0, 1.0]);
        let least = |values: &[f64]| values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
        assert_close(end(&fan).levels[0].value, least(&ends));
        assert_close(end(&fan).levels[1].value, most(&ends));
        assert_close(fan.max_drawdown[0].value, least(&drawdowns));
        assert_close(fan.max_drawdown[1].value, most(&drawdowns));
        let mean = ends.iter().sum::<f64>() / 37.0;
        assert_near(end(&fan).mean, mean, end(&fan).mean_error);
    }
}

/// With blocks of one day the days are independent; with longer ones a trend of history is kept.
#[test]
fn blocks_keep_what_follows_what() {
    let trend = DMatrix::from_fn(
        100,
        1,
        |day, _| if (day / 10) % 2 == 0 { 0.01 } else { -0.01 },
    );
    let deviation = |block| {
        let law = Law::Bootstrap {
            returns: &trend,
            block,
        };
        let setup = Setup {
            days: 10,
            paths: 20_000,
            seed: 2,
            ..Setup::new(law, &[1.0])
        };
        draw(&setup, &[]).volatility
    };
    let alone = (f64::powi((1.0_f64 + 1e-4).powi(1), 10) - 1.0).sqrt();
    assert!((deviation(1.0) / alone - 1.0).abs() < 0.02);
    // Ten days in a row have an autocorrelation of 1 − k/5 after k days, kept with (1 − 1/20)^k.
    let kept: f64 = (1..10)
        .map(|k| {
            let k = f64::from(k);
            2.0 * (10.0 - k) * 0.95_f64.powf(k) * (1.0 - k / 5.0)
        })
        .sum();
    let expect = 0.01 * (10.0 + kept).sqrt();
    assert!((deviation(20.0) / expect - 1.0).abs() < 0.03);
}

/// Both routes of the bootstrap draw the same rows.
#[test]
fn of_history_both_routes_are_one() {
    let history = history();
    let law = Law::Bootstrap {
        returns: &history,
        block: 5.0,
    };
    let by = |route| {
        let setup = Setup {
            route: Some(route),
            paths: 500,
            ..Setup::new(law, &[0.7, 0.2])
        };
        draw(&setup, &[0.05, 0.5, 0.95])
    };
    let (one, other) = (by(Route::Portfolio), by(Route::Assets));
    for (a, b) in end(&one).levels.iter().zip(&end(&other).levels) {
        assert_close(a.value, b.value);
    }
}
