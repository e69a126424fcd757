//! A checked portfolio: what its parts are computed from.

use nalgebra::DMatrix;

use crate::RiskError;
pub(super) use crate::performance::{finite, mean};

/// Returns and weights that belong together, and the returns of the whole.
pub(super) struct Held<'a> {
    pub(super) returns: &'a DMatrix<f64>,
    pub(super) weights: &'a [f64],
    /// `xₜ = Σ wᵢ rₜᵢ`.
    pub(super) whole: Vec<f64>,
}

impl<'a> Held<'a> {
    /// Checks lengths and numbers, and that there are at least `needed` days.
    pub(super) fn new(
        returns: &'a DMatrix<f64>,
        weights: &'a [f64],
        needed: usize,
    ) -> Result<Self, RiskError> {
        let (t, n) = returns.shape();
        check_matrix(returns, needed)?;
        if weights.len() != n {
            return Err(RiskError::Length {
                expected: n,
                found: weights.len(),
            });
        }
        if weights.iter().any(|weight| !weight.is_finite()) {
            return Err(RiskError::Argument {
                name: "weights",
                reason: "must be finite",
            });
        }
        let mut whole = vec![0.0; t];
        for (i, &weight) in weights.iter().enumerate() {
            if weight != 0.0 {
                add_scaled(&mut whole, weight, column(returns, i));
            }
        }
        if whole.iter().any(|x| !x.is_finite()) {
            return Err(RiskError::Overflow);
        }
        Ok(Self {
            returns,
            weights,
            whole,
        })
    }

    /// The returns of each asset, in order.
    pub(super) fn columns(&self) -> impl Iterator<Item = &'a [f64]> + use<'a> {
        columns(self.returns)
    }
}

/// At least `needed` rows, every number finite, at least one column.
pub(super) fn check_matrix(returns: &DMatrix<f64>, needed: usize) -> Result<(), RiskError> {
    let (t, n) = returns.shape();
    if n == 0 {
        return Err(RiskError::Length {
            expected: 1,
            found: 0,
        });
    }
    if t < needed {
        return Err(RiskError::TooFew { needed, found: t });
    }
    match returns.as_slice().iter().position(|r| !r.is_finite()) {
        // Where it stands in its series.
        Some(at) => Err(RiskError::NotFinite { position: at % t }),
        None => Ok(()),
    }
}

pub(super) fn column(matrix: &DMatrix<f64>, index: usize) -> &[f64] {
    let t = matrix.nrows();
    &matrix.as_slice()[index * t..(index + 1) * t]
}

pub(super) fn columns(matrix: &DMatrix<f64>) -> impl Iterator<Item = &[f64]> + use<'_> {
    let t = matrix.nrows();
    (0..matrix.ncols()).map(move |i| &matrix.as_slice()[i * t..(i + 1) * t])
}

pub(super) fn add_scaled(to: &mut [f64], factor: f64, from: &[f64]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += factor * from;
    }
}

/// `Σ aₜ bₜ` in eight running sums, which processors add at once; in the same order everywhere.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    const LANES: usize = 8;
    let mut sums = [0.0; LANES];
    let (a_blocks, b_blocks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest: f64 = a_blocks
        .remainder()
        .iter()
        .zip(b_blocks.remainder())
        .map(|(a, b)| a * b)
        .sum();
    for (a, b) in a_blocks.zip(b_blocks) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (b + f)) + ((c + g) + (d + h)) + rest
}

/// What is left of the values without their mean.
pub(super) fn centred(values: &[f64]) -> Vec<f64> {
    let mean = mean(values);
    values.iter().map(|value| value - mean).collect()
}
