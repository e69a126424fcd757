//! Correlations and volatilities that move.

use nalgebra::DMatrix;
use risk::stress::{CorrelationStress, CorrelationTarget, Joint, Mood, correlation_stress};
use serde::{Deserialize, Serialize};

use super::{
    super::ground::Ground,
    asset,
    distribution::Distribution,
    group,
    request::{CorrelationMatrix, CorrelationStressRequest},
    short, title,
};
use crate::ProblemError;

/// A portfolio before and after correlations and volatilities move.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CorrelationStressAnswer {
    /// Its name, or its place in the list.
    pub name: String,
    /// How far the correlations move.
    pub by: f64,
    /// As estimated. None, as `after`, where the data do not tell; `unavailable` says why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<MoodAnswer>,
    /// After the move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<MoodAnswer>,
    /// Where what was asked for is no correlation matrix: what was done to make it one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repaired: Option<RepairAnswer>,
}

/// The figures of the portfolio.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MoodAnswer {
    /// Of the portfolio.
    pub volatility_annual: f64,
    /// The mean over all pairs of assets.
    pub average_correlation: Option<f64>,
    /// Normal VaR and CVaR of one day, by confidence.
    pub tails: Vec<MoodTail>,
}

/// A normal tail.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MoodTail {
    /// Such as 0.95.
    pub confidence: f64,
    /// Of one day.
    pub var: f64,
    /// Of one day.
    pub cvar: f64,
}

/// What was done to a matrix that was no correlation matrix.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RepairAnswer {
    /// Its smallest eigenvalue, which was negative.
    pub smallest_eigenvalue: f64,
    /// The largest change of a correlation.
    pub largest_change: f64,
}

/// What moves, by positions.
pub(super) struct Question {
    name: String,
    by: f64,
    target: Target,
    volatility: Vec<f64>,
}

enum Target {
    /// Only volatilities move.
    Nothing,
    Level(f64),
    Within(Vec<usize>, f64),
    /// Of some assets, in the order of the matrix.
    Matrix(Vec<usize>, DMatrix<f64>),
}

pub(super) fn questions(
    asked: &[CorrelationStressRequest],
    ground: &Ground<'_>,
    errors: &mut Vec<ProblemError>,
) -> Vec<Question> {
    let asked = asked.iter().enumerate();
    asked
        .map(|(i, asked)| question(asked, i, ground, errors))
        .collect()
}

pub(super) fn answer(
    questions: &[Question],
    distribution: &Distribution,
    ground: &Ground<'_>,
) -> Vec<CorrelationStressAnswer> {
    let questions = questions.iter().enumerate();
    questions
        .map(|(i, question)| {
            let path = format!("stress.correlation[{i}]");
            let joint = ground.known(&path, distribution.of(false));
            let found = joint.and_then(|joint| {
                let found = question.stress(joint, ground);
                ground.known(&path, found)
            });
            let mood = |mood: &Mood| MoodAnswer::new(mood, ground.confidence);
            let found = found.as_ref();
            CorrelationStressAnswer {
                name: question.name.clone(),
                by: question.by,
                before: found.map(|found| mood(&found.before)),
                after: found.map(|found| mood(&found.after)),
                repaired: found
                    .and_then(|found| found.repair)
                    .map(|repair| RepairAnswer {
                        smallest_eigenvalue: repair.smallest_eigenvalue,
                        largest_change: repair.largest_change,
                    }),
            }
        })
        .collect()
}

impl Question {
    fn stress(
        &self,
        joint: &Joint,
        ground: &Ground<'_>,
    ) -> Result<risk::stress::StressedCorrelation, risk::RiskError> {
        let stress = |target| {
            let stress = CorrelationStress {
                target,
                by: self.by,
                volatility: &self.volatility,
                confidence: ground.confidence,
            };
            correlation_stress(joint, ground.weights, &stress)
        };
        match &self.target {
            Target::Nothing => stress(CorrelationTarget::Level(0.0)),
            Target::Level(level) => stress(CorrelationTarget::Level(*level)),
            Target::Within(groups, level) => {
                let sets: Vec<&[usize]> = groups
                    .iter()
                    .map(|&group| ground.groups[group].1.as_slice())
                    .collect();
                stress(CorrelationTarget::Within(&sets, *level))
            }
            Target::Matrix(assets, given) => {
                let mut whole = joint.correlations();
                for (row, &i) in assets.iter().enumerate() {
                    for (column, &j) in assets.iter().enumerate() {
                        whole[(i, j)] = given[(row, column)];
                    }
                }
                stress(CorrelationTarget::Matrix(&whole))
            }
        }
    }
}

impl MoodAnswer {
    fn new(mood: &Mood, confidence: &[f64]) -> Self {
        let tails = confidence.iter().zip(&mood.var).zip(&mood.cvar);
        Self {
            volatility_annual: mood.volatility_annual,
            average_correlation: mood.average_correlation,
            tails: tails
                .map(|((&confidence, &var), &cvar)| MoodTail {
                    confidence,
                    var,
                    cvar,
                })
                .collect(),
        }
    }
}

fn question(
    asked: &CorrelationStressRequest,
    i: usize,
    ground: &Ground<'_>,
    errors: &mut Vec<ProblemError>,
) -> Question {
    let path = format!("stress.correlation[{i}]");
    let target = target(asked, &path, ground, errors);
    let is_still = matches!(target, Target::Nothing);
    let by = asked.by.unwrap_or(if is_still { 0.0 } else { 1.0 });
    let mut refuse = |path: String, message: &str| errors.push(ProblemError::new(path, message));
    if !(0.0..=1.0).contains(&by) {
        refuse(format!("{path}.by"), "must be from 0 to 1");
    }
    let moves = asked.towards.is_some() || asked.matrix.is_some();
    if asked.by.is_some() && !moves {
        refuse(format!("{path}.by"), "needs `towards` or `matrix`");
    }
    if !asked.groups.is_empty() && asked.towards.is_none() {
        refuse(format!("{path}.groups"), "needs `towards`");
    }
    if !moves && asked.volatility.is_none() && asked.group_volatility.0.is_empty() {
        refuse(
            path.clone(),
            "moves nothing: needs towards, matrix, volatility or group_volatility",
        );
    }
    Question {
        name: title(asked.name.as_ref(), i),
        by,
        target,
        volatility: volatility(asked, &path, ground, errors),
    }
}

fn target(
    asked: &CorrelationStressRequest,
    path: &str,
    ground: &Ground<'_>,
    errors: &mut Vec<ProblemError>,
) -> Target {
    let mut groups = Vec::new();
    for (j, name) in asked.groups.iter().enumerate() {
        groups.extend(group(ground, &format!("{path}.groups[{j}]"), name, errors));
    }
    if let Some(level) = asked.towards {
        let path = format!("{path}.towards");
        if !(-1.0..=1.0).contains(&level) {
            errors.push(ProblemError::new(
                path,
                format!("must be from -1 to 1, is {level}"),
            ));
        } else if asked.matrix.is_some() {
            errors.push(ProblemError::new(path, "stands beside `matrix`"));
        }
    }
    match (asked.towards, &asked.matrix) {
        (Some(level), _) if asked.groups.is_empty() => Target::Level(level),
        (Some(level), _) => Target::Within(groups, level),
        (None, Some(given)) => matrix(given, &format!("{path}.matrix"), ground, errors),
        (None, None) => Target::Nothing,
    }
}

fn matrix(
    given: &CorrelationMatrix,
    path: &str,
    ground: &Ground<'_>,
    errors: &mut Vec<ProblemError>,
) -> Target {
    let n = given.assets.len();
    let mut assets = Vec::new();
    for (j, name) in given.assets.iter().enumerate() {
        let path = format!("{path}.assets[{j}]");
        match asset(ground, &path, name, errors) {
            Some(found) if assets.contains(&found) => {
                errors.push(ProblemError::new(
                    path,
                    format!("{} comes twice", short(name)),
                ));
            }
            Some(found) => assets.push(found),
            None => {}
        }
    }
    if n < 2 {
        errors.push(ProblemError::new(
            format!("{path}.assets"),
            "needs two assets",
        ));
    }
    let values = format!("{path}.values");
    let lengths = std::iter::once(given.values.len()).chain(given.values.iter().map(Vec::len));
    if lengths.into_iter().any(|length| length != n) {
        let message = format!("needs {n} rows of {n} numbers");
        errors.push(ProblemError::new(values, message));
        return Target::Nothing;
    }
    let found = DMatrix::from_fn(n, n, |row, column| given.values[row][column]);
    for row in 0..n {
        for column in 0..n {
            let mut refuse = |message: &str| {
                let path = format!("{values}[{row}][{column}]");
                errors.push(ProblemError::new(path, message));
            };
            if !(-1.0..=1.0).contains(&found[(row, column)]) {
                refuse("must be from -1 to 1");
            } else if row == column && found[(row, column)] != 1.0 {
                refuse("must be 1: it stands on the diagonal");
            } else if column < row && found[(row, column)] != found[(column, row)] {
                refuse("differs from its mirror image");
            }
        }
    }
    if assets.len() == n {
        Target::Matrix(assets, found)
    } else {
        Target::Nothing
    }
}

/// One factor per asset.
fn volatility(
    asked: &CorrelationStressRequest,
    path: &str,
    ground: &Ground<'_>,
    errors: &mut Vec<ProblemError>,
) -> Vec<f64> {
    let check = |path: &str, factor: f64, errors: &mut Vec<ProblemError>| {
        if !(factor.is_finite() && factor >= 0.0) {
            errors.push(ProblemError::new(
                path,
                format!("must not be below 0, is {factor}"),
            ));
        }
    };
    let all = asked.volatility.unwrap_or(1.0);
    check(&format!("{path}.volatility"), all, errors);
    let mut by_group: Vec<Option<f64>> = vec![None; ground.returns.assets.len()];
    for (name, factor) in &asked.group_volatility.0 {
        let path = format!("{path}.group_volatility.{}", short(name));
        check(&path, *factor, errors);
        let found = group(ground, &path, name, errors);
        for &member in found.iter().flat_map(|&group| &ground.groups[group].1) {
            if by_group[member].is_some_and(|other| other != *factor) {
                let asset = &ground.returns.assets[member];
                let message = format!("{asset} is in another group with another factor");
                errors.push(ProblemError::new(&path, message));
            }
            by_group[member] = Some(*factor);
        }
    }
    by_group.into_iter().map(|own| own.unwrap_or(all)).collect()
}
