//! What is asked: the best set of so many members.

use nalgebra::{DMatrix, DVector};
use thiserror::Error;

/// How many are to be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// So many, no more and no fewer.
    Exactly(usize),
    /// So many or fewer, down to none (or to those that are required).
    AtMost(usize),
}

/// The smallest `z'Qz + c'z` over `z ∈ {0, 1}ⁿ` with `Σz` as [`Count`] says.
///
/// For equal weights `1/k` on `k` assets with covariance Σ, mean μ and a weight `q` of the risk:
/// `Q = q Σ / k²` and `c = −(1 − q) μ / k`.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    quadratic: DMatrix<f64>,
    linear: DVector<f64>,
    count: Count,
    required: Vec<usize>,
    forbidden: Vec<usize>,
}

/// Why something is no selection.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum SelectionError {
    /// Nothing to choose from.
    #[error("linear: there is nothing to choose from")]
    Empty,
    /// The matrix does not fit the vector.
    #[error("quadratic: {rows} × {columns}, but linear has {assets} entries")]
    Shape {
        /// Rows of the matrix.
        rows: usize,
        /// Columns of the matrix.
        columns: usize,
        /// Entries of the vector.
        assets: usize,
    },
    /// An entry is no number.
    #[error("{field}: the entry at {row}, {column} is not finite")]
    NotFinite {
        /// `quadratic` or `linear`.
        field: &'static str,
        /// Row of the entry.
        row: usize,
        /// Column of the entry; 0 for `linear`.
        column: usize,
    },
    /// The matrix is not symmetric beyond rounding.
    #[error("quadratic: the entries at {row}, {column} and {column}, {row} differ")]
    NotSymmetric {
        /// Row of the entry above the diagonal.
        row: usize,
        /// Its column.
        column: usize,
    },
    /// The number wanted cannot be chosen.
    #[error("count: {wanted} of {available} cannot be chosen with {required} required")]
    Count {
        /// What `count` says.
        wanted: usize,
        /// Those that are not forbidden.
        available: usize,
        /// Those that have to be chosen.
        required: usize,
    },
    /// There is no such asset.
    #[error("{field}: there is no asset {asset} among {assets}")]
    Unknown {
        /// `required` or `forbidden`.
        field: &'static str,
        /// What was named.
        asset: usize,
        /// How many there are.
        assets: usize,
    },
    /// An asset is to be chosen and not to be chosen.
    #[error("required: asset {asset} is also forbidden")]
    Both {
        /// Which one.
        asset: usize,
    },
}

/// A set, and what it is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The members, ascending.
    pub chosen: Vec<usize>,
    /// `z'Qz + c'z`, from the coefficients as they were given.
    pub value: f64,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The best set; it keeps the count.
    pub best: Choice,
    /// How many moves or steps were tried.
    pub steps: u64,
    /// Whether the search was broken off: the best set so far.
    pub stopped: bool,
}

/// Entries that should be equal may differ by so much of the largest.
const ASYMMETRY: f64 = 1e-9;

impl Selection {
    /// A selection with `quadratic` `n × n`, symmetric, and `linear` of length `n`.
    ///
    /// # Errors
    ///
    /// What does not fit together, by the name of the field.
    pub fn new(
        quadratic: DMatrix<f64>,
        linear: DVector<f64>,
        count: Count,
    ) -> Result<Selection, SelectionError> {
        check_shape(&quadratic, &linear)?;
        check_finite(&quadratic, &linear)?;
        check_symmetry(&quadratic)?;
        let selection = Selection {
            quadratic: symmetric(&quadratic),
            linear,
            count,
            required: Vec::new(),
            forbidden: Vec::new(),
        };
        selection.checked()
    }

    /// The same, with `required` in every set.
    ///
    /// # Errors
    ///
    /// Names that do not exist or are forbidden, and more of them than may be chosen.
    pub fn with_required(mut self, required: &[usize]) -> Result<Selection, SelectionError> {
        self.required = self.named("required", required)?;
        self.checked()
    }

    /// The same, with `forbidden` in no set.
    ///
    /// # Errors
    ///
    /// Names that do not exist or are required, and too few that are left.
    pub fn with_forbidden(mut self, forbidden: &[usize]) -> Result<Selection, SelectionError> {
        self.forbidden = self.named("forbidden", forbidden)?;
        self.checked()
    }

    /// How many there are to choose from, forbidden ones included.
    #[must_use]
    pub fn assets(&self) -> usize {
        self.linear.len()
    }

    /// How many are to be chosen.
    #[must_use]
    pub fn count(&self) -> Count {
        self.count
    }

    /// Those that every set has, ascending.
    #[must_use]
    pub fn required(&self) -> &[usize] {
        &self.required
    }

    /// Those that no set has, ascending.
    #[must_use]
    pub fn forbidden(&self) -> &[usize] {
        &self.forbidden
    }

    /// The matrix `Q`.
    #[must_use]
    pub fn quadratic(&self) -> &DMatrix<f64> {
        &self.quadratic
    }

    /// The vector `c`.
    #[must_use]
    pub fn linear(&self) -> &DVector<f64> {
        &self.linear
    }

    /// `z'Qz` and `c'z` of a set of different members.
    #[must_use]
    pub fn terms(&self, chosen: &[usize]) -> (f64, f64) {
        let mut risk = 0.0;
        let mut reward = 0.0;
        for (at, &i) in chosen.iter().enumerate() {
            risk += self.quadratic[(i, i)];
            for &j in &chosen[..at] {
                risk += 2.0 * self.quadratic[(i, j)];
            }
            reward += self.linear[i];
        }
        (risk, reward)
    }

    /// `z'Qz + c'z` of a set of different members.
    #[must_use]
    pub fn value(&self, chosen: &[usize]) -> f64 {
        let (risk, reward) = self.terms(chosen);
        risk + reward
    }

    /// Whether a set keeps the count, the required and the forbidden. Order does not matter.
    #[must_use]
    pub fn admits(&self, chosen: &[usize]) -> bool {
        let mut sorted = chosen.to_vec();
        sorted.sort_unstable();
        let different = sorted.windows(2).all(|pair| pair[0] != pair[1]);
        let known = sorted.iter().all(|&asset| asset < self.assets());
        let counted = match self.count {
            Count::Exactly(count) => sorted.len() == count,
            Count::AtMost(count) => sorted.len() <= count,
        };
        different
            && known
            && counted
            && self.required.iter().all(|asset| sorted.contains(asset))
            && !self.forbidden.iter().any(|asset| sorted.contains(asset))
    }

    pub(crate) fn choice(&self, mut chosen: Vec<usize>) -> Choice {
        chosen.sort_unstable();
        let value = self.value(&chosen);
        Choice { chosen, value }
    }

    fn named(&self, field: &'static str, assets: &[usize]) -> Result<Vec<usize>, SelectionError> {
        if let Some(&asset) = assets.iter().find(|&&asset| asset >= self.assets()) {
            return Err(SelectionError::Unknown {
                field,
                asset,
                assets: self.assets(),
            });
        }
        let mut named = assets.to_vec();
        named.sort_unstable();
        named.dedup();
        Ok(named)
    }

    fn checked(self) -> Result<Selection, SelectionError> {
        if let Some(&asset) = self.required.iter().find(|a| self.forbidden.contains(a)) {
            return Err(SelectionError::Both { asset });
        }
        let available = self.assets() - self.forbidden.len();
        let required = self.required.len();
        let (wanted, enough) = match self.count {
            Count::Exactly(count) => (count, count <= available),
            // More than there are is no limit, but no contradiction either.
            Count::AtMost(count) => (count, true),
        };
        if wanted == 0 || !enough || required > wanted {
            return Err(SelectionError::Count {
                wanted,
                available,
                required,
            });
        }
        Ok(self)
    }
}

fn check_shape(quadratic: &DMatrix<f64>, linear: &DVector<f64>) -> Result<(), SelectionError> {
    let assets = linear.len();
    if assets == 0 {
        return Err(SelectionError::Empty);
    }
    if quadratic.shape() != (assets, assets) {
        return Err(SelectionError::Shape {
            rows: quadratic.nrows(),
            columns: quadratic.ncols(),
            assets,
        });
    }
    Ok(())
}

fn check_finite(quadratic: &DMatrix<f64>, linear: &DVector<f64>) -> Result<(), SelectionError> {
    let assets = linear.len();
    for row in 0..assets {
        if !linear[row].is_finite() {
            return Err(SelectionError::NotFinite {
                field: "linear",
                row,
                column: 0,
            });
        }
        if let Some(column) = (0..assets).find(|&column| !quadratic[(row, column)].is_finite()) {
            return Err(SelectionError::NotFinite {
                field: "quadratic",
                row,
                column,
            });
        }
    }
    Ok(())
}

fn check_symmetry(quadratic: &DMatrix<f64>) -> Result<(), SelectionError> {
    let largest = quadratic
        .iter()
        .fold(0.0, |largest: f64, entry| largest.max(entry.abs()));
    for row in 0..quadratic.nrows() {
        for column in row + 1..quadratic.ncols() {
            let apart = (quadratic[(row, column)] - quadratic[(column, row)]).abs();
            if apart > ASYMMETRY * largest {
                return Err(SelectionError::NotSymmetric { row, column });
            }
        }
    }
    Ok(())
}

fn symmetric(quadratic: &DMatrix<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(quadratic.nrows(), quadratic.ncols(), |i, j| {
        0.5 * quadratic[(i, j)] + 0.5 * quadratic[(j, i)]
    })
}
