//! Questions and their native answers as JSON, for `tests/wasm.mjs`:
//! `cargo run --release -p whatif --example cases -- target/whatif-cases.json`.

mod bundled;

use std::{env, fs, time::Instant};

use contract::{
    AppError,
    what_if::{Answer, Detail, Goal, Patch, PriceHead, Selection},
};
use domain::Day;
use serde_json::json;
use whatif::Session;

const GOALS: [Goal; 9] = [
    Goal::MinRisk,
    Goal::MaxSharpe,
    Goal::TargetReturn { annual: -0.1 },
    Goal::TargetReturn { annual: 0.15 },
    Goal::TargetReturn { annual: 0.6 },
    Goal::MaxUtility { risk_aversion: 0.1 },
    Goal::MaxUtility { risk_aversion: 5.0 },
    Goal::MaxUtility {
        risk_aversion: 100.0,
    },
    Goal::EqualWeight,
];

/// Caps for a number of assets: the one that leaves a single portfolio, loose ones, one that
/// leaves none, and one again, since a warm start has to survive that. The second is answered in
/// full.
fn caps(assets: usize) -> [f64; 7] {
    let tightest = (1000.0 / assets as f64).ceil() / 1000.0;
    let cap = |times: f64| (times * tightest).min(1.0);
    [tightest, cap(2.0), cap(6.0), 0.04, 0.1, cap(1.3), 1.0]
}

fn main() {
    let path = env::args().nth(1).expect("a path to write to");
    let mut block = bundled::block();
    // A gap in the index is carried over, in both worlds; JSON writes it as null.
    let rows = block.head.days.len();
    let from = block.prices.len() - 100;
    block.prices[from..from + 3].fill(f64::NAN);
    let (first, last) = (block.head.days[0], block.head.days[rows - 1]);

    let windows = [
        (Day::constant(2017, 12, 28), last),
        (Day::constant(2008, 1, 2), Day::constant(2009, 3, 9)),
        (Day::constant(2021, 12, 29), last),
        (first, Day::constant(1991, 6, 28)),
        (first, last),
        (Day::constant(2022, 12, 1), last),
        (last, first),
    ];
    let every =
        |step: usize| -> Vec<String> { block.head.symbols.iter().step_by(step).cloned().collect() };
    let reversed: Vec<String> = block.head.symbols.iter().rev().take(12).cloned().collect();
    let subsets = [
        every(1),
        every(7),
        reversed,
        vec!["RRC".to_owned()],
        vec!["KO".to_owned(), "PEP".to_owned()],
        vec!["KO".to_owned(), "KO".to_owned()],
        vec!["NONE".to_owned()],
        Vec::new(),
    ];

    let start = Instant::now();
    let now_ms = || start.elapsed().as_secs_f64() * 1e3;
    let mut sessions = Vec::new();
    for (from, to) in windows {
        for symbols in &subsets {
            let selection = Selection {
                symbols: symbols.clone(),
                from,
                to,
            };
            sessions.push(session(&block.head, &block.prices, &selection, &now_ms));
        }
    }
    let cases = json!({ "head": block.head, "prices": block.prices, "sessions": sessions });
    fs::write(&path, cases.to_string()).expect("a place to write to");
}

fn session(
    head: &PriceHead,
    prices: &[f64],
    selection: &Selection,
    now_ms: &dyn Fn() -> f64,
) -> serde_json::Value {
    let mut session = match Session::prepare(head.clone(), prices.to_vec(), selection) {
        Ok(session) => session,
        Err(error) => return json!({ "selection": selection, "error": error, "cases": [] }),
    };
    let mut cases = Vec::new();
    for goal in GOALS {
        for (i, cap) in caps(selection.symbols.len()).into_iter().enumerate() {
            let detail = if i == 1 { Detail::Full } else { Detail::Quick };
            let patch = Patch { goal, cap };
            let answer: Result<Answer, AppError> = session.answer(&patch, detail, now_ms);
            cases.push(match answer {
                Ok(answer) => json!({ "patch": patch, "detail": detail, "answer": answer }),
                Err(error) => json!({ "patch": patch, "detail": detail, "error": error }),
            });
        }
    }
    json!({ "selection": selection, "error": null, "cases": cases })
}
