//! Names at single marks, and names along lines and bands.

use super::ends::last_value;
use super::places::{Block, Places, places, shown_spots};
use crate::layout::{Anchor, Kind, Layout, Plot, USUAL, radius};
use crate::model::{Figure, Marker, Marks, Place, Point, Scale, Series, Tone};
use crate::text;

pub(in crate::layout) fn marks_labels(
    figure: &Figure,
    out: &mut Layout,
    index: usize,
    inside: &[Block],
) {
    let pane = &figure.panes[index];
    let plot = out.plots[index].clone();
    if matches!(pane.y.scale, Scale::Categories(_)) {
        return;
    }
    let bounds = (0.0, plot.top - 6.0, plot.right + 2.0, plot.bottom - 1.0);
    let mut places = places(figure, &plot, index, bounds);
    places.taken.extend(inside);
    for text in out
        .texts
        .iter()
        .filter(|t| matches!(t.kind, Kind::Rule | Kind::Title | Kind::Tick))
    {
        let (left, right) = text.ends();
        places.taken.push((left, text.y - 6.0, right, text.y + 6.0));
    }
    // What is drawn last matters most: the single marks, then lines and bands, then the crowd.
    let single = |s: &Series| match &s.marks {
        Marks::Points { spots, marker } => {
            spots.len() == 1 || matches!(marker, Marker::Disc | Marker::Diamond)
        }
        _ => false,
    };
    for series in pane.series.iter().rev().filter(|s| single(s)) {
        spot_labels(series, out, &plot, &mut places, Kind::Label);
    }
    for series in pane.series.iter().rev() {
        if series
            .label
            .as_ref()
            .is_some_and(|l| l.place == Place::Along)
        {
            along(series, out, &plot, &mut places);
        }
    }
    for series in pane.series.iter().rev().filter(|s| !single(s)) {
        spot_labels(series, out, &plot, &mut places, Kind::Name);
    }
}

/// Without axes the end label stands above the end of its line, and marks have theirs.
pub(in crate::layout) fn bare_labels(figure: &Figure, out: &mut Layout, index: usize) {
    let plot = out.plots[index].clone();
    let pane = &figure.panes[index];
    let bounds = (0.0, 0.0, out.width, out.height);
    let mut places = places(figure, &plot, index, bounds);
    for series in pane.series.iter().rev() {
        spot_labels(series, out, &plot, &mut places, Kind::Label);
    }
    for series in &pane.series {
        let Some(label) = series.label.as_ref().filter(|l| l.place == Place::End) else {
            continue;
        };
        let Some((x, y)) = last_value(series, &plot) else {
            continue;
        };
        let (x, y) = (plot.x.px(x), plot.y.px(y));
        let size = (text::width(&label.value, USUAL, false), 12.0);
        let candidates = [(x, y - 9.0, Anchor::End), (x, y + 9.0, Anchor::End)];
        if let Some((x, y, anchor)) = places.choose(&candidates, size, false) {
            out.write((x, y), anchor, Kind::Value, Tone::Dim, &label.value);
        }
    }
}

fn spot_labels(series: &Series, out: &mut Layout, plot: &Plot, places: &mut Places, kind: Kind) {
    let tone = if kind == Kind::Name {
        Tone::Dim
    } else {
        series.tone
    };
    for (x, y, marker, name) in shown_spots(series, plot) {
        let name = text::fit(name, kind.size(), kind.is_bold(), out.width);
        if name.is_empty() {
            continue;
        }
        let r = radius(marker) + 3.0;
        let size = (
            text::width(&name, kind.size(), kind.is_bold()),
            kind.size() + 1.0,
        );
        let side = r + size.1 / 2.0 - 2.0;
        let candidates = [
            (x + r, y, Anchor::Start),
            (x - r, y, Anchor::End),
            (x, y - side, Anchor::Middle),
            (x, y + side, Anchor::Middle),
            (x + r - 2.0, y - side + 1.0, Anchor::Start),
            (x + r - 2.0, y + side - 1.0, Anchor::Start),
            (x - r + 2.0, y - side + 1.0, Anchor::End),
            (x - r + 2.0, y + side - 1.0, Anchor::End),
        ];
        // One of many names may go; the name of the one mark that matters is always written.
        let forced = (kind == Kind::Label).then_some(candidates[3]);
        if let Some((x, y, anchor)) = places.choose(&candidates, size, false).or(forced) {
            let half = if anchor == Anchor::Middle {
                size.0 / 2.0
            } else {
                0.0
            };
            let x = x.min(out.width - half).max(half);
            out.write((x, y), anchor, kind, tone, &name);
        }
    }
}

/// A name beside its line: above and left of it or below and right, near the middle first.
fn along(series: &Series, out: &mut Layout, plot: &Plot, places: &mut Places) {
    let kind = match (&series.marks, series.tone) {
        (Marks::Band { .. }, _) => Kind::Note,
        (_, Tone::Accent | Tone::S5 | Tone::S6) => Kind::Label,
        _ => Kind::Rule,
    };
    let whole = text::width(&series.name, kind.size(), kind.is_bold());
    // In one line, or failing that in two.
    for lines in [
        vec![series.name.clone()],
        text::wrap(&series.name, kind.size(), 0.62 * whole),
    ] {
        let widest = lines
            .iter()
            .map(|l| text::width(l, kind.size(), kind.is_bold()))
            .fold(0.0, f64::max);
        let size = (widest + 2.0, (kind.size() + 2.0) * lines.len() as f64);
        let candidates = beside(series, plot, size);
        if let Some((x, y, anchor)) = places.choose(&candidates, size, true) {
            let top = y - size.1 / 2.0;
            for (i, line) in lines.iter().enumerate() {
                let y = top + (kind.size() + 2.0) * (i as f64 + 0.5);
                out.write((x, y), anchor, kind, series.tone, line);
            }
            return;
        }
    }
}

/// Where a name of this size could stand beside a line, or in or at a band.
fn beside(series: &Series, plot: &Plot, size: (f64, f64)) -> Vec<(f64, f64, Anchor)> {
    const SHARES: [f64; 9] = [0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.2, 0.9, 1.0];
    let gap = size.1 / 2.0 + 3.0;
    let mut candidates = Vec::new();
    match &series.marks {
        Marks::Line { points, .. } | Marks::Area { points } => {
            let seen: Vec<(f64, f64)> = visible(points, plot);
            for &(x, y) in SHARES.iter().filter_map(|share| at_share(&seen, *share)) {
                candidates.extend([
                    (x - 8.0, y - 2.0, Anchor::End),
                    (x + 8.0, y + gap, Anchor::Start),
                    (x, y - gap, Anchor::Middle),
                    (x, y + gap, Anchor::Middle),
                    (x - 6.0, y - gap, Anchor::End),
                    (x + 8.0, y - gap, Anchor::Start),
                    (x - 8.0, y + gap, Anchor::End),
                ]);
            }
            // Farther from the line, where it is crowded by what it averages.
            for &(x, y) in SHARES.iter().filter_map(|share| at_share(&seen, *share)) {
                candidates.extend([
                    (x, y - gap - 14.0, Anchor::Middle),
                    (x, y + gap + 14.0, Anchor::Middle),
                ]);
            }
        }
        Marks::Band { points } => {
            let seen: Vec<(f64, f64, f64)> = points
                .iter()
                .filter(|p| plot.x.holds(p.0))
                .filter_map(|p| Some((plot.x.px(p.0), plot.y.px(p.1?), plot.y.px(p.2?))))
                .collect();
            let shares = || SHARES.iter().filter_map(|share| at_share(&seen, *share));
            for &(x, low, high) in shares().filter(|(_, low, high)| low - high > size.1 + 2.0) {
                candidates.push((x, (low + high) / 2.0, Anchor::Middle));
            }
            if let Some(&(x, low, high)) = seen.last() {
                candidates.push((x + 6.0, (low + high) / 2.0, Anchor::Start));
                candidates.push((x + 6.0, low - 2.0, Anchor::Start));
            }
            for &(x, low, high) in shares() {
                candidates.extend([
                    (x + 4.0, high - gap, Anchor::Start),
                    (x, low + gap, Anchor::Middle),
                    (x - 4.0, low + gap, Anchor::End),
                ]);
            }
        }
        _ => {}
    }
    candidates
}

fn visible(points: &[Point], plot: &Plot) -> Vec<(f64, f64)> {
    points
        .iter()
        .filter_map(|(x, y)| {
            y.filter(|y| plot.x.holds(*x) && plot.y.holds(*y))
                .map(|y| (plot.x.px(*x), plot.y.px(y)))
        })
        .collect()
}

fn at_share<T>(items: &[T], share: f64) -> Option<&T> {
    items.get(((items.len().saturating_sub(1)) as f64 * share).round() as usize)
}
