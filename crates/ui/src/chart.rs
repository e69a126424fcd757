//! A figure on a page: the server's SVG first, at two widths; then, in the browser, at the true
//! width; and a live chart once somebody touches it.

use figure::Figure;
use leptos::prelude::*;
use texts::{Language, charts, components, use_language};

use crate::browser::LiveChart;

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
    #[prop(optional, into)]
    source: String,
) -> impl IntoView {
    let language = use_language();
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
    let attached = StoredValue::new(None::<StoredValue<LiveChart, LocalStorage>>);
    Effect::new(move |_| {
        let Some(element) = stage.get() else { return };
        let chart = LiveChart::attach(&element, move |is_live| {
            if live
                .try_get_untracked()
                .is_some_and(|before| before != is_live)
            {
                live.set(is_live);
            }
            let json = is_live.then(|| figure.try_with_untracked(to_json));
            json.flatten().unwrap_or_default()
        });
        attached.set_value(chart.map(StoredValue::new_local));
    });
    Effect::new(move |_| {
        figure.track();
        if let Some(attached) = attached.get_value().filter(|_| live.get_untracked()) {
            attached.with_value(LiveChart::update);
        }
    });
    on_cleanup(move || {
        if let Some(attached) = attached.try_get_value().flatten() {
            let _ = attached.try_with_value(LiveChart::dispose);
            attached.dispose();
        }
    });

    // The table follows the figure only while it is open: a drag need not rebuild what nobody sees.
    let open = RwSignal::new(false);
    let table = Memo::new(
        move |before: Option<&figure::Table>| match (open.get(), before) {
            (false, Some(before)) => before.clone(),
            _ => thinned(language, figure.with(figure::table)),
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
                <summary>{components::show_data(language)}</summary>
                {move || table.with(|table| view! { <DataTable table=table.clone() /> })}
            </details>
        </div>
    }
    .into_any()
}

/// Longer tables keep every so many rows, and the last: a page carries no thousands of rows that
/// few will open.
const MOST_ROWS: usize = 60;

fn thinned(language: Language, mut table: figure::Table) -> figure::Table {
    let count = table.rows.len();
    let stride = count.div_ceil(MOST_ROWS);
    if stride > 1 {
        let mut at = 0;
        // Counted from the end, so that the newest row is among them.
        table.rows.retain(|_| {
            at += 1;
            (count - at).is_multiple_of(stride)
        });
        let stride = language.count(stride as u64);
        table.caption = charts::one_row_of(language, &table.caption, &stride);
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
        <div class="table-scroll" tabindex="0" role="group" aria-label=charts::data(use_language())>
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
        let thin = thinned(Language::English, table);
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
