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
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A defect of the program or of the data behind it: for the log, not for people.
    #[error("store: {0}")]
    Bug(String),
}
