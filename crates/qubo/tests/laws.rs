//! What holds for every selection, judged by going through all strings.

use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;
use qubo::{
    AnnealSettings, BifurcationSettings, Count, Encoding, Finish, Qubo, Selection, Variant, Walk,
    anneal, bifurcate, enumerate, enumerate_qubo, greedy, sample_uniformly,
};

/// Any coefficients of any sizes, with required and forbidden ones.
fn selections(most: usize) -> impl Strategy<Value = Selection> {
    (1..=most)
        .prop_flat_map(|n| {
            let entry = || prop_oneof![4 => -1.0..1.0f64, 1 => Just(0.0), 1 => Just(0.5)];
            let quadratic = prop::collection::vec(entry(), n * n);
            let linear = prop::collection::vec(entry(), n);
            let marks = prop::collection::vec(0u8..8, n);
            (quadratic, linear, marks, 1..=n, any::<bool>(), -3i32..=3)
        })
        .prop_filter_map(
            "the count cannot be kept",
            |(quadratic, linear, marks, count, exactly, size)| {
                let n = linear.len();
                let scale = 10f64.powi(size);
                let quadratic = DMatrix::from_vec(n, n, quadratic);
                let symmetric = (&quadratic + quadratic.transpose()) * scale;
                let count = if exactly {
                    Count::Exactly(count)
                } else {
                    Count::AtMost(count)
                };
                let marked = |mark: u8| (0..n).filter(|&i| marks[i] == mark).collect::<Vec<_>>();
                Selection::new(symmetric, DVector::from_vec(linear), count)
                    .and_then(|selection| selection.with_forbidden(&marked(0)))
                    .and_then(|selection| selection.with_required(&marked(1)))
                    .ok()
            },
        )
}

/// The best value by the definition, over all subsets that are admitted.
fn brute(selection: &Selection) -> (f64, usize) {
    let n = selection.assets();
    let sets =
        (0..1usize << n).map(|string| (0..n).filter(|i| string >> i & 1 == 1).collect::<Vec<_>>());
    let values: Vec<f64> = sets
        .filter(|set| selection.admits(set))
        .map(|set| by_definition(selection, &set))
        .collect();
    (
        values.iter().copied().fold(f64::INFINITY, f64::min),
        values.len(),
    )
}

fn by_definition(selection: &Selection, set: &[usize]) -> f64 {
    let z = DVector::from_fn(selection.assets(), |i, _| {
        f64::from(u8::from(set.contains(&i)))
    });
    z.dot(&(selection.quadratic() * &z)) + selection.linear().dot(&z)
}

/// What half a step of the grid in every coefficient can make.
fn rounding(selection: &Selection) -> f64 {
    let n = selection.assets() as f64;
    let largest = selection
        .quadratic()
        .iter()
        .chain(selection.linear().iter());
    let largest = largest.fold(0.0, |a: f64, b| a.max(b.abs()));
    n * n * 4.0 * largest * 2f64.powi(-32)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn enumeration_is_brute_force(selection in selections(9)) {
        let judged = enumerate(&selection, &|| false).expect("a valid case");
        let (best, feasible) = brute(&selection);
        prop_assert_eq!(judged.feasible, feasible as u64);
        prop_assert!(selection.admits(&judged.best.chosen));
        prop_assert!((judged.best.value - best).abs() <= rounding(&selection));
        prop_assert!(judged.optimal >= 1 && judged.optimal <= judged.feasible);
        prop_assert_eq!(judged.second.is_some(), feasible > 1);
        if let Some(second) = judged.second {
            prop_assert!(selection.admits(&second.chosen));
            prop_assert!(second.value >= judged.best.value - rounding(&selection));
        }
    }

    /// The proof of the penalty, on trial.
    #[test]
    fn every_minimiser_of_the_qubo_is_a_minimiser_of_the_selection(selection in selections(8)) {
        let encoding = Encoding::new(&selection);
        let (best, _) = brute(&selection);
        let minimum = enumerate_qubo(encoding.qubo(), &|| false).expect("a valid case");
        prop_assert!(!minimum.strings.is_empty());
        for string in &minimum.strings {
            let choice = encoding.decode(string);
            prop_assert!(choice.is_some(), "an infeasible string has the lowest energy");
            let choice = choice.expect("a valid case");
            prop_assert!(selection.admits(&choice.chosen));
            prop_assert!((choice.value - best).abs() <= rounding(&selection));
            prop_assert!((minimum.energy - choice.value).abs() <= rounding(&selection));
        }
    }

    #[test]
    fn searches_keep_the_rules_and_never_beat_the_judge(selection in selections(9), seed in any::<u64>()) {
        let best = enumerate(&selection, &|| false).expect("a valid case").best.value;
        let short = AnnealSettings { sweeps: 10, restarts: 2, seed, ..Default::default() };
        let bifurcation = |variant, finish| BifurcationSettings {
            variant, finish, seed, steps: 40, restarts: 2, ..Default::default()
        };
        let found = [
            greedy(&selection, &|| false),
            anneal(&selection, &short),
            bifurcate(&selection, &bifurcation(Variant::Ballistic, Finish::AsFound)),
            bifurcate(&selection, &bifurcation(Variant::Discrete, Finish::Descent)),
            sample_uniformly(&selection, 5, seed),
        ];
        for found in found {
            prop_assert!(selection.admits(&found.best.chosen), "{:?}", found);
            prop_assert!(found.best.value >= best - rounding(&selection));
            prop_assert!((found.best.value - by_definition(&selection, &found.best.chosen)).abs()
                <= rounding(&selection));
        }
    }

    #[test]
    fn annealing_long_enough_finds_the_optimum(selection in selections(8)) {
        let best = enumerate(&selection, &|| false).expect("a valid case").best.value;
        let found = anneal(&selection, &AnnealSettings::default());
        prop_assert!((found.best.value - best).abs() <= rounding(&selection));
    }

    #[test]
    fn spins_have_the_same_energy(selection in selections(6), bits in prop::collection::vec(any::<bool>(), 12)) {
        let encoding = Encoding::new(&selection);
        let bits = &bits[..encoding.qubo().variables()];
        let (binary, spins) = (encoding.qubo().energy(bits), encoding.qubo().ising().energy(bits));
        prop_assert!((binary - spins).abs() <= 1e-12 * (1.0 + encoding.penalty() * 100.0), "{binary} {spins}");
    }

    /// On the grid nothing is rounded: after any walk the energy is the one computed anew.
    #[test]
    fn a_walk_does_not_drift(selection in selections(9), flips in prop::collection::vec(0usize..64, 0..200)) {
        let encoding = Encoding::new(&selection);
        let qubo = encoding.qubo();
        prop_assume!(qubo.variables() > 0);
        let mut walk = Walk::new(qubo);
        for flip in flips {
            let i = flip % qubo.variables();
            let (before, change) = (walk.energy(), walk.change(i));
            walk.flip(i);
            prop_assert_eq!(walk.energy(), before + change);
        }
        prop_assert_eq!(walk.energy(), qubo.energy(walk.bits()));
        let (ones, zeros): (Vec<usize>, Vec<usize>) = (0..qubo.variables()).partition(|&i| walk.bits()[i]);
        if let (Some(&leaving), Some(&entering)) = (ones.first(), zeros.first()) {
            let expected = walk.energy() + walk.change_of_swap(leaving, entering);
            walk.flip(leaving);
            walk.flip(entering);
            prop_assert_eq!(walk.energy(), expected);
        }
    }
}

#[test]
fn an_energy_is_its_definition() {
    let quadratic = DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 2.0, 5.0]);
    let qubo = Qubo::new(&quadratic, &DVector::from_vec(vec![10.0, 100.0]), 1000.0);
    let energy = |a: bool, b: bool| qubo.energy(&[a, b]);
    assert_eq!(energy(false, false), 1000.0);
    assert_eq!(energy(true, false), 1011.0);
    assert_eq!(energy(false, true), 1105.0);
    assert_eq!(energy(true, true), 1120.0);
}
