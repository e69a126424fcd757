//! Money put in and taken out.

use super::*;

/// What is put in buys at the weights, so every payment grows as if it were the first.
#[test]
fn payments_grow_from_their_day_on() {
    let moments = three();
    let flows = [monthly(Amount::Fixed(0.05))];
    for rebalance in [Rebalance::Daily, Rebalance::None] {
        let grown = |days: usize| -> f64 {
            let days = days as i32;
            match rebalance {
                Rebalance::None => {
                    let each = WEIGHTS.iter().zip(&moments.mean);
                    each.map(|(w, m)| w * (1.0 + m).powi(days)).sum()
                }
                _ => (1.0 + daily_mean_and_variance(&moments, &WEIGHTS).0).powi(days),
            }
        };
        let paid: f64 = (1..=12)
            .map(|month| 0.05 * grown(252 - month * MONTH))
            .sum();
        let setup = Setup {
            rebalance,
            flows: &flows,
            paths: 40_000,
            seed: 5,
            ..Setup::new(Law::Normal(&moments), &WEIGHTS)
        };
        let fan = draw(&setup, &[]);
        assert_near(end(&fan).mean, grown(252) + paid, end(&fan).mean_error);
    }
}

fn riskless(mean: f64) -> Moments {
    Moments {
        mean: vec![mean; 2],
        covariance: DMatrix::zeros(2, 2),
    }
}

/// Without risk the fan is a line: the formulas of annuities.
#[test]
fn without_risk_the_fan_is_the_formula_of_annuities() {
    let moments = riskless(0.0004);
    let year = |growth: f64, rate: f64| -> f64 {
        // Twelve payments at the end of months, the first in the money of a month from now.
        (1..=12)
            .map(|month| {
                let years = (month * MONTH) as f64 / 252.0;
                100.0 * (1.0 + growth).powf(years) * (1.0 + rate).powi((252 - month * MONTH) as i32)
            })
            .sum()
    };
    let fee = 0.01;
    let rate = 1.0004 * 0.99_f64.powf(1.0 / 252.0) - 1.0;
    let month = (1.0 + rate).powi(21);
    let annuity = 100.0 * (month.powi(12) - 1.0) / (month - 1.0);
    let (today, annual) = (100.0, 0.03);
    for (amount, paid) in [
        (Amount::Fixed(100.0), annuity),
        (Amount::Fixed(-50.0), -0.5 * annuity),
        (Amount::Growing { today, annual }, year(0.03, rate)),
    ] {
        let flows = [monthly(amount)];
        for rebalance in [Rebalance::Daily, Rebalance::Monthly, Rebalance::None] {
            for route in [None, Some(Route::Assets)] {
                let setup = Setup {
                    rebalance,
                    route,
                    wealth: 5_000.0,
                    flows: &flows,
                    fee,
                    paths: 130,
                    ..Setup::new(Law::Normal(&moments), &[0.25, 0.75])
                };
                let fan = draw(&setup, &[0.0, 0.5, 1.0]);
                let expect = 5_000.0 * (1.0 + rate).powi(252) + paid;
                assert_close(end(&fan).mean, expect);
                for level in &end(&fan).levels {
                    assert_close(level.value, expect);
                    assert_eq!(level.error, 0.0);
                }
            }
        }
    }
    // A tenth of what is there, every half year.
    let fraction = Flow {
        amount: Amount::Fraction(-0.1),
        first: 126,
        every: 126,
        last: 252,
    };
    let setup = Setup {
        flows: &[fraction],
        paths: 2,
        ..Setup::new(Law::Normal(&moments), &[1.0, 0.0])
    };
    let fan = draw(&setup, &[0.5]);
    assert_close(end(&fan).mean, 0.81 * 1.0004_f64.powi(252));
    assert_eq!(fan.loss.probability, 0.0);
    // What was taken out is no loss: put in 1, taken out 0.1 W₁₂₆ + 0.1 W₂₅₂.
    let (half, whole) = (1.0004_f64.powi(126), 1.0004_f64.powi(252));
    let out = 0.1 * half + 0.1 * 0.9 * whole;
    assert_close(fan.tails[0].var, 1.0 - out - 0.81 * whole);
    assert_close(fan.tails[0].cvar, 1.0 - out - 0.81 * whole);
}

#[test]
fn what_is_used_up_stays_used_up() {
    let moments = riskless(0.0);
    let out = monthly(Amount::Fixed(-300.0));
    let late = Flow {
        amount: Amount::Fixed(50.0),
        first: 150,
        every: 1,
        last: 252,
    };
    for rebalance in [Rebalance::Daily, Rebalance::None] {
        let setup = Setup {
            rebalance,
            wealth: 1_000.0,
            flows: &[out, late],
            paths: 200,
            observed: &[0, 63, 83, 84, 200],
            ..Setup::new(Law::Normal(&moments), &[0.5, 0.2])
        };
        let fan = draw(&setup, &[0.5]);
        let wealth: Vec<f64> = fan.points.iter().map(|point| point.mean).collect();
        assert_eq!(wealth, [1000.0, 100.0, 100.0, 0.0, 0.0, 0.0]);
        assert_eq!((fan.ruin.probability, fan.ruin.error), (1.0, 0.0));
        assert_eq!(fan.ruin_day, Some(84.0));
        // All was paid out, and nothing was lost; the investment never fell.
        assert_eq!((fan.loss.probability, fan.tails[0].var), (0.0, 0.0));
        assert_eq!(fan.max_drawdown[0].value, 0.0);
    }
    // Nothing at first is no ruin.
    let save = monthly(Amount::Fixed(10.0));
    let setup = Setup {
        wealth: 0.0,
        flows: &[save],
        paths: 2,
        ..Setup::new(Law::Normal(&moments), &[0.5, 0.5])
    };
    let fan = draw(&setup, &[0.5]);
    assert_eq!((end(&fan).mean, fan.ruin.probability), (120.0, 0.0));
    assert_eq!(fan.ruin_day, None);
    // Twice what is there, in what falls by half and more: the second day takes everything.
    let crash = DMatrix::from_element(4, 1, -0.5);
    for rebalance in [Rebalance::Daily, Rebalance::None] {
        let law = Law::Bootstrap {
            returns: &crash,
            block: 2.0,
        };
        let setup = Setup {
            rebalance,
            days: 5,
            paths: 300,
            observed: &[0, 1],
            ..Setup::new(law, &[2.0])
        };
        let fan = draw(&setup, &[0.5]);
        assert_eq!(fan.points[1].mean, 0.0);
        assert_eq!((fan.ruin_day, fan.ruin.probability), (Some(1.0), 1.0));
        assert_eq!(
            (fan.max_drawdown[0].value, fan.loss.probability),
            (1.0, 1.0)
        );
        assert_eq!(fan.tails[0].var, 1.0);
    }
}
