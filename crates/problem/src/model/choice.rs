//! From limits that are no intervals to those of the optimizer.

use std::collections::BTreeSet;

use nalgebra::DVector;
use optimizer::Choice;

use crate::{
    Cardinality, Document, PositionGroup, ProblemError, ProblemErrors, Shares, data::Source,
    estimates::Absent,
};

use super::Assets;

/// The choice on top of the convex problem; nothing where every weight within the limits is
/// possible.
pub(super) fn read(
    document: &Document,
    source: &Source,
    assets: &mut Assets<'_>,
) -> Result<Option<Choice>, ProblemErrors> {
    let limits = &document.constraints;
    // Fees are spread over the same years as the other costs.
    let horizon = limits.costs.as_ref().and_then(|costs| costs.horizon_years);
    let fee_years = horizon.unwrap_or(1.0);
    let fixed_costs = limits.costs.as_ref().filter(|costs| costs.fixed.is_some());
    let choice = Choice {
        positions: limits
            .cardinality
            .as_ref()
            .map_or_else(optimizer::Positions::default, |given| {
                positions(given, assets)
            }),
        fixed_costs: fixed_costs.map(|costs| optimizer::FixedCosts {
            from: assets.vector("constraints.costs.from", &costs.from, Absent::Zero),
            rate: costs.fixed_rate(),
        }),
        shares: match &limits.shares {
            Some(given) => Some(shares(given, fee_years, source, assets)?),
            None => None,
        },
    };
    Ok(document.is_discrete().then_some(choice))
}

fn positions(given: &Cardinality, assets: &mut Assets<'_>) -> optimizer::Positions {
    let groups = given.groups.iter().enumerate();
    optimizer::Positions {
        at_least: given.exactly.or(given.min),
        at_most: given.exactly.or(given.max),
        smallest: given.min_position.unwrap_or_default(),
        largest: given.max_position,
        groups: groups.map(|(i, group)| members(i, group, assets)).collect(),
    }
}

fn members(i: usize, group: &PositionGroup, assets: &mut Assets<'_>) -> optimizer::PositionGroup {
    let at = format!("constraints.cardinality.groups[{i}].assets");
    let mut members = BTreeSet::new();
    for (j, name) in group.assets.iter().enumerate() {
        let path = || format!("{at}[{j}]");
        if let Some(asset) = assets.find(path, name)
            && !members.insert(asset)
        {
            assets.refuse(path(), &format!("{name} comes twice"));
        }
    }
    if group.assets.is_empty() {
        assets.refuse(at, "names no asset");
    }
    optimizer::PositionGroup {
        name: group.name.clone(),
        assets: members,
        at_most: group.max,
    }
}

fn shares(
    given: &Shares,
    fee_years: f64,
    source: &Source,
    assets: &mut Assets<'_>,
) -> Result<optimizer::Shares, ProblemErrors> {
    const PATH: &str = "constraints.shares.prices";
    let prices: DVector<f64> = match (&given.prices, source.last_prices()) {
        (Some(prices), _) => assets.vector(PATH, prices, Absent::Refused),
        (None, Some(last)) => last.clone(),
        (None, None) => {
            let message = "is missing: the data have no prices";
            return Err(ProblemError::new(PATH, message).into());
        }
    };
    Ok(optimizer::Shares {
        amount: given.amount,
        prices,
        fee: given.fee.unwrap_or_default(),
        min_trade: given.min_trade.unwrap_or_default(),
        lot: given.lot.unwrap_or(1),
        max_cash: given.max_cash,
        fee_years,
    })
}
