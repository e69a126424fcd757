//! The prices of the companies that the what-if offers, side by side.

use contract::{
    FieldError, Result,
    what_if::{PriceBlock, PriceHead, Selection},
};
use domain::{Day, Symbol, format};
use market::Window;
use store::{DayRange, Store};

use crate::{
    bundled::{INDEX_SOURCE, INDEX_SYMBOL, UNIVERSE_SOURCE},
    errors::from_store,
};

/// Trading days before the window that the walk-forward learns from: its first fit takes a year,
/// and the step before the first one in the window may be a month away.
const DAYS_BEFORE: usize = 252 + 25;
/// Fewest returns that moments are estimated from.
pub(crate) const MIN_RETURNS: usize = 30;

/// Prices on the days that all symbols share.
#[derive(Debug, PartialEq)]
pub(crate) struct Panel {
    days: Vec<Day>,
    /// With one price a day each.
    columns: Vec<(Symbol, Vec<f64>)>,
    /// The index, NaN where it has no price.
    index: Vec<f64>,
}

impl Panel {
    /// None when there are no prices.
    pub(crate) async fn load(store: &Store, symbols: &[Symbol]) -> Result<Option<Self>> {
        if symbols.is_empty() {
            return Ok(None);
        }
        let all = DayRange::default();
        let columns = store
            .closes(symbols, Some(UNIVERSE_SOURCE), all)
            .await
            .map_err(from_store)?;
        let index = [INDEX_SYMBOL.parse().expect("the index has a symbol")];
        let index = store
            .closes(&index, Some(INDEX_SOURCE), all)
            .await
            .map_err(from_store)?;

        let mut columns: Vec<Series> = columns
            .into_iter()
            .map(|c| (c.symbol, c.days, c.closes))
            .collect();
        let Some((_, days, _)) = columns.first() else {
            return Ok(None);
        };
        let mut days = days.clone();
        days.retain(|day| {
            columns
                .iter()
                .all(|(_, own, _)| own.binary_search(day).is_ok())
        });
        if days.is_empty() {
            return Ok(None);
        }
        for (_, own, closes) in &mut columns {
            *closes = on_days(&days, own, closes);
        }
        let index = index.first().map_or_else(
            || vec![f64::NAN; days.len()],
            |column| on_days(&days, &column.days, &column.closes),
        );
        let columns = columns
            .into_iter()
            .map(|(symbol, _, closes)| (symbol, closes))
            .collect();
        Ok(Some(Self {
            days,
            columns,
            index,
        }))
    }

    pub(crate) fn first_day(&self) -> Day {
        self.days[0]
    }

    pub(crate) fn last_day(&self) -> Day {
        self.days[self.days.len() - 1]
    }

    /// What is wrong with the days of a selection.
    pub(crate) fn check_days(&self, selection: &Selection, fields: &mut Vec<FieldError>) {
        let (first, last) = (self.first_day(), self.last_day());
        let before = fields.len();
        for (field, day) in [("from", selection.from), ("to", selection.to)] {
            if day < first || last < day {
                let (first, last) = (format::day(first), format::day(last));
                let message = format!("must be between {first} and {last}");
                fields.push(FieldError::new(field, message));
            }
        }
        if selection.to < selection.from {
            fields.push(FieldError::new("to", "must not be before the first day"));
        }
        if fields.len() > before {
            return;
        }
        let returns = self.rows(selection).len().saturating_sub(1);
        if returns < MIN_RETURNS {
            let message = format!(
                "there are only {returns} daily returns in this window; {MIN_RETURNS} are needed"
            );
            fields.push(FieldError::new("from", message));
        }
    }

    /// The prices of a selection that was checked, with the days before it.
    pub(crate) fn block(&self, selection: &Selection) -> PriceBlock {
        let inside = self.rows(selection);
        let rows = inside.start.saturating_sub(DAYS_BEFORE)..inside.end;
        let mut prices = Vec::with_capacity((selection.symbols.len() + 1) * rows.len());
        for symbol in &selection.symbols {
            let column = self.columns.iter().find(|(own, _)| own.as_str() == symbol);
            let (_, column) = column.expect("the symbols of the selection were checked");
            prices.extend_from_slice(&column[rows.clone()]);
        }
        prices.extend_from_slice(&self.index[rows.clone()]);
        let head = PriceHead {
            symbols: selection.symbols.clone(),
            days: self.days[rows].to_vec(),
            index: true,
        };
        PriceBlock { head, prices }
    }

    /// The rows of the prices inside the window.
    fn rows(&self, selection: &Selection) -> std::ops::Range<usize> {
        Window::new(Some(selection.from), Some(selection.to))
            .map_or(0..0, |window| window.inside(&self.days))
    }
}

type Series = (Symbol, Vec<Day>, Vec<f64>);

/// The closes on exactly these days, NaN where there is none.
fn on_days(days: &[Day], own: &[Day], closes: &[f64]) -> Vec<f64> {
    let close = |day| {
        own.binary_search(day)
            .map_or(f64::NAN, |position| closes[position])
    };
    days.iter().map(close).collect()
}
