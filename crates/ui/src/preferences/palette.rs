//! The colours of gain and loss.

use super::Preference;

/// The colours of gain and loss, in this order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Palette {
    /// Differs for everybody, whatever cones they have.
    #[default]
    BlueOrange,
    GreenRed,
    /// As in East Asia.
    RedGreen,
}

impl Preference for Palette {
    const NAME: &'static str = "palette";
    const ALL: &'static [Self] = &[Self::BlueOrange, Self::GreenRed, Self::RedGreen];

    fn key(self) -> &'static str {
        match self {
            Self::BlueOrange => "blue-orange",
            Self::GreenRed => "green-red",
            Self::RedGreen => "red-green",
        }
    }
}
