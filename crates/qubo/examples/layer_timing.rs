//! Milliseconds of one layer: `cargo run --release -p qubo --example layer_timing [qubits]`.

use std::time::Instant;

use nalgebra::{DMatrix, DVector};
use qubo::{Count, Mixer, Selection, Simulation};

#[expect(clippy::print_stdout, reason = "this is a program")]
fn main() {
    let qubits = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let qubits: usize = qubits.unwrap_or(20);
    let wave = |i: usize, j: usize| ((i * 31 + j * 17) as f64).sin();
    let selection = Selection::new(
        DMatrix::from_fn(qubits, qubits, |i, j| 0.01 * (wave(i, j) + wave(j, i))),
        DVector::from_fn(qubits, |i, _| 0.1 * wave(i, i + 5)),
        Count::Exactly(qubits / 2),
    )
    .expect("a selection");
    for mixer in [Mixer::Transverse, Mixer::WarmStart, Mixer::Ring] {
        let begun = Instant::now();
        let simulation = Simulation::new(&selection, mixer).expect("a register that fits");
        let built = milliseconds(begun);
        let strings = simulation.strings(0).len();
        let run = |layers: usize| {
            let angles = vec![0.3; layers];
            shortest(&|| drop(simulation.probabilities(0, &angles, &angles)))
        };
        // The beginning and the probabilities are no part of a layer.
        let layer = (run(5) - run(1)) / 4.0;
        let slopes = shortest(&|| drop(simulation.expectation(0, &[0.3; 3], &[0.3; 3])));
        println!(
            "{mixer:?}: {strings} strings, built in {built:.1} ms, layer {layer:.2} ms, \
             expectation and slopes of 3 layers {slopes:.1} ms"
        );
    }
}

/// The shortest of some runs: others share the machine.
fn shortest(work: &dyn Fn()) -> f64 {
    (0..15).fold(f64::INFINITY, |shortest, _| {
        let begun = Instant::now();
        work();
        shortest.min(milliseconds(begun))
    })
}

fn milliseconds(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1e3
}
