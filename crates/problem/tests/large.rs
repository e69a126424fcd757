//! Documents on a hundred and five hundred stocks against established solvers, where the data are.

#[path = "../../optimizer/tests/support/large.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod large;

use nalgebra::DVector;
use problem::{Answer, Document, FrontierPoint, OutcomeKind, solve};
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
    calm_and_along_the_frontier(&data, &reference);
    traded_little(&data, &reference);
}

const DAYS: f64 = 252.0;

/// Of so much as may be traded in all, by a reference that is accurate to 1e-11 of its variance.
fn traded_little(data: &Value, reference: &Value) {
    let case = &reference["min_var_box_sector_L1turnover"];
    let number = |key: &str| case[key].as_f64().expect(key);
    let symbols = reference["symbols"].as_array().expect("symbols");
    let even = 1.0 / symbols.len() as f64;
    let from: serde_json::Map<String, Value> = symbols
        .iter()
        .map(|symbol| (symbol.as_str().expect("a name").to_owned(), json!(even)))
        .collect();
    let with_sectors = &reference["min_var_box_sector_turnover_per_asset"];
    let limits = json!({
        "max_weight": number("max_weight"),
        "groups": sector_caps(reference, with_sectors),
        "turnover": { "from": from, "max": number("l1_turnover") / 2.0 },
    });
    let answer = ask(
        data,
        json!({ "objective": { "kind": "min_risk" }, "constraints": limits }),
    );
    let metrics = answer.metrics.as_ref().expect("a portfolio");
    let off = metrics.volatility.powi(2) / DAYS / number("variance") - 1.0;
    assert!(
        off.abs() <= 1e-9,
        "turnover: the variance is off by {off:e}"
    );
    let off = distance(&answer, reference, case);
    assert!(off <= 1e-5, "turnover: the weights are off by {off:e}");
    let traded = metrics.turnover.expect("limited");
    assert!(traded <= number("l1_turnover") / 2.0 + 1e-12, "{traded}");
}

/// The calmest portfolio, and fifty that are evenly spaced in return.
fn calm_and_along_the_frontier(data: &Value, reference: &Value) {
    let answer = ask(
        data,
        json!({ "objective": { "kind": "min_risk" }, "frontier": { "points": 50 } }),
    );
    let off = distance(&answer, reference, &reference["min_variance"]);
    assert!(off <= 1e-9, "min_variance is off by {off:e}");
    let points = answer.frontier.expect("asked for");
    let numbers = |key: &str| -> Vec<f64> {
        let list = reference["frontier50"][key].as_array().expect(key);
        list.iter()
            .map(|value| value.as_f64().expect(key))
            .collect()
    };
    let expected = numbers("target_returns")
        .into_iter()
        .zip(numbers("variances"));
    assert_eq!((points.len(), expected.len()), (50, 50));
    for (point, (target, variance)) in points.iter().zip(expected) {
        let off = point.volatility.powi(2) / DAYS / variance - 1.0;
        assert!(
            off.abs() <= 1e-9,
            "{target}: the variance is off by {off:e}"
        );
        let off = point.expected_return / DAYS / target - 1.0;
        assert!(off.abs() <= 1e-9, "{target}: the return is off by {off:e}");
        assert_eq!(point.kkt_residual, None);
    }
}

/// The published frontiers, between the turning points of ours.
#[test]
fn the_or_library() {
    for number in [1, 2, 4] {
        let found = large::orlib(number).zip(large::orlib_frontier(number));
        let Some((moments, published)) = found else {
            large::skipped("documents of the OR-Library");
            return;
        };
        let (mean, covariance) = (moments.mean(), moments.covariance());
        let names: Vec<String> = (0..mean.len()).map(|asset| format!("A{asset}")).collect();
        let rows: Vec<Vec<f64>> = covariance
            .row_iter()
            .map(|row| row.iter().copied().collect())
            .collect();
        let data = json!({ "moments":
            { "assets": names, "mean": mean.as_slice(), "covariance": rows } });
        let answer = ask(
            &data,
            json!({ "objective": { "kind": "min_risk" }, "frontier": { "exact": true } }),
        );
        let turning = answer.frontier.expect("asked for");
        assert!(published.len() >= 2000, "port{number}");
        for (expected_return, variance) in published {
            let ours = between(&turning, expected_return);
            let ours = ours.dot(&(covariance * &ours));
            let off = ours / variance - 1.0;
            assert!(
                off.abs() < 5e-6,
                "port{number} at {expected_return}: {off:e}"
            );
        }
    }
}

/// The variance is flat at its smallest, so that the return there is known to the root of the
/// accuracy only.
const FLAT: f64 = 1e-6;

/// Weights are linear in the return between two turning points. The ends of what is published
/// may lie a little beyond ours.
fn between(turning: &[FrontierPoint], expected_return: f64) -> DVector<f64> {
    let after = turning.partition_point(|point| point.expected_return < expected_return);
    let after = after.clamp(1, turning.len() - 1);
    let (low, high) = (&turning[after - 1], &turning[after]);
    let inside = expected_return.clamp(low.expected_return, high.expected_return);
    assert!((expected_return - inside).abs() < FLAT, "{expected_return}");
    let share = (inside - low.expected_return) / (high.expected_return - low.expected_return);
    let pairs = low.weights.0.iter().zip(&high.weights.0);
    let weights = pairs.map(|((_, low), (_, high))| low + share * (high - low));
    DVector::from_iterator(low.weights.0.len(), weights)
}

#[test]
fn a_hundred_stocks() {
    check(100);
}

#[test]
fn five_hundred_stocks() {
    check(500);
}
