//! Errors of the rooms below, as [`AppError`]s: mapped here and nowhere else.
//!
//! What people cannot act on is logged with its detail, and leaves the server as a reference to
//! that line of the log.

use contract::AppError;
use store::StoreError;
use uuid::Uuid;

/// Seconds after which a database that cannot be reached is worth another try.
const RETRY_DATABASE_S: u32 = 5;

/// A name for a line of the log; later ones sort after earlier ones.
pub fn new_reference() -> String {
    Uuid::now_v7().simple().to_string()
}

/// A defect: logged with its detail, answered with a reference.
pub(crate) fn internal(detail: impl std::fmt::Display) -> AppError {
    let reference = new_reference();
    tracing::error!(message = "internal error", reference, %detail);
    AppError::Internal { reference }
}

pub(crate) fn from_store(error: StoreError) -> AppError {
    match error {
        // Callers that look for one thing say what it is; here nobody expected it to be missing.
        StoreError::NotFound => internal("a row is missing that has to be there"),
        StoreError::Conflict { constraint } => AppError::Conflict { what: constraint },
        StoreError::Unavailable(detail) => {
            tracing::error!(message = "the database is not available", %detail);
            AppError::Busy {
                retry_after_s: RETRY_DATABASE_S,
            }
        }
        StoreError::Bug(detail) => internal(detail),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_cannot_act_on_leaves_as_a_reference() {
        for error in [
            StoreError::Bug("select * from secrets".into()),
            StoreError::NotFound,
        ] {
            match from_store(error) {
                AppError::Internal { reference } => assert_eq!(reference.len(), 32),
                other => panic!("unexpected {other}"),
            }
        }
        let busy = from_store(StoreError::Unavailable("disk full".into()));
        assert_eq!(busy, AppError::Busy { retry_after_s: 5 });
        let conflict = from_store(StoreError::Conflict {
            constraint: "uq_name".into(),
        });
        assert_eq!(
            conflict,
            AppError::Conflict {
                what: "uq_name".into()
            }
        );
    }

    #[test]
    fn references_differ() {
        assert_ne!(new_reference(), new_reference());
    }
}
