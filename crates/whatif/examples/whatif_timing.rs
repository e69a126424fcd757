//! How long an answer takes, per goal and window: `cargo run --release -p whatif --example whatif_timing`.

mod bundled;

use std::{hint::black_box, time::Instant};

use contract::what_if::{Detail, Goal, Patch, Selection};
use domain::Day;
use whatif::Session;

const GOALS: [(&str, Goal); 5] = [
    ("min_risk", Goal::MinRisk),
    ("max_sharpe", Goal::MaxSharpe),
    ("target_return", Goal::TargetReturn { annual: 0.15 }),
    ("max_utility", Goal::MaxUtility { risk_aversion: 5.0 }),
    ("equal_weight", Goal::EqualWeight),
];

fn main() {
    let block = bundled::block();
    let start = Instant::now();
    let now_ms = || start.elapsed().as_secs_f64() * 1e3;
    println!("medians in ms");
    println!("window  goal            prepare  first  quick  solve   full");
    for (window, from) in [
        ("5Y", Day::constant(2017, 12, 28)),
        ("All", block.head.days[0]),
    ] {
        let selection = Selection {
            symbols: block.head.symbols.clone(),
            from,
            to: block.head.days[block.head.days.len() - 1],
        };
        for (name, goal) in GOALS {
            let (mut prepare, mut first) = (Vec::new(), Vec::new());
            let mut session = None;
            for _ in 0..15 {
                let (head, prices) = (block.head.clone(), block.prices.clone());
                let begin = now_ms();
                let mut fresh = Session::prepare(head, prices, &selection).expect("bundled");
                prepare.push(now_ms() - begin);
                let patch = Patch { goal, cap: 0.1 };
                let answer = fresh
                    .answer(&patch, Detail::Quick, &now_ms)
                    .expect("in range");
                first.push(answer.receipt.total_ms);
                session = Some(fresh);
            }
            let mut session = session.expect("fifteen of them");
            let (mut quick, mut solve, mut full) = (Vec::new(), Vec::new(), Vec::new());
            // As a person drags: every cap is another one.
            for step in 0_u32..250 {
                let patch = Patch {
                    goal,
                    cap: 0.05 + 0.001 * f64::from(step),
                };
                let answer = session
                    .answer(&patch, Detail::Quick, &now_ms)
                    .expect("in range");
                quick.push(answer.receipt.total_ms);
                solve.push(answer.receipt.solve_ms);
                black_box(&answer);
                if step % 20 == 1 {
                    let answer = session
                        .answer(&patch, Detail::Full, &now_ms)
                        .expect("in range");
                    full.push(answer.receipt.total_ms);
                }
            }
            println!(
                "{window:6}  {name:14}  {:7.2}  {:5.2}  {:5.2}  {:.3}  {:5.1}",
                median(prepare),
                median(first),
                median(quick),
                median(solve),
                median(full)
            );
        }
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
