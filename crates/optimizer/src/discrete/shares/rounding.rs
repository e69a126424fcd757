//! From weights that nobody can buy to weights next to them that can be bought.

use super::rules::Rules;
use super::standing::Standing;

/// How weights are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rounding {
    /// Towards no position.
    Down,
    /// To the nearest.
    Nearest,
    /// Towards no position, then up while the money lasts, the largest remainder first.
    LargestRemainder,
    /// To the nearest, then towards no position while there is too little money, what was rounded
    /// up most first.
    WithinBudget,
}

impl Rounding {
    pub(super) const ALL: [Self; 4] = [
        Self::LargestRemainder,
        Self::WithinBudget,
        Self::Nearest,
        Self::Down,
    ];
}

/// Weights that can be bought, one by one; together they may break limits. `None` where an asset
/// has no weight that can be bought.
pub(super) fn rounded(rules: &Rules, weights: &[f64], rounding: Rounding) -> Option<Vec<f64>> {
    let each = |rule: fn(&Rules, usize, f64) -> Option<f64>| {
        let all = weights.iter().enumerate();
        all.map(|(asset, &weight)| rule(rules, asset, weight))
            .collect::<Option<Vec<f64>>>()
    };
    match rounding {
        Rounding::Down => each(towards_nothing),
        Rounding::Nearest => each(nearest),
        Rounding::LargestRemainder => Some(filled(rules, weights, each(towards_nothing)?)),
        Rounding::WithinBudget => Some(emptied(rules, weights, each(nearest)?)),
    }
}

fn towards_nothing(rules: &Rules, asset: usize, weight: f64) -> Option<f64> {
    let (below, above) = (rules.below(asset, weight), rules.above(asset, weight));
    if weight >= 0.0 {
        below.or(above)
    } else {
        above.or(below)
    }
}

/// The weight next to one.
pub(super) fn nearest(rules: &Rules, asset: usize, weight: f64) -> Option<f64> {
    match (rules.below(asset, weight), rules.above(asset, weight)) {
        (Some(below), Some(above)) if weight - below > above - weight => Some(above),
        (below, above) => below.or(above),
    }
}

fn spent(rules: &Rules, bought: &[f64]) -> f64 {
    let orders = (0..bought.len()).filter(|&asset| rules.is_order(asset, bought[asset]));
    bought.iter().sum::<f64>() + rules.order_money * orders.count() as f64
}

fn filled(rules: &Rules, weights: &[f64], mut bought: Vec<f64>) -> Vec<f64> {
    let remainder = |asset: usize| (weights[asset] - bought[asset]) / rules.unit[asset];
    let mut order: Vec<(f64, usize)> = (0..bought.len()).map(|i| (remainder(i), i)).collect();
    order.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    for (remainder, asset) in order {
        let Some(above) = rules.after(asset, bought[asset]) else {
            continue;
        };
        let old = std::mem::replace(&mut bought[asset], above);
        if remainder <= 0.0 || spent(rules, &bought) > rules.budget {
            bought[asset] = old;
        }
    }
    bought
}

fn emptied(rules: &Rules, weights: &[f64], mut bought: Vec<f64>) -> Vec<f64> {
    let excess = |asset: usize| (bought[asset] - weights[asset]) / rules.unit[asset];
    let mut order: Vec<(f64, usize)> = (0..bought.len()).map(|i| (excess(i), i)).collect();
    order.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    for (_, asset) in order {
        if spent(rules, &bought) <= rules.budget {
            break;
        }
        if let Some(below) = rules.before(asset, bought[asset]) {
            bought[asset] = below;
        }
    }
    bought
}

/// A portfolio next to `weights`, where there is one.
pub(super) fn near<'m, 'p>(
    model: &'m super::model::Model<'p>,
    weights: &[f64],
    rounding: Rounding,
) -> Option<Standing<'m, 'p>> {
    rounded(&model.rules, weights, rounding).map(|weights| Standing::at(model, weights))
}
