//! A thousand random models whose limits contradict each other, judged by a cone program of their
//! own: `cargo run --release -p optimizer --example conflicts -- 1000 100`.

#![expect(clippy::print_stdout, reason = "an example reports to its terminal")]

#[path = "../tests/support/conflicts.rs"]
mod conflicts;
#[path = "../tests/support/draws.rs"]
#[expect(dead_code, reason = "shared with the tests")]
mod draws;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use optimizer::{LimitId, Outcome, solve};

use conflicts::{DOUBTFUL, infeasible};
use draws::Draws;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut next = |usual: usize| {
        let given = arguments.next();
        given.and_then(|given| given.parse().ok()).unwrap_or(usual)
    };
    let (wanted, assets) = (next(1000), next(100));
    let mut draws = Draws::new(next(1) as u64);
    let (mut times, mut wrong, mut doubtful, mut drawn) = (Vec::new(), 0, 0, 0);
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    while times.len() < wanted {
        drawn += 1;
        let model = infeasible(&mut draws, assets);
        let Some(problem) = model.problem() else {
            continue;
        };
        let all: BTreeSet<LimitId> = model.named().into_iter().collect();
        if model
            .missing(&all)
            .is_none_or(|missing| missing <= 100.0 * DOUBTFUL)
        {
            continue;
        }
        let begin = Instant::now();
        let outcome = solve(&problem);
        times.push((
            begin.elapsed().as_secs_f64() * 1e3,
            model.reasons.join(", "),
        ));
        for reason in &model.reasons {
            *reasons.entry(reason).or_default() += 1;
        }
        let Outcome::Infeasible(conflict) = outcome else {
            println!("{drawn}: not infeasible, {:?}", model.reasons);
            wrong += 1;
            continue;
        };
        let kept: BTreeSet<LimitId> = conflict.limits.iter().copied().collect();
        let mut faults = Vec::new();
        let mut judge =
            |what: String, kept: &BTreeSet<LimitId>, is_feasible: bool| match model.missing(kept) {
                None => doubtful += 1,
                Some(missing) if (missing <= DOUBTFUL) != is_feasible => {
                    faults.push(format!("{what}: missing {missing:e}"));
                }
                Some(_) => {}
            };
        judge("the set alone".to_owned(), &kept, false);
        for limit in &conflict.limits {
            let mut without = kept.clone();
            without.remove(limit);
            judge(format!("without {limit:?}"), &without, true);
        }
        let repaired = problem
            .with_objective(conflict.applied_to_objective(problem.objective()))
            .and_then(|problem| {
                problem.with_constraints(conflict.applied_to(problem.constraints()))
            });
        let is_solved =
            repaired.is_ok_and(|repaired| matches!(solve(&repaired), Outcome::Optimal(_)));
        if conflict.relaxation.is_empty() || !is_solved {
            faults.push("the relaxation is none".to_owned());
        }
        if !faults.is_empty() {
            wrong += 1;
            println!(
                "{drawn}: {:?} {:?} {faults:?} {:?}",
                model.reasons, conflict.limits, conflict.relaxation
            );
        }
    }
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    println!(
        "{wanted} models of {assets} assets ({drawn} drawn), {wrong} wrong, {doubtful} doubtful"
    );
    println!(
        "median {:.2} ms, 99 % {:.2} ms",
        times[wanted / 2].0,
        times[wanted * 99 / 100].0
    );
    for (time, reasons) in times.iter().rev().take(5) {
        println!("{time:.1} ms: {reasons}");
    }
    println!("{reasons:?}");
}
