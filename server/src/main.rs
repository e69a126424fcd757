//! The `finx` binary; everything is in the library beside it.

use std::{process::ExitCode, time::Instant};

fn main() -> ExitCode {
    server::cli::run(Instant::now())
}
