//! Documents on a hundred and five hundred stocks against established solvers, where the data are.

#[path = "../../optimizer/tests/support/large.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod large;

use problem::{Answer, Document, OutcomeKind, solve};
use serde_json::{Value, json};

/// The days themselves do not matter: any that ascend.
fn days(count: usize) -> Vec<String> {
    let day = |i: usize| {
        format!(
            "{}-{:02}-{:02}",
            2013 + i / 336,
            1 + i / 28 % 12,
            1 + i % 28
        )
    };
    (0..count).map(day).collect()
}

/// The returns of so many stocks as the data of a document, and the reference.
fn market(count: usize) -> Option<(Value, Value)> {
    let found = large::returns(count).zip(large::reference(&format!("mvo_sp{count}.json")));
    let Some((returns, reference)) = found else {
        large::skipped(&format!("documents on {count} stocks"));
        return None;
    };
    let symbols = reference["symbols"].as_array().expect("symbols").iter();
    let columns = symbols.zip(returns.column_iter()).map(|(symbol, column)| {
        let column: Vec<f64> = column.iter().copied().collect();
        (symbol.as_str().expect("a name").to_owned(), json!(column))
    });
    let assets: serde_json::Map<String, Value> = columns.collect();
    let data = json!({ "returns": { "dates": days(returns.nrows()), "assets": assets } });
    Some((data, reference))
}

fn ask(data: &Value, more: Value) -> Answer {
    let mut document = json!({ "data": data });
    let all = document.as_object_mut().expect("an object");
    all.extend(more.as_object().cloned().expect("an object"));
    let document = Document::parse(&document.to_string()).expect("a good document");
    let answer = solve(&document, &|_| Err("no files".to_owned()), &|| 0.0).expect("good data");
    assert_eq!(answer.outcome, OutcomeKind::Optimal, "{more}");
    answer
}

/// Weights in the order of the reference: an object of inline data may be sorted by name.
fn distance(answer: &Answer, reference: &Value, case: &Value) -> f64 {
    let weights = answer.weights.as_ref().expect("a portfolio");
    let symbols = reference["symbols"].as_array().expect("symbols").iter();
    let expect = case["weights"].as_array().expect("weights").iter();
    let apart = symbols.zip(expect).map(|(symbol, expect)| {
        let weight = weights.get(symbol.as_str().expect("a name"));
        (weight.expect("there") - expect.as_f64().expect("a number")).abs()
    });
    apart.fold(0.0, f64::max)
}

/// At most so much in each sector.
fn sector_caps(reference: &Value, case: &Value) -> Value {
    let mut sectors = std::collections::BTreeMap::<&str, Vec<&str>>::new();
    let symbols = reference["symbols"].as_array().expect("symbols").iter();
    for (symbol, sector) in symbols.zip(case["sectors"].as_array().expect("sectors")) {
        let sector = sectors.entry(sector.as_str().expect("a name")).or_default();
        sector.push(symbol.as_str().expect("a name"));
    }
    let most = &case["sector_cap"];
    let groups = sectors.iter();
    groups
        .map(|(name, assets)| json!({ "name": name, "assets": assets, "max": most }))
        .collect()
}

fn check(count: usize) {
    let Some((data, reference)) = market(count) else {
        return;
    };
    for (name, objective) in [
        ("min_variance", json!({ "kind": "min_risk" })),
        ("max_sharpe_rf0", json!({ "kind": "max_sharpe" })),
        (
            "max_utility_lambda5",
            json!({ "kind": "max_utility", "risk_aversion": 5 }),
        ),
    ] {
        let answer = ask(&data, json!({ "objective": objective }));
        let off = distance(&answer, &reference, &reference[name]);
        assert!(off <= 1e-9, "{name} is off by {off:e}");
    }
    let case = &reference["min_var_box_sector_turnover_per_asset"];
    let number = |key: &str| case[key].as_f64().expect(key);
    let (even, most) = (1.0 / count as f64, number("max_abs_change_per_asset"));
    let limits = json!({
        "min_weight": f64::max(0.0, even - most),
        "max_weight": number("max_weight").min(even + most),
        "groups": sector_caps(&reference, case),
    });
    let answer = ask(
        &data,
        json!({ "objective": { "kind": "min_risk" }, "constraints": limits }),
    );
    let off = distance(&answer, &reference, case);
    assert!(off <= 1e-9, "box and sectors are off by {off:e}");
}

#[test]
fn a_hundred_stocks() {
    check(100);
}

#[test]
fn five_hundred_stocks() {
    check(500);
}
