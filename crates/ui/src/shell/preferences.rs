//! Settings as a form: what is chosen counts at once where the program of the page runs, and after
//! its button is pressed where it does not.

use leptos::prelude::*;

use crate::{browser, preferences::Setting};

/// Where the form is sent.
pub const FORM: &str = "/preferences";

/// A setting as a row of choices.
#[component]
pub fn Choice(
    setting: Setting,
    /// What it is about.
    #[prop(into)]
    legend: String,
    /// What the values are called, in their order.
    names: Vec<&'static str>,
) -> impl IntoView {
    let now = setting.now();
    let choices = setting
        .values
        .iter()
        .zip(names)
        .map(|(value, name)| {
            view! {
                <label class="segment">
                    <input type="radio" name=setting.name value=*value checked=*value == now />
                    {name}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="setting">
            <legend class="label">{legend}</legend>
            <div class="segments">{choices}</div>
        </fieldset>
    }
    .into_any()
}

/// The form around the choices.
#[component]
pub fn Settings(
    /// What its button says, where one is needed.
    #[prop(into)]
    save: String,
    children: Children,
) -> impl IntoView {
    view! {
        <form
            class="settings"
            method="post"
            action=FORM
            on:change=|event| browser::prefer_field(&event)
        >
            {children()}
            <button type="submit" class="button button--primary without-script">{save}</button>
        </form>
    }
    .into_any()
}
