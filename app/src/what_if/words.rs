//! What an answer means, in sentences.

mod conflict;
mod findings;
mod headline;
mod judgements;
#[cfg(test)]
mod tests;

use contract::what_if::{Goal, Limit, LimitPrice, Solved};
use domain::format::with_unit;
use texts::{Language, landing as text};

use super::state::GoalKind;

pub use conflict::{conflict, limit_name, repair};
pub use findings::{followed, frontier, wealth, weights};
pub use headline::{cheap_caps, headline, no_prices};
pub use judgements::{Judgement, Tenor, judgements};

/// Weights closer than this to a limit are at it.
pub const AT: f64 = 5e-5;

/// The objective's name, and what it is after, in a few words.
pub fn goal(language: Language, kind: GoalKind) -> (&'static str, &'static str) {
    type Text = fn(Language) -> &'static str;
    let (name, hint): (Text, Text) = match kind {
        GoalKind::MinRisk => (text::min_risk, text::min_risk_hint),
        GoalKind::MaxSharpe => (text::max_sharpe, text::max_sharpe_hint),
        GoalKind::TargetReturn => (text::target_return, text::target_return_hint),
        GoalKind::MaxUtility => (text::max_utility, text::max_utility_hint),
        GoalKind::RiskParity => (text::risk_parity, text::risk_parity_hint),
        GoalKind::Hierarchical => (text::hierarchical, text::hierarchical_hint),
        GoalKind::EqualWeight => (text::equal_weight, text::equal_weight_hint),
    };
    (name(language), hint(language))
}

pub const fn kind_of(goal: Goal) -> GoalKind {
    match goal {
        Goal::MinRisk => GoalKind::MinRisk,
        Goal::MaxSharpe => GoalKind::MaxSharpe,
        Goal::TargetReturn { .. } => GoalKind::TargetReturn,
        Goal::MaxUtility { .. } => GoalKind::MaxUtility,
        Goal::RiskParity => GoalKind::RiskParity,
        Goal::Hierarchical => GoalKind::Hierarchical,
        Goal::EqualWeight => GoalKind::EqualWeight,
    }
}

/// A cap with as many decimals as it has: `10 %`, `12.5 %`.
pub fn cap(language: Language, value: f64) -> String {
    let tenths = 1000.0 * value;
    let decimals = usize::from((tenths - (tenths / 10.0).round() * 10.0).abs() > 1e-6);
    language.percent(value, decimals)
}

/// Small counts as words.
pub fn count(language: Language, n: usize) -> String {
    const WORDS: [[&str; 13]; 2] = [
        [
            "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve",
        ],
        [
            "keine", "eine", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun",
            "zehn", "elf", "zwölf",
        ],
    ];
    let words = match language {
        Language::English => &WORDS[0],
        Language::German => &WORDS[1],
    };
    words
        .get(n)
        .map_or_else(|| language.count(n as u64), |word| (*word).to_owned())
}

fn capital(text: String) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// What a limit costs, in the unit of the objective; always said as a positive price.
pub fn price(language: Language, goal: Goal, limit: &LimitPrice) -> String {
    let bp = limit.bp_per_percent.abs();
    match goal {
        Goal::MaxSharpe => language.number(bp / 1e4, 4),
        _ => with_unit(language.number(bp, 1), "bp"),
    }
}

/// The head of the list of prices.
pub fn price_head(language: Language, goal: Goal) -> &'static str {
    match goal {
        Goal::MaxSharpe => text::gained_sharpe(language),
        Goal::MaxUtility { .. } => text::gained_utility(language),
        _ => text::saved_volatility(language),
    }
}

/// The caps of single holdings that bind and cost something worth saying, dearest first; and the
/// symbols of those that bind for (nearly) nothing.
pub fn caps(solved: &Solved) -> (Vec<(&str, &LimitPrice)>, Vec<&str>) {
    let mut dear = Vec::new();
    let mut cheap = Vec::new();
    let caps = solved.limits.iter().filter_map(|price| match &price.limit {
        Limit::Cap { symbol } => Some((symbol.as_str(), price)),
        _ => None,
    });
    let dearest = caps
        .clone()
        .map(|(_, price)| price.bp_per_percent.abs())
        .fold(0.0, f64::max);
    for (symbol, price) in caps {
        // A twentieth of the dearest does not deserve a row of its own.
        if price.bp_per_percent.abs() >= dearest / 20.0 && dearest > 0.0 {
            dear.push((symbol, price));
        } else {
            cheap.push(symbol);
        }
    }
    (dear, cheap)
}

/// How many holdings are at the cap.
pub fn at_cap(solved: &Solved, cap: f64) -> usize {
    let weights = solved.weights.iter();
    weights.filter(|weight| **weight >= cap - AT).count()
}
