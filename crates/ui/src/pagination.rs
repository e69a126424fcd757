//! Pages of a long list.

use leptos::prelude::*;
use texts::{components as words, use_language};

use crate::icons;

/// The pages offered: the first, the last, those around the present one, and `None` for each gap.
/// Counted from 0. The number of entries does not depend on the place, so nothing jumps.
pub fn offered(at: usize, count: usize) -> Vec<Option<usize>> {
    const MOST: usize = 7;
    if count <= MOST {
        return (0..count).map(Some).collect();
    }
    let last = count - 1;
    if at < 4 {
        let mut pages: Vec<Option<usize>> = (0..5).map(Some).collect();
        pages.extend([None, Some(last)]);
        pages
    } else if at + 4 > last {
        let mut pages = vec![Some(0), None];
        pages.extend((last - 4..=last).map(Some));
        pages
    } else {
        let mut pages = vec![Some(0), None];
        pages.extend((at - 1..=at + 1).map(Some));
        pages.extend([None, Some(last)]);
        pages
    }
}

/// How many pages so many things fill: one at least.
pub fn count(things: usize, a_page: usize) -> usize {
    things.div_ceil(a_page.max(1)).max(1)
}

/// The way between pages. Links where the page gives their addresses, buttons otherwise.
#[component]
pub fn Pagination(
    /// What it leads through: `Holdings`.
    #[prop(into)]
    label: String,
    /// The present page, counted from 0.
    #[prop(into)]
    at: Signal<usize>,
    #[prop(into)] count: Signal<usize>,
    #[prop(into)] go: Callback<usize>,
    #[prop(optional, into)] href: Option<Callback<usize, String>>,
) -> impl IntoView {
    let language = use_language();
    // Without a page to go to it stays where it is, disabled: the focus must not fall out of it.
    let entry = move |page: Option<usize>, content: AnyView, label: String, here: bool| {
        let class = if here {
            "page-link page-link--here"
        } else {
            "page-link"
        };
        let current = here.then_some("page");
        let disabled = page.is_none().then_some("true");
        match href {
            Some(href) => view! {
                <a
                    class=class
                    href=page.map(|page| href.run(page))
                    role=disabled.map(|_| "link")
                    aria-label=label
                    aria-current=current
                    aria-disabled=disabled
                >
                    {content}
                </a>
            }
            .into_any(),
            None => view! {
                <button
                    type="button"
                    class=class
                    aria-label=label
                    aria-current=current
                    aria-disabled=disabled
                    on:click=move |_| if let Some(page) = page { go.run(page) }
                >
                    {content}
                </button>
            }
            .into_any(),
        }
    };
    let pages = move || {
        let (at, count) = (at.get(), count.get());
        let pages = offered(at, count).into_iter().map(|page| match page {
            Some(page) => {
                let number = (page + 1).to_string();
                let label = words::page(language, &number);
                view! { <li>{entry(Some(page), number.into_any(), label, page == at)}</li> }
                    .into_any()
            }
            None => view! { <li aria-hidden="true" class="page-gap">"…"</li> }.into_any(),
        });
        let next = (at + 1 < count).then_some(at + 1);
        view! {
            <li>{entry(at.checked_sub(1), icons::left(), words::previous_page(language).to_owned(), false)}</li>
            {pages.collect_view()}
            <li>{entry(next, icons::right(), words::next_page(language).to_owned(), false)}</li>
        }
        .into_any()
    };
    view! { <nav class="pagination" aria-label=label><ul>{pages}</ul></nav> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(at: usize, count: usize, expect: &str) {
        let pages: Vec<String> = offered(at, count)
            .into_iter()
            .map(|page| page.map_or("…".to_owned(), |page| (page + 1).to_string()))
            .collect();
        assert_eq!(pages.join(" "), expect);
    }

    #[test]
    fn seven_entries_at_most_and_always_as_many() {
        check(0, 1, "1");
        check(3, 7, "1 2 3 4 5 6 7");
        check(0, 200, "1 2 3 4 5 … 200");
        check(3, 200, "1 2 3 4 5 … 200");
        check(4, 200, "1 … 4 5 6 … 200");
        check(195, 200, "1 … 195 196 197 … 200");
        check(196, 200, "1 … 196 197 198 199 200");
        check(199, 200, "1 … 196 197 198 199 200");
    }

    #[test]
    fn an_empty_list_has_a_page() {
        assert_eq!(count(0, 50), 1);
        assert_eq!(count(50, 50), 1);
        assert_eq!(count(10_000, 50), 200);
    }
}
