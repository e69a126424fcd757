//! The language of a visit: the person's choice (a cookie) first, then what the browser asks for.

use domain::Language;
use leptos::prelude::*;
use texts::use_language;

/// The name of the cookie, and of the field of the form that sets it.
pub const COOKIE: &str = "language";
/// Where that form is sent.
pub const FORM: &str = "/language";

/// The language that these headers of a request ask for.
pub fn of_headers(headers: &http::HeaderMap) -> Language {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    text(http::header::COOKIE)
        .and_then(from_cookies)
        .or_else(|| text(http::header::ACCEPT_LANGUAGE).and_then(Language::from_accepted))
        .unwrap_or_default()
}

fn from_cookies(header: &str) -> Option<Language> {
    let value = header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == COOKIE).then_some(value))?;
    Language::from_code(value)
}

/// The words that pictures add to those they are given.
pub fn words_of(language: Language) -> figure::Words {
    match language {
        Language::English => figure::Words::default(),
        Language::German => figure::Words::german(),
    }
}

/// A button for every other language. A plain form: it works without the page's program, and the
/// page comes again where it was, its state in its address.
#[component]
pub fn LanguageButtons() -> impl IntoView {
    let spoken = use_language();
    let buttons = Language::ALL
        .into_iter()
        .filter(|language| *language != spoken)
        .map(|language| {
            view! {
                <button
                    type="submit"
                    name=COOKIE
                    value=language.code()
                    lang=language.code()
                    class="button"
                >
                    {language.own_name()}
                </button>
            }
        })
        .collect_view();
    view! { <form method="post" action=FORM>{buttons}</form> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, German};

    fn check(cookie: &str, accepted: &str, expect: Language) {
        let mut headers = http::HeaderMap::new();
        let mut add = |name, value: &str| {
            headers.insert(name, value.parse().expect("a header's value"));
        };
        add(http::header::COOKIE, cookie);
        add(http::header::ACCEPT_LANGUAGE, accepted);
        assert_eq!(of_headers(&headers), expect, "{cookie} {accepted}");
    }

    #[test]
    fn the_choice_of_the_person_comes_first() {
        check("theme=dark; language=de", "en", German);
        check("language=en", "de", English);
        check("language=fr", "de", German);
        check("mylanguage=en", "de", German);
        check("", "fr, de;q=0.1", German);
        check("", "fr", English);
        assert_eq!(of_headers(&http::HeaderMap::new()), English);
    }
}
