//! A small dense dual simplex method that starts warm when rows are added or limits move.
//!
//! `min c'z` over `lower ≤ z ≤ upper` and `row_lower ≤ Az ≤ row_upper`, with few variables and any
//! number of rows. The basis is a set of as many limits as there are variables that hold with
//! equality, so a vertex is `B z = limits`, and the columns of `B⁻¹` are the edges that leave it.
//! There are no slack variables: a row that is added costs nothing until it is violated.
//!
//! A pivot costs `O(variables²)` and a scan of the rows. Absent bounds are replaced by a wide box,
//! which gives a dual feasible start; a multiplier on the box at the end means unbounded.
//!
//! Source: Lemke, *The dual method of solving the linear programming problem*, Naval Research
//! Logistics Quarterly 1 (1954); two-pass ratio test after Harris, Mathematical Programming 5
//! (1973). Failure modes: [`Ended::Stuck`] when rounding or cycling gets in the way.

mod pivot;
mod price;

use pivot::Pivot;
pub(crate) use price::Moving;

use crate::progress::is_stopped;

/// Half the width of the box that stands for absent bounds.
pub(crate) const WIDE: f64 = 1e5;
/// A limit is kept when it is missed by less than this share of 1 + its number.
const FEASIBLE: f64 = 1e-13;
/// Pivots between two factorisations from scratch.
const REFRESH: usize = 120;
/// What rounding may add to that, as a share of the largest variable.
const ROUNDING: f64 = 1e-14;
/// A vector is worked on entry by entry when less than one in so many is not zero.
const SPARSE: usize = 4;
/// Limits that cannot be kept contradict each other when they are missed by more than this.
const CONTRADICTION: f64 = 1e-9;
/// Multipliers on the wide box beyond this share of the costs are real.
const REAL: f64 = 1e-9;

/// How a solve ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Optimal,
    Infeasible,
    Stuck,
}

/// One member of the basis: which limit, and whether it is the upper one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Member {
    index: usize,
    is_upper: bool,
}

/// The linear program with its current vertex.
#[derive(Debug, Clone)]
pub(crate) struct Simplex {
    variables: usize,
    cost: Vec<f64>,
    /// Limits of the variables, then of the rows.
    lower: Vec<f64>,
    upper: Vec<f64>,
    /// Coefficients of the rows, one row after another.
    coefficients: Vec<f64>,
    basis: Vec<Member>,
    /// Position in the basis + 1, or 0.
    place: Vec<usize>,
    /// Limits that follow from the others but for rounding.
    ignored: Vec<usize>,
    /// `B⁻¹`, column by column.
    edges: Vec<f64>,
    multipliers: Vec<f64>,
    vertex: Vec<f64>,
    along: Vec<f64>,
    since_refresh: usize,
    pub(crate) pivots: usize,
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (mut a, mut b) = (left.chunks_exact(4), right.chunks_exact(4));
    for (a, b) in (&mut a).zip(&mut b) {
        for lane in 0..4 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a
        .remainder()
        .iter()
        .zip(b.remainder())
        .map(|(a, b)| a * b)
        .sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

impl Simplex {
    /// No rows yet. Infinite bounds are absent.
    pub(crate) fn new(cost: Vec<f64>, lower: Vec<f64>, upper: Vec<f64>) -> Self {
        let variables = cost.len();
        let basis: Vec<Member> = (0..variables)
            .map(|index| Member {
                index,
                is_upper: cost[index] < 0.0
                    || (cost[index] == 0.0
                        && lower[index].is_infinite()
                        && upper[index].is_finite()),
            })
            .collect();
        let mut simplex = Self {
            variables,
            cost,
            lower,
            upper,
            coefficients: Vec::new(),
            basis,
            place: (1..=variables).collect(),
            ignored: Vec::new(),
            edges: vec![0.0; variables * variables],
            multipliers: vec![0.0; variables],
            vertex: vec![0.0; variables],
            along: vec![0.0; variables],
            since_refresh: 0,
            pivots: 0,
        };
        for index in 0..variables {
            simplex.edges[index * variables + index] = 1.0;
        }
        simplex.take_position();
        simplex
    }

    /// Adds a row and says its number among the rows.
    pub(crate) fn add_row(&mut self, coefficients: &[f64], lower: f64, upper: f64) -> usize {
        debug_assert_eq!(coefficients.len(), self.variables);
        self.coefficients.extend_from_slice(coefficients);
        self.lower.push(lower);
        self.upper.push(upper);
        self.place.push(0);
        self.rows() - 1
    }

    /// Adds the rows of another program of the same variables, from the row `first` on.
    pub(crate) fn add_rows_of(&mut self, other: &Self, first: usize) {
        let n = self.variables;
        for row in first..other.rows() {
            self.add_row(other.row(row), other.lower[n + row], other.upper[n + row]);
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.lower.len() - self.variables
    }

    /// Moves the limits of a row; the next solve starts from the same basis.
    pub(crate) fn set_row_limits(&mut self, row: usize, lower: f64, upper: f64) {
        self.lower[self.variables + row] = lower;
        self.upper[self.variables + row] = upper;
        self.ignored.clear();
        self.take_position();
    }

    /// Keeps the first `fixed` rows, the rows of the basis, and what is within `slack` of a limit.
    pub(crate) fn drop_rows(&mut self, fixed: usize, slack: f64) {
        let n = self.variables;
        let mut kept_coefficients = Vec::with_capacity(self.coefficients.len());
        let (mut lower, mut upper) = (self.lower[..n].to_vec(), self.upper[..n].to_vec());
        let mut place = self.place[..n].to_vec();
        for row in 0..self.rows() {
            let index = n + row;
            let position = self.place[index];
            let value = self.value(index);
            let is_near = value - self.lower[index] <= slack || self.upper[index] - value <= slack;
            if row >= fixed && position == 0 && !is_near {
                continue;
            }
            kept_coefficients.extend_from_slice(self.row(row));
            if position > 0 {
                self.basis[position - 1].index = lower.len();
            }
            lower.push(self.lower[index]);
            upper.push(self.upper[index]);
            place.push(position);
        }
        self.coefficients = kept_coefficients;
        (self.lower, self.upper, self.place) = (lower, upper, place);
        self.ignored.clear();
    }

    /// The vertex.
    pub(crate) fn vertex(&self) -> &[f64] {
        &self.vertex
    }

    /// `c'z` at the vertex.
    pub(crate) fn objective(&self) -> f64 {
        dot(&self.cost, &self.vertex)
    }

    /// Whether the optimum leans on the box that stands for absent bounds.
    pub(crate) fn leans_on_the_wide_box(&self) -> bool {
        let size = self.cost.iter().fold(0.0, |size: f64, c| size.max(c.abs()));
        self.basis
            .iter()
            .zip(&self.multipliers)
            .any(|(member, multiplier)| {
                let limit = if member.is_upper {
                    self.upper[member.index]
                } else {
                    self.lower[member.index]
                };
                limit.is_infinite() && multiplier.abs() > REAL * size
            })
    }

    /// A lower bound of the optimum that holds whatever rounding did to the basis: multipliers of
    /// the wrong sign are dropped, and what is left of the costs is paid at the bounds.
    pub(crate) fn safe_bound(&self) -> f64 {
        let n = self.variables;
        let mut left = self.cost.clone();
        let mut bound = 0.0;
        for (member, &multiplier) in self.basis.iter().zip(&self.multipliers) {
            let index = member.index;
            let is_equality = self.lower[index] == self.upper[index];
            let right_sign = is_equality || (multiplier > 0.0) != member.is_upper;
            if index < n || !right_sign || multiplier == 0.0 {
                continue;
            }
            bound += multiplier * self.limit(*member);
            for (left, coefficient) in left.iter_mut().zip(self.row(index - n)) {
                *left -= multiplier * coefficient;
            }
        }
        for (index, left) in left.into_iter().enumerate() {
            let at = self.limit(Member {
                index,
                is_upper: left < 0.0,
            });
            // On an absent bound nothing but rounding is left: it is paid where the vertex is.
            bound += if at.abs() >= WIDE {
                left * self.vertex[index]
            } else {
                left * at
            };
        }
        bound
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.coefficients[row * self.variables..(row + 1) * self.variables]
    }

    fn value(&self, index: usize) -> f64 {
        if index < self.variables {
            self.vertex[index]
        } else {
            dot(self.row(index - self.variables), &self.vertex)
        }
    }

    fn limit(&self, member: Member) -> f64 {
        let limit = if member.is_upper {
            self.upper[member.index]
        } else {
            self.lower[member.index]
        };
        limit.clamp(-WIDE, WIDE)
    }

    /// The vertex and the multipliers from the edges.
    fn take_position(&mut self) {
        let n = self.variables;
        self.vertex.fill(0.0);
        for position in 0..n {
            let limit = self.limit(self.basis[position]);
            let edge = &self.edges[position * n..(position + 1) * n];
            self.multipliers[position] = dot(&self.cost, edge);
            if limit != 0.0 {
                for (entry, edge) in self.vertex.iter_mut().zip(edge) {
                    *entry += limit * edge;
                }
            }
        }
        for position in 0..n {
            let member = self.basis[position];
            if member.index < n {
                self.vertex[member.index] = self.limit(member);
            }
        }
    }

    /// Pivots to the optimum.
    pub(crate) fn solve(&mut self) -> Ended {
        let limit = 200 + 20 * (self.variables + self.rows());
        let mut standing_still = 0;
        for _ in 0..limit {
            if is_stopped() || (self.since_refresh >= REFRESH && !self.refresh()) {
                return Ended::Stuck;
            }
            let careful = standing_still > 3 * self.variables;
            let Some((index, is_upper)) = self.most_violated(careful) else {
                return Ended::Optimal;
            };
            match self.pivot(index, is_upper, careful) {
                Pivot::Step(step) => {
                    standing_still = if step > 0.0 { 0 } else { standing_still + 1 };
                }
                Pivot::None if self.since_refresh > 0 => {
                    if !self.refresh() {
                        return Ended::Stuck;
                    }
                }
                Pivot::None if self.missed(index) <= CONTRADICTION => self.ignored.push(index),
                Pivot::None => return Ended::Infeasible,
                Pivot::Tiny if self.since_refresh > 0 => {
                    if !self.refresh() {
                        return Ended::Stuck;
                    }
                }
                Pivot::Tiny => return Ended::Stuck,
            }
        }
        Ended::Stuck
    }

    fn most_violated(&self, first_will_do: bool) -> Option<(usize, bool)> {
        let mut worst = None;
        let mut largest = 0.0;
        let n = self.variables;
        let moved: Vec<usize> = (0..n).filter(|&i| self.vertex[i] != 0.0).collect();
        let is_sparse = SPARSE * moved.len() < n;
        let far = moved
            .iter()
            .fold(0.0, |far: f64, &i| far.max(self.vertex[i].abs()));
        let rounding = ROUNDING * far;
        for index in 0..self.lower.len() {
            if self.place[index] > 0 || self.ignored.contains(&index) {
                continue;
            }
            let value = if is_sparse && index >= n {
                let row = self.row(index - n);
                moved.iter().map(|&i| row[i] * self.vertex[i]).sum()
            } else {
                self.value(index)
            };
            let (lower, upper) = (self.lower[index], self.upper[index]);
            let (missed, is_upper, limit) = if value < lower {
                (lower - value, false, lower)
            } else if value > upper {
                (value - upper, true, upper)
            } else {
                continue;
            };
            if missed > FEASIBLE * (1.0 + limit.abs()) + rounding && missed > largest {
                largest = missed;
                worst = Some((index, is_upper));
                if first_will_do {
                    break;
                }
            }
        }
        worst
    }

    fn missed(&self, index: usize) -> f64 {
        let value = self.value(index);
        let limit = if value < self.lower[index] {
            self.lower[index]
        } else {
            self.upper[index]
        };
        (value - limit).abs() / (1.0 + limit.abs())
    }
}

#[cfg(test)]
mod tests;
