//! How far each price holds: the ratio tests.
//!
//! What does not depend on the limit is made once: the slacks and prices that may vanish, how they
//! stand and how they turn with the trade-off of the Sharpe ratio. A limit adds its direction.

mod cones;
mod exit;

use nalgebra::DVector;

use super::place::Place;
use crate::limits::{Bounds, LimitId};
use crate::outcome::Side;
use crate::problem::{Objective, Problem};
use crate::solve::{Data, Face, KinkPrice, Point, Program};
use cones::Cone;
use exit::first_exit;

/// How far a limit's number may go down and up while the binding set stays, and which variable's
/// or row's price is the first to vanish on the way up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    pub(super) down: f64,
    pub(super) up: f64,
    pub(super) first: Option<usize>,
}

/// What must not become negative.
#[derive(Debug, Clone, Copy)]
enum Kept<'k> {
    /// The price of a variable or row, times the sign of its side.
    Price(usize, f64),
    /// The distance of a variable or row from its lower limit.
    Above(usize),
    /// The distance from its upper limit.
    Below(usize),
    /// What is left between the price of an asset and the jump at its kink, and the sign of its
    /// side.
    Kink(&'k KinkPrice, f64),
}

/// The ratio tests of one solution.
pub(super) struct Ranges<'r, 'a> {
    problem: &'r Problem,
    place: &'r Place<'a>,
    face: Face<'r, 'a>,
    /// Everything that is kept, its value and its turn with the trade-off.
    kept: Vec<(Kept<'r>, f64, f64)>,
    /// Rows with a limit: only they are looked at.
    rows: Vec<usize>,
    /// Limits of the tracking error and the risk; none of them binds.
    cones: Vec<Cone>,
    tangency: Option<Tangency>,
}

/// `γ(t)` of the Sharpe ratio at `t = 0`, and what its slopes need.
struct Tangency {
    excess: DVector<f64>,
    /// `P` times the variables at trade-off zero, and times how they move with it.
    risk: DVector<f64>,
    risk_of_slopes: DVector<f64>,
    weight: f64,
    variance: f64,
}

impl<'r, 'a> Ranges<'r, 'a> {
    /// `None` where the binding limits depend on each other or leave the optimum open.
    pub(super) fn of(problem: &'r Problem, place: &'r Place<'a>) -> Option<Self> {
        let program = &place.program;
        let face = Face::new(program, &place.sides)?;
        let mut data = Data::of(program, &place.sides);
        let mut turn = None;
        if let Some((excess, _)) = &place.sharpe {
            data.linear.fill(0.0);
            let mut moving = Data::zeros(program);
            moving.linear = -excess;
            turn = Some(face.solve(&moving));
        }
        let still = face.solve(&data);
        let n = program.variables();
        let rows = (n..n + program.rows())
            .filter(|&index| {
                let (lower, upper) = program.limits(index);
                lower.is_finite() || upper.is_finite()
            })
            .collect();
        let tangency = place
            .sharpe
            .as_ref()
            .zip(turn.as_ref())
            .map(|((excess, _), turn)| Tangency::of(place, excess, &still.x, &turn.x));
        let mut ranges = Self {
            problem,
            place,
            face,
            kept: Vec::new(),
            rows,
            cones: Cone::all(problem, &still.x, turn.as_ref().map(|turn| &turn.x)),
            tangency,
        };
        ranges.keep(&still, turn.as_ref());
        Some(ranges)
    }

    /// Lists everything that is kept.
    fn keep(&mut self, still: &Point, turn: Option<&Point>) {
        let program = &self.place.program;
        let n = program.variables();
        let turn_of = |of: &dyn Fn(&Point) -> f64| turn.map_or(0.0, of);
        for index in (0..n).chain(self.rows.iter().copied()) {
            let side = self.place.sides.0[index];
            let (lower, upper) = program.limits(index);
            let is_budget = index == n;
            if side != Side::Free && !is_budget {
                let sign = sign_of(side);
                let price = |point: &Point| sign * multiplier(n, point, index);
                let kept = Kept::Price(index, sign);
                self.kept.push((kept, price(still), turn_of(&price)));
            }
            let value = |point: &Point| program.value(index, &point.x);
            if side != Side::Lower && lower.is_finite() {
                let kept = Kept::Above(index);
                self.kept
                    .push((kept, value(still) - lower, turn_of(&value)));
            }
            if side != Side::Upper && upper.is_finite() && !is_budget {
                let kept = Kept::Below(index);
                self.kept
                    .push((kept, upper - value(still), -turn_of(&value)));
            }
        }
        for kink in self.place.kinks.iter().filter(|kink| !kink.is_floor) {
            let sign = sign_of(self.place.sides.0[kink.asset]);
            let is_ratio = self.place.sharpe.is_some();
            let fixed = if is_ratio { 0.0 } else { self.place.returns };
            let left =
                |point: &Point, returns: f64| room(kink, sign, point) + kink.returns * returns;
            let turn = turn.map_or(0.0, |turn| left(turn, 1.0));
            self.kept
                .push((Kept::Kink(kink, sign), left(still, fixed), turn));
        }
    }

    /// The range of each limit, given what moves with it.
    pub(super) fn of_limits(&self, limits: &[(LimitId, &[usize])]) -> Vec<Range> {
        let sets: Vec<&[usize]> = limits.iter().map(|(_, members)| *members).collect();
        let slopes = self.face.slopes(&sets);
        limits
            .iter()
            .zip(&slopes)
            .map(|(&(limit, members), slope)| self.range(limit, members, slope))
            .collect()
    }

    fn range(&self, limit: LimitId, members: &[usize], slope: &Point) -> Range {
        let n = self.place.program.variables();
        let (weight, trade_off) = match &self.tangency {
            Some(tangency) => tangency.moved(self.problem, limit, members, slope),
            None => ([1.0, 0.0], [0.0; 3]),
        };
        let mut range = Range {
            down: f64::INFINITY,
            up: f64::INFINITY,
            first: None,
        };
        // `value + t rate + γ(t) turn ≥ 0`, times the denominator of `γ`.
        let mut keep = |value: f64, rate: f64, turn: f64, price: Option<usize>| {
            let q = [
                value * weight[0] + turn * trade_off[0],
                rate * weight[0] + value * weight[1] + turn * trade_off[1],
                rate * weight[1] + turn * trade_off[2],
            ];
            let exit = first_exit(q);
            if exit < range.up {
                (range.up, range.first) = (exit, price);
            }
            range.down = range.down.min(first_exit([q[0], -q[1], q[2]]));
        };
        if self.tangency.is_some() {
            // The denominator itself stays positive.
            keep(1.0, 0.0, 0.0, None);
        }
        let moves = Moves::of(self.problem, &self.place.program, limit);
        let rows = self.rows.iter();
        let values: Vec<f64> = rows
            .map(|&index| self.place.program.value(index, &slope.x))
            .collect();
        let value = |index: usize| match index.checked_sub(n) {
            None => slope.x[index],
            Some(_) => self
                .rows
                .binary_search(&index)
                .map_or(0.0, |place| values[place]),
        };
        for &(kept, at, turn) in &self.kept {
            match kept {
                Kept::Price(index, sign) => {
                    keep(at, sign * multiplier(n, slope, index), turn, Some(index));
                }
                Kept::Above(index) => keep(at, value(index) - moves.lower(index), turn, None),
                Kept::Below(index) => keep(at, moves.upper(index) - value(index), turn, None),
                Kept::Kink(kink, sign) => keep(at, room(kink, sign, slope), turn, None),
            }
        }
        let gamma = |t: f64| {
            (trade_off[0] + t * (trade_off[1] + t * trade_off[2])) / (weight[0] + t * weight[1])
        };
        let gamma: Option<&dyn Fn(f64) -> f64> = match &self.tangency {
            Some(_) => Some(&gamma),
            None => None,
        };
        for cone in &self.cones {
            let [down, up] = cone.exits(self.problem, &slope.x, gamma);
            range.down = range.down.min(down);
            if up < range.up {
                (range.up, range.first) = (up, None);
            }
        }
        range
    }
}

impl Tangency {
    fn of(
        place: &Place<'_>,
        excess: &DVector<f64>,
        still: &DVector<f64>,
        slopes: &DVector<f64>,
    ) -> Self {
        let risk = place.program.times(still);
        Self {
            excess: excess.clone(),
            weight: place.constant + excess.dot(still) - 2.0 * slopes.dot(&risk),
            variance: still.dot(&risk),
            risk_of_slopes: place.program.times(slopes),
            risk,
        }
    }

    /// `γ(t) = trade_off(t) ÷ weight(t)`: a linear denominator and a quadratic numerator.
    fn moved(
        &self,
        problem: &Problem,
        limit: LimitId,
        members: &[usize],
        slope: &Point,
    ) -> ([f64; 2], [f64; 3]) {
        let n = slope.x.len();
        let mut weight = [
            self.weight,
            self.excess.dot(&slope.x) - 2.0 * self.risk_of_slopes.dot(&slope.x),
        ];
        if limit == LimitId::Budget
            && let Objective::MaxSharpe { risk_free } = problem.objective
        {
            weight[1] += risk_free / (problem.constraints.budget * problem.shape.scale.sqrt());
        }
        // `P slope` is minus the slopes of the prices: only at what moves itself is there any work.
        let work: f64 = members
            .iter()
            .map(|&index| multiplier(n, slope, index))
            .sum();
        let trade_off = [self.variance, 2.0 * self.risk.dot(&slope.x), -work];
        (weight, trade_off)
    }
}

fn sign_of(side: Side) -> f64 {
    match side {
        Side::Upper => 1.0,
        Side::Lower | Side::Free => -1.0,
    }
}

fn multiplier(variables: usize, point: &Point, index: usize) -> f64 {
    match index.checked_sub(variables) {
        None => point.bounds[index],
        Some(row) => point.rows[row],
    }
}

/// What the prices in `point` leave between the price of an asset and the jump at its kink.
fn room(kink: &KinkPrice, sign: f64, point: &Point) -> f64 {
    let jump = kink.rows.iter();
    let jump: f64 = jump.map(|&(row, share)| share * point.rows[row]).sum();
    jump - sign * point.bounds[kink.asset]
}

/// Which limits of variables and rows are the number that moves.
enum Moves<'m> {
    /// The shared floor or cap, where an asset has no own one and stands at no kink.
    Shared {
        bounds: &'m Bounds,
        ends: &'m DVector<f64>,
        is_upper: bool,
    },
    /// The lower or the upper limit of one variable or row.
    One(usize, bool),
    Both(usize),
    None,
}

impl<'m> Moves<'m> {
    fn of(problem: &'m Problem, program: &'m Program<'_>, limit: LimitId) -> Self {
        let (constraints, n) = (&problem.constraints, program.variables());
        let (min, max) = (&constraints.min_weight, &constraints.max_weight);
        let target = n + 1 + constraints.rows.len();
        let own = |asset: usize, ends: &DVector<f64>, bounds: &Bounds, is_upper: bool| {
            // The end of a piece may be a kink.
            match ends[asset] == bounds.of(asset) {
                true => Self::One(asset, is_upper),
                false => Self::None,
            }
        };
        match limit {
            LimitId::MinWeight => Self::Shared {
                bounds: min,
                ends: &program.lower,
                is_upper: false,
            },
            LimitId::MaxWeight => Self::Shared {
                bounds: max,
                ends: &program.upper,
                is_upper: true,
            },
            LimitId::MinWeightOf(asset) => own(asset, &program.lower, min, false),
            LimitId::MaxWeightOf(asset) => own(asset, &program.upper, max, true),
            LimitId::Budget => Self::Both(n),
            LimitId::RowMin(row) => Self::One(n + 1 + row, false),
            LimitId::RowMax(row) => Self::One(n + 1 + row, true),
            LimitId::TargetReturn => Self::One(target, false),
            LimitId::Turnover => Self::One(target + 1, true),
            LimitId::GrossExposure => {
                let before = usize::from(constraints.turnover.is_some());
                Self::One(target + 1 + before, true)
            }
            // Neither rows nor bounds.
            _ => Self::None,
        }
    }

    fn lower(&self, index: usize) -> f64 {
        self.rate(index, false)
    }

    fn upper(&self, index: usize) -> f64 {
        self.rate(index, true)
    }

    fn rate(&self, index: usize, of_upper: bool) -> f64 {
        let moves = match self {
            Self::Shared {
                bounds,
                ends,
                is_upper,
            } => {
                *is_upper == of_upper
                    && index < ends.len()
                    && ends[index] == bounds.default
                    && !bounds.by_asset.contains_key(&index)
            }
            Self::One(one, is_upper) => *one == index && *is_upper == of_upper,
            Self::Both(one) => *one == index,
            Self::None => false,
        };
        f64::from(u8::from(moves))
    }
}
