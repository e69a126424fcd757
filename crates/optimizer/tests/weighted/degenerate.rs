//! Sums at the edge of having a meaning.

use std::ops::ControlFlow;
use std::sync::Arc;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, LimitId, Moments, ParetoFront, ParetoOutcome, ScenarioMeasure, Unbounded,
    WeightedGoal, WeightedOutcome, WeightedProblem, WeightedTerm, pareto, solve_weighted,
};

use super::models::{attended, moments, solved, term};
use super::us20;

fn cvar() -> WeightedGoal {
    WeightedGoal::Risk(ScenarioMeasure::Cvar { confidence: 0.95 })
}

fn problem(assets: usize, goals: &[WeightedGoal], constraints: Constraints) -> WeightedProblem {
    let all = us20::returns();
    let returns = all.view((all.nrows() - 300, 0), (300, assets)).into_owned();
    let terms = goals.iter().map(|goal| term(1.0, goal.clone())).collect();
    let moments = moments(&returns);
    WeightedProblem::new(moments, Some(Arc::new(returns)), terms, constraints).expect("well-formed")
}

fn front(problem: &WeightedProblem, points: usize) -> ParetoFront {
    match pareto(problem, points, &mut attended) {
        ParetoOutcome::Front(front) => front,
        other => panic!("{other:?}"),
    }
}

fn open() -> Constraints {
    Constraints {
        min_weight: Bounds::all(f64::NEG_INFINITY),
        max_weight: Bounds::all(f64::INFINITY),
        ..Constraints::default()
    }
}

#[test]
fn one_asset_is_all_there_is() {
    let goals = [WeightedGoal::Variance, cvar(), WeightedGoal::Return];
    let problem = problem(1, &goals, Constraints::default());
    assert!((solved(&problem).weights[0] - 1.0).abs() < 1e-12);
    let front = front(&problem, 10);
    assert_eq!((front.points.len(), front.chosen), (1, 0));
    assert!(
        front
            .ideal
            .iter()
            .zip(&front.nadir)
            .all(|(a, b)| (a - b).abs() < 1e-12)
    );
}

#[test]
fn goals_that_agree_have_one_best_portfolio() {
    let problem = problem(5, &[cvar(), cvar()], Constraints::default());
    let front = front(&problem, 10);
    assert_eq!(front.points.len(), 1);
    let alone = solved(
        &problem
            .with_terms(vec![term(1.0, cvar())])
            .expect("well-formed"),
    );
    assert!((front.points[0].values[0] - alone.values[0]).abs() < 1e-10);
}

#[test]
fn a_goal_that_is_the_same_everywhere_decides_nothing() {
    let returns = us20::returns().view((0, 0), (300, 4)).into_owned();
    let covariance = moments(&returns).covariance().clone();
    let moments = Moments::new(DVector::from_element(4, 0.1), covariance).expect("moments");
    let terms = vec![
        term(1.0, WeightedGoal::Variance),
        term(5.0, WeightedGoal::Return),
    ];
    let constraints = Constraints::default();
    let problem = WeightedProblem::new(moments, None, terms, constraints).expect("well-formed");
    let calmest = problem.with_terms(vec![term(1.0, WeightedGoal::Variance)]);
    let calmest = solved(&calmest.expect("well-formed"));
    assert!((solved(&problem).weights - &calmest.weights).amax() < 1e-9);
    let front = front(&problem, 10);
    assert_eq!(front.points.len(), 1);
    assert!((&front.points[0].weights - &calmest.weights).amax() < 1e-5);
}

#[test]
fn what_has_no_limit_is_unbounded() {
    let sum = |goals: &[WeightedGoal]| {
        let problem = problem(3, goals, open());
        let outcome = solve_weighted(&problem, &mut attended);
        (outcome, pareto(&problem, 5, &mut attended))
    };
    let (outcome, front) = sum(&[WeightedGoal::Return]);
    assert!(
        matches!(outcome, WeightedOutcome::Unbounded(Unbounded::Along(_))),
        "{outcome:?}"
    );
    assert_eq!(front, ParetoOutcome::Unbounded);
    // The sum has an optimum, the return by itself has none.
    let (outcome, front) = sum(&[WeightedGoal::Variance, WeightedGoal::Return]);
    assert!(matches!(outcome, WeightedOutcome::Optimal(_)));
    assert_eq!(front, ParetoOutcome::Unbounded);
    // A thousandth of a daily CVaR does not hold an annual return.
    let mean = WeightedTerm {
        weight: 1e3,
        goal: WeightedGoal::Return,
    };
    let terms = vec![term(1.0, cvar()), mean];
    let problem = problem(3, &[cvar()], open())
        .with_terms(terms)
        .expect("well-formed");
    let outcome = solve_weighted(&problem, &mut attended);
    assert!(
        matches!(outcome, WeightedOutcome::Unbounded(Unbounded::Along(_))),
        "{outcome:?}"
    );
}

#[test]
fn contradictions_are_named() {
    let constraints = Constraints {
        max_weight: Bounds::all(0.1),
        ..Constraints::default()
    };
    for goals in [
        vec![WeightedGoal::Variance],
        vec![WeightedGoal::Variance, cvar()],
        vec![cvar()],
    ] {
        let problem = problem(4, &goals, constraints.clone());
        let outcome = solve_weighted(&problem, &mut attended);
        let WeightedOutcome::Infeasible(conflict) = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(conflict.limits, vec![LimitId::MaxWeight]);
        let front = pareto(&problem, 5, &mut attended);
        assert_eq!(front, ParetoOutcome::Infeasible(conflict));
    }
}

#[test]
fn more_assets_than_days() {
    let returns = us20::returns().view((0, 0), (12, 20)).into_owned();
    let moments = moments(&returns);
    let terms = vec![term(1.0, WeightedGoal::Variance), term(3.0, cvar())];
    let returns: Option<Arc<DMatrix<f64>>> = Some(Arc::new(returns));
    let constraints = Constraints::default();
    let problem = WeightedProblem::new(moments, returns, terms, constraints).expect("well-formed");
    let ours = solved(&problem);
    let theirs = super::models::by_clarabel(&problem);
    let theirs = theirs.solution().expect("solved").objective;
    assert!((ours.objective - theirs).abs() < 1e-8);
    assert!(!front(&problem, 6).points.is_empty());
}

#[test]
fn whoever_listens_may_stop_it() {
    let goals = [WeightedGoal::Variance, cvar(), WeightedGoal::Return];
    let problem = problem(10, &goals, Constraints::default());
    for calls in [0, 1, 3, 20] {
        let mut left = calls;
        let mut stop = |_| {
            if left == 0 {
                return ControlFlow::Break(());
            }
            left -= 1;
            ControlFlow::Continue(())
        };
        assert_eq!(pareto(&problem, 50, &mut stop), ParetoOutcome::Cancelled);
    }
    let outcome = solve_weighted(&problem, &mut |_| ControlFlow::Break(()));
    assert_eq!(outcome, WeightedOutcome::Cancelled);
}
