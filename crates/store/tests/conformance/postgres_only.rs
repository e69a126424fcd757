use std::time::Duration;

use crate::{
    cluster::Cluster,
    databases::{TestDatabase, instrument, open, unavailable},
};

/// Runs the cases that only a server can have; returns the names of those that failed.
pub(crate) async fn run(cluster: &Cluster) -> Vec<&'static str> {
    let mut failed = Vec::new();
    let database = cluster.database("lost_server").await;
    if tokio::spawn(a_missing_database_is_named(cluster.url("nowhere")))
        .await
        .is_err()
    {
        failed.push("a_missing_database_is_named");
    }
    if tokio::spawn(a_missing_server_is_named()).await.is_err() {
        failed.push("a_missing_server_is_named");
    }
    if tokio::spawn(a_cut_connection_is_not_available(
        database,
        cluster.url("postgres"),
    ))
    .await
    .is_err()
    {
        failed.push("a_cut_connection_is_not_available");
    }
    failed
}

async fn a_missing_database_is_named(url: String) {
    let why = unavailable(open(&url, None).await);
    assert!(
        why.contains("nowhere") && why.contains("does not exist"),
        "{why}"
    );
}

async fn a_missing_server_is_named() {
    // Nothing listens at the discard port.
    let opened = open("postgres://finx:s3cr3t@127.0.0.1:9/finx", None);
    let why = unavailable(
        tokio::time::timeout(Duration::from_secs(9), opened)
            .await
            .expect("at once"),
    );
    assert!(
        why.contains("finx@127.0.0.1:9") && !why.contains("s3cr3t"),
        "{why}"
    );

    let why = unavailable(open("postgres://127.0.0.1:none/finx", None).await);
    assert!(why.contains("port"), "{why}");
}

/// The server ends a connection in the middle of its use; the next statement gets a new one.
async fn a_cut_connection_is_not_available(database: TestDatabase, admin: String) {
    let store = database.open().await;
    store.upsert_instruments(&[instrument("A")]).await.unwrap();
    let admin = sqlx::PgPool::connect(&admin).await.unwrap();
    sqlx::raw_sql(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'lost_server'",
    )
    .execute(&admin)
    .await
    .unwrap();
    assert_eq!(store.instruments().await.unwrap().len(), 1);
}
