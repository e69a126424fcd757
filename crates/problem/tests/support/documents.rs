//! The documents of the vectors and the examples, on short made-up prices of the same companies.

use problem::{Answer, Document, Model, ProblemErrors, prepare};
use serde_json::Value;

use crate::us20::SYMBOLS;

const FIVE: [&str; 5] = ["AAPL", "JNJ", "KO", "MSFT", "XOM"];

/// Days of the made-up prices: enough for the windows of the documents.
pub(crate) const DAYS: usize = 420;

/// Every document of the project that names a file of prices, with the name of its file, without
/// its window: the made-up days are others.
pub(crate) fn all() -> Vec<(String, Value)> {
    let root = env!("CARGO_MANIFEST_DIR");
    let folders = [
        format!("{root}/tests/vectors"),
        format!("{root}/../../examples"),
    ];
    let entries = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).expect("a folder"));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
        .collect();
    paths.sort();
    let documents = paths.into_iter().filter_map(|path| {
        let text = std::fs::read_to_string(&path).expect("a text");
        let mut document: Value = serde_json::from_str(&text).expect("JSON");
        document
            .as_object_mut()
            .expect("an object")
            .remove("window");
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        // Fewer drawings are drawings, too.
        for (key, count) in [("/comparison/seeds", 1), ("/confidence/resamples", 25)] {
            if let Some(given) = document.pointer_mut(key) {
                *given = count.into();
            }
        }
        document["data"]["prices_csv"]
            .is_string()
            .then_some((name, document))
    });
    documents.collect()
}

/// Those that are soon solved. The made-up prices of twenty companies are so alike that a search
/// among them takes minutes; among five it does not.
pub(crate) fn quick() -> Vec<(String, Value)> {
    let is_quick = |document: &Value| {
        let limits = &document["constraints"];
        let is_search = !limits["cardinality"].is_null()
            || !limits["shares"].is_null()
            || !limits["costs"]["fixed"].is_null();
        let file = document["data"]["prices_csv"].as_str();
        !is_search || file.is_some_and(|file| file.starts_with("five"))
    };
    let mut documents = all();
    documents.retain(|(_, document)| is_quick(document));
    documents
}

/// Prices of the companies that are in the file of this name.
pub(crate) fn load(path: &str) -> Result<String, String> {
    if path.starts_with("five") {
        Ok(prices(&FIVE))
    } else {
        Ok(prices(&SYMBOLS))
    }
}

/// Prices of companies that move together and apart, the same ones every time.
pub(crate) fn prices(symbols: &[&str]) -> String {
    let mut text = format!("date,{}\n", symbols.join(","));
    for day in 0..DAYS {
        let (year, month) = (2018 + day / 336, 1 + day / 28 % 12);
        text += &format!("{year}-{month:02}-{:02}", 1 + day % 28);
        for symbol in symbols {
            let seed: usize = symbol.bytes().map(usize::from).sum();
            // Whole numbers only: no machine computes them otherwise.
            let jump = (seed * 7919 + day * (seed % 37 + 11) * 104_729) % 1_009;
            let common = (day * day * 31 + day * 17) % 503;
            let drift = day * (seed % 13 + 1) * 3;
            text += &format!(",{}", 20_000 + drift + jump + 2 * common);
        }
        text += "\n";
    }
    text
}

pub(crate) fn parsed(document: &Value) -> Document {
    Document::parse(&document.to_string()).unwrap_or_else(|errors| panic!("{document}: {errors}"))
}

/// The model of a text, on the made-up prices.
pub(crate) fn model(text: &str) -> Result<Model, ProblemErrors> {
    prepare(&Document::parse(text)?, &load)
}

pub(crate) fn answer(document: &Value) -> Answer {
    let model = prepare(&parsed(document), &load);
    let model = model.unwrap_or_else(|errors| panic!("{document}: {errors}"));
    model.run(&|| 0.0).expect("good numbers")
}
