//! What an honest adviser would add.

use contract::what_if::{Answer, Confidence, Goal, Solved, Track};
use texts::{Language, landing as text};

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
    pub claim: String,
    pub because: String,
}

fn judgement(tenor: Tenor, claim: impl Into<String>, because: impl Into<String>) -> Judgement {
    Judgement {
        tenor,
        claim: claim.into(),
        because: because.into(),
    }
}

/// A band of weights as wide as this is worth a word.
const ROUGH: f64 = 0.03;

pub fn judgements(language: Language, answer: &Answer, solved: &Solved) -> Vec<Judgement> {
    let mut list = Vec::new();
    if answer.patch.goal == Goal::EqualWeight {
        yardstick(language, answer, solved, &mut list);
    } else {
        list.push(risk(language, answer, solved));
        earnings(language, answer, &mut list);
        list.extend(rough(language, answer, solved));
    }
    let assets = solved.weights.len();
    if answer.observations < 5 * assets {
        list.push(judgement(
            Tenor::Warning,
            text::few_days(language),
            text::few_days_why(
                language,
                &language.count(answer.observations as u64),
                &language.count(assets as u64),
            ),
        ));
    }
    if !solved.exact {
        let residual = format!("{:.0e}", answer.receipt.kkt_residual);
        list.push(judgement(
            Tenor::Warning,
            text::not_exact(language),
            text::not_exact_why(language, &residual),
        ));
    }
    list
}

fn yardstick(language: Language, answer: &Answer, solved: &Solved, list: &mut Vec<Judgement>) {
    list.push(judgement(
        Tenor::Plain,
        text::yardstick(language),
        text::yardstick_why(language),
    ));
    let share = 1.0 / solved.weights.len() as f64;
    if share > answer.patch.cap + AT {
        list.push(judgement(
            Tenor::Warning,
            text::over_cap(language),
            text::over_cap_why(
                language,
                &language.percent(share, 1),
                &cap(language, answer.patch.cap),
            ),
        ));
    }
}

fn risk(language: Language, answer: &Answer, solved: &Solved) -> Judgement {
    let (ours, equal) = (solved.figures.volatility, solved.equal.volatility);
    let percent = |value| language.percent(value, 1);
    let in_window = text::against(language, &percent(ours), &percent(equal));
    if ours < 0.97 * equal {
        let held = followed(answer).map_or_else(String::new, |walk| {
            if walk.portfolio.volatility < walk.equal.volatility {
                text::it_held(language, &language.count(walk.fits as u64))
            } else {
                text::it_broke(language).to_owned()
            }
        });
        let why = format!("{in_window}{held}.");
        judgement(Tenor::Good, text::risk_below(language), why)
    } else if ours <= 1.03 * equal {
        judgement(Tenor::Plain, text::risk_same(language), in_window + ".")
    } else {
        judgement(Tenor::Warning, text::risk_above(language), in_window + ".")
    }
}

fn earnings(language: Language, answer: &Answer, list: &mut Vec<Judgement>) {
    let Some(walk) = followed(answer) else { return };
    let (ours, equal) = (growth(&walk.portfolio), growth(&walk.equal));
    let percent = |value| language.percent(value, 1);
    let earned = text::earned(language, &percent(ours), &percent(equal));
    list.push(if ours > equal {
        let why = format!("{earned} {}", text::no_promise(language));
        judgement(Tenor::Plain, text::return_ahead(language), why)
    } else {
        judgement(Tenor::Warning, text::return_behind(language), earned)
    });
    if walk.failed > 0 {
        let (failed, fits) = (walk.failed as u64, walk.fits as u64);
        let why = text::missed_months_why(language, &language.count(failed), &language.count(fits));
        list.push(judgement(
            Tenor::Warning,
            text::missed_months(language),
            why,
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

/// The holdings whose weights move most when the days are drawn again.
fn rough(language: Language, answer: &Answer, solved: &Solved) -> Option<Judgement> {
    let confidence = answer.confidence.as_ref()?;
    let widest = widest(confidence, &solved.weights);
    let level = language.percent(confidence.level, 0);
    let points = |width: f64| language.number(100.0 * width, 0);
    let symbol = |at: usize| answer.symbols[at].as_str();
    let (claim, why) = match widest[..] {
        [] => return None,
        [(first, width)] => (
            text::rough_one(language, symbol(first)),
            text::rough_one_why(language, &level, &points(width)),
        ),
        [(first, width), (second, other), ..] => (
            text::rough_two(language, symbol(first), symbol(second)),
            text::rough_two_why(language, &level, &points(width), &points(other)),
        ),
    };
    Some(judgement(Tenor::Plain, claim, why))
}

/// The two holdings with the widest bands, if they are wide: position and width.
fn widest(confidence: &Confidence, weights: &[f64]) -> Vec<(usize, f64)> {
    let bands = confidence.weights.iter().zip(weights).enumerate();
    let mut wide: Vec<(usize, f64)> = bands
        .filter(|(_, (_, weight))| **weight > AT)
        .map(|(at, ((low, high), _))| (at, high - low))
        .filter(|(_, width)| *width >= ROUGH)
        .collect();
    wide.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    wide.truncate(2);
    wide
}
