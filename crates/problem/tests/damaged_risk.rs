//! What `examples/fuzz` has found in risk documents, so that it stays away.

use problem::{
    ProblemErrors,
    report::{RiskAnswer, RiskDocument, report},
};
use serde_json::{Value, json};

fn ask(document: &Value) -> Result<RiskAnswer, ProblemErrors> {
    let document = RiskDocument::parse(&document.to_string())?;
    report(&document, &|path| Err(format!("no {path}")), &|| 0.0)
}

#[track_caller]
fn refused(more: &Value, expect: &str) {
    let found = ask(&with(more)).expect_err("too much").to_string();
    assert_eq!(found, expect);
}

/// Two assets on four years of weekdays.
fn with(more: &Value) -> Value {
    let dates: Vec<String> = (0..1_000)
        .map(|day| {
            let (year, rest) = (2016 + day / 336, day % 336);
            format!("{year}-{:02}-{:02}", 1 + rest / 28, 1 + rest % 28)
        })
        .collect();
    let returns = |by: usize| -> Vec<f64> {
        let wave = |day: usize| (day * by + day * day) % 101;
        (0..1_000)
            .map(|day| wave(day) as f64 / 5e3 - 0.01)
            .collect()
    };
    let mut document = json!({
        "data": { "returns": { "dates": dates, "assets": { "A": returns(7), "B": returns(13) } } },
        "weights": { "A": 0.5, "B": 0.5 },
    });
    for (key, value) in more.as_object().expect("an object") {
        document[key] = value.clone();
    }
    document
}

#[test]
fn lists_that_are_too_long_are_named() {
    let confidences: Vec<f64> = (1..=21).map(|i| f64::from(i) / 22.0).collect();
    refused(
        &json!({ "confidence": confidences }),
        "confidence: must be at most 20, has 21",
    );
    let rules = vec![json!({ "kind": "max_hhi", "limit": 1 }); 501];
    refused(
        &json!({ "rules": rules }),
        "rules: must be at most 500, has 501",
    );
    for (key, one) in [
        ("episodes", json!("covid_2020")),
        ("shocks", json!({ "assets": { "A": -0.1 } })),
        ("reverse", json!({ "loss": 0.1 })),
        ("correlation", json!({ "towards": 1 })),
    ] {
        let stress = json!({ key: vec![one; 201] });
        refused(
            &json!({ "stress": stress }),
            &format!("stress.{key}: must be at most 200, has 201"),
        );
    }
}

#[test]
fn simulations_that_are_too_large_are_named() {
    refused(
        &json!({ "backtest": { "draws": 1_000_000, "models": ["monte_carlo_student_t"] } }),
        "backtest.draws: must be at most 66666 for monte_carlo_student_t on so many days at so \
         many confidences",
    );
    refused(
        &json!({ "tail": { "draws": 1_000_000, "horizon_days": 2000 } }),
        "tail.draws: must be at most 24975 for so many simulated models, days ahead and confidences",
    );
    let rule = json!({ "kind": "max_var", "limit": 1, "model": "monte_carlo_normal",
                       "horizon_days": 2000 });
    refused(
        &json!({ "rules": [rule], "proposed": { "A": 1 } }),
        "rules: of simulated models must look at most 750 days ahead together, one more counted \
         for each, look 2001",
    );
    // The same number of draws of a model that is drawn once.
    let once = json!({ "backtest": { "draws": 1_000_000, "models": ["monte_carlo_normal"] } });
    assert!(ask(&with(&once)).is_ok());
}
