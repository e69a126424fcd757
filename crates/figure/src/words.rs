//! The words that a picture adds to those it is given.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A word of the language that a [`crate::Figure`] is read in.
pub type Word = Cow<'static, str>;

/// What this crate writes of itself, at ticks, in tables and in sentences. The default is
/// English, and this is the only place with words: another language is another value of this
/// type, set by [`crate::Figure::words`]. How numbers and days are written is `domain`'s.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Words {
    /// Heads the column of names.
    pub name: Word,
    /// Heads the column of days.
    pub day: Word,
    /// Before a first value, and over the lower ends of intervals.
    pub from: Word,
    /// Before a last value, and over the upper ends of intervals.
    pub to: Word,
    /// Before the place of a mark.
    pub at: Word,
    /// Between the number of bars and the name of the first.
    pub bars: Word,
    /// The whisker of a bar.
    pub interval: Word,
    /// The lower edge of a band.
    pub lower: Word,
    /// The upper edge of a band.
    pub upper: Word,
    /// The first price of a session.
    pub open: Word,
    /// The highest price of a session.
    pub high: Word,
    /// The lowest price of a session.
    pub low: Word,
    /// The last price of a session.
    pub close: Word,
    /// The months at the ticks of a calendar, short.
    pub months: [Word; 12],
    /// Joined to a number of thousands.
    pub thousands: Word,
    /// Joined to a number of millions.
    pub millions: Word,
    /// Joined to a number of thousand millions.
    pub billions: Word,
}

impl Default for Words {
    fn default() -> Self {
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        Words {
            name: "Name".into(),
            day: "Day".into(),
            from: "from".into(),
            to: "to".into(),
            at: "at".into(),
            bars: "bars, the first".into(),
            interval: "interval".into(),
            lower: "lower".into(),
            upper: "upper".into(),
            open: "open".into(),
            high: "high".into(),
            low: "low".into(),
            close: "close".into(),
            months: months.map(Word::Borrowed),
            thousands: "k".into(),
            millions: "M".into(),
            billions: "B".into(),
        }
    }
}

impl Words {
    /// The prices of a session, in the order of their columns.
    pub(crate) fn prices(&self) -> [&str; 4] {
        [&self.open, &self.high, &self.low, &self.close].map(|word| word.as_ref())
    }
}
