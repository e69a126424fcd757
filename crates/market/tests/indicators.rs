//! Indicators against TA-Lib on ten years of the S&P 500.

use std::io::Read as _;

use domain::Day;
use market::{indicator, read_bars};

const REFERENCE: &str = include_str!("reference/ta_gspc.json");

fn closes() -> Vec<f64> {
    let packed = include_bytes!("../../../data/starter/indices_ohlcv_1999_2018.csv.gz");
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed.as_slice())
        .read_to_string(&mut text)
        .expect("bundled");
    let series = read_bars(&text, None).expect("bundled").table;
    let own = series
        .iter()
        .find(|series| series.symbol.as_str() == "^GSPC")
        .expect("bundled");
    own.bars
        .iter()
        .filter(|bar| bar.day >= Day::constant(2009, 1, 2))
        .map(|bar| bar.close)
        .collect()
}

#[track_caller]
fn check(found: &[Option<f64>], indicator: &str, part: &str) {
    let reference: serde_json::Value = serde_json::from_str(REFERENCE).expect("JSON");
    let expect = &reference["indicators"][indicator][part];
    let close = |at: usize, expect: &serde_json::Value| {
        let found = found[at];
        match expect.as_f64() {
            None => assert_eq!(found, None, "{indicator} {part} at {at}"),
            Some(expect) => {
                let found = found.expect("a value");
                let error = (found - expect).abs() / expect.abs().max(1.0);
                assert!(
                    error < 1e-9,
                    "{indicator} {part} at {at}: {found}, {expect}"
                );
            }
        }
    };
    let list = |name: &str| expect[name].as_array().expect("a list");
    let first = expect["first_valid"].as_u64().expect("a number") as usize;
    assert_eq!(found.iter().position(Option::is_some), Some(first));
    for (at, value) in list("first5").iter().enumerate() {
        close(first + at, value);
    }
    for (at, value) in list("last5").iter().enumerate() {
        close(found.len() - 5 + at, value);
    }
    for (at, value) in list("every100").iter().enumerate() {
        close(100 * at, value);
    }
    let sum: f64 = found.iter().flatten().sum();
    let expect = expect["sum"].as_f64().expect("a number");
    assert!(((sum - expect) / expect).abs() < 1e-9, "{sum}, {expect}");
}

#[test]
fn indicators_are_those_of_ta_lib() {
    let closes = closes();
    assert_eq!(closes.len(), 2516);
    check(&indicator::moving_mean(&closes, 20), "SMA20", "value");
    check(&indicator::relative_strength(&closes, 14), "RSI14", "value");

    let bands = indicator::bollinger(&closes, 20, 2.0);
    let part = |pick: fn(&indicator::Channel) -> f64| -> Vec<Option<f64>> {
        bands.iter().map(|band| band.as_ref().map(pick)).collect()
    };
    check(&part(|band| band.upper), "BBANDS_20_2", "upper");
    check(&part(|band| band.mean), "BBANDS_20_2", "middle");
    check(&part(|band| band.lower), "BBANDS_20_2", "lower");

    let found = indicator::divergence(&closes, 12, 26, 9);
    let part = |pick: fn(&indicator::Divergence) -> f64| -> Vec<Option<f64>> {
        found.iter().map(|point| point.as_ref().map(pick)).collect()
    };
    check(&part(|point| point.line), "MACD_12_26_9", "macd");
    check(&part(|point| point.signal), "MACD_12_26_9", "signal");
    check(
        &part(indicator::Divergence::difference),
        "MACD_12_26_9",
        "hist",
    );
}
