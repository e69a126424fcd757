//! The figure, its panes and its notes.

use serde::{Deserialize, Serialize};

use super::{Axis, Of, Rule, Series, Zone};
use crate::words::Words;

/// A chart: panes stacked over one shared horizontal axis.
///
/// Plain data without behaviour of a page: the server prints it as SVG ([`crate::svg::print`]),
/// the browser hands the same value, as JSON, to the module that makes an ECharts option of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What the picture shows, in a few words: the accessible name and the caption of the table.
    pub title: String,
    /// The horizontal axis of all panes; its ticks are written under the last one.
    pub x: Axis,
    /// From top to bottom.
    pub panes: Vec<Pane>,
    /// Small print inside or below the picture.
    #[serde(default)]
    pub notes: Vec<Note>,
    /// Room for axes, or none.
    #[serde(default)]
    pub frame: Frame,
    /// The language of what is written besides the texts given here.
    #[serde(default)]
    pub words: Words,
}

/// How much room a figure leaves around its panes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    /// Axes, ticks and labels: the margins follow from the texts.
    #[default]
    Axes,
    /// No axes at all, and this many pixels free at the left and right edge. A curve on a
    /// slider's track uses half the width of the thumb, so that both have one scale.
    Bare(f64),
}

/// A line of small print.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Note {
    /// At the bottom right, inside the last pane.
    Inside(String),
    /// Below the last pane.
    Below(String),
}

/// A chart of its own, over the horizontal axis it shares with the others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pane {
    /// The vertical axis. Its title stands above the pane, never turned on its side.
    pub y: Axis,
    /// Drawn in this order: what matters most comes last.
    pub series: Vec<Series>,
    /// Reference lines.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Shaded strips.
    #[serde(default)]
    pub zones: Vec<Zone>,
    /// The share of the height, against that of the other panes.
    pub weight: f64,
}

impl Figure {
    /// A figure without panes.
    pub fn new(title: impl Into<String>) -> Self {
        Figure {
            title: title.into(),
            ..Figure::default()
        }
    }

    /// Sets the horizontal axis.
    pub fn x(mut self, axis: Axis) -> Self {
        self.x = axis;
        self
    }

    /// Adds a pane below the others.
    pub fn pane(mut self, pane: Pane) -> Self {
        self.panes.push(pane);
        self
    }

    /// Adds small print inside the last pane.
    pub fn note_inside(mut self, text: impl Into<String>) -> Self {
        self.notes.push(Note::Inside(text.into()));
        self
    }

    /// Adds small print below.
    pub fn note_below(mut self, text: impl Into<String>) -> Self {
        self.notes.push(Note::Below(text.into()));
        self
    }

    /// Sets the language.
    pub fn words(mut self, words: Words) -> Self {
        self.words = words;
        self
    }

    /// Leaves axes out, with this inset left and right.
    pub fn bare(mut self, inset: f64) -> Self {
        self.frame = Frame::Bare(inset);
        self
    }
}

impl Pane {
    /// An empty pane of the usual height.
    pub fn new(y: Axis) -> Self {
        Pane {
            y,
            weight: 1.0,
            ..Pane::default()
        }
    }

    /// Its height against that of the other panes, which have 1.
    pub fn weight(mut self, weight: f64) -> Self {
        self.weight = weight;
        self
    }

    /// Adds a series on top of the others.
    pub fn series(mut self, series: Series) -> Self {
        self.series.push(series);
        self
    }

    /// Adds a reference line.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Adds a shaded strip.
    pub fn zone(mut self, of: Of, from: f64, to: f64) -> Self {
        self.zones.push(Zone { of, from, to });
        self
    }
}
