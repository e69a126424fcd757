//! What is wrong with a field, as facts: the page puts them into words of its language.

use std::fmt;

use domain::{Day, Language};
use serde::{Deserialize, Serialize};

/// What is wrong with a field. Written out, it says it in English, for programs and logs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// A number has to be there.
    NotANumber {
        /// What was given instead.
        text: String,
        /// What may be given.
        range: Range,
    },
    /// The number is too small or too large.
    OutOfRange {
        /// The number as it was typed, where it was.
        text: Option<String>,
        /// What may be given.
        range: Range,
    },
    /// One of a few words has to be there.
    NotOneOf {
        /// What was given instead.
        text: String,
        /// The words, with commas between them.
        known: String,
    },
    /// A day has to be there.
    NotADay {
        /// What was given instead.
        text: String,
    },
    /// There are prices on other days only.
    OutsidePrices {
        /// Of the first prices.
        #[serde(with = "crate::iso_day")]
        first: Day,
        /// Of the last prices.
        #[serde(with = "crate::iso_day")]
        last: Day,
    },
    /// The first day is not before the last.
    DaysReversed,
    /// The window is too short.
    FewReturns {
        /// Daily returns in it.
        count: usize,
        /// As many have to be there.
        needed: usize,
    },
    /// At least one has to be chosen.
    NoneChosen,
    /// At least one has to be chosen; in place of none, all are taken.
    NoneChosenAllTaken,
    /// At least one has to be chosen; the last choice stays.
    NoneChosenLastKept,
    /// Too many were chosen.
    TooMany {
        /// How many were.
        count: usize,
        /// How many may be.
        most: usize,
    },
    /// There is no such symbol.
    UnknownSymbol {
        /// As it was given.
        symbol: String,
    },
    /// The same was given twice.
    Twice {
        /// Its symbol.
        symbol: String,
    },
    /// An index is a number, not a thing to hold.
    IsIndex {
        /// Its symbol.
        symbol: String,
    },
    /// It has no prices on the days of the others.
    OtherDays {
        /// Its symbol.
        symbol: String,
    },
    /// A price is missing.
    NoPrice {
        /// Whose.
        symbol: String,
        /// When.
        #[serde(with = "crate::iso_day")]
        day: Day,
    },
    /// Its price does not move, so there is no risk of it to share.
    NoMove {
        /// Whose.
        symbol: String,
    },
    /// What was chosen hedges each other completely: there is no risk to share.
    Riskless,
    /// What only a programmer can do wrong, said in English.
    #[serde(skip)]
    Other(String),
}

/// The ends of what a number may be, both included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// Smallest.
    pub low: f64,
    /// Largest.
    pub high: f64,
    /// How both are written.
    pub unit: Unit,
}

/// How a number of a question is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A fraction, written as percent.
    Percent,
    /// A plain number.
    One,
}

impl Unit {
    /// A number of this unit, with as many places as it needs: `10 %`, `12.5 %`, `0.5`.
    #[must_use]
    pub fn write(self, language: Language, value: f64) -> String {
        let value = match self {
            Self::Percent => 100.0 * value,
            Self::One => value,
        };
        let is_whole = (value - value.round()).abs() < 1e-9;
        let text = language.number(value, usize::from(!is_whole));
        match self {
            Self::Percent => domain::format::with_unit(text, "%"),
            Self::One => text,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let english = Language::English;
        match self {
            Self::NotANumber { text, range } => {
                write!(f, "{text:?} is not a number between {range}")
            }
            Self::OutOfRange { range, .. } => write!(f, "must be between {range}"),
            Self::NotOneOf { text, known } => write!(f, "{text:?} is not one of {known}"),
            Self::NotADay { text } => write!(f, "{text:?} is not a day such as 2018-01-02"),
            Self::OutsidePrices { first, last } => write!(
                f,
                "must be between {} and {}",
                english.day(*first),
                english.day(*last)
            ),
            Self::DaysReversed => write!(f, "the first day must be before the last"),
            Self::FewReturns { count, needed } => write!(
                f,
                "there are only {count} daily returns in this window; {needed} are needed"
            ),
            Self::NoneChosen | Self::NoneChosenAllTaken | Self::NoneChosenLastKept => {
                write!(f, "choose at least one")
            }
            Self::TooMany { count, most } => write!(f, "at most {most} at once, not {count}"),
            Self::UnknownSymbol { symbol } => write!(f, "{symbol:?} is not a known symbol"),
            Self::Twice { symbol } => write!(f, "{symbol} comes twice"),
            Self::IsIndex { symbol } => write!(f, "{symbol} is an index and cannot be held"),
            Self::OtherDays { symbol } => write!(
                f,
                "{symbol} has no prices on the days of the others, and is not offered here"
            ),
            Self::NoPrice { symbol, day } => {
                write!(f, "there is no price of {symbol} on {}", english.day(*day))
            }
            Self::NoMove { symbol } => write!(
                f,
                "the price of {symbol} does not move in this window: it has no risk to share"
            ),
            Self::Riskless => write!(
                f,
                "these hedge each other completely: there is no risk to share"
            ),
            Self::Other(message) => write!(f, "{message}"),
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let write = |value| self.unit.write(Language::English, value);
        write!(f, "{} and {}", write(self.low), write(self.high))
    }
}

impl From<String> for Fault {
    fn from(message: String) -> Self {
        Self::Other(message)
    }
}

impl From<&str> for Fault {
    fn from(message: &str) -> Self {
        Self::Other(message.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_have_the_places_that_they_need() {
        let check = |unit: Unit, value, english: &str, german: &str| {
            let plain = |language| unit.write(language, value).replace('\u{202f}', " ");
            assert_eq!(plain(Language::English), english);
            assert_eq!(plain(Language::German), german);
        };
        check(Unit::Percent, 0.1, "10 %", "10 %");
        check(Unit::Percent, 0.125, "12.5 %", "12,5 %");
        check(Unit::Percent, -0.05, "\u{2212}5 %", "\u{2212}5 %");
        check(Unit::One, 0.5, "0.5", "0,5");
        check(Unit::One, 50.0, "50", "50");
    }
}
