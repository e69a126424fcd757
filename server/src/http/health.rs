//! What machines ask to know how this instance is doing.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use contract::AppError;
use serde::Serialize;

use super::Http;

/// The program, for `/version` and `finx version`.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Version {
    /// Its version.
    pub version: &'static str,
    /// The commit it was built from, where the build knew it.
    pub commit: Option<&'static str>,
    /// The machine it was built for.
    pub target: &'static str,
}

/// This program.
pub const VERSION: Version = Version {
    version: env!("CARGO_PKG_VERSION"),
    commit: option_env!("FINX_COMMIT"),
    target: env!("FINX_TARGET"),
};

#[derive(Serialize)]
struct Health {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<AppError>,
}

/// The process lives.
pub(super) async fn healthz() -> Response {
    Json(Health {
        status: "ok",
        error: None,
    })
    .into_response()
}

/// The database answers and the data is in.
pub(super) async fn readyz(State(http): State<Http>) -> Response {
    match http.services.status.public_ready().await {
        Ok(()) => Json(Health {
            status: "ready",
            error: None,
        })
        .into_response(),
        Err(error) => {
            let health = Health {
                status: "not ready",
                error: Some(error),
            };
            (StatusCode::SERVICE_UNAVAILABLE, Json(health)).into_response()
        }
    }
}

/// Which program this is.
pub(super) async fn version() -> Json<Version> {
    Json(VERSION)
}
