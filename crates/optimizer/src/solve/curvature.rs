//! Where the entries of `P` come from: a matrix, or factors.

use nalgebra::DMatrix;

use super::dense::{add_columns, add_scaled, dot};

/// `P`, one way or the other.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Curvature<'m> {
    /// Entry by entry.
    Dense(&'m DMatrix<f64>),
    /// `BB' + D`.
    Factors(&'m FactorForm),
}

/// `P = BB' + D` for `n` assets and `k` factors: `P` times a vector of `m` entries that are not
/// zero is `O((n + m)k)` where the matrix needs `O(nm)`.
#[derive(Debug, Clone)]
pub(crate) struct FactorForm {
    /// `B` with one row per asset.
    by_factor: DMatrix<f64>,
    /// `B'`: what one asset has of every factor stands together.
    by_asset: DMatrix<f64>,
    /// The diagonal of `D`, positive.
    specific: Vec<f64>,
}

impl FactorForm {
    /// `loadings` has one row per asset.
    pub(crate) fn new(loadings: DMatrix<f64>, specific: Vec<f64>) -> Self {
        Self {
            by_asset: loadings.transpose(),
            by_factor: loadings,
            specific,
        }
    }

    pub(super) fn factors(&self) -> usize {
        self.by_asset.nrows()
    }

    /// What an asset has of every factor.
    pub(super) fn loadings(&self, asset: usize) -> &[f64] {
        let factors = self.factors();
        &self.by_asset.as_slice()[asset * factors..][..factors]
    }

    pub(super) fn specific(&self, asset: usize) -> f64 {
        self.specific[asset]
    }

    /// With more variables, independent of all others and of variance 1.
    fn extended(&self, count: usize) -> Self {
        let rows = self.by_factor.nrows() + count;
        let mut specific = self.specific.clone();
        specific.resize(rows, 1.0);
        let loadings = self.by_factor.clone().resize_vertically(rows, 0.0);
        Self::new(loadings, specific)
    }
}

/// One that stands by itself.
#[derive(Debug)]
pub(super) enum Owned {
    Dense(DMatrix<f64>),
    Factors(FactorForm),
}

impl Owned {
    pub(super) fn as_ref(&self) -> Curvature<'_> {
        match self {
            Self::Dense(matrix) => Curvature::Dense(matrix),
            Self::Factors(form) => Curvature::Factors(form),
        }
    }
}

impl Curvature<'_> {
    /// Number of variables.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Dense(matrix) => matrix.nrows(),
            Self::Factors(form) => form.specific.len(),
        }
    }

    pub(super) fn diagonal(&self, index: usize) -> f64 {
        match self {
            Self::Dense(matrix) => matrix[(index, index)],
            Self::Factors(form) => {
                let loadings = form.loadings(index);
                form.specific[index] + dot(loadings, loadings)
            }
        }
    }

    /// The largest entry of the diagonal.
    pub(super) fn largest(&self) -> f64 {
        (0..self.size()).fold(0.0, |all: f64, index| all.max(self.diagonal(index)))
    }

    /// `target += P x`, with `x` given by its entries.
    pub(crate) fn add_to(&self, target: &mut [f64], shares: &[(usize, f64)]) {
        match self {
            Self::Dense(matrix) => add_columns(target, matrix, shares),
            Self::Factors(form) => {
                let mut exposure = vec![0.0; form.factors()];
                for &(index, share) in shares {
                    add_scaled(&mut exposure, share, form.loadings(index));
                    target[index] += form.specific[index] * share;
                }
                let exposure: Vec<(usize, f64)> = exposure.into_iter().enumerate().collect();
                add_columns(target, &form.by_factor, &exposure);
            }
        }
    }

    /// With more variables, independent of all others and of curvature 1.
    pub(super) fn extended(&self, count: usize) -> Owned {
        match self {
            Self::Dense(matrix) => {
                let n = matrix.nrows();
                let mut matrix = (*matrix).clone().resize(n + count, n + count, 0.0);
                for index in n..n + count {
                    matrix[(index, index)] = 1.0;
                }
                Owned::Dense(matrix)
            }
            Self::Factors(form) => Owned::Factors(form.extended(count)),
        }
    }
}
