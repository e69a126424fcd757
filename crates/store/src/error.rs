use sqlx::error::{DatabaseError, ErrorKind};

use crate::constraints;

/// Why the database did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such row.
    #[error("not found")]
    NotFound,
    /// A named constraint refused the change; the name is part of the interface.
    #[error("conflict: {constraint}")]
    Conflict {
        /// The constraint, such as `uq_series_symbol_source`.
        constraint: String,
    },
    /// The database cannot be used now or as configured; the text says which one and why.
    #[error("{0}")]
    Unavailable(String),
    /// A defect of the program or of the data behind it: for the log, not for people.
    #[error("{0}")]
    Bug(String),
}

/// What stands for the name of a foreign key where SQLite does not tell which one it was.
const SOME_FOREIGN_KEY: &str = "foreign_key";

impl StoreError {
    /// The one place where the databases' errors become ours. `database` says which one it was.
    pub(crate) fn of(error: &sqlx::Error, database: &str) -> Self {
        match error {
            sqlx::Error::Database(refusal) => of_refusal(refusal.as_ref(), database),
            sqlx::Error::PoolTimedOut => {
                Self::Unavailable(format!("{database}: every connection is busy"))
            }
            sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Configuration(_) => Self::Unavailable(format!("{database}: {error}")),
            _ => Self::Bug(format!("{database}: {error}")),
        }
    }

    /// Names the foreign key that a statement can violate: SQLite does not.
    pub(crate) fn naming_foreign_key(self, name: &str) -> Self {
        match self {
            Self::Conflict { constraint } if constraint == SOME_FOREIGN_KEY => Self::Conflict {
                constraint: name.to_owned(),
            },
            other => other,
        }
    }
}

fn of_refusal(refusal: &dyn DatabaseError, database: &str) -> StoreError {
    match refusal.kind() {
        ErrorKind::UniqueViolation | ErrorKind::CheckViolation => StoreError::Conflict {
            constraint: violated_constraint(refusal),
        },
        ErrorKind::ForeignKeyViolation => StoreError::Conflict {
            constraint: refusal.constraint().unwrap_or(SOME_FOREIGN_KEY).to_owned(),
        },
        _ => match explanation(refusal) {
            Some(why) => StoreError::Unavailable(format!("{database}: {why}")),
            None => StoreError::Bug(format!("{database}: {refusal}")),
        },
    }
}

/// PostgreSQL names the constraint; SQLite lists `table.column`s, or names a check or an index.
fn violated_constraint(refusal: &dyn DatabaseError) -> String {
    if let Some(name) = refusal.constraint() {
        return name.to_owned();
    }
    let message = refusal.message();
    let violated = message
        .split_once("constraint failed: ")
        .map_or(message, |(_, rest)| rest);
    constraints::name_of(violated)
        .unwrap_or(violated)
        .to_owned()
}

/// What to tell the operator; `None` if it is not for the operator to mend.
fn explanation(refusal: &dyn DatabaseError) -> Option<String> {
    let code = refusal.code().unwrap_or_default();
    if refusal
        .try_downcast_ref::<sqlx::sqlite::SqliteError>()
        .is_none()
    {
        // https://www.postgresql.org/docs/current/errcodes-appendix.html: connection, login,
        // database name, rights, resources, locks, shutdown.
        let operators = ["08", "28", "3D", "42501", "53", "55P03", "57P"];
        return operators
            .iter()
            .any(|class| code.starts_with(class))
            .then(|| refusal.message().to_owned());
    }
    // https://www.sqlite.org/rescode.html: the low byte is the primary code.
    let why = match code.parse::<i32>().ok()? & 0xff {
        5 | 6 => "another process is writing to it",
        8 => "the file cannot be written; does it belong to the user that runs FinX?",
        10 => "reading or writing the disk failed",
        11 => "the file is damaged; restore a backup",
        13 => "the disk is full",
        14 => "the file cannot be opened; does the folder belong to the user that runs FinX?",
        26 => "the file is not an SQLite database",
        _ => return None,
    };
    Some(why.to_owned())
}

/// Whether another process holds SQLite's write lock.
pub(crate) fn is_busy(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(refusal) = error else {
        return false;
    };
    refusal
        .try_downcast_ref::<sqlx::sqlite::SqliteError>()
        .is_some()
        && refusal
            .code()
            .and_then(|code| code.parse::<i32>().ok())
            .is_some_and(|code| matches!(code & 0xff, 5 | 6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_database() {
        let of = |error| StoreError::of(&error, "sqlite:x").to_string();
        assert_eq!(
            of(sqlx::Error::PoolTimedOut),
            "sqlite:x: every connection is busy"
        );
        assert!(matches!(
            StoreError::of(&sqlx::Error::PoolClosed, "sqlite:x"),
            StoreError::Unavailable(_)
        ));
        assert!(matches!(
            StoreError::of(&sqlx::Error::ColumnNotFound("a".into()), "sqlite:x"),
            StoreError::Bug(_)
        ));
        assert!(!is_busy(&sqlx::Error::PoolTimedOut));
        assert!(matches!(
            StoreError::NotFound.naming_foreign_key("fk_a"),
            StoreError::NotFound
        ));
    }
}
