//! The hash of the inputs: equal questions have the same one, others have others.

#[path = "support/documents.rs"]
mod documents;
#[path = "canonical/spelling.rs"]
mod spelling;
#[path = "support/us20.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod us20;

use documents::{all, load, model, prices, quick};
use problem::{Document, Verdict, compare, prepare};
use proptest::{prelude::*, test_runner::RngSeed};
use serde_json::{Value, json};
use spelling::{Dice, at_length, changed, spelled};

/// Begins at one place, so that a change is judged by what it changes.
fn from(cases: u32, seed: u64) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..ProptestConfig::default()
    }
}

fn hash(text: &str) -> String {
    let model = model(text).unwrap_or_else(|errors| panic!("{text}: {errors}"));
    model.inputs_hash().to_owned()
}

#[track_caller]
fn check(short: &Value, long: &Value, is_equal: bool) {
    let (a, b) = (hash(&short.to_string()), hash(&long.to_string()));
    assert_eq!(a == b, is_equal, "{short}\n{long}");
}

fn on_prices(more: Value) -> Value {
    let mut document = json!({ "data": { "prices_csv": "five.csv" } });
    let all = document.as_object_mut().expect("an object");
    all.extend(more.as_object().cloned().expect("an object"));
    document
}

proptest! {
    #![proptest_config(from(300, 1))]

    /// In another order of keys, with numbers spelled otherwise, with what was left out.
    #[test]
    fn equal_questions_have_one_hash(seed in any::<u64>()) {
        let documents = all();
        let mut dice = Dice(seed);
        let (name, document) = &documents[dice.below(documents.len())];
        let long = at_length(document, &mut dice);
        let text = spelled(&long, &mut dice);
        prop_assert_eq!(hash(&document.to_string()), hash(&text), "{}: {}", name, text);
    }

    /// One number in its last bit, one word, one entry more or less.
    #[test]
    fn what_decides_is_in_the_hash(seed in any::<u64>()) {
        let documents = all();
        let mut dice = Dice(seed);
        let (name, document) = &documents[dice.below(documents.len())];
        // Many a change is refused; of a hundred hardly all are.
        let other = (0..100).find_map(|_| {
            let other = changed(document, &mut dice)?.to_string();
            model(&other).ok().map(|model| (other, model.inputs_hash().to_owned()))
        });
        let Some((other, other_hash)) = other else {
            return Err(TestCaseError::fail(format!("{name}: no change is accepted")));
        };
        prop_assert_ne!(hash(&document.to_string()), other_hash, "{}: {}", name, other);
    }
}

proptest! {
    #![proptest_config(from(150, 2))]

    /// One hash, one answer, to the last bit.
    #[test]
    fn one_hash_has_one_answer(seed in any::<u64>()) {
        let documents = quick();
        let mut dice = Dice(seed);
        let (name, document) = &documents[dice.below(documents.len())];
        let text = spelled(&at_length(document, &mut dice), &mut dice);
        let solve = |text: &str| {
            let model = model(text).unwrap_or_else(|errors| panic!("{text}: {errors}"));
            model.run(&|| 0.0).expect("good numbers")
        };
        let compared = compare(&solve(&document.to_string()), &solve(&text));
        prop_assert_eq!(compared.verdict, Verdict::Identical, "{}: {:?}\n{}", name, compared, text);
    }
}

#[test]
fn a_document_that_was_written_is_the_one_that_was_read() {
    for (name, document) in all() {
        let read = documents::parsed(&document);
        let written = serde_json::to_string(&read).expect("JSON");
        assert_eq!(Document::parse(&written).as_ref(), Ok(&read), "{name}");
        assert_eq!(hash(&document.to_string()), hash(&written), "{name}");
    }
}

#[test]
fn minus_zero_is_zero() {
    for (key, of) in [("budget", "constraints"), ("target_return", "constraints")] {
        let with = |zero: f64| {
            let mut document = on_prices(json!({ "objective": { "kind": "min_risk" } }));
            document[of][key] = json!(zero);
            document
        };
        check(&with(0.0), &with(-0.0), true);
    }
}

#[test]
fn sets_have_no_order_and_nothing_is_not_named() {
    let with = |limits: Value| {
        on_prices(json!({ "objective": { "kind": "min_risk" }, "constraints": limits }))
    };
    let group =
        |assets: Value| with(json!({ "groups": [{ "name": "G", "assets": assets, "max": 1 }] }));
    check(
        &group(json!(["KO", "XOM"])),
        &group(json!(["XOM", "KO"])),
        true,
    );
    check(&group(json!(["KO", "XOM"])), &group(json!(["XOM"])), false);
    let row =
        |of: Value| with(json!({ "linear": [{ "name": "r", "coefficients": of, "max": 1 }] }));
    check(
        &row(json!({ "KO": 2 })),
        &row(json!({ "XOM": 0, "KO": 2 })),
        true,
    );
    check(
        &row(json!({ "KO": 2 })),
        &row(json!({ "XOM": 1, "KO": 2 })),
        false,
    );
    let near = |to: Value| with(json!({ "tracking_error": { "benchmark": to, "max": 0.5 } }));
    check(
        &near(json!({ "asset": "KO" })),
        &near(json!({ "KO": 1, "XOM": 0 })),
        true,
    );
    check(
        &near(json!({ "asset": "KO" })),
        &near(json!({ "XOM": 1 })),
        false,
    );
    let walk = |more: Value| {
        let walk = json!({ "train": 200, "test": 60, "rebalance": more });
        on_prices(json!({ "objective": { "kind": "equal_weight" }, "walk_forward": walk }))
    };
    check(&walk(Value::Null), &walk(json!("none")), true);
    check(&walk(Value::Null), &walk(json!("daily")), false);
    let market = |market: Value| {
        let mean = json!({ "kind": "equilibrium", "market": market });
        on_prices(json!({ "objective": { "kind": "max_sharpe" }, "estimate": { "mean": mean } }))
    };
    check(
        &market(json!({ "KO": 1 })),
        &market(json!({ "KO": 1, "JNJ": 0 })),
        true,
    );
    check(
        &market(json!({ "KO": 1 })),
        &market(json!({ "KO": 1, "JNJ": 1 })),
        false,
    );
}

#[test]
fn what_is_tracked_is_not_the_same_as_all_weight_on_it() {
    // One asset that is tracked is not held; weights say nothing about that.
    let with = |benchmark: Value| {
        on_prices(json!({ "objective": { "kind": "tracking", "benchmark": benchmark } }))
    };
    check(
        &with(json!({ "asset": "KO" })),
        &with(json!({ "KO": 1 })),
        false,
    );
    let with = |benchmark: Value| {
        let tracking = json!({ "kind": "tracking", "benchmark": benchmark });
        on_prices(
            json!({ "objective": { "kind": "weighted", "points": 3, "terms": [
            { "weight": 1, "objective": tracking },
            { "weight": 1, "objective": { "kind": "min_risk" } },
        ] } }),
        )
    };
    let (a, b) = (with(json!({ "asset": "KO" })), with(json!({ "KO": 1 })));
    check(&a, &b, true);
    let compared = compare(&documents::answer(&a), &documents::answer(&b));
    assert_eq!(compared.verdict, Verdict::Identical);
}

#[test]
fn moments_are_given_by_either_name() {
    let with = |kind: Value| {
        let moments = json!({ "assets": ["A", "B"], "mean": [0.1, 0.2],
                              "covariance": [[0.04, 0.0], [0.0, 0.09]] });
        json!({ "data": { "moments": moments }, "objective": { "kind": "max_sharpe" },
                "estimate": { "mean": { "kind": kind } } })
    };
    check(&with(Value::Null), &with(json!("given")), true);
    check(&with(Value::Null), &with(json!("sample")), true);
    check(&with(Value::Null), &with(json!("equilibrium")), false);
}

/// Names, days, numbers: whatever the data are made of.
#[test]
fn other_data_have_another_version() {
    let document = documents::parsed(&on_prices(json!({ "objective": { "kind": "hrp" } })));
    let version = |text: &str| {
        let model = prepare(&document, &|_| Ok(text.to_owned())).expect("good data");
        (
            model.data_version().to_owned(),
            model.inputs_hash().to_owned(),
        )
    };
    let text = load("five.csv").expect("prices");
    let lines: Vec<&str> = text.lines().collect();
    let without = |line: usize| {
        let mut lines = lines.clone();
        lines.remove(line);
        lines.join("\n")
    };
    let mut cell = lines.clone();
    let last = cell
        .pop()
        .expect("a line")
        .rsplit_once(',')
        .expect("a cell");
    let cell = format!("{}\n{},{}", cell.join("\n"), last.0, 12_345);
    let others = [
        without(1),
        without(lines.len() - 1),
        cell,
        text.replacen("KO", "PG", 1),
        text.replace("2018-06-28", "2018-06-29"),
    ];
    let known = version(&text);
    for other in others {
        let found = version(&other);
        assert!(found.0 != known.0 && found.1 != known.1, "{other:.300}");
    }
    // The same returns are the same data, however high the prices.
    let doubled = lines.iter().enumerate().map(|(i, line)| {
        let cells = line.split(',').enumerate();
        let cells = cells.map(|(j, cell)| match cell.parse::<f64>() {
            Ok(price) if i > 0 && j > 0 => (2.0 * price).to_string(),
            _ => cell.to_owned(),
        });
        cells.collect::<Vec<_>>().join(",")
    });
    assert_eq!(version(&doubled.collect::<Vec<_>>().join("\n")), known);
}

/// The order of the assets is part of the data: a tree of clusters is cut in it.
#[test]
fn the_order_of_the_assets_decides() {
    let document = documents::parsed(&on_prices(json!({ "objective": { "kind": "hrp" } })));
    let solve = |symbols: &[&str]| {
        let model = prepare(&document, &|_| Ok(prices(symbols))).expect("good data");
        model.run(&|| 0.0).expect("good numbers")
    };
    let mut symbols = us20::SYMBOLS;
    let one = solve(&symbols);
    symbols.reverse();
    let other = solve(&symbols);
    assert_ne!(one.receipt.inputs_hash, other.receipt.inputs_hash);
    let (one, other) = (
        one.weights.expect("weights"),
        other.weights.expect("weights"),
    );
    let apart = one
        .0
        .iter()
        .map(|(asset, weight)| (weight - other.get(asset).expect("the same assets")).abs());
    assert!(apart.fold(0.0, f64::max) > 1e-3);
}
