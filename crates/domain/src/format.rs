//! How numbers and days are written, the same on the page, in mail and on the command line.
//!
//! A minus is U+2212, a number and its unit are joined by U+202F (narrow no-break space), a value
//! that is not available is `—`. Never `NaN`.

use crate::Day;

/// What stands where there is no value.
pub const NOT_AVAILABLE: &str = "—";
/// The true minus.
pub const MINUS: char = '\u{2212}';
/// Joins a number to its unit.
pub const NARROW_SPACE: char = '\u{202f}';

/// A plain number with `decimals` places and thousands separated: `12,345.68`.
///
/// ```
/// assert_eq!(domain::format::number(-12345.678, 2), "\u{2212}12,345.68");
/// assert_eq!(domain::format::number(-0.001, 2), "0.00");
/// assert_eq!(domain::format::number(f64::NAN, 2), "—");
/// ```
pub fn number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return NOT_AVAILABLE.to_owned();
    }
    let digits = format!("{:.decimals$}", value.abs());
    // What rounds to zero has no sign.
    let is_zero = digits.bytes().all(|b| b == b'0' || b == b'.');
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::with_capacity(digits.len() + 8);
    if value < 0.0 && !is_zero {
        text.push(MINUS);
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// As [`number`], with an explicit plus on what is above zero after rounding.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = number(value, decimals);
    let rounds_to_zero = text.bytes().all(|b| matches!(b, b'0' | b'.'));
    if value > 0.0 && value.is_finite() && !rounds_to_zero {
        format!("+{text}")
    } else {
        text
    }
}

/// A fraction as percent: `0.1779` → `17.8 %`.
pub fn percent(fraction: f64, decimals: usize) -> String {
    with_unit(number(100.0 * fraction, decimals), "%")
}

/// A fraction as percent with an explicit sign.
pub fn signed_percent(fraction: f64, decimals: usize) -> String {
    with_unit(signed(100.0 * fraction, decimals), "%")
}

/// Basis points: `5.7 bp`.
pub fn basis_points(value: f64, decimals: usize) -> String {
    with_unit(number(value, decimals), "bp")
}

/// Joins a written number to its unit; what is not available has none.
pub fn with_unit(number: String, unit: &str) -> String {
    if number == NOT_AVAILABLE {
        number
    } else {
        format!("{number}{NARROW_SPACE}{unit}")
    }
}

/// A day as people write it: `2 Jan 2018`.
pub fn day(day: Day) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = MONTHS[usize::try_from(day.month() - 1).expect("a month is 1 to 12")];
    format!("{} {month} {}", day.day(), day.year())
}

/// Milliseconds with as many places as they deserve: `1.8 ms`, `43 ms`, `2.1 s`.
pub fn milliseconds(value: f64) -> String {
    match value {
        v if !v.is_finite() => NOT_AVAILABLE.to_owned(),
        v if v < 10.0 => with_unit(number(v, 1), "ms"),
        v if v < 1000.0 => with_unit(number(v, 0), "ms"),
        v => with_unit(number(v / 1000.0, 1), "s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: String, expect: &str) {
        assert_eq!(text, expect);
    }

    #[test]
    fn numbers() {
        check(number(0.0, 0), "0");
        check(number(999.5, 0), "1,000");
        check(number(1234567.0, 1), "1,234,567.0");
        check(number(-12.345, 2), "\u{2212}12.35");
        check(number(f64::INFINITY, 2), "—");
    }

    #[test]
    fn signs() {
        check(signed(0.004, 2), "0.00");
        check(signed(1.0, 2), "+1.00");
        check(signed(-1.0, 2), "\u{2212}1.00");
        check(signed(f64::NAN, 2), "—");
        check(signed_percent(0.031, 1), "+3.1\u{202f}%");
    }

    #[test]
    fn units() {
        check(percent(0.17789, 1), "17.8\u{202f}%");
        check(percent(f64::NAN, 1), "—");
        check(basis_points(5.71, 1), "5.7\u{202f}bp");
        check(milliseconds(0.04), "0.0\u{202f}ms");
        check(milliseconds(43.2), "43\u{202f}ms");
        check(milliseconds(2100.0), "2.1\u{202f}s");
        check(milliseconds(f64::NAN), "—");
    }

    #[test]
    fn days() {
        check(day(Day::constant(2018, 1, 2)), "2 Jan 2018");
        check(day(Day::constant(2022, 12, 28)), "28 Dec 2022");
    }
}
