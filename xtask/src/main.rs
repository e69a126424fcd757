//! FinX' own commands. `cargo xtask --help` lists them.

mod bench;
mod budget;
mod check;
mod compress;
mod coverage;
mod digest;
mod dist;
mod files;
mod native;
mod process;
mod progress;
mod serve;
mod setup;
mod site;
mod test;
mod tidy;
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
    /// Build everything and run it.
    Serve {
        /// Rebuild and restart at every change.
        #[arg(long)]
        dev: bool,
        /// Arguments for `finx serve`.
        #[arg(last = true)]
        args: Vec<String>,
    },
    /// Run every test there is, or those whose names contain a filter.
    Test {
        /// Part of a test's name.
        filter: Vec<String>,
    },
    /// Format, lints, rules of the house, licences.
    Check,
    /// Only the rules of the house.
    Tidy,
    /// Run the tests and print what they cover.
    Coverage,
    /// Measure times beside those of established libraries, and write docs/benchmarks.md.
    Bench(bench::Options),
    /// Build <target>/release/finx, the product as one file.
    Dist,
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
        Command::Setup => {
            setup::run(workspace, progress, Need::Everything)?;
            println!("Everything is here. `cargo xtask serve` builds and runs FinX.");
            Ok(())
        }
        Command::Site { dev, .. } => {
            setup::run(workspace, progress, Need::Site)?;
            let mode = if dev { Mode::Dev } else { Mode::Release };
            site::build(workspace, progress, mode)
        }
        Command::Budget => budget::run(workspace),
        Command::Serve { dev, args } => {
            setup::run(workspace, progress, Need::Site)?;
            if dev {
                serve::watch(workspace, progress, &args)
            } else {
                serve::run(workspace, progress, &args)
            }
        }
        Command::Test { filter } => {
            setup::run(workspace, progress, Need::Test)?;
            test::run(workspace, progress, &filter)
        }
        Command::Check => {
            setup::run(workspace, progress, Need::Check)?;
            check::run(workspace, progress)
        }
        Command::Tidy => tidy::run(workspace),
        Command::Coverage => {
            setup::run(workspace, progress, Need::Everything)?;
            test::coverage(workspace, progress)
        }
        Command::Bench(options) => bench::run(workspace, progress, options),
        Command::Dist => {
            setup::run(workspace, progress, Need::Site)?;
            dist::run(workspace, progress)
        }
    }
}
