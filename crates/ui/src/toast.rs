//! What has just happened, in a corner of the page, with the way to undo it. Never the only way:
//! the page itself shows the state too.

pub mod queue;

use std::time::Duration;

use domain::Language;
use leptos::{ev, leptos_dom::helpers::IntervalHandle, prelude::*};
use texts::{common, components, use_language};

use crate::{dom, icons};
use queue::{Queue, Waiting};

/// How long a message is shown if nobody asks for another time: long enough to read two lines and
/// to reach the button.
pub const USUAL_TIME_MS: u32 = 8_000;
/// How often the time is looked at.
const BEAT_MS: u32 = 250;

/// What a message says, and what undoes it.
#[derive(Debug, Clone)]
struct Message {
    text: String,
    undo: Option<Callback<()>>,
}

/// Where pages put their messages: `Toasts::of_page()`.
#[derive(Debug, Clone, Copy)]
pub struct Toasts {
    queue: RwSignal<Queue<Message>>,
    /// Milliseconds for which messages are shown; `None` until they are closed (a setting).
    pub time: RwSignal<Option<u32>>,
}

impl Toasts {
    /// Makes the one place for messages, for everything below; `<Toaster>` shows them.
    pub fn provide() -> Self {
        let toasts = Self {
            queue: RwSignal::new(Queue::default()),
            time: RwSignal::new(Some(USUAL_TIME_MS)),
        };
        provide_context(toasts);
        toasts
    }

    /// The place that an ancestor provides; where none does, messages go nowhere.
    pub fn of_page() -> Self {
        use_context().unwrap_or_else(|| Self {
            queue: RwSignal::new(Queue::default()),
            time: RwSignal::new(None),
        })
    }

    /// Says what has happened.
    pub fn say(&self, text: impl Into<String>) {
        self.push(text.into(), None);
    }

    /// Says what has happened, and offers to undo it.
    pub fn say_with_undo(&self, text: impl Into<String>, undo: impl Into<Callback<()>>) {
        self.push(text.into(), Some(undo.into()));
    }

    fn push(&self, text: String, undo: Option<Callback<()>>) {
        let time = self.time.get_untracked();
        self.queue.update(|queue| {
            queue.push(Message { text, undo }, time);
        });
    }
}

/// The region in which messages appear: there from the start, so that each is read aloud. F8 leads
/// to the newest message's button; while one is pointed at or has the focus, time stands still.
#[component]
pub fn Toaster(toasts: Toasts) -> impl IntoView {
    let language = use_language();
    let queue = toasts.queue;
    let (pointed, focused) = (RwSignal::new(false), RwSignal::new(false));
    // Where the focus was before F8: it goes back when the message is gone. What only the browser's
    // thread may touch is made only there: on the server even dropping an empty local value on
    // another thread panics.
    let came_from =
        StoredValue::new(None::<StoredValue<Option<web_sys::HtmlElement>, LocalStorage>>);
    let close = Callback::new(move |id| {
        queue.update(|queue| queue.close(id));
        focused.set(false);
        if let Some(kept) = came_from.try_update_value(Option::take).flatten() {
            if let Some(element) = kept.get_value() {
                dom::focus(&element);
            }
            kept.dispose();
        }
    });
    let is_busy = Memo::new(move |_| queue.with(|queue| !queue.is_empty()));
    Effect::new(move |_| {
        if !is_busy.get() {
            // What goes away under the pointer sends no event.
            pointed.set(false);
            focused.set(false);
            return;
        }
        let beat = move || {
            if !pointed.get_untracked() && !focused.get_untracked() {
                queue.update(|queue| queue.pass(BEAT_MS));
            }
        };
        let beat = set_interval_with_handle(beat, Duration::from_millis(BEAT_MS.into())).ok();
        let key = window_event_listener(ev::keydown, move |event| {
            if event.key() == "F8" && !focused.get_untracked() {
                came_from.set_value(Some(StoredValue::new_local(dom::active())));
                focus_newest();
            }
        });
        on_cleanup(move || {
            key.remove();
            let _ = beat.as_ref().map(IntervalHandle::clear);
        });
    });
    view! {
        <section
            id=REGION
            class="toasts"
            aria-label=components::notifications(language)
            on:pointerenter=move |_| pointed.set(true)
            on:pointerleave=move |_| pointed.set(false)
            on:focusin=move |_| focused.set(true)
            on:focusout=move |_| focused.set(false)
        >
            <div role="status">
                <For
                    each=move || queue.with(|queue| queue.shown().to_vec())
                    key=|message| message.id
                    children=move |message| toast(message, close, language)
                />
            </div>
        </section>
    }
    .into_any()
}

const REGION: &str = "notifications";

fn focus_newest() {
    let newest = dom::by_id(REGION).and_then(|region| {
        let toast = dom::all(&region, ".toast").pop()?;
        dom::all(&toast, "button").into_iter().next()
    });
    if let Some(button) = newest {
        dom::focus(&button);
    }
}

fn toast(message: Waiting<Message>, close: Callback<u64>, language: Language) -> AnyView {
    let id = message.id;
    let undo = message.what.undo.map(|undo| {
        let press = move |_| {
            close.run(id);
            undo.run(());
        };
        view! {
            <button type="button" class="button button--small" on:click=press aria-keyshortcuts="F8">
                {components::undo(language)}
            </button>
        }
    });
    view! {
        <div class="toast">
            <p class="toast__text">{message.what.text}</p>
            {undo}
            <button
                type="button"
                class="button button--ghost button--small button--icon"
                aria-label=common::close(language)
                on:click=move |_| close.run(id)
            >
                {icons::cross()}
            </button>
        </div>
    }
    .into_any()
}
