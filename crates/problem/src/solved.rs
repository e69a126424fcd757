//! One solve by whichever route its goal takes, in one form.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Constraints, ExactFrontier, LimitId, Objective, Outcome, Problem, Relaxation, Route,
    ScenarioMethod, ScenarioObjective, ScenarioOutcome, ScenarioProblem, ScenarioRoute,
    ScenarioSolution, Solution,
};

use crate::{
    Conflict, Explanation, Model, OrderedMap, OutcomeKind, ProblemErrors, data::Source, goal,
    goal::Goal,
};

/// Risks that exceed their limit by less than this share of it are rounding.
const ROUNDING: f64 = 1e-9;

/// What came of a solve.
#[derive(Debug, Clone)]
pub(crate) struct Solved {
    pub(crate) outcome: OutcomeKind,
    pub(crate) found: Option<Found>,
    pub(crate) conflict: Option<Conflict>,
}

/// A portfolio with the proof of its quality.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) weights: DVector<f64>,
    pub(crate) solver: &'static str,
    pub(crate) kkt_residual: Option<f64>,
    pub(crate) gap: Option<f64>,
    pub(crate) iterations: usize,
    /// The risk that was optimised, where it is not the variance.
    pub(crate) risk: Option<(String, f64)>,
    pub(crate) priced: Priced,
}

/// What the prices of limits are computed from.
#[derive(Debug, Clone)]
pub(crate) enum Priced {
    /// From the multipliers of a solution.
    By(Box<(Problem, Solution)>),
    /// As before, and the price of the largest risk, in return per unit of volatility.
    WithRisk(Box<(Problem, Solution)>, f64),
    /// Not priced.
    Not,
}

impl Solved {
    fn without(outcome: OutcomeKind) -> Self {
        Self {
            outcome,
            found: None,
            conflict: None,
        }
    }

    fn infeasible(conflict: Conflict) -> Self {
        Self {
            conflict: Some(conflict),
            ..Self::without(OutcomeKind::Infeasible)
        }
    }
}

impl Model {
    /// Solves for the goal of the document, on these moments and returns of the same assets.
    pub(crate) fn solve_on(
        &self,
        problem: &Problem,
        returns: Option<&DMatrix<f64>>,
    ) -> Result<Solved, ProblemErrors> {
        match (self.goal, returns) {
            (Goal::Scenarios(measure, objective), Some(returns)) => {
                let scenarios = self.scenarios(problem, returns, measure, objective)?;
                Ok(self.solve_scenarios(&scenarios))
            }
            // A risk of scenarios without returns was refused when the document was read.
            _ => Ok(self.solve_moments(problem)),
        }
    }

    /// The same limits and means on scenarios.
    pub(crate) fn scenarios(
        &self,
        problem: &Problem,
        returns: &DMatrix<f64>,
        measure: optimizer::ScenarioMeasure,
        objective: ScenarioObjective,
    ) -> Result<ScenarioProblem, ProblemErrors> {
        let place = |error| self.place(error);
        let constraints = self.constraints.clone();
        let scenarios = ScenarioProblem::new(returns.clone(), measure, objective, constraints)
            .map_err(place)?
            .with_mean(problem.moments().mean().clone())
            .map_err(place)?;
        Ok(match (self.max_risk, self.goal) {
            (Some(max_risk), Goal::Scenarios(own, _)) if own == measure => {
                scenarios.with_max_risk(max_risk).map_err(place)?
            }
            _ => scenarios,
        })
    }

    fn solve_moments(&self, problem: &Problem) -> Solved {
        let solution = match optimizer::solve_by(problem, self.method) {
            Outcome::Optimal(solution) | Outcome::Inexact(solution) => solution,
            Outcome::Infeasible(conflict) => return Solved::infeasible(self.conflict(&conflict)),
            // A limit of the risk may still hold what the objective does not.
            Outcome::Unbounded if self.max_risk.is_none() => {
                return Solved::without(OutcomeKind::Unbounded);
            }
            Outcome::Unbounded => return self.at_most(problem),
        };
        let is_too_risky = self
            .max_risk
            .is_some_and(|most| solution.volatility > most * (1.0 + ROUNDING));
        if is_too_risky {
            return self.at_most(problem);
        }
        at(problem, solution)
    }

    /// The best portfolio at the largest volatility. Return and variance trade off along the
    /// frontier, so it is where the frontier has that volatility; equal weights have no other.
    fn at_most(&self, problem: &Problem) -> Solved {
        let most = self.max_risk.unwrap_or(f64::INFINITY);
        let too_high = |smallest: f64| {
            let still = |constraints: Constraints| {
                let calmest = problem
                    .with_objective(Objective::MinVariance)
                    .and_then(|calmest| calmest.with_constraints(constraints));
                let calmest = calmest.map(|calmest| optimizer::solve(&calmest));
                match calmest.as_ref().map(Outcome::solution) {
                    Ok(Some(solution)) => solution.volatility > most * (1.0 + ROUNDING),
                    _ => true,
                }
            };
            Solved::infeasible(self.too_risky(smallest, &still))
        };
        if problem.objective() == Objective::EqualWeight {
            let weights = optimizer::solve(problem);
            let smallest = weights
                .solution()
                .map_or(most, |solution| solution.volatility);
            return Solved::infeasible(Conflict {
                constraints: vec!["max_risk".to_owned()],
                relaxation: [("max_risk".to_owned(), outward(smallest))]
                    .into_iter()
                    .collect(),
                alternatives: Vec::new(),
            });
        }
        let line = match optimizer::exact_frontier(problem) {
            ExactFrontier::Line(line) => line,
            ExactFrontier::Infeasible(conflict) => {
                return Solved::infeasible(self.conflict(&conflict));
            }
            ExactFrontier::Unbounded => return Solved::without(OutcomeKind::Unbounded),
        };
        let Some(there) = line.at_volatility(most) else {
            let calmest = line.turning_points().last();
            return too_high(calmest.map_or(most, |point| point.volatility));
        };
        if there.lambda <= 0.0 {
            let objective = Objective::MinVariance;
            let calmest = problem.with_objective(objective).map(|calmest| {
                let outcome = optimizer::solve(&calmest);
                outcome
                    .solution()
                    .cloned()
                    .map(|solution| at(&calmest, solution))
            });
            return match calmest {
                Ok(Some(solved)) => solved,
                _ => Solved::without(OutcomeKind::Unbounded),
            };
        }
        // The same portfolio maximises return − variance ÷ λ: that proves it, and prices limits.
        let objective = Objective::MaxUtility {
            risk_aversion: 1.0 / there.lambda,
        };
        let proof = problem.with_objective(objective).ok().and_then(|utility| {
            let solution = optimizer::solve(&utility).solution().cloned()?;
            let same = (&solution.weights - &there.weights).amax() <= 1e-7;
            same.then_some((utility, solution))
        });
        let price = 2.0 * there.volatility / there.lambda;
        Solved {
            outcome: OutcomeKind::Optimal,
            conflict: None,
            found: Some(Found {
                weights: there.weights,
                solver: "critical_line",
                kkt_residual: proof.as_ref().map(|(_, solution)| solution.kkt_residual),
                gap: Some(0.0),
                iterations: line.turning_points().len(),
                risk: None,
                priced: match proof {
                    Some(proof) => Priced::WithRisk(Box::new(proof), price),
                    None => Priced::Not,
                },
            }),
        }
    }

    fn solve_scenarios(&self, scenarios: &ScenarioProblem) -> Solved {
        let method = match self.method {
            optimizer::Method::Clarabel => ScenarioMethod::Clarabel,
            optimizer::Method::Auto
            | optimizer::Method::ActiveSet
            | optimizer::Method::InteriorPoint
            | optimizer::Method::CriticalLine => ScenarioMethod::Auto,
        };
        let unattended = &mut |_| std::ops::ControlFlow::Continue(());
        let (outcome, solution) = match optimizer::solve_scenario_by(scenarios, method, unattended)
        {
            ScenarioOutcome::Optimal(solution) => (OutcomeKind::Optimal, solution),
            ScenarioOutcome::Inexact(solution) => (OutcomeKind::Inexact, solution),
            ScenarioOutcome::Infeasible(conflict) => {
                return Solved::infeasible(self.conflict(&conflict));
            }
            ScenarioOutcome::RiskTooHigh { max_risk, smallest } => {
                let still = |constraints: Constraints| {
                    let calmest = scenarios
                        .with_objective(ScenarioObjective::MinRisk)
                        .and_then(|calmest| calmest.with_constraints(constraints));
                    calmest.is_ok_and(|calmest| {
                        matches!(
                            optimizer::solve_scenario(&calmest),
                            ScenarioOutcome::RiskTooHigh { .. } | ScenarioOutcome::Infeasible(_)
                        )
                    })
                };
                debug_assert!(smallest > max_risk);
                return Solved::infeasible(self.too_risky(smallest, &still));
            }
            ScenarioOutcome::Unbounded => return Solved::without(OutcomeKind::Unbounded),
            ScenarioOutcome::Cancelled => return Solved::without(OutcomeKind::Cancelled),
        };
        Solved {
            outcome,
            conflict: None,
            found: Some(of_scenarios(scenarios, solution)),
        }
    }

    /// The limits that keep the risk from being as small as asked, one by one: what can be left out
    /// without letting the risk down far enough is not among them.
    fn too_risky(&self, smallest: f64, still: &dyn Fn(Constraints) -> bool) -> Conflict {
        let mut named = vec!["max_risk".to_owned()];
        let mut removed = Vec::new();
        for limit in self.own_limits() {
            removed.push(limit);
            if !still(without(&self.constraints, &removed)) {
                removed.pop();
                named.push(self.name(limit));
            }
        }
        Conflict {
            constraints: named,
            relaxation: [("max_risk".to_owned(), outward(smallest))]
                .into_iter()
                .collect(),
            alternatives: Vec::new(),
        }
    }

    /// The limits that are not left at their defaults.
    fn own_limits(&self) -> Vec<LimitId> {
        let limits = &self.constraints;
        let mut own = Vec::new();
        own.extend(limits.target_return.map(|_| LimitId::TargetReturn));
        for (i, row) in limits.rows.iter().enumerate() {
            own.extend(row.min.map(|_| LimitId::RowMin(i)));
            own.extend(row.max.map(|_| LimitId::RowMax(i)));
        }
        own.extend(
            limits
                .min_weight
                .by_asset
                .keys()
                .map(|&i| LimitId::MinWeightOf(i)),
        );
        own.extend(
            limits
                .max_weight
                .by_asset
                .keys()
                .map(|&i| LimitId::MaxWeightOf(i)),
        );
        if limits.min_weight.default != Constraints::DEFAULT_MIN_WEIGHT {
            own.push(LimitId::MinWeight);
        }
        if limits.max_weight.default != Constraints::DEFAULT_MAX_WEIGHT {
            own.push(LimitId::MaxWeight);
        }
        own
    }

    /// The names of the limits that conflict, with what would help.
    pub(crate) fn conflict(&self, conflict: &optimizer::Conflict) -> Conflict {
        let map = |relaxation: &Relaxation| -> OrderedMap<f64> {
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

    /// What each binding limit costs.
    pub(crate) fn explain(&self, found: &Found) -> Vec<Explanation> {
        let finite = |value: f64| Some(value).filter(|value| value.is_finite());
        let (by, risk) = match &found.priced {
            Priced::By(by) => (by, None),
            Priced::WithRisk(by, price) => (by, Some(*price)),
            Priced::Not => return Vec::new(),
        };
        let (problem, solution) = &**by;
        let mut lines: Vec<Explanation> = optimizer::explain(problem, solution)
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
            .collect();
        if let (Some(price), Some(most)) = (risk, self.max_risk) {
            // A hundredth of volatility, in basis points of return.
            lines.push(Explanation {
                constraint: "max_risk".to_owned(),
                binding: true,
                value: most,
                price_bp_per_percent: 100.0 * price,
                valid_from: None,
                valid_to: None,
                helps_until: None,
            });
        }
        lines
    }

    /// The returns, where there are any.
    pub(crate) fn returns(&self) -> Option<&DMatrix<f64>> {
        match &self.source {
            Source::Returns(returns) => Some(&returns.matrix),
            Source::Moments { .. } => None,
        }
    }
}

fn at(problem: &Problem, solution: Solution) -> Solved {
    let is_exact = solution.kkt_residual <= Solution::ACCURATE;
    Solved {
        outcome: if is_exact {
            OutcomeKind::Optimal
        } else {
            OutcomeKind::Inexact
        },
        conflict: None,
        found: Some(Found {
            weights: solution.weights.clone(),
            solver: route(solution.route),
            kkt_residual: Some(solution.kkt_residual),
            // These problems are convex: what satisfies the conditions is the best.
            gap: is_exact.then_some(0.0),
            iterations: solution.iterations,
            risk: None,
            priced: Priced::By(Box::new((problem.clone(), solution))),
        }),
    }
}

fn of_scenarios(scenarios: &ScenarioProblem, solution: ScenarioSolution) -> Found {
    Found {
        weights: solution.weights,
        solver: match solution.route {
            ScenarioRoute::CuttingPlanes => "cutting_planes",
            ScenarioRoute::SignPattern => "sign_pattern",
            ScenarioRoute::Clarabel => "clarabel",
        },
        // Optimality is proven by the bound; what is left of the conditions is feasibility.
        kkt_residual: Some(solution.residual.max(solution.gap)),
        gap: Some(solution.gap),
        iterations: solution.iterations,
        risk: Some((goal::metric(scenarios.measure()), solution.risk)),
        priced: Priced::Not,
    }
}

/// A risk a little above the smallest, so that it can be reached.
fn outward(smallest: f64) -> f64 {
    smallest + ROUNDING * smallest.abs()
}

/// The constraints with some limits as if they had not been given.
fn without(constraints: &Constraints, removed: &[LimitId]) -> Constraints {
    let mut constraints = constraints.clone();
    for &limit in removed {
        match limit {
            LimitId::TargetReturn => constraints.target_return = None,
            LimitId::RowMin(row) => constraints.rows[row].min = None,
            LimitId::RowMax(row) => constraints.rows[row].max = None,
            LimitId::MinWeightOf(asset) => {
                constraints.min_weight.by_asset.remove(&asset);
            }
            LimitId::MaxWeightOf(asset) => {
                constraints.max_weight.by_asset.remove(&asset);
            }
            LimitId::MinWeight => constraints.min_weight.default = Constraints::DEFAULT_MIN_WEIGHT,
            LimitId::MaxWeight => constraints.max_weight.default = Constraints::DEFAULT_MAX_WEIGHT,
            LimitId::Turnover => constraints.turnover = None,
            LimitId::GrossExposure => constraints.gross_exposure = None,
            LimitId::TrackingError => constraints.tracking_error = None,
            LimitId::MaxRisk => constraints.max_risk = None,
            LimitId::Budget | LimitId::RiskFree => {}
        }
    }
    // A row without a limit is no row.
    constraints
        .rows
        .retain(|row| row.min.is_some() || row.max.is_some());
    constraints
}

/// The name of a solver as the document writes it.
const fn route(route: Route) -> &'static str {
    match route {
        Route::ActiveSet => "active_set",
        Route::InteriorPoint => "interior_point",
        Route::Clarabel => "clarabel",
        Route::ClosedForm => "closed_form",
        Route::CriticalLine => "critical_line",
    }
}
