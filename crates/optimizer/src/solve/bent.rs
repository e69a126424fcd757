//! Limits that are no rows: turnover, gross exposure and trading costs, whose `|w − k|` have
//! kinks, and limits on the tracking error and on the risk, which are quadratic.
//!
//! - `model`: between two kinks of each asset (a cell) the problem is a plain program
//! - `start`, `descent`: a portfolio to start from, and the way from cell to cell to the optimum of
//!   one linear combination of variance, return and benchmark
//! - `search`, `face`: the combination at which the quadratic limits bind
//! - `certify`: the multipliers of a portfolio that more limits hold than it takes
//! - `flat`: the best of several portfolios that alone keep a quadratic limit
//! - `judge`: the KKT residual of the whole problem
//! - `cone`, `reference`: the same written out for Clarabel
//! - `around`: the face of a solution, for the prices of its limits
//!
//! Complexity: a cell costs what an active-set solve of the free assets costs, `O(k³ + nk)`; the
//! cells that are met are few, and one step of a search is some cells. Sources: Best and Hlouskova,
//! *Portfolio selection and transactions costs*, Computational Optimization and Applications 24
//! (2003), for the cells; Stein, Branke and Schmeck, *Efficient implementation of an active set
//! algorithm for large-scale portfolio selection*, Computers & Operations Research 35 (2008).
//!
//! Failure modes: where a start or a face is missing, Clarabel answers, polished on the face it
//! finds; a quadratic limit that one portfolio alone keeps has no finite price, and the KKT
//! residual is then that portfolio's as the optimum of the limited quantity.

mod around;
mod certify;
mod cone;
mod descent;
mod face;
mod flat;
mod judge;
mod model;
mod reference;
mod search;
mod start;

pub(crate) use around::{Around, KinkPrice, around};
pub(crate) use cone::{Cone, Said};
pub(crate) use judge::Weights;

use nalgebra::DVector;

use self::face::{First, Second, settle};
use self::model::{Aim, Bent, Place};
use self::search::{Ended, Search, Settled};
use self::start::{Start, start};
use super::Method;
use super::polish::Point;
use super::program::Sides;
use crate::limits::Constraints;
use crate::outcome::{ActiveSet, Route, Side};
use crate::problem::Problem;

/// The fast route is trusted up to this KKT residual.
const TRUSTED: f64 = 1e-9;
/// A working set that is merely tried has to be right to this.
const VERIFIED: f64 = 1e-11;

/// Whether `constraints` need this module.
pub(crate) fn is_bent(constraints: &Constraints) -> bool {
    constraints.turnover.is_some()
        || constraints.gross_exposure.is_some()
        || constraints
            .costs
            .as_ref()
            .is_some_and(|costs| costs.rate > 0.0)
        || constraints.tracking_error.is_some()
        || constraints.max_risk.is_some()
}

/// Where a bent problem was solved.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stand {
    /// The piece of each asset.
    pieces: Vec<usize>,
    /// The sides inside the pieces, and of all rows.
    sides: Sides,
    /// Prices of the ends of the pieces, and of all rows.
    bounds: DVector<f64>,
    rows: DVector<f64>,
    weights: Weights,
}

/// How a bent problem ended.
pub(crate) enum Answer {
    At(Box<Answered>),
    Infeasible,
    Unbounded,
    Nothing,
}

/// An optimum in the terms of the problem's own limits.
pub(crate) struct Answered {
    /// Prices of an asset at a kink are those of the kink and not given here.
    pub(crate) point: Point,
    pub(crate) active: ActiveSet,
    pub(crate) stand: Stand,
    pub(crate) residual: f64,
    pub(crate) route: Route,
    pub(crate) iterations: usize,
}

/// Solves `problem`, whose constraints are bent.
pub(crate) fn solve(problem: &Problem, method: Method, active: Option<&ActiveSet>) -> Answer {
    let bent = Bent::new(problem);
    if method == Method::Clarabel {
        return by_reference(&bent);
    }
    if let Some(found) = active.and_then(|active| warm(&bent, active)) {
        return answer(&bent, found, Route::ActiveSet, 0);
    }
    from_start(&bent, start(&bent))
}

/// Solves `problem` beginning at `near`, if that keeps every limit but the quadratic ones.
pub(crate) fn solve_near(problem: &Problem, near: &DVector<f64>) -> Answer {
    let bent = Bent::new(problem);
    let begin = start::at(&bent, near).unwrap_or_else(|| start(&bent));
    from_start(&bent, begin)
}

/// As [`solve_near`], from the place of `stand`, where `asset` has lost its upper bound.
pub(crate) fn solve_near_stand(
    problem: &Problem,
    near: &DVector<f64>,
    stand: &Stand,
    asset: usize,
) -> Answer {
    let bent = Bent::new(problem);
    let (turnover, gross) = bent.bent_rows();
    let rows = bent.base.rows() + usize::from(turnover.is_some()) + usize::from(gross.is_some());
    // Another bound may make a row of the gross exposure superfluous.
    if stand.sides.0.len() != bent.assets() + rows || stand.weights.variance == 0.0 {
        return solve_near(problem, near);
    }
    let mut sides = stand.sides.clone();
    sides.0[asset] = Side::Free;
    let begin = Place {
        pieces: stand.pieces.clone(),
        x: near.clone(),
        sides,
    };
    let mut search = Search::new(&bent);
    search.trade_off = stand.weights.returns;
    match search.solve(&begin) {
        Ended::At(found) if found.residual <= TRUSTED => {
            answer(&bent, *found, Route::ActiveSet, search.iterations)
        }
        _ => solve_near(problem, near),
    }
}

fn from_start(bent: &Bent<'_>, begin: Start) -> Answer {
    let begin = match begin {
        Start::At(place) => place,
        Start::Infeasible => return Answer::Infeasible,
        Start::Nothing => return by_reference(bent),
    };
    let mut search = Search::new(bent);
    match search.solve(&begin) {
        Ended::At(found) if found.residual <= TRUSTED => {
            answer(bent, *found, Route::ActiveSet, search.iterations)
        }
        Ended::Infeasible => Answer::Infeasible,
        Ended::At(found) => match certified_or_reference(bent, &found) {
            Answer::At(reference) if reference.residual < found.residual => Answer::At(reference),
            _ => answer(bent, *found, Route::ActiveSet, search.iterations),
        },
        Ended::Nothing => by_reference(bent),
    }
}

/// The multipliers may be all that is missing.
fn certified_or_reference(bent: &Bent<'_>, found: &Settled) -> Answer {
    match reference::certified(bent, &found.point.x) {
        Some(certified) if certified.residual <= TRUSTED => {
            answer(bent, certified, Route::ActiveSet, 0)
        }
        _ => by_reference(bent),
    }
}

fn by_reference(bent: &Bent<'_>) -> Answer {
    match reference::solve(bent) {
        reference::Answer::At(found, iterations) => {
            answer(bent, *found, Route::Clarabel, iterations)
        }
        reference::Answer::Infeasible => Answer::Infeasible,
        reference::Answer::Unbounded => Answer::Unbounded,
        reference::Answer::Nothing => Answer::Nothing,
    }
}

fn answer(bent: &Bent<'_>, found: Settled, route: Route, iterations: usize) -> Answer {
    let n = bent.assets();
    let Settled {
        place,
        mut point,
        weights,
        residual,
    } = found;
    let active = active_set(bent, &place, weights);
    let stand = Stand {
        bounds: point.bounds.clone(),
        rows: point.rows.clone(),
        pieces: place.pieces,
        sides: place.sides,
        weights,
    };
    for asset in 0..n {
        if active.weights[asset] == Side::Free {
            point.bounds[asset] = 0.0;
        }
    }
    point.rows = point.rows.rows(0, bent.base.rows()).into_owned();
    Answer::At(Box::new(Answered {
        point,
        active,
        stand,
        residual,
        route,
        iterations,
    }))
}

/// In the order of [`ActiveSet`].
fn active_set(bent: &Bent<'_>, place: &Place, weights: Weights) -> ActiveSet {
    let n = bent.assets();
    let mut sides = judge::own_sides(bent, place);
    let mut rows = sides.split_off(n);
    let quadratic = [
        (bent.largest_distance(), weights.tracking_error),
        (bent.largest_risk(), weights.risk),
    ];
    for (limit, price) in quadratic {
        if limit.is_some() {
            rows.push(if price > 0.0 { Side::Upper } else { Side::Free });
        }
    }
    let code = |asset: usize| {
        let (piece, side) = (place.pieces[asset], place.sides.0[asset]);
        match side {
            _ if !bent.is_kink(asset, piece, side) => 2 * piece,
            Side::Lower => 2 * piece - 1,
            _ => 2 * piece + 1,
        }
    };
    ActiveSet {
        weights: sides,
        rows,
        kinks: (0..n).map(code).collect(),
    }
}

/// The optimum on the face of `active`, if it is the optimum.
fn warm(bent: &Bent<'_>, active: &ActiveSet) -> Option<Settled> {
    let n = bent.assets();
    if active.kinks.len() != n || active.weights.len() != n {
        return None;
    }
    let mut pieces = Vec::with_capacity(n);
    let mut sides = active.weights.clone();
    for (asset, &code) in active.kinks.iter().enumerate() {
        let piece = code / 2;
        if piece > bent.kinks_of(asset).len() {
            return None;
        }
        if code % 2 == 1 {
            sides[asset] = Side::Upper;
        }
        let (lower, upper) = bent.piece(asset, piece);
        let end = match sides[asset] {
            Side::Free => 0.0,
            Side::Lower => lower,
            Side::Upper => upper,
        };
        if !end.is_finite() {
            return None;
        }
        pieces.push(piece);
    }
    let (turnover, gross) = bent.bent_rows();
    let rows = bent.base.rows() + usize::from(turnover.is_some()) + usize::from(gross.is_some());
    let quadratics = [bent.largest_distance(), bent.largest_risk()];
    let extra = quadratics.iter().flatten().count();
    if active.rows.len() != rows + extra {
        return None;
    }
    sides.extend_from_slice(&active.rows[..rows]);
    let mut last = active.rows[rows..].iter();
    let mut binds = |limit: Option<f64>| limit.is_some() && last.next() == Some(&Side::Upper);
    let second = match binds(quadratics[0]) {
        true => Second::Tracking,
        false => Second::Off,
    };
    let search = Search::new(bent);
    let first = match binds(quadratics[1]) {
        true => First::Risk,
        false => search.own(),
    };
    let mut place = Place {
        pieces,
        x: DVector::zeros(n),
        sides: Sides(sides),
    };
    if first == First::Return && second == Second::Off {
        let aim = Aim::at(1.0, 0.0);
        let point = descent::vertex(bent, &place, &aim)?;
        return verified(&search, &mut place, point, &aim, first, second);
    }
    // Newton's method finds the aim from one of these.
    let returns = match first {
        First::Own(own) => vec![own],
        _ => vec![0.1, 1.0, 10.0],
    };
    let benchmarks = match second {
        Second::Off => vec![0.0],
        Second::Tracking => vec![0.5, 0.9],
    };
    let pairs = returns.iter().flat_map(|&returns| {
        benchmarks
            .iter()
            .map(move |&benchmark| (returns, benchmark))
    });
    for (returns, benchmark) in pairs {
        let near = Aim::at(returns * (1.0 - benchmark), benchmark);
        if let Some((aim, point)) = settle(bent, &place, &near, first, second)
            && let Some(found) = verified(&search, &mut place, point, &aim, first, second)
        {
            return Some(found);
        }
    }
    None
}

fn verified(
    search: &Search<'_, '_>,
    place: &mut Place,
    point: Point,
    aim: &Aim,
    first: First,
    second: Second,
) -> Option<Settled> {
    place.x.copy_from(&point.x);
    match search.finish(place, point, aim, first, second) {
        Ended::At(found) if found.residual <= VERIFIED => Some(*found),
        _ => None,
    }
}
