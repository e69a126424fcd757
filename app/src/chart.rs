//! A figure on a page: the server's SVG first, at two widths; then, in the browser, at the true
//! width; and a live chart once somebody points at it.

use figure::Figure;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsValue;

use crate::browser::LiveCharts;

/// The sizes at which a chart is drawn before its true size is known: one for a wide page, one for a
/// narrow one. The style sheet gives the stage these heights and shows the one that fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Width and height on a wide page.
    pub wide: (f64, f64),
    /// Width and height on a narrow page.
    pub narrow: (f64, f64),
}

fn first_paint(figure: &Figure, size: Size) -> String {
    let print = |class: &str, (width, height): (f64, f64)| {
        format!(
            r#"<div class="{class}">{}</div>"#,
            figure::svg::print(figure, width, height)
        )
    };
    print("chart__wide", size.wide) + &print("chart__narrow", size.narrow)
}

/// Width and height of an element in the browser, and after each change of the window's; `None` until
/// they are known.
pub fn true_size(element: NodeRef<leptos::html::Div>) -> RwSignal<Option<(f64, f64)>> {
    let size = RwSignal::new(None::<(f64, f64)>);
    let measure = move || {
        if let Some(element) = element.get_untracked() {
            let rect = element.get_bounding_client_rect();
            let measured = (rect.width().round(), rect.height().round());
            if measured.0 > 0.0 && size.get_untracked() != Some(measured) {
                size.set(Some(measured));
            }
        }
    };
    Effect::new(move |_| {
        measure();
        let handle = window_event_listener(leptos::ev::resize, move |_| measure());
        on_cleanup(move || handle.remove());
    });
    size
}

/// The picture with its table.
#[component]
pub fn Chart(
    /// What to draw.
    #[prop(into)]
    figure: Signal<Figure>,
    size: Size,
    /// Names the class that gives the stage its height.
    class: &'static str,
    /// What stands below it: where the numbers come from, how to read it.
    #[prop(optional)]
    source: &'static str,
) -> impl IntoView {
    let stage = NodeRef::<leptos::html::Div>::new();
    let true_size = true_size(stage);
    let live = RwSignal::new(false);

    let svg = Memo::new(move |before: Option<&String>| match (live.get(), before) {
        // Behind a live chart nobody sees it.
        (true, Some(before)) => before.clone(),
        _ => figure.with(|figure| match true_size.get() {
            None => first_paint(figure, size),
            Some((width, height)) => figure::svg::print(figure, width, height),
        }),
    });

    // What only the browser's thread may touch is made only there: a page on the server moves from
    // thread to thread, and even dropping an empty local value on another one panics.
    let mounted = StoredValue::new(None::<StoredValue<(LiveCharts, JsValue), LocalStorage>>);
    let asked = StoredValue::new(false);
    let gone = StoredValue::new(false);
    let go_live = move || {
        if asked.get_value() {
            return;
        }
        asked.set_value(true);
        spawn_local(async move {
            let Some(charts) = LiveCharts::load().await else {
                // The picture stays; the next touch tries again.
                asked.try_set_value(false);
                return;
            };
            let Some(element) = stage.try_get_untracked().flatten() else {
                return;
            };
            let json = figure.with_untracked(to_json);
            let Some(handle) = charts.mount(&element, &json).await else {
                asked.try_set_value(false);
                return;
            };
            // The page may have gone while the module was loading.
            if gone.try_get_value().unwrap_or(true) {
                charts.dispose(&handle);
                return;
            }
            mounted.set_value(Some(StoredValue::new_local((charts, handle))));
            live.set(true);
            crate::browser::focus_live_chart(&element);
        });
    };
    Effect::new(move |_| {
        let is_live = live.get();
        figure.with(|figure| {
            if let Some(mounted) = mounted.get_value().filter(|_| is_live) {
                mounted.with_value(|(charts, handle)| charts.update(handle, &to_json(figure)));
            }
        });
    });
    on_cleanup(move || {
        gone.try_set_value(true);
        if let Some(mounted) = mounted.try_get_value().flatten() {
            let _ = mounted.try_with_value(|(charts, handle)| charts.dispose(handle));
            mounted.dispose();
        }
    });

    // The table follows the figure only while it is open: a drag need not rebuild what nobody sees.
    let open = RwSignal::new(false);
    let table = Memo::new(
        move |before: Option<&figure::Table>| match (open.get(), before) {
            (false, Some(before)) => before.clone(),
            _ => thinned(figure.with(figure::table)),
        },
    );

    view! {
        <div class=format!("chart {class}") class:chart--live=move || live.get()>
            <div
                class="chart__stage"
                node_ref=stage
                role="group"
                aria-label=move || figure.with(figure::describe)
                tabindex=move || if live.get() { "-1" } else { "0" }
                on:pointerenter=move |_| go_live()
                on:focus=move |_| go_live()
            >
                <div class="chart__still" inner_html=move || svg.get()></div>
                <p class="chart__reading visually-hidden" role="status" data-crosshair=""></p>
            </div>
            <p class="chart__source small muted">{source}</p>
            <details
                class="chart__data"
                class:hidden=move || table.with(|table| table.rows.is_empty())
                on:toggle=move |event| {
                    let details: web_sys::Element = event_target(&event);
                    open.set(details.has_attribute("open"));
                }
            >
                <summary>"Show data"</summary>
                {move || table.with(|table| view! { <DataTable table=table.clone() /> })}
            </details>
        </div>
    }
    .into_any()
}

/// Longer tables keep every so many rows, and the last: a page carries no thousands of rows that
/// few will open.
const MOST_ROWS: usize = 60;

fn thinned(mut table: figure::Table) -> figure::Table {
    let count = table.rows.len();
    let stride = count.div_ceil(MOST_ROWS);
    if stride > 1 {
        let mut at = 0;
        // Counted from the end, so that the newest row is among them.
        table.rows.retain(|_| {
            at += 1;
            (count - at).is_multiple_of(stride)
        });
        table.caption = format!("{}, one row of {stride}", table.caption);
    }
    table
}

fn to_json(figure: &Figure) -> String {
    serde_json::to_string(figure).expect("a figure is plain data")
}

/// The numbers behind a picture.
#[component]
fn DataTable(table: figure::Table) -> impl IntoView {
    let head = table
        .head
        .into_iter()
        .map(|text| view! { <th scope="col">{text}</th> });
    let head = head.collect_view();
    let rows = table.rows.into_iter().map(|row| {
        let mut cells = row.into_iter();
        let first = cells.next().unwrap_or_default();
        let rest = cells.map(|cell| view! { <td>{cell}</td> }).collect_view();
        view! { <tr><th scope="row">{first}</th>{rest}</tr> }
    });
    let rows = rows.collect_view();
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label="Data of the chart">
            <table class="table table--compact">
                <caption>{table.caption}</caption>
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: usize, kept: usize) {
        let table = figure::Table {
            rows: (0..rows).map(|i| vec![i.to_string()]).collect(),
            ..figure::Table::default()
        };
        let thin = thinned(table);
        assert_eq!(thin.rows.len(), kept, "{rows}");
        let last = rows.checked_sub(1).map(|i| vec![i.to_string()]);
        assert_eq!(thin.rows.last(), last.as_ref());
    }

    #[test]
    fn long_tables_keep_their_last_row() {
        check(0, 0);
        check(60, 60);
        check(61, 31);
        check(1258, 60);
    }
}
