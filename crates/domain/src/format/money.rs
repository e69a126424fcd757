//! Money: exact where it is given as decimal text, and where each language wants the currency.

use super::{NARROW_SPACE, NOT_AVAILABLE, decimal::Decimal};
use crate::Language;

/// The symbol that everybody knows; other currencies are told by their code.
fn symbol(currency: &str) -> Option<&'static str> {
    match currency {
        "USD" => Some("$"),
        "EUR" => Some("€"),
        "GBP" => Some("£"),
        "JPY" => Some("¥"),
        _ => None,
    }
}

/// Places of the smallest coin (ISO 4217), for the currencies that differ from two.
fn places(currency: &str) -> usize {
    match currency {
        "JPY" | "KRW" | "CLP" | "ISK" | "VND" => 0,
        "BHD" | "JOD" | "KWD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

impl Language {
    /// An amount: `$1,234.56`, `1.234,56 $`; `CHF 10.00`, `10,00 CHF`.
    #[must_use]
    pub fn money(self, amount: f64, currency: &str) -> String {
        match Decimal::of(amount, places(currency)) {
            Some(amount) => self.place(&amount, "", currency),
            None => NOT_AVAILABLE.to_owned(),
        }
    }

    /// An amount given as decimal text (`-1234.5`), to the last digit; halves are rounded away from
    /// zero. What is not a decimal is not available.
    #[must_use]
    pub fn exact_money(self, amount: &str, currency: &str) -> String {
        match Decimal::parse(amount).map(|d| d.rounded(places(currency))) {
            Some(amount) => self.place(&amount, "", currency),
            None => NOT_AVAILABLE.to_owned(),
        }
    }

    /// As [`Self::money`], with an explicit plus.
    #[must_use]
    pub fn signed_money(self, amount: f64, currency: &str) -> String {
        match Decimal::of(amount, places(currency)) {
            Some(amount) => self.place(&amount, amount.plus(), currency),
            None => NOT_AVAILABLE.to_owned(),
        }
    }

    /// A large amount in short: `$12.3k`, `12,3 Tsd. $`.
    #[must_use]
    pub fn compact_money(self, amount: f64, currency: &str) -> String {
        if !amount.is_finite() {
            return NOT_AVAILABLE.to_owned();
        }
        let short = self.compact(amount.abs());
        let is_negative = amount < 0.0 && short.bytes().any(|b| matches!(b, b'1'..=b'9'));
        let sign = if is_negative { super::MINUS_TEXT } else { "" };
        self.joined(sign, &short, currency)
    }

    fn place(self, amount: &Decimal, plus: &str, currency: &str) -> String {
        let sign = if amount.is_negative() {
            super::MINUS_TEXT
        } else {
            plus
        };
        self.joined(sign, &self.write_unsigned(amount), currency)
    }

    fn joined(self, sign: &str, digits: &str, currency: &str) -> String {
        match (self, symbol(currency)) {
            (Self::English, Some(symbol)) => format!("{sign}{symbol}{digits}"),
            (Self::English, None) => format!("{sign}{currency}{NARROW_SPACE}{digits}"),
            (Self::German, symbol) => {
                let unit = symbol.unwrap_or(currency);
                format!("{sign}{digits}{NARROW_SPACE}{unit}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, German};

    fn check(amount: f64, currency: &str, english: &str, german: &str) {
        assert_eq!(English.money(amount, currency), english);
        assert_eq!(German.money(amount, currency), german);
    }

    #[test]
    fn amounts() {
        check(1234.56, "USD", "$1,234.56", "1.234,56\u{202f}$");
        check(
            -1234.56,
            "USD",
            "\u{2212}$1,234.56",
            "\u{2212}1.234,56\u{202f}$",
        );
        check(10.0, "CHF", "CHF\u{202f}10.00", "10,00\u{202f}CHF");
        check(1e6, "JPY", "¥1,000,000", "1.000.000\u{202f}¥");
        check(-0.001, "EUR", "€0.00", "0,00\u{202f}€");
        check(f64::NAN, "EUR", "—", "—");
    }

    #[test]
    fn signed_amounts() {
        assert_eq!(English.signed_money(5.0, "USD"), "+$5.00");
        assert_eq!(German.signed_money(5.0, "USD"), "+5,00\u{202f}$");
        assert_eq!(German.signed_money(-5.0, "USD"), "\u{2212}5,00\u{202f}$");
        assert_eq!(German.signed_money(0.001, "USD"), "0,00\u{202f}$");
    }

    #[test]
    fn exact_amounts() {
        let check = |text, english: &str| {
            assert_eq!(English.exact_money(text, "USD"), english, "{text}");
        };
        // Beyond what f64 can tell apart.
        check("12345678901234567.89", "$12,345,678,901,234,567.89");
        check("-1234.5", "\u{2212}$1,234.50");
        check("0.005", "$0.01");
        check("-0.004", "$0.00");
        check("999.995", "$1,000.00");
        check("1e5", "—");
        check("", "—");
    }

    #[test]
    fn short_amounts() {
        assert_eq!(English.compact_money(12_300.0, "USD"), "$12.3k");
        assert_eq!(
            German.compact_money(12_300.0, "USD"),
            "12,3\u{202f}Tsd.\u{202f}$"
        );
        assert_eq!(English.compact_money(-12_300.0, "USD"), "\u{2212}$12.3k");
        assert_eq!(English.compact_money(-0.2, "USD"), "$0");
    }
}
