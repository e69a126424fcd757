//! The sentence at the top of "Why", and the small print under its table.

use contract::what_if::{Answer, Goal, Limit, LimitPrice, Solved};
use domain::format::with_unit;
use texts::{Language, landing as text};

use super::{AT, at_cap, cap, caps, count, price};

/// The sentence.
pub fn headline(language: Language, answer: &Answer, solved: &Solved) -> String {
    if solved.weights.len() == 1 && answer.patch.goal != Goal::EqualWeight {
        return text::one_company(language).to_owned();
    }
    let bent = at_cap(solved, answer.patch.cap);
    let held_back = || (cap(language, answer.patch.cap), count(language, bent));
    match (answer.patch.goal, bent) {
        (Goal::EqualWeight, _) => text::why_equal(language).to_owned(),
        (Goal::RiskParity, 0) => {
            let share = 1.0 / solved.weights.len() as f64;
            text::why_parity(language, &language.percent(share, 1))
        }
        (Goal::RiskParity, _) => {
            let (cap, count) = held_back();
            text::why_parity_bent(language, &cap, &count)
        }
        (Goal::Hierarchical, 0) => text::why_tree(language).to_owned(),
        (Goal::Hierarchical, _) => {
            let (cap, count) = held_back();
            text::why_tree_bent(language, &cap, &count)
        }
        _ => priced(language, answer, solved),
    }
}

/// Why there is no table of prices under it; `None` where there is one, or nothing to add.
pub fn no_prices(language: Language, goal: Goal) -> Option<&'static str> {
    match goal {
        Goal::RiskParity => Some(text::no_prices_parity(language)),
        Goal::Hierarchical => Some(text::no_prices_tree(language)),
        _ => None,
    }
}

fn priced(language: Language, answer: &Answer, solved: &Solved) -> String {
    let goal = answer.patch.goal;
    let cap_text = cap(language, answer.patch.cap);
    let target = target_price(solved).map(|limit| {
        let price = with_unit(language.number(limit.bp_per_percent.abs(), 0), "bp");
        text::target_costs(language, &price) + " "
    });
    let (dear, _) = caps(solved);
    let cap_part = match dear.first() {
        Some((symbol, limit)) => {
            let until = limit
                .helps_until
                .filter(|until| *until > limit.value + AT)
                .map_or_else(String::new, |until| {
                    format!(
                        " {}",
                        text::raising_helps(language, &language.percent(until, 1))
                    )
                });
            let unit = match goal {
                Goal::MaxSharpe => text::of_sharpe(language),
                Goal::MaxUtility { .. } => text::of_utility(language),
                _ => text::of_volatility(language),
            };
            let price = price(language, goal, limit);
            text::cap_costs(language, &cap_text, symbol, &price, unit) + &until
        }
        None => {
            let largest = solved.weights.iter().copied().fold(0.0, f64::max);
            text::cap_is_free(language, &cap_text, &language.percent(largest, 1))
        }
    };
    target.unwrap_or_default() + &cap_part
}

fn target_price(solved: &Solved) -> Option<&LimitPrice> {
    let mut limits = solved.limits.iter();
    limits.find(|price| price.limit == Limit::TargetReturn)
}

/// The small print under the list of prices.
pub fn cheap_caps(language: Language, solved: &Solved) -> Option<String> {
    let (_, cheap) = caps(solved);
    let (last, rest) = cheap.split_last()?;
    Some(if rest.is_empty() {
        text::cheap_one(language, last)
    } else {
        text::cheap_many(language, &rest.join(", "), last)
    })
}
