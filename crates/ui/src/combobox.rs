//! One or several of many, found by typing: the APG's editable combobox with a list below it. The
//! focus stays in the field; `aria-activedescendant` names the row. A form without a script has the
//! browser's own list, which also carries the values where there is one.

mod choose;
mod list;
mod rows;

use leptos::prelude::*;
use texts::use_language;

use crate::{
    chip::RemovableChip,
    field::{Field, Ids, Need},
};
use choose::Choosing;
use list::{Step, on_key};
use rows::Rows;

pub use list::Item;

/// One of many, or several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Many {
    #[default]
    One,
    /// Each stands as a chip before the field.
    Several,
}

/// One or several of many, found by typing.
#[component]
pub fn Combobox(
    #[prop(into)] label: String,
    /// What a form calls it. One of a name on a page.
    name: &'static str,
    /// What there is to choose from.
    #[prop(into)]
    items: Signal<Vec<Item>>,
    /// The values that are chosen, in their order.
    #[prop(into)]
    value: Signal<Vec<String>>,
    #[prop(into)] change: Callback<Vec<String>>,
    #[prop(optional)] many: Many,
    /// Told what is typed, where the items come from elsewhere: then nothing is sorted out here.
    #[prop(optional, into)]
    search: Option<Callback<String>>,
    /// Whether items are on their way.
    #[prop(optional, into)]
    loading: Signal<bool>,
    #[prop(optional)] need: Need,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let language = use_language();
    let ids = Ids::of(name);
    let id = ids.control.clone();
    let described = ids.described_by(hint.is_some());
    let choosing = Choosing::new(items, value, change, many, search);
    let Choosing {
        typed,
        open,
        active,
        found,
        ..
    } = choosing;
    let list_id = format!("list-{name}");
    let row_id = StoredValue::new(format!("row-{name}-"));
    let key = move |event: leptos::ev::KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let text = typed.get_untracked();
        let step = on_key(
            &event.key(),
            open.get_untracked(),
            active.get_untracked(),
            found.with_untracked(Vec::len),
            &text,
        );
        if !matches!(step, Step::Edit | Step::DropLast) {
            event.prevent_default();
        }
        choosing.step(step);
    };
    let chips = move || {
        (many == Many::Several).then(|| {
            let chip = |value: String| {
                let name = choosing.name_of(&value);
                view! { <RemovableChip name disabled remove=move |()| choosing.drop_value(&value) /> }
            };
            value.get().into_iter().map(chip).collect_view()
        })
    };
    let expanded = move || open.get().to_string();
    let active_id = move || {
        let at = active.get().filter(|_| open.get())?;
        Some(row_id.with_value(|id| format!("{id}{at}")))
    };
    view! {
        <Field ids label need hint error>
            <div class="combobox" on:focusout=move |event| choosing.left(&event)>
                <rows::Native name items value many disabled />
                <div class="input combobox__field needs-script">
                    {chips}
                    <input
                        id=id type="text" role="combobox" autocomplete="off" spellcheck="false"
                        aria-expanded=expanded aria-controls=list_id.clone() aria-autocomplete="list"
                        aria-activedescendant=active_id aria-describedby=described
                        aria-required=need.is_required().then_some("true")
                        aria-invalid=move || error.with(Option::is_some).then_some("true")
                        prop:value=move || typed.get() value=typed.get_untracked()
                        disabled=move || disabled.get()
                        on:input=move |event| choosing.type_text(event_target_value(&event))
                        on:click=move |_| choosing.show()
                        on:keydown=key
                    />
                    <span class="combobox__arrow" aria-hidden="true"></span>
                </div>
                <Rows choosing list_id row_id loading language />
            </div>
        </Field>
    }
    .into_any()
}
