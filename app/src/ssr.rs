//! The one place where the page knows on which side it runs.

#[cfg(feature = "ssr")]
pub(crate) use side::services;
pub(crate) use side::{gallery_is_open, language, nonce, path, set_status};

#[cfg(feature = "ssr")]
mod side {
    use contract::{AppError, GalleryOpen, Services};
    use domain::Language;
    use http::{HeaderValue, header};
    use leptos::{nonce::use_nonce, prelude::use_context};

    use crate::{api::Failure, language::of_headers};

    /// The services that this server was wired with.
    pub(crate) fn services() -> Result<Services, Failure> {
        use_context::<Services>().ok_or_else(|| {
            Failure(AppError::Internal {
                reference: "no services in context".to_owned(),
            })
        })
    }

    /// Whether this server shows the gallery.
    pub(crate) fn gallery_is_open() -> bool {
        use_context::<GalleryOpen>().is_some_and(|open| open.0)
    }

    /// The path that was asked for.
    pub(crate) fn path() -> Option<String> {
        use_context::<http::request::Parts>().map(|request| request.uri.path().to_owned())
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

    /// The language that the request asks for. The answer says which it got, and that it depends
    /// on what was asked.
    pub(crate) fn language() -> Language {
        let Some(request) = use_context::<http::request::Parts>() else {
            return Language::default();
        };
        let language = of_headers(&request.headers);
        if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
            response.insert_header(
                header::CONTENT_LANGUAGE,
                HeaderValue::from_static(language.code()),
            );
            response.insert_header(
                header::VARY,
                HeaderValue::from_static("accept-language, cookie"),
            );
        }
        language
    }

    /// The word that lets this response's own scripts run. Leptos draws it at random, which the
    /// browser's build should not have to carry.
    pub(crate) fn nonce() -> Option<String> {
        use_nonce().map(|nonce| nonce.to_string())
    }
}

#[cfg(not(feature = "ssr"))]
mod side {
    use domain::Language;

    /// The language that the server wrote the document in.
    pub(crate) fn language() -> Language {
        leptos::prelude::document()
            .document_element()
            .and_then(|html| Language::from_code(&html.get_attribute("lang")?))
            .unwrap_or_default()
    }

    /// What the server wrote into the document.
    pub(crate) fn gallery_is_open() -> bool {
        ui::browser::gallery_is_open()
    }

    /// In the browser there is no request to answer.
    pub(crate) fn set_status(_: u16) {}

    /// Nor one that asks.
    pub(crate) fn path() -> Option<String> {
        None
    }

    /// Nor a response to write.
    pub(crate) fn nonce() -> Option<String> {
        None
    }
}
