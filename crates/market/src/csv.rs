//! Readers of comma-separated text. The fields of market data are short and plain, so a row is a
//! line: that way every message names the line that an editor shows.

use std::{borrow::Cow, collections::HashMap};

use domain::{Day, Symbol, iso};

use crate::{
    Bar, Checked, DataError, Diagnostic, Fault, Missing, Quantity, RawTable, Series, ValueSeries,
    raw::{Direction, check_finite, check_price, direction},
};

/// The header of the one column that every file has.
const DATE: &str = "date";
const BARS: &str = "symbol,date,open,high,low,close,adj_close,volume";
const VALUES: &str = "series,date,value";

/// Reads prices in the wide form: `date,AAPL,MSFT,…`, a row a day. An empty cell is a missing
/// value, to be dealt with by [`RawTable::finish`].
///
/// # Errors
/// Names the line (the header is line 1) and column of the first thing that is wrong.
pub fn read_prices(text: &str) -> Result<RawTable, DataError> {
    read_wide(text, Quantity::Price)
}

fn read_wide(text: &str, quantity: Quantity) -> Result<RawTable, DataError> {
    let mut lines = Lines::new(text);
    let (line, header) = lines.next().ok_or(Fault::Empty.anywhere())??;
    let Some((DATE, names)) = header
        .split_first()
        .map(|(first, rest)| (first.as_ref(), rest))
    else {
        return Err(Fault::Header {
            expected: "date,AAPL,MSFT,…",
        }
        .in_row(line));
    };
    if names.is_empty() {
        return Err(Fault::Header {
            expected: "date,AAPL,MSFT,…",
        }
        .in_row(line));
    }
    let assets = names
        .iter()
        .map(|name| {
            name.parse::<Symbol>()
                .map_err(|error| Fault::from(error).in_row(line))
        })
        .collect::<Result<Vec<_>, _>>()?;

    let (mut days, mut rows) = (Vec::new(), Vec::new());
    let mut columns: Vec<Vec<Option<f64>>> = vec![Vec::new(); assets.len()];
    for row in lines {
        let (line, cells) = row?;
        expect_cells(line, &cells, header.len())?;
        days.push(parse_day(&cells[0]).map_err(|fault| fault.at(line, DATE))?);
        rows.push(line);
        for ((cell, column), asset) in cells[1..].iter().zip(&mut columns).zip(&assets) {
            column.push(parse_number(cell).map_err(|fault| fault.at(line, asset.as_str()))?);
        }
    }
    if days.is_empty() {
        return Err(Fault::NoRows.anywhere());
    }
    RawTable::new(quantity, days, rows, assets, columns)
}

/// Reads bars in the long form `symbol,date,open,high,low,close,adj_close,volume`. The rows of
/// different symbols may be mixed; series come back in the order in which their symbols appear.
///
/// A missing cell is dealt with as `missing` says: the bar is dropped, the whole series is
/// dropped, or the cell takes the last value before.
///
/// # Errors
/// Names the line and column of the first thing that is wrong.
pub fn read_bars(text: &str, missing: Option<Missing>) -> Result<Checked<Vec<Series>>, DataError> {
    let names: Vec<&str> = BARS.split(',').collect();
    let groups = read_long(text, BARS, |line, cells| {
        let mut fields = [None; 6];
        for ((field, cell), name) in fields.iter_mut().zip(&cells[2..]).zip(&names[2..]) {
            let value = parse_number(cell).map_err(|fault| fault.at(line, name))?;
            if let Some(value) = value {
                let fine = if *name == "volume" {
                    check_volume(value)
                } else {
                    check_price(value)
                };
                fine.map_err(|fault| fault.at(line, name))?;
            } else if missing.is_none() {
                return Err(Fault::Gap.at(line, name));
            }
            *field = value;
        }
        Ok(fields)
    })?;

    let mut diagnostics = groups.diagnostics;
    let mut table = Vec::with_capacity(groups.table.len());
    let mut dropped_assets = Vec::new();
    for group in groups.table {
        let symbol: Symbol = group
            .name
            .parse()
            .map_err(|error| Fault::from(error).at(group.line, names[0]))?;
        let gaps = group
            .points
            .iter()
            .filter(|(_, fields)| fields.contains(&None))
            .count();
        if gaps > 0 && missing == Some(Missing::DropAssets) {
            dropped_assets.push(symbol);
            continue;
        }
        let (bars, repairs) = repair_bars(group.points, missing);
        diagnostics.extend(repairs);
        if !bars.is_empty() {
            table.push(Series { symbol, bars });
        }
    }
    if !dropped_assets.is_empty() {
        diagnostics.push(Diagnostic::AssetsDropped {
            assets: dropped_assets,
        });
    }
    if table.is_empty() {
        Err(Fault::NothingLeft.anywhere())
    } else {
        Ok(Checked { table, diagnostics })
    }
}

/// Bars without gaps, and what was done for it.
fn repair_bars(
    points: Vec<(Day, [Option<f64>; 6])>,
    missing: Option<Missing>,
) -> (Vec<Bar>, Vec<Diagnostic>) {
    let fill = missing == Some(Missing::ForwardFill);
    let mut last = [None; 6];
    let (mut bars, mut touched, mut dropped) =
        (Vec::with_capacity(points.len()), Vec::new(), Vec::new());
    for (day, mut fields) in points {
        let gaps = fields.iter().filter(|field| field.is_none()).count();
        if fill {
            fields
                .iter_mut()
                .zip(&last)
                .for_each(|(field, last)| *field = field.or(*last));
            last = fields;
        }
        if let [
            Some(open),
            Some(high),
            Some(low),
            Some(close),
            Some(adj_close),
            Some(volume),
        ] = fields
        {
            bars.push(Bar {
                day,
                open,
                high,
                low,
                close,
                adj_close,
                volume,
            });
            touched.extend(std::iter::repeat_n(day, gaps));
        } else {
            dropped.push(day);
        }
    }
    let mut repairs = Vec::new();
    if let (Some(&first), Some(&last)) = (dropped.first(), dropped.last()) {
        let count = dropped.len();
        repairs.push(match bars.first() {
            // What is before the first whole bar cannot be filled; after it nothing is dropped.
            Some(bar) if fill => Diagnostic::StartDropped {
                count,
                begins: bar.day,
            },
            _ => Diagnostic::RowsDropped { count, first, last },
        });
    }
    if let Some(&first) = touched.first() {
        repairs.push(Diagnostic::Filled {
            count: touched.len(),
            first,
        });
    }
    (bars, repairs)
}

/// Reads values in the long form `series,date,value`: any finite number is good. Series come back
/// in the order in which their names appear.
///
/// # Errors
/// Names the line and column of the first thing that is wrong; a missing value is an error, since
/// a long file can leave the row out.
pub fn read_values(text: &str) -> Result<Checked<Vec<ValueSeries>>, DataError> {
    let groups = read_long(text, VALUES, |line, cells| {
        let value = parse_number(&cells[2]).map_err(|fault| fault.at(line, "value"))?;
        let value = value.ok_or_else(|| Fault::Gap.at(line, "value"))?;
        check_finite(value).map_err(|fault| fault.at(line, "value"))?;
        Ok(value)
    })?;
    let table = groups
        .table
        .into_iter()
        .map(|group| ValueSeries {
            name: group.name,
            points: group.points,
        })
        .collect();
    Ok(Checked {
        table,
        diagnostics: groups.diagnostics,
    })
}

/// The rows of one name in a long file.
struct Group<T> {
    name: String,
    /// The line on which the name first appears.
    line: usize,
    points: Vec<(Day, T)>,
    lines: Vec<usize>,
}

/// Reads a file whose first two columns are a name and a day, and sorts it by name.
fn read_long<T>(
    text: &str,
    expected: &'static str,
    read: impl Fn(usize, &[Cow<'_, str>]) -> Result<T, DataError>,
) -> Result<Checked<Vec<Group<T>>>, DataError> {
    let mut lines = Lines::new(text);
    let (line, header) = lines.next().ok_or(Fault::Empty.anywhere())??;
    if !header.iter().map(AsRef::as_ref).eq(expected.split(',')) {
        return Err(Fault::Header { expected }.in_row(line));
    }
    let mut groups: Vec<Group<T>> = Vec::new();
    let mut positions: HashMap<String, usize> = HashMap::new();
    for row in lines {
        let (line, cells) = row?;
        expect_cells(line, &cells, header.len())?;
        let day = parse_day(&cells[1]).map_err(|fault| fault.at(line, DATE))?;
        let point = (day, read(line, &cells)?);
        let position = match positions.get(cells[0].as_ref()) {
            Some(&position) => position,
            None => {
                let name = cells[0].clone().into_owned();
                positions.insert(name.clone(), groups.len());
                groups.push(Group {
                    name,
                    line,
                    points: Vec::new(),
                    lines: Vec::new(),
                });
                groups.len() - 1
            }
        };
        groups[position].points.push(point);
        groups[position].lines.push(line);
    }
    if groups.is_empty() {
        return Err(Fault::NoRows.anywhere());
    }
    let mut diagnostics = Vec::new();
    for group in &mut groups {
        let days: Vec<Day> = group.points.iter().map(|(day, _)| *day).collect();
        if direction(&days, &group.lines)? == Direction::Descending {
            group.points.reverse();
            diagnostics.push(Diagnostic::TurnedRound {
                series: Some(group.name.clone()),
            });
        }
    }
    Ok(Checked {
        table: groups,
        diagnostics,
    })
}

/// Reads a day written as `2020-01-31`, and nothing else.
///
/// # Errors
/// When it is no such day.
pub fn parse_day(text: &str) -> Result<Day, Fault> {
    iso::parse(text).ok_or_else(|| Fault::NotADay(text.chars().take(40).collect()))
}

/// A finite number, or nothing in an empty cell.
fn parse_number(cell: &str) -> Result<Option<f64>, Fault> {
    if cell.is_empty() {
        return Ok(None);
    }
    match cell.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Some(value)),
        Ok(_) => Err(Fault::NotFinite(cell.to_owned())),
        Err(_) => Err(Fault::NotANumber(cell.chars().take(40).collect())),
    }
}

fn check_volume(value: f64) -> Result<(), Fault> {
    if value < 0.0 {
        Err(Fault::NegativeVolume(value))
    } else {
        Ok(())
    }
}

fn expect_cells(line: usize, cells: &[Cow<'_, str>], expected: usize) -> Result<(), DataError> {
    let found = cells.len();
    if found == expected {
        Ok(())
    } else {
        Err(Fault::RaggedRow { expected, found }.in_row(line))
    }
}

/// The lines of a text that hold something, split into trimmed cells, with their number.
struct Lines<'t> {
    lines: std::iter::Enumerate<std::str::Lines<'t>>,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self {
            lines: text.lines().enumerate(),
        }
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = Result<(usize, Vec<Cow<'t, str>>), DataError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (index, line) = self
            .lines
            .by_ref()
            .find(|(_, line)| !line.trim().is_empty())?;
        let line_number = index + 1;
        let cells = if line.contains('"') {
            split_quoted(line).ok_or_else(|| Fault::Quote.in_row(line_number))
        } else {
            Ok(line
                .split(',')
                .map(|cell| Cow::Borrowed(cell.trim()))
                .collect())
        };
        Some(cells.map(|cells| (line_number, cells)))
    }
}

/// Splits a line in which cells may stand in quotation marks, doubled inside.
fn split_quoted(line: &str) -> Option<Vec<Cow<'_, str>>> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(Cow::Owned(std::mem::take(&mut cell).trim().to_owned())),
            c => cell.push(c),
        }
    }
    cells.push(Cow::Owned(cell.trim().to_owned()));
    (!quoted).then_some(cells)
}
