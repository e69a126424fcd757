//! Brings the schema up to date.

use std::{fs, path::Path};

use sha2::{Digest, Sha256};

use crate::{
    DatabaseKind, StoreError,
    database::{Database, Lock, Value, now_micros},
};

/// Name and text of each file in `/migrations`, ascending.
pub(crate) const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// One step of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Migration {
    /// From the name of its file: `0001_market` is 1.
    version: i64,
    name: String,
    sql: String,
}

/// The migrations in this binary.
pub(crate) fn embedded() -> Result<Vec<Migration>, StoreError> {
    ordered(
        EMBEDDED
            .iter()
            .map(|(name, sql)| ((*name).to_owned(), (*sql).to_owned())),
    )
}

/// The migrations in a folder.
pub(crate) fn from_folder(folder: &Path) -> Result<Vec<Migration>, StoreError> {
    let unreadable = |error: std::io::Error| {
        StoreError::Unavailable(format!("the migrations in {}: {error}", folder.display()))
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "sql") {
            let name = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            files.push((name, fs::read_to_string(&path).map_err(unreadable)?));
        }
    }
    ordered(files.into_iter())
}

fn ordered(files: impl Iterator<Item = (String, String)>) -> Result<Vec<Migration>, StoreError> {
    let mut migrations = Vec::new();
    for (name, sql) in files {
        let version = name
            .split('_')
            .next()
            .and_then(|number| number.parse().ok());
        let Some(version) = version else {
            return Err(StoreError::Unavailable(format!(
                "the migration {name}.sql does not begin with a number, as 0001_market.sql does"
            )));
        };
        migrations.push(Migration { version, name, sql });
    }
    migrations.sort_by_key(|migration| migration.version);
    if let Some(pair) = migrations
        .windows(2)
        .find(|pair| pair[0].version == pair[1].version)
    {
        return Err(StoreError::Unavailable(format!(
            "the migrations {} and {} have the same number",
            pair[0].name, pair[1].name
        )));
    }
    Ok(migrations)
}

impl Migration {
    /// SHA-256 of the text; where lines end differs between check-outs and does not count.
    fn checksum(&self) -> String {
        let digest = Sha256::digest(self.sql.replace('\r', "").as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Opens the comments that are meant for `kind`: `/*sqlite: without rowid */`.
fn for_database(sql: &str, kind: DatabaseKind) -> String {
    let opening = match kind {
        DatabaseKind::Sqlite => "/*sqlite:",
        DatabaseKind::Postgres => "/*postgres:",
    };
    let mut text = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some((before, comment)) = rest.split_once(opening) {
        let (code, after) = comment.split_once("*/").unwrap_or((comment, ""));
        text.push_str(before);
        text.push_str(code.trim());
        rest = after;
    }
    text.push_str(rest);
    text
}

/// Applies what is missing: all of it or nothing, in one transaction, under a lock.
pub(crate) async fn apply(database: &Database, migrations: &[Migration]) -> Result<(), StoreError> {
    let mut transaction = database.begin_locked(Lock::Migrations).await?;
    transaction
        .script(
            "create table if not exists schema_migrations (
                version bigint not null,
                name text not null,
                checksum text not null,
                applied_at bigint not null,
                constraint pk_schema_migrations primary key (version)
            )"
            .to_owned(),
        )
        .await?;
    let applied = transaction
        .fetch(
            "select version, name, checksum from schema_migrations order by version",
            &[],
            |row| {
                Ok((
                    row.int(0)?,
                    row.text(1)?.to_owned(),
                    row.text(2)?.to_owned(),
                ))
            },
        )
        .await?;

    for (version, name, checksum) in &applied {
        match migrations
            .iter()
            .find(|migration| migration.version == *version)
        {
            None => {
                return Err(StoreError::Unavailable(format!(
                    "{}: a newer FinX has used this database (its schema has {name}, which this version does not \
                     know); start that version or a newer one, or restore a backup",
                    database.label()
                )));
            }
            Some(migration) if migration.checksum() != *checksum => {
                return Err(StoreError::Unavailable(format!(
                    "{}: the migration {name} was changed after it had been applied here",
                    database.label()
                )));
            }
            Some(_) => {}
        }
    }

    let newest = applied.last().map_or(0, |(version, ..)| *version);
    for migration in migrations {
        if applied
            .iter()
            .any(|(version, ..)| *version == migration.version)
        {
            continue;
        }
        if migration.version < newest {
            return Err(StoreError::Unavailable(format!(
                "{}: the migration {} comes before one that is already applied; give it a number above {newest}",
                database.label(),
                migration.name
            )));
        }
        transaction
            .script(for_database(&migration.sql, database.kind()))
            .await?;
        transaction
            .execute(
                "insert into schema_migrations (version, name, checksum, applied_at) values ($1, $2, $3, $4)",
                &[
                    Value::Int(migration.version),
                    Value::Text(&migration.name),
                    Value::Text(&migration.checksum()),
                    Value::Int(now_micros()),
                ],
            )
            .await?;
    }
    transaction.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_open_for_their_database() {
        let sql = "a /*postgres: collate \"C\" */ b /* c */ /*sqlite: without rowid */;";
        assert_eq!(
            for_database(sql, DatabaseKind::Sqlite),
            "a /*postgres: collate \"C\" */ b /* c */ without rowid;"
        );
        assert_eq!(
            for_database(sql, DatabaseKind::Postgres),
            "a collate \"C\" b /* c */ /*sqlite: without rowid */;"
        );
    }

    #[test]
    fn files_are_ordered_by_number() {
        let file = |name: &str| (name.to_owned(), String::new());
        let names = |files: Vec<(String, String)>| {
            ordered(files.into_iter())
                .map(|found| found.into_iter().map(|m| m.name).collect::<Vec<_>>())
        };
        assert_eq!(
            names(vec![file("0010_b"), file("9_a")]).expect("numbers"),
            ["9_a", "0010_b"]
        );
        assert!(names(vec![file("first")]).is_err());
        assert!(names(vec![file("1_a"), file("0001_b")]).is_err());
    }

    #[test]
    fn a_checksum_ignores_line_ends() {
        let migration = |sql: &str| Migration {
            version: 1,
            name: "1".to_owned(),
            sql: sql.to_owned(),
        };
        assert_eq!(migration("a\nb").checksum(), migration("a\r\nb").checksum());
        assert_ne!(migration("a").checksum(), migration("b").checksum());
    }

    #[test]
    fn embedded_migrations_are_in_order() {
        let versions: Vec<_> = embedded()
            .expect("well named")
            .iter()
            .map(|m| m.version)
            .collect();
        assert_eq!(versions, (1..).take(versions.len()).collect::<Vec<_>>());
    }
}
