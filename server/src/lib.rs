//! The server: configuration, HTTP and the commands of `finx`. The only place where everything is
//! wired together.

// The types of Leptos' views nest deeply.
#![recursion_limit = "256"]

pub mod bundled;
pub mod cli;
pub mod commands;
pub mod config;
pub mod embedded;
pub mod http;
pub mod logging;
