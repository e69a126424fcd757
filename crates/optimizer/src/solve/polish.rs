//! The optimum on a known set of binding limits, to machine precision.
//!
//! Variables at a bound are fixed there exactly; what is left is one linear system, the KKT
//! conditions of the free variables and the binding rows. It is solved directly and refined.

mod slopes;

use nalgebra::{Cholesky, DMatrix, DVector, Dyn, LU};

use super::block_cholesky::{BlockCholesky, gram};
use super::program::{Program, Sides};
use crate::outcome::Side;

/// Up to so many free variables nalgebra's factor is as quick as the one by blocks.
const SMALL: usize = 48;
/// A pivot below this share of the largest variance is rounding.
const SINGULAR: f64 = 1e-11;

/// A primal point with its multipliers; positive at an upper limit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Point {
    /// The variables.
    pub(crate) x: DVector<f64>,
    /// Multipliers of the bounds.
    pub(crate) bounds: DVector<f64>,
    /// Multipliers of the rows.
    pub(crate) rows: DVector<f64>,
}

/// What stands at the right side of the KKT conditions.
#[derive(Debug, Clone)]
pub(crate) struct Data {
    /// `q`.
    pub(crate) linear: DVector<f64>,
    /// Values of the variables at a bound; the others are not read.
    pub(crate) bounds: DVector<f64>,
    /// Values of the binding rows; the others are not read.
    pub(crate) rows: DVector<f64>,
}

impl Data {
    /// Nothing moves.
    pub(crate) fn zeros(program: &Program<'_>) -> Self {
        Self {
            linear: DVector::zeros(program.variables()),
            bounds: DVector::zeros(program.variables()),
            rows: DVector::zeros(program.rows()),
        }
    }

    /// The limits of `program` at `sides`.
    pub(crate) fn of(program: &Program<'_>, sides: &Sides) -> Self {
        let n = program.variables();
        let at = |index: usize| match (sides.0[index], program.limits(index)) {
            (Side::Free, _) => 0.0,
            (Side::Lower, (lower, _)) => lower,
            (Side::Upper, (_, upper)) => upper,
        };
        Self {
            linear: program.linear.clone(),
            bounds: DVector::from_fn(n, |index, _| at(index)),
            rows: DVector::from_fn(program.rows(), |index, _| at(n + index)),
        }
    }
}

enum System {
    /// `P` on the free variables, and the Schur complement of the rows.
    Definite {
        quadratic: Cholesky<f64, Dyn>,
        lifted: DMatrix<f64>,
        schur: Cholesky<f64, Dyn>,
    },
    /// Likewise, of more than [`SMALL`] free variables.
    Large {
        quadratic: BlockCholesky,
        lifted: DMatrix<f64>,
        schur: BlockCholesky,
    },
    General(LU<f64, Dyn, Dyn>),
    /// Nothing is free.
    Empty,
}

/// The KKT conditions on one set of binding limits, factorised.
pub(crate) struct Face<'p, 'm> {
    program: &'p Program<'m>,
    free: Vec<usize>,
    rows: Vec<usize>,
    system: System,
}

impl<'p, 'm> Face<'p, 'm> {
    /// `None` if the binding limits depend on each other or leave the optimum open.
    pub(crate) fn new(program: &'p Program<'m>, sides: &Sides) -> Option<Self> {
        let n = program.variables();
        let free: Vec<usize> = (0..n).filter(|&i| sides.0[i] == Side::Free).collect();
        let rows: Vec<usize> = (0..program.rows())
            .filter(|&row| sides.0[n + row] != Side::Free)
            .collect();
        if rows.len() > free.len() {
            return None;
        }
        if free.is_empty() {
            return Some(Self {
                program,
                free,
                rows,
                system: System::Empty,
            });
        }
        let normals = DMatrix::from_fn(free.len(), rows.len(), |i, j| {
            program.normals[(free[i], rows[j])]
        });
        let system = Self::definite(program, &free, &normals)
            .or_else(|| Self::general(program, &free, &normals))?;
        Some(Self {
            program,
            free,
            rows,
            system,
        })
    }

    fn definite(program: &Program<'_>, free: &[usize], normals: &DMatrix<f64>) -> Option<System> {
        let matrix = program.quadratic?;
        if free.len() > SMALL {
            return Self::large(matrix, free, normals);
        }
        let reduced = DMatrix::from_fn(free.len(), free.len(), |i, j| matrix[(free[i], free[j])]);
        let largest = reduced.diagonal().amax();
        let quadratic = reduced.cholesky()?;
        let smallest = quadratic.l_dirty().diagonal().min();
        if smallest * smallest <= SINGULAR * largest {
            return None;
        }
        let lifted = quadratic.solve(normals);
        let schur = normals.tr_mul(&lifted).cholesky()?;
        Some(System::Definite {
            quadratic,
            lifted,
            schur,
        })
    }

    fn large(matrix: &DMatrix<f64>, free: &[usize], normals: &DMatrix<f64>) -> Option<System> {
        let (f, r) = normals.shape();
        let mut trapezoid = DMatrix::zeros(f + r, f);
        for (position, &variable) in free.iter().enumerate() {
            let source = matrix.column(variable);
            let mut column = trapezoid.column_mut(position);
            for (place, &other) in free.iter().enumerate().skip(position) {
                column[place] = source[other];
            }
            for row in 0..r {
                column[f + row] = normals[(position, row)];
            }
        }
        let largest = free.iter().map(|&index| matrix[(index, index)]);
        let largest = largest.fold(0.0, f64::max);
        let quadratic = BlockCholesky::new(trapezoid, SINGULAR * largest)?;
        let lifted = quadratic.below();
        let schur = BlockCholesky::new(gram(&lifted), 0.0)?;
        Some(System::Large {
            quadratic,
            lifted,
            schur,
        })
    }

    fn general(program: &Program<'_>, free: &[usize], normals: &DMatrix<f64>) -> Option<System> {
        let (f, r) = (free.len(), normals.ncols());
        let mut matrix = DMatrix::zeros(f + r, f + r);
        if let Some(quadratic) = program.quadratic {
            for (i, &row) in free.iter().enumerate() {
                for (j, &column) in free.iter().enumerate() {
                    matrix[(i, j)] = quadratic[(row, column)];
                }
            }
        }
        matrix.view_mut((0, f), (f, r)).copy_from(normals);
        matrix
            .view_mut((f, 0), (r, f))
            .copy_from(&normals.transpose());
        let largest = matrix.amax();
        let lu = matrix.lu();
        let pivots = lu.u().diagonal();
        (pivots.iter().all(|pivot| pivot.abs() > 1e-12 * largest)).then_some(System::General(lu))
    }

    /// The variables and multipliers for `data`. Linear in `data`, so it also answers how they
    /// move when a limit moves.
    pub(crate) fn solve(&self, data: &Data) -> Point {
        let program = self.program;
        let mut x = data.bounds.clone();
        for &index in &self.free {
            x[index] = 0.0;
        }
        let mut rows = DVector::zeros(program.rows());
        // The first pass solves, the next two remove its rounding.
        let mut stationarity = DVector::zeros(0);
        for pass in 0..3 {
            stationarity = program.times(&x) + &data.linear;
            if rows.amax() > 0.0 {
                stationarity += &program.normals * &rows;
            }
            if self.free.is_empty() || pass == 2 {
                break;
            }
            let right = DVector::from_fn(self.free.len(), |i, _| -stationarity[self.free[i]]);
            let missing = DVector::from_fn(self.rows.len(), |j, _| {
                data.rows[self.rows[j]] - program.normals.column(self.rows[j]).dot(&x)
            });
            let (step, multipliers) = self.solve_system(&right, &missing);
            for (&index, step) in self.free.iter().zip(&step) {
                x[index] += step;
            }
            for (&row, step) in self.rows.iter().zip(&multipliers) {
                rows[row] += step;
            }
        }
        let mut bounds = -stationarity;
        for &index in &self.free {
            bounds[index] = 0.0;
        }
        Point { x, bounds, rows }
    }

    fn solve_system(
        &self,
        right: &DVector<f64>,
        missing: &DVector<f64>,
    ) -> (DVector<f64>, DVector<f64>) {
        match &self.system {
            System::Definite {
                quadratic,
                lifted,
                schur,
            } => {
                let unconstrained = quadratic.solve(right);
                if missing.is_empty() {
                    return (unconstrained, DVector::zeros(0));
                }
                let multipliers = schur.solve(&(lifted.tr_mul(right) - missing));
                (unconstrained - lifted * &multipliers, multipliers)
            }
            System::Large {
                quadratic,
                lifted,
                schur,
            } => {
                let mut step = right.clone();
                quadratic.forward(step.as_mut_slice());
                let mut multipliers = lifted.tr_mul(&step) - missing;
                schur.forward(multipliers.as_mut_slice());
                schur.backward(multipliers.as_mut_slice());
                step -= lifted * &multipliers;
                quadratic.backward(step.as_mut_slice());
                (step, multipliers)
            }
            System::General(lu) => {
                let (f, r) = (right.len(), missing.len());
                let mut both = DVector::zeros(f + r);
                both.rows_mut(0, f).copy_from(right);
                both.rows_mut(f, r).copy_from(missing);
                if !lu.solve_mut(&mut both) {
                    both.fill(f64::NAN);
                }
                (both.rows(0, f).into_owned(), both.rows(f, r).into_owned())
            }
            System::Empty => (DVector::zeros(0), DVector::zeros(0)),
        }
    }
}

/// The KKT residual of `point` with `sides` binding: the largest of stationarity ÷ (1 + ‖gradient‖∞),
/// primal infeasibility, dual infeasibility and complementarity. NaN counts as infinite.
pub(crate) fn kkt_residual(program: &Program<'_>, sides: &Sides, point: &Point) -> f64 {
    let n = program.variables();
    let gradient = program.gradient(&point.x);
    let size = 1.0 + gradient.amax();
    let stationarity = (&gradient + &program.normals * &point.rows + &point.bounds).amax() / size;

    let mut worst = stationarity;
    for index in 0..n + program.rows() {
        let (lower, upper) = program.limits(index);
        let value = program.value(index, &point.x);
        let multiplier = if index < n {
            point.bounds[index]
        } else {
            point.rows[index - n]
        };
        let primal = (lower - value).max(value - upper).max(0.0);
        let (dual, slack) = match sides.0[index] {
            _ if lower == upper => (0.0, 0.0),
            Side::Free => (multiplier.abs(), 0.0),
            Side::Lower => (multiplier.max(0.0), value - lower),
            Side::Upper => ((-multiplier).max(0.0), upper - value),
        };
        let complementarity = (multiplier * slack).abs();
        for part in [primal, dual, complementarity] {
            if part.is_nan() || part > worst {
                worst = part;
            }
        }
    }
    if worst.is_nan() { f64::INFINITY } else { worst }
}
