use super::*;
use crate::table::model::{Column, Format};

fn table() -> Table {
    let row = |name: &str, long: &str, value: Option<f64>| {
        let name = Cell::Name {
            short: name.to_owned(),
            long: long.to_owned(),
            href: None,
        };
        Row::new(vec![name, Cell::from(value)])
    };
    Table {
        columns: vec![
            Column::new("name", "Name", Format::Text),
            Column::new("value", "Value", Format::Number { decimals: 2 }),
        ],
        rows: vec![
            row("b", "Bank", Some(9.0)),
            row("É", "Énergie", None),
            row("a", "Öl und Gas", Some(10.0)),
            row("c", "Chips", Some(-100.0)),
            row("d", "Drugs", Some(9.0)),
        ],
        totals: None,
    }
}

fn check(sort: Option<(&str, bool)>, filter: &str, expect: &[usize]) {
    let state = State {
        sort: sort.map(|(column, descending)| Sort {
            column: column.to_owned(),
            descending,
        }),
        filter: filter.to_owned(),
        ..State::default()
    };
    assert_eq!(order(&table(), &state), expect, "{sort:?} {filter}");
}

#[test]
fn without_a_sort_the_pages_order_stands() {
    check(None, "", &[0, 1, 2, 3, 4]);
    check(Some(("unknown", true)), "", &[0, 1, 2, 3, 4]);
}

#[test]
fn numbers_go_by_value_equals_stay_and_what_is_missing_is_last() {
    check(Some(("value", false)), "", &[3, 0, 4, 2, 1]);
    check(Some(("value", true)), "", &[2, 0, 4, 3, 1]);
}

#[test]
fn words_go_without_marks_and_case() {
    check(Some(("name", false)), "", &[2, 0, 3, 4, 1]);
    check(Some(("name", true)), "", &[1, 4, 3, 0, 2]);
}

#[test]
fn the_filter_looks_into_short_and_long_names() {
    check(None, "ol und", &[2]);
    check(None, "  ENERGIE ", &[1]);
    check(None, "nothing", &[]);
    check(Some(("value", true)), "a", &[2, 0]);
}

#[test]
fn courses_go_by_their_gain() {
    assert_eq!(course(&[None, Some(2.0), Some(3.0)]), Some(1.5));
    assert_eq!(course(&[Some(2.0), None]), None);
}
