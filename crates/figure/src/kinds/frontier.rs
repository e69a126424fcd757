//! The efficient frontier: what return each risk could have had.

use super::ends;
use crate::model::{Axis, Dash, Figure, Inset, Marker, Pane, Series, Spot, Tone};
use crate::words::Words;

/// Assets, curves and portfolios in the plane of volatility and return, both in percent a year.
#[derive(Clone, Debug, Default)]
pub struct Frontier {
    /// What the picture shows.
    pub title: String,
    /// The title of the horizontal axis.
    pub x_title: String,
    /// The title of the vertical axis.
    pub y_title: String,
    /// What can be bought.
    pub assets: Vec<Asset>,
    /// Heads them in the table: `Companies`.
    pub assets_name: String,
    /// The frontier within the limits, with its name.
    pub curve: Option<(String, Vec<(f64, f64)>)>,
    /// The frontier without them, with its name.
    pub free: Option<(String, Vec<(f64, f64)>)>,
    /// Volatility, lower and upper return, with the level: `90 % of resamples`.
    pub band: Option<(String, Vec<Range>)>,
    /// The portfolio as it is.
    pub today: Option<Place>,
    /// Equal parts.
    pub equal: Option<Place>,
    /// The answer.
    pub target: Option<Place>,
}

/// A volatility, and the lower and the upper return there.
pub type Range = (f64, f64, f64);

/// An asset in the plane.
#[derive(Clone, Debug, Default)]
pub struct Asset {
    /// Its name.
    pub name: String,
    /// Volatility and return.
    pub at: (f64, f64),
    /// Whether the answer holds it: filled, or hollow.
    pub held: bool,
}

/// A portfolio in the plane, with its name.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// Volatility and return.
    pub at: (f64, f64),
}

/// At most so many names stand in the note of what is off the chart.
const MOST_NAMED: usize = 4;
/// Portfolios nearer than this, as a share of the view, are drawn once more in an inset.
const NEAR: (f64, f64) = (0.06, 0.09);

/// The part of the plane that is worth looking at.
#[derive(Clone, Copy, Debug)]
struct View {
    x: (f64, f64),
    y: (f64, f64),
}

impl Frontier {
    /// The picture. Four of five assets decide its frame; the wildest are named in a note.
    pub fn figure(self, words: Words) -> Figure {
        let view = self.view();
        let pane = self.curves(&view);
        let (mut spots, mut outside) = (Vec::new(), Vec::new());
        let held_first = |held: bool| self.assets.iter().filter(move |a| a.held == held);
        for asset in held_first(true).chain(held_first(false)) {
            let marker = if asset.held {
                Marker::Dot
            } else {
                Marker::Ring
            };
            if view.holds(asset.at) {
                spots.push(Spot::new(asset.name.clone(), asset.at.0, asset.at.1).marker(marker));
            } else if asset.at.0.is_finite() && asset.at.1.is_finite() {
                let number = |v: f64| words.number(v, 0);
                let (x, y) = (number(asset.at.0), number(asset.at.1));
                // Never broken in two: a lone number says nothing.
                outside.push(format!("{}\u{a0}{x}\u{a0}/\u{a0}{y}", asset.name));
            }
        }
        let mut pane = pane
            .series(Series::points(self.assets_name.clone(), Marker::Dot, spots).tone(Tone::Dim));
        let marks = [
            (&self.equal, Marker::Diamond, Tone::Ink),
            (&self.today, Marker::Ring, Tone::Ink),
            (&self.target, Marker::Disc, Tone::Accent),
        ];
        for (place, marker, tone) in marks {
            if let Some(place) = place.as_ref().filter(|p| view.holds(p.at)) {
                let mark = Series::mark(place.name.clone(), marker, place.at.0, place.at.1);
                pane = pane.series(mark.tone(tone));
            }
        }
        pane.inset = self.crowd(&view).map(|(x, y)| Inset {
            x,
            y,
            title: words.enlarged.to_string(),
        });
        let axis =
            |title: &str, ends: (f64, f64)| Axis::value(title).decimals(1).between(ends.0, ends.1);
        pane.y = axis(&self.y_title, view.y);
        let mut figure = Figure::new(self.title)
            .x(axis(&self.x_title, view.x))
            .pane(pane);
        if !outside.is_empty() {
            let shown = outside.len().min(MOST_NAMED);
            let more = match outside.len() - shown {
                0 => String::new(),
                n => format!(" {} {n}", words.and_more),
            };
            let names = outside[..shown].join(", ");
            figure = figure.note_inside(format!("{}: {names}{more}", words.off_chart));
        }
        figure.words(words)
    }

    fn curves(&self, view: &View) -> Pane {
        let mut pane = Pane::new(Axis::default());
        if let Some((name, points)) = &self.band {
            let points = points.iter().filter(|p| p.0 >= view.x.0 && p.0 <= view.x.1);
            let band = Series::band(name.clone(), points.copied());
            pane = pane.series(band.label_along());
        }
        if let Some((name, points)) = self.free.as_ref().filter(|(_, points)| points.len() > 1) {
            let line = Series::line(name.clone(), points.iter().copied()).tone(Tone::S3);
            pane = pane.series(line.dash(Dash::Dashed).label_along());
        }
        if let Some((name, points)) = self.curve.as_ref().filter(|(_, points)| points.len() > 1) {
            let line = Series::line(name.clone(), points.iter().copied());
            pane = pane.series(line.label_along());
        }
        pane
    }

    fn places(&self) -> Vec<(f64, f64)> {
        let places = [&self.today, &self.equal, &self.target];
        places.into_iter().flatten().map(|p| p.at).collect()
    }

    fn view(&self) -> View {
        let mut points = self.places();
        points.extend(self.curve.iter().flat_map(|(_, points)| points));
        points.extend(self.free.iter().filter_map(|(_, points)| points.first()));
        let mut assets: Vec<(f64, f64)> = self.assets.iter().map(|a| a.at).collect();
        assets.sort_by(|a, b| a.0.total_cmp(&b.0));
        points.extend(&assets[..(assets.len() * 4).div_ceil(5)]);
        points.retain(|p| p.0.is_finite() && p.1.is_finite());
        let Some((left, right)) = ends(points.iter().map(|p| p.0)) else {
            return View {
                x: (0.0, 1.0),
                y: (0.0, 1.0),
            };
        };
        let (bottom, top) = ends(points.iter().map(|p| p.1).chain([0.0])).unwrap_or((0.0, 1.0));
        let (wide, tall) = ((right - left).max(1.0), (top - bottom).max(1.0));
        View {
            x: ((left - 0.14 * wide).max(0.0), right + 0.06 * wide),
            y: (
                if bottom < 0.0 {
                    bottom - 0.06 * tall
                } else {
                    0.0
                },
                top + 0.1 * tall,
            ),
        }
    }

    /// What the inset shows: the portfolios that stand too near to another to be told apart.
    fn crowd(&self, view: &View) -> Option<((f64, f64), (f64, f64))> {
        let size = (view.x.1 - view.x.0, view.y.1 - view.y.0);
        let places: Vec<_> = self
            .places()
            .into_iter()
            .filter(|p| view.holds(*p))
            .collect();
        let near = |a: &(f64, f64), b: &(f64, f64)| {
            let (dx, dy) = ((a.0 - b.0).abs() / size.0, (a.1 - b.1).abs() / size.1);
            dx < NEAR.0 && dy < NEAR.1
        };
        let crowded = |a: &&(f64, f64)| places.iter().filter(|b| near(a, b)).count() > 1;
        let crowd: Vec<_> = places.iter().filter(crowded).copied().collect();
        let x = ends(crowd.iter().map(|p| p.0))?;
        let y = ends(crowd.iter().map(|p| p.1))?;
        let wide = |(from, to): (f64, f64), size: f64| {
            let room = (0.5 * (to - from)).max(0.012 * size);
            (from - room, to + room)
        };
        Some((wide(x, size.0), wide(y, size.1)))
    }
}

impl View {
    fn holds(&self, (x, y): (f64, f64)) -> bool {
        (self.x.0..=self.x.1).contains(&x) && (self.y.0..=self.y.1).contains(&y)
    }
}
