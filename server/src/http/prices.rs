//! `GET /api/v1/prices`: the numbers that the worker in the browser computes with.

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::{AppError, FieldError, what_if::Selection};
use domain::Day;
use sha2::{Digest, Sha256};

use super::{Http, assets::matches_etag, errors::Refusal};

/// The prices of a selection, as `contract::wire` writes them.
pub(super) async fn prices(
    State(http): State<Http>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let selection = selection(query.as_deref().unwrap_or_default())?;
    let block = http.services.what_if.public_prices(selection).await?;
    let bytes = contract::wire::encode(&block);
    let digest = Sha256::digest(&bytes);
    let etag = digest[..8]
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    let etag = format!("W/\"{etag}\"");
    let caching = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (
            header::ETAG,
            HeaderValue::try_from(&etag).expect("hexadecimal digits fit a header"),
        ),
    ];
    if matches_etag(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let kind = [(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    )];
    Ok((kind, caching, bytes).into_response())
}

/// Reads the query; every field that is wrong is named.
fn selection(query: &str) -> Result<Selection, AppError> {
    let (mut symbols, mut from, mut to) = (None, None, None);
    let mut fields = Vec::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let twice = match name.as_ref() {
            "symbols" => symbols.replace(value.into_owned()).is_some(),
            "from" => from.replace(value.into_owned()).is_some(),
            "to" => to.replace(value.into_owned()).is_some(),
            other => {
                let other: String = other.chars().take(40).collect();
                fields.push(FieldError::new(
                    other,
                    "is not a parameter: symbols, from and to are",
                ));
                false
            }
        };
        if twice {
            fields.push(FieldError::new(name, "is given twice"));
        }
    }
    let mut day = |field: &str, text: Option<String>| {
        let day = text.as_deref().map(str::parse::<Day>);
        match day {
            Some(Ok(day)) => Some(day),
            Some(Err(_)) => {
                fields.push(FieldError::new(field, "must be a day such as 2018-01-02"));
                None
            }
            None => {
                fields.push(FieldError::new(
                    field,
                    "is missing: a day such as 2018-01-02",
                ));
                None
            }
        }
    };
    let (from, to) = (day("from", from), day("to", to));
    if symbols.is_none() {
        fields.push(FieldError::new(
            "symbols",
            "is missing: symbols such as AAPL,KO",
        ));
    }
    match (symbols, from, to) {
        (Some(symbols), Some(from), Some(to)) if fields.is_empty() => Ok(Selection {
            symbols: symbols
                .split(',')
                .map(str::trim)
                .filter(|symbol| !symbol.is_empty())
                .map(str::to_owned)
                .collect(),
            from,
            to,
        }),
        _ => Err(AppError::Invalid { fields }),
    }
}
