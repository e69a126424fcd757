//! The figure in words: a table, one line, and what stands at the crosshair.

use std::collections::BTreeMap;

use domain::format::NOT_AVAILABLE;

use crate::day::to_civil;
use crate::model::{Axis, Block, Figure, Marker, Marks, Pane, Scale, Series, Spot, Tile};
use crate::words::Words;

/// The data behind the picture ("Show data").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The figure's title.
    pub caption: String,
    /// One per column; the first column names the row.
    pub head: Vec<String>,
    /// As many cells as the head has.
    pub rows: Vec<Vec<String>>,
}

/// A place where the crosshair can stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// Which pane.
    pub pane: usize,
    /// Position on the horizontal axis.
    pub x: f64,
    /// Position on the vertical axis, if there is one.
    pub y: Option<f64>,
    item: Item,
}

/// What stands at a stop.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Item {
    /// The values of all series there.
    Position,
    /// Of this series this mark, box or tile.
    Mark(usize, usize),
    /// All series of this row.
    Row(usize),
}

impl Stop {
    /// The tile that stands there.
    pub fn tile(&self) -> Option<usize> {
        match (self.item, self.y) {
            (Item::Mark(_, index), None) => Some(index),
            _ => None,
        }
    }
}

/// What can be read at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The place: a day, a name, a number.
    pub at: String,
    /// Name and value of everything there.
    pub lines: Vec<(String, String)>,
}

impl Reading {
    /// As one line, to be read aloud: `2 Jan 2018: Minimum risk 10,000, 1/N 10,000`.
    pub fn text(&self) -> String {
        let mut text = self.at.clone();
        for (i, (name, value)) in self.lines.iter().enumerate() {
            text.push_str(if i == 0 { ": " } else { ", " });
            text.push_str(name);
            if !name.is_empty() {
                text.push(' ');
            }
            text.push_str(value);
        }
        text
    }
}

/// The figure as a table of written values.
pub fn table(figure: &Figure) -> Table {
    let caption = figure.title.clone();
    let all: Vec<(usize, &Pane, &Series)> = figure
        .panes
        .iter()
        .enumerate()
        .flat_map(|(i, p)| p.series.iter().map(move |s| (i, p, s)))
        .filter(|(.., s)| !s.aside)
        .collect();
    if let Some((_, pane, series)) = all
        .iter()
        .find(|(.., s)| matches!(s.marks, Marks::Boxes { .. } | Marks::Tiles { .. }))
        && !has_rows(figure)
    {
        return blocks_table(figure, caption, pane, series);
    }
    if has_rows(figure) {
        return bars_table(figure, caption);
    }
    if all
        .iter()
        .any(|(.., s)| matches!(s.marks, Marks::Points { .. }))
    {
        return points_table(figure, caption, &all);
    }
    series_table(figure, caption, &all)
}

fn series_table(figure: &Figure, caption: String, all: &[(usize, &Pane, &Series)]) -> Table {
    let words = &figure.words;
    let mut head = vec![axis_name(words, &figure.x)];
    let mut cells: BTreeMap<i64, (f64, Vec<(usize, String)>)> = BTreeMap::new();
    for (index, pane, series) in all {
        let first = head.len();
        head.extend(columns_of(words, series, pane, *index));
        each_value(series, &mut |x, values| {
            // A thousandth is finer than any position that is told apart.
            let (_, row) = cells
                .entry((x * 1e3).round() as i64)
                .or_insert_with(|| (x, Vec::new()));
            row.extend(
                values
                    .iter()
                    .enumerate()
                    .map(|(i, v)| (first + i, pane.y.numbers.write_or_dash(words, *v))),
            );
        });
    }
    let rows = cells
        .into_values()
        .map(|(x, values)| {
            let mut row = vec![NOT_AVAILABLE.to_owned(); head.len()];
            row[0] = position(words, &figure.x, x);
            for (column, text) in values {
                row[column] = text;
            }
            row
        })
        .collect();
    Table {
        caption,
        head,
        rows,
    }
}

fn points_table(figure: &Figure, caption: String, all: &[(usize, &Pane, &Series)]) -> Table {
    let words = &figure.words;
    let y = figure
        .panes
        .first()
        .map(|p| axis_name(words, &p.y))
        .unwrap_or_default();
    let head = vec![words.name.to_string(), axis_name(words, &figure.x), y];
    let mut rows = Vec::new();
    for (_, pane, series) in all {
        let mut add = |name: &str, x: f64, y: Option<f64>| {
            rows.push(vec![
                name.to_owned(),
                position(words, &figure.x, x),
                pane.y.numbers.write_or_dash(words, y),
            ]);
        };
        match &series.marks {
            Marks::Points { spots, .. } => {
                for spot in spots {
                    add(
                        if spot.name.is_empty() {
                            &series.name
                        } else {
                            &spot.name
                        },
                        spot.x,
                        Some(spot.y),
                    );
                }
            }
            Marks::Line { points, .. } | Marks::Area { points } => {
                // A curve in a table of names: a dozen of its points say where it runs.
                let every = crate::thin::stride(points.len(), 12.0);
                points
                    .iter()
                    .step_by(every)
                    .for_each(|(x, y)| add(&series.name, *x, *y));
            }
            _ => {}
        }
    }
    Table {
        caption,
        head,
        rows,
    }
}

fn bars_table(figure: &Figure, caption: String) -> Table {
    let Some(pane) = figure.panes.first() else {
        return Table::default();
    };
    let names = match &pane.y.scale {
        Scale::Categories(names) => names.as_slice(),
        _ => &[],
    };
    let words = &figure.words;
    let mut head = vec![if pane.y.title.is_empty() {
        words.name.to_string()
    } else {
        pane.y.title.clone()
    }];
    let mut rows: Vec<Vec<String>> = names.iter().map(|n| vec![n.clone()]).collect();
    let numbers = &figure.x.numbers;
    let mut column = |title: String, cell: &dyn Fn(usize) -> Option<String>| {
        head.push(title);
        for (i, row) in rows.iter_mut().enumerate() {
            row.push(cell(i).unwrap_or_else(|| NOT_AVAILABLE.to_owned()));
        }
    };
    for series in pane.series.iter().filter(|s| !s.aside) {
        match &series.marks {
            Marks::Bars { bars } => {
                column(series.name.clone(), &|i| {
                    bars.get(i)?.value.map(|v| numbers.write(words, v))
                });
                if bars.iter().any(|b| b.interval.is_some()) {
                    column(words.from.to_string(), &|i| {
                        bars.get(i)?.interval.map(|v| numbers.write(words, v.0))
                    });
                    column(words.to.to_string(), &|i| {
                        bars.get(i)?.interval.map(|v| numbers.write(words, v.1))
                    });
                }
            }
            Marks::Points { spots, .. } => {
                column(series.name.clone(), &|i| {
                    spots
                        .iter()
                        .find(|s| s.y == i as f64)
                        .map(|s| numbers.write(words, s.x))
                });
            }
            Marks::Boxes { boxes } => {
                let at = |i: usize| boxes.iter().find(|b| in_row(b, i)).map(|b| b.x);
                for (end, of) in [(&words.from, 0), (&words.to, 1)] {
                    column(format!("{}, {end}", series.name), &|i| {
                        at(i).map(|x| numbers.write(words, if of == 0 { x.0 } else { x.1 }))
                    });
                }
            }
            _ => {}
        }
    }
    Table {
        caption,
        head,
        rows,
    }
}

/// Whether a box lies in this row.
fn in_row(block: &Block, row: usize) -> bool {
    (block.y.0 + block.y.1) / 2.0 == row as f64
}

/// Whether the figure is one of rows: names on the vertical axis, values on the horizontal one.
fn has_rows(figure: &Figure) -> bool {
    let named = |scale: &Scale| matches!(scale, Scale::Categories(_));
    !named(&figure.x.scale) && figure.panes.first().is_some_and(|p| named(&p.y.scale))
}

/// Cells as rows and columns; other boxes and tiles in a list.
fn blocks_table(figure: &Figure, caption: String, pane: &Pane, series: &Series) -> Table {
    let words = &figure.words;
    let numbers = &pane.y.numbers;
    let cell = |value: Option<f64>| numbers.write_or_dash(words, value);
    let (head, rows) = match (&series.marks, &figure.x.scale, &pane.y.scale) {
        (Marks::Boxes { boxes }, Scale::Categories(columns), Scale::Categories(names)) => {
            let value = |row: usize, column: usize| {
                let middle = |b: &&Block| (b.x.0 + b.x.1) / 2.0 == column as f64 && in_row(b, row);
                cell(boxes.iter().find(middle).and_then(|b| b.value))
            };
            let row = |(i, name): (usize, &String)| {
                let cells = (0..columns.len()).map(|column| value(i, column));
                [name.clone()].into_iter().chain(cells).collect()
            };
            let head = [words.name.to_string()].into_iter();
            let head: Vec<String> = head.chain(columns.iter().cloned()).collect();
            (head, names.iter().enumerate().map(row).collect())
        }
        (Marks::Boxes { boxes }, ..) => {
            let row = |b: &Block| vec![b.name.clone(), cell(b.value)];
            let head = vec![axis_name(words, &figure.x), series.name.clone()];
            (head, boxes.iter().map(row).collect())
        }
        (Marks::Tiles { tiles }, ..) => {
            let row = |t: &Tile| {
                let change = figure.x.numbers.write_or_dash(words, t.change);
                vec![t.name.clone(), cell(Some(t.size)), change]
            };
            let head = vec![
                words.name.to_string(),
                series.name.clone(),
                figure.x.title.clone(),
            ];
            (head, tiles.iter().map(row).collect())
        }
        _ => (Vec::new(), Vec::new()),
    };
    Table {
        caption,
        head,
        rows,
    }
}

fn axis_name(words: &Words, axis: &Axis) -> String {
    match &axis.scale {
        Scale::Days | Scale::Sessions(_) if axis.title.is_empty() => words.day.to_string(),
        Scale::Categories(_) if axis.title.is_empty() => words.name.to_string(),
        _ => axis.title.clone(),
    }
}

/// A position on the horizontal axis, written.
fn position(words: &Words, axis: &Axis, x: f64) -> String {
    let day = |index: i32| {
        let (year, month, day) = to_civil(index);
        let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
        let (Ok(year), Ok(month), Ok(day)) = parts else {
            return NOT_AVAILABLE.to_owned();
        };
        domain::Day::new(year, month, day)
            .map_or_else(|_| NOT_AVAILABLE.to_owned(), |day| words.date(day))
    };
    match &axis.scale {
        Scale::Value | Scale::Log => axis.numbers.write(words, x),
        Scale::Days => day(x.round() as i32),
        Scale::Sessions(days) => days
            .get(x.round() as usize)
            .map_or_else(|| NOT_AVAILABLE.to_owned(), |d| day(*d)),
        Scale::Categories(names) => names.get(x.round() as usize).cloned().unwrap_or_default(),
    }
}

/// What the values of a series are called. Below the first pane the pane's title tells two series
/// of one name apart.
fn columns_of(words: &Words, series: &Series, pane: &Pane, index: usize) -> Vec<String> {
    let title = &pane.y.title;
    let name = match series.name.as_str() {
        name if index == 0 || title.is_empty() => name.to_owned(),
        name if title.starts_with(name) => title.clone(),
        name => format!("{name}, {title}"),
    };
    let named = |what: &str| format!("{name}, {what}");
    match &series.marks {
        Marks::Band { .. } => vec![named(&words.lower), named(&words.upper)],
        Marks::Candles { .. } => words.prices().map(named).to_vec(),
        _ => vec![name],
    }
}

/// Calls with every position and the values there, as many as [`columns_of`] names.
fn each_value(series: &Series, visit: &mut dyn FnMut(f64, &[Option<f64>])) {
    match &series.marks {
        Marks::Line { points, .. } | Marks::Area { points } => {
            points.iter().for_each(|p| visit(p.0, &[p.1]))
        }
        Marks::Band { points } => points.iter().for_each(|p| visit(p.0, &[p.1, p.2])),
        Marks::Layer { points, .. } => points
            .iter()
            .for_each(|p| visit(p.0, &[p.1.zip(p.2).map(|(low, high)| high - low)])),
        Marks::Columns { columns } => columns.iter().for_each(|c| visit(c.x, &[c.y])),
        Marks::Candles { candles } => candles.iter().for_each(|c| {
            visit(
                c.x,
                &[Some(c.open), Some(c.high), Some(c.low), Some(c.close)],
            )
        }),
        _ => {}
    }
}

/// The figure in one line, for those who do not see it: its title, and where each series ends.
pub fn describe(figure: &Figure) -> String {
    let words = &figure.words;
    let from_to = |name: &str, first: String, last: String| {
        format!("{name} {} {first} {} {last}", words.from, words.to)
    };
    let mut text = figure.title.clone();
    let mut parts = Vec::new();
    for pane in &figure.panes {
        for series in &pane.series {
            match &series.marks {
                Marks::Points { spots, marker } if *marker == Marker::Number => {
                    let spot =
                        |s: &Spot| format!("{} {}", s.name, pane.y.numbers.write(words, s.y));
                    let falls: Vec<String> = spots.iter().map(spot).collect();
                    parts.push(format!("{} {}", words.falls, falls.join(", ")));
                }
                _ if series.aside => {}
                Marks::Line { points, .. } | Marks::Area { points } => {
                    let mut values = points.iter().filter_map(|p| p.1);
                    if let Some(first) = values.next() {
                        let last = values.next_back().unwrap_or(first);
                        let numbers = &pane.y.numbers;
                        parts.push(from_to(
                            &series.name,
                            numbers.write(words, first),
                            numbers.write(words, last),
                        ));
                    }
                }
                Marks::Points { spots, .. } if spots.len() == 1 => {
                    let (x, y) = (
                        position(words, &figure.x, spots[0].x),
                        pane.y.numbers.write(words, spots[0].y),
                    );
                    parts.push(format!("{} {} {x}, {y}", series.name, words.at));
                }
                Marks::Points { spots, .. } => {
                    parts.push(format!("{} {}", spots.len(), series.name))
                }
                Marks::Bars { bars } => {
                    if let (Scale::Categories(names), Some(first)) = (&pane.y.scale, bars.first()) {
                        let value = figure.x.numbers.write_or_dash(words, first.value);
                        let name = names.first().map_or("", String::as_str);
                        parts.push(format!("{} {} {name} {value}", bars.len(), words.bars));
                    }
                }
                Marks::Candles { candles } => {
                    if let (Some(first), Some(last)) = (candles.first(), candles.last()) {
                        let numbers = &pane.y.numbers;
                        let (open, close) = (
                            numbers.write(words, first.open),
                            numbers.write(words, last.close),
                        );
                        parts.push(from_to(&series.name, open, close));
                    }
                }
                Marks::Layer { points, .. } => {
                    let last = points.iter().rev().find_map(|p| p.1.zip(p.2));
                    if let Some((low, high)) = last {
                        let value = pane.y.numbers.write(words, high - low);
                        parts.push(format!("{} {value}", series.name));
                    }
                }
                Marks::Boxes { boxes } if !has_rows(figure) => {
                    parts.push(extremes(words, pane, series, boxes));
                }
                Marks::Tiles { tiles } => {
                    let largest = tiles
                        .iter()
                        .take(3)
                        .map(|t| format!("{} {}", t.name, pane.y.numbers.write(words, t.size)));
                    parts.extend(largest);
                }
                Marks::Band { .. } | Marks::Columns { .. } | Marks::Boxes { .. } => {
                    parts.push(series.name.clone());
                }
            }
        }
    }
    if !parts.is_empty() {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&parts.join("; "));
    }
    text
}

/// The lowest and the highest value of boxes, with their names.
fn extremes(words: &Words, pane: &Pane, series: &Series, boxes: &[Block]) -> String {
    let valued = || boxes.iter().filter_map(|b| Some((b.value?, b)));
    let by_value = |a: &(f64, &Block), b: &(f64, &Block)| a.0.total_cmp(&b.0);
    let written = |(value, block): (f64, &Block)| {
        format!("{} ({})", pane.y.numbers.write(words, value), block.name)
    };
    match (valued().min_by(by_value), valued().max_by(by_value)) {
        (Some(low), Some(high)) => format!(
            "{} {} {} {} {}",
            series.name,
            words.from,
            written(low),
            words.to,
            written(high)
        ),
        _ => series.name.clone(),
    }
}

/// Where the crosshair can stand, from left to right; for bars from top to bottom.
pub fn stops(figure: &Figure) -> Vec<Stop> {
    if has_rows(figure) {
        return row_stops(figure);
    }
    let mut stops = Vec::new();
    for (pane_index, pane) in figure.panes.iter().enumerate() {
        for (series_index, series) in pane.series.iter().enumerate() {
            let mut item = |index: usize, x: f64, y: Option<f64>| {
                stops.push(Stop {
                    pane: pane_index,
                    x,
                    y,
                    item: Item::Mark(series_index, index),
                });
            };
            let middle = |ends: (f64, f64)| (ends.0 + ends.1) / 2.0;
            match &series.marks {
                _ if series.aside => {}
                Marks::Points { spots, .. } => {
                    let spots = spots.iter().enumerate();
                    spots.for_each(|(i, s)| item(i, s.x, Some(s.y)));
                }
                Marks::Boxes { boxes } => {
                    let boxes = boxes.iter().enumerate();
                    boxes.for_each(|(i, b)| item(i, middle(b.x), Some(middle(b.y))));
                }
                Marks::Tiles { tiles } => {
                    (0..tiles.len()).for_each(|i| item(i, 0.5, None));
                }
                _ => {}
            }
        }
    }
    if stops.is_empty() {
        let mut seen: Vec<f64> = Vec::new();
        let series = figure.panes.iter().flat_map(|p| &p.series);
        for series in series.filter(|s| !s.aside) {
            each_value(series, &mut |x, _| seen.push(x));
        }
        seen.retain(|x| x.is_finite());
        seen.sort_by(f64::total_cmp);
        seen.dedup();
        stops.extend(seen.into_iter().map(|x| Stop {
            pane: 0,
            x,
            y: None,
            item: Item::Position,
        }));
    } else if stops.iter().any(|s| s.y.is_some()) && !is_matrix(figure) {
        stops.sort_by(|a, b| a.x.total_cmp(&b.x));
    }
    stops
}

/// One stop in each row, at its first bar or its last mark.
fn row_stops(figure: &Figure) -> Vec<Stop> {
    let Some(pane) = figure.panes.first() else {
        return Vec::new();
    };
    let Scale::Categories(names) = &pane.y.scale else {
        return Vec::new();
    };
    let place = |row: usize| {
        let of = |series: &Series| match &series.marks {
            Marks::Bars { bars } => bars.get(row).map(|b| b.value.unwrap_or(0.0)),
            Marks::Points { spots, .. } => spots.iter().find(|s| s.y == row as f64).map(|s| s.x),
            _ => None,
        };
        let read = || pane.series.iter().filter(|s| !s.aside);
        let bars = |s: &&Series| matches!(s.marks, Marks::Bars { .. });
        let bar = read().filter(bars).find_map(of);
        bar.or_else(|| read().rev().find_map(of))
    };
    (0..names.len())
        .filter_map(|row| {
            Some(Stop {
                pane: 0,
                x: place(row)?,
                y: Some(row as f64),
                item: Item::Row(row),
            })
        })
        .collect()
}

/// How many places lie beside each other in a row of cells; `None` where they are not cells.
pub fn columns(figure: &Figure) -> Option<usize> {
    match &figure.x.scale {
        Scale::Categories(names) if is_matrix(figure) => Some(names.len()),
        _ => None,
    }
}

fn is_matrix(figure: &Figure) -> bool {
    let named = |scale: &Scale| matches!(scale, Scale::Categories(_));
    named(&figure.x.scale) && figure.panes.first().is_some_and(|p| named(&p.y.scale))
}

/// What can be read at a stop.
pub fn reading(figure: &Figure, stop: &Stop) -> Reading {
    let pane = figure.panes.get(stop.pane);
    let item = match stop.item {
        Item::Position => None,
        Item::Row(row) => pane.map(|pane| row_reading(figure, pane, row)),
        Item::Mark(series, index) => pane.and_then(|pane| {
            let series = pane.series.get(series)?;
            mark_reading(figure, pane, series, index)
        }),
    };
    item.unwrap_or_else(|| Reading {
        at: position(&figure.words, &figure.x, stop.x),
        lines: figure
            .panes
            .iter()
            .enumerate()
            .flat_map(|(i, pane)| values_at(&figure.words, pane, i, stop.x))
            .collect(),
    })
}

fn mark_reading(figure: &Figure, pane: &Pane, series: &Series, index: usize) -> Option<Reading> {
    let (words, numbers) = (&figure.words, &pane.y.numbers);
    match &series.marks {
        Marks::Points { spots, .. } => {
            let spot = spots.get(index)?;
            let name = if spot.name.is_empty() {
                &series.name
            } else {
                &spot.name
            };
            Some(Reading {
                at: name.clone(),
                lines: vec![
                    (
                        axis_name(words, &figure.x),
                        position(words, &figure.x, spot.x),
                    ),
                    (axis_name(words, &pane.y), numbers.write(words, spot.y)),
                ],
            })
        }
        Marks::Boxes { boxes } => {
            let block = boxes.get(index)?;
            let value = numbers.write_or_dash(words, block.value);
            Some(Reading {
                at: block.name.clone(),
                lines: vec![(series.name.clone(), value)],
            })
        }
        Marks::Tiles { tiles } => {
            let tile = tiles.get(index)?;
            let mut lines = vec![(series.name.clone(), numbers.write(words, tile.size))];
            let change = |c| (figure.x.title.clone(), figure.x.numbers.write(words, c));
            lines.extend(tile.change.map(change));
            Some(Reading {
                at: tile.name.clone(),
                lines,
            })
        }
        _ => None,
    }
}

fn row_reading(figure: &Figure, pane: &Pane, row: usize) -> Reading {
    let (words, numbers) = (&figure.words, &figure.x.numbers);
    let mut lines = Vec::new();
    let from_to = |from: f64, to: f64| {
        format!(
            "{} {} {}",
            numbers.write(words, from),
            words.to,
            numbers.write(words, to)
        )
    };
    for series in pane.series.iter().filter(|s| !s.aside) {
        let name = || series.name.clone();
        match &series.marks {
            Marks::Bars { bars } => {
                let Some(bar) = bars.get(row) else { continue };
                lines.push((name(), numbers.write_or_dash(words, bar.value)));
                let interval = bar.interval.map(|(from, to)| from_to(from, to));
                lines.extend(interval.map(|text| (words.interval.to_string(), text)));
            }
            Marks::Points { spots, .. } => {
                let here = spots.iter().filter(|s| s.y == row as f64);
                lines.extend(here.map(|s| (name(), numbers.write(words, s.x))));
            }
            Marks::Boxes { boxes } => {
                let here = boxes.iter().filter(|b| in_row(b, row));
                lines.extend(here.map(|b| (name(), from_to(b.x.0, b.x.1))));
            }
            _ => {}
        }
    }
    let at = match &pane.y.scale {
        Scale::Categories(names) => names.get(row).cloned().unwrap_or_default(),
        _ => String::new(),
    };
    Reading { at, lines }
}

fn values_at(words: &Words, pane: &Pane, index: usize, x: f64) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for series in pane.series.iter().filter(|s| !s.aside) {
        // Thinned series have not the same positions: the nearest one is meant.
        let mut nearest: Option<(f64, Vec<Option<f64>>)> = None;
        each_value(series, &mut |at, values| {
            let distance = (at - x).abs();
            if nearest.as_ref().is_none_or(|(d, _)| distance < *d) {
                nearest = Some((distance, values.to_vec()));
            }
        });
        if let Some((_, values)) = nearest {
            let names = match &series.marks {
                Marks::Candles { .. } => words.prices().map(str::to_owned).to_vec(),
                _ => columns_of(words, series, pane, index),
            };
            lines.extend(
                names
                    .into_iter()
                    .zip(values)
                    .map(|(n, v)| (n, pane.y.numbers.write_or_dash(words, v))),
            );
        }
    }
    lines
}
