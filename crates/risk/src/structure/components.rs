use nalgebra::DMatrix;

use super::{
    Parts,
    co_moments::CoMoments,
    matrix::{Held, finite},
    normal_parts::{cvar_factor, var_factor},
    rest::{Plan, Rest, RestTail, TailByMoments},
};
use crate::RiskError;

/// Volatility, VaR and CVaR of a portfolio divided among its assets; each of them by itself, since one
/// can be known and another not.
#[derive(Debug, Clone, PartialEq)]
pub struct Components {
    /// See [`volatility_parts`](super::volatility_parts); daily.
    pub volatility: Result<Divided, RiskError>,
    /// VaR and CVaR at each confidence, in the order asked.
    pub tails: Vec<TailComponents>,
}

/// One measure divided among the assets.
#[derive(Debug, Clone, PartialEq)]
pub struct Divided {
    /// Total, marginal and component.
    pub parts: Parts,
    /// What the measure falls by when the whole holding is sold to cash, for each asset: computed anew
    /// from the returns of what is left. Negative for a holding that hedges the others.
    pub incremental: Vec<f64>,
}

/// VaR and CVaR of one day at one confidence, by model.
#[derive(Debug, Clone, PartialEq)]
pub struct TailComponents {
    /// The confidence, such as 0.95.
    pub confidence: f64,
    /// See [`var_historical_parts`](super::var_historical_parts).
    pub var_historical: Result<Divided, RiskError>,
    /// See [`var_normal_parts`](super::var_normal_parts).
    pub var_normal: Result<Divided, RiskError>,
    /// See [`var_cornish_fisher_parts`](super::var_cornish_fisher_parts).
    pub var_cornish_fisher: Result<Divided, RiskError>,
    /// See [`cvar_historical_parts`](super::cvar_historical_parts).
    pub cvar_historical: Result<Divided, RiskError>,
    /// See [`cvar_normal_parts`](super::cvar_normal_parts).
    pub cvar_normal: Result<Divided, RiskError>,
}

/// All of them at once, which shares what they have in common: the returns of the whole, the
/// moments, and for each holding the series that is left without it with one selection of its tail.
/// O(Tn).
///
/// # Errors
/// With no day, numbers that are not finite, not one weight per asset, or a confidence that is not
/// inside 0 to 1. What a single measure lacks is in its place.
pub fn components(
    returns: &DMatrix<f64>,
    weights: &[f64],
    confidences: &[f64],
) -> Result<Components, RiskError> {
    let held = Held::new(returns, weights, 1)?;
    let plan = Plan::new(held.whole.len(), confidences)?;
    let moments = CoMoments::of(&held);
    let moments = || moments.as_ref().map_err(|error| *error);
    let rests = rests(&held, &plan);
    let rests = || rests.as_ref().map_err(|error| *error);
    let volatility = moments().and_then(CoMoments::volatility);
    let volatility = Divided::new(volatility, rests(), |rest| rest.volatility);
    let at = |(i, &confidence): (usize, &f64)| {
        let historical = |parts, of: fn(&RestTail) -> f64| {
            Divided::new(parts, rests(), |rest| Some(of(&rest.tails[i])))
        };
        let by_moments = |parts, of: fn(&TailByMoments) -> f64| {
            Divided::new(parts, rests(), |rest| {
                rest.tails[i].by_moments.as_ref().map(of)
            })
        };
        let normal = |factor: f64| moments().and_then(|moments| moments.normal(factor));
        let fisher = moments().and_then(|moments| moments.cornish_fisher(confidence));
        Ok(TailComponents {
            confidence,
            var_historical: historical(held.var_historical(confidence), |t| t.var_historical),
            cvar_historical: historical(held.cvar_historical(confidence), |t| t.cvar_historical),
            var_normal: by_moments(normal(var_factor(confidence)?), |t| t.var_normal),
            cvar_normal: by_moments(normal(cvar_factor(confidence)?), |t| t.cvar_normal),
            var_cornish_fisher: by_moments(fisher, |t| t.var_cornish_fisher),
        })
    };
    let tails = confidences.iter().enumerate().map(at);
    Ok(Components {
        volatility,
        tails: tails.collect::<Result<_, RiskError>>()?,
    })
}

impl Divided {
    fn new(
        parts: Result<Parts, RiskError>,
        rests: Result<&Vec<Option<Rest>>, RiskError>,
        of: impl Fn(&Rest) -> Option<f64>,
    ) -> Result<Self, RiskError> {
        let (parts, rests) = (parts?, rests?);
        let falls = rests.iter().map(|rest| {
            let left = rest
                .as_ref()
                .map(|rest| of(rest).ok_or(RiskError::NoVariance));
            // What is not held leaves everything when it is sold.
            left.map_or(Ok(0.0), |left| finite(parts.total - left?))
        });
        let incremental = falls.collect::<Result<_, _>>()?;
        Ok(Self { parts, incremental })
    }
}

/// What is left without each holding, measured; none of what is not held.
fn rests(held: &Held<'_>, plan: &Plan) -> Result<Vec<Option<Rest>>, RiskError> {
    let mut rest = vec![0.0; held.whole.len()];
    let mut rests = Vec::with_capacity(held.weights.len());
    for (column, &weight) in held.columns().zip(held.weights) {
        if weight == 0.0 {
            rests.push(None);
            continue;
        }
        for ((rest, whole), r) in rest.iter_mut().zip(&held.whole).zip(column) {
            *rest = whole - weight * r;
        }
        if rest.iter().any(|x| !x.is_finite()) {
            return Err(RiskError::Overflow);
        }
        rests.push(Some(plan.measure(&mut rest)));
    }
    Ok(rests)
}
