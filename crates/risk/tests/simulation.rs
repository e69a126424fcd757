//! What is drawn, against what can be computed without drawing.

#[path = "simulation/closed.rs"]
mod closed;
#[path = "simulation/history.rs"]
mod history;
#[path = "simulation/nonsense.rs"]
mod nonsense;
#[path = "simulation/parts.rs"]
mod parts;
#[path = "simulation/payments.rs"]
mod payments;

use nalgebra::DMatrix;
use risk::simulation::*;
use risk::*;

/// Four standard errors: one comparison of sixteen thousand fails by chance, and the seeds are fixed.
const FAR: f64 = 4.0;

fn three() -> Moments {
    let deviations = [0.012, 0.004, 0.02];
    let correlations = [[1.0, 0.3, 0.5], [0.3, 1.0, -0.2], [0.5, -0.2, 1.0]];
    Moments {
        mean: vec![0.0005, 0.0001, 0.0009],
        covariance: DMatrix::from_fn(3, 3, |i, j| {
            correlations[i][j] * deviations[i] * deviations[j]
        }),
    }
}

const WEIGHTS: [f64; 3] = [0.5, 0.2, 0.3];

fn daily_mean_and_variance(moments: &Moments, weights: &[f64]) -> (f64, f64) {
    let mut found = (0.0, 0.0);
    for (i, left) in weights.iter().enumerate() {
        found.0 += left * moments.mean[i];
        for (j, right) in weights.iter().enumerate() {
            found.1 += left * right * moments.covariance[(i, j)];
        }
    }
    found
}

fn draw(setup: &Setup<'_>, levels: &[f64]) -> Fan {
    let plan = Plan::new(setup).expect("a sound setup");
    let drawn = plan.simulate(0..plan.blocks(), &|| false);
    plan.fan(drawn, levels, &[0.95], None).expect("all blocks")
}

fn end(fan: &Fan) -> &FanPoint {
    fan.points.last().expect("the last day")
}

fn assert_near(found: f64, expect: f64, error: f64) {
    let off = (found - expect).abs() / error;
    assert!(off < FAR, "{found}, not {expect}: {off} errors of {error}");
}

fn assert_close(found: f64, expect: f64) {
    let off = (found - expect).abs();
    assert!(off < 1e-10 * (1.0 + expect.abs()), "{found}, not {expect}");
}

fn monthly(amount: Amount) -> Flow {
    Flow {
        amount,
        first: MONTH,
        every: MONTH,
        last: usize::MAX,
    }
}

fn history() -> DMatrix<f64> {
    DMatrix::from_fn(37, 2, |day, asset| {
        ((day * (29 + 18 * asset) + 5) % 41) as f64 / 700.0 - 0.027
    })
}
