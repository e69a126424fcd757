//! Which rows are shown, and in which order.

use std::cmp::Ordering;

use super::{
    model::{Cell, Row, Table},
    state::{Sort, State},
};

/// The rows that pass the filter, in order. Equal values keep the order of the page, whichever way
/// the column is sorted.
pub fn order(table: &Table, state: &State) -> Vec<usize> {
    let sought = folded(state.filter.trim());
    let mut kept: Vec<usize> = (0..table.rows.len())
        .filter(|at| sought.is_empty() || contains(&table.rows[*at], &sought))
        .collect();
    let Some(Sort { column, descending }) = &state.sort else {
        return kept;
    };
    let Some(place) = table.columns.iter().position(|own| own.key == column) else {
        return kept;
    };
    // Each key is made once, not at every comparison.
    let keys: Vec<Key> = table.rows.iter().map(|row| key(row.cell(place))).collect();
    kept.sort_by(|a, b| compare(&keys[*a], &keys[*b], *descending));
    kept
}

enum Key {
    Missing,
    Number(f64),
    Text(String),
}

fn key(cell: &Cell) -> Key {
    match cell {
        Cell::Number(value) if value.is_finite() => Key::Number(*value),
        Cell::Number(_) | Cell::Missing => Key::Missing,
        Cell::Text(text) if text.is_empty() => Key::Missing,
        Cell::Text(text) => Key::Text(folded(text)),
        Cell::Name { short, .. } => Key::Text(folded(short)),
        Cell::Day(day) => Key::Number(f64::from(day.year()) * 512.0 + f64::from(day.day_of_year())),
        Cell::Course { values, .. } => course(values).map_or(Key::Missing, Key::Number),
    }
}

/// A course is ordered by what it gained.
fn course(values: &[Option<f64>]) -> Option<f64> {
    let mut known = values.iter().flatten();
    let first = known.next()?;
    let last = known.next_back()?;
    Some(last / first).filter(|ratio| ratio.is_finite())
}

/// What is missing comes last both ways.
fn compare(a: &Key, b: &Key, descending: bool) -> Ordering {
    let ordering = match (a, b) {
        (Key::Missing, Key::Missing) => return Ordering::Equal,
        (Key::Missing, _) => return Ordering::Greater,
        (_, Key::Missing) => return Ordering::Less,
        (Key::Number(a), Key::Number(b)) => a.total_cmp(b),
        (Key::Text(a), Key::Text(b)) => a.cmp(b),
        (Key::Number(_), Key::Text(_)) => Ordering::Less,
        (Key::Text(_), Key::Number(_)) => Ordering::Greater,
    };
    if descending {
        ordering.reverse()
    } else {
        ordering
    }
}

fn contains(row: &Row, sought: &str) -> bool {
    row.cells.iter().any(|cell| match cell {
        Cell::Text(text) => folded(text).contains(sought),
        Cell::Name { short, long, .. } => {
            folded(short).contains(sought) || folded(long).contains(sought)
        }
        Cell::Missing | Cell::Number(_) | Cell::Day(_) | Cell::Course { .. } => false,
    })
}

/// Small letters without their marks: `Ö` is sought and sorted as `o`.
fn folded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'ä' | 'à' | 'á' | 'â' | 'ã' | 'å' => plain.push('a'),
            'ö' | 'ò' | 'ó' | 'ô' | 'õ' | 'ø' => plain.push('o'),
            'ü' | 'ù' | 'ú' | 'û' => plain.push('u'),
            'è' | 'é' | 'ê' | 'ë' => plain.push('e'),
            'ì' | 'í' | 'î' | 'ï' => plain.push('i'),
            'ç' => plain.push('c'),
            'ñ' => plain.push('n'),
            'ß' => plain.push_str("ss"),
            letter => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests;
