//! Risk documents to damage: together they ask everything.

use serde_json::{Value, json};

const ASSETS: [&str; 4] = ["AAPL", "MSFT", "KO", "XOM"];

/// Documents with every section, on different tables.
pub(crate) fn all() -> Vec<Value> {
    let tables = [
        table(40, false),
        table(90, false),
        table(12, true),
        table(3, false),
        table(2, true),
        table(1, true),
        json!({ "prices_csv": "prices.csv" }),
    ];
    let mut all = Vec::new();
    for data in tables {
        for benchmark in benchmarks() {
            all.push(with(full(&data), "benchmark", benchmark));
        }
        // Each section by itself is more often accepted.
        let whole = full(&data);
        for key in sections(&whole) {
            let mut one = json!({ "data": data, "weights": whole["weights"] });
            for kept in ["groups", "liquidity", "benchmark", "proposed", &key] {
                one[kept] = whole[kept].clone();
            }
            all.push(one);
        }
        all.extend(fans().into_iter().map(|fan| {
            let bare = json!({ "data": data, "weights": whole["weights"] });
            with(bare, "fan", fan)
        }));
    }
    all
}

fn sections(whole: &Value) -> Vec<String> {
    let keys = whole.as_object().into_iter().flat_map(|map| map.keys());
    keys.filter(|key| !["data", "weights"].contains(&key.as_str()))
        .cloned()
        .collect()
}

fn with(mut document: Value, key: &str, value: Value) -> Value {
    document[key] = value;
    document
}

/// Prices, or returns, of a few companies on the days of one year and the next.
fn table(days: usize, is_of_returns: bool) -> Value {
    let dates: Vec<String> = (0..days)
        .map(|day| format!("2020-{:02}-{:02}", 1 + day / 28, 1 + day % 28))
        .collect();
    let mut assets = serde_json::Map::new();
    for (position, asset) in ASSETS.iter().enumerate() {
        let mut price = 100.0;
        let cells: Vec<f64> = (0..days)
            .map(|day| {
                let wave = ((day * (7 + 3 * position) + day * day) % 19) as f64 / 19.0 - 0.47;
                price *= 1.0 + 0.04 * wave;
                if is_of_returns { 0.04 * wave } else { price }
            })
            .collect();
        assets.insert((*asset).to_owned(), json!(cells));
    }
    let kind = if is_of_returns { "returns" } else { "prices" };
    json!({ kind: { "dates": dates, "assets": assets } })
}

fn benchmarks() -> Vec<Value> {
    let mut named = table(90, false);
    named["asset"] = json!("KO");
    vec![
        json!({ "weights": { "AAPL": 0.5, "KO": 0.4 } }),
        json!({ "asset": "XOM" }),
        json!({ "prices_csv": "prices.csv", "asset": "KO" }),
        named,
        with(table(90, true), "asset", json!("MSFT")),
    ]
}

fn fans() -> Vec<Value> {
    vec![
        json!({ "days": 30, "paths": 100, "model": "normal", "per_asset": true, "points": 5,
                "fee": 0.01, "seed": 4 }),
        json!({ "years": 0.2, "paths": 100, "model": "bootstrap", "block": 5.0, "goal": 2.0,
                "contributions": [{ "fraction": -0.1, "every": "month", "at": "start" }] }),
        json!({ "days": 30, "paths": 100, "model": "student_t", "degrees_of_freedom": 4.0,
                "levels": [0.1, 0.9] }),
    ]
}

fn full(data: &Value) -> Value {
    json!({
        "data": data, "window": { "from": "2019-01-01", "to": "2021-01-01" },
        "missing": "forward_fill", "rebalance": "monthly", "risk_free": 0.01,
        "weights": { "AAPL": 0.4, "MSFT": 0.3, "KO": 0.2 },
        "proposed": { "AAPL": 0.2, "XOM": 0.5, "KO": 0.2 },
        "benchmark": { "weights": { "AAPL": 0.5, "KO": 0.4 } },
        "confidence": [0.9, 0.95, 0.99], "seed": 3,
        "groups": [{ "name": "Technology", "assets": ["AAPL", "MSFT"] },
                   { "name": "Other", "assets": ["KO", "XOM"] }],
        "backtest": { "window": 20, "lambda": 0.9, "draws": 100, "models": models() },
        "tail": { "horizon_days": 5, "draws": 200, "lambda": 0.97, "models": models() },
        "flows": { "values": [
            { "date": "2020-01-01", "value": 0.0, "flow": 100.0 },
            { "date": "2020-03-01", "value": 110.0, "flow": 20.0 },
            { "date": "2020-07-01", "value": 120.0, "flow": -50.0 },
            { "date": "2021-01-01", "value": 90.0 }] },
        "rolling": { "window": 10, "step": 3, "measures": [
            "var", "cvar", "return", "cagr", "max_drawdown", "calmar", "return_annual",
            "volatility_annual", "downside_deviation_annual", "skewness", "excess_kurtosis", "sharpe",
            "sortino", "omega", "win_rate", "best", "worst", "beta", "alpha_annual", "correlation",
            "r_squared", "active_return", "tracking_error", "information_ratio", "up_capture",
            "down_capture", "batting_average"] },
        "trials": { "count": 10, "sharpes": [0.5, 0.2, -0.1], },
        "correlation": { "linkage": "ward", "clusters": 2 },
        "factors": { "assets": ["MSFT", "XOM"], "lag": 2 },
        "liquidity": { "value": 1e8, "volumes": { "AAPL": 9e5, "MSFT": 7e4, "KO": 0.0 },
                       "prices": { "AAPL": 100.0, "MSFT": 90.0, "KO": 50.0, "XOM": 3.0 },
                       "participation": 0.1 },
        "stress": stress(), "rules": rules(),
        "fan": { "days": 42, "paths": 100, "model": "student_t", "wealth": 1000.0, "goal": 1100.0,
                 "contributions": [{ "amount": 5.0, "every": "month", "growth": 0.02, "from": 0.01,
                                     "to": 0.1 },
                                   { "amount": -3.0, "every": "day", "at": "start" }] },
        "attribution": { "periods": "month", "linking": "menchero", "interaction": "selection",
                         "groups": ["Technology", "Other"], "factors": { "assets": ["XOM"] } },
    })
}

fn models() -> Value {
    json!([
        "historical",
        "historical_overlapping",
        "normal",
        "cornish_fisher",
        "ewma",
        "filtered_historical",
        "student_t",
        "monte_carlo_normal",
        "monte_carlo_student_t"
    ])
}

fn stress() -> Value {
    json!({
        "episodes": ["covid_2020", { "name": "own", "from": "2020-01-03", "to": "2020-02-10" }],
        "proxies": { "AAPL": { "asset": "MSFT" }, "KO": { "group": "Other" },
                     "XOM": { "benchmark": true, "beta": 1.2 } },
        "factors": { "prices_csv": "factors.csv" },
        "shocks": [
            { "name": "one", "assets": { "AAPL": -0.2 }, "horizon_days": 21.0 },
            { "groups": { "Other": -0.3 }, "propagate": "conditional" },
            { "benchmark": -0.1, "propagate": "none" },
            { "factors": { "JPM": -0.1 } }],
        "reverse": [{ "loss": 0.1, "horizon_days": 21.0 }, { "loss": 0.2, "groups": ["Other"] },
                    { "loss": 0.3, "benchmark": true }, { "loss": 0.05, "assets": ["AAPL"],
                      "propagate": "conditional" }],
        "correlation": [
            { "name": "all as one", "towards": 1.0, "by": 0.5, "volatility": 1.5 },
            { "towards": 0.2, "groups": ["Other"], "group_volatility": { "Technology": 2.0 } },
            { "matrix": { "assets": ["AAPL", "KO"], "values": [[1.0, -0.5], [-0.5, 1.0]] } }],
    })
}

fn rules() -> Value {
    json!([
        { "kind": "max_weight", "limit": 0.3 },
        { "kind": "max_group_weight", "group": "Technology", "limit": 0.5, "warn_at": 0.4 },
        { "kind": "min_group_weight", "limit": 0.1 },
        { "kind": "min_holdings", "limit": 3.0 },
        { "kind": "max_hhi", "limit": 0.3 },
        { "kind": "max_top_weight", "count": 2, "limit": 0.7 },
        { "kind": "cash", "min": 0.0, "max": 0.2, "warn_max": 0.1 },
        { "kind": "max_var", "confidence": 0.95, "limit": 0.02, "model": "student_t",
          "horizon_days": 3 },
        { "kind": "max_cvar", "limit": 0.03 },
        { "kind": "max_volatility", "limit": 0.2 },
        { "kind": "max_tracking_error", "limit": 0.06 },
        { "kind": "beta", "min": 0.5, "max": 1.2 },
        { "kind": "max_drawdown", "limit": 0.3 },
        { "kind": "restricted", "assets": ["XOM"], "name": "no fossil fuels" },
        { "kind": "max_days_to_liquidate", "limit": 20.0 },
        { "kind": "min_sold_within", "limit": 0.5, "days": 5.0 }
    ])
}
