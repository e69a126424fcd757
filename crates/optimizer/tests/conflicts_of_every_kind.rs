//! Random models with one conflict or several, over every kind of limit: the reported set is
//! irreducible by the judge's word, and one call repairs the whole model.
//! `examples/conflicts.rs` does the same a thousand times at a hundred assets, and takes the time.

#[path = "support/conflicts.rs"]
mod conflicts;
#[path = "support/draws.rs"]
#[expect(dead_code, reason = "each test file uses a part")]
mod draws;

use std::collections::BTreeSet;

use optimizer::{
    Bounds, Conflict, Constraints, LimitId, Outcome, RelaxationWeights, Row, explain_conflict,
    solve,
};

use conflicts::{DOUBTFUL, infeasible};
use draws::Draws;

#[test]
fn every_conflict_is_irreducible_and_repaired_by_one_call() {
    let mut draws = Draws::new(7);
    let (mut checked, mut several) = (0, 0);
    while checked < 150 {
        let model = infeasible(&mut draws, 10);
        let Some(problem) = model.problem() else {
            continue;
        };
        let all: BTreeSet<LimitId> = model.named().into_iter().collect();
        // What contradicts itself by next to nothing, nobody can tell.
        if model
            .missing(&all)
            .is_none_or(|missing| missing < 100.0 * DOUBTFUL)
        {
            continue;
        }
        checked += 1;
        let told = &model.reasons;
        several += usize::from(told.len() > 1);
        let Outcome::Infeasible(conflict) = solve(&problem) else {
            panic!("{told:?} is infeasible");
        };
        let kept: BTreeSet<LimitId> = conflict.limits.iter().copied().collect();
        assert!(kept.is_subset(&all), "{told:?} {conflict:?}");
        let missing = model.missing(&kept).expect("the judge knows");
        assert!(missing > DOUBTFUL, "{told:?}: {missing:e} {conflict:?}");
        for limit in &conflict.limits {
            let mut without = kept.clone();
            without.remove(limit);
            let missing = model.missing(&without).expect("the judge knows");
            assert!(
                missing <= DOUBTFUL,
                "{told:?}: {missing:e} without {limit:?} of {conflict:?}"
            );
        }
        assert!(!conflict.relaxation.is_empty(), "{told:?} {conflict:?}");
        let repaired = problem
            .with_objective(conflict.applied_to_objective(problem.objective()))
            .and_then(|problem| {
                problem.with_constraints(conflict.applied_to(problem.constraints()))
            });
        let outcome = solve(&repaired.expect("well-formed"));
        assert!(
            matches!(outcome, Outcome::Optimal(_)),
            "{told:?} {conflict:?} {outcome:?}"
        );
        let changes = Conflict::changes(
            &conflict.relaxation,
            problem.constraints(),
            match problem.objective() {
                optimizer::Objective::MaxSharpe { risk_free } => Some(risk_free),
                _ => None,
            },
        );
        assert_eq!(changes.len(), conflict.relaxation.len());
        assert!(
            changes.iter().all(|change| change.relative > 0.0),
            "{changes:?}"
        );
    }
    assert!(several > 50, "{several}");
}

#[test]
fn the_dearer_limit_stays() {
    let mut draws = Draws::new(3);
    let model = loop {
        let model = infeasible(&mut draws, 10);
        if model.problem().is_some() {
            break model;
        }
    };
    let constraints = Constraints {
        max_weight: Bounds::all(0.2),
        rows: vec![
            Row::group("floor", [0, 1, 2], Some(0.9), None),
            Row::group("cap", [0, 1, 2, 3], None, Some(0.5)),
        ],
        ..Constraints::default()
    };
    let problem = model.problem().expect("well-formed");
    let problem = problem.with_constraints(Constraints {
        max_weight: Bounds::all(1.0),
        ..constraints
    });
    let problem = problem.expect("well-formed");
    let changed = |weights: &[(LimitId, f64)]| {
        let weights = RelaxationWeights::new(weights.iter().copied()).expect("prices");
        let conflict = explain_conflict(&problem, &weights);
        assert_eq!(conflict.limits, [LimitId::RowMin(0), LimitId::RowMax(1)]);
        conflict.relaxation
    };
    // By shares 0.4 of 0.9 is less than 0.4 of 0.5.
    assert_eq!(changed(&[]), [(LimitId::RowMin(0), 0.5)]);
    assert_eq!(
        changed(&[(LimitId::RowMin(0), 5.0)]),
        [(LimitId::RowMax(1), 0.9)]
    );
    for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let refused = RelaxationWeights::new([(LimitId::Turnover, wrong)]);
        let refused = refused.expect_err("no price").to_string();
        assert!(
            refused.starts_with("conflict_weights[Turnover]"),
            "{refused}"
        );
    }
}
