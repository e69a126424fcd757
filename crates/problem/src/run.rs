//! From a model to its answer.

mod frontier;
mod metrics;
mod walk;

use optimizer::{Estimated, MeanEstimate, Moments, Problem};

use crate::{
    Answer, Document, Loader, Model, OrderedMap, ProblemErrors, Receipt, answer::Diagnostic,
    data::Source, estimates, goal::Goal, prepare,
};

/// Milliseconds since some moment of the caller's choice.
pub type Stopwatch<'a> = dyn Fn() -> f64 + 'a;

/// Reads, solves and answers.
///
/// # Errors
/// Bad input only, with the path of everything that is wrong. Limits that contradict each other
/// are an answer.
pub fn solve(
    document: &Document,
    load: &Loader<'_>,
    stopwatch: &Stopwatch<'_>,
) -> Result<Answer, ProblemErrors> {
    prepare(document, load)?.run(stopwatch)
}

impl Model {
    /// Estimates, solves and explains.
    ///
    /// `receipt.duration_ms` is the time of everything that was asked for: moments, weights,
    /// frontier, walk-forward test; not of the explanation.
    ///
    /// # Errors
    /// Numbers in the document that have no meaning, each with its path.
    pub fn run(&self, stopwatch: &Stopwatch<'_>) -> Result<Answer, ProblemErrors> {
        let start = stopwatch();
        let (problem, noted) = self.estimated()?;
        let returns = self.returns();
        let solved = self.solve_on(&problem, returns)?;
        let frontier = match (self.frontier, &solved.found) {
            (Some(curve), Some(_)) => self.draw(&problem, returns, curve)?,
            _ => None,
        };
        let walk_forward = self.walk()?;
        let duration_ms = (stopwatch() - start).max(0.0);

        let found = solved.found.as_ref();
        Ok(Answer {
            outcome: solved.outcome,
            weights: found.map(|found| self.by_asset(found.weights.as_slice())),
            metrics: found.map(|found| self.metrics(&problem, found)),
            explanation: found.map_or_else(Vec::new, |found| self.explain(found)),
            conflict: solved.conflict.clone(),
            frontier,
            walk_forward,
            diagnostics: self.diagnostics.iter().cloned().chain(noted).collect(),
            receipt: Receipt {
                inputs_hash: self.inputs_hash.clone(),
                data_version: self.data_version.clone(),
                finx: env!("CARGO_PKG_VERSION").to_owned(),
                solver: found.map(|found| found.solver.to_owned()),
                seed: self.seed,
                kkt_residual: found.and_then(|found| found.kkt_residual),
                gap: found.and_then(|found| found.gap),
                iterations: found.map(|found| found.iterations),
                duration_ms,
                repeats: None,
            },
        })
    }

    /// The moments and limits as the optimizer takes them.
    ///
    /// # Errors
    /// Numbers in the document that have no meaning, each with its path.
    pub fn problem(&self) -> Result<Problem, ProblemErrors> {
        self.estimated().map(|(problem, _)| problem)
    }

    /// The same, with what the estimates have to say.
    fn estimated(&self) -> Result<(Problem, Vec<Diagnostic>), ProblemErrors> {
        let Estimated {
            moments,
            diagnostics,
        } = match &self.source {
            Source::Returns(returns) => self.estimates.estimate(&returns.matrix),
            Source::Moments { moments, .. } => match self.estimates.mean {
                MeanEstimate::Equilibrium(_) | MeanEstimate::BlackLitterman(_) => {
                    self.estimates.mean.beside_given(moments)
                }
                _ => Ok(Estimated {
                    moments: moments.clone(),
                    diagnostics: Vec::new(),
                }),
            },
        }
        .map_err(estimates::place)?;
        let problem = self.with_moments(moments)?;
        // That there are few days was said when the data were read.
        let noted = diagnostics
            .iter()
            .filter(|note| !matches!(note, optimizer::Diagnostic::ShortHistory { .. }))
            .map(|note| Diagnostic::Estimate {
                note: note.text(self.assets()),
            })
            .collect();
        Ok((problem, noted))
    }

    fn with_moments(&self, moments: Moments) -> Result<Problem, ProblemErrors> {
        let objective = match self.goal {
            Goal::Moments(objective) => objective,
            // For the limits and the frontier; the others have their own.
            Goal::Scenarios(..) | Goal::Allocation(_) => optimizer::Objective::MinVariance,
        };
        Problem::new(moments, objective, self.constraints.clone())
            .map_err(|error| self.place(error).into())
    }

    fn by_asset(&self, weights: &[f64]) -> OrderedMap<f64> {
        let names = self.assets().iter().map(ToString::to_string);
        names.zip(weights.iter().copied()).collect()
    }
}
