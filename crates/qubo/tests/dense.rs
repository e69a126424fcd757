//! The simulator beside dense matrices: Hamiltonians from Kronecker products, exponentials by
//! scaling and Taylor series. No code is shared but the coefficients of the selection.

use nalgebra::{Complex, DMatrix, DVector};
use proptest::prelude::*;
use qubo::{Count, Encoding, Mixer, Selection, Simulation};

type Matrix = DMatrix<Complex<f64>>;
type Vector = DVector<Complex<f64>>;

const I: Complex<f64> = Complex::new(0.0, 1.0);
const ONE: Complex<f64> = Complex::new(1.0, 0.0);
const ZERO: Complex<f64> = Complex::new(0.0, 0.0);

fn pauli(name: char) -> Matrix {
    let entries = match name {
        'X' => [ZERO, ONE, ONE, ZERO],
        'Y' => [ZERO, -I, I, ZERO],
        'Z' => [ONE, ZERO, ZERO, -ONE],
        _ => [ONE, ZERO, ZERO, ONE],
    };
    Matrix::from_row_slice(2, 2, &entries)
}

/// Pauli matrices on some qubits; qubit 0 is the last factor, so that it counts one.
fn operator(qubits: usize, paulis: &[(usize, char)]) -> Matrix {
    (0..qubits)
        .rev()
        .fold(Matrix::identity(1, 1), |product, qubit| {
            let here = paulis.iter().find(|(at, _)| *at == qubit);
            product.kronecker(&pauli(here.map_or('1', |(_, name)| *name)))
        })
}

/// `exp(factor · matrix)`. Halving and squaring loses a bit each time, so that the norm is taken
/// tightly.
fn exponential(matrix: &Matrix, factor: Complex<f64>) -> Matrix {
    let columns = matrix.column_iter();
    let norms = columns.map(|column| column.iter().map(|entry| entry.norm()).sum::<f64>());
    let norm = norms.fold(0.0, f64::max) * factor.norm();
    let halvings = norm.max(1.0).log2().ceil() as i32;
    let small = matrix * (factor * 2f64.powi(-halvings));
    let size = matrix.nrows();
    let mut term = Matrix::identity(size, size);
    let mut sum = term.clone();
    for power in 1..26 {
        term = &term * &small / Complex::from(f64::from(power));
        sum += &term;
    }
    (0..halvings).fold(sum, |root, _| &root * &root)
}

/// `exp(−i γ C)` of a diagonal matrix.
fn phase(energies: &[f64], gamma: f64) -> Matrix {
    let turned = energies
        .iter()
        .map(|energy| Complex::from_polar(1.0, -gamma * energy));
    Matrix::from_diagonal(&Vector::from_iterator(energies.len(), turned))
}

/// `z'Qz + c'z + P (Σz − k)²` of every string, straight from the definition.
fn energies(selection: &Selection, count: f64, penalty: f64) -> Vec<f64> {
    let n = selection.assets();
    (0..1usize << n)
        .map(|string| {
            let z = DVector::from_fn(n, |i, _| f64::from(u8::from(string >> i & 1 == 1)));
            let value = z.dot(&(selection.quadratic() * &z)) + selection.linear().dot(&z);
            value + penalty * (z.sum() - count) * (z.sum() - count)
        })
        .collect()
}

fn expectation(state: &Vector, energies: &[f64]) -> f64 {
    state
        .iter()
        .zip(energies)
        .map(|(a, energy)| a.norm_sqr() * energy)
        .sum()
}

fn transverse(
    selection: &Selection,
    count: usize,
    penalty: f64,
    gammas: &[f64],
    betas: &[f64],
) -> f64 {
    let n = selection.assets();
    let energies = energies(selection, count as f64, penalty);
    let mixer: Matrix = (0..n).map(|i| operator(n, &[(i, 'X')])).sum();
    let mut state = Vector::from_element(1 << n, Complex::from((1 << n) as f64).sqrt().inv());
    for (&gamma, &beta) in gammas.iter().zip(betas) {
        state = exponential(&mixer, I * beta) * (phase(&energies, gamma) * state);
    }
    expectation(&state, &energies)
}

fn ring(selection: &Selection, count: usize, gammas: &[f64], betas: &[f64]) -> f64 {
    let n = selection.assets();
    let energies = energies(selection, 0.0, 0.0);
    let mut pairs: Vec<(usize, usize)> = (0..n).step_by(2).map(|i| (i, (i + 1) % n)).collect();
    pairs.extend((1..n).step_by(2).map(|i| (i, (i + 1) % n)));
    pairs.truncate(if n == 2 { 1 } else { n });
    let kept = |string: usize| string.count_ones() as usize == count;
    let states = (0..1usize << n).filter(|&string| kept(string)).count() as f64;
    let mut state = Vector::from_fn(1 << n, |string, _| {
        Complex::from(if kept(string) {
            states.sqrt().recip()
        } else {
            0.0
        })
    });
    for (&gamma, &beta) in gammas.iter().zip(betas) {
        state = phase(&energies, gamma) * state;
        for &(i, j) in &pairs {
            let gate = operator(n, &[(i, 'X'), (j, 'X')]) + operator(n, &[(i, 'Y'), (j, 'Y')]);
            state = exponential(&(gate * Complex::from(0.5)), I * beta) * state;
        }
    }
    expectation(&state, &energies)
}

/// Coefficients that lie on any grid: the simulator rounds the others.
fn selections() -> impl Strategy<Value = (Selection, usize)> {
    (2usize..=6)
        .prop_flat_map(|n| {
            let entry = || (-64i32..=64).prop_map(|entry| f64::from(entry) / 64.0);
            let quadratic = prop::collection::vec(entry(), n * n);
            (quadratic, prop::collection::vec(entry(), n), 1..=n)
        })
        .prop_map(|(quadratic, linear, count)| {
            let n = linear.len();
            let quadratic = DMatrix::from_vec(n, n, quadratic);
            let symmetric = &quadratic + quadratic.transpose();
            let linear = DVector::from_vec(linear);
            (
                Selection::new(symmetric, linear, Count::Exactly(count)).expect("a valid case"),
                count,
            )
        })
}

fn angles() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    (1usize..=3).prop_flat_map(|layers| {
        let angle = || prop::collection::vec(-3.0..3.0f64, layers);
        (angle(), angle())
    })
}

fn close(found: f64, expected: f64, size: f64) {
    assert!(
        (found - expected).abs() <= 1e-12 * size.max(1.0),
        "{found} {expected}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_textbook_expectation_is_that_of_dense_matrices(
        (selection, count) in selections(), (gammas, betas) in angles()
    ) {
        let simulation = Simulation::new(&selection, Mixer::Transverse).expect("a valid case");
        let penalty = Encoding::new(&selection).penalty();
        let dense = transverse(&selection, count, penalty, &gammas, &betas);
        let (found, ..) = simulation.expectation(0, &gammas, &betas);
        let size = simulation.energies(0).iter().fold(0.0, |a: f64, b| a.max(b.abs()));
        close(found, dense, size);
    }

    #[test]
    fn the_expectation_on_the_ring_is_that_of_dense_matrices(
        (selection, count) in selections(), (gammas, betas) in angles()
    ) {
        let simulation = Simulation::new(&selection, Mixer::Ring).expect("a valid case");
        let dense = ring(&selection, count, &gammas, &betas);
        let (found, ..) = simulation.expectation(0, &gammas, &betas);
        let size = simulation.energies(0).iter().fold(0.0, |a: f64, b| a.max(b.abs()));
        close(found, dense, size);
    }

    #[test]
    fn slopes_are_central_differences(
        (selection, _) in selections(), (gammas, betas) in angles(),
        mixer in prop::sample::select(vec![Mixer::Transverse, Mixer::WarmStart, Mixer::Ring])
    ) {
        let simulation = Simulation::new(&selection, mixer).expect("a valid case");
        let (_, by_gamma, by_beta) = simulation.expectation(0, &gammas, &betas);
        let size = simulation.energies(0).iter().fold(1.0, |a: f64, b| a.max(b.abs()));
        let step = 1e-5 / size;
        for layer in 0..gammas.len() {
            let moved = |by_g: f64, by_b: f64| {
                let (mut g, mut b) = (gammas.clone(), betas.clone());
                g[layer] += by_g;
                b[layer] += by_b;
                simulation.expectation(0, &g, &b).0
            };
            let gamma = (moved(step, 0.0) - moved(-step, 0.0)) / (2.0 * step);
            let beta = (moved(0.0, step) - moved(0.0, -step)) / (2.0 * step);
            prop_assert!((by_gamma[layer] - gamma).abs() < 1e-5 * size * size, "{} {gamma}", by_gamma[layer]);
            prop_assert!((by_beta[layer] - beta).abs() < 1e-4 * size, "{} {beta}", by_beta[layer]);
        }
    }
}

#[test]
fn a_large_register_keeps_its_norm_and_comes_back() {
    // 13 qubits reach the second half of the blocked mixer and the tables of the phases.
    let n = 13;
    let selection = Selection::new(
        DMatrix::from_fn(n, n, |i, j| 0.1 / (1.0 + i as f64 + j as f64)),
        DVector::from_fn(n, |i, _| -0.05 * (i as f64 + 1.0).sqrt()),
        Count::Exactly(6),
    )
    .expect("a valid case");
    for mixer in [Mixer::Transverse, Mixer::WarmStart, Mixer::Ring] {
        let simulation = Simulation::new(&selection, mixer).expect("a valid case");
        let sum: f64 = simulation
            .probabilities(0, &[2.0, 5.0], &[0.7, -0.4])
            .iter()
            .sum();
        assert!((sum - 1.0).abs() < 1e-12, "{mixer:?}: {sum}");
        let begun = simulation.probabilities(0, &[], &[]);
        // A layer that only turns, and its opposite.
        let back = simulation.probabilities(0, &[0.0, 0.0], &[0.3, -0.3]);
        let apart = begun
            .iter()
            .zip(&back)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f64::max);
        assert!(
            apart < if mixer == Mixer::Ring { 1.0 } else { 1e-15 },
            "{mixer:?}: {apart}"
        );
    }
}
