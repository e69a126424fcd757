//! Where names and values are written beside the marks, so that none covers another.

use super::{Anchor, Kind, LINE, Layout, Plot, SMALL, USUAL, drawn_candles, drawn_points, tenth};
use crate::model::{Figure, Marker, Marks, Note, Of, Place, Point, Scale, Series, Side, Tone};
use crate::text;

/// A box: left, top, right, bottom.
type Block = (f64, f64, f64, f64);

fn touch(a: &Block, b: &Block) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

/// The upright rules' labels stand above the pane, the level rules' labels on their line.
pub(super) fn rule_labels(figure: &Figure, out: &mut Layout, index: usize) {
    let plot = out.plots[index].clone();
    let mut upright: Vec<(f64, f64, &str, Tone)> = Vec::new();
    for rule in &figure.panes[index].rules {
        match rule.of {
            Of::X if plot.x.holds(rule.at) && !rule.label.is_empty() => {
                upright.push((
                    plot.x.px(rule.at),
                    text::width(&rule.label, USUAL, false) + 6.0,
                    &rule.label,
                    rule.tone,
                ));
            }
            Of::Y if plot.y.holds(rule.at) => {
                let y = plot.y.px(rule.at);
                let y = if y - plot.top > LINE {
                    y - 7.0
                } else {
                    y + 7.0
                };
                out.write(
                    (plot.right - 3.0, y),
                    Anchor::End,
                    Kind::Rule,
                    rule.tone,
                    &rule.label,
                );
            }
            _ => {}
        }
    }
    let wanted: Vec<(f64, f64)> = upright.iter().map(|(x, w, ..)| (*x, *w)).collect();
    for ((_, _, label, tone), x) in upright.iter().zip(apart(&wanted, 0.0, out.width)) {
        out.write(
            (x, plot.top - 8.0),
            Anchor::Middle,
            Kind::Rule,
            *tone,
            label,
        );
    }
}

/// Moves intervals, given by centre and length, so that none overlap, none leaves the ends if
/// there is room, and each stays as near to its wish as the others let it.
pub(crate) fn apart(wanted: &[(f64, f64)], from: f64, to: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].0.total_cmp(&wanted[b].0));
    // Clusters that touch move as one, to the mean of their members' wishes.
    struct Cluster {
        first: f64,
        length: f64,
        wishes: f64,
        members: Vec<usize>,
    }
    let settle = |c: &mut Cluster| {
        c.first = (c.wishes / c.members.len() as f64)
            .min(to - c.length)
            .max(from);
    };
    let mut clusters: Vec<Cluster> = Vec::new();
    for i in order {
        let (centre, length) = wanted[i];
        let mut new = Cluster {
            first: 0.0,
            length,
            wishes: centre - length / 2.0,
            members: vec![i],
        };
        settle(&mut new);
        while let Some(last) = clusters.pop_if(|last| last.first + last.length > new.first) {
            // The wish of each member is where the cluster would start for its sake.
            new.wishes = last.wishes + new.wishes - last.length * new.members.len() as f64;
            new.length += last.length;
            new.members.splice(0..0, last.members);
            settle(&mut new);
        }
        clusters.push(new);
    }
    let mut places = vec![0.0; wanted.len()];
    for cluster in clusters {
        let mut at = cluster.first;
        for i in cluster.members {
            places[i] = at + wanted[i].1 / 2.0;
            at += wanted[i].1;
        }
    }
    places
}

/// The last value that can be seen.
pub(super) fn last_value(series: &Series, plot: &Plot) -> Option<(f64, f64)> {
    let seen = |x: f64, y: Option<f64>| {
        y.filter(|y| y.is_finite() && plot.x.holds(x))
            .map(|y| (x, y))
    };
    match &series.marks {
        Marks::Line { points, .. } | Marks::Area { points } => {
            points.iter().rev().find_map(|(x, y)| seen(*x, *y))
        }
        Marks::Band { points } => points.iter().rev().find_map(|(x, l, u)| {
            let middle = l.zip(*u).map(|(l, u)| (l + u) / 2.0);
            seen(*x, middle)
        }),
        Marks::Columns { columns } => columns.iter().rev().find_map(|c| seen(c.x, c.y)),
        Marks::Candles { candles } => candles.iter().rev().find_map(|c| seen(c.x, Some(c.close))),
        Marks::Points { .. } | Marks::Bars { .. } => None,
    }
}

pub(super) fn end_labels(figure: &Figure, out: &mut Layout, index: usize) {
    let pane = &figure.panes[index];
    let plot = out.plots[index].clone();
    let labelled: Vec<(&Series, &str, f64)> = pane
        .series
        .iter()
        .filter_map(|series| {
            let label = series.label.as_ref().filter(|l| l.place == Place::End)?;
            let (_, y) = last_value(series, &plot)?;
            Some((
                series,
                label.value.as_str(),
                plot.y.px(y).clamp(plot.top, plot.bottom),
            ))
        })
        .collect();
    if labelled.is_empty() {
        return;
    }
    if pane.y.side == Side::Far {
        tags(out, &plot, &labelled);
        return;
    }
    let room = out.width - plot.right - 6.0;
    const ONE_LINE: f64 = 15.0;
    const TWO_LINES: f64 = 29.0;
    let tall = |value: &str| {
        if value.is_empty() {
            ONE_LINE
        } else {
            TWO_LINES
        }
    };
    // The values go first where there is no room for all.
    let with_values =
        labelled.iter().map(|(_, v, _)| tall(v)).sum::<f64>() <= plot.bottom - plot.top + 16.0;
    let wanted: Vec<(f64, f64)> = labelled
        .iter()
        .map(|(_, value, y)| (*y, if with_values { tall(value) } else { ONE_LINE }))
        .collect();
    let ends = (plot.top - 6.0, plot.bottom + 10.0);
    for ((series, value, _), (y, (_, length))) in labelled
        .iter()
        .zip(apart(&wanted, ends.0, ends.1).into_iter().zip(&wanted))
    {
        let two = *length > ONE_LINE;
        let name = text::fit(&series.name, USUAL, true, room);
        let x = plot.right + 6.0;
        out.write(
            (x, if two { y - 6.5 } else { y }),
            Anchor::Start,
            Kind::Label,
            series.tone,
            &name,
        );
        if two {
            let value = text::fit(value, USUAL, false, room);
            out.write((x, y + 6.5), Anchor::Start, Kind::Value, Tone::Dim, &value);
        }
    }
}

/// Last values as boxes on an axis at the right; ticks they would cover are left out.
fn tags(out: &mut Layout, plot: &Plot, labelled: &[(&Series, &str, f64)]) {
    let wanted: Vec<(f64, f64)> = labelled.iter().map(|(.., y)| (*y, 17.0)).collect();
    for ((series, value, _), y) in
        labelled
            .iter()
            .zip(apart(&wanted, plot.top - 8.0, plot.bottom + 8.0))
    {
        out.texts.retain(|t| {
            t.kind != Kind::Tick
                || t.x < plot.right
                || t.y < plot.top - 8.0
                || t.y > plot.bottom + 8.0
                || (t.y - y).abs() > 14.0
        });
        let width = (text::width(value, USUAL, true) + 8.0)
            .ceil()
            .min(out.width - plot.right - 3.0);
        out.tags
            .push((plot.right + 3.0, tenth(y - 8.0), width, 16.0, series.tone));
        out.write(
            (plot.right + 7.0, y),
            Anchor::Start,
            Kind::Tag,
            series.tone,
            value,
        );
    }
}

// ------------------------------------------------------------------------- labels at marks

/// Half the width and height of a marker.
pub fn radius(marker: Marker) -> f64 {
    match marker {
        Marker::Dot | Marker::Ring => 3.5,
        Marker::Disc | Marker::Tick => 6.0,
        Marker::Diamond => 7.0,
    }
}

/// Every few pixels of every line: what a label should not cover.
fn trail(plot: &Plot, series: &[Series]) -> Vec<(f64, f64)> {
    let mut trail = Vec::new();
    let mut stroke = |a: (f64, f64), b: (f64, f64)| {
        let length = (b.0 - a.0).abs().max((b.1 - a.1).abs());
        let steps = (length / 4.0).ceil().clamp(1.0, 500.0);
        for k in 0..=steps as u32 {
            let t = f64::from(k) / steps;
            trail.push((a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1)));
        }
    };
    for one in series {
        match &one.marks {
            Marks::Line { points, .. } | Marks::Area { points } => {
                let mut before: Option<(f64, f64)> = None;
                for (x, y) in drawn_points(points, plot) {
                    let here = y
                        .filter(|_| plot.x.holds(x))
                        .map(|y| (plot.x.px(x), plot.y.px(y)));
                    if let Some(here) = here {
                        stroke(before.unwrap_or(here), here);
                    }
                    before = here;
                }
            }
            Marks::Candles { candles } => {
                for c in drawn_candles(candles, plot) {
                    let x = plot.x.px(c.x);
                    stroke((x, plot.y.px(c.high)), (x, plot.y.px(c.low)));
                }
            }
            _ => {}
        }
    }
    trail
}

/// Looks for free places, remembering those that are taken.
struct Places {
    taken: Vec<Block>,
    trail: Vec<(f64, f64)>,
    bounds: Block,
}

impl Places {
    /// Of the candidates that cover no other label or mark, the first that covers least of the
    /// lines; a strict choice covers nothing of them.
    fn choose(
        &mut self,
        candidates: &[(f64, f64, Anchor)],
        size: (f64, f64),
        strict: bool,
    ) -> Option<(f64, f64, Anchor)> {
        let block = |c: &(f64, f64, Anchor)| {
            let left = match c.2 {
                Anchor::Start => c.0,
                Anchor::Middle => c.0 - size.0 / 2.0,
                Anchor::End => c.0 - size.0,
            };
            (left, c.1 - size.1 / 2.0, left + size.0, c.1 + size.1 / 2.0)
        };
        let free = |c: &&(f64, f64, Anchor)| {
            let b = block(c);
            b.0 >= self.bounds.0
                && b.1 >= self.bounds.1
                && b.2 <= self.bounds.2
                && b.3 <= self.bounds.3
                && !self.taken.iter().any(|t| touch(t, &b))
        };
        let covered = |c: &(f64, f64, Anchor)| {
            let b = block(c);
            self.trail
                .iter()
                .filter(|p| p.0 > b.0 - 1.0 && p.0 < b.2 + 1.0 && p.1 > b.1 && p.1 < b.3)
                .count()
        };
        let found = candidates
            .iter()
            .filter(free)
            .map(|c| (covered(c), c))
            .min_by_key(|(n, _)| *n);
        let found = *found.filter(|(n, _)| *n == 0 || !strict)?.1;
        self.taken.push(block(&found));
        Some(found)
    }
}

fn shown_spots<'a>(
    series: &'a Series,
    plot: &'a Plot,
) -> impl Iterator<Item = (f64, f64, Marker, &'a str)> {
    let (spots, marker) = match &series.marks {
        Marks::Points { spots, marker } => (spots.as_slice(), *marker),
        _ => (&[][..], Marker::Dot),
    };
    spots
        .iter()
        .filter(|s| plot.x.holds(s.x) && plot.y.holds(s.y))
        .map(move |s| {
            (
                plot.x.px(s.x),
                plot.y.px(s.y),
                s.marker.unwrap_or(marker),
                s.name.as_str(),
            )
        })
}

fn places(figure: &Figure, plot: &Plot, index: usize, bounds: Block) -> Places {
    let pane = &figure.panes[index];
    let mut taken = Vec::new();
    for series in &pane.series {
        for (x, y, marker, _) in shown_spots(series, plot) {
            let r = radius(marker);
            taken.push((x - r, y - r, x + r, y + r));
        }
    }
    Places {
        taken,
        trail: trail(plot, &pane.series),
        bounds,
    }
}

pub(super) fn marks_labels(figure: &Figure, out: &mut Layout, index: usize, inside: &[Block]) {
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
        let width = text::width(&text.text, USUAL, false);
        let left = match text.anchor {
            Anchor::Start => text.x,
            Anchor::Middle => text.x - width / 2.0,
            Anchor::End => text.x - width,
        };
        places
            .taken
            .push((left, text.y - 6.0, left + width, text.y + 6.0));
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

fn spot_labels(series: &Series, out: &mut Layout, plot: &Plot, places: &mut Places, kind: Kind) {
    let tone = if kind == Kind::Name {
        Tone::Dim
    } else {
        series.tone
    };
    for (x, y, marker, name) in shown_spots(series, plot) {
        if name.is_empty() {
            continue;
        }
        let r = radius(marker) + 3.0;
        let size = (
            text::width(name, kind.size(), kind.is_bold()),
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
            out.write((x, y), anchor, kind, tone, name);
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

/// Small print inside the last pane: at the bottom right, or where it covers no mark.
pub(super) fn notes_inside(figure: &Figure, out: &mut Layout) -> Vec<Block> {
    let mut blocks = Vec::new();
    let (Some(plot), Some(index)) = (out.plots.last().cloned(), figure.panes.len().checked_sub(1))
    else {
        return blocks;
    };
    let places = places(figure, &plot, index, (0.0, 0.0, out.width, out.height));
    for note in &figure.notes {
        let Note::Inside(note) = note else { continue };
        let lines = text::wrap(note, SMALL, plot.right - plot.left - 12.0);
        let width = lines
            .iter()
            .map(|l| text::width(l, SMALL, false))
            .fold(0.0, f64::max);
        let tall = 13.0 * lines.len() as f64;
        let at = |right: f64, bottom: f64| (right - width, bottom - tall, right, bottom);
        let candidates = [
            at(plot.right - 4.0, plot.bottom - 4.0),
            at(plot.left + 6.0 + width, plot.bottom - 4.0),
            at(plot.right - 4.0, plot.top + 4.0 + tall),
        ];
        let free = |b: &&Block| {
            !places.taken.iter().chain(&blocks).any(|t| touch(t, b))
                && !places
                    .trail
                    .iter()
                    .any(|p| p.0 > b.0 && p.0 < b.2 && p.1 > b.1 && p.1 < b.3)
        };
        let block = *candidates.iter().find(free).unwrap_or(&candidates[0]);
        for (i, line) in lines.iter().enumerate() {
            let y = block.1 + 6.5 + 13.0 * i as f64;
            out.write((block.2, y), Anchor::End, Kind::Note, Tone::Dim, line);
        }
        blocks.push(block);
    }
    blocks
}

/// Without axes the end label stands above the end of its line, and marks have theirs.
pub(super) fn bare_labels(figure: &Figure, out: &mut Layout, index: usize) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wanted: &[(f64, f64)], from: f64, to: f64, expect: &[f64]) {
        let places: Vec<f64> = apart(wanted, from, to).iter().map(|p| tenth(*p)).collect();
        assert_eq!(places, expect);
    }

    #[test]
    fn what_does_not_collide_stays() {
        check(&[(10.0, 4.0), (30.0, 4.0)], 0.0, 100.0, &[10.0, 30.0]);
        check(&[], 0.0, 100.0, &[]);
    }

    #[test]
    fn what_collides_is_pushed_apart_evenly() {
        check(&[(50.0, 10.0), (50.0, 10.0)], 0.0, 100.0, &[45.0, 55.0]);
        check(
            &[(52.0, 10.0), (50.0, 10.0), (51.0, 10.0)],
            0.0,
            100.0,
            &[61.0, 41.0, 51.0],
        );
        // The third joins only because the first two had to move.
        check(
            &[(50.0, 10.0), (52.0, 10.0), (60.0, 10.0)],
            0.0,
            100.0,
            &[44.0, 54.0, 64.0],
        );
    }

    #[test]
    fn ends_hold() {
        check(&[(1.0, 10.0), (2.0, 10.0)], 0.0, 100.0, &[5.0, 15.0]);
        check(&[(99.0, 10.0), (98.0, 10.0)], 0.0, 100.0, &[95.0, 85.0]);
        // More than there is room for: from the start, in order, none on another.
        check(
            &[(5.0, 10.0), (5.0, 10.0), (5.0, 10.0)],
            0.0,
            20.0,
            &[5.0, 15.0, 25.0],
        );
    }
}
