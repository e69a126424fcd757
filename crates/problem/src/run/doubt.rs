//! How sure the weights are.

use std::sync::Arc;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    ConfidenceError, Draw, FullSample, PairedTest, Performance, Problem, Resample, Resampling,
    WalkForward, WalkForwardResult,
};

use crate::{
    AgainstEqualWeight, Band, Confidence, FrontierBand, Model, OrderedMap, PerformanceKind,
    ProblemError, ProblemErrors, ResampleKind, Resampled, VerdictKind, estimates, goal::Goal,
};

use crate::solved::Found;

/// What drawing the data again says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Doubt {
    pub(super) bands: Option<OrderedMap<Band>>,
    pub(super) frontier: Option<Vec<FrontierBand>>,
    pub(super) resampled: Resampled,
}

impl Model {
    /// Bands around the weights, and around the frontier where that is wanted.
    pub(super) fn doubt(
        &self,
        problem: &Problem,
        found: &Found,
        returns: &Arc<DMatrix<f64>>,
        asked: &Confidence,
    ) -> Result<Doubt, ProblemErrors> {
        let resampling = self.resampling(asked);
        let bands = match (&self.goal, &self.choice) {
            (Goal::Moments(_), None) => {
                let estimates = &self.estimates;
                optimizer::resampled_problem(problem, returns, estimates, &resampling)
                    .map_err(|error| self.place_doubt(error))?
            }
            _ => {
                let full = FullSample {
                    returns,
                    moments: problem.moments(),
                    weights: &found.weights,
                };
                let fit = &mut |drawn: &Resample<'_>| self.fit(drawn);
                optimizer::resampled(full, &resampling, fit)
                    .map_err(|stopped| self.place_drawn(stopped))?
            }
        };
        let frontier = match self.bands_of_frontier {
            Some(points) => {
                let estimates = &self.estimates;
                let drawn =
                    optimizer::frontier_bands(problem, returns, estimates, points, &resampling);
                let drawn = drawn.map_err(|error| self.place_doubt(error))?;
                Some(drawn.points.iter().map(FrontierBand::of).collect())
            }
            None => None,
        };
        let names = self.assets().iter().map(ToString::to_string);
        let by_asset = names.zip(bands.assets.iter().map(Band::of)).collect();
        Ok(Doubt {
            bands: (!bands.assets.is_empty()).then_some(by_asset),
            frontier,
            resampled: Resampled {
                method: asked.method.unwrap_or(ResampleKind::Bootstrap),
                level: resampling.level,
                seed: resampling.seed,
                answered: bands.answered,
                unanswered: bands.unanswered,
                block: bands.block,
            },
        })
    }

    /// The goal on one drawing; `None` where it has no portfolio.
    fn fit(&self, drawn: &Resample<'_>) -> Result<Option<DVector<f64>>, Stopped> {
        let returns = Arc::new(drawn.returns());
        // A drawing may hold too few different days to estimate from.
        let Ok(estimated) = self.estimates.estimate(&returns) else {
            return Ok(None);
        };
        let problem = self.with_moments(estimated.moments)?;
        let solved = self.solve_on(&problem, Some(&returns))?;
        Ok(solved.found.map(|found| found.weights))
    }

    /// Whether the portfolios of the windows did better than even ones; the goal's own measure
    /// comes first. Empty where there are too few days to tell.
    pub(super) fn against_equal_weight(
        &self,
        returns: &DMatrix<f64>,
        windows: WalkForward,
        walked: &WalkForwardResult,
        asked: &Confidence,
    ) -> Vec<AgainstEqualWeight> {
        /// The fewest that the test takes.
        const FEWEST: usize = 99;
        let sharpe = Performance::Sharpe {
            risk_free: self.risk_free(),
        };
        let performances = match self.goal {
            Goal::Moments(optimizer::Objective::MinVariance) => [Performance::LogVariance, sharpe],
            _ => [sharpe, Performance::LogVariance],
        };
        let resampling = self.resampling(asked);
        let test = PairedTest {
            resamples: resampling.resamples.max(FEWEST),
            level: resampling.level,
            seed: resampling.seed,
            block: asked.block,
        };
        let budget = self.constraints.budget;
        let compared =
            optimizer::against_equal_weight(returns, windows, walked, budget, &performances, &test);
        // Too few days, or returns that never move, are no fault of the document.
        let compared = compared.unwrap_or_default();
        compared.iter().map(AgainstEqualWeight::of).collect()
    }

    fn resampling(&self, asked: &Confidence) -> Resampling {
        Resampling {
            draw: match asked.method {
                Some(ResampleKind::Michaud) => Draw::Normal,
                Some(ResampleKind::Bootstrap) | None => {
                    Draw::StationaryBlocks { block: asked.block }
                }
            },
            resamples: asked.resamples,
            level: asked.level.unwrap_or(Confidence::DEFAULT_LEVEL),
            seed: asked.seed.unwrap_or(self.seed),
        }
    }

    fn place_drawn(&self, stopped: Stopped) -> ProblemErrors {
        match stopped {
            Stopped::Drawing(error) => self.place_doubt(error).into(),
            Stopped::Model(errors) => errors,
        }
    }

    fn place_doubt(&self, error: ConfidenceError) -> ProblemError {
        match error {
            ConfidenceError::Field { field, reason } => {
                let field = if field == "draw" { "method" } else { field };
                ProblemError::new(format!("confidence.{field}"), reason)
            }
            ConfidenceError::Estimate(error) => estimates::place(error),
            ConfidenceError::Problem(error) => self.place(error),
            ConfidenceError::WalkForward(error) => ProblemError::new("walk_forward", error),
        }
    }
}

/// Why nothing more is drawn.
enum Stopped {
    Drawing(ConfidenceError),
    Model(ProblemErrors),
}

impl From<ConfidenceError> for Stopped {
    fn from(error: ConfidenceError) -> Self {
        Self::Drawing(error)
    }
}

impl From<ProblemErrors> for Stopped {
    fn from(errors: ProblemErrors) -> Self {
        Self::Model(errors)
    }
}

impl Band {
    fn of(band: &optimizer::Band) -> Self {
        Self {
            low: band.low,
            high: band.high,
            mean: band.mean,
            held: band.held,
        }
    }
}

impl FrontierBand {
    fn of(band: &optimizer::FrontierBand) -> Self {
        Self {
            expected_return: band.target_return,
            volatility: band.volatility,
            low: band.low,
            high: band.high,
            reached: band.reached,
        }
    }
}

impl AgainstEqualWeight {
    fn of(compared: &optimizer::Comparison) -> Self {
        Self {
            performance: match compared.performance {
                Performance::Sharpe { .. } => PerformanceKind::Sharpe,
                Performance::LogVariance => PerformanceKind::LogVariance,
            },
            portfolio: compared.first,
            equal_weight: compared.second,
            difference: compared.difference,
            standard_error: compared.standard_error,
            p_value: compared.p_value,
            days: compared.days,
            verdict: match compared.verdict {
                optimizer::Verdict::Better => VerdictKind::Better,
                optimizer::Verdict::Worse => VerdictKind::Worse,
                optimizer::Verdict::NotDistinguishable => VerdictKind::NotDistinguishable,
            },
        }
    }
}
