//! Whole documents on the bundled prices of twenty companies.

use std::io::Read as _;

use problem::{Answer, Document, Model, OutcomeKind, prepare, solve};
use serde_json::{Value, json};

/// A bundled file of prices.
pub(crate) fn starter(path: &str) -> Result<String, String> {
    let path = format!("{}/../../data/starter/{path}", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::File::open(&path).map_err(|error| error.to_string())?;
    let mut text = String::new();
    let read = flate2::read::GzDecoder::new(file).read_to_string(&mut text);
    read.map_err(|error| error.to_string()).map(|_| text)
}

fn document(more: Value) -> Document {
    let mut document = json!({ "data": { "prices_csv": "us20_adjclose_1990_2022.csv.gz" } });
    let (document_map, more) = (document.as_object_mut(), more.as_object().cloned());
    document_map
        .expect("an object")
        .extend(more.expect("an object"));
    Document::parse(&document.to_string()).expect("a good document")
}

/// The answer to a document on the 20 companies, with `more` in it.
pub(crate) fn us20(more: Value) -> Answer {
    solve(&document(more), &starter, &|| 0.0).expect("good data")
}

/// The model of a document on the 20 companies.
pub(crate) fn model(more: Value) -> Model {
    prepare(&document(more), &starter).expect("good data")
}

/// The answer, which has to be the best there is.
#[track_caller]
pub(crate) fn best(more: Value) -> Answer {
    let answer = us20(more.clone());
    assert_eq!(answer.outcome, OutcomeKind::Optimal, "{more}");
    answer
}

pub(crate) fn weights(answer: &Answer) -> Vec<f64> {
    let weights = answer.weights.as_ref().expect("a portfolio");
    weights.0.iter().map(|(_, weight)| *weight).collect()
}

pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .expect("numbers")
        .iter()
        .map(|x| x.as_f64().expect("a number"))
        .collect()
}

pub(crate) fn reference(text: &str) -> Value {
    serde_json::from_str(text).expect("a good file")
}

#[track_caller]
pub(crate) fn close(name: &str, found: &[f64], expect: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expect.len(), "{name}");
    let worst = found
        .iter()
        .zip(expect)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f64::max);
    assert!(worst <= tolerance, "{name} is off by {worst:e}");
}

/// The companies, in the order of the data.
pub(crate) const SYMBOLS: [&str; 20] = [
    "AAPL", "AMD", "BAC", "BBY", "CVX", "GE", "HD", "JNJ", "JPM", "KO", "LLY", "MRK", "MSFT",
    "PEP", "PFE", "PG", "RRC", "UNH", "WMT", "XOM",
];

/// The companies by sector, as the references group them.
pub(crate) const SECTORS: [(&str, &[&str]); 7] = [
    ("Tech", &["AAPL", "AMD", "MSFT"]),
    ("Fin", &["BAC", "JPM"]),
    ("Energy", &["CVX", "RRC", "XOM"]),
    ("Disc", &["BBY", "HD"]),
    ("Ind", &["GE"]),
    ("Health", &["JNJ", "LLY", "MRK", "PFE", "UNH"]),
    ("Staples", &["KO", "PEP", "PG", "WMT"]),
];

/// At most so much in each sector.
pub(crate) fn sector_caps(most: f64) -> Value {
    let groups = SECTORS.iter();
    groups
        .map(|(name, assets)| json!({ "name": name, "assets": assets, "max": most }))
        .collect()
}

/// A number for each company.
pub(crate) fn by_symbol(values: &[f64]) -> Value {
    let entries = SYMBOLS.iter().zip(values);
    Value::Object(
        entries
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect(),
    )
}
