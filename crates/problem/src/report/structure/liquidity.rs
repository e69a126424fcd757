//! How long it takes to sell.

use market::Quantity;
use risk::structure;
use serde::{Deserialize, Serialize};

use crate::{OrderedMap, ProblemError, ProblemErrors, report::ground::Ground};

/// How long it takes to sell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiquidityRequest {
    /// The value of the portfolio, in the money of the prices.
    pub value: f64,
    /// Shares traded on an average day, by asset; not known of those that are not named.
    pub volumes: OrderedMap<f64>,
    /// The price of a share, by asset; the last one of the data of those that are not named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<OrderedMap<f64>>,
    /// The share of a day's volume that may be sold; 0.2 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participation: Option<f64>,
}

/// How long it takes to sell what is held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LiquidityAnswer {
    /// The share of a day's volume that is sold.
    pub participation: f64,
    /// Days to sell each holding; none where the volume is not known, or nothing is traded.
    pub days: OrderedMap<Option<f64>>,
    /// Their mean, weighted by value, of those that are known.
    pub average_days: Option<f64>,
    /// The holding that takes longest.
    pub longest: Option<LongestHolding>,
    /// The share of the holdings that is sold after so many days.
    pub sold_within: SoldWithin,
    /// Holdings whose volume is not known.
    pub volume_missing: Vec<String>,
    /// Their share of the holdings.
    pub volume_missing_share: f64,
    /// Holdings of which nothing is traded.
    pub untraded: Vec<String>,
    /// Their share of the holdings.
    pub untraded_share: f64,
}

/// The holding that takes longest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LongestHolding {
    /// Which.
    pub asset: String,
    /// How many days.
    pub days: f64,
}

/// Shares sold, of the gross value of the holdings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SoldWithin {
    /// After one day.
    pub days_1: f64,
    /// After a week of trading.
    pub days_5: f64,
    /// After a month of trading.
    pub days_20: f64,
}

pub(super) const DEFINITIONS: &[(&str, &str)] = &[
    (
        "liquidity.days",
        "|weight| × value ÷ price ÷ (participation × average daily volume)",
    ),
    (
        "sold_within",
        "Σ |weight| × min(1, days ÷ days of the holding) ÷ Σ |weight|; cash does not count, what is not \
         known counts as not sold",
    ),
    (
        "liquidity.longest",
        "the holding with the most days, of those with a known volume",
    ),
    (
        "liquidity.participation",
        "the share of the daily volume that is sold, 0.2 unless given",
    ),
    (
        "untraded_share",
        "Σ |weight| of the holdings with a volume of 0 ÷ Σ |weight|",
    ),
    (
        "volume_missing_share",
        "Σ |weight| of the holdings without a volume ÷ Σ |weight|",
    ),
    (
        "average_days",
        "mean of the known days, weighted by |weight|",
    ),
];

/// None, and told, when nothing is held.
///
/// # Errors
/// Numbers outside their range, names that are no assets, and a price that is neither given nor in
/// the data.
pub(crate) fn answer(
    asked: &LiquidityRequest,
    ground: &Ground<'_>,
) -> Result<Option<LiquidityAnswer>, ProblemErrors> {
    check(asked, ground)?;
    let held: Vec<usize> = (0..ground.weights.len())
        .filter(|&i| ground.weights[i] != 0.0)
        .collect();
    let holdings = held
        .iter()
        .map(|&i| {
            Ok(structure::Holding {
                value: ground.weights[i] * asked.value,
                price: price(asked, ground, i)?,
                volume: asked
                    .volumes
                    .get(ground.returns.assets[i].as_str())
                    .copied(),
            })
        })
        .collect::<Result<Vec<_>, ProblemErrors>>()?;
    let participation = participation(asked);
    let found = structure::liquidity(&holdings, participation);
    let Some(found) = ground.known("liquidity", found) else {
        return Ok(None);
    };
    let name = |place: usize| ground.returns.assets[held[place]].to_string();
    let those = |of: fn(&structure::Holding) -> bool| -> Vec<String> {
        let places = (0..held.len()).filter(|&place| of(&holdings[place]));
        places.map(name).collect()
    };
    Ok(Some(LiquidityAnswer {
        participation,
        days: (0..held.len())
            .map(|place| (name(place), found.days[place]))
            .collect(),
        average_days: found.average_days,
        longest: found.longest.map(|(place, days)| LongestHolding {
            asset: name(place),
            days,
        }),
        sold_within: SoldWithin {
            days_1: found.sold_within(1.0),
            days_5: found.sold_within(5.0),
            days_20: found.sold_within(20.0),
        },
        volume_missing: those(|holding| holding.volume.is_none()),
        volume_missing_share: found.unknown,
        untraded: those(|holding| holding.volume == Some(0.0)),
        untraded_share: found.untraded,
    }))
}

/// Money traded in each asset that one of these portfolios holds, on an average day; none where it is not
/// known.
///
/// # Errors
/// As [`answer`].
pub(in crate::report) fn traded(
    asked: &LiquidityRequest,
    ground: &Ground<'_>,
    portfolios: &[&[f64]],
) -> Result<Vec<Option<f64>>, ProblemErrors> {
    check(asked, ground)?;
    let held = |asset: usize| portfolios.iter().any(|weights| weights[asset] != 0.0);
    let assets = ground.returns.assets.iter().enumerate();
    assets
        .map(|(i, asset)| match asked.volumes.get(asset.as_str()) {
            Some(volume) if held(i) => Ok(Some(volume * price(asked, ground, i)?)),
            _ => Ok(None),
        })
        .collect()
}

/// The share of a day's volume that may be sold.
pub(in crate::report) fn participation(asked: &LiquidityRequest) -> f64 {
    /// What institutions take as selling without being seen.
    const PARTICIPATION: f64 = 0.2;
    asked.participation.unwrap_or(PARTICIPATION)
}

fn check(asked: &LiquidityRequest, ground: &Ground<'_>) -> Result<(), ProblemErrors> {
    let mut errors = Vec::new();
    let mut refuse = |path: String, message: &str| errors.push(ProblemError::new(path, message));
    if !(asked.value.is_finite() && asked.value > 0.0) {
        refuse("liquidity.value".to_owned(), "must be above 0");
    }
    if asked
        .participation
        .is_some_and(|share| !(share > 0.0 && share <= 1.0))
    {
        let message = "must be above 0 and at most 1";
        refuse("liquidity.participation".to_owned(), message);
    }
    for (asset, volume) in &asked.volumes.0 {
        if !(volume.is_finite() && *volume >= 0.0) {
            refuse(format!("liquidity.volumes.{asset}"), "must be at least 0");
        }
    }
    let prices = asked.prices.iter().flat_map(|prices| &prices.0);
    for (asset, price) in prices.clone() {
        if !(price.is_finite() && *price > 0.0) {
            refuse(format!("liquidity.prices.{asset}"), "must be above 0");
        }
    }
    let volumes = asked.volumes.0.iter().map(|entry| ("volumes", entry));
    for (key, (asset, _)) in volumes.chain(prices.map(|entry| ("prices", entry))) {
        let short: String = asset.chars().take(40).collect();
        if let Err(unknown) = ground.asset(&format!("liquidity.{key}.{short}"), asset) {
            errors.extend(unknown.0);
        }
    }
    ProblemErrors::check(errors)
}

/// As given, or the last one of the data up to the last day of the returns.
fn price(
    asked: &LiquidityRequest,
    ground: &Ground<'_>,
    asset: usize,
) -> Result<f64, ProblemErrors> {
    let name = &ground.returns.assets[asset];
    let given = asked
        .prices
        .as_ref()
        .and_then(|prices| prices.get(name.as_str()));
    if let Some(price) = given {
        return Ok(*price);
    }
    let history = ground.history;
    let last = || {
        let end = *ground.returns.days.last()?;
        let until = history.days().partition_point(|day| *day <= end);
        let column = history.assets().iter().position(|own| own == name)?;
        history.column(column)[..until]
            .iter()
            .rev()
            .find_map(|price| *price)
    };
    let known = if history.quantity() == Quantity::Price {
        last()
    } else {
        None
    };
    known.ok_or_else(|| {
        let path = format!("liquidity.prices.{name}");
        ProblemError::new(path, "is missing, and the data have no price").into()
    })
}
