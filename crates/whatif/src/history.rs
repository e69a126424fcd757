//! The prices of a selection as returns: its window, and the days before it.

use std::ops::Range;

use contract::{
    AppError, Result,
    what_if::{MAX_ASSETS, PriceHead, Selection},
};
use domain::{Day, format};
use market::Window;
use nalgebra::DMatrix;

use crate::{inputs::Inputs, walk_forward::TRAIN};

/// Fewer returns than this say nothing about risk.
pub(crate) const MIN_RETURNS: usize = 30;

/// The returns of the assets in the window and in up to [`TRAIN`] days before it.
#[derive(Debug)]
pub(crate) struct History {
    pub(crate) symbols: Vec<String>,
    /// The days of the prices; the return of row `t` ends on `days[t + 1]`.
    pub(crate) days: Vec<Day>,
    /// A row per day, a column per asset.
    pub(crate) returns: DMatrix<f64>,
    /// What the prices of the window are known by.
    pub(crate) inputs: Inputs,
    /// Row of the first return of the window; the last row is that of its last return.
    pub(crate) start: usize,
    /// The index on `days`, where it has a price in the window; its gaps are filled.
    pub(crate) index: Option<Vec<f64>>,
}

impl History {
    pub(crate) fn new(head: &PriceHead, prices: &[f64], selection: &Selection) -> Result<Self> {
        let table = Table::new(head, prices)?;
        let columns = table.columns(&selection.symbols)?;
        let window = Window::new(Some(selection.from), Some(selection.to))
            .map_err(|_| AppError::invalid("from", "The first day must not be after the last."))?;
        let rows = window.inside(&head.days);
        let count = rows.len().saturating_sub(1);
        if count < MIN_RETURNS {
            return Err(too_few(head, selection, count));
        }

        // A gap inside the window is an error, one before it only shortens what is learned from.
        let mut begin = rows.start.saturating_sub(TRAIN);
        for (symbol, column) in selection.symbols.iter().zip(&columns) {
            let usable = |price: &f64| price.is_finite() && *price > 0.0;
            if let Some(gap) = column[rows.clone()].iter().position(|price| !usable(price)) {
                let day = format::day(head.days[rows.start + gap]);
                let message = format!("There is no price of {symbol} on {day}.");
                return Err(AppError::invalid("assets", message));
            }
            let gap = column[begin..rows.start]
                .iter()
                .rposition(|price| !usable(price));
            begin += gap.map_or(0, |gap| gap + 1);
        }

        let cut = begin..rows.end;
        let returns = columns
            .iter()
            .flat_map(|column| column[cut.clone()].windows(2))
            .map(|pair| pair[1] / pair[0] - 1.0)
            .collect();
        Ok(Self {
            returns: DMatrix::from_vec(cut.len() - 1, columns.len(), returns),
            inputs: Inputs::new(
                &selection.symbols,
                &head.days[rows.clone()],
                columns.iter().map(|column| &column[rows.clone()]),
            ),
            start: rows.start - begin,
            index: table
                .index(rows.clone())
                .map(|levels| levels[cut.clone()].to_vec()),
            days: head.days[cut].to_vec(),
            symbols: selection.symbols.clone(),
        })
    }

    /// Rows of the window.
    pub(crate) fn window(&self) -> Range<usize> {
        self.start..self.returns.nrows()
    }

    /// The days of the window's prices, the one before its first return included.
    pub(crate) fn window_days(&self) -> &[Day] {
        &self.days[self.start..]
    }
}

/// A head and its numbers, which fit together.
struct Table<'a> {
    head: &'a PriceHead,
    prices: &'a [f64],
}

impl<'a> Table<'a> {
    fn new(head: &'a PriceHead, prices: &'a [f64]) -> Result<Self> {
        let columns = head.symbols.len() + usize::from(head.index);
        let ascending = head.days.is_sorted_by(|a, b| a < b);
        if ascending && columns.checked_mul(head.days.len()) == Some(prices.len()) {
            Ok(Self { head, prices })
        } else {
            Err(AppError::Transport {
                message: "the block of prices is not readable".to_owned(),
            })
        }
    }

    fn column(&self, position: usize) -> &'a [f64] {
        let days = self.head.days.len();
        &self.prices[position * days..(position + 1) * days]
    }

    fn columns(&self, symbols: &[String]) -> Result<Vec<&'a [f64]>> {
        let refuse = |message: String| Err(AppError::invalid("assets", message));
        if symbols.is_empty() {
            return refuse("Choose at least one company.".to_owned());
        }
        if symbols.len() > MAX_ASSETS {
            return refuse(format!("Choose at most {MAX_ASSETS} companies."));
        }
        let mut columns = Vec::with_capacity(symbols.len());
        for (position, symbol) in symbols.iter().enumerate() {
            if symbols[..position].contains(symbol) {
                return refuse(format!("{symbol} is named twice."));
            }
            match self.head.symbols.iter().position(|known| known == symbol) {
                Some(column) => columns.push(self.column(column)),
                None => return refuse(format!("There are no prices of {symbol}.")),
            }
        }
        Ok(columns)
    }

    /// The levels of the index on all days: a gap takes the last value before, the days before the
    /// first value take that one. `None` when it has no value in `window`.
    fn index(&self, window: Range<usize>) -> Option<Vec<f64>> {
        let usable = |level: &f64| level.is_finite() && *level > 0.0;
        let levels = self
            .head
            .index
            .then(|| self.column(self.head.symbols.len()))?;
        if !levels[window].iter().any(usable) {
            return None;
        }
        let mut last = levels.iter().copied().find(usable)?;
        let carried = levels.iter().map(|level| {
            if usable(level) {
                last = *level;
            }
            last
        });
        Some(carried.collect())
    }
}

fn too_few(head: &PriceHead, selection: &Selection, count: usize) -> AppError {
    match (head.days.first(), head.days.last()) {
        (Some(&first), _) if selection.to < first => {
            AppError::invalid("to", format!("Prices begin on {}.", format::day(first)))
        }
        (_, Some(&last)) if selection.from > last => {
            AppError::invalid("from", format!("Prices end on {}.", format::day(last)))
        }
        _ => AppError::invalid(
            "from",
            format!(
                "Only {count} daily returns lie between these days. Take at least {MIN_RETURNS}."
            ),
        ),
    }
}
