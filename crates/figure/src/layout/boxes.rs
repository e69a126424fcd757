//! Rectangles in pixels: bins, cells, floating columns and the tiles of a treemap.

use super::{Anchor, Kind, Layout, Plot, SMALL, tenth};
use crate::model::{Block, Figure, Fill, Marks, Tile, Tone};
use crate::text;

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DrawnBox {
    /// Which of the boxes or tiles of its series it is.
    pub index: usize,
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Never negative.
    pub width: f64,
    /// Never negative.
    pub height: f64,
    /// How it is filled.
    pub fill: Fill,
}

/// Pixels between two strokes of a hatching, measured along an edge.
const HATCH: f64 = 6.0;

impl DrawnBox {
    /// Where it is pointed at.
    pub fn middle(&self) -> (f64, f64) {
        (
            tenth(self.left + self.width / 2.0),
            tenth(self.top + self.height / 2.0),
        )
    }

    /// Whether a seam of the ground's colour around it leaves anything of it.
    pub fn has_seam(&self) -> bool {
        self.width >= 3.0 && self.height >= 3.0
    }

    /// How much of the ground its colour covers, from 0 to 1; a hatched one is faint.
    pub fn opacity(&self) -> f64 {
        let faint = if self.fill.hatched { 0.3 } else { 1.0 };
        f64::from(self.fill.strength.min(100)) / 100.0 * faint
    }

    /// The strokes of its hatching, from bottom left to top right.
    pub fn hatching(&self) -> Vec<[(f64, f64); 2]> {
        if !self.fill.hatched || self.width < 2.0 || self.height < 2.0 {
            return Vec::new();
        }
        let (left, top) = (self.left, self.top);
        let (right, bottom) = (left + self.width, top + self.height);
        // The same lines over the whole picture: x + y is a multiple of the distance.
        let mut sum = ((left + top) / HATCH).ceil() * HATCH;
        let mut strokes = Vec::new();
        while sum < right + bottom && strokes.len() < 400 {
            let (from, to) = ((sum - bottom).max(left), (sum - top).min(right));
            if to - from > 0.4 {
                strokes.push([
                    (tenth(from), tenth(sum - from)),
                    (tenth(to), tenth(sum - to)),
                ]);
            }
            sum += HATCH;
        }
        strokes
    }
}

/// The rectangles of a series, as they are drawn.
pub fn drawn_boxes(marks: &Marks, plot: &Plot) -> Vec<DrawnBox> {
    match marks {
        Marks::Boxes { boxes } => {
            let boxes = boxes.iter().enumerate();
            boxes.filter_map(|(i, b)| between(i, b, plot)).collect()
        }
        Marks::Tiles { tiles } => squarified(tiles, plot),
        _ => Vec::new(),
    }
}

fn between(index: usize, block: &Block, plot: &Plot) -> Option<DrawnBox> {
    let ends = [block.x.0, block.x.1, block.y.0, block.y.1];
    if !ends.iter().all(|end| end.is_finite()) {
        return None;
    }
    let x = [block.x.0, block.x.1].map(|x| plot.x.px(x).clamp(plot.left, plot.right));
    let y = [block.y.0, block.y.1].map(|y| plot.y.px(y).clamp(plot.top, plot.bottom));
    let (left, top) = (x[0].min(x[1]), y[0].min(y[1]));
    Some(DrawnBox {
        index,
        left,
        top,
        width: tenth((x[1] - x[0]).abs()),
        // Nothing at all is still a line.
        height: tenth((y[1] - y[0]).abs()).max(1.0),
        fill: block.fill,
    })
}

/// Rows of tiles along the shorter side of what is left, each as long as its tiles come nearer
/// to squares by it.
fn squarified(tiles: &[Tile], plot: &Plot) -> Vec<DrawnBox> {
    let (mut left, mut top) = (plot.left, plot.top);
    let (mut width, mut height) = (plot.right - plot.left, plot.bottom - plot.top);
    let mut rest: Vec<(usize, f64)> = tiles
        .iter()
        .enumerate()
        .map(|(i, tile)| (i, tile.size))
        .filter(|(_, size)| size.is_finite() && *size > 0.0)
        .collect();
    rest.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let total: f64 = rest.iter().map(|(_, size)| size).sum();
    if rest.is_empty() || !total.is_finite() || width <= 0.0 || height <= 0.0 {
        return Vec::new();
    }
    let scale = width * height / total;
    rest.iter_mut().for_each(|(_, size)| *size *= scale);
    let mut drawn = Vec::with_capacity(rest.len());
    let mut rest = rest.as_slice();
    while !rest.is_empty() {
        let side = width.min(height).max(0.1);
        let mut taken = 1;
        while taken < rest.len() && worst(&rest[..=taken], side) <= worst(&rest[..taken], side) {
            taken += 1;
        }
        let (row, after) = rest.split_at(taken);
        let depth = row.iter().map(|(_, area)| area).sum::<f64>() / side;
        let mut at = 0.0;
        for &(index, area) in row {
            let length = area / depth;
            let (x, y, w, h) = if width >= height {
                (left, top + at, depth, length)
            } else {
                (left + at, top, length, depth)
            };
            at += length;
            // Edges are rounded, not sizes: neighbours share theirs.
            let (x0, y0) = (tenth(x), tenth(y));
            drawn.push(DrawnBox {
                index,
                left: x0,
                top: y0,
                width: tenth(tenth(x + w) - x0),
                height: tenth(tenth(y + h) - y0),
                fill: tiles[index].fill,
            });
        }
        if width >= height {
            (left, width) = (left + depth, (width - depth).max(0.0));
        } else {
            (top, height) = (top + depth, (height - depth).max(0.0));
        }
        rest = after;
    }
    drawn
}

/// The largest ratio of the sides of the tiles of a row.
fn worst(row: &[(usize, f64)], side: f64) -> f64 {
    let sum: f64 = row.iter().map(|(_, area)| area).sum();
    let ratio = |area: f64| {
        let ratio = side * side * area / (sum * sum);
        ratio.max(1.0 / ratio)
    };
    row.iter().map(|(_, area)| ratio(*area)).fold(0.0, f64::max)
}

/// What is written in the rectangles of a pane, and at them.
pub(super) fn box_texts(figure: &Figure, out: &mut Layout, index: usize) {
    let plot = out.plots[index].clone();
    let pane = &figure.panes[index];
    for series in &pane.series {
        for drawn in drawn_boxes(&series.marks, &plot) {
            match &series.marks {
                Marks::Boxes { boxes } => block_text(&boxes[drawn.index], &drawn, out, &plot),
                Marks::Tiles { tiles } => {
                    let change = tiles[drawn.index].change;
                    let change = change.map(|c| figure.x.numbers.write(&figure.words, c));
                    let size = pane.y.numbers.write(&figure.words, tiles[drawn.index].size);
                    let lines = [Some(size), change];
                    tile_texts(&tiles[drawn.index].name, lines, &drawn, out);
                }
                _ => {}
            }
        }
    }
}

fn block_text(block: &Block, drawn: &DrawnBox, out: &mut Layout, plot: &Plot) {
    let (x, y) = drawn.middle();
    if block.outside {
        let room = plot.slot.max(drawn.width);
        if text::width(&block.text, SMALL, false) <= room {
            let y = if plot.y.px(block.y.1) <= plot.y.px(block.y.0) {
                drawn.top - 7.0
            } else {
                drawn.top + drawn.height + 7.0
            };
            out.write((x, y), Anchor::Middle, Kind::Name, Tone::Ink, &block.text);
        }
        return;
    }
    let kind = if block.fill.hatched {
        Kind::Name
    } else {
        Kind::Boxed
    };
    let fits = text::width(&block.text, kind.size(), false) <= drawn.width - 1.0
        && drawn.height >= kind.size() + 1.0;
    if fits {
        let tone = block.fill.text_tone();
        out.write((x, y), Anchor::Middle, kind, tone, &block.text);
    }
}

/// The name of a tile, and as many of the lines below it as there is room for.
fn tile_texts(name: &str, lines: [Option<String>; 2], drawn: &DrawnBox, out: &mut Layout) {
    let room = drawn.width - 8.0;
    let name = text::fit(name, Kind::Label.size(), true, room);
    if name.is_empty() || drawn.height < 16.0 {
        return;
    }
    let x = drawn.left + 5.0;
    let mut y = drawn.top + 11.0;
    out.write((x, y), Anchor::Start, Kind::Label, Tone::Ink, &name);
    for line in lines.into_iter().flatten() {
        y += 14.0;
        if y + 7.0 > drawn.top + drawn.height {
            return;
        }
        if text::width(&line, Kind::Name.size(), false) <= room {
            out.write((x, y), Anchor::Start, Kind::Name, Tone::Ink, &line);
        }
    }
}

/// Where a stop is pointed at that has no place on the axes: a tile.
pub fn tile_middle(
    figure: &Figure,
    plots: &[Plot],
    pane: usize,
    index: usize,
) -> Option<(f64, f64)> {
    let plot = plots.get(pane)?;
    let series = &figure.panes.get(pane)?.series;
    let tiles = |marks: &&Marks| matches!(marks, Marks::Tiles { .. });
    let marks = series.iter().map(|s| &s.marks).find(tiles)?;
    let drawn = drawn_boxes(marks, plot);
    let drawn = drawn.iter().find(|d| d.index == index)?;
    Some(drawn.middle())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(width: f64, height: f64) -> Plot {
        Plot {
            right: width,
            bottom: height,
            ..Plot::default()
        }
    }

    fn tiles(sizes: &[f64]) -> Vec<Tile> {
        let tile = |size: &f64| Tile {
            size: *size,
            ..Tile::default()
        };
        sizes.iter().map(tile).collect()
    }

    /// The example of the paper: 6, 6, 4, 3, 2, 2, 1 in a rectangle of six by four.
    #[test]
    fn as_in_the_paper() {
        let drawn = squarified(
            &tiles(&[6.0, 6.0, 4.0, 3.0, 2.0, 2.0, 1.0]),
            &plot(600.0, 400.0),
        );
        let boxes: Vec<_> = drawn
            .iter()
            .map(|d| (d.left, d.top, d.width, d.height))
            .collect();
        assert_eq!(boxes[0], (0.0, 0.0, 300.0, 200.0));
        assert_eq!(boxes[1], (0.0, 200.0, 300.0, 200.0));
        assert_eq!((boxes[2].0, boxes[2].1, boxes[2].3), (300.0, 0.0, 233.3));
    }

    #[test]
    fn areas_are_the_sizes_and_fill_the_pane() {
        let sizes = [9.1, 8.0, 7.5, 7.5, 4.0, 2.0, 1.0, 0.4, 0.0, f64::NAN, -3.0];
        for (width, height) in [(300.0, 240.0), (960.0, 200.0), (100.0, 500.0)] {
            let drawn = squarified(&tiles(&sizes), &plot(width, height));
            assert_eq!(drawn.len(), 8);
            let total: f64 = sizes[..8].iter().sum();
            for d in &drawn {
                let expected = sizes[d.index] / total * width * height;
                let error = (d.width * d.height - expected).abs();
                assert!(error < 0.2 * (d.width + d.height), "{d:?}");
                assert!(d.left >= 0.0 && d.left + d.width <= width + 0.11);
                assert!(d.top >= 0.0 && d.top + d.height <= height + 0.11);
            }
            for (i, a) in drawn.iter().enumerate() {
                for b in &drawn[i + 1..] {
                    let apart = a.left + a.width <= b.left + 0.11
                        || b.left + b.width <= a.left + 0.11
                        || a.top + a.height <= b.top + 0.11
                        || b.top + b.height <= a.top + 0.11;
                    assert!(apart, "{a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn hatching_stays_inside() {
        let drawn = DrawnBox {
            left: 10.0,
            top: 20.0,
            width: 33.0,
            height: 17.0,
            fill: Fill::of(Tone::Loss, 50).hatched(),
            ..DrawnBox::default()
        };
        let strokes = drawn.hatching();
        assert!(strokes.len() > 5);
        for (x, y) in strokes.into_iter().flatten() {
            assert!((10.0..=43.0).contains(&x) && (20.0..=37.0).contains(&y));
        }
    }
}
