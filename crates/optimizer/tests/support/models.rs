//! Every family of models behind one question: weights from returns and limits.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    AllocationError, AllocationOutcome, Constraints, CovarianceEstimate, LeafOrder, Linkage,
    MeanUncertainty, Moments, Objective, Outcome, Problem, ScenarioMeasure, ScenarioObjective,
    ScenarioOutcome, ScenarioProblem, cvar_risk_parity, hierarchical_equal_risk_contribution,
    hierarchical_risk_parity, inverse_volatility, max_diversification, nested_clusters,
    risk_parity, robust_utility, solve, solve_scenario, track_returns, track_weights,
};

/// What comes of a model.
#[derive(Debug)]
pub(crate) enum Answer {
    /// Weights, the number that is optimised, and how inexact they are by their own account.
    Weights {
        weights: DVector<f64>,
        objective: f64,
        residual: f64,
    },
    /// Why there are none.
    None(String),
}

/// One way to make weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Family {
    Moments(Objective),
    Scenarios(ScenarioMeasure, ScenarioObjective),
    RiskParity,
    CvarRiskParity,
    InverseVolatility,
    Diversification,
    Hrp(Linkage),
    Herc(Linkage),
    Nested(Linkage),
    TrackWeights,
    TrackReturns,
    Robust { risk_aversion: f64 },
}

/// All families, each with every measure and objective.
pub(crate) fn families() -> Vec<Family> {
    let mut all = vec![
        Family::Moments(Objective::MinVariance),
        Family::Moments(Objective::MaxSharpe { risk_free: 0.0 }),
        Family::Moments(Objective::MaxUtility { risk_aversion: 3.0 }),
        Family::Moments(Objective::MaxReturn),
        Family::Moments(Objective::EqualWeight),
    ];
    for measure in [
        ScenarioMeasure::Semivariance,
        ScenarioMeasure::MeanAbsoluteDeviation,
        ScenarioMeasure::Cvar { confidence: 0.9 },
        ScenarioMeasure::WorstCase,
        ScenarioMeasure::Cdar { confidence: 0.9 },
        ScenarioMeasure::MaxDrawdown,
        ScenarioMeasure::RobustCvar {
            confidence: 0.9,
            radius: 0.001,
            risk_aversion: 1.0,
        },
    ] {
        all.push(Family::Scenarios(measure, ScenarioObjective::MinRisk));
        let ratio = ScenarioObjective::MaxRatio { risk_free: 0.0 };
        all.push(Family::Scenarios(measure, ratio));
    }
    all.extend([
        Family::RiskParity,
        Family::CvarRiskParity,
        Family::InverseVolatility,
        Family::Diversification,
        Family::TrackWeights,
        Family::TrackReturns,
        Family::Robust { risk_aversion: 2.0 },
    ]);
    for linkage in [Linkage::Single, Linkage::Ward] {
        all.extend([
            Family::Hrp(linkage),
            Family::Herc(linkage),
            Family::Nested(linkage),
        ]);
    }
    all
}

impl Family {
    /// For messages.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Moments(Objective::MinVariance) => "min variance".to_owned(),
            other => format!("{other:?}"),
        }
    }

    /// Whether return is divided by risk, so that there may be no optimum.
    pub(crate) fn is_ratio(self) -> bool {
        matches!(
            self,
            Self::Moments(Objective::MaxSharpe { .. })
                | Self::Scenarios(_, ScenarioObjective::MaxRatio { .. })
        )
    }

    /// The weights under `limits`.
    pub(crate) fn solve(self, returns: &DMatrix<f64>, limits: &Constraints) -> Answer {
        match self {
            Self::Scenarios(measure, objective) => {
                let problem =
                    ScenarioProblem::new(returns.clone(), measure, objective, limits.clone());
                match problem {
                    Ok(problem) => of_scenarios(solve_scenario(&problem)),
                    Err(error) => Answer::None(error.to_string()),
                }
            }
            Self::CvarRiskParity => {
                of_allocation(cvar_risk_parity(returns, 0.9, None, limits.clone()))
            }
            Self::TrackReturns => {
                let index = returns.column_mean();
                of_allocation(track_returns(returns, &index, limits.clone()))
            }
            _ => self.on_moments(returns, limits),
        }
    }

    fn on_moments(self, returns: &DMatrix<f64>, limits: &Constraints) -> Answer {
        let objective = match self {
            Self::Moments(objective) => objective,
            _ => Objective::MinVariance,
        };
        let problem = Moments::estimate(returns, CovarianceEstimate::Sample)
            .map_err(|error| error.to_string())
            .and_then(|moments| {
                Problem::new(moments, objective, limits.clone()).map_err(|error| error.to_string())
            });
        match problem {
            Ok(problem) => self.of(&problem),
            Err(error) => Answer::None(error),
        }
    }

    /// The weights of a model that asks for moments and limits only.
    fn of(self, problem: &Problem) -> Answer {
        let n = problem.assets();
        of_allocation(match self {
            Self::RiskParity => risk_parity(problem, None),
            Self::InverseVolatility => inverse_volatility(problem),
            Self::Diversification => max_diversification(problem),
            Self::Hrp(linkage) => hierarchical_risk_parity(problem, linkage, LeafOrder::Tree),
            Self::Herc(linkage) => hierarchical_equal_risk_contribution(problem, linkage, None),
            Self::Nested(linkage) => nested_clusters(problem, linkage, None),
            Self::TrackWeights => track_weights(problem, &DVector::from_element(n, 1.0 / n as f64)),
            Self::Robust { risk_aversion } => {
                let years = MeanUncertainty::SampleMean { years: 5.0 };
                robust_utility(problem, &years, 0.5, risk_aversion)
            }
            Self::Moments(_) | Self::Scenarios(..) | Self::CvarRiskParity | Self::TrackReturns => {
                return of_moments(solve(problem));
            }
        })
    }
}

fn of_moments(outcome: Outcome) -> Answer {
    match outcome {
        Outcome::Optimal(solution) | Outcome::Inexact(solution) => Answer::Weights {
            weights: solution.weights,
            objective: solution.objective,
            residual: solution.kkt_residual,
        },
        other => Answer::None(format!("{other:?}")),
    }
}

fn of_scenarios(outcome: ScenarioOutcome) -> Answer {
    match outcome {
        ScenarioOutcome::Optimal(solution) | ScenarioOutcome::Inexact(solution) => {
            Answer::Weights {
                weights: solution.weights,
                objective: solution.objective,
                residual: solution.gap.max(solution.residual),
            }
        }
        other => Answer::None(format!("{other:?}")),
    }
}

fn of_allocation(answer: Result<AllocationOutcome, AllocationError>) -> Answer {
    match answer {
        Ok(AllocationOutcome::Optimal(found) | AllocationOutcome::Inexact(found)) => {
            Answer::Weights {
                weights: found.weights,
                objective: found.objective,
                residual: found.residual,
            }
        }
        other => Answer::None(format!("{other:?}")),
    }
}
