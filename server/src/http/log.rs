//! One line for every request.

use std::time::Instant;

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use super::PACKAGES;

/// Names a request in the log and in the answer.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names the request, and writes a line when its answer begins.
pub(super) async fn access(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let request_id = services::new_reference();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let span = tracing::info_span!("request", request_id);
    let mut response = next.run(request).instrument(span.clone()).await;

    let status = response.status().as_u16();
    let duration_ms = (start.elapsed().as_secs_f64() * 1e5).round() / 1e2;
    // Probes come every few seconds and files by the dozen; they would hide everything else.
    let quiet = matches!(path.as_str(), "/healthz" | "/readyz") || path.starts_with(PACKAGES);
    span.in_scope(|| {
        if quiet && status < 500 {
            tracing::debug!(message = "answered", %method, path, status, duration_ms);
        } else {
            tracing::info!(message = "answered", %method, path, status, duration_ms);
        }
    });
    if let Ok(value) = HeaderValue::try_from(request_id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}
