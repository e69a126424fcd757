//! The binary itself, as people and orchestrators meet it.

#[path = "support/said.rs"]
mod support;

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use support::{refused, text};
use tempfile::TempDir;

/// Longest that anything here may take on a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn finx(data_dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_finx"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("FINX_") {
            command.env_remove(name);
        }
    }
    command
        .args(arguments)
        .env("FINX_DATA_DIR", data_dir)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn run(data_dir: &Path, arguments: &[&str]) -> Output {
    finx(data_dir, arguments).output().expect("it starts")
}

#[test]
fn an_import_that_was_killed_is_completed_and_nothing_comes_twice() {
    let whole = folder();
    let output = run(whole.path(), &["data", "import"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let expect = text(&output.stdout);
    let rows_of = |text: &str| {
        let mut lines: Vec<String> = text
            .lines()
            .filter_map(|line| {
                line.split_once(" rows in ")
                    .map(|(rows, _)| rows.to_owned())
            })
            .collect();
        lines.sort();
        lines
    };

    // Once in the middle of a data set, once just after one.
    for (pause, lines) in [(Duration::from_millis(30), 1), (Duration::ZERO, 3)] {
        let folder = folder();
        let mut child = finx(folder.path(), &["data", "import"])
            .spawn()
            .expect("it starts");
        let mut out = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut seen = String::new();
        for _ in 0..lines {
            seen += &(out.next().expect("a line").expect("UTF-8") + "\n");
        }
        std::thread::sleep(pause);
        // SIGKILL.
        child.kill().expect("it still runs");
        child.wait().expect("it has ended");
        let rest: Vec<String> = out.map_while(Result::ok).collect();
        seen += &rest.join("\n");

        let again = run(folder.path(), &["data", "import"]);
        assert!(again.status.success(), "{}", text(&again.stderr));
        // A data set may have been committed without a word about it; none may come twice.
        let mut both = rows_of(&seen);
        both.extend(rows_of(&text(&again.stdout)));
        both.sort();
        let mut once = both.clone();
        once.dedup();
        assert_eq!(both, once);
        assert!(both.iter().all(|line| rows_of(&expect).contains(line)));

        let third = text(&run(folder.path(), &["data", "import"]).stdout);
        assert_eq!(
            third,
            "imported 0 data sets with 0 rows; 7 were there already\n"
        );
        assert_eq!(status(folder.path()), status(whole.path()));
    }
}

/// The data sets as the status page tells them.
fn status(data_dir: &Path) -> String {
    let server = Server::start(data_dir);
    let body = server.post("/call/load_status");
    let from = body.find("\"data\":").expect("data sets");
    body[from..].to_owned()
}

struct Server {
    child: Child,
    port: u16,
    line: String,
}

impl Server {
    fn start(data_dir: &Path) -> Self {
        Self::start_with(data_dir, &[])
    }

    fn start_with(data_dir: &Path, flags: &[&str]) -> Self {
        let serve = ["serve", "--listen", "127.0.0.1:0"];
        let mut child = finx(data_dir, &[&serve, flags].concat())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("piped"));
        out.read_line(&mut line).expect("UTF-8");
        let port = line
            .split_once("http://localhost:")
            .and_then(|(_, rest)| rest.split_once(' '))
            .and_then(|(port, _)| port.parse().ok());
        let port = port.unwrap_or_else(|| panic!("no address in {line:?}"));
        Self { child, port, line }
    }

    fn exchange(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        answer
    }

    fn get(&self, path: &str) -> String {
        let port = self.port;
        self.exchange(&format!(
            "GET {path} HTTP/1.1\r\nhost: localhost:{port}\r\naccept: text/html\r\nconnection: close\r\n\r\n"
        ))
    }

    fn post(&self, path: &str) -> String {
        let port = self.port;
        self.exchange(&format!(
            "POST {path} HTTP/1.1\r\nhost: localhost:{port}\r\ncontent-type: application/json\r\n\
             content-length: 2\r\nconnection: close\r\n\r\n{{}}"
        ))
    }

    /// As an orchestrator ends a program.
    #[cfg(unix)]
    fn terminate(&mut self) -> Option<i32> {
        let told = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        assert!(told.expect("kill is there").success());
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("it is ours") {
                return status.code();
            }
            assert!(start.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
#[test]
fn it_serves_starts_fast_with_its_data_and_ends_when_told() {
    let folder = folder();
    let mut first = Server::start(folder.path());
    assert!(first.get("/healthz").starts_with("HTTP/1.1 200 OK"));
    assert!(first.get("/readyz").starts_with("HTTP/1.1 200 OK"));
    let page = first.get("/");
    assert!(
        page.starts_with("HTTP/1.1 200 OK") && page.contains("AAPL"),
        "{page:.600}"
    );
    assert_eq!(first.terminate(), Some(0));

    let second = Server::start(folder.path());
    let ready = second
        .line
        .split_once("ready in ")
        .and_then(|(_, rest)| rest.split_once(" ms"));
    let ready: u64 = ready.and_then(|(ms, _)| ms.parse().ok()).expect("a number");
    // The promise is 500 ms for a release build on an idle machine; this is neither.
    assert!(ready < 3_000, "{ready} ms");
}

/// The first thing that a server does is to read prices ahead; who ends it then asks for no more.
#[cfg(unix)]
#[test]
fn a_server_that_is_ended_at_once_has_nothing_to_complain_about() {
    let folder = folder();
    let imported = run(folder.path(), &["data", "import"]);
    assert!(imported.status.success(), "{}", text(&imported.stderr));
    // A binary without a site says so, and rightly.
    let site = folder.path().join("site");
    std::fs::create_dir(&site).expect("created");
    std::fs::write(site.join("site.json"), r#"{"pkg":"pkg/0"}"#).expect("written");
    let site = site.to_str().expect("UTF-8");

    // None is before it has answered anything.
    let pauses = [None, Some(0), Some(5), Some(20), Some(50), Some(100)];
    for pause in pauses.into_iter().chain(pauses) {
        let mut server = Server::start_with(folder.path(), &["--site-dir", site]);
        if let Some(ms) = pause {
            assert!(server.get("/healthz").starts_with("HTTP/1.1 200 OK"));
            std::thread::sleep(Duration::from_millis(ms));
        }
        assert_eq!(server.terminate(), Some(0), "after {pause:?} ms");
        let mut log = String::new();
        let mut lines = server.child.stderr.take().expect("piped");
        lines.read_to_string(&mut log).expect("UTF-8");
        assert!(log.contains("\"message\":\"stopped\""), "{log}");
        for line in log.lines() {
            assert!(
                line.contains("\"level\":\"INFO\""),
                "after {pause:?} ms: {line}"
            );
        }
    }
}

/// A page moves between the threads of the server while it is made. What is bound to one thread
/// (`StoredValue::new_local` in a component) then ends it in a panic, some of the time.
#[test]
fn every_page_is_whole_whichever_threads_made_it() {
    let folder = folder();
    let server = Server::start(folder.path());
    for path in ["/", "/instruments", "/instruments/JNJ", "/status"] {
        for _ in 0..25 {
            let page = server.get(path);
            assert!(page.starts_with("HTTP/1.1 200 OK"), "{path}: {page:.100}");
            assert!(page.contains("</html>"), "{path} was cut off");
        }
    }
}

#[test]
fn what_can_be_put_right_is_one_line_and_exit_code_2() {
    let folder = folder();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("bound").to_string();
    let output = run(folder.path(), &["serve", "--listen", &address]);
    refused(
        &output,
        &format!("finx: {address} is in use: stop the program that listens there, or"),
    );
    assert!(
        !folder.path().join("finx.db").exists(),
        "it failed before it touched the database"
    );

    let file = folder.path().join("file");
    std::fs::write(&file, "").expect("written");
    refused(&run(&file, &["config", "check"]), "cannot be written to");
    refused(
        &run(folder.path(), &["serve", "--listen", "here"]),
        "`listen` is \"here\" (flag --listen)",
    );
    let site = ["config", "check", "--site-dir", "/nonexistent"];
    refused(&run(folder.path(), &site), "site.json cannot be read");
    let from = ["data", "import", "--from", "/nonexistent"];
    refused(&run(folder.path(), &from), "/nonexistent/instruments.csv");
    let database = format!("sqlite:{}", file.join("x.db").display());
    let serve = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--database-url",
        &database,
    ];
    refused(
        &run(folder.path(), &serve),
        "check FINX_DATABASE_URL and FINX_DATA_DIR",
    );
}

#[test]
fn the_configuration_is_shown_and_checked() {
    let folder = folder();
    let output = run(folder.path(), &["config", "show", "--listen", "[::1]:80"]);
    assert!(output.status.success());
    let shown = text(&output.stdout);
    assert!(
        shown.contains("flag --listen") && shown.contains("environment FINX_DATA_DIR"),
        "{shown}"
    );
    let output = run(folder.path(), &["config", "check"]);
    assert_eq!(text(&output.stdout), "the configuration is fine\n");
    let version = text(&run(folder.path(), &["version"]).stdout);
    assert!(
        version.starts_with(concat!("finx ", env!("CARGO_PKG_VERSION"))),
        "{version}"
    );
}

const PROBLEM: &str = r#"{
    "data": { "moments": { "assets": ["A", "B"], "mean": [0.06, 0.10],
                           "covariance": [[0.04, 0.0], [0.0, 0.16]] } },
    "objective": { "kind": "min_risk" }, "constraints": { "max_weight": MOST } }"#;

#[test]
fn optimize_answers_any_outcome_and_refuses_bad_input() {
    let folder = folder();
    let solve = |text_of: &str, arguments: &[&str]| {
        let mut child = finx(folder.path(), &[&["optimize", "-"], arguments].concat())
            .stdin(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut input = child.stdin.take().expect("piped");
        input.write_all(text_of.as_bytes()).expect("read");
        drop(input);
        child.wait_with_output().expect("it ends")
    };
    let output = solve(&PROBLEM.replace("MOST", "0.7"), &["--repeat", "3"]);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(answer["outcome"], "optimal");
    assert_eq!(answer["receipt"]["repeats"], 3);
    assert!((answer["weights"]["A"].as_f64().expect("a number") - 0.7).abs() < 1e-9);

    let output = solve(&PROBLEM.replace("MOST", "0.3"), &["--format", "table"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stdout).starts_with("infeasible\n"));

    let file = folder.path().join("answer.json");
    let name = file.to_str().expect("a name");
    let output = solve(&PROBLEM.replace("MOST", "0.7"), &["--output", name]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
    let written = std::fs::read_to_string(&file).expect("a file");
    let answer: serde_json::Value = serde_json::from_str(&written).expect("JSON");
    assert_eq!(answer["outcome"], "optimal");
    refused(
        &solve(
            &PROBLEM.replace("MOST", "0.7"),
            &["--output", "/nonexistent/a.json"],
        ),
        "--output /nonexistent/a.json: ",
    );

    refused(
        &solve(&PROBLEM.replace("MOST", "\"x\""), &[]),
        "standard input: constraints.max_weight",
    );
    refused(&solve("", &[]), "finx: standard input: ");
    refused(
        &run(folder.path(), &["optimize", "/nonexistent.json"]),
        "/nonexistent.json: ",
    );
}

/// A thousand portfolios of the smallest CVaR, which takes far longer than a test waits.
#[cfg(target_os = "linux")]
fn long_document() -> String {
    const DAYS: usize = 2000;
    let day = |i: usize| {
        format!(
            "{}-{:02}-{:02}",
            2000 + i / 336,
            1 + i / 28 % 12,
            1 + i % 28
        )
    };
    let column = |asset: usize| -> Vec<f64> {
        // The golden angle spreads any multiples over the circle, the same ones every time.
        let angle = |day: usize| 2.4 * (day * (asset + 3)) as f64 + (asset * day * day) as f64;
        (0..DAYS)
            .map(|day| 0.02 * angle(day).sin() + 1e-5 * asset as f64)
            .collect()
    };
    let assets: serde_json::Map<String, serde_json::Value> = (0..60)
        .map(|asset| (format!("A{asset}"), column(asset).into()))
        .collect();
    serde_json::json!({
        "data": { "returns": { "dates": (0..DAYS).map(day).collect::<Vec<_>>(), "assets": assets } },
        "objective": { "kind": "min_risk", "measure": "cvar" },
        "frontier": { "points": 1000, "risk": "cvar" },
    })
    .to_string()
}

/// Whether a process handles Ctrl-C itself: until then it would end as if nobody listened.
#[cfg(target_os = "linux")]
fn listens(process: u32) -> bool {
    const INTERRUPT: u64 = 1 << 1;
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let mut caught = status
        .lines()
        .filter_map(|line| line.strip_prefix("SigCgt:"));
    let mask = caught
        .next()
        .map(|mask| u64::from_str_radix(mask.trim(), 16));
    matches!(mask, Some(Ok(mask)) if mask & INTERRUPT != 0)
}

/// What a command says that is told to end while it works.
#[cfg(target_os = "linux")]
fn interrupted(folder: &Path, arguments: &[&str]) -> Output {
    let child = finx(folder, arguments).spawn().expect("it starts");
    let start = Instant::now();
    while !listens(child.id()) {
        assert!(start.elapsed() < PATIENCE, "it does not listen");
        std::thread::sleep(Duration::from_millis(5));
    }
    // So that it is in the midst of it on most machines; it has to end just so where it is not.
    std::thread::sleep(Duration::from_millis(300));
    let told = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(told.expect("kill is there").success());
    child.wait_with_output().expect("it ends")
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_ends_a_long_run_with_what_is_known() {
    let folder = folder();
    let file = folder.path().join("long.json");
    std::fs::write(&file, long_document()).expect("a file");
    let name = file.to_str().expect("a name");
    let output = interrupted(folder.path(), &["optimize", name]);
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(answer["outcome"], "cancelled");
    let stopped = answer["diagnostics"].as_array().expect("diagnostics");
    let stopped = stopped.iter().find(|note| note["kind"] == "stopped");
    assert_eq!(stopped.expect("it was stopped")["by"], "caller");
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_ends_a_replay_without_a_verdict() {
    let folder = folder();
    let quick = folder.path().join("quick.json");
    std::fs::write(&quick, PROBLEM.replace("MOST", "0.7")).expect("a file");
    let solved = run(
        folder.path(),
        &["optimize", quick.to_str().expect("a name")],
    );
    let mut result: serde_json::Value = serde_json::from_slice(&solved.stdout).expect("JSON");
    result["problem"] = serde_json::from_str(&long_document()).expect("JSON");
    let file = folder.path().join("result.json");
    std::fs::write(&file, result.to_string()).expect("a file");
    let output = interrupted(folder.path(), &["replay", file.to_str().expect("a name")]);
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    assert!(output.stdout.is_empty());
    assert!(text(&output.stderr).contains("nothing to compare"));
}

#[test]
fn the_examples_of_optimize_run_as_printed() {
    run_examples("optimize", 10);
}

#[test]
fn the_examples_of_risk_run_as_printed() {
    run_examples("risk", 5);
}

fn run_examples(command: &str, fewest: usize) {
    let folder = folder();
    let help = run(folder.path(), &[command, "--help"]);
    let help = text(&help.stdout);
    let examples: Vec<&str> = help
        .lines()
        .map(str::trim)
        .filter(|line| line.contains(&format!("finx {command} ")) && !line.starts_with("Usage"))
        .collect();
    assert!(examples.len() >= fewest, "{help}");
    // As a newcomer has it: the program in the path, the examples below the folder.
    let project = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    std::os::unix::fs::symlink(
        format!("{project}/examples"),
        folder.path().join("examples"),
    )
    .expect("a link");
    let program = Path::new(env!("CARGO_BIN_EXE_finx"));
    let path = format!(
        "{}:{}",
        program.parent().expect("a folder").display(),
        std::env::var("PATH").unwrap_or_default()
    );
    for example in examples {
        let output = Command::new("sh")
            .args(["-c", example])
            .current_dir(folder.path())
            .env("PATH", &path)
            .output()
            .expect("a shell");
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{example}: {error}");
    }
}
