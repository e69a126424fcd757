//! What shocks do.

use risk::{
    PERIODS_PER_YEAR,
    stress::{Origin, Propagate, Shock, Shocked, plausibility, shock},
};
use serde::{Deserialize, Serialize};

use super::{
    super::ground::Ground,
    asset, below_total_loss, by_asset,
    distribution::{Distribution, position},
    factors::Factors,
    group, positive,
    request::ShockRequest,
    short, title,
};
use crate::{OrderedMap, ProblemError, PropagateKind, ShockOrigin};

/// Over how many days a shock happens where nothing is said.
pub(super) const HORIZON_DAYS: f64 = 1.0;

/// What a shock does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShockAnswer {
    /// Its name, or its place in the list.
    pub name: String,
    /// How the others follow.
    pub propagate: PropagateKind,
    /// Over how many days.
    pub horizon_days: f64,
    /// None where the data do not tell; `unavailable` says why.
    #[serde(flatten)]
    pub figures: Option<ShockFigures>,
    /// How far from normal it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plausibility: Option<PlausibilityAnswer>,
}

/// What a shock does to the portfolio and to its assets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShockFigures {
    /// Of the portfolio.
    #[serde(rename = "return")]
    pub r: f64,
    /// On how many days the covariances were estimated.
    pub observations: usize,
    /// Every asset that is held or moved.
    pub assets: OrderedMap<ShockedAsset>,
    /// Weight × return; they add up to `return`.
    pub contributions: OrderedMap<f64>,
    /// Moves of groups that gave way to one of the asset itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overruled: Vec<Overruled>,
    /// Assets that fall by more than everything: the model is linear and does not know better.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub below_total_loss: Vec<String>,
    /// Of the portfolio, as estimated.
    pub volatility_annual: f64,
    /// What is left of it once the shocked series are known; none where nothing follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volatility_annual_after: Option<f64>,
}

/// What a shock does to an asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShockedAsset {
    /// Over the horizon.
    #[serde(rename = "return")]
    pub r: f64,
    /// Where it comes from.
    pub origin: ShockOrigin,
    /// Whose move it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// The move of a group that gave way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overruled {
    /// The asset that has a move of its own.
    pub asset: String,
    /// The group whose move it does not make.
    pub group: String,
}

/// How far from normal a shock is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PlausibilityAnswer {
    /// The distance in standard deviations, correlations accounted for.
    pub mahalanobis: f64,
    /// How many series are shocked.
    pub series: usize,
    /// That jointly normal returns lie as far out or farther.
    pub probability: f64,
}

/// A shock by positions.
pub(super) struct Question {
    name: String,
    propagate: PropagateKind,
    horizon_days: f64,
    assets: Vec<(usize, f64)>,
    /// The group, and its move.
    groups: Vec<(usize, f64)>,
    factors: Vec<(usize, f64)>,
    with_factors: bool,
}

pub(super) fn questions(
    asked: &[ShockRequest],
    ground: &Ground<'_>,
    factors: &Factors,
    errors: &mut Vec<ProblemError>,
) -> Vec<Question> {
    let asked = asked.iter().enumerate();
    asked
        .map(|(i, asked)| question(asked, i, ground, factors, errors))
        .collect()
}

pub(super) fn answer(
    questions: &[Question],
    distribution: &Distribution,
    ground: &Ground<'_>,
) -> Vec<ShockAnswer> {
    let questions = questions.iter().enumerate();
    questions
        .map(|(i, question)| answered(question, i, distribution, ground))
        .collect()
}

pub(super) fn propagate(kind: PropagateKind) -> Propagate {
    match kind {
        PropagateKind::None => Propagate::None,
        PropagateKind::Betas => Propagate::Betas,
        PropagateKind::Conditional => Propagate::Conditional,
    }
}

fn answered(
    question: &Question,
    i: usize,
    distribution: &Distribution,
    ground: &Ground<'_>,
) -> ShockAnswer {
    let path = format!("stress.shocks[{i}]");
    let groups: Vec<(&[usize], f64)> = question
        .groups
        .iter()
        .map(|&(group, value)| (ground.groups[group].1.as_slice(), value))
        .collect();
    let asked = Shock {
        assets: &question.assets,
        groups: &groups,
        factors: &question.factors,
        propagate: propagate(question.propagate),
        horizon_days: question.horizon_days,
    };
    let joint = ground.known(&path, distribution.of(question.with_factors));
    let figures = joint.and_then(|joint| {
        let found = ground.known(&path, shock(joint, ground.weights, &asked))?;
        Some(ShockFigures::new(
            &found,
            joint.observations(),
            question,
            ground,
        ))
    });
    let far = joint.and_then(|joint| {
        let found = plausibility(joint, &asked);
        ground.known(&format!("{path}.plausibility"), found)
    });
    ShockAnswer {
        name: question.name.clone(),
        propagate: question.propagate,
        horizon_days: question.horizon_days,
        figures,
        plausibility: far.map(|far| PlausibilityAnswer {
            mahalanobis: far.mahalanobis,
            series: far.series,
            probability: far.probability,
        }),
    }
}

impl ShockFigures {
    fn new(found: &Shocked, observations: usize, question: &Question, ground: &Ground<'_>) -> Self {
        let group_name = |group: usize| ground.groups[question.groups[group].0].0.clone();
        let name = |asset: usize| ground.returns.assets[asset].to_string();
        let assets: Vec<ShockedAsset> = found
            .returns
            .iter()
            .zip(&found.origins)
            .map(|(&r, origin)| {
                let (origin, group) = match *origin {
                    Origin::Asset => (ShockOrigin::Asset, None),
                    Origin::Group(group) => (ShockOrigin::Group, Some(group_name(group))),
                    Origin::Propagated => (ShockOrigin::Propagated, None),
                    Origin::Unchanged => (ShockOrigin::Unchanged, None),
                };
                ShockedAsset { r, origin, group }
            })
            .collect();
        let is_held = |asset: usize| ground.weights[asset] != 0.0;
        let is_moved =
            |asset: usize| matches!(found.origins[asset], Origin::Asset | Origin::Group(_));
        let annual = (PERIODS_PER_YEAR / question.horizon_days).sqrt();
        Self {
            r: found.portfolio,
            observations,
            assets: by_asset(ground, &assets, |asset| is_held(asset) || is_moved(asset)),
            contributions: by_asset(ground, &found.contributions, is_held),
            overruled: found
                .overruled
                .iter()
                .map(|&(asset, group)| Overruled {
                    asset: name(asset),
                    group: group_name(group),
                })
                .collect(),
            below_total_loss: below_total_loss(ground, &found.returns),
            volatility_annual: found.volatility * annual,
            volatility_annual_after: found.volatility_after.map(|after| after * annual),
        }
    }
}

fn question(
    asked: &ShockRequest,
    i: usize,
    ground: &Ground<'_>,
    factors: &Factors,
    errors: &mut Vec<ProblemError>,
) -> Question {
    let path = format!("stress.shocks[{i}]");
    let mut assets = Vec::new();
    for (name, value) in &asked.assets.0 {
        let path = format!("{path}.assets.{}", short(name));
        check_fall(&path, *value, errors);
        assets.extend(asset(ground, &path, name, errors).map(|asset| (asset, *value)));
    }
    let mut groups = Vec::new();
    for (name, value) in &asked.groups.0 {
        let path = format!("{path}.groups.{}", short(name));
        check_fall(&path, *value, errors);
        groups.extend(group(ground, &path, name, errors).map(|group| (group, *value)));
    }
    let mut moved = Vec::new();
    if let Some(value) = asked.benchmark {
        let path = format!("{path}.benchmark");
        check_fall(&path, value, errors);
        if ground.benchmark.is_none() {
            errors.push(ProblemError::new(path, "the document has no benchmark"));
        }
        moved.push((position(ground, None), value));
    }
    for (name, value) in &asked.factors.0 {
        let path = format!("{path}.factors.{}", short(name));
        if !value.is_finite() {
            errors.push(ProblemError::new(&path, "must be a finite number"));
        }
        let found = factors.position(&path, name, errors);
        moved.extend(found.map(|factor| (position(ground, Some(factor)), *value)));
    }
    check_whole(asked, &path, errors);
    check_groups(&assets, &groups, &path, ground, errors);
    Question {
        name: title(asked.name.as_ref(), i),
        propagate: asked.propagate.unwrap_or(PropagateKind::DEFAULT),
        horizon_days: asked.horizon_days.unwrap_or(HORIZON_DAYS),
        assets,
        groups,
        factors: moved,
        with_factors: !asked.factors.0.is_empty(),
    }
}

/// What contradicts itself without a look at the data.
fn check_whole(asked: &ShockRequest, path: &str, errors: &mut Vec<ProblemError>) {
    let of_factors = asked.benchmark.is_some() || !asked.factors.0.is_empty();
    if !of_factors && asked.assets.0.is_empty() && asked.groups.0.is_empty() {
        let message = "moves nothing: needs assets, groups, benchmark or factors";
        errors.push(ProblemError::new(path, message));
    }
    if of_factors && asked.propagate == Some(PropagateKind::None) {
        let message = "`none` leaves the assets where they are when a benchmark or factor moves";
        errors.push(ProblemError::new(format!("{path}.propagate"), message));
    }
    if let Some(days) = asked.horizon_days {
        positive(&format!("{path}.horizon_days"), days, errors);
    }
}

/// Two groups that share an asset must not move it to different places.
fn check_groups(
    assets: &[(usize, f64)],
    groups: &[(usize, f64)],
    path: &str,
    ground: &Ground<'_>,
    errors: &mut Vec<ProblemError>,
) {
    let members = |group: usize| &ground.groups[group].1;
    for (i, &(group, value)) in groups.iter().enumerate() {
        for &(other, other_value) in &groups[..i] {
            let shared = members(group).iter().find(|asset| {
                members(other).contains(asset) && assets.iter().all(|(own, _)| own != *asset)
            });
            if let Some(&asset) = shared.filter(|_| value != other_value) {
                let message = format!(
                    "moves {} by {value}, and {} moves it by {other_value}",
                    ground.returns.assets[asset],
                    short(&ground.groups[other].0),
                );
                let name = short(&ground.groups[group].0);
                errors.push(ProblemError::new(format!("{path}.groups.{name}"), message));
            }
        }
    }
}

/// Nothing that is owned falls by more than everything.
fn check_fall(path: &str, value: f64, errors: &mut Vec<ProblemError>) {
    if !(value.is_finite() && value >= -1.0) {
        errors.push(ProblemError::new(
            path,
            format!("must not be below -1, is {value}"),
        ));
    }
}
