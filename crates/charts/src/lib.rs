//! A figure as an ECharts option, by charming: its own WebAssembly module.
//!
//! The option has the geometry and the texts of the SVG that the server printed, so that ECharts
//! takes over without a jump. What it adds is what a picture cannot do: a crosshair that reads
//! out, and zoom over time. The texts of both are made here, too.

mod beyond;
mod option;
mod theme;

use figure::layout::Layout;
use figure::{Figure, Stop};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

pub use option::Window;
pub use theme::Theme;

/// The figure as an ECharts option, in JSON.
pub fn option_json(figure: &Figure, theme: &Theme, width: f64, height: f64) -> String {
    option::option(figure, theme, (width, height), None)
        .0
        .to_string()
}

/// As [`option_json`], from JSON.
#[wasm_bindgen]
pub fn figure_option(
    figure_json: &str,
    theme_json: &str,
    width: f64,
    height: f64,
) -> Result<String, JsError> {
    let figure = serde_json::from_str(figure_json)?;
    let theme = Theme::from_json(theme_json)?;
    Ok(option_json(&figure, &theme, width, height))
}

/// A figure that stands on a page: its option at the size and in the part that is shown, and
/// what can be read where.
#[wasm_bindgen]
pub struct Shown {
    figure: Figure,
    stops: Vec<Stop>,
    places: Layout,
}

impl Shown {
    /// Of a figure that is not laid out yet.
    pub fn of(figure: Figure) -> Self {
        let stops = figure::stops(&figure);
        Shown {
            figure,
            stops,
            places: Layout::default(),
        }
    }

    /// The option of the part between two positions, or of the whole.
    pub fn draw(&mut self, theme: &Theme, width: f64, height: f64, window: Window) -> String {
        let (option, places) = option::option(&self.figure, theme, (width, height), window);
        self.places = places;
        option.to_string()
    }

    fn pixel(&self, stop: &Stop) -> Option<(f64, f64)> {
        let plot = self.places.plots.get(stop.pane)?;
        if !plot.x.holds(stop.x) {
            return None;
        }
        let y = stop
            .y
            .map_or((plot.top + plot.bottom) / 2.0, |y| plot.y.px(y));
        Some((plot.x.px(stop.x), y))
    }
}

#[wasm_bindgen]
impl Shown {
    /// Reads the figure.
    #[wasm_bindgen(constructor)]
    pub fn new(figure_json: &str) -> Result<Shown, JsError> {
        Ok(Shown::of(serde_json::from_str(figure_json)?))
    }

    /// The option at this size, of the part between two positions or of the whole.
    pub fn option(
        &mut self,
        theme_json: &str,
        width: f64,
        height: f64,
        from: Option<f64>,
        to: Option<f64>,
    ) -> Result<String, JsError> {
        Ok(self.draw(&Theme::from_json(theme_json)?, width, height, from.zip(to)))
    }

    /// Whether it can be zoomed.
    pub fn zooms(&self) -> bool {
        option::zooms(&self.figure)
    }

    /// The figure's title.
    pub fn title(&self) -> String {
        self.figure.title.clone()
    }

    /// Whether its places stand below each other.
    pub fn rows(&self) -> bool {
        self.places.plots.iter().any(|p| p.row > 0.0)
    }

    /// Both ends of the horizontal axis, unzoomed.
    pub fn extent(&self) -> Vec<f64> {
        let whole = figure::layout::layout(&self.figure, 640.0, 240.0);
        whole
            .plots
            .first()
            .map_or_else(Vec::new, |p| vec![p.x.from, p.x.to])
    }

    /// Where on the horizontal axis a place is.
    pub fn position(&self, stop: usize) -> f64 {
        self.stops.get(stop).map_or(f64::NAN, |s| s.x)
    }

    /// How many places the crosshair has.
    pub fn stops(&self) -> usize {
        self.stops.len()
    }

    /// The place nearest to a pixel that is inside a pane: along the axis, or for single marks
    /// and bars in the plane.
    pub fn nearest(&self, x: f64, y: f64) -> Option<usize> {
        let plots = &self.places.plots;
        let inside = |p: &figure::layout::Plot| {
            x >= p.left - 8.0 && x <= p.right + 8.0 && y >= p.top - 8.0 && y <= p.bottom + 8.0
        };
        if !plots.iter().any(inside) {
            return None;
        }
        let distance = |stop: &Stop| {
            let (at_x, at_y) = self.pixel(stop)?;
            let rows = plots.get(stop.pane).is_some_and(|p| p.row > 0.0);
            Some(match (stop.y, rows) {
                (None, _) => (at_x - x).abs(),
                (Some(_), true) => (at_y - y).abs(),
                (Some(_), false) => (at_x - x).hypot(at_y - y),
            })
        };
        self.stops
            .iter()
            .enumerate()
            .filter_map(|(i, stop)| Some((i, distance(stop)?)))
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(i, _)| i)
    }

    /// The pixel of a place; empty where it is not shown.
    pub fn at(&self, stop: usize) -> Vec<f64> {
        let pixel = self.stops.get(stop).and_then(|s| self.pixel(s));
        pixel.map_or_else(Vec::new, |(x, y)| vec![x, y])
    }

    /// The first and the last place that is shown; empty if none is.
    pub fn shown(&self) -> Vec<usize> {
        let mut shown = self
            .stops
            .iter()
            .enumerate()
            .filter(|(_, s)| self.pixel(s).is_some())
            .map(|(i, _)| i);
        let Some(first) = shown.next() else {
            return Vec::new();
        };
        vec![first, shown.next_back().unwrap_or(first)]
    }

    /// What stands at a place, in one line, to be read aloud.
    pub fn reading(&self, stop: usize) -> String {
        self.stops
            .get(stop)
            .map(|s| figure::reading(&self.figure, s).text())
            .unwrap_or_default()
    }

    /// What stands at a place, a line each: the text of the tooltip.
    pub fn tooltip(&self, stop: usize) -> String {
        let Some(stop) = self.stops.get(stop) else {
            return String::new();
        };
        let reading = figure::reading(&self.figure, stop);
        let mut text = reading.at;
        for (name, value) in reading.lines {
            text.push('\n');
            text.push_str(&name);
            text.push_str("  ");
            text.push_str(&value);
        }
        text
    }
}
