use std::{fmt, path::PathBuf, str::FromStr};

/// Where the database is: `sqlite:<path>` or `postgres://user@host/name`.
///
/// Printing it never shows a password.
#[derive(Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// An SQLite file; folder and file are created when they are missing.
    Sqlite(PathBuf),
    /// A PostgreSQL database, by its URL.
    Postgres(String),
}

/// A text that is not the URL of a database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a database URL is `sqlite:` and the path of a file, or begins with `postgres://`")]
pub struct BadStoreUrl;

impl FromStr for StoreUrl {
    type Err = BadStoreUrl;

    /// The path after `sqlite:` is taken as it is: no percent-encoding, no parameters. `sqlite://`
    /// is understood too.
    fn from_str(text: &str) -> Result<Self, BadStoreUrl> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            // A database in memory would be another one for each connection.
            return if path.is_empty() || path == ":memory:" {
                Err(BadStoreUrl)
            } else {
                Ok(Self::Sqlite(path.into()))
            };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(BadStoreUrl)
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => f.write_str(&without_password(url)),
        }
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreUrl({self})")
    }
}

/// The URL without password and without parameters, which may hold one as well.
fn without_password(url: &str) -> String {
    let url = url.split('?').next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else {
        return String::new();
    };
    // A password may hold an `@` or a `/`, though it should not: nothing before the last `@` but
    // the name of the user is shown.
    match rest.rsplit_once('@') {
        Some((login, place)) => {
            let user = login.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{place}")
        }
        None => format!("{scheme}://{rest}"),
    }
}

/// How to open the database; the default is right for one machine.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// A folder of migrations to use instead of the embedded ones.
    pub migrations: Option<PathBuf>,
    /// Connections kept for reading (SQLite), or for everything (PostgreSQL).
    pub connections: u32,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            migrations: None,
            connections: 8,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, shown: &str) {
        let url: StoreUrl = text.parse().expect("a URL");
        assert_eq!(url.to_string(), shown);
        assert_eq!(format!("{url:?}"), format!("StoreUrl({shown})"));
    }

    #[test]
    fn urls_show_no_password() {
        check("sqlite:data/finx.db", "sqlite:data/finx.db");
        check("sqlite:///var/lib/finx.db", "sqlite:/var/lib/finx.db");
        check("sqlite:100%?.db", "sqlite:100%?.db");
        check("postgres://finx@db/finx", "postgres://finx@db/finx");
        check("postgres://db", "postgres://db");
        check(
            "postgresql://finx:s3cr3t@db:5432/finx",
            "postgresql://finx@db:5432/finx",
        );
        check(
            "postgres://finx:s3@cr/3t@db/finx?password=x",
            "postgres://finx@db/finx",
        );
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "finx.db",
            "sqlite:",
            "sqlite://",
            "sqlite::memory:",
            "mysql://localhost/finx",
        ] {
            assert_eq!(text.parse::<StoreUrl>(), Err(BadStoreUrl), "{text}");
        }
    }
}
