//! The sheet that lists the shortcuts, from the table that drives them.

use super::places;
use domain::Language;
use leptos::prelude::*;
use texts::shell as words;
use ui::{
    browser, icons,
    shell::{
        places::Place,
        shortcuts::{Row, ShortcutList},
    },
};

fn rows(language: Language, places: &[Place]) -> Vec<(String, Vec<Row>)> {
    let row = |keys: &[&str], what: &str| Row {
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        what: what.to_owned(),
    };
    let anywhere = vec![
        row(&["⌘/Ctrl K"], words::help_palette(language)),
        row(&["/"], words::help_search(language)),
        row(&["?"], words::help_help(language)),
    ];
    let go = places.iter().filter_map(|place| {
        let key = place.key?.to_uppercase().to_string();
        Some(row(&["G", &key], &place.name))
    });
    vec![
        (words::help_anywhere(language).to_owned(), anywhere),
        (words::help_go(language).to_owned(), go.collect()),
    ]
}

#[component]
pub(super) fn Help(open: RwSignal<bool>) -> impl IntoView {
    let language = texts::use_language();
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            if open.get() {
                browser::show_modal(&dialog);
            } else {
                dialog.close();
            }
        }
    });
    let list = move || {
        open.get().then(|| {
            let groups = rows(language, &places::places(language));
            view! { <ShortcutList groups /> }
        })
    };
    view! {
        <dialog
            class="help"
            node_ref=dialog
            aria-labelledby="help-title"
            on:close=move |_| open.set(false)
            on:click=move |event| {
                if event.target() == event.current_target() {
                    open.set(false);
                }
            }
        >
            <div class="help__in">
                <div class="help__head">
                    <h2 id="help-title">{words::help(language)}</h2>
                    <button
                        type="button"
                        class="button button--ghost button--icon"
                        aria-label=texts::common::close(language)
                        on:click=move |_| open.set(false)
                    >
                        {icons::cross()}
                    </button>
                </div>
                {list}
                <p class="small muted">{words::help_off(language)}</p>
            </div>
        </dialog>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::places;

    #[test]
    fn the_sheet_lists_every_place() {
        let places = places::places(Language::German);
        let rows = rows(Language::German, &places);
        let listed: Vec<_> = rows[1].1.iter().map(|row| row.what.as_str()).collect();
        let names: Vec<_> = places.iter().map(|place| place.name.as_str()).collect();
        assert_eq!(listed, names);
        assert_eq!(rows[1].1[0].keys, ["G", "W"]);
    }
}
