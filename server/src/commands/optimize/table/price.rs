//! What each binding limit costs, in words.

use std::fmt::{Result, Write};

use domain::format;
use problem::{Explanation, PriceUnit, Relaxed, Unpriced};

/// A price that a person would call nothing, in basis points.
const NOTHING: f64 = 0.005;

/// One sentence for each limit.
pub(super) fn sentences(lines: &[Explanation], text: &mut String) -> Result {
    writeln!(text)?;
    for line in lines {
        writeln!(text, "{}", sentence(line))?;
    }
    Ok(())
}

/// "max_weight AAPL binds at 0.1: raising it by 0.01 lowers the volatility by 3.1 bp, from 0.05 to
/// 0.12".
fn sentence(line: &Explanation) -> String {
    let number = |value: f64| format::number(value, 4);
    let name = &line.constraint;
    let moved = match line.relaxed_by {
        Relaxed::Raising | Relaxed::Neither => "raising",
        Relaxed::Lowering => "lowering",
    };
    let what = match line.unit {
        PriceUnit::Volatility => "the volatility",
        PriceUnit::Return => "the return",
        PriceUnit::Objective => "the objective",
    };
    let price = line.price_bp_per_percent;
    let effect = if price.abs() < NOTHING {
        format!("leaves {what} as it is")
    } else {
        let verb = if price > 0.0 { "raises" } else { "lowers" };
        let size = format::number(price.abs(), 2);
        format!("{verb} {what} by {size} bp")
    };
    let at = number(line.value);
    let range = range(line, &number);
    format!("{name} binds at {at}: {moved} it by 0.01 {effect}{range}")
}

/// Where the price holds; nothing where no range is known.
fn range(line: &Explanation, number: &dyn Fn(f64) -> String) -> String {
    match (line.valid_from, line.valid_to) {
        (Some(from), Some(to)) if from < to => {
            format!(", from {} to {}", number(from), number(to))
        }
        (Some(from), None) => format!(", from {} on", number(from)),
        (None, Some(to)) => format!(", up to {}", number(to)),
        _ => String::new(),
    }
}

/// Why there are no prices.
pub(super) fn unpriced(why: Unpriced) -> &'static str {
    match why {
        Unpriced::Formula => "no prices of limits: the weights follow from a formula",
        Unpriced::Tree => "no prices of limits: the weights follow from a tree",
        Unpriced::Search => "no prices of limits: the positions were found by a search",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_a_sentence() {
        let mut line = Explanation {
            constraint: "max_weight AAPL".to_owned(),
            binding: true,
            value: 0.1,
            price_bp_per_percent: -3.25,
            unit: PriceUnit::Volatility,
            relaxed_by: Relaxed::Raising,
            valid_from: Some(0.05),
            valid_to: Some(0.12),
            helps_until: None,
        };
        let plain = |line: &Explanation| sentence(line).replace(format::NARROW_SPACE, " ");
        assert_eq!(
            plain(&line),
            "max_weight AAPL binds at 0.1000: raising it by 0.01 lowers the volatility by 3.25 bp, \
             from 0.0500 to 0.1200"
        );
        line.relaxed_by = Relaxed::Lowering;
        line.unit = PriceUnit::Return;
        line.price_bp_per_percent = 0.001;
        line.valid_to = None;
        assert_eq!(
            plain(&line),
            "max_weight AAPL binds at 0.1000: lowering it by 0.01 leaves the return as it is, \
             from 0.0500 on"
        );
    }
}
