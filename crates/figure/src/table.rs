//! The figure in words: a table, one line, and what stands at the crosshair.

use std::collections::BTreeMap;

use domain::format::{self, NOT_AVAILABLE};

use crate::day::to_civil;
use crate::model::{Axis, Figure, Marks, Pane, Scale, Series};
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
    /// For single marks and bars: series and index.
    item: Option<(usize, usize)>,
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
        .collect();
    if all
        .iter()
        .any(|(.., s)| matches!(s.marks, Marks::Bars { .. }))
    {
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
                    .map(|(i, v)| (first + i, pane.y.numbers.write_or_dash(*v))),
            );
        });
    }
    let rows = cells
        .into_values()
        .map(|(x, values)| {
            let mut row = vec![NOT_AVAILABLE.to_owned(); head.len()];
            row[0] = position(&figure.x, x);
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
                position(&figure.x, x),
                pane.y.numbers.write_or_dash(y),
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
    for series in &pane.series {
        match &series.marks {
            Marks::Bars { bars } => {
                column(series.name.clone(), &|i| {
                    bars.get(i)?.value.map(|v| numbers.write(v))
                });
                if bars.iter().any(|b| b.interval.is_some()) {
                    column(words.from.to_string(), &|i| {
                        bars.get(i)?.interval.map(|v| numbers.write(v.0))
                    });
                    column(words.to.to_string(), &|i| {
                        bars.get(i)?.interval.map(|v| numbers.write(v.1))
                    });
                }
            }
            Marks::Points { spots, .. } => {
                column(series.name.clone(), &|i| {
                    spots
                        .iter()
                        .find(|s| s.y == i as f64)
                        .map(|s| numbers.write(s.x))
                });
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

fn axis_name(words: &Words, axis: &Axis) -> String {
    match &axis.scale {
        Scale::Days | Scale::Sessions(_) if axis.title.is_empty() => words.day.to_string(),
        Scale::Categories(_) if axis.title.is_empty() => words.name.to_string(),
        _ => axis.title.clone(),
    }
}

/// A position on the horizontal axis, written.
fn position(axis: &Axis, x: f64) -> String {
    let day = |index: i32| {
        let (year, month, day) = to_civil(index);
        let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
        let (Ok(year), Ok(month), Ok(day)) = parts else {
            return NOT_AVAILABLE.to_owned();
        };
        domain::Day::new(year, month, day).map_or_else(|_| NOT_AVAILABLE.to_owned(), format::day)
    };
    match &axis.scale {
        Scale::Value | Scale::Log => axis.numbers.write(x),
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
        Marks::Columns { columns } => columns.iter().for_each(|c| visit(c.x, &[c.y])),
        Marks::Candles { candles } => candles.iter().for_each(|c| {
            visit(
                c.x,
                &[Some(c.open), Some(c.high), Some(c.low), Some(c.close)],
            )
        }),
        Marks::Points { .. } | Marks::Bars { .. } => {}
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
                Marks::Line { points, .. } | Marks::Area { points } => {
                    let mut values = points.iter().filter_map(|p| p.1);
                    if let Some(first) = values.next() {
                        let last = values.next_back().unwrap_or(first);
                        let numbers = &pane.y.numbers;
                        parts.push(from_to(
                            &series.name,
                            numbers.write(first),
                            numbers.write(last),
                        ));
                    }
                }
                Marks::Points { spots, .. } if spots.len() == 1 => {
                    let (x, y) = (
                        position(&figure.x, spots[0].x),
                        pane.y.numbers.write(spots[0].y),
                    );
                    parts.push(format!("{} {} {x}, {y}", series.name, words.at));
                }
                Marks::Points { spots, .. } => {
                    parts.push(format!("{} {}", spots.len(), series.name))
                }
                Marks::Bars { bars } => {
                    if let (Scale::Categories(names), Some(first)) = (&pane.y.scale, bars.first()) {
                        let value = figure.x.numbers.write_or_dash(first.value);
                        let name = names.first().map_or("", String::as_str);
                        parts.push(format!("{} {} {name} {value}", bars.len(), words.bars));
                    }
                }
                Marks::Candles { candles } => {
                    if let (Some(first), Some(last)) = (candles.first(), candles.last()) {
                        let numbers = &pane.y.numbers;
                        let (open, close) = (numbers.write(first.open), numbers.write(last.close));
                        parts.push(from_to(&series.name, open, close));
                    }
                }
                Marks::Band { .. } | Marks::Columns { .. } => parts.push(series.name.clone()),
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

/// Where the crosshair can stand, from left to right; for bars from top to bottom.
pub fn stops(figure: &Figure) -> Vec<Stop> {
    let mut stops = Vec::new();
    for (pane_index, pane) in figure.panes.iter().enumerate() {
        for (series_index, series) in pane.series.iter().enumerate() {
            let mut item = |index: usize, x: f64, y: f64| {
                stops.push(Stop {
                    pane: pane_index,
                    x,
                    y: Some(y),
                    item: Some((series_index, index)),
                });
            };
            match &series.marks {
                Marks::Points { spots, .. } if !matches!(pane.y.scale, Scale::Categories(_)) => {
                    spots
                        .iter()
                        .enumerate()
                        .for_each(|(i, s)| item(i, s.x, s.y));
                }
                Marks::Bars { bars } => {
                    bars.iter()
                        .enumerate()
                        .for_each(|(i, b)| item(i, b.value.unwrap_or(0.0), i as f64));
                }
                _ => {}
            }
        }
    }
    if stops.is_empty() {
        let mut seen: Vec<f64> = Vec::new();
        for series in figure.panes.iter().flat_map(|p| &p.series) {
            each_value(series, &mut |x, _| seen.push(x));
        }
        seen.retain(|x| x.is_finite());
        seen.sort_by(f64::total_cmp);
        seen.dedup();
        stops.extend(seen.into_iter().map(|x| Stop {
            pane: 0,
            x,
            y: None,
            item: None,
        }));
    } else if stops.iter().all(|s| s.y.is_some_and(|y| y.fract() == 0.0)) && has_bars(figure) {
        stops.sort_by(|a, b| a.y.unwrap_or(0.0).total_cmp(&b.y.unwrap_or(0.0)));
    } else {
        stops.sort_by(|a, b| a.x.total_cmp(&b.x));
    }
    stops
}

fn has_bars(figure: &Figure) -> bool {
    figure
        .panes
        .iter()
        .flat_map(|p| &p.series)
        .any(|s| matches!(s.marks, Marks::Bars { .. }))
}

/// What can be read at a stop.
pub fn reading(figure: &Figure, stop: &Stop) -> Reading {
    let item = stop.item.and_then(|(series, index)| {
        let pane = figure.panes.get(stop.pane)?;
        let series = pane.series.get(series)?;
        match &series.marks {
            Marks::Points { spots, .. } => {
                let spot = spots.get(index)?;
                Some(Reading {
                    at: if spot.name.is_empty() {
                        series.name.clone()
                    } else {
                        spot.name.clone()
                    },
                    lines: vec![
                        (
                            axis_name(&figure.words, &figure.x),
                            position(&figure.x, spot.x),
                        ),
                        (
                            axis_name(&figure.words, &pane.y),
                            pane.y.numbers.write(spot.y),
                        ),
                    ],
                })
            }
            Marks::Bars { bars } => {
                Some(bar_reading(figure, pane, series, index, bars.get(index)?))
            }
            _ => None,
        }
    });
    item.unwrap_or_else(|| Reading {
        at: position(&figure.x, stop.x),
        lines: figure
            .panes
            .iter()
            .enumerate()
            .flat_map(|(i, pane)| values_at(&figure.words, pane, i, stop.x))
            .collect(),
    })
}

fn bar_reading(
    figure: &Figure,
    pane: &Pane,
    series: &Series,
    index: usize,
    bar: &crate::Bar,
) -> Reading {
    let (words, numbers) = (&figure.words, &figure.x.numbers);
    let mut lines = vec![(series.name.clone(), numbers.write_or_dash(bar.value))];
    if let Some((from, to)) = bar.interval {
        lines.push((
            words.interval.to_string(),
            format!("{} {} {}", numbers.write(from), words.to, numbers.write(to)),
        ));
    }
    for other in &pane.series {
        if let Marks::Points { spots, .. } = &other.marks {
            let here = spots.iter().filter(|s| s.y == index as f64);
            lines.extend(here.map(|s| (other.name.clone(), numbers.write(s.x))));
        }
    }
    let at = match &pane.y.scale {
        Scale::Categories(names) => names.get(index).cloned().unwrap_or_default(),
        _ => String::new(),
    };
    Reading { at, lines }
}

fn values_at(words: &Words, pane: &Pane, index: usize, x: f64) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for series in &pane.series {
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
                    .map(|(n, v)| (n, pane.y.numbers.write_or_dash(v))),
            );
        }
    }
    lines
}
