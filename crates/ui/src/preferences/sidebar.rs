//! How wide the sidebar is, where there is room for it.

use super::Preference;

/// How wide the sidebar is, where there is room for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sidebar {
    /// With the names of the pages.
    #[default]
    Open,
    /// Icons only.
    Folded,
}

impl Preference for Sidebar {
    const NAME: &'static str = "sidebar";
    const ALL: &'static [Self] = &[Self::Open, Self::Folded];

    fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Folded => "folded",
        }
    }
}
