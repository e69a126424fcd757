//! Risk budgeting for the CVaR by Clarabel, under limits.
//!
//! `min a + Σ u_t ÷ ((1 − β)T) − Σ bᵢ τᵢ` with `u ≥ −Rx − a`, `u ≥ 0`, `τᵢ ≤ ln xᵢ` (exponential
//! cones) and the limits on `(x, κ)` as in `constrained_budget`: the scale `κ` of the portfolio is
//! free, every limit `a'w ≤ β` reads `a'x ≤ β κ`.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{
    ExponentialConeT, NonnegativeConeT, SolverStatus, SupportedConeT, ZeroConeT,
};
use nalgebra::{DMatrix, DVector};

use super::constrained_budget::Cone;
use crate::solve;

/// Exposures `x` in the units of `returns`.
pub(super) struct Conic {
    pub(super) exposures: DVector<f64>,
    /// The largest of Clarabel's residuals and its relative gap.
    pub(super) residual: f64,
    pub(super) iterations: usize,
}

/// Columns of a sparse matrix that is filled row by row.
struct Rows {
    columns: Vec<(Vec<usize>, Vec<f64>)>,
    right: Vec<f64>,
}

impl Rows {
    /// `s = right − entries'z`.
    fn push(&mut self, entries: impl IntoIterator<Item = (usize, f64)>, right: f64) {
        let row = self.right.len();
        for (column, value) in entries {
            self.columns[column].0.push(row);
            self.columns[column].1.push(value);
        }
        self.right.push(right);
    }

    fn matrix(self) -> (CscMatrix<f64>, Vec<f64>) {
        let (mut starts, mut rows, mut values) = (vec![0], Vec::new(), Vec::new());
        let count = self.columns.len();
        for (places, entries) in self.columns {
            rows.extend(places);
            values.extend(entries);
            starts.push(rows.len());
        }
        let height = self.right.len();
        (
            CscMatrix::new(height, count, starts, rows, values),
            self.right,
        )
    }
}

/// What Clarabel says.
pub(super) enum Answer {
    Point(Conic),
    /// Some portfolio within the limits has no CVaR above 0.
    Unbounded,
    Failed,
}

/// The minimum within `cone`, which some positive portfolio keeps.
pub(super) fn by_clarabel(
    returns: &DMatrix<f64>,
    tail: f64,
    budget: &DVector<f64>,
    cone: &Cone,
) -> Answer {
    let (days, n) = returns.shape();
    // (x, κ, a, u, τ)
    let (quantile, beyond, logarithms) = (n + 1, n + 2, n + 2 + days);
    let variables = logarithms + n;
    let mut rows = Rows {
        columns: vec![(Vec::new(), Vec::new()); variables],
        right: Vec::new(),
    };
    for entries in cone.equal() {
        rows.push(entries.iter().copied(), 0.0);
    }
    let equal = rows.right.len();
    for entries in cone.above() {
        rows.push(entries.iter().map(|&(index, value)| (index, -value)), 0.0);
    }
    for day in 0..days {
        rows.push([(beyond + day, -1.0)], 0.0);
    }
    for day in 0..days {
        let income = (0..n).map(|asset| (asset, -returns[(day, asset)]));
        rows.push(income.chain([(quantile, -1.0), (beyond + day, -1.0)]), 0.0);
    }
    let inequalities = rows.right.len() - equal;
    for asset in 0..n {
        rows.push([(logarithms + asset, -1.0)], 0.0);
        rows.push([], 1.0);
        rows.push([(asset, -1.0)], 0.0);
    }
    let mut linear = vec![0.0; variables];
    linear[quantile] = 1.0;
    linear[beyond..logarithms].fill(tail);
    for (entry, share) in linear[logarithms..].iter_mut().zip(budget) {
        *entry = -share;
    }
    let mut cones: Vec<SupportedConeT<f64>> =
        vec![ZeroConeT(equal), NonnegativeConeT(inequalities)];
    cones.extend((0..n).map(|_| ExponentialConeT()));
    let quadratic = CscMatrix::zeros((variables, variables));
    let (matrix, right) = rows.matrix();
    let solver = solve::by_clarabel(&quadratic, &linear, &matrix, &right, &cones, 1e-11);
    let Some(solver) = solver else {
        return Answer::Failed;
    };
    let solution = &solver.solution;
    if let SolverStatus::DualInfeasible | SolverStatus::AlmostDualInfeasible = solution.status {
        return Answer::Unbounded;
    }
    let exposures = DVector::from_column_slice(&solution.x[..n]);
    let is_positive = exposures
        .iter()
        .all(|value| value.is_finite() && *value > 0.0);
    let gap = (solution.obj_val - solution.obj_val_dual).abs() / (1.0 + solution.obj_val.abs());
    let residual = gap.max(solution.r_prim).max(solution.r_dual);
    if !(is_positive && residual.is_finite()) {
        return Answer::Failed;
    }
    Answer::Point(Conic {
        exposures,
        residual,
        iterations: solution.iterations as usize,
    })
}
