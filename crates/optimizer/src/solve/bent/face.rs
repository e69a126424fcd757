//! The optimum on one face, as it moves with the two weights of an aim: where the equations of the
//! quadratic limits and of the tangency hold there.
//!
//! On a face `x = x₀ + ρ x₁ + θ x₂`, so each equation is a polynomial in `ρ` and `θ`; two of them
//! are solved by Newton's method.

use nalgebra::{DVector, Matrix2, Matrix4, Vector2};

use super::model::{Aim, Bent, Place};
use crate::solve::polish::{Data, Face, Point};
use crate::solve::program::Program;

const ROUNDS: usize = 60;

/// What fixes the weight `ρ` of the return.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum First {
    /// `ρ = ρ₀ (1 − θ)`: the objective's own.
    Own(f64),
    /// `θ = 1`: the objective has no variance of its own.
    Return,
    /// The risk is at its limit.
    Risk,
    /// The largest Sharpe ratio: `ρ · net = (1 − θ) x'Px`.
    Tangent,
}

/// What fixes the weight `θ` of the benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Second {
    /// `θ = 0`: the tracking error is not in the way.
    Off,
    /// The tracking error is at its limit.
    Tracking,
}

/// How the optimum of one face moves.
struct Motion {
    /// `P`-products of `x₀`, `x₁`, `x₂` and the benchmark.
    gram: Matrix4<f64>,
    /// Net excess return of `x₀`, `x₁`, `x₂`.
    net: [f64; 3],
}

/// The aim at which both equations hold on the face of `place`, near `aim`, and the optimum there.
pub(super) fn settle(
    bent: &Bent<'_>,
    place: &Place,
    aim: &Aim,
    first: First,
    second: Second,
) -> Option<(Aim, Point)> {
    let matrix = &bent.problem.shape.scaled;
    let program = bent.cell(&place.pieces, Some(matrix), aim);
    let face = Face::new(&program, &place.sides)?;
    let motion = Motion::of(bent, &program, &face, place);
    let (returns, benchmark) = motion.solve(bent, aim, first, second)?;
    let aim = Aim::at(returns, benchmark);
    let mut data = Data::of(&program, &place.sides);
    data.linear = bent.cell(&place.pieces, None, &aim).linear;
    Some((aim, face.solve(&data)))
}

impl Motion {
    fn of(bent: &Bent<'_>, program: &Program<'_>, face: &Face<'_, '_>, place: &Place) -> Self {
        let n = bent.assets();
        let slope = bent.net_slope(&place.pieces);
        let mut still = Data::of(program, &place.sides);
        still.linear.fill(0.0);
        let mut moving = Data::zeros(program);
        moving.linear = -&slope;
        let mut tracking = Data::zeros(program);
        if let Some(pull) = &bent.pull {
            tracking.linear = -pull;
        }
        let benchmark = bent.problem.constraints.tracking_error.as_ref();
        let vectors = [
            face.solve(&still).x,
            face.solve(&moving).x,
            match bent.pull {
                Some(_) => face.solve(&tracking).x,
                None => DVector::zeros(n),
            },
            benchmark.map_or_else(|| DVector::zeros(n), |limit| limit.benchmark.clone()),
        ];
        let images = vectors.each_ref().map(|vector| bent.times(vector));
        let gram = Matrix4::from_fn(|i, j| vectors[i].dot(&images[j]));
        let net = [
            slope.dot(&vectors[0]) + bent.net_constant(&place.pieces),
            slope.dot(&vectors[1]),
            slope.dot(&vectors[2]),
        ];
        Self { gram, net }
    }

    /// `c'Gc` and its slopes in `ρ` and `θ`.
    fn quadratic(&self, c: [f64; 4]) -> [f64; 3] {
        let product = |i: usize| (0..4).map(|j| self.gram[(i, j)] * c[j]).sum::<f64>();
        let value = (0..4).map(|i| c[i] * product(i)).sum();
        [value, 2.0 * product(1), 2.0 * product(2)]
    }

    fn solve(
        &self,
        bent: &Bent<'_>,
        aim: &Aim,
        first: First,
        second: Second,
    ) -> Option<(f64, f64)> {
        let (mut rho, mut theta) = (aim.returns, aim.benchmark);
        for _ in 0..ROUNDS {
            let top = self.first(bent, first, rho, theta)?;
            let bottom = match second {
                Second::Off => [theta, 0.0, 1.0],
                Second::Tracking => {
                    let [value, by_rho, by_theta] = self.quadratic([1.0, rho, theta, -1.0]);
                    [value - bent.largest_distance()?.powi(2), by_rho, by_theta]
                }
            };
            let slopes = Matrix2::new(top[1], top[2], bottom[1], bottom[2]);
            let step = slopes.lu().solve(&Vector2::new(-top[0], -bottom[0]))?;
            if !step.iter().all(|step| step.is_finite()) {
                return None;
            }
            let is_still =
                step[0].abs() <= 1e-15 * rho.abs() && step[1].abs() <= 1e-15 * theta.abs();
            (rho, theta) = (rho + step[0], theta + step[1]);
            if is_still || step.amax() == 0.0 {
                break;
            }
        }
        (rho >= 0.0 && theta >= 0.0).then_some((rho, theta))
    }

    fn first(&self, bent: &Bent<'_>, first: First, rho: f64, theta: f64) -> Option<[f64; 3]> {
        let [variance, by_rho, by_theta] = self.quadratic([1.0, rho, theta, 0.0]);
        Some(match first {
            First::Own(own) => [rho - own * (1.0 - theta), 1.0, own],
            First::Return => [theta - 1.0, 0.0, 1.0],
            First::Risk => [variance - bent.largest_risk()?.powi(2), by_rho, by_theta],
            First::Tangent => {
                let net = self.net[0] + rho * self.net[1] + theta * self.net[2];
                let rest = 1.0 - theta;
                [
                    rho * net - rest * variance,
                    net + rho * self.net[1] - rest * by_rho,
                    rho * self.net[2] + variance - rest * by_theta,
                ]
            }
        })
    }
}
