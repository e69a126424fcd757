//! The whole product, running here.

use std::{
    path::Path,
    process::{Child, Command, ExitStatus},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use notify::{EventKind, RecursiveMode, Watcher};

use crate::{process, progress::Progress, site, wasm::Mode, workspace::Workspace};

/// How often a running child and the stop sign are looked at.
const TICK: Duration = Duration::from_millis(100);

/// A server that is asked to stop finishes its requests; after this it is made to.
const PATIENCE: Duration = Duration::from_secs(10);

/// An editor saves in several strokes, and a formatter follows.
const QUIET: Duration = Duration::from_millis(300);

const FIX: &str = "repair the error above, then run the same command again";

/// The site and the release binary that holds it.
pub(crate) fn build_release(workspace: &Workspace, progress: &mut Progress) -> Result<()> {
    site::build(workspace, progress, Mode::Release)?;
    progress.step("finx: release build", || {
        let mut cargo = release_cargo(workspace);
        process::run(&mut cargo, FIX)
    })
}

pub(crate) fn release_cargo(workspace: &Workspace) -> Command {
    let mut cargo = workspace.cargo();
    cargo
        .args(["build", "--release", "--package", "server"])
        .env("FINX_SITE_BUILD", workspace.site());
    cargo
}

pub(crate) fn run(workspace: &Workspace, progress: &mut Progress, args: &[String]) -> Result<()> {
    build_release(workspace, progress)?;
    progress.summary();
    progress.forget();

    let stop = stop_sign()?;
    let mut server = finx(workspace, &workspace.release_binary(), args);
    let mut server = start(&mut server)?;
    loop {
        if let Some(status) = server.try_wait()? {
            return ended(status);
        }
        if stop.load(Ordering::Relaxed) {
            return end(server);
        }
        std::thread::sleep(TICK);
    }
}

/// Rebuilds and restarts at every change.
pub(crate) fn watch(workspace: &Workspace, progress: &mut Progress, args: &[String]) -> Result<()> {
    let stop = stop_sign()?;
    let (sender, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| matters(&event)) {
            // The receiver is gone only when everything ends.
            let _ = sender.send(());
        }
    })?;
    for folder in [
        "app",
        "crates",
        "style",
        "frontend/src",
        "frontend/js",
        "server",
        "public",
    ] {
        let path = workspace.path(folder);
        if path.is_dir() {
            watcher
                .watch(&path, RecursiveMode::Recursive)
                .with_context(|| format!("watching {folder}/"))?;
        }
    }

    let mut server: Option<Child> = None;
    loop {
        match build_dev(workspace, progress) {
            Ok(()) => {
                if let Some(old) = server.take() {
                    end(old)?;
                }
                let mut fresh = finx(workspace, &workspace.debug_binary(), args);
                fresh.env("FINX_SITE_DIR", workspace.site());
                server = Some(start(&mut fresh)?);
            }
            Err(error) if !stop.load(Ordering::Relaxed) => {
                eprintln!("\nerror: {error:#}\nwaiting for the next change");
            }
            Err(_) => {}
        }
        progress.summary();
        progress.forget();
        wait_for_change(&changes, &stop, &mut server)?;
        if stop.load(Ordering::Relaxed) {
            return server.map_or(Ok(()), end);
        }
    }
}

fn build_dev(workspace: &Workspace, progress: &mut Progress) -> Result<()> {
    site::build(workspace, progress, Mode::Dev)?;
    progress.step("finx: debug build", || {
        let mut cargo = workspace.cargo();
        cargo.args(["build", "--package", "server"]);
        process::run(&mut cargo, FIX)
    })
}

fn matters(event: &notify::Event) -> bool {
    if matches!(event.kind, EventKind::Access(_)) {
        return false;
    }
    event.paths.iter().any(|path| {
        path.file_name().is_some_and(|name| {
            let name = name.to_string_lossy();
            // Editors' drafts.
            !name.starts_with('.')
                && !name.starts_with('#')
                && !name.ends_with('~')
                && !name.chars().all(|c| c.is_ascii_digit())
        })
    })
}

fn wait_for_change(
    changes: &Receiver<()>,
    stop: &AtomicBool,
    server: &mut Option<Child>,
) -> Result<()> {
    let mut changed = false;
    loop {
        let patience = if changed { QUIET } else { TICK };
        match changes.recv_timeout(patience) {
            Ok(()) => changed = true,
            Err(RecvTimeoutError::Timeout) if changed => return Ok(()),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => bail!("the watcher of files stopped"),
        }
        if stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        if let Some(running) = server
            && let Some(status) = running.try_wait()?
        {
            println!("finx ended ({status}); waiting for the next change");
            *server = None;
        }
    }
}

fn finx(workspace: &Workspace, binary: &Path, args: &[String]) -> Command {
    let mut finx = Command::new(binary);
    finx.current_dir(&workspace.root).arg("serve").args(args);
    // Where tools are is the project's own affair; `finx` refuses variables it does not know.
    for name in ["FINX_CHROMIUM", "FINX_POSTGRES_BIN", "FINX_BIN"] {
        finx.env_remove(name);
    }
    crate::workspace::forget_own_package(&mut finx);
    finx
}

fn start(finx: &mut Command) -> Result<Child> {
    println!("[serve] {}", process::show(finx));
    finx.spawn()
        .with_context(|| format!("`{}` could not be started", process::show(finx)))
}

fn ended(status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    bail!("finx ended ({status}); its own words are above");
}

/// Asks to stop, waits, and insists.
fn end(mut server: Child) -> Result<()> {
    ask_to_stop(&server);
    let asked = Instant::now();
    while asked.elapsed() < PATIENCE {
        if server.try_wait()?.is_some() {
            return Ok(());
        }
        std::thread::sleep(TICK);
    }
    server.kill()?;
    server.wait()?;
    Ok(())
}

#[cfg(unix)]
fn ask_to_stop(server: &Child) {
    // The shell's own `kill`: the program of that name is not everywhere. A child that is gone
    // already is what is wanted.
    let _ = Command::new("sh")
        .args(["-c", &format!("kill -TERM {} 2>/dev/null", server.id())])
        .status();
}

#[cfg(not(unix))]
fn ask_to_stop(_server: &Child) {
    // Ctrl-C has reached it together with us.
}

/// Raised by Ctrl-C and by the signal to end.
fn stop_sign() -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    ctrlc::set_handler(move || raised.store(true, Ordering::Relaxed))?;
    Ok(stop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{AccessKind, CreateKind};

    fn event(kind: EventKind, path: &str) -> notify::Event {
        notify::Event::new(kind).add_path(path.into())
    }

    #[test]
    fn saved_sources_matter_and_drafts_do_not() {
        let created = EventKind::Create(CreateKind::File);
        assert!(matters(&event(created, "app/src/lib.rs")));
        for draft in ["app/.lib.rs.swp", "app/lib.rs~", "app/4913"] {
            assert!(!matters(&event(created, draft)), "{draft}");
        }
        assert!(!matters(&event(
            EventKind::Access(AccessKind::Any),
            "app/src/lib.rs"
        )));
    }

    #[cfg(unix)]
    #[test]
    fn a_child_that_listens_ends_at_once() -> Result<()> {
        let child = Command::new("sleep").arg("60").spawn()?;
        let asked = Instant::now();
        end(child)?;
        assert!(asked.elapsed() < PATIENCE);
        Ok(())
    }
}
