//! Reference lines and shaded strips.

use serde::{Deserialize, Serialize};

use super::{Dash, Tone};

/// A reference line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// The axis it belongs to: a rule of the horizontal axis is upright.
    pub of: Of,
    /// Where on that axis.
    pub at: f64,
    /// Written at its end; empty for none.
    #[serde(default)]
    pub label: String,
    /// The pattern of the stroke.
    #[serde(default)]
    pub dash: Dash,
    /// The colour by its meaning.
    #[serde(default)]
    pub tone: Tone,
}

/// A shaded strip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Zone {
    /// The axis it belongs to.
    pub of: Of,
    /// Its lower end.
    pub from: f64,
    /// Its upper end.
    pub to: f64,
}

/// Which of the two axes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Of {
    /// The horizontal axis.
    #[default]
    X,
    /// The vertical axis.
    Y,
}

impl Rule {
    /// An upright line at a position of the horizontal axis.
    pub fn upright(at: f64, label: impl Into<String>) -> Self {
        Rule {
            of: Of::X,
            at,
            label: label.into(),
            dash: Dash::Solid,
            tone: Tone::Ink,
        }
    }

    /// A level line at a value of the vertical axis.
    pub fn level(at: f64, label: impl Into<String>) -> Self {
        Rule {
            of: Of::Y,
            at,
            label: label.into(),
            dash: Dash::Solid,
            tone: Tone::Ink,
        }
    }

    /// Draws it dashed.
    pub fn dashed(mut self) -> Self {
        self.dash = Dash::Dashed;
        self
    }

    /// Sets the colour.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}
