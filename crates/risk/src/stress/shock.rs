//! A hypothetical shock: some series move by so much over a horizon, the others follow or do not.

use super::{Joint, all_finite, dot, finite, joint::check_horizon};
use crate::{RiskError, error::check};

/// How the series that are not shocked follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Propagate {
    /// They do not move.
    None,
    /// Through betas, `r_u = B x` with the slopes `B = Σ_us Σ_ss⁻¹` of the multivariate regression
    /// on all shocked series at once: what the shock itself does.
    #[default]
    Betas,
    /// Through the conditional distribution, `E[r_u | r_s = x] = μ_u h + B (x − μ_s h)`: as through
    /// betas, and beside it the drift that is to be expected over the horizon.
    Conditional,
}

/// What moves, over how many days. Assets and factors by position; an asset in a shocked group that
/// is shocked by itself takes its own shock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shock<'a> {
    /// Returns of single assets.
    pub assets: &'a [(usize, f64)],
    /// Returns of groups: each of the members moves by so much.
    pub groups: &'a [(&'a [usize], f64)],
    /// Returns of factors.
    pub factors: &'a [(usize, f64)],
    /// How the others follow.
    pub propagate: Propagate,
    /// Over which the shock happens. It scales mean and covariance: `μ h`, `Σ h`.
    pub horizon_days: f64,
}

/// Where the return of an asset comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A shock of its own.
    Asset,
    /// The shock of a group, by position in the shock.
    Group(usize),
    /// It follows.
    Propagated,
    /// It does not move.
    Unchanged,
}

/// What a shock does.
#[derive(Debug, Clone, PartialEq)]
pub struct Shocked {
    /// One per asset.
    pub returns: Vec<f64>,
    /// One per asset.
    pub origins: Vec<Origin>,
    /// Shocks of groups that gave way to a shock of the asset itself: asset, group.
    pub overruled: Vec<(usize, usize)>,
    /// `wᵢ rᵢ`, one per asset; they add up to `portfolio`.
    pub contributions: Vec<f64>,
    /// The return of the portfolio.
    pub portfolio: f64,
    /// The volatility of the portfolio over the horizon.
    pub volatility: f64,
    /// What is left of it once the shocked series are known, `√(h (w'Σw − c'Σ_ss⁻¹c))` with the
    /// covariances `c` of the shocked series with the portfolio; none where nothing follows.
    pub volatility_after: Option<f64>,
}

/// What a shock does to a portfolio.
///
/// P. H. Kupiec, *Stress Testing in a Value at Risk Framework*, Journal of Derivatives 6 (1998);
/// A. Meucci, *Risk and Asset Allocation* (2005), 2.4. Assumes linear dependence as strong as on
/// ordinary days: in a crisis correlations rise (see [`super::correlation_stress`]). A linear model
/// knows no total loss: what follows a large shock can fall by more than everything.
///
/// # Errors
/// When nothing is shocked, two groups shock one asset differently, factors are shocked and nothing
/// follows; when a shocked series does not vary or depends on the others; with numbers out of range.
pub fn shock(joint: &Joint, weights: &[f64], shock: &Shock<'_>) -> Result<Shocked, RiskError> {
    let (_, variance) = joint.portfolio(weights)?;
    let moved = Moved::new(joint, shock)?;
    let n = joint.assets();
    let follow = follow(joint, weights, shock, &moved)?;
    let mut returns = follow
        .as_ref()
        .map_or(vec![0.0; n], |follow| follow.returns.clone());
    let mut origins = vec![
        match follow {
            Some(_) => Origin::Propagated,
            None => Origin::Unchanged,
        };
        n
    ];
    for ((&series, &value), &origin) in moved.series.iter().zip(&moved.values).zip(&moved.origins) {
        if series < n {
            returns[series] = value;
            origins[series] = origin;
        }
    }
    let contributions = all_finite(weights.iter().zip(&returns).map(|(w, r)| w * r).collect())?;
    let left =
        |explained: f64| finite(((variance - explained).max(0.0) * shock.horizon_days).sqrt());
    Ok(Shocked {
        portfolio: finite(contributions.iter().sum())?,
        volatility: left(0.0)?,
        volatility_after: follow.map(|follow| left(follow.explained)).transpose()?,
        returns,
        origins,
        overruled: moved.overruled,
        contributions,
    })
}

/// The series that are shocked, assets first, ascending: which, by how much, and why.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Moved {
    pub(super) series: Vec<usize>,
    pub(super) values: Vec<f64>,
    origins: Vec<Origin>,
    overruled: Vec<(usize, usize)>,
}

impl Moved {
    pub(super) fn new(joint: &Joint, shock: &Shock<'_>) -> Result<Self, RiskError> {
        check_horizon(shock.horizon_days)?;
        if !shock.factors.is_empty() && shock.propagate == Propagate::None {
            return Err(argument(
                "propagation",
                "must not be none where factors move",
            ));
        }
        let mut all = shock.assets.to_vec();
        all.extend(
            shock
                .factors
                .iter()
                .map(|&(f, value)| (joint.assets() + f, value)),
        );
        let single: Vec<usize> = all.iter().map(|&(series, _)| series).collect();
        joint.check_series(&single)?;
        if shock
            .assets
            .iter()
            .any(|&(asset, _)| asset >= joint.assets())
        {
            return Err(argument("assets", "must be among the assets"));
        }
        let mut entries: Vec<(usize, f64, Origin)> = all
            .into_iter()
            .map(|(series, value)| (series, value, Origin::Asset))
            .collect();
        let mut overruled = Vec::new();
        for (group, &(members, value)) in shock.groups.iter().enumerate() {
            for &asset in members {
                join(&mut entries, &mut overruled, (asset, group, value))?;
            }
        }
        if entries.is_empty() {
            return Err(argument("shock", "must move something"));
        }
        entries.sort_by_key(|&(series, _, _)| series);
        let moved = Self {
            series: entries.iter().map(|entry| entry.0).collect(),
            values: entries.iter().map(|entry| entry.1).collect(),
            origins: entries.iter().map(|entry| entry.2).collect(),
            overruled,
        };
        check(&moved.values, 0)?;
        if shock
            .groups
            .iter()
            .any(|(members, _)| members.iter().any(|&a| a >= joint.assets()))
        {
            return Err(argument("groups", "must be of the assets"));
        }
        Ok(moved)
    }

    /// The shock less the drift over the horizon, `x − μ_s h`.
    pub(super) fn surprise(&self, joint: &Joint, horizon_days: f64) -> Vec<f64> {
        self.series
            .iter()
            .zip(&self.values)
            .map(|(&series, value)| value - joint.mean()[series] * horizon_days)
            .collect()
    }
}

/// What follows, and the variance of the portfolio in a day that the shocked series explain.
struct Follow {
    returns: Vec<f64>,
    explained: f64,
}

fn follow(
    joint: &Joint,
    weights: &[f64],
    shock: &Shock<'_>,
    moved: &Moved,
) -> Result<Option<Follow>, RiskError> {
    let drift = match shock.propagate {
        Propagate::None => return Ok(None),
        Propagate::Betas => 0.0,
        Propagate::Conditional => shock.horizon_days,
    };
    let factorised = joint.factorised(&moved.series)?;
    // Σ_ss⁻¹ (x − μ_s h), of which the covariance with each series makes the return.
    let solved = all_finite(factorised.solve(&moved.surprise(joint, drift)))?;
    let returns = (0..joint.assets())
        .map(|asset| {
            let covariances: Vec<f64> = moved
                .series
                .iter()
                .map(|&s| joint.covariance()[(s, asset)])
                .collect();
            joint.mean()[asset] * drift + dot(&covariances, &solved)
        })
        .collect();
    let with_portfolio = joint.with_portfolio(weights);
    let own: Vec<f64> = moved
        .series
        .iter()
        .map(|&series| with_portfolio[series])
        .collect();
    let white = factorised.whiten(&own);
    Ok(Some(Follow {
        returns: all_finite(returns)?,
        explained: finite(dot(&white, &white))?,
    }))
}

/// Adds the shock of a group to one of its members.
fn join(
    entries: &mut Vec<(usize, f64, Origin)>,
    overruled: &mut Vec<(usize, usize)>,
    (asset, group, value): (usize, usize, f64),
) -> Result<(), RiskError> {
    match entries.iter().find(|entry| entry.0 == asset) {
        None => entries.push((asset, value, Origin::Group(group))),
        Some((_, _, Origin::Asset)) => overruled.push((asset, group)),
        Some(&(_, other, _)) if other == value => {}
        Some(_) => {
            return Err(argument(
                "groups",
                "must not shock one asset by different amounts",
            ));
        }
    }
    Ok(())
}

fn argument(name: &'static str, reason: &'static str) -> RiskError {
    RiskError::Argument { name, reason }
}
