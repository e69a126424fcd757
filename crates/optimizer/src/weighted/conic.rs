//! A conic program, written row by row, for Clarabel.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{
    NonnegativeConeT, SecondOrderConeT, SolverStatus, SupportedConeT, ZeroConeT,
};
use nalgebra::DMatrix;

use crate::solve::by_clarabel;

/// Gap and feasibility that are asked for; with less, steps stall before they are any better.
const TOLERANCE: f64 = 1e-10;

/// `Σ coefficient · variable + constant`.
#[derive(Debug, Clone, Default)]
pub(super) struct Expression {
    pub(super) entries: Vec<(usize, f64)>,
    pub(super) constant: f64,
}

impl Expression {
    pub(super) fn of(entries: Vec<(usize, f64)>, constant: f64) -> Self {
        Self { entries, constant }
    }
}

/// `min cost'z + ½ z'Pz`; expressions that are zero, not negative, or no longer than the first.
#[derive(Debug, Default)]
pub(super) struct Conic {
    cost: Vec<f64>,
    /// `P` of the first variables.
    dense: Option<DMatrix<f64>>,
    /// `P` of others, diagonal.
    squares: Vec<(usize, f64)>,
    zero: Vec<Expression>,
    not_negative: Vec<Expression>,
    norms: Vec<Vec<Expression>>,
}

/// What Clarabel says.
#[derive(Debug)]
pub(super) enum Answer {
    Point {
        point: Vec<f64>,
        bound: f64,
        iterations: usize,
    },
    Infeasible,
    Unbounded,
    Failed,
}

impl Conic {
    /// New variables; says which is the first.
    pub(super) fn variables(&mut self, count: usize) -> usize {
        let first = self.cost.len();
        self.cost.resize(first + count, 0.0);
        first
    }

    pub(super) fn cost(&mut self, variable: usize, price: f64) {
        self.cost[variable] += price;
    }

    pub(super) fn curve(&mut self, matrix: DMatrix<f64>) {
        self.dense = Some(matrix);
    }

    /// Costs `price · variable²`.
    pub(super) fn square(&mut self, variable: usize, price: f64) {
        self.squares.push((variable, 2.0 * price));
    }

    pub(super) fn not_negative(&mut self, entries: Vec<(usize, f64)>, constant: f64) {
        self.not_negative.push(Expression::of(entries, constant));
    }

    pub(super) fn range(&mut self, entries: &[(usize, f64)], lower: f64, upper: f64) {
        if lower == upper {
            self.zero.push(Expression::of(entries.to_vec(), -lower));
            return;
        }
        if lower.is_finite() {
            self.not_negative(entries.to_vec(), -lower);
        }
        if upper.is_finite() {
            let negated = entries.iter().map(|&(variable, value)| (variable, -value));
            self.not_negative(negated.collect(), upper);
        }
    }

    /// The length of all expressions but the first is at most the first.
    pub(super) fn norm(&mut self, expressions: Vec<Expression>) {
        self.norms.push(expressions);
    }

    /// Solves to [`TOLERANCE`], or as far as Clarabel gets.
    pub(super) fn solve(self) -> Answer {
        let variables = self.cost.len();
        let mut cones: Vec<SupportedConeT<f64>> = vec![
            ZeroConeT(self.zero.len()),
            NonnegativeConeT(self.not_negative.len()),
        ];
        cones.extend(self.norms.iter().map(|norm| SecondOrderConeT(norm.len())));
        // `s = b − Az` is each expression.
        let mut columns: Vec<Vec<(usize, f64)>> = vec![Vec::new(); variables];
        let mut right = Vec::new();
        let norms = self.norms.iter().flatten();
        for expression in self.zero.iter().chain(&self.not_negative).chain(norms) {
            for &(variable, value) in &expression.entries {
                columns[variable].push((right.len(), -value));
            }
            right.push(expression.constant);
        }
        let matrix = sparse(right.len(), &columns);

        let mut diagonal: Vec<Vec<(usize, f64)>> = vec![Vec::new(); variables];
        if let Some(dense) = &self.dense {
            for (column, entries) in dense.column_iter().enumerate() {
                let upper = entries.iter().copied().enumerate().take(column + 1);
                diagonal[column].extend(upper);
            }
        }
        for &(variable, value) in &self.squares {
            diagonal[variable].push((variable, value));
        }
        let quadratic = sparse(variables, &diagonal);
        let solver = by_clarabel(&quadratic, &self.cost, &matrix, &right, &cones, TOLERANCE);
        let Some(solver) = solver else {
            return Answer::Failed;
        };
        let solution = &solver.solution;
        match solution.status {
            SolverStatus::PrimalInfeasible | SolverStatus::AlmostPrimalInfeasible => {
                Answer::Infeasible
            }
            SolverStatus::DualInfeasible | SolverStatus::AlmostDualInfeasible => Answer::Unbounded,
            _ if solution.x.iter().any(|value| !value.is_finite()) => Answer::Failed,
            _ => Answer::Point {
                point: solution.x.clone(),
                bound: solution.obj_val_dual,
                iterations: solution.iterations as usize,
            },
        }
    }
}

fn sparse(rows: usize, columns: &[Vec<(usize, f64)>]) -> CscMatrix<f64> {
    let (mut starts, mut indices, mut values) = (vec![0], Vec::new(), Vec::new());
    for column in columns {
        for &(row, value) in column.iter().filter(|entry| entry.1 != 0.0) {
            indices.push(row);
            values.push(value);
        }
        starts.push(indices.len());
    }
    CscMatrix::new(rows, columns.len(), starts, indices, values)
}
