//! Every choice of pieces solved by itself, by code that shares nothing with the search.

use std::collections::BTreeSet;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Choice, Constraints, Convex, DiscreteOutcome, DiscreteProblem, FixedCosts, Moments,
    Objective, Outcome, PositionGroup, Positions, Problem, Row, Search, lower_bound,
    solve_discrete, solve_on_positions,
};
use proptest::prelude::*;
use proptest::test_runner::TestRng;

/// A problem drawn at random.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) problem: Problem,
    pub(crate) choice: Choice,
}

fn model() -> impl Strategy<Value = Model> {
    (2_usize..8, any::<u64>()).prop_map(|(n, seed)| drawn(n, seed))
}

pub(crate) fn drawn(n: usize, seed: u64) -> Model {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut rng = TestRng::from_seed(proptest::test_runner::RngAlgorithm::ChaCha, &bytes);
    let mut uniform = || f64::from(rng.next_u32()) / f64::from(u32::MAX);
    let factors = DMatrix::from_fn(n, 2, |_, _| 0.3 * (uniform() - 0.4));
    let own = DVector::from_fn(n, |_, _| 0.005 + 0.05 * uniform());
    let covariance = &factors * factors.transpose() + DMatrix::from_diagonal(&own);
    let mean = DVector::from_fn(n, |_, _| 0.2 * uniform() - 0.03);
    let objective = match (4.0 * uniform()) as usize {
        0 => Objective::MinVariance,
        1 => Objective::MaxReturn,
        2 => Objective::MaxSharpe { risk_free: 0.01 },
        _ => Objective::MaxUtility {
            risk_aversion: 0.3 + 4.0 * uniform(),
        },
    };
    let is_short = uniform() < 0.4;
    let mut constraints = Constraints {
        min_weight: Bounds::all(if is_short { -0.3 } else { 0.0 }),
        max_weight: Bounds::all(if uniform() < 0.5 {
            1.0
        } else {
            0.35 + 0.3 * uniform()
        }),
        ..Constraints::default()
    };
    if uniform() < 0.3 {
        let asset = (uniform() * (n as f64 - 0.01)) as usize;
        constraints.min_weight.by_asset.insert(asset, 0.05);
    }
    if uniform() < 0.4 {
        let row = Row::group(
            "half",
            0..n / 2,
            Some(0.1 * uniform()),
            Some(0.3 + 0.5 * uniform()),
        );
        constraints.rows.push(row);
    }
    if uniform() < 0.4 {
        constraints.target_return = Some(mean.mean() + 0.05 * uniform());
    }
    let most = 1 + (uniform() * n as f64) as usize;
    let most = most.min(n);
    let smallest = if uniform() < 0.6 {
        0.02 + 0.15 * uniform()
    } else {
        0.0
    };
    let mut positions = Positions {
        at_most: (uniform() < 0.8).then_some(most),
        smallest,
        largest: (uniform() < 0.3).then_some(0.4 + 0.3 * uniform()),
        ..Positions::default()
    };
    if smallest > 0.0 && uniform() < 0.5 {
        positions.at_least = Some(most);
    }
    if uniform() < 0.4 {
        let assets: BTreeSet<usize> = (0..n).filter(|_| uniform() < 0.5).collect();
        if !assets.is_empty() {
            let at_most = (uniform() * assets.len() as f64) as usize;
            positions.groups.push(PositionGroup {
                name: "some".to_owned(),
                assets,
                at_most,
            });
        }
    }
    let is_return = !matches!(objective, Objective::MinVariance);
    let fixed_costs = (is_return && uniform() < 0.4).then(|| FixedCosts {
        from: DVector::from_fn(n, |_, _| {
            if uniform() < 0.5 {
                0.0
            } else {
                0.4 * uniform()
            }
        }),
        rate: 0.02 * uniform(),
    });
    let moments = Moments::new(mean, covariance).expect("moments");
    Model {
        problem: Problem::new(moments, objective, constraints).expect("a problem"),
        choice: Choice {
            positions,
            fixed_costs,
            ..Choice::default()
        },
    }
}

/// Lower end, upper end, cost, whether it is a position.
type Interval = (f64, f64, f64, bool);

fn intervals(model: &Model, asset: usize) -> Vec<Interval> {
    let limits = model.problem.constraints();
    let (lower, upper) = (limits.min_weight.of(asset), limits.max_weight.of(asset));
    let positions = &model.choice.positions;
    let (smallest, largest) = (positions.smallest, positions.largest.unwrap_or(9.0));
    let costs = model.choice.fixed_costs.as_ref();
    let (from, rate) = costs.map_or((0.0, 0.0), |costs| (costs.from[asset], costs.rate));
    let mut all = vec![
        (0.0, 0.0, if from == 0.0 { 0.0 } else { rate }, false),
        (lower.max(smallest), upper.min(largest), rate, true),
        (lower.max(-largest), upper.min(-smallest), rate, true),
    ];
    if from != 0.0 && from.abs() >= smallest && from.abs() <= largest {
        all.push((from, from, 0.0, true));
    }
    all.retain(|one| one.0 <= one.1 && one.0 >= lower && one.1 <= upper);
    // A position whose interval is the number zero is none.
    all.retain(|one| !(one.3 && one.0 == 0.0 && one.1 == 0.0));
    all
}

/// The best objective of all combinations of intervals.
pub(crate) fn best(model: &Model) -> Option<f64> {
    let n = model.problem.assets();
    let of: Vec<Vec<Interval>> = (0..n).map(|asset| intervals(model, asset)).collect();
    let mut chosen = vec![0; n];
    let mut best: Option<f64> = None;
    if of.iter().any(Vec::is_empty) {
        return None;
    }
    loop {
        let picked: Vec<Interval> = (0..n).map(|asset| of[asset][chosen[asset]]).collect();
        if let Some(value) = value(model, &picked) {
            let is_small = matches!(model.problem.objective(), Objective::MinVariance);
            let better = |best: f64| {
                if is_small {
                    best.min(value)
                } else {
                    best.max(value)
                }
            };
            best = Some(best.map_or(value, better));
        }
        let mut asset = 0;
        while asset < n {
            chosen[asset] += 1;
            if chosen[asset] < of[asset].len() {
                break;
            }
            chosen[asset] = 0;
            asset += 1;
        }
        if asset == n {
            return best;
        }
    }
}

fn value(model: &Model, picked: &[Interval]) -> Option<f64> {
    let positions = &model.choice.positions;
    let held = picked.iter().filter(|one| one.3).count();
    if positions.at_most.is_some_and(|most| held > most)
        || positions.at_least.is_some_and(|least| held < least)
    {
        return None;
    }
    for group in &positions.groups {
        if group
            .assets
            .iter()
            .filter(|&&asset| picked[asset].3)
            .count()
            > group.at_most
        {
            return None;
        }
    }
    let lowest: f64 = picked.iter().map(|one| one.0).sum();
    let highest: f64 = picked.iter().map(|one| one.1).sum();
    let mut limits = model.problem.constraints().clone();
    if lowest > limits.budget + 1e-12 || highest < limits.budget - 1e-12 {
        return None;
    }
    let cost: f64 = picked.iter().map(|one| one.2).sum();
    for (asset, one) in picked.iter().enumerate() {
        limits.min_weight.by_asset.insert(asset, one.0);
        limits.max_weight.by_asset.insert(asset, one.1);
    }
    limits.target_return = limits.target_return.map(|target| target + cost);
    let mut objective = model.problem.objective();
    if let Objective::MaxSharpe { risk_free } = &mut objective {
        *risk_free += cost;
    }
    let inside = model.problem.with_constraints(limits).expect("limits");
    let inside = inside.with_objective(objective).expect("an objective");
    let Outcome::Optimal(solution) = optimizer::solve(&inside) else {
        return None;
    };
    Some(match objective {
        Objective::MaxUtility { .. } | Objective::MaxReturn => solution.objective - cost,
        _ => solution.objective,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_search_finds_what_enumeration_finds(model in model()) {
        check(&model)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Held or not held, no third interval: as many assets as can still be gone through.
    #[test]
    fn so_it_does_among_twelve(n in 8_usize..=12, seed in any::<u64>()) {
        let mut model = drawn(n, seed);
        let mut limits = model.problem.constraints().clone();
        limits.min_weight = Bounds::all(0.0);
        model.problem = model.problem.with_constraints(limits).expect("limits");
        model.choice.fixed_costs = None;
        check(&model)?;
    }
}

fn check(model: &Model) -> Result<(), TestCaseError> {
    let convex = Convex::Moments(model.problem.clone());
    let problem = DiscreteProblem::new(convex, model.choice.clone()).expect("a choice");
    let effort = Search {
        gap: 1e-9,
        ..Search::default()
    };
    let outcome = solve_discrete(&problem, &effort);
    let expected = best(model);
    let (Some(expected), DiscreteOutcome::Found(found)) = (expected, &outcome) else {
        prop_assert!(expected.is_none(), "{expected:?} against {outcome:?}");
        prop_assert!(
            matches!(outcome, DiscreteOutcome::Infeasible(_)),
            "{outcome:?}"
        );
        return Ok(());
    };
    let is_small = matches!(model.problem.objective(), Objective::MinVariance);
    let sign = if is_small { 1.0 } else { -1.0 };
    let tolerance = 1e-8 * (expected.abs() + 0.01);
    prop_assert!(
        (found.objective - expected).abs() <= tolerance,
        "{} against {expected}",
        found.objective
    );
    prop_assert!(
        sign * (found.bound - expected) <= tolerance,
        "the bound {} is none",
        found.bound
    );
    prop_assert!(found.is_proven && found.kkt_residual <= 1e-8, "{found:?}");
    let root = lower_bound(&problem);
    prop_assert!(root.is_none_or(|root| sign * (root - expected) <= tolerance));
    keeps(model, &found.weights)?;
    let again = solve_on_positions(&problem, &found.held);
    let again = again.expect("these positions keep all limits");
    prop_assert!((again.objective - expected).abs() <= tolerance);
    prop_assert_eq!(&again.held, &found.held);
    Ok(())
}

/// The limits themselves, of the weights alone.
fn keeps(model: &Model, weights: &DVector<f64>) -> Result<(), TestCaseError> {
    let slack = 1e-9;
    let limits = model.problem.constraints();
    let positions = &model.choice.positions;
    prop_assert!((weights.sum() - limits.budget).abs() <= slack);
    let held: Vec<usize> = (0..weights.len())
        .filter(|&asset| weights[asset] != 0.0)
        .collect();
    prop_assert!(positions.at_most.is_none_or(|most| held.len() <= most));
    prop_assert!(positions.at_least.is_none_or(|least| held.len() >= least));
    for group in &positions.groups {
        let count = held
            .iter()
            .filter(|asset| group.assets.contains(asset))
            .count();
        prop_assert!(count <= group.at_most);
    }
    for (asset, &weight) in weights.iter().enumerate() {
        prop_assert!(weight >= limits.min_weight.of(asset) - slack);
        prop_assert!(weight <= limits.max_weight.of(asset) + slack);
        prop_assert!(weight == 0.0 || weight.abs() >= positions.smallest - slack);
        prop_assert!(
            positions
                .largest
                .is_none_or(|largest| weight.abs() <= largest + slack)
        );
    }
    for row in &limits.rows {
        let sum: f64 = row
            .coefficients
            .iter()
            .map(|(&asset, c)| c * weights[asset])
            .sum();
        prop_assert!(row.min.is_none_or(|min| sum >= min - slack));
        prop_assert!(row.max.is_none_or(|max| sum <= max + slack));
    }
    let costs = model.choice.fixed_costs.as_ref();
    let cost = costs.map_or(0.0, |costs| {
        let traded = weights
            .iter()
            .zip(&costs.from)
            .filter(|(to, from)| to != from);
        costs.rate * traded.count() as f64
    });
    let gained = model.problem.moments().mean().dot(weights) - cost;
    prop_assert!(
        limits
            .target_return
            .is_none_or(|target| gained >= target - slack)
    );
    Ok(())
}
