//! The polyhedral half of a problem on scenarios, scaled, with the risk as one more variable.
//!
//! Variables are the position (weights ÷ budget, what the risk needs besides, what turnover, costs
//! and absolute weights need besides, what limits give way by), for a ratio the factor `κ` of the
//! homogenising transformation, and last the risk `τ` in units of `risk_unit`; for the semivariance
//! `τ` is its root.
//! For a ratio the weights are those of `κw`, the return above the risk-free rate is fixed at 1 and
//! the risk is minimised; the portfolio is the position ÷ κ (Charnes and Cooper, *Programming with
//! linear fractional functionals*, Naval Research Logistics Quarterly 9, 1962; Stoyanov, Rachev and
//! Fabozzi, *Optimal financial portfolios*, Applied Mathematical Finance 14, 2007).

mod aim;
mod distance;
mod folds;
mod limit;

use domain::PERIODS_PER_YEAR;
use nalgebra::DVector;

use aim::Meaning;
pub(crate) use distance::{Distance, Touch, covariance_of};
use folds::Folds;
pub(crate) use folds::total_change;
pub(crate) use limit::{Line, Named};

use super::problem::{ScenarioMeasure, ScenarioObjective, ScenarioProblem};
use crate::limits::{Constraints, LimitId};

/// `min cost'z` over the lines and bounds, with `τ` at least the risk.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) assets: usize,
    /// Weights and what is needed besides.
    pub(crate) position: usize,
    /// No smaller `cost'z` is possible, whatever a bound says.
    pub(crate) floor: f64,
    /// Where `κ` is.
    pub(crate) factor: Option<usize>,
    /// Where `τ` is: the last variable.
    pub(crate) risk: usize,
    pub(crate) cost: Vec<f64>,
    pub(crate) lower: Vec<f64>,
    pub(crate) upper: Vec<f64>,
    pub(crate) lines: Vec<Line>,
    /// Risk of a scaled position per unit of `τ`.
    pub(crate) risk_unit: f64,
    /// The line of the target return.
    pub(crate) target: Option<usize>,
    /// The limit on the distance from a benchmark, which is no line.
    pub(crate) distance: Option<Distance>,
    pub(crate) budget: f64,
    folds: Folds,
    /// Limits that give way, each with its column.
    elastic: Vec<(LimitId, usize)>,
    meaning: Meaning,
}

/// What a measure adds to the weights.
#[derive(Debug, Clone, Default)]
pub(crate) struct Needs {
    /// Variables besides the weights.
    pub(crate) extras: usize,
    /// What ties them to the weights.
    pub(crate) ties: Vec<Vec<(usize, f64)>>,
    /// Typical size of the risk.
    pub(crate) unit: f64,
}

/// How a model differs from that of its problem: what conflicts and prices need.
#[derive(Debug, Clone, Default)]
pub(crate) struct Variant {
    /// Bounds stay even where the budget implies them, and nothing is concluded from them.
    pub(crate) keeps_all_bounds: bool,
    pub(crate) lacks_budget: bool,
    /// An annual return that has to be exceeded.
    pub(crate) excess: Option<f64>,
    /// Limits that may give way, by how much per unit of their column, and at what price.
    pub(crate) elastic: Vec<(LimitId, f64, f64)>,
}

impl Model {
    pub(crate) fn new(problem: &ScenarioProblem, needs: &Needs) -> Self {
        Self::varied(problem, needs, &Variant::default())
    }

    pub(crate) fn varied(problem: &ScenarioProblem, needs: &Needs, variant: &Variant) -> Self {
        let constraints = problem.constraints();
        let (n, budget) = (problem.assets(), constraints.budget);
        let may_move = variant.keeps_all_bounds || !variant.elastic.is_empty();
        let folds = Folds::of(constraints, may_move, n, n + needs.extras);
        let first_elastic = n + needs.extras + folds.columns();
        let mut elastic = Vec::new();
        let mut position = first_elastic;
        for &(limit, ..) in &variant.elastic {
            elastic.push((limit, position));
            // The budget gives way in both directions.
            position += if limit == LimitId::Budget { 2 } else { 1 };
        }
        let is_ratio = matches!(problem.objective, ScenarioObjective::MaxRatio { .. });
        let factor = is_ratio.then_some(position);
        let risk = position + usize::from(is_ratio);

        let mut model = Self {
            assets: n,
            position,
            floor: f64::NEG_INFINITY,
            factor,
            risk,
            cost: vec![0.0; risk + 1],
            lower: vec![0.0; risk + 1],
            upper: vec![f64::INFINITY; risk + 1],
            lines: Vec::new(),
            risk_unit: needs.unit,
            target: None,
            distance: None,
            budget,
            folds,
            elastic,
            meaning: Meaning::Risk(budget * needs.unit),
        };
        model.lower[risk] = f64::NEG_INFINITY;
        model.bound_weights(constraints, variant);
        model.hold_rows(constraints, variant);
        model.hold_return(problem, variant);
        for tie in &needs.ties {
            model.lines.push(Line::tie(tie, risk + 1));
        }
        model.hold_folds(constraints, variant);
        model.hold_risk(problem, variant);
        model.hold_distance(problem, variant);
        if variant.elastic.is_empty() {
            model.aim(problem);
        } else {
            model.give_way_cheaply(variant);
        }
        model
    }

    /// Bounds of the weights; an upper bound that the budget implies is left out.
    fn bound_weights(&mut self, constraints: &Constraints, variant: &Variant) {
        let (n, budget) = (self.assets, self.budget);
        let (min, max) = (&constraints.min_weight, &constraints.max_weight);
        let least: f64 = (0..n).map(|asset| min.of(asset)).sum();
        for asset in 0..n {
            let (lower, mut upper) = (min.of(asset) / budget, max.of(asset) / budget);
            let is_implied = !variant.keeps_all_bounds
                && !variant.lacks_budget
                && variant.elastic.is_empty()
                && least.is_finite();
            if is_implied && upper >= 1.0 - (least / budget - lower) && upper > lower {
                upper = f64::INFINITY;
            }
            let (below, above) = (min_of(constraints, asset), max_of(constraints, asset));
            let gives_way = self.gives_way(below) || self.gives_way(above);
            if self.factor.is_none() && !gives_way {
                (self.lower[asset], self.upper[asset]) = (lower, upper);
                continue;
            }
            // Bounds of 0 stay bounds, the others move with the factor.
            let stays = |limit: f64| limit == 0.0 && !gives_way;
            let as_bound = |limit: f64, absent: f64| if stays(limit) { 0.0 } else { absent };
            self.lower[asset] = as_bound(lower, f64::NEG_INFINITY);
            self.upper[asset] = as_bound(upper, f64::INFINITY);
            let rest = |limit: f64, absent: f64| if stays(limit) { absent } else { limit };
            let mut normal = vec![0.0; n];
            normal[asset] = 1.0;
            let named = Named::new(Some(below), Some(above), 1.0 / budget);
            self.limit(
                &normal,
                rest(lower, f64::NEG_INFINITY),
                rest(upper, f64::INFINITY),
                named,
                variant,
            );
        }
    }

    fn hold_rows(&mut self, constraints: &Constraints, variant: &Variant) {
        let (n, budget) = (self.assets, self.budget);
        if !variant.lacks_budget {
            let named = Named::new(Some(LimitId::Budget), Some(LimitId::Budget), 1.0 / budget);
            self.limit(&vec![1.0; n], 1.0, 1.0, named, variant);
        }
        for (index, row) in constraints.rows.iter().enumerate() {
            let mut normal = vec![0.0; n];
            for (&asset, &coefficient) in &row.coefficients {
                normal[asset] = coefficient;
            }
            let (below, above) = (LimitId::RowMin(index), LimitId::RowMax(index));
            let named = Named::new(Some(below), Some(above), 1.0 / budget);
            let lower = row.min.map_or(f64::NEG_INFINITY, |min| min / budget);
            let upper = row.max.map_or(f64::INFINITY, |max| max / budget);
            self.limit(&normal, lower, upper, named, variant);
        }
    }

    /// The target of the return, which is there even when it is absent, so that one can be set.
    fn hold_return(&mut self, problem: &ScenarioProblem, variant: &Variant) {
        let (normal, lost) = self.net_return(problem);
        let target = problem.constraints().target_return;
        let floor = |number: f64| number / self.budget + lost;
        let rate = 1.0 / self.budget;
        let lower = target.map_or(f64::NEG_INFINITY, floor);
        let excess = variant.excess.map(floor);
        self.target = Some(self.lines.len());
        let named = Named::new(Some(LimitId::TargetReturn), None, rate).shifted(lost);
        self.limit(&normal, lower, f64::INFINITY, named, variant);
        if let Some(excess) = excess {
            let named = Named::new(Some(LimitId::RiskFree), None, rate);
            self.limit(&normal, excess, f64::INFINITY, named, variant);
        }
    }

    /// Coefficients of the annual return after costs, and what is lost whatever the position; of
    /// weights ÷ budget.
    fn net_return(&self, problem: &ScenarioProblem) -> (Vec<f64>, f64) {
        let mut normal = vec![0.0; self.position];
        normal[..self.assets].copy_from_slice(problem.mean().as_slice());
        let Some(costs) = &problem.constraints().costs else {
            return (normal, 0.0);
        };
        let (change, constant) = self.folds.change_from(&costs.from, self.position);
        for (entry, change) in normal.iter_mut().zip(&change) {
            *entry -= costs.rate * change;
        }
        (normal, costs.rate * constant)
    }

    fn hold_folds(&mut self, constraints: &Constraints, variant: &Variant) {
        for (asset, column, from) in self.folds.all() {
            let mut normal = vec![0.0; self.position];
            (normal[column], normal[asset]) = (1.0, -1.0);
            self.limit(&normal, -from, f64::INFINITY, Named::default(), variant);
        }
        let none = DVector::zeros(self.assets);
        let mut sums = Vec::new();
        if let Some(turnover) = &constraints.turnover {
            sums.push((LimitId::Turnover, &turnover.from, turnover.max, 2.0));
        }
        if let Some(gross) = constraints.gross_exposure {
            sums.push((LimitId::GrossExposure, &none, gross, 1.0));
        }
        for (limit, from, max, per_number) in sums {
            let (normal, constant) = self.folds.change_from(from, self.position);
            let upper = per_number * max / self.budget - constant;
            let named = Named::new(None, Some(limit), per_number / self.budget);
            self.limit(&normal, f64::NEG_INFINITY, upper, named, variant);
        }
    }

    fn hold_risk(&mut self, problem: &ScenarioProblem, variant: &Variant) {
        let Some(max_risk) = problem.max_risk() else {
            return;
        };
        let unit = self.budget * self.risk_unit;
        let is_root = problem.measure == ScenarioMeasure::Semivariance;
        let limit = if is_root { max_risk.sqrt() } else { max_risk } / unit;
        if self.factor.is_none() && !self.gives_way(LimitId::MaxRisk) {
            self.upper[self.risk] = limit;
            return;
        }
        let named = Named::new(None, Some(LimitId::MaxRisk), 1.0 / unit);
        let mut normal = vec![0.0; self.risk + 1];
        normal[self.risk] = 1.0;
        self.limit(&normal, f64::NEG_INFINITY, limit, named, variant);
    }

    fn hold_distance(&mut self, problem: &ScenarioProblem, variant: &Variant) {
        let Some(limit) = &problem.constraints().tracking_error else {
            return;
        };
        let column = self.column_of(LimitId::TrackingError);
        let give = variant
            .elastic
            .iter()
            .find(|elastic| elastic.0 == LimitId::TrackingError)
            .map(|elastic| elastic.1);
        let distance = Distance::new(problem, limit, column.zip(give));
        if distance.limit > 0.0 || column.is_some() {
            self.distance = Some(distance);
            return;
        }
        // No distance at all: `Σ(w − b) = 0`, which is linear.
        for (normal, right) in distance.stationary() {
            self.limit(&normal, right, right, Named::default(), variant);
        }
    }

    /// The column by which a limit gives way.
    fn column_of(&self, limit: LimitId) -> Option<usize> {
        let found = self.elastic.iter().find(|(other, _)| *other == limit);
        found.map(|&(_, column)| column)
    }

    fn gives_way(&self, limit: LimitId) -> bool {
        self.column_of(limit).is_some()
    }

    /// The limits that give way at `vertex`, with how many units each.
    pub(crate) fn given_way(&self, vertex: &[f64]) -> Vec<(LimitId, f64)> {
        let amount = |&(limit, column): &(LimitId, usize)| {
            let down = if limit == LimitId::Budget {
                vertex[column + 1]
            } else {
                0.0
            };
            (limit, vertex[column] - down)
        };
        self.elastic.iter().map(amount).collect()
    }

    /// Whether the risk neither costs anything nor is limited.
    pub(crate) fn ignores_risk(&self) -> bool {
        let tau = self.risk;
        self.cost[tau] == 0.0
            && self.upper[tau].is_infinite()
            && self.lines.iter().all(|line| line.coefficients[tau] == 0.0)
    }

    /// Whether some weight may be negative.
    pub(crate) fn may_be_short(problem: &ScenarioProblem) -> bool {
        let low = &problem.constraints().min_weight;
        (0..problem.assets()).any(|asset| low.of(asset) < 0.0)
    }

    /// The weights of a vertex in their own unit; `None` if the factor of a ratio is 0.
    pub(crate) fn weights(&self, vertex: &[f64]) -> Option<DVector<f64>> {
        let factor = self.factor.map_or(1.0, |factor| vertex[factor]);
        (factor > 1e-12)
            .then(|| DVector::from_fn(self.assets, |asset, _| vertex[asset] / factor * self.budget))
    }

    /// The vertex at some weights, with what the risk needs besides for weights that sum to 1.
    pub(crate) fn vertex_of(&self, weights: &DVector<f64>, extras: &[f64]) -> Vec<f64> {
        let mut vertex = vec![0.0; self.risk + 1];
        for (entry, weight) in vertex.iter_mut().zip(weights.iter()) {
            *entry = weight / self.budget;
        }
        vertex[self.assets..self.assets + extras.len()].copy_from_slice(extras);
        let Some(factor) = self.factor else {
            self.complete(&mut vertex);
            return vertex;
        };
        vertex[factor] = 1.0;
        self.complete(&mut vertex);
        // The last line of a ratio fixes its excess return at 1.
        let excess: f64 = self.lines.last().map_or(1.0, |line| {
            let terms = line.coefficients.iter().zip(&vertex);
            terms.map(|(a, b)| a * b).sum()
        });
        if excess > 0.0 {
            for entry in &mut vertex {
                *entry /= excess;
            }
        }
        vertex
    }

    /// Fills in what turnover and costs need besides the weights, as well as possible.
    pub(crate) fn complete(&self, vertex: &mut [f64]) {
        let factor = self.factor.map_or(1.0, |factor| vertex[factor]);
        for (asset, column, from) in self.folds.all() {
            vertex[column] = (vertex[asset] - factor * from).max(0.0);
        }
    }
}

/// The name of the lower bound of a weight.
pub(crate) fn min_of(constraints: &Constraints, asset: usize) -> LimitId {
    if constraints.min_weight.by_asset.contains_key(&asset) {
        LimitId::MinWeightOf(asset)
    } else {
        LimitId::MinWeight
    }
}

/// The name of the upper bound of a weight.
pub(crate) fn max_of(constraints: &Constraints, asset: usize) -> LimitId {
    if constraints.max_weight.by_asset.contains_key(&asset) {
        LimitId::MaxWeightOf(asset)
    } else {
        LimitId::MaxWeight
    }
}

/// Expected annual return after the costs of trading.
pub(crate) fn net_return(problem: &ScenarioProblem, weights: &DVector<f64>) -> f64 {
    let costs = problem.constraints().costs.as_ref();
    let lost = costs.map_or(0.0, |costs| costs.rate * total_change(weights, &costs.from));
    problem.mean().dot(weights) - lost
}

/// As [`net_return`], per period.
pub(crate) fn net_return_per_period(problem: &ScenarioProblem, weights: &DVector<f64>) -> f64 {
    net_return(problem, weights) / PERIODS_PER_YEAR
}
