use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use contract::AppError;
use jiff::Timestamp;

use super::fixture::{Fixture, days};
use crate::{Foundation, WallClock, bundled::DATA_SETS};

#[tokio::test]
async fn the_status_tells_database_and_data() {
    let fixture = Fixture::small().await;
    let status = fixture
        .services
        .status
        .public_status()
        .await
        .expect("a database");
    assert_eq!(status.version, "1.2.3");
    assert_eq!(status.market_day, days().last().copied());
    assert_eq!(status.database.kind, "SQLite");
    assert!(
        status.database.version.starts_with('3'),
        "{}",
        status.database.version
    );
    assert!(status.database.size_bytes > 0 && status.database.migration > 0);
    assert!((0.0..5_000.0).contains(&status.database.ping_ms));

    let names: Vec<_> = status.data.iter().map(|data| data.name.as_str()).collect();
    assert_eq!(names, DATA_SETS.map_ids());
    assert!(
        status
            .data
            .iter()
            .all(|data| data.complete && data.fingerprint.len() == 12)
    );
    assert_eq!(status.data[0].rows, 7, "as many as there are instruments");
    assert_eq!(status.data[1].rows, 3 * days().len() as u64);
}

#[tokio::test]
async fn before_the_import_nothing_is_complete() {
    let fixture = Fixture::empty().await;
    let status = fixture
        .services
        .status
        .public_status()
        .await
        .expect("a database");
    assert_eq!(status.market_day, None);
    assert_eq!(status.data.len(), DATA_SETS.len());
    assert!(
        status
            .data
            .iter()
            .all(|data| !data.complete && data.rows == 0)
    );
    let ready = fixture.services.status.public_ready().await;
    assert_eq!(ready, Err(AppError::Busy { retry_after_s: 5 }));
}

#[tokio::test]
async fn uptime_is_told_by_the_wall_clock() {
    struct Clock(AtomicI64);
    impl WallClock for Clock {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(self.0.load(Ordering::Relaxed)).expect("in range")
        }
    }
    let fixture = Fixture::empty().await;
    let clock = Arc::new(Clock(AtomicI64::new(1_000)));
    let mut foundation = Foundation::new(fixture.store.clone(), "1");
    foundation.wall_clock = clock.clone();
    let services = foundation.services();
    clock.0.store(1_090, Ordering::Relaxed);
    assert_eq!(
        services
            .status
            .public_status()
            .await
            .expect("a database")
            .uptime_s,
        90
    );
}

#[tokio::test]
async fn a_database_that_is_gone_is_no_defect() {
    let fixture = Fixture::small().await;
    fixture.store.close().await;
    let error = fixture
        .services
        .status
        .public_ready()
        .await
        .expect_err("closed");
    assert!(
        matches!(error, AppError::Busy { .. } | AppError::Internal { .. }),
        "{error}"
    );
}

trait Ids {
    fn map_ids(&self) -> Vec<&'static str>;
}

impl Ids for [crate::bundled::DataSet] {
    fn map_ids(&self) -> Vec<&'static str> {
        self.iter().map(|data_set| data_set.id).collect()
    }
}
