//! What earlier tests of feasibility have shown: portfolios that keep many limits, and limits that
//! contradict each other by themselves. Most of the later tests are answered by them.

use std::cell::RefCell;
use std::collections::BTreeSet;

use nalgebra::DVector;

use super::EXCESS;
use crate::broken::exposure;
use crate::estimate::Moments;
use crate::limits::{Constraints, LimitId};

/// A limit counts as kept when it is missed by less than this share.
const KEPT: f64 = 1e-9;

/// See the module.
#[derive(Default)]
pub(super) struct Known {
    portfolios: RefCell<Vec<DVector<f64>>>,
    contradictions: RefCell<Vec<BTreeSet<LimitId>>>,
    /// Limits that the solver's prices blame; nobody has tested them yet.
    suspects: RefCell<Option<BTreeSet<LimitId>>>,
}

impl Known {
    /// Whether a portfolio that was found earlier keeps these limits.
    pub(super) fn is_kept(&self, keeps: impl Fn(&DVector<f64>) -> bool) -> bool {
        self.portfolios.borrow().iter().any(keeps)
    }

    /// Whether some of these limits are known to contradict each other.
    pub(super) fn contradicts(&self, limits: &BTreeSet<LimitId>) -> bool {
        let contradictions = self.contradictions.borrow();
        contradictions.iter().any(|known| known.is_subset(limits))
    }

    pub(super) fn note_portfolio(&self, weights: DVector<f64>) {
        self.portfolios.borrow_mut().push(weights);
    }

    pub(super) fn note_contradiction(&self, limits: &BTreeSet<LimitId>) {
        self.contradictions.borrow_mut().push(limits.clone());
    }

    pub(super) fn suspect(&self, limits: BTreeSet<LimitId>) {
        *self.suspects.borrow_mut() = Some(limits);
    }

    /// Those that were blamed since the last question.
    pub(super) fn suspects(&self) -> Option<BTreeSet<LimitId>> {
        self.suspects.borrow_mut().take()
    }
}

/// Whether `weights` keep everything; a ratio also needs a return above `risk_free`.
///
/// Complexity `O(n · rows + n²)`, the square where a quadratic limit is set.
pub(super) fn keeps(
    moments: &Moments,
    constraints: &Constraints,
    risk_free: Option<f64>,
    has_budget: bool,
    weights: &DVector<f64>,
) -> bool {
    let at_most = |value: f64, limit: f64| value <= limit + KEPT * (1.0 + limit.abs().min(1.0));
    let at_least = |value: f64, limit: f64| at_most(-value, -limit);
    let (min, max) = (&constraints.min_weight, &constraints.max_weight);
    let mut each = weights.iter().enumerate();
    let net_return = || {
        let costs = constraints.costs.as_ref();
        let costs = costs.map_or(0.0, |costs| costs.rate * (weights - &costs.from).lp_norm(1));
        moments.expected_return(weights) - costs
    };
    let least = [
        constraints.target_return,
        risk_free.map(|rate| rate + EXCESS),
    ];
    (!has_budget || (weights.sum() - constraints.budget).abs() <= KEPT)
        && each.all(|(asset, &weight)| {
            at_least(weight, min.of(asset)) && at_most(weight, max.of(asset))
        })
        && constraints.rows.iter().all(|row| {
            let value = exposure(row, weights);
            row.min.is_none_or(|min| at_least(value, min))
                && row.max.is_none_or(|max| at_most(value, max))
        })
        && least
            .iter()
            .flatten()
            .all(|&least| at_least(net_return(), least))
        && constraints
            .turnover
            .as_ref()
            .is_none_or(|limit| at_most(0.5 * (weights - &limit.from).lp_norm(1), limit.max))
        && constraints
            .gross_exposure
            .is_none_or(|limit| at_most(weights.lp_norm(1), limit))
        && constraints.tracking_error.as_ref().is_none_or(|limit| {
            at_most(moments.volatility(&(weights - &limit.benchmark)), limit.max)
        })
        && constraints
            .max_risk
            .is_none_or(|limit| at_most(moments.volatility(weights), limit))
}
