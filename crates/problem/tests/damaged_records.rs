//! Results that were damaged: read or refused with a reason, compared, and never a panic.

#[path = "support/documents.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod documents;
#[path = "support/us20.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod us20;

use std::sync::OnceLock;

use problem::{Record, Verdict, compare};
use proptest::{prelude::*, test_runner::RngSeed};
use serde_json::{Value, json};

/// A result with everything in it, and its text.
fn whole() -> &'static (Record, String) {
    static WHOLE: OnceLock<(Record, String)> = OnceLock::new();
    WHOLE.get_or_init(|| {
        let document = json!({
            "data": { "prices_csv": "five.csv" },
            "objective": { "kind": "min_risk" },
            "constraints": { "max_weight": 0.3 },
            "frontier": { "points": 4 },
            "walk_forward": { "train": 200, "test": 100 },
        });
        let record = Record {
            answer: documents::answer(&document),
            problem: Some(documents::parsed(&document)),
            unread: Vec::new(),
        };
        let text = record.text().expect("JSON");
        (record, text)
    })
}

/// Pointers to everything in a value.
fn places(value: &Value, at: String, all: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                places(value, format!("{at}/{key}"), all);
            }
        }
        Value::Array(items) => {
            for (i, value) in items.iter().enumerate() {
                places(value, format!("{at}/{i}"), all);
            }
        }
        _ => {}
    }
    all.push(at);
}

/// What may stand where something else stood.
fn anything() -> impl Strategy<Value = Value> {
    const WORDS: &[&str] = &["", "optimal", "clarabel", "2020-02-30", "\u{0}", "0.1.1"];
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(WORDS).prop_map(Value::from),
        Just(json!([])),
        Just(json!([1, "x", null])),
        Just(json!({})),
        Just(json!({ "kind": "stopped", "by": "caller", "missing": [] })),
    ]
}

/// Either it is refused with a reason, or what was done to it shows.
fn check(text: &str) -> Result<(), TestCaseError> {
    let (record, _) = whole();
    match Record::parse(text) {
        Ok(read) => {
            let there = compare(&record.answer, &read.answer);
            let back = compare(&read.answer, &record.answer);
            prop_assert_eq!(there.verdict, back.verdict);
            prop_assert_eq!(there.differences.len(), back.differences.len());
            // What was only laid out otherwise is no change, and no change is laid out otherwise.
            let is_identical = there.verdict == Verdict::Identical;
            let (mut a, mut b) = (record.answer.clone(), read.answer);
            for answer in [&mut a, &mut b] {
                answer.receipt.duration_ms = 0.0;
                answer.receipt.repeats = None;
            }
            prop_assert_eq!(is_identical, a == b);
        }
        Err(errors) => {
            prop_assert!(errors.0.iter().all(|error| !error.message.is_empty()));
            prop_assert!(!errors.0.is_empty());
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 600,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(3),
        ..ProptestConfig::default()
    })]

    #[test]
    fn anything_may_stand_anywhere(place in any::<prop::sample::Index>(), other in anything()) {
        let mut value: Value = serde_json::from_str(&whole().1).expect("JSON");
        let mut all = Vec::new();
        places(&value, String::new(), &mut all);
        let place = value.pointer_mut(&all[place.index(all.len())]);
        *place.expect("it is there") = other;
        check(&value.to_string())?;
    }

    #[test]
    fn text_may_be_cut_or_torn(from in any::<prop::sample::Index>(), length in 0_usize..40) {
        let text = &whole().1;
        let from = from.index(text.len());
        let to = (from + length).min(text.len());
        if let (Some(head), Some(tail)) = (text.get(..from), text.get(to..)) {
            check(head)?;
            check(&format!("{head}{tail}"))?;
        }
    }
}
