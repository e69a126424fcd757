//! What a table is made of: plain data, from which rows are ordered, shown and exported.

use domain::{Day, Language};

/// How the values of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Words, at the left.
    Text,
    /// Numbers with the same decimals down the column.
    Number {
        decimals: usize,
    },
    /// Fractions as percent, without the sign `%` (it is in the head).
    Percent {
        decimals: usize,
    },
    /// Numbers with an explicit sign.
    Signed {
        decimals: usize,
    },
    /// Gains and losses: with arrow, sign and colour.
    Change {
        decimals: usize,
    },
    /// Fractions as gains and losses in percent, without the sign `%`.
    ChangePercent {
        decimals: usize,
    },
    Day,
    /// Small pictures of a course.
    Course,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name in addresses: letters, digits and `_`.
    pub key: &'static str,
    /// Its head, with the unit: `Value, $`.
    pub head: String,
    pub format: Format,
}

impl Column {
    pub fn new(key: &'static str, head: impl Into<String>, format: Format) -> Self {
        Self {
            key,
            head: head.into(),
            format,
        }
    }

    /// Numbers stand at the right, so that their digits stand below each other.
    pub fn is_left(&self) -> bool {
        matches!(self.format, Format::Text | Format::Course)
    }

    /// Whether the first press on its head puts the largest first.
    pub fn begins_descending(&self) -> bool {
        !matches!(self.format, Format::Text)
    }
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Not available, which is not zero.
    Missing,
    Text(String),
    Number(f64),
    Day(Day),
    /// What the row is about: a short name, a longer one, and its page.
    Name {
        short: String,
        long: String,
        href: Option<String>,
    },
    /// A course with what it shows in words.
    Course {
        values: Vec<Option<f64>>,
        text: String,
    },
}

impl From<Option<f64>> for Cell {
    fn from(value: Option<f64>) -> Self {
        value
            .filter(|value| value.is_finite())
            .map_or(Self::Missing, Self::Number)
    }
}

/// A row; its first cell names it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub cells: Vec<Cell>,
    /// Chosen, or the one that the page is about.
    pub selected: bool,
}

impl Row {
    pub fn new(cells: Vec<Cell>) -> Self {
        Self {
            cells,
            selected: false,
        }
    }

    /// The cell of a column; a row that is too short has nothing there.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Missing)
    }
}

/// A table. Its rows are in the order in which they stand while nobody sorts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Stands above the rows and is never sorted or filtered.
    pub totals: Option<Row>,
}

/// A number as its column writes it.
pub fn written(language: Language, value: f64, how: Format) -> String {
    match how {
        Format::Percent { decimals } => language.number(100.0 * value, decimals),
        Format::Signed { decimals } | Format::Change { decimals } => {
            language.signed(value, decimals)
        }
        Format::ChangePercent { decimals } => language.signed(100.0 * value, decimals),
        Format::Number { decimals } => language.number(value, decimals),
        Format::Text | Format::Day | Format::Course => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: f64, how: Format) -> String {
        super::written(Language::English, value, how)
    }

    #[test]
    fn the_unit_is_in_the_head() {
        assert_eq!(written(0.097_91, Format::Percent { decimals: 2 }), "9.79");
        assert_eq!(
            written(-0.0114, Format::ChangePercent { decimals: 2 }),
            "−1.14"
        );
        assert_eq!(written(4.79, Format::Signed { decimals: 2 }), "+4.79");
        assert_eq!(
            written(28_321.64, Format::Number { decimals: 2 }),
            "28,321.64"
        );
    }

    #[test]
    fn what_is_no_number_is_missing() {
        assert_eq!(Cell::from(Some(f64::NAN)), Cell::Missing);
        assert_eq!(Cell::from(None), Cell::Missing);
        assert_eq!(Cell::from(Some(1.0)), Cell::Number(1.0));
        assert_eq!(Row::new(Vec::new()).cell(3), &Cell::Missing);
    }
}
