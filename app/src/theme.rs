//! Light or dark: the system's choice first, the person's after that. Kept in a cookie, so that
//! the server renders it right the first time.

use leptos::prelude::*;

use crate::{browser, icons};

/// The cookie's name.
pub const COOKIE: &str = "theme";

/// The theme in a `Cookie` header; `None` leaves it to the system.
pub fn from_cookies(header: &str) -> Option<&'static str> {
    let value = header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == COOKIE).then_some(value))?;
    ["light", "dark"].into_iter().find(|theme| *theme == value)
}

/// The theme that the request's cookie asks for.
pub fn of_request() -> Option<&'static str> {
    let parts = use_context::<http::request::Parts>()?;
    let header = parts.headers.get(http::header::COOKIE)?;
    from_cookies(header.to_str().ok()?)
}

/// Turns light into dark and back.
#[component]
pub fn ThemeButton() -> impl IntoView {
    view! {
        <button
            type="button"
            class="button button--ghost button--icon needs-script"
            aria-label="Switch between light and dark"
            title="Switch between light and dark"
            on:click=|_| browser::toggle_theme()
        >
            {icons::moon()}
        </button>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies() {
        assert_eq!(from_cookies("a=b; theme=dark"), Some("dark"));
        assert_eq!(from_cookies("theme=light;x=y"), Some("light"));
        assert_eq!(from_cookies("theme=<script>"), None);
        assert_eq!(from_cookies("mytheme=dark"), None);
        assert_eq!(from_cookies(""), None);
    }
}
