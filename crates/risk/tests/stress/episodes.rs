use domain::Day;
use market::parse_day;
use risk::stress::{EPISODES, Episode, Outside, Replay, ReplayError};
use serde_json::Value;

use crate::data::{near, sp500, us20};

/// Inside its window no close of the index is above the first or below the last.
#[test]
fn every_window_is_a_peak_and_a_trough_of_the_index() {
    let index = sp500();
    let at = |day: Day| index.days().binary_search(&day).expect("a day of trading");
    let close = |row: usize| index.column(0)[row].expect("a close");
    for episode in EPISODES {
        let (from, to) = (at(episode.from), at(episode.to));
        let name = episode.id;
        for row in from + 1..to {
            assert!(close(row) < close(from), "{name}: {}", index.days()[row]);
            assert!(close(row) > close(to), "{name}: {}", index.days()[row]);
        }
        // 2011 had its peak in April: the crash of the summer begins at a second one.
        let year = from.saturating_sub(252)..from;
        let highest = year.map(close).fold(0.0, f64::max);
        assert_eq!(highest < close(from), name != "euro_2011", "{name}");
    }
    assert!(EPISODES.is_sorted_by_key(|episode| episode.from));
    assert_eq!(Episode::find("covid_2020"), Some(&EPISODES[8]));
    assert_eq!(Episode::find("covid"), None);
}

/// How deep each fall was, `index.loc[a:b, "SP500"]`, last ÷ first − 1, by pandas.
#[test]
fn the_falls_of_the_index() {
    let index = sp500();
    let replay = Replay {
        history: &index,
        weights: &[1.0],
        benchmark: None,
        groups: &[],
        given: &[],
    };
    let depths = [
        -0.19918688169128607,
        -0.19336001685274917,
        -0.4914694983829364,
        -0.5677538894035716,
        -0.19388241506002446,
        -0.16770010854857176,
        -0.14160745628443516,
        -0.19778213767806874,
        -0.3392495902426059,
        -0.2542509631902864,
    ];
    for (episode, depth) in EPISODES.iter().zip(depths) {
        let found = replay
            .episode(episode.from, episode.to)
            .expect("in the data");
        let hold = found.hold.expect("sound");
        near(episode.id, hold.total, depth, 1e-12);
        // From peak to trough: the fall is its own maximum drawdown.
        near(episode.id, hold.max_drawdown, -depth, 1e-12);
        assert_eq!((found.base, found.last), (episode.from, episode.to));
        assert!(!found.cut_short && found.benchmark.is_none());
    }
}

/// Equal weights of us20 against numpy's, with the benchmark and contributions that add up.
#[test]
fn equal_weights_as_the_reference_has_them() {
    let (history, index) = (us20(), sp500());
    assert_eq!(history.days(), index.days());
    let benchmark: Vec<Option<f64>> = std::iter::once(None)
        .chain(
            index
                .column(0)
                .windows(2)
                .map(|pair| Some(pair[1]? / pair[0]? - 1.0)),
        )
        .collect();
    let weights = [0.05; 20];
    let replay = Replay {
        history: &history,
        weights: &weights,
        benchmark: Some(&benchmark),
        groups: &[],
        given: &[],
    };
    let text = include_str!("../reference/measures_us20_ew.json");
    let reference: Value = serde_json::from_str(text).expect("a good file");
    let windows = reference["stress"].as_object().expect("windows");
    assert_eq!(windows.len(), 7);
    for (name, window) in windows {
        let day = |key: &str| parse_day(window[key].as_str().expect(key)).expect(key);
        let known = EPISODES.iter().find(|episode| episode.from == day("start"));
        assert_eq!(known.map(|episode| episode.to), Some(day("end")), "{name}");
        let found = replay
            .episode(day("start"), day("end"))
            .expect("in the data");
        let expect = |key: &str| window[key].as_f64().expect(key);
        let (daily, hold) = (found.daily.expect("sound"), found.hold.expect("sound"));
        near(name, daily.total, expect("ew_daily_rebalanced"), 1e-12);
        near(name, hold.total, expect("ew_buy_hold"), 1e-12);
        let benchmark = found.benchmark.expect("it is known").expect("sound");
        near(name, benchmark.total, expect("sp500"), 1e-12);
        for run in [&daily, &hold] {
            near(name, run.contributions.iter().sum(), run.total, 1e-12);
            assert!(run.max_drawdown >= -run.total && run.worst.r < 0.0);
        }
        assert!(
            found
                .assets
                .iter()
                .all(|asset| asset.proxy.is_none() && asset.gaps == 0)
        );
        for (asset, contribution) in found.assets.iter().zip(&hold.contributions) {
            near(
                name,
                0.05 * asset.total.expect("sound"),
                *contribution,
                1e-12,
            );
        }
    }
}

#[test]
fn an_episode_outside_the_data_is_not_replayed() {
    let history = us20();
    let weights = [0.05; 20];
    let replay = Replay {
        history: &history,
        weights: &weights,
        benchmark: None,
        groups: &[],
        given: &[],
    };
    let check = |from: Day, to: Day, expect: Outside| {
        assert_eq!(replay.episode(from, to), Err(ReplayError::Outside(expect)));
    };
    let day = Day::constant;
    let (first, last) = (day(1990, 1, 2), day(2022, 12, 28));
    check(
        day(1987, 8, 25),
        day(1987, 12, 4),
        Outside::BeginsLater { first },
    );
    check(
        day(1989, 10, 9),
        day(1990, 1, 30),
        Outside::BeginsLater { first },
    );
    check(
        day(2023, 1, 3),
        day(2023, 2, 1),
        Outside::EndsBefore { last },
    );
    check(last, day(2023, 2, 1), Outside::EndsBefore { last });
    check(
        day(2020, 1, 2),
        day(2020, 1, 2),
        Outside::Empty {
            from: day(2020, 1, 2),
        },
    );
    let cut = replay
        .episode(day(2022, 12, 1), day(2023, 2, 1))
        .expect("it has begun");
    assert!(cut.cut_short);
    assert_eq!(cut.last, last);
    let whole = replay.episode(day(2022, 12, 1), last).expect("in the data");
    assert_eq!((cut.daily, whole.cut_short), (whole.daily, false));
}
