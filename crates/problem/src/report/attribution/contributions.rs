//! What each holding added.

use risk::{RiskError, portfolio_gains, wealth};
use serde::{Deserialize, Serialize};

use crate::{OrderedMap, report::ground::Ground};

/// What each holding added to the return.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContributionsAnswer {
    /// The compounded return of the portfolio; the contributions add up to it.
    pub total_return: f64,
    /// Each asset with a weight.
    pub holdings: OrderedMap<HoldingContribution>,
}

/// What one holding added.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct HoldingContribution {
    /// Its weight at the start.
    pub weight: f64,
    /// Its own compounded return; none where that is beyond the range of numbers.
    pub total_return: Option<f64>,
    /// What it added to that of the portfolio.
    pub contribution: f64,
}

pub(super) const DEFINITIONS: &[(&str, &str)] = &[
    (
        "contributions.holdings",
        "weight as in the document, at the start; total_return Π (1 + r) − 1 of the asset itself",
    ),
    (
        "contribution",
        "Σ W_{t−1} × weight_t × return_t over all days, W wealth from 1 on, weight_t at the start of the day; adds \
     up to total_return; of what is bought and held it is weight × its own total_return; cash has none",
    ),
];

/// None, and told, where wealth cannot be compounded.
pub(crate) fn answer(ground: &Ground<'_>) -> Option<ContributionsAnswer> {
    ground.known("contributions", find(ground))
}

fn find(ground: &Ground<'_>) -> Result<ContributionsAnswer, RiskError> {
    let returns = ground.returns;
    let found = portfolio_gains(returns, ground.weights, ground.rebalance)?;
    let held = (0..ground.weights.len()).filter(|&i| ground.weights[i] != 0.0);
    let holdings = held.map(|i| {
        let own = wealth(returns.column(i)).ok();
        let holding = HoldingContribution {
            weight: ground.weights[i],
            total_return: own.and_then(|curve| Some(curve.last()? - 1.0)),
            contribution: found.holdings[i],
        };
        (returns.assets[i].to_string(), holding)
    });
    Ok(ContributionsAnswer {
        total_return: found.total,
        holdings: holdings.collect(),
    })
}
