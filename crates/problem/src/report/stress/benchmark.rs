//! The benchmark on the days of the history.

use market::{Quantity, RawTable};

use super::super::ground::Ground;

/// The return of the benchmark on each day of the history, where it is known: of a benchmark made of
/// the same assets on all days from which each of them exists (its weights brought back daily), of a
/// series of its own on all days that it knows.
pub(super) fn on_history(ground: &Ground<'_>) -> Option<Vec<Option<f64>>> {
    if let Some(weights) = ground.benchmark_weights {
        return Some(of_assets(ground, weights));
    }
    let levels = ground.benchmark_levels?;
    let mut before = None;
    let days = ground.history.days().iter();
    let returns = days.map(|day| {
        let at = levels.binary_search_by(|point| point.0.cmp(day)).ok()?;
        let level = levels[at].1;
        let r = before.map(|before| level / before - 1.0);
        before = Some(level);
        r.filter(|r: &f64| r.is_finite())
    });
    Some(returns.collect())
}

fn of_assets(ground: &Ground<'_>, weights: &[f64]) -> Vec<Option<f64>> {
    let history = ground.history;
    let mut cells = vec![Some(0.0); history.days().len()];
    let held = ground.returns.assets.iter().zip(weights);
    for (symbol, weight) in held.filter(|(_, weight)| **weight != 0.0) {
        let column = history.assets().iter().position(|asset| asset == symbol);
        let Some(column) = column else {
            cells.fill(None);
            return cells;
        };
        for (cell, r) in cells.iter_mut().zip(carried(history, column)) {
            *cell = cell
                .zip(r)
                .map(|(sum, r)| sum + weight * r)
                .filter(|sum| sum.is_finite());
        }
    }
    cells
}

/// Daily returns from the second value to the last one; 0 where a value is missing in between, and
/// made up for on the next day with a price.
fn carried(history: &RawTable, asset: usize) -> Vec<Option<f64>> {
    let cells = history.column(asset);
    let end = cells
        .iter()
        .rposition(Option::is_some)
        .map_or(0, |last| last + 1);
    let mut before = None;
    let mut returns: Vec<Option<f64>> = cells[..end]
        .iter()
        .map(|cell| {
            let r = match (history.quantity(), before, *cell) {
                (_, Some(_), None) => Some(0.0),
                (Quantity::Return, _, value) => value,
                (Quantity::Price, Some(before), Some(price)) => Some(price / before - 1.0),
                (Quantity::Price, _, _) => None,
            };
            before = cell.or(before);
            r
        })
        .collect();
    returns.resize(cells.len(), None);
    returns
}
