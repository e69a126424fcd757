//! Few positions, fixed costs, whole shares.

use std::sync::Arc;

use nalgebra::DMatrix;
use optimizer::{
    Choice, Convex, DiscreteOutcome, DiscreteProblem, DiscreteSolution, Objective, Problem,
    RiskContribution, ScenarioObjective, Search, SelectionReason, SelectionRoute, WeightedProblem,
    WeightedTerm,
};

use crate::{
    MixerKind, Model, OutcomeKind, ProblemErrors, Purchase, RouteReason, RouteTaken, SolverKind,
    Unpriced,
    goal::{self, Allocation, Goal, years_of},
    run::mixer,
};

use super::{Found, Priced, Searched, Solved, risk};

/// How near to the proof a search for whole shares comes: rounding costs more than that.
const GAP_OF_SHARES: f64 = 1e-4;

/// Up to this gap an answer is called optimal.
const PROVEN: f64 = 1e-4;

impl Model {
    pub(super) fn solve_discrete(
        &self,
        problem: &Problem,
        returns: Option<&Arc<DMatrix<f64>>>,
        choice: &Choice,
    ) -> Result<Solved, ProblemErrors> {
        let asked = self.discrete(problem, returns, choice)?;
        let Some(route) = self.selecting() else {
            let outcome = optimizer::solve_discrete(&asked, &self.search());
            return self.ended(problem, returns, outcome, None);
        };
        let answer = optimizer::solve_by_selection(&asked, route, self.seed, &self.search())
            .map_err(|error| self.place(error))?;
        let (answered, why) = match answer.reason {
            SelectionReason::KeepsLimits => (self.route, RouteReason::SelectionKeepsLimits),
            SelectionReason::BreaksLimits => (
                SolverKind::BranchAndBound,
                RouteReason::SelectionBreaksLimits,
            ),
            SelectionReason::NoSelection => (SolverKind::BranchAndBound, RouteReason::NoSelection),
        };
        let taken = RouteTaken {
            asked: self.route,
            answered,
            why,
        };
        self.ended(problem, returns, answer.outcome, Some(taken))
    }

    /// Who is asked to select, if somebody is.
    fn selecting(&self) -> Option<SelectionRoute> {
        Some(match self.route {
            SolverKind::Qaoa => SelectionRoute::Qaoa {
                layers: self.layers(),
                shots: self.shots() as u64,
                mixer: mixer(self.circuit.mixer.unwrap_or(MixerKind::WarmStart)),
            },
            SolverKind::Annealing => SelectionRoute::Annealing,
            SolverKind::Bifurcation => SelectionRoute::Bifurcation(optimizer::Variant::Discrete),
            _ => return None,
        })
    }

    /// The choice on top of the convex problem that the goal is.
    pub(crate) fn discrete(
        &self,
        problem: &Problem,
        returns: Option<&Arc<DMatrix<f64>>>,
        choice: &Choice,
    ) -> Result<DiscreteProblem, ProblemErrors> {
        let convex = self.convex(problem, returns)?;
        DiscreteProblem::new(convex, choice.clone()).map_err(|error| self.place(error).into())
    }

    fn convex(
        &self,
        problem: &Problem,
        returns: Option<&Arc<DMatrix<f64>>>,
    ) -> Result<Convex, ProblemErrors> {
        let sum = |terms: Vec<WeightedTerm>| {
            let moments = problem.moments().clone();
            let limits = self.constraints.clone();
            WeightedProblem::new(moments, returns.cloned(), terms, limits)
                .map(Convex::Weighted)
                .map_err(|error| self.place(error).into())
        };
        let term = |weight, goal| WeightedTerm { weight, goal };
        match (&self.goal, returns) {
            (Goal::Scenarios(measure, objective), Some(returns)) => {
                let scenarios = self.scenarios(problem, returns, *measure, *objective)?;
                Ok(Convex::Scenarios(scenarios))
            }
            (Goal::Weighted(weighted), _) => sum(weighted.terms(returns.map(AsRef::as_ref))),
            (Goal::Allocation(Allocation::Tracking { benchmark }), _) => {
                let benchmark = benchmark.clone();
                sum(vec![term(
                    1.0,
                    optimizer::WeightedGoal::Tracking { benchmark },
                )])
            }
            (
                Goal::Allocation(Allocation::Robust {
                    radius,
                    risk_aversion,
                    years,
                }),
                _,
            ) => {
                let years = years_of(*years, returns.map(AsRef::as_ref));
                let uncertainty = optimizer::MeanUncertainty::SampleMean { years };
                let radius = *radius;
                let worst = optimizer::WeightedGoal::RobustReturn {
                    uncertainty,
                    radius,
                };
                let mut terms = vec![term(1.0, worst)];
                if *risk_aversion > 0.0 {
                    terms.push(term(*risk_aversion, optimizer::WeightedGoal::Variance));
                }
                sum(terms)
            }
            // The others were refused when the document was read.
            _ => Ok(Convex::Moments(problem.clone())),
        }
    }

    pub(crate) fn search(&self) -> Search {
        let usual = Search::default();
        let is_of_shares = self
            .choice
            .as_ref()
            .is_some_and(|choice| choice.shares.is_some());
        let gap = if is_of_shares {
            GAP_OF_SHARES
        } else {
            usual.gap
        };
        Search {
            gap: self.gap.unwrap_or(gap),
            ..usual
        }
    }

    fn ended(
        &self,
        problem: &Problem,
        returns: Option<&Arc<DMatrix<f64>>>,
        outcome: DiscreteOutcome,
        route: Option<RouteTaken>,
    ) -> Result<Solved, ProblemErrors> {
        let kind = self.outcome_of(&outcome);
        Ok(match outcome {
            DiscreteOutcome::Found(solution) => {
                let scenarios = match (&self.goal, returns) {
                    (Goal::Scenarios(measure, _), Some(returns)) => {
                        Some((*measure, returns.as_ref()))
                    }
                    _ => None,
                };
                let parts = risk::parts(problem, scenarios, &solution.weights);
                let figures = self.figures_of(&solution, &parts);
                let mut solved = self.at(kind, solution, parts, route);
                if let Some(found) = &mut solved.found {
                    found.figures = figures;
                }
                solved
            }
            DiscreteOutcome::Infeasible(conflict) => Solved::infeasible(self.conflict(&conflict)),
            // Only what is not limited by any interval has no end: then the limits alone do not
            // bring it to one, and say in which direction.
            DiscreteOutcome::Unbounded => self.solve_convex(problem, returns)?,
            DiscreteOutcome::Stopped { .. } => Solved::without(OutcomeKind::Cancelled),
        })
    }

    /// The goal's own numbers, by the names that they have without a choice.
    fn figures_of(
        &self,
        solution: &DiscreteSolution,
        parts: &[RiskContribution],
    ) -> Vec<(String, f64)> {
        let named = |name: &str| (name.to_owned(), solution.objective);
        match &self.goal {
            Goal::Moments(Objective::MaxUtility { .. }) => vec![named("utility")],
            Goal::Scenarios(measure, objective) => {
                let risk = parts.iter().map(|part| part.component).sum();
                let weighed = match objective {
                    ScenarioObjective::MaxUtility { .. } => Some(named("utility")),
                    ScenarioObjective::MaxRatio { .. } => Some(named("ratio")),
                    ScenarioObjective::MinRisk | ScenarioObjective::MaxReturn => None,
                };
                let risk = (goal::metric(*measure), risk);
                [risk].into_iter().chain(weighed).collect()
            }
            _ => Vec::new(),
        }
    }

    pub(crate) fn outcome_of(&self, outcome: &DiscreteOutcome) -> OutcomeKind {
        let asked = self.gap.unwrap_or_default().max(PROVEN);
        match outcome {
            DiscreteOutcome::Found(solution) if solution.gap <= asked => OutcomeKind::Optimal,
            DiscreteOutcome::Found(_) => OutcomeKind::Inexact,
            DiscreteOutcome::Infeasible(_) => OutcomeKind::Infeasible,
            DiscreteOutcome::Unbounded => OutcomeKind::Unbounded,
            DiscreteOutcome::Stopped { .. } => OutcomeKind::Cancelled,
        }
    }

    fn at(
        &self,
        outcome: OutcomeKind,
        solution: DiscreteSolution,
        parts: Vec<RiskContribution>,
        route: Option<RouteTaken>,
    ) -> Solved {
        let answered = route
            .as_ref()
            .map_or(SolverKind::BranchAndBound, |route| route.answered);
        Solved {
            outcome,
            conflict: None,
            unbounded: None,
            found: Some(Found {
                solver: answered.as_str(),
                kkt_residual: Some(solution.kkt_residual),
                gap: Some(solution.gap),
                iterations: solution.nodes,
                figures: Vec::new(),
                terms: None,
                risk_contributions: None,
                priced: Priced::Not(Unpriced::Search),
                risk: parts,
                searched: Some(Searched {
                    nodes: solution.nodes,
                    purchase: solution.purchase.map(|bought| self.bought(bought)),
                    route,
                }),
                weights: solution.weights,
            }),
        }
    }

    fn bought(&self, bought: optimizer::Purchase) -> Purchase {
        let names = self.assets().iter().map(ToString::to_string);
        Purchase {
            shares: names.zip(bought.shares).collect(),
            spent: bought.spent,
            fees: bought.fees,
            cash: bought.cash,
        }
    }
}
