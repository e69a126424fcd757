use nalgebra::DMatrix;
use pulp::Arch;

use super::{
    block::PATHS,
    factor::{Factor, cholesky},
    law::Law,
    product::Product,
};
use crate::{RiskError, random::Draws};

/// A law, checked and made ready to draw a day of a block at once.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// Normal, or Student with degrees of freedom.
    Elliptic {
        product: Product,
        assets: usize,
        degrees: Option<f64>,
    },
    /// Rows of history, one after another, and the probability that a new block begins.
    Rows {
        rows: Vec<f64>,
        assets: usize,
        restart: f64,
    },
}

impl Source {
    /// Of all assets, and their order.
    pub(super) fn of_assets(law: &Law<'_>) -> Result<(Self, Vec<usize>), RiskError> {
        match law {
            Law::Normal(moments) | Law::StudentT { moments, .. } => {
                let Factor { lower, order } = cholesky(&moments.covariance)?;
                let mean: Vec<f64> = order.iter().map(|&asset| moments.mean[asset]).collect();
                Ok((Self::elliptic(law, &lower, &mean), order))
            }
            Law::Bootstrap { returns, block } => {
                let assets = returns.ncols();
                // By columns the transpose lies in memory as the rows do.
                let rows = returns.transpose().as_slice().to_vec();
                Ok((Self::rows(rows, assets, *block)?, (0..assets).collect()))
            }
        }
    }

    /// Of the portfolio as the only asset.
    pub(super) fn of_portfolio(law: &Law<'_>, weights: &[f64]) -> Result<Self, RiskError> {
        match law {
            Law::Normal(moments) | Law::StudentT { moments, .. } => {
                // For its checks: the variance below comes from the covariance itself.
                cholesky(&moments.covariance)?;
                let (mean, variance) = moments.of_portfolio(weights);
                if !(mean.is_finite() && variance.is_finite()) {
                    return Err(RiskError::Overflow);
                }
                let factor = DMatrix::from_element(1, 1, variance.sqrt());
                Ok(Self::elliptic(law, &factor, &[mean]))
            }
            Law::Bootstrap { returns, block } => {
                let row = |day: usize| {
                    let pairs = weights.iter().enumerate();
                    pairs.fold(0.0, |sum, (asset, weight)| {
                        sum + weight * returns[(day, asset)]
                    })
                };
                Self::rows((0..returns.nrows()).map(row).collect(), 1, *block)
            }
        }
    }

    fn elliptic(law: &Law<'_>, factor: &DMatrix<f64>, mean: &[f64]) -> Self {
        Self::Elliptic {
            product: Product::new(factor, mean),
            assets: mean.len(),
            degrees: law.degrees(),
        }
    }

    fn rows(rows: Vec<f64>, assets: usize, block: f64) -> Result<Self, RiskError> {
        if rows.iter().all(|r| r.is_finite()) {
            Ok(Self::Rows {
                rows,
                assets,
                restart: 1.0 / block,
            })
        } else {
            Err(RiskError::Overflow)
        }
    }

    pub(super) fn assets(&self) -> usize {
        match self {
            Self::Elliptic { assets, .. } | Self::Rows { assets, .. } => *assets,
        }
    }
}

/// The returns of one block of paths, day after day.
pub(super) struct Stream<'a> {
    source: &'a Source,
    draws: Draws,
    normals: Vec<f64>,
    scales: Vec<f64>,
    /// The row of yesterday, by path.
    rows: Vec<u64>,
    /// By asset, then by path.
    returns: Vec<f64>,
}

impl<'a> Stream<'a> {
    pub(super) fn new(source: &'a Source, seed: u64, block: u64) -> Self {
        let (normals, returns) = match source {
            Source::Elliptic {
                product, assets, ..
            } => (assets * PATHS, product.room()),
            Source::Rows { assets, .. } => (0, assets * PATHS),
        };
        Self {
            source,
            draws: Draws::new(seed, block),
            normals: vec![0.0; normals],
            scales: vec![1.0; PATHS],
            rows: Vec::new(),
            returns: vec![0.0; returns],
        }
    }

    /// The returns of the next day, by asset, then by path.
    pub(super) fn next_day(&mut self, arch: Arch) -> &[f64] {
        match self.source {
            Source::Elliptic {
                product, degrees, ..
            } => {
                self.draws.normals(&mut self.normals);
                if let Some(degrees) = degrees {
                    for scale in &mut self.scales {
                        // Zero in floating point only where ν is next to 2, and once in 10³⁰⁰.
                        let chi = self.draws.chi_square(*degrees).max(f64::MIN_POSITIVE);
                        *scale = ((degrees - 2.0) / chi).sqrt();
                    }
                }
                product.fill(arch, &self.normals, &self.scales, &mut self.returns);
            }
            Source::Rows {
                rows,
                assets,
                restart,
            } => {
                self.choose_rows((rows.len() / assets) as u64, *restart);
                for (path, &row) in self.rows.iter().enumerate() {
                    let row = &rows[row as usize * assets..][..*assets];
                    for (asset, r) in row.iter().enumerate() {
                        self.returns[asset * PATHS + path] = *r;
                    }
                }
            }
        }
        &self.returns
    }

    /// The row after yesterday's, or any.
    fn choose_rows(&mut self, count: u64, restart: f64) {
        if self.rows.is_empty() {
            self.rows = (0..PATHS).map(|_| self.draws.below(count)).collect();
            return;
        }
        for row in &mut self.rows {
            *row = if self.draws.unit() < restart {
                self.draws.below(count)
            } else {
                (*row + 1) % count
            };
        }
    }
}
