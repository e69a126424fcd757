//! The paired test.

use optimizer::{
    Constraints, CovarianceEstimate, Objective, PairedTest, Performance, Rebalance, Verdict,
    WalkForward, against_equal_weight, compare_returns, walk_forward,
};

use super::{made, us20};

const SHARPE: Performance = Performance::Sharpe { risk_free: 0.02 };

fn test(resamples: usize, seed: u64) -> PairedTest {
    PairedTest {
        resamples,
        seed,
        ..PairedTest::default()
    }
}

/// Two series of normal days with a correlation, means and deviations, per day.
fn pair(days: usize, seed: u64, correlation: f64, of: [(f64, f64); 2]) -> (Vec<f64>, Vec<f64>) {
    let mut normal = made::normal(seed);
    (0..days)
        .map(|_| {
            let first = normal();
            let own = f64::sqrt(1.0 - correlation * correlation);
            let second = correlation * first + own * normal();
            (of[0].0 + of[0].1 * first, of[1].0 + of[1].1 * second)
        })
        .unzip()
}

#[test]
fn the_same_returns_are_the_same() {
    let (first, _) = pair(100, 1, 0.5, [(0.001, 0.01), (0.0, 0.01)]);
    let doubled: Vec<f64> = first.iter().map(|value| 2.0 * value).collect();
    let free = Performance::Sharpe { risk_free: 0.0 };
    for (second, performance) in [
        (&first, SHARPE),
        (&first, Performance::LogVariance),
        // A multiple has the same ratio, up to rounding.
        (&doubled, free),
    ] {
        let found = compare_returns(&first, second, performance, &test(199, 1)).expect("returns");
        assert_eq!(found.verdict, Verdict::NotDistinguishable);
        assert_eq!(
            (found.statistic, found.p_value, found.normal_p_value),
            (0.0, 1.0, 1.0)
        );
    }
    let found = compare_returns(&first, &doubled, Performance::LogVariance, &test(199, 1));
    let found = found.expect("returns");
    assert_eq!(found.verdict, Verdict::Better);
    assert!((found.difference + 4.0_f64.ln()).abs() < 1e-12);
}

/// Figures by their definitions, and the same answer seen from the other side.
#[test]
fn figures_are_annual_and_the_test_has_two_sides() {
    let (first, second) = pair(400, 3, 0.4, [(0.0012, 0.009), (0.0002, 0.013)]);
    let figures = |series: &[f64]| {
        let days = series.len() as f64;
        let mean = series.iter().sum::<f64>() / days;
        let variance = series
            .iter()
            .map(|value| (value - mean).powi(2))
            .sum::<f64>()
            / days;
        let sharpe = (mean - 0.02 / 252.0) / variance.sqrt() * 252.0_f64.sqrt();
        (sharpe, (252.0 * variance).ln())
    };
    let of = |one: &[f64], other: &[f64], performance| {
        compare_returns(one, other, performance, &test(499, 2)).expect("returns")
    };
    let ratio = of(&first, &second, SHARPE);
    let variance = of(&first, &second, Performance::LogVariance);
    for (found, expect) in [
        (ratio.first, figures(&first).0),
        (ratio.second, figures(&second).0),
        (variance.first, figures(&first).1),
        (variance.second, figures(&second).1),
        (ratio.difference, ratio.first - ratio.second),
        (ratio.statistic, ratio.difference / ratio.standard_error),
    ] {
        assert!((found - expect).abs() < 1e-10, "{found} for {expect}");
    }
    assert_eq!(variance.verdict, Verdict::Better);
    let back = of(&second, &first, Performance::LogVariance);
    assert_eq!(back.verdict, Verdict::Worse);
    assert_eq!(back.p_value, variance.p_value);
    assert!((back.statistic + variance.statistic).abs() < 1e-9);
    assert_eq!(of(&first, &second, SHARPE), ratio);
}

/// On normal days the standard errors are known: for Sharpe ratios
/// `√((2 − 2ρ + ½(S₁² + S₂² − 2 S₁ S₂ ρ²)) ÷ T)` (Memmel, Finance Letters 1, 2003), for logarithms
/// of variances `2 √((1 − ρ²) ÷ T)`.
#[test]
fn standard_errors_are_those_of_normal_days() {
    let days = 6000;
    for (seed, correlation) in [(1, 0.0), (2, 0.6), (3, -0.5)] {
        let (first, second) = pair(days, seed, correlation, [(0.001, 0.01), (0.002, 0.02)]);
        let ratio = compare_returns(&first, &second, SHARPE, &test(99, 1)).expect("returns");
        let (one, other) = (0.1 - 0.02 / 2.52, 0.1 - 0.02 / 5.04);
        let half = 0.5 * (one * one + other * other - 2.0 * one * other * correlation.powi(2));
        let expect = ((2.0 - 2.0 * correlation + half) / days as f64 * 252.0).sqrt();
        assert!(
            (ratio.standard_error / expect - 1.0).abs() < 0.06,
            "{expect}"
        );
        let variance = compare_returns(&first, &second, Performance::LogVariance, &test(99, 1));
        let expect = 2.0 * ((1.0 - f64::powi(correlation, 2)) / days as f64).sqrt();
        let found = variance.expect("returns").standard_error;
        // Sums of twelve even numbers have slightly thinner tails than normal ones.
        assert!((found / expect - 1.0).abs() < 0.10, "{found} for {expect}");
    }
}

/// Where nothing is different, one in twenty is called so; where much is, nearly all are.
#[test]
fn it_errs_as_often_as_it_says() {
    for performance in [SHARPE, Performance::LogVariance] {
        let share = |of: [(f64, f64); 2]| {
            let found = (0..400).filter(|&seed| {
                let (first, second) = pair(250, seed + 1, 0.6, of);
                let found = compare_returns(&first, &second, performance, &test(199, seed));
                found.expect("returns").verdict != Verdict::NotDistinguishable
            });
            found.count() as f64 / 400.0
        };
        let same = share([(0.0005, 0.01), (0.0005, 0.01)]);
        // Three standard deviations of a share of 400.
        assert!((same - 0.05).abs() < 0.033, "{performance:?}: {same}");
        let other = share([(0.004, 0.01), (-0.002, 0.016)]);
        assert!(other > 0.9, "{performance:?}: {other}");
    }
}

/// Days that stick together are worth fewer: whoever takes them for independent errs far more.
#[test]
fn dependence_is_counted() {
    let wrong = |block: Option<f64>| {
        let found = (0..200).filter(|&seed| {
            let mut normal = made::normal(seed + 1);
            let mut series = || {
                let mut last = 0.0;
                let days = (0..400).map(|_| {
                    last = 0.6 * last + 0.01 * normal();
                    last
                });
                days.collect::<Vec<f64>>()
            };
            let (first, second) = (series(), series());
            let test = PairedTest {
                block,
                ..test(199, seed)
            };
            let found = compare_returns(&first, &second, SHARPE, &test).expect("returns");
            found.verdict != Verdict::NotDistinguishable
        });
        found.count() as f64 / 200.0
    };
    let chosen = wrong(None);
    assert!(chosen < 0.12, "{chosen}");
}

#[test]
fn equal_weight_is_not_distinguishable_from_itself() {
    let returns = made::returns(500, 4, 7);
    for rebalance in [Rebalance::None, Rebalance::Daily] {
        let windows = WalkForward {
            train: 100,
            test: 20,
            rebalance,
        };
        let walked = walk_forward(
            &returns,
            windows,
            Objective::EqualWeight,
            &Constraints::default(),
            &CovarianceEstimate::Sample.into(),
        );
        let walked = walked.expect("well-formed");
        let performances = [SHARPE, Performance::LogVariance];
        let found =
            against_equal_weight(&returns, windows, &walked, 1.0, &performances, &test(99, 0));
        for found in found.expect("well-formed") {
            assert_eq!(found.days, 400);
            assert_eq!(
                (found.difference, found.verdict),
                (0.0, Verdict::NotDistinguishable)
            );
        }
    }
}

/// Thirty years of twenty stocks: the smallest variance is smaller, and its Sharpe ratio is not
/// known to be another than that of dividing the money evenly.
#[test]
fn minimum_variance_on_real_prices() {
    let returns = us20::returns();
    let windows = WalkForward {
        train: 252,
        test: 21,
        rebalance: Rebalance::None,
    };
    let walked = walk_forward(
        &returns,
        windows,
        Objective::MinVariance,
        &Constraints::default(),
        &CovarianceEstimate::Sample.into(),
    );
    let walked = walked.expect("well-formed");
    let performances = [
        Performance::Sharpe { risk_free: 0.0 },
        Performance::LogVariance,
    ];
    let found = against_equal_weight(
        &returns,
        windows,
        &walked,
        1.0,
        &performances,
        &test(999, 1),
    );
    let found = found.expect("well-formed");
    assert_eq!(found[0].days, 8043);
    assert_eq!(
        found[0].verdict,
        Verdict::NotDistinguishable,
        "{:?}",
        found[0]
    );
    assert_eq!(found[1].verdict, Verdict::Better, "{:?}", found[1]);
}
