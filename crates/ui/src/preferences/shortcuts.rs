//! Whether single keys do something. WCAG 2.1.4 wants a way to turn them off: who speaks to the
//! computer, or trembles, presses them unwillingly.

use super::Preference;

/// Whether single keys do something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shortcuts {
    /// Single keys lead to pages, open the search and the help.
    #[default]
    On,
    /// Only keys with Ctrl or ⌘ do something.
    Off,
}

impl Preference for Shortcuts {
    const NAME: &'static str = "shortcuts";
    const ALL: &'static [Self] = &[Self::On, Self::Off];

    fn key(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
        }
    }
}
