//! Server functions: context, one service call.

use contract::{
    AppError,
    market::{Basis, InstrumentSummary, InstrumentView, Span, Universe},
    status::Status,
    what_if::{Answer, Question},
};
use leptos::{prelude::*, server_fn::error::ServerFnErrorErr};
use serde::{Deserialize, Serialize};

use crate::{
    ssr,
    text_json::{PostText, TextJson},
};

/// [`AppError`] as server functions carry it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Failure(pub AppError);

impl FromServerFnError for Failure {
    type Encoder = TextJson;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self(match error {
            ServerFnErrorErr::Args(message)
            | ServerFnErrorErr::MissingArg(message)
            | ServerFnErrorErr::Deserialization(message) => AppError::invalid("request", message),
            other => AppError::Transport {
                message: other.to_string(),
            },
        })
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        ssr::set_status(error.status());
        Self(error)
    }
}

#[server(prefix = "/call", endpoint = "load_universe", input = PostText, output = PostText)]
pub async fn load_universe() -> Result<Universe, Failure> {
    Ok(ssr::services()?.market.public_universe().await?)
}

#[server(prefix = "/call", endpoint = "answer_what_if", input = PostText, output = PostText)]
pub async fn answer_what_if(question: Question) -> Result<Answer, Failure> {
    Ok(ssr::services()?.what_if.public_answer(question).await?)
}

#[server(prefix = "/call", endpoint = "list_instruments", input = PostText, output = PostText)]
pub async fn list_instruments() -> Result<Vec<InstrumentSummary>, Failure> {
    Ok(ssr::services()?.market.public_instruments().await?)
}

#[server(prefix = "/call", endpoint = "load_instrument", input = PostText, output = PostText)]
pub async fn load_instrument(
    symbol: String,
    span: Span,
    basis: Option<Basis>,
) -> Result<InstrumentView, Failure> {
    Ok(ssr::services()?
        .market
        .public_instrument(&symbol, span, basis)
        .await?)
}

#[server(prefix = "/call", endpoint = "load_status", input = PostText, output = PostText)]
pub async fn load_status() -> Result<Status, Failure> {
    Ok(ssr::services()?.status.public_status().await?)
}
