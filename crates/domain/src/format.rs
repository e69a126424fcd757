//! How numbers, money and days are written and read, the same on the page, in mail and on the
//! command line, on the server and in the browser.
//!
//! The writers are methods of [`Language`]: `language.percent(0.1779, 1)`. A minus is U+2212, a
//! number and its unit are joined by U+202F (narrow no-break space), a value that is not available
//! is `—`. Never `NaN`. German has a comma before decimals and points between thousands, from
//! 1.000 on, as Unicode's locale data (CLDR) have it.
//!
//! The free functions write English: the command line's short form.

mod day;
mod decimal;
mod money;
mod reading;

pub use reading::NotANumber;

use crate::{Day, Language};
use decimal::Decimal;

/// What stands where there is no value.
pub const NOT_AVAILABLE: &str = "—";
/// The true minus.
pub const MINUS: char = '\u{2212}';
const MINUS_TEXT: &str = "\u{2212}";
/// Joins a number to its unit.
pub const NARROW_SPACE: char = '\u{202f}';

impl Language {
    /// What stands before the decimals.
    #[must_use]
    pub const fn decimal_mark(self) -> char {
        match self {
            Self::English => '.',
            Self::German => ',',
        }
    }

    /// What stands between the thousands.
    #[must_use]
    pub const fn group_mark(self) -> char {
        match self {
            Self::English => ',',
            Self::German => '.',
        }
    }

    /// A plain number with `decimals` places and thousands separated: `12,345.68`, `12.345,68`.
    ///
    /// ```
    /// use domain::Language::{English, German};
    /// assert_eq!(English.number(-12345.678, 2), "\u{2212}12,345.68");
    /// assert_eq!(German.number(-12345.678, 2), "\u{2212}12.345,68");
    /// assert_eq!(English.number(-0.001, 2), "0.00");
    /// assert_eq!(English.number(f64::NAN, 2), "—");
    /// ```
    #[must_use]
    pub fn number(self, value: f64, decimals: usize) -> String {
        match Decimal::of(value, decimals) {
            Some(number) if number.is_negative() => {
                format!("{MINUS}{}", self.write_unsigned(&number))
            }
            Some(number) => self.write_unsigned(&number),
            None => NOT_AVAILABLE.to_owned(),
        }
    }

    /// As [`Self::number`], with an explicit plus on what is above zero after rounding.
    #[must_use]
    pub fn signed(self, value: f64, decimals: usize) -> String {
        let plus = Decimal::of(value, decimals).map_or("", |number| number.plus());
        format!("{plus}{}", self.number(value, decimals))
    }

    /// How many: `3`, `12,345`, `12.345`.
    #[must_use]
    pub fn count(self, count: u64) -> String {
        let digits = Decimal::parse(&count.to_string()).expect("digits are a decimal");
        self.write_unsigned(&digits)
    }

    /// A fraction as percent: `0.1779` → `17.8 %`.
    #[must_use]
    pub fn percent(self, fraction: f64, decimals: usize) -> String {
        with_unit(self.number(100.0 * fraction, decimals), "%")
    }

    /// A fraction as percent with an explicit sign.
    #[must_use]
    pub fn signed_percent(self, fraction: f64, decimals: usize) -> String {
        with_unit(self.signed(100.0 * fraction, decimals), "%")
    }

    /// Basis points: `5.7 bp`, `5,7 Bp.`.
    #[must_use]
    pub fn basis_points(self, value: f64, decimals: usize) -> String {
        let unit = match self {
            Self::English => "bp",
            Self::German => "Bp.",
        };
        with_unit(self.number(value, decimals), unit)
    }

    /// Milliseconds with as many places as they deserve: `1.8 ms`, `43 ms`, `2.1 s`.
    #[must_use]
    pub fn milliseconds(self, value: f64) -> String {
        match value {
            v if !v.is_finite() => NOT_AVAILABLE.to_owned(),
            v if v < 10.0 => with_unit(self.number(v, 1), "ms"),
            v if v < 1000.0 => with_unit(self.number(v, 0), "ms"),
            v => with_unit(self.number(v / 1000.0, 1), "s"),
        }
    }

    /// Bytes in thousands: `512 kB`, `12.3 MB`.
    #[must_use]
    pub fn size(self, bytes: u64) -> String {
        let value = bytes as f64;
        match bytes {
            0..1_000 => with_unit(self.count(bytes), "B"),
            1_000..999_500 => with_unit(self.number(value / 1e3, 0), "kB"),
            999_500..999_950_000 => with_unit(self.number(value / 1e6, 1), "MB"),
            _ => with_unit(self.number(value / 1e9, 1), "GB"),
        }
    }

    /// A large number in short: `987`, `12.3k`, `1.2m`, `3.4bn`; `12,3 Tsd.`, `1,2 Mio.`, `3,4 Mrd.`.
    #[must_use]
    pub fn compact(self, value: f64) -> String {
        const STEPS: [(f64, &str, &str); 4] = [
            (1e12, "tn", "Bio."),
            (1e9, "bn", "Mrd."),
            (1e6, "m", "Mio."),
            (1e3, "k", "Tsd."),
        ];
        // What rounds up to the next step is written in it: 999,950 is 1.0m.
        let step = STEPS
            .into_iter()
            .find(|(size, _, _)| value.is_finite() && value.abs() >= 0.99995 * size);
        match (step, self) {
            (None, _) => self.number(value, 0),
            (Some((size, unit, _)), Self::English) => {
                format!("{}{unit}", self.number(value / size, 1))
            }
            (Some((size, _, unit)), Self::German) => with_unit(self.number(value / size, 1), unit),
        }
    }

    fn write_unsigned(self, number: &Decimal) -> String {
        let (whole, fraction) = (&number.whole, &number.fraction);
        let mut text = String::with_capacity(whole.len() + fraction.len() + 8);
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                text.push(self.group_mark());
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push(self.decimal_mark());
            text.push_str(fraction);
        }
        text
    }
}

/// Joins a written number to its unit; what is not available has none.
#[must_use]
pub fn with_unit(number: String, unit: &str) -> String {
    if number == NOT_AVAILABLE {
        number
    } else {
        format!("{number}{NARROW_SPACE}{unit}")
    }
}

/// [`Language::number`] in English.
#[must_use]
pub fn number(value: f64, decimals: usize) -> String {
    Language::English.number(value, decimals)
}

/// [`Language::signed`] in English.
#[must_use]
pub fn signed(value: f64, decimals: usize) -> String {
    Language::English.signed(value, decimals)
}

/// [`Language::percent`] in English.
#[must_use]
pub fn percent(fraction: f64, decimals: usize) -> String {
    Language::English.percent(fraction, decimals)
}

/// [`Language::signed_percent`] in English.
#[must_use]
pub fn signed_percent(fraction: f64, decimals: usize) -> String {
    Language::English.signed_percent(fraction, decimals)
}

/// [`Language::basis_points`] in English.
#[must_use]
pub fn basis_points(value: f64, decimals: usize) -> String {
    Language::English.basis_points(value, decimals)
}

/// [`Language::day`] in English.
#[must_use]
pub fn day(day: Day) -> String {
    Language::English.day(day)
}

/// [`Language::milliseconds`] in English.
#[must_use]
pub fn milliseconds(value: f64) -> String {
    Language::English.milliseconds(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, German};

    /// The narrow space reads better as `_`.
    fn check(text: String, expect: &str) {
        assert_eq!(text.replace(NARROW_SPACE, "_"), expect);
    }

    #[test]
    fn numbers() {
        check(number(0.0, 0), "0");
        check(number(999.5, 0), "1,000");
        check(number(1234567.0, 1), "1,234,567.0");
        check(number(-12.345, 2), "\u{2212}12.35");
        check(number(f64::INFINITY, 2), "—");
        check(German.number(0.0, 1), "0,0");
        check(German.number(1234.5, 1), "1.234,5");
        check(German.number(-1234567.0, 0), "\u{2212}1.234.567");
        check(German.number(f64::NAN, 2), "—");
        check(German.count(12_345), "12.345");
        check(English.count(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn signs() {
        check(signed(0.004, 2), "0.00");
        check(signed(1.0, 2), "+1.00");
        check(signed(-1.0, 2), "\u{2212}1.00");
        check(signed(f64::NAN, 2), "—");
        check(signed(f64::INFINITY, 2), "—");
        check(signed_percent(0.031, 1), "+3.1_%");
        check(German.signed(0.004, 2), "0,00");
        check(German.signed_percent(0.031, 1), "+3,1_%");
    }

    #[test]
    fn units() {
        check(percent(0.17789, 1), "17.8_%");
        check(percent(f64::NAN, 1), "—");
        check(basis_points(5.71, 1), "5.7_bp");
        check(German.percent(0.17789, 1), "17,8_%");
        check(German.basis_points(5.71, 1), "5,7_Bp.");
        check(milliseconds(0.04), "0.0_ms");
        check(milliseconds(43.2), "43_ms");
        check(milliseconds(2100.0), "2.1_s");
        check(German.milliseconds(2100.0), "2,1_s");
        check(milliseconds(f64::NAN), "—");
    }

    #[test]
    fn sizes() {
        check(English.size(0), "0_B");
        check(English.size(999), "999_B");
        check(English.size(512_000), "512_kB");
        check(English.size(999_499), "999_kB");
        check(English.size(999_500), "1.0_MB");
        check(German.size(12_345_678), "12,3_MB");
        check(English.size(999_950_000), "1.0_GB");
        check(English.size(2_500_000_000), "2.5_GB");
    }

    #[test]
    fn short() {
        check(English.compact(987.0), "987");
        check(English.compact(12_345.0), "12.3k");
        check(English.compact(999_950.0), "1.0m");
        check(English.compact(-1_234_567.0), "\u{2212}1.2m");
        check(English.compact(3.4e9), "3.4bn");
        check(English.compact(5e12), "5.0tn");
        check(German.compact(12_345.0), "12,3_Tsd.");
        check(German.compact(1_234_567.0), "1,2_Mio.");
        check(German.compact(3.4e9), "3,4_Mrd.");
        check(German.compact(5e12), "5,0_Bio.");
        check(English.compact(f64::NAN), "—");
    }
}
