use nalgebra::DMatrix;

use super::*;
use crate::limits::{Bounds, Constraints};

#[test]
fn what_clarabel_finds_is_polished_to_the_vertex() {
    let returns = DMatrix::from_fn(60, 5, |t, i| {
        0.04 * ((t * (i + 3) * 37 + i * i * 11 + t * t * 7) % 101) as f64 / 101.0 - 0.0195
    });
    for measure in [
        ScenarioMeasure::Cvar { confidence: 0.9 },
        ScenarioMeasure::Cdar { confidence: 0.9 },
        ScenarioMeasure::MeanAbsoluteDeviation,
        ScenarioMeasure::RobustCvar {
            confidence: 0.9,
            radius: 1e-3,
            risk_aversion: 1.0,
        },
    ] {
        for objective in [
            ScenarioObjective::MinRisk,
            ScenarioObjective::MaxUtility { risk_aversion: 0.1 },
        ] {
            let constraints = Constraints::default();
            let problem = ScenarioProblem::new(returns.clone(), measure, objective, constraints);
            let problem = problem.expect("well-formed");
            let fast = solve_scenario(&problem);
            let fast = fast.solution().expect("solvable");
            let polished = finish(&problem, by_clarabel(&problem, true)).expect("solvable");
            let polished = polished.solution().expect("solvable");
            assert_eq!(polished.route, ScenarioRoute::Clarabel);
            assert!(polished.gap <= 1e-12, "{measure:?} {:e}", polished.gap);
            let off = (&polished.weights - &fast.weights).amax();
            assert!(off < 1e-11, "{measure:?} {off:e}");
        }
    }
}

#[test]
fn a_robust_risk_that_has_no_price_is_told_as_it_is() {
    let returns = DMatrix::from_fn(40, 3, |t, i| {
        0.001 * ((t * 7 + i * t + i) % 41) as f64 - 0.018 + 0.003 * i as f64
    });
    let measure = ScenarioMeasure::RobustCvar {
        confidence: 0.9,
        radius: 1e-3,
        risk_aversion: 1.0,
    };
    let new = |objective, constraints| {
        ScenarioProblem::new(returns.clone(), measure, objective, constraints).expect("well-formed")
    };
    let boldest = solve_scenario(&new(ScenarioObjective::MaxReturn, Constraints::default()));
    let boldest = boldest.solution().expect("solvable");
    let only = boldest.weights.imax();
    assert!((boldest.weights[only] - 1.0).abs() < 1e-12);
    let constraints = Constraints {
        min_weight: Bounds {
            default: 0.0,
            by_asset: [(only, 1.0)].into(),
        },
        ..Constraints::default()
    };
    let calmest = solve_scenario(&new(ScenarioObjective::MinRisk, constraints));
    let calmest = calmest.solution().expect("solvable");
    assert!((boldest.risk - calmest.risk).abs() < 1e-14);
}
