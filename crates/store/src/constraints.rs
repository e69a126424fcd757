//! The names of unique constraints, which SQLite does not tell.
//!
//! They are read from the embedded migrations, so that a new constraint needs to be written down
//! only once.

use std::{collections::HashMap, sync::LazyLock};

use crate::migrations;

static NAMES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    migrations::EMBEDDED
        .iter()
        .flat_map(|(_, sql)| names_in(sql))
        .collect()
});

/// The name of the constraint that SQLite describes as `table.a, table.b` or `index 'name'`.
pub(crate) fn name_of(violated: &str) -> Option<&str> {
    if let Some(index) = violated.strip_prefix("index '") {
        return index.strip_suffix('\'');
    }
    NAMES.get(violated).map(String::as_str)
}

/// The unique constraints of a script: `table.a, table.b` and the name.
fn names_in(sql: &str) -> Vec<(String, String)> {
    let words = words(sql);
    let mut found = Vec::new();
    let mut table = "";
    for (i, word) in words.iter().enumerate() {
        let next: Vec<&str> = words[i + 1..].iter().take(4).map(String::as_str).collect();
        match (word.as_str(), next.as_slice()) {
            ("table", ["if", "not", "exists", name]) | ("table", [name, ..]) => {
                table = words[i..]
                    .iter()
                    .find(|w| w == name)
                    .map_or("", String::as_str);
            }
            ("constraint", [name, "unique", "(", ..]) => {
                found.push((columns(table, &words[i + 4..]), (*name).to_owned()));
            }
            ("constraint", [name, "primary", "key", "("]) => {
                found.push((columns(table, &words[i + 5..]), (*name).to_owned()));
            }
            ("unique", ["index", name, "on", table]) => {
                found.push((columns(table, &words[i + 6..]), (*name).to_owned()));
            }
            _ => {}
        }
    }
    found
}

/// `table.a, table.b` of the words up to the closing parenthesis.
fn columns(table: &str, words: &[String]) -> String {
    words
        .iter()
        .take_while(|word| *word != ")")
        .filter(|word| *word != ",")
        .map(|column| format!("{table}.{column}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Words and single signs, in lower case, without comments.
fn words(sql: &str) -> Vec<String> {
    let mut words = Vec::new();
    for line in sql.lines() {
        let code = line.split("--").next().unwrap_or_default().to_lowercase();
        let mut word = String::new();
        for sign in code.chars() {
            if sign.is_alphanumeric() || sign == '_' {
                word.push(sign);
                continue;
            }
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if !sign.is_whitespace() {
                words.push(sign.to_string());
            }
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_the_schema() {
        let sql = "
            -- create table nonsense (
            create table if not exists a (
                x text not null,
                y text not null, constraint pk_a primary key (x),
                constraint uq_a_y_x UNIQUE (y,x)
            );
            create unique index uq_b_z on b (z);
            create table c (v text, constraint uq_c_v unique (v));";
        let expect = [
            ("a.x", "pk_a"),
            ("a.y, a.x", "uq_a_y_x"),
            ("b.z", "uq_b_z"),
            ("c.v", "uq_c_v"),
        ];
        let found = names_in(sql);
        let found: Vec<_> = found
            .iter()
            .map(|(at, name)| (at.as_str(), name.as_str()))
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn sqlite_messages_find_their_name() {
        assert_eq!(
            name_of("series.symbol, series.source"),
            Some("uq_series_symbol_source")
        );
        assert_eq!(name_of("index 'uq_lower'"), Some("uq_lower"));
        assert_eq!(name_of("other.column"), None);
    }

    /// Asks SQLite itself which columns its unique indices have.
    #[tokio::test]
    async fn every_unique_constraint_has_its_name() {
        let folder = std::env::temp_dir().join(format!("finx-constraints-{}", std::process::id()));
        let url = crate::StoreUrl::Sqlite(folder.join("finx.db"));
        let store = crate::Store::open(&url, &crate::StoreOptions::default())
            .await
            .expect("opens");
        let indices = store
            .database
            .fetch(
                "select t.name || '.' || group_concat(c.name, ', ' || t.name || '.' order by c.seqno) \
                 from sqlite_master t, pragma_index_list(t.name) i, pragma_index_info(i.name) c \
                 where t.type = 'table' and i.\"unique\" and t.name <> 'schema_migrations' \
                 group by t.name, i.name",
                &[],
                |row| Ok(row.text(0)?.to_owned()),
            )
            .await
            .expect("lists");
        store.close().await;
        let _ = std::fs::remove_dir_all(folder);

        assert!(indices.len() >= 7, "{indices:?}");
        for columns in indices {
            assert!(name_of(&columns).is_some(), "{columns} has no name");
        }
    }
}
