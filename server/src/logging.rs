//! The log: to standard error, for people on a terminal and as JSON anywhere else.

use std::io::IsTerminal;

use tracing_subscriber::{filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::{Config, LogFormat};

/// Starts the log, and has panics written to it.
pub fn start(config: &Config) {
    // Checked when the configuration was read.
    let filter: Targets = config.log.parse().unwrap_or_default();
    let json = match config.log_format {
        LogFormat::Human => false,
        LogFormat::Json => true,
        LogFormat::Auto => !std::io::stderr().is_terminal(),
    };
    let registry = tracing_subscriber::registry().with(filter);
    let started = if json {
        let lines = fmt::layer()
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .with_writer(std::io::stderr);
        registry.with(lines).try_init()
    } else {
        let lines = fmt::layer()
            .with_target(false)
            .with_ansi(std::io::stderr().is_terminal())
            .with_writer(std::io::stderr);
        registry.with(lines).try_init()
    };
    // It fails only where a test has started one before.
    if started.is_ok() {
        std::panic::set_hook(Box::new(|panic| {
            let message = panic.payload_as_str().unwrap_or("(no message)");
            let location = panic
                .location()
                .map(ToString::to_string)
                .unwrap_or_default();
            tracing::error!(message = "panic", panic = message, location);
        }));
    }
}
