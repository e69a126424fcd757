//! A sum of one goal, and sums that are another model's goal, are what the other model says.

use nalgebra::DVector;
use optimizer::{
    Bounds, Constraints, MeanUncertainty, Objective, Outcome, Problem, ScenarioMeasure,
    ScenarioObjective, ScenarioOutcome, ScenarioProblem, WeightedGoal, robust_utility, solve,
    solve_scenario, track_weights,
};
use proptest::prelude::*;

use super::models::{Model, model, moments, solved, term};
use super::us20;

fn alone(model: &Model, goal: WeightedGoal) -> optimizer::WeightedSolution {
    let problem = model.problem();
    let terms = vec![term(0.7, goal)];
    solved(&problem.with_terms(terms).expect("well-formed"))
}

fn plain(model: &Model, objective: Objective) -> Problem {
    let constraints = model.constraints.clone();
    Problem::new(moments(&model.returns), objective, constraints).expect("well-formed")
}

fn answer(problem: &Problem) -> DVector<f64> {
    match solve(problem) {
        Outcome::Optimal(solution) => solution.weights,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn one_quadratic_goal_is_the_plain_problem(model in model(true), risk_aversion in 0.1..5.0) {
        let utility = WeightedGoal::Utility { risk_aversion };
        let pairs = [
            (WeightedGoal::Variance, Objective::MinVariance),
            (utility, Objective::MaxUtility { risk_aversion }),
            (WeightedGoal::Return, Objective::MaxReturn),
        ];
        for (goal, objective) in pairs {
            let ours = alone(&model, goal);
            let theirs = answer(&plain(&model, objective));
            prop_assert!((ours.weights - theirs).amax() <= 1e-9);
        }
    }

    #[test]
    fn one_risk_is_the_problem_on_scenarios(model in model(true)) {
        for goal in model.terms.iter().map(|term| &term.goal) {
            let WeightedGoal::Risk(measure) = goal else { continue };
            let objective = ScenarioObjective::MinRisk;
            let (returns, constraints) = (model.returns.clone(), model.constraints.clone());
            let theirs = ScenarioProblem::new(returns, *measure, objective, constraints)
                .expect("well-formed");
            let ScenarioOutcome::Optimal(theirs) = solve_scenario(&theirs) else {
                return Err(TestCaseError::fail("not solved"));
            };
            let ours = alone(&model, goal.clone());
            let apart = (ours.values[0] - theirs.risk).abs();
            prop_assert!(apart <= 1e-8 * (0.01 + theirs.risk.abs()), "{measure:?} {apart:e}");
        }
    }

    #[test]
    fn a_utility_is_a_sum(model in model(false), risk_aversion in 0.1..5.0) {
        let problem = model.problem();
        let parts = vec![
            term(1.0, WeightedGoal::Return),
            term(risk_aversion, WeightedGoal::Variance),
        ];
        let parts = solved(&problem.with_terms(parts).expect("well-formed"));
        let whole = vec![term(1.0, WeightedGoal::Utility { risk_aversion })];
        let whole = solved(&problem.with_terms(whole).expect("well-formed"));
        prop_assert!((parts.objective - whole.objective).abs() <= 1e-8 * (0.1 + risk_aversion));
    }

    #[test]
    fn tracking_is_tracking(model in model(true), held in proptest::collection::vec(-0.5..1.0, 7)) {
        let benchmark = DVector::from_fn(model.returns.ncols(), |asset, _| held[asset]);
        let theirs = track_weights(&plain(&model, Objective::MinVariance), &benchmark)
            .expect("well-formed");
        let theirs = theirs.allocation().expect("feasible").objective;
        let ours = alone(&model, WeightedGoal::Tracking { benchmark });
        prop_assert!((ours.values[0].sqrt() - theirs).abs() <= 1e-7);
    }

    #[test]
    fn a_robust_return_with_variance_is_a_robust_utility(
        model in model(true),
        (radius, risk_aversion) in (0.1..2.0, 0.1..5.0),
    ) {
        let uncertainty = MeanUncertainty::SampleMean { years: 4.0 };
        let problem = plain(&model, Objective::MinVariance);
        let theirs = robust_utility(&problem, &uncertainty, radius, risk_aversion)
            .expect("well-formed");
        let theirs = theirs.allocation().expect("feasible").objective;
        let terms = vec![
            term(1.0, WeightedGoal::RobustReturn { uncertainty, radius }),
            term(risk_aversion, WeightedGoal::Variance),
        ];
        let ours = solved(&model.problem().with_terms(terms).expect("well-formed"));
        prop_assert!((ours.objective + theirs).abs() <= 1e-7);
    }
}

/// Return and CVaR on real prices, against the utility on scenarios: annual against daily returns.
#[test]
fn return_and_cvar_are_the_utility_on_scenarios() {
    let all = us20::returns();
    let returns = all.rows(all.nrows() - 500, 500).into_owned();
    let measure = ScenarioMeasure::Cvar { confidence: 0.95 };
    let constraints = Constraints {
        max_weight: Bounds::all(0.3),
        target_return: Some(0.2),
        ..Constraints::default()
    };
    let objective = ScenarioObjective::MaxUtility {
        risk_aversion: 0.05,
    };
    let theirs = ScenarioProblem::new(returns.clone(), measure, objective, constraints.clone());
    let theirs = solve_scenario(&theirs.expect("well-formed"));
    let theirs = theirs.solution().expect("solved");
    let model = Model {
        terms: vec![
            term(1.0 / 252.0, WeightedGoal::Return),
            term(0.05, WeightedGoal::Risk(measure)),
        ],
        returns,
        constraints,
    };
    let ours = solved(&model.problem());
    assert!((ours.objective + theirs.objective).abs() < 1e-14);
    assert!((&ours.weights - &theirs.weights).amax() < 1e-9);
}
