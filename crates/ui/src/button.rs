//! Something to press, and a link that looks like it.

use leptos::prelude::*;

/// How much a button stands out. One primary button a view.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Weight {
    /// What the view is for.
    Primary,
    /// Everything else.
    #[default]
    Plain,
    /// Without a border: in rows of many.
    Ghost,
    /// What ends or deletes something.
    Danger,
}

/// 28, 32 or 40 px high; on narrow pages never below 40.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Size {
    Small,
    #[default]
    Usual,
    Large,
}

/// The classes of a button.
pub fn class(weight: Weight, size: Size) -> String {
    let weight = match weight {
        Weight::Primary => " button--primary",
        Weight::Plain => "",
        Weight::Ghost => " button--ghost",
        Weight::Danger => " button--danger",
    };
    let size = match size {
        Size::Small => " button--small",
        Size::Usual => "",
        Size::Large => " button--large",
    };
    format!("button{weight}{size}")
}

/// Does something on this page.
#[component]
pub fn Button(
    #[prop(optional)] weight: Weight,
    #[prop(optional)] size: Size,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Is doing it: shows so, keeps the focus and takes no second press.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Makes it a switch of two states, and says which.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    /// Its name where only an icon is inside.
    #[prop(optional, into)]
    label: Option<String>,
    /// What it does; without it the button belongs to a form and sends it.
    #[prop(optional, into)]
    press: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let kind = if press.is_some() { "button" } else { "submit" };
    let icon = if label.is_some() { " button--icon" } else { "" };
    let act = move |event: leptos::ev::MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
        } else if let Some(press) = press {
            press.run(());
        }
    };
    view! {
        <button
            type=kind
            class=class(weight, size) + icon
            disabled=move || disabled.get()
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || busy.get().then_some("true")
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
            aria-label=label.clone()
            title=label
            on:click=act
        >
            {children()}
        </button>
    }
    .into_any()
}

/// Goes to another page.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] weight: Weight,
    #[prop(optional)] size: Size,
    children: Children,
) -> impl IntoView {
    view! { <a class=class(weight, size) href=href>{children()}</a> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        assert_eq!(class(Weight::Plain, Size::Usual), "button");
        assert_eq!(
            class(Weight::Primary, Size::Large),
            "button button--primary button--large"
        );
    }
}
