//! FinX' own commands. `cargo xtask --help` lists them.

mod budget;
mod compress;
mod digest;
mod files;
mod process;
mod progress;
mod setup;
mod site;
mod wasm;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::{progress::Progress, setup::Need, wasm::Mode, workspace::Workspace};

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about, version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Find or install everything that the other commands need.
    Setup,
    /// Build the browser's half into <target>/site.
    Site {
        /// Small and fast for the reader (the default).
        #[arg(long, conflicts_with = "dev")]
        release: bool,
        /// Fast for the one who waits for the build.
        #[arg(long)]
        dev: bool,
    },
    /// Print what the first visit loads, and fail where it is too much.
    Budget,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut progress = Progress::start();
    let result = Workspace::locate().and_then(|workspace| {
        let result = dispatch(cli.command, &workspace, &mut progress);
        progress.summary();
        result
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command, workspace: &Workspace, progress: &mut Progress) -> Result<()> {
    match command {
        Command::Setup => setup::run(workspace, progress, Need::Check),
        Command::Site { dev, .. } => {
            setup::run(workspace, progress, Need::Site)?;
            let mode = if dev { Mode::Dev } else { Mode::Release };
            site::build(workspace, progress, mode)
        }
        Command::Budget => budget::run(workspace),
    }
}
