//! A table as CSV (RFC 4180): the columns in sight, the rows that pass the filter in their order,
//! every number with all its digits.

use super::{
    model::{Cell, Format, Table},
    state::State,
};

/// The text of the file. Totals are left out: whoever computes with it would count them twice.
pub fn csv(table: &Table, state: &State, order: &[usize]) -> String {
    let columns: Vec<usize> = (0..table.columns.len())
        .filter(|at| *at == 0 || !state.hidden.iter().any(|own| own == table.columns[*at].key))
        .collect();
    let mut text = String::new();
    let mut line = |fields: Vec<String>| {
        text.push_str(&fields.join(","));
        text.push_str("\r\n");
    };
    line(
        columns
            .iter()
            .map(|at| field(&table.columns[*at].head))
            .collect(),
    );
    for row in order.iter().filter_map(|at| table.rows.get(*at)) {
        let cell = |at: &usize| written(row.cell(*at), table.columns[*at].format);
        line(columns.iter().map(cell).collect());
    }
    text
}

fn written(cell: &Cell, format: Format) -> String {
    match cell {
        Cell::Number(value) if value.is_finite() => match format {
            Format::Percent { .. } | Format::ChangePercent { .. } => hundredfold(*value),
            _ => value.to_string(),
        },
        Cell::Number(_) | Cell::Missing => String::new(),
        Cell::Text(text) => field(text),
        Cell::Day(day) => day.to_string(),
        Cell::Name { short, .. } => field(short),
        Cell::Course { text, .. } => field(text),
    }
}

/// A text as a field. One that a spreadsheet would compute is marked as text by an apostrophe.
fn field(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([',', '"', '\r', '\n', ';']) || text != text.trim() {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// A hundred times the number, exactly: its decimal point goes two places to the right, where a
/// multiplication would add digits that were never there (`0.0979 · 100 = 9.790000000000001`).
fn hundredfold(value: f64) -> String {
    let text = value.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut digits = fraction.to_owned();
    while digits.len() < 2 {
        digits.push('0');
    }
    let (moved, rest) = digits.split_at(2);
    let whole = format!("{whole}{moved}");
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let sign = if value < 0.0 { "-" } else { "" };
    if rest.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{rest}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::model::{Column, Row};

    #[test]
    fn a_point_moves_and_no_digit_is_added() {
        for (value, expect) in [
            (0.0979, "9.79"),
            (-0.0114, "-1.14"),
            (1.0, "100"),
            (0.5, "50"),
            (0.0, "0"),
            (12.345_6, "1234.56"),
            (0.001, "0.1"),
            (0.333_333_333_333_333_3, "33.33333333333333"),
        ] {
            assert_eq!(hundredfold(value), expect, "{value}");
        }
    }

    #[test]
    fn nothing_that_a_spreadsheet_would_compute() {
        for (text, expect) in [
            ("Apple", "Apple"),
            ("=1+1", "'=1+1"),
            ("+49 30", "'+49 30"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""),
            ("Procter, Gamble", "\"Procter, Gamble\""),
            ("two\nlines", "\"two\nlines\""),
            ("a;b", "\"a;b\""),
        ] {
            assert_eq!(field(text), expect);
        }
    }

    #[test]
    fn columns_in_sight_rows_in_order() {
        let row = |name: &str, weight: Option<f64>, value: f64| {
            let cells = vec![
                Cell::Text(name.to_owned()),
                weight.into(),
                Cell::Number(value),
            ];
            Row::new(cells)
        };
        let table = Table {
            columns: vec![
                Column::new("name", "Name", Format::Text),
                Column::new("weight", "Weight, %", Format::Percent { decimals: 1 }),
                Column::new("value", "Value, $", Format::Number { decimals: 2 }),
            ],
            rows: vec![row("A", Some(0.0979), -1.005), row("B", None, 1.0 / 3.0)],
            totals: Some(row("Total", Some(1.0), 0.0)),
        };
        let all = csv(&table, &State::default(), &[1, 0]);
        assert_eq!(
            all,
            "Name,\"Weight, %\",\"Value, $\"\r\nB,,0.3333333333333333\r\nA,9.79,-1.005\r\n"
        );
        // The first column names the rows: it cannot be hidden.
        let state = State::default()
            .with_column("name", false)
            .with_column("weight", false);
        assert_eq!(
            csv(&table, &state, &[0]),
            "Name,\"Value, $\"\r\nA,-1.005\r\n"
        );
    }
}
