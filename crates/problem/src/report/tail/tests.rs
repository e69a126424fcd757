use std::cell::RefCell;

use domain::Day;
use market::{Quantity, RawTable, Window};
use risk::Rebalance;

use super::*;

/// What is said on the ground of one asset with these returns, and what was not available.
pub(in crate::report) fn on<T>(
    returns: &[f64],
    say: impl FnOnce(&Ground<'_>) -> T,
) -> (T, Vec<crate::report::Unavailable>) {
    let day = |position: usize| {
        let hours = std::time::Duration::from_secs(86_400 * position as u64);
        Day::constant(2015, 1, 1)
            .checked_add(hours)
            .expect("in the calendar")
    };
    let history = RawTable::new(
        Quantity::Return,
        (0..returns.len()).map(day).collect(),
        (0..returns.len()).collect(),
        vec!["A".parse().expect("a symbol")],
        vec![returns.iter().copied().map(Some).collect()],
    )
    .expect("good returns");
    let table = history
        .clone()
        .finish_returns(&Window::ALL, None)
        .expect("no gap")
        .table;
    let ground = Ground {
        returns: &table,
        history: &history,
        weights: &[1.0],
        rebalance: Rebalance::Daily,
        portfolio: returns,
        benchmark: None,
        benchmark_weights: None,
        benchmark_levels: None,
        risk_free: 0.0,
        confidence: &[0.95, 0.99],
        groups: &[],
        seed: 1,
        load: &|path| Err(format!("no file {path}")),
        unavailable: RefCell::default(),
    };
    let said = say(&ground);
    (said, ground.unavailable.take())
}

/// Sums of three uniform numbers, twice as wide on one day of five.
fn returns() -> Vec<f64> {
    let unit = |t: i32, by: i32| f64::from(t * by % 101 - 49) / 50.0;
    let width = |t: i32| if t % 50 < 10 { 0.02 } else { 0.01 };
    (0..500)
        .map(|t| width(t) * (unit(t, 7919) + unit(t * t % 97, 31) + unit(t * t % 89, 47)))
        .collect()
}

fn request(text: &str) -> TailRequest {
    serde_json::from_str(text).expect("a good request")
}

#[test]
fn every_model_is_asked_by_its_name() {
    let asked = request(r#"{ "horizon_days": 10, "draws": 2000 }"#);
    let (found, unavailable) = on(&returns(), |ground| answer(&asked, ground).expect("sound"));
    assert!(unavailable.is_empty(), "{unavailable:?}");
    assert_eq!(found.len(), 2 * 9);
    let json = serde_json::to_value(&found).expect("numbers");
    let words = |key: &str| -> Vec<&str> {
        let entries = json.as_array().expect("a list").iter().step_by(2);
        entries
            .map(|entry| entry[key].as_str().expect("a word"))
            .collect()
    };
    assert_eq!(
        words("model"),
        [
            "historical",
            "normal",
            "cornish_fisher",
            "ewma",
            "filtered_historical",
            "student_t",
            "historical_overlapping",
            "monte_carlo_normal",
            "monte_carlo_student_t",
        ]
    );
    assert_eq!(
        words("scaling"),
        [
            "square_root",
            "square_root",
            "cumulants",
            "square_root",
            "simulated",
            "square_root",
            "overlapping",
            "simulated",
            "simulated",
        ]
    );
    let direct = risk::tail::tail_risk(&returns(), Model::Normal, 0.99, 10).expect("sound");
    assert_eq!(
        (found[3].confidence, found[3].var, found[3].cvar),
        (0.99, direct.var, direct.cvar)
    );
    let keys = |entry: usize, key: &str| json[entry].get(key).is_some();
    assert!(keys(4, "expansion_rises") && !keys(2, "expansion_rises"));
    assert!(keys(8, "standard_error") && !keys(6, "standard_error"));
    assert!(keys(10, "degrees_of_freedom") && keys(16, "degrees_of_freedom"));
    let again: Vec<TailAnswer> = serde_json::from_value(json).expect("what was written");
    assert_eq!(again, found);
}

#[test]
fn a_request_says_what_it_means() {
    let left_out = request("{}");
    assert_eq!(
        (left_out.horizon_days, left_out.draws, left_out.lambda),
        (1, 100_000, 0.94)
    );
    let text = serde_json::to_string(&left_out).expect("words");
    assert_eq!(request(&text), left_out);
    assert!(serde_json::from_str::<TailRequest>(r#"{ "horizon": 3 }"#).is_err());
    assert!(serde_json::from_str::<TailRequest>(r#"{ "models": ["garch"] }"#).is_err());
}

#[test]
fn bad_requests_name_their_keys() {
    for (text, expect) in [
        (r#"{ "models": [] }"#, "tail.models: names no model"),
        (
            r#"{ "models": ["normal", "ewma", "normal"] }"#,
            "tail.models[2]: normal comes twice",
        ),
        (
            r#"{ "horizon_days": 0 }"#,
            "tail.horizon_days: must lie between 1 and 2520",
        ),
        (
            r#"{ "horizon_days": 3000 }"#,
            "tail.horizon_days: must lie between 1 and 2520",
        ),
        (
            r#"{ "lambda": 1 }"#,
            "tail.lambda: must lie between 0 and 1, both excluded",
        ),
        (
            r#"{ "draws": 10 }"#,
            "tail.draws: must lie between 100 and 10000000",
        ),
    ] {
        let asked = request(text);
        let (found, _) = on(&returns(), |ground| answer(&asked, ground));
        assert_eq!(found.expect_err(text).to_string(), expect);
    }
}

#[test]
fn the_measures_have_every_model_that_needs_no_draws() {
    let (found, unavailable) = on(&returns(), measures);
    assert!(unavailable.is_empty(), "{unavailable:?}");
    let found: OrderedMap<TailFigure> = found.into_iter().collect();
    let json = serde_json::to_value(&found).expect("numbers");
    for (key, confidence) in [("95", 0.95), ("99", 0.99)] {
        let var = &json[format!("var_{key}")];
        assert_eq!(var.as_object().expect("by model").len(), 6);
        for (name, model) in [
            ("historical", Model::Historical),
            ("normal", Model::Normal),
            ("cornish_fisher", Model::CornishFisher),
            ("ewma", Model::Ewma { decay: 0.94 }),
            ("student_t", Model::StudentT),
        ] {
            let expect = risk::tail::tail_risk(&returns(), model, confidence, 1).expect("sound");
            assert_eq!(var[name].as_f64(), Some(expect.var), "{name}");
            assert_eq!(
                json[format!("cvar_{key}")][name].as_f64(),
                expect.cvar,
                "{name}"
            );
        }
        let expect = evar(&returns(), confidence).expect("sound");
        assert_eq!(json[format!("evar_{key}")].as_f64(), Some(expect));
    }
}

#[test]
fn too_little_is_said_where_it_is_missing() {
    let (found, unavailable) = on(&[0.01, 0.01, -0.02], measures);
    let json = serde_json::to_value(OrderedMap(found)).expect("numbers");
    assert!(json["var_95"]["student_t"].is_null() && json["var_95"]["normal"].is_number());
    let said: Vec<String> = unavailable
        .iter()
        .map(|entry| format!("{}: {}", entry.what, entry.reason))
        .collect();
    let few = "not enough data, needs 4 observations, has 3";
    assert_eq!(
        said,
        [
            format!("measures.var_95.cornish_fisher: {few}"),
            format!("measures.var_95.student_t: {few}"),
        ]
    );
    // A skewness that no expansion bears.
    let mut skewed = [0.001, 0.002].repeat(100);
    skewed[50] = -0.5;
    let asked = request(r#"{ "models": ["cornish_fisher"] }"#);
    let (found, unavailable) = on(&skewed, |ground| answer(&asked, ground).expect("sound"));
    assert_eq!(
        (found[0].cvar, found[0].expansion_rises),
        (None, Some(RisingKind::NotInTail))
    );
    assert_eq!(unavailable[0].what, "tail.cornish_fisher.95.cvar");
    let constant = [0.001; 60];
    let asked = request(r#"{ "models": ["student_t", "normal"] }"#);
    let (found, unavailable) = on(&constant, |ground| answer(&asked, ground).expect("sound"));
    assert_eq!(
        (found.len(), unavailable[0].reason.as_str()),
        (2, "the returns do not vary")
    );
}
