//! How much stands on a screen.

use super::Preference;

/// How high rows and controls are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Density {
    #[default]
    Compact,
    Roomy,
}

impl Preference for Density {
    const NAME: &'static str = "density";
    const ALL: &'static [Self] = &[Self::Compact, Self::Roomy];

    fn key(self) -> &'static str {
        match self {
            Self::Compact => "compact",
            Self::Roomy => "roomy",
        }
    }
}
