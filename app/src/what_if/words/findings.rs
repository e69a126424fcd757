//! The captions of the pictures: what each of them finds.

use contract::what_if::{Answer, Goal, Outcome, WalkForward};
use texts::{Language, landing as text};

use super::{AT, at_cap, capital, count};

/// The caption of the frontier.
pub fn frontier(language: Language, answer: &Answer) -> String {
    if matches!(answer.outcome, Outcome::Infeasible(_)) {
        return text::frontier_none(language).to_owned();
    }
    let (capped, free) = (&answer.picture.frontier, &answer.picture.free_frontier);
    let (Some(low), Some(high), Some(free_low), Some(free_high)) =
        (capped.first(), capped.last(), free.first(), free.last())
    else {
        return text::frontier_bare(language).to_owned();
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
        let percent = |value| language.percent(value, 1);
        return text::frontier_free(
            language,
            &percent(low.volatility),
            &percent(high.volatility),
        );
    }
    let risk = match 100.0 * risk {
        points if points < 0.005 => text::no_risk(language).to_owned(),
        points if points < 0.05 => text::hardly_risk(language).to_owned(),
        points => text::points_risk(language, &language.number(points, 1)),
    };
    text::frontier_costs(language, &risk, &language.percent(reach, 0))
}

/// The caption of the weights.
pub fn weights(language: Language, answer: &Answer) -> String {
    let Outcome::Solved(solved) = &answer.outcome else {
        return text::weights_none(language).to_owned();
    };
    if answer.patch.goal == Goal::EqualWeight {
        let each = language.percent(1.0 / solved.weights.len() as f64, 1);
        return text::weights_equal(language, &each);
    }
    let at_cap = at_cap(solved, answer.patch.cap);
    let at_zero = solved.weights.iter().filter(|w| **w <= AT).count();
    let word = |n| count(language, n);
    match (at_cap, at_zero) {
        (0, 0) => text::weights_all(language).to_owned(),
        (0, zero) => text::weights_zero(language, &capital(word(zero))),
        (full, 0) => text::weights_full(language, &capital(word(full))),
        (full, zero) => text::weights_both(language, &capital(word(full)), &word(zero)),
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
        return text::wealth_short(language).to_owned();
    }
    let Some(walk) = followed(answer) else {
        return match answer.outcome {
            Outcome::Solved(_) => text::wealth_never(language),
            Outcome::Infeasible(_) => text::wealth_nothing(language),
        }
        .to_owned();
    };
    let (ours, equal) = (walk.portfolio.volatility, walk.equal.volatility);
    let percent = |value| language.percent(value, 1);
    match answer.patch.goal {
        Goal::EqualWeight => text::wealth_equal(language, &percent(equal)),
        Goal::MinRisk | Goal::TargetReturn { .. } if ours < equal => {
            text::risk_kept(language, &percent(ours), &percent(equal))
        }
        Goal::MinRisk | Goal::TargetReturn { .. } => {
            text::risk_broken(language, &percent(ours), &percent(equal))
        }
        Goal::RiskParity | Goal::Hierarchical => {
            text::risk_was(language, &percent(ours), &percent(equal))
        }
        Goal::MaxSharpe | Goal::MaxUtility { .. } => {
            let (ours, equal) = (ratio(walk, true), ratio(walk, false));
            let say = if ours > equal {
                text::ratio_kept
            } else {
                text::ratio_broken
            };
            say(
                language,
                &language.number(ours, 2),
                &language.number(equal, 2),
            )
        }
    }
}

fn ratio(walk: &WalkForward, ours: bool) -> f64 {
    let track = if ours { &walk.portfolio } else { &walk.equal };
    if track.volatility > 0.0 {
        track.annual_return / track.volatility
    } else {
        f64::NAN
    }
}
