//! What QAOA reaches on the reference instances at three layers.

#[expect(dead_code, reason = "each test file uses a part")]
mod support;

use qubo::{Mixer, QaoaSettings, qaoa};
use support::{Instance, reference};

/// The median over 20 seeds of the probability of the optimum per shot, in multiples of a
/// uniform draw from the feasible sets.
fn advantage(instance: &Instance, mixer: Mixer) -> f64 {
    let mut advantages: Vec<f64> = (0..20)
        .map(|seed| {
            let settings = QaoaSettings {
                mixer,
                seed,
                ..Default::default()
            };
            assert_eq!((settings.layers, settings.shots), (3, 64));
            let result = qaoa(&instance.selection, &settings).expect("a valid case");
            assert_eq!(result.uniform_probability, 1.0 / instance.feasible as f64);
            result.probability_of_optimum / result.uniform_probability
        })
        .collect();
    advantages.sort_by(f64::total_cmp);
    0.5 * (advantages[9] + advantages[10])
}

fn check(mixer: Mixer) {
    for instance in reference() {
        let advantage = advantage(&instance, mixer);
        assert!(
            advantage >= 5.0,
            "{}, {mixer:?}: {advantage:.2}",
            instance.name
        );
    }
}

#[test]
fn the_textbook_circuit_is_five_times_as_good_as_luck() {
    check(Mixer::Transverse);
}

#[test]
fn the_warm_start_is_five_times_as_good_as_luck() {
    check(Mixer::WarmStart);
}

#[test]
fn the_ring_is_five_times_as_good_as_luck() {
    check(Mixer::Ring);
}
