//! Correlation stress: what is left of diversification when correlations and volatilities move.

use nalgebra::DMatrix;

use super::{
    Joint, all_finite, finite,
    nearest::{Repair, correlation_near},
};
use crate::{
    PERIODS_PER_YEAR, RiskError,
    distribution::{normal_density, normal_quantile},
};

/// Where the correlations move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CorrelationTarget<'a> {
    /// All of them to one number.
    Level(f64),
    /// Those within each of some sets of assets to one number; the others stay.
    Within(&'a [&'a [usize]], f64),
    /// Each to its own; symmetric, with ones on the diagonal.
    Matrix(&'a DMatrix<f64>),
}

/// What moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CorrelationStress<'a> {
    /// Where the correlations move.
    pub target: CorrelationTarget<'a>,
    /// How far they move there: 0 not at all, 1 all the way.
    pub by: f64,
    /// The factor by which the volatility of each asset grows; one per asset.
    pub volatility: &'a [f64],
    /// Such as 0.95.
    pub confidence: &'a [f64],
}

/// The figures of a portfolio in one mood of the market.
#[derive(Debug, Clone, PartialEq)]
pub struct Mood {
    /// `√(252 w'Σw)`.
    pub volatility_annual: f64,
    /// The mean of the correlations of all pairs of assets that vary; none without a pair.
    pub average_correlation: Option<f64>,
    /// The normal VaR of one day, one per confidence: `z σ − μ`.
    pub var: Vec<f64>,
    /// The normal CVaR of one day, one per confidence: `σ φ(z) / (1 − c) − μ`.
    pub cvar: Vec<f64>,
}

/// Before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct StressedCorrelation {
    /// With the correlations and volatilities as estimated.
    pub before: Mood,
    /// With those that were asked for.
    pub after: Mood,
    /// What had to be done to the correlations to make them some; none where they were.
    pub repair: Option<Repair>,
}

/// Volatility and normal tails of a portfolio when the correlations move from the estimated `C` to
/// `C' = (1 − θ) C + θ T` and the volatilities grow by factors. The mean stays.
///
/// A blend of two correlation matrices is one (they are a convex set), so `C'` needs no repair where
/// `T` is one: a level `ρ ≥ −1/(n − 1)` for all is. Correlations within sets alone can contradict
/// the others, and so can a given matrix: those are repaired (Rebonato and Jäckel's spectral method)
/// and the repair is told. Assets that do not vary have correlation 0 with the others in `C`.
///
/// P. H. Kupiec (1998); R. Rebonato, *Coherent Stress Testing* (2010). O(n³).
///
/// # Errors
/// When a level or an entry is not from −1 to 1, `θ` not from 0 to 1, a factor negative, the matrix
/// not symmetric with ones on its diagonal; when lengths do not fit; with a confidence outside 0 to
/// 1.
pub fn correlation_stress(
    joint: &Joint,
    weights: &[f64],
    stress: &CorrelationStress<'_>,
) -> Result<StressedCorrelation, RiskError> {
    let (mean, _) = joint.portfolio(weights)?;
    check_stress(joint, stress)?;
    let n = joint.assets();
    let deviations: Vec<f64> = (0..n).map(|i| joint.covariance()[(i, i)].sqrt()).collect();
    let estimated = joint.correlations();
    let wanted = DMatrix::from_fn(n, n, |i, j| {
        let moved = target(stress.target, &estimated, i, j);
        (1.0 - stress.by) * estimated[(i, j)] + stress.by * moved
    });
    let (stressed, repair) = correlation_near(&wanted)?;
    let grown: Vec<f64> = deviations
        .iter()
        .zip(stress.volatility)
        .map(|(d, f)| d * f)
        .collect();
    let mood = |correlations: &DMatrix<f64>, deviations: &[f64]| {
        mood(
            correlations,
            &all_finite(deviations.to_vec())?,
            weights,
            mean,
            stress.confidence,
        )
    };
    Ok(StressedCorrelation {
        before: mood(&estimated, &deviations)?,
        after: mood(&stressed, &grown)?,
        repair,
    })
}

fn mood(
    correlations: &DMatrix<f64>,
    deviations: &[f64],
    weights: &[f64],
    mean: f64,
    confidence: &[f64],
) -> Result<Mood, RiskError> {
    let parts: Vec<f64> = weights.iter().zip(deviations).map(|(w, d)| w * d).collect();
    let mut variance = 0.0;
    let (mut sum, mut pairs) = (0.0, 0_usize);
    for i in 0..parts.len() {
        variance += parts[i] * parts[i];
        for j in 0..i {
            variance += 2.0 * parts[i] * parts[j] * correlations[(i, j)];
            if deviations[i] > 0.0 && deviations[j] > 0.0 {
                sum += correlations[(i, j)];
                pairs += 1;
            }
        }
    }
    let deviation = finite(variance)?.max(0.0).sqrt();
    let var = |c: &f64| normal_quantile(*c) * deviation - mean;
    let cvar = |c: &f64| deviation * normal_density(normal_quantile(*c)) / (1.0 - c) - mean;
    Ok(Mood {
        volatility_annual: finite(deviation * PERIODS_PER_YEAR.sqrt())?,
        average_correlation: (pairs > 0).then(|| sum / pairs as f64),
        var: all_finite(confidence.iter().map(var).collect())?,
        cvar: all_finite(confidence.iter().map(cvar).collect())?,
    })
}

fn target(target: CorrelationTarget<'_>, estimated: &DMatrix<f64>, i: usize, j: usize) -> f64 {
    match target {
        _ if i == j => 1.0,
        CorrelationTarget::Level(level) => level,
        CorrelationTarget::Within(sets, level) => {
            let mut sets = sets.iter();
            if sets.any(|members| members.contains(&i) && members.contains(&j)) {
                level
            } else {
                estimated[(i, j)]
            }
        }
        CorrelationTarget::Matrix(matrix) => matrix[(i, j)],
    }
}

fn check_stress(joint: &Joint, stress: &CorrelationStress<'_>) -> Result<(), RiskError> {
    let n = joint.assets();
    let argument = |name, reason| Err(RiskError::Argument { name, reason });
    if !(0.0..=1.0).contains(&stress.by) {
        return argument("by", "must be from 0 to 1");
    }
    if stress.volatility.len() != n {
        return Err(RiskError::Length {
            expected: n,
            found: stress.volatility.len(),
        });
    }
    if !stress
        .volatility
        .iter()
        .all(|factor| factor.is_finite() && *factor >= 0.0)
    {
        return argument("volatility", "must not be below 0");
    }
    let outside = |c: &&f64| !(**c > 0.0 && **c < 1.0);
    if let Some(&confidence) = stress.confidence.iter().find(outside) {
        return Err(RiskError::Confidence(confidence));
    }
    match stress.target {
        CorrelationTarget::Level(level) | CorrelationTarget::Within(_, level) => {
            if !(-1.0..=1.0).contains(&level) {
                return argument("level", "must be from -1 to 1");
            }
        }
        CorrelationTarget::Matrix(matrix) => check_matrix(matrix, n)?,
    }
    Ok(())
}

fn check_matrix(matrix: &DMatrix<f64>, n: usize) -> Result<(), RiskError> {
    let argument = |reason| {
        Err(RiskError::Argument {
            name: "matrix",
            reason,
        })
    };
    if matrix.nrows() != n || matrix.ncols() != n {
        return Err(RiskError::Length {
            expected: n,
            found: matrix.nrows().min(matrix.ncols()),
        });
    }
    if !matrix.iter().all(|entry| (-1.0..=1.0).contains(entry)) {
        return argument("must have entries from -1 to 1");
    }
    if (0..n).any(|i| matrix[(i, i)] != 1.0) {
        return argument("must have ones on its diagonal");
    }
    if (0..n).any(|i| (0..i).any(|j| matrix[(i, j)] != matrix[(j, i)])) {
        return argument("must be symmetric");
    }
    Ok(())
}
