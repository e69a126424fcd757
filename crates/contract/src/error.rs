//! The one error that leaves the services.

use serde::{Deserialize, Serialize};

/// What a service answers when it cannot do what was asked.
///
/// An infeasible optimisation is not among these: it is an answer with an explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum AppError {
    /// Nobody is signed in, and somebody has to be.
    #[error("sign in first")]
    Unauthenticated,
    /// Somebody is signed in who may not do this.
    #[error("not allowed")]
    Forbidden,
    /// There is no such thing.
    #[error("not found: {what}")]
    NotFound {
        /// The thing, as the asker named it.
        what: String,
    },
    /// The input is wrong, field by field.
    #[error("invalid input: {}", FieldError::join(.fields))]
    Invalid {
        /// At least one.
        fields: Vec<FieldError>,
    },
    /// The thing has changed or exists already.
    #[error("conflict: {what}")]
    Conflict {
        /// What is in the way.
        what: String,
    },
    /// Too much at once; try again later.
    #[error("busy, try again in {retry_after_s} s")]
    Busy {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// Our fault. The reference finds the line in the log; nothing else leaves the server.
    #[error("internal error, reference {reference}")]
    Internal {
        /// Names the line in the log.
        reference: String,
    },
    /// The answer did not arrive or could not be read.
    #[error("no connection: {message}")]
    Transport {
        /// What the transport says of it.
        message: String,
    },
}

/// One field that is wrong, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name in the request, with its path: `constraints.max_weight`.
    pub field: String,
    /// Why it is wrong and what would be right.
    pub message: String,
}

/// What the services return.
pub type Result<T> = std::result::Result<T, AppError>;

impl FieldError {
    /// A field and what is wrong with it.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }

    fn join(fields: &[Self]) -> String {
        let lines: Vec<_> = fields
            .iter()
            .map(|f| format!("{}: {}", f.field, f.message))
            .collect();
        lines.join("; ")
    }
}

impl AppError {
    /// One wrong field.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid {
            fields: vec![FieldError::new(field, message)],
        }
    }

    /// There is no such thing.
    pub fn not_found(what: impl Into<String>) -> Self {
        Self::NotFound { what: what.into() }
    }

    /// The HTTP status that says the same.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound { .. } => 404,
            Self::Invalid { .. } => 422,
            Self::Conflict { .. } => 409,
            Self::Busy { .. } => 503,
            Self::Internal { .. } => 500,
            Self::Transport { .. } => 502,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_survives_the_wire_and_names_its_fields() {
        let errors = [
            AppError::Unauthenticated,
            AppError::Forbidden,
            AppError::not_found("instrument XYZ"),
            AppError::invalid("cap", "between 5 % and 100 %"),
            AppError::Conflict {
                what: "name".into(),
            },
            AppError::Busy { retry_after_s: 3 },
            AppError::Internal {
                reference: "0190".into(),
            },
            AppError::Transport {
                message: "offline".into(),
            },
        ];
        for error in errors {
            let text = serde_json::to_string(&error).expect("plain data");
            assert_eq!(
                serde_json::from_str::<AppError>(&text).expect("same type"),
                error
            );
            assert!((400..600).contains(&error.status()));
        }
        assert_eq!(
            AppError::invalid("cap", "too small").to_string(),
            "invalid input: cap: too small"
        );
    }
}
