//! Marks under a name, with a colour and perhaps a label.

use serde::{Deserialize, Serialize};

use super::marks::present;
use super::{Bar, Candle, Column, Dash, Marker, Marks, Spot, Tone};

/// One set of marks with one name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// In the table, in readings, and in the label if there is one.
    pub name: String,
    /// The colour by its meaning.
    pub tone: Tone,
    /// The marks.
    pub marks: Marks,
    /// Name and value written beside the marks.
    #[serde(default)]
    pub label: Option<Label>,
}

/// Text beside the marks of a series: its name, and a value under it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// In the second line; empty for none.
    pub value: String,
    /// Where.
    pub place: Place,
}

/// Where a series is labelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// In the right margin, at the height of the last value; labels that collide are pushed
    /// apart.
    #[default]
    End,
    /// Beside the line or inside the band, where there is room.
    Along,
}

impl Series {
    /// Any marks under a name, in the accent colour.
    pub fn new(name: impl Into<String>, marks: Marks) -> Self {
        Series {
            name: name.into(),
            tone: Tone::Accent,
            marks,
            label: None,
        }
    }

    /// A solid line; `None` and what is not finite are gaps.
    pub fn line<Y: Into<Option<f64>>>(
        name: impl Into<String>,
        points: impl IntoIterator<Item = (f64, Y)>,
    ) -> Self {
        let points = points.into_iter().map(|(x, y)| (x, present(y))).collect();
        Series::new(
            name,
            Marks::Line {
                points,
                dash: Dash::Solid,
            },
        )
    }

    /// A line with its area tinted.
    pub fn area<Y: Into<Option<f64>>>(
        name: impl Into<String>,
        points: impl IntoIterator<Item = (f64, Y)>,
    ) -> Self {
        let points = points.into_iter().map(|(x, y)| (x, present(y))).collect();
        Series::new(name, Marks::Area { points })
    }

    /// The area between lower and upper. Its name states the level: `90 % of resamples`.
    pub fn band<Y: Into<Option<f64>>>(
        name: impl Into<String>,
        points: impl IntoIterator<Item = (f64, Y, Y)>,
    ) -> Self {
        let points = points
            .into_iter()
            .map(|(x, l, u)| (x, present(l), present(u)))
            .collect();
        Series::new(name, Marks::Band { points })
    }

    /// Single marks, the most important first.
    pub fn points(
        name: impl Into<String>,
        marker: Marker,
        spots: impl IntoIterator<Item = Spot>,
    ) -> Self {
        Series::new(
            name,
            Marks::Points {
                spots: spots.into_iter().collect(),
                marker,
            },
        )
    }

    /// One mark labelled with the name of the series.
    pub fn mark(name: impl Into<String>, marker: Marker, x: f64, y: f64) -> Self {
        let name = name.into();
        let spots = vec![Spot::new(name.clone(), x, y)];
        Series::new(name, Marks::Points { spots, marker })
    }

    /// Horizontal bars.
    pub fn bars(name: impl Into<String>, bars: impl IntoIterator<Item = Bar>) -> Self {
        Series::new(
            name,
            Marks::Bars {
                bars: bars.into_iter().collect(),
            },
        )
    }

    /// Vertical columns.
    pub fn columns(name: impl Into<String>, columns: impl IntoIterator<Item = Column>) -> Self {
        let marks = Marks::Columns {
            columns: columns.into_iter().collect(),
        };
        Series::new(name, marks).tone(Tone::Neutral)
    }

    /// Candles.
    pub fn candles(name: impl Into<String>, candles: impl IntoIterator<Item = Candle>) -> Self {
        Series::new(
            name,
            Marks::Candles {
                candles: candles.into_iter().collect(),
            },
        )
    }

    /// Sets the colour.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// Sets the pattern of a line; other marks have none.
    pub fn dash(mut self, pattern: Dash) -> Self {
        if let Marks::Line { dash, .. } = &mut self.marks {
            *dash = pattern;
        }
        self
    }

    /// Writes name and value in the right margin, at the height of the last value.
    pub fn end_label(mut self, value: impl Into<String>) -> Self {
        self.label = Some(Label {
            value: value.into(),
            place: Place::End,
        });
        self
    }

    /// Writes the name beside the line, where there is room.
    pub fn label_along(mut self) -> Self {
        self.label = Some(Label {
            value: String::new(),
            place: Place::Along,
        });
        self
    }
}
