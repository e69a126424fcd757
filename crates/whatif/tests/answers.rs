//! Answers on the bundled prices.

#[path = "../examples/bundled/mod.rs"]
mod bundled;

use std::sync::LazyLock;

use contract::{
    AppError,
    what_if::{
        Answer, Conflict, Detail, Goal, Limit, LimitPrice, Outcome, Patch, PriceBlock, RiskReturn,
        Selection, Solved, Track,
    },
};
use domain::Day;
use whatif::Session;

static BLOCK: LazyLock<PriceBlock> = LazyLock::new(bundled::block);

const GOALS: [Goal; 5] = [
    Goal::MinRisk,
    Goal::MaxSharpe,
    Goal::TargetReturn { annual: 0.15 },
    Goal::MaxUtility { risk_aversion: 5.0 },
    Goal::EqualWeight,
];
const LAST: Day = Day::constant(2022, 12, 28);

/// All twenty in the last five years.
fn five_years() -> Selection {
    Selection {
        symbols: BLOCK.head.symbols.clone(),
        from: Day::constant(2017, 12, 28),
        to: LAST,
    }
}

fn few(symbols: &[&str], from: Day, to: Day) -> Selection {
    Selection {
        symbols: symbols.iter().map(|&symbol| symbol.to_owned()).collect(),
        from,
        to,
    }
}

fn session(selection: &Selection) -> Session {
    Session::prepare(BLOCK.head.clone(), BLOCK.prices.clone(), selection).expect("a good selection")
}

fn ask(session: &mut Session, goal: Goal, cap: f64, detail: Detail) -> Answer {
    session
        .answer(&Patch { goal, cap }, detail, &|| 0.0)
        .expect("a patch in range")
}

fn quick(goal: Goal, cap: f64) -> Answer {
    ask(&mut session(&five_years()), goal, cap, Detail::Quick)
}

fn solved(answer: &Answer) -> &Solved {
    match &answer.outcome {
        Outcome::Solved(solved) => solved,
        Outcome::Infeasible(conflict) => panic!("{:?}: {conflict:?}", answer.patch),
    }
}

fn conflict(answer: &Answer) -> &Conflict {
    match &answer.outcome {
        Outcome::Solved(_) => panic!("{:?} has a portfolio", answer.patch),
        Outcome::Infeasible(conflict) => conflict,
    }
}

#[track_caller]
fn close(found: f64, expected: f64, within: f64) {
    assert!(
        (found - expected).abs() <= within,
        "{found}, expected {expected}"
    );
}

#[test]
fn every_goal_spends_everything_and_keeps_the_cap() {
    let mut session = session(&five_years());
    for goal in GOALS {
        for cap in [0.05, 0.051, 0.07, 0.1, 0.25, 0.6, 1.0] {
            let answer = ask(&mut session, goal, cap, Detail::Quick);
            let solved = solved(&answer);
            assert!(solved.exact, "{goal:?} {cap}: {:?}", answer.receipt);
            assert_eq!(solved.weights.len(), 20);
            close(solved.weights.iter().sum(), 1.0, 1e-12);
            for weight in &solved.weights {
                assert!(
                    (-1e-12..=cap + 1e-12).contains(weight),
                    "{goal:?} {cap}: {weight}"
                );
            }
            assert!(
                answer.receipt.kkt_residual < 1e-9,
                "{goal:?} {cap}: {:?}",
                answer.receipt
            );
            assert_eq!(answer.walk_forward, None);
            if let Goal::TargetReturn { annual } = goal {
                assert!(solved.figures.annual_return >= annual - 1e-12);
            }
        }
    }
}

#[test]
fn the_window_is_the_one_asked_for() {
    let answer = quick(Goal::MinRisk, 0.1);
    assert_eq!(
        (answer.from, answer.to),
        (Day::constant(2017, 12, 29), LAST)
    );
    assert_eq!(answer.observations, 1_258);
    // 2018-01-01 is a holiday; the first price inside has no return.
    let answer = ask(
        &mut session(&few(
            &["KO"],
            Day::constant(2018, 1, 1),
            Day::constant(2018, 6, 30),
        )),
        Goal::MinRisk,
        1.0,
        Detail::Quick,
    );
    assert_eq!(
        (answer.from, answer.to),
        (Day::constant(2018, 1, 3), Day::constant(2018, 6, 29))
    );
    let answer = ask(
        &mut session(&few(
            &["KO"],
            Day::constant(1980, 1, 1),
            Day::constant(1990, 3, 1),
        )),
        Goal::MinRisk,
        1.0,
        Detail::Quick,
    );
    assert_eq!(answer.from, Day::constant(1990, 1, 3));
}

#[test]
fn figures_are_those_of_the_weights() {
    let answer = quick(Goal::MaxSharpe, 0.2);
    let found = solved(&answer);
    close(
        found.figures.sharpe.expect("risky"),
        found.figures.annual_return / found.figures.volatility,
        1e-15,
    );
    let squares: f64 = found.weights.iter().map(|w| w * w).sum();
    close(found.figures.effective_holdings, 1.0 / squares, 1e-12);
    close(found.equal.effective_holdings, 20.0, 1e-12);
    let mean: f64 = answer.picture.assets.iter().map(|a| a.annual_return).sum();
    close(found.equal.annual_return, mean / 20.0, 1e-14);

    let equal = quick(Goal::EqualWeight, 0.04);
    let found = solved(&equal);
    assert_eq!(found.weights, [0.05; 20]);
    assert_eq!(found.figures, found.equal);
    assert_eq!(found.limits, []);
    assert_eq!(equal.picture.cap_curve, []);
    assert_eq!(equal.receipt.solver, "closed_form");
}

/// The price of a limit against what happens when it moves a little.
#[test]
fn prices_are_what_a_little_room_is_worth() {
    let objective = |answer: &Answer| {
        let figures = &solved(answer).figures;
        match answer.patch.goal {
            Goal::MaxSharpe => figures.sharpe.expect("risky"),
            Goal::MaxUtility { risk_aversion } => {
                figures.annual_return - risk_aversion * figures.volatility.powi(2)
            }
            _ => figures.volatility,
        }
    };
    let mut session = session(&five_years());
    for goal in GOALS.into_iter().filter(|goal| *goal != Goal::EqualWeight) {
        let answer = ask(&mut session, goal, 0.1, Detail::Quick);
        let limits = &solved(&answer).limits;
        let prices: Vec<f64> = limits
            .iter()
            .map(|limit| limit.bp_per_percent.abs())
            .collect();
        assert!(prices.is_sorted_by(|a, b| a >= b), "{prices:?}");
        let shared = limits
            .iter()
            .find(|limit| limit.limit == Limit::SharedCap)
            .expect("binds");
        assert_eq!(shared.value, 0.1);
        let step = 1e-6;
        let [less, more] = [0.1 - step, 0.1 + step]
            .map(|cap| objective(&ask(&mut session, goal, cap, Detail::Quick)));
        let slope = (more - less) / (2.0 * step) * 0.01 * 1e4;
        close(shared.bp_per_percent, slope, 1e-3 * slope.abs());
        assert!(shared.valid_from.is_none_or(|from| from <= 0.1));
        assert!(shared.valid_to.is_none_or(|to| to >= 0.1));

        let caps: Vec<&LimitPrice> = limits
            .iter()
            .filter(|limit| matches!(limit.limit, Limit::Cap { .. }))
            .collect();
        let at_cap = solved(&answer)
            .weights
            .iter()
            .filter(|w| **w > 0.1 - 1e-9)
            .count();
        assert_eq!(caps.len(), at_cap);
        let sum: f64 = caps.iter().map(|cap| cap.bp_per_percent).sum();
        close(sum, shared.bp_per_percent, 1e-9 * sum.abs());
        for cap in caps {
            assert!(cap.helps_until.expect("it would be held") >= 0.1, "{cap:?}");
        }
    }
}

#[test]
fn a_target_that_binds_has_a_price() {
    let mut session = session(&five_years());
    let goal = |annual| Goal::TargetReturn { annual };
    let answer = ask(&mut session, goal(0.24), 0.1, Detail::Quick);
    let price = |answer: &Answer| {
        solved(answer)
            .limits
            .iter()
            .find(|limit| limit.limit == Limit::TargetReturn)
            .cloned()
    };
    let found = price(&answer).expect("binds");
    close(found.value, 0.24, 0.0);
    close(solved(&answer).figures.annual_return, 0.24, 1e-12);
    let step = 1e-6;
    let [less, more] = [0.24 - step, 0.24 + step].map(|annual| {
        solved(&ask(&mut session, goal(annual), 0.1, Detail::Quick))
            .figures
            .volatility
    });
    close(
        found.bp_per_percent,
        (more - less) / (2.0 * step) * 100.0,
        1e-2,
    );
    assert!(found.bp_per_percent > 0.0);

    let free = ask(&mut session, goal(-0.2), 0.1, Detail::Quick);
    assert_eq!(price(&free), None);
    let calm = ask(&mut session, Goal::MinRisk, 0.1, Detail::Quick);
    close(
        solved(&free).figures.volatility,
        solved(&calm).figures.volatility,
        1e-12,
    );
}

#[track_caller]
fn ascends(points: &[RiskReturn], count: usize) {
    assert_eq!(points.len(), count);
    for pair in points.windows(2) {
        assert!(pair[1].volatility >= pair[0].volatility - 1e-12, "{pair:?}");
        assert!(pair[1].annual_return > pair[0].annual_return, "{pair:?}");
    }
}

#[test]
fn the_frontier_goes_from_the_calmest_to_the_boldest() {
    let mut session = session(&five_years());
    for cap in [0.06, 0.1, 0.5] {
        let answer = ask(&mut session, Goal::MinRisk, cap, Detail::Quick);
        let picture = &answer.picture;
        ascends(&picture.frontier, 30);
        ascends(&picture.free_frontier, 40);
        close(
            picture.frontier[0].volatility,
            solved(&answer).figures.volatility,
            1e-12,
        );
        close(
            picture.frontier[0].annual_return,
            solved(&answer).figures.annual_return,
            1e-9,
        );
        // The boldest fills the caps by falling return.
        let mut returns: Vec<f64> = picture.assets.iter().map(|a| a.annual_return).collect();
        returns.sort_by(|a, b| b.total_cmp(a));
        let mut left: f64 = 1.0;
        let boldest: f64 = returns
            .iter()
            .map(|r| {
                let weight = left.min(cap);
                left -= weight;
                weight * r
            })
            .sum();
        close(picture.frontier[29].annual_return, boldest, 1e-9);
        close(picture.free_frontier[39].annual_return, returns[0], 1e-9);
        assert!(picture.free_frontier[0].volatility <= picture.frontier[0].volatility + 1e-12);
        assert_eq!(picture.assets.len(), 20);
    }
    // One portfolio only.
    let answer = ask(&mut session, Goal::MinRisk, 0.05, Detail::Quick);
    assert_eq!(answer.picture.frontier.len(), 1);
}

#[test]
fn the_cap_curve_is_what_each_cap_gives() {
    let mut session = session(&five_years());
    for goal in GOALS.into_iter().filter(|goal| *goal != Goal::EqualWeight) {
        let curve = ask(&mut session, goal, 0.1, Detail::Quick)
            .picture
            .cap_curve;
        assert_eq!(curve.len(), 26, "{goal:?}");
        assert_eq!((curve[0].0, curve[25].0), (0.05, 0.3));
        for &(cap, volatility) in curve.iter().step_by(5) {
            let answer = ask(&mut session, goal, cap, Detail::Quick);
            close(solved(&answer).figures.volatility, volatility, 1e-10);
            assert_eq!(answer.picture.cap_curve, curve);
        }
    }
    // Where the target is out of reach, the curve has not begun.
    let goal = Goal::TargetReturn { annual: 0.25 };
    let curve = ask(&mut session, goal, 0.1, Detail::Quick)
        .picture
        .cap_curve;
    assert!(curve.len() > 5 && curve.len() < 26, "{}", curve.len());
    assert!(curve[0].0 > 0.06 && curve[curve.len() - 1].0 == 0.3);
    // More goals than are kept.
    for step in 0_u32..12 {
        let goal = Goal::MaxUtility {
            risk_aversion: 1.0 + f64::from(step),
        };
        ask(&mut session, goal, 0.1, Detail::Quick);
    }
    let goal = Goal::TargetReturn { annual: 0.25 };
    assert_eq!(
        ask(&mut session, goal, 0.1, Detail::Quick)
            .picture
            .cap_curve,
        curve
    );
}

#[test]
fn a_cap_that_is_too_small_comes_with_a_repair() {
    for goal in GOALS.into_iter().filter(|goal| *goal != Goal::EqualWeight) {
        let answer = quick(goal, 0.04);
        let conflict = conflict(&answer);
        assert_eq!(conflict.constraints, ["max_weight"], "{goal:?}");
        let cap = conflict
            .relaxation
            .iter()
            .find(|(name, _)| name == "max_weight");
        assert!(cap.is_some_and(|(_, cap)| *cap >= 0.05), "{conflict:?}");
        assert_eq!(answer.picture.assets.len(), 20);
        assert_eq!(answer.picture.free_frontier.len(), 40);
        assert_eq!(answer.picture.frontier, []);
    }
    let answer = quick(Goal::MinRisk, 0.04);
    assert_eq!(
        conflict(&answer).relaxation,
        [("max_weight".to_owned(), 0.05)]
    );
}

#[test]
fn a_target_out_of_reach_comes_with_a_repair() {
    let answer = quick(Goal::TargetReturn { annual: 0.9 }, 0.1);
    let found = conflict(&answer);
    assert!(
        found.constraints.contains(&"target_return".to_owned()),
        "{found:?}"
    );
    assert_eq!(answer.picture.frontier.len(), 30);

    let mut patch = answer.patch;
    for (name, value) in &found.relaxation {
        match name.as_str() {
            "max_weight" => patch.cap = *value,
            "target_return" => patch.goal = Goal::TargetReturn { annual: *value },
            other => panic!("{other} cannot be changed here"),
        }
    }
    let repaired = ask(
        &mut session(&five_years()),
        patch.goal,
        patch.cap,
        Detail::Quick,
    );
    solved(&repaired);
}

#[test]
fn where_everything_fell_no_ratio_is_best() {
    // From the top in October 2007 to the bottom.
    let selection = few(
        &["BAC", "GE", "AMD"],
        Day::constant(2007, 10, 10),
        Day::constant(2009, 3, 6),
    );
    let mut session = session(&selection);
    let answer = ask(&mut session, Goal::MaxSharpe, 0.5, Detail::Full);
    assert!(
        answer
            .picture
            .assets
            .iter()
            .all(|asset| asset.annual_return < 0.0)
    );
    assert_eq!(conflict(&answer).constraints, ["risk_free"]);
    assert_eq!(answer.picture.frontier.len(), 30);
    assert_eq!(answer.picture.cap_curve, []);
    let walk = answer.walk_forward.expect("the year before is there");
    assert!(walk.failed > 0 && walk.failed <= walk.fits);
    solved(&ask(&mut session, Goal::MinRisk, 0.5, Detail::Quick));
}

#[test]
fn an_answer_does_not_depend_on_what_was_asked_before() {
    let mut used = session(&five_years());
    for cap in [0.3, 0.05, 0.04, 0.1, 0.12, 0.07] {
        for goal in GOALS {
            for detail in [Detail::Quick, Detail::Full] {
                let warm = ask(&mut used, goal, cap, detail);
                let cold = ask(&mut session(&five_years()), goal, cap, detail);
                match (&warm.outcome, &cold.outcome) {
                    (Outcome::Solved(warm), Outcome::Solved(cold)) => {
                        for (a, b) in warm.weights.iter().zip(&cold.weights) {
                            close(*a, *b, 1e-11);
                        }
                        assert_eq!(warm.limits.len(), cold.limits.len(), "{goal:?} {cap}");
                        for (a, b) in warm.limits.iter().zip(&cold.limits) {
                            assert_eq!(a.limit, b.limit, "{goal:?} {cap}");
                            close(a.bp_per_percent, b.bp_per_percent, 1e-7);
                            close(a.valid_to.unwrap_or(9.0), b.valid_to.unwrap_or(9.0), 1e-9);
                        }
                    }
                    (warm, cold) => assert_eq!(warm, cold),
                }
                assert_eq!(warm.picture, cold.picture);
                assert_eq!(warm.walk_forward, cold.walk_forward);
                assert_eq!(warm.receipt.inputs, cold.receipt.inputs);
            }
        }
    }
}

#[test]
fn the_walk_forward_of_five_years() {
    let mut session = session(&five_years());
    let answer = ask(&mut session, Goal::MinRisk, 0.1, Detail::Full);
    let walk = answer.walk_forward.expect("the year before is there");
    assert_eq!(
        (walk.train, walk.test, walk.fits, walk.failed),
        (252, 21, 60, 0)
    );
    assert_eq!(walk.days.len(), 1_259);
    assert_eq!(walk.days[0], Day::constant(2017, 12, 28));
    assert_eq!(walk.days[1_258], LAST);
    let index = walk.index.as_ref().expect("the index is there");
    for track in [&walk.portfolio, &walk.equal, index] {
        assert_eq!(track.wealth.len(), 1_259);
        assert_eq!(track.wealth[0], 1.0);
        measured(track);
    }
    assert!(walk.portfolio.volatility < walk.equal.volatility);
    // 2,687.54 on 2017-12-28; 3,783.22 on 2022-12-28.
    close(index.wealth[1_258], 3783.22 / 2687.54, 1e-5);

    let equal = ask(&mut session, Goal::EqualWeight, 0.1, Detail::Full)
        .walk_forward
        .expect("as before");
    assert_eq!(equal.portfolio, equal.equal);
    assert_eq!(equal.equal, walk.equal);
    assert_eq!(equal.fits, 60);
}

/// The figures of a track whose days are all there follow from its wealth.
#[track_caller]
fn measured(track: &Track) {
    let returns: Vec<f64> = track
        .wealth
        .windows(2)
        .map(|pair| pair[1] / pair[0] - 1.0)
        .collect();
    let n = returns.len() as f64;
    let mean = returns.iter().sum::<f64>() / n;
    let variance = returns.iter().map(|r| (r - mean).powi(2)).sum::<f64>() / (n - 1.0);
    close(track.annual_return, 252.0 * mean, 1e-4);
    close(track.volatility, (252.0 * variance).sqrt(), 1e-4);
    let mut peak: f64 = 0.0;
    let deepest = track.wealth.iter().fold(0.0_f64, |deepest, wealth| {
        peak = peak.max(*wealth);
        deepest.max(1.0 - wealth / peak)
    });
    close(track.max_drawdown, deepest, 2e-5);
}

/// Weights of a fit are those of a what-if about the year before it.
#[test]
fn a_fit_sees_the_past_year_only() {
    let symbols = ["AAPL", "KO", "XOM", "JPM"];
    let (from, to) = (Day::constant(2020, 2, 28), Day::constant(2020, 4, 30));
    let first_return = Day::constant(2020, 3, 2);
    let mut now = session(&few(&symbols, from, to));
    let answer = ask(&mut now, Goal::MinRisk, 0.6, Detail::Full);
    let walk = answer.walk_forward.expect("two months");
    assert_eq!(walk.fits, 3);
    // 252 returns end on the day before.
    let days = &BLOCK.head.days;
    let first = days
        .iter()
        .position(|day| *day == first_return)
        .expect("a trading day");
    let past = few(&symbols, days[first - 253], days[first - 1]);
    let then = ask(&mut session(&past), Goal::MinRisk, 0.6, Detail::Quick);
    assert_eq!(then.observations, 252);
    let weights = &solved(&then).weights;
    let rows = days.len();
    let mut wealth = 0.0;
    for (symbol, weight) in symbols.iter().zip(weights) {
        let column = BLOCK
            .head
            .symbols
            .iter()
            .position(|known| known == symbol)
            .expect("bundled");
        let prices = &BLOCK.prices[column * rows..];
        wealth += weight * prices[first + 20] / prices[first - 1];
    }
    close(walk.portfolio.wealth[21], wealth, 1e-5);
}

#[test]
fn all_days_are_thinned_for_the_page_only() {
    let first = BLOCK.head.days[0];
    let selection = Selection {
        from: first,
        ..five_years()
    };
    let mut session = session(&selection);
    let answer = ask(&mut session, Goal::MinRisk, 0.1, Detail::Full);
    assert_eq!(answer.observations, 8_312);
    let walk = answer.walk_forward.expect("decades");
    assert_eq!(walk.fits, (8_312_usize - 252).div_ceil(21));
    assert!(
        walk.days.len() <= 1_300 && walk.days.len() > 1_000,
        "{}",
        walk.days.len()
    );
    assert_eq!(walk.days[0], BLOCK.head.days[252]);
    assert_eq!(walk.days.last(), Some(&LAST));
    assert!(walk.days.is_sorted_by(|a, b| a < b));
    for track in [
        Some(&walk.portfolio),
        Some(&walk.equal),
        walk.index.as_ref(),
    ] {
        let track = track.expect("three of them");
        assert_eq!(track.wealth.len(), walk.days.len());
        let mut peak: f64 = 0.0;
        let deepest = track.wealth.iter().fold(0.0_f64, |deepest, wealth| {
            peak = peak.max(*wealth);
            deepest.max(1.0 - wealth / peak)
        });
        close(track.max_drawdown, deepest, 2e-5);
        for wealth in &track.wealth {
            assert!(format!("{wealth}").len() <= 8, "{wealth}");
        }
    }
    let text = serde_json::to_string(&walk.portfolio.wealth).expect("plain data");
    assert!(text.len() < 11_000, "{}", text.len());
}

#[test]
fn where_there_is_no_year_before_it_begins_later_or_not_at_all() {
    let first = BLOCK.head.days[0];
    let check = |to: Day, expected: Option<(usize, Day)>| {
        let mut session = session(&few(&["KO", "GE", "JPM"], first, to));
        let walk = ask(&mut session, Goal::MinRisk, 0.5, Detail::Full).walk_forward;
        assert_eq!(walk.map(|walk| (walk.fits, walk.days[0])), expected, "{to}");
    };
    let day = |returns: usize| BLOCK.head.days[returns];
    check(day(272), None);
    check(day(273), Some((1, day(252))));
    check(day(274), Some((2, day(252))));
    check(day(40), None);
}

/// Many assets: the estimates of the fits are too many to keep.
#[test]
fn what_is_not_kept_is_made_again() {
    let assets = 100;
    let rows = 252 * 16;
    let days: Vec<Day> = BLOCK.head.days[..rows].to_vec();
    let mut prices = Vec::with_capacity(assets * rows);
    for asset in 0..assets {
        // Two bundled companies mixed: positive definite, and no two columns alike.
        let source = |i: usize| &BLOCK.prices[(i % 20) * BLOCK.head.days.len()..][..rows];
        let (one, other) = (source(asset), source(asset / 20 + asset + 1));
        let scale = one[0] / other[0] * 0.3;
        prices.extend(one.iter().zip(other).enumerate().map(|(t, (a, b))| {
            (a + scale * b) * (1.0 + 0.01 * (((asset * 31 + 17) * (t + 1) % 101) as f64 / 101.0))
        }));
    }
    let symbols: Vec<String> = (0..assets).map(|asset| format!("S{asset}")).collect();
    let head = contract::what_if::PriceHead {
        symbols: symbols.clone(),
        days: days.clone(),
        index: false,
    };
    let selection = Selection {
        symbols,
        from: days[252],
        to: days[rows - 1],
    };
    let mut session = Session::prepare(head, prices, &selection).expect("well formed");
    let answer = ask(&mut session, Goal::MinRisk, 0.05, Detail::Full);
    let walk = answer.walk_forward.expect("fifteen years");
    assert_eq!((walk.fits, walk.failed), (180, 0));
    assert_eq!(walk.index, None);
    assert!(walk.portfolio.volatility < walk.equal.volatility);
}

#[track_caller]
fn refused(selection: &Selection, field: &str) {
    let error = Session::prepare(BLOCK.head.clone(), BLOCK.prices.clone(), selection)
        .expect_err("a bad selection");
    let AppError::Invalid { fields } = error else {
        panic!("{error}")
    };
    let found: Vec<_> = fields.iter().map(|wrong| wrong.field.as_str()).collect();
    assert_eq!(found, [field], "{fields:?}");
}

#[test]
fn a_bad_selection_names_its_field() {
    let (from, to) = (Day::constant(2020, 1, 2), Day::constant(2020, 12, 31));
    refused(&few(&[], from, to), "assets");
    refused(&few(&["KO", "NOPE"], from, to), "assets");
    refused(&few(&["KO", "GE", "KO"], from, to), "assets");
    refused(&few(&["KO"; 201], from, to), "assets");
    refused(&few(&["KO"], to, from), "from");
    refused(&few(&["KO"], from, Day::constant(2020, 2, 13)), "from");
    refused(
        &few(
            &["KO"],
            Day::constant(1970, 1, 1),
            Day::constant(1980, 1, 1),
        ),
        "to",
    );
    refused(
        &few(
            &["KO"],
            Day::constant(2023, 1, 1),
            Day::constant(2024, 1, 1),
        ),
        "from",
    );
    // Thirty returns are enough.
    session(&few(&["KO"], from, Day::constant(2020, 2, 14)));
}

#[test]
fn gaps_are_told_or_passed_over() {
    let rows = BLOCK.head.days.len();
    let (from, to) = (Day::constant(2020, 1, 2), Day::constant(2020, 12, 31));
    let at = |day: Day| {
        BLOCK
            .head
            .days
            .iter()
            .position(|known| *known == day)
            .expect("trading")
    };
    let column = |symbol: &str| {
        rows * BLOCK
            .head
            .symbols
            .iter()
            .position(|known| known == symbol)
            .expect("bundled")
    };
    let prepare = |prices: Vec<f64>| {
        Session::prepare(BLOCK.head.clone(), prices, &few(&["KO", "GE"], from, to))
    };

    let mut prices = BLOCK.prices.clone();
    prices[column("GE") + at(from) + 5] = f64::NAN;
    let error = prepare(prices).expect_err("a gap in the window");
    assert!(error.to_string().contains("GE"), "{error}");

    // A hundred days before the window: the walk-forward begins when a year is there.
    let mut prices = BLOCK.prices.clone();
    prices[column("GE") + at(from) - 101] = 0.0;
    // The index has a gap in the window, and another before it.
    let index = 20 * rows + at(from);
    prices[index + 1..index + 4].fill(f64::NAN);
    let mut session = prepare(prices).expect("no gap in the window");
    let walk = ask(&mut session, Goal::MinRisk, 1.0, Detail::Full)
        .walk_forward
        .expect("some months");
    // The first price after the gap is 100 days before the window: 99 returns, and 153 more.
    assert_eq!(walk.days[0], BLOCK.head.days[at(from) - 100 + 252]);
    assert!(walk.index.is_some());

    let mut prices = BLOCK.prices.clone();
    prices[20 * rows..].fill(f64::NAN);
    let mut session = prepare(prices).expect("the index may be missing");
    let walk = ask(&mut session, Goal::MinRisk, 1.0, Detail::Full)
        .walk_forward
        .expect("a year");
    assert_eq!(walk.index, None);

    let error = prepare(vec![1.0; 7]).expect_err("numbers and head disagree");
    assert_eq!(error.status(), 502);
}

#[test]
fn one_company_leaves_nothing_to_choose() {
    let mut session = session(&few(&["KO"], Day::constant(2018, 1, 2), LAST));
    for goal in [Goal::MinRisk, Goal::MaxSharpe, Goal::EqualWeight] {
        let answer = ask(&mut session, goal, 1.0, Detail::Full);
        assert_eq!(solved(&answer).weights, [1.0]);
        assert_eq!(answer.picture.cap_curve, []);
        assert_eq!(answer.picture.frontier.len(), 1);
        let walk = answer.walk_forward.expect("years");
        assert_eq!(walk.portfolio, walk.equal);
    }
}

#[test]
fn a_bad_patch_is_refused() {
    let mut session = session(&five_years());
    let patch = Patch {
        goal: Goal::TargetReturn { annual: f64::NAN },
        cap: 0.0,
    };
    let error = session
        .answer(&patch, Detail::Quick, &|| 0.0)
        .expect_err("out of range");
    assert_eq!(error.status(), 422);
}

#[test]
fn inputs_have_a_name_of_their_own() {
    let mut names = Vec::new();
    for from in [Day::constant(2017, 12, 28), Day::constant(2018, 1, 2)] {
        for symbols in [["KO", "GE"], ["GE", "KO"]] {
            let mut session = session(&few(&symbols, from, LAST));
            for goal in GOALS {
                for cap in [0.5, 0.6] {
                    let answer = ask(&mut session, goal, cap, Detail::Quick);
                    let again = ask(&mut session, goal, cap, Detail::Full);
                    assert_eq!(answer.receipt.inputs, again.receipt.inputs);
                    names.push(answer.receipt.inputs);
                }
            }
        }
    }
    assert!(
        names
            .iter()
            .all(|name| name.len() == 12 && name.bytes().all(|b| b.is_ascii_hexdigit()))
    );
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count);
    // Known answer: native and browser agree with this, today and tomorrow.
    assert_eq!(quick(Goal::MinRisk, 0.1).receipt.inputs, "41fc9523e7e0");
}

#[test]
fn the_clock_is_for_the_receipt() {
    let ticks = std::cell::Cell::new(0.0);
    let clock = || {
        ticks.set(ticks.get() + 1.0);
        ticks.get()
    };
    let mut session = session(&five_years());
    let patch = Patch {
        goal: Goal::MinRisk,
        cap: 0.1,
    };
    let receipt = session
        .answer(&patch, Detail::Quick, &clock)
        .expect("in range")
        .receipt;
    assert_eq!((receipt.solve_ms, receipt.total_ms), (1.0, 3.0));
    assert_eq!(receipt.solver, "active_set");
}
