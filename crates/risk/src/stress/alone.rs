//! How far one holding would have to fall to lose so much by itself.

use super::{Joint, finite, joint::check_horizon, reverse::check_loss};
use crate::RiskError;

/// How far one holding, or the holdings of a group, would have to move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alone {
    /// The return of the holdings together that loses it: `−L / Σ w`. A rise where they are short.
    pub needed: f64,
    /// Whether it can happen: nothing falls by more than everything.
    pub possible: bool,
    /// How many of their standard deviations over the horizon it is away from their mean; negative
    /// where the mean alone does it. None where they do not vary.
    pub sigmas: Option<f64>,
}

/// The move of the assets at some positions, together, that loses `loss` of the portfolio while
/// nothing else moves; the return of several is that of their holdings, weighted as they are held.
///
/// The simplest reverse stress, and the first that a reader understands; it knows no contagion.
///
/// # Errors
/// When the loss or the horizon is not positive, a position is none or comes twice, the holdings are
/// nothing together (long as much as short), or a number leaves its range.
pub fn alone(
    joint: &Joint,
    weights: &[f64],
    assets: &[usize],
    loss: f64,
    horizon_days: f64,
) -> Result<Alone, RiskError> {
    joint.check_weights(weights)?;
    joint.check_series(assets)?;
    check_loss(loss)?;
    check_horizon(horizon_days)?;
    let mut part = vec![0.0; joint.assets()];
    for &asset in assets {
        let place = part.get_mut(asset).ok_or(RiskError::Argument {
            name: "assets",
            reason: "must be among the assets",
        })?;
        *place = weights[asset];
    }
    let held: f64 = part.iter().sum();
    if held == 0.0 {
        return Err(RiskError::Argument {
            name: "holdings",
            reason: "must not add up to 0",
        });
    }
    let needed = finite(-loss / held)?;
    let (mean, variance) = joint.portfolio(&part)?;
    let deviation = (variance * horizon_days).sqrt();
    // The loss in units of wealth, so that it is a fall of the part, long or short.
    let sigmas = (loss + mean * horizon_days) / deviation;
    Ok(Alone {
        needed,
        possible: needed >= -1.0,
        sigmas: Some(sigmas).filter(|sigmas| sigmas.is_finite()),
    })
}
