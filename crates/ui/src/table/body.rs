//! The rows of a table: the totals first, then those of one page.

use domain::{Language, format};
use leptos::prelude::*;
use texts::components;

use super::{
    Shared,
    model::{Cell, Column, Format, Row, Table, written},
};
use crate::{change::Change, sparkline::Sparkline};

pub(super) fn body(shared: Shared, page: Memo<usize>, a_page: usize) -> AnyView {
    let rows = move || {
        let columns = shared.columns.get();
        let first = page.get() * a_page;
        shared.table.with(|table| {
            shared.order.with(|order| {
                let shown = order.iter().skip(first).take(a_page).enumerate();
                let totals = table.totals.as_ref().filter(|_| !order.is_empty());
                let totals = totals.map(|row| tr(shared.language, table, row, &columns, None));
                let rows = shown.map(|(at, row)| {
                    // The head is row 1.
                    tr(
                        shared.language,
                        table,
                        &table.rows[*row],
                        &columns,
                        Some(first + at + 2),
                    )
                });
                let rows = rows.collect_view();
                let is_filtered = order.is_empty() && !table.rows.is_empty();
                let nothing = is_filtered.then(|| nothing_fits(shared, columns.len()));
                view! { {totals}{rows}{nothing} }.into_any()
            })
        })
    };
    view! { <tbody>{rows}</tbody> }.into_any()
}

fn nothing_fits(shared: Shared, columns: usize) -> AnyView {
    let show_all = move |_| {
        let all = shared
            .state
            .with_untracked(|state| state.filtered(String::new()));
        shared.change.run(all);
    };
    view! {
        <tr class="table__nothing">
            <td colspan=columns.to_string()>
                <span>{components::nothing_fits(shared.language)}</span>
                " "
                <button type="button" class="link" on:click=show_all>{components::show_all(shared.language)}</button>
            </td>
        </tr>
    }
    .into_any()
}

fn tr(
    language: Language,
    table: &Table,
    row: &Row,
    columns: &[usize],
    index: Option<usize>,
) -> AnyView {
    let cells = columns.iter().enumerate().map(|(place, at)| {
        let column = &table.columns[*at];
        let content = content(language, row.cell(*at), column);
        if place == 0 {
            view! { <th scope="row">{content}</th> }.into_any()
        } else {
            let class = column.is_left().then_some("left");
            view! { <td class=class title=exact(language, row.cell(*at), column)>{content}</td> }
                .into_any()
        }
    });
    let class = match (index, row.selected) {
        (None, _) => Some("table__totals"),
        (_, true) => Some("table__selected"),
        _ => None,
    };
    view! {
        <tr
            class=class
            aria-rowindex=index.map(|index| index.to_string())
            aria-current=row.selected.then_some("true")
        >
            {cells.collect_view()}
        </tr>
    }
    .into_any()
}

fn content(language: Language, cell: &Cell, column: &Column) -> AnyView {
    match cell {
        Cell::Missing => format::NOT_AVAILABLE.into_any(),
        Cell::Text(text) => text.clone().into_any(),
        Cell::Day(day) => language.day(*day).into_any(),
        Cell::Number(value) => {
            let text = written(language, *value, column.format);
            match column.format {
                Format::Change { .. } | Format::ChangePercent { .. } => {
                    view! { <Change value=*value text /> }.into_any()
                }
                _ => text.into_any(),
            }
        }
        Cell::Course { values, text } => {
            view! { <Sparkline values=values.clone() text=text.clone() /> }.into_any()
        }
        Cell::Name { short, long, href } => {
            let short = match href {
                Some(href) => view! { <a href=href.clone()>{short.clone()}</a> }.into_any(),
                None => short.clone().into_any(),
            };
            view! { {short}<span class="table__long">{long.clone()}</span> }.into_any()
        }
    }
}

/// All digits, for the pointer, where the column shows fewer.
fn exact(language: Language, cell: &Cell, column: &Column) -> Option<String> {
    let Cell::Number(value) = cell else {
        return None;
    };
    let fewer = match column.format {
        Format::Percent { decimals } | Format::ChangePercent { decimals } => decimals + 2,
        Format::Number { decimals } | Format::Signed { decimals } | Format::Change { decimals } => {
            decimals
        }
        Format::Text | Format::Day | Format::Course => return None,
    };
    let all = value.to_string();
    let places = all
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    (places > fewer).then(|| match column.format {
        Format::Percent { .. } | Format::ChangePercent { .. } => {
            language.percent(*value, places - 2)
        }
        _ => language.number(*value, places),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_digits_where_fewer_are_shown() {
        let check = |value: f64, how: Format, expect: Option<&str>| {
            let column = Column::new("x", "X", how);
            assert_eq!(
                exact(Language::English, &Cell::Number(value), &column).as_deref(),
                expect,
                "{value}"
            );
        };
        check(1.25, Format::Number { decimals: 2 }, None);
        check(1.2531, Format::Number { decimals: 2 }, Some("1.2531"));
        check(
            -0.123_456,
            Format::Percent { decimals: 2 },
            Some("−12.3456\u{202f}%"),
        );
        check(0.1234, Format::Percent { decimals: 2 }, None);
    }
}
