//! The command line.

use std::{fmt, io::Write, path::PathBuf, process::ExitCode, time::Instant};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{
    commands,
    config::{self, Flags, Loaded},
    http::VERSION,
};

/// A self-hosted investment platform: pages, optimiser and data in one program.
#[derive(Debug, Parser)]
#[command(name = "finx", version, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages and the API
    Serve,
    /// Solve the problem document in FILE (`-` for standard input) and print the answer
    Optimize(Optimize),
    /// Answer the risk document in FILE (`-` for standard input): measures, stress, attribution, rules
    Risk(Risk),
    /// Solve the result in FILE again and say `same`, or what differs
    Replay(Replay),
    /// Bundled data
    #[command(subcommand)]
    Data(Data),
    /// Configuration
    #[command(subcommand)]
    Config(Config),
    /// Print version, commit and target
    Version,
}

/// Shown by `finx optimize --help`, run by a test.
pub(crate) const OPTIMIZE_EXAMPLES: &str = r#"Examples, in a folder with the project's examples/:
  finx optimize examples/five-companies.json
  finx optimize examples/five-companies.json --format table
  finx optimize examples/five-companies.json --output answer.json --repeat 100
  finx optimize examples/tail-risk.json --format table          # a ratio to the CVaR, and a frontier
  finx optimize examples/risk-parity.json --format table        # each has its share of the risk
  finx optimize examples/hierarchy.json --format table          # HRP, and how it did out of sample
  finx optimize examples/diversification.json --format table
  finx optimize examples/tracking.json --format table           # a benchmark without one of its assets
  finx optimize examples/robust.json --format table             # a mean that is only known roughly
  finx optimize examples/several-goals.json --format table      # CVaR and return, and what they can do
  finx optimize examples/rebalancing.json --format table        # turnover, costs, tracking error
  echo '{ "data": { "moments": { "assets": ["A", "B"], "mean": [0.06, 0.10], "covariance": [[0.04, 0], [0, 0.16]] } }, "objective": { "kind": "max_sharpe" } }' | finx optimize -

Exit code: 0 there is a portfolio, 3 infeasible or unbounded, 4 stopped (Ctrl-C, time limit), 2 bad input,
1 anything else."#;

/// What `finx optimize` is asked.
#[derive(Debug, Args)]
#[command(after_help = OPTIMIZE_EXAMPLES)]
pub(crate) struct Optimize {
    /// The problem document, or `-` for standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Json)]
    pub(crate) format: Format,
    /// Where the answer goes, instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Solve this often and report the median time
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) repeat: Option<u32>,
    /// Leave the document out of the answer; `finx replay` then needs it by `--problem`
    #[arg(long)]
    pub(crate) no_problem: bool,
}

/// Shown by `finx risk --help`, run by a test.
pub(crate) const RISK_EXAMPLES: &str = r#"Examples, in a folder with the project's examples/:
  finx risk examples/risk/measures.json --format table    # measures beside a benchmark, and a VaR back-test
  finx risk examples/risk/measures.json --output risk.json
  finx risk examples/risk/stress.json --format table      # episodes, shocks, correlations, a fan of the future
  finx risk examples/risk/factors.json --format table     # five style factors, ten crises, on the bundled prices
  finx risk examples/risk/attribution.json --format table # where the active return came from
  finx risk examples/risk/rules.json --format table       # rules on the portfolio and on proposed weights
  echo '{ "data": { "returns": { "dates": ["2020-01-02", "2020-01-03"], "assets": { "A": [0.01, -0.02] } } }, "weights": { "A": 1 } }' | finx risk -

Exit code: 0 answered, 2 bad input, 1 anything else. A broken rule is an answer."#;

/// What `finx risk` is asked.
#[derive(Debug, Args)]
#[command(after_help = RISK_EXAMPLES)]
pub(crate) struct Risk {
    /// The risk document, or `-` for standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Json)]
    pub(crate) format: Format,
    /// Where the answer goes, instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Shown by `finx replay --help`, run by a test.
const REPLAY_EXAMPLES: &str = r#"Examples, in a folder with the project's examples/:
  finx optimize examples/five-companies.json --output answer.json
  finx replay answer.json
  finx replay answer.json --format json
  finx replay answer.json --prices examples/five-companies.csv  # where the prices lie now
  finx replay answer.json --folder examples                     # the same, by the folder
  finx optimize examples/hierarchy.json --no-problem | finx replay - --problem examples/hierarchy.json

Exit code: 0 the same, 1 something differs, 2 bad input, 4 stopped (Ctrl-C). The time that it took is no
difference, nor is what rounding explains: 1e-9 of a weight, 1e-7 where Clarabel answered."#;

/// What `finx replay` is asked.
#[derive(Debug, Args)]
#[command(after_help = REPLAY_EXAMPLES)]
pub(crate) struct Replay {
    /// The result that `finx optimize` wrote, or `-` for standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The document to solve, instead of the one in the result
    #[arg(long, value_name = "FILE")]
    pub(crate) problem: Option<PathBuf>,
    /// The prices, instead of the file that the document names
    #[arg(long, value_name = "FILE", conflicts_with = "folder")]
    pub(crate) prices: Option<PathBuf>,
    /// The folder in which the document's file of prices lies now
    #[arg(long, value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
    /// Another version of FinX is no difference by itself
    #[arg(long)]
    pub(crate) any_version: bool,
    /// How the comparison is written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// JSON, for programs
    Json,
    /// A table, for people
    Table,
}

#[derive(Debug, Subcommand)]
enum Data {
    /// Import the bundled data that is not in the database yet
    Import {
        /// A folder laid out like the project's `data`, instead of the bundled files
        #[arg(long, value_name = "FOLDER")]
        from: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
enum Config {
    /// Print every value and the layer it comes from; secrets are masked
    Show,
    /// Check every value, and that the data directory can be written to
    Check,
}

/// Why a command ended without doing its work.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something that whoever called can put right; exit code 2.
    Usage(String),
    /// Anything else; exit code 1.
    Other(anyhow::Error),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

impl From<config::ConfigError> for Failure {
    fn from(error: config::ConfigError) -> Self {
        Self::Usage(format!("configuration: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) => f.write_str(message),
            Self::Other(error) => write!(f, "{error:#}"),
        }
    }
}

/// Does what the command line says. `started` is when the process did.
pub fn run(started: Instant) -> ExitCode {
    match execute(Cli::parse(), started) {
        Ok(code) => code,
        Err(failure) => {
            // When standard error is closed there is nobody left to tell.
            let _ = writeln!(std::io::stderr(), "finx: {failure}");
            match failure {
                Failure::Usage(_) => ExitCode::from(2),
                Failure::Other(_) => ExitCode::FAILURE,
            }
        }
    }
}

fn execute(cli: Cli, started: Instant) -> Result<ExitCode, Failure> {
    let load = || config::load(&cli.flags, std::env::vars_os(), config::platform_data_dir());
    match cli.command {
        Command::Serve => commands::serve::run(load()?.config, started),
        Command::Optimize(what) => return commands::optimize::run(&what),
        Command::Risk(what) => return commands::risk::run(&what),
        Command::Replay(what) => return commands::replay::run(&what),
        Command::Data(Data::Import { from }) => commands::data::import(&load()?.config, from),
        Command::Config(Config::Show) => commands::config::show(&load()?),
        Command::Config(Config::Check) => {
            let loaded: Loaded = load()?;
            commands::config::check(&loaded)
        }
        Command::Version => {
            let commit = VERSION.commit.unwrap_or("unknown commit");
            say(&format!(
                "finx {} ({commit}, {})",
                VERSION.version, VERSION.target
            ))
        }
    }?;
    Ok(ExitCode::SUCCESS)
}

/// A line on standard output. A reader that has gone away has seen enough.
pub(crate) fn say(line: &str) -> Result<(), Failure> {
    match writeln!(std::io::stdout(), "{line}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(anyhow::Error::new(error).context("standard output").into())
        }
        _ => Ok(()),
    }
}

/// The runtime of a command.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    Ok(runtime.map_err(anyhow::Error::new)?)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_may_stand_before_and_after_the_command() {
        for line in [
            ["finx", "--listen", "[::1]:1", "serve"],
            ["finx", "serve", "--listen", "[::1]:1"],
        ] {
            let cli = Cli::try_parse_from(line).expect("understood");
            assert_eq!(cli.flags.listen.as_deref(), Some("[::1]:1"));
        }
        assert!(Cli::try_parse_from(["finx", "optimize", "-", "--repeat", "0"]).is_err());
    }
}
