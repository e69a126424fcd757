//! A problem with kinks as a family of programs without: one per cell.

use nalgebra::{DMatrix, DVector};

use crate::limits::{Constraints, TradingCosts, Turnover};
use crate::outcome::Side;
use crate::problem::{Objective, Problem};
use crate::solve::Curvature;
use crate::solve::program::{Program, Sides};

/// What one cell's program minimises: `½x'Px − returns · net(x) − benchmark · b'Px`, and `extra'x`
/// of a proximal step.
#[derive(Debug, Clone, Default)]
pub(super) struct Aim {
    pub(super) returns: f64,
    pub(super) benchmark: f64,
    pub(super) extra: Option<DVector<f64>>,
}

impl Aim {
    pub(super) fn at(returns: f64, benchmark: f64) -> Self {
        Self {
            returns,
            benchmark,
            extra: None,
        }
    }
}

/// Where weights stand: the piece of each asset, and what is held inside the cell.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) pieces: Vec<usize>,
    pub(super) x: DVector<f64>,
    pub(super) sides: Sides,
}

/// How the limit of the gross exposure is kept. As a row it would depend on the budget's where no
/// weight may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gross {
    /// There is no limit, or none that could bind.
    Free,
    /// By a row.
    Row,
    /// It is the budget: no weight falls below zero.
    Budget,
}

impl Gross {
    fn of(constraints: &Constraints, base: &Program<'_>) -> Self {
        let Some(limit) = constraints.gross_exposure else {
            return Self::Free;
        };
        let budget = constraints.budget;
        if limit < budget * (1.0 - ROUNDING) {
            Self::Row
        } else if base.lower.min() >= 0.0 {
            Self::Free
        } else if limit <= budget * (1.0 + ROUNDING) && base.upper.min() >= 0.0 {
            Self::Budget
        } else {
            Self::Row
        }
    }
}

/// A gross exposure this near to the budget is the budget.
const ROUNDING: f64 = 1e-12;

/// The problem, scaled to mean variance 1 and returns in units of its root.
///
/// Between neighbouring kinks (what is held now, and zero for the gross exposure) every `|w − k|`
/// is linear. A *cell* gives each asset one piece between two kinks; on it the problem is a
/// [`Program`] of the same size, with the turnover and the gross exposure as rows.
#[derive(Debug)]
pub(super) struct Bent<'a> {
    pub(super) problem: &'a Problem,
    /// The limits that have no kinks.
    pub(super) base: Program<'a>,
    /// Excess return before costs.
    pub(super) excess: DVector<f64>,
    /// Costs of one unit traded, in the unit of `excess`.
    pub(super) rate: f64,
    /// The unit of `excess`.
    pub(super) unit: f64,
    /// The kinks of each asset inside its bounds, ascending.
    kinks: Vec<Vec<f64>>,
    /// What the gross exposure is where the sum of the weights already decides it.
    gross: Gross,
    /// `Pb` of the benchmark.
    pub(super) pull: Option<DVector<f64>>,
}

impl<'a> Bent<'a> {
    pub(super) fn new(problem: &'a Problem) -> Self {
        let constraints = &problem.constraints;
        let mean = problem.moments().mean();
        let n = mean.len();
        let base = Program::on_weights(None, DVector::zeros(n), mean, constraints);
        let unit = problem.shape.scale.sqrt();
        let shift = match problem.objective {
            Objective::MaxSharpe { risk_free } => risk_free / constraints.budget,
            _ => 0.0,
        };
        let pull = constraints
            .tracking_error
            .as_ref()
            .map(|limit| times(&problem.shape.scaled, &limit.benchmark));
        Self {
            gross: Gross::of(constraints, &base),
            kinks: (0..n)
                .map(|asset| kinks(constraints, &base, asset))
                .collect(),
            excess: mean.map(|mean| (mean - shift) / unit),
            rate: constraints.costs.as_ref().map_or(0.0, |costs| costs.rate) / unit,
            problem,
            base,
            unit,
            pull,
        }
    }

    pub(super) fn assets(&self) -> usize {
        self.excess.len()
    }

    pub(super) fn turnover(&self) -> Option<&'a Turnover> {
        self.problem.constraints.turnover.as_ref()
    }

    pub(super) fn costs(&self) -> Option<&'a TradingCosts> {
        self.problem.constraints.costs.as_ref()
    }

    /// The row of the target return.
    pub(super) fn target_row(&self) -> usize {
        self.base.rows() - 1
    }

    /// The rows of the turnover and of the gross exposure, where there are any.
    pub(super) fn bent_rows(&self) -> (Option<usize>, Option<usize>) {
        let first = self.base.rows();
        let turnover = self.turnover().map(|_| first);
        let next = first + usize::from(turnover.is_some());
        (turnover, (self.gross == Gross::Row).then_some(next))
    }

    /// Whether no price takes a weight across `kink` downwards.
    pub(super) fn is_floor(&self, kink: f64) -> bool {
        self.gross == Gross::Budget && kink == 0.0
    }

    /// `value`, not below the floor of its asset.
    pub(super) fn above_floor(&self, asset: usize, value: f64) -> f64 {
        let floors = self.kinks[asset]
            .iter()
            .filter(|&&kink| self.is_floor(kink));
        floors.fold(value, |value, &floor| value.max(floor))
    }

    /// By how much the gross exposure is too large.
    pub(super) fn too_gross(&self, x: &DVector<f64>) -> f64 {
        let limit = self.problem.constraints.gross_exposure;
        limit.map_or(0.0, |limit| x.lp_norm(1) - limit)
    }

    /// How many pieces an asset has.
    pub(super) fn kinks_of(&self, asset: usize) -> &[f64] {
        &self.kinks[asset]
    }

    /// The ends of a piece.
    pub(super) fn piece(&self, asset: usize, piece: usize) -> (f64, f64) {
        let kinks = &self.kinks[asset];
        let lower = match piece.checked_sub(1) {
            Some(below) => kinks[below],
            None => self.base.lower[asset],
        };
        let upper = kinks.get(piece).copied();
        (lower, upper.unwrap_or(self.base.upper[asset]))
    }

    /// Whether the end of the piece at `side` is a kink and no bound.
    pub(super) fn is_kink(&self, asset: usize, piece: usize, side: Side) -> bool {
        match side {
            Side::Free => false,
            Side::Lower => piece > 0,
            Side::Upper => piece < self.kinks[asset].len(),
        }
    }

    /// By how much the slope of what is minimised jumps at `kink`, at the prices `rows`.
    pub(super) fn jump(&self, asset: usize, kink: f64, rows: &DVector<f64>, returns: f64) -> f64 {
        let (turnover, gross) = self.bent_rows();
        if self.is_floor(kink) {
            return f64::INFINITY;
        }
        let mut jump = 0.0;
        if let (Some(row), Some(limit)) = (turnover, self.turnover())
            && limit.from[asset] == kink
        {
            jump += rows[row];
        }
        if let Some(row) = gross
            && kink == 0.0
        {
            jump += 2.0 * rows[row];
        }
        if let Some(costs) = self.costs()
            && costs.from[asset] == kink
        {
            let price = returns - rows[self.target_row()] * self.unit;
            jump += 2.0 * self.rate * price;
        }
        jump
    }

    /// Net excess return per weight inside a cell; [`Bent::net_constant`] is missing.
    pub(super) fn net_slope(&self, pieces: &[usize]) -> DVector<f64> {
        let mut slope = self.excess.clone();
        if let Some(costs) = self.costs() {
            for (asset, &piece) in pieces.iter().enumerate() {
                slope[asset] -= self.rate * self.sign(asset, piece, costs.from[asset]);
            }
        }
        slope
    }

    /// What the net excess return has beside its slope inside a cell.
    pub(super) fn net_constant(&self, pieces: &[usize]) -> f64 {
        let Some(costs) = self.costs() else {
            return 0.0;
        };
        let signs = pieces.iter().enumerate();
        let traded = signs.map(|(asset, &piece)| {
            let from = costs.from[asset];
            self.sign(asset, piece, from) * from
        });
        self.rate * traded.sum::<f64>()
    }

    /// The slope of `|w − kink|` on a piece.
    pub(super) fn sign(&self, asset: usize, piece: usize, kink: f64) -> f64 {
        if self.piece(asset, piece).0 >= kink {
            1.0
        } else {
            -1.0
        }
    }

    /// The program of a cell; `matrix` is `P`.
    pub(super) fn cell<'m>(
        &self,
        pieces: &[usize],
        matrix: Option<&'m DMatrix<f64>>,
        aim: &Aim,
    ) -> Program<'m> {
        let (n, plain) = (self.assets(), self.base.rows());
        let (turnover, gross) = self.bent_rows();
        let rows = plain + usize::from(turnover.is_some()) + usize::from(gross.is_some());
        let mut normals = self.base.normals.clone().resize_horizontally(rows, 0.0);
        let resized = |limits: &DVector<f64>| limits.clone().resize_vertically(rows, f64::INFINITY);
        let (mut row_lower, mut row_upper) =
            (resized(&self.base.row_lower), resized(&self.base.row_upper));
        let signs = |from: &DVector<f64>| {
            let sign = |asset: usize, _| self.sign(asset, pieces[asset], from[asset]);
            DVector::from_fn(n, sign)
        };
        if let (Some(row), Some(limit)) = (turnover, self.turnover()) {
            let signs = signs(&limit.from) * 0.5;
            row_lower[row] = f64::NEG_INFINITY;
            row_upper[row] = limit.max + signs.dot(&limit.from);
            normals.set_column(row, &signs);
        }
        if let (Some(row), Some(limit)) = (gross, self.problem.constraints.gross_exposure) {
            row_lower[row] = f64::NEG_INFINITY;
            row_upper[row] = limit;
            normals.set_column(row, &signs(&DVector::zeros(n)));
        }
        if let Some(costs) = self.costs() {
            let (row, signs) = (self.target_row(), signs(&costs.from) * costs.rate);
            row_lower[row] -= signs.dot(&costs.from);
            for asset in 0..n {
                normals[(asset, row)] -= signs[asset];
            }
        }
        let ends: Vec<(f64, f64)> = pieces
            .iter()
            .enumerate()
            .map(|(asset, &piece)| self.piece(asset, piece))
            .collect();
        Program {
            quadratic: matrix,
            linear: self.linear(pieces, aim),
            lower: DVector::from_iterator(n, ends.iter().map(|ends| ends.0)),
            upper: DVector::from_iterator(n, ends.iter().map(|ends| ends.1)),
            normals,
            row_lower,
            row_upper,
        }
    }

    fn linear(&self, pieces: &[usize], aim: &Aim) -> DVector<f64> {
        let mut linear = if aim.returns == 0.0 {
            DVector::zeros(self.assets())
        } else {
            self.net_slope(pieces) * -aim.returns
        };
        if let Some(pull) = &self.pull
            && aim.benchmark != 0.0
        {
            linear -= pull * aim.benchmark;
        }
        if let Some(extra) = &aim.extra {
            linear += extra;
        }
        linear
    }

    /// `Px`.
    pub(super) fn times(&self, x: &DVector<f64>) -> DVector<f64> {
        times(&self.problem.shape.scaled, x)
    }

    /// Excess return after costs.
    pub(super) fn net(&self, x: &DVector<f64>) -> f64 {
        let traded = self
            .costs()
            .map_or(0.0, |costs| (x - &costs.from).lp_norm(1));
        self.excess.dot(x) - self.rate * traded
    }

    /// `(x − b)'P(x − b)`, 0 where nothing is tracked.
    pub(super) fn distance(&self, x: &DVector<f64>) -> f64 {
        let Some(limit) = &self.problem.constraints.tracking_error else {
            return 0.0;
        };
        let active = x - &limit.benchmark;
        active.dot(&self.times(&active)).max(0.0)
    }

    /// What rounding leaves of a squared distance: where `P` is singular, weights far from the
    /// benchmark may be at no distance.
    pub(super) fn rounding_of_distance(&self, x: &DVector<f64>) -> f64 {
        let Some(limit) = &self.problem.constraints.tracking_error else {
            return 0.0;
        };
        self.rounding_of((x - &limit.benchmark).norm_squared())
    }

    /// What rounding leaves of a variance.
    pub(super) fn rounding_of_variance(&self, x: &DVector<f64>) -> f64 {
        self.rounding_of(x.norm_squared())
    }

    fn rounding_of(&self, length: f64) -> f64 {
        2.0 * f64::EPSILON * length * self.problem.shape.scaled.amax()
    }

    /// `x'Px`.
    pub(super) fn variance(&self, x: &DVector<f64>) -> f64 {
        x.dot(&self.times(x)).max(0.0)
    }

    /// The largest tracking error, scaled.
    pub(super) fn largest_distance(&self) -> Option<f64> {
        let limit = self.problem.constraints.tracking_error.as_ref();
        limit.map(|limit| limit.max / self.unit)
    }

    /// The largest risk, scaled.
    pub(super) fn largest_risk(&self) -> Option<f64> {
        self.problem
            .constraints
            .max_risk
            .map(|limit| limit / self.unit)
    }
}

pub(super) fn times(matrix: &DMatrix<f64>, x: &DVector<f64>) -> DVector<f64> {
    let mut product = DVector::zeros(x.len());
    let held = x.iter().enumerate().filter(|(_, value)| **value != 0.0);
    let shares: Vec<(usize, f64)> = held.map(|(index, &value)| (index, value)).collect();
    Curvature::Dense(matrix).add_to(product.as_mut_slice(), &shares);
    product
}

fn kinks(constraints: &Constraints, base: &Program<'_>, asset: usize) -> Vec<f64> {
    let (lower, upper) = (base.lower[asset], base.upper[asset]);
    let turnover = constraints.turnover.as_ref().map(|limit| limit.from[asset]);
    let gross = constraints.gross_exposure.map(|_| 0.0);
    let costs = constraints.costs.as_ref().filter(|costs| costs.rate > 0.0);
    let costs = costs.map(|costs| costs.from[asset]);
    let mut kinks: Vec<f64> = [turnover, gross, costs]
        .into_iter()
        .flatten()
        .filter(|&kink| kink > lower && kink < upper)
        // So that the two zeros are one kink.
        .map(|kink| kink + 0.0)
        .collect();
    kinks.sort_by(f64::total_cmp);
    kinks.dedup();
    kinks
}
