//! The words that components bring themselves.

pub(crate) const CLOSE: &str = "Close";
pub(crate) const GAIN: &str = "gain";
pub(crate) const LOSS: &str = "loss";
pub(crate) const UNCHANGED: &str = "unchanged";
pub(crate) const NOTIFICATIONS: &str = "Notifications, F8";
pub(crate) const UNDO: &str = "Undo";
pub(crate) const BREADCRUMB: &str = "Breadcrumb";
pub(crate) const ESTIMATE: &str = "estimate";
pub(crate) const SHOW_DATA: &str = "Show data";
pub(crate) const PREVIOUS_PAGE: &str = "Previous page";
pub(crate) const NEXT_PAGE: &str = "Next page";
pub(crate) const COLUMNS: &str = "Columns";
pub(crate) const FILTER: &str = "Filter";
pub(crate) const CSV: &str = "CSV";
pub(crate) const COMPACT: &str = "Compact";
pub(crate) const ROOMY: &str = "Roomy";
pub(crate) const DENSITY: &str = "Density";
pub(crate) const NOTHING_FITS: &str = "No row contains that.";
pub(crate) const SHOW_ALL: &str = "Show all";

pub(crate) fn page(number: usize) -> String {
    format!("Page {number}")
}

pub(crate) fn rows_of(first: usize, last: usize, count: usize) -> String {
    if count == 0 {
        "No rows".to_owned()
    } else {
        format!("{first} to {last} of {count}")
    }
}
