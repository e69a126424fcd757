//! The quadratic program that bounds a part of all portfolios.
//!
//! Weights may be anything between the ends of their intervals; an order and a position count with
//! the share of the way from none to the far end (the convex envelope where none is an end of the
//! interval). What is no quadratic has a variable of its own above the linear functions that have
//! been seen below it (Kelley's cutting planes); such functions hold in every part and are kept.
//! A quotient of a risk and what divides it is bounded through `risk − t · divisor` (Dinkelbach, *On
//! nonlinear fractional programming*, Management Science 13, 1967).
//!
//! Whatever the solver says is only a proposal: the bound is the Lagrangian at its multipliers,
//! minimised over the intervals (`bound`), which holds for every multipliers.

use std::rc::Rc;

use nalgebra::{DMatrix, DVector};

use crate::outcome::Side;
use crate::progress::is_stopped;
use crate::solve::{Data, Ended, Face, Factor, Point, Program, Sides, dual_active_set};

use super::bound::Bound;
use super::cuts::{Bend, Cut, Cuts};
use super::model::Model;
use super::node::Node;
use super::rules::rounding;

/// Curvature added to variables that have none, and to weights that have too little.
const ON_FLAT: f64 = 1e-2;
const ON_WEIGHTS: f64 = 1e-3;
/// A quotient that changes by less stands still.
const STILL: f64 = 1e-11;

/// Where the solver starts in a part of what was solved.
#[derive(Debug, Clone)]
pub(super) struct Warm {
    sides: Vec<Side>,
    generation: usize,
    pub(super) quotient: f64,
    centre: DVector<f64>,
}

/// What is known about a part.
pub(super) enum Relaxed {
    /// No portfolio is in it.
    Empty,
    /// The solver has failed.
    Unknown,
    /// A bound, the weights that it is nearly taken at, and where to start from in parts of it.
    At(Box<Bound>, Rc<Warm>),
}

/// The program of one problem on some of its assets; all others are not held.
pub(super) struct Relaxation<'m, 'p> {
    pub(super) model: &'m Model<'p>,
    pub(super) kept: Vec<usize>,
    pub(super) columns: usize,
    /// What one unit of the scaled goal is.
    pub(super) unit: f64,
    /// `P`, scaled.
    pub(super) matrix: DMatrix<f64>,
    shift: DVector<f64>,
    shifted: DMatrix<f64>,
    factor: Factor,
    /// `(P⁻¹)ᵢᵢ` by kept asset and `1'P⁻¹1`, where `P` has an inverse.
    pub(super) spread: Option<(Vec<f64>, f64)>,
    pub(super) trades: Bend,
    pub(super) gross: Bend,
    cuts: Cuts,
    /// Lower limits of the variables of the curves.
    pub(super) least: Vec<f64>,
}

impl<'m, 'p> Relaxation<'m, 'p> {
    /// `whole` is the part that everything else is in; `None` where the solver cannot do it.
    pub(super) fn new(model: &'m Model<'p>, whole: &Node) -> Option<Self> {
        let n = model.rules.assets();
        let is_nothing = |&asset: &usize| whole.lower[asset] != 0.0 || whole.upper[asset] != 0.0;
        let kept: Vec<usize> = (0..n).filter(is_nothing).collect();
        let goal = model.goal.borrow();
        let (first, mut columns) = (kept.len(), kept.len() + goal.curves.len());
        let mut trades = Bend::new(whole, model.rules.from.clone());
        let needs_trades = model.rate > 0.0 || goal.trades > 0.0 || model.most_traded.is_finite();
        if needs_trades && !trades.is_straight() {
            trades.column = Some(columns);
            columns += 1;
        }
        let mut gross = Bend::new(whole, vec![0.0; n]);
        if model.most_gross.is_finite() && !gross.is_straight() {
            gross.column = Some(columns);
            columns += 1;
        }
        let is_curved = goal.curvature > 0.0 || (goal.is_quotient() && goal.curves.is_empty());
        let covariance = goal.covariance.filter(|_| is_curved);
        let price = if goal.is_quotient() {
            1.0
        } else {
            2.0 * goal.curvature
        };
        let diagonal = covariance.map_or(0.0, |matrix| price * matrix.diagonal().mean());
        let steepest = |slopes: &[f64]| slopes.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
        let slope = if goal.is_quotient() {
            0.0
        } else {
            steepest(&goal.slope)
        };
        drop(goal);
        let curves = first_cuts(model, whole);
        let slopes = curves
            .iter()
            .map(|(price, slopes, _)| price * steepest(slopes));
        let unit = [diagonal, slopes.fold(slope, f64::max), 1.0];
        let unit = unit.into_iter().find(|&unit| unit > 0.0)?;
        let mut matrix = DMatrix::zeros(columns, columns);
        if let Some(covariance) = covariance {
            for (row, &asset) in kept.iter().enumerate() {
                for (column, &other) in kept.iter().enumerate() {
                    matrix[(row, column)] = price * covariance[(asset, other)] / unit;
                }
            }
        }
        let mut cuts = Cuts::default();
        let mut least = Vec::new();
        for (position, (price, slopes, constant)) in curves.into_iter().enumerate() {
            let share = price / unit;
            let slopes: Vec<f64> = slopes.iter().map(|slope| share * slope).collect();
            let ends = (0..n).map(|i| (slopes[i] * whole.lower[i]).min(slopes[i] * whole.upper[i]));
            least.push(share * constant + ends.sum::<f64>());
            cuts.add(Cut {
                column: Some(first + position),
                slopes,
                upper: -share * constant,
            });
        }
        let (shift, factor) = shifted(&matrix, first)?;
        let is_definite = shift.rows(0, first).iter().all(|&shift| shift == 0.0);
        Some(Self {
            spread: (is_definite && first > 0)
                .then(|| spread(&matrix, first))
                .flatten(),
            shifted: &matrix + DMatrix::from_diagonal(&shift),
            model,
            kept,
            columns,
            unit,
            matrix,
            shift,
            factor,
            trades,
            gross,
            cuts,
            least,
        })
    }

    /// Where to start from when nothing is known.
    pub(super) fn cold(&self) -> Warm {
        Warm {
            sides: Vec::new(),
            generation: self.cuts.generation,
            quotient: 1.0,
            centre: DVector::zeros(self.columns),
        }
    }

    /// Likewise where the quotient is known.
    pub(super) fn cold_at(&self, quotient: f64) -> Warm {
        Warm {
            quotient,
            ..self.cold()
        }
    }

    /// Bounds a part from below; stops early at `cutoff`, in the unit of the goal.
    pub(super) fn solve(
        &mut self,
        node: &Node,
        warm: &Warm,
        cutoff: f64,
        rounds: usize,
    ) -> Relaxed {
        self.cuts.forget();
        let mut warm = warm.clone();
        if warm.generation != self.cuts.generation {
            warm.sides.truncate(self.columns + self.fixed_rows());
            warm.generation = self.cuts.generation;
        }
        let mut best: Option<Bound> = None;
        for round in 0..rounds {
            let Some(program) = self.program(node, warm.quotient) else {
                return Relaxed::Empty;
            };
            let near = self.near(&program, &warm.centre);
            let count = self.columns + near.rows();
            warm.sides.resize(count, Side::Free);
            let ended = dual_active_set(&self.factor, &near, &Sides(warm.sides.clone()));
            if is_stopped() {
                return Relaxed::Unknown;
            }
            let (x, sides) = match ended {
                Ended::Solved { x, sides, .. } => (x, sides),
                Ended::Infeasible => return Relaxed::Empty,
                Ended::Singular | Ended::Stuck if round == 0 && !warm.sides.is_empty() => {
                    warm.sides.clear();
                    continue;
                }
                Ended::Singular | Ended::Stuck => break,
            };
            let face = Face::new(&near, &sides).map(|face| face.solve(&Data::of(&near, &sides)));
            let has_face = face.is_some();
            let point = face.unwrap_or_else(|| Point {
                x,
                bounds: DVector::zeros(self.columns),
                rows: DVector::zeros(near.rows()),
            });
            let mut bound = self.bound(node, &program, &point, warm.quotient);
            let fixed = self.fixed_rows();
            self.cuts.age(|cut| point.rows[fixed + cut] != 0.0);
            let weights = bound.weights.clone();
            let divisor = bound.divisor;
            if !has_face {
                // Without multipliers nothing is proven.
                bound.value = f64::NEG_INFINITY;
            }
            if best.as_ref().is_none_or(|best| bound.value >= best.value) {
                best = Some(bound);
            }
            let variables = point.x.as_slice();
            let (values, is_news) = self.cuts.look(
                self.model,
                &weights,
                (variables, self.kept.len(), self.unit),
                &[&self.trades, &self.gross],
            );
            let pulled = self.shift.component_mul(&(&point.x - &warm.centre)).amax();
            warm.sides = sides.0;
            warm.centre.copy_from(&point.x);
            let is_done = best.as_ref().is_some_and(|best| best.value >= cutoff);
            let mut is_still = true;
            if self.model.goal.borrow().is_quotient() && divisor > 0.0 {
                let risk = values.first().copied();
                let risk = risk.unwrap_or_else(|| point.x.dot(&(&self.matrix * &point.x)));
                let quotient = risk / divisor;
                is_still = (quotient - warm.quotient).abs() <= STILL * (1.0 + quotient.abs());
                warm.quotient = quotient;
            }
            if is_done || (!is_news && is_still && pulled <= 1e-11) {
                break;
            }
        }
        match best {
            Some(best) => Relaxed::At(Box::new(best), Rc::new(warm)),
            None => Relaxed::Unknown,
        }
    }

    /// What divides, as an affine function of the variables.
    pub(super) fn divisor(&self, node: &Node) -> (Vec<f64>, f64) {
        let goal = self.model.goal.borrow();
        let (orders, constant) = self.orders(node);
        let mut slopes = vec![0.0; self.columns];
        for (position, &asset) in self.kept.iter().enumerate() {
            slopes[position] = goal.slope[asset]
                - goal.trades * self.trades.slope(asset)
                - goal.orders * orders[position];
        }
        if let Some(column) = self.trades.column {
            slopes[column] = -goal.trades;
        }
        let traded = goal.trades * self.trades.constant();
        (slopes, -traded - goal.orders * constant)
    }

    /// The envelope of the number of orders: by kept asset, and its constant.
    fn orders(&self, node: &Node) -> (Vec<f64>, f64) {
        let rules = &self.model.rules;
        let mut constant = 0.0;
        let mut slopes = vec![0.0; self.kept.len()];
        let mut position = 0;
        for asset in 0..rules.assets() {
            let affine = node.order(rules, asset);
            constant += affine.constant;
            if self.kept.get(position) == Some(&asset) {
                slopes[position] = affine.slope;
                position += 1;
            }
        }
        (slopes, constant)
    }

    /// `q` and the constant of the scaled goal.
    fn linear(&self, node: &Node, quotient: f64) -> (DVector<f64>, f64) {
        let goal = self.model.goal.borrow();
        let mut linear = DVector::zeros(self.columns);
        for curve in 0..goal.curves.len() {
            linear[self.kept.len() + curve] = 1.0;
        }
        if goal.is_quotient() {
            let (slopes, constant) = self.divisor(node);
            for (entry, slope) in linear.iter_mut().zip(slopes) {
                *entry -= quotient * slope;
            }
            return (linear, -quotient * constant);
        }
        let (orders, constant) = self.orders(node);
        for (position, &asset) in self.kept.iter().enumerate() {
            let slope = goal.slope[asset]
                + goal.trades * self.trades.slope(asset)
                + goal.orders * orders[position];
            linear[position] += slope / self.unit;
        }
        if let Some(column) = self.trades.column {
            linear[column] += goal.trades / self.unit;
        }
        let traded = goal.trades * self.trades.constant();
        let constant = goal.constant + traded + goal.orders * constant;
        (linear, constant / self.unit)
    }

    /// Rows that are no cuts.
    pub(super) fn fixed_rows(&self) -> usize {
        let model = self.model;
        let optional = [
            model.target.is_some(),
            model.least_divisor().is_some(),
            model.most_traded.is_finite(),
            model.most_gross.is_finite(),
        ];
        let optional = optional.into_iter().filter(|&is_there| is_there).count();
        3 + model.lines.len() + model.rules.groups.len() + optional
    }

    /// The program of a part, without the curvature that is added; `None` where a limit that no
    /// variable is in is missed.
    fn program(&self, node: &Node, quotient: f64) -> Option<Program<'_>> {
        let kept = &self.kept;
        let mut rows = self.rows(node);
        debug_assert_eq!(rows.len(), self.fixed_rows());
        for (row, lower, upper) in &mut rows {
            if row.iter().all(|&entry| entry == 0.0) {
                if *lower > rounding(*lower) || *upper < -rounding(*upper) {
                    return None;
                }
                (*lower, *upper) = (f64::NEG_INFINITY, f64::INFINITY);
            }
        }
        for cut in &self.cuts.all {
            let mut row = vec![0.0; self.columns];
            for (entry, &asset) in row.iter_mut().zip(kept) {
                *entry = cut.slopes[asset];
            }
            if let Some(column) = cut.column {
                row[column] = -1.0;
            }
            rows.push((row, f64::NEG_INFINITY, cut.upper));
        }
        let mut lower = DVector::zeros(self.columns);
        let mut upper = DVector::from_element(self.columns, f64::INFINITY);
        for (position, &asset) in kept.iter().enumerate() {
            (lower[position], upper[position]) = (node.lower[asset], node.upper[asset]);
        }
        for (position, &least) in self.least.iter().enumerate() {
            lower[kept.len() + position] = least;
        }
        let normals = rows.iter().flat_map(|row| row.0.iter().copied());
        Some(Program {
            quadratic: Some(&self.matrix),
            linear: self.linear(node, quotient).0,
            lower,
            upper,
            normals: DMatrix::from_iterator(self.columns, rows.len(), normals),
            row_lower: DVector::from_iterator(rows.len(), rows.iter().map(|row| row.1)),
            row_upper: DVector::from_iterator(rows.len(), rows.iter().map(|row| row.2)),
        })
    }

    /// Likewise with it, pulling to `centre`.
    fn near<'s>(&'s self, program: &Program<'s>, centre: &DVector<f64>) -> Program<'s> {
        let mut near = program.clone();
        near.quadratic = Some(&self.shifted);
        near.linear -= self.shift.component_mul(centre);
        near
    }

    /// The columns of what is learned.
    pub(super) fn cut_columns(&self) -> Vec<Option<usize>> {
        self.cuts.all.iter().map(|cut| cut.column).collect()
    }

    /// The constant of the scaled goal in a part.
    pub(super) fn constant(&self, node: &Node, quotient: f64) -> f64 {
        self.linear(node, quotient).1
    }
}

/// A linear function below each curve, with its price, taken in the middle of a part.
fn first_cuts(model: &Model<'_>, whole: &Node) -> Vec<(f64, Vec<f64>, f64)> {
    let middle = whole.lower.iter().zip(&whole.upper);
    let middle: Vec<f64> = middle.map(|(lower, upper)| 0.5 * (lower + upper)).collect();
    let mut goal = model.goal.borrow_mut();
    let cut = |(price, curve): &mut (f64, super::curve::Curve<'_>)| {
        let mut slopes = vec![0.0; middle.len()];
        let (_, constant) = curve.evaluate(&middle, &mut slopes);
        (*price, slopes, constant)
    };
    goal.curves.iter_mut().map(cut).collect()
}

/// What is added to the diagonal of `matrix` so that it has a factor, with the factor.
fn shifted(matrix: &DMatrix<f64>, weights: usize) -> Option<(DVector<f64>, Factor)> {
    let flat = |on_weights: f64| {
        let shift = |index: usize, _| if index < weights { on_weights } else { ON_FLAT };
        DVector::from_fn(matrix.nrows(), shift)
    };
    let is_flat = (0..weights).all(|i| matrix[(i, i)] == 0.0);
    let shifts = match is_flat {
        true => vec![flat(ON_FLAT)],
        false => vec![flat(0.0), flat(ON_WEIGHTS), flat(ON_FLAT)],
    };
    shifts.into_iter().find_map(|shift| {
        let factor = Factor::new(&(matrix + DMatrix::from_diagonal(&shift)), 0.0)?;
        Some((shift, factor))
    })
}

fn spread(matrix: &DMatrix<f64>, weights: usize) -> Option<(Vec<f64>, f64)> {
    let inverse = matrix.view((0, 0), (weights, weights)).clone_owned();
    let inverse = inverse.cholesky()?.inverse();
    Some((inverse.diagonal().as_slice().to_vec(), inverse.sum()))
}
