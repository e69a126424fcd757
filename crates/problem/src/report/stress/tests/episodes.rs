use domain::Day;
use market::{RawTable, Window};
use serde_json::json;

use super::{Case, SP500, US20, bundled, near};
use crate::{EpisodeOutcome, IsoDay, StandInKind};

/// The whole of the bundled prices: every episode, as `measures_us20_ew.json` of `risk` has them.
#[test]
fn all_episodes_are_the_default() {
    let mut case = Case::us20();
    let (found, unavailable) = case.answer(json!({}));
    assert_eq!(unavailable, []);
    assert_eq!(found.episodes.len(), 10);
    let at = |id: &str| found.episodes.iter().find(|one| one.id == id).expect(id);
    for (id, daily, hold) in [
        ("gulf_1990", -0.25590449713103647, -0.2475193145410493),
        ("ltcm_1998", -0.19991898466756863, -0.20244111027419254),
        ("dot_com_2000", -0.08260389017271841, -0.02463664470627832),
        (
            "financial_crisis_2008",
            -0.4733235111341928,
            -0.4654383621084399,
        ),
        ("euro_2011", -0.1584082381972045, -0.15677441040074486),
        ("covid_2020", -0.31605359343187767, -0.3123930431777565),
        ("bear_2022", -0.10175045958067819, -0.07879877519810553),
    ] {
        let episode = at(id);
        assert_eq!(episode.outcome, EpisodeOutcome::Replayed);
        for (run, expect) in [(&episode.daily, daily), (&episode.hold, hold)] {
            let run = run.as_ref().expect("it was replayed");
            near(run.r, expect, 1e-10);
            near(
                run.contributions.0.iter().map(|(_, value)| value).sum(),
                run.r,
                1e-12,
            );
        }
        assert_eq!(episode.proxied_weight, Some(0.0));
        assert!(episode.proxied_weight.is_some_and(f64::is_sign_positive));
        assert_eq!(episode.assets.0.len(), 20);
    }
    // The index is a series of its own: known before the window, too, which begins in 2015.
    for (id, expect) in [
        ("gulf_1990", -0.19918688169128562),
        ("financial_crisis_2008", -0.567753889403571),
        ("covid_2020", -0.3392495902426057),
    ] {
        let index = at(id).benchmark.as_ref().expect("it is known");
        near(index.r, expect, 1e-10);
        assert!(index.contributions.0.is_empty());
    }

    // A benchmark made of the assets is known on all days.
    let own = case.weights.clone();
    case.benchmark_weights = Some(own);
    let (found, _) = case.answer(json!({ "episodes": ["financial_crisis_2008"] }));
    let index = found.episodes[0].benchmark.as_ref().expect("it is known");
    near(index.r, -0.4733235111341928, 1e-10);
}

/// The second and third of four assets without their prices before some day.
fn late() -> Case {
    let whole = bundled(US20);
    let names = ["AAPL", "KO", "MSFT", "XOM"].map(|name| name.parse().expect("a symbol"));
    let table = whole.select(&names).expect("they are there");
    let begins = |asset: usize| match asset {
        1 => Day::constant(2009, 1, 2),
        2 => Day::constant(2021, 1, 4),
        _ => Day::constant(1990, 1, 2),
    };
    let days = table.days().to_vec();
    let columns = (0..4)
        .map(|asset| {
            let cells = table.column(asset).iter().zip(&days);
            cells
                .map(|(cell, day)| cell.filter(|_| *day >= begins(asset)))
                .collect()
        })
        .collect();
    let rows = (0..days.len()).collect();
    let history = RawTable::new(table.quantity(), days, rows, names.to_vec(), columns);
    let window = Window::new(Some(Day::constant(2021, 1, 4)), None).expect("open");
    let mut case = Case::new(
        history.expect("a good table"),
        &window,
        vec![0.4, 0.3, 0.2, 0.1],
    );
    let index = bundled(SP500).finish(&window, None).expect("no gap");
    case.benchmark = Some(index.table.returns().column(0).to_vec());
    case
}

#[test]
fn assets_that_did_not_exist_have_stand_ins_and_that_is_said() {
    let mut case = late();
    case.group("Technology", &["AAPL", "MSFT"]);
    let asked = json!({
        "episodes": ["financial_crisis_2008", "covid_2020"],
        "proxies": { "KO": { "asset": "XOM" } }
    });
    let (found, unavailable) = case.answer(asked);
    assert_eq!(unavailable, []);
    let [crisis, covid] = &found.episodes[..] else {
        panic!("two episodes")
    };
    let proxy = |episode: &super::super::EpisodeAnswer, asset: &str| {
        episode.assets.get(asset).expect("it is held").proxy.clone()
    };
    let coke = proxy(crisis, "KO").expect("its data begin later");
    assert_eq!(
        (coke.kind, coke.asset.as_deref()),
        (StandInKind::Asset, Some("XOM"))
    );
    assert_eq!(coke.reason, "its data begin on 2009-01-02");
    assert_eq!(
        crisis.assets.get("KO").map(|one| one.r),
        crisis.assets.get("XOM").map(|one| one.r)
    );
    let soft = proxy(crisis, "MSFT").expect("its data begin later");
    assert_eq!(
        (soft.kind, soft.group.as_deref()),
        (StandInKind::Group, Some("Technology"))
    );
    assert_eq!(soft.members, ["AAPL"]);
    near(
        crisis.proxied_weight.expect("something is held"),
        0.5,
        1e-15,
    );
    assert_eq!(proxy(covid, "KO"), None, "it existed then");
    near(covid.proxied_weight.expect("something is held"), 0.2, 1e-15);

    case.groups.clear();
    let (found, _) = case.answer(json!({ "episodes": ["covid_2020"] }));
    let soft = proxy(&found.episodes[0], "MSFT").expect("its data begin later");
    assert_eq!((soft.kind, soft.members.len()), (StandInKind::Average, 3));
    assert_eq!(
        soft.passed,
        ["it is in no group", "there is no benchmark on these days"]
    );

    // With a benchmark of its assets: beta over the days they share.
    case.benchmark_weights = Some(vec![0.5, 0.0, 0.0, 0.5]);
    let (found, _) = case.answer(json!({ "episodes": ["covid_2020"] }));
    let soft = proxy(&found.episodes[0], "MSFT").expect("its data begin later");
    assert_eq!(
        (soft.kind, soft.beta_observations),
        (StandInKind::Benchmark, Some(500))
    );
    assert_eq!(soft.passed, ["it is in no group"]);
    let asked = json!({
        "episodes": ["covid_2020"],
        "proxies": { "MSFT": { "benchmark": true, "beta": 2.0 } }
    });
    let (found, _) = case.answer(asked);
    let soft = proxy(&found.episodes[0], "MSFT").expect("its data begin later");
    assert_eq!((soft.beta, soft.beta_observations), (Some(2.0), None));

    // With the index, whose prices lie in a file of their own, also before the window.
    case.benchmark_weights = None;
    case.beside(&Window::new(Some(Day::constant(2021, 1, 4)), None).expect("open"));
    let (found, _) = case.answer(json!({ "episodes": ["covid_2020"] }));
    let soft = proxy(&found.episodes[0], "MSFT").expect("its data begin later");
    assert_eq!(
        (soft.kind, soft.beta_observations),
        (StandInKind::Benchmark, Some(500))
    );
    // `numpy.cov` of `pct_change()` from 2021-01-04 on, and `(1 + beta * index).prod() - 1`.
    near(soft.beta.expect("estimated"), 1.2531364568255463, 1e-10);
    let fell = found.episodes[0].assets.get("MSFT").expect("it is held").r;
    near(fell.expect("sound"), -0.41127857333882556, 1e-10);
}

#[test]
fn what_the_data_do_not_hold_is_said() {
    let case = late();
    let asked = json!({ "episodes": [
        { "name": "crash of 1987", "from": "1987-08-25", "to": "1987-12-04" },
        { "name": "into the future", "from": "2022-12-01", "to": "2023-03-01" },
        { "name": "not yet", "from": "2030-01-02", "to": "2030-03-01" }
    ] });
    let (found, unavailable) = case.answer(asked);
    let outcomes: Vec<_> = found
        .episodes
        .iter()
        .map(|episode| episode.outcome)
        .collect();
    let not = EpisodeOutcome::NotReplayed;
    assert_eq!(outcomes, [not, EpisodeOutcome::CutShort, not]);
    let reasons: Vec<_> = found
        .episodes
        .iter()
        .map(|episode| episode.reason.as_deref())
        .collect();
    assert_eq!(
        reasons,
        [
            Some("the data begin on 1990-01-02, after the episode began"),
            Some("the data end on 2022-12-28, inside the episode"),
            Some("the data end on 2022-12-28, before the episode began"),
        ]
    );
    assert!(found.episodes[0].daily.is_none() && found.episodes[1].daily.is_some());
    assert_eq!(
        found.episodes[1].last,
        Some(IsoDay(Day::constant(2022, 12, 28)))
    );
    let whats: Vec<_> = unavailable.iter().map(|one| one.what.as_str()).collect();
    assert_eq!(
        whats,
        ["stress.episodes.crash of 1987", "stress.episodes.not yet"]
    );
}

/// Assets that the window left out for their gaps stand in all the same.
#[test]
fn columns_are_matched_by_their_names() {
    let mut case = late();
    let window = Window::new(Some(Day::constant(2015, 1, 2)), None).expect("open");
    case = Case::new(case.history, &window, vec![0.5, 0.2, 0.3]);
    let names: Vec<_> = case
        .returns
        .assets
        .iter()
        .map(|asset| asset.as_str())
        .collect();
    assert_eq!(names, ["AAPL", "KO", "XOM"], "MSFT begins in the window");
    let (found, _) = case.answer(json!({ "episodes": ["bear_2022", "ltcm_1998"] }));
    let names: Vec<_> = found.episodes[0]
        .assets
        .0
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["AAPL", "KO", "XOM"]);
    let run = found.episodes[0].hold.as_ref().expect("it was replayed");
    let oil = found.episodes[0]
        .assets
        .get("XOM")
        .expect("it is held")
        .r
        .expect("sound");
    near(
        *run.contributions.get("XOM").expect("it is held"),
        0.3 * oil,
        1e-12,
    );
    let coke = found.episodes[1]
        .assets
        .get("KO")
        .expect("it is held")
        .proxy
        .clone();
    assert_eq!(coke.expect("its data begin later").members, ["AAPL", "XOM"]);
}
