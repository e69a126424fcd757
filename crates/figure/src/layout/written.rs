//! Texts of a picture: where they stand and what they are.

use super::{Layout, SMALL, USUAL, tenth};
use crate::model::Tone;
use crate::text;

/// A written text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Where it is anchored.
    pub x: f64,
    /// Its middle.
    pub y: f64,
    /// What of it stands at `x`.
    pub anchor: Anchor,
    /// What it is, which decides how it looks.
    pub kind: Kind,
    /// The colour, where it is that of a series.
    pub tone: Tone,
    /// The words.
    pub text: String,
}

impl Text {
    /// The left and the right end, as far apart as they can be.
    pub(super) fn ends(&self) -> (f64, f64) {
        let width = text::width(&self.text, self.kind.size(), self.kind.is_bold());
        self.anchor.ends(self.x, width)
    }
}

/// What of a text stands at its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

impl Anchor {
    /// The left and the right end of what is so wide and stands here.
    pub(super) fn ends(self, x: f64, width: f64) -> (f64, f64) {
        let left = match self {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        (left, left + width)
    }
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number or date at an axis.
    Tick,
    /// What an axis measures.
    Title,
    /// A category of the vertical axis.
    Row,
    /// The text of a bar, at the right.
    Cell,
    /// The name of a series or of the one mark that matters.
    Label,
    /// The value under such a name.
    Value,
    /// The name of one mark among many.
    Name,
    /// At a reference line.
    Rule,
    /// Small print.
    Note,
    /// In a filled box on an axis.
    Tag,
}

impl Kind {
    /// Font size in pixels.
    pub fn size(self) -> f64 {
        if matches!(self, Kind::Name | Kind::Note) {
            SMALL
        } else {
            USUAL
        }
    }

    /// Whether it is written in semi-bold.
    pub fn is_bold(self) -> bool {
        matches!(self, Kind::Label | Kind::Tag)
    }
}

impl Layout {
    pub(super) fn write(
        &mut self,
        (x, y): (f64, f64),
        anchor: Anchor,
        kind: Kind,
        tone: Tone,
        text: &str,
    ) {
        if !text.is_empty() {
            self.texts.push(Text {
                x: tenth(x),
                y: tenth(y),
                anchor,
                kind,
                tone,
                text: text.to_owned(),
            });
        }
    }
}
