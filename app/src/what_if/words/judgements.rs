//! What an honest adviser would add to an answer.

use contract::what_if::{Answer, Goal, Solved, Track, WalkForward};
use domain::Language;
use texts::answer;

use super::{AT, cap, followed};

/// How good the news of a judgement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tenor {
    Good,
    Warning,
    Plain,
}

/// One thing to know about an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    pub tenor: Tenor,
    pub claim: &'static str,
    pub because: String,
}

fn judgement(tenor: Tenor, claim: &'static str, because: String) -> Judgement {
    Judgement {
        tenor,
        claim,
        because,
    }
}

/// What an honest adviser would add.
pub fn judgements(language: Language, answer: &Answer, solved: &Solved) -> Vec<Judgement> {
    let mut list = Vec::new();
    if answer.patch.goal == Goal::EqualWeight {
        of_equal_weights(language, answer, solved, &mut list);
    } else {
        list.push(of_risk(language, answer, solved));
        if let Some(walk) = followed(answer) {
            of_walk(language, walk, &mut list);
        }
    }
    let assets = solved.weights.len();
    if answer.observations < 5 * assets {
        let days = language.count(answer.observations as u64);
        let companies = language.count(assets as u64);
        list.push(judgement(
            Tenor::Warning,
            answer::few_days(language),
            answer::few_days_because(language, &days, &companies),
        ));
    }
    if !solved.exact {
        let residual = format!("{:.0e}", answer.receipt.kkt_residual);
        list.push(judgement(
            Tenor::Warning,
            answer::imprecise(language),
            answer::imprecise_because(language, &residual),
        ));
    }
    list
}

fn of_equal_weights(
    language: Language,
    answer: &Answer,
    solved: &Solved,
    list: &mut Vec<Judgement>,
) {
    list.push(judgement(
        Tenor::Plain,
        answer::yardstick(language),
        answer::yardstick_because(language).to_owned(),
    ));
    let share = 1.0 / solved.weights.len() as f64;
    if share > answer.patch.cap + AT {
        let (share, cap) = (language.percent(share, 1), cap(language, answer.patch.cap));
        list.push(judgement(
            Tenor::Warning,
            answer::cap_not_kept(language),
            answer::cap_not_kept_because(language, &share, &cap),
        ));
    }
}

fn of_risk(language: Language, answer: &Answer, solved: &Solved) -> Judgement {
    let (ours, equal) = (solved.figures.volatility, solved.equal.volatility);
    let (our_text, equal_text) = (language.percent(ours, 1), language.percent(equal, 1));
    let because = answer::against(language, &our_text, &equal_text);
    if ours < 0.97 * equal {
        let because = match followed(answer) {
            None => because,
            Some(walk) if walk.portfolio.volatility < walk.equal.volatility => {
                let fits = language.count(walk.fits as u64);
                answer::against_and_held(language, &our_text, &equal_text, &fits)
            }
            Some(_) => answer::against_not_held(language, &our_text, &equal_text),
        };
        judgement(Tenor::Good, answer::risk_below_equal(language), because)
    } else if ours <= 1.03 * equal {
        judgement(Tenor::Plain, answer::risk_about_equal(language), because)
    } else {
        judgement(Tenor::Warning, answer::risk_above_equal(language), because)
    }
}

fn of_walk(language: Language, walk: &WalkForward, list: &mut Vec<Judgement>) {
    let (ours, equal) = (growth(&walk.portfolio), growth(&walk.equal));
    let (our_text, equal_text) = (language.percent(ours, 1), language.percent(equal, 1));
    list.push(if ours > equal {
        judgement(
            Tenor::Plain,
            answer::return_ahead(language),
            answer::return_ahead_because(language, &our_text, &equal_text),
        )
    } else {
        judgement(
            Tenor::Warning,
            answer::return_behind(language),
            answer::return_behind_because(language, &our_text, &equal_text),
        )
    });
    if walk.failed > 0 {
        let (failed, fits) = (
            language.count(walk.failed as u64),
            language.count(walk.fits as u64),
        );
        list.push(judgement(
            Tenor::Warning,
            answer::months_failed(language),
            answer::months_failed_because(language, &failed, &fits),
        ));
    }
}

/// What was earned a year, compounded.
fn growth(track: &Track) -> f64 {
    let days = track.wealth.len().saturating_sub(1);
    match track.wealth.last() {
        Some(end) if days > 0 => end.powf(domain::PERIODS_PER_YEAR / days as f64) - 1.0,
        _ => f64::NAN,
    }
}
