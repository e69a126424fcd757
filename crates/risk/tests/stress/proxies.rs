use domain::Day;
use market::{Quantity, RawTable};
use proptest::prelude::*;
use risk::{
    RiskError,
    stress::{EpisodeReplay, Given, Passed, Proxy, Replay, ReplayError, StandIn},
};

use crate::data::{near, table};

const DAYS: usize = 100;

/// `A0` and `A1` always existed, `A2` from the 31st day on, `A3` from the 81st; returns of `A2` are
/// twice those of the benchmark where both are known.
fn history() -> (RawTable, Vec<Option<f64>>) {
    let r = |asset: usize, t: usize| ((t * (7 + asset) + asset) % 11) as f64 / 100.0 - 0.05;
    let column = |asset: usize, from: usize| {
        (0..DAYS)
            .map(|t| (t >= from).then(|| r(asset, t)))
            .collect::<Vec<_>>()
    };
    let benchmark: Vec<Option<f64>> = (0..DAYS).map(|t| Some(r(5, t))).collect();
    let doubled = |t: usize| (t >= 30).then(|| 2.0 * r(5, t));
    let columns = vec![
        column(0, 0),
        column(1, 0),
        (0..DAYS).map(doubled).collect(),
        column(3, 80),
    ];
    (table(Quantity::Return, columns), benchmark)
}

fn day(t: i64) -> Day {
    Day::constant(2020, 1, 1) + jiff::Span::new().days(t)
}

/// Ten days, from the 11th on.
fn replay(groups: &[Vec<usize>], given: &[(usize, Given)], with_benchmark: bool) -> EpisodeReplay {
    let (history, benchmark) = history();
    let replay = Replay {
        history: &history,
        weights: &[0.25; 4],
        benchmark: with_benchmark.then_some(&benchmark[..]),
        groups,
        given,
    };
    replay.episode(day(10), day(20)).expect("in the data")
}

#[track_caller]
fn check(replay: &EpisodeReplay, asset: usize, stand_in: StandIn, first: i64, passed: &[Passed]) {
    let expect = Proxy {
        stand_in,
        first: Some(day(first)),
        passed: passed.to_vec(),
    };
    assert_eq!(replay.assets[asset].proxy.as_ref(), Some(&expect));
}

#[test]
fn stand_ins_are_tried_in_their_order() {
    let few = Passed::NoBeta(RiskError::TooFew {
        needed: 60,
        found: 20,
    });
    let all = || vec![0, 1];
    // The benchmark × the beta of the days that both share, or the average of all that existed.
    let found = replay(&[], &[], true);
    let StandIn::Benchmark { beta, observations } = found.assets[2]
        .proxy
        .as_ref()
        .expect("it was not there")
        .stand_in
    else {
        panic!("not the benchmark");
    };
    near("beta", beta, 2.0, 1e-12);
    assert_eq!(observations, Some(70));
    let average = || StandIn::Average { members: all() };
    check(&found, 3, average(), 80, &[Passed::NoGroup, few]);
    assert!(found.assets[..2].iter().all(|asset| asset.proxy.is_none()));

    // Its group comes before: the first one of which somebody existed.
    let groups = [vec![2, 3], vec![1, 3]];
    let found = replay(&groups, &[], true);
    let group = |group, members| StandIn::Group { group, members };
    check(&found, 3, group(1, vec![1]), 80, &[Passed::GroupAbsent(0)]);
    assert_eq!(found.assets[3].total, found.assets[1].total);

    // Without a benchmark.
    let found = replay(&groups[..1], &[], false);
    let passed = [Passed::GroupAbsent(0), Passed::NoBenchmark];
    check(&found, 2, average(), 30, &passed);

    // What was asked for comes first; what did not exist either is said.
    let given = [(3, Given::Asset(0)), (2, Given::Asset(3))];
    let found = replay(&groups, &given, false);
    check(&found, 3, StandIn::Asset(0), 80, &[]);
    let passed = [
        Passed::AssetAbsent(3),
        Passed::GroupAbsent(0),
        Passed::NoBenchmark,
    ];
    check(&found, 2, average(), 30, &passed);
    let given = [
        (2, Given::Group(1)),
        (3, Given::Benchmark { beta: Some(1.5) }),
    ];
    let found = replay(&groups, &given, true);
    check(&found, 2, group(1, vec![1]), 30, &[]);
    let stand_in = StandIn::Benchmark {
        beta: 1.5,
        observations: None,
    };
    check(&found, 3, stand_in, 80, &[]);
}

#[test]
fn an_average_is_that_of_the_daily_returns() {
    let found = replay(&[], &[], false);
    let (history, _) = history();
    let mean = |t: usize| {
        (history.column(0)[t].unwrap_or(9.0) + history.column(1)[t].unwrap_or(9.0)) / 2.0
    };
    let total = (11..=20).map(|t| 1.0 + mean(t)).product::<f64>() - 1.0;
    near(
        "average",
        found.assets[2].total.expect("sound"),
        total,
        1e-14,
    );
}

#[test]
fn what_ended_keeps_its_last_price() {
    let steady = (0..40)
        .map(|t| Some(100.0 + f64::from(t)))
        .collect::<Vec<_>>();
    let ended = (0..40).map(|t| (t <= 15).then_some(if t == 15 { 50.0 } else { 100.0 }));
    let history = table(Quantity::Price, vec![steady, ended.collect()]);
    let replay = Replay {
        history: &history,
        weights: &[0.5, 0.5],
        benchmark: None,
        groups: &[],
        given: &[],
    };
    let found = replay.episode(day(10), day(39)).expect("in the data");
    assert_eq!(
        (found.assets[1].ended, found.assets[1].gaps),
        (Some(day(15)), 24)
    );
    near("ended", found.assets[1].total.expect("sound"), -0.5, 1e-15);
    assert_eq!((found.assets[0].ended, found.assets[0].gaps), (None, 0));
}

#[test]
fn where_nothing_existed_that_is_said() {
    let late = (0..40).map(|t| (t > 20).then_some(1.0)).collect();
    let history = table(Quantity::Price, vec![late]);
    let replay = Replay {
        history: &history,
        weights: &[1.0],
        benchmark: None,
        groups: &[],
        given: &[],
    };
    let found = replay.episode(day(5), day(10));
    assert_eq!(found, Err(ReplayError::NothingExisted { asset: 0 }));
    let bad = Replay {
        given: &[(0, Given::Asset(1))],
        ..replay
    };
    assert!(matches!(
        bad.episode(day(5), day(10)),
        Err(ReplayError::Risk(_))
    ));
}

proptest! {
    /// Contributions add up with any weights, cash or debt included, and gaps anywhere; held, wealth
    /// at the end is that of the parts.
    #[test]
    fn contributions_add_up(
        cells in prop::collection::vec(prop::option::weighted(0.8, 50.0_f64..150.0), 120),
        weights in prop::collection::vec(-0.3_f64..0.6, 3),
        from in 0_i64..30,
        length in 1_i64..12,
    ) {
        let history = table(Quantity::Price, cells.chunks(40).map(<[_]>::to_vec).collect());
        let groups = [vec![0, 1]];
        let replay = Replay { history: &history, weights: &weights, benchmark: None, groups: &groups, given: &[] };
        let Ok(found) = replay.episode(day(from), day(from + length)) else { return Ok(()) };
        for run in [&found.daily, &found.hold].into_iter().flatten() {
            let sum: f64 = run.contributions.iter().sum();
            prop_assert!((sum - run.total).abs() < 1e-12 * (1.0 + run.total.abs()));
            prop_assert!(run.max_drawdown + 1e-12 >= -run.total);
        }
        if let Ok(run) = &found.hold {
            for ((asset, w), c) in found.assets.iter().zip(&weights).zip(&run.contributions) {
                prop_assert!((w * asset.total.expect("sound") - c).abs() < 1e-12);
            }
        }
    }
}
