//! Whether some portfolio keeps all limits.

use nalgebra::{DMatrix, DVector};

use super::EXCESS;
use crate::limits::Constraints;
use crate::progress::tell;
use crate::scenario::cutting_planes::Ended;
use crate::scenario::model::{Model, Needs, Variant};
use crate::scenario::problem::{ScenarioObjective, ScenarioProblem};
use crate::scenario::reference::{self, Answer};
use crate::scenario::simplex::{self, Simplex};
use crate::scenario::solve::{needs_of, solve_model};
use crate::solve::{Factors, Found, Program, Sides, by_any};

/// Distances and risks count as kept when they are missed by less than this share.
const ROUNDING: f64 = 1e-10;

/// Whether some portfolio keeps `constraints`; a ratio also needs a return above `risk_free`.
pub(super) fn can_be_kept(
    problem: &ScenarioProblem,
    mut constraints: Constraints,
    risk_free: Option<f64>,
    has_budget: bool,
) -> bool {
    if let Some(risk_free) = risk_free {
        let needed = risk_free + EXCESS;
        let target = constraints.target_return;
        constraints.target_return = Some(target.map_or(needed, |target| target.max(needed)));
    }
    let max_risk = constraints.max_risk.take();
    let calmest = problem.aimed_at(ScenarioObjective::MinRisk);
    let Ok(calmest) = calmest.with_constraints(constraints) else {
        return false;
    };
    let variant = Variant {
        lacks_budget: !has_budget,
        ..Variant::default()
    };
    let (needs, risk) = needs_of(&calmest);
    let model = Model::varied(&calmest, &needs, &variant);
    if !lines_can_be_kept(&calmest, &needs, &variant) {
        return false;
    }
    if model.distance.is_some() && !nearest_is_near(&model) {
        return false;
    }
    let Some(max_risk) = max_risk else {
        return true;
    };
    match solve_model(&calmest, &model, risk, &mut tell) {
        Ended::At { bound, .. } => {
            let smallest = model.mean_of(bound);
            smallest <= max_risk + ROUNDING * max_risk.abs().max(model.mean_of(ROUNDING))
        }
        Ended::Unbounded => true,
        Ended::Infeasible | Ended::Stuck | Ended::Cancelled => false,
    }
}

/// Whether some portfolio keeps the linear limits.
fn lines_can_be_kept(problem: &ScenarioProblem, needs: &Needs, variant: &Variant) -> bool {
    let near = problem.clone().without_tracking_error();
    // Only a distance of zero is linear.
    let is_fixed = problem
        .constraints()
        .tracking_error
        .as_ref()
        .is_some_and(|limit| limit.max == 0.0);
    let mut model = Model::varied(if is_fixed { problem } else { &near }, needs, variant);
    model.cost = any_cost(&model);
    let mut lines = Simplex::new(model.cost.clone(), model.lower.clone(), model.upper.clone());
    for line in &model.lines {
        lines.add_row(&line.coefficients, line.lower, line.upper);
    }
    match lines.solve() {
        simplex::Ended::Optimal => true,
        simplex::Ended::Infeasible => false,
        simplex::Ended::Stuck => !matches!(
            reference::solve(&near, &model),
            Answer::Infeasible | Answer::Failed
        ),
    }
}

/// Costs without ties, which the dual method stalls on, and bounded from below where bounds are.
fn any_cost(model: &Model) -> Vec<f64> {
    const GOLDEN: f64 = 0.618_033_988_749_895;
    let limits = model.lower.iter().zip(&model.upper).enumerate();
    limits
        .map(|(index, (lower, upper))| {
            let size = 1.0 + (index as f64 * GOLDEN).fract();
            match (lower.is_finite(), upper.is_finite()) {
                (true, _) => size,
                (false, true) => -size,
                (false, false) => 0.0,
            }
        })
        .collect()
}

/// Whether the position nearest to the benchmark is near enough.
fn nearest_is_near(model: &Model) -> bool {
    let Some(distance) = &model.distance else {
        return true;
    };
    let variables = model.risk;
    let mut quadratic = DMatrix::zeros(variables, variables);
    let n = model.assets;
    quadratic
        .view_mut((0, 0), (n, n))
        .copy_from(distance.covariance());
    let pull = distance.covariance() * distance.benchmark();
    let lines: Vec<_> = model
        .lines
        .iter()
        .filter(|line| line.coefficients[model.risk] == 0.0)
        .collect();
    let program = Program {
        quadratic: Some(&quadratic),
        linear: DVector::from_fn(variables, |i, _| if i < n { -pull[i] } else { 0.0 }),
        lower: DVector::from_column_slice(&model.lower[..variables]),
        upper: DVector::from_column_slice(&model.upper[..variables]),
        normals: DMatrix::from_fn(variables, lines.len(), |variable, line| {
            lines[line].coefficients[variable]
        }),
        row_lower: DVector::from_fn(lines.len(), |line, _| lines[line].lower),
        row_upper: DVector::from_fn(lines.len(), |line, _| lines[line].upper),
    };
    match by_any(&program, &Factors::later(), &Sides::none(&program)) {
        Found::At { point, .. } => {
            distance.of(point.x.as_slice(), None) <= distance.limit * (1.0 + ROUNDING)
        }
        Found::Infeasible | Found::Unbounded | Found::Nothing => false,
    }
}
