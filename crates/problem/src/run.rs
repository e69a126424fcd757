//! From a model to its answer.

mod compare;
mod doubt;
mod frontier;
mod metrics;
mod walk;

use std::ops::ControlFlow;

use optimizer::{Estimated, MeanEstimate, Moments, OnProgress, Problem};

pub(crate) use compare::mixer;

use crate::{
    Answer, Document, Loader, Model, OrderedMap, OutcomeKind, ProblemErrors, Receipt,
    answer::{Diagnostic, StoppedBy},
    data::Source,
    estimates,
    goal::Goal,
    prepare,
    solved::{Found, Solved},
    watch::Watch,
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

/// What could not be measured is left out, not written as no number.
fn known_number(measured: Option<f64>) -> Option<f64> {
    measured.filter(|value| value.is_finite())
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
        self.run_attended(stopwatch, &mut |_| ControlFlow::Continue(()))
    }

    /// As [`Model::run`], telling `progress` every few milliseconds where it stands.
    ///
    /// Once `progress` breaks, the outcome is [`OutcomeKind::Cancelled`]; what was found by then
    /// stays in the answer. When `solver.time_limit_s` is over, what is not done is left out, and
    /// the outcome is cancelled only where there are no weights. A diagnostic names what is missing.
    ///
    /// # Errors
    /// As [`Model::run`].
    pub fn run_attended(
        &self,
        stopwatch: &Stopwatch<'_>,
        progress: &mut OnProgress<'_>,
    ) -> Result<Answer, ProblemErrors> {
        let start = stopwatch();
        let mut watch = Watch::new(self.time_limit_s, stopwatch, progress);
        let returns = self.returns.as_ref();
        let solve = || {
            let (problem, noted) = self.estimated()?;
            let solved = self.solve_on(&problem, returns)?;
            Ok((problem, noted, solved))
        };
        // A search has weights with a bound whenever it is stopped, or has proven that there are
        // none before it was stopped saying why.
        let means_something = |solved: &Solved| {
            self.choice.is_some()
                && (solved.found.is_some() || solved.outcome == OutcomeKind::Infeasible)
        };
        let solved = watch.kept("weights", solve, |(_, _, solved)| means_something(solved))?;
        let known = solved.as_ref();
        let found = known.and_then(|(problem, _, solved)| Some((problem, solved.found.as_ref()?)));
        let frontier = match (self.frontier, found) {
            (Some(curve), Some((problem, _))) => {
                let drawn = watch.part("frontier", || self.draw(problem, returns, curve))?;
                drawn.flatten()
            }
            _ => None,
        };
        let pareto = match (&self.goal, found) {
            (Goal::Weighted(goals), Some((problem, _))) => {
                let listed = watch.part("pareto", || self.pareto(problem, returns, goals))?;
                listed.flatten()
            }
            _ => None,
        };
        let walk_forward = match self.walk_forward {
            Some(_) => watch.part("walk_forward", || self.walk())?.flatten(),
            None => None,
        };
        let doubt = match (&self.confidence, found, returns) {
            (Some(asked), Some((problem, found)), Some(returns)) => {
                watch.part("confidence", || self.doubt(problem, found, returns, asked))?
            }
            _ => None,
        };
        let comparison = match (&self.comparison, found) {
            (Some(asked), Some((problem, _))) => watch.part("comparison", || {
                self.compare(problem, asked, stopwatch).map(Some)
            })?,
            _ => None,
        };
        let duration_ms = (stopwatch() - start).max(0.0);
        let explanation = match found {
            Some((_, found)) => watch.part("explanation", || Ok(self.explain(found)))?,
            None => None,
        };

        let outcome = match known {
            Some((_, _, solved)) if watch.stopped != Some(StoppedBy::Caller) => solved.outcome,
            _ => OutcomeKind::Cancelled,
        };
        let noted = known.iter().flat_map(|(_, noted, _)| noted);
        let diagnostics = self.diagnostics.iter().chain(noted).cloned();
        let found_by = found.map(|(_, found)| found);
        let searched = found_by.and_then(|found| found.searched.as_ref());
        Ok(Answer {
            outcome,
            weights: found_by.map(|found| self.by_asset(found.weights.as_slice())),
            purchase: searched.and_then(|searched| searched.purchase.clone()),
            metrics: found.map(|(problem, found)| self.metrics(problem, found)),
            explanation: explanation.unwrap_or_default(),
            unpriced: found_by.and_then(Found::unpriced),
            risk: found_by.map(|found| self.risk_parts(found)),
            conflict: known.and_then(|(_, _, solved)| solved.conflict.clone()),
            unbounded: known.and_then(|(_, _, solved)| solved.unbounded.clone()),
            frontier,
            pareto,
            confidence: doubt.as_ref().and_then(|doubt| doubt.bands.clone()),
            frontier_confidence: doubt.as_ref().and_then(|doubt| doubt.frontier.clone()),
            resampled: doubt.map(|doubt| doubt.resampled),
            walk_forward,
            comparison: comparison.flatten(),
            diagnostics: diagnostics.chain(watch.diagnostic()).collect(),
            receipt: Receipt {
                inputs_hash: self.inputs_hash.clone(),
                data_version: self.data_version.clone(),
                finx: env!("CARGO_PKG_VERSION").to_owned(),
                solver: found_by.map(|found| found.solver.to_owned()),
                seed: self.seed,
                route: searched.and_then(|searched| searched.route.clone()),
                kkt_residual: found_by.and_then(|found| known_number(found.kkt_residual)),
                gap: found_by.and_then(|found| known_number(found.gap)),
                iterations: found_by.map(|found| found.iterations),
                nodes: searched.map(|searched| searched.nodes),
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
            Source::Returns { returns, .. } => self.estimates.estimate(&returns.matrix),
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
            Goal::Scenarios(..) | Goal::Allocation(_) | Goal::Weighted(_) => {
                optimizer::Objective::MinVariance
            }
        };
        let mut limits = self.constraints.clone();
        if matches!(self.goal, Goal::Scenarios(..)) {
            // In the unit of the measure; the scenarios keep it.
            limits.max_risk = None;
        }
        Problem::new(moments, objective, limits).map_err(|error| self.place(error).into())
    }

    pub(crate) fn by_asset(&self, weights: &[f64]) -> OrderedMap<f64> {
        let names = self.assets().iter().map(ToString::to_string);
        names.zip(weights.iter().copied()).collect()
    }
}
