//! How much of the portfolio, and of its risk, is in few hands.

use risk::{RiskError, structure};
use serde::{Deserialize, Serialize};

use crate::{OrderedMap, report::ground::Ground};

/// Concentration of weights and of risk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConcentrationAnswer {
    /// How many weights are not zero.
    pub holdings: usize,
    /// The sum of the sizes of the weights.
    pub gross_exposure: f64,
    /// The sum of the weights.
    pub net_exposure: f64,
    /// What the weights lack to one; negative when borrowed.
    pub cash: f64,
    /// Herfindahl and Hirschman's index.
    pub hhi: f64,
    /// 1 ÷ HHI.
    pub effective_holdings: f64,
    /// The largest holding by size.
    pub largest: LargestHolding,
    /// The sizes of the five largest, added.
    pub top_5: f64,
    /// The sizes of the ten largest, added.
    pub top_10: f64,
    /// The sum of the volatilities of the holdings by the volatility of the whole.
    pub diversification_ratio: Option<f64>,
    /// How many uncorrelated bets of one size would be as diverse.
    pub effective_bets: EffectiveBets,
    /// By group of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<OrderedMap<GroupConcentration>>,
    /// The index of the groups; what is in no group is one more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups_hhi: Option<f64>,
    /// 1 ÷ that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_groups: Option<f64>,
}

/// The largest holding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LargestHolding {
    /// Which.
    pub asset: String,
    /// Its weight, negative when short.
    pub weight: f64,
}

/// The effective number of bets, by what is called a bet.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct EffectiveBets {
    /// The principal components of the covariance of the holdings.
    pub principal_components: Option<f64>,
    /// The uncorrelated factors nearest to the holdings themselves.
    pub minimum_torsion: Option<f64>,
}

/// One group.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GroupConcentration {
    /// The sum of its weights.
    pub weight: f64,
    /// Its share of the gross exposure.
    pub share: f64,
    /// The index of its holdings among themselves; none when nothing of it is held.
    pub hhi: Option<f64>,
    /// 1 ÷ that.
    pub effective_holdings: Option<f64>,
}

pub(super) const DEFINITIONS: &[(&str, &str)] = &[
    (
        "hhi",
        "Σ (|weight| ÷ Σ |weight|)²: a short holding counts with its size, cash does not count",
    ),
    ("effective_holdings", "1 ÷ hhi"),
    (
        "concentration",
        "holdings: number of weights that are not 0; gross_exposure Σ |weight|; net_exposure Σ weight; cash 1 − Σ weight; \
         of a group weight is Σ weight, share Σ |weight| ÷ gross_exposure",
    ),
    ("top_5", "sum of the five largest |weight|; top_10 of ten"),
    ("effective_groups", "1 ÷ groups_hhi"),
    ("diversification_ratio", "Σ |weight| σ ÷ σ of the whole"),
    (
        "effective_bets",
        "exp(−Σ p ln p) of the shares p of uncorrelated sources in the variance of the holdings: their \
         principal components (Meucci 2009), or the minimum torsion (Meucci, Santangelo and Deguest 2015)",
    ),
    (
        "groups_hhi",
        "Σ (Σ |weight| of the group ÷ Σ |weight|)²; what is in no group counts as one more",
    ),
];

/// None, and told, when nothing is held.
pub(crate) fn answer(ground: &Ground<'_>) -> Option<ConcentrationAnswer> {
    let weights = ground.weights;
    let found = ground.known("concentration", structure::concentration(weights))?;
    let (groups_hhi, groups) = groups(ground, found.gross);
    let (largest, weight) = found.largest;
    Some(ConcentrationAnswer {
        holdings: found.holdings,
        gross_exposure: found.gross,
        net_exposure: found.net,
        cash: 1.0 - found.net,
        hhi: found.hhi,
        effective_holdings: found.effective_holdings,
        largest: LargestHolding {
            asset: ground.returns.assets[largest].to_string(),
            weight,
        },
        top_5: found.top(weights, 5),
        top_10: found.top(weights, 10),
        diversification_ratio: ground.known(
            "concentration.diversification_ratio",
            structure::diversification_ratio(&ground.returns.matrix, weights),
        ),
        effective_bets: bets(ground),
        groups,
        groups_hhi,
        effective_groups: groups_hhi.map(|hhi| 1.0 / hhi),
    })
}

/// Of the assets that are held: others in the data do not make a portfolio less diverse.
fn bets(ground: &Ground<'_>) -> EffectiveBets {
    /// The torsion of more takes seconds.
    const MOST: usize = 200;
    let held: Vec<usize> = (0..ground.weights.len())
        .filter(|&i| ground.weights[i] != 0.0)
        .collect();
    let weights: Vec<f64> = held.iter().map(|&i| ground.weights[i]).collect();
    let covariance = structure::covariance(&ground.returns.matrix.select_columns(&held));
    let of = |name: &str, bets: Bets| {
        let found = covariance
            .clone()
            .and_then(|covariance| bets(&covariance, &weights));
        let found = found.map_err(|error| match error {
            // Counted among those held.
            RiskError::Constant { series } => RiskError::Constant {
                series: held[series],
            },
            other => other,
        });
        let path = format!("concentration.effective_bets.{name}");
        known_by_name(ground, &path, found.map(|bets| bets.effective))
    };
    let minimum_torsion = if held.len() > MOST {
        ground.tell(
            "concentration.effective_bets.minimum_torsion",
            format!("for at most {MOST} holdings, has {}", held.len()),
        );
        None
    } else {
        of("minimum_torsion", structure::torsion_bets)
    };
    EffectiveBets {
        principal_components: of("principal_components", structure::principal_bets),
        minimum_torsion,
    }
}

type Bets = fn(&nalgebra::DMatrix<f64>, &[f64]) -> Result<structure::Bets, RiskError>;

/// As [`Ground::known`], but an asset that does not vary is named.
pub(super) fn known_by_name<T>(
    ground: &Ground<'_>,
    path: &str,
    found: Result<T, RiskError>,
) -> Option<T> {
    match found {
        Err(RiskError::Constant { series }) => {
            let asset = &ground.returns.assets[series];
            ground.tell(path, format!("the returns of {asset} do not vary"));
            None
        }
        other => ground.known(path, other),
    }
}

/// The index of all groups, where they do not overlap, and each of them.
fn groups(
    ground: &Ground<'_>,
    gross: f64,
) -> (Option<f64>, Option<OrderedMap<GroupConcentration>>) {
    if ground.groups.is_empty() {
        return (None, None);
    }
    let mut members = vec![0_usize; ground.weights.len()];
    let mut each = Vec::with_capacity(ground.groups.len());
    for (name, columns) in ground.groups {
        let own: Vec<f64> = columns.iter().map(|&i| ground.weights[i]).collect();
        for &i in columns {
            members[i] += 1;
        }
        let inside = structure::concentration(&own).ok();
        let group = GroupConcentration {
            weight: own.iter().sum(),
            share: own.iter().map(|weight| weight.abs() / gross).sum(),
            hhi: inside.as_ref().map(|inside| inside.hhi),
            effective_holdings: inside.map(|inside| inside.effective_holdings),
        };
        each.push((name.clone(), group));
    }
    let overlaps = members.iter().any(|&count| count > 1);
    if overlaps {
        ground.tell("concentration.groups_hhi", "an asset is in several groups");
    }
    let outside = members.iter().zip(ground.weights).filter(|(m, _)| **m == 0);
    let rest: f64 = outside.map(|(_, weight)| weight.abs() / gross).sum();
    let shares = each.iter().map(|(_, group)| group.share).chain([rest]);
    let hhi: f64 = shares.map(|share| share * share).sum();
    ((!overlaps).then_some(hhi), Some(each.into_iter().collect()))
}
