//! The marks as they are drawn at this size: no more of them than can be told apart.

use super::{Plot, tenth};
use crate::model::{BandPoint, Candle, Column, Dash, Marker, Point};
use crate::thin;

/// The candles to draw at this size: neighbours join where they would be thinner than a line.
pub fn drawn_candles(candles: &[Candle], plot: &Plot) -> Vec<Candle> {
    let seen: Vec<Candle> = candles
        .iter()
        .filter(|c| {
            plot.x.holds(c.x)
                && [c.open, c.high, c.low, c.close]
                    .iter()
                    .all(|v| v.is_finite())
        })
        .copied()
        .collect();
    thin::candles(&seen, (plot.right - plot.left) / 3.0)
}

/// The points to draw at this size. Curves that turn back are left as they are.
pub fn drawn_points(points: &[Point], plot: &Plot) -> Vec<Point> {
    let clean = |p: &Point| (p.0, p.1.filter(|y| y.is_finite()));
    let points: Vec<Point> = points
        .iter()
        .filter(|p| p.0.is_finite())
        .map(clean)
        .collect();
    if !points.windows(2).all(|w| w[0].0 <= w[1].0) {
        return points;
    }
    // One point beyond each end, so that the line leaves the pane where it should.
    let first = points
        .partition_point(|p| p.0 < plot.x.from)
        .saturating_sub(1);
    let last = (points.partition_point(|p| p.0 <= plot.x.to) + 1).min(points.len());
    thin::line(
        &points[first..last],
        plot.x.from,
        plot.x.to,
        plot.right - plot.left,
    )
}

/// The pattern of a stroke, as lengths of strokes and gaps; none for a solid one.
pub fn pattern(dash: Dash) -> &'static [f64] {
    match dash {
        Dash::Solid => &[],
        Dash::Dashed => &[5.0, 3.0],
        Dash::Dotted => &[1.5, 2.5],
    }
}

/// The line in pixels, in runs without gaps.
pub fn line_runs(points: &[Point], plot: &Plot) -> Vec<Vec<(f64, f64)>> {
    runs(
        drawn_points(points, plot)
            .iter()
            .map(|(x, y)| Some((plot.x.px(*x), plot.y.px((*y)?)))),
    )
}

/// The outlines of a band in pixels, one between any two gaps.
pub fn band_outlines(points: &[BandPoint], plot: &Plot) -> Vec<Vec<(f64, f64)>> {
    // Both edges have their gaps where either has one.
    let whole = |p: &&BandPoint| {
        p.1.zip(p.2)
            .is_some_and(|(l, u)| l.is_finite() && u.is_finite())
    };
    let lower: Vec<Point> = points
        .iter()
        .map(|p| (p.0, Some(p).filter(whole).and(p.1)))
        .collect();
    let upper: Vec<Point> = points
        .iter()
        .map(|p| (p.0, Some(p).filter(whole).and(p.2)))
        .collect();
    let (lower, upper) = (line_runs(&lower, plot), line_runs(&upper, plot));
    let outline =
        |(low, high): (Vec<_>, Vec<_>)| high.into_iter().chain(low.into_iter().rev()).collect();
    lower.into_iter().zip(upper).map(outline).collect()
}

/// How thick a bar is.
pub fn bar_thickness(plot: &Plot) -> f64 {
    tenth((0.66 * plot.row).clamp(1.0, 14.0))
}

/// How wide a column or the body of a candle is, when so many stand for all.
pub fn drawn_width(plot: &Plot, all: usize, drawn: usize) -> f64 {
    let share = if drawn == 0 {
        1.0
    } else {
        (all as f64 / drawn as f64).max(1.0)
    };
    tenth((0.64 * plot.slot * share).clamp(1.0, 24.0))
}

/// The columns to draw at this size: of neighbours thinner than two pixels the highest.
pub fn drawn_columns(columns: &[Column], plot: &Plot) -> Vec<Column> {
    let seen: Vec<Column> = columns
        .iter()
        .filter(|c| plot.x.holds(c.x))
        .copied()
        .collect();
    let stride = thin::stride(seen.len(), (plot.right - plot.left) / 3.0);
    let size = |c: &Column| c.y.map_or(-1.0, f64::abs);
    seen.chunks(stride)
        .filter_map(|group| {
            group
                .iter()
                .copied()
                .max_by(|a, b| size(a).total_cmp(&size(b)))
        })
        .collect()
}

/// Half the width and height of a marker.
pub fn radius(marker: Marker) -> f64 {
    match marker {
        Marker::Dot | Marker::Ring => 3.5,
        Marker::Disc | Marker::Tick => 6.0,
        Marker::Diamond => 7.0,
    }
}

/// The points in runs without gaps.
fn runs(points: impl Iterator<Item = Option<(f64, f64)>>) -> Vec<Vec<(f64, f64)>> {
    let mut runs = vec![Vec::new()];
    for point in points {
        match (point, runs.last_mut()) {
            (Some(point), Some(run)) => run.push(point),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}
