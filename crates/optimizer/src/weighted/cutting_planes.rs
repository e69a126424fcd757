//! The fast route: cutting planes over a program that has the quadratic and linear goals as they
//! are and learns the others where it matters.
//!
//! Every polyhedral risk, and the absolute trades that costs are paid on, has a variable of its own
//! for its share of the sum; linear functions below it are added where the optimum of the program
//! so far stands, and so are the limits that absolute weights bend. The optimum of the program is
//! always a lower bound, the sum at any feasible portfolio an upper one; there are finitely many
//! functions, so both meet, exactly but for rounding. With curvature in the program that takes a
//! few dozen rounds; without, functions are also taken in the middle between the best portfolio
//! and the vertex, as in `scenario/cutting_planes.rs`.
//!
//! Functions stay below a risk whatever it costs: a front starts each sum with those of the last.
//!
//! Sources: Kelley, *The cutting-plane method for solving convex programs*, Journal of SIAM 8
//! (1960); Birge and Louveaux, *A multicut algorithm for two-stage stochastic linear programs*,
//! European Journal of Operational Research 34 (1988), for one variable per risk. A round costs
//! `O(T · held assets)` per risk and `O(n² · rows)`. Failure modes: thousands of cuts on hundreds of
//! assets, and sums without curvature in some direction that are no linear program; the caller
//! falls back. Goals and limits with a norm or a square of the scenarios are not for this route.

use std::ops::ControlFlow;

use nalgebra::{DMatrix, DVector};

use super::master::{Exact, Line, Master, Step};
use super::part::{Bent, Cut, Part, parts};
use super::problem::WeightedProblem;
use super::sum::Sum;
use crate::progress::{OnProgress, Progress};
use crate::solve::Program;

/// What the program misses by less than this, in units of the scaled sum, is no news.
const NEWS: f64 = 1e-13;
/// Functions are taken in the middle while the relative gap is above this.
const MIDDLE_UNTIL: f64 = 1e-5;
/// Relative gap at which a sum with a faint variance is solved.
const CLOSE: f64 = 1e-12;
/// A point that moves by less stands still.
const STILL: f64 = 1e-13;
/// Rounds before the reference route is asked: of linear and of quadratic programs.
const ROUNDS: (usize, usize) = (10_000, 1_000);
/// Functions within this of the optimum, in units of the scaled sum, are kept for the next sum.
const NEAR: f64 = 0.02;
/// A bent limit counts as kept when it is missed by less.
const KEPT: f64 = 1e-12;

/// How the method ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// With weights ÷ budget and a bound of the scaled sum.
    At {
        position: Vec<f64>,
        bound: f64,
        iterations: usize,
    },
    Infeasible,
    Unbounded,
    Stuck,
    Cancelled,
}

/// A problem with what was learned about it so far.
pub(super) struct CuttingPlanes<'p> {
    assets: usize,
    columns: usize,
    parts: Vec<Part<'p>>,
    bent: Vec<Bent>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    fixed: Vec<Line>,
    cuts: Vec<Cut>,
}

/// What a look at a point has shown.
struct Look {
    /// The scaled sum there; infinite beyond a bent limit.
    value: f64,
    /// Whether a function was found that the program did not know.
    is_news: bool,
}

impl<'p> CuttingPlanes<'p> {
    /// `None` where some goal or limit is not for this route.
    pub(super) fn new(problem: &'p WeightedProblem) -> Option<Self> {
        let constraints = problem.constraints();
        if constraints.tracking_error.is_some() || constraints.max_risk.is_some() {
            return None;
        }
        let (parts, columns) = parts(problem)?;
        let n = problem.assets();
        let budget = constraints.budget;
        let mean = problem.moments().mean();
        let program = Program::on_weights(None, DVector::zeros(n), mean, constraints);
        let mut lower: Vec<f64> = program.lower.iter().map(|low| low / budget).collect();
        let mut upper: Vec<f64> = program.upper.iter().map(|high| high / budget).collect();
        lower.resize(columns, 0.0);
        upper.resize(columns, f64::INFINITY);
        let mut fixed = Vec::new();
        for row in 0..program.rows() {
            let limits = (
                program.row_lower[row] / budget,
                program.row_upper[row] / budget,
            );
            let normal = program.normals.column(row);
            fixed.extend(line(columns, normal.iter().copied().enumerate(), limits));
        }
        for part in &parts {
            if !part.is_never_negative {
                lower[part.column] = f64::NEG_INFINITY;
            }
            if let Some(level) = part.level() {
                // Above all weights it only costs.
                upper[level] = widest(&lower[..n], &upper[..n]);
                let short = (0..n).filter(|&asset| program.lower[asset] < 0.0);
                let above = (0.0, f64::INFINITY);
                fixed.extend(
                    short.flat_map(|asset| line(columns, [(level, 1.0), (asset, 1.0)], above)),
                );
            }
        }
        let mut planes = Self {
            assets: n,
            columns,
            parts,
            bent: Bent::of(problem),
            lower,
            upper,
            fixed,
            cuts: Vec::new(),
        };
        let mut even = vec![1.0 / n as f64; n];
        even.resize(columns, 0.0);
        for index in 0..planes.parts.len() {
            let part = &mut planes.parts[index];
            part.evaluate(&even);
            planes.cuts.push(part.cut(index));
        }
        Some(planes)
    }

    /// Minimises `sum`, which is of the same problem.
    pub(super) fn solve(&mut self, sum: &Sum<'_>, progress: &mut OnProgress<'_>) -> Ended {
        let prices: Vec<f64> = self.parts.iter().map(|part| part.price(sum)).collect();
        let Some(mut master) = self.master(sum, &prices) else {
            return Ended::Stuck;
        };
        let rounds = match master {
            Master::Linear(..) => ROUNDS.0,
            Master::Curved(_) => ROUNDS.1,
        };
        let mut best: Option<(Vec<f64>, f64)> = None;
        let mut last: Vec<f64> = Vec::new();
        let mut was_looked_at = false;
        for iterations in 0..rounds {
            let point = match master.solve() {
                Step::At(point) => point,
                Step::Infeasible => return Ended::Infeasible,
                Step::Stuck => return Ended::Stuck,
            };
            let bound = master.value(&point);
            let told = Progress {
                done: iterations,
                total: None,
                value: best.as_ref().map(|best| sum.unscaled(best.1)),
                bound: Some(sum.unscaled(bound)),
            };
            if matches!(progress(told), ControlFlow::Break(())) {
                return Ended::Cancelled;
            }
            // A function that moved nothing was none but for rounding.
            let moved = last.iter().zip(&point).map(|(a, b)| (a - b).abs());
            let stands_still = !last.is_empty() && moved.fold(0.0, f64::max) <= STILL;
            if let Some((inside, value)) = &best
                && !stands_still
                && value - bound > MIDDLE_UNTIL * value.abs()
            {
                let halves = inside.iter().zip(&point);
                let middle: Vec<f64> = halves.map(|(a, b)| 0.5 * (a + b)).collect();
                let look = self.look(&middle, &point, (sum, &prices), &mut master);
                let is_news = look.is_news;
                keep_better(&mut best, middle, look.value);
                if is_news {
                    (last, was_looked_at) = (point, false);
                    continue;
                }
            }
            let look = self.look(&point, &point, (sum, &prices), &mut master);
            keep_better(&mut best, point.clone(), look.value);
            // The program was told of this very point and stayed.
            let is_settled = stands_still && was_looked_at;
            (last, was_looked_at) = (point, true);
            // A square is never met by lines, only approached.
            let is_close = |(_, value): &(_, f64)| value - bound <= CLOSE * value.abs();
            let is_done = is_settled || (sum.is_faint() && best.as_ref().is_some_and(is_close));
            if look.is_news && !is_done {
                continue;
            }
            let (point, bound) = match master.exact() {
                Exact::At { point, bound } => (point, bound),
                Exact::Unbounded => return Ended::Unbounded,
                Exact::Stuck => return Ended::Stuck,
            };
            let look = self.look(&point, &point, (sum, &prices), &mut master);
            if look.is_news && !is_done {
                last = point;
                continue;
            }
            self.forget(&point, &prices);
            let better = best.filter(|(_, value)| *value < look.value);
            return Ended::At {
                position: better.map_or(point, |better| better.0),
                bound,
                iterations: iterations + 1,
            };
        }
        Ended::Stuck
    }

    /// The program with all functions that are known.
    fn master(&self, sum: &Sum<'_>, prices: &[f64]) -> Option<Master> {
        let (n, columns) = (self.assets, self.columns);
        let mut cost = vec![0.0; columns];
        for (cost, slope) in cost.iter_mut().zip(&sum.slope) {
            *cost = -sum.scaled(*slope);
        }
        let (mut lower, mut upper) = (self.lower.clone(), self.upper.clone());
        for (part, &price) in self.parts.iter().zip(prices) {
            cost[part.column] = 1.0;
            if price == 0.0 {
                (lower[part.column], upper[part.column]) = (0.0, 0.0);
            }
        }
        let curvature = (!sum.is_faint()).then(|| {
            let mut matrix = DMatrix::zeros(columns, columns);
            let scaled = &sum.problem.limits.shape.scaled * sum.curvature();
            matrix.view_mut((0, 0), (n, n)).copy_from(&scaled);
            matrix
        });
        let mut master = Master::new(curvature, cost, (lower, upper), &self.fixed)?;
        for cut in &self.cuts {
            let price = prices[cut.part];
            if price > 0.0 {
                master.add(&self.row_of(cut, price));
            }
        }
        Some(master)
    }

    /// `share − price · slopes'z ≥ price · constant`.
    fn row_of(&self, cut: &Cut, price: f64) -> Line {
        let mut coefficients = vec![0.0; self.columns];
        for &(index, slope) in &cut.slopes {
            coefficients[index] = -price * slope;
        }
        coefficients[self.parts[cut.part].column] = 1.0;
        Line {
            coefficients,
            lower: price * cut.constant,
            upper: f64::INFINITY,
        }
    }

    /// Evaluates everything at `place`, and tells the program what it misses at `point`.
    fn look(
        &mut self,
        place: &[f64],
        point: &[f64],
        (sum, prices): (&Sum<'_>, &[f64]),
        master: &mut Master,
    ) -> Look {
        let x = DVector::from_column_slice(&place[..self.assets]);
        let slope = sum.slope.dot(&x);
        let square = x.dot(&(&sum.problem.limits.shape.scaled * &x));
        let curved = if sum.is_faint() {
            0.0
        } else {
            0.5 * sum.curvature()
        };
        let mut value = curved * square - sum.scaled(slope);
        let mut is_news = false;
        for (index, &price) in prices.iter().enumerate() {
            if price == 0.0 {
                continue;
            }
            value += price * self.parts[index].evaluate(place);
            let cut = self.parts[index].cut(index);
            if price * cut.at(point) - point[self.parts[index].column] > NEWS {
                master.add(&self.row_of(&cut, price));
                self.cuts.push(cut);
                is_news = true;
            }
        }
        for limit in &self.bent {
            let (missed, slopes, upper) = limit.missed(place);
            if missed > KEPT {
                value = f64::INFINITY;
            }
            let along: f64 = slopes.iter().zip(point).map(|(a, b)| a * b).sum();
            if missed > NEWS && along - upper > NEWS {
                let slopes = slopes.into_iter().enumerate();
                if let Some(line) = line(self.columns, slopes, (f64::NEG_INFINITY, upper)) {
                    master.add(&line);
                    self.fixed.push(line);
                    is_news = true;
                }
            }
        }
        Look { value, is_news }
    }

    /// Keeps the functions that matter near `point`.
    fn forget(&mut self, point: &[f64], prices: &[f64]) {
        let parts = &self.parts;
        self.cuts.retain(|cut| {
            let price = prices[cut.part];
            point[parts[cut.part].column] - price * cut.at(point) <= NEAR * price.max(1e-3)
        });
    }
}

/// The largest size of a weight within bounds, of weights that sum to 1.
fn widest(lower: &[f64], upper: &[f64]) -> f64 {
    let least: f64 = lower.iter().sum();
    let sizes = lower.iter().zip(upper).map(|(low, high)| {
        let rest = if least.is_finite() {
            1.0 - (least - low)
        } else {
            f64::INFINITY
        };
        high.min(rest).max(-low)
    });
    sizes.fold(0.0, f64::max)
}

fn keep_better(best: &mut Option<(Vec<f64>, f64)>, point: Vec<f64>, value: f64) {
    if value.is_finite() && best.as_ref().is_none_or(|best| value < best.1) {
        *best = Some((point, value));
    }
}

/// A row in the unit of its largest coefficient; none where there is no limit.
fn line(
    columns: usize,
    entries: impl IntoIterator<Item = (usize, f64)>,
    (lower, upper): (f64, f64),
) -> Option<Line> {
    if lower.is_infinite() && upper.is_infinite() {
        return None;
    }
    let mut coefficients = vec![0.0; columns];
    for (index, value) in entries {
        coefficients[index] = value;
    }
    let size = coefficients.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
    let size = if size > 0.0 { size } else { 1.0 };
    coefficients.iter_mut().for_each(|entry| *entry /= size);
    Some(Line {
        coefficients,
        lower: lower / size,
        upper: upper / size,
    })
}
