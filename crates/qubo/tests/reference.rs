//! The instances whose optimum is known from elsewhere.

#[expect(dead_code, reason = "each test file uses a part")]
mod support;

use qubo::{
    AnnealSettings, BifurcationSettings, Finish, Variant, anneal, bifurcate, enumerate, greedy,
};
use support::reference;

#[test]
fn enumeration_agrees_with_python() {
    let instances = reference();
    assert_eq!(instances.len(), 6);
    for instance in instances {
        let judged = enumerate(&instance.selection, &|| false).expect("a valid case");
        assert_eq!(
            judged.best.chosen, instance.best_assets,
            "{}",
            instance.name
        );
        assert!((judged.best.value - instance.best).abs() < 1e-14);
        let second = judged.second.expect("a valid case");
        assert_eq!(second.chosen, instance.second_assets, "{}", instance.name);
        assert!((second.value - instance.second).abs() < 1e-14);
        // These two are sums on the grid of coefficients.
        assert!((judged.worst - instance.worst).abs() < 1e-9);
        assert!((judged.mean - instance.mean).abs() < 1e-9);
        assert_eq!((judged.feasible, judged.optimal), (instance.feasible, 1));
    }
}

#[test]
fn annealing_finds_the_optimum_with_every_seed() {
    for instance in reference() {
        for seed in 0..20 {
            let found = anneal(
                &instance.selection,
                &AnnealSettings {
                    seed,
                    ..Default::default()
                },
            );
            assert_eq!(
                found.best.chosen, instance.best_assets,
                "{}, seed {seed}",
                instance.name
            );
        }
    }
}

#[test]
fn both_bifurcations_find_the_optimum_with_every_seed_and_without_help() {
    for instance in reference() {
        for (variant, seed) in [Variant::Ballistic, Variant::Discrete]
            .into_iter()
            .flat_map(|variant| (0..20).map(move |seed| (variant, seed)))
        {
            let settings = BifurcationSettings {
                variant,
                seed,
                finish: Finish::AsFound,
                ..Default::default()
            };
            let found = bifurcate(&instance.selection, &settings);
            assert_eq!(
                found.best.chosen, instance.best_assets,
                "{}, {variant:?}, seed {seed}",
                instance.name
            );
        }
    }
}

#[test]
fn greedy_choice_finds_them_as_well() {
    // Said so that nobody takes these instances for hard ones.
    for instance in reference() {
        let found = greedy(&instance.selection, &|| false);
        assert_eq!(found.best.chosen, instance.best_assets, "{}", instance.name);
    }
}
