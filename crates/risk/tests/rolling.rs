//! Windows that roll: each is what the function of its days says, also after ten thousand days.

use proptest::prelude::*;
use risk::{
    RiskError, beta, cagr, cvar_historical, excess_kurtosis, max_drawdown, mean_daily,
    performance::{
        Sample, Stretch, calmar, downside_deviation, gain_to_pain, omega, rolling_cvar,
        rolling_samples, rolling_stretches, rolling_var, sortino, win_rate,
    },
    relative::{
        Pair, active_return, alpha_annual, batting_average, correlation, down_capture,
        information_ratio, rolling_pairs, tracking_error, up_capture,
    },
    sharpe, skewness, var_historical, volatility_annual, wealth,
};

type Found = Result<f64, RiskError>;

/// Close to `expect` in units of it, or of `scale` where that is greater; errors are the same.
#[track_caller]
fn check(name: &str, found: &[Found], expect: impl Fn(usize) -> Found, scale: f64) {
    for (from, found) in found.iter().enumerate() {
        match (found, expect(from)) {
            (Ok(found), Ok(expect)) => {
                let off = (found - expect).abs() / expect.abs().max(scale);
                assert!(off <= 1e-10, "{name} from {from}: {found}, not {expect}");
            }
            (found, expect) => assert_eq!(*found, expect, "{name} from {from}"),
        }
    }
}

/// Every rolling figure against the function of the window's days.
fn check_all(x: &[f64], b: &[f64], window: usize) {
    let days = |from: usize| &x[from..from + window];
    type OfSample = fn(&Sample) -> Found;
    type OfDays = fn(&[f64]) -> Found;
    let samples: [(&str, OfSample, OfDays); 11] = [
        ("mean", Sample::mean_daily, mean_daily),
        ("volatility", Sample::volatility_annual, volatility_annual),
        ("skewness", Sample::skewness, skewness),
        ("kurtosis", Sample::excess_kurtosis, excess_kurtosis),
        ("sharpe", |s| s.sharpe(0.01), |x| sharpe(x, 0.01)),
        ("sortino", Sample::sortino, sortino),
        ("omega", Sample::omega, omega),
        ("gain to pain", Sample::gain_to_pain, gain_to_pain),
        ("downside", Sample::downside_deviation, downside_deviation),
        ("win rate", |s| Ok(s.win_rate()), win_rate),
        ("best", |s| Ok(s.best()), risk::best),
    ];
    for (name, of, direct) in samples {
        let found = rolling_samples(x, window, of).expect("sound");
        assert_eq!(found.len(), x.len() - window + 1);
        // Skewness and kurtosis are of the order of one, however small the returns.
        let scale = if name.ends_with("osis") || name == "skewness" {
            1.0
        } else {
            1e-2
        };
        check(name, &found, |from| direct(days(from)), scale);
    }
    type OfStretch = fn(&Stretch) -> Found;
    let stretches: [(&str, OfStretch, OfDays); 4] = [
        ("return", Stretch::total_return, |x| {
            Ok(wealth(x)?[x.len()] - 1.0)
        }),
        ("cagr", Stretch::cagr, cagr),
        ("drawdown", Stretch::max_drawdown, |x| {
            max_drawdown(x).map(|d| d.fraction)
        }),
        ("calmar", Stretch::calmar, calmar),
    ];
    for (name, of, direct) in stretches {
        let found = rolling_stretches(x, window, of).expect("sound");
        check(name, &found, |from| direct(days(from)), 1e-2);
    }
    type OfPair = fn(&Pair) -> Found;
    type OfBoth = fn(&[f64], &[f64]) -> Found;
    let pairs: [(&str, OfPair, OfBoth); 9] = [
        ("beta", Pair::beta, beta),
        ("alpha", Pair::alpha_annual, alpha_annual),
        ("correlation", Pair::correlation, correlation),
        ("active return", Pair::active_return, active_return),
        ("tracking error", Pair::tracking_error, tracking_error),
        (
            "information ratio",
            Pair::information_ratio,
            information_ratio,
        ),
        ("up capture", Pair::up_capture, up_capture),
        ("down capture", Pair::down_capture, down_capture),
        (
            "batting average",
            |pair| Ok(pair.batting_average()),
            batting_average,
        ),
    ];
    for (name, of, direct) in pairs {
        let found = rolling_pairs(x, b, window, of).expect("sound");
        check(
            name,
            &found,
            |from| direct(days(from), &b[from..from + window]),
            1e-2,
        );
    }
    for confidence in [0.5, 0.9, 0.95, 0.999] {
        let own = |values: Vec<f64>| values.into_iter().map(Ok).collect::<Vec<_>>();
        let found = own(rolling_var(x, window, confidence).expect("sound"));
        check(
            "var",
            &found,
            |from| var_historical(days(from), confidence),
            1e-9,
        );
        let found = own(rolling_cvar(x, window, confidence).expect("sound"));
        check(
            "cvar",
            &found,
            |from| cvar_historical(days(from), confidence),
            1e-9,
        );
    }
}

/// Twelve thousand days (a congruential generator) with calm, wild and flat stretches.
fn long() -> (Vec<f64>, Vec<f64>) {
    let mut state = 12345_u64;
    let mut draw = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    let series = (0..12_000).map(|t| {
        let size = match t / 1000 % 4 {
            0 => 0.5,
            1 => 1e-6,
            2 => 0.02,
            _ => 0.0,
        };
        let b = size * draw();
        (0.9 * b + 0.01 * size * draw() + 1e-4, b)
    });
    series.unzip()
}

#[test]
fn nothing_drifts_over_twelve_thousand_days() {
    let (x, b) = long();
    for window in [2, 63, 250] {
        check_all(&x[..4500], &b[..4500], window);
    }
    // The last windows of the long run are as good as the first.
    let found = rolling_samples(&x, 250, Sample::volatility_annual).expect("sound");
    check(
        "late",
        &found,
        |from| volatility_annual(&x[from..from + 250]),
        1e-6,
    );
    let found = rolling_pairs(&x, &b, 250, Pair::beta).expect("sound");
    check(
        "late",
        &found,
        |from| beta(&x[from..from + 250], &b[from..from + 250]),
        1e-6,
    );
    let found = rolling_stretches(&x, 250, Stretch::max_drawdown).expect("sound");
    let direct = |from: usize| max_drawdown(&x[from..from + 250]).map(|d| d.fraction);
    check("late", &found, direct, 1e-3);
}

fn wild() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        Just(1e300),
        Just(-1e300),
        Just(f64::MAX),
        Just(1e-300),
        Just(-1e-300),
        Just(-1.0),
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(-1.5),
        -0.5_f64..0.5,
    ]
}

proptest! {
    #[test]
    fn every_window_is_what_its_days_say(
        both in prop::collection::vec((-0.2_f64..0.2, -0.2_f64..0.2), 2..120),
        part in 0.0_f64..1.0,
        zeros in prop::collection::vec(any::<bool>(), 120),
    ) {
        let (mut x, b): (Vec<f64>, Vec<f64>) = both.into_iter().unzip();
        for (x, zero) in x.iter_mut().zip(zeros) {
            // Values that come again test what is removed from the order.
            *x = if zero { 0.0 } else { (*x * 50.0).round() / 50.0 };
        }
        let window = 3.min(x.len()) + ((x.len() - 3.min(x.len())) as f64 * part) as usize;
        check_all(&x, &b, window);
    }

    #[test]
    fn wild_series_roll_to_numbers_or_errors(
        x in prop::collection::vec(wild(), 0..30),
        b in prop::collection::vec(wild(), 0..30),
        window in 0_usize..12,
        confidence in prop_oneof![Just(0.0), Just(1.0), Just(f64::NAN), 0.01_f64..0.99],
    ) {
        let sound = |found: Vec<Found>| found.into_iter().flatten().all(f64::is_finite);
        let own = |s: &Sample| [
            s.mean_daily(), s.volatility_annual(), s.skewness(), s.excess_kurtosis(), s.sharpe(0.1),
            s.sortino(), s.omega(), s.gain_to_pain(), s.downside_deviation(),
            s.sharpe_estimate(0.0).and_then(|e| e.probability_above(0.0)),
        ];
        if let Ok(found) = rolling_samples(&x, window, own) {
            prop_assert!(sound(found.concat()));
        }
        let path = |s: &Stretch| [s.total_return(), s.cagr(), s.max_drawdown(), s.calmar()];
        if let Ok(found) = rolling_stretches(&x, window, path) {
            prop_assert!(sound(found.concat()));
        }
        let beside = |p: &Pair| [
            p.beta(), p.alpha_annual(), p.correlation(), p.r_squared(), p.active_return(),
            p.tracking_error(), p.information_ratio(), p.up_capture(), p.down_capture(),
        ];
        if let Ok(found) = rolling_pairs(&x, &b, window, beside) {
            prop_assert!(sound(found.concat()));
        }
        for found in [rolling_var(&x, window, confidence), rolling_cvar(&x, window, confidence)] {
            prop_assert!(found.is_err() || found.is_ok_and(|f| f.into_iter().all(f64::is_finite)));
        }
    }
}

#[test]
fn a_window_needs_its_days() {
    let few = Err(RiskError::TooFew {
        needed: 3,
        found: 2,
    });
    assert_eq!(rolling_var(&[0.1, 0.2], 3, 0.95), few);
    assert_eq!(rolling_cvar(&[0.1, 0.2], 3, 0.95), few);
    assert!(rolling_samples(&[0.1, 0.2], 3, Sample::mean_daily).is_err());
    assert!(rolling_samples(&[0.1, 0.2], 0, Sample::mean_daily).is_err());
    assert!(rolling_pairs(&[0.1, 0.2], &[0.1], 1, Pair::beta).is_err());
    let ruin = rolling_stretches(&[0.1, -1.5], 1, Stretch::cagr);
    assert!(matches!(ruin, Err(RiskError::Ruin { position: 1 })));
}
