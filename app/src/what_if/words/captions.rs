//! The finding of each picture.

use contract::what_if::{Answer, Goal, Outcome, Track, WalkForward};
use domain::Language;
use texts::answer;

use super::{AT, capital, count};

/// The caption of the frontier.
pub fn frontier(language: Language, answer: &Answer) -> String {
    if matches!(answer.outcome, Outcome::Infeasible(_)) {
        return answer::no_portfolio(language).to_owned();
    }
    let (capped, free) = (&answer.picture.frontier, &answer.picture.free_frontier);
    let (Some(low), Some(high), Some(free_low), Some(free_high)) =
        (capped.first(), capped.last(), free.first(), free.last())
    else {
        return answer::each_company(language).to_owned();
    };
    let risk = low.volatility - free_low.volatility;
    // Of the largest return that is possible without the cap.
    let most = free_high.annual_return;
    let reach = if most > 0.0 {
        (1.0 - high.annual_return / most).clamp(0.0, 1.0)
    } else {
        0.0
    };
    if risk < 5e-5 && reach < 0.005 {
        let (low, high) = (low.volatility, high.volatility);
        let (low, high) = (language.percent(low, 1), language.percent(high, 1));
        return answer::all_in_reach(language, &low, &high);
    }
    let risk = match 100.0 * risk {
        points if points < 0.005 => answer::no_risk(language).to_owned(),
        points if points < 0.05 => answer::risk_below(language, &language.number(0.1, 1)),
        points => answer::risk_of(language, &language.number(points, 1)),
    };
    answer::cap_takes(language, &risk, &language.percent(reach, 0))
}

/// The caption of the weights.
pub fn weights(language: Language, answer: &Answer) -> String {
    let Outcome::Solved(solved) = &answer.outcome else {
        return answer::no_weights(language).to_owned();
    };
    if answer.patch.goal == Goal::EqualWeight {
        let share = language.percent(1.0 / solved.weights.len() as f64, 1);
        return answer::equal_shares(language, &share);
    }
    let at_cap = solved
        .weights
        .iter()
        .filter(|w| **w >= answer.patch.cap - AT)
        .count();
    let at_zero = solved.weights.iter().filter(|w| **w <= AT).count();
    let first = |n| capital(count(language, n));
    match (at_cap, at_zero) {
        (0, 0) => answer::all_held(language).to_owned(),
        (0, zero) => answer::some_at_zero(language, &first(zero)),
        (full, 0) => answer::some_at_cap(language, &first(full)),
        (full, zero) => answer::some_at_both(language, &first(full), &count(language, zero)),
    }
}

/// The walk-forward of a portfolio that there is: without an answer now, or in any month, there is
/// nothing to follow.
pub fn followed(answer: &Answer) -> Option<&WalkForward> {
    let walk = answer.walk_forward.as_ref()?;
    let is_solved = matches!(answer.outcome, Outcome::Solved(_));
    (is_solved && walk.failed < walk.fits).then_some(walk)
}

/// The caption of the wealth curves.
pub fn wealth(language: Language, answer: &Answer) -> String {
    if answer.walk_forward.is_none() {
        return answer::too_few_days(language).to_owned();
    }
    let Some(walk) = followed(answer) else {
        return match answer.outcome {
            Outcome::Solved(_) => answer::never_fitted(language),
            Outcome::Infeasible(_) => answer::nothing_to_follow(language),
        }
        .to_owned();
    };
    let is_about_risk = match answer.patch.goal {
        Goal::EqualWeight => {
            let volatility = language.percent(walk.equal.volatility, 1);
            return answer::equal_swung(language, &volatility);
        }
        Goal::MinRisk | Goal::TargetReturn { .. } => true,
        Goal::MaxSharpe | Goal::MaxUtility { .. } => false,
    };
    let of = |track: &Track| match is_about_risk {
        true => track.volatility,
        false => ratio(track),
    };
    let (ours, equal) = (of(&walk.portfolio), of(&walk.equal));
    type Text = fn(Language, &str, &str) -> String;
    let (write, text): (fn(Language, f64) -> String, Text) = match (is_about_risk, ours < equal) {
        (true, true) => (|l, v| l.percent(v, 1), answer::risk_kept),
        (true, false) => (|l, v| l.percent(v, 1), answer::risk_not_kept),
        (false, _) if ours > equal => (|l, v| l.number(v, 2), answer::ratio_kept),
        (false, _) => (|l, v| l.number(v, 2), answer::ratio_not_kept),
    };
    text(language, &write(language, ours), &write(language, equal))
}

/// Return per risk.
fn ratio(track: &Track) -> f64 {
    if track.volatility > 0.0 {
        track.annual_return / track.volatility
    } else {
        f64::NAN
    }
}
