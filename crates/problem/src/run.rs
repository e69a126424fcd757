//! From a model to its answer.

use std::ops::ControlFlow;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Estimated, ExactFrontier, FoldWeights, MeanEstimate, Moments, OnProgress, Problem,
    ScenarioFrontier, ScenarioObjective, Solution, WalkForwardResult,
};
use risk::Options;

use crate::{
    Answer, Document, FrontierPoint, IsoDay, Loader, Metrics, Model, OrderedMap, OutcomeKind,
    ProblemError, ProblemErrors, Receipt, WalkForwardAnswer, WalkForwardStatistics,
    WalkForwardWindow,
    answer::{Diagnostic, StoppedBy},
    data::Source,
    estimates,
    goal::{Curve, Goal},
    prepare,
    solved::Found,
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
        let returns = self.returns();
        let solved = watch.part("weights", || {
            let (problem, noted) = self.estimated()?;
            let solved = self.solve_on(&problem, returns)?;
            Ok((problem, noted, solved))
        })?;
        let known = solved.as_ref();
        let found = known.and_then(|(problem, _, solved)| Some((problem, solved.found.as_ref()?)));
        let frontier = match (self.frontier, found) {
            (Some(curve), Some((problem, _))) => {
                let drawn = watch.part("frontier", || self.draw(problem, returns, curve))?;
                drawn.flatten()
            }
            _ => None,
        };
        let walk_forward = match self.walk_forward {
            Some(_) => watch.part("walk_forward", || self.walk())?.flatten(),
            None => None,
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
        Ok(Answer {
            outcome,
            weights: found_by.map(|found| self.by_asset(found.weights.as_slice())),
            metrics: found.map(|(problem, found)| self.metrics(problem, found)),
            explanation: explanation.unwrap_or_default(),
            conflict: known.and_then(|(_, _, solved)| solved.conflict.clone()),
            frontier,
            walk_forward,
            diagnostics: diagnostics.chain(watch.diagnostic()).collect(),
            receipt: Receipt {
                inputs_hash: self.inputs_hash.clone(),
                data_version: self.data_version.clone(),
                finx: env!("CARGO_PKG_VERSION").to_owned(),
                solver: found_by.map(|found| found.solver.to_owned()),
                seed: self.seed,
                kkt_residual: found_by.and_then(|found| found.kkt_residual),
                gap: found_by.and_then(|found| found.gap),
                iterations: found_by.map(|found| found.iterations),
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
            // For the limits and the frontier; the scenarios have their own.
            Goal::Scenarios(..) => optimizer::Objective::MinVariance,
        };
        Problem::new(moments, objective, self.constraints.clone())
            .map_err(|error| self.place(error).into())
    }

    pub(crate) fn place(&self, error: optimizer::ProblemError) -> ProblemError {
        match error {
            optimizer::ProblemError::Field { field, reason } => {
                ProblemError::new(self.path(&field), reason)
            }
            optimizer::ProblemError::Moments(error) => estimates::place(error),
        }
    }

    fn by_asset(&self, weights: &[f64]) -> OrderedMap<f64> {
        let names = self.assets().iter().map(ToString::to_string);
        names.zip(weights.iter().copied()).collect()
    }

    fn risk_free(&self) -> f64 {
        match self.goal {
            Goal::Moments(optimizer::Objective::MaxSharpe { risk_free }) => risk_free,
            _ => 0.0,
        }
    }

    fn metrics(&self, problem: &Problem, found: &Found) -> Metrics {
        let moments = problem.moments();
        let expected_return = moments.expected_return(&found.weights);
        let volatility = moments.volatility(&found.weights);
        let sharpe = (expected_return - self.risk_free()) / volatility;
        Metrics {
            expected_return,
            volatility,
            sharpe: Some(sharpe).filter(|sharpe| sharpe.is_finite()),
            measures: found.risk.clone().into_iter().collect(),
        }
    }

    fn draw(
        &self,
        problem: &Problem,
        returns: Option<&DMatrix<f64>>,
        curve: Curve,
    ) -> Result<Option<Vec<FrontierPoint>>, ProblemErrors> {
        let point = |expected_return, volatility, risk, weights: &DVector<f64>| FrontierPoint {
            expected_return,
            volatility,
            risk,
            weights: self.by_asset(weights.as_slice()),
        };
        Ok(match curve {
            Curve::Variance(points) => match optimizer::frontier(problem, points) {
                optimizer::Frontier::Points(points) => Some(
                    points
                        .iter()
                        .map(|at| point(at.expected_return, at.volatility, None, &at.weights))
                        .collect(),
                ),
                _ => None,
            },
            Curve::Exact => match optimizer::exact_frontier(problem) {
                ExactFrontier::Line(line) => Some(
                    line.turning_points()
                        .iter()
                        .rev()
                        .map(|at| point(at.expected_return, at.volatility, None, &at.weights))
                        .collect(),
                ),
                _ => None,
            },
            Curve::Scenarios(measure, points) => {
                let Some(returns) = returns else {
                    return Ok(None);
                };
                let objective = ScenarioObjective::MinRisk;
                let scenarios = self.scenarios(problem, returns, measure, objective)?;
                let unattended = &mut |_| ControlFlow::Continue(());
                match optimizer::scenario_frontier(&scenarios, points, unattended) {
                    ScenarioFrontier::Points(points) => Some(
                        points
                            .iter()
                            .map(|at| {
                                let weights = &at.solution.weights;
                                let moments = problem.moments();
                                point(
                                    moments.expected_return(weights),
                                    moments.volatility(weights),
                                    Some(at.solution.risk),
                                    weights,
                                )
                            })
                            .collect(),
                    ),
                    _ => None,
                }
            }
        })
    }

    fn walk(&self) -> Result<Option<WalkForwardAnswer>, ProblemErrors> {
        let (Some(windows), Source::Returns(returns)) = (self.walk_forward, &self.source) else {
            return Ok(None);
        };
        let result = match self.goal {
            Goal::Moments(objective) if self.max_risk.is_none() => optimizer::walk_forward(
                &returns.matrix,
                windows,
                objective,
                &self.constraints,
                &self.estimates,
            )
            .map_err(|error| self.place_walk(error))?,
            _ => self.walk_by(&returns.matrix, windows)?,
        };
        let day = |row: usize| IsoDay(returns.days[row]);
        let windows = result.folds.iter().map(|fold| {
            let (outcome, weights, conflict) = match &fold.weights {
                FoldWeights::Solved {
                    weights,
                    kkt_residual,
                } => {
                    let exact = *kkt_residual <= Solution::ACCURATE;
                    let outcome = if exact {
                        OutcomeKind::Optimal
                    } else {
                        OutcomeKind::Inexact
                    };
                    (outcome, Some(self.by_asset(weights.as_slice())), None)
                }
                FoldWeights::Infeasible(conflict) => (
                    OutcomeKind::Infeasible,
                    None,
                    Some(self.conflict(conflict).constraints),
                ),
                FoldWeights::Unbounded => (OutcomeKind::Unbounded, None, None),
            };
            WalkForwardWindow {
                train_from: day(fold.train.start),
                train_to: day(fold.train.end - 1),
                test_from: day(fold.test.start),
                test_to: day(fold.test.end - 1),
                outcome,
                weights,
                conflict,
            }
        });
        let values: Vec<f64> = result.returns.iter().map(|&(_, r)| r).collect();
        Ok(Some(WalkForwardAnswer {
            windows: windows.collect(),
            statistics: statistics(&values, self.risk_free()),
            dates: result.returns.iter().map(|&(row, _)| day(row)).collect(),
            returns: values,
        }))
    }

    /// The walk-forward of a goal that the optimizer's own does not know.
    fn walk_by(
        &self,
        returns: &DMatrix<f64>,
        windows: optimizer::WalkForward,
    ) -> Result<WalkForwardResult, ProblemErrors> {
        optimizer::walk_forward_by(returns, windows, &mut |seen| {
            let seen = returns.rows(seen.start, seen.len()).into_owned();
            let estimated = self.estimates.estimate(&seen).map_err(estimates::place);
            let problem = self.with_moments(estimated.map_err(Stopped::from)?.moments)?;
            let solved = self.solve_on(&problem, Some(&seen))?;
            Ok(match (solved.found, solved.outcome) {
                (Some(found), _) => FoldWeights::Solved {
                    weights: found.weights,
                    kkt_residual: found.kkt_residual.unwrap_or(0.0),
                },
                (None, OutcomeKind::Unbounded) => FoldWeights::Unbounded,
                (None, _) => FoldWeights::Infeasible(optimizer::Conflict::default()),
            })
        })
        .map_err(|stopped: Stopped| match stopped {
            Stopped::Walk(error) => self.place_walk(error).into(),
            Stopped::Model(errors) => errors,
        })
    }

    fn place_walk(&self, error: optimizer::WalkForwardError) -> ProblemError {
        match error {
            optimizer::WalkForwardError::Problem(error) => self.place(error),
            optimizer::WalkForwardError::Field { field, reason } => {
                ProblemError::new(format!("walk_forward.{field}"), reason)
            }
            optimizer::WalkForwardError::Estimate(error) => estimates::place(error),
        }
    }
}

/// Why a walk-forward did not come to its end.
enum Stopped {
    Walk(optimizer::WalkForwardError),
    Model(ProblemErrors),
}

impl From<optimizer::WalkForwardError> for Stopped {
    fn from(error: optimizer::WalkForwardError) -> Self {
        Self::Walk(error)
    }
}

impl From<ProblemErrors> for Stopped {
    fn from(errors: ProblemErrors) -> Self {
        Self::Model(errors)
    }
}

impl From<ProblemError> for Stopped {
    fn from(error: ProblemError) -> Self {
        Self::Model(error.into())
    }
}

fn statistics(returns: &[f64], risk_free: f64) -> Option<WalkForwardStatistics> {
    let options = Options {
        risk_free,
        confidence: &[0.95],
        benchmark: None,
    };
    let found = risk::measures(returns, &options).ok()?;
    let tail = found.tails.first()?;
    Some(WalkForwardStatistics {
        observations: found.observations,
        mean_daily: found.mean_daily,
        return_annual: found.return_annual,
        total_return: risk::wealth(returns).ok()?.last()? - 1.0,
        cagr: found.cagr,
        volatility_annual: found.volatility_annual,
        sharpe: found.sharpe,
        max_drawdown: found.max_drawdown.fraction,
        var_95: tail.var,
        cvar_95: tail.cvar,
        best: found.best,
        worst: found.worst,
    })
}
