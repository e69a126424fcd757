//! Errors as responses: JSON for programs, a small page for people.

use std::panic::AssertUnwindSafe;

use axum::{
    Json,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use contract::AppError;
use futures_util::FutureExt;

use super::{Http, MAX_BODY_BYTES, wants_page};

/// An [`AppError`] on its way out, as JSON.
pub struct Refusal(pub AppError);

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (status(&self.0), Json(&self.0)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let AppError::Busy { retry_after_s } = self.0 {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
        }
        response
    }
}

fn status(error: &AppError) -> StatusCode {
    StatusCode::from_u16(error.status()).expect("an error has the status of an error")
}

/// The error as a page that needs nothing else, or as JSON, as the asker likes.
pub(super) fn plain(request: &Request, error: &AppError) -> Response {
    respond(wants_page(request), status(error), error)
}

fn respond(page: bool, status: StatusCode, error: &AppError) -> Response {
    if !page {
        let mut response = Refusal(error.clone()).into_response();
        *response.status_mut() = status;
        return response;
    }
    let (title, next) = match status {
        StatusCode::NOT_FOUND => ("Not found", "There is nothing at this address."),
        StatusCode::METHOD_NOT_ALLOWED => (
            "Not meant for this",
            "This address does not take requests of this kind.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => ("Too large", "This request is larger than FinX reads."),
        StatusCode::FORBIDDEN => ("Not allowed", "This request did not come from FinX itself."),
        StatusCode::SERVICE_UNAVAILABLE => {
            ("Busy", "The answer took too long. Try again in a moment.")
        }
        _ => (
            "Something went wrong",
            "This is our fault, not yours. Try again.",
        ),
    };
    let reference = match error {
        AppError::Internal { reference } => {
            format!("<p>Reference for whoever runs this instance: <code>{reference}</code></p>")
        }
        _ => String::new(),
    };
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title} · FinX</title></head>\
         <body><main><h1>{title}</h1><p>{next}</p>{reference}\
         <p><a href=\"/\">To the start page</a></p></main></body></html>"
    );
    (status, Html(html)).into_response()
}

/// There is such a path, but not for this method.
pub(super) async fn method_not_allowed(request: Request) -> Response {
    let method = request.method();
    let error = AppError::not_found(format!("{method} {}", request.uri().path()));
    respond(wants_page(&request), StatusCode::METHOD_NOT_ALLOWED, &error)
}

/// Says in our words what the layer that limits bodies says in its own.
pub(super) async fn too_large(request: Request, next: Next) -> Response {
    let page = wants_page(&request);
    let response = next.run(request).await;
    if response.status() != StatusCode::PAYLOAD_TOO_LARGE {
        return response;
    }
    let most = MAX_BODY_BYTES / 1024;
    let error = AppError::invalid("request", format!("must not be larger than {most} KiB"));
    respond(page, StatusCode::PAYLOAD_TOO_LARGE, &error)
}

/// Answers for a route that panics or takes too long.
pub(super) async fn guard(State(http): State<Http>, request: Request, next: Next) -> Response {
    let page = wants_page(&request);
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(http.time_limit, answer).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => {
            let reference = services::new_reference();
            tracing::error!(message = "a request ended in a panic", reference);
            let error = AppError::Internal { reference };
            respond(page, status(&error), &error)
        }
        Err(_) => {
            tracing::warn!(
                message = "a request took too long",
                limit_s = http.time_limit.as_secs()
            );
            let error = AppError::Busy { retry_after_s: 5 };
            respond(page, status(&error), &error)
        }
    }
}

/// Leptos marks the answer of a server function that failed with this header.
const SERVER_FUNCTION_ERROR: &str = "serverfnerror";

/// Largest error that is looked into.
const MAX_ERROR_BYTES: usize = 64 * 1024;

/// Gives the failure of a server function the status of its [`AppError`]: Leptos answers 500 to
/// everything, and wrong input is no fault of the server.
pub(super) async fn status_of_server_functions(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let failed = response.status() == StatusCode::INTERNAL_SERVER_ERROR
        && response.headers().contains_key(SERVER_FUNCTION_ERROR);
    if !failed {
        return response;
    }
    let (mut head, body) = response.into_parts();
    match to_bytes(body, MAX_ERROR_BYTES).await {
        Ok(bytes) => {
            if let Ok(error) = serde_json::from_slice::<AppError>(&bytes) {
                head.status = status(&error);
                if let AppError::Busy { retry_after_s } = error {
                    head.headers
                        .insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
                }
            }
            Response::from_parts(head, Body::from(bytes))
        }
        Err(_) => Response::from_parts(head, Body::empty()),
    }
}
