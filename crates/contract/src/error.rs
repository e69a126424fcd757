//! The one error that leaves the services.

use serde::{Deserialize, Serialize};

use crate::Fault;

/// What a service answers when it cannot do what was asked.
///
/// An infeasible optimisation is not among these: it is an answer with an explanation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error)]
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

/// One field that is wrong, and why. On the wire the fault stands there in English, too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(into = "Wire", from = "Wire")]
pub struct FieldError {
    /// The field's name in the request, with its path: `constraints.max_weight`.
    pub field: String,
    /// Why it is wrong and what would be right.
    pub fault: Fault,
}

/// A [`FieldError`] for programs, and for people who read what programs read.
#[derive(Serialize, Deserialize)]
struct Wire {
    field: String,
    message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fault: Option<Fault>,
}

impl From<FieldError> for Wire {
    fn from(error: FieldError) -> Self {
        Self {
            field: error.field,
            message: error.fault.to_string(),
            fault: Some(error.fault).filter(|fault| !matches!(fault, Fault::Other(_))),
        }
    }
}

impl From<Wire> for FieldError {
    fn from(wire: Wire) -> Self {
        Self {
            field: wire.field,
            fault: wire.fault.unwrap_or(Fault::Other(wire.message)),
        }
    }
}

/// What the services return.
pub type Result<T> = std::result::Result<T, AppError>;

impl FieldError {
    /// A field and what is wrong with it.
    pub fn new(field: impl Into<String>, fault: impl Into<Fault>) -> Self {
        Self {
            field: field.into(),
            fault: fault.into(),
        }
    }

    fn join(fields: &[Self]) -> String {
        let lines: Vec<_> = fields
            .iter()
            .map(|f| format!("{}: {}", f.field, f.fault))
            .collect();
        lines.join("; ")
    }
}

impl AppError {
    /// One wrong field.
    pub fn invalid(field: impl Into<String>, fault: impl Into<Fault>) -> Self {
        Self::Invalid {
            fields: vec![FieldError::new(field, fault)],
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
            AppError::invalid("assets", Fault::NoneChosen),
            AppError::invalid(
                "from",
                Fault::OutsidePrices {
                    first: domain::Day::constant(1990, 1, 2),
                    last: domain::Day::constant(2022, 12, 28),
                },
            ),
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

    #[test]
    fn a_fault_on_the_wire_is_read_by_people_too() {
        let range = crate::Range {
            low: 0.01,
            high: 1.0,
            unit: crate::Unit::Percent,
        };
        let error = FieldError::new("cap", Fault::OutOfRange { text: None, range });
        assert_eq!(
            serde_json::to_string(&error).expect("plain data"),
            "{\"field\":\"cap\",\"message\":\"must be between 1\u{202f}% and 100\u{202f}%\",\
             \"fault\":{\"out_of_range\":{\"text\":null,\"range\":{\"low\":0.01,\"high\":1.0,\
             \"unit\":\"percent\"}}}}"
        );
        let other = FieldError::new("to", "is given twice");
        assert_eq!(
            serde_json::to_string(&other).expect("plain data"),
            r#"{"field":"to","message":"is given twice"}"#
        );
    }
}
