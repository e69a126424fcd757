//! The reference route: the whole sum and all limits as one conic program for Clarabel.
//!
//! Weights ÷ budget are the first variables. Every risk becomes an epigraph with a row or two per
//! scenario, every absolute value two rows, every norm a cone; costs, turnover, gross exposure,
//! tracking error and the largest risk are all limits of this one program.

use nalgebra::{DMatrix, DVector};

use super::conic::{Answer, Conic, Expression};
use super::sum::{PricedRisk, Sum};
use crate::scenario::{ScenarioMeasure, centred};

type Row = Vec<(usize, f64)>;

/// Minimises `sum`. The first entries of the point are weights ÷ budget.
pub(super) fn solve(sum: &Sum<'_>) -> Answer {
    let problem = sum.problem;
    let n = problem.assets();
    let mut conic = Conic::default();
    conic.variables(n);
    for asset in 0..n {
        conic.cost(asset, -sum.scaled(sum.slope[asset]));
    }
    if sum.variance > 0.0 {
        conic.curve(&problem.limits.shape.scaled * sum.curvature());
    }
    let may_be_short = (0..n).any(|asset| problem.constraints().min_weight.of(asset) < 0.0);
    if let Some(returns) = problem.returns() {
        for risk in sum.risks.iter().filter(|risk| risk.price > 0.0) {
            write_out(&mut conic, sum, risk, returns, may_be_short);
        }
    }
    for (price, omega) in &sum.norms {
        let length = conic.variables(1);
        let unit = omega.diagonal().amax().sqrt().max(f64::MIN_POSITIVE);
        conic.cost(length, sum.scaled(*price) * unit);
        let mut cone = vec![Expression::of(vec![(length, 1.0)], 0.0)];
        cone.extend(lengths(&(omega / (unit * unit)), &DVector::zeros(n)));
        conic.norm(cone);
    }
    limits(&mut conic, sum);
    conic.solve()
}

fn limits(conic: &mut Conic, sum: &Sum<'_>) {
    let problem = sum.problem;
    let constraints = problem.constraints();
    let n = problem.assets();
    let budget = sum.budget();
    let mean = problem.moments().mean();
    let all = |entry: f64| -> Row { (0..n).map(|asset| (asset, entry)).collect() };
    let (none, any) = (f64::NEG_INFINITY, f64::INFINITY);

    let (min, max) = (&constraints.min_weight, &constraints.max_weight);
    let least: f64 = (0..n).map(|asset| min.of(asset) / budget).sum();
    for asset in 0..n {
        let (lower, mut upper) = (min.of(asset) / budget, max.of(asset) / budget);
        // Bounds that the budget implies would leave no inside.
        if least.is_finite() && upper >= 1.0 - (least - lower) && upper > lower {
            upper = any;
        }
        conic.range(&[(asset, 1.0)], lower, upper);
    }
    conic.range(&all(1.0), 1.0, 1.0);
    for row in &constraints.rows {
        let largest = row
            .coefficients
            .values()
            .fold(0.0, |a: f64, b| a.max(b.abs()));
        let entries = row.coefficients.iter();
        let entries: Row = entries
            .map(|(&asset, value)| (asset, value / largest))
            .collect();
        let unit = budget * largest;
        let (lower, upper) = (row.min.unwrap_or(none), row.max.unwrap_or(any));
        conic.range(&entries, lower / unit, upper / unit);
    }
    if let Some(turnover) = &constraints.turnover {
        let first = absolute(conic, &(&turnover.from / budget));
        let traded: Row = (first..first + n).map(|size| (size, 0.5)).collect();
        conic.range(&traded, none, turnover.max / budget);
    }
    if let Some(gross) = constraints.gross_exposure {
        let first = absolute(conic, &DVector::zeros(n));
        let sizes: Row = (first..first + n).map(|size| (size, 1.0)).collect();
        conic.range(&sizes, none, gross / budget);
    }
    let trades = constraints.costs.as_ref().map(|costs| {
        let first = absolute(conic, &(&costs.from / budget));
        (costs.rate, first)
    });
    if let Some((_, first)) = trades {
        for size in first..first + n {
            conic.cost(size, sum.scaled(sum.trades));
        }
    }
    if let Some(target) = constraints.target_return {
        let rate = trades.map_or(0.0, |(rate, _)| rate);
        let unit = mean.amax().max(rate);
        let unit = if unit > 0.0 { unit } else { 1.0 };
        let mut row: Row = mean.iter().map(|mean| mean / unit).enumerate().collect();
        if let Some((rate, first)) = trades {
            row.extend((first..first + n).map(|size| (size, -rate / unit)));
        }
        conic.range(&row, target / budget / unit, any);
    }
    let shape = &problem.limits.shape;
    let volatility = shape.scale.sqrt();
    let mut within = |centre: &DVector<f64>, limit: f64| {
        let first = Expression::of(Vec::new(), limit / budget / volatility);
        let cone = std::iter::once(first).chain(lengths(&shape.scaled, centre));
        conic.norm(cone.collect());
    };
    if let Some(limit) = &constraints.tracking_error {
        within(&(&limit.benchmark / budget), limit.max);
    }
    if let Some(max_risk) = constraints.max_risk {
        within(&DVector::zeros(n), max_risk);
    }
}

/// Variables `size ≥ |x − from|`; says which is the first.
fn absolute(conic: &mut Conic, from: &DVector<f64>) -> usize {
    let first = conic.variables(from.len());
    for (asset, &from) in from.iter().enumerate() {
        conic.not_negative(vec![(first + asset, 1.0), (asset, -1.0)], from);
        conic.not_negative(vec![(first + asset, 1.0), (asset, 1.0)], -from);
    }
    first
}

/// The entries of `F(x − centre)` with `F'F` the matrix.
fn lengths(matrix: &DMatrix<f64>, centre: &DVector<f64>) -> Vec<Expression> {
    let eigen = matrix.clone().symmetric_eigen();
    let directions = eigen.eigenvectors.column_iter().zip(&eigen.eigenvalues);
    directions
        .filter(|(_, value)| **value > 0.0)
        .map(|(direction, value)| {
            let entries: Row = direction
                .iter()
                .map(|x| x * value.sqrt())
                .enumerate()
                .collect();
            let offset: f64 = entries.iter().map(|&(asset, x)| x * centre[asset]).sum();
            Expression::of(entries, -offset)
        })
        .collect()
}

/// `factor · r_t'x`.
fn outcome(returns: &DMatrix<f64>, period: usize, factor: f64) -> Row {
    (0..returns.ncols())
        .map(|asset| (asset, factor * returns[(period, asset)]))
        .collect()
}

/// A risk as variables and rows, with its cost; in units of the risk.
fn write_out(
    conic: &mut Conic,
    sum: &Sum<'_>,
    risk: &PricedRisk,
    returns: &DMatrix<f64>,
    may_be_short: bool,
) {
    let periods = returns.nrows();
    let unit = 1.0 / risk.unit;
    let price = sum.scaled(risk.price) * risk.unit;
    match risk.measure {
        ScenarioMeasure::WorstCase => {
            let losses = (0..periods).map(|period| outcome(returns, period, -unit));
            largest(conic, losses.collect(), price);
        }
        ScenarioMeasure::MeanAbsoluteDeviation => {
            let centred = centred(returns);
            let sizes = conic.variables(periods);
            for period in 0..periods {
                for sign in [unit, -unit] {
                    let mut row = outcome(&centred, period, sign);
                    row.push((sizes + period, 1.0));
                    conic.not_negative(row, 0.0);
                }
                conic.cost(sizes + period, price / periods as f64);
            }
        }
        ScenarioMeasure::Cvar { confidence } => {
            let losses = (0..periods).map(|period| outcome(returns, period, -unit));
            tail(conic, losses.collect(), confidence, price);
        }
        ScenarioMeasure::Cdar { confidence } => {
            let first = drawdowns(conic, returns, unit);
            let losses = (0..periods).map(|period| vec![(first + period, 1.0)]);
            tail(conic, losses.collect(), confidence, price);
        }
        ScenarioMeasure::MaxDrawdown => {
            let first = drawdowns(conic, returns, unit);
            let losses = (0..periods).map(|period| vec![(first + period, 1.0)]);
            largest(conic, losses.collect(), price);
        }
        ScenarioMeasure::Semivariance => {
            let centred = centred(returns);
            let below = conic.variables(periods);
            let price = price * risk.unit * sum.budget() / (periods - 1) as f64;
            for period in 0..periods {
                let mut row = outcome(&centred, period, unit);
                row.push((below + period, 1.0));
                conic.not_negative(row, 0.0);
                conic.not_negative(vec![(below + period, 1.0)], 0.0);
                conic.square(below + period, price);
            }
        }
        ScenarioMeasure::RobustCvar {
            confidence,
            radius,
            risk_aversion,
        } => {
            let numbers = (confidence, radius, risk_aversion);
            robust(conic, returns, numbers, (unit, price), may_be_short);
        }
    }
}

/// Costs the largest of the losses.
fn largest(conic: &mut Conic, losses: Vec<Row>, price: f64) {
    let top = conic.variables(1);
    conic.cost(top, price);
    for mut loss in losses {
        loss.iter_mut().for_each(|entry| entry.1 = -entry.1);
        loss.push((top, 1.0));
        conic.not_negative(loss, 0.0);
    }
}

/// Costs `a + Σ z ÷ k` with `z ≥ loss − a` and `z ≥ 0`.
fn tail(conic: &mut Conic, losses: Vec<Row>, confidence: f64, price: f64) {
    let count = (1.0 - confidence) * losses.len() as f64;
    let level = conic.variables(1);
    let beyond = conic.variables(losses.len());
    conic.cost(level, price);
    for (period, mut loss) in losses.into_iter().enumerate() {
        loss.iter_mut().for_each(|entry| entry.1 = -entry.1);
        loss.extend([(beyond + period, 1.0), (level, 1.0)]);
        conic.not_negative(loss, 0.0);
        conic.not_negative(vec![(beyond + period, 1.0)], 0.0);
        conic.cost(beyond + period, price / count);
    }
}

/// Variables `d_t ≥ max(d_{t−1} − r_t'x, 0)`; says which is the first.
fn drawdowns(conic: &mut Conic, returns: &DMatrix<f64>, unit: f64) -> usize {
    let first = conic.variables(returns.nrows());
    for period in 0..returns.nrows() {
        let mut row = outcome(returns, period, unit);
        row.push((first + period, 1.0));
        if period > 0 {
            row.push((first + period - 1, -1.0));
        }
        conic.not_negative(row, 0.0);
        conic.not_negative(vec![(first + period, 1.0)], 0.0);
    }
    first
}

/// See `scenario/risk/robust.rs`: `ελ + Σ s_t ÷ T` with `s_t ≥ b_k τ − c_k r_t'x + Σ_j e_kj (1 + r_tj)`
/// and `e_kj ≥ c_k x_j − λ` for both pieces.
fn robust(
    conic: &mut Conic,
    returns: &DMatrix<f64>,
    (confidence, radius, risk_aversion): (f64, f64, f64),
    (unit, price): (f64, f64),
    may_be_short: bool,
) {
    let (n, periods) = (returns.ncols(), returns.nrows());
    let share = 1.0 - confidence;
    let steep = 1.0 + risk_aversion / share;
    // λ ÷ c_2, as it is about as large as a weight.
    let lambda = conic.variables(1);
    let level = conic.variables(1);
    let sizes = conic.variables(periods);
    conic.cost(lambda, price * radius * steep * unit);
    conic.not_negative(vec![(lambda, 1.0)], 0.0);
    for asset in (0..n).filter(|_| may_be_short) {
        conic.not_negative(vec![(lambda, 1.0), (asset, 1.0)], 0.0);
    }
    for period in 0..periods {
        conic.cost(sizes + period, price / periods as f64);
    }
    let pieces = [
        (risk_aversion, 1.0),
        (risk_aversion * (1.0 - 1.0 / share), steep),
    ];
    for (of_level, of_loss) in pieces {
        // In units of `c_k`.
        let excess = conic.variables(n);
        for asset in 0..n {
            conic.not_negative(vec![(excess + asset, 1.0)], 0.0);
            let row = vec![
                (excess + asset, 1.0),
                (asset, -1.0),
                (lambda, steep / of_loss),
            ];
            conic.not_negative(row, 0.0);
        }
        for period in 0..periods {
            let mut row = outcome(returns, period, of_loss * unit);
            for asset in 0..n {
                let growth = 1.0 + returns[(period, asset)];
                row.push((excess + asset, -of_loss * growth * unit));
            }
            row.extend([(sizes + period, 1.0), (level, -of_level)]);
            conic.not_negative(row, 0.0);
        }
    }
}
