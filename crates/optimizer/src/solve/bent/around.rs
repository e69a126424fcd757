//! The face that a bent solution stands on, for the prices of its limits.

use nalgebra::DVector;

use super::Stand;
use super::model::{Aim, Bent};
use crate::outcome::Side;
use crate::problem::Problem;
use crate::solve::program::{Program, Sides};

/// The program of the cell around a solution, with what holds it there. Everything is in the unit
/// of the objective itself.
pub(crate) struct Around<'a> {
    pub(crate) program: Program<'a>,
    pub(crate) sides: Sides,
    /// Prices of the ends of the pieces, then of the rows.
    pub(crate) multipliers: DVector<f64>,
    /// The assets that stand at a kink.
    pub(crate) kinks: Vec<KinkPrice>,
    /// The net excess return as `slope'w + constant`.
    pub(crate) slope: DVector<f64>,
    pub(crate) constant: f64,
    /// The weight of the return in the scaled objective.
    pub(crate) returns: f64,
    /// What the tracking error and the risk at their limits do to the scaled objective, per unit
    /// of the limit.
    pub(crate) tracking_error: f64,
    pub(crate) risk: f64,
}

/// The price of an asset at a kink may be anything up to the jump of the slope there, which is
/// linear in other prices.
#[derive(Debug)]
pub(crate) struct KinkPrice {
    pub(crate) asset: usize,
    /// What the price of a row adds.
    pub(crate) rows: Vec<(usize, f64)>,
    /// What the weight of the return adds.
    pub(crate) returns: f64,
    /// The jump has no end.
    pub(crate) is_floor: bool,
}

pub(crate) fn around<'a>(problem: &'a Problem, stand: &Stand) -> Around<'a> {
    let bent = Bent::new(problem);
    let matrix = (stand.weights.variance > 0.0).then_some(&problem.shape.scaled);
    let program = bent.cell(&stand.pieces, matrix, &Aim::at(stand.weights.returns, 0.0));
    let n = bent.assets();
    let multipliers = stand.bounds.iter().chain(stand.rows.iter()).copied();
    let multipliers = DVector::from_iterator(n + stand.rows.len(), multipliers);
    let per_unit = |price: f64, limit: Option<f64>| price * limit.unwrap_or(0.0) / bent.unit;
    Around {
        kinks: (0..n)
            .filter(|&asset| bent.is_kink(asset, stand.pieces[asset], stand.sides.0[asset]))
            .map(|asset| kink(&bent, asset, &program, stand.sides.0[asset]))
            .collect(),
        sides: stand.sides.clone(),
        returns: stand.weights.returns,
        slope: bent.net_slope(&stand.pieces),
        constant: bent.net_constant(&stand.pieces),
        tracking_error: per_unit(stand.weights.tracking_error, bent.largest_distance()),
        risk: per_unit(stand.weights.risk, bent.largest_risk()),
        program,
        multipliers,
    }
}

fn kink(bent: &Bent<'_>, asset: usize, program: &Program<'_>, side: Side) -> KinkPrice {
    let at = match side {
        Side::Lower => program.lower[asset],
        _ => program.upper[asset],
    };
    if bent.is_floor(at) {
        return KinkPrice {
            asset,
            rows: Vec::new(),
            returns: 0.0,
            is_floor: true,
        };
    }
    // The jump is linear: what one price adds is the jump at that price alone.
    let none = DVector::zeros(program.rows());
    let alone = |row: usize| {
        let mut prices = none.clone();
        prices[row] = 1.0;
        bent.jump(asset, at, &prices, 0.0)
    };
    let rows = bent.base.rows() - 1..program.rows();
    KinkPrice {
        asset,
        rows: rows.map(|row| (row, alone(row))).collect(),
        returns: bent.jump(asset, at, &none, 1.0),
        is_floor: false,
    }
}
