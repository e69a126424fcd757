//! Which crates native commands mean.

/// Every crate but two: `frontend` would switch on Leptos' `hydrate` beside the server's `ssr`,
/// and the features that `xtask` asks of shared dependencies would build all of them once more.
/// `xtask` has its own invocations.
pub(crate) const CRATES: [&str; 5] = ["--workspace", "--exclude", "frontend", "--exclude", "xtask"];
