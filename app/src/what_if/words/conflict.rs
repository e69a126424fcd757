//! What stands in the way, and the ways out.

use contract::what_if::{Answer, Conflict, Goal};
use domain::Language;
use texts::answer;

use super::{cap, capital, count};

/// What stands in the way, as a sentence.
pub fn conflict(language: Language, answer: &Answer, conflict: &Conflict) -> String {
    let n = answer.symbols.len();
    let most = cap(language, answer.patch.cap);
    let has = |name: &str| conflict.constraints.iter().any(|c| c.starts_with(name));
    if has("target_return") {
        let target = match answer.patch.goal {
            Goal::TargetReturn { annual } => language.percent(annual, 1),
            _ => String::new(),
        };
        if has("max_weight") {
            answer::target_over_cap(language, &most, &target)
        } else {
            answer::target_over_all(language, &target)
        }
    } else if has("max_weight") {
        let all = language.percent(answer.patch.cap * n as f64, 0);
        if n == 1 {
            answer::one_holds_too_little(language, &most, &all)
        } else {
            answer::all_hold_too_little(language, &capital(count(language, n)), &most, &all)
        }
    } else if answer.patch.goal == Goal::MaxSharpe {
        answer::all_lost(language).to_owned()
    } else {
        let limits = conflict.constraints.iter();
        let limits: Vec<_> = limits
            .map(|name| limit_name(language, name, answer))
            .collect();
        answer::contradiction(language, &limits.join(", "))
    }
}

/// A limit's technical name in words, with its value.
pub fn limit_name(language: Language, name: &str, answer: &Answer) -> String {
    match (name, answer.patch.goal) {
        ("budget", _) => answer::limit_budget(language).to_owned(),
        ("max_weight", _) => answer::limit_cap(language, &cap(language, answer.patch.cap)),
        ("min_weight", _) => answer::limit_long(language).to_owned(),
        ("target_return", Goal::TargetReturn { annual }) => {
            answer::limit_target(language, &language.percent(annual, 1))
        }
        ("risk_free", _) => answer::limit_gain(language).to_owned(),
        (other, _) => other.replace('_', " "),
    }
}

/// A way out: what it says on the button, and what it changes (cap, target).
pub fn repair(
    language: Language,
    changes: &[(String, f64)],
) -> Option<(String, Option<f64>, Option<f64>)> {
    let mut cap_to = None;
    let mut target_to = None;
    let mut text: Option<String> = None;
    for (name, value) in changes {
        let part = match name.as_str() {
            "max_weight" => {
                // Rounded outward to a tenth of a percent, so that it still helps.
                let value = (1000.0 * value - 1e-6).ceil() / 1000.0;
                cap_to = Some(value);
                answer::raise_cap(language, &cap(language, value))
            }
            "target_return" => {
                let value = (1000.0 * value + 1e-6).floor() / 1000.0;
                target_to = Some(value);
                answer::lower_target(language, &language.percent(value, 1))
            }
            _ => return None,
        };
        text = Some(match text {
            None => part,
            Some(first) => answer::both_ways(language, &first, &part),
        });
    }
    Some((text?, cap_to, target_to))
}
