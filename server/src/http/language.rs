//! The person's choice of a language, kept in a cookie.

use app::language::COOKIE;
use axum::{
    Form,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use contract::AppError;
use domain::Language;
use serde::Deserialize;
use url::Url;

use super::{Http, errors::Refusal};

/// A year: a choice, not a secret.
const KEPT: &str = "Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly";

/// What the form says.
#[derive(Deserialize)]
pub(super) struct Choice {
    language: String,
}

/// Keeps the choice and goes back to the page that it was made on. That this page is ours has been
/// checked before (`origin`).
pub(super) async fn choose(
    State(http): State<Http>,
    headers: HeaderMap,
    Form(choice): Form<Choice>,
) -> Response {
    let Some(language) = Language::from_code(&choice.language) else {
        let error = AppError::invalid(COOKIE, "FinX does not speak this language.");
        return Refusal(error).into_response();
    };
    let secure = match http.public_url.scheme() {
        "https" => "; Secure",
        _ => "",
    };
    let cookie = format!("{COOKIE}={}; {KEPT}{secure}", language.code());
    let mut response = Redirect::to(&origin_page(&headers)).into_response();
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Path and query of the page that the form was on; our policy has browsers send them to us and to
/// nobody else. Only they are used: the redirect stays at this origin.
pub(super) fn origin_page(headers: &HeaderMap) -> String {
    let referer = headers
        .get(header::REFERER)
        .and_then(|value| Url::parse(value.to_str().ok()?).ok());
    match referer {
        // Two slashes in front would be the name of another host.
        Some(page) if page.path().starts_with('/') && !page.path().starts_with("//") => {
            match page.query() {
                Some(query) => format!("{}?{query}", page.path()),
                None => page.path().to_owned(),
            }
        }
        _ => "/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(referer: &str, expect: &str) {
        let mut headers = HeaderMap::new();
        headers.insert(header::REFERER, referer.parse().expect("a header's value"));
        assert_eq!(origin_page(&headers), expect, "{referer}");
    }

    #[test]
    fn goes_back_where_it_came_from_and_nowhere_else() {
        check("https://finx.example/", "/");
        check("https://finx.example/?cap=10&x=%20y", "/?cap=10&x=%20y");
        check(
            "https://finx.example/instruments/AAPL#chart",
            "/instruments/AAPL",
        );
        check("https://finx.example//evil.example/x", "/");
        check("https://finx.example/\\\\evil.example", "/");
        check("javascript:alert(1)", "/");
        check("data:text/html,x", "/");
        check("no address", "/");
        assert_eq!(origin_page(&HeaderMap::new()), "/");
    }
}
