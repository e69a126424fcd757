//! What each binding limit costs.
//!
//! Price: by the envelope theorem the optimum moves with a limit's number at the rate of its
//! multiplier, which is turned into basis points of the objective's own measure.
//!
//! Range: while the set of binding limits stays, weights and multipliers are affine in the
//! limit's number `t` (one linear system gives the slopes), so the set ends at the nearest zero of
//! a slack or of a multiplier. For the Sharpe ratio they are affine in `t` and in the trade-off
//! `γ(t)`, a quadratic over a linear function; the zeros are those of quadratics, exactly.
//!
//! Where a kink holds a weight, its price is bounded by the jump of the slope there, which is
//! affine as well. Where the tracking error or the risk is at its limit, weights are not affine in
//! the limit's number: the price holds, and the range is that one number.
//!
//! Source: Best and Grauer, *Sensitivity analysis for mean-variance portfolio problems*,
//! Management Science 37 (1991); the tangency by the algebra of `solve::sharpe`.

use std::collections::{BTreeMap, BTreeSet};

use nalgebra::DVector;

use crate::limits::{Bounds, Constraints, LimitId};
use crate::outcome::{Outcome, Side, Solution};
use crate::problem::{Objective, Problem};
use crate::solve::{
    Around, Data, Face, KinkPrice, Program, Sides, around, excess, program_of, solve_near,
    solve_warm,
};

/// The price of one binding limit.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitPrice {
    /// The limit.
    pub limit: LimitId,
    /// The number that stands at the limit now.
    pub value: f64,
    /// Change of the objective when the limit's number is *raised* by 0.01, in basis points: of
    /// annual volatility for the minimum variance, of annual return for the maximum return, of
    /// the utility (an annual return) for the maximum utility, and ten-thousandths of the ratio
    /// for the Sharpe ratio. Positive: the objective's number grows. To first order; exact rates
    /// hold in the limit of a small change.
    ///
    /// A floor is relaxed by lowering it: see [`LimitPrice::when_relaxed`].
    pub price_bp_per_percent: f64,
    /// The set of binding limits stays the same from this number of the limit …
    pub valid_from: f64,
    /// … to this one. May be infinite.
    pub valid_to: f64,
    /// For the cap of one asset: the weight this asset would take if only its own cap were
    /// removed. A cap beyond it changes nothing.
    pub helps_until: Option<f64>,
}

impl LimitPrice {
    /// Change of the objective, as in [`LimitPrice::price_bp_per_percent`], when the limit is
    /// *relaxed* by 0.01: a floor is lowered, a cap is raised. The budget counts as raised.
    pub fn when_relaxed(&self) -> f64 {
        match self.limit.is_upper() {
            Some(false) => -self.price_bp_per_percent,
            Some(true) | None => self.price_bp_per_percent,
        }
    }
}

/// The price of every binding limit of `solution`, which must be a solution of `problem`.
///
/// One entry for the budget, for each binding row and target, for each binding bound of a single
/// asset, for the shared `min_weight` and `max_weight` where they bind (all assets that share the
/// number move together), and for each asset that is held by the shared `max_weight` as if it
/// alone had that cap. Ordered by [`LimitId`]. Equal weights have no prices.
///
/// Where the binding limits depend on each other, or leave the optimum open, there is no unique
/// price; the solver's is given, with a range of that one number.
pub fn explain(problem: &Problem, solution: &Solution) -> Vec<LimitPrice> {
    if problem.objective == Objective::EqualWeight {
        return Vec::new();
    }
    let place = Place::of(problem, solution);
    let is_curved = place.tracking_error != 0.0 || place.risk != 0.0;
    let face = match is_curved {
        true => None,
        false => Face::new(&place.program, &place.sides),
    };
    let bend = face.as_ref().map(|face| place.bend(face));

    place
        .binding(&problem.constraints)
        .into_iter()
        .map(|(limit, members)| {
            let value = problem.constraints.value(limit).unwrap_or_default();
            let (down, up, alone) = match (&face, &bend) {
                (Some(face), Some(bend)) => place.range(problem, face, bend, limit, &members),
                _ => (0.0, 0.0, None),
            };
            LimitPrice {
                limit,
                value,
                price_bp_per_percent: place.price(problem, limit, &members),
                valid_from: value - down,
                valid_to: value + up,
                helps_until: match (limit, alone) {
                    // Its own price is the first to vanish: from there on the cap is not there.
                    (LimitId::MaxWeightOf(asset), Some(first)) if first == asset => {
                        Some(value + up)
                    }
                    _ => helps_until(problem, solution, limit),
                },
            }
        })
        .collect()
}

/// The weight of the asset without its own cap.
fn helps_until(problem: &Problem, solution: &Solution, limit: LimitId) -> Option<f64> {
    let LimitId::MaxWeightOf(asset) = limit else {
        return None;
    };
    let freed = Problem {
        constraints: problem.constraints.clone().with(limit, f64::INFINITY),
        ..problem.clone()
    };
    if solution.stand.is_some() {
        // The weights keep every limit still, and are nearly the answer.
        return solve_near(&freed, &solution.weights).map(|solution| solution.weights[asset]);
    }
    match solve_warm(&freed, &solution.active) {
        Outcome::Optimal(solution) | Outcome::Inexact(solution) => Some(solution.weights[asset]),
        Outcome::Unbounded => Some(f64::INFINITY),
        Outcome::Infeasible(_) => None,
    }
}

/// A solution with its program and its binding limits.
struct Place<'a> {
    program: Program<'a>,
    sides: Sides,
    x: &'a DVector<f64>,
    multipliers: DVector<f64>,
    variance: f64,
    /// Scaled excess return and trade-off, for the Sharpe ratio.
    sharpe: Option<(DVector<f64>, f64)>,
    /// What the excess return has beside its slope.
    constant: f64,
    /// Weights that a kink holds.
    kinks: Vec<KinkPrice>,
    /// The weight of the return in the objective, where there are kinks.
    returns: f64,
    /// Prices of the tracking error and the risk at their limits.
    tracking_error: f64,
    risk: f64,
}

/// How the optimum moves with the trade-off of the Sharpe ratio; zero for other objectives.
struct Bend {
    slopes: DVector<f64>,
    multipliers: DVector<f64>,
    /// Of the face at trade-off zero.
    still: DVector<f64>,
    still_multipliers: DVector<f64>,
}

impl<'a> Place<'a> {
    fn of(problem: &'a Problem, solution: &'a Solution) -> Self {
        if let Some(stand) = &solution.stand {
            return Self::bent(problem, solution, around(problem, stand));
        }
        let x = &solution.weights;
        let variance = problem.moments().variance(x);
        let sharpe = match problem.objective {
            Objective::MaxSharpe { risk_free } => {
                let excess = excess(problem, risk_free);
                let trade_off = variance / problem.shape.scale / excess.dot(x);
                Some((excess, trade_off))
            }
            _ => None,
        };
        let trade_off = sharpe.as_ref().map_or(0.0, |(_, trade_off)| *trade_off);
        let program = program_of(problem, trade_off);
        let mut sides = program.fit(&solution.active);
        // What is held from both sides belongs to the side that it presses against.
        for index in 0..sides.0.len() {
            let (lower, upper) = program.limits(index);
            if lower == upper && index != x.len() && solution.multipliers[index] > 0.0 {
                sides.0[index] = Side::Upper;
            }
        }
        Self {
            program,
            sides,
            x,
            multipliers: solution.multipliers.clone(),
            variance,
            sharpe,
            constant: 0.0,
            kinks: Vec::new(),
            returns: 0.0,
            tracking_error: 0.0,
            risk: 0.0,
        }
    }

    fn bent(problem: &'a Problem, solution: &'a Solution, around: Around<'a>) -> Self {
        let x = &solution.weights;
        let variance = problem.moments().variance(x);
        let sharpe = match problem.objective {
            Objective::MaxSharpe { .. } => {
                let net = around.slope.dot(x) + around.constant;
                let trade_off = variance / problem.shape.scale / net;
                Some((around.slope, trade_off))
            }
            _ => None,
        };
        Self {
            program: around.program,
            sides: around.sides,
            x,
            multipliers: around.multipliers,
            variance,
            sharpe,
            constant: around.constant,
            kinks: around.kinks,
            returns: around.returns,
            tracking_error: around.tracking_error,
            risk: around.risk,
        }
    }

    /// The binding limits with the variables (and `n +` rows) that move with each.
    fn binding(&self, constraints: &Constraints) -> BTreeMap<LimitId, Vec<usize>> {
        let n = self.x.len();
        let mut binding: BTreeMap<LimitId, Vec<usize>> = BTreeMap::new();
        let at_kink: BTreeSet<usize> = self.kinks.iter().map(|kink| kink.asset).collect();
        let last = n + constraints.rows.len() + 1;
        let is_turnover = |index: usize| index == last + 1 && constraints.turnover.is_some();
        for (index, side) in self.sides.0.iter().enumerate() {
            let limits = match side {
                Side::Free => continue,
                _ if at_kink.contains(&index) => continue,
                _ if is_turnover(index) => vec![LimitId::Turnover],
                _ if index > last => vec![LimitId::GrossExposure],
                _ if index == n => vec![LimitId::Budget],
                _ if index == last => vec![LimitId::TargetReturn],
                Side::Lower if index > n => vec![LimitId::RowMin(index - n - 1)],
                Side::Upper if index > n => vec![LimitId::RowMax(index - n - 1)],
                Side::Lower if constraints.min_weight.by_asset.contains_key(&index) => {
                    vec![LimitId::MinWeightOf(index)]
                }
                Side::Lower => vec![LimitId::MinWeight],
                Side::Upper if constraints.max_weight.by_asset.contains_key(&index) => {
                    vec![LimitId::MaxWeightOf(index)]
                }
                Side::Upper => vec![LimitId::MaxWeight, LimitId::MaxWeightOf(index)],
            };
            for limit in limits {
                binding.entry(limit).or_default().push(index);
            }
        }
        let quadratic = [
            (LimitId::TrackingError, self.tracking_error),
            (LimitId::MaxRisk, self.risk),
        ];
        for (limit, _) in quadratic.into_iter().filter(|(_, price)| *price > 0.0) {
            binding.insert(limit, Vec::new());
        }
        binding
    }

    /// Basis points of the objective per +0.01 of the limit.
    fn price(&self, problem: &Problem, limit: LimitId, members: &[usize]) -> f64 {
        const BASIS_POINTS_PER_PERCENT: f64 = 0.01 * 1e4;
        let scale = problem.shape.scale;
        let mut pressure: f64 = members.iter().map(|&index| self.multipliers[index]).sum();
        pressure += match limit {
            LimitId::TrackingError => self.tracking_error,
            LimitId::MaxRisk => self.risk,
            _ => 0.0,
        };
        let volatility = self.variance.sqrt();
        // `pressure` is minus the rate of the scaled objective that is minimised.
        let rate = match problem.objective {
            Objective::MinVariance | Objective::EqualWeight if volatility > 0.0 => {
                -pressure * scale / volatility
            }
            Objective::MinVariance | Objective::EqualWeight => 0.0,
            Objective::MaxUtility { risk_aversion } if risk_aversion > 0.0 => {
                pressure * 2.0 * risk_aversion * scale
            }
            Objective::MaxUtility { .. } | Objective::MaxReturn => pressure * scale.sqrt(),
            Objective::MaxSharpe { risk_free } => {
                let gain = problem.net_return(self.x) - risk_free;
                if limit == LimitId::Budget {
                    // The excess per weight holds the budget; the rate itself does not move.
                    let trade_off = self.sharpe.as_ref().map_or(0.0, |sharpe| sharpe.1);
                    pressure += trade_off * risk_free / (problem.constraints.budget * scale.sqrt());
                }
                pressure * gain * scale / volatility.powi(3)
            }
        };
        rate * BASIS_POINTS_PER_PERCENT
    }

    fn bend(&self, face: &Face<'_, '_>) -> Bend {
        let n = self.x.len();
        let mut data = Data::zeros(&self.program);
        let mut still = Data::of(&self.program, &self.sides);
        if let Some((excess, _)) = &self.sharpe {
            data.linear = -excess;
            still.linear.fill(0.0);
        }
        let (moving, still) = (face.solve(&data), face.solve(&still));
        let all = |bounds: &DVector<f64>, rows: &DVector<f64>| {
            DVector::from_iterator(n + rows.len(), bounds.iter().chain(rows.iter()).copied())
        };
        Bend {
            multipliers: all(&moving.bounds, &moving.rows),
            slopes: moving.x,
            still_multipliers: all(&still.bounds, &still.rows),
            still: still.x,
        }
    }

    /// How far the limit's number may go down and up while the binding set stays, and which
    /// variable's or row's price is the first to vanish on the way up.
    fn range(
        &self,
        problem: &Problem,
        face: &Face<'_, '_>,
        bend: &Bend,
        limit: LimitId,
        members: &[usize],
    ) -> (f64, f64, Option<usize>) {
        let program = &self.program;
        let n = self.x.len();
        let mut data = Data::zeros(program);
        for &index in members {
            if index < n {
                data.bounds[index] = 1.0;
            } else {
                data.rows[index - n] = 1.0;
            }
        }
        let slope = face.solve(&data);
        let (weight, trade_off) = self.trade_off(problem, bend, limit, &slope.x);

        let (mut down, mut up) = (f64::INFINITY, f64::INFINITY);
        let mut first = None;
        // `value + t rate + γ(t) bend ≥ 0`, times the denominator of `γ`.
        let mut keep = |value: f64, rate: f64, bend: f64, price: Option<usize>| {
            let q = [
                value * weight[0] + bend * trade_off[0],
                rate * weight[0] + value * weight[1] + bend * trade_off[1],
                rate * weight[1] + bend * trade_off[2],
            ];
            let exit = first_exit(q);
            if exit < up {
                (up, first) = (exit, price);
            }
            down = down.min(first_exit([q[0], -q[1], q[2]]));
        };
        if self.sharpe.is_some() {
            // The denominator itself stays positive.
            keep(1.0, 0.0, 0.0, None);
        }
        for index in 0..self.sides.0.len() {
            let side = self.sides.0[index];
            let (lower, upper) = program.limits(index);
            let is_fixed = index == n;
            if side != Side::Free && !is_fixed {
                let sign = if side == Side::Upper { 1.0 } else { -1.0 };
                let rate = if index < n {
                    slope.bounds[index]
                } else {
                    slope.rows[index - n]
                };
                keep(
                    sign * bend.still_multipliers[index],
                    sign * rate,
                    sign * bend.multipliers[index],
                    Some(index),
                );
            }
            let value = program.value(index, &bend.still);
            let rate = program.value(index, &slope.x);
            let turn = program.value(index, &bend.slopes);
            let (lower_moves, upper_moves) = moves(problem, program, limit, index);
            if side != Side::Lower && lower.is_finite() {
                keep(value - lower, rate - lower_moves, turn, None);
            }
            if side != Side::Upper && upper.is_finite() && !is_fixed {
                keep(upper - value, upper_moves - rate, -turn, None);
            }
        }
        for kink in self.kinks.iter().filter(|kink| !kink.is_floor) {
            let sign = match self.sides.0[kink.asset] {
                Side::Upper => 1.0,
                _ => -1.0,
            };
            // What is left between the price of the asset and the jump at its kink.
            let left = |rows: &dyn Fn(usize) -> f64, bound: f64, returns: f64| {
                let jump: f64 = kink
                    .rows
                    .iter()
                    .map(|&(row, share)| share * rows(row))
                    .sum();
                jump + kink.returns * returns - sign * bound
            };
            let (asset, is_ratio) = (kink.asset, self.sharpe.is_some());
            let still = |row: usize| bend.still_multipliers[n + row];
            let turn = |row: usize| bend.multipliers[n + row];
            let fixed = if is_ratio { 0.0 } else { self.returns };
            let moving = if is_ratio { 1.0 } else { 0.0 };
            keep(
                left(&still, bend.still_multipliers[asset], fixed),
                left(&|row| slope.rows[row], slope.bounds[asset], 0.0),
                left(&turn, bend.multipliers[asset], moving),
                None,
            );
        }
        (down, up, first)
    }

    /// `γ(t) = trade_off(t) ÷ weight(t)`: a linear denominator and a quadratic numerator.
    fn trade_off(
        &self,
        problem: &Problem,
        bend: &Bend,
        limit: LimitId,
        slope: &DVector<f64>,
    ) -> ([f64; 2], [f64; 3]) {
        let Some((excess, _)) = &self.sharpe else {
            return ([1.0, 0.0], [0.0; 3]);
        };
        let risk_still = self.program.times(&bend.still);
        let risk_slope = self.program.times(slope);
        let mut weight = [
            self.constant + excess.dot(&bend.still) - 2.0 * bend.slopes.dot(&risk_still),
            excess.dot(slope) - 2.0 * bend.slopes.dot(&risk_slope),
        ];
        if limit == LimitId::Budget
            && let Objective::MaxSharpe { risk_free } = problem.objective
        {
            weight[1] += risk_free / (problem.constraints.budget * problem.shape.scale.sqrt());
        }
        let trade_off = [
            bend.still.dot(&risk_still),
            2.0 * slope.dot(&risk_still),
            slope.dot(&risk_slope),
        ];
        (weight, trade_off)
    }
}

/// Whether the lower and the upper limit of a variable or row are the number that moves.
fn moves(problem: &Problem, program: &Program<'_>, limit: LimitId, index: usize) -> (f64, f64) {
    let (constraints, n) = (&problem.constraints, program.variables());
    let (min, max) = (&constraints.min_weight, &constraints.max_weight);
    // The end of a piece may be a kink.
    let own = |ends: &DVector<f64>, bounds: &Bounds| ends[index] == bounds.of(index);
    let (lower, upper) = match limit {
        LimitId::MinWeight => (
            index < n && !min.by_asset.contains_key(&index) && own(&program.lower, min),
            false,
        ),
        LimitId::MaxWeight => (
            false,
            index < n && !max.by_asset.contains_key(&index) && own(&program.upper, max),
        ),
        LimitId::MinWeightOf(asset) => (index == asset && own(&program.lower, min), false),
        LimitId::MaxWeightOf(asset) => (false, index == asset && own(&program.upper, max)),
        LimitId::Budget => (index == n, index == n),
        LimitId::RowMin(row) => (index == n + 1 + row, false),
        LimitId::RowMax(row) => (false, index == n + 1 + row),
        LimitId::TargetReturn => (index == n + 1 + constraints.rows.len(), false),
        LimitId::Turnover => (false, index == n + 2 + constraints.rows.len()),
        LimitId::GrossExposure => {
            let before = usize::from(constraints.turnover.is_some());
            (false, index == n + 2 + constraints.rows.len() + before)
        }
        LimitId::TrackingError | LimitId::MaxRisk | LimitId::RiskFree => (false, false),
    };
    (f64::from(u8::from(lower)), f64::from(u8::from(upper)))
}

/// The smallest `t ≥ 0` beyond which `q₀ + q₁t + q₂t²`, which is at least 0 at 0, is negative.
fn first_exit([q0, q1, q2]: [f64; 3]) -> f64 {
    const ROUNDING: f64 = 1e-13;
    const FAR: f64 = 1e7;
    let exit = if q0 <= ROUNDING {
        if q1 < -ROUNDING {
            0.0
        } else if q2 < 0.0 && q1 > ROUNDING {
            -q1 / q2
        } else {
            f64::INFINITY
        }
    } else {
        // Roots q₀/s and s/q₂ with s = −(q₁ ± √(q₁² − 4q₀q₂))/2, without cancellation.
        let discriminant = q1 * q1 - 4.0 * q0 * q2;
        if discriminant < 0.0 {
            f64::INFINITY
        } else {
            let s = -0.5 * (q1 + discriminant.sqrt().copysign(q1));
            [q0 / s, s / q2]
                .into_iter()
                .filter(|root| root.is_finite() && *root > 0.0)
                .fold(f64::INFINITY, f64::min)
        }
    };
    if exit < FAR { exit } else { f64::INFINITY }
}

#[cfg(test)]
mod tests {
    use super::first_exit;

    #[test]
    fn the_first_zero_of_a_quadratic_is_found() {
        let check = |q: [f64; 3], expect: f64| {
            let exit = first_exit(q);
            assert!(
                exit == expect || (exit - expect).abs() < 1e-12,
                "{q:?} leaves at {exit}, not {expect}"
            );
        };
        check([1.0, 0.0, 0.0], f64::INFINITY);
        check([1.0, 1.0, 0.0], f64::INFINITY);
        check([1.0, -2.0, 0.0], 0.5);
        check([2.0, -3.0, 1.0], 1.0);
        check([2.0, 1.0, -1.0], 2.0);
        check([1.0, 0.0, 1.0], f64::INFINITY);
        check([1.0, 0.0, -4.0], 0.5);
        check([0.0, -1.0, 0.0], 0.0);
        check([0.0, 1.0, 0.0], f64::INFINITY);
        check([0.0, 1.0, -2.0], 0.5);
        check([1.0, -1e-16, 0.0], f64::INFINITY);
    }
}
