//! Processes of their own, to start at once and to kill: this test binary once more.

use std::{
    env, fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use store::{Bar, Content, ImportMode, MacroValue};

use crate::databases::{close, instrument, meta, open, symbol};

const URL: &str = "FINX_STORE_TEST_URL";
const MARK: &str = "FINX_STORE_TEST_MARK";

/// Bars of the import that is killed, and after how many the child stops to wait for it.
pub(crate) const BARS: i32 = 60_000;
const HALF: i32 = 30_000;

/// What the killed child and the one that completes its work import.
pub(crate) fn content()
-> Content<impl Iterator<Item = (domain::Symbol, Bar)> + Send, Vec<MacroValue>> {
    let symbols: Vec<_> = (0..10).map(|i| format!("S{i}")).collect();
    Content {
        instruments: symbols.iter().map(|text| instrument(text)).collect(),
        bars: (0..BARS).map(move |n| {
            let i = usize::try_from(n / (BARS / 10)).unwrap();
            (symbol(&symbols[i]), close(n % (BARS / 10), f64::from(n)))
        }),
        macro_values: Vec::new(),
    }
}

/// Starts a child that opens the database and goes; with a mark it imports half of the content,
/// creates the file `mark`, and waits for its end.
pub(crate) fn start(url: &str, mark: Option<&Path>) -> Child {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--ignored", "--exact", "children::child"])
        .env(URL, url)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    if let Some(mark) = mark {
        command.env(MARK, mark);
    }
    command.spawn().unwrap()
}

pub(crate) fn wait_for(mark: &Path) {
    let begun = Instant::now();
    while !mark.exists() {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "the child does not come to its mark"
        );
        thread::sleep(Duration::from_millis(10));
    }
}

#[tokio::test]
#[ignore = "run by other tests, as a process of its own"]
async fn child() {
    // Run with all the ignored tests, by hand, it has nothing to do.
    let Ok(url) = env::var(URL) else {
        return;
    };
    let store = open(&url, None).await.unwrap();
    if let Ok(mark) = env::var(MARK) {
        let Content {
            instruments,
            bars,
            macro_values,
        } = content();
        let bars = bars.enumerate().map(move |(n, bar)| {
            if i32::try_from(n).unwrap() == HALF {
                fs::write(&mark, "").unwrap();
                thread::sleep(Duration::from_secs(60));
            }
            bar
        });
        let content = Content {
            instruments,
            bars,
            macro_values,
        };
        store
            .import_dataset(&meta("killed", "a"), ImportMode::Replace, content)
            .await
            .unwrap();
    }
    store.close().await;
}
