//! A PostgreSQL server for the length of one test.

use std::{
    env, fs,
    net::TcpListener,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::databases::{Folder, TestDatabase};

/// A server on a free port of the loopback, with its data in a temporary folder.
pub(crate) struct Cluster {
    port: u16,
    /// The shell that holds the server. Its standard input is a pipe of ours: whatever ends this
    /// process closes it, and the shell stops the server and removes the folder.
    shell: Child,
}

/// Starts the server, and stops it when standard input ends.
const HOLD: &str = r#"
    "$1/postgres" -D "$2/data" -p "$3" -k "$2" -c listen_addresses=127.0.0.1 \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off >"$2/log" 2>&1 </dev/null &
    server=$!
    cat >/dev/null
    kill -INT "$server"
    wait "$server"
    rm -rf "$2"
"#;

impl Cluster {
    /// A running server; `None` where PostgreSQL is not installed.
    #[expect(clippy::print_stderr, reason = "a skipped test must say so")]
    pub(crate) async fn start_or_skip() -> Option<Self> {
        let Some(programs) = programs() else {
            assert!(
                env::var_os("CI").is_none(),
                "PostgreSQL is not installed: CI must not skip its tests"
            );
            eprintln!("skipped: PostgreSQL not installed");
            return None;
        };
        // Another process may take the port between looking and listening.
        for _ in 0..3 {
            if let Some(cluster) = Self::start(&programs).await {
                return Some(cluster);
            }
        }
        panic!("PostgreSQL does not start");
    }

    async fn start(programs: &Path) -> Option<Self> {
        let folder = Folder::new();
        let user = unprivileged();
        if let Some((uid, gid)) = user {
            chown(folder.path(), Some(uid), Some(gid)).unwrap();
        }
        let command = |program: &Path| {
            let mut command = Command::new(program);
            if let Some((uid, gid)) = user {
                command.uid(uid).gid(gid);
            }
            command
                .current_dir(folder.path())
                .env("LC_ALL", "C")
                .stdout(Stdio::null());
            command
        };
        let data = folder.path().join("data");
        let init = |locale: &[&str]| {
            let mut initdb = command(&programs.join("initdb"));
            initdb
                .args(["-U", "finx", "-A", "trust", "-E", "UTF8", "--no-sync", "-D"])
                .arg(&data);
            initdb
                .args(locale)
                .stderr(Stdio::null())
                .status()
                .unwrap()
                .success()
        };
        // A locale whose order is not that of the bytes, as people have it; PostgreSQL 14 has none
        // that is there on every machine.
        let icu = ["--locale-provider=icu", "--icu-locale=en-US", "--locale=C"];
        assert!(init(&icu) || init(&["--locale=C"]), "initdb fails");

        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let shell = command(Path::new("/bin/sh"))
            .args(["-c", HOLD, "hold"])
            .arg(programs)
            .arg(folder.path())
            .arg(port.to_string())
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            // A signal to the test's group must not reach the one who cleans up.
            .process_group(0)
            .spawn()
            .unwrap();
        // From here on the folder is the shell's to remove.
        std::mem::forget(folder);

        let cluster = Self { port, shell };
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(30) {
            if let Ok(admin) = PgConnection::connect(&cluster.url("postgres")).await {
                admin.close().await.unwrap();
                return Some(cluster);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        None
    }

    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://finx@127.0.0.1:{}/{database}", self.port)
    }

    /// A new, empty database.
    pub(crate) async fn database(&self, name: &str) -> TestDatabase {
        let mut admin = PgConnection::connect(&self.url("postgres")).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(format!("create database {name}")))
            .execute(&mut admin)
            .await
            .unwrap();
        admin.close().await.unwrap();
        TestDatabase::postgres(self.url(name))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

/// The folder of `initdb` and `postgres`: Debian's newest, or that of `initdb` in `PATH`.
fn programs() -> Option<PathBuf> {
    let mut folders: Vec<_> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    folders.sort_by_key(|folder| {
        let version = folder
            .parent()
            .and_then(Path::file_name)
            .and_then(|name| name.to_str());
        version.and_then(|version| version.parse::<u32>().ok())
    });
    folders.reverse();
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    folders
        .into_iter()
        .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

/// Who runs the server: PostgreSQL refuses to run as root.
fn unprivileged() -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| -> Option<u32> {
        let output = Command::new("id")
            .args(arguments)
            .stderr(Stdio::null())
            .output()
            .ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    if id(&["-u"]) != Some(0) {
        return None;
    }
    ["postgres", "nobody"]
        .iter()
        .find_map(|user| Some((id(&["-u", user])?, id(&["-g", user])?)))
}
