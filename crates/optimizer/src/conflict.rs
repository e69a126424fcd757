//! Why limits contradict each other, and the smallest change that makes peace.
//!
//! The conflict is found by a deletion filter: every named limit is left out in turn, and stays
//! out if the rest is still infeasible. The budget of 1 and bounds no tighter than their defaults
//! belong to the model and are not named; other budgets and bounds are. A limit that is left out
//! falls back to the default where it is tighter than the default, and is absent otherwise.
//!
//! The relaxation is the elastic program of Chinneck, *Feasibility and infeasibility in
//! optimization* (2008): every limit may give way, at a price of 1 per share of its number.
//! Turnover, gross exposure, costs, tracking error and risk make it a cone program, which is
//! Clarabel's: `conflict::cones`.

mod cones;

use std::collections::BTreeSet;

use nalgebra::{DMatrix, DVector};

use crate::limits::{Bounds, Constraints, LimitId};
use crate::outcome::{Conflict, Relaxation, Solution};
use crate::problem::{Objective, Problem};
use crate::progress::is_stopped;
use crate::solve::{Factors, Found, Method, Program, Sides, by_any, is_bent, solves};

/// Annual excess return that a maximum-Sharpe objective needs of some portfolio.
const EXCESS: f64 = 1e-6;
/// Limits count as kept up to this KKT residual of the nearest-point problem.
const KEPT: f64 = 1e-8;
/// Relative relaxations are measured against at least this number.
const SMALLEST_UNIT: f64 = 0.01;
/// What relaxing a bound that was left at its default costs: a last resort.
const LAST_RESORT: f64 = 1e3;
/// Relaxed limits are rounded outwards to this many decimals' unit.
const DECIMALS: f64 = 1e10;
/// How much further than rounding relaxed limits go, one after the other.
const NUDGES: [f64; 7] = [0.0, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4];
/// A relaxation smaller than this share is rounding.
const NOTHING: f64 = 1e-9;

/// Why `problem` is infeasible; no limits if it is feasible after all.
pub(crate) fn explain_conflict(problem: &Problem) -> Conflict {
    let model = Model::of(problem);
    let limits = model.irreducible();
    if limits.is_empty() {
        return Conflict::default();
    }
    let relaxation = model.smallest_relaxation(|_| true).unwrap_or_default();
    let mut alternatives = Vec::new();
    for limit in limits.iter().copied().chain([LimitId::Budget]) {
        if is_stopped() {
            return Conflict::default();
        }
        let only = |other: LimitId| other == limit;
        if let Some(found) = model.smallest_relaxation(only)
            && found.len() == 1
            && found != relaxation
            && !alternatives.contains(&found)
        {
            alternatives.push(found);
        }
    }
    Conflict {
        limits,
        relaxation,
        alternatives,
    }
}

struct Model<'a> {
    problem: &'a Problem,
    mean: &'a DVector<f64>,
    constraints: &'a Constraints,
    risk_free: Option<f64>,
}

impl<'a> Model<'a> {
    fn of(problem: &'a Problem) -> Self {
        let risk_free = match problem.objective() {
            Objective::MaxSharpe { risk_free } => Some(risk_free),
            _ => None,
        };
        Self {
            problem,
            mean: problem.moments().mean(),
            constraints: problem.constraints(),
            risk_free,
        }
    }

    /// The limits that may be named, the likeliest culprits last.
    fn named(&self) -> Vec<LimitId> {
        let constraints = self.constraints;
        let mut named = Vec::new();
        let (min, max) = (&constraints.min_weight, &constraints.max_weight);
        if constraints.budget != Constraints::DEFAULT_BUDGET {
            named.push(LimitId::Budget);
        }
        for (&asset, value) in &min.by_asset {
            if value.is_finite() && *value != Constraints::DEFAULT_MIN_WEIGHT {
                named.push(LimitId::MinWeightOf(asset));
            }
        }
        for (&asset, value) in &max.by_asset {
            if value.is_finite() && *value != Constraints::DEFAULT_MAX_WEIGHT {
                named.push(LimitId::MaxWeightOf(asset));
            }
        }
        if min.default.is_finite() && min.default != Constraints::DEFAULT_MIN_WEIGHT {
            named.push(LimitId::MinWeight);
        }
        if max.default.is_finite() && max.default != Constraints::DEFAULT_MAX_WEIGHT {
            named.push(LimitId::MaxWeight);
        }
        for (index, row) in constraints.rows.iter().enumerate() {
            if row.min.is_some() {
                named.push(LimitId::RowMin(index));
            }
            if row.max.is_some() {
                named.push(LimitId::RowMax(index));
            }
        }
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

    /// The deletion filter.
    fn irreducible(&self) -> Vec<LimitId> {
        let named = self.named();
        let mut kept: BTreeSet<LimitId> = named.iter().copied().collect();
        if self.is_feasible(&kept) {
            return Vec::new();
        }
        for limit in named {
            if is_stopped() {
                return Vec::new();
            }
            kept.remove(&limit);
            if self.is_feasible(&kept) {
                kept.insert(limit);
            }
        }
        kept.into_iter().collect()
    }

    /// Whether some portfolio keeps the named limits in `kept` and all that have no name.
    fn is_feasible(&self, kept: &BTreeSet<LimitId>) -> bool {
        let constraints = self.constraints;
        let keeps = |limit: LimitId| kept.contains(&limit);
        let has_name: BTreeSet<LimitId> = self.named().into_iter().collect();
        let stays = |limit: LimitId| keeps(limit) || !has_name.contains(&limit);

        let mut reduced = constraints.clone();
        reduced.min_weight = without(
            &constraints.min_weight,
            (Constraints::DEFAULT_MIN_WEIGHT, f64::NEG_INFINITY),
            |value, other| value > other,
            stays(LimitId::MinWeight),
            |asset| stays(LimitId::MinWeightOf(asset)),
        );
        reduced.max_weight = without(
            &constraints.max_weight,
            (Constraints::DEFAULT_MAX_WEIGHT, f64::INFINITY),
            |value, other| value < other,
            stays(LimitId::MaxWeight),
            |asset| stays(LimitId::MaxWeightOf(asset)),
        );
        for (index, row) in reduced.rows.iter_mut().enumerate() {
            row.min = row.min.filter(|_| keeps(LimitId::RowMin(index)));
            row.max = row.max.filter(|_| keeps(LimitId::RowMax(index)));
        }
        if !keeps(LimitId::TargetReturn) {
            reduced.target_return = None;
        }
        reduced.turnover = reduced.turnover.filter(|_| keeps(LimitId::Turnover));
        reduced.gross_exposure = reduced
            .gross_exposure
            .filter(|_| keeps(LimitId::GrossExposure));
        reduced.tracking_error = reduced
            .tracking_error
            .filter(|_| keeps(LimitId::TrackingError));
        reduced.max_risk = reduced.max_risk.filter(|_| keeps(LimitId::MaxRisk));
        let risk_free = self.risk_free.filter(|_| keeps(LimitId::RiskFree));
        let has_budget = stays(LimitId::Budget);
        if reduced.target_return.is_none() && risk_free.is_none() {
            reduced.costs = None;
        }
        if is_bent(&reduced) {
            return cones::can_be_kept(self.problem.moments(), &reduced, risk_free, has_budget);
        }
        can_be_kept(self.mean, &reduced, risk_free, has_budget)
    }

    /// The cheapest changes of limits that `may_change` which make the whole model feasible,
    /// checked; `None` if there are none.
    fn smallest_relaxation(&self, may_change: impl Fn(LimitId) -> bool) -> Option<Relaxation> {
        let elastic = Elastic::new(self, may_change);
        let changes = match is_bent(self.constraints) {
            true => cones::smallest_changes(self, &elastic.columns)?,
            false => elastic.solve()?,
        };
        // Rounding outwards is enough almost always; a nudge where it is not, or where the feasible
        // set is so thin that no solver proves an optimum in it.
        let mut kept = None;
        for nudge in NUDGES {
            let relaxation = self.round(&changes, nudge);
            if !self.is_repaired_by(&relaxation) {
                continue;
            }
            if self.is_solved_with(&relaxation) {
                return Some(relaxation);
            }
            kept = kept.or(Some(relaxation));
        }
        kept
    }

    fn round(&self, changes: &[(LimitId, f64)], nudge: f64) -> Relaxation {
        changes
            .iter()
            .map(|&(limit, value)| {
                let rounded = match limit.is_upper() {
                    Some(true) => ((value + nudge) * DECIMALS - 0.01).ceil() / DECIMALS,
                    Some(false) => ((value - nudge) * DECIMALS + 0.01).floor() / DECIMALS,
                    None => (value * DECIMALS).round() / DECIMALS,
                };
                (limit, rounded)
            })
            .collect()
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
        if !is_bent(&constraints) {
            return true;
        }
        let objective = match risk_free {
            Some(risk_free) => Objective::MaxSharpe { risk_free },
            None => self.problem.objective(),
        };
        let relaxed = self
            .problem
            .with_objective(objective)
            .and_then(|problem| problem.with_constraints(constraints));
        relaxed.is_ok_and(|relaxed| solves(&relaxed, Method::Auto, Solution::ACCURATE))
    }

    fn is_repaired_by(&self, relaxation: &Relaxation) -> bool {
        let (constraints, risk_free) = self.relaxed(relaxation);
        if is_bent(&constraints) {
            return cones::has_portfolio(self.problem, constraints, risk_free);
        }
        constraints.budget > 0.0 && can_be_kept(self.mean, &constraints, risk_free, true)
    }

    fn value(&self, limit: LimitId) -> Option<f64> {
        match limit {
            LimitId::RiskFree => self.risk_free,
            other => self.constraints.value(other),
        }
    }
}

/// Bounds with some of them left out.
fn without(
    bounds: &Bounds,
    (usual, absent): (f64, f64),
    is_tighter: impl Fn(f64, f64) -> bool,
    keeps_default: bool,
    keeps: impl Fn(usize) -> bool,
) -> Bounds {
    let fall_back = |value: f64, to: f64| if is_tighter(value, to) { to } else { absent };
    let default = if keeps_default {
        bounds.default
    } else {
        fall_back(bounds.default, usual)
    };
    let by_asset = bounds
        .by_asset
        .iter()
        .map(|(&asset, &value)| {
            let bound = if keeps(asset) {
                value
            } else {
                fall_back(value, default)
            };
            (asset, bound)
        })
        .collect();
    Bounds { default, by_asset }
}

/// Whether some portfolio keeps everything: is there a point nearest to the origin?
fn can_be_kept(
    mean: &DVector<f64>,
    constraints: &Constraints,
    risk_free: Option<f64>,
    has_budget: bool,
) -> bool {
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
        Found::At { residual, .. } => residual <= KEPT,
        Found::Infeasible | Found::Unbounded | Found::Nothing => false,
    }
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
                let price = if named.contains(&limit) {
                    1.0
                } else {
                    LAST_RESORT
                };
                Some((limit, value.abs().max(SMALLEST_UNIT), price))
            })
            .collect();
        Self { model, columns }
    }

    /// The limits that have to change, with their new numbers.
    fn solve(&self) -> Option<Vec<(LimitId, f64)>> {
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
        Some(changes)
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
