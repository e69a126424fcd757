//! The largest risk: who keeps it, and what stands in its way.

use optimizer::{Constraints, ExactFrontier, LimitId, Objective, Outcome, Problem};

use crate::{Conflict, Model, OutcomeKind};

use super::{Found, Priced, Solved, moments::at};

/// Risks that exceed their limit by less than this share of it are rounding.
pub(super) const ROUNDING: f64 = 1e-9;

impl Model {
    /// The best portfolio at the largest volatility. Return and variance trade off along the
    /// frontier, so it is where the frontier has that volatility; equal weights have no other.
    pub(super) fn at_most(&self, problem: &Problem) -> Solved {
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
                figures: Vec::new(),
                risk_contributions: None,
                priced: match proof {
                    Some(proof) => Priced::WithRisk(Box::new(proof), price),
                    None => Priced::Not,
                },
            }),
        }
    }

    /// The limits that keep the risk from being as small as asked, one by one: what can be left out
    /// without letting the risk down far enough is not among them.
    pub(super) fn too_risky(&self, smallest: f64, still: &dyn Fn(Constraints) -> bool) -> Conflict {
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
