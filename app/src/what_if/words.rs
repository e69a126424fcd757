//! What an answer means, in sentences. The texts are in `texts::answer`; here is decided which of
//! them is true.

mod captions;
mod conflict;
mod judgements;
mod prices;

use contract::what_if::Goal;
use domain::Language;
use texts::answer;

use super::state::GoalKind;

pub use captions::{followed, frontier, wealth, weights};
pub use conflict::{conflict, limit_name, repair};
pub use judgements::{Judgement, Tenor, judgements};
pub use prices::{caps, cheap_caps, headline, price, price_head};

/// Weights closer than this to a limit are at it.
pub const AT: f64 = 5e-5;

/// The objective's name, and what it is after, in a few words.
pub fn goal(language: Language, kind: GoalKind) -> (&'static str, &'static str) {
    type Text = fn(Language) -> &'static str;
    let (name, hint): (Text, Text) = match kind {
        GoalKind::MinRisk => (answer::min_risk, answer::min_risk_hint),
        GoalKind::MaxSharpe => (answer::max_sharpe, answer::max_sharpe_hint),
        GoalKind::TargetReturn => (answer::target_return, answer::target_return_hint),
        GoalKind::MaxUtility => (answer::max_utility, answer::max_utility_hint),
        GoalKind::EqualWeight => (answer::equal_weight, answer::equal_weight_hint),
    };
    (name(language), hint(language))
}

pub const fn kind_of(goal: Goal) -> GoalKind {
    match goal {
        Goal::MinRisk => GoalKind::MinRisk,
        Goal::MaxSharpe => GoalKind::MaxSharpe,
        Goal::TargetReturn { .. } => GoalKind::TargetReturn,
        Goal::MaxUtility { .. } => GoalKind::MaxUtility,
        Goal::EqualWeight => GoalKind::EqualWeight,
    }
}

/// A cap with as many decimals as it has: `10 %`, `12.5 %`.
pub fn cap(language: Language, value: f64) -> String {
    let tenths = 1000.0 * value;
    let decimals = usize::from((tenths - (tenths / 10.0).round() * 10.0).abs() > 1e-6);
    language.percent(value, decimals)
}

/// Small counts as words. What is counted are positions and companies: in German `eine`.
pub fn count(language: Language, n: usize) -> String {
    const ENGLISH: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    const GERMAN: [&str; 13] = [
        "keine", "eine", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn",
        "elf", "zwölf",
    ];
    let words = match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    };
    words
        .get(n)
        .map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

fn capital(text: String) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests;
