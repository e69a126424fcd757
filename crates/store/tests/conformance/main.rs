//! The same cases on SQLite and on PostgreSQL.
//!
//! PostgreSQL is started by the test itself from whatever is installed. Where it is not installed
//! the test says so and passes, unless `CI` is set: there it fails.

#![expect(clippy::unwrap_used, reason = "tests")]

mod cases;
mod children;
#[cfg(unix)]
mod cluster;
mod databases;
#[cfg(unix)]
mod postgres_only;
mod sqlite_only;

/// Each case as a test on SQLite, and all of them in one test on PostgreSQL: one cluster for the
/// lot, also when every test is a process of its own.
macro_rules! conformance {
    ($($case:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $case() {
                    crate::cases::$case(crate::databases::TestDatabase::sqlite()).await;
                }
            )+
        }

        #[cfg(unix)]
        #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
        async fn postgres() {
            let Some(cluster) = cluster::Cluster::start_or_skip().await else {
                return;
            };
            let mut failed = Vec::new();
            $(
                let database = cluster.database(stringify!($case)).await;
                if tokio::spawn(cases::$case(database)).await.is_err() {
                    failed.push(stringify!($case));
                }
            )+
            failed.extend(postgres_only::run(&cluster).await);
            assert!(failed.is_empty(), "failed on PostgreSQL: {failed:?}");
        }
    };
}

conformance![
    a_broken_migration_leaves_no_trace,
    a_changed_migration_is_refused,
    a_killed_import_is_completed,
    a_newer_database_is_refused,
    closes_of_many_symbols_keep_their_columns,
    constraints_are_named,
    coverage_and_last_days,
    empty_ranges,
    extending_updates_and_appends,
    facts,
    imports_at_once_happen_once,
    instruments_are_upserted,
    lists_are_ordered_by_bytes,
    macro_values_are_kept,
    migrations_run_once,
    numbers_are_exact,
    opens_at_once,
    readers_do_not_wait_for_a_writer,
    replacing_leaves_nothing_behind,
    unicode_and_nulls,
];
