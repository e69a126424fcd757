//! Risk budgeting for the CVaR of scenarios.
//!
//! Asked for are long-only weights whose Euler contributions to the Rockafellar–Uryasev CVaR of
//! the losses `−Rw` are in the proportions `b`. With tail weights `0 ≤ q_t ≤ 1 ÷ ((1 − β)T)`,
//! `Σ q_t = 1`, the CVaR is `max −q'Rx`, the contribution of asset `i` is `−xᵢ (R'q)ᵢ` at the
//! maximising `q`, and the only minimum of the convex `CVaR(x) − Σ bᵢ ln xᵢ` has the contributions
//! `bᵢ` and a CVaR of 1; the weights are `x`, scaled. Several scenarios usually tie at the quantile
//! there, and `q` says with which fraction each of them counts.
//!
//! Route: a primal-dual interior-point method on `min a + Σ u_t ÷ ((1 − β)T) − Σ bᵢ ln xᵢ` with
//! `u ≥ −Rx − a`, `u ≥ 0`. The scenarios are eliminated from each step, which leaves a system of
//! the size of the assets: O(T n²) a step, some 20 steps, and no smoothing: primal and dual end
//! within rounding of each other.
//!
//! Where the plain weights break limits, the answer is the minimum of `ln CVaR(w) − Σ bᵢ ln wᵢ`
//! over the portfolios that keep them, by Clarabel (`cvar_reference.rs`).
//!
//! Sources: Rockafellar and Uryasev, *Optimization of conditional value-at-risk*, Journal of Risk
//! 2 (2000); Mausser and Romanko, *Long-only equal risk contribution portfolios for CVaR under
//! discrete distributions*, Quantitative Finance 18 (2018); Mehrotra, *On the implementation of a
//! primal-dual interior point method*, SIAM Journal on Optimization 2 (1992).
//!
//! Fails with the index of an asset without variance, and when some long-only portfolio has no
//! CVaR above 0, so that there is nothing to share.

use nalgebra::{DMatrix, DVector};

use super::budget_conflict;
use super::constrained_budget::Cone;
use super::correlation::volatilities;
use super::cvar_reference::{Answer, by_clarabel};
use super::dense::column;
use super::outcome::Found;
use super::risk_budget::{RISKLESS, checked_budget};
use super::{Allocation, AllocationError, AllocationOutcome, AllocationRoute};
use crate::broken::broken;
use crate::estimate::{CovarianceEstimate, Moments};
use crate::limits::Constraints;
use crate::problem::{Objective, Problem, ProblemError};
use crate::progress::is_stopped;
use crate::solve::dot;

const STEPS: usize = 150;
/// Deviation at which the method stops at once.
const DONE: f64 = 1e-14;
/// Steps after which corrections of the second order, which may go round in circles, are left out.
const PATIENCE: usize = 40;
/// Share of the way to the boundary.
const INSIDE: f64 = 0.995;
/// The same without corrections.
const CAREFUL: f64 = 0.8;

/// Weights whose contributions to the CVaR at `confidence` have the proportions of `budget` (equal
/// ones without it), scaled to the budget of the constraints.
///
/// `returns` are simple daily returns, one row per day and one column per asset. The objective of
/// the answer is the CVaR per day, a positive loss; its residual is the largest relative deviation
/// of a contribution from its budget, or the gap between the CVaR and the sum of the
/// contributions if that is larger; under limits that bind, Clarabel's residuals and gap.
///
/// Shares are `−wᵢ (R'q)ᵢ` with the tail weights `q` of the CVaR. O(T n²) a step, some 20 steps.
///
/// Source: Mausser and Romanko, *Long-only equal risk contribution portfolios for CVaR under
/// discrete distributions*, Quantitative Finance 18 (2018).
///
/// # Errors
///
/// A confidence outside (0, 1), fewer than two days, returns that are not finite, budgets that
/// are not positive or do not sum to 1, an asset without variance, a market in which a long-only
/// portfolio cannot lose, and constraints as in [`Problem::new`].
pub fn cvar_risk_parity(
    returns: &DMatrix<f64>,
    confidence: f64,
    budget: Option<&DVector<f64>>,
    constraints: Constraints,
) -> Result<AllocationOutcome, AllocationError> {
    if !(confidence > 0.0 && confidence < 1.0) {
        return Err(ProblemError::Field {
            field: "objective.confidence".to_owned(),
            reason: "is not between 0 and 1",
        }
        .into());
    }
    let moments =
        Moments::estimate(returns, CovarianceEstimate::Sample).map_err(ProblemError::from)?;
    let problem = Problem::new(moments, Objective::MinVariance, constraints)?;
    let budget = checked_budget(problem.assets(), budget)?;
    let volatilities = volatilities(&problem)?;

    // In units in which every asset has a volatility of 1.
    let mut scaled = returns.clone();
    for (mut column, volatility) in scaled.column_iter_mut().zip(&volatilities) {
        column /= *volatility;
    }
    let scale = scaled.amax().max(f64::MIN_POSITIVE);
    scaled /= scale;
    let tail = 1.0 / ((1.0 - confidence) * returns.nrows() as f64);
    let start = budget.map(f64::sqrt);
    let first = tail_mean(&scaled, &start, tail);
    if first <= RISKLESS * start.sum() {
        return Err(AllocationError::Riskless);
    }
    let mut point = Point::new(&scaled, tail, start / first);
    let (deviation, steps) = point.descend(&scaled, tail, &budget);
    let total = problem.constraints().budget;
    let weights_of = |exposures: &DVector<f64>| {
        let unscaled = exposures.component_div(&volatilities);
        &unscaled * (total / unscaled.sum())
    };
    let weights = weights_of(&point.exposures);
    let is_trusted = deviation <= Allocation::ACCURATE
        && tail_mean(&scaled, &point.exposures, tail) > RISKLESS * point.exposures.sum();
    let broken = broken(&problem, &weights);
    if is_trusted && broken.is_none() {
        let found = Found {
            objective: tail_mean(returns, &weights, tail),
            residual: deviation,
            route: AllocationRoute::InteriorPoint,
            iterations: steps,
        };
        let allocation = Allocation::new(&problem, weights, found);
        return Ok(AllocationOutcome::judged(allocation));
    }
    if !is_trusted {
        // Without limits it has to have an answer first.
        let free = Cone::free(&volatilities);
        if let Answer::Unbounded = by_clarabel(&scaled, tail, &budget, &free) {
            return Err(AllocationError::Riskless);
        }
    }
    if let Some(conflict) =
        budget_conflict::conflict(&problem, &broken.clone().unwrap_or_default())?
    {
        return Ok(AllocationOutcome::Infeasible(conflict));
    }
    let cone = Cone::of(&problem, &volatilities);
    match by_clarabel(&scaled, tail, &budget, &cone) {
        Answer::Point(conic) => {
            let weights = weights_of(&conic.exposures);
            let found = Found {
                objective: tail_mean(returns, &weights, tail),
                residual: conic.residual,
                route: AllocationRoute::Clarabel,
                iterations: steps + conic.iterations,
            };
            let allocation = Allocation::new(&problem, weights, found);
            Ok(AllocationOutcome::judged(allocation))
        }
        Answer::Unbounded => Err(AllocationError::Riskless),
        // A failure of rounding: at least the limits that stand in the way are named.
        Answer::Failed => match broken {
            Some(conflict) => Ok(AllocationOutcome::Infeasible(conflict)),
            None => Err(AllocationError::Riskless),
        },
    }
}

/// The CVaR of the losses `−Rx`: the largest ones count `tail` each until that makes 1.
fn tail_mean(returns: &DMatrix<f64>, exposures: &DVector<f64>, tail: f64) -> f64 {
    let mut losses: Vec<f64> = (returns * exposures).iter().map(|value| -value).collect();
    losses.sort_unstable_by(|left, right| right.total_cmp(left));
    let (mut left, mut sum) = (1.0, 0.0);
    for loss in losses {
        let weight = tail.min(left);
        sum += weight * loss;
        left -= weight;
        if left <= 0.0 {
            break;
        }
    }
    sum
}

/// All variables of the method; `p = tail − q` is not stored.
struct Point {
    /// `x`.
    exposures: DVector<f64>,
    /// `π`, which ends at `b ÷ x`.
    prices: DVector<f64>,
    /// `a`, the quantile of the losses.
    quantile: f64,
    /// `u`.
    beyond: DVector<f64>,
    /// `s = u + Rx + a`.
    slacks: DVector<f64>,
    /// `q`.
    weights: DVector<f64>,
}

/// A direction in the same variables.
type Step = Point;

impl Point {
    fn new(returns: &DMatrix<f64>, tail: f64, exposures: DVector<f64>) -> Self {
        let days = returns.nrows();
        let income = returns * &exposures;
        let mut losses: Vec<f64> = income.iter().map(|value| -value).collect();
        losses.sort_unstable_by(|left, right| right.total_cmp(left));
        let quantile = losses[((1.0 / tail) as usize).min(days - 1)];
        let room = 0.1 * income.amax();
        let beyond = income.map(|value| (-value - quantile).max(0.0) + room);
        let slacks = &beyond + &income.add_scalar(quantile);
        Self {
            prices: exposures.map(|exposure| 1.0 / (exposure * exposures.len() as f64)),
            weights: DVector::from_element(days, 1.0 / days as f64),
            quantile,
            beyond,
            slacks,
            exposures,
        }
    }

    /// The deviation of the best point, at which this ends, and the steps that were taken.
    fn descend(
        &mut self,
        returns: &DMatrix<f64>,
        tail: f64,
        budget: &DVector<f64>,
    ) -> (f64, usize) {
        let mut best = (f64::INFINITY, self.exposures.clone());
        let mut since = 0;
        let mut steps = 0;
        while steps < STEPS {
            let deviation = self.deviation(returns, tail, budget);
            if deviation < best.0 {
                best = (deviation, self.exposures.clone());
                since = 0;
            } else {
                since += 1;
            }
            if is_stopped() || deviation <= DONE || (since > 8 && best.0 < 1e-6) || since > 40 {
                break;
            }
            if self
                .step(returns, tail, budget, steps >= PATIENCE)
                .is_none()
            {
                break;
            }
            steps += 1;
        }
        self.exposures = best.1;
        (best.0, steps)
    }

    /// The largest of the relative deviations of the contributions from their budgets and the
    /// relative gap between the CVaR and what `q` says it is.
    fn deviation(&self, returns: &DMatrix<f64>, tail: f64, budget: &DVector<f64>) -> f64 {
        let weights = &self.weights / self.weights.sum();
        let contributions = -returns.tr_mul(&weights).component_mul(&self.exposures);
        let sum = contributions.sum();
        let risk = tail_mean(returns, &self.exposures, tail);
        let mut worst = (risk / sum - 1.0).abs();
        for (contribution, share) in contributions.iter().zip(budget) {
            worst = worst.max((contribution / (sum * share) - 1.0).abs());
        }
        if sum > 0.0 && worst.is_finite() {
            worst
        } else {
            f64::INFINITY
        }
    }

    fn step(
        &mut self,
        returns: &DMatrix<f64>,
        tail: f64,
        budget: &DVector<f64>,
        is_careful: bool,
    ) -> Option<()> {
        let (days, n) = returns.shape();
        let rest = self.weights.map(|weight| tail - weight);
        // How much a tail weight moves per unit of income.
        let pull = DVector::from_fn(days, |t, _| {
            1.0 / (self.slacks[t] / self.weights[t] + self.beyond[t] / rest[t])
        });
        let mut matrix = DMatrix::zeros(n + 1, n + 1);
        let mut pulled = vec![0.0; days];
        for asset in 0..n {
            if is_stopped() {
                return None;
            }
            for ((entry, value), weight) in pulled.iter_mut().zip(column(returns, asset)).zip(&pull)
            {
                *entry = value * weight;
            }
            for other in asset..n {
                matrix[(other, asset)] = dot(&pulled, column(returns, other));
            }
            matrix[(n, asset)] = pulled.iter().sum();
            matrix[(asset, asset)] += self.prices[asset] / self.exposures[asset];
        }
        matrix[(n, n)] = pull.sum();
        let factor = matrix.cholesky()?;
        let stationarity = -&self.prices - returns.tr_mul(&self.weights);
        let unspent = 1.0 - self.weights.sum();
        let misfit =
            &self.beyond + (returns * &self.exposures).add_scalar(self.quantile) - &self.slacks;

        let direction = |target: f64, second: Option<&Step>| -> Step {
            let product = DVector::from_fn(n, |i, _| {
                let second = second.map_or(0.0, |s| s.exposures[i] * s.prices[i]);
                budget[i] - self.exposures[i] * self.prices[i] - second
            });
            let upper = DVector::from_fn(days, |t, _| {
                let second = second.map_or(0.0, |s| s.slacks[t] * s.weights[t]);
                target - self.slacks[t] * self.weights[t] - second
            });
            let lower = DVector::from_fn(days, |t, _| {
                let second = second.map_or(0.0, |s| -s.beyond[t] * s.weights[t]);
                target - self.beyond[t] * rest[t] - second
            });
            let fixed = DVector::from_fn(days, |t, _| {
                (upper[t] / self.weights[t] - lower[t] / rest[t] - misfit[t]) * pull[t]
            });
            let mut right = DVector::zeros(n + 1);
            let moved = returns.tr_mul(&fixed);
            for i in 0..n {
                right[i] = -stationarity[i] + product[i] / self.exposures[i] + moved[i];
            }
            right[n] = fixed.sum() - unspent;
            let solved = factor.solve(&right);
            let exposures = solved.rows(0, n).into_owned();
            let quantile = solved[n];
            let income = (returns * &exposures).add_scalar(quantile);
            let weights = fixed - pull.component_mul(&income);
            let beyond = DVector::from_fn(days, |t, _| {
                (lower[t] + self.beyond[t] * weights[t]) / rest[t]
            });
            Step {
                prices: DVector::from_fn(n, |i, _| {
                    (product[i] - self.prices[i] * exposures[i]) / self.exposures[i]
                }),
                slacks: &beyond + &income + &misfit,
                exposures,
                quantile,
                beyond,
                weights,
            }
        };
        let products = 2.0 * days as f64;
        let gap = (self.slacks.dot(&self.weights) + self.beyond.dot(&rest)) / products;
        let predictor = direction(0.0, None);
        let reach = self.reach(&predictor, &rest).min(1.0);
        let weights = &self.weights + &predictor.weights * reach;
        let after = ((&self.slacks + &predictor.slacks * reach).dot(&weights)
            + (&self.beyond + &predictor.beyond * reach).dot(&weights.map(|weight| tail - weight)))
            / products;
        let centring = (after / gap).clamp(0.0, 1.0).powi(3);
        let mut chosen = direction(centring * gap, Some(&predictor));
        let mut length = (INSIDE * self.reach(&chosen, &rest)).min(1.0);
        let weights = &self.weights + &chosen.weights * length;
        let reached = ((&self.slacks + &chosen.slacks * length).dot(&weights)
            + (&self.beyond + &chosen.beyond * length).dot(&weights.map(|weight| tail - weight)))
            / products;
        if is_careful || length < 0.1 || reached > gap {
            chosen = direction(0.5 * gap, None);
            let inside = if is_careful { CAREFUL } else { INSIDE };
            length = (inside * self.reach(&chosen, &rest)).min(1.0);
        }
        if !length.is_finite() || length <= 0.0 {
            return None;
        }
        self.exposures.axpy(length, &chosen.exposures, 1.0);
        self.prices.axpy(length, &chosen.prices, 1.0);
        self.quantile += length * chosen.quantile;
        self.beyond.axpy(length, &chosen.beyond, 1.0);
        self.slacks.axpy(length, &chosen.slacks, 1.0);
        self.weights.axpy(length, &chosen.weights, 1.0);
        let is_inside = self
            .weights
            .iter()
            .all(|&weight| weight > 0.0 && weight < tail);
        is_inside.then_some(())
    }

    /// The longest step that keeps everything positive.
    fn reach(&self, step: &Step, rest: &DVector<f64>) -> f64 {
        let mut longest = f64::INFINITY;
        let mut hold = |values: &DVector<f64>, steps: &DVector<f64>, sign: f64| {
            for (value, step) in values.iter().zip(steps) {
                if sign * step < 0.0 {
                    longest = longest.min(value / -(sign * step));
                }
            }
        };
        hold(&self.exposures, &step.exposures, 1.0);
        hold(&self.prices, &step.prices, 1.0);
        hold(&self.beyond, &step.beyond, 1.0);
        hold(&self.slacks, &step.slacks, 1.0);
        hold(&self.weights, &step.weights, 1.0);
        hold(rest, &step.weights, -1.0);
        longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The method and Clarabel end at the same exposures.
    #[test]
    fn both_routes_agree() {
        let mut state = 7_u64;
        let mut uniform = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as f64 / (1u64 << 31) as f64 - 0.48
        };
        for (days, n, tail) in [(60, 4, 0.1), (200, 9, 0.025), (90, 1, 0.5)] {
            let market: Vec<f64> = (0..days).map(|_| uniform()).collect();
            let returns = DMatrix::from_fn(days, n, |day, _| market[day] + uniform());
            let budget = DVector::from_fn(n, |asset, _| (asset + 1) as f64);
            let budget = &budget / budget.sum();
            let moments = Moments::estimate(&returns, CovarianceEstimate::Sample).expect("moments");
            let problem = Problem::new(moments, Objective::MinVariance, Constraints::default());
            let cone = Cone::of(
                &problem.expect("well-formed"),
                &DVector::from_element(n, 1.0),
            );
            let mut point = Point::new(&returns, tail, DVector::from_element(n, 1.0));
            let (deviation, _) = point.descend(&returns, tail, &budget);
            assert!(deviation < 1e-10, "{deviation:e}");
            let Answer::Point(conic) = by_clarabel(&returns, tail, &budget, &cone) else {
                panic!("no point")
            };
            let apart = (&conic.exposures - &point.exposures).amax();
            assert!(apart < 1e-5, "{apart:e}");
        }
    }
}
