//! Requests that change something, and WebSockets, have to come from our own pages.
//!
//! Browsers say where a request comes from (`Origin`, `Sec-Fetch-Site`) and no page can make them
//! lie. Programs say nothing, and carry nobody's cookies.

use std::net::IpAddr;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, header},
    middleware::Next,
    response::Response,
};
use contract::AppError;
use url::{Host, Url};

use super::{Http, errors};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses what another site sends.
pub(super) async fn refuse_strangers(
    State(http): State<Http>,
    request: Request,
    next: Next,
) -> Response {
    let guarded = !request.method().is_safe() || upgrades(request.headers());
    if guarded && !comes_from_us(request.headers(), &http.public_url) {
        let text = |name| {
            request
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        tracing::warn!(
            message = "refused a request from another site",
            origin = text(header::ORIGIN).unwrap_or("-"),
            site = text(FETCH_SITE).unwrap_or("-"),
        );
        return errors::plain(&request, &AppError::Forbidden);
    }
    next.run(request).await
}

fn upgrades(headers: &HeaderMap) -> bool {
    headers.contains_key(header::UPGRADE)
}

fn comes_from_us(headers: &HeaderMap, public: &Url) -> bool {
    // What is there and cannot be read is not ours.
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site = text(FETCH_SITE);
    match text(header::ORIGIN) {
        Some(origin) => site != Some("cross-site") && is_ours(origin, text(header::HOST), public),
        None => matches!(site, None | Some("same-origin" | "none")),
    }
}

/// The public URL, or the very address that was asked when that is a number or `localhost`: a name
/// of somebody else that resolves to this machine (DNS rebinding) is neither.
fn is_ours(origin: &str, asked: Option<&str>, public: &Url) -> bool {
    let Ok(origin) = Url::parse(origin) else {
        return false;
    };
    if origin.origin() == public.origin() {
        return true;
    }
    let numeric = match origin.host() {
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    let asked = asked.and_then(|host| Url::parse(&format!("{}://{host}", origin.scheme())).ok());
    numeric && asked.is_some_and(|asked| asked.origin() == origin.origin())
}

/// The host and port of a `Host` header, when the host is the address of this very machine.
pub(super) fn loopback(headers: &HeaderMap) -> Option<(IpAddr, u16)> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let url = Url::parse(&format!("http://{host}")).ok()?;
    let address = match url.host()? {
        Host::Ipv4(address) => IpAddr::V4(address),
        Host::Ipv6(address) => IpAddr::V6(address),
        Host::Domain(_) => return None,
    };
    address
        .is_loopback()
        .then_some((address, url.port_or_known_default()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headers: &[(&str, &str)], expect: bool) {
        let map = headers
            .iter()
            .map(|(name, value)| {
                let name: HeaderName = name.parse().expect("a header's name");
                (name, value.parse().expect("a header's value"))
            })
            .collect();
        let public = Url::parse("https://finx.example").expect("a URL");
        assert_eq!(comes_from_us(&map, &public), expect, "{headers:?}");
    }

    #[test]
    fn only_our_own_pages_may_change_things() {
        check(&[], true);
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "none")], true);
        check(&[("sec-fetch-site", "same-site")], false);
        check(&[("sec-fetch-site", "cross-site")], false);
        check(&[("origin", "https://finx.example")], true);
        check(
            &[
                ("origin", "https://finx.example"),
                ("sec-fetch-site", "cross-site"),
            ],
            false,
        );
        check(&[("origin", "http://finx.example")], false);
        check(&[("origin", "https://finx.example:444")], false);
        check(&[("origin", "https://evil.example")], false);
        check(&[("origin", "null")], false);
        check(&[("origin", "")], false);
    }

    #[test]
    fn a_number_that_was_asked_is_ours_and_a_strange_name_is_not() {
        check(
            &[
                ("origin", "http://192.168.1.5:3000"),
                ("host", "192.168.1.5:3000"),
            ],
            true,
        );
        check(
            &[("origin", "http://[::1]:3000"), ("host", "[::1]:3000")],
            true,
        );
        check(
            &[
                ("origin", "http://localhost:3000"),
                ("host", "localhost:3000"),
            ],
            true,
        );
        check(
            &[
                ("origin", "http://localhost:3001"),
                ("host", "localhost:3000"),
            ],
            false,
        );
        check(
            &[
                ("origin", "http://192.168.1.6:3000"),
                ("host", "192.168.1.5:3000"),
            ],
            false,
        );
        check(
            &[
                ("origin", "http://rebound.example"),
                ("host", "rebound.example"),
            ],
            false,
        );
        check(&[("origin", "http://192.168.1.5")], false);
    }
}
