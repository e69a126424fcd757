//! Errors as responses: JSON for programs, a small page for people.

use std::panic::AssertUnwindSafe;

use app::language::of_headers;
use axum::{
    Json,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use contract::AppError;
use domain::Language;
use futures_util::FutureExt;
use texts::errors;

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

/// How the asker likes to be answered: a person by a page in their language, a program by JSON.
type Page = Option<Language>;

fn page(request: &Request) -> Page {
    wants_page(request).then(|| of_headers(request.headers()))
}

/// The error as a page that needs nothing else, or as JSON, as the asker likes.
pub(super) fn plain(request: &Request, error: &AppError) -> Response {
    respond(page(request), status(error), error)
}

fn respond(page: Page, status: StatusCode, error: &AppError) -> Response {
    let Some(language) = page else {
        let mut response = Refusal(error.clone()).into_response();
        *response.status_mut() = status;
        return response;
    };
    type Text = fn(Language) -> &'static str;
    let (title, why): (Text, Text) = match status {
        StatusCode::NOT_FOUND => (errors::page_not_found, errors::page_not_found_why),
        StatusCode::METHOD_NOT_ALLOWED => (errors::page_not_meant, errors::page_not_meant_why),
        StatusCode::PAYLOAD_TOO_LARGE => (errors::page_too_large, errors::page_too_large_why),
        StatusCode::FORBIDDEN => (errors::page_not_allowed, errors::page_not_allowed_why),
        StatusCode::SERVICE_UNAVAILABLE => (errors::page_busy, errors::page_busy_why),
        _ => (errors::page_wrong, errors::page_wrong_why),
    };
    let (title, why) = (title(language), why(language));
    let reference = match error {
        AppError::Internal { reference } => {
            let before = errors::page_reference(language);
            format!("<p>{before} <code>{reference}</code></p>")
        }
        _ => String::new(),
    };
    let (code, start) = (language.code(), errors::page_start(language));
    let html = format!(
        "<!DOCTYPE html><html lang=\"{code}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title} · FinX</title></head>\
         <body><main><h1>{title}</h1><p>{why}</p>{reference}\
         <p><a href=\"/\">{start}</a></p></main></body></html>"
    );
    let headers = [
        (header::CONTENT_LANGUAGE, code),
        (header::VARY, "accept, accept-language, cookie"),
    ];
    (status, headers, Html(html)).into_response()
}

/// There is such a path, but not for this method.
pub(super) async fn method_not_allowed(request: Request) -> Response {
    let method = request.method();
    let error = AppError::not_found(format!("{method} {}", request.uri().path()));
    respond(page(&request), StatusCode::METHOD_NOT_ALLOWED, &error)
}

/// Says in our words what the layer that limits bodies says in its own.
pub(super) async fn too_large(request: Request, next: Next) -> Response {
    let page = page(&request);
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
    let page = page(&request);
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
