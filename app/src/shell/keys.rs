//! Keys that work on every page: one listener for the whole program.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use ui::{
    browser,
    shell::{
        places::Place,
        shortcuts::{Keys, Press, Wish},
    },
};

use super::{Front, places::behind};

/// Listens until the program ends, or what calls this goes.
pub(super) fn listen(front: Front, places: StoredValue<Vec<Place>>) {
    let keys = StoredValue::new(Keys::default());
    let navigate = use_navigate();
    Effect::new(move |_| {
        let navigate = navigate.clone();
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            if event.repeat() || event.default_prevented() {
                return;
            }
            let key = event.key();
            let press = Press {
                key: &key,
                command: event.ctrl_key() || event.meta_key(),
                alt: event.alt_key(),
                shift: event.shift_key(),
                taken: browser::takes_keys(&event),
                at: event.time_stamp(),
            };
            if front.palette.get_untracked() && press.is_character() {
                // Its module is on the way: what is typed is for it.
                front.typed.update(|typed| typed.push_str(&key));
                event.prevent_default();
                return;
            }
            let single = browser::preference("shortcuts").as_deref() != Some("off");
            let wish = keys.try_update_value(|keys| keys.press(press, single));
            let Some(wish) = wish.flatten() else { return };
            match wish {
                Wish::Palette => front.palette.update(|open| *open = !*open),
                Wish::Search => front.palette.set(true),
                Wish::Help => front.help.set(true),
                Wish::Go(letter) => {
                    let Some(href) = places.with_value(|places| behind(letter, places)) else {
                        return;
                    };
                    navigate(href, leptos_router::NavigateOptions::default());
                }
            }
            event.prevent_default();
        });
        on_cleanup(move || handle.remove());
    });
}
