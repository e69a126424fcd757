//! The reference route: Clarabel on the program with a row (or two) per scenario.
//!
//! Every measure becomes an epigraph `τ ≥ risk` over the same linear half as in the fast route.
//! Tolerances are 1e-10 on the scaled problem, so weights are good to about 1e-7.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{
    NonnegativeConeT, SecondOrderConeT, SolverStatus, SupportedConeT, ZeroConeT,
};
use nalgebra::DMatrix;

use super::model::{Distance, Model};
use super::problem::{ScenarioMeasure, ScenarioObjective, ScenarioProblem};
use super::risk::centred;
use crate::solve::by_clarabel;

/// What Clarabel says; a vertex holds the variables of the model.
#[derive(Debug)]
pub(crate) enum Answer {
    Point {
        vertex: Vec<f64>,
        bound: f64,
        iterations: usize,
    },
    Infeasible,
    Unbounded,
    Failed,
}

type Row = Vec<(usize, f64)>;

/// `min cost'z + ½ z'Pz` with `P` diagonal; rows `a'z ≥ b`, equalities and cones.
#[derive(Debug, Default)]
struct Cone {
    variables: usize,
    cost: Vec<f64>,
    squares: Vec<(usize, f64)>,
    equal: Vec<(Row, f64)>,
    at_least: Vec<(Row, f64)>,
    /// `‖others‖ ≤ first`, each a row and a constant.
    norms: Vec<Vec<(Row, f64)>>,
}

impl Cone {
    fn variable(&mut self) -> usize {
        self.variables += 1;
        self.cost.push(0.0);
        self.variables - 1
    }

    fn block(&mut self, count: usize) -> usize {
        let first = self.variables;
        self.variables += count;
        self.cost.resize(self.variables, 0.0);
        first
    }

    fn at_least(&mut self, row: Row, limit: f64) {
        self.at_least.push((row, limit));
    }

    fn solve(self, wanted: usize) -> Answer {
        let (equalities, inequalities) = (self.equal.len(), self.at_least.len());
        let norms: usize = self.norms.iter().map(Vec::len).sum();
        let mut columns: Vec<Vec<(usize, f64)>> = vec![Vec::new(); self.variables];
        let mut right = Vec::with_capacity(equalities + inequalities + norms);
        for (row, limit) in &self.equal {
            for &(column, value) in row {
                columns[column].push((right.len(), value));
            }
            right.push(*limit);
        }
        for (row, limit) in &self.at_least {
            for &(column, value) in row {
                columns[column].push((right.len(), -value));
            }
            right.push(-limit);
        }
        for (row, constant) in self.norms.iter().flatten() {
            for &(column, value) in row {
                columns[column].push((right.len(), -value));
            }
            right.push(*constant);
        }
        let matrix = sparse(right.len(), &columns);
        let mut diagonal: Vec<Vec<(usize, f64)>> = vec![Vec::new(); self.variables];
        for &(variable, value) in &self.squares {
            diagonal[variable].push((variable, value));
        }
        let quadratic = sparse(self.variables, &diagonal);
        let mut cones: Vec<SupportedConeT<f64>> =
            vec![ZeroConeT(equalities), NonnegativeConeT(inequalities)];
        cones.extend(self.norms.iter().map(|norm| SecondOrderConeT(norm.len())));
        let solver = by_clarabel(&quadratic, &self.cost, &matrix, &right, &cones, 1e-10);
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
                vertex: solution.x[..wanted].to_vec(),
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

/// Solves `model` with the measure of `problem` written out.
pub(crate) fn solve(problem: &ScenarioProblem, model: &Model) -> Answer {
    let mut cone = Cone {
        variables: model.risk + 1,
        cost: model.cost.clone(),
        ..Cone::default()
    };
    for line in &model.lines {
        let row: Row = line.coefficients.iter().copied().enumerate().collect();
        push_range(&mut cone, &row, line.lower, line.upper);
    }
    for variable in 0..=model.risk {
        push_range(
            &mut cone,
            &[(variable, 1.0)],
            model.lower[variable],
            model.upper[variable],
        );
    }
    write_out(problem, model, &mut cone);
    if let Some(distance) = &model.distance {
        cone.norms.push(write_distance(model, distance));
    }
    cone.solve(model.risk + 1)
}

fn push_range(cone: &mut Cone, row: &[(usize, f64)], lower: f64, upper: f64) {
    if lower == upper {
        cone.equal.push((row.to_vec(), lower));
        return;
    }
    if lower.is_finite() {
        cone.at_least(row.to_vec(), lower);
    }
    if upper.is_finite() {
        let negated = row
            .iter()
            .map(|&(column, value)| (column, -value))
            .collect();
        cone.at_least(negated, -upper);
    }
}

/// `factor · r_t'w` as a row.
fn outcome(returns: &DMatrix<f64>, period: usize, factor: f64) -> Row {
    (0..returns.ncols())
        .map(|asset| (asset, factor * returns[(period, asset)]))
        .collect()
}

fn write_out(problem: &ScenarioProblem, model: &Model, cone: &mut Cone) {
    let returns = &*problem.returns;
    let periods = returns.nrows();
    let (unit, risk) = (1.0 / model.risk_unit, model.risk);
    match problem.measure {
        ScenarioMeasure::WorstCase => {
            for period in 0..periods {
                let mut row = outcome(returns, period, unit);
                row.push((risk, 1.0));
                cone.at_least(row, 0.0);
            }
        }
        ScenarioMeasure::MeanAbsoluteDeviation => {
            let centred = centred(returns);
            let sizes = cone.block(periods);
            for period in 0..periods {
                for sign in [unit, -unit] {
                    let mut row = outcome(&centred, period, sign);
                    row.push((sizes + period, 1.0));
                    cone.at_least(row, 0.0);
                }
            }
            let share = -1.0 / periods as f64;
            let mut row: Row = (0..periods).map(|period| (sizes + period, share)).collect();
            row.push((risk, 1.0));
            cone.at_least(row, 0.0);
        }
        ScenarioMeasure::Cvar { confidence } => {
            let losses = (0..periods)
                .map(|period| outcome(returns, period, -unit))
                .collect();
            tail(cone, risk, losses, confidence);
        }
        ScenarioMeasure::Cdar { confidence } => {
            let first = drawdowns(cone, returns, unit);
            let losses = (0..periods)
                .map(|period| vec![(first + period, 1.0)])
                .collect();
            tail(cone, risk, losses, confidence);
        }
        ScenarioMeasure::MaxDrawdown => {
            let first = drawdowns(cone, returns, unit);
            for period in 0..periods {
                cone.at_least(vec![(risk, 1.0), (first + period, -1.0)], 0.0);
            }
        }
        ScenarioMeasure::RobustCvar {
            confidence,
            radius,
            risk_aversion,
        } => robust(cone, model, returns, (confidence, radius, risk_aversion)),
        ScenarioMeasure::Semivariance => {
            let centred = centred(returns);
            let below = cone.block(periods);
            let mut norm = vec![(vec![(risk, ((periods - 1) as f64).sqrt())], 0.0)];
            for period in 0..periods {
                let mut row = outcome(&centred, period, unit);
                row.push((below + period, 1.0));
                cone.at_least(row, 0.0);
                cone.at_least(vec![(below + period, 1.0)], 0.0);
                norm.push((vec![(below + period, 1.0)], 0.0));
            }
            cone.norms.push(norm);
            if let ScenarioObjective::MaxUtility { .. } = problem.objective {
                // The cost of the risk is that of its square.
                cone.squares.push((risk, 2.0 * model.cost[risk]));
                cone.cost[risk] = 0.0;
            }
        }
    }
}

/// `‖F(w − κb)‖ ≤ limit · κ`.
fn write_distance(model: &Model, distance: &Distance) -> Vec<(Row, f64)> {
    let constant_or = |row: &mut Row, value: f64| match model.factor {
        Some(factor) => {
            row.push((factor, value));
            0.0
        }
        None => value,
    };
    let mut first: Row = distance.give().into_iter().collect();
    let constant = constant_or(&mut first, distance.limit);
    let mut norm = vec![(first, constant)];
    let factors = distance.factors();
    let offsets = &factors * distance.benchmark();
    for (index, offset) in offsets.iter().enumerate() {
        let mut row: Row = factors.row(index).iter().copied().enumerate().collect();
        let constant = constant_or(&mut row, -offset);
        norm.push((row, constant));
    }
    norm
}

/// `τ ≥ a + Σ z ÷ k` with `z ≥ loss − a` and `z ≥ 0`.
fn tail(cone: &mut Cone, risk: usize, losses: Vec<Row>, confidence: f64) {
    let count = (1.0 - confidence) * losses.len() as f64;
    let level = cone.variable();
    let beyond = cone.block(losses.len());
    let mut mean = vec![(risk, 1.0), (level, -1.0)];
    for (period, loss) in losses.into_iter().enumerate() {
        let mut row: Row = loss
            .into_iter()
            .map(|(column, value)| (column, -value))
            .collect();
        row.extend([(beyond + period, 1.0), (level, 1.0)]);
        cone.at_least(row, 0.0);
        cone.at_least(vec![(beyond + period, 1.0)], 0.0);
        mean.push((beyond + period, -1.0 / count));
    }
    cone.at_least(mean, 0.0);
}

/// Variables `d_t ≥ max(d_{t−1} − r_t'w, 0)`; says which is the first.
fn drawdowns(cone: &mut Cone, returns: &DMatrix<f64>, unit: f64) -> usize {
    let first = cone.block(returns.nrows());
    for period in 0..returns.nrows() {
        let mut row = outcome(returns, period, unit);
        row.push((first + period, 1.0));
        if period > 0 {
            row.push((first + period - 1, -1.0));
        }
        cone.at_least(row, 0.0);
        cone.at_least(vec![(first + period, 1.0)], 0.0);
    }
    first
}

/// See `risk/robust.rs` for the variables besides the weights.
fn robust(
    cone: &mut Cone,
    model: &Model,
    returns: &DMatrix<f64>,
    (confidence, radius, risk_aversion): (f64, f64, f64),
) {
    let (n, periods) = (returns.ncols(), returns.nrows());
    let unit = 1.0 / model.risk_unit;
    let tail = 1.0 - confidence;
    let steep = 1.0 + risk_aversion / tail;
    let level = cone.variable();
    let sizes = cone.block(periods);
    // (slope of τ, slope of the loss, where its excess is, unit of the excess)
    let pieces = [
        (risk_aversion, 1.0, 2 * n + 1, 1.0),
        (risk_aversion * (1.0 - 1.0 / tail), steep, n + 1, steep),
    ];
    for period in 0..periods {
        for (of_level, of_loss, excess, excess_unit) in pieces {
            let mut row = outcome(returns, period, of_loss * unit);
            for asset in 0..n {
                let growth = 1.0 + returns[(period, asset)];
                row.push((excess + asset, -excess_unit * growth * unit));
            }
            row.extend([(sizes + period, 1.0), (level, -of_level)]);
            cone.at_least(row, 0.0);
        }
    }
    let share = -1.0 / periods as f64;
    let mut row: Row = (0..periods).map(|period| (sizes + period, share)).collect();
    row.extend([(model.risk, 1.0), (n, -radius * steep * unit)]);
    cone.at_least(row, 0.0);
}

#[cfg(test)]
mod tests;
