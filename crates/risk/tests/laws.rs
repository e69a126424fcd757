//! Laws that hold for every series of returns.

use domain::Day;
use market::Returns;
use nalgebra::DMatrix;
use proptest::prelude::*;
use risk::*;

fn series() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-0.3_f64..0.3, 2..200)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-10 * (1.0 + a.abs().max(b.abs()))
}

fn days(count: usize) -> Vec<Day> {
    let start = Day::constant(2020, 1, 1);
    let step = |i: usize| jiff::Span::new().days(i64::try_from(i).expect("small"));
    (0..count)
        .map(|i| start.checked_add(step(i)).expect("in the calendar"))
        .collect()
}

fn table(n: usize, values: &[f64]) -> Returns {
    let t = values.len() / n;
    Returns {
        days: days(t),
        assets: (0..n)
            .map(|i| format!("A{i}").parse().expect("a symbol"))
            .collect(),
        matrix: DMatrix::from_column_slice(t, n, &values[..t * n]),
    }
}

proptest! {
    #[test]
    fn scaling(x in series(), factor in 0.01_f64..10.0) {
        prop_assume!(volatility_annual(&x)? > 1e-6);
        let scaled: Vec<f64> = x.iter().map(|r| r * factor).collect();
        prop_assert!(close(return_annual(&scaled)?, factor * return_annual(&x)?));
        prop_assert!(close(volatility_annual(&scaled)?, factor * volatility_annual(&x)?));
        prop_assert!(close(var_historical(&scaled, 0.95)?, factor * var_historical(&x, 0.95)?));
        prop_assert!(close(cvar_historical(&scaled, 0.95)?, factor * cvar_historical(&x, 0.95)?));
        prop_assert!(close(sharpe(&scaled, 0.0)?, sharpe(&x, 0.0)?));
        prop_assert!(close(skewness(&scaled)?, skewness(&x)?));
        prop_assert!(close(excess_kurtosis(&scaled)?, excess_kurtosis(&x)?));
        prop_assert!(close(beta(&scaled, &x)?, factor));
    }

    #[test]
    fn shifting(x in series(), shift in -0.1_f64..0.1) {
        prop_assume!(volatility_annual(&x)? > 1e-6);
        let moved: Vec<f64> = x.iter().map(|r| r + shift).collect();
        prop_assert!(close(mean_daily(&moved)?, mean_daily(&x)? + shift));
        prop_assert!(close(volatility_daily(&moved)?, volatility_daily(&x)?));
        prop_assert!(close(cvar_historical(&moved, 0.9)?, cvar_historical(&x, 0.9)? - shift));
        prop_assert!(close(beta(&moved, &x)?, 1.0));
        // A risk-free rate is a shift of the mean.
        prop_assert!(close(sharpe(&moved, shift * PERIODS_PER_YEAR)?, sharpe(&x, 0.0)?));
    }

    #[test]
    fn the_order_of_days_matters_to_drawdowns_only(
        (x, y) in series().prop_flat_map(|x| (Just(x.clone()), Just(x).prop_shuffle()))
    ) {
        let found = |x: &[f64]| measures(x, &Options::default());
        let (a, b) = (found(&x)?, found(&y)?);
        prop_assert!(close(a.mean_daily, b.mean_daily));
        prop_assert!(close(a.cagr.unwrap_or(0.0), b.cagr.unwrap_or(0.0)));
        prop_assert!(close(a.volatility_annual.unwrap_or(0.0), b.volatility_annual.unwrap_or(0.0)));
        prop_assert_eq!((a.best, a.worst), (b.best, b.worst));
        for (a, b) in a.tails.iter().zip(&b.tails) {
            prop_assert_eq!(a.var, b.var);
            prop_assert!(close(a.cvar, b.cvar));
        }
    }

    #[test]
    fn tails_are_ordered(x in series(), c in 0.01_f64..0.99, more in 0.0_f64..0.99) {
        let (low, high) = (c, c + (1.0 - c) * more);
        let (var, cvar) = (var_historical(&x, low)?, cvar_historical(&x, low)?);
        prop_assert!(var <= cvar + 1e-12, "{var} above {cvar}");
        prop_assert!(var <= var_historical(&x, high)? + 1e-12);
        prop_assert!(cvar <= cvar_historical(&x, high)? + 1e-12);
        prop_assert!(-best(&x)? <= var && var <= -worst(&x)?);
        prop_assert!(cvar <= -worst(&x)? + 1e-12);
        prop_assert!(cvar >= -mean_daily(&x)? - 1e-12);
    }

    #[test]
    fn cvar_is_the_minimum_of_its_program(x in series(), c in 0.05_f64..0.99, step in -0.3_f64..0.3) {
        let tail = (1.0 - c) * x.len() as f64;
        let program = |xi: f64| xi + x.iter().map(|r| (-r - xi).max(0.0)).sum::<f64>() / tail;
        let cvar = cvar_historical(&x, c)?;
        prop_assert!(cvar <= program(step) + 1e-10);
        let attained = x.iter().map(|r| program(-r)).fold(f64::INFINITY, f64::min);
        prop_assert!(close(cvar, attained), "{cvar} is not {attained}");
    }

    #[test]
    fn drawdowns_are_fractions(x in series()) {
        let all = drawdowns(&x)?;
        let deepest = max_drawdown(&x)?;
        prop_assert_eq!(all.len(), x.len());
        prop_assert!(all.iter().all(|d| (0.0..=1.0).contains(d)));
        prop_assert_eq!(deepest.fraction, all.iter().copied().fold(0.0, f64::max));
        let curve = wealth(&x)?;
        prop_assert!(close(1.0 - curve[deepest.trough] / curve[deepest.peak], deepest.fraction));
        prop_assert!(deepest.peak <= deepest.trough);
        match deepest.recovery {
            Some(at) => prop_assert!(at >= deepest.trough && curve[at] >= curve[deepest.peak]),
            None => prop_assert!(curve[deepest.trough..].iter().all(|w| *w < curve[deepest.peak])),
        }
    }

    #[test]
    fn growth_is_wealth(x in series()) {
        let end = wealth(&x)?[x.len()];
        // Next to a total loss, one plus the rate has no digits left.
        prop_assume!(cagr(&x)? > -0.999);
        prop_assert!(close((1.0 + cagr(&x)?).powf(x.len() as f64 / PERIODS_PER_YEAR), end));
    }

    #[test]
    fn a_held_portfolio_is_the_sum_of_its_parts(
        values in prop::collection::vec(-0.1_f64..0.1, 3..240),
        weights in prop::collection::vec(0.0_f64..0.4, 3),
    ) {
        let returns = table(3, &values);
        let t = returns.len();
        let held = portfolio_returns(&returns, &weights, Rebalance::None)?;
        let parts: f64 = (0..3)
            .map(|i| weights[i] * (wealth(returns.column(i)).expect("sound")[t] - 1.0))
            .sum();
        prop_assert!(close(wealth(&held)?[t], 1.0 + parts));
        let daily = portfolio_returns(&returns, &weights, Rebalance::Daily)?;
        for (row, r) in daily.iter().enumerate() {
            let dot: f64 = (0..3).map(|i| weights[i] * returns.matrix[(row, i)]).sum();
            prop_assert!(close(*r, dot));
        }
        prop_assert!(held.first() == daily.first());
    }

    #[test]
    fn monthly_is_held_within_each_month(values in prop::collection::vec(-0.05_f64..0.05, 2..180)) {
        let returns = table(2, &values);
        let weights = [0.7, 0.3];
        let monthly = portfolio_returns(&returns, &weights, Rebalance::Monthly)?;
        let mut pieces = Vec::new();
        let mut start = 0;
        for end in 1..=returns.len() {
            if end == returns.len() || returns.days[end].month() != returns.days[end - 1].month() {
                pieces.extend(portfolio_returns(&returns.rows(start..end), &weights, Rebalance::None)?);
                start = end;
            }
        }
        prop_assert_eq!(monthly, pieces);
    }
}

#[test]
fn what_cannot_be_computed_is_said() {
    let few = |needed, found| Err(RiskError::TooFew { needed, found });
    assert_eq!(mean_daily(&[]), few(1, 0));
    assert_eq!(cagr(&[]), few(1, 0));
    assert_eq!(volatility_annual(&[0.1]), few(2, 1));
    assert_eq!(sharpe(&[0.001; 50], 0.0), Err(RiskError::NoVariance));
    assert_eq!(skewness(&[0.001; 50]), Err(RiskError::NoVariance));
    assert_eq!(excess_kurtosis(&[0.0; 5]), Err(RiskError::NoVariance));
    assert_eq!(beta(&[0.1, 0.2], &[0.3, 0.3]), Err(RiskError::NoVariance));
    assert_eq!(
        beta(&[0.1], &[]),
        Err(RiskError::Length {
            expected: 1,
            found: 0
        })
    );
    assert_eq!(
        best(&[0.0, f64::NAN]),
        Err(RiskError::NotFinite { position: 1 })
    );
    assert_eq!(
        worst(&[f64::INFINITY]),
        Err(RiskError::NotFinite { position: 0 })
    );
    assert_eq!(wealth(&[-2.0]), Err(RiskError::Ruin { position: 0 }));
    assert_eq!(wealth(&[1e200, 1e200]), Err(RiskError::Overflow));
    assert_eq!(cagr(&[50.0]), Err(RiskError::Overflow));
    let day = measures(&[50.0], &Options::default()).expect("one good day");
    assert_eq!(day.cagr, None);

    let one = measures(
        &[0.01],
        &Options {
            benchmark: Some(&[0.02]),
            ..Options::default()
        },
    );
    let one = one.expect("one observation has a mean");
    assert_eq!(
        (one.volatility_annual, one.sharpe, one.skewness, one.beta),
        (None, None, None, None)
    );
    assert_eq!(one.max_drawdown.fraction, 0.0);
    let bad = Options {
        confidence: &[95.0],
        ..Options::default()
    };
    assert_eq!(measures(&[0.01], &bad), Err(RiskError::Confidence(95.0)));
    let short = Options {
        benchmark: Some(&[]),
        ..Options::default()
    };
    assert_eq!(
        measures(&[0.01], &short),
        Err(RiskError::Length {
            expected: 1,
            found: 0
        })
    );
}

#[test]
fn a_portfolio_needs_a_weight_per_asset_and_something_left() {
    let returns = table(2, &[0.1, -0.9, 0.1, -0.9]);
    let found = |weights: &[f64], rebalance| portfolio_returns(&returns, weights, rebalance);
    assert_eq!(
        found(&[1.0], Rebalance::Daily),
        Err(RiskError::Length {
            expected: 2,
            found: 1
        })
    );
    let nan = found(&[f64::NAN, 1.0], Rebalance::Daily);
    assert_eq!(nan, Err(RiskError::NotFinite { position: 0 }));
    for rebalance in [Rebalance::Daily, Rebalance::Monthly, Rebalance::None] {
        let ruin = found(&[1.0, 1.0], rebalance);
        assert_eq!(ruin, Err(RiskError::Ruin { position: 1 }));
    }
    assert_eq!(Rebalance::default(), Rebalance::Daily);
    let cash = found(&[0.5, 0.0], Rebalance::None).expect("half in cash");
    assert!((cash[0] - 0.05).abs() < 1e-15 && (cash[1] + 0.45 * 1.1 / 1.05).abs() < 1e-15);
}
