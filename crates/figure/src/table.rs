//! The figure in words: a table, and one line.

use crate::Figure;

/// The data behind the picture ("Show data").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The figure's title.
    pub caption: String,
    /// One per column; the first column names the row.
    pub head: Vec<String>,
    /// As many cells as the head has.
    pub rows: Vec<Vec<String>>,
}

/// The figure as a table of written values.
pub fn table(figure: &Figure) -> Table {
    Table {
        caption: figure.title.clone(),
        ..Table::default()
    }
}

/// The figure in one line, for those who do not see it.
pub fn describe(figure: &Figure) -> String {
    figure.title.clone()
}
