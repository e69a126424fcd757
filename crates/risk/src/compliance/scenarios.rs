//! Measures of the tail, and which holdings make them.

use super::{Missing, book::Past, judge::Measured};
use crate::{
    RiskError,
    structure::{
        Parts, cvar_historical_parts, cvar_normal_parts, var_cornish_fisher_parts,
        var_historical_parts, var_normal_parts,
    },
    tail::{Model, tail_risk},
};

/// Value at risk by any model. Its parts are Euler's of the one-day measure, by the model itself where
/// it is historical, normal or Cornish and Fisher's and else by the nearest of these, in proportion.
pub(crate) fn var(
    past: &Past,
    model: Model,
    confidence: f64,
    days: usize,
) -> Result<Measured, Missing> {
    let value = tail_risk(&past.whole, model, confidence, days)?.var;
    let parts = match model {
        Model::Historical | Model::HistoricalOverlapping | Model::FilteredHistorical { .. } => {
            past.divided(|parts, ones| var_historical_parts(parts, ones, confidence))
        }
        Model::CornishFisher => {
            past.divided(|parts, ones| var_cornish_fisher_parts(parts, ones, confidence))
        }
        _ => past.divided(|parts, ones| var_normal_parts(parts, ones, confidence)),
    };
    Ok(in_proportion(value, parts?))
}

/// Conditional value at risk by any model that has one. Parts as those of [`var`], Cornish and Fisher's
/// by the normal model.
pub(crate) fn cvar(
    past: &Past,
    model: Model,
    confidence: f64,
    days: usize,
) -> Result<Measured, Missing> {
    let value = tail_risk(&past.whole, model, confidence, days)?.cvar;
    let value = value.ok_or(Missing::Data(RiskError::Argument {
        name: "the model",
        reason: "has no mean beyond its quantile here",
    }))?;
    let parts = match model {
        Model::Historical | Model::HistoricalOverlapping | Model::FilteredHistorical { .. } => {
            past.divided(|parts, ones| cvar_historical_parts(parts, ones, confidence))
        }
        _ => past.divided(|parts, ones| cvar_normal_parts(parts, ones, confidence)),
    };
    Ok(in_proportion(value, parts?))
}

/// A value, divided like its parts; nobody is responsible where these sum to nothing.
fn in_proportion(value: f64, parts: Option<Parts>) -> Measured {
    let shares = parts.and_then(|parts| parts.shares().ok());
    let parts = shares.unwrap_or_default();
    Measured::together(value, parts.into_iter().map(|share| share * value))
}
