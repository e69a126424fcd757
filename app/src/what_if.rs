//! The live what-if: a question, its answer, and why.

mod controls;
mod pictures;
mod solver;
mod state;
mod why;
mod words;
mod workbench;

pub(crate) use state::{Reading, State};
pub(crate) use workbench::{Workbench, read_query};
