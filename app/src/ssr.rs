//! The one place where the page knows on which side it runs.

#[cfg(feature = "ssr")]
pub(crate) use side::services;
pub(crate) use side::{nonce, set_status};

#[cfg(feature = "ssr")]
mod side {
    use contract::{AppError, Services};
    use leptos::{nonce::use_nonce, prelude::use_context};

    use crate::api::Failure;

    /// The services that this server was wired with.
    pub(crate) fn services() -> Result<Services, Failure> {
        use_context::<Services>().ok_or_else(|| {
            Failure(AppError::Internal {
                reference: "no services in context".to_owned(),
            })
        })
    }

    /// Answers the request with this status.
    pub(crate) fn set_status(status: u16) {
        if let (Some(response), Ok(status)) = (
            use_context::<leptos_axum::ResponseOptions>(),
            http::StatusCode::from_u16(status),
        ) {
            response.set_status(status);
        }
    }

    /// The word that lets this response's own scripts run. Leptos draws it at random, which the
    /// browser's build should not have to carry.
    pub(crate) fn nonce() -> Option<String> {
        use_nonce().map(|nonce| nonce.to_string())
    }
}

#[cfg(not(feature = "ssr"))]
mod side {
    /// In the browser there is no request to answer.
    pub(crate) fn set_status(_: u16) {}

    /// Nor a response to write.
    pub(crate) fn nonce() -> Option<String> {
        None
    }
}
