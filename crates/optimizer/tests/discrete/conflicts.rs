//! What is named when no choice keeps all limits, judged by enumeration.

use optimizer::{
    Bounds, Constraints, Convex, DiscreteOutcome, DiscreteProblem, LimitId, Objective,
    PositionGroup, Search, solve_discrete,
};
use proptest::prelude::*;

use crate::enumeration::{Model, best, drawn};

/// A random model with limits that are harder to keep.
fn tight(n: usize, seed: u64) -> Model {
    let mut model = drawn(n, seed);
    let pick = |bits: u32| (seed >> bits) % 4;
    let mut limits = model.problem.constraints().clone();
    limits.min_weight = Bounds::all(0.0);
    if pick(3) < 2 {
        limits.max_weight = Bounds::all([0.15, 0.3][pick(3) as usize]);
    }
    if pick(5) == 0 {
        limits.target_return = Some(model.problem.moments().mean().max() - 0.01);
    }
    let positions = &mut model.choice.positions;
    positions.smallest = [0.0, 0.05, 0.2, 0.35][pick(7) as usize];
    positions.largest = positions
        .largest
        .filter(|&largest| largest >= positions.smallest);
    positions.at_most = [None, Some(1), Some(2), Some(3)][pick(9) as usize].map(|most| n.min(most));
    positions.at_least = [None, None, Some(2), Some(n)][pick(11) as usize];
    if let (Some(least), Some(most)) = (positions.at_least, positions.at_most) {
        positions.at_least = Some(least.min(most));
    }
    if pick(13) == 0 {
        positions.groups = vec![PositionGroup {
            name: "others".to_owned(),
            assets: (1..n).collect(),
            at_most: 1,
        }];
    }
    if let Some(costs) = &mut model.choice.fixed_costs {
        costs.rate = 0.0;
    }
    model.problem = model
        .problem
        .with_constraints(limits)
        .expect("limits")
        .with_objective(Objective::MinVariance)
        .expect("an objective");
    model
}

/// The model without one limit.
fn without(model: &Model, limit: LimitId) -> Model {
    let mut model = model.clone();
    let mut limits = model.problem.constraints().clone();
    let positions = &mut model.choice.positions;
    match limit {
        LimitId::CardinalityMax => positions.at_most = None,
        LimitId::CardinalityMin => positions.at_least = None,
        LimitId::MinPosition => positions.smallest = 0.0,
        LimitId::MaxPosition => positions.largest = None,
        LimitId::GroupPositions(index) => {
            positions.groups[index].at_most = positions.groups[index].assets.len();
        }
        LimitId::MaxWeight => limits.max_weight = Bounds::all(1.0),
        LimitId::TargetReturn => limits.target_return = None,
        LimitId::RowMin(row) => limits.rows[row].min = Some(-1e3),
        LimitId::RowMax(row) => limits.rows[row].max = Some(1e3),
        other => panic!("{other:?} is nowhere in these models"),
    }
    model.problem = model.problem.with_constraints(limits).expect("limits");
    model
}

/// The limits of these models that have a name.
fn named(model: &Model) -> Vec<LimitId> {
    let limits = model.problem.constraints();
    let positions = &model.choice.positions;
    let mut named = vec![
        LimitId::CardinalityMax,
        LimitId::CardinalityMin,
        LimitId::MinPosition,
        LimitId::MaxPosition,
    ];
    named.extend((0..positions.groups.len()).map(LimitId::GroupPositions));
    named.extend((limits.max_weight.default != 1.0).then_some(LimitId::MaxWeight));
    named.extend(limits.target_return.map(|_| LimitId::TargetReturn));
    for row in 0..limits.rows.len() {
        named.extend([LimitId::RowMin(row), LimitId::RowMax(row)]);
    }
    named
}

fn problem_of(model: &Model) -> DiscreteProblem {
    let convex = Convex::Moments(model.problem.clone());
    DiscreteProblem::new(convex, model.choice.clone()).expect("a choice")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn conflicts_are_irreducible_and_can_be_repaired(n in 2_usize..6, seed in any::<u64>()) {
        let model = tight(n, seed);
        let problem = problem_of(&model);
        let DiscreteOutcome::Infeasible(conflict) = solve_discrete(&problem, &Search::default()) else {
            prop_assert!(best(&model).is_some());
            return Ok(());
        };
        prop_assert!(best(&model).is_none());
        prop_assert!(!conflict.limits.is_empty());
        let mut alone = model.clone();
        for limit in named(&model) {
            if !conflict.limits.contains(&limit) {
                alone = without(&alone, limit);
            }
        }
        prop_assert!(best(&alone).is_none(), "{:?} are no conflict", conflict.limits);
        for &limit in &conflict.limits {
            prop_assert!(best(&without(&alone, limit)).is_some(), "{limit:?} of {:?}", conflict.limits);
        }
        prop_assert!(!conflict.relaxation.is_empty(), "{conflict:?}");
        for way in conflict.alternatives.iter().chain([&conflict.relaxation]) {
            let repaired = problem.relaxed(way).expect("a relaxation fits");
            let outcome = solve_discrete(&repaired, &Search::default());
            prop_assert!(outcome.solution().is_some_and(|found| found.is_proven), "{way:?}: {outcome:?}");
        }
    }
}

#[test]
fn counts_give_way_in_whole_positions() {
    let mut model = drawn(6, 5);
    model.choice = optimizer::Choice::default();
    model.choice.positions.at_most = Some(2);
    let limits = Constraints {
        max_weight: Bounds::all(0.22),
        ..Constraints::default()
    };
    model.problem = model.problem.with_constraints(limits).expect("limits");
    let outcome = solve_discrete(&problem_of(&model), &Search::default());
    let DiscreteOutcome::Infeasible(conflict) = outcome else {
        panic!("two positions of 0.22 are no budget: {outcome:?}");
    };
    assert_eq!(
        conflict.limits,
        [LimitId::MaxWeight, LimitId::CardinalityMax]
    );
    let ways = [conflict.relaxation, conflict.alternatives.concat()].concat();
    let number = |limit: LimitId| ways.iter().find(|way| way.0 == limit).map(|way| way.1);
    assert_eq!(number(LimitId::CardinalityMax), Some(5.0));
    assert!(number(LimitId::MaxWeight).is_some_and(|cap| (cap - 0.5).abs() < 1e-8));
    let problem = problem_of(&model);
    assert_eq!(
        problem.limit_name(LimitId::CardinalityMax, &["A"]),
        "cardinality max"
    );
}
