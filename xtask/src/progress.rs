//! What is being done, for how long, and how long each step took in the end.

use std::time::{Duration, Instant};

use anyhow::Result;

/// The steps of one command, in the order in which they ran.
pub(crate) struct Progress {
    started: Instant,
    steps: Vec<Step>,
}

struct Step {
    name: String,
    took: Duration,
    outcome: Outcome,
}

#[derive(Clone, Copy)]
enum Outcome {
    Done,
    Failed,
    Skipped,
}

/// Steps shorter than this end without a line of their own; the table still lists them.
const WORTH_A_LINE: Duration = Duration::from_millis(500);

impl Progress {
    pub(crate) fn start() -> Self {
        Self {
            started: Instant::now(),
            steps: Vec::new(),
        }
    }

    /// Runs `work` as a named step and reports how long it took.
    pub(crate) fn step<T>(
        &mut self,
        name: impl Into<String>,
        work: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let name = name.into();
        println!("[step] {:>6} {name}", clock(self.started.elapsed()));
        let begun = Instant::now();
        let result = work();
        let took = begun.elapsed();
        let outcome = if result.is_ok() {
            Outcome::Done
        } else {
            Outcome::Failed
        };
        if took >= WORTH_A_LINE || result.is_err() {
            println!(
                "[{}] {:>6} {name}: {}",
                word(outcome),
                clock(self.started.elapsed()),
                seconds(took)
            );
        }
        self.steps.push(Step {
            name,
            took,
            outcome,
        });
        result
    }

    /// Says that a step was left out, and why.
    pub(crate) fn skip(&mut self, name: impl Into<String>, why: &str) {
        let name = name.into();
        println!("[skip] {:>6} {name}: {why}", clock(self.started.elapsed()));
        self.steps.push(Step {
            name: format!("{name} ({why})"),
            took: Duration::ZERO,
            outcome: Outcome::Skipped,
        });
    }

    /// Starts over: what comes next is another round.
    pub(crate) fn forget(&mut self) {
        *self = Self::start();
    }

    /// The table of steps and durations.
    pub(crate) fn summary(&self) {
        if self.steps.is_empty() {
            return;
        }
        println!();
        for step in &self.steps {
            println!(
                "  {:<7} {:>9}  {}",
                word(step.outcome),
                seconds(step.took),
                step.name
            );
        }
        println!("  {:<7} {:>9}", "total", seconds(self.started.elapsed()));
    }
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Failed => "failed",
        Outcome::Skipped => "skip",
    }
}

fn clock(elapsed: Duration) -> String {
    let whole = elapsed.as_secs();
    format!("{}:{:02}", whole / 60, whole % 60)
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;

    #[test]
    fn a_failed_step_keeps_its_error_and_is_listed_as_failed() {
        let mut progress = Progress::start();
        let result: Result<()> = progress.step("break", || bail!("no luck"));
        assert_eq!(result.expect_err("the step fails").to_string(), "no luck");
        assert!(matches!(progress.steps[0].outcome, Outcome::Failed));
    }

    #[test]
    fn clocks_are_minutes_and_seconds() {
        assert_eq!(clock(Duration::from_secs(125)), "2:05");
    }
}
