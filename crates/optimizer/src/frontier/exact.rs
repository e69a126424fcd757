//! The whole efficient frontier as its turning points.

use nalgebra::DVector;

use super::corner::Corner;
use super::tracer::{Restart, Top, Traced, Tracer};
use crate::outcome::{Conflict, Outcome};
use crate::problem::{Objective, Problem};
use crate::solve::{Curvature, Found, Program, Sides, by_any, is_bent, program_of, solve};

/// Returns that differ by less than this share of the largest are equal.
pub(super) const EQUAL: f64 = 1e-14;

/// A portfolio at which a limit of the frontier changes its state.
#[derive(Debug, Clone, PartialEq)]
pub struct TurningPoint {
    /// Weights in the order of the assets.
    pub weights: DVector<f64>,
    /// Expected annual return.
    pub expected_return: f64,
    /// Annual volatility.
    pub volatility: f64,
    /// The portfolio minimises `w'Σw − lambda · μ'w`: the annual variance that one unit of annual
    /// return is worth here, the smallest for which it is so at the first point.
    pub lambda: f64,
    /// As [`crate::Solution::kkt_residual`].
    pub kkt_residual: f64,
    /// Prices of the rows of the scaled program.
    pub(crate) rows: DVector<f64>,
}

/// All turning points, from the largest return to the smallest variance. Between two neighbours
/// the weights are the straight line from one to the other, and every portfolio on it is optimal.
///
/// Two neighbours with the same weights are a kink: the frontier's slope jumps there.
#[derive(Debug, Clone, PartialEq)]
pub struct CriticalLine {
    points: Vec<TurningPoint>,
    /// Per pair of neighbours `w'Σw` of one with the other, for the variance in between.
    mixed: Vec<f64>,
}

/// A portfolio on the frontier, between two turning points or at one.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontierPortfolio {
    /// Weights in the order of the assets.
    pub weights: DVector<f64>,
    /// Expected annual return.
    pub expected_return: f64,
    /// Annual volatility.
    pub volatility: f64,
    /// As [`TurningPoint::lambda`].
    pub lambda: f64,
}

/// The exact frontier, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum ExactFrontier {
    /// All turning points.
    Line(CriticalLine),
    /// The limits contradict each other.
    Infeasible(Conflict),
    /// The return has no finite maximum.
    Unbounded,
    /// A limit on turnover, gross exposure or tracking error, or trading costs: the line of these
    /// is not traced. [`crate::frontier()`] gives its points.
    Bent,
}

/// Every turning point of the efficient frontier under the constraints of `problem` (whose
/// objective does not matter; its target return cuts the lower end, its largest risk the upper).
///
/// Formula: `min ½ w'Σw − γ μ'w` for all `γ ≥ 0`, in the units of the moments. Complexity: a turning
/// point `O(k² + nk)` for `k` free variables of `n`. Source: Markowitz, Naval Research Logistics
/// Quarterly 3 (1956). Tie rule and failure modes: `frontier/critical_line.rs`. A turning point whose KKT residual is above [`crate::Solution::ACCURATE`] is inexact.
pub fn exact_frontier(problem: &Problem) -> ExactFrontier {
    let mut calmest = Problem {
        objective: Objective::MinVariance,
        ..problem.clone()
    };
    if let Some(most) = calmest.constraints.max_risk.take() {
        return capped(problem, &calmest, most);
    }
    if is_bent(&calmest.constraints) {
        return ExactFrontier::Bent;
    }
    match trace(&calmest, Top::Needed) {
        Traced::Corners(corners) => ExactFrontier::Line(CriticalLine::of(&calmest, corners)),
        Traced::Unbounded(_) => ExactFrontier::Unbounded,
        Traced::Nothing => match solve(&calmest) {
            Outcome::Optimal(solution) | Outcome::Inexact(solution) => {
                let rows = solution.multipliers.rows(
                    problem.assets(),
                    solution.multipliers.len() - problem.assets(),
                );
                let corner = Corner {
                    rows: rows.into_owned(),
                    x: solution.weights,
                    gamma: 0.0,
                    residual: solution.kkt_residual,
                    is_stopover: false,
                };
                ExactFrontier::Line(CriticalLine::of(&calmest, vec![corner]))
            }
            Outcome::Infeasible(conflict) => ExactFrontier::Infeasible(conflict),
            Outcome::Unbounded(_) => ExactFrontier::Unbounded,
        },
    }
}

/// The line as a way to a portfolio, not as an answer of its own.
pub(super) enum Lined {
    Line(CriticalLine),
    /// The return grows without end: the first point is any one on the last stretch.
    Open(CriticalLine),
    /// No line, and so no portfolio.
    Nothing(Found),
}

/// The line of `problem`, also where it has no upper end.
pub(super) fn line_of(problem: &Problem) -> Lined {
    let calmest = Problem {
        objective: Objective::MinVariance,
        ..problem.clone()
    };
    match trace(&calmest, Top::IfAny) {
        Traced::Corners(corners) => Lined::Line(CriticalLine::of(&calmest, corners)),
        Traced::Unbounded(corners) => Lined::Open(CriticalLine::of(&calmest, corners)),
        Traced::Nothing => match exact_frontier(&calmest) {
            ExactFrontier::Line(line) => Lined::Line(line),
            ExactFrontier::Infeasible(_) => Lined::Nothing(Found::Infeasible),
            ExactFrontier::Unbounded => Lined::Nothing(Found::Unbounded),
            ExactFrontier::Bent => Lined::Nothing(Found::Nothing),
        },
    }
}

/// The line of `uncapped` up to the volatility `most`.
fn capped(problem: &Problem, uncapped: &Problem, most: f64) -> ExactFrontier {
    let mut line = match exact_frontier(uncapped) {
        ExactFrontier::Line(line) => line,
        other => return other,
    };
    let Some(top) = line.at_volatility(most) else {
        let calmest = Problem {
            objective: Objective::MinVariance,
            ..problem.clone()
        };
        return match solve(&calmest) {
            Outcome::Infeasible(conflict) => ExactFrontier::Infeasible(conflict),
            _ => ExactFrontier::Infeasible(Conflict::default()),
        };
    };
    let below = line.points.partition_point(|point| point.volatility > most);
    if below > 0 {
        line.cut(uncapped, below, top);
    }
    ExactFrontier::Line(line)
}

/// The mean in the unit of the scaled program, less its middle: the budget makes a shift of all
/// returns harmless, and equal returns become exactly zero.
fn excess(problem: &Problem) -> DVector<f64> {
    let middle = middle(problem);
    let unit = problem.shape.scale.sqrt();
    problem.moments().mean().map(|mean| (mean - middle) / unit)
}

/// Halfway between the smallest and the largest mean.
pub(super) fn middle(problem: &Problem) -> f64 {
    let mean = problem.moments().mean();
    0.5 * (mean.max() + mean.min())
}

fn trace(problem: &Problem, top: Top) -> Traced {
    let program = program_of(problem, 0.0);
    let mut excess = excess(problem);
    let spread = excess.amax();
    let unit = problem.shape.scale.sqrt();
    if spread <= EQUAL * problem.moments().mean().amax() / unit {
        return Traced::Nothing;
    }
    // In a unit in which they reach from −1 to 1, so that the limits of the line fit every model.
    excess /= spread;
    let factors = problem.shape.factors();
    let solve = |program: &Program<'_>, sides: &Sides| match by_any(program, factors, sides) {
        Found::At {
            point,
            sides,
            residual,
            ..
        } => Some(Restart {
            x: point.x,
            rows: point.rows,
            residual,
            sides,
        }),
        _ => None,
    };
    let Some(matrix) = program.quadratic else {
        return Traced::Nothing;
    };
    let tracer = Tracer {
        program: &program,
        matrix: Curvature::Dense(matrix),
        excess: &excess,
        solve: &solve,
    };
    let traced = tracer.trace(top, |gamma| boldest(problem, gamma));
    traced.in_units_of(spread)
}

/// The largest return, where the line did not reach it. Its prices are those of a linear program:
/// it has none for the rows here, and the residual of its own.
fn boldest(problem: &Problem, gamma: f64) -> Option<Corner> {
    let boldest = Problem {
        objective: Objective::MaxReturn,
        ..problem.clone()
    };
    let (Outcome::Optimal(solution) | Outcome::Inexact(solution)) = solve(&boldest) else {
        return None;
    };
    Some(Corner {
        rows: DVector::zeros(solution.multipliers.len() - problem.assets()),
        x: solution.weights,
        gamma,
        residual: solution.kkt_residual,
        is_stopover: false,
    })
}

impl CriticalLine {
    fn of(problem: &Problem, corners: Vec<Corner>) -> Self {
        let moments = problem.moments();
        let covariance = Curvature::Dense(moments.covariance());
        Self::from_corners(moments.mean(), covariance, problem.shape.scale, corners)
    }

    /// `scale` is the variance of 1 in the program of the corners.
    pub(super) fn from_corners(
        mean: &DVector<f64>,
        covariance: Curvature<'_>,
        scale: f64,
        corners: Vec<Corner>,
    ) -> Self {
        let unit = 2.0 * scale.sqrt();
        let risks: Vec<DVector<f64>> = corners
            .iter()
            .map(|corner| times(covariance, &corner.x))
            .collect();
        let mixed = corners
            .windows(2)
            .zip(&risks)
            .map(|(pair, risk)| pair[1].x.dot(risk))
            .collect();
        let points = corners
            .into_iter()
            .zip(&risks)
            .map(|(corner, risk)| TurningPoint {
                expected_return: mean.dot(&corner.x),
                volatility: corner.x.dot(risk).max(0.0).sqrt(),
                weights: corner.x,
                lambda: unit * corner.gamma,
                kkt_residual: corner.residual,
                rows: corner.rows,
            })
            .collect();
        Self { points, mixed }
    }

    /// Lets the line begin at `top`, which lies just before the point at `below`.
    fn cut(&mut self, problem: &Problem, below: usize, top: FrontierPortfolio) {
        let before = &self.points[below - 1];
        let rows = match self.place_of_return(top.expected_return) {
            Some((segment, share)) => self.rows(segment, share),
            None => before.rows.clone(),
        };
        let residual = self.points.get(below).map_or(0.0, |next| next.kkt_residual);
        let first = TurningPoint {
            weights: top.weights,
            expected_return: top.expected_return,
            volatility: top.volatility,
            lambda: top.lambda,
            kkt_residual: before.kkt_residual.max(residual),
            rows,
        };
        let risk = problem.moments().covariance() * &first.weights;
        let mixed = self.points.get(below).map(|next| next.weights.dot(&risk));
        self.points.splice(..below, [first]);
        self.mixed.splice(..below.min(self.mixed.len()), mixed);
    }

    /// From the largest return to the smallest variance; at least one.
    pub fn turning_points(&self) -> &[TurningPoint] {
        &self.points
    }

    /// The efficient portfolio with this expected annual return. Below the return of the smallest
    /// variance that portfolio answers; `None` above the largest return, but for rounding.
    pub fn at_return(&self, expected_return: f64) -> Option<FrontierPortfolio> {
        let (segment, share) = self.place_of_return(expected_return)?;
        Some(self.between(segment, share))
    }

    /// The portfolio that minimises `w'Σw − lambda · μ'w`, for `lambda` of at least 0.
    pub fn at_lambda(&self, lambda: f64) -> FrontierPortfolio {
        let (segment, share) = self.place_of_lambda(lambda);
        self.between(segment, share)
    }

    /// The segment and how far along it.
    pub(super) fn place_of_lambda(&self, lambda: f64) -> (usize, f64) {
        let below = self.points.partition_point(|point| point.lambda > lambda);
        if below == 0 {
            return (0, 0.0);
        }
        if below == self.points.len() {
            return (below - 1, 0.0);
        }
        let (high, low) = (&self.points[below - 1], &self.points[below]);
        let width = high.lambda - low.lambda;
        (below - 1, (high.lambda - lambda) / width)
    }

    /// The efficient portfolio with this annual volatility: the largest return at that risk.
    /// Beyond the riskiest efficient portfolio that one answers; `None` below the smallest
    /// volatility, but for rounding.
    pub fn at_volatility(&self, volatility: f64) -> Option<FrontierPortfolio> {
        let below = self
            .points
            .partition_point(|point| point.volatility > volatility);
        if below == self.points.len() {
            let smallest = self.points[below - 1].volatility;
            let is_rounding = smallest - volatility <= 1e-12 * smallest;
            return is_rounding.then(|| self.between(below - 1, 0.0));
        }
        if below == 0 {
            return Some(self.between(0, 0.0));
        }
        // `a θ² + 2b θ + c = 0` on the segment, falling from above to below the asked variance.
        let (high, low) = (&self.points[below - 1], &self.points[below]);
        let (top, bottom) = (high.volatility.powi(2), low.volatility.powi(2));
        let mixed = self.mixed[below - 1];
        let a = top - 2.0 * mixed + bottom;
        let b = mixed - top;
        let c = top - volatility * volatility;
        let root = (b * b - a * c).max(0.0).sqrt();
        let share = if root - b > 0.0 { c / (root - b) } else { 0.0 };
        Some(self.between(below - 1, share.clamp(0.0, 1.0)))
    }

    /// The segment and how far along it, from the higher to the lower return.
    pub(super) fn place_of_return(&self, expected_return: f64) -> Option<(usize, f64)> {
        let points = &self.points;
        let below = points.partition_point(|point| point.expected_return > expected_return);
        if below == points.len() {
            return Some((below - 1, 0.0));
        }
        if below == 0 {
            let largest = points[0].expected_return;
            let is_rounding = expected_return - largest <= 1e-14 * (1.0 + largest.abs());
            return is_rounding.then_some((0, 0.0));
        }
        let (high, low) = (&points[below - 1], &points[below]);
        let width = high.expected_return - low.expected_return;
        Some((below - 1, (high.expected_return - expected_return) / width))
    }

    /// Prices of the rows at a place.
    pub(super) fn rows(&self, segment: usize, share: f64) -> DVector<f64> {
        let high = &self.points[segment].rows;
        match self.points.get(segment + 1) {
            Some(low) if share > 0.0 => high + (&low.rows - high) * share,
            _ => high.clone(),
        }
    }

    /// The portfolio at a place of [`CriticalLine::place_of_return`].
    pub(super) fn between(&self, segment: usize, share: f64) -> FrontierPortfolio {
        let high = &self.points[segment];
        let Some(low) = self.points.get(segment + 1).filter(|_| share > 0.0) else {
            return FrontierPortfolio {
                weights: high.weights.clone(),
                expected_return: high.expected_return,
                volatility: high.volatility,
                lambda: high.lambda,
            };
        };
        let rest = 1.0 - share;
        let variance = rest * rest * high.volatility.powi(2)
            + 2.0 * rest * share * self.mixed[segment]
            + share * share * low.volatility.powi(2);
        FrontierPortfolio {
            // A weight that both ends have at a bound stays there exactly.
            weights: high
                .weights
                .zip_map(&low.weights, |high, low| high + share * (low - high)),
            expected_return: high.expected_return
                + share * (low.expected_return - high.expected_return),
            volatility: variance.max(0.0).sqrt(),
            lambda: high.lambda + share * (low.lambda - high.lambda),
        }
    }
}

/// `Σw`, by the weights that are not zero.
fn times(covariance: Curvature<'_>, weights: &DVector<f64>) -> DVector<f64> {
    let held = weights
        .iter()
        .enumerate()
        .filter(|(_, weight)| **weight != 0.0);
    let shares: Vec<(usize, f64)> = held.map(|(index, &weight)| (index, weight)).collect();
    let mut product = DVector::zeros(weights.len());
    covariance.add_to(product.as_mut_slice(), &shares);
    product
}
