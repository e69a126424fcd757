//! What an asset would weigh if only its own cap were removed.
//!
//! From the present weights the primal active-set method goes on with the asset set free. The
//! factor of the free block is made once and copied for each asset. For the Sharpe ratio the
//! trade-off is found on the way by Newton's method, as in `solve::sharpe`.

use nalgebra::DVector;

use super::place::Place;
use crate::limits::LimitId;
use crate::outcome::{Outcome, Side, Solution};
use crate::problem::Problem;
use crate::progress::is_stopped;
use crate::solve::{
    Added, Curvature, Ended, Found, FreeBlock, Method, Program, dot, from_priced_point,
    solve_near_stand, solve_program, solve_warm,
};

/// Trade-offs that are tried.
const ROUNDS: usize = 40;
/// A trade-off that changes by less than this share is found.
const FOUND: f64 = 1e-14;
/// Where a solution is worse than this, its weights are no place to go on from.
const EXACT: f64 = 1e-11;

/// A solution whose caps are taken away, one at a time.
pub(super) struct Alone<'p, 'a> {
    problem: &'p Problem,
    solution: &'p Solution,
    place: &'p Place<'a>,
    /// The free variables and held rows of the solution, factorised; nothing where there are kinks,
    /// no curvature or no unique optimum.
    block: Option<FreeBlock<'p>>,
    /// Of the objective at the solution.
    gradient: DVector<f64>,
}

impl<'p, 'a> Alone<'p, 'a> {
    pub(super) fn of(problem: &'p Problem, solution: &'p Solution, place: &'p Place<'a>) -> Self {
        let is_plain = solution.stand.is_none() && solution.kkt_residual <= EXACT;
        Self {
            block: is_plain.then(|| block(place)).flatten(),
            gradient: place.program.gradient(place.x),
            problem,
            solution,
            place,
        }
    }

    /// The weight of `asset` without its own cap.
    pub(super) fn weight(&self, asset: usize) -> Option<f64> {
        if let Some(weight) = self.walked(asset).or_else(|| self.linear(asset)) {
            return Some(weight);
        }
        let limit = LimitId::MaxWeightOf(asset);
        let freed = Problem {
            constraints: self.problem.constraints.clone().with(limit, f64::INFINITY),
            ..self.problem.clone()
        };
        if let Some(stand) = &self.solution.stand {
            // The weights keep every limit still, and are nearly the answer.
            let near = &self.solution.weights;
            return solve_near_stand(&freed, near, stand, asset)
                .map(|solution| solution.weights[asset]);
        }
        match solve_warm(&freed, &self.solution.active) {
            Outcome::Optimal(solution) | Outcome::Inexact(solution) => {
                Some(solution.weights[asset])
            }
            Outcome::Unbounded(_) => Some(f64::INFINITY),
            Outcome::Infeasible(_) => None,
        }
    }

    /// Where only the return counts.
    fn linear(&self, asset: usize) -> Option<f64> {
        let program = &self.place.program;
        if program.quadratic.is_some() || self.solution.stand.is_some() {
            return None;
        }
        let mut program = program.clone();
        program.upper[asset] = f64::INFINITY;
        let start = Some(&self.solution.active);
        match solve_program(self.problem, &program, Method::Auto, start) {
            Found::At { point, .. } => Some(point.x[asset]),
            _ => None,
        }
    }

    /// By the active-set method from here; nothing where that does not end.
    fn walked(&self, asset: usize) -> Option<f64> {
        let matrix = self.place.program.quadratic?;
        let matrix = Curvature::Dense(matrix);
        let mut block = self.block.clone()?;
        let mut program = self.place.program.clone();
        program.upper[asset] = f64::INFINITY;
        if !block.push(asset) {
            return None;
        }
        let mut x = self.place.x.clone();
        let mut gradient = self.gradient.clone();
        for _ in 0..ROUNDS {
            if is_stopped() {
                return None;
            }
            let ended = from_priced_point(&program, matrix, &mut block, x, &gradient);
            let Ended::Solved { x: at, .. } = ended else {
                return None;
            };
            x = at;
            let Some((excess, trade_off)) = self.trade_off(&program, &mut block, &x) else {
                return (self.place.sharpe.is_none()).then(|| x[asset]);
            };
            let before = -program.linear.dot(excess) / excess.norm_squared();
            if (trade_off - before).abs() <= FOUND * before {
                return Some(x[asset]);
            }
            program.linear = excess * -trade_off;
            gradient = program.gradient(&x);
        }
        None
    }

    /// The excess return, and the trade-off of the tangency on the face of `x`.
    fn trade_off<'e>(
        &'e self,
        program: &Program<'_>,
        block: &mut FreeBlock<'_>,
        x: &DVector<f64>,
    ) -> Option<(&'e DVector<f64>, f64)> {
        let (excess, _) = self.place.sharpe.as_ref()?;
        // `w(γ) = still + γ · moving`.
        let mut moving: Vec<f64> = block.free().iter().map(|&index| -excess[index]).collect();
        let mut prices = vec![0.0; block.held().len()];
        if !block.solve(&mut moving, &mut prices) {
            return None;
        }
        let before = -program.linear.dot(excess) / excess.norm_squared();
        let mut still = x.clone();
        for (&index, moving) in block.free().iter().zip(&moving) {
            still[index] -= before * moving;
        }
        let risk = program.times(&still);
        let risk_of_free: Vec<f64> = block.free().iter().map(|&index| risk[index]).collect();
        let slope = excess.dot(&still) - 2.0 * dot(&moving, &risk_of_free);
        let variance = still.dot(&risk);
        (slope > 0.0 && variance > 0.0).then(|| (excess, variance / slope))
    }
}

fn block<'p>(place: &'p Place<'_>) -> Option<FreeBlock<'p>> {
    let program = &place.program;
    let matrix = Curvature::Dense(program.quadratic?);
    let n = program.variables();
    let free: Vec<usize> = (0..n)
        .filter(|&variable| place.sides.0[variable] == Side::Free)
        .collect();
    let mut block = FreeBlock::new(program, matrix, Added::default());
    let is_held = |row: usize| place.sides.0[n + row] != Side::Free;
    let is_good = block.push_all(&free)
        && (0..program.rows())
            .filter(|&row| is_held(row))
            .all(|row| block.hold(row));
    is_good.then_some(block)
}
