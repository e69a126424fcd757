//! How far the weights may move before a limit of the tracking error or of the risk binds that
//! does not bind yet.
//!
//! Along a limit's number `t` the weights are `x + γ(t) y + t z`, so a squared distance is a
//! quadratic form of `(1, γ(t), t)`. Without a trade-off that is a quadratic of `t`; with one its
//! first zero is bracketed and halved.

use nalgebra::{DVector, Matrix3, Vector3};

use super::exit::first_exit;
use crate::problem::Problem;
use crate::solve::dot;

/// Where the search for a zero begins, and where it gives up.
const NEAREST: f64 = 1e-9;
const FARTHEST: f64 = 1e7;
/// Factor between two looks.
const STRIDE: f64 = 1.1;
const HALVINGS: usize = 80;

/// One limit of a squared distance, and how the weights stand to it.
pub(super) struct Cone {
    most: f64,
    /// From the centre, and `P` times it.
    from_centre: (DVector<f64>, DVector<f64>),
    /// How the weights turn with the trade-off, and `P` times it.
    turn: Option<(DVector<f64>, DVector<f64>)>,
}

impl Cone {
    /// The limits of `problem` that are no rows, for weights `still + γ turn`.
    pub(super) fn all(
        problem: &Problem,
        still: &DVector<f64>,
        turn: Option<&DVector<f64>>,
    ) -> Vec<Self> {
        let shape = &problem.shape;
        let cone = |from: DVector<f64>, limit: f64| Self {
            most: limit * limit / shape.scale,
            from_centre: (from.clone(), &shape.scaled * from),
            turn: turn.map(|turn| (turn.clone(), &shape.scaled * turn)),
        };
        let constraints = &problem.constraints;
        let tracking = constraints.tracking_error.as_ref();
        let tracking = tracking.map(|limit| cone(still - &limit.benchmark, limit.max));
        let risk = constraints.max_risk.map(|most| cone(still.clone(), most));
        tracking.into_iter().chain(risk).collect()
    }

    /// How far `t` may go down and up along `slope`, where the trade-off is `gamma`.
    pub(super) fn exits(
        &self,
        problem: &Problem,
        slope: &DVector<f64>,
        gamma: Option<&dyn Fn(f64) -> f64>,
    ) -> [f64; 2] {
        let risk = &problem.shape.scaled * slope;
        let (from, risk_from) = &self.from_centre;
        let zero = DVector::zeros(slope.len());
        let (turn, risk_turn) = self
            .turn
            .as_ref()
            .map_or((&zero, &zero), |(turn, risk)| (turn, risk));
        let product = |a: &DVector<f64>, b: &DVector<f64>| dot(a.as_slice(), b.as_slice());
        let form = Matrix3::new(
            product(from, risk_from),
            product(from, risk_turn),
            product(from, &risk),
            product(from, risk_turn),
            product(turn, risk_turn),
            product(turn, &risk),
            product(from, &risk),
            product(turn, &risk),
            product(slope, &risk),
        );
        match gamma {
            None => {
                let q = [self.most - form[(0, 0)], -2.0 * form[(0, 2)], -form[(2, 2)]];
                [first_exit([q[0], -q[1], q[2]]), first_exit(q)]
            }
            Some(gamma) => [-1.0, 1.0].map(|sign| {
                let left = |t: f64| {
                    let at = Vector3::new(1.0, gamma(sign * t), sign * t);
                    self.most - at.dot(&(form * at))
                };
                first_zero(left)
            }),
        }
    }
}

/// The first zero of what is at least 0 at 0; infinite where it is not found.
fn first_zero(left: impl Fn(f64) -> f64) -> f64 {
    let (mut kept, mut lost) = (0.0, NEAREST);
    while left(lost) >= 0.0 {
        kept = lost;
        lost *= STRIDE;
        if lost > FARTHEST {
            return f64::INFINITY;
        }
    }
    for _ in 0..HALVINGS {
        let middle = 0.5 * (kept + lost);
        if left(middle) >= 0.0 {
            kept = middle;
        } else {
            lost = middle;
        }
    }
    kept
}
