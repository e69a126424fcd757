//! Who is signed in, what happened, and which portfolio is looked at. All three open a native
//! popover, which Escape and a press elsewhere close.

use leptos::prelude::*;

use crate::icons;

/// What happened lately, behind a bell that says how much of it is new.
#[component]
pub fn Bell(
    /// Of the popover.
    id: &'static str,
    /// What the bell is called, with the number of what is new.
    #[prop(into)]
    label: String,
    new: usize,
    /// The list.
    children: Children,
) -> impl IntoView {
    let count =
        (new > 0).then(|| view! { <span class="bell__count" aria-hidden="true">{new}</span> });
    view! {
        <button type="button" class="button button--ghost button--icon bell" popovertarget=id aria-label=label.clone() title=label.clone()>
            {icons::bell()}{count}
        </button>
        <div class="pop pop--right" id=id popover="auto" role="dialog" aria-label=label>{children()}</div>
    }
    .into_any()
}

/// What one can do with an account, behind the letters of its owner.
#[component]
pub fn AccountMenu(
    /// Of the popover.
    id: &'static str,
    #[prop(into)] label: String,
    /// Two letters.
    #[prop(into)]
    initials: String,
    #[prop(into)] name: String,
    #[prop(into)] mail: String,
    /// Texts and addresses.
    links: Vec<(String, &'static str)>,
    /// What signs out, and the text of its button: a form, for it changes something.
    sign_out: (&'static str, String),
) -> impl IntoView {
    let links = links
        .into_iter()
        .map(|(text, href)| view! { <li><a class="pop__item" href=href>{text}</a></li> })
        .collect_view();
    view! {
        <button type="button" class="avatar" popovertarget=id title=label.clone()><span aria-hidden="true">{initials}</span><span class="visually-hidden">{label.clone()}</span></button>
        <div class="pop pop--right" id=id popover="auto" role="group" aria-label=label>
            <p class="pop__head"><strong>{name}</strong><span class="small muted block">{mail}</span></p>
            <ul>{links}</ul>
            <form method="post" action=sign_out.0>
                <button class="pop__item" type="submit">{sign_out.1}</button>
            </form>
        </div>
    }
    .into_any()
}

/// The portfolio that the pages are about, and the way to another.
#[component]
pub fn PortfolioSwitch(
    /// Of the popover.
    id: &'static str,
    /// Said before the name.
    #[prop(into)]
    label: String,
    #[prop(into)] monogram: String,
    #[prop(into)] name: String,
    /// Its currency, its size.
    #[prop(into)]
    detail: String,
    /// The others: name, detail, address.
    others: Vec<(String, String, &'static str)>,
) -> impl IntoView {
    let others = others
        .into_iter()
        .map(|(name, detail, href)| {
            view! {
                <li><a class="pop__item" href=href>{name}<span class="small muted block">{detail}</span></a></li>
            }
        })
        .collect_view();
    view! {
        <button type="button" class="switch-portfolio" popovertarget=id>
            <span class="switch-portfolio__mark" aria-hidden="true">{monogram}</span>
            <span class="switch-portfolio__text">
                <span class="visually-hidden">{label}": "</span>
                <strong class="block">{name}</strong>
                <span class="small muted block">{detail}</span>
            </span>
            {icons::down()}
        </button>
        <div class="pop pop--left" id=id popover="auto"><ul>{others}</ul></div>
    }
    .into_any()
}
