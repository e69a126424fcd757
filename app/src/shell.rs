//! The frame around every page, wired to what there is: pages, instruments, preferences.

mod commands;
mod frame;
mod front;
mod help;
mod keys;
mod nearest;
mod places;
mod settings;

pub(crate) use frame::Frame;
pub(crate) use front::FrontView;
pub(crate) use nearest::nearest;
pub(crate) use settings::SettingsForm;

use leptos::prelude::*;

/// What is open in front of the page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Front {
    pub(crate) palette: RwSignal<bool>,
    pub(crate) help: RwSignal<bool>,
    /// What was typed for the palette before it was there.
    pub(crate) typed: RwSignal<String>,
}

impl Front {
    fn provide() -> Self {
        let front = Self {
            palette: RwSignal::new(false),
            help: RwSignal::new(false),
            typed: RwSignal::new(String::new()),
        };
        provide_context(front);
        front
    }
}
