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
}

/// 28, 32 or 40 px high.
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
    /// What it does; without it the button belongs to a form and sends it.
    #[prop(optional, into)]
    press: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let kind = if press.is_some() { "button" } else { "submit" };
    view! {
        <button
            type=kind
            class=class(weight, size)
            disabled=move || disabled.get()
            on:click=move |_| if let Some(press) = press { press.run(()) }
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
