//! Preferences, from the form that works without a script. Scripts write the same cookies.

use app::preferences::SETTINGS;
use axum::{
    Form,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};

use super::{Http, language::origin_page};

/// Keeps what was chosen and goes back to the page on which it was. What is no setting, and what a
/// setting does not know, is left alone. That this page is ours has been checked before (`origin`).
pub(super) async fn choose(
    State(http): State<Http>,
    headers: HeaderMap,
    Form(chosen): Form<Vec<(String, String)>>,
) -> Response {
    let mut response = Redirect::to(&origin_page(&headers)).into_response();
    let secure = match http.public_url.scheme() {
        "https" => "; Secure",
        _ => "",
    };
    for cookie in cookies(&chosen) {
        if let Ok(cookie) = HeaderValue::try_from(format!("{cookie}{secure}")) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

/// One cookie for each setting that was chosen: a year long, or gone where it is as if nobody had
/// chosen.
fn cookies(chosen: &[(String, String)]) -> Vec<String> {
    let chosen = SETTINGS.into_iter().filter_map(|setting| {
        let (_, value) = chosen.iter().rev().find(|(name, _)| name == setting.name)?;
        Some((setting.name, setting.value(value)?))
    });
    chosen
        .map(|(name, value)| {
            let age = if value.is_empty() { 0 } else { 31_536_000 };
            format!("{name}={value}; Path=/; Max-Age={age}; SameSite=Lax")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(chosen: &[(&str, &str)], expect: &[&str]) {
        let chosen: Vec<_> = chosen
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        assert_eq!(cookies(&chosen), expect, "{chosen:?}");
    }

    #[test]
    fn only_what_we_know_becomes_a_cookie() {
        check(
            &[("density", "roomy"), ("theme", "dark")],
            &[
                "theme=dark; Path=/; Max-Age=31536000; SameSite=Lax",
                "density=roomy; Path=/; Max-Age=31536000; SameSite=Lax",
            ],
        );
        check(
            &[("theme", "")],
            &["theme=; Path=/; Max-Age=0; SameSite=Lax"],
        );
        check(&[("theme", "dark; Domain=evil.example")], &[]);
        check(&[("session", "mine"), ("palette", "pink")], &[]);
        check(
            &[("shortcuts", "on"), ("shortcuts", "off")],
            &["shortcuts=off; Path=/; Max-Age=31536000; SameSite=Lax"],
        );
    }
}
