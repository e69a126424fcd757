//! Results that are kept, read again, and compared.

#[path = "support/documents.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod documents;
#[path = "support/us20.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod us20;

use documents::{answer, load, parsed, quick};
use problem::{
    Answer, Difference, Fact, OrderedMap, OutcomeKind, Record, StoppedBy, Stopwatch, Verdict,
    compare, differences, prepare,
};
use serde_json::{Value, json};

fn recorded(document: &Value) -> Record {
    Record {
        answer: answer(document),
        problem: Some(parsed(document)),
        unread: Vec::new(),
    }
}

fn on_prices(more: Value) -> Value {
    let mut document = json!({ "data": { "prices_csv": "five.csv" } });
    let all = document.as_object_mut().expect("an object");
    all.extend(more.as_object().cloned().expect("an object"));
    document
}

/// Limits that are kept, a frontier, a walk: all that an answer can have.
fn rich() -> Value {
    on_prices(json!({
        "objective": { "kind": "min_risk" },
        "constraints": { "max_weight": 0.3 },
        "frontier": { "points": 4 },
        "walk_forward": { "train": 200, "test": 60 },
    }))
}

/// The text of a result with something done to it.
fn edited(edit: impl FnOnce(&mut Value)) -> String {
    let text = recorded(&rich()).text().expect("JSON");
    let mut value: Value = serde_json::from_str(&text).expect("JSON");
    edit(&mut value);
    value.to_string()
}

#[track_caller]
fn refused(text: &str, expect: &[&str]) {
    let errors = Record::parse(text).expect_err("refused");
    let errors: Vec<String> = errors.0.iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), expect.len(), "{errors:?}");
    for (error, expect) in errors.iter().zip(expect) {
        assert!(error.contains(expect), "{error}");
    }
}

#[test]
fn every_result_is_read_as_it_was_written_and_solved_to_the_same() {
    let mut outcomes = Vec::new();
    for (name, document) in quick() {
        let record = recorded(&document);
        let text = record.text().expect("JSON");
        let read = Record::parse(&text).unwrap_or_else(|errors| panic!("{name}: {errors}"));
        let value = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        assert_eq!(value(&read.text().expect("JSON")), value(&text), "{name}");
        assert_eq!(
            (&read.problem, &read.unread),
            (&record.problem, &record.unread)
        );
        let model = prepare(read.problem.as_ref().expect("a problem"), &load).expect("good data");
        assert_eq!(model.inputs_hash(), read.answer.receipt.inputs_hash);
        assert_eq!(model.data_version(), read.answer.receipt.data_version);
        let again = model.run(&|| 0.0).expect("good numbers");
        let compared = compare(&read.answer, &again);
        assert_eq!(compared.verdict, Verdict::Identical, "{name}: {compared:?}");
        assert_eq!(compared.rounding, None, "{name}");
        outcomes.push(read.answer.outcome);
    }
    assert!(outcomes.len() > 60, "{}", outcomes.len());
    assert!(outcomes.contains(&OutcomeKind::Infeasible));
}

#[test]
fn the_document_is_one_line_below_the_answer() {
    let text = recorded(&rich()).text().expect("JSON");
    let line = text
        .lines()
        .find(|line| line.starts_with("  \"problem\": {"));
    assert!(line.is_some_and(|line| line.ends_with('}')), "{text}");
    let mut short = recorded(&rich());
    short.problem = None;
    let text = short.text().expect("JSON");
    assert!(!text.contains("problem"), "{text}");
    assert_eq!(Record::parse(&text), Ok(short));
}

#[test]
fn what_is_no_result_is_refused_with_the_key() {
    refused("{", &["EOF"]);
    refused("[]", &["expected struct Answer"]);
    refused(
        &rich().to_string(),
        &["this is a problem document; `finx optimize`"],
    );
    refused(
        &edited(|result| result["weights"]["KO"] = json!("much")),
        &["weights.KO: invalid type: string \"much\", expected f64"],
    );
    refused(
        &edited(|result| result["outcome"] = json!("fine")),
        &["outcome: unknown variant `fine`"],
    );
    refused(
        &edited(|result| {
            result["receipt"]
                .as_object_mut()
                .expect("an object")
                .remove("seed");
        }),
        &["receipt.seed: is missing"],
    );
    refused(
        &edited(|result| {
            result["problem"]["objective"]["kind"] = json!("min_risc");
            result["problem"]["constraints"]["max_wait"] = json!(1);
        }),
        &["problem.constraints.max_wait: ", "problem.objective.kind: "],
    );
    refused(
        &edited(|result| result["problem"] = json!([])),
        &["problem: invalid type: sequence"],
    );
}

#[test]
fn keys_that_are_none_are_refused_but_from_other_versions() {
    let foreign = |result: &mut Value| {
        result["remark"] = json!("checked");
        result["frontier"][1]["colour"] = json!("red");
        result["pareto"] = Value::Null;
    };
    refused(
        &edited(foreign),
        &[
            "frontier[1].colour: is no key of a result",
            "remark: is no key of a result",
        ],
    );
    let text = edited(|result| {
        foreign(result);
        result["receipt"]["finx"] = json!("0.0.9");
    });
    let read = Record::parse(&text).expect("another version");
    assert_eq!(read.unread, ["frontier[1].colour", "remark"]);
    refused(
        &edited(|result| {
            result["receipt"]["finx"] = json!("9.0.0");
            result["problem"]["moon"] = json!(1);
        }),
        &["problem.moon: unknown field `moon`"],
    );
    let message = Record::parse(&edited(|result| {
        result["receipt"]["finx"] = json!("9.0.0");
        result["outcome"] = json!("partial");
    }));
    let message = message.expect_err("refused").to_string();
    assert!(
        message.contains("finx 9.0.0 wrote it, this is finx "),
        "{message}"
    );
}

/// The differences after an edit of the answer, by their kinds and places.
fn after(edit: impl FnOnce(&mut Answer)) -> Vec<Difference> {
    let before = answer(&rich());
    let mut changed = before.clone();
    edit(&mut changed);
    let compared = compare(&before, &changed);
    let is_different = compared.verdict == Verdict::Different;
    assert_eq!(is_different, !compared.differences.is_empty());
    assert_eq!(compared.differences, differences(&before, &changed));
    compared.differences
}

fn weights(answer: &mut Answer) -> &mut OrderedMap<f64> {
    answer.weights.as_mut().expect("weights")
}

#[test]
fn durations_are_no_differences() {
    let before = answer(&rich());
    let mut later = before.clone();
    later.receipt.duration_ms += 10.0;
    later.receipt.repeats = Some(7);
    assert_eq!(compare(&before, &later).verdict, Verdict::Identical);
    later.receipt.iterations = later.receipt.iterations.map(|count| count + 1);
    let compared = compare(&before, &later);
    assert_eq!((compared.verdict, compared.rounding), (Verdict::Same, None));
}

#[test]
fn every_receipt_line_that_decides_is_compared() {
    let found = after(|answer| {
        answer.receipt.inputs_hash = "a".repeat(64);
        answer.receipt.data_version = "b".repeat(16);
        answer.receipt.finx = "0.0.9".to_owned();
        answer.receipt.seed = 7;
        answer.receipt.solver = Some("oracle".to_owned());
        answer.receipt.kkt_residual = Some(0.5);
        answer.receipt.gap = Some(0.25);
        answer.outcome = OutcomeKind::Inexact;
    });
    let kinds: Vec<Value> = found
        .iter()
        .map(|found| serde_json::to_value(found).expect("JSON")["kind"].clone())
        .collect();
    let expect = [
        "finx", "data", "inputs", "seed", "route", "outcome", "part", "part",
    ];
    assert_eq!(kinds, expect);
    let parts = found.iter().filter_map(|found| match found {
        Difference::Part { part, .. } => Some(part.as_str()),
        _ => None,
    });
    assert_eq!(
        parts.collect::<Vec<_>>(),
        ["receipt.gap", "receipt.kkt_residual"]
    );
}

#[test]
fn weights_differ_by_more_than_rounding() {
    let before = answer(&rich());
    let by = |change: f64| {
        let mut changed = before.clone();
        weights(&mut changed).0[0].1 += change;
        (
            before.weights.clone().expect("weights").0[0].clone(),
            compare(&before, &changed),
        )
    };
    let (_, rounded) = by(5e-10);
    assert_eq!(rounded.verdict, Verdict::Same);
    let rounding = rounded.rounding.expect("a change");
    assert_eq!(rounding.path, "weights.AAPL");
    assert!((rounding.by - 5e-10).abs() < 1e-16);
    let ((asset, weight), compared) = by(2e-9);
    match compared.differences.as_slice() {
        [Difference::Weights { count: 1, largest }] => {
            assert_eq!((&largest.asset, largest.recorded), (&asset, weight));
            assert_eq!(largest.replayed, weight + 2e-9);
        }
        other => panic!("{other:?}"),
    }
    // Clarabel ends near the optimum, not at it.
    let mut before = before;
    before.receipt.solver = Some("clarabel".to_owned());
    let mut near = before.clone();
    weights(&mut near).0[0].1 += 9e-8;
    weights(&mut near).0[1].1 = 0.0;
    weights(&mut before).0[1].1 = 9e-8;
    assert_eq!(compare(&before, &near).verdict, Verdict::Same);
    weights(&mut near).0[0].1 += 9e-8;
    assert_eq!(compare(&before, &near).verdict, Verdict::Different);
}

#[test]
fn what_is_held_is_compared_to_the_asset() {
    let found = after(|answer| {
        let held = weights(answer);
        held.0[0].1 = 0.0;
        held.0.push(("PG".to_owned(), 1e-12));
    });
    match found.as_slice() {
        [
            Difference::Held {
                recorded_only,
                replayed_only,
            },
            Difference::Weights { largest, .. },
        ] => {
            assert_eq!(
                (recorded_only.as_slice(), replayed_only.as_slice()),
                (&["AAPL".to_owned()][..], &["PG".to_owned()][..])
            );
            assert_eq!(largest.asset, "AAPL");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_other_part_is_compared_by_its_key() {
    let found = after(|answer| {
        let metrics = answer.metrics.as_mut().expect("metrics");
        metrics.volatility += 1e-6;
        metrics.sharpe = None;
        let price = &mut answer.explanation[0];
        price.price_bp_per_percent += 1e-6;
        price.constraint = "budget of time".to_owned();
        let points = answer.frontier.as_mut().expect("a frontier");
        points[2].weights.0[1].1 += 1e-3;
        points[2].weights.0[2].1 -= 2e-3;
        let walk = answer.walk_forward.as_mut().expect("a walk");
        walk.windows.pop();
        walk.returns[5] += 1e-8;
    });
    let found: Vec<(&str, usize, &str)> = found
        .iter()
        .map(|found| match found {
            Difference::Part {
                part, count, path, ..
            } => (part.as_str(), *count, path.as_str()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        found,
        [
            ("explanation", 1, "explanation[0].constraint"),
            ("frontier", 2, "frontier[2].weights.KO"),
            ("metrics.sharpe", 1, "metrics.sharpe"),
            ("metrics.volatility", 1, "metrics.volatility"),
            ("walk_forward", 2, "walk_forward.windows"),
        ]
    );
}

#[test]
fn parts_that_only_one_has_are_told() {
    let found = after(|answer| {
        answer.weights = None;
        answer.frontier = None;
    });
    let part = |key: &str, entries: usize| Difference::Part {
        part: key.to_owned(),
        count: 1,
        path: key.to_owned(),
        recorded: Fact::Whole(entries),
        replayed: Fact::Nothing,
    };
    assert_eq!(found, [part("frontier", 4), part("weights", 5)]);
}

#[test]
fn conflicts_are_compared() {
    let document = on_prices(json!({
        "objective": { "kind": "min_risk" },
        "constraints": { "max_weight": 0.1 },
    }));
    let before = answer(&document);
    assert_eq!(before.outcome, OutcomeKind::Infeasible);
    let mut changed = before.clone();
    let conflict = changed.conflict.as_mut().expect("a conflict");
    conflict.relaxation.0[0].1 += 0.01;
    let found = differences(&before, &changed);
    assert!(
        matches!(&found[..], [Difference::Part { path, .. }] if path == "conflict.relaxation.max_weight"),
        "{found:?}"
    );
}

#[test]
fn a_run_that_was_ended_says_so() {
    // The clock goes on by a second with every look.
    let clock = std::cell::Cell::new(0.0);
    let stopwatch: &Stopwatch<'_> = &|| {
        clock.set(clock.get() + 1e3);
        clock.get()
    };
    let document = on_prices(json!({
        "objective": { "kind": "min_risk", "measure": "cvar" },
        "frontier": { "points": 300, "risk": "cvar" },
        "solver": { "time_limit_s": 20 },
    }));
    let model = prepare(&parsed(&document), &load).expect("good data");
    let ended = model.run(stopwatch).expect("good numbers");
    let whole = model.run(&|| 0.0).expect("good numbers");
    let record = Record {
        answer: ended,
        problem: Some(parsed(&document)),
        unread: Vec::new(),
    };
    let ended = Record::parse(&record.text().expect("JSON"))
        .expect("a result")
        .answer;
    let compared = compare(&ended, &whole);
    assert_eq!(compared.verdict, Verdict::Different);
    assert_eq!(compared.recorded_stopped, Some(StoppedBy::TimeLimit));
    assert_eq!(compared.replayed_stopped, None);
}
