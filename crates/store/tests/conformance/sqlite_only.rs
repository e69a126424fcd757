use std::fs;

use store::StoreError;

use crate::databases::{Folder, TestDatabase, instrument, open, unavailable};

#[tokio::test]
async fn a_file_that_is_no_database_is_named() {
    let folder = Folder::new();
    let file = folder.path().join("letter.txt");
    fs::write(&file, "Dear database, ".repeat(1000)).unwrap();
    let why = unavailable(open(&format!("sqlite:{}", file.display()), None).await);
    assert!(
        why.contains("letter.txt") && why.contains("not an SQLite database"),
        "{why}"
    );
}

#[tokio::test]
async fn a_folder_that_cannot_be_is_named() {
    let folder = Folder::new();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let why = unavailable(open(&format!("sqlite:{}/below/finx.db", file.display()), None).await);
    assert!(
        why.contains("file/below") && why.contains("cannot be created"),
        "{why}"
    );

    let why = unavailable(open(&format!("sqlite:{}", folder.path().display()), None).await);
    assert!(why.contains("cannot be opened"), "{why}");
}

#[tokio::test]
async fn folders_are_created_and_names_are_taken_as_they_are() {
    let folder = Folder::new();
    let file = folder
        .path()
        .join("new/deep folder/100% größe?mode=ro#1.db");
    let store = open(&format!("sqlite:{}", file.display()), None)
        .await
        .unwrap();
    store.upsert_instruments(&[instrument("A")]).await.unwrap();
    assert!(file.exists());
}

#[tokio::test]
async fn a_database_that_another_process_locks_is_not_available() {
    let database = TestDatabase::sqlite();
    let store = database.open().await;
    let path = database.folder.path().join("finx.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
    let other = sqlx::SqlitePool::connect_with(options).await.unwrap();
    let _lock = other.begin_with("begin immediate").await.unwrap();

    let why = unavailable(store.upsert_instruments(&[instrument("A")]).await);
    assert!(
        why.contains("finx.db") && why.contains("another process"),
        "{why}"
    );
    // Reading goes on.
    assert!(store.instruments().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_row_that_we_did_not_write_is_a_bug_and_no_panic() {
    let database = TestDatabase::sqlite();
    let store = database.open().await;
    let path = database.folder.path().join("finx.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
    let other = sqlx::SqlitePool::connect_with(options).await.unwrap();
    for sql in [
        "insert into instruments values ('A B', '', 'equity', '', '', '', '')",
        "insert into imports values ('d', '', '', '', 0, 0, 0)",
        "insert into macro_series values ('VIX', 'd')",
        "insert into macro_values values ('VIX', '2000-13-45', 1)",
    ] {
        sqlx::raw_sql(sql).execute(&other).await.unwrap();
    }
    let instruments = store.instruments().await;
    assert!(
        matches!(&instruments, Err(StoreError::Bug(why)) if why.contains("A B")),
        "{instruments:?}"
    );
    let values = store.macro_values("VIX", store::DayRange::ALL).await;
    assert!(
        matches!(&values, Err(StoreError::Bug(why)) if why.contains("2000-13-45")),
        "{values:?}"
    );
}

#[tokio::test]
async fn a_closed_store_is_not_available() {
    let store = TestDatabase::sqlite().open().await;
    store.close().await;
    unavailable(store.ping().await);
    unavailable(store.upsert_instruments(&[]).await);
}
