//! What is pressed.

use leptos::prelude::*;
use ui::{
    button::{Button, LinkButton, Size, Weight},
    icons,
};

use crate::{Part, Specimen};

pub(crate) const PART: Part = Part {
    path: "buttons",
    title: "Buttons",
    components: &["Button", "Toggle button", "Link button"],
    view,
};

fn view() -> AnyView {
    let pressed = RwSignal::new(0);
    let press = move |()| pressed.update(|count| *count += 1);
    let starred = RwSignal::new(true);
    let busy = RwSignal::new(true);
    view! {
        <Specimen name="Button">
            <Button weight=Weight::Primary press=press>"Optimise"</Button>
            <Button press=press>{icons::undo()}"Undo"</Button>
            <Button weight=Weight::Ghost press=press>"Not now"</Button>
            <Button weight=Weight::Danger press=press>"Sign out"</Button>
            <Button size=Size::Small press=press>"Small"</Button>
            <Button size=Size::Large weight=Weight::Primary press=press>"Large"</Button>
            <Button label="Download" press=press>{icons::download()}</Button>
            <Button disabled=true press=press>"Disabled"</Button>
            <Button disabled=true weight=Weight::Primary press=press>"Disabled"</Button>
            <Button busy press=press>"Busy, solving"</Button>
            <Button busy weight=Weight::Primary press=press>"Busy, saving"</Button>
            <Button size=Size::Small press=move |()| busy.update(|busy| *busy = !*busy)>"Busy or not"</Button>
            <p class="muted" role="status">{move || format!("Pressed {} times", pressed.get())}</p>
        </Specimen>
        <Specimen name="Toggle button">
            <Button pressed=starred press=move |()| starred.update(|on| *on = !*on)>"Log scale"</Button>
            <Button pressed=false disabled=true press=|()| ()>"Disabled"</Button>
        </Specimen>
        <Specimen name="Link button">
            <LinkButton href="/">"To the what-if"</LinkButton>
            <LinkButton href="/instruments" weight=Weight::Primary>"All instruments"</LinkButton>
            <LinkButton href="/instruments" size=Size::Small weight=Weight::Ghost>"Small"</LinkButton>
        </Specimen>
    }
    .into_any()
}
