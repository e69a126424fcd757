//! Robust mean-variance: the expected returns are only known to lie in an ellipsoid.
//!
//! Against the worst mean of `{m : (m − μ)'Ω⁻¹(m − μ) ≤ κ²}` the utility is
//! `μ'w − κ √(w'Ωw) − λ w'Σw`, which is concave. `Ω = Σ ÷ T`, the covariance of a sample mean
//! over `T` years, unless another one is given.
//!
//! Fast route: `κ √q = min over s > 0 of ½ κ (q ÷ s + s)`, so the problem is the maximum over `s`
//! of `μ'w − w'(λΣ + κ ÷ (2s) Ω)w − ½ κ s`, jointly concave in `w` and `s`. For each `s` it is a
//! mean-variance utility for the crate's solver, and the best `s` is the fixed point
//! `s = √(w(s)'Ωw(s))`, bracketed and found by the secant. The weights are then checked against
//! the KKT conditions of the conic problem itself.
//!
//! Reference route: the second-order cone program in Clarabel, which also answers where the fast
//! route cannot be verified.
//!
//! Sources: Goldfarb and Iyengar, *Robust portfolio selection problems*, Mathematics of Operations
//! Research 28 (2003); Ceria and Stubbs, *Incorporating estimation errors into portfolio
//! selection*, Journal of Asset Management 7 (2006).

use clarabel::algebra::CscMatrix;
use clarabel::solver::{
    NonnegativeConeT, SecondOrderConeT, SolverStatus, SupportedConeT, ZeroConeT,
};
use nalgebra::{DMatrix, DVector};

use super::limits::solve_instead;
use super::outcome::Found;
use super::{Allocation, AllocationError, AllocationOutcome, AllocationRoute};
use crate::outcome::{Conflict, Outcome, Solution};
use crate::problem::{Objective, Problem, ProblemError, refuse_limits};
use crate::progress::is_stopped;
use crate::solve::by_clarabel;
use crate::unbounded::{Norm, Recession, Unbounded};

const ROUNDS: usize = 80;
/// The fixed point is found when it is met to this share.
const MET: f64 = 1e-14;

/// How the expected returns are uncertain.
#[derive(Debug, Clone, PartialEq)]
pub enum MeanUncertainty {
    /// `Ω = Σ ÷ years`: the sample mean over so many years.
    SampleMean {
        /// Years of data behind the mean, days ÷ 252; positive.
        years: f64,
    },
    /// The covariance of the annual mean, symmetric and positive semidefinite.
    Covariance(DMatrix<f64>),
}

/// The largest `μ'w − radius · √(w'Ωw) − risk_aversion · w'Σw` within the limits.
///
/// `radius` is `κ`, in standard errors of the mean; 0 is the plain utility. The objective of the
/// answer is that number, an annual return; its residual is the KKT residual of the quadratic
/// program whose penalty is the norm at the answer itself, which is the optimality condition of
/// the conic problem.
///
/// Some ten quadratic programs of O(n³) at worst.
///
/// Source: Goldfarb and Iyengar, *Robust portfolio selection problems*, Mathematics of Operations
/// Research 28 (2003).
///
/// # Errors
///
/// A radius or risk aversion that is negative or not finite, years that are not positive, or a
/// covariance of the mean that has another size or is not positive semidefinite.
pub fn robust_utility(
    problem: &Problem,
    uncertainty: &MeanUncertainty,
    radius: f64,
    risk_aversion: f64,
) -> Result<AllocationOutcome, AllocationError> {
    let question = Question::new(problem, uncertainty, radius, risk_aversion)?;
    match question.by_fixed_point()? {
        Some(answer) => Ok(answer),
        None => question.by_clarabel(),
    }
}

/// As [`robust_utility`], by the conic solver: the reference. Good to about 1e-6 in the weights.
///
/// # Errors
///
/// As for [`robust_utility`].
pub fn robust_utility_by_clarabel(
    problem: &Problem,
    uncertainty: &MeanUncertainty,
    radius: f64,
    risk_aversion: f64,
) -> Result<AllocationOutcome, AllocationError> {
    Question::new(problem, uncertainty, radius, risk_aversion)?.by_clarabel()
}

struct Question<'p> {
    problem: &'p Problem,
    /// `Ω`.
    uncertainty: DMatrix<f64>,
    radius: f64,
    risk_aversion: f64,
}

impl<'p> Question<'p> {
    fn new(
        problem: &'p Problem,
        uncertainty: &MeanUncertainty,
        radius: f64,
        risk_aversion: f64,
    ) -> Result<Self, ProblemError> {
        let refuse = |field: &str, reason| ProblemError::Field {
            field: format!("objective.{field}"),
            reason,
        };
        for (field, value) in [("radius", radius), ("risk_aversion", risk_aversion)] {
            if !value.is_finite() {
                return Err(refuse(field, "is not a finite number"));
            }
            if value < 0.0 {
                return Err(refuse(field, "is negative"));
            }
        }
        let uncertainty = match uncertainty {
            MeanUncertainty::SampleMean { years } => {
                if !(years.is_finite() && *years > 0.0) {
                    return Err(refuse("years", "is not positive"));
                }
                problem.moments().covariance() / *years
            }
            MeanUncertainty::Covariance(matrix) => {
                let zeros = DVector::zeros(problem.assets());
                crate::estimate::Moments::new(zeros, matrix.clone())?
                    .covariance()
                    .clone()
            }
        };
        Ok(Self {
            problem,
            uncertainty,
            radius,
            risk_aversion,
        })
    }

    /// The direction along which the utility has no end.
    fn unbounded(&self) -> Unbounded {
        let moments = self.problem.moments();
        let omega = &self.uncertainty;
        let recession = Recession {
            cost: -moments.mean(),
            is_flat: self.risk_aversion > 0.0,
            risks: vec![(self.radius, Box::new(Norm { omega }))],
            ..Recession::new(
                self.problem.constraints(),
                moments.mean(),
                moments.covariance(),
            )
        };
        Unbounded::along(recession.ray())
    }

    fn norm(&self, weights: &DVector<f64>) -> f64 {
        weights.dot(&(&self.uncertainty * weights)).max(0.0).sqrt()
    }

    fn utility(&self, weights: &DVector<f64>) -> f64 {
        let moments = self.problem.moments();
        moments.expected_return(weights)
            - self.radius * self.norm(weights)
            - self.risk_aversion * moments.variance(weights)
    }

    /// The weights when the norm costs `κ ÷ (2s)` of its square.
    fn at(&self, norm: f64) -> Result<Outcome, ProblemError> {
        let moments = self.problem.moments();
        let price = self.radius / (2.0 * norm);
        let penalty = moments.covariance() * self.risk_aversion + &self.uncertainty * price;
        let objective = Objective::MaxUtility { risk_aversion: 1.0 };
        solve_instead(self.problem, moments.mean().clone(), penalty, objective)
    }

    fn by_fixed_point(&self) -> Result<Option<AllocationOutcome>, ProblemError> {
        if self.radius == 0.0 {
            let moments = self.problem.moments();
            let (mean, covariance) = (moments.mean().clone(), moments.covariance().clone());
            let objective = Objective::MaxUtility {
                risk_aversion: self.risk_aversion,
            };
            let outcome = solve_instead(self.problem, mean, covariance, objective)?;
            let utility = |weights: &DVector<f64>| self.utility(weights);
            let answer = AllocationOutcome::of_solver(self.problem, outcome, utility);
            return Ok(Some(answer));
        }
        let even = self.problem.constraints().budget / self.problem.assets() as f64;
        let start = self.norm(&DVector::from_element(self.problem.assets(), even));
        if start <= 0.0 {
            return Ok(None);
        }
        // ln(norm of w(s)) − ln s falls in ln s.
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        let mut last: Option<(f64, f64)> = None;
        let mut place = start.ln();
        let mut iterations = 0;
        let mut best: Option<(f64, Solution)> = None;
        for _ in 0..ROUNDS {
            if is_stopped() {
                return Ok(None);
            }
            let solution = match self.at(place.exp())? {
                Outcome::Optimal(solution) | Outcome::Inexact(solution) => solution,
                Outcome::Infeasible(conflict) => {
                    return Ok(Some(AllocationOutcome::Infeasible(conflict)));
                }
                Outcome::Unbounded(_) => return Ok(None),
            };
            iterations += solution.iterations + 1;
            let norm = self.norm(&solution.weights);
            if norm <= 0.0 {
                return Ok(None);
            }
            let miss = norm.ln() - place;
            let is_better = best.as_ref().is_none_or(|(least, _)| miss.abs() < *least);
            if is_better {
                best = Some((miss.abs(), solution));
            }
            if miss.abs() <= MET {
                break;
            }
            if miss > 0.0 {
                low = place;
            } else {
                high = place;
            }
            let secant = last.and_then(|(other, other_miss)| {
                let slope = (miss - other_miss) / (place - other);
                (slope < 0.0).then(|| place - miss / slope)
            });
            last = Some((place, miss));
            place = match secant {
                Some(next) if next > low && next < high => next,
                // The plain fixed point moves in the right direction, and not too far.
                _ if place + miss > low && place + miss < high && last.is_some() => place + miss,
                _ => 0.5 * (low + high),
            };
            if place == low || place == high || !place.is_finite() {
                break;
            }
        }
        let Some((miss, solution)) = best else {
            return Ok(None);
        };
        // By how much the gradient of the norm is off, in units of the gradient that was solved.
        let residual = solution.kkt_residual.max(miss);
        if residual > Allocation::ACCURATE {
            return Ok(None);
        }
        let found = Found {
            objective: self.utility(&solution.weights),
            residual,
            route: AllocationRoute::FixedPoint,
            iterations,
        };
        let allocation = Allocation::new(self.problem, solution.weights, found);
        Ok(Some(AllocationOutcome::judged(allocation)))
    }

    /// `min −μ'w + κ t + λ w'Σw` with `‖Fw‖ ≤ t`, `Ω = F'F`.
    fn by_clarabel(&self) -> Result<AllocationOutcome, AllocationError> {
        let problem = self.problem;
        let n = problem.assets();
        let constraints = problem.constraints();
        let fields = [
            "turnover",
            "gross_exposure",
            "tracking_error",
            "max_risk",
            "costs",
        ];
        refuse_limits(constraints, &fields, "is not possible with this objective")?;
        let moments = problem.moments();
        // Limits as rows `a'w ≤ β`, equalities first.
        let mut equal = vec![(
            (0..n).map(|asset| (asset, 1.0)).collect(),
            constraints.budget,
        )];
        let mut below: Vec<(Vec<(usize, f64)>, f64)> = Vec::new();
        let mut limit = |entries: Vec<(usize, f64)>, min: Option<f64>, max: Option<f64>| {
            let finite = |value: &f64| value.is_finite();
            let (min, max) = (min.filter(finite), max.filter(finite));
            if min.is_some() && min == max {
                equal.extend(min.map(|min| (entries, min)));
                return;
            }
            if let Some(max) = max {
                below.push((entries.clone(), max));
            }
            if let Some(min) = min {
                let entries = entries.into_iter().map(|(asset, value)| (asset, -value));
                below.push((entries.collect(), -min));
            }
        };
        for asset in 0..n {
            let min = constraints.min_weight.of(asset);
            let max = constraints.max_weight.of(asset);
            limit(vec![(asset, 1.0)], Some(min), Some(max));
        }
        for row in &constraints.rows {
            let entries = row
                .coefficients
                .iter()
                .map(|(&asset, &value)| (asset, value));
            limit(entries.collect(), row.min, row.max);
        }
        if constraints.target_return.is_some() {
            let entries = moments.mean().iter().copied().enumerate().collect();
            limit(entries, constraints.target_return, None);
        }

        let root = root(&self.uncertainty);
        let (count, inequalities) = (equal.len(), below.len());
        let rows = count + inequalities + n + 1;
        let mut matrix = DMatrix::zeros(rows, n + 1);
        let mut right = vec![0.0; rows];
        for (row, (entries, value)) in equal.into_iter().chain(below).enumerate() {
            for (asset, coefficient) in entries {
                matrix[(row, asset)] = coefficient;
            }
            right[row] = value;
        }
        let cone = count + inequalities;
        matrix[(cone, n)] = -1.0;
        // `s = b − Az` with `s = (t, Fw)`.
        matrix.view_mut((cone + 1, 0), (n, n)).copy_from(&(-&root));
        // In units in which the largest price is 1.
        let unit = moments
            .mean()
            .amax()
            .max(self.radius * root.amax())
            .max(f64::MIN_POSITIVE);
        let mut quadratic = DMatrix::zeros(n + 1, n + 1);
        let curve = moments.covariance() * (2.0 * self.risk_aversion / unit);
        quadratic.view_mut((0, 0), (n, n)).copy_from(&curve);
        let linear: Vec<f64> = moments
            .mean()
            .iter()
            .map(|mean| -mean / unit)
            .chain([self.radius / unit])
            .collect();
        let cones: [SupportedConeT<f64>; 3] = [
            ZeroConeT(count),
            NonnegativeConeT(inequalities),
            SecondOrderConeT(n + 1),
        ];
        let nothing = || Ok(AllocationOutcome::Infeasible(Conflict::default()));
        let (quadratic, matrix) = (sparse(&quadratic, true), sparse(&matrix, false));
        let solver = by_clarabel(&quadratic, &linear, &matrix, &right, &cones, 1e-10);
        let Some(solver) = solver else {
            return nothing();
        };
        let solution = &solver.solution;
        match solution.status {
            SolverStatus::PrimalInfeasible | SolverStatus::AlmostPrimalInfeasible => {
                // The quadratic route explains what contradicts what.
                let zeros = DVector::zeros(n);
                let covariance = moments.covariance().clone();
                let least = solve_instead(problem, zeros, covariance, Objective::MinVariance)?;
                return match least {
                    Outcome::Infeasible(conflict) => Ok(AllocationOutcome::Infeasible(conflict)),
                    _ => nothing(),
                };
            }
            SolverStatus::DualInfeasible | SolverStatus::AlmostDualInfeasible => {
                return Ok(AllocationOutcome::Unbounded(self.unbounded()));
            }
            _ if solution.x.iter().any(|value| !value.is_finite()) => return nothing(),
            _ => {}
        }
        let weights = DVector::from_column_slice(&solution.x[..n]);
        let gap = (solution.obj_val - solution.obj_val_dual).abs() / (1.0 + solution.obj_val.abs());
        let found = Found {
            objective: self.utility(&weights),
            residual: gap.max(solution.r_prim).max(solution.r_dual),
            route: AllocationRoute::Clarabel,
            iterations: solution.iterations as usize,
        };
        Ok(AllocationOutcome::judged(Allocation::new(
            problem, weights, found,
        )))
    }
}

/// `F` with `F'F` the matrix.
fn root(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let eigen = matrix.clone().symmetric_eigen();
    let mut root = eigen.eigenvectors.transpose();
    for (mut row, value) in root.row_iter_mut().zip(&eigen.eigenvalues) {
        row *= value.max(0.0).sqrt();
    }
    root
}

fn sparse(matrix: &DMatrix<f64>, upper: bool) -> CscMatrix<f64> {
    let (mut starts, mut rows, mut values) = (vec![0], Vec::new(), Vec::new());
    for (column, entries) in matrix.column_iter().enumerate() {
        let last = if upper { column + 1 } else { entries.len() };
        for (row, &value) in entries.iter().enumerate().take(last) {
            if value != 0.0 {
                rows.push(row);
                values.push(value);
            }
        }
        starts.push(rows.len());
    }
    CscMatrix::new(matrix.nrows(), matrix.ncols(), starts, rows, values)
}
