//! The distance from a benchmark, `√((w − b)'Σ(w − b))`, scaled.
//!
//! It is convex and, with the factor of a ratio, positively homogeneous: at any position the linear
//! function that touches it there is below it everywhere.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::ScenarioProblem;
use crate::estimate::sample_covariance;
use crate::limits::TrackingError;

/// The limit on the distance.
#[derive(Debug, Clone)]
pub(crate) struct Distance {
    /// Covariance of mean variance 1.
    covariance: DMatrix<f64>,
    /// Benchmark ÷ budget.
    benchmark: DVector<f64>,
    /// The largest distance.
    pub(crate) limit: f64,
    /// Change of `limit` per unit of its number.
    pub(crate) rate: f64,
    /// The column by which the limit gives way, and by how much.
    give: Option<(usize, f64)>,
}

/// A linear function of the variables with an upper limit.
pub(crate) struct Touch {
    pub(crate) coefficients: Vec<f64>,
    pub(crate) upper: f64,
}

/// The annual covariance that was given, or that of the returns; nothing when their squares are no
/// numbers.
pub(crate) fn covariance_of(problem: &ScenarioProblem) -> Option<DMatrix<f64>> {
    match problem.given_covariance() {
        Some(covariance) => Some((**covariance).clone()),
        None => sample_covariance(problem.returns()).ok(),
    }
}

impl Distance {
    /// `give` is the column by which the limit gives way, and by how much.
    pub(super) fn new(
        problem: &ScenarioProblem,
        limit: &TrackingError,
        give: Option<(usize, f64)>,
    ) -> Self {
        let n = problem.assets();
        let covariance = covariance_of(problem).unwrap_or_else(|| DMatrix::zeros(n, n));
        let variance = covariance.diagonal().mean();
        let unit = if variance > 0.0 { variance.sqrt() } else { 1.0 };
        let budget = problem.constraints().budget;
        let rate = 1.0 / (budget * unit);
        Self {
            covariance: covariance / unit.powi(2),
            benchmark: &limit.benchmark / budget,
            limit: limit.max * rate,
            rate,
            give: give.map(|(column, step)| (column, step * rate)),
        }
    }

    fn active(&self, vertex: &[f64], factor: Option<usize>) -> DVector<f64> {
        let factor = factor.map_or(1.0, |factor| vertex[factor]);
        DVector::from_fn(self.benchmark.len(), |asset, _| {
            vertex[asset] - factor * self.benchmark[asset]
        })
    }

    /// The distance of a position.
    pub(crate) fn of(&self, vertex: &[f64], factor: Option<usize>) -> f64 {
        let active = self.active(vertex, factor);
        active.dot(&(&self.covariance * &active)).max(0.0).sqrt()
    }

    /// By how much a position is too far.
    pub(crate) fn excess(&self, vertex: &[f64], factor: Option<usize>) -> f64 {
        let factor_here = factor.map_or(1.0, |factor| vertex[factor]);
        let given = self
            .give
            .map_or(0.0, |(column, step)| step * vertex[column]);
        self.of(vertex, factor) - self.limit * factor_here - given
    }

    /// The linear function that touches the distance at a position; nothing at the benchmark.
    pub(crate) fn touch(&self, vertex: &[f64], factor: Option<usize>) -> Option<Touch> {
        let slope = self.slope(vertex, factor)?;
        let mut coefficients = vec![0.0; vertex.len()];
        coefficients[..slope.len()].copy_from_slice(slope.as_slice());
        let mut upper = self.limit + slope.dot(&self.benchmark);
        if let Some(factor) = factor {
            (coefficients[factor], upper) = (-upper, 0.0);
        }
        if let Some((column, step)) = self.give {
            coefficients[column] = -step;
        }
        Some(Touch {
            coefficients,
            upper,
        })
    }

    fn slope(&self, vertex: &[f64], factor: Option<usize>) -> Option<DVector<f64>> {
        let active = self.active(vertex, factor);
        let pull = &self.covariance * &active;
        let distance = active.dot(&pull).max(0.0).sqrt();
        (distance > 1e-14).then(|| pull / distance)
    }

    /// Adds `weight` times the second derivatives of the distance at a position to `target`.
    pub(crate) fn bend(
        &self,
        vertex: &[f64],
        factor: Option<usize>,
        weight: f64,
        target: &mut DMatrix<f64>,
    ) {
        let Some(slope) = self.slope(vertex, factor) else {
            return;
        };
        let distance = self.of(vertex, factor);
        let n = slope.len();
        let bend = (&self.covariance - &slope * slope.transpose()) * (weight / distance);
        // Of `w − κb`: the row and column of the factor follow from those of the weights.
        if let Some(factor) = factor {
            let turned = &bend * &self.benchmark;
            for asset in 0..n {
                target[(asset, factor)] -= turned[asset];
                target[(factor, asset)] -= turned[asset];
            }
            target[(factor, factor)] += self.benchmark.dot(&turned);
        }
        for column in 0..n {
            for row in 0..n {
                target[(row, column)] += bend[(row, column)];
            }
        }
    }

    /// The active weights as rows `F` with `‖F(w − κb)‖` the distance: coefficients of the weights.
    pub(crate) fn factors(&self) -> DMatrix<f64> {
        let eigen = SymmetricEigen::new(self.covariance.clone());
        let mut factors = eigen.eigenvectors.transpose();
        for (mut row, value) in factors.row_iter_mut().zip(eigen.eigenvalues.iter()) {
            row *= value.max(0.0).sqrt();
        }
        factors
    }

    /// Covariance of mean variance 1.
    pub(crate) fn covariance(&self) -> &DMatrix<f64> {
        &self.covariance
    }

    /// Benchmark ÷ budget.
    pub(crate) fn benchmark(&self) -> &DVector<f64> {
        &self.benchmark
    }

    /// The column by which the limit gives way, and by how much.
    pub(crate) fn give(&self) -> Option<(usize, f64)> {
        self.give
    }

    /// `Σ(w − b) = 0`, row by row.
    pub(super) fn stationary(&self) -> Vec<(Vec<f64>, f64)> {
        let right = &self.covariance * &self.benchmark;
        let row = |asset: usize| {
            let normal = self.covariance.column(asset).iter().copied().collect();
            (normal, right[asset])
        };
        (0..right.len()).map(row).collect()
    }
}
