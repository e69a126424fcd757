//! The risk of the portfolio divided among its assets.

use risk::{RiskError, structure};
use serde::{Deserialize, Serialize};

use crate::{
    OrderedMap,
    report::{ground::Ground, measures::percent},
};

/// Volatility, VaR and CVaR by asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComponentsAnswer {
    /// The measures of the whole, at weights that are kept every day; the components of the assets
    /// add up to them.
    pub total: PortfolioTotals,
    /// Each asset of the data, held or not.
    pub assets: OrderedMap<AssetComponents>,
}

/// Measures of the whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PortfolioTotals {
    /// Mean × 252.
    pub return_annual: Option<f64>,
    /// Annual.
    pub volatility_annual: Option<f64>,
    /// `var_95`, `cvar_95`, … by model, of one day.
    #[serde(flatten)]
    pub tails: OrderedMap<Models<f64>>,
}

/// The parts of one asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssetComponents {
    /// Its weight.
    pub weight: f64,
    /// What it adds to the annual return of the whole.
    pub return_annual: Option<f64>,
    /// Of the annual volatility.
    pub volatility_annual: Option<Part>,
    /// Of `var_95`, `cvar_95`, … by model, of one day.
    #[serde(flatten)]
    pub tails: OrderedMap<Models<Part>>,
}

/// One thing by the model of the returns; what cannot be computed is none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Models<T> {
    /// As in the data.
    pub historical: Option<T>,
    /// Normal.
    pub normal: Option<T>,
    /// Cornish and Fisher's; for VaR only.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub cornish_fisher: Option<T>,
}

/// The part of one asset in one measure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Weight × marginal; they add up to the total.
    pub component: f64,
    /// The slope of the total by the weight.
    pub marginal: f64,
    /// What the total falls by when the holding is sold to cash.
    pub incremental: f64,
    /// Component by total; none of a total of zero.
    pub share: Option<f64>,
}

pub(super) const DEFINITIONS: &[(&str, &str)] = &[
    (
        "components",
        "of a portfolio brought back to its weights every day, whatever `rebalance` says; cash has none",
    ),
    ("components.return_annual", "weight × mean × 252"),
    (
        "component",
        "weight × marginal; the components add up to the total",
    ),
    (
        "marginal",
        "∂ total ÷ ∂ weight, taken from cash: volatility Σw ÷ σ; normal −mean + z Σw ÷ σ; historical \
         −(mean of the asset's returns over the days of the tail, or over the two days that the \
         quantile mixes, with their weights; equal days share theirs)",
    ),
    (
        "incremental",
        "total − total when the whole holding is sold to cash, computed anew",
    ),
    ("share", "component ÷ total"),
];

pub(crate) fn answer(ground: &Ground<'_>) -> ComponentsAnswer {
    let earned = ground.known("components.return_annual", earned(ground));
    let found = structure::components(&ground.returns.matrix, ground.weights, ground.confidence);
    let found = ground.known("components", found);
    let volatility = found.as_ref().and_then(|found| {
        let year = risk::PERIODS_PER_YEAR.sqrt();
        known(ground, "volatility_annual", &found.volatility, year)
    });
    let tails = found.map_or_else(Vec::new, |found| tails(ground, &found));
    let assets = ground.returns.assets.iter().enumerate().map(|(i, asset)| {
        let parts = AssetComponents {
            weight: ground.weights[i],
            return_annual: earned.as_ref().map(|earned| earned[i]),
            volatility_annual: volatility.as_ref().map(|all| all.parts[i]),
            tails: by_model(&tails, |all| all.parts[i]),
        };
        (asset.to_string(), parts)
    });
    ComponentsAnswer {
        assets: assets.collect(),
        total: PortfolioTotals {
            return_annual: earned.as_ref().map(|earned| earned.iter().sum()),
            volatility_annual: volatility.as_ref().map(|all| all.total),
            tails: by_model(&tails, |all| all.total),
        },
    }
}

/// One measure: the whole, and the part of every asset.
struct Divided {
    total: f64,
    parts: Vec<Part>,
}

impl Divided {
    fn new(found: &structure::Divided, factor: f64) -> Result<Self, RiskError> {
        let shares = found.parts.shares().ok();
        let part = |i: usize| Part {
            component: found.parts.component[i] * factor,
            marginal: found.parts.marginal[i] * factor,
            incremental: found.incremental[i] * factor,
            share: shares.as_ref().map(|shares| shares[i]),
        };
        let divided = Self {
            total: found.parts.total * factor,
            parts: (0..found.incremental.len()).map(part).collect(),
        };
        let parts = divided.parts.iter();
        let numbers = parts.flat_map(|part| [part.component, part.marginal, part.incremental]);
        if numbers.chain([divided.total]).all(f64::is_finite) {
            Ok(divided)
        } else {
            Err(RiskError::Overflow)
        }
    }
}

fn known(
    ground: &Ground<'_>,
    name: &str,
    found: &Result<structure::Divided, RiskError>,
    factor: f64,
) -> Option<Divided> {
    let found = found.as_ref().map_err(|error| *error);
    let divided = found.and_then(|found| Divided::new(found, factor));
    ground.known(&format!("components.{name}"), divided)
}

/// `var_95`, `cvar_95`, … at every confidence.
fn tails(ground: &Ground<'_>, found: &structure::Components) -> Vec<(String, Models<Divided>)> {
    let mut tails = Vec::with_capacity(2 * found.tails.len());
    for tail in &found.tails {
        let percent = percent(tail.confidence);
        let of = |measure: &str, model: &str, found| {
            known(ground, &format!("{measure}_{percent}.{model}"), found, 1.0)
        };
        let var = Models {
            historical: of("var", "historical", &tail.var_historical),
            normal: of("var", "normal", &tail.var_normal),
            cornish_fisher: of("var", "cornish_fisher", &tail.var_cornish_fisher),
        };
        let cvar = Models {
            historical: of("cvar", "historical", &tail.cvar_historical),
            normal: of("cvar", "normal", &tail.cvar_normal),
            cornish_fisher: None,
        };
        tails.push((format!("var_{percent}"), var));
        tails.push((format!("cvar_{percent}"), cvar));
    }
    tails
}

fn by_model<T>(
    tails: &[(String, Models<Divided>)],
    of: impl Fn(&Divided) -> T,
) -> OrderedMap<Models<T>> {
    let entries = tails.iter().map(|(name, models)| {
        let models = Models {
            historical: models.historical.as_ref().map(&of),
            normal: models.normal.as_ref().map(&of),
            cornish_fisher: models.cornish_fisher.as_ref().map(&of),
        };
        (name.clone(), models)
    });
    entries.collect()
}

/// What each asset adds to the annual return.
fn earned(ground: &Ground<'_>) -> Result<Vec<f64>, RiskError> {
    let mut earned = Vec::with_capacity(ground.weights.len());
    for (i, &weight) in ground.weights.iter().enumerate() {
        earned.push(weight * risk::return_annual(ground.returns.column(i))?);
    }
    if earned.iter().sum::<f64>().is_finite() {
        Ok(earned)
    } else {
        Err(RiskError::Overflow)
    }
}
