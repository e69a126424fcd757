//! The small program under the cutting planes: linear by the dual simplex, quadratic by the dual
//! active-set method. Both start from where they were when rows are added.

use nalgebra::{DMatrix, DVector};

use crate::outcome::Side;
use crate::scenario::{Simplex, SimplexEnded};
use crate::solve::{
    Data, Ended, Face, Factor, Point, Program, Sides, dual_active_set, kkt_residual,
};

/// Curvature that is added to the shares of the sum, whose slope is 1. With less of it the search
/// begins so far away that rounding there hides what counts.
const PROXIMAL: f64 = 1e-2;
/// Curvature that is added to the weights where the goals have less, or none in some direction.
const EVERYWHERE: f64 = 1e-3;
/// Proximal steps before the program is given up.
const STEPS: usize = 40;
/// A working set is right when its KKT residual is below this.
const RIGHT: f64 = 1e-11;
/// A working set that stands still is good enough below this.
const GOOD: f64 = 1e-9;
/// Proximal steps that would change the gradient by less stand still.
const AT_REST: f64 = 1e-12;

/// `lower ≤ coefficients'z ≤ upper`.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) coefficients: Vec<f64>,
    pub(super) lower: f64,
    pub(super) upper: f64,
}

/// How a step ended; the point is not yet polished.
#[derive(Debug)]
pub(super) enum Step {
    At(Vec<f64>),
    Infeasible,
    Stuck,
}

/// The optimum of the present rows with a bound that holds.
#[derive(Debug)]
pub(super) enum Exact {
    At { point: Vec<f64>, bound: f64 },
    Unbounded,
    Stuck,
}

/// `min ½ z'Pz + cost'z` over bounds and rows.
pub(super) enum Master {
    Linear(Box<Simplex>, usize),
    Curved(Box<Curved>),
}

impl Master {
    pub(super) fn new(
        curvature: Option<DMatrix<f64>>,
        cost: Vec<f64>,
        (lower, upper): (Vec<f64>, Vec<f64>),
        lines: &[Line],
    ) -> Option<Self> {
        let mut master = match curvature {
            None => {
                let simplex = Simplex::new(cost, lower, upper);
                Self::Linear(Box::new(simplex), lines.len())
            }
            Some(matrix) => Self::Curved(Box::new(Curved::new(
                matrix,
                cost,
                (lower, upper),
                lines.len(),
            )?)),
        };
        lines.iter().for_each(|line| master.add(line));
        Some(master)
    }

    pub(super) fn add(&mut self, line: &Line) {
        match self {
            Self::Linear(simplex, _) => {
                simplex.add_row(&line.coefficients, line.lower, line.upper);
            }
            Self::Curved(curved) => curved.add(line),
        }
    }

    pub(super) fn solve(&mut self) -> Step {
        match self {
            Self::Linear(simplex, fixed) => {
                if simplex.rows() > *fixed + 6 * simplex.vertex().len() + 200 {
                    simplex.drop_rows(*fixed, 1e-3);
                }
                match simplex.solve() {
                    SimplexEnded::Optimal => Step::At(simplex.vertex().to_vec()),
                    SimplexEnded::Infeasible => Step::Infeasible,
                    SimplexEnded::Stuck => Step::Stuck,
                }
            }
            Self::Curved(curved) => curved.solve(),
        }
    }

    /// The objective at a point.
    pub(super) fn value(&self, point: &[f64]) -> f64 {
        match self {
            Self::Linear(simplex, _) => simplex.objective(),
            Self::Curved(curved) => curved.value(&DVector::from_column_slice(point)),
        }
    }

    /// Polishes the last step.
    pub(super) fn exact(&mut self) -> Exact {
        match self {
            Self::Linear(simplex, _) => {
                if !simplex.refresh() || simplex.solve() != SimplexEnded::Optimal {
                    return Exact::Stuck;
                }
                if simplex.leans_on_the_wide_box() {
                    return Exact::Unbounded;
                }
                Exact::At {
                    point: simplex.vertex().to_vec(),
                    bound: simplex.safe_bound(),
                }
            }
            Self::Curved(curved) => curved.exact(),
        }
    }
}

/// The quadratic program.
pub(super) struct Curved {
    matrix: DMatrix<f64>,
    /// With the proximal curvature.
    shifted: DMatrix<f64>,
    shift: DVector<f64>,
    factor: Factor,
    cost: DVector<f64>,
    lower: DVector<f64>,
    upper: DVector<f64>,
    /// One row after another.
    normals: Vec<f64>,
    row_lower: Vec<f64>,
    row_upper: Vec<f64>,
    fixed: usize,
    sides: Vec<Side>,
    /// Where the proximal curvature pulls to.
    centre: DVector<f64>,
    last: DVector<f64>,
}

impl Curved {
    fn new(
        matrix: DMatrix<f64>,
        cost: Vec<f64>,
        (lower, upper): (Vec<f64>, Vec<f64>),
        fixed: usize,
    ) -> Option<Self> {
        let variables = cost.len();
        let flat = |index: usize| matrix[(index, index)] == 0.0;
        let on_flat = DVector::from_fn(variables, |i, _| if flat(i) { PROXIMAL } else { 0.0 });
        let is_faint = (0..variables).all(|i| matrix[(i, i)] < EVERYWHERE);
        let everywhere = DVector::from_fn(
            variables,
            |i, _| if flat(i) { PROXIMAL } else { EVERYWHERE },
        );
        let mut shifts = [on_flat, everywhere]
            .into_iter()
            .skip(usize::from(is_faint));
        let (shift, factor) = shifts.find_map(|shift| {
            let shifted = &matrix + DMatrix::from_diagonal(&shift);
            Factor::new(&shifted, 0.0).map(|factor| (shift, factor))
        })?;
        Some(Self {
            shifted: &matrix + DMatrix::from_diagonal(&shift),
            matrix,
            shift,
            factor,
            lower: DVector::from_vec(lower),
            upper: DVector::from_vec(upper),
            normals: Vec::new(),
            row_lower: Vec::new(),
            row_upper: Vec::new(),
            fixed,
            sides: vec![Side::Free; variables],
            centre: DVector::zeros(variables),
            last: DVector::zeros(variables),
            cost: DVector::from_vec(cost),
        })
    }

    fn add(&mut self, line: &Line) {
        self.normals.extend_from_slice(&line.coefficients);
        self.row_lower.push(line.lower);
        self.row_upper.push(line.upper);
        self.sides.push(Side::Free);
    }

    fn program(&self) -> Program<'_> {
        Program {
            quadratic: Some(&self.matrix),
            linear: self.cost.clone(),
            lower: self.lower.clone(),
            upper: self.upper.clone(),
            normals: DMatrix::from_column_slice(
                self.cost.len(),
                self.row_lower.len(),
                &self.normals,
            ),
            row_lower: DVector::from_column_slice(&self.row_lower),
            row_upper: DVector::from_column_slice(&self.row_upper),
        }
    }

    fn value(&self, point: &DVector<f64>) -> f64 {
        0.5 * point.dot(&(&self.matrix * point)) + self.cost.dot(point)
    }

    fn solve(&mut self) -> Step {
        self.forget();
        self.centre.copy_from(&self.last);
        self.proximal_step()
    }

    fn proximal_step(&mut self) -> Step {
        let mut near = self.program();
        near.quadratic = Some(&self.shifted);
        near.linear -= self.shift.component_mul(&self.centre);
        match dual_active_set(&self.factor, &near, &Sides(self.sides.clone())) {
            Ended::Solved { x, sides, .. } => {
                self.sides = sides.0;
                self.last = x;
                Step::At(self.last.as_slice().to_vec())
            }
            Ended::Infeasible => Step::Infeasible,
            Ended::Singular | Ended::Stuck => Step::Stuck,
        }
    }

    fn exact(&mut self) -> Exact {
        for _ in 0..STEPS {
            let moved = (&self.last - &self.centre).amax();
            let is_at_rest = moved * PROXIMAL <= AT_REST;
            if let Some(exact) = self.polished(is_at_rest) {
                return exact;
            }
            self.centre.copy_from(&self.last);
            if !matches!(self.proximal_step(), Step::At(_)) {
                return Exact::Stuck;
            }
        }
        Exact::Stuck
    }

    /// The optimum on the working set, if it is the optimum. Where the program leaves something open
    /// the proximal curvature settles it, once its centre stands still.
    fn polished(&mut self, is_at_rest: bool) -> Option<Exact> {
        let program = self.program();
        let sides = Sides(self.sides.clone());
        let judged = |near: &Program<'_>| {
            let point = Face::new(near, &sides)?.solve(&Data::of(near, &sides));
            Some((kkt_residual(&program, &sides, &point), point))
        };
        let mut best = judged(&program).filter(|(residual, _)| *residual <= RIGHT);
        if best.is_none() && is_at_rest {
            let near = Program {
                quadratic: Some(&self.shifted),
                linear: &self.cost - self.shift.component_mul(&self.centre),
                ..program.clone()
            };
            best = judged(&near).filter(|(residual, _)| *residual <= GOOD);
        }
        let (_, point) = best?;
        let bound = dual_value(&program, &point);
        self.last.copy_from(&point.x);
        Some(Exact::At {
            point: point.x.as_slice().to_vec(),
            bound,
        })
    }

    /// Leaves out old rows that are far away once there are too many.
    fn forget(&mut self) {
        let variables = self.cost.len();
        let rows = self.row_lower.len();
        if rows <= self.fixed + 2 * variables + 100 {
            return;
        }
        let near = |row: usize| {
            let normal = &self.normals[row * variables..(row + 1) * variables];
            let value: f64 = normal.iter().zip(&self.last).map(|(a, b)| a * b).sum();
            value - self.row_lower[row] <= 1e-3 || self.row_upper[row] - value <= 1e-3
        };
        let kept: Vec<usize> = (0..rows)
            .filter(|&row| {
                row < self.fixed || self.sides[variables + row] != Side::Free || near(row)
            })
            .collect();
        let normals = kept.iter().flat_map(|&row| {
            let normal = &self.normals[row * variables..(row + 1) * variables];
            normal.iter().copied()
        });
        self.normals = normals.collect();
        self.row_lower = kept.iter().map(|&row| self.row_lower[row]).collect();
        self.row_upper = kept.iter().map(|&row| self.row_upper[row]).collect();
        let sides = kept.iter().map(|&row| self.sides[variables + row]);
        self.sides = self.sides[..variables]
            .iter()
            .copied()
            .chain(sides)
            .collect();
    }
}

/// The Lagrangian at a point that is stationary for its multipliers: no feasible point has a smaller
/// objective. Multipliers of the wrong sign are rounding and are left out.
pub(super) fn dual_value(program: &Program<'_>, point: &Point) -> f64 {
    let n = program.variables();
    let mut value = 0.5 * point.x.dot(&program.times(&point.x)) + program.linear.dot(&point.x);
    for (index, &multiplier) in point.bounds.iter().chain(point.rows.iter()).enumerate() {
        let (lower, upper) = program.limits(index);
        let limit = if multiplier > 0.0 { upper } else { lower };
        if multiplier != 0.0 && limit.is_finite() {
            value += multiplier * (program.value(index, &point.x) - limit);
        }
    }
    debug_assert_eq!(point.bounds.len(), n);
    value
}
