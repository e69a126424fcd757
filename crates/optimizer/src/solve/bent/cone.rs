//! All limits of a model written out as rows and cones for Clarabel, with auxiliary variables for
//! what has kinks.
//!
//! `|w − k|` becomes a variable that is at least `w − k` and `k − w`; a quadratic limit
//! `(w − b)'P(w − b) ≤ m²` becomes `‖R(w − b)‖ ≤ m` with `P = R'R`. Every constant is multiplied
//! by a variable that is 1, or for ratios the scale of the weights.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{
    NonnegativeConeT, SecondOrderConeT, SolverStatus, SupportedConeT, ZeroConeT,
};
use nalgebra::{DMatrix, DVector};

use crate::estimate::Moments;
use crate::limits::{Constraints, LimitId};
use crate::solve::by_clarabel;

/// Coefficients by column.
pub(crate) type Entries = Vec<(usize, f64)>;

/// What Clarabel says of a cone program.
pub(crate) enum Said {
    /// The variables.
    At(DVector<f64>, usize),
    /// No point keeps the limits.
    Infeasible,
    /// The objective has no bound.
    Unbounded,
    /// Clarabel failed.
    Nothing,
}

/// The rows and cones of a model on `[weights, one, …]`.
pub(crate) struct Cone<'a> {
    moments: &'a Moments,
    constraints: &'a Constraints,
    columns: usize,
    equalities: Vec<Entries>,
    /// `Σ ≤ 0`.
    inequalities: Vec<Entries>,
    /// Which inequalities are limits.
    limits: Vec<(usize, LimitId)>,
    /// Right sides of inequalities that are not zero.
    offsets: Vec<(usize, f64)>,
    /// The first entry is at least the length of the others.
    cones: Vec<(LimitId, Vec<Entries>)>,
    /// The columns of `|w − held|` of the trading costs.
    traded: Option<usize>,
    /// Which column lets a limit give way, and by how much per unit.
    gives: &'a dyn Fn(LimitId) -> Option<(usize, f64)>,
}

impl<'a> Cone<'a> {
    /// `extra` columns follow the weights and the one; `gives` may name them.
    pub(crate) fn new(
        moments: &'a Moments,
        constraints: &'a Constraints,
        extra: usize,
        gives: &'a dyn Fn(LimitId) -> Option<(usize, f64)>,
    ) -> Self {
        let mut cone = Self {
            moments,
            constraints,
            columns: moments.assets() + 1 + extra,
            equalities: Vec::new(),
            inequalities: Vec::new(),
            limits: Vec::new(),
            offsets: Vec::new(),
            cones: Vec::new(),
            traded: None,
            gives,
        };
        cone.add_costs();
        cone.add_bounds_and_rows();
        cone.add_kinks();
        cone.add_quadratics();
        cone
    }

    /// The column that is 1.
    pub(crate) fn one(&self) -> usize {
        self.moments.assets()
    }

    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    /// `Σ ≤ right`.
    pub(crate) fn below(&mut self, entries: Entries, right: f64) {
        self.offsets.push((self.inequalities.len(), right));
        self.inequalities.push(entries);
    }

    /// The weights spend the budget.
    pub(crate) fn spend(&mut self, more: Entries) {
        let mut entries: Entries = (0..self.moments.assets())
            .map(|asset| (asset, 1.0))
            .collect();
        entries.push((self.one(), -self.constraints.budget));
        entries.extend(more);
        self.equalities.push(entries);
    }

    /// `least − net return` of the weights.
    pub(crate) fn short_of(&self, least: f64) -> Entries {
        let mean = self.moments.mean();
        let mut entries: Entries = mean.iter().map(|mean| -mean).enumerate().collect();
        entries.push((self.one(), least));
        if let (Some(first), Some(costs)) = (self.traded, &self.constraints.costs) {
            entries.extend((0..mean.len()).map(|asset| (first + asset, costs.rate)));
        }
        entries
    }

    /// An upper limit, which may give way.
    pub(crate) fn limit(&mut self, mut entries: Entries, limit: LimitId) {
        if let Some((column, unit)) = (self.gives)(limit) {
            entries.push((column, -unit));
        }
        self.limits.push((self.inequalities.len(), limit));
        self.inequalities.push(entries);
    }

    fn add_costs(&mut self) {
        let constraints = self.constraints;
        if let Some(costs) = constraints.costs.as_ref().filter(|costs| costs.rate > 0.0) {
            self.traded = Some(self.distances(&costs.from));
        }
    }

    /// Columns that are at least `|w − from|`.
    fn distances(&mut self, from: &DVector<f64>) -> usize {
        let first = self.columns;
        self.columns += from.len();
        let one = self.one();
        for (asset, &from) in from.iter().enumerate() {
            for sign in [1.0, -1.0] {
                let entries = vec![(asset, sign), (one, -sign * from), (first + asset, -1.0)];
                self.inequalities.push(entries);
            }
        }
        first
    }

    fn add_bounds_and_rows(&mut self) {
        let (constraints, one) = (self.constraints, self.one());
        for asset in 0..self.moments.assets() {
            let (min, max) = (&constraints.min_weight, &constraints.max_weight);
            let low = match min.by_asset.contains_key(&asset) {
                true => LimitId::MinWeightOf(asset),
                false => LimitId::MinWeight,
            };
            let high = match max.by_asset.contains_key(&asset) {
                true => LimitId::MaxWeightOf(asset),
                false => LimitId::MaxWeight,
            };
            if min.of(asset).is_finite() {
                self.limit(vec![(asset, -1.0), (one, min.of(asset))], low);
            }
            if max.of(asset).is_finite() {
                self.limit(vec![(asset, 1.0), (one, -max.of(asset))], high);
            }
        }
        for (index, row) in constraints.rows.iter().enumerate() {
            let signed = |sign: f64, limit: f64| {
                let entries = row.coefficients.iter();
                let mut entries: Entries = entries.map(|(&asset, c)| (asset, sign * c)).collect();
                entries.push((one, -sign * limit));
                entries
            };
            if let Some(min) = row.min {
                self.limit(signed(-1.0, min), LimitId::RowMin(index));
            }
            if let Some(max) = row.max {
                self.limit(signed(1.0, max), LimitId::RowMax(index));
            }
        }
        if let Some(target) = constraints.target_return {
            self.limit(self.short_of(target), LimitId::TargetReturn);
        }
    }

    fn add_kinks(&mut self) {
        let (constraints, n, one) = (self.constraints, self.moments.assets(), self.one());
        let sum = |first: usize, share: f64, limit: f64| {
            let mut entries: Entries = (first..first + n).map(|column| (column, share)).collect();
            entries.push((one, -limit));
            entries
        };
        if let Some(turnover) = &constraints.turnover {
            let first = self.distances(&turnover.from);
            self.limit(sum(first, 0.5, turnover.max), LimitId::Turnover);
        }
        if let Some(limit) = constraints.gross_exposure {
            let first = self.distances(&DVector::zeros(n));
            self.limit(sum(first, 1.0, limit), LimitId::GrossExposure);
        }
    }

    fn add_quadratics(&mut self) {
        let constraints = self.constraints;
        if constraints.tracking_error.is_none() && constraints.max_risk.is_none() {
            return;
        }
        let root = root(self.moments.covariance());
        if let Some(limit) = &constraints.tracking_error {
            let benchmark = &root * &limit.benchmark;
            self.add_cone(&root, Some(&benchmark), limit.max, LimitId::TrackingError);
        }
        if let Some(limit) = constraints.max_risk {
            self.add_cone(&root, None, limit, LimitId::MaxRisk);
        }
    }

    fn add_cone(
        &mut self,
        root: &DMatrix<f64>,
        benchmark: Option<&DVector<f64>>,
        limit: f64,
        name: LimitId,
    ) {
        let one = self.one();
        let mut top = vec![(one, limit)];
        if let Some((column, unit)) = (self.gives)(name) {
            top.push((column, unit));
        }
        let mut rows = vec![top];
        for row in 0..root.nrows() {
            let mut entries: Entries = root.row(row).iter().copied().enumerate().collect();
            if let Some(benchmark) = benchmark {
                entries.push((one, -benchmark[row]));
            }
            rows.push(entries);
        }
        self.cones.push((name, rows));
    }

    /// Minimises `½x'Px + linear'x` (`P` on the weights); the one is 1 unless `is_ratio`.
    pub(crate) fn solve(
        self,
        quadratic: Option<&DMatrix<f64>>,
        linear: &[f64],
        is_ratio: bool,
    ) -> Said {
        self.solve_priced(quadratic, linear, is_ratio).0
    }

    /// As [`Cone::solve`], with what each limit costs; a limit of many assets is there many times.
    pub(crate) fn solve_priced(
        mut self,
        quadratic: Option<&DMatrix<f64>>,
        linear: &[f64],
        is_ratio: bool,
    ) -> (Said, Vec<(LimitId, f64)>) {
        let one = self.one();
        let mut right = Vec::new();
        let mut rows = std::mem::take(&mut self.equalities);
        right.resize(rows.len(), 0.0);
        if is_ratio {
            self.inequalities.push(vec![(one, -1.0)]);
        } else {
            rows.push(vec![(one, 1.0)]);
            right.push(1.0);
        }
        let equalities = rows.len();
        let mut cones: Vec<SupportedConeT<f64>> = vec![
            ZeroConeT(rows.len()),
            NonnegativeConeT(self.inequalities.len()),
        ];
        rows.append(&mut self.inequalities);
        let mut priced: Vec<(usize, LimitId)> = self.limits.clone();
        priced.iter_mut().for_each(|limit| limit.0 += equalities);
        for (limit, cone) in &self.cones {
            priced.push((rows.len(), *limit));
            cones.push(SecondOrderConeT(cone.len()));
            // `s = b − Ax` is the cone's own entry.
            let negated = |entries: &Entries| entries.iter().map(|&(c, v)| (c, -v)).collect();
            rows.extend(cone.iter().map(negated));
        }
        right.resize(rows.len(), 0.0);
        for &(row, value) in &self.offsets {
            right[equalities + row] = value;
        }
        let matrix = columns_of(&rows, self.columns);
        let quadratic = upper_triangle(quadratic, self.columns);
        let found = by_clarabel(&quadratic, linear, &matrix, &right, &cones, 1e-11);
        let Some(solver) = found else {
            return (Said::Nothing, Vec::new());
        };
        let solution = &solver.solution;
        let prices = priced.iter().map(|&(row, limit)| (limit, solution.z[row]));
        let prices = prices.collect();
        let said = match solution.status {
            SolverStatus::PrimalInfeasible | SolverStatus::AlmostPrimalInfeasible => {
                Said::Infeasible
            }
            SolverStatus::DualInfeasible | SolverStatus::AlmostDualInfeasible => Said::Unbounded,
            _ if solution.x.iter().any(|value| !value.is_finite()) => Said::Nothing,
            SolverStatus::Solved
            | SolverStatus::AlmostSolved
            | SolverStatus::InsufficientProgress => Said::At(
                DVector::from_column_slice(&solution.x),
                solution.iterations as usize,
            ),
            _ => Said::Nothing,
        };
        (said, prices)
    }
}

fn columns_of(rows: &[Entries], columns: usize) -> CscMatrix<f64> {
    let mut by_column: Vec<Vec<(usize, f64)>> = vec![Vec::new(); columns];
    for (row, entries) in rows.iter().enumerate() {
        for &(column, value) in entries.iter().filter(|entry| entry.1 != 0.0) {
            match by_column[column].last_mut() {
                Some(last) if last.0 == row => last.1 += value,
                _ => by_column[column].push((row, value)),
            }
        }
    }
    let (mut starts, mut places, mut values) = (vec![0], Vec::new(), Vec::new());
    for column in by_column {
        for (row, value) in column {
            places.push(row);
            values.push(value);
        }
        starts.push(places.len());
    }
    CscMatrix::new(rows.len(), columns, starts, places, values)
}

fn upper_triangle(matrix: Option<&DMatrix<f64>>, columns: usize) -> CscMatrix<f64> {
    let (mut starts, mut places, mut values) = (vec![0], Vec::new(), Vec::new());
    for column in 0..columns {
        if let Some(matrix) = matrix.filter(|matrix| column < matrix.ncols()) {
            for row in 0..=column {
                places.push(row);
                values.push(matrix[(row, column)]);
            }
        }
        starts.push(places.len());
    }
    CscMatrix::new(columns, columns, starts, places, values)
}

/// `R` of `matrix = R'R`.
fn root(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    if let Some(factor) = matrix.clone().cholesky() {
        return factor.l().transpose();
    }
    let eigen = matrix.clone().symmetric_eigen();
    let mut root = eigen.eigenvectors.transpose();
    for (row, value) in eigen.eigenvalues.iter().enumerate() {
        let length = value.max(0.0).sqrt();
        root.row_mut(row)
            .iter_mut()
            .for_each(|entry| *entry *= length);
    }
    root
}
