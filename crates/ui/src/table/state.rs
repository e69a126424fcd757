//! How a person looks at a table, and how that is written into an address. What is as the page
//! made it stays out of the address.

use std::fmt::Write as _;

/// The column that orders the rows, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    pub column: String,
    pub descending: bool,
}

/// How a table is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// `None`: in the order of the page.
    pub sort: Option<Sort>,
    /// Counted from 0.
    pub page: usize,
    /// Columns out of sight.
    pub hidden: Vec<String>,
    /// What rows must contain.
    pub filter: String,
}

impl State {
    /// After a press on a head: the first way, the other way, none.
    #[must_use]
    pub fn sorted_by(&self, column: &str, begins_descending: bool) -> Self {
        let descending = match &self.sort {
            Some(sort) if sort.column == column => {
                (sort.descending == begins_descending).then_some(!begins_descending)
            }
            _ => Some(begins_descending),
        };
        let sort = descending.map(|descending| Sort {
            column: column.to_owned(),
            descending,
        });
        Self {
            sort,
            page: 0,
            ..self.clone()
        }
    }

    #[must_use]
    pub fn on_page(&self, page: usize) -> Self {
        Self {
            page,
            ..self.clone()
        }
    }

    #[must_use]
    pub fn filtered(&self, filter: String) -> Self {
        Self {
            filter,
            page: 0,
            ..self.clone()
        }
    }

    /// With a column in sight that was not, or the other way round.
    #[must_use]
    pub fn with_column(&self, column: &str, is_shown: bool) -> Self {
        let mut state = self.clone();
        state.hidden.retain(|hidden| hidden != column);
        if !is_shown {
            state.hidden.push(column.to_owned());
        }
        state
    }

    /// The query of an address, without `?`: `sort=-value&page=2&hide=price.gain&filter=oil`.
    /// `prefix` stands before each name, where a page has several tables.
    pub fn to_query(&self, prefix: &str, usual: &Self) -> String {
        let mut query = String::new();
        let mut add = |name: &str, value: &str| {
            let joint = if query.is_empty() { "" } else { "&" };
            let _ = write!(query, "{joint}{prefix}{name}={}", encoded(value));
        };
        if self.sort != usual.sort {
            let sort = self.sort.as_ref().map_or_else(
                || "none".to_owned(),
                |sort| format!("{}{}", if sort.descending { "-" } else { "" }, sort.column),
            );
            add("sort", &sort);
        }
        if self.page != usual.page {
            add("page", &(self.page + 1).to_string());
        }
        if self.hidden != usual.hidden {
            add("hide", &self.hidden.join("."));
        }
        if self.filter != usual.filter {
            add("filter", &self.filter);
        }
        query
    }

    /// Reads what [`State::to_query`] wrote; `value` finds a decoded value by its name. What is not
    /// there, or cannot be read, is as usual.
    pub fn from_query(prefix: &str, usual: &Self, value: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name: &str| value(&format!("{prefix}{name}"));
        let sort = value("sort").map(|text| {
            let column = text.trim_start_matches('-');
            (column != "none" && !column.is_empty()).then(|| Sort {
                column: column.to_owned(),
                descending: text.starts_with('-'),
            })
        });
        let hidden = value("hide").map(|text| {
            let columns = text.split('.').filter(|column| !column.is_empty());
            columns.map(str::to_owned).collect()
        });
        let page = value("page").and_then(|text| text.parse::<usize>().ok());
        Self {
            sort: sort.unwrap_or_else(|| usual.sort.clone()),
            page: page.map_or(usual.page, |page| page.saturating_sub(1)),
            hidden: hidden.unwrap_or_else(|| usual.hidden.clone()),
            filter: value("filter").unwrap_or_else(|| usual.filter.clone()),
        }
    }
}

/// As it may stand in a query.
fn encoded(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            written.push(byte.into());
        } else {
            let _ = write!(written, "%{byte:02X}");
        }
    }
    written
}

#[cfg(test)]
mod tests;
