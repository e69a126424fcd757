//! Other objectives under the limits of a problem.

use std::collections::BTreeMap;

use nalgebra::{DMatrix, DVector};

use crate::estimate::Moments;
use crate::limits::{LimitId, Row};
use crate::outcome::{Conflict, Outcome};
use crate::problem::{Objective, Problem, ProblemError, refuse_limits};
use crate::solve::solve;

/// Solves another quadratic objective under the limits of `problem`, whose target return stays a
/// limit of *its* expected return: it is written as the last row.
pub(super) fn solve_instead(
    problem: &Problem,
    mean: DVector<f64>,
    covariance: DMatrix<f64>,
    objective: Objective,
) -> Result<Outcome, ProblemError> {
    let mut constraints = problem.constraints().clone();
    const REASON: &str = "is not possible with this objective";
    refuse_limits(&constraints, &["costs"], REASON)?;
    if covariance != *problem.moments().covariance() {
        // They are limits of another quadratic.
        refuse_limits(&constraints, &["tracking_error", "max_risk"], REASON)?;
    }
    if let Some(target) = constraints.target_return.take() {
        let coefficients: BTreeMap<_, _> = problem
            .moments()
            .mean()
            .iter()
            .copied()
            .enumerate()
            .collect();
        if coefficients.values().any(|&value| value != 0.0) {
            let mut name = "target_return".to_owned();
            while constraints.rows.iter().any(|row| row.name == name) {
                name.push('\'');
            }
            constraints.rows.push(Row {
                name,
                coefficients,
                min: Some(target),
                max: None,
            });
        } else if target > 0.0 {
            return Ok(Outcome::Infeasible(Conflict {
                limits: vec![LimitId::TargetReturn],
                relaxation: vec![(LimitId::TargetReturn, 0.0)],
                alternatives: Vec::new(),
            }));
        }
    }
    let moments = Moments::trusted(mean, covariance);
    let instead = Problem::new(moments, objective, constraints)?;
    Ok(match solve(&instead) {
        Outcome::Infeasible(conflict) => Outcome::Infeasible(rename(problem, conflict)),
        other => other,
    })
}

/// The last row of [`solve_instead`] is the target return.
fn rename(problem: &Problem, mut conflict: Conflict) -> Conflict {
    let rows = problem.constraints().rows.len();
    let rename = |limit: &mut LimitId| {
        if *limit == LimitId::RowMin(rows) {
            *limit = LimitId::TargetReturn;
        }
    };
    conflict.limits.iter_mut().for_each(rename);
    for relaxation in std::iter::once(&mut conflict.relaxation).chain(&mut conflict.alternatives) {
        relaxation.iter_mut().for_each(|(limit, _)| rename(limit));
    }
    conflict
}
