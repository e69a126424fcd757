//! What is pressed.

use leptos::prelude::*;
use ui::button::{Button, LinkButton, Size, Weight};

use crate::{Part, Specimen};

pub(crate) const PART: Part = Part {
    path: "buttons",
    title: "Buttons",
    components: &["Button", "Link button"],
    view,
};

fn view() -> AnyView {
    let pressed = RwSignal::new(0);
    let press = move |()| pressed.update(|count| *count += 1);
    view! {
        <Specimen name="Button">
            <Button weight=Weight::Primary press=press>"Optimise"</Button>
            <Button press=press>"Undo"</Button>
            <Button weight=Weight::Ghost press=press>"Not now"</Button>
            <Button size=Size::Small press=press>"Small"</Button>
            <Button size=Size::Large weight=Weight::Primary press=press>"Large"</Button>
            <Button disabled=true press=press>"Disabled"</Button>
            <p class="muted" role="status">{move || format!("Pressed {} times", pressed.get())}</p>
        </Specimen>
        <Specimen name="Link button">
            <LinkButton href="/">"To the what-if"</LinkButton>
            <LinkButton href="/instruments" weight=Weight::Primary>"All instruments"</LinkButton>
        </Specimen>
    }
    .into_any()
}
