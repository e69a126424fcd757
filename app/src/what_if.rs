//! The live what-if: a question, its answer, and why.

mod controls;
mod pictures;
mod solver;
mod state;
mod why;
mod words;
mod workbench;

#[cfg(test)]
pub(crate) use state::CAP_RANGE;
pub(crate) use state::{Reading, State};
pub(crate) use workbench::{Workbench, read_query};
