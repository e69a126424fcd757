//! What each binding limit of a problem on scenarios costs.
//!
//! At the optimum every curved function is replaced by its tangent there; the multipliers of the
//! resulting linear program are those of the problem, and a ratio is priced as the utility that has
//! the same optimum, `return − ratio · risk`, ÷ risk. Where several sets of multipliers fit (a
//! degenerate vertex, the rule with scenarios) the price is that of *relaxing* the limit: the
//! program is solved again with the limit a hair's breadth further out, cuts included.
//!
//! Range of risks with corners: the vertex moves on a straight line with the limit, until another
//! limit is met (ratio test) or the risk, which is convex along the line, exceeds what the present
//! cuts say (cuts at the end of the line until there is no news). Both ends are true for the problem
//! itself. Range of ratios and semivariances: the problem is solved again further and further out,
//! and by bisection to three digits of the number, as long as the same limits bind; by the fast
//! route alone, from the cuts or signs that are known, so what it cannot solve ends the range.
//! So is the range beside a limit of the tracking error; where that binds, none is looked for. What is
//! solved again is bounded for all prices together: then the number itself is the range, and what a
//! cap keeps an asset from is not told.
//!
//! Sources: Gal, *Postoptimal analyses, parametric programming and related topics* (1995); Gauvin
//! and Janin, *Directional behaviour of optimal solutions in nonlinear mathematical programming*,
//! Mathematics of Operations Research 13 (1988), for one-sided prices. Complexity: a few pivots and
//! cuts per binding limit; where it is solved again, some twenty warm solves.

mod again;
mod binding;
mod range;

use std::collections::BTreeSet;

use domain::PERIODS_PER_YEAR;

use again::Again;
use binding::{all_at, binding};
use range::{ends_of_the_line, where_the_same_bind};

use super::cutting_planes::{CuttingPlanes, Ended};
use super::model::{Model, Variant};
use super::outcome::{ScenarioOutcome, ScenarioSolution};
use super::problem::{ScenarioMeasure, ScenarioObjective, ScenarioProblem};
use super::risk::Tangent;
use super::simplex::Moving;
use super::smooth::prices_the_square;
use super::solve::{needs_of, solve_scenario};
use crate::explain::LimitPrice;
use crate::limits::LimitId;
use crate::progress::tell;

/// How far a limit is moved for its one-sided price, as a share of the size of the model.
const HAIR: f64 = 1e-7;
/// Basis points of a change of 0.01.
const BASIS_POINTS_PER_PERCENT: f64 = 0.01 * 1e4;

/// The price of every binding limit of `solution`, which must be a solution of `problem`.
///
/// The price is in ten-thousandths of the objective per 0.01 of the limit's number: of annual return
/// for [`ScenarioObjective::MaxReturn`], else of [`ScenarioSolution::objective`] as it is, per
/// period. It is that of relaxing the limit (of raising the budget, or of lowering it where it cannot
/// be raised). `valid_from … valid_to` is where it holds: exactly for linear objectives of risks with
/// corners; for ratios and semivariances the interval in which the same limits bind, as far as
/// solving again has verified; under a binding tracking error the number itself. A tracking error of
/// 0 has no price, and where the touching program cannot be solved there is none at all.
///
/// One entry for each limit that [`crate::explain`] would list, and for `turnover`,
/// `gross_exposure`, `tracking_error` and `max_risk` where they bind, ordered by [`LimitId`].
///
/// Complexity: a few pivots and cuts per limit; for ratios and semivariances some twenty warm solves
/// per limit, ends to three digits of the number; one for each capped asset. Source: Gal (1995), and
/// Gauvin and Janin (1988) for one-sided prices, see the module.
pub fn explain_scenario(problem: &ScenarioProblem, solution: &ScenarioSolution) -> Vec<LimitPrice> {
    let Some(mut place) = Place::of(problem, solution) else {
        return Vec::new();
    };
    let all = all_at(problem, solution);
    binding(problem, solution)
        .into_iter()
        .filter_map(|limit| place.price(limit, &all))
        .collect()
}

/// A solution with the linear program that touches the problem there.
struct Place<'p> {
    problem: &'p ScenarioProblem,
    planes: CuttingPlanes<'p>,
    /// The row that touches the distance from the benchmark.
    distance_row: Option<usize>,
    /// Change of the objective per unit of the linear program's.
    unit: f64,
    /// Whether the vertex moves on a straight line.
    has_corners: bool,
    again: Again<'p>,
}

impl<'p> Place<'p> {
    fn of(problem: &'p ScenarioProblem, solution: &ScenarioSolution) -> Option<Self> {
        let root = solution.risk.max(0.0).sqrt();
        let is_root = problem.measure == ScenarioMeasure::Semivariance;
        let size = if is_root { root } else { solution.risk };
        let (objective, per) = match problem.objective {
            // The price of the square that pulls as hard as the ratio pulls on the root.
            ScenarioObjective::MaxRatio { .. } if is_root => (
                ScenarioObjective::MaxUtility {
                    risk_aversion: solution.objective / (2.0 * root),
                },
                1.0 / size,
            ),
            ScenarioObjective::MaxRatio { .. } => (
                ScenarioObjective::MaxUtility {
                    risk_aversion: solution.objective,
                },
                1.0 / size,
            ),
            ScenarioObjective::MaxReturn => (problem.objective, PERIODS_PER_YEAR),
            ScenarioObjective::MinRisk if is_root => (problem.objective, 2.0 * root),
            other => (other, 1.0),
        };
        if !per.is_finite() {
            return None;
        }
        let priced = problem.aimed_at(objective);
        let variant = Variant {
            keeps_all_bounds: true,
            ..Variant::default()
        };
        let (needs, mut risk) = needs_of(problem);
        let mut model = Model::varied(&priced, &needs, &variant);
        let vertex = model.vertex_of(&solution.weights, &[]);
        if prices_the_square(&priced) {
            model.cost[model.risk] *= 2.0 * root / (model.budget * model.risk_unit);
        }
        let unit = per * model.unit();
        let is_curved = risk.is_smooth();
        if is_curved {
            risk = Box::new(Tangent::at(&mut *risk, &vertex[..model.position]));
        }
        let touch = model.distance.as_ref();
        let touch = touch.and_then(|distance| distance.touch(&vertex, None));
        // Its cone may be met on the way; solving again sees that.
        let has_cone = model.distance.is_some();
        let mut planes = CuttingPlanes::new(model, risk);
        let distance_row = touch.map(|touch| planes.add_touch(&touch));
        if !matches!(planes.solve(&mut tell), Ended::At { .. }) {
            return None;
        }
        let is_ratio = matches!(problem.objective, ScenarioObjective::MaxRatio { .. });
        Some(Self {
            problem,
            planes,
            distance_row,
            unit,
            has_corners: !is_curved && !is_ratio && !has_cone,
            again: Again::of(problem, solution),
        })
    }

    fn price(&mut self, limit: LimitId, all: &BTreeSet<LimitId>) -> Option<LimitPrice> {
        let value = self.problem.constraints().value(limit)?;
        let moving = binding::moving(self.problem, &self.planes.model, limit, self.distance_row);
        let fastest = moving.iter().fold(0.0, |a: f64, b| a.max(b.rate.abs()));
        if moving.is_empty() || !(fastest > 0.0 && fastest.is_finite()) {
            return None;
        }
        let hair = HAIR / fastest;
        let out = if limit.is_upper() == Some(false) {
            -1.0
        } else {
            1.0
        };
        let sides: &[f64] = if limit.is_upper().is_none() {
            &[1.0, -1.0]
        } else {
            &[out]
        };
        let mut found = None;
        for &side in sides {
            found = self.one_sided(&moving, side, hair);
            if found.is_some() {
                break;
            }
        }
        let (rate, range) = found?;
        let (valid_from, valid_to) = match range {
            Some((below, above)) => (value - below, value + above),
            // Too dear to solve again and again: only the number itself is verified.
            None if all.contains(&LimitId::TrackingError) => (value, value),
            None => where_the_same_bind(&mut self.again, self.problem, limit, value, all),
        };
        Some(LimitPrice {
            limit,
            value,
            price_bp_per_percent: rate * self.unit * BASIS_POINTS_PER_PERCENT,
            valid_from,
            valid_to,
            helps_until: self.helps_until(limit),
        })
    }

    /// The rate on one side of a limit, and how far it holds below and above.
    fn one_sided(
        &mut self,
        moving: &[Moving],
        side: f64,
        hair: f64,
    ) -> Option<(f64, Option<(f64, f64)>)> {
        let limits = self.planes.limits_of(moving);
        self.planes.shift(moving, side * hair);
        let found = match self.planes.solve(&mut tell) {
            Ended::At { .. } => {
                let rate = self.planes.price_of(moving);
                let range = self.has_corners.then(|| {
                    let (back, on) = ends_of_the_line(&mut self.planes, moving, side);
                    // The line begins a hair away from the limit's number.
                    let back = if back <= hair * 1.01 {
                        0.0
                    } else {
                        back - hair
                    };
                    if side > 0.0 {
                        (back, on + hair)
                    } else {
                        (on + hair, back)
                    }
                });
                Some((rate, range))
            }
            _ => None,
        };
        self.planes.put_back(moving, &limits);
        found
    }

    /// The weight of a capped asset without its own cap.
    fn helps_until(&mut self, limit: LimitId) -> Option<f64> {
        let LimitId::MaxWeightOf(asset) = limit else {
            return None;
        };
        let constraints = self.problem.constraints().clone();
        let constraints = constraints.with(limit, f64::INFINITY);
        let freed = self.problem.with_constraints(constraints).ok()?;
        if let Some(solution) = self.again.solution(&freed) {
            return Some(solution.weights[asset]);
        }
        if !self.again.has_time() {
            return None;
        }
        match solve_scenario(&freed) {
            ScenarioOutcome::Unbounded(_) => Some(f64::INFINITY),
            outcome => outcome.solution().map(|solution| solution.weights[asset]),
        }
    }
}
