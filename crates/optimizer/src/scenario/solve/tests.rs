use nalgebra::DMatrix;

use super::*;
use crate::limits::Constraints;

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
