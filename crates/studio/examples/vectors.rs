//! The documents in `crates/problem/tests/vectors`, those about risk in its folder `risk`, and their
//! native answers as JSON, for
//! `tests/wasm.mjs`: `cargo run --release -p studio --example vectors -- target/vectors.json`.
//!
//! A vector is a problem document. Its `prices_csv` is a file of the bundled data; its data may
//! also be `{ "made": { "assets": 100, "days": 600, "as": "returns" } }` (or `"moments"`), which is
//! filled in here, since hundreds of assets are too much to keep.

use std::{
    collections::BTreeMap,
    env,
    fs::{self, File},
    io::Read as _,
    path::{Path, PathBuf},
    time::Instant,
};

use flate2::read::GzDecoder;
use serde_json::{Value, json};
use studio::Studio;

/// Each document is answered for so long, so that its time means something.
const TIMED_MS: f64 = 60.0;

fn main() {
    let path = env::args().nth(1).expect("a path to write to");
    let is_timed = env::args().any(|argument| argument == "--times");
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = root.join("crates/problem/tests/vectors");

    let start = Instant::now();
    let now_ms = || start.elapsed().as_secs_f64() * 1e3;
    let mut files = BTreeMap::new();
    let mut cases = Vec::new();
    for path in vectors(&folder) {
        let mut document = read(&path);
        if let Some(made) = document["data"].get("made") {
            document["data"] = made_data(made);
        }
        let mut studio = Studio::default();
        if let Some(name) = document["data"]["prices_csv"].as_str() {
            let text = files
                .entry(name.to_owned())
                .or_insert_with(|| bundled(&root, name));
            studio.file(name.to_owned(), text.clone());
        }
        let document = document.to_string();
        let refused = studio.prepare(&document);
        assert_eq!(refused, "null", "{}", path.display());
        let answer = studio.answer(&now_ms);
        let times = times(&studio, &now_ms, if is_timed { TIMED_MS } else { 0.0 });
        cases.push(json!({
            "name": path.file_stem().expect("a name").to_string_lossy(),
            "document": document,
            "answer": serde_json::from_str::<Value>(&answer).expect("an answer"),
            "ms": times,
        }));
    }
    let risk = risk_cases(&root, &folder.join("risk"), &mut files, &now_ms);
    let vectors = json!({ "files": files, "cases": cases, "risk": risk });
    fs::write(path, vectors.to_string()).expect("a place to write to");
}

fn vectors(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("vectors")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
        .collect();
    paths.sort();
    paths
}

/// Risk documents with their answers. Any file that one names is a bundled one.
fn risk_cases(
    root: &Path,
    folder: &Path,
    files: &mut BTreeMap<String, String>,
    now_ms: &dyn Fn() -> f64,
) -> Vec<Value> {
    let case = |path: PathBuf| {
        let document = read(&path);
        let mut studio = Studio::default();
        for (key, value) in named_files(&document) {
            assert_eq!(key, "prices_csv", "{}", path.display());
            let text = files
                .entry(value.clone())
                .or_insert_with(|| bundled(root, &value));
            studio.file(value, text.clone());
        }
        let document = document.to_string();
        let answer: Value = serde_json::from_str(&studio.risk(&document, now_ms)).expect("JSON");
        assert!(answer.is_object(), "{}: {answer}", path.display());
        json!({
            "name": path.file_stem().expect("a name").to_string_lossy(),
            "document": document,
            "answer": answer,
        })
    };
    vectors(folder).into_iter().map(case).collect()
}

/// Every key of a document whose value is a file of prices.
fn named_files(document: &Value) -> Vec<(String, String)> {
    match document {
        Value::Object(map) => {
            let own = map.iter().filter(|(key, _)| key.ends_with("_csv"));
            let own =
                own.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
            own.chain(map.values().flat_map(named_files)).collect()
        }
        Value::Array(items) => items.iter().flat_map(named_files).collect(),
        _ => Vec::new(),
    }
}

/// The median of the times that the receipts name.
fn times(studio: &Studio, now_ms: &dyn Fn() -> f64, enough_ms: f64) -> f64 {
    let begin = now_ms();
    let mut times = Vec::new();
    while now_ms() - begin < enough_ms {
        let answer: Value = serde_json::from_str(&studio.answer(now_ms)).expect("an answer");
        times.push(answer["receipt"]["duration_ms"].as_f64().expect("a time"));
    }
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(0.0)
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("a vector");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn bundled(root: &Path, name: &str) -> String {
    let file = File::open(root.join("data/starter").join(name)).expect("bundled");
    let mut text = String::new();
    GzDecoder::new(file)
        .read_to_string(&mut text)
        .expect("gzip");
    text
}

/// Returns of a market, five sectors and noise, or their annual moments; rounded, so that the text
/// is short.
fn made_data(made: &Value) -> Value {
    let count = |name: &str| made[name].as_u64().expect("a count") as usize;
    let (assets, days) = (count("assets"), count("days"));
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut normal = move || {
        let mut sum = -6.0;
        for _ in 0..12 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            sum += (state >> 11) as f64 / (1_u64 << 53) as f64;
        }
        sum
    };
    let beta: Vec<f64> = (0..assets).map(|_| 1.0 + 0.3 * normal()).collect();
    let own: Vec<f64> = (0..assets)
        .map(|_| 0.006 + 0.004 * normal().abs())
        .collect();
    let drift: Vec<f64> = (0..assets).map(|_| 4e-4 + 2e-4 * normal()).collect();
    let mut columns = vec![Vec::with_capacity(days); assets];
    for _ in 0..days {
        let market = 0.009 * normal();
        let sectors: [f64; 5] = std::array::from_fn(|_| 0.006 * normal());
        for (asset, column) in columns.iter_mut().enumerate() {
            let noise = own[asset] * normal();
            let value = drift[asset] + beta[asset] * market + sectors[asset % 5] + noise;
            column.push((value * 1e6).round() / 1e6);
        }
    }
    let names: Vec<String> = (0..assets).map(|asset| format!("A{asset:03}")).collect();
    if made["as"] == "moments" {
        return json!({ "moments": moments(&names, &columns) });
    }
    let dates: Vec<String> = (0..days)
        .map(|day| {
            format!(
                "20{:02}-{:02}-{:02}",
                day / 336,
                day / 28 % 12 + 1,
                day % 28 + 1
            )
        })
        .collect();
    let assets: BTreeMap<String, Vec<f64>> = names.into_iter().zip(columns).collect();
    json!({ "returns": { "dates": dates, "assets": assets } })
}

fn moments(names: &[String], columns: &[Vec<f64>]) -> Value {
    let days = columns[0].len() as f64;
    let mean = |column: &Vec<f64>| column.iter().sum::<f64>() / days;
    let means: Vec<f64> = columns.iter().map(mean).collect();
    let covariance = |i: usize, j: usize| {
        let pairs = columns[i].iter().zip(&columns[j]);
        let sum: f64 = pairs.map(|(a, b)| (a - means[i]) * (b - means[j])).sum();
        252.0 * sum / (days - 1.0)
    };
    let rows: Vec<Vec<f64>> = (0..names.len())
        .map(|i| {
            (0..names.len())
                .map(|j| covariance(i.min(j), i.max(j)))
                .collect()
        })
        .collect();
    let means: Vec<f64> = means.iter().map(|mean| 252.0 * mean).collect();
    json!({ "assets": names, "mean": means, "covariance": rows })
}
