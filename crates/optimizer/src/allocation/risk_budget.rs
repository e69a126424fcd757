//! Risk budgeting for the variance; equal budgets are risk parity (equal risk contribution).
//!
//! Asked for are long-only weights with `wᵢ(Σw)ᵢ ÷ w'Σw = bᵢ` for positive budgets `b` that sum
//! to 1. With `y = κ · σ∘w` and the correlation matrix `C` they are the only minimum of the
//! strictly convex `½ y'Cy − Σ bᵢ ln yᵢ`, whose stationarity is `yᵢ(Cy)ᵢ = bᵢ`; afterwards
//! `w = y ÷ σ` is scaled to the budget.
//!
//! Route: cyclic coordinate descent, each step the positive root of a quadratic equation and one
//! sweep O(n²). Its rate is linear, and poor where long positions nearly hedge each other; then
//! damped Newton takes over, O(n³) a step.
//!
//! Sources: Spinu, *An algorithm for computing risk parity weights* (SSRN 2297383, 2013);
//! Griveau-Billion, Richard and Roncalli, *A fast algorithm for computing high-dimensional risk
//! parity portfolios* (SSRN 2325255, 2013).
//!
//! Fails with the index of an asset that has no variance (it cannot carry a share of the risk),
//! and when long positions hedge each other completely, so that no risk is left to share.

use nalgebra::{DMatrix, DVector};

use super::budget_conflict;
use super::constrained_budget::solve_constrained;
use super::correlation::{correlation, volatilities};
use super::dense::{column, symmetric_times};
use super::outcome::Found;
use super::{Allocation, AllocationError, AllocationOutcome, AllocationRoute};
use crate::broken::broken;
use crate::problem::{Problem, ProblemError};
use crate::progress::is_stopped;
use crate::solve::dot;

/// Budgets have to sum to 1 up to this.
const SUM: f64 = 1e-9;
/// Shares this close to the budgets are rounding.
const ROUNDING: f64 = 2e-15;
/// Shares this close to the budgets are what is promised.
const CLOSE: f64 = 1e-12;
/// A sweep that does not shrink the deviation by this factor is no progress.
const PROGRESS: f64 = 0.9;
const SWEEPS: usize = 400;
const NEWTON_STEPS: usize = 200;
/// Below this share of the sum of its volatilities, a portfolio's risk is rounding.
pub(super) const RISKLESS: f64 = 1e-7;

/// Weights whose shares of the variance are `budget` (equal shares without one), scaled to the
/// budget of the constraints.
///
/// The objective of the answer is the annual variance, its residual the largest deviation of a
/// share from its budget; 1e-12 unless the covariance is nearly singular. Where the plain
/// weights break limits, the answer is risk budgeting under the limits, the minimum of
/// `ln √(w'Σw) − Σ bᵢ ln wᵢ` over the portfolios that keep them, and the residual is its KKT
/// residual.
///
/// A sweep is O(n²), and some ten of them are needed; under limits and for nearly singular
/// covariances a step is O(n³).
///
/// Source: Griveau-Billion, Richard and Roncalli, *A fast algorithm for computing high-dimensional
/// risk parity portfolios* (SSRN 2325255, 2013); Spinu, *An algorithm for computing risk parity
/// weights* (SSRN 2297383, 2013).
///
/// ```
/// use nalgebra::{DMatrix, DVector};
/// use optimizer::{Constraints, Moments, Objective, Problem, risk_parity};
///
/// let covariance = DMatrix::from_row_slice(2, 2, &[0.01, 0.0, 0.0, 0.04]);
/// let moments = Moments::new(DVector::zeros(2), covariance)?;
/// let problem = Problem::new(moments, Objective::MinVariance, Constraints::default())?;
/// let answer = risk_parity(&problem, None)?;
/// let weights = &answer.allocation().expect("a feasible model").weights;
/// assert!((weights[0] - 2.0 / 3.0).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Budgets that are not positive or do not sum to 1, an asset without variance, and assets that
/// hedge each other completely.
pub fn risk_parity(
    problem: &Problem,
    budget: Option<&DVector<f64>>,
) -> Result<AllocationOutcome, AllocationError> {
    let n = problem.assets();
    let budget = checked_budget(n, budget)?;
    let volatilities = volatilities(problem)?;
    let correlation = correlation(problem.moments().covariance(), &volatilities);
    let shared = share(&correlation, &budget)?;

    let unscaled = shared.exposures.component_div(&volatilities);
    let weights = &unscaled * (problem.constraints().budget / unscaled.sum());
    if let Some(free) = broken(problem, &weights) {
        if let Some(conflict) = budget_conflict::conflict(problem, &free)? {
            return Ok(AllocationOutcome::Infeasible(conflict));
        }
        let plain = &shared.exposures;
        if let Some(found) = solve_constrained(problem, &correlation, &volatilities, &budget, plain)
        {
            let (weights, steps) = (found.weights, found.steps);
            let found = Found {
                objective: problem.moments().variance(&weights),
                residual: found.residual,
                route: AllocationRoute::InteriorPoint,
                iterations: shared.iterations + steps,
            };
            let allocation = Allocation::new(problem, weights, found);
            return Ok(AllocationOutcome::judged(allocation));
        }
        // A failure of rounding: at least the limits that stand in the way are named.
        return Ok(AllocationOutcome::Infeasible(free));
    }
    let residual = deviation(&correlation, &weights.component_mul(&volatilities), &budget);
    let found = Found {
        objective: problem.moments().variance(&weights),
        residual,
        route: shared.route,
        iterations: shared.iterations,
    };
    Ok(AllocationOutcome::judged(Allocation::new(
        problem, weights, found,
    )))
}

/// Positive budgets that sum to exactly 1.
pub(super) fn checked_budget(
    assets: usize,
    budget: Option<&DVector<f64>>,
) -> Result<DVector<f64>, ProblemError> {
    let refuse = |field: String, reason| Err(ProblemError::Field { field, reason });
    let Some(budget) = budget else {
        return Ok(DVector::from_element(assets, 1.0 / assets as f64));
    };
    if budget.len() != assets {
        let reason = "does not have one number per asset";
        return refuse("objective.budget".to_owned(), reason);
    }
    for (asset, &share) in budget.iter().enumerate() {
        let field = || format!("objective.budget[{asset}]");
        if !share.is_finite() {
            return refuse(field(), "is not a finite number");
        }
        if share <= 0.0 {
            return refuse(field(), "is not positive");
        }
    }
    let sum = budget.sum();
    if (sum - 1.0).abs() > SUM {
        return refuse("objective.budget".to_owned(), "does not sum to 1");
    }
    Ok(budget / sum)
}

/// The minimum of the barrier problem.
struct Shared {
    /// `y`.
    exposures: DVector<f64>,
    route: AllocationRoute,
    iterations: usize,
}

fn share(correlation: &DMatrix<f64>, budget: &DVector<f64>) -> Result<Shared, AllocationError> {
    let start = budget.map(f64::sqrt);
    let variance = start.dot(&symmetric_times(correlation, start.as_slice()));
    if variance <= 0.0 {
        return Err(AllocationError::Riskless);
    }
    let mut exposures = start / variance.sqrt();
    let (mut sweeps, descended) = descend(correlation, budget, &mut exposures);
    let mut route = AllocationRoute::CoordinateDescent;
    if descended > CLOSE {
        let steps = newton(correlation, budget, &mut exposures);
        sweeps += steps;
        route = AllocationRoute::Newton;
    }
    let volatility = exposures.dot(&symmetric_times(correlation, exposures.as_slice()));
    let has_risk = volatility.max(0.0).sqrt() > RISKLESS * exposures.sum();
    if !has_risk {
        return Err(AllocationError::Riskless);
    }
    Ok(Shared {
        exposures,
        route,
        iterations: sweeps,
    })
}

/// Cyclic coordinate descent; the number of sweeps and the largest `|yᵢ(Cy)ᵢ − bᵢ|` of the last.
fn descend(
    correlation: &DMatrix<f64>,
    budget: &DVector<f64>,
    exposures: &mut DVector<f64>,
) -> (usize, f64) {
    let n = budget.len();
    let exposures = exposures.as_mut_slice();
    let mut before = f64::INFINITY;
    let mut slow = 0;
    for sweep in 1..=SWEEPS {
        if is_stopped() {
            return (sweep, before);
        }
        let mut worst: f64 = 0.0;
        for asset in 0..n {
            let (own, share) = (exposures[asset], budget[asset]);
            let risk = dot(column(correlation, asset), exposures);
            worst = worst.max((own * risk - share).abs());
            // The root that does not cancel.
            let others = risk - own;
            let root = (others * others + 4.0 * share).sqrt();
            exposures[asset] = if others > 0.0 {
                2.0 * share / (others + root)
            } else {
                0.5 * (root - others)
            };
        }
        if worst <= ROUNDING || (worst <= CLOSE && worst >= before) {
            return (sweep, worst);
        }
        slow = if worst > PROGRESS * before {
            slow + 1
        } else {
            0
        };
        if slow > 10 {
            return (sweep, worst);
        }
        before = worst;
    }
    (SWEEPS, before)
}

/// Newton's method on the barrier problem with a step that keeps `y` positive and lowers the
/// objective; the number of steps.
///
/// In `z = ln y` nothing has to be kept positive, but the problem loses its self-concordance; the
/// steps are therefore taken in `y`.
fn newton(
    correlation: &DMatrix<f64>,
    budget: &DVector<f64>,
    exposures: &mut DVector<f64>,
) -> usize {
    let mut risk = symmetric_times(correlation, exposures.as_slice());
    let mut best = f64::INFINITY;
    for steps in 0..NEWTON_STEPS {
        if is_stopped() {
            return steps;
        }
        let miss = exposures.component_mul(&risk) - budget;
        if miss.amax() <= ROUNDING || (miss.amax() <= CLOSE && miss.amax() >= best) {
            return steps;
        }
        best = miss.amax().min(best);
        let mut hessian = correlation.clone();
        for asset in 0..budget.len() {
            hessian[(asset, asset)] += budget[asset] / (exposures[asset] * exposures[asset]);
        }
        let Some(factor) = hessian.cholesky() else {
            return steps;
        };
        let gradient = &risk - budget.component_div(exposures);
        let step = -factor.solve(&gradient);
        let slope = gradient.dot(&step);
        let moved = symmetric_times(correlation, step.as_slice());
        let (along, curve) = (risk.dot(&step), step.dot(&moved));
        // What the objective changes by, without the cancellation of two large numbers.
        let change = |length: f64| {
            let quadratic = length * along + 0.5 * length * length * curve;
            let barrier: f64 = budget
                .iter()
                .zip(step.iter().zip(exposures.iter()))
                .map(|(share, (step, own))| share * (length * step / own).ln_1p())
                .sum();
            quadratic - barrier
        };
        let mut length = 1.0_f64;
        for (step, own) in step.iter().zip(exposures.iter()) {
            if *step < 0.0 {
                length = length.min(-0.99 * own / step);
            }
        }
        while length > 1e-12 && change(length) > 1e-4 * length * slope + 1e-16 {
            length *= 0.5;
        }
        exposures.axpy(length, &step, 1.0);
        risk = symmetric_times(correlation, exposures.as_slice());
    }
    NEWTON_STEPS
}

/// The largest deviation of a share of the risk from its budget.
fn deviation(correlation: &DMatrix<f64>, exposures: &DVector<f64>, budget: &DVector<f64>) -> f64 {
    let risk = exposures.component_mul(&symmetric_times(correlation, exposures.as_slice()));
    (&risk / risk.sum() - budget).amax()
}
