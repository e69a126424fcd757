//! A discrete problem of whole shares in one form: rules, a goal and the limits of the weights.

use std::cell::RefCell;

use nalgebra::{DMatrix, DVector};

use crate::discrete::{Convex, DiscreteProblem, Shares};
use crate::estimate::sample_covariance;
use crate::limits::LimitId;

use super::curve::Curve;
use super::goal::{Goal, Kind};
use super::rules::Rules;

/// The smallest divisor of a quotient: a portfolio of nothing has no risk to speak of.
pub(super) const LEAST_DIVISOR: f64 = 1e-8;

/// `min ≤ coefficients'w ≤ max`.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) coefficients: Vec<f64>,
    pub(super) min: f64,
    pub(super) max: f64,
}

/// Everything about one problem.
pub(super) struct Model<'p> {
    pub(super) rules: Rules,
    pub(super) goal: RefCell<Goal<'p>>,
    pub(super) lines: Vec<Line>,
    /// Annual means and the least return after costs.
    pub(super) target: Option<(Vec<f64>, f64)>,
    /// What trading one unit of weight takes of the annual return.
    pub(super) rate: f64,
    /// The largest `Σ|w − from|`.
    pub(super) most_traded: f64,
    pub(super) most_gross: f64,
    /// Functions and the largest value of each.
    pub(super) caps: RefCell<Vec<(Curve<'p>, f64)>>,
}

impl<'p> Model<'p> {
    /// `None` where a weight has no limit, or a risk is not for whole shares.
    pub(super) fn of(problem: &'p DiscreteProblem, shares: &Shares) -> Option<Self> {
        let rules = Rules::of(problem, shares)?;
        let goal = Goal::of(&problem.convex, rules.order_return)?;
        let constraints = problem.convex.constraints();
        let n = rules.assets();
        let lines = constraints.rows.iter().map(|row| {
            let mut coefficients = vec![0.0; n];
            for (&asset, &coefficient) in &row.coefficients {
                coefficients[asset] = coefficient;
            }
            Line {
                coefficients,
                min: row.min.unwrap_or(f64::NEG_INFINITY),
                max: row.max.unwrap_or(f64::INFINITY),
            }
        });
        let turnover = constraints.turnover.as_ref();
        Some(Self {
            lines: lines.collect(),
            target: (constraints.target_return)
                .map(|target| (mean_of(&problem.convex).as_slice().to_vec(), target)),
            rate: constraints.costs.as_ref().map_or(0.0, |costs| costs.rate),
            most_traded: turnover.map_or(f64::INFINITY, |limit| 2.0 * limit.max),
            most_gross: constraints.gross_exposure.unwrap_or(f64::INFINITY),
            caps: RefCell::new(caps(&problem.convex)?),
            goal: RefCell::new(goal),
            rules,
        })
    }

    /// The smallest divisor that a portfolio needs, where it needs one.
    pub(super) fn least_divisor(&self) -> Option<f64> {
        let goal = self.goal.borrow();
        (goal.kind != Kind::Sum).then_some(LEAST_DIVISOR)
    }
}

fn mean_of(convex: &Convex) -> &DVector<f64> {
    match convex {
        Convex::Moments(problem) => problem.moments().mean(),
        Convex::Scenarios(problem) => problem.mean(),
        Convex::Weighted(problem) => problem.moments().mean(),
    }
}

/// The limits of risk and of the distance from a benchmark.
fn caps(convex: &Convex) -> Option<Vec<(Curve<'_>, f64)>> {
    let constraints = convex.constraints();
    let mut caps = Vec::new();
    if let Some(limit) = &constraints.tracking_error {
        let covariance = annual_covariance(convex)?;
        caps.push((Curve::Norm(covariance, limit.benchmark.clone()), limit.max));
    }
    if let Some(most) = constraints.value(LimitId::MaxRisk) {
        let curve = match convex {
            Convex::Scenarios(problem) => Curve::of(problem.measure(), problem.returns())?,
            _ => Curve::Norm(annual_covariance(convex)?, DVector::zeros(convex.assets())),
        };
        caps.push((curve, most));
    }
    Some(caps)
}

fn annual_covariance(convex: &Convex) -> Option<DMatrix<f64>> {
    Some(match convex {
        Convex::Moments(problem) => problem.moments().covariance().clone(),
        Convex::Weighted(problem) => problem.moments().covariance().clone(),
        Convex::Scenarios(problem) => match problem.given_covariance() {
            Some(covariance) => (**covariance).clone(),
            None => sample_covariance(problem.returns()).ok()?,
        },
    })
}
