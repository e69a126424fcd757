//! A program that is asked in lines of JSON and answers in lines of JSON.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::process::show;

/// Libraries that would share a piece of work among threads read these.
const THREADS: [&str; 5] = [
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "RAYON_NUM_THREADS",
];

/// Waits between two questions; ends with this value.
pub(super) struct Contestant {
    name: String,
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Contestant {
    /// On one thread.
    pub(super) fn start(mut command: Command) -> Result<Self> {
        for name in THREADS {
            command.env(name, "1");
        }
        let name = show(&command);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("`{name}` could not be started"))?;
        let questions = child.stdin.take().context("its input is piped")?;
        let answers = child.stdout.take().context("its output is piped")?;
        Ok(Self {
            name,
            child,
            questions,
            answers: BufReader::new(answers),
        })
    }

    pub(super) fn ask(&mut self, question: &Value) -> Result<Value> {
        writeln!(self.questions, "{question}")?;
        self.questions.flush()?;
        let mut answer = String::new();
        if self.answers.read_line(&mut answer)? == 0 {
            bail!(
                "`{}` ended at {question}; its own words are above",
                self.name
            );
        }
        serde_json::from_str(&answer).with_context(|| format!("`{}` said {answer}", self.name))
    }
}

impl Drop for Contestant {
    fn drop(&mut self) {
        // It has nothing to lose.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
