//! The words that a picture adds to those it is given, and the language of its numbers.

use std::borrow::Cow;

use domain::{Day, Language};
use serde::{Deserialize, Serialize};

/// A word of the language that a [`crate::Figure`] is read in.
pub type Word = Cow<'static, str>;

/// What this crate writes of itself, at ticks, in tables and in sentences. The default is
/// English, and this is the only place with words: another language is another value of this
/// type, set by [`crate::Figure::words`].
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
    /// Before the count of falls that bear a number.
    pub falls: Word,
    /// Between the two ends of a bin.
    pub until: Word,
    /// Before what a picture has no room for.
    pub off_chart: Word,
    /// Before the number of those that are not named.
    pub and_more: Word,
    /// Above a part that is drawn once more.
    pub enlarged: Word,
    /// Whether a comma separates decimals and a point thousands, and days are ordinal: `2. Jan.`.
    pub comma: bool,
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
            falls: "deepest falls".into(),
            until: "to".into(),
            off_chart: "off chart".into(),
            and_more: "and more:".into(),
            enlarged: "enlarged".into(),
            comma: false,
        }
    }
}

impl Words {
    /// German.
    pub fn german() -> Self {
        let months = std::array::from_fn(|i| Language::German.short_month_name(i as i8 + 1));
        Words {
            name: "Name".into(),
            day: "Tag".into(),
            from: "von".into(),
            to: "bis".into(),
            at: "bei".into(),
            bars: "Balken, der erste".into(),
            interval: "Spanne".into(),
            lower: "unten".into(),
            upper: "oben".into(),
            open: "Eröffnung".into(),
            high: "Hoch".into(),
            low: "Tief".into(),
            close: "Schluss".into(),
            months: months.map(Word::Borrowed),
            thousands: "\u{202f}Tsd.".into(),
            millions: "\u{202f}Mio.".into(),
            billions: "\u{202f}Mrd.".into(),
            falls: "tiefste Rückgänge".into(),
            until: "bis".into(),
            off_chart: "außerhalb".into(),
            and_more: "und weitere:".into(),
            enlarged: "vergrößert".into(),
            comma: true,
        }
    }

    /// Those of a language.
    pub fn of(language: Language) -> Self {
        match language {
            Language::English => Words::default(),
            Language::German => Words::german(),
        }
    }

    /// A number in this language.
    pub fn number(&self, value: f64, decimals: usize) -> String {
        self.language().number(value, decimals)
    }

    /// As [`Words::number`], with a plus on what is above zero.
    pub fn signed(&self, value: f64, decimals: usize) -> String {
        self.language().signed(value, decimals)
    }

    /// A day in this language.
    pub(crate) fn date(&self, day: Day) -> String {
        self.language().day(day)
    }

    /// A day of a month.
    pub(crate) fn day_of(&self, day: i32, month: &str) -> String {
        let dot = if self.comma { "." } else { "" };
        format!("{day}{dot} {month}")
    }

    fn language(&self) -> Language {
        if self.comma {
            Language::German
        } else {
            Language::English
        }
    }

    /// The prices of a session, in the order of their columns.
    pub(crate) fn prices(&self) -> [&str; 4] {
        [&self.open, &self.high, &self.low, &self.close].map(|word| word.as_ref())
    }
}
