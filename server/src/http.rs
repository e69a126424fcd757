//! HTTP: the routes, and what is done to every request and response.

pub mod assets;
pub mod errors;
pub mod headers;
mod health;
mod log;
mod origin;
mod pages;
mod prices;
mod redirect;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{Method, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::get,
};
use contract::{AppError, Services};
use tower_http::{
    compression::{CompressionLayer, CompressionLevel},
    limit::RequestBodyLimitLayer,
};
use url::Url;

use assets::Site;
use errors::Refusal;
pub use health::{VERSION, Version};

/// Largest body that is read: a what-if about [`contract::what_if::MAX_ASSETS`] assets is below
/// 8 KiB as JSON, and nothing larger is posted yet.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// Longest time that an answer may take to begin. The slowest one, a what-if of 200 assets with its
/// walk-forward, is below 2 s on two slow cores.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// Brotli's default of 11 is meant for files that are compressed once; 4 is nearly as small as
/// gzip's 9 and takes about a tenth of its time.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(4);

/// Where programs ask.
const API: &str = "/api/";
/// Where the server functions of the pages are.
const CALL: &str = "/call/";
/// Where every build of the site puts its files.
const PACKAGES: &str = "/pkg/";

/// What the routes need.
#[derive(Clone)]
pub struct Http {
    /// The use-cases.
    pub services: Services,
    /// Static files.
    pub site: Arc<Site>,
    /// Where people reach this instance.
    pub public_url: Arc<Url>,
    /// Reserved for the gallery of components, at `/gallery`.
    pub gallery: bool,
    /// Longest time that an answer may take to begin.
    pub time_limit: Duration,
}

impl Http {
    /// With the limits of a running instance.
    pub fn new(services: Services, site: Site, public_url: Url, gallery: bool) -> Self {
        Self {
            services,
            site: Arc::new(site),
            public_url: Arc::new(public_url),
            gallery,
            time_limit: TIME_LIMIT,
        }
    }
}

/// Everything that answers requests.
pub fn router(http: Http) -> Router {
    let routes = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/version", get(health::version))
        .route("/api/v1/prices", get(prices::prices))
        .with_state(http.clone());
    pages::add(routes, &http)
        // Behind the pages, whose routes it has to reach as well.
        .method_not_allowed_fallback(errors::method_not_allowed)
        .fallback(fallback)
        .with_state(http.clone())
        // Inside the compression: it reads the body.
        .layer(from_fn(errors::status_of_server_functions))
        .layer(
            CompressionLayer::new()
                .br(true)
                .gzip(true)
                .quality(COMPRESSION),
        )
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(RequestBodyLimitLayer::new(MAX_BODY_BYTES))
        .layer(from_fn(errors::too_large))
        .layer(from_fn_with_state(http.clone(), redirect::to_public_host))
        .layer(from_fn_with_state(http.clone(), origin::refuse_strangers))
        .layer(from_fn_with_state(http.clone(), errors::guard))
        .layer(from_fn_with_state(http, headers::secure))
        .layer(from_fn(log::access))
}

/// What no route answers: a static file, or nothing at all.
async fn fallback(State(http): State<Http>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if [API, CALL].iter().any(|prefix| path.starts_with(prefix)) {
        return Refusal(AppError::not_found(path)).into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return errors::method_not_allowed(request).await;
    }
    if let Some(response) = http.site.answer(&path, request.headers()).await {
        return response;
    }
    if path.starts_with(PACKAGES) || !wants_page(&request) {
        return errors::plain(&request, &AppError::not_found(path));
    }
    pages::not_found(&http, request).await
}

/// Whether a person looks at the answer: browsers ask for HTML when they navigate, and for
/// anything but HTML when they load a script or a picture.
fn wants_page(request: &Request) -> bool {
    let accept = request.headers().get(header::ACCEPT);
    accept
        .and_then(|value| value.to_str().ok())
        .is_some_and(|text| text.contains("text/html"))
}

#[cfg(test)]
mod tests;
