//! The way back: what a person typed into a number field.
//!
//! A number has at most one decimal mark, behind groups of three digits or none. People paste from
//! pages in the other language, so both marks are read, by one rule:
//!
//! 1. With points and commas, the last kind is the decimal mark and the other kind groups.
//! 2. A kind that occurs more than once groups.
//! 3. A single mark of the language's own decimal kind is the decimal mark: `1.234` is a bit more
//!    than one in English, `1,234` in German.
//! 4. A single mark of the other kind groups where it can (`1,234` is a thousand and more in
//!    English, `1.234` in German), and is the decimal mark where it cannot (`10,5`, `0,125`).
//!
//! Spaces and apostrophes group as well. A sign in front and a percent sign behind are read.

use super::MINUS;
use crate::Language;

/// Why a text is not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotANumber {
    /// Nothing was typed.
    #[error("type a number")]
    Empty,
    /// There is something that is neither a digit, a mark nor a sign.
    #[error("this is not a number")]
    Unreadable,
    /// The marks do not stand where thousands or decimals do: `12,34,5`.
    #[error("thousands are groups of three digits")]
    Grouping,
}

impl Language {
    /// Reads a number as people type it: `10,5`, `1.234,56`, `1,234.56`, `10.5 %`, `−3`.
    ///
    /// # Errors
    ///
    /// [`NotANumber`] says what is in the way.
    pub fn read_number(self, text: &str) -> Result<f64, NotANumber> {
        let text = text.trim();
        let text = text.strip_suffix('%').map_or(text, str::trim_end);
        if text.is_empty() {
            return Err(NotANumber::Empty);
        }
        let (sign, digits) = match text.strip_prefix(['-', MINUS, '–']) {
            Some(rest) => ("-", rest),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        let digits = digits.trim_start();
        let is_known = |c: char| c.is_ascii_digit() || is_gap(c) || matches!(c, '.' | ',');
        if !digits.contains(|c: char| c.is_ascii_digit()) || !digits.chars().all(is_known) {
            return Err(NotANumber::Unreadable);
        }
        let (whole, fraction) = match self.decimal_mark_at(digits) {
            Some(at) => (&digits[..at], &digits[at + 1..]),
            None => (digits, ""),
        };
        let whole = ungrouped(whole)?;
        if !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotANumber::Grouping);
        }
        // Digits, at most one point: `f64` reads it, and rounds right.
        format!("{sign}{whole}.{fraction}0")
            .parse()
            .ok()
            .filter(|value: &f64| value.is_finite())
            .ok_or(NotANumber::Unreadable)
    }

    /// The number as a field shows it for editing: no groups, no zeros behind: `10.5`, `10,5`.
    #[must_use]
    pub fn editable(self, value: f64, decimals: usize) -> String {
        if !value.is_finite() {
            return String::new();
        }
        let text = self.number(value, decimals);
        let mut text: String = text.chars().filter(|c| *c != self.group_mark()).collect();
        if text.contains(self.decimal_mark()) {
            let kept = text
                .trim_end_matches('0')
                .trim_end_matches(self.decimal_mark());
            text.truncate(kept.len());
        }
        text
    }

    /// Where the decimal mark stands, by the rule above.
    fn decimal_mark_at(self, digits: &str) -> Option<usize> {
        let (own, other) = (self.decimal_mark(), self.group_mark());
        let last_own = digits.rfind(own);
        let last_other = digits.rfind(other);
        let is_single = |mark| digits.matches(mark).count() == 1;
        match (last_own, last_other) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (Some(at), None) => is_single(own).then_some(at),
            (None, Some(at)) => (is_single(other) && ungrouped(digits).is_err()).then_some(at),
            (None, None) => None,
        }
    }
}

/// The digits of a whole number whose groups, if it has any, are of three.
fn ungrouped(text: &str) -> Result<String, NotANumber> {
    let is_mark = |c: char| !c.is_ascii_digit();
    let mut marks = text.chars().filter(|c| is_mark(*c));
    if let Some(first) = marks.next() {
        let one_kind = marks.all(|c| c == first);
        let groups: Vec<&str> = text.split(is_mark).collect();
        let head = groups[0];
        let fits = (1..=3).contains(&head.len())
            && !head.starts_with('0')
            && groups[1..].iter().all(|group| group.len() == 3);
        if !(one_kind && fits) {
            return Err(NotANumber::Grouping);
        }
    }
    Ok(text.chars().filter(char::is_ascii_digit).collect())
}

/// Between groups: spaces of any width, and the apostrophes of Switzerland.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\'' | '’')
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, German};

    #[test]
    fn both_languages_read_what_has_one_meaning() {
        for language in Language::ALL {
            let check = |text, expect| {
                assert_eq!(
                    language.read_number(text),
                    Ok(expect),
                    "{language:?} {text}"
                );
            };
            check("10,5", 10.5);
            check("10.5", 10.5);
            check("10.5 %", 10.5);
            check("10,5\u{202f}%", 10.5);
            check("1.234,56", 1234.56);
            check("1,234.56", 1234.56);
            check("1.234.567", 1_234_567.0);
            check("1,234,567", 1_234_567.0);
            check("1'234.5", 1234.5);
            check("1 234 567", 1_234_567.0);
            check("\u{2212}3", -3.0);
            check("- 3", -3.0);
            check("-3", -3.0);
            check("+3", 3.0);
            check(" 007 ", 7.0);
            check(".5", 0.5);
            check(",5", 0.5);
            check("5.", 5.0);
            check("0,125", 0.125);
            check("0.125", 0.125);
        }
    }

    #[test]
    fn three_digits_behind_one_mark_are_read_as_the_language_does() {
        assert_eq!(English.read_number("1.234"), Ok(1.234));
        assert_eq!(German.read_number("1.234"), Ok(1234.0));
        assert_eq!(English.read_number("1,234"), Ok(1234.0));
        assert_eq!(German.read_number("1,234"), Ok(1.234));
    }

    #[test]
    fn everything_else_is_refused_with_a_reason() {
        for language in Language::ALL {
            let check = |text, expect| {
                assert_eq!(
                    language.read_number(text),
                    Err(expect),
                    "{language:?} {text}"
                );
            };
            check("", NotANumber::Empty);
            check(" % ", NotANumber::Empty);
            check("ten", NotANumber::Unreadable);
            check("-", NotANumber::Unreadable);
            check("1e5", NotANumber::Unreadable);
            check("NaN", NotANumber::Unreadable);
            check("--3", NotANumber::Unreadable);
            check("3-", NotANumber::Unreadable);
            check("10 €", NotANumber::Unreadable);
            check("١", NotANumber::Unreadable);
            check(".", NotANumber::Unreadable);
            check("1.2.3", NotANumber::Grouping);
            check("12,34,567", NotANumber::Grouping);
            check("1,23.4", NotANumber::Grouping);
            check("1.234,567.8", NotANumber::Grouping);
            check("1'234 567", NotANumber::Grouping);
            check(&"9".repeat(400), NotANumber::Unreadable);
        }
    }

    #[test]
    fn for_editing() {
        assert_eq!(English.editable(1234.50, 2), "1234.5");
        assert_eq!(German.editable(1234.50, 2), "1234,5");
        assert_eq!(German.editable(1200.0, 2), "1200");
        assert_eq!(German.editable(1200.0, 0), "1200");
        assert_eq!(German.editable(-0.001, 2), "0");
        assert_eq!(German.editable(f64::NAN, 2), "");
    }
}
