use super::*;
use crate::limits::{Bounds, Constraints};
use crate::scenario::solve_scenario;

/// The robust program as Esfahani and Kuhn write it, with a vector per scenario and piece.
fn written_in_full(
    returns: &DMatrix<f64>,
    (confidence, radius, aversion): (f64, f64, f64),
    low: f64,
) -> f64 {
    let (periods, n) = returns.shape();
    let tail = 1.0 - confidence;
    let mut cone = Cone::default();
    let (weights, level, price) = (cone.block(n), cone.variable(), cone.variable());
    let sizes = cone.block(periods);
    cone.cost[price] = radius;
    for size in sizes..sizes + periods {
        cone.cost[size] = 1.0 / periods as f64;
    }
    cone.equal
        .push(((0..n).map(|asset| (weights + asset, 1.0)).collect(), 1.0));
    for asset in 0..n {
        cone.at_least(vec![(weights + asset, 1.0)], low);
    }
    let pieces = [
        (-1.0, aversion),
        (-1.0 - aversion / tail, aversion * (1.0 - 1.0 / tail)),
    ];
    for period in 0..periods {
        for (slope, of_level) in pieces {
            let dual = cone.block(n);
            let mut row = vec![(sizes + period, 1.0), (level, -of_level)];
            for asset in 0..n {
                let value = returns[(period, asset)];
                row.push((weights + asset, -slope * value));
                row.push((dual + asset, -(1.0 + value)));
                cone.at_least(vec![(dual + asset, 1.0)], 0.0);
                for sign in [1.0, -1.0] {
                    let bound = vec![
                        (price, 1.0),
                        (dual + asset, sign),
                        (weights + asset, sign * slope),
                    ];
                    cone.at_least(bound, 0.0);
                }
            }
            cone.at_least(row, 0.0);
        }
    }
    let Answer::Point { bound, .. } = cone.solve(n) else {
        panic!("solvable");
    };
    bound
}

#[test]
fn the_robust_risk_is_that_of_the_full_program() {
    let returns = DMatrix::from_fn(12, 4, |t, i| {
        0.08 * ((t * (i + 3) * 37 + i * i * 11 + t * t * 7) % 101) as f64 / 101.0 - 0.038
    });
    for (confidence, radius, risk_aversion) in [
        (0.9, 1e-3, 1.0),
        (0.75, 0.01, 0.4),
        (0.5, 0.0, 2.0),
        (0.8, 0.3, 1.0),
    ] {
        for low in [0.0, -0.5] {
            let measure = ScenarioMeasure::RobustCvar {
                confidence,
                radius,
                risk_aversion,
            };
            let constraints = Constraints {
                min_weight: Bounds::all(low),
                max_weight: Bounds::all(f64::INFINITY),
                ..Constraints::default()
            };
            let objective = ScenarioObjective::MinRisk;
            let problem = ScenarioProblem::new(returns.clone(), measure, objective, constraints);
            let outcome = solve_scenario(&problem.expect("well-formed"));
            let fast = outcome.solution().expect("solvable").risk;
            let full = written_in_full(&returns, (confidence, radius, risk_aversion), low);
            assert!(
                (fast - full).abs() < 1e-8,
                "{measure:?} {low}: {fast} {full}"
            );
        }
    }
}
