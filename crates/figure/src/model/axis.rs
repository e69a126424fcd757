//! What an axis measures, and how its numbers are written.

use domain::Day;
use domain::format::{self, NOT_AVAILABLE};
use serde::{Deserialize, Serialize};

use crate::day;

/// An axis: what it measures and how its numbers are written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// What it measures, with the unit: `Volatility, % a year`.
    #[serde(default)]
    pub title: String,
    /// What its positions mean.
    #[serde(default)]
    pub scale: Scale,
    /// The lower end, where the data shall not decide it.
    #[serde(default)]
    pub from: Option<f64>,
    /// The upper end, where the data shall not decide it.
    #[serde(default)]
    pub to: Option<f64>,
    /// How its values are written.
    #[serde(default)]
    pub numbers: Numbers,
    /// Where its ticks are written.
    #[serde(default)]
    pub side: Side,
}

/// What the positions on an axis mean. All are `f64`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Scale {
    /// Numbers, evenly.
    #[default]
    Value,
    /// Numbers above zero, by ratio.
    Log,
    /// Days since 1970-01-01 ([`crate::day_number`]), evenly: weekends take their room.
    Days,
    /// The position is an index into these days: every session is equally wide, and days
    /// without a session take no room.
    Sessions(Vec<i32>),
    /// The position is an index into these names. On a vertical axis the first is on top.
    Categories(Vec<String>),
}

/// Where an axis writes its ticks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// Left of the pane, or below it.
    #[default]
    Near,
    /// Right of the pane.
    Far,
    /// Nowhere.
    Hidden,
}

/// How the values of an axis are written. Ticks have as few decimals as their step needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Numbers {
    /// Decimals in tables, labels and readings.
    pub decimals: u8,
    /// Joined to every number by a narrow space; empty for none.
    #[serde(default)]
    pub unit: String,
    /// Whether a plus is written.
    #[serde(default)]
    pub sign: Sign,
}

/// Whether a plus is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sign {
    /// Only a minus.
    #[default]
    Minus,
    /// Plus and minus: for differences.
    Both,
}

impl Default for Numbers {
    fn default() -> Self {
        Numbers {
            decimals: 2,
            unit: String::new(),
            sign: Sign::Minus,
        }
    }
}

impl Numbers {
    /// A value of the axis as people read it.
    pub fn write(&self, value: f64) -> String {
        self.write_with(value, usize::from(self.decimals))
    }

    pub(crate) fn write_with(&self, value: f64, decimals: usize) -> String {
        let text = match self.sign {
            Sign::Minus => format::number(value, decimals),
            Sign::Both => format::signed(value, decimals),
        };
        if self.unit.is_empty() {
            text
        } else {
            format::with_unit(text, &self.unit)
        }
    }

    pub(crate) fn write_or_dash(&self, value: Option<f64>) -> String {
        value.map_or_else(|| NOT_AVAILABLE.to_owned(), |v| self.write(v))
    }
}

impl Axis {
    /// Numbers.
    pub fn value(title: impl Into<String>) -> Self {
        Axis {
            title: title.into(),
            ..Axis::default()
        }
    }

    /// Numbers above zero, by ratio.
    pub fn log(title: impl Into<String>) -> Self {
        Axis {
            title: title.into(),
            scale: Scale::Log,
            ..Axis::default()
        }
    }

    /// Calendar days; positions are [`crate::day_number`]s.
    pub fn days() -> Self {
        Axis {
            scale: Scale::Days,
            ..Axis::default()
        }
    }

    /// Trading sessions of equal width; positions are indices.
    pub fn sessions(days: impl IntoIterator<Item = Day>) -> Self {
        let days = days.into_iter().map(day::index_of).collect();
        Axis {
            scale: Scale::Sessions(days),
            ..Axis::default()
        }
    }

    /// Names; positions are indices.
    pub fn categories<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        Axis {
            scale: Scale::Categories(names),
            ..Axis::default()
        }
    }

    /// Fixes both ends; what lies outside is not drawn.
    pub fn between(mut self, from: f64, to: f64) -> Self {
        self.from = Some(from);
        self.to = Some(to);
        self
    }

    /// Fixes the lower end.
    pub fn from(mut self, from: f64) -> Self {
        self.from = Some(from);
        self
    }

    /// Fixes the upper end.
    pub fn to(mut self, to: f64) -> Self {
        self.to = Some(to);
        self
    }

    /// Decimals in tables, labels and readings.
    pub fn decimals(mut self, decimals: u8) -> Self {
        self.numbers.decimals = decimals;
        self
    }

    /// The unit written after each number.
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.numbers.unit = unit.into();
        self
    }

    /// Writes a plus, too.
    pub fn signed(mut self) -> Self {
        self.numbers.sign = Sign::Both;
        self
    }

    /// Ticks at the right.
    pub fn far(mut self) -> Self {
        self.side = Side::Far;
        self
    }

    /// No ticks.
    pub fn hidden(mut self) -> Self {
        self.side = Side::Hidden;
        self
    }
}
