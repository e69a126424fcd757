//! One pivot, the choice of who leaves the basis, and the basis from scratch.

use nalgebra::DMatrix;

use super::{Member, SPARSE, Simplex, dot};

/// How far a multiplier may get the wrong sign in the ratio test, as a share of the costs.
const SLIP: f64 = 1e-13;
/// The smallest pivot.
const PIVOT: f64 = 1e-9;

/// What came of a pivot.
pub(super) enum Pivot {
    /// The dual step.
    Step(f64),
    /// Nothing blocks: the limits contradict each other.
    None,
    /// The pivot is too small to divide by.
    Tiny,
}

impl Simplex {
    /// Factorises the basis from scratch. Says whether that was possible.
    pub(crate) fn refresh(&mut self) -> bool {
        let n = self.variables;
        self.since_refresh = 0;
        // Bounds in the basis fix their variables; only the rest is a system.
        let mut is_fixed = vec![usize::MAX; n];
        let mut rows = Vec::new();
        for (position, member) in self.basis.iter().enumerate() {
            if member.index < n {
                is_fixed[member.index] = position;
            } else {
                rows.push(position);
            }
        }
        let free: Vec<usize> = (0..n).filter(|&i| is_fixed[i] == usize::MAX).collect();
        if free.len() != rows.len() {
            return false;
        }
        let coefficient =
            |position: usize, variable: usize| self.row(self.basis[position].index - n)[variable];
        let core = DMatrix::from_fn(rows.len(), rows.len(), |i, j| coefficient(rows[i], free[j]));
        let Some(inverse) = core.clone().try_inverse() else {
            return rows.is_empty();
        };
        // One step of refinement: X ← X (2I − CX).
        let mut rest = &core * &inverse;
        rest.neg_mut();
        for index in 0..rest.nrows() {
            rest[(index, index)] += 2.0;
        }
        let inverse = inverse * rest;
        if inverse.iter().any(|value| !value.is_finite()) {
            return false;
        }
        let mut edges = vec![0.0; n * n];
        for (column, &position) in rows.iter().enumerate() {
            for (row, &variable) in free.iter().enumerate() {
                edges[position * n + variable] = inverse[(row, column)];
            }
        }
        for (variable, &position) in is_fixed.iter().enumerate() {
            if position == usize::MAX {
                continue;
            }
            edges[position * n + variable] = 1.0;
            for (column, &row) in rows.iter().enumerate() {
                let share = coefficient(row, variable);
                if share != 0.0 {
                    for (entry, &other) in free.iter().enumerate() {
                        edges[position * n + other] -= share * inverse[(entry, column)];
                    }
                }
            }
        }
        self.edges = edges;
        self.take_position();
        true
    }

    /// Takes a violated limit into the basis.
    pub(super) fn pivot(&mut self, index: usize, is_upper: bool, careful: bool) -> Pivot {
        let n = self.variables;
        self.look_along(index);
        let leaving = self.leaving(is_upper, careful);
        let Some(leaving) = leaving else {
            return Pivot::None;
        };
        let pivot = self.along[leaving];
        if pivot.abs() < PIVOT {
            return Pivot::Tiny;
        }
        let limit = self.limit(Member { index, is_upper });
        let missing = limit - self.value(index);
        let multiplier = self.multipliers[leaving] / pivot;

        let (before, rest) = self.edges.split_at_mut(leaving * n);
        let (edge, after) = rest.split_at_mut(n);
        for entry in edge.iter_mut() {
            *entry /= pivot;
        }
        let moved: Vec<usize> = (0..n).filter(|&i| edge[i] != 0.0).collect();
        let is_sparse = SPARSE * moved.len() < n;
        let others = before.chunks_exact_mut(n).chain(after.chunks_exact_mut(n));
        let positions = (0..leaving).chain(leaving + 1..n);
        for (position, other) in positions.zip(others) {
            let share = self.along[position];
            if share == 0.0 {
                continue;
            }
            self.multipliers[position] -= share * multiplier;
            if is_sparse {
                for &i in &moved {
                    other[i] -= share * edge[i];
                }
            } else {
                for (entry, edge) in other.iter_mut().zip(edge.iter()) {
                    *entry -= share * edge;
                }
            }
        }
        for (entry, edge) in self.vertex.iter_mut().zip(edge.iter()) {
            *entry += missing * edge;
        }
        self.multipliers[leaving] = multiplier;
        self.place[self.basis[leaving].index] = 0;
        self.basis[leaving] = Member { index, is_upper };
        self.place[index] = leaving + 1;
        if index < n {
            self.vertex[index] = limit;
        }
        self.since_refresh += 1;
        self.pivots += 1;
        Pivot::Step(multiplier.abs())
    }

    /// How a limit changes along every edge. An edge moves the free variables and, if it leaves a
    /// bound, the variable of that bound.
    fn look_along(&mut self, index: usize) {
        let n = self.variables;
        let mut along = std::mem::take(&mut self.along);
        let edges = self.edges.chunks_exact(n);
        if index < n {
            for (along, edge) in along.iter_mut().zip(edges) {
                *along = edge[index];
            }
        } else {
            let row = self.row(index - n);
            let free: Vec<usize> = (0..n).filter(|&i| self.place[i] == 0).collect();
            if SPARSE * free.len() < n {
                for ((along, edge), member) in along.iter_mut().zip(edges).zip(&self.basis) {
                    let own = if member.index < n {
                        row[member.index]
                    } else {
                        0.0
                    };
                    *along = own + free.iter().map(|&i| row[i] * edge[i]).sum::<f64>();
                }
            } else {
                for (along, edge) in along.iter_mut().zip(edges) {
                    *along = dot(row, edge);
                }
            }
        }
        self.along = along;
    }

    /// The member whose multiplier reaches zero first, the largest pivot among those that do so
    /// almost first.
    fn leaving(&self, is_upper: bool, careful: bool) -> Option<usize> {
        let direction = if is_upper { -1.0 } else { 1.0 };
        let size = self.cost.iter().fold(0.0, |size: f64, c| size.max(c.abs()));
        let slip = SLIP * size;
        let candidates = || {
            self.basis
                .iter()
                .enumerate()
                .filter_map(move |(position, member)| {
                    if self.lower[member.index] == self.upper[member.index] {
                        return None;
                    }
                    let sign = if member.is_upper { -1.0 } else { 1.0 };
                    let slope = sign * direction * self.along[position];
                    let room = (sign * self.multipliers[position]).max(0.0);
                    let room = if careful && room <= slip { 0.0 } else { room };
                    (slope > PIVOT).then_some((position, slope, room))
                })
        };
        let furthest = candidates()
            .map(|(_, slope, room)| (room + if careful { 0.0 } else { slip }) / slope)
            .fold(f64::INFINITY, f64::min);
        let mut best: Option<(usize, f64)> = None;
        for (position, slope, room) in candidates() {
            if room / slope > furthest {
                continue;
            }
            // Bland's rule, the lowest number, ends every circle; the largest pivot is more exact.
            let merit = if careful {
                -(self.basis[position].index as f64)
            } else {
                slope
            };
            if best.is_none_or(|(_, highest)| merit > highest) {
                best = Some((position, merit));
            }
        }
        best.map(|(position, _)| position)
    }
}
