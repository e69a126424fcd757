//! The active return by group.

use risk::{
    RiskError,
    attribution::{
        Attribution, Bucket, Effects, Interaction, Partition, Period, PeriodEffects, Question,
        Stake, attribute, periods,
    },
    portfolio_weights,
};
use serde::{Deserialize, Serialize};

use super::AttributionRequest;
use crate::{
    BucketKind, InteractionKind, IsoDay, LinkingKind, PeriodKind, ProblemError, ProblemErrors,
    report::ground::Ground,
};

/// The active return by group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupAttribution {
    /// What an effect is measured over.
    pub periods: PeriodKind,
    /// How periods are linked.
    pub linking: LinkingKind,
    /// Where the interaction is.
    pub interaction: InteractionKind,
    /// The compounded return of the portfolio.
    pub portfolio_return: f64,
    /// That of the benchmark.
    pub benchmark_return: f64,
    /// Their difference: the total of all effects.
    pub active_return: f64,
    /// Each group, over all periods.
    pub groups: Vec<BucketEffects>,
    /// All groups together.
    pub total: EffectsTotal,
    /// Each period by itself.
    pub by_period: Vec<PeriodAttribution>,
}

/// Effects, and their sum.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct EffectsTotal {
    /// Of the weights of groups.
    pub allocation: f64,
    /// Of their members.
    pub selection: f64,
    /// Of both at once; none where it is part of the selection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interaction: Option<f64>,
    /// All of them.
    pub total: f64,
}

/// One group over all periods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BucketEffects {
    /// What it is.
    pub kind: BucketKind,
    /// Its name; none of the rest and of cash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Linked.
    #[serde(flatten)]
    pub effects: EffectsTotal,
}

/// One period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PeriodAttribution {
    /// Its first day.
    pub from: IsoDay,
    /// Its last day.
    pub to: IsoDay,
    /// The return of the portfolio.
    pub portfolio_return: f64,
    /// That of the benchmark.
    pub benchmark_return: f64,
    /// Their difference: the total of the effects.
    pub active_return: f64,
    /// What linking multiplies the effects of this period with.
    pub linking_coefficient: f64,
    /// Each group.
    pub groups: Vec<PeriodBucket>,
}

/// One group in one period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PeriodBucket {
    /// What it is.
    pub kind: BucketKind,
    /// Its name; none of the rest and of cash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Its weight in the portfolio at the start.
    pub portfolio_weight: f64,
    /// Its weight in the benchmark at the start.
    pub benchmark_weight: f64,
    /// Its return in the portfolio; none without weight.
    pub portfolio_return: Option<f64>,
    /// Its return in the benchmark; none without weight.
    pub benchmark_return: Option<f64>,
    /// Not linked.
    #[serde(flatten)]
    pub effects: EffectsTotal,
}

pub(super) const DEFINITIONS: &[(&str, &str)] = &[
    (
        "attribution.groups",
        "of each group, the assets in no group (rest) and cash: total = allocation + selection + interaction; \
         active_return = portfolio_return − benchmark_return, compounded; linking_coefficient is what the effects of \
         a period are multiplied with",
    ),
    (
        "allocation",
        "(portfolio weight − benchmark weight) × (benchmark return of the group − benchmark return), Brinson and \
         Fachler; weights at the start of the period",
    ),
    (
        "selection",
        "benchmark weight × (portfolio return of the group − its benchmark return); the portfolio weight where \
         the interaction is in it",
    ),
    (
        "interaction",
        "(portfolio weight − benchmark weight) × (portfolio return of the group − its benchmark return)",
    ),
    (
        "attribution.return",
        "of a group in a period: money gained with its assets ÷ money in them at the start; without weight it is \
         the other side's, so that all of it is allocation",
    ),
    (
        "attribution.linking",
        "carino: effects × k_t ÷ k, k = (ln(1 + x) − ln(1 + b)) ÷ (x − b) of the period and of all; menchero: \
         effects × (M + a_t), M = (X − B) ÷ T ÷ ((1 + X)^(1/T) − (1 + B)^(1/T)); linked effects add up to the \
         compounded active return",
    ),
];

/// None, and told, where wealth cannot be compounded.
///
/// # Errors
/// Names that are no groups, and groups that share an asset.
pub(super) fn answer(
    asked: &AttributionRequest,
    ground: &Ground<'_>,
    benchmark: &[f64],
) -> Result<Option<GroupAttribution>, ProblemErrors> {
    let chosen = chosen(asked, ground)?;
    let names: Vec<&str> = chosen
        .iter()
        .map(|&g| ground.groups[g].0.as_str())
        .collect();
    let members: Vec<Vec<usize>> = chosen.iter().map(|&g| ground.groups[g].1.clone()).collect();
    let partition = Partition::new(ground.weights.len(), &members)
        .expect("groups that share no asset divide the assets");
    let found = ground.known(
        "attribution.groups",
        find(asked, ground, benchmark, &partition),
    );
    Ok(found.map(|found| words(asked, ground, &names, &found)))
}

fn find(
    asked: &AttributionRequest,
    ground: &Ground<'_>,
    benchmark: &[f64],
    partition: &Partition,
) -> Result<Attribution, RiskError> {
    let weights = |weights: &[f64]| portfolio_weights(ground.returns, weights, ground.rebalance);
    let period = match asked.periods {
        PeriodKind::Day => Period::Day,
        PeriodKind::Month => Period::Month,
        PeriodKind::Year => Period::Year,
        PeriodKind::All => Period::All,
    };
    attribute(&Question {
        returns: ground.returns,
        portfolio: &weights(ground.weights)?,
        benchmark: &weights(benchmark)?,
        partition,
        periods: &periods(&ground.returns.days, period),
        interaction: match asked.interaction {
            InteractionKind::Separate => Interaction::Separate,
            InteractionKind::Selection => Interaction::Selection,
        },
        linking: asked.linking.core(),
    })
}

/// The positions of the groups asked for, which share no asset.
fn chosen(asked: &AttributionRequest, ground: &Ground<'_>) -> Result<Vec<usize>, ProblemErrors> {
    let mut errors = Vec::new();
    let chosen: Vec<usize> = match &asked.groups {
        None => (0..ground.groups.len()).collect(),
        Some(names) => {
            let mut chosen = Vec::new();
            for (i, name) in names.iter().enumerate() {
                let path = format!("attribution.groups[{i}]");
                match ground.groups.iter().position(|(own, _)| own == name) {
                    Some(group) if chosen.contains(&group) => {
                        errors.push(ProblemError::new(path, "comes twice"));
                    }
                    Some(group) => chosen.push(group),
                    None => {
                        let name: String = name.chars().take(40).collect();
                        let message = format!("{name} is not among the groups");
                        errors.push(ProblemError::new(path, message));
                    }
                }
            }
            chosen
        }
    };
    ProblemErrors::check(errors)?;
    let mut owner: Vec<Option<usize>> = vec![None; ground.weights.len()];
    for &group in &chosen {
        for &asset in &ground.groups[group].1 {
            if let Some(other) = owner[asset].replace(group) {
                let message = format!(
                    "{} is in {} and in {}: name groups that share no asset",
                    ground.returns.assets[asset], ground.groups[other].0, ground.groups[group].0
                );
                return Err(ProblemError::new("attribution.groups", message).into());
            }
        }
    }
    Ok(chosen)
}

fn words(
    asked: &AttributionRequest,
    ground: &Ground<'_>,
    names: &[&str],
    found: &Attribution,
) -> GroupAttribution {
    let buckets: Vec<(BucketKind, Option<String>)> = found
        .buckets
        .iter()
        .map(|bucket| match bucket {
            Bucket::Group(group) => (BucketKind::Group, Some(names[*group].to_owned())),
            Bucket::Rest => (BucketKind::Rest, None),
            Bucket::Cash => (BucketKind::Cash, None),
        })
        .collect();
    let groups = buckets.iter().zip(&found.linked);
    let groups = groups.map(|((kind, group), effects)| BucketEffects {
        kind: *kind,
        group: group.clone(),
        effects: EffectsTotal::of(effects, asked.interaction),
    });
    let mut sum = Effects::default();
    for effects in &found.linked {
        sum.allocation += effects.allocation;
        sum.selection += effects.selection;
        sum.interaction += effects.interaction;
    }
    let of_period = |period: &PeriodEffects| PeriodAttribution::of(asked, ground, &buckets, period);
    GroupAttribution {
        periods: asked.periods,
        linking: asked.linking,
        interaction: asked.interaction,
        portfolio_return: found.portfolio,
        benchmark_return: found.benchmark,
        active_return: found.active,
        groups: groups.collect(),
        total: EffectsTotal::of(&sum, asked.interaction),
        by_period: found.periods.iter().map(of_period).collect(),
    }
}

impl EffectsTotal {
    fn of(effects: &Effects, interaction: InteractionKind) -> Self {
        Self {
            allocation: effects.allocation,
            selection: effects.selection,
            interaction: match interaction {
                InteractionKind::Separate => Some(effects.interaction),
                InteractionKind::Selection => None,
            },
            total: effects.total(),
        }
    }
}

impl PeriodAttribution {
    fn of(
        asked: &AttributionRequest,
        ground: &Ground<'_>,
        buckets: &[(BucketKind, Option<String>)],
        period: &PeriodEffects,
    ) -> Self {
        let groups = buckets
            .iter()
            .zip(period.groups.iter().zip(&period.effects));
        let groups = groups.map(|((kind, group), (sums, effects))| PeriodBucket {
            kind: *kind,
            group: group.clone(),
            portfolio_weight: sums.portfolio.weight,
            benchmark_weight: sums.benchmark.weight,
            portfolio_return: earned(&sums.portfolio),
            benchmark_return: earned(&sums.benchmark),
            effects: EffectsTotal::of(effects, asked.interaction),
        });
        let days = &ground.returns.days[period.days.clone()];
        Self {
            from: IsoDay(days[0]),
            to: IsoDay(days[days.len() - 1]),
            portfolio_return: period.portfolio,
            benchmark_return: period.benchmark,
            active_return: period.portfolio - period.benchmark,
            linking_coefficient: period.coefficient,
            groups: groups.collect(),
        }
    }
}

/// A return that is a number; a tiny weight may have one that is none.
fn earned(stake: &Stake) -> Option<f64> {
    stake.earned().filter(|r| r.is_finite())
}
