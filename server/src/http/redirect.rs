//! Pages asked for at 127.0.0.1 go on at the public URL's host, so that cookies, passkeys and links
//! see one origin.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{API, CALL, Http, PACKAGES, origin::loopback, wants_page};

/// Redirects what a person opens at the wrong host; programs, files and other ports are left alone.
pub(super) async fn to_public_host(
    State(http): State<Http>,
    request: Request,
    next: Next,
) -> Response {
    match target(&http, &request) {
        Some(location) => (
            StatusCode::PERMANENT_REDIRECT,
            // The public URL may be configured otherwise tomorrow.
            [
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
                (header::LOCATION, location),
            ],
        )
            .into_response(),
        None => next.run(request).await,
    }
}

fn target(http: &Http, request: &Request) -> Option<HeaderValue> {
    let uri = request.uri();
    let is_page = request.method() == Method::GET
        && wants_page(request)
        && ![API, CALL, PACKAGES]
            .iter()
            .any(|prefix| uri.path().starts_with(prefix))
        && !["/healthz", "/readyz", "/version"].contains(&uri.path());
    let (address, port) = is_page.then(|| loopback(request.headers()))??;
    let public = &http.public_url;
    let same_port = public.port_or_known_default() == Some(port);
    let other_host = public.host_str() != Some(&address.to_string())
        && public.host_str() != Some(&format!("[{address}]"));
    if !(same_port && other_host) {
        return None;
    }
    let origin = public.origin().ascii_serialization();
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    HeaderValue::try_from(format!("{origin}{path}")).ok()
}
