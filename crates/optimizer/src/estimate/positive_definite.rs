//! Repair of a covariance that is not positive definite.

use nalgebra::DMatrix;

use super::correlation::{Correlation, descending, exceeds, recomposed, unit_diagonal};
use super::{EstimateError, ROUNDING, check_symmetric, refuse};

/// What a repair did to a covariance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Repaired {
    /// How many eigenvalues of the correlation were below the floor.
    pub raised: usize,
    /// The smallest of them, as it was.
    pub smallest: f64,
    /// What they were raised to, at least.
    pub floor: f64,
    /// The largest change of a correlation.
    pub largest_change: f64,
}

/// The eigenvalues of the correlation that a repaired covariance has at least. A portfolio of
/// assets of the same volatility keeps a ten-thousandth of it; rounding at a thousand assets is
/// a hundred times smaller.
pub const EIGENVALUE_FLOOR: f64 = 1e-8;

/// Which covariances are repaired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Repair {
    /// Those with a negative eigenvalue beyond rounding, which only pairwise gaps can make.
    #[default]
    Indefinite,
    /// Singular ones, too: of fewer days than assets, or of assets that are the same.
    Singular,
}

impl Repair {
    /// The covariance of an estimator, repaired where this asks for it.
    pub(super) fn apply(
        self,
        covariance: DMatrix<f64>,
    ) -> Result<(DMatrix<f64>, Option<Repaired>), EstimateError> {
        let accepted = match self {
            Self::Indefinite => exceeds(&Correlation::of(&covariance)?.matrix, -ROUNDING),
            Self::Singular => false,
        };
        if accepted {
            return Ok((covariance, None));
        }
        positive_definite(&covariance, EIGENVALUE_FLOOR)
    }
}

/// The covariance with the same variances whose correlation has no eigenvalue below `floor`.
///
/// Eigenvalues below the floor are raised to it, and the result is rescaled to a unit diagonal,
/// which the level makes up for. A covariance that needs nothing is returned as it is, with `None`;
/// half the floor is good enough for that, so that a repaired one is not repaired again. An asset
/// with variance 0 keeps it, its covariances become 0, and the rest is positive definite without
/// it. `floor` is at least 1e-13, where rounding begins, and at most 0.1. O(n³).
///
/// Source: Rebonato and Jäckel, *The most general methodology to create a valid correlation matrix
/// for risk management and option pricing purposes* (1999), "spectral decomposition"; with a floor
/// of 1e-13 same numbers as skfolio's `cov_nearest`. Higham's nearest correlation (2002) changes
/// less, iterates, and ends on the boundary all the same.
///
/// # Errors
///
/// A covariance that is not square, symmetric and finite, a negative variance, a floor out of
/// bounds.
pub fn positive_definite(
    covariance: &DMatrix<f64>,
    floor: f64,
) -> Result<(DMatrix<f64>, Option<Repaired>), EstimateError> {
    if !(1e-13..=0.1).contains(&floor) {
        return refuse("floor", "is not between 1e-13 and 0.1");
    }
    check_symmetric(covariance)?;
    if let Some(asset) = covariance.diagonal().iter().position(|&value| value < 0.0) {
        return refuse(format!("covariance[{asset}][{asset}]"), "is negative");
    }
    let correlation = Correlation::of(covariance)?;
    let set_aside = |row: usize, column: usize| {
        correlation.deviations[row] == 0.0 || correlation.deviations[column] == 0.0
    };
    let stray = covariance.iter().enumerate().any(|(position, &value)| {
        let assets = covariance.nrows();
        value != 0.0 && set_aside(position % assets, position / assets)
    });
    if !stray && exceeds(&correlation.matrix, floor / 2.0) {
        return Ok((covariance.clone(), None));
    }

    let (values, vectors) = descending(correlation.matrix.clone());
    let below: Vec<f64> = values.iter().map(|value| (-value).max(0.0)).collect();
    let added = recomposed(&below, &vectors).diagonal();
    let level = floor * (1.0 + added.iter().copied().fold(0.0, f64::max));
    let raised: Vec<f64> = values.iter().map(|value| value.max(level)).collect();
    let mut matrix = recomposed(&raised, &vectors);
    unit_diagonal(&mut matrix);

    let mut repaired = correlation.with(&matrix);
    repaired.set_diagonal(&covariance.diagonal());
    let report = Repaired {
        raised: values.iter().filter(|&&value| value < floor).count(),
        smallest: values.last().copied().unwrap_or(0.0),
        floor,
        largest_change: (matrix - &correlation.matrix).amax(),
    };
    Ok((repaired, Some(report)))
}
