//! What is no choice, by the name of the field.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Choice, Constraints, Convex, DiscreteProblem, FixedCosts, Moments, Objective, PositionGroup,
    Positions, Problem, ScenarioMeasure, ScenarioObjective, ScenarioProblem,
};

fn problem(objective: Objective) -> Convex {
    let mean = DVector::from_vec(vec![0.05, 0.1, 0.15]);
    let moments = Moments::new(mean, DMatrix::from_diagonal_element(3, 3, 0.04)).expect("moments");
    Convex::Moments(Problem::new(moments, objective, Constraints::default()).expect("a problem"))
}

fn check(choice: Choice, expected: &str) {
    let convex = problem(Objective::MaxUtility { risk_aversion: 1.0 });
    let error = DiscreteProblem::new(convex, choice).expect_err(expected);
    assert_eq!(error.to_string(), expected);
}

fn positions(positions: Positions, expected: &str) {
    let choice = Choice {
        positions,
        ..Choice::default()
    };
    check(choice, expected);
}

fn group(name: &str, assets: &[usize]) -> PositionGroup {
    PositionGroup {
        name: name.to_owned(),
        assets: assets.iter().copied().collect(),
        at_most: 0,
    }
}

#[test]
fn positions_that_are_none() {
    let none = Positions::default;
    positions(
        Positions {
            at_most: Some(0),
            ..none()
        },
        "positions.at_most: is 0",
    );
    positions(
        Positions {
            at_least: Some(3),
            at_most: Some(2),
            ..none()
        },
        "positions.at_least: is above at_most",
    );
    positions(
        Positions {
            at_least: Some(4),
            ..none()
        },
        "positions.at_least: is above the number of assets",
    );
    positions(
        Positions {
            smallest: f64::NAN,
            ..none()
        },
        "positions.smallest: is not a finite number",
    );
    positions(
        Positions {
            smallest: -0.1,
            ..none()
        },
        "positions.smallest: is negative",
    );
    positions(
        Positions {
            smallest: 0.3,
            largest: Some(0.2),
            ..none()
        },
        "positions.smallest: is above largest",
    );
    positions(
        Positions {
            largest: Some(0.0),
            ..none()
        },
        "positions.largest: is 0",
    );
    positions(
        Positions {
            largest: Some(f64::INFINITY),
            ..none()
        },
        "positions.largest: is not a finite number",
    );
    for (groups, expected) in [
        (vec![group(" ", &[0])], "positions.groups[0].name: is empty"),
        (
            vec![group("A", &[0]), group("A", &[1])],
            "positions.groups[1].name: is used twice",
        ),
        (
            vec![group("A", &[])],
            "positions.groups[0].assets: names no asset",
        ),
        (
            vec![group("A", &[3])],
            "positions.groups[0].assets: names what is no asset",
        ),
    ] {
        positions(Positions { groups, ..none() }, expected);
    }
}

#[test]
fn costs_that_mean_nothing() {
    let costs = |from: Vec<f64>, rate: f64| Choice {
        fixed_costs: Some(FixedCosts {
            from: DVector::from_vec(from),
            rate,
        }),
        ..Choice::default()
    };
    check(
        costs(vec![0.0; 2], 0.1),
        "fixed_costs.from: has not one number for each asset",
    );
    let unknown = vec![0.0, f64::NAN, 0.0];
    check(
        costs(unknown, 0.1),
        "fixed_costs.from[1]: is not a finite number",
    );
    check(costs(vec![0.0; 3], -1.0), "fixed_costs.rate: is negative");
    let pure = problem(Objective::MinVariance);
    let error = DiscreteProblem::new(pure, costs(vec![0.0; 3], 0.1)).expect_err("a pure risk");
    assert_eq!(
        error.to_string(),
        "fixed_costs: mean nothing to an objective without a return"
    );
    let returns = DMatrix::from_fn(9, 3, |day, asset| 0.01 * ((day * 5 + asset * 3) % 7) as f64);
    let risk = ScenarioProblem::new(
        returns,
        ScenarioMeasure::WorstCase,
        ScenarioObjective::MinRisk,
        Constraints::default(),
    );
    let risk = Convex::Scenarios(risk.expect("a problem"));
    assert!(DiscreteProblem::new(risk, costs(vec![0.0; 3], 0.1)).is_err());
}

#[test]
fn formulas_choose_nothing() {
    let error = DiscreteProblem::new(problem(Objective::EqualWeight), Choice::default());
    let error = error.expect_err("a formula");
    assert_eq!(
        error.to_string(),
        "objective: is a formula that chooses nothing"
    );
}
