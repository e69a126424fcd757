//! Headers that tell browsers what not to do.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::Http;

/// The policy of a page.
///
/// `'strict-dynamic'` is left out on purpose: with it browsers ignore `'self'`, and then refuse
/// `<link rel="modulepreload">` and the worker's script, which carry no nonce. All our scripts are
/// files of our own origin, so `'self'` with a nonce for the inline ones allows no more.
/// `'wasm-unsafe-eval'` permits compiling WebAssembly, and no `eval`.
pub(super) fn page_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; connect-src 'self'; \
         worker-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    )
}

/// The policy of a script, which is what a worker started from it obeys.
pub(super) const SCRIPT_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
                                        connect-src 'self'; frame-ancestors 'none'";

/// The policy of everything else: nothing in it runs.
const PLAIN_POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
                            frame-ancestors 'none'";

/// The same for every response.
const ALWAYS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
         magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Two years, as browsers' preload lists want it.
const STRICT_TRANSPORT: &str = "max-age=63072000";

/// Adds the headers; what a route has set itself stays.
pub(super) async fn secure(State(http): State<Http>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        add(headers, name, value);
    }
    add(headers, header::CONTENT_SECURITY_POLICY, PLAIN_POLICY);
    // A page may be kept, but not be shown again without asking: it holds the state of its moment.
    add(headers, header::CACHE_CONTROL, "no-cache");
    if http.public_url.scheme() == "https" {
        add(headers, header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT);
    }
    response
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers
        .entry(name)
        .or_insert(HeaderValue::from_static(value));
}
