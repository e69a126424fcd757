//! The mixer of the warm start beside the definition of Egger, Mareček and Woerner.

use nalgebra::{DMatrix, DVector};
use qubo::{Count, Mixer, Selection, Simulation};

type C = nalgebra::Complex<f64>;

/// `RY(θ) RZ(−2β) RY(−θ)`, their eq. 4, from the matrices of the two rotations.
fn mixer(theta: f64, beta: f64) -> [[C; 2]; 2] {
    let ry = |angle: f64| {
        let (sin, cos) = (angle / 2.0).sin_cos();
        [[C::from(cos), C::from(-sin)], [C::from(sin), C::from(cos)]]
    };
    // RZ(φ) = diag(exp(−iφ/2), exp(iφ/2)).
    let rz = [
        [C::from_polar(1.0, beta), C::from(0.0)],
        [C::from(0.0), C::from_polar(1.0, -beta)],
    ];
    product(product(ry(theta), rz), ry(-theta))
}

fn product(a: [[C; 2]; 2], b: [[C; 2]; 2]) -> [[C; 2]; 2] {
    let entry = |i: usize, j: usize| a[i][0] * b[0][j] + a[i][1] * b[1][j];
    [[entry(0, 0), entry(0, 1)], [entry(1, 0), entry(1, 1)]]
}

#[test]
fn the_circuit_is_that_of_the_paper() {
    // Nothing is coupled but by the penalty; the relaxation puts all of the budget on the second
    // variable, and is clipped to a quarter and three quarters.
    let linear = DVector::from_vec(vec![0.0, -1.0]);
    let selection =
        Selection::new(DMatrix::zeros(2, 2), linear, Count::Exactly(1)).expect("a valid case");
    let simulation = Simulation::new(&selection, Mixer::WarmStart).expect("a valid case");
    let ones = [0.25, 0.75];
    let begun = simulation.probabilities(0, &[], &[]);
    let (gamma, beta) = (0.8, 0.5);
    let mut state: Vec<C> = (0..4usize)
        .map(|string| {
            let one = |i: usize| {
                if string >> i & 1 == 1 {
                    ones[i]
                } else {
                    1.0 - ones[i]
                }
            };
            assert!((begun[string] - one(0) * one(1)).abs() < 1e-9, "{begun:?}");
            C::from((one(0) * one(1)).sqrt())
        })
        .collect();
    for (amplitude, energy) in state.iter_mut().zip(simulation.energies(0)) {
        *amplitude *= C::from_polar(1.0, -gamma * energy);
    }
    for i in 0..2 {
        let gate = mixer(2.0 * ones[i].sqrt().asin(), beta);
        for low in (0..4usize).filter(|string| string >> i & 1 == 0) {
            let (a, b) = (state[low], state[low | 1 << i]);
            state[low] = gate[0][0] * a + gate[0][1] * b;
            state[low | 1 << i] = gate[1][0] * a + gate[1][1] * b;
        }
    }
    let found = simulation.probabilities(0, &[gamma], &[beta]);
    for (found, amplitude) in found.iter().zip(&state) {
        assert!(
            (found - amplitude.norm_sqr()).abs() < 1e-9,
            "{found} {amplitude}"
        );
    }
}
