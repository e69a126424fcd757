//! The walk-forward test.

use std::{ops::Range, sync::Arc};

use nalgebra::DMatrix;
use optimizer::{FoldWeights, Method, Rebalance, Solution, WalkForwardError, WalkForwardResult};
use risk::Options;

use crate::{
    IsoDay, Model, OutcomeKind, ProblemError, ProblemErrors, RebalanceKind, WalkForwardAnswer,
    WalkForwardByRebalance, WalkForwardStatistics, WalkForwardWindow, data::Source, estimates,
    goal::Goal,
};

impl Model {
    pub(super) fn walk(&self) -> Result<Option<WalkForwardAnswer>, ProblemErrors> {
        let (Some(windows), Source::Returns { returns, .. }) = (self.walk_forward, &self.source)
        else {
            return Ok(None);
        };
        let walked = self.walk_all(&returns.matrix, windows)?;
        let day = |row: usize| IsoDay(returns.days[row]);
        let folds = walked.result.folds.iter().zip(&walked.ends);
        let windows_answered = folds.map(|(fold, end)| WalkForwardWindow {
            train_from: day(fold.train.start),
            train_to: day(fold.train.end - 1),
            test_from: day(fold.test.start),
            test_to: day(fold.test.end - 1),
            outcome: end.outcome,
            weights: match &fold.weights {
                FoldWeights::Solved { weights, .. } => Some(self.by_asset(weights.as_slice())),
                _ => None,
            },
            conflict: end.conflict.clone(),
        });
        let windows_answered = windows_answered.collect();
        let chosen = earned(&walked.result);
        let other = match windows.rebalance {
            Rebalance::None => Rebalance::Daily,
            Rebalance::Daily => Rebalance::None,
        };
        let other = optimizer::WalkForward {
            rebalance: other,
            ..windows
        };
        let other = earned(&self.hold_again(&returns.matrix, other, &walked.result)?);
        let [none, daily] = match windows.rebalance {
            Rebalance::None => [&chosen, &other],
            Rebalance::Daily => [&other, &chosen],
        };
        let statistics = |returns: &[f64]| statistics(returns, self.risk_free());
        let against = self.confidence.as_ref().map(|asked| {
            self.against_equal_weight(&returns.matrix, windows, &walked.result, asked)
        });
        Ok(Some(WalkForwardAnswer {
            windows: windows_answered,
            rebalance: match windows.rebalance {
                Rebalance::None => RebalanceKind::None,
                Rebalance::Daily => RebalanceKind::Daily,
            },
            statistics: statistics(&chosen),
            by_rebalance: WalkForwardByRebalance {
                none: statistics(none),
                daily: statistics(daily),
            },
            dates: walked
                .result
                .returns
                .iter()
                .map(|&(row, _)| day(row))
                .collect(),
            returns: chosen,
            against_equal_weight: against.unwrap_or_default(),
        }))
    }

    fn walk_all(
        &self,
        returns: &DMatrix<f64>,
        windows: optimizer::WalkForward,
    ) -> Result<Walked, ProblemErrors> {
        match self.goal {
            // The optimizer's own moves moments and active sets on with the window.
            Goal::Moments(objective) if self.method == Method::Auto && self.choice.is_none() => {
                let result = optimizer::walk_forward(
                    returns,
                    windows,
                    objective,
                    &self.constraints,
                    &self.estimates,
                );
                let result = result.map_err(|error| self.place_walk(error))?;
                let ends = result.folds.iter().map(|fold| self.end(&fold.weights));
                Ok(Walked {
                    ends: ends.collect(),
                    result,
                })
            }
            _ => self.walk_by(returns, windows),
        }
    }

    /// The walk-forward of a goal that the optimizer's own does not know.
    fn walk_by(
        &self,
        returns: &DMatrix<f64>,
        windows: optimizer::WalkForward,
    ) -> Result<Walked, ProblemErrors> {
        let mut ends = Vec::new();
        let fit = &mut |seen: Range<usize>| -> Result<FoldWeights, Stopped> {
            let seen = Arc::new(returns.rows(seen.start, seen.len()).into_owned());
            let estimated = self.estimates.estimate(&seen).map_err(estimates::place)?;
            let problem = self.with_moments(estimated.moments)?;
            let solved = self.solve_on(&problem, Some(&seen))?;
            ends.push(End {
                outcome: solved.outcome,
                conflict: solved.conflict.map(|conflict| conflict.constraints),
            });
            Ok(match (solved.found, solved.outcome) {
                (Some(found), _) => FoldWeights::Solved {
                    weights: found.weights,
                    kkt_residual: found.kkt_residual.unwrap_or(0.0),
                },
                (None, OutcomeKind::Unbounded) => FoldWeights::Unbounded,
                (None, _) => FoldWeights::Infeasible(optimizer::Conflict::default()),
            })
        };
        let result = self.walked(optimizer::walk_forward_by(returns, windows, fit))?;
        Ok(Walked { result, ends })
    }

    /// The same portfolios by another rule inside the test windows.
    fn hold_again(
        &self,
        returns: &DMatrix<f64>,
        windows: optimizer::WalkForward,
        held: &WalkForwardResult,
    ) -> Result<WalkForwardResult, ProblemErrors> {
        let mut folds = held.folds.iter();
        let fit = &mut |_: Range<usize>| -> Result<FoldWeights, Stopped> {
            let held = folds.next().map(|fold| fold.weights.clone());
            Ok(held.unwrap_or(FoldWeights::Unbounded))
        };
        self.walked(optimizer::walk_forward_by(returns, windows, fit))
    }

    fn walked(
        &self,
        walked: Result<WalkForwardResult, Stopped>,
    ) -> Result<WalkForwardResult, ProblemErrors> {
        walked.map_err(|stopped| match stopped {
            Stopped::Walk(error) => self.place_walk(error).into(),
            Stopped::Model(errors) => errors,
        })
    }

    fn end(&self, weights: &FoldWeights) -> End {
        let (outcome, conflict) = match weights {
            FoldWeights::Solved { kkt_residual, .. } => {
                let is_exact = *kkt_residual <= Solution::ACCURATE;
                let outcome = if is_exact {
                    OutcomeKind::Optimal
                } else {
                    OutcomeKind::Inexact
                };
                (outcome, None)
            }
            FoldWeights::Infeasible(conflict) => (
                OutcomeKind::Infeasible,
                Some(self.conflict(conflict).constraints),
            ),
            FoldWeights::Unbounded => (OutcomeKind::Unbounded, None),
        };
        End { outcome, conflict }
    }

    fn place_walk(&self, error: WalkForwardError) -> ProblemError {
        match error {
            WalkForwardError::Problem(error) => self.place(error),
            WalkForwardError::Field { field, reason } => {
                ProblemError::new(format!("walk_forward.{field}"), reason)
            }
            WalkForwardError::Estimate(error) => estimates::place(error),
        }
    }
}

/// A walk with how each of its solves ended.
struct Walked {
    result: WalkForwardResult,
    ends: Vec<End>,
}

/// How the solve of one window ended.
struct End {
    outcome: OutcomeKind,
    conflict: Option<Vec<String>>,
}

/// Why a walk-forward did not come to its end.
enum Stopped {
    Walk(WalkForwardError),
    Model(ProblemErrors),
}

impl From<WalkForwardError> for Stopped {
    fn from(error: WalkForwardError) -> Self {
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

fn earned(walked: &WalkForwardResult) -> Vec<f64> {
    walked.returns.iter().map(|&(_, value)| value).collect()
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
