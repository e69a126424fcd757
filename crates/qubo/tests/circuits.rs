//! What a run of QAOA says of itself.

#[expect(dead_code, reason = "each test file uses a part")]
mod support;

use std::cell::Cell;

use nalgebra::{DMatrix, DVector};
use qubo::{Count, Mixer, QaoaError, QaoaSettings, Selection, enumerate, qaoa};
use support::{reference, us20};

const MIXERS: [Mixer; 3] = [Mixer::Transverse, Mixer::WarmStart, Mixer::Ring];

fn small(count: Count) -> Selection {
    let wave = |i: usize, j: usize| ((i * 7 + j * 3) as f64).sin();
    let quadratic = DMatrix::from_fn(6, 6, |i, j| wave(i, j) + wave(j, i));
    let linear = DVector::from_fn(6, |i, _| -0.5 * wave(i, i));
    let selection = Selection::new(quadratic, linear, count).expect("a selection");
    selection
        .with_required(&[2])
        .and_then(|s| s.with_forbidden(&[5]))
        .expect("a selection")
}

#[test]
fn the_answer_is_the_best_of_the_shots() {
    for count in [Count::Exactly(3), Count::AtMost(3)] {
        let selection = small(count);
        let judged = enumerate(&selection, &|| false).expect("small");
        for mixer in MIXERS {
            let settings = QaoaSettings {
                mixer,
                shots: 200,
                seed: 9,
                ..Default::default()
            };
            let result = qaoa(&selection, &settings).expect("small");
            assert_eq!(
                result
                    .samples
                    .iter()
                    .map(|sample| sample.shots)
                    .sum::<u64>(),
                200
            );
            assert_eq!(
                result
                    .circuits
                    .iter()
                    .map(|tuning| tuning.shots)
                    .sum::<u64>(),
                200
            );
            for sample in &result.samples {
                assert_eq!(sample.feasible, selection.admits(&sample.chosen));
                assert_eq!(sample.value, selection.value(&sample.chosen));
            }
            let ordered = result
                .samples
                .windows(2)
                .all(|pair| pair[0].shots >= pair[1].shots);
            assert!(ordered);
            let values = result.samples.iter().filter(|sample| sample.feasible);
            let lowest = values
                .map(|sample| sample.value)
                .fold(f64::INFINITY, f64::min);
            let best = result.best.expect("200 shots and a tuned circuit");
            assert_eq!(best.value, lowest);
            let uniform = judged.optimal as f64 / judged.feasible as f64;
            assert!(
                (result.uniform_probability - uniform).abs() < 1e-15,
                "{mixer:?} {count:?}"
            );
            assert!(result.probability_of_optimum <= result.probability_of_feasible + 1e-12);
            if mixer == Mixer::Ring {
                assert!((result.probability_of_feasible - 1.0).abs() < 1e-12);
            }
        }
    }
}

#[test]
fn probabilities_are_those_that_shots_show() {
    let instance = &reference()[0];
    for mixer in MIXERS {
        let settings = QaoaSettings {
            mixer,
            shots: 1 << 20,
            ..Default::default()
        };
        let result = qaoa(&instance.selection, &settings).expect("small");
        let seen = |wanted: &dyn Fn(&qubo::Sample) -> bool| {
            let shots = result.samples.iter().filter(|sample| wanted(sample));
            shots.map(|sample| sample.shots).sum::<u64>() as f64 / f64::from(1 << 20)
        };
        let optimum = seen(&|sample| sample.chosen == instance.best_assets);
        let feasible = seen(&|sample| sample.feasible);
        // Five standard deviations of a share of 2²⁰ draws are below 0.0025.
        assert!(
            (optimum - result.probability_of_optimum).abs() < 0.0025,
            "{mixer:?}"
        );
        assert!(
            (feasible - result.probability_of_feasible).abs() < 0.0025,
            "{mixer:?}"
        );
    }
}

#[test]
fn a_seed_is_an_answer() {
    let selection = us20(8, 4, 0.75);
    for mixer in MIXERS {
        let run = |seed| {
            let settings = QaoaSettings {
                mixer,
                seed,
                ..Default::default()
            };
            qaoa(&selection, &settings).expect("small")
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1).samples, run(2).samples);
    }
}

#[test]
fn the_last_bits_of_the_coefficients_do_not_matter() {
    let selection = us20(8, 4, 0.5);
    let nudged = Selection::new(
        selection
            .quadratic()
            .map(|entry| entry * (1.0 + 2.0 * f64::EPSILON)),
        selection
            .linear()
            .map(|entry| entry * (1.0 - 2.0 * f64::EPSILON)),
        selection.count(),
    )
    .expect("a selection");
    assert_ne!(selection, nudged);
    for mixer in MIXERS {
        let settings = QaoaSettings {
            mixer,
            ..Default::default()
        };
        let (one, other) = (qaoa(&selection, &settings), qaoa(&nudged, &settings));
        let (one, other) = (one.expect("small"), other.expect("small"));
        assert_eq!(one.circuits, other.circuits);
        assert_eq!(one.probability_of_optimum, other.probability_of_optimum);
    }
}

#[test]
fn a_stop_ends_the_tuning_and_the_circuit_is_still_measured() {
    let asked = Cell::new(0);
    let stop = || {
        asked.set(asked.get() + 1);
        asked.get() > 15
    };
    let selection = us20(12, 6, 0.5);
    let settings = QaoaSettings {
        mixer: Mixer::Ring,
        stop: &stop,
        ..Default::default()
    };
    let result = qaoa(&selection, &settings).expect("small");
    assert!(result.stopped && result.evaluations == 15);
    assert!(result.best.is_some());
}

#[test]
fn what_cannot_be_simulated_is_refused_by_name() {
    let selection = us20(8, 4, 0.5);
    let refused = |settings: &QaoaSettings<'_>| match qaoa(&selection, settings) {
        Err(QaoaError::Setting { field, .. }) => field,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        refused(&QaoaSettings {
            layers: 0,
            ..Default::default()
        }),
        "layers"
    );
    assert_eq!(
        refused(&QaoaSettings {
            tail: 0.0,
            ..Default::default()
        }),
        "tail"
    );
    assert_eq!(
        refused(&QaoaSettings {
            tail: f64::NAN,
            ..Default::default()
        }),
        "tail"
    );
    assert_eq!(
        refused(&QaoaSettings {
            shots: 0,
            ..Default::default()
        }),
        "shots"
    );
    for n in [30, 64, 100] {
        let none = DMatrix::zeros(n, n);
        let large = Selection::new(none, DVector::zeros(n), Count::Exactly(n / 2));
        let large = large.expect("a selection");
        for mixer in MIXERS {
            let settings = QaoaSettings {
                mixer,
                ..Default::default()
            };
            let result = qaoa(&large, &settings);
            let refused = matches!(result, Err(QaoaError::TooLarge { qubits, .. }) if qubits == n);
            assert!(refused, "{n} {mixer:?}");
        }
    }
}

#[test]
fn nothing_to_decide_is_decided() {
    let selection = Selection::new(
        DMatrix::identity(3, 3),
        DVector::zeros(3),
        Count::Exactly(2),
    )
    .and_then(|selection| selection.with_required(&[0, 2]))
    .expect("a selection");
    for mixer in MIXERS {
        let settings = QaoaSettings {
            mixer,
            ..Default::default()
        };
        let result = qaoa(&selection, &settings).expect("two sets of nothing");
        assert_eq!(
            result.best.expect("the only set").chosen,
            [0, 2],
            "{mixer:?}"
        );
    }
}
