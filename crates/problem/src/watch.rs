//! When a run has to end early, and what is missing then.

use std::ops::ControlFlow;

use optimizer::{OnProgress, attended_anytime};

use crate::{
    ProblemErrors, Stopwatch,
    answer::{Diagnostic, StoppedBy},
};

/// Looks at the clock and listens to the caller while parts of an answer are made.
pub(crate) struct Watch<'w> {
    /// When the stopwatch shows this, time is over.
    ends_at_ms: Option<f64>,
    stopwatch: &'w Stopwatch<'w>,
    progress: &'w mut OnProgress<'w>,
    pub(crate) stopped: Option<StoppedBy>,
    missing: Vec<&'static str>,
}

impl<'w> Watch<'w> {
    pub(crate) fn new(
        limit_s: Option<f64>,
        stopwatch: &'w Stopwatch<'w>,
        progress: &'w mut OnProgress<'w>,
    ) -> Self {
        Self {
            ends_at_ms: limit_s.map(|limit| stopwatch() + limit * 1e3),
            stopwatch,
            progress,
            stopped: None,
            missing: Vec::new(),
        }
    }

    /// Makes one part of the answer, or nothing when it has to end before.
    pub(crate) fn part<T>(
        &mut self,
        name: &'static str,
        make: impl FnOnce() -> Result<T, ProblemErrors>,
    ) -> Result<Option<T>, ProblemErrors> {
        self.kept(name, make, |_| false)
    }

    /// As [`Watch::part`]; what `has_meaning` although it was stopped is kept.
    pub(crate) fn kept<T>(
        &mut self,
        name: &'static str,
        make: impl FnOnce() -> Result<T, ProblemErrors>,
        has_meaning: impl FnOnce(&T) -> bool,
    ) -> Result<Option<T>, ProblemErrors> {
        // Short parts need no time; but a part that is long is not even begun.
        if self.stopped.is_some() {
            self.missing.push(name);
            return Ok(None);
        }
        let (made, is_stopped) = attended_anytime(
            &mut |told| {
                if (self.progress)(told).is_break() {
                    self.stopped = Some(StoppedBy::Caller);
                } else if self.ends_at_ms.is_some_and(|end| (self.stopwatch)() > end) {
                    self.stopped = Some(StoppedBy::TimeLimit);
                } else {
                    return ControlFlow::Continue(());
                }
                ControlFlow::Break(())
            },
            make,
        );
        match made {
            Err(errors) if !is_stopped => Err(errors),
            Ok(made) if !is_stopped || has_meaning(&made) => Ok(Some(made)),
            _ => {
                self.missing.push(name);
                Ok(None)
            }
        }
    }

    /// What is missing, if something is.
    pub(crate) fn diagnostic(self) -> Option<Diagnostic> {
        let by = self.stopped?;
        Some(Diagnostic::Stopped {
            by,
            missing: self.missing.into_iter().map(str::to_owned).collect(),
        })
    }
}
