//! Errors of the drawing, parts of it, and what a seed promises.

use proptest::prelude::*;

use super::*;

/// Repeated with other seeds, quantiles and means vary as their errors say.
#[test]
fn the_errors_are_those_of_repetitions() {
    let moments = three();
    let (repetitions, levels) = (400, [0.05, 0.5, 0.95]);
    let mut sums = [[0.0; 3]; 7];
    for seed in 0..repetitions {
        let setup = Setup {
            days: 20,
            paths: 1_000,
            seed,
            ..Setup::new(Law::Normal(&moments), &WEIGHTS)
        };
        let fan = draw(&setup, &levels);
        let point = end(&fan);
        let found = point.levels.iter().map(|level| (level.value, level.error));
        let loss = (fan.loss.probability, fan.loss.error);
        let tail = fan.tails[0];
        let tails = [(tail.var, tail.error.var), (tail.cvar, tail.error.cvar)];
        let all = found
            .chain([(point.mean, point.mean_error), loss])
            .chain(tails);
        for (sums, (value, error)) in sums.iter_mut().zip(all) {
            sums[0] += value;
            sums[1] += value * value;
            sums[2] += error;
        }
    }
    let n = repetitions as f64;
    for [sum, squares, errors] in sums {
        let deviation = ((squares - sum * sum / n) / (n - 1.0)).sqrt();
        // A deviation of 400 repetitions is itself known to 3.5 %.
        assert!(
            (errors / n / deviation - 1.0).abs() < 0.12,
            "{} beside {deviation}",
            errors / n
        );
    }
}

#[test]
fn a_goal_is_counted() {
    let moments = three();
    let setup = Setup {
        paths: 20_000,
        ..Setup::new(Law::Normal(&moments), &WEIGHTS)
    };
    let plan = Plan::new(&setup).expect("sound");
    let drawn = plan.simulate(0..usize::MAX, &|| false);
    let fan = |goal| {
        plan.fan(drawn.clone(), &[0.25], &[0.9], goal)
            .expect("all blocks")
    };
    let quarter = end(&fan(None)).levels[0].value;
    assert_eq!(fan(None).goal, None);
    let goal = fan(Some(quarter)).goal.expect("counted");
    assert!((goal.probability - 0.75).abs() < 1e-4);
    assert_close(goal.error, (0.75_f64 * 0.25 / 20_000.0).sqrt());
    assert_eq!(fan(Some(-1.0)).goal.map(|goal| goal.probability), Some(1.0));
    // One minus the quantile of wealth, as one was put in.
    let tail = fan(None).tails[0];
    let tenth = plan.fan(drawn.clone(), &[0.1], &[], None).expect("all");
    assert_close(tail.var, 1.0 - end(&tenth).levels[0].value);
    assert!(tail.cvar > tail.var);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Parted anyhow, drawn in any order: the same to the last bit.
    #[test]
    fn the_parts_make_the_whole(
        cuts in prop::collection::btree_set(0_usize..9, 0..5),
        turned in 0_usize..5,
        held in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let moments = three();
        let law = Law::StudentT { moments: &moments, degrees: 5.0 };
        let setup = Setup {
            rebalance: if held { Rebalance::None } else { Rebalance::Daily },
            days: 7,
            paths: 1_100,
            seed,
            observed: &[0, 3],
            ..Setup::new(law, &WEIGHTS)
        };
        let plan = Plan::new(&setup)?;
        let whole = plan.simulate(0..plan.blocks(), &|| false);
        let mut bounds = vec![0];
        bounds.extend(cuts);
        bounds.push(plan.blocks());
        let mut parts: Vec<Partial> = bounds
            .windows(2)
            .map(|pair| plan.simulate(pair[0]..pair[1], &|| false))
            .collect();
        let count = parts.len();
        parts.rotate_left(turned % count);
        let merged = parts.into_iter().fold(Partial::default(), Partial::merge);
        prop_assert_eq!(&merged, &whole);
        let fan = plan.fan(merged, &[0.5], &[0.95], None)?;
        prop_assert_eq!(fan, plan.fan(whole, &[0.5], &[0.95], None)?);
    }
}

#[test]
fn a_drawing_can_be_stopped_between_blocks() {
    let moments = three();
    let plan = Plan::new(&Setup::new(Law::Normal(&moments), &WEIGHTS)).expect("sound");
    let left = std::cell::Cell::new(3);
    let stop = || left.replace(left.get() - 1) == 0;
    let some = plan.simulate(0..plan.blocks(), &stop);
    assert_eq!(some.blocks(), 3);
    let rest = plan.simulate(3..plan.blocks(), &|| false);
    let missing = plan.fan(some.clone(), &[], &[], None);
    assert!(
        matches!(missing, Err(RiskError::Argument { .. })),
        "{missing:?}"
    );
    let twice = some.clone().merge(rest.clone()).merge(some.clone());
    assert!(plan.fan(twice, &[], &[], None).is_err());
    assert!(plan.fan(some.merge(rest), &[], &[], None).is_ok());
}

/// What a seed draws, to the last bit, on every machine: a saved answer is drawn again.
#[test]
fn the_paths_of_a_seed_are_a_promise() {
    let moments = three();
    let setup = Setup {
        days: 5,
        paths: 2,
        seed: 42,
        ..Setup::new(Law::Normal(&moments), &WEIGHTS)
    };
    let ends = |setup: &Setup<'_>| {
        let fan = draw(setup, &[0.0, 1.0]);
        (end(&fan).levels[0].value, end(&fan).levels[1].value)
    };
    let student = Law::StudentT {
        moments: &moments,
        degrees: 4.5,
    };
    let history = history();
    let bootstrap = Law::Bootstrap {
        returns: &history,
        block: 3.0,
    };
    let found = [
        ends(&setup),
        ends(&Setup {
            rebalance: Rebalance::None,
            ..setup
        }),
        ends(&Setup {
            law: student,
            ..setup
        }),
        ends(&Setup {
            law: bootstrap,
            weights: &[0.5, 0.5],
            ..setup
        }),
    ];
    let expect = [
        (0.9785857736478247, 0.9811266232826559),
        (0.973619020763282, 0.999830062609723),
        (0.9913810304625483, 1.0368960447083433),
        (0.9961976362751468, 1.0145806253604592),
    ];
    assert_eq!(found, expect);
}
