//! What is refused, by the name of the field.

use std::sync::Arc;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Constraints, MeanUncertainty, Moments, ProblemError, ScenarioMeasure, WeightedGoal,
    WeightedProblem, WeightedTerm,
};

use super::models::term;

fn refused(returns: Option<DMatrix<f64>>, terms: Vec<WeightedTerm>) -> String {
    let moments = Moments::new(DVector::from_element(2, 0.1), DMatrix::identity(2, 2));
    let returns = returns.map(Arc::new);
    let constraints = Constraints::default();
    match WeightedProblem::new(moments.expect("moments"), returns, terms, constraints) {
        Err(ProblemError::Field { field, .. }) => field,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn check(goal: WeightedGoal, field: &str) {
    let returns = DMatrix::from_element(3, 2, 0.01);
    let terms = vec![term(1.0, WeightedGoal::Variance), term(1.0, goal)];
    assert_eq!(refused(Some(returns), terms), field);
}

#[test]
fn a_sum_of_nothing() {
    assert_eq!(refused(None, Vec::new()), "terms");
}

#[test]
fn weights_that_are_not_positive_numbers() {
    for weight in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let terms = vec![
            term(1.0, WeightedGoal::Return),
            term(weight, WeightedGoal::Variance),
        ];
        assert_eq!(refused(None, terms), "terms[1].weight");
    }
}

#[test]
fn risks_without_fitting_scenarios() {
    let worst = || vec![term(1.0, WeightedGoal::Risk(ScenarioMeasure::WorstCase))];
    assert_eq!(refused(None, worst()), "terms[0].objective");
    let wide = DMatrix::from_element(3, 4, 0.01);
    assert_eq!(refused(Some(wide), worst()), "returns");
    let mut broken = DMatrix::from_element(3, 2, 0.01);
    broken[(1, 0)] = f64::NAN;
    assert_eq!(refused(Some(broken), worst()), "returns[1][0]");
}

#[test]
fn goals_out_of_range() {
    let cvar = ScenarioMeasure::Cvar { confidence: 1.0 };
    check(
        WeightedGoal::Risk(cvar),
        "terms[1].objective.measure.confidence",
    );
    let utility = |risk_aversion| WeightedGoal::Utility { risk_aversion };
    check(utility(-1.0), "terms[1].objective.risk_aversion");
    check(utility(f64::NAN), "terms[1].objective.risk_aversion");
    let tracking = |benchmark: &[f64]| WeightedGoal::Tracking {
        benchmark: DVector::from_column_slice(benchmark),
    };
    check(tracking(&[1.0]), "terms[1].objective.benchmark");
    check(
        tracking(&[1.0, f64::NAN]),
        "terms[1].objective.benchmark[1]",
    );
    let robust = |uncertainty, radius| WeightedGoal::RobustReturn {
        uncertainty,
        radius,
    };
    let years = |years| MeanUncertainty::SampleMean { years };
    check(robust(years(5.0), -1.0), "terms[1].objective.radius");
    check(robust(years(0.0), 1.0), "terms[1].objective.years");
    let skewed = MeanUncertainty::Covariance(DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 2.0, 1.0]));
    check(robust(skewed, 1.0), "terms[1].objective.uncertainty");
}
