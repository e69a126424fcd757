//! Optima on scenarios of the reference data, by both routes.

#[path = "support/us20.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod us20;

use std::ops::ControlFlow;

use nalgebra::DMatrix;
use optimizer::{
    Constraints, Progress, ScenarioMeasure, ScenarioMethod, ScenarioObjective, ScenarioOutcome,
    ScenarioProblem, ScenarioRoute, ScenarioSolution, solve_scenario, solve_scenario_by,
};
use us20::{distance, number, reference, vector};

fn last(periods: usize) -> DMatrix<f64> {
    let all = us20::returns();
    all.rows(all.nrows() - periods, periods).into_owned()
}

fn problem(periods: usize, measure: ScenarioMeasure) -> ScenarioProblem {
    let (objective, constraints) = (ScenarioObjective::MinRisk, Constraints::default());
    ScenarioProblem::new(last(periods), measure, objective, constraints).expect("well-formed")
}

fn fast(problem: &ScenarioProblem) -> ScenarioSolution {
    let ScenarioOutcome::Optimal(solution) = solve_scenario(problem) else {
        panic!("solvable");
    };
    assert_ne!(solution.route, ScenarioRoute::Clarabel);
    assert!(solution.gap <= 1e-12, "gap {:e}", solution.gap);
    assert!(
        solution.residual <= 1e-12,
        "residual {:e}",
        solution.residual
    );
    solution
}

fn by_clarabel(problem: &ScenarioProblem) -> ScenarioSolution {
    let mut attended = |_: Progress| ControlFlow::Continue(());
    let outcome = solve_scenario_by(problem, ScenarioMethod::Clarabel, &mut attended);
    let solution = outcome.solution().expect("solvable").clone();
    assert_eq!(solution.route, ScenarioRoute::Clarabel);
    solution
}

/// The fast route against the reference, to `accuracy` in the weights, and never worse in value.
fn check(periods: usize, measure: ScenarioMeasure, case: &str, value: &str, accuracy: f64) {
    let name = if case == "dr_cvar" {
        "dr_cvar_us20x2000".to_owned()
    } else {
        format!("cvar_us20x{periods}")
    };
    let file = reference(&format!("{name}.json"));
    let solution = fast(&problem(periods, measure));
    let off = distance(&solution.weights, &vector(&file[case]["weights"]));
    let better = solution.risk - number(&file[case][value]);
    assert!(off < accuracy, "{case} is off by {off:e}");
    assert!(better < 1e-15, "{case} is worse by {better:e}");
}

const CVAR: ScenarioMeasure = ScenarioMeasure::Cvar { confidence: 0.95 };
const CDAR: ScenarioMeasure = ScenarioMeasure::Cdar { confidence: 0.95 };
const ROBUST: ScenarioMeasure = ScenarioMeasure::RobustCvar {
    confidence: 0.95,
    radius: 1e-3,
    risk_aversion: 1.0,
};

#[test]
fn cvar_us20x500_min_cvar() {
    check(500, CVAR, "min_cvar", "cvar", 1e-12);
}

#[test]
fn cvar_us20x500_min_cvar_dual_bound() {
    let bound = number(&reference("cvar_us20x500.json")["min_cvar"]["dual_bound"]);
    assert!((fast(&problem(500, CVAR)).bound - bound).abs() < 1e-15);
}

#[test]
fn cvar_us20x2000_min_cvar() {
    check(2000, CVAR, "min_cvar", "cvar", 1e-12);
}

#[test]
fn cvar_us20x2000_min_cvar_dual_bound() {
    let bound = number(&reference("cvar_us20x2000.json")["min_cvar"]["dual_bound"]);
    assert!((fast(&problem(2000, CVAR)).bound - bound).abs() < 1e-15);
}

#[test]
fn cvar_us20x500_min_cdar() {
    check(500, CDAR, "min_cdar", "cdar", 1e-6);
}

#[test]
fn cvar_us20x2000_min_cdar() {
    check(2000, CDAR, "min_cdar", "cdar", 1e-6);
}

fn check_robust(periods: usize, file: &str) {
    let file = reference(file);
    let problem = problem(periods, ROBUST);
    let solution = fast(&problem);
    let theirs = vector(&file["dr_cvar"]["weights"]);
    let off = distance(&solution.weights, &theirs);
    assert!(off < 1e-6, "off by {off:e}");
    let cvar = fast(
        &ScenarioProblem::new(
            last(periods),
            CVAR,
            ScenarioObjective::MinRisk,
            Constraints {
                min_weight: fixed(&solution.weights),
                max_weight: fixed(&solution.weights),
                ..Constraints::default()
            },
        )
        .expect("well-formed"),
    );
    assert!((cvar.risk - number(&file["dr_cvar"]["cvar"])).abs() < 1e-8);
}

fn fixed(weights: &nalgebra::DVector<f64>) -> optimizer::Bounds {
    optimizer::Bounds {
        default: 0.0,
        by_asset: weights.iter().copied().enumerate().collect(),
    }
}

#[test]
fn cvar_us20x500_dr_cvar() {
    check_robust(500, "cvar_us20x500.json");
}

#[test]
fn dr_cvar_us20x2000() {
    check_robust(2000, "dr_cvar_us20x2000.json");
}

#[test]
fn clarabel_agrees_on_every_measure() {
    for measure in [
        CVAR,
        CDAR,
        ROBUST,
        ScenarioMeasure::WorstCase,
        ScenarioMeasure::MaxDrawdown,
        ScenarioMeasure::MeanAbsoluteDeviation,
        ScenarioMeasure::Semivariance,
    ] {
        let problem = problem(500, measure);
        let (fast, slow) = (fast(&problem), by_clarabel(&problem));
        let share = (fast.risk - slow.risk).abs() / fast.risk;
        assert!(share < 1e-8, "{measure:?} {share:e}");
        assert!(distance(&fast.weights, &slow.weights) < 1e-4, "{measure:?}");
    }
}
