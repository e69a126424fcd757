//! Files, chosen in the browser's window or dropped. The native input covers the whole zone, so that
//! a drop needs no script and a form sends the files.

mod check;

use leptos::prelude::*;
use texts::{Language, components as words, use_language};
use web_sys::{DataTransfer, FileList, HtmlInputElement};

pub use check::Limits;

use crate::{
    field::{Below, Ids},
    icons,
};

/// The name of a file, and its size in bytes.
type Named = (String, u64);

fn named(files: &FileList) -> Vec<Named> {
    (0..files.length())
        .filter_map(|at| files.get(at))
        .map(|file| (file.name(), file.size() as u64))
        .collect()
}

/// Leaves in the input the files that may stay.
fn keep(input: &HtmlInputElement, mut may_stay: impl FnMut(usize) -> bool) -> Option<()> {
    let files = input.files()?;
    let kept = DataTransfer::new().ok()?;
    for at in 0..files.length() {
        if may_stay(at as usize) {
            let file = files.get(at)?;
            kept.items().add_with_file(&file).ok()?;
        }
    }
    input.set_files(kept.files().as_ref());
    Some(())
}

/// Files, chosen or dropped.
#[component]
pub fn FileDrop(
    #[prop(into)] label: String,
    /// What a form calls it. One of a name on a page.
    name: &'static str,
    limits: Limits,
    /// Told the files whenever they change. In the browser only.
    #[prop(into)]
    change: Callback<FileList>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let language = use_language();
    let limits = StoredValue::new(limits);
    let input = NodeRef::<leptos::html::Input>::new();
    let chosen = RwSignal::new(Vec::<Named>::new());
    let mistake = RwSignal::new(None::<String>);
    let over = RwSignal::new(false);
    let tell = move |input: &HtmlInputElement| {
        if let Some(files) = input.files() {
            chosen.set(named(&files));
            change.run(files);
        }
    };
    let take = move |_| {
        over.set(false);
        let Some(input) = input.get_untracked() else {
            return;
        };
        let files = input.files().map(|files| named(&files)).unwrap_or_default();
        mistake.set(limits.with_value(|limits| refusals(limits, &files, language)));
        let is_fine = |at: usize| {
            let (name, bytes) = &files[at];
            limits.with_value(|limits| {
                at < limits.files && limits.refuse(name, *bytes, language).is_none()
            })
        };
        keep(&input, is_fine);
        tell(&input);
    };
    let remove = move |gone: usize| {
        if let Some(input) = input.get_untracked() {
            mistake.set(None);
            keep(&input, |at| at != gone);
            tell(&input);
            // The button that had the focus is gone.
            let _ = input.focus();
        }
    };
    let wrong = Signal::derive(move || mistake.get().or_else(|| error.get()));
    let ids = Ids::of(name);
    let described = ids.described_by(true);
    let hint = limits.with_value(|limits| limits.say(language));
    let rows = move || {
        let row = |(at, (name, bytes)): (usize, Named)| {
            let label = words::remove(language, &name);
            view! {
                <li class="file">
                    <span class="file__name">{name}</span>
                    <span class="muted">{language.size(bytes)}</span>
                    <button type="button" class="chip__remove" aria-label=label on:click=move |_| remove(at)>
                        {icons::cross()}
                    </button>
                </li>
            }
        };
        chosen.get().into_iter().enumerate().map(row).collect_view()
    };
    view! {
        <div class="field file-drop">
            <label class="field__label" for=ids.control.clone()>{label}</label>
            <div class="file-drop__zone" class:file-drop__zone--over=move || over.get()>
                <span aria-hidden="true">{icons::download()}{words::drop_files(language)}</span>
                <input type="file" id=ids.control.clone() name=name node_ref=input
                    accept=limits.with_value(Limits::accept)
                    multiple=limits.with_value(|limits| limits.files > 1)
                    disabled=move || disabled.get() required=required
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    aria-describedby=described
                    on:dragenter=move |_| over.set(true) on:dragleave=move |_| over.set(false)
                    on:drop=move |_| over.set(false) on:change=take />
            </div>
            <Below ids hint=Some(hint) error=wrong />
            <ul class="files">{rows}</ul>
        </div>
    }
    .into_any()
}

/// Everything that is wrong with these files.
fn refusals(limits: &Limits, files: &[Named], language: Language) -> Option<String> {
    let each = files
        .iter()
        .filter_map(|(name, bytes)| limits.refuse(name, *bytes, language));
    let all: Vec<_> = each
        .chain(limits.refuse_count(files.len(), language))
        .collect();
    (!all.is_empty()).then(|| all.join(" "))
}
