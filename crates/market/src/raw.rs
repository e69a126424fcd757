use std::collections::BTreeMap;

use domain::{Day, Symbol};
use nalgebra::DMatrix;

use crate::{DataError, Diagnostic, Fault, PriceTable, Returns, Window, table::check_assets};

/// What to do with a missing value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Leave out the days on which a value is missing.
    DropRows,
    /// Leave out the assets of which a value is missing.
    DropAssets,
    /// Take the last value before; days before the first value are left out. Prices only.
    ForwardFill,
}

/// What the cells of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Finite and positive.
    Price,
    /// Finite.
    Return,
}

/// A table as it was read: every value that is there is good and the days ascend, but some values
/// may be missing. [`RawTable::finish`] makes a [`PriceTable`] of it.
#[derive(Debug, Clone, PartialEq)]
pub struct RawTable {
    quantity: Quantity,
    days: Vec<Day>,
    /// Where each day stood in its source.
    rows: Vec<usize>,
    assets: Vec<Symbol>,
    columns: Vec<Vec<Option<f64>>>,
    diagnostics: Vec<Diagnostic>,
}

/// A finished table and what had to be repaired on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked<T> {
    /// The table.
    pub table: T,
    /// The repairs, in the order in which they were made.
    pub diagnostics: Vec<Diagnostic>,
}

/// Bounds between which the ratio of two prices is finite and not zero.
const PRICE_RANGE: std::ops::RangeInclusive<f64> = 1e-100..=1e100;

impl RawTable {
    /// A table from its parts: a column of `days.len()` cells per asset. `rows` says where each
    /// day stands in the source, for messages.
    ///
    /// Wholly descending days are turned round, with a diagnostic.
    ///
    /// # Errors
    /// When the days are in no order, something comes twice, a column is too short or too long, or
    /// a cell does not hold the `quantity`.
    pub fn new(
        quantity: Quantity,
        days: Vec<Day>,
        rows: Vec<usize>,
        assets: Vec<Symbol>,
        columns: Vec<Vec<Option<f64>>>,
    ) -> Result<Self, DataError> {
        debug_assert_eq!(days.len(), rows.len());
        check_assets(&assets)?;
        for (asset, column) in assets.iter().zip(&columns) {
            if column.len() != days.len() {
                let (expected, found) = (days.len(), column.len());
                return Err(Fault::RaggedRow { expected, found }.in_column(asset.as_str()));
            }
            for (cell, &row) in column.iter().zip(&rows) {
                if let Some(value) = *cell {
                    check(quantity, value).map_err(|fault| fault.at(row, asset.as_str()))?;
                }
            }
        }
        let mut table = Self {
            quantity,
            days,
            rows,
            assets,
            columns,
            diagnostics: Vec::new(),
        };
        if direction(&table.days, &table.rows)? == Direction::Descending {
            table.days.reverse();
            table.rows.reverse();
            table.columns.iter_mut().for_each(|column| column.reverse());
            table
                .diagnostics
                .push(Diagnostic::TurnedRound { series: None });
        }
        Ok(table)
    }

    /// Series with days of their own joined on all days that any of them has; where one has no
    /// value that day, a value is missing. The days of each series must ascend.
    ///
    /// # Errors
    /// As [`RawTable::new`].
    pub fn join(
        quantity: Quantity,
        series: &[(Symbol, Vec<(Day, f64)>)],
    ) -> Result<Self, DataError> {
        let mut positions: BTreeMap<Day, usize> = series
            .iter()
            .flat_map(|(_, points)| points)
            .map(|&(day, _)| (day, 0))
            .collect();
        for (i, position) in positions.values_mut().enumerate() {
            *position = i;
        }
        let mut columns = Vec::with_capacity(series.len());
        for (symbol, points) in series {
            let own_days: Vec<Day> = points.iter().map(|&(day, _)| day).collect();
            check_days(&own_days).map_err(|error| DataError {
                column: Some(symbol.to_string()),
                ..error
            })?;
            let mut column = vec![None; positions.len()];
            for (day, value) in points {
                column[positions[day]] = Some(*value);
            }
            columns.push(column);
        }
        let assets = series.iter().map(|(symbol, _)| symbol.clone()).collect();
        let rows = (0..positions.len()).collect();
        Self::new(
            quantity,
            positions.into_keys().collect(),
            rows,
            assets,
            columns,
        )
    }

    /// The days, ascending.
    pub fn days(&self) -> &[Day] {
        &self.days
    }

    /// The assets, in the order of the columns.
    pub fn assets(&self) -> &[Symbol] {
        &self.assets
    }

    /// What the cells are.
    pub fn quantity(&self) -> Quantity {
        self.quantity
    }

    /// The cells of the asset at a position, one a day; what is missing is none.
    ///
    /// # Panics
    /// When there is no such asset.
    pub fn column(&self, asset: usize) -> &[Option<f64>] {
        &self.columns[asset]
    }

    /// These assets only, in this order.
    ///
    /// # Errors
    /// When one of them is not in the table.
    pub fn select(mut self, symbols: &[Symbol]) -> Result<Self, DataError> {
        check_assets(symbols)?;
        self.columns = symbols
            .iter()
            .map(|symbol| {
                let found = self.assets.iter().position(|asset| asset == symbol);
                let found = found.ok_or_else(|| Fault::UnknownSymbol(symbol.clone()).anywhere())?;
                Ok(std::mem::take(&mut self.columns[found]))
            })
            .collect::<Result<_, DataError>>()?;
        self.assets = symbols.to_vec();
        Ok(self)
    }

    /// The same table, with nothing known on some days: they are gaps from here on.
    #[must_use]
    pub fn blank(mut self, is_blank: impl Fn(Day) -> bool) -> Self {
        let rows = (0..self.days.len()).filter(|&row| is_blank(self.days[row]));
        for row in rows {
            for column in &mut self.columns {
                column[row] = None;
            }
        }
        self
    }

    /// The finished prices of the days inside the window, and nothing before it (see
    /// [`PriceTable::prices_inside`]). Only what is left after the cut can miss a value.
    ///
    /// # Errors
    /// When a value is missing and no policy is given (the first one by day is named), or nothing
    /// is left.
    pub fn finish(
        self,
        window: &Window,
        missing: Option<Missing>,
    ) -> Result<Checked<PriceTable>, DataError> {
        let (table, prices) = self.complete(window, missing, Window::inside)?;
        Ok(Checked {
            table: PriceTable::trusted(table.days, table.assets, prices),
            diagnostics: table.diagnostics,
        })
    }

    /// The same of a table that holds returns already: the rows inside the window.
    ///
    /// # Errors
    /// As [`RawTable::finish`]; returns cannot be filled forward.
    pub fn finish_returns(
        self,
        window: &Window,
        missing: Option<Missing>,
    ) -> Result<Checked<Returns>, DataError> {
        let fill = missing == Some(Missing::ForwardFill);
        let missing = missing.filter(|_| !fill);
        let (table, values) = self
            .complete(window, missing, Window::inside)
            .map_err(|error| match error.fault {
                Fault::Gap if fill => DataError {
                    fault: Fault::GapInReturns,
                    ..error
                },
                _ => error,
            })?;
        let matrix = DMatrix::from_vec(table.days.len(), table.assets.len(), values);
        Ok(Checked {
            table: Returns {
                days: table.days,
                assets: table.assets,
                matrix,
            },
            diagnostics: table.diagnostics,
        })
    }

    /// Cuts and repairs, and hands back the dense values beside the table.
    fn complete(
        mut self,
        window: &Window,
        missing: Option<Missing>,
        cut: fn(&Window, &[Day]) -> std::ops::Range<usize>,
    ) -> Result<(Self, Vec<f64>), DataError> {
        // What the base day of the window is depends on the repair: rows are dropped and values
        // are carried before the cut, assets after it.
        match missing {
            Some(Missing::DropRows) => {
                let mut dropped = self.drop_rows();
                self.keep_rows(cut(window, &self.days));
                dropped.retain(|&day| window.contains(day));
                if let (Some(&first), Some(&last)) = (dropped.first(), dropped.last()) {
                    let count = dropped.len();
                    self.diagnostics
                        .push(Diagnostic::RowsDropped { count, first, last });
                }
            }
            Some(Missing::ForwardFill) => {
                let gaps = self.gaps();
                self.fill();
                self.keep_rows(cut(window, &self.days));
                self.drop_start();
                self.tell_filled(&gaps);
            }
            Some(Missing::DropAssets) => {
                self.keep_rows(cut(window, &self.days));
                self.drop_assets();
            }
            None => self.keep_rows(cut(window, &self.days)),
        }
        self.dense().map(|values| (self, values))
    }

    fn has_gap(&self, row: usize) -> bool {
        self.columns.iter().any(|column| column[row].is_none())
    }

    fn keep_rows(&mut self, range: std::ops::Range<usize>) {
        for column in &mut self.columns {
            column.truncate(range.end);
            column.drain(..range.start);
        }
        self.days.truncate(range.end);
        self.days.drain(..range.start);
        self.rows.truncate(range.end);
        self.rows.drain(..range.start);
    }

    fn drop_rows(&mut self) -> Vec<Day> {
        let keep: Vec<bool> = (0..self.days.len()).map(|row| !self.has_gap(row)).collect();
        let dropped = self.days.iter().zip(&keep).filter(|(_, keep)| !**keep);
        let dropped = dropped.map(|(day, _)| *day).collect();
        retain(&mut self.days, &keep);
        retain(&mut self.rows, &keep);
        for column in &mut self.columns {
            retain(column, &keep);
        }
        dropped
    }

    /// The day of every missing value.
    fn gaps(&self) -> Vec<Day> {
        let mut days = Vec::new();
        for column in &self.columns {
            days.extend(
                column
                    .iter()
                    .zip(&self.days)
                    .filter(|(c, _)| c.is_none())
                    .map(|(_, d)| *d),
            );
        }
        days
    }

    fn fill(&mut self) {
        for column in &mut self.columns {
            let mut last = None;
            for cell in column.iter_mut() {
                last = cell.or(last);
                *cell = last;
            }
        }
    }

    fn drop_start(&mut self) {
        let start = (0..self.days.len())
            .find(|&row| !self.has_gap(row))
            .unwrap_or(self.days.len());
        if start > 0 {
            if let Some(&begins) = self.days.get(start) {
                self.diagnostics.push(Diagnostic::StartDropped {
                    count: start,
                    begins,
                });
            }
            self.keep_rows(start..self.days.len());
        }
    }

    fn tell_filled(&mut self, gaps: &[Day]) {
        let (Some(&begin), Some(&end)) = (self.days.first(), self.days.last()) else {
            return;
        };
        let filled = gaps.iter().filter(|&&day| begin <= day && day <= end);
        if let Some(&first) = filled.clone().min() {
            self.diagnostics.push(Diagnostic::Filled {
                count: filled.count(),
                first,
            });
        }
    }

    fn drop_assets(&mut self) {
        let keep: Vec<bool> = self
            .columns
            .iter()
            .map(|column| column.iter().all(Option::is_some))
            .collect();
        let assets: Vec<Symbol> = self
            .assets
            .iter()
            .zip(&keep)
            .filter(|(_, keep)| !**keep)
            .map(|(a, _)| a.clone())
            .collect();
        if !assets.is_empty() {
            retain(&mut self.assets, &keep);
            retain(&mut self.columns, &keep);
            self.diagnostics.push(Diagnostic::AssetsDropped { assets });
        }
    }

    fn dense(&self) -> Result<Vec<f64>, DataError> {
        if self.days.is_empty() || self.assets.is_empty() {
            return Err(Fault::NothingLeft.anywhere());
        }
        if let Some(row) = (0..self.days.len()).find(|&row| self.has_gap(row)) {
            let asset = self.columns.iter().position(|column| column[row].is_none());
            let asset = asset.map_or("", |asset| self.assets[asset].as_str());
            return Err(Fault::Gap.at(self.rows[row], asset));
        }
        Ok(self.columns.iter().flatten().flatten().copied().collect())
    }
}

fn retain<T>(items: &mut Vec<T>, keep: &[bool]) {
    let mut keep = keep.iter();
    items.retain(|_| *keep.next().expect("a flag per item"));
}

fn check(quantity: Quantity, value: f64) -> Result<(), Fault> {
    match quantity {
        Quantity::Price => check_price(value),
        Quantity::Return => check_finite(value),
    }
}

pub(crate) fn check_finite(value: f64) -> Result<(), Fault> {
    if value.is_finite() {
        Ok(())
    } else {
        Err(Fault::NotFinite(value.to_string()))
    }
}

pub(crate) fn check_price(value: f64) -> Result<(), Fault> {
    check_finite(value)?;
    if value <= 0.0 {
        Err(Fault::NotPositive(value))
    } else if !PRICE_RANGE.contains(&value) {
        Err(Fault::OutOfRange(value))
    } else {
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Ascending,
    Descending,
}

/// Which way the days run.
///
/// # Errors
/// When one comes twice in a row, or they turn: named is the first row that breaks the direction
/// in which the first two rows set out.
pub(crate) fn direction(days: &[Day], rows: &[usize]) -> Result<Direction, DataError> {
    let direction = match days {
        [first, second, ..] if second < first => Direction::Descending,
        _ => Direction::Ascending,
    };
    for (pair, &row) in days.windows(2).zip(rows.iter().skip(1)) {
        let (previous, day) = (pair[0], pair[1]);
        if previous == day {
            return Err(Fault::DuplicateDay(day).at(row, "date"));
        }
        if (previous < day) != (direction == Direction::Ascending) {
            return Err(Fault::Order { day, previous }.at(row, "date"));
        }
    }
    Ok(direction)
}

/// The days ascend; rows are counted from zero.
pub(crate) fn check_days(days: &[Day]) -> Result<(), DataError> {
    let rows: Vec<usize> = (0..days.len()).collect();
    match (direction(days, &rows)?, days) {
        (Direction::Descending, [previous, day, ..]) => Err(Fault::Order {
            day: *day,
            previous: *previous,
        }
        .at(1, "date")),
        _ => Ok(()),
    }
}
