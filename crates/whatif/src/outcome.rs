//! From a wish to a problem, and from its solution to what came of it.

use contract::{
    Result,
    what_if::{Conflict, Figures, Goal, Limit, LimitPrice, Patch},
};
use nalgebra::DVector;
use optimizer::{Bounds, Constraints, LimitId, Moments, Objective, Problem, Relaxation};

use crate::session::internal;

/// The problem that all wishes about these moments are made from.
pub(crate) fn base(moments: Moments) -> Result<Problem> {
    Problem::new(moments, Objective::MinVariance, Constraints::default()).map_err(malformed)
}

/// What is optimised; `None` where nothing is.
pub(crate) const fn objective(goal: Goal) -> Option<Objective> {
    match goal {
        Goal::MinRisk | Goal::TargetReturn { .. } => Some(Objective::MinVariance),
        Goal::MaxSharpe => Some(Objective::MaxSharpe { risk_free: 0.0 }),
        Goal::MaxUtility { risk_aversion } => Some(Objective::MaxUtility { risk_aversion }),
        Goal::EqualWeight => None,
    }
}

/// Long only, fully invested, nothing above the cap.
pub(crate) fn capped(base: &Problem, cap: f64) -> Result<Problem> {
    let constraints = Constraints {
        max_weight: Bounds::all(cap),
        ..Constraints::default()
    };
    base.with_constraints(constraints).map_err(malformed)
}

/// The wish as a problem; `None` where nothing is optimised.
pub(crate) fn problem(base: &Problem, patch: &Patch) -> Result<Option<Problem>> {
    let Some(objective) = objective(patch.goal) else {
        return Ok(None);
    };
    let target_return = match patch.goal {
        Goal::TargetReturn { annual } => Some(annual),
        _ => None,
    };
    let constraints = Constraints {
        max_weight: Bounds::all(patch.cap),
        target_return,
        ..Constraints::default()
    };
    let problem = base.with_objective(objective).map_err(malformed)?;
    problem
        .with_constraints(constraints)
        .map_err(malformed)
        .map(Some)
}

/// Figures of weights under the estimates.
pub(crate) fn figures(moments: &Moments, weights: &DVector<f64>) -> Figures {
    let annual_return = moments.expected_return(weights);
    let volatility = moments.volatility(weights);
    Figures {
        annual_return,
        volatility,
        sharpe: (volatility > 0.0).then(|| annual_return / volatility),
        effective_holdings: 1.0 / weights.norm_squared(),
    }
}

/// The limits that a person can move, dearest first.
pub(crate) fn limits(prices: Vec<optimizer::LimitPrice>, symbols: &[String]) -> Vec<LimitPrice> {
    let finite = |value: f64| value.is_finite().then_some(value);
    let mut limits: Vec<LimitPrice> = prices
        .into_iter()
        .filter_map(|price| {
            let limit = match price.limit {
                LimitId::MaxWeight => Limit::SharedCap,
                LimitId::MaxWeightOf(asset) => Limit::Cap {
                    symbol: symbols.get(asset)?.clone(),
                },
                LimitId::TargetReturn => Limit::TargetReturn,
                _ => return None,
            };
            Some(LimitPrice {
                limit,
                value: price.value,
                bp_per_percent: price.price_bp_per_percent,
                valid_from: finite(price.valid_from),
                valid_to: finite(price.valid_to),
                helps_until: price.helps_until.and_then(finite),
            })
        })
        .collect();
    limits.sort_by(|a, b| b.bp_per_percent.abs().total_cmp(&a.bp_per_percent.abs()));
    limits
}

/// The contradiction in the names that people see.
pub(crate) fn conflict(
    conflict: &optimizer::Conflict,
    problem: &Problem,
    symbols: &[String],
) -> Conflict {
    let name = |limit: LimitId| limit.name(symbols, problem.constraints());
    let named = |changes: &Relaxation| -> Vec<(String, f64)> {
        changes
            .iter()
            .map(|&(limit, value)| (name(limit), value))
            .collect()
    };
    Conflict {
        constraints: conflict.limits.iter().map(|&limit| name(limit)).collect(),
        relaxation: named(&conflict.relaxation),
        alternatives: conflict.alternatives.iter().map(named).collect(),
    }
}

fn malformed(_: optimizer::ProblemError) -> contract::AppError {
    internal("whatif: a checked wish is not a problem")
}
