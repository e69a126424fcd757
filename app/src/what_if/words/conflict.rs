//! What stands in the way of an answer, and the ways out.

use contract::what_if::{Answer, Conflict, Goal};
use texts::{Language, landing as text};

use super::{cap, capital, count};

/// What stands in the way, as a sentence.
pub fn conflict(language: Language, answer: &Answer, conflict: &Conflict) -> String {
    let n = answer.symbols.len();
    let cap_value = answer.patch.cap;
    let has = |name: &str| conflict.constraints.iter().any(|c| c.starts_with(name));
    if has("target_return") {
        let target = match answer.patch.goal {
            Goal::TargetReturn { annual } => language.percent(annual, 1),
            _ => String::new(),
        };
        if has("max_weight") {
            text::out_of_reach(language, &cap(language, cap_value), &target)
        } else {
            text::never_returned(language, &target)
        }
    } else if has("max_weight") {
        let most = cap(language, cap_value);
        let all = language.percent(cap_value * n as f64, 0);
        if n == 1 {
            text::one_holds(language, &most, &all)
        } else {
            text::many_hold(language, &capital(count(language, n)), &most, &all)
        }
    } else if answer.patch.goal == Goal::MaxSharpe {
        text::all_lost(language).to_owned()
    } else {
        text::contradict(language, &conflict.constraints.join(", "))
    }
}

/// A way out: what it says on the button, and what it changes (cap, target).
pub fn repair(
    language: Language,
    changes: &[(String, f64)],
) -> Option<(String, Option<f64>, Option<f64>)> {
    let mut cap_to = None;
    let mut target_to = None;
    let mut parts = Vec::new();
    for (name, value) in changes {
        match name.as_str() {
            "max_weight" => {
                // Rounded outward to a tenth of a percent, so that it still helps.
                let value = (1000.0 * value - 1e-6).ceil() / 1000.0;
                cap_to = Some(value);
                parts.push(text::raise_cap(language, &cap(language, value)));
            }
            "target_return" => {
                let value = (1000.0 * value + 1e-6).floor() / 1000.0;
                target_to = Some(value);
                parts.push(text::lower_target(language, &language.percent(value, 1)));
            }
            _ => return None,
        }
    }
    let all = parts
        .into_iter()
        .reduce(|first, second| text::and(language, &first, &second))?;
    Some((all, cap_to, target_to))
}

/// A limit's technical name in words, with its value.
pub fn limit_name(language: Language, name: &str, answer: &Answer) -> String {
    match (name, answer.patch.goal) {
        ("budget", _) => text::limit_budget(language).to_owned(),
        ("max_weight", _) => text::limit_cap(language, &cap(language, answer.patch.cap)),
        ("min_weight", _) => text::limit_long(language).to_owned(),
        ("target_return", Goal::TargetReturn { annual }) => {
            text::limit_target(language, &language.percent(annual, 1))
        }
        ("risk_free", _) => text::limit_positive(language).to_owned(),
        (other, _) => other.replace('_', " "),
    }
}
