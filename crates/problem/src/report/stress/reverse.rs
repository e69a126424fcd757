//! The smallest shocks that hurt.

use risk::stress::{Reverse, ReverseStress, alone, reverse_stress};
use serde::{Deserialize, Serialize};

use super::{
    super::ground::Ground,
    asset, below_total_loss, by_asset,
    distribution::{Distribution, position},
    factors::Factors,
    group, positive,
    request::ReverseRequest,
    shocks::{HORIZON_DAYS, propagate},
    short, title,
};
use crate::{OrderedMap, ProblemError, PropagateKind};

/// The nearest shock that loses so much, and what each holding would have to do by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReverseAnswer {
    /// Its name, or its place in the list.
    pub name: String,
    /// The loss that was asked for.
    pub loss: f64,
    /// How the others follow.
    pub propagate: PropagateKind,
    /// Over how many days.
    pub horizon_days: f64,
    /// None where the data do not tell; `unavailable` says why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<NearestShock>,
    /// What would have to happen to one holding, or to those of one group, while nothing else moves.
    pub alone: AloneMoves,
}

/// The nearest shock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NearestShock {
    /// Of the portfolio: minus the loss, or less where the mean alone loses more.
    #[serde(rename = "return")]
    pub r: f64,
    /// How far from the mean, in standard deviations, correlations accounted for.
    pub mahalanobis: f64,
    /// That what moves, were it normal, loses as much.
    pub probability: f64,
    /// On how many days the covariances were estimated.
    pub observations: usize,
    /// What moves, and by how much.
    pub shocks: Moves,
    /// The return of every asset that is held.
    pub assets: OrderedMap<f64>,
    /// Weight × return; they add up to `return`.
    pub contributions: OrderedMap<f64>,
    /// Whether no asset falls by more than everything.
    pub possible: bool,
    /// Assets that fall by more than everything: the model is linear and does not know better.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub below_total_loss: Vec<String>,
}

/// What moves, and by how much.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moves {
    /// Assets.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub assets: OrderedMap<f64>,
    /// The benchmark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark: Option<f64>,
    /// Factors.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub factors: OrderedMap<f64>,
}

/// What each would have to do by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AloneMoves {
    /// Each asset that is held.
    pub assets: OrderedMap<AloneAnswer>,
    /// Each group of which something is held.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub groups: OrderedMap<AloneAnswer>,
}

/// What one holding would have to do by itself.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AloneAnswer {
    /// The return that loses it; of a group, that of its holdings together.
    #[serde(rename = "return")]
    pub r: f64,
    /// Whether it can: nothing falls by more than everything.
    pub possible: bool,
    /// How many standard deviations that is away from the mean; none where it does not vary.
    pub sigmas: Option<f64>,
}

/// A loss, and the series by their positions.
pub(super) struct Question {
    name: String,
    loss: f64,
    propagate: PropagateKind,
    horizon_days: f64,
    assets: Vec<usize>,
    factors: Vec<usize>,
    with_factors: bool,
    /// The benchmark (without a name) and the factors, by their positions.
    names: Vec<(usize, Option<String>)>,
}

pub(super) fn questions(
    asked: &[ReverseRequest],
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
) -> Vec<ReverseAnswer> {
    let questions = questions.iter().enumerate();
    questions
        .map(|(i, question)| answered(question, i, distribution, ground))
        .collect()
}

fn answered(
    question: &Question,
    i: usize,
    distribution: &Distribution,
    ground: &Ground<'_>,
) -> ReverseAnswer {
    let path = format!("stress.reverse[{i}]");
    let asked = Reverse {
        loss: question.loss,
        assets: &question.assets,
        factors: &question.factors,
        propagate: propagate(question.propagate),
        horizon_days: question.horizon_days,
    };
    let joint = ground.known(&path, distribution.of(question.with_factors));
    let nearest = joint.and_then(|joint| {
        let found = reverse_stress(joint, ground.weights, &asked);
        let found = ground.known(&format!("{path}.nearest"), found)?;
        Some(NearestShock::new(
            &found,
            joint.observations(),
            ground,
            question,
        ))
    });
    ReverseAnswer {
        name: question.name.clone(),
        loss: question.loss,
        propagate: question.propagate,
        horizon_days: question.horizon_days,
        nearest,
        alone: alone_moves(&path, question, distribution, ground),
    }
}

impl NearestShock {
    fn new(
        found: &ReverseStress,
        observations: usize,
        ground: &Ground<'_>,
        question: &Question,
    ) -> Self {
        let is_held = |asset: usize| ground.weights[asset] != 0.0;
        let below_total_loss = below_total_loss(ground, &found.returns);
        Self {
            r: found.portfolio,
            mahalanobis: found.mahalanobis,
            probability: found.probability,
            observations,
            shocks: Moves::new(found, ground, question),
            assets: by_asset(ground, &found.returns, is_held),
            contributions: by_asset(ground, &found.contributions, is_held),
            possible: below_total_loss.is_empty(),
            below_total_loss,
        }
    }
}

impl Moves {
    fn new(found: &ReverseStress, ground: &Ground<'_>, question: &Question) -> Self {
        let n = ground.returns.assets.len();
        let mut moves = Self {
            assets: OrderedMap(Vec::new()),
            benchmark: None,
            factors: OrderedMap(Vec::new()),
        };
        for (&series, &value) in found.series.iter().zip(&found.shocks) {
            if series < n {
                let name = ground.returns.assets[series].to_string();
                moves.assets.0.push((name, value));
            } else if let Some((_, name)) = question
                .names
                .iter()
                .find(|(factor, _)| factor + n == series)
            {
                match name {
                    Some(name) => moves.factors.0.push((name.clone(), value)),
                    None => moves.benchmark = Some(value),
                }
            }
        }
        moves
    }
}

fn alone_moves(
    path: &str,
    question: &Question,
    distribution: &Distribution,
    ground: &Ground<'_>,
) -> AloneMoves {
    let Ok(joint) = distribution.of(false) else {
        return AloneMoves {
            assets: OrderedMap(Vec::new()),
            groups: OrderedMap(Vec::new()),
        };
    };
    let one = |key: &str, name: &str, members: &[usize]| {
        if members.iter().all(|&asset| ground.weights[asset] == 0.0) {
            return None;
        }
        let found = alone(
            joint,
            ground.weights,
            members,
            question.loss,
            question.horizon_days,
        );
        let found = ground.known(&format!("{path}.alone.{key}.{name}"), found)?;
        let answer = AloneAnswer {
            r: found.needed,
            possible: found.possible,
            sigmas: found.sigmas,
        };
        Some((name.to_owned(), answer))
    };
    let assets = ground.returns.assets.iter().enumerate();
    let groups = ground.groups.iter();
    AloneMoves {
        assets: assets
            .filter_map(|(i, name)| one("assets", name.as_str(), &[i]))
            .collect(),
        groups: groups
            .filter_map(|(name, members)| one("groups", name, members))
            .collect(),
    }
}

fn question(
    asked: &ReverseRequest,
    i: usize,
    ground: &Ground<'_>,
    factors: &Factors,
    errors: &mut Vec<ProblemError>,
) -> Question {
    let path = format!("stress.reverse[{i}]");
    positive(&format!("{path}.loss"), asked.loss, errors);
    if let Some(days) = asked.horizon_days {
        positive(&format!("{path}.horizon_days"), days, errors);
    }
    let mut assets = Vec::new();
    for (j, name) in asked.assets.iter().enumerate() {
        let path = format!("{path}.assets[{j}]");
        if let Some(found) = asset(ground, &path, name, errors) {
            if assets.contains(&found) {
                errors.push(ProblemError::new(
                    path,
                    format!("{} comes twice", short(name)),
                ));
            } else {
                assets.push(found);
            }
        }
    }
    for (j, name) in asked.groups.iter().enumerate() {
        let found = group(ground, &format!("{path}.groups[{j}]"), name, errors);
        // An asset may well be named by itself and as a member.
        for &member in found.iter().flat_map(|&group| &ground.groups[group].1) {
            if !assets.contains(&member) {
                assets.push(member);
            }
        }
    }
    let names = names(asked, &path, ground, factors, errors);
    if !names.is_empty() && asked.propagate == Some(PropagateKind::None) {
        let message = "`none` leaves the assets where they are when a benchmark or factor moves";
        errors.push(ProblemError::new(format!("{path}.propagate"), message));
    }
    Question {
        name: title(asked.name.as_ref(), i),
        loss: asked.loss,
        propagate: asked.propagate.unwrap_or(PropagateKind::DEFAULT),
        horizon_days: asked.horizon_days.unwrap_or(HORIZON_DAYS),
        assets,
        factors: names.iter().map(|(factor, _)| *factor).collect(),
        with_factors: !asked.factors.is_empty(),
        names,
    }
}

/// The benchmark (without a name) and the factors that move, by their positions.
fn names(
    asked: &ReverseRequest,
    path: &str,
    ground: &Ground<'_>,
    factors: &Factors,
    errors: &mut Vec<ProblemError>,
) -> Vec<(usize, Option<String>)> {
    let mut names = Vec::new();
    if asked.benchmark {
        if ground.benchmark.is_none() {
            let path = format!("{path}.benchmark");
            errors.push(ProblemError::new(path, "the document has no benchmark"));
        }
        names.push((position(ground, None), None));
    }
    for (j, name) in asked.factors.iter().enumerate() {
        let path = format!("{path}.factors[{j}]");
        if asked.factors[..j].contains(name) {
            errors.push(ProblemError::new(
                path,
                format!("{} comes twice", short(name)),
            ));
        } else if let Some(factor) = factors.position(&path, name, errors) {
            names.push((position(ground, Some(factor)), Some(name.clone())));
        }
    }
    names
}

fn is_empty<V>(map: &OrderedMap<V>) -> bool {
    map.0.is_empty()
}
