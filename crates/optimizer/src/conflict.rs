//! Why limits contradict each other, and the smallest change that makes peace.
//!
//! The conflict is found by a deletion filter, `conflict::filter`.
//!
//! The relaxation is the elastic program of Chinneck, *Feasibility and infeasibility in
//! optimization* (2008): every limit may give way, at a price of 1 per share of its number.
//! Turnover, gross exposure, costs, tracking error and risk make it a cone program, which is
//! Clarabel's: `conflict::cones`.

mod cones;
pub(crate) mod filter;
mod known;
mod weights;

use std::cell::Cell;
use std::collections::BTreeSet;

use cones::Shown;
use filter::{Kept, LAST_RESORT, NOTHING, Repair, SMALLEST_UNIT};
use known::{Known, keeps};
use nalgebra::{DMatrix, DVector};

pub use weights::RelaxationWeights;

use crate::limits::{Constraints, LimitId};
use crate::outcome::{Conflict, Relaxation, Solution};
use crate::problem::{Objective, Problem};
use crate::solve::{Factors, Found, Method, Program, Sides, bent_optimum, by_any, is_bent};

/// Annual excess return that a maximum-Sharpe objective needs of some portfolio.
const EXCESS: f64 = 1e-6;
/// Limits count as kept up to this KKT residual of the nearest-point problem.
const KEPT: f64 = 1e-8;

/// Why `problem` is infeasible; no limits if it is feasible after all.
///
/// As [`crate::Outcome::Infeasible`] tells it, except that giving way costs what `weights` say: the
/// relaxation has the smallest `Σ weight · |change| ÷ number`.
///
/// Complexity for `m` limits of which `c` conflict: about `2c log₂(m ÷ c)` tests of feasibility, a
/// quadratic program each (a cone program under limits that are no rows), and one elastic program for
/// each way out. Sources: Junker, *QuickXplain* (AAAI 2004); Chinneck, *Feasibility and infeasibility
/// in optimization* (2008). Failure mode: no relaxation where none was found that the solvers prove.
pub fn explain_conflict(problem: &Problem, weights: &RelaxationWeights) -> Conflict {
    let model = Model::of(problem, weights);
    let limits = filter::irreducible_within(
        &model.named(),
        |kept| model.suspects(kept),
        |kept| model.is_feasible(kept),
    );
    filter::with_ways_out(limits, |only| model.smallest_relaxation(only))
}

struct Model<'a> {
    problem: &'a Problem,
    weights: &'a RelaxationWeights,
    mean: &'a DVector<f64>,
    constraints: &'a Constraints,
    risk_free: Option<f64>,
    known: Known,
}

impl<'a> Model<'a> {
    fn of(problem: &'a Problem, weights: &'a RelaxationWeights) -> Self {
        let risk_free = match problem.objective() {
            Objective::MaxSharpe { risk_free } => Some(risk_free),
            _ => None,
        };
        Self {
            problem,
            weights,
            mean: problem.moments().mean(),
            constraints: problem.constraints(),
            risk_free,
            known: Known::default(),
        }
    }

    /// The limits that may be named, the likeliest culprits last.
    fn named(&self) -> Vec<LimitId> {
        let constraints = self.constraints;
        let mut named = filter::named_bounds_and_rows(constraints);
        named.extend(
            [
                LimitId::Turnover,
                LimitId::GrossExposure,
                LimitId::TrackingError,
                LimitId::MaxRisk,
                LimitId::TargetReturn,
            ]
            .into_iter()
            .filter(|&limit| constraints.value(limit).is_some()),
        );
        if self.risk_free.is_some() {
            named.push(LimitId::RiskFree);
        }
        named
    }

    /// Whether some portfolio keeps these limits.
    fn is_feasible(&self, kept: &Kept<'_>) -> bool {
        let mut reduced = kept.of(self.constraints);
        let risk_free = self.risk_free.filter(|_| kept.keeps(LimitId::RiskFree));
        let has_budget = kept.stays(LimitId::Budget);
        if reduced.target_return.is_none() && risk_free.is_none() {
            reduced.costs = None;
        }
        if is_bent(&reduced) {
            return self.is_bent_feasible(kept.limits(), &reduced, risk_free, has_budget);
        }
        can_be_kept(self.mean, &reduced, risk_free, has_budget).is_some()
    }

    /// As [`Model::is_feasible`], by what is known, by the limits that are rows, and last by a cone
    /// program.
    fn is_bent_feasible(
        &self,
        limits: &BTreeSet<LimitId>,
        reduced: &Constraints,
        risk_free: Option<f64>,
        has_budget: bool,
    ) -> bool {
        let moments = self.problem.moments();
        let keeps = |x: &DVector<f64>| keeps(moments, reduced, risk_free, has_budget, x);
        if self.known.contradicts(limits) {
            return false;
        }
        if self.known.is_kept(keeps) {
            return true;
        }
        let straight = Constraints {
            turnover: None,
            gross_exposure: None,
            tracking_error: None,
            max_risk: None,
            costs: None,
            ..reduced.clone()
        };
        let Some(near) = can_be_kept(self.mean, &straight, risk_free, has_budget) else {
            return false;
        };
        let is_kept = keeps(&near);
        self.known.note_portfolio(near);
        if is_kept {
            return true;
        }
        match cones::can_be_kept(moments, reduced, risk_free, has_budget) {
            Shown::Kept(weights) => {
                self.known.note_portfolio(weights);
                true
            }
            Shown::Contradiction(blamed) => {
                self.known.note_contradiction(limits);
                self.known.suspect(self.original(blamed, limits));
                false
            }
            Shown::Nothing => false,
        }
    }

    /// Limits that are blamed, by their positions among all rows; the budget is always suspected.
    fn original(&self, blamed: Vec<LimitId>, kept: &BTreeSet<LimitId>) -> BTreeSet<LimitId> {
        let has_limit = |row: &usize| {
            kept.contains(&LimitId::RowMin(*row)) || kept.contains(&LimitId::RowMax(*row))
        };
        let rows: Vec<usize> = (0..self.constraints.rows.len()).filter(has_limit).collect();
        let named = |limit: LimitId| match limit {
            LimitId::RowMin(row) => LimitId::RowMin(rows[row]),
            LimitId::RowMax(row) => LimitId::RowMax(rows[row]),
            other => other,
        };
        let all = blamed.into_iter().map(named).chain([LimitId::Budget]);
        all.filter(|limit| kept.contains(limit)).collect()
    }

    /// Limits among `kept` that are blamed for the contradiction that was found last.
    fn suspects(&self, kept: &BTreeSet<LimitId>) -> Option<BTreeSet<LimitId>> {
        self.known
            .suspects()
            .filter(|suspects| suspects.is_subset(kept))
    }

    /// The cheapest changes which make the whole model feasible, checked; of one limit only, or of
    /// any.
    fn smallest_relaxation(&self, only: Option<LimitId>) -> Option<Relaxation> {
        let elastic = Elastic::new(self, |limit| only.is_none_or(|only| only == limit));
        let Changed { changes, weights } = match is_bent(self.constraints) {
            true => cones::smallest_changes(self, &elastic.columns)?,
            false => elastic.solve()?,
        };
        let relaxed_by = |nudge: f64| {
            let changes = changes.iter();
            changes
                .map(|&(limit, value)| (limit, filter::rounded(limit, value, nudge)))
                .collect()
        };
        if !is_bent(self.constraints) {
            return filter::as_far_as_it_takes(only, relaxed_by, |relaxation| {
                match self.is_kept_by(relaxation, &weights) || self.is_repaired_by(relaxation) {
                    true => Repair::Solved,
                    false => Repair::None,
                }
            });
        }
        // What is feasible stays so further out.
        let is_feasible = Cell::new(false);
        filter::as_far_as_it_takes(only, relaxed_by, |relaxation| {
            // An alternative is no loss, and a proof that fails is dear.
            if only.is_some() && !self.is_kept_by(relaxation, &weights) {
                return Repair::None;
            }
            if self.is_solved_with(relaxation) {
                return Repair::Solved;
            }
            is_feasible.set(is_feasible.get() || self.is_repaired_by(relaxation));
            match is_feasible.get() {
                true => Repair::Feasible,
                false => Repair::None,
            }
        })
    }

    /// The limits with those of `relaxation`, and the risk-free rate to exceed.
    fn relaxed(&self, relaxation: &Relaxation) -> (Constraints, Option<f64>) {
        let mut constraints = self.constraints.clone();
        let mut risk_free = self.risk_free;
        for &(limit, value) in relaxation {
            if limit == LimitId::RiskFree {
                risk_free = Some(value);
            } else {
                constraints = constraints.with(limit, value);
            }
        }
        (constraints, risk_free)
    }

    /// Whether the problem itself has an accurate answer under bent limits that are relaxed; others
    /// are no harder to solve for being tight.
    fn is_solved_with(&self, relaxation: &Relaxation) -> bool {
        let (constraints, risk_free) = self.relaxed(relaxation);
        let objective = match risk_free {
            Some(risk_free) => Objective::MaxSharpe { risk_free },
            None => self.problem.objective(),
        };
        let relaxed = self
            .problem
            .with_objective(objective)
            .and_then(|problem| problem.with_constraints(constraints));
        let solved = relaxed
            .ok()
            .and_then(|relaxed| bent_optimum(&relaxed, Method::Auto, Solution::ACCURATE));
        let is_spent_otherwise = relaxation.iter().any(|change| change.0 == LimitId::Budget);
        solved.is_some_and(|weights| self.is_kept_by(relaxation, &weights))
            && (!is_spent_otherwise || self.is_repaired_by(relaxation))
    }

    /// Whether `weights` keep everything after `relaxation`.
    fn is_kept_by(&self, relaxation: &Relaxation, weights: &DVector<f64>) -> bool {
        let (constraints, risk_free) = self.relaxed(relaxation);
        let moments = self.problem.moments();
        constraints.budget > 0.0 && keeps(moments, &constraints, risk_free, true, weights)
    }

    fn is_repaired_by(&self, relaxation: &Relaxation) -> bool {
        let (constraints, risk_free) = self.relaxed(relaxation);
        if is_bent(&constraints) {
            return cones::has_portfolio(self.problem, constraints, risk_free);
        }
        constraints.budget > 0.0 && can_be_kept(self.mean, &constraints, risk_free, true).is_some()
    }

    fn value(&self, limit: LimitId) -> Option<f64> {
        match limit {
            LimitId::RiskFree => self.risk_free,
            other => self.constraints.value(other),
        }
    }
}

/// A portfolio that keeps everything, if there is one: the nearest to the origin.
fn can_be_kept(
    mean: &DVector<f64>,
    constraints: &Constraints,
    risk_free: Option<f64>,
    has_budget: bool,
) -> Option<DVector<f64>> {
    let n = mean.len();
    let identity = DMatrix::identity(n, n);
    let mut program = Program::on_weights(Some(&identity), DVector::zeros(n), mean, constraints);
    if !has_budget {
        program.row_lower[0] = f64::NEG_INFINITY;
        program.row_upper[0] = f64::INFINITY;
    }
    if let Some(risk_free) = risk_free {
        // The last row is the expected return.
        let last = program.rows() - 1;
        program.row_lower[last] = program.row_lower[last].max(risk_free + EXCESS);
    }
    match by_any(&program, &Factors::of_identity(n), &Sides::none(&program)) {
        Found::At {
            point, residual, ..
        } => (residual <= KEPT).then_some(point.x),
        Found::Infeasible | Found::Unbounded | Found::Nothing => None,
    }
}

/// Limits that have to change, with their new numbers, and a portfolio that keeps them then.
struct Changed {
    changes: Vec<(LimitId, f64)>,
    weights: DVector<f64>,
}

/// The limits with a column each for how far they give way, in shares of their number.
struct Elastic<'a> {
    model: &'a Model<'a>,
    /// The limits that give way, with the unit and the price of their column.
    columns: Vec<(LimitId, f64, f64)>,
}

impl<'a> Elastic<'a> {
    fn new(model: &'a Model<'a>, may_change: impl Fn(LimitId) -> bool) -> Self {
        let mut limits = model.named();
        for limit in [LimitId::MinWeight, LimitId::MaxWeight] {
            if !limits.contains(&limit) {
                limits.push(limit);
            }
        }
        // What is to be spent is given up only when nothing else may change.
        limits.retain(|&limit| limit != LimitId::Budget);
        if !limits.iter().any(|&limit| may_change(limit)) {
            limits.push(LimitId::Budget);
        }
        let named = model.named();
        let columns = limits
            .into_iter()
            .filter(|&limit| may_change(limit))
            .filter_map(|limit| {
                let value = model.value(limit).filter(|value| value.is_finite())?;
                let last = if named.contains(&limit) {
                    1.0
                } else {
                    LAST_RESORT
                };
                let price = last * model.weights.of(limit);
                Some((limit, value.abs().max(SMALLEST_UNIT), price))
            })
            .collect();
        Self { model, columns }
    }

    /// The limits that have to change.
    fn solve(&self) -> Option<Changed> {
        let (program, up_and_down) = self.program();
        let found = by_any(&program, &Factors::linear_only(), &Sides::none(&program));
        let Found::At {
            point, residual, ..
        } = found
        else {
            return None;
        };
        if residual > KEPT {
            return None;
        }
        let n = self.model.mean.len();
        let mut changes = Vec::new();
        for (position, &(limit, unit, _)) in self.columns.iter().enumerate() {
            let mut change = point.x[n + position];
            if limit == LimitId::Budget
                && let Some(down) = up_and_down
            {
                change -= point.x[down];
            }
            if change.abs() > NOTHING {
                let value = self.model.value(limit)?;
                let sign = if limit.is_upper() == Some(false) {
                    -1.0
                } else {
                    1.0
                };
                changes.push((limit, value + sign * unit * change));
            }
        }
        Some(Changed {
            changes,
            weights: point.x.rows(0, n).into_owned(),
        })
    }

    /// The linear program, and the column by which the budget goes down.
    fn program(&self) -> (Program<'static>, Option<usize>) {
        let Model {
            mean,
            constraints,
            risk_free,
            ..
        } = *self.model;
        let n = mean.len();
        let budget_column = self
            .columns
            .iter()
            .position(|column| column.0 == LimitId::Budget);
        let down = budget_column.map(|_| n + self.columns.len());
        let variables = n + self.columns.len() + usize::from(down.is_some());

        let mut rows: Vec<(DVector<f64>, f64, f64)> = Vec::new();
        let base = Program::on_weights(None, DVector::zeros(n), mean, constraints);

        let mut spend = DVector::zeros(variables);
        spend.rows_mut(0, n).fill(1.0);
        if let (Some(up), Some(down)) = (budget_column, down) {
            spend[n + up] = -constraints.budget;
            spend[down] = constraints.budget;
        }
        rows.push((spend, constraints.budget, constraints.budget));

        let mut push = |weights: DVector<f64>, limit: LimitId, value: f64| {
            if !value.is_finite() {
                return;
            }
            let is_upper = limit.is_upper() == Some(true);
            let mut normal = DVector::zeros(variables);
            normal.rows_mut(0, n).copy_from(&weights);
            if let Some(position) = self.columns.iter().position(|column| column.0 == limit) {
                let unit = self.columns[position].1;
                normal[n + position] = if is_upper { -unit } else { unit };
            }
            if is_upper {
                rows.push((normal, f64::NEG_INFINITY, value));
            } else {
                rows.push((normal, value, f64::INFINITY));
            }
        };
        for asset in 0..n {
            let unit = DVector::from_fn(n, |row, _| f64::from(u8::from(row == asset)));
            let low = match constraints.min_weight.by_asset.contains_key(&asset) {
                true => LimitId::MinWeightOf(asset),
                false => LimitId::MinWeight,
            };
            let high = match constraints.max_weight.by_asset.contains_key(&asset) {
                true => LimitId::MaxWeightOf(asset),
                false => LimitId::MaxWeight,
            };
            push(unit.clone(), low, base.lower[asset]);
            push(unit, high, base.upper[asset]);
        }
        for (index, row) in constraints.rows.iter().enumerate() {
            let normal = base.normals.column(index + 1).into_owned();
            if let Some(min) = row.min {
                push(normal.clone(), LimitId::RowMin(index), min);
            }
            if let Some(max) = row.max {
                push(normal, LimitId::RowMax(index), max);
            }
        }
        if let Some(target) = constraints.target_return {
            push(mean.clone(), LimitId::TargetReturn, target);
        }
        if let Some(risk_free) = risk_free {
            push(mean.clone(), LimitId::RiskFree, risk_free + EXCESS);
        }

        let mut linear = DVector::zeros(variables);
        let mut lower = DVector::from_element(variables, f64::NEG_INFINITY);
        for (position, &(_, _, price)) in self.columns.iter().enumerate() {
            linear[n + position] = price;
            lower[n + position] = 0.0;
        }
        if let Some(down) = down {
            linear[down] = 1.0;
            lower[down] = 0.0;
        }
        let normals: Vec<DVector<f64>> = rows.iter().map(|row| row.0.clone()).collect();
        let program = Program {
            quadratic: None,
            linear,
            lower,
            upper: DVector::from_element(variables, f64::INFINITY),
            normals: DMatrix::from_columns(&normals),
            row_lower: DVector::from_iterator(rows.len(), rows.iter().map(|row| row.1)),
            row_upper: DVector::from_iterator(rows.len(), rows.iter().map(|row| row.2)),
        };
        (program, down)
    }
}
