use super::*;
use crate::report::tail::tests::on;

fn returns() -> Vec<f64> {
    (0..900)
        .map(|t| f64::from(t * t % 211 - 100) / 8_000.0)
        .collect()
}

fn request(text: &str) -> BacktestRequest {
    serde_json::from_str(text).expect("a good request")
}

#[test]
fn every_model_within_it_every_confidence() {
    let asked = request(r#"{ "window": 250, "models": ["historical", "student_t", "ewma"] }"#);
    let (found, unavailable) = on(&returns(), |ground| answer(&asked, ground).expect("sound"));
    assert!(unavailable.is_empty(), "{unavailable:?}");
    let order: Vec<_> = found
        .iter()
        .map(|entry| (entry.model.as_str(), entry.confidence))
        .collect();
    assert_eq!(
        order,
        [
            ("historical", 0.95),
            ("historical", 0.99),
            ("student_t", 0.95),
            ("student_t", 0.99),
            ("ewma", 0.95),
            ("ewma", 0.99),
        ]
    );
    let core = backtest(
        &returns(),
        risk::tail::Model::Historical,
        250,
        &[0.95, 0.99],
    );
    for (entry, core) in found.iter().zip(&core.expect("sound")) {
        assert_eq!(entry.exceptions, core.exceptions.len());
        assert_eq!(
            (entry.tested, entry.window, entry.basel_days),
            (650, 250, 250)
        );
        let test = kupiec(650, entry.exceptions, entry.confidence).expect("sound");
        assert_eq!((entry.kupiec.lr, entry.kupiec.p), (test.lr, test.p));
        let both = entry.kupiec.lr + entry.christoffersen_independence.lr;
        assert_eq!(entry.conditional_coverage.lr, both);
        let all = entry.transitions;
        assert_eq!(all.n00 + all.n01 + all.n10 + all.n11, 649);
        assert_eq!(entry.exception_days.len(), entry.exceptions);
        assert!(
            entry
                .exception_days
                .iter()
                .all(|day| (entry.first_day.0..=entry.last_day.0).contains(&day.0))
        );
        assert_eq!(entry.plus_factor.is_some(), entry.confidence == 0.99);
        let first = entry.first_failure.expect("an exception");
        assert_eq!(core.exceptions[0], 250 + first.days - 1);
    }
    let json = serde_json::to_value(&found).expect("numbers");
    assert!(json[0]["plus_factor"].is_null() && json[0]["basel_zone"].is_string());
    let again: Vec<BacktestAnswer> = serde_json::from_value(json).expect("what was written");
    assert_eq!(again, found);
}

#[test]
fn bad_requests_name_their_keys() {
    for (text, expect) in [
        (r#"{ "models": [] }"#, "backtest.models: names no model"),
        (
            r#"{ "window": 1 }"#,
            "backtest.window: must be at least 4 for these models",
        ),
        (
            r#"{ "window": 1, "models": ["historical"] }"#,
            "backtest.window: must be at least 2 for these models",
        ),
        (
            r#"{ "lambda": 0 }"#,
            "backtest.lambda: must lie between 0 and 1, both excluded",
        ),
        (
            r#"{ "draws": 1 }"#,
            "backtest.draws: must lie between 100 and 10000000",
        ),
    ] {
        let asked = request(text);
        let (found, _) = on(&returns(), |ground| answer(&asked, ground));
        assert_eq!(found.expect_err(text).to_string(), expect);
    }
    assert!(serde_json::from_str::<BacktestRequest>(r#"{ "windows": 3 }"#).is_err());
    let left_out = request("{}");
    assert_eq!((left_out.window, left_out.models.len()), (250, 5));
}

#[test]
fn too_short_a_series_is_said() {
    let asked = request(r#"{ "models": ["historical", "normal"] }"#);
    let (found, unavailable) = on(&returns()[..100], |ground| {
        answer(&asked, ground).expect("sound")
    });
    assert!(found.is_empty());
    let said: Vec<_> = unavailable
        .iter()
        .map(|entry| (entry.what.as_str(), entry.reason.as_str()))
        .collect();
    let reason = "not enough data, needs 252 observations, has 100";
    assert_eq!(
        said,
        [("backtest.historical", reason), ("backtest.normal", reason)]
    );
}

/// Calm, then a jump of volatility that the window does not know of.
#[test]
fn the_light_is_of_the_latest_days() {
    let mut wild = returns();
    for (t, r) in wild.iter_mut().enumerate() {
        *r *= if t < 880 { 1.0 } else { 20.0 };
    }
    let asked = request(r#"{ "models": ["normal"], "window": 500 }"#);
    let (found, _) = on(&wild, |ground| answer(&asked, ground).expect("sound"));
    let ninety_nine = &found[1];
    let latest = ninety_nine
        .exception_days
        .iter()
        .filter(|day| day.0 > ninety_nine.first_day.0);
    assert!(latest.count() >= ninety_nine.basel_exceptions);
    assert!(ninety_nine.basel_exceptions >= 5 && ninety_nine.basel_zone != ZoneKind::Green);
    assert!(ninety_nine.plus_factor > Some(0.0));
}
