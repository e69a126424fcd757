//! Damaged documents, as many as fit into a time:
//! `cargo run -p problem --example fuzz -- SECONDS [SEED] [risk]`: problems, or risk documents.
//!
//! Every document of `examples/`, of the test vectors and of this folder is mutated: keys dropped, renamed and doubled,
//! types swapped, numbers made extreme, parts exchanged with other documents, the text cut and
//! spliced. Whatever comes of it is read, prepared and run. A panic, a run that does not stop within
//! some seconds of being told to, a number that is none, an optimal portfolio that breaks a
//! limit, a conflict without names and an error without a path are printed with the document, and the exit code is 1. The same seed makes the same
//! documents.

#![expect(clippy::print_stdout, reason = "printing is what this is for")]

mod judge;
mod kept;
mod mutate;
mod risk;

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// A document that is still running after this long does not stop.
const HANGS: Duration = Duration::from_secs(15);
/// Different findings after which there is enough to do.
const ENOUGH: usize = 20;

/// What a stopwatch and a watchdog have to know.
type Running = Arc<Mutex<Option<(Instant, String)>>>;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let mut number = |otherwise: u64| {
        let given = arguments.next().and_then(|text| text.parse().ok());
        given.unwrap_or(otherwise)
    };
    let (seconds, seed) = (number(60), number(1));
    let running = watched();
    let panicked = judge::listen_to_panics();
    let is_of_risk = std::env::args().nth(3).is_some_and(|word| word == "risk");
    let corpus = if is_of_risk { risk_corpus() } else { corpus() };
    let mut random = mutate::Random::new(seed);
    let (start, mut tried, mut accepted) = (Instant::now(), 0_u64, 0_u64);
    let mut findings = BTreeSet::new();
    while start.elapsed() < Duration::from_secs(seconds) && findings.len() < ENOUGH {
        let text = mutate::mutant(&corpus, &mut random);
        if let Ok(mut running) = running.lock() {
            *running = Some((Instant::now(), text.clone()));
        }
        let verdict = if is_of_risk {
            risk::judge(&text, &panicked)
        } else {
            judge::judge(&text, &panicked)
        };
        tried += 1;
        match verdict {
            Ok(was_run) => accepted += u64::from(was_run),
            Err(finding) => {
                if findings.insert(finding.clone()) {
                    println!("FOUND {finding}\n{text}\n");
                }
            }
        }
    }
    println!(
        "{tried} documents, {accepted} of them run, {} findings, seed {seed}",
        findings.len()
    );
    if findings.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// A watchdog that ends the program when a document does not come to its end.
fn watched() -> Running {
    let running: Running = Arc::default();
    let seen = Arc::clone(&running);
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_secs(1));
            if let Ok(running) = seen.lock()
                && let Some((since, text)) = &*running
                && since.elapsed() > HANGS
            {
                println!("FOUND no end after {HANGS:?}\n{text}");
                std::process::exit(1);
            }
        }
    });
    running
}

/// Vectors beyond this size only make the run slow.
const SMALL: usize = 2000;

/// The documents that are mutated.
fn corpus() -> Vec<Value> {
    let own = include_str!("corpus.jsonl").lines().map(str::to_owned);
    let texts = own
        .chain(in_folder("/../../examples"))
        .chain(in_folder("/tests/vectors").filter(|text| text.len() < SMALL));
    let parsed = texts.filter(|text| !text.trim().is_empty());
    let mut all: Vec<Value> = parsed
        .map(|text| serde_json::from_str(&text).expect("a document of the corpus is JSON"))
        .collect();
    for document in &mut all {
        let is_of_file = document["data"].get("prices_csv").is_some();
        // The days of the made prices are others.
        if let (true, Some(document)) = (is_of_file, document.as_object_mut()) {
            document.remove("window");
        }
    }
    all
}

/// The risk documents that are mutated.
fn risk_corpus() -> Vec<Value> {
    let texts = in_folder("/../../examples/risk");
    let mut all: Vec<Value> = texts
        .map(|text| serde_json::from_str(&text).expect("an example is JSON"))
        .collect();
    for document in all.iter_mut().filter_map(Value::as_object_mut) {
        // The days of the made prices are others.
        document.remove("window");
    }
    all.extend(risk::seeds::all());
    all
}

/// The JSON of a folder beside this crate, always in the same order.
fn in_folder(path: &str) -> impl Iterator<Item = String> {
    let folder = format!("{}{path}", env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    });
    paths.sort();
    paths.into_iter().flat_map(std::fs::read_to_string)
}
