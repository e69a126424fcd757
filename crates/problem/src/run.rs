//! From a model to its answer.

use optimizer::{
    Estimated, FoldWeights, LimitId, MeanEstimate, Outcome, Problem, Relaxation, Route, Solution,
};
use risk::Options;

use crate::{
    Answer, Conflict, Document, Explanation, FrontierPoint, IsoDay, Loader, Metrics, Model,
    OrderedMap, OutcomeKind, ProblemError, ProblemErrors, Receipt, WalkForwardAnswer,
    WalkForwardStatistics, WalkForwardWindow, answer::Diagnostic, data::Source, estimates, prepare,
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
        let outcome = optimizer::solve_by(&problem, self.method);
        let solution = outcome.solution();
        let frontier = match (self.frontier, solution) {
            (Some(points), Some(_)) => self.draw(&problem, points),
            _ => None,
        };
        let walk_forward = self.walk()?;
        let duration_ms = (stopwatch() - start).max(0.0);

        let kind = match &outcome {
            Outcome::Optimal(_) => OutcomeKind::Optimal,
            Outcome::Inexact(_) => OutcomeKind::Inexact,
            Outcome::Infeasible(_) => OutcomeKind::Infeasible,
            Outcome::Unbounded => OutcomeKind::Unbounded,
        };
        Ok(Answer {
            outcome: kind,
            weights: solution.map(|solution| self.by_asset(solution.weights.as_slice())),
            metrics: solution.map(|solution| self.metrics(solution)),
            explanation: solution
                .map_or_else(Vec::new, |solution| self.explain(&problem, solution)),
            conflict: match &outcome {
                Outcome::Infeasible(conflict) => Some(self.conflict(conflict)),
                _ => None,
            },
            frontier,
            walk_forward,
            diagnostics: self.diagnostics.iter().cloned().chain(noted).collect(),
            receipt: Receipt {
                inputs_hash: self.inputs_hash.clone(),
                data_version: self.data_version.clone(),
                finx: env!("CARGO_PKG_VERSION").to_owned(),
                solver: solution.map(|solution| route(solution.route).to_owned()),
                seed: self.seed,
                kkt_residual: solution.map(|solution| solution.kkt_residual),
                // The problems solved here are convex: what satisfies the conditions is the best.
                gap: (kind == OutcomeKind::Optimal).then_some(0.0),
                iterations: solution.map(|solution| solution.iterations),
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
        let problem = Problem::new(moments, self.objective, self.constraints.clone())
            .map_err(|error| self.place(error))?;
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

    /// The names of the limits that conflict, with what would help.
    fn conflict(&self, conflict: &optimizer::Conflict) -> Conflict {
        let map = |relaxation: &Relaxation| {
            relaxation
                .iter()
                .map(|&(limit, value)| (self.name(limit), value))
                .collect()
        };
        Conflict {
            constraints: conflict
                .limits
                .iter()
                .map(|&limit| self.name(limit))
                .collect(),
            relaxation: map(&conflict.relaxation),
            alternatives: conflict.alternatives.iter().map(map).collect(),
        }
    }

    fn name(&self, limit: LimitId) -> String {
        limit.name(self.assets(), &self.constraints)
    }

    fn place(&self, error: optimizer::ProblemError) -> ProblemError {
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
        match self.objective {
            optimizer::Objective::MaxSharpe { risk_free } => risk_free,
            _ => 0.0,
        }
    }

    fn metrics(&self, solution: &Solution) -> Metrics {
        Metrics {
            expected_return: solution.expected_return,
            volatility: solution.volatility,
            sharpe: Some(solution.sharpe(self.risk_free())).filter(|sharpe| sharpe.is_finite()),
        }
    }

    fn explain(&self, problem: &Problem, solution: &Solution) -> Vec<Explanation> {
        let finite = |value: f64| Some(value).filter(|value| value.is_finite());
        optimizer::explain(problem, solution)
            .into_iter()
            .map(|price| Explanation {
                constraint: self.name(price.limit),
                binding: true,
                value: price.value,
                price_bp_per_percent: price.when_relaxed(),
                valid_from: finite(price.valid_from),
                valid_to: finite(price.valid_to),
                helps_until: price.helps_until,
            })
            .collect()
    }

    fn draw(&self, problem: &Problem, points: usize) -> Option<Vec<FrontierPoint>> {
        let optimizer::Frontier::Points(points) = optimizer::frontier(problem, points) else {
            return None;
        };
        Some(
            points
                .iter()
                .map(|point| FrontierPoint {
                    expected_return: point.expected_return,
                    volatility: point.volatility,
                    weights: self.by_asset(point.weights.as_slice()),
                })
                .collect(),
        )
    }

    fn walk(&self) -> Result<Option<WalkForwardAnswer>, ProblemErrors> {
        let (Some(windows), Source::Returns(returns)) = (self.walk_forward, &self.source) else {
            return Ok(None);
        };
        let result = optimizer::walk_forward(
            &returns.matrix,
            windows,
            self.objective,
            &self.constraints,
            &self.estimates,
        )
        .map_err(|error| match error {
            optimizer::WalkForwardError::Problem(error) => self.place(error),
            optimizer::WalkForwardError::Field { field, reason } => {
                ProblemError::new(format!("walk_forward.{field}"), reason)
            }
            optimizer::WalkForwardError::Estimate(error) => estimates::place(error),
        })?;
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

/// The name of a solver as the document writes it.
const fn route(route: Route) -> &'static str {
    match route {
        Route::ActiveSet => "active_set",
        Route::Clarabel => "clarabel",
        Route::ClosedForm => "closed_form",
        Route::CriticalLine => "critical_line",
    }
}
