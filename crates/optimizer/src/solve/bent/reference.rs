//! The reference route: Clarabel on the cones of the model, polished on the face it found.

use nalgebra::{DMatrix, DVector};

use super::TRUSTED;
use super::certify::certify;
use super::cone::{Cone, Said};
use super::descent::place_of;
use super::face::{First, Second, settle};
use super::model::{Aim, Bent, Place};
use super::search::{Ended, Search, Settled};
use super::start::{Start, start};
use crate::limits::LimitId;
use crate::outcome::Side;
use crate::problem::Objective;
use crate::solve::polish::Point;

/// Weights this near to a limit, or to a kink, are tried as standing there.
const NEAR: [f64; 5] = [1e-5, 1e-6, 1e-7, 1e-8, 1e-9];

/// A residual below which there is nothing left to polish.
const POLISHED: f64 = 1e-11;
/// Weights that differ by less are those of one portfolio.
const SAME: f64 = 1e-5;

/// A portfolio with as much room as there is before the limits with kinks.
pub(super) enum Room {
    At(DVector<f64>),
    Infeasible,
    Nothing,
}

pub(super) fn roomiest(bent: &Bent<'_>) -> Room {
    let problem = bent.problem;
    let room = bent.assets() + 1;
    let gives = |limit: LimitId| match limit {
        LimitId::Turnover | LimitId::GrossExposure | LimitId::TargetReturn => Some((room, -1.0)),
        _ => None,
    };
    let mut constraints = problem.constraints.clone();
    constraints.tracking_error = None;
    constraints.max_risk = None;
    let mut cone = Cone::new(problem.moments(), &constraints, 1, &gives);
    cone.spend(Vec::new());
    cone.below(vec![(room, 1.0)], 1.0);
    cone.below(vec![(room, -1.0)], 0.0);
    let mut linear = vec![0.0; cone.columns()];
    linear[room] = -1.0;
    match cone.solve(None, &linear, false) {
        Said::At(x, _) => Room::At(x.rows(0, bent.assets()).into_owned()),
        Said::Infeasible => Room::Infeasible,
        Said::Unbounded | Said::Nothing => Room::Nothing,
    }
}

/// What the reference route answers.
pub(super) enum Answer {
    At(Box<Settled>, usize),
    Infeasible,
    Unbounded,
    Nothing,
}

pub(super) fn solve(bent: &Bent<'_>) -> Answer {
    let (x, iterations) = match weights(bent) {
        Said::At(x, iterations) => (x, iterations),
        Said::Infeasible => return Answer::Infeasible,
        Said::Unbounded => return Answer::Unbounded,
        Said::Nothing => return Answer::Nothing,
    };
    let mut best: Option<Settled> = None;
    for near in NEAR {
        best = polished(bent, &x, near).into_iter().fold(best, better);
        if !is_above(&best, POLISHED) {
            break;
        }
    }
    if is_above(&best, TRUSTED) {
        best = certified(bent, &x).into_iter().fold(best, better);
    }
    if is_above(&best, POLISHED) {
        best = repaired(bent, &x).into_iter().fold(best, better);
    }
    match best {
        Some(best) => Answer::At(Box::new(best), iterations),
        None => Answer::Nothing,
    }
}

/// The best that is proved at what is near `x`.
pub(super) fn certified(bent: &Bent<'_>, x: &DVector<f64>) -> Option<Settled> {
    let mut best: Option<Settled> = None;
    for near in NEAR.into_iter().chain([1e-10, 1e-12]) {
        let place = snapped(bent, x, near);
        best = certify(bent, &place, near).into_iter().fold(best, better);
        if !is_above(&best, POLISHED) {
            break;
        }
    }
    best
}

/// Whether there is nothing yet, or nothing as good as `residual`.
fn is_above(best: &Option<Settled>, residual: f64) -> bool {
    best.as_ref().is_none_or(|best| best.residual > residual)
}

/// The one with the smaller residual, the earlier one of two alike.
fn better(best: Option<Settled>, found: Settled) -> Option<Settled> {
    match best {
        Some(best) if best.residual.total_cmp(&found.residual).is_le() => Some(best),
        _ => Some(found),
    }
}

/// The optimum by the search, if it is the point that Clarabel found.
fn repaired(bent: &Bent<'_>, x: &DVector<f64>) -> Option<Settled> {
    let Start::At(begin) = start(bent) else {
        return None;
    };
    match Search::new(bent).solve(&begin) {
        Ended::At(found) if (&found.point.x - x).amax() <= SAME => Some(*found),
        _ => None,
    }
}

/// The weights that Clarabel finds.
fn weights(bent: &Bent<'_>) -> Said {
    let problem = bent.problem;
    let (n, unit) = (bent.assets(), bent.unit);
    let gives = |_: LimitId| None;
    let mut cone = Cone::new(problem.moments(), &problem.constraints, 0, &gives);
    cone.spend(Vec::new());
    // Net return by column, with its sign turned.
    let loss = cone.short_of(0.0);
    let mut linear = vec![0.0; cone.columns()];
    let (mut quadratic, mut is_ratio) = (Some(&problem.shape.scaled), false);
    match problem.objective {
        Objective::MinVariance | Objective::EqualWeight => {}
        Objective::MaxSharpe { risk_free } => {
            // An excess return of at least one unit: that is the scale of `y`.
            let mut short = cone.short_of(risk_free);
            short.iter_mut().for_each(|entry| entry.1 /= unit);
            cone.below(short, -1.0);
            is_ratio = true;
        }
        Objective::MaxUtility { risk_aversion } if risk_aversion > 0.0 => {
            let price = 1.0 / (2.0 * risk_aversion * problem.shape.scale);
            loss.iter()
                .for_each(|&(column, value)| linear[column] += price * value);
        }
        Objective::MaxUtility { .. } | Objective::MaxReturn => {
            quadratic = None;
            loss.iter()
                .for_each(|&(column, value)| linear[column] += value / unit);
        }
    }
    match cone.solve(quadratic, &linear, is_ratio) {
        // The weights are `y ÷ one`.
        Said::At(x, iterations) => Said::At(x.rows(0, n) / x[n], iterations),
        other => other,
    }
}

/// What comes of taking all that is `near` its limit as standing there.
fn polished(bent: &Bent<'_>, x: &DVector<f64>, near: f64) -> Vec<Settled> {
    let mut place = snapped(bent, x, near);
    let search = Search::new(bent);
    let is_near = |limit: Option<f64>, value: f64| {
        limit.is_some_and(|limit| (value.sqrt() - limit).abs() <= near * (1.0 + limit))
    };
    let first = if is_near(bent.largest_risk(), bent.variance(x)) {
        First::Risk
    } else {
        search.own()
    };
    let second = if is_near(bent.largest_distance(), bent.distance(x)) {
        Second::Tracking
    } else {
        Second::Off
    };
    let Some((aim, rough)) = fitted(bent, &place, first, second) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut note = |ended: Ended| {
        if let Ended::At(settled) = ended {
            found.push(*settled);
        }
    };
    let is_linear = first == First::Return && second == Second::Off;
    if is_linear {
        if let Some(point) = super::descent::vertex(bent, &place, &aim) {
            note(search.finish(&place, point, &aim, first, second));
        }
    } else if let Some((aim, point)) = settle(bent, &place, &aim, first, second) {
        note(search.finish(&place, point, &aim, first, second));
    }
    place.x.copy_from(&rough.x);
    note(search.finish(&place, rough, &aim, first, second));
    found
}

/// The place of `x` with all that is `near` a limit standing there.
pub(super) fn snapped(bent: &Bent<'_>, x: &DVector<f64>, near: f64) -> Place {
    let snap = |asset: usize, value: f64| {
        let bounds = [bent.base.lower[asset], bent.base.upper[asset]];
        let kinks = bent.kinks_of(asset).iter().copied();
        let close = kinks
            .chain(bounds)
            .find(|end| end.is_finite() && (end - value).abs() <= near * (1.0 + end.abs()));
        close.unwrap_or(value)
    };
    let x = DVector::from_fn(x.len(), |asset, _| snap(asset, x[asset]));
    let mut place = place_of(bent, &x, &x);
    let n = bent.assets();
    let program = bent.cell(&place.pieces, None, &Aim::default());
    for row in 0..program.rows() {
        let (lower, upper) = program.limits(n + row);
        let value = program.value(n + row, &x);
        let close =
            |limit: f64| limit.is_finite() && (value - limit).abs() <= near * (1.0 + limit.abs());
        place.sides.0[n + row] = if lower == upper || close(lower) {
            Side::Lower
        } else if close(upper) {
            Side::Upper
        } else {
            Side::Free
        };
    }
    place
}

/// The aim and the multipliers that fit `place` best, by least squares on its free assets.
fn fitted(bent: &Bent<'_>, place: &Place, first: First, second: Second) -> Option<(Aim, Point)> {
    let n = bent.assets();
    let program = bent.cell(&place.pieces, None, &Aim::default());
    let free: Vec<usize> = (0..n).filter(|&i| place.sides.0[i] == Side::Free).collect();
    let rows: Vec<usize> = (0..program.rows())
        .filter(|&row| place.sides.0[n + row] != Side::Free)
        .collect();
    let slope = bent.net_slope(&place.pieces);
    let mut columns: Vec<DVector<f64>> = rows
        .iter()
        .map(|&row| program.normals.column(row).into_owned())
        .collect();
    let mut known = bent.times(&place.x);
    let (mut with_return, mut with_benchmark) = (true, false);
    match (first, second) {
        (First::Return, Second::Off) => {
            known = -&slope;
            with_return = false;
        }
        (First::Own(own), Second::Off) => {
            known -= &slope * own;
            with_return = false;
        }
        (_, Second::Tracking) => with_benchmark = true,
        _ => {}
    }
    if with_return {
        columns.push(-&slope);
    }
    if with_benchmark && let Some(pull) = &bent.pull {
        columns.push(-pull);
    }
    let mut prices = DVector::zeros(columns.len());
    if !columns.is_empty() && !free.is_empty() {
        let all = DMatrix::from_fn(free.len(), columns.len(), |i, j| columns[j][free[i]]);
        let right = DVector::from_fn(free.len(), |i, _| -known[free[i]]);
        prices = all.svd(true, true).solve(&right, 1e-12).ok()?;
    }
    let mut left = known;
    for (column, price) in columns.iter().zip(&prices) {
        left += column * *price;
    }
    let mut point = Point {
        x: place.x.clone(),
        bounds: DVector::zeros(n),
        rows: DVector::zeros(program.rows()),
    };
    for (&row, &price) in rows.iter().zip(&prices) {
        point.rows[row] = price;
    }
    for asset in (0..n).filter(|&asset| place.sides.0[asset] != Side::Free) {
        point.bounds[asset] = -left[asset];
    }
    let returns = match first {
        First::Own(own) if !with_return => own,
        First::Return if !with_return => 1.0,
        _ => prices[rows.len()].max(0.0),
    };
    let benchmark = if with_benchmark {
        prices[prices.len() - 1]
    } else {
        0.0
    };
    Some((Aim::at(returns, benchmark.clamp(0.0, 1.0)), point))
}
