//! Several goals at once.

use domain::PERIODS_PER_YEAR;
use nalgebra::{DMatrix, DVector};
use optimizer::{MeanUncertainty, ScenarioMeasure, WeightedGoal, WeightedTerm};

use crate::{Objective, ObjectiveKind, Term, model::Assets};

use super::{DEFAULT_CVAR_PRICE, confidence, scenario_measure};

/// Portfolios of a Pareto front whose length is not named.
pub(super) const DEFAULT_POINTS: usize = 21;

/// Goals with what each of them counts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Weighted {
    terms: Vec<(f64, Goal)>,
    /// About how many portfolios the Pareto front lists.
    pub(crate) points: usize,
}

#[derive(Debug, Clone, PartialEq)]
enum Goal {
    Variance,
    Risk(ScenarioMeasure),
    Return,
    Utility { risk_aversion: f64 },
    Tracking { benchmark: DVector<f64> },
    WorstReturn { radius: f64, years: Option<f64> },
}

/// The terms of an objective without contradictions.
pub(super) fn read(objective: &Objective, assets: &mut Assets<'_>) -> Weighted {
    let terms = objective.terms.iter().flatten().enumerate();
    let terms = terms.map(|(i, Term { weight, objective })| {
        let at = format!("objective.terms[{i}].objective");
        (*weight, goal(objective, &at, assets))
    });
    Weighted {
        terms: terms.collect(),
        points: objective.points.unwrap_or(DEFAULT_POINTS),
    }
}

fn goal(objective: &Objective, at: &str, assets: &mut Assets<'_>) -> Goal {
    let risk_aversion = objective.risk_aversion;
    match objective.kind {
        ObjectiveKind::MaxReturn => Goal::Return,
        ObjectiveKind::MaxUtility => Goal::Utility {
            risk_aversion: risk_aversion.unwrap_or_default(),
        },
        ObjectiveKind::DrCvar => Goal::Risk(ScenarioMeasure::RobustCvar {
            confidence: confidence(objective),
            radius: objective.radius.unwrap_or_default(),
            risk_aversion: risk_aversion.unwrap_or(DEFAULT_CVAR_PRICE),
        }),
        ObjectiveKind::Tracking => Goal::Tracking {
            benchmark: match &objective.benchmark {
                Some(benchmark) => assets.benchmark(&format!("{at}.benchmark"), benchmark),
                // Refused before.
                None => DVector::zeros(assets.count()),
            },
        },
        ObjectiveKind::Robust => Goal::WorstReturn {
            radius: objective.radius.unwrap_or_default(),
            years: objective.years,
        },
        _ => scenario_measure(objective).map_or(Goal::Variance, Goal::Risk),
    }
}

impl Weighted {
    /// The terms as the optimizer takes them, on these returns.
    pub(crate) fn terms(&self, returns: Option<&DMatrix<f64>>) -> Vec<WeightedTerm> {
        let terms = self.terms.iter().map(|(weight, goal)| WeightedTerm {
            weight: *weight,
            goal: goal.on(returns),
        });
        terms.collect()
    }

    /// What the optimizer minimises, as it is said: a return is no loss.
    pub(crate) fn said(&self, values: &[f64]) -> Vec<f64> {
        let signs = self.terms.iter().map(|(_, goal)| match goal {
            Goal::Return | Goal::Utility { .. } | Goal::WorstReturn { .. } => -1.0,
            Goal::Variance | Goal::Risk(_) | Goal::Tracking { .. } => 1.0,
        });
        // Minus zero is zero.
        let values = values.iter().zip(signs);
        values.map(|(value, sign)| value * sign + 0.0).collect()
    }
}

impl Goal {
    fn on(&self, returns: Option<&DMatrix<f64>>) -> WeightedGoal {
        match self {
            Self::Variance => WeightedGoal::Variance,
            Self::Risk(measure) => WeightedGoal::Risk(*measure),
            Self::Return => WeightedGoal::Return,
            Self::Utility { risk_aversion } => WeightedGoal::Utility {
                risk_aversion: *risk_aversion,
            },
            Self::Tracking { benchmark } => WeightedGoal::Tracking {
                benchmark: benchmark.clone(),
            },
            Self::WorstReturn { radius, years } => WeightedGoal::RobustReturn {
                uncertainty: MeanUncertainty::SampleMean {
                    years: years_of(*years, returns),
                },
                radius: *radius,
            },
        }
    }
}

/// The years behind a sample mean.
pub(crate) fn years_of(given: Option<f64>, returns: Option<&DMatrix<f64>>) -> f64 {
    let days = returns.map_or(0, DMatrix::nrows);
    given.unwrap_or(days as f64 / PERIODS_PER_YEAR)
}
