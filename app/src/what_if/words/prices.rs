//! What limits cost.

use contract::what_if::{Answer, Goal, Limit, LimitPrice, Solved};
use domain::Language;
use texts::answer;

use super::{AT, cap};

/// What a limit costs, in the unit of the objective; always said as a positive price.
pub fn price(language: Language, goal: Goal, limit: &LimitPrice) -> String {
    let bp = limit.bp_per_percent.abs();
    match goal {
        Goal::MaxSharpe => language.number(bp / 1e4, 4),
        _ => language.basis_points(bp, 1),
    }
}

/// What the prices are prices of.
fn price_unit(language: Language, goal: Goal) -> &'static str {
    match goal {
        Goal::MinRisk | Goal::TargetReturn { .. } => answer::of_volatility(language),
        Goal::MaxSharpe => answer::of_sharpe(language),
        Goal::MaxUtility { .. } => answer::of_utility(language),
        Goal::EqualWeight => answer::of_nothing(language),
    }
}

/// The head of the list of prices.
pub fn price_head(language: Language, goal: Goal) -> &'static str {
    match goal {
        Goal::MinRisk | Goal::TargetReturn { .. } => answer::volatility_saved(language),
        Goal::MaxSharpe => answer::sharpe_gained(language),
        Goal::MaxUtility { .. } => answer::utility_gained(language),
        Goal::EqualWeight => "",
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

/// The sentence at the top of “Why”.
pub fn headline(language: Language, answer: &Answer, solved: &Solved) -> String {
    if answer.patch.goal == Goal::EqualWeight {
        return answer::equal_has_no_prices(language).to_owned();
    }
    let target = solved
        .limits
        .iter()
        .find(|price| price.limit == Limit::TargetReturn)
        .map(|limit| {
            let price = language.basis_points(limit.bp_per_percent.abs(), 0);
            answer::last_percent_costs(language, &price)
        });
    let sentences: Vec<String> = target
        .into_iter()
        .chain(of_cap(language, answer, solved))
        .collect();
    sentences.join(" ")
}

fn of_cap(language: Language, answer: &Answer, solved: &Solved) -> Vec<String> {
    let goal = answer.patch.goal;
    let cap = cap(language, answer.patch.cap);
    let (dear, _) = caps(solved);
    let Some((symbol, limit)) = dear.first() else {
        if solved.weights.len() == 1 {
            return vec![answer::one_company(language).to_owned()];
        }
        let largest = solved.weights.iter().copied().fold(0.0, f64::max);
        let largest = language.percent(largest, 1);
        return vec![answer::cap_is_free(language, &cap, &largest)];
    };
    let price = price(language, goal, limit);
    let costs = answer::cap_costs(language, &cap, symbol, &price, price_unit(language, goal));
    let until = limit.helps_until.filter(|until| *until > limit.value + AT);
    let until = until.map(|until| answer::raising_helps(language, &language.percent(until, 1)));
    std::iter::once(costs).chain(until).collect()
}

/// The small print under the list of prices.
pub fn cheap_caps(language: Language, solved: &Solved) -> Option<String> {
    let (_, cheap) = caps(solved);
    let (last, rest) = cheap.split_last()?;
    Some(if rest.is_empty() {
        answer::one_cheap_cap(language, last)
    } else {
        answer::cheap_caps(language, &rest.join(", "), last)
    })
}
