//! Agreement with established libraries on real prices.

#[path = "support/starter.rs"]
mod bundled;

use market::{PriceTable, Window, parse_day};
use risk::{Options, Rebalance, measures, portfolio_returns, wealth};
use serde_json::Value;

fn starter(name: &str) -> PriceTable {
    let raw = bundled::starter(name);
    raw.finish(&Window::ALL, None).expect("no gap").table
}

fn us20() -> PriceTable {
    starter("us20_adjclose_1990_2022.csv.gz")
}

fn sp500() -> PriceTable {
    starter("sp500_index_1990_2022.csv.gz")
}

fn equal() -> Vec<f64> {
    vec![1.0 / 20.0; 20]
}

fn reference() -> Value {
    serde_json::from_str(include_str!("reference/measures_us20_ew.json")).expect("a good file")
}

#[track_caller]
fn check(name: &str, found: f64, expect: &Value, tolerance: f64) {
    let expect = expect.as_f64().expect(name);
    let difference = (found - expect).abs();
    assert!(
        difference <= tolerance,
        "{name}: {found} is not {expect}, off by {difference:e}"
    );
}

#[test]
fn measures_of_the_equal_weight_portfolio() {
    let returns = portfolio_returns(&us20().returns(), &equal(), Rebalance::Daily).expect("sound");
    let index = sp500().returns();
    let options = Options {
        benchmark: Some(index.column(0)),
        ..Options::default()
    };
    let found = measures(&returns, &options).expect("sound");
    let reference = reference();
    let numpy = &reference["numpy"];
    assert_eq!(Some(found.observations as u64), numpy["n"].as_u64());
    let volatility = found.volatility_annual.expect("it varies");
    let sharpe = found.sharpe.expect("it varies");
    let beta = found.beta.expect("it varies");
    let drawdown = found.max_drawdown.fraction;
    for (name, value, expect) in [
        ("mean", found.mean_daily, &numpy["mean"]),
        (
            "annual return",
            found.return_annual,
            &numpy["ann_return_arith"],
        ),
        ("volatility", volatility, &numpy["ann_vol"]),
        ("cagr", found.cagr.expect("finite"), &numpy["cagr_252"]),
        ("sharpe", sharpe, &numpy["sharpe_rf0_sqrt252"]),
        (
            "skewness",
            found.skewness.expect("it varies"),
            &numpy["skew"],
        ),
        (
            "kurtosis",
            found.excess_kurtosis.expect("it varies"),
            &numpy["excess_kurtosis"],
        ),
        ("max drawdown", drawdown, &numpy["max_drawdown_compounded"]),
        ("beta", beta, &numpy["beta_cov_over_var"]),
        ("worst", -found.worst, &numpy["worst"]),
        ("best", found.best, &numpy["best"]),
        (
            "VaR 95",
            found.tails[0].var,
            &numpy["VaR"]["hist_0.95"]["numpy_quantile_linear"],
        ),
        (
            "VaR 99",
            found.tails[1].var,
            &numpy["VaR"]["hist_0.99"]["numpy_quantile_linear"],
        ),
        (
            "CVaR 95",
            found.tails[0].cvar,
            &numpy["CVaR"]["hist_ru_0.95"],
        ),
        (
            "CVaR 99",
            found.tails[1].cvar,
            &numpy["CVaR"]["hist_ru_0.99"],
        ),
        (
            "empyrical sharpe",
            sharpe,
            &reference["empyrical"]["sharpe"],
        ),
        (
            "empyrical drawdown",
            -drawdown,
            &reference["empyrical"]["max_drawdown"],
        ),
        (
            "empyrical return",
            found.cagr.expect("finite"),
            &reference["empyrical"]["annual_return"],
        ),
        (
            "empyrical volatility",
            volatility,
            &reference["empyrical"]["annual_volatility"],
        ),
        ("empyrical beta", beta, &reference["empyrical"]["beta"]),
        (
            "empyrical VaR",
            -found.tails[0].var,
            &reference["empyrical"]["value_at_risk_5pct"],
        ),
        (
            "quantstats sharpe",
            sharpe,
            &reference["quantstats"]["sharpe"],
        ),
        (
            "quantstats drawdown",
            -drawdown,
            &reference["quantstats"]["max_drawdown"],
        ),
        (
            "quantstats volatility",
            volatility,
            &reference["quantstats"]["volatility"],
        ),
        (
            "quantstats cagr",
            found.cagr.expect("finite"),
            &reference["quantstats"]["cagr"],
        ),
    ] {
        // Statistics agree to 1e-10; what is below is rounding of thousands of sums.
        check(name, value, expect, 1e-12);
    }
    let end = wealth(&returns).expect("sound")[returns.len()] - 1.0;
    check(
        "total return",
        end,
        &reference["empyrical"]["cum_final"],
        1e-9,
    );
    let days = us20();
    let deepest = found.max_drawdown;
    assert_eq!(days.days()[deepest.peak].to_string(), "2007-12-10");
    assert_eq!(days.days()[deepest.trough].to_string(), "2009-03-05");
}

/// Windows from close to close, as the reference has them: daily rebalanced, held, and the index.
#[test]
fn stress_windows() {
    let (prices, index) = (us20(), sp500());
    let reference = reference();
    for (name, window) in reference["stress"].as_object().expect("windows") {
        let day = |key: &str| parse_day(window[key].as_str().expect(key)).expect(key);
        let cut = Window::new(Some(day("start")), Some(day("end"))).expect("in order");
        let total = |table: &PriceTable, weights: &[f64], rebalance| {
            let returns = table.prices_inside(&cut).returns();
            let series = portfolio_returns(&returns, weights, rebalance).expect("sound");
            wealth(&series).expect("sound")[series.len()] - 1.0
        };
        let daily = total(&prices, &equal(), Rebalance::Daily);
        check(name, daily, &window["ew_daily_rebalanced"], 1e-12);
        let held = total(&prices, &equal(), Rebalance::None);
        check(name, held, &window["ew_buy_hold"], 1e-12);
        check(
            name,
            total(&index, &[1.0], Rebalance::Daily),
            &window["sp500"],
            1e-12,
        );
    }
}
