//! What a long computation tells while it runs, and how it is stopped.

use std::ops::ControlFlow;

/// Where an iterative method stands. It minimises, so `bound ≤ optimum ≤ value`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Iterations so far, or points of a frontier.
    pub done: usize,
    /// How many there will be, where that is known.
    pub total: Option<usize>,
    /// The best value found, where there is one.
    pub value: Option<f64>,
    /// What no solution can be better than, where it is known.
    pub bound: Option<f64>,
}

/// Called between iterations; `Break` stops the computation.
pub type OnProgress<'a> = dyn FnMut(Progress) -> ControlFlow<()> + 'a;

/// Listens to nothing and stops nothing.
pub(crate) fn unattended(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}
