//! Hierarchical risk parity: clusters are put in a row, the row is split in the middle again and
//! again, and each half gets what the other half has of the variance.
//!
//! The variance of a part is that of its inverse-variance portfolio, `v = Σᵢⱼ Σᵢⱼ ÷ (σᵢ²σⱼ²)`
//! over `(Σᵢ 1 ÷ σᵢ²)²`; the left half of a part gets the share `1 − v_left ÷ (v_left + v_right)`.
//! The sums of a part are those of its halves and what is between them, so that every pair of
//! assets is looked at once and no matrix is copied: O(n²) with the linkage, in place.
//!
//! Bounds of the weights are kept as skfolio does: the share of a half is held between what its
//! members must and may hold together. All other limits are checked afterwards.
//!
//! Source: López de Prado, *Building diversified portfolios that outperform out of sample*,
//! Journal of Portfolio Management 42 (2016). PyPortfolioOpt's `HRPOpt` is `LeafOrder::Tree`,
//! skfolio and Riskfolio-Lib are `LeafOrder::ScipyOptimal`.
//!
//! Fails with the index of an asset that has no variance, and when both halves of a part are
//! without risk.

use nalgebra::{DMatrix, DVector};

use super::correlation::{correlation, scaled, volatilities};
use super::inverse_volatility::by_formula;
use super::leaf_order::{LeafOrder, ordered};
use super::linkage::{Linkage, Tree};
use super::{AllocationError, AllocationOutcome};
use crate::limits::Constraints;
use crate::outcome::{Conflict, Outcome, Relaxation};
use crate::problem::{Objective, Problem};
use crate::solve::solve;

/// Hierarchical risk parity, scaled to the budget.
///
/// The objective of the answer is the annual variance; the residual of a formula is 0.
///
/// Each half of the ordered assets gets `1 − v ÷ (v + v')`, where `v` is the variance of its
/// inverse-variance portfolio and `v'` that of the other half. O(n²) in place.
///
/// Source: López de Prado, *Building diversified portfolios that outperform out of sample*,
/// Journal of Portfolio Management 42 (2016).
///
/// # Errors
///
/// An asset without variance, and parts of the market that hedge each other completely.
pub fn hierarchical_risk_parity(
    problem: &Problem,
    linkage: Linkage,
    order: LeafOrder,
) -> Result<AllocationOutcome, AllocationError> {
    let answer = halved(problem, linkage, order)?;
    if matches!(answer, AllocationOutcome::Infeasible(_))
        && let Some(conflict) = of_bounds(problem, linkage, order)?
    {
        return Ok(AllocationOutcome::Infeasible(conflict));
    }
    Ok(answer)
}

/// The weights, or the limits that they break.
fn halved(
    problem: &Problem,
    linkage: Linkage,
    order: LeafOrder,
) -> Result<AllocationOutcome, AllocationError> {
    let volatilities = volatilities(problem)?;
    if problem.assets() == 1 {
        let weights = DVector::from_element(1, problem.constraints().budget);
        return Ok(by_formula(problem, weights));
    }
    let order = {
        let correlation = correlation(problem.moments().covariance(), &volatilities);
        ordered(Tree::of(&correlation, linkage), &correlation, order)
    };
    let halves = Halves::of(scaled(problem), &order);
    let weights = halves.split(problem, &order)?;
    Ok(by_formula(problem, weights))
}

/// Bounds that no portfolio keeps are a better explanation than the first limit that is broken.
/// Once they are relaxed, the rest has to let the new portfolio pass.
fn of_bounds(
    problem: &Problem,
    linkage: Linkage,
    order: LeafOrder,
) -> Result<Option<Conflict>, AllocationError> {
    let constraints = problem.constraints();
    let bounds = Constraints {
        budget: constraints.budget,
        min_weight: constraints.min_weight.clone(),
        max_weight: constraints.max_weight.clone(),
        ..Constraints::default()
    };
    let any = problem
        .with_constraints(bounds)?
        .with_objective(Objective::MinVariance)?;
    let Outcome::Infeasible(mut conflict) = solve(&any) else {
        return Ok(None);
    };
    let broken_after = |relaxation: &Relaxation| {
        let relaxed = relaxation
            .iter()
            .fold(constraints.clone(), |constraints, &(limit, value)| {
                constraints.with(limit, value)
            });
        let relaxed = problem.with_constraints(relaxed)?;
        halved(&relaxed, linkage, order).map(|answer| match answer {
            AllocationOutcome::Infeasible(rest) => rest.relaxation,
            _ => Relaxation::new(),
        })
    };
    let rest = broken_after(&conflict.relaxation)?;
    conflict.relaxation.extend(rest);
    let mut alternatives = Vec::new();
    for alternative in conflict.alternatives {
        if broken_after(&alternative)?.is_empty() {
            alternatives.push(alternative);
        }
    }
    conflict.alternatives = alternatives;
    Ok(Some(conflict))
}

/// One part of the row that is split, with the variances of its halves.
struct Half {
    start: usize,
    middle: usize,
    end: usize,
    left: f64,
    right: f64,
}

/// All parts, each before its halves.
struct Halves(Vec<Half>);

impl Halves {
    fn of(covariance: &DMatrix<f64>, order: &[usize]) -> Self {
        let inverse: Vec<f64> = order
            .iter()
            .map(|&asset| 1.0 / covariance[(asset, asset)])
            .collect();
        let mut halves = Vec::with_capacity(order.len());
        visit(covariance, order, &inverse, 0, order.len(), &mut halves);
        Self(halves)
    }

    /// From one weight for all to one weight for each.
    fn split(&self, problem: &Problem, order: &[usize]) -> Result<DVector<f64>, AllocationError> {
        let constraints = problem.constraints();
        // What the first assets of the row must and may hold together.
        let (mut least, mut most) = (vec![0.0], vec![0.0]);
        for (place, &asset) in order.iter().enumerate() {
            least.push(least[place] + constraints.min_weight.of(asset));
            most.push(most[place] + constraints.max_weight.of(asset));
        }
        let is_bounded = least.iter().chain(&most).all(|sum| sum.is_finite());
        let mut row = vec![constraints.budget; order.len()];
        for half in &self.0 {
            let (start, middle, end) = (half.start, half.middle, half.end);
            let both = half.left + half.right;
            if both <= 0.0 {
                return Err(AllocationError::Riskless);
            }
            let weight = row[start];
            let mut left = weight * (1.0 - half.left / both);
            if is_bounded {
                let held = |value: f64, from: usize, to: usize| {
                    let (low, high) = (least[to] - least[from], most[to] - most[from]);
                    value.max(low).min(high)
                };
                left = held(left, start, middle);
                left = weight - held(weight - left, middle, end);
            }
            row[start..middle].fill(left);
            row[middle..end].fill(weight - left);
        }
        let mut weights = DVector::zeros(order.len());
        for (&asset, &weight) in order.iter().zip(&row) {
            weights[asset] = weight;
        }
        Ok(weights)
    }
}

/// The sums `Σ Σᵢⱼ ÷ (σᵢ²σⱼ²)` and `Σ 1 ÷ σᵢ²` over `order[start..end]`.
fn visit(
    covariance: &DMatrix<f64>,
    order: &[usize],
    inverse: &[f64],
    start: usize,
    end: usize,
    halves: &mut Vec<Half>,
) -> (f64, f64) {
    if end - start == 1 {
        return (inverse[start], inverse[start]);
    }
    let middle = start + (end - start) / 2;
    let place = halves.len();
    halves.push(Half {
        start,
        middle,
        end,
        left: 0.0,
        right: 0.0,
    });
    let (left, left_size) = visit(covariance, order, inverse, start, middle, halves);
    let (right, right_size) = visit(covariance, order, inverse, middle, end, halves);
    halves[place].left = (left / (left_size * left_size)).max(0.0);
    halves[place].right = (right / (right_size * right_size)).max(0.0);

    let assets = covariance.nrows();
    let others = &order[start..middle];
    let mut between = 0.0;
    for (&asset, &scale) in order[middle..end].iter().zip(&inverse[middle..end]) {
        let column = &covariance.as_slice()[asset * assets..][..assets];
        let pairs = others.iter().zip(&inverse[start..middle]);
        let sum: f64 = pairs.map(|(&other, weight)| column[other] * weight).sum();
        between += scale * sum;
    }
    (left + right + 2.0 * between, left_size + right_size)
}
