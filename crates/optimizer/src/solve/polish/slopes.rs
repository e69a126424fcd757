//! How the optimum of a face moves with its limits, for many limits at once.
//!
//! Every direction shares the factor, and what it does to the held variables is one product of
//! matrices for all: `O(k²)` per direction for `k` free variables and `O(nk)` in the product.

use nalgebra::{DMatrix, DVector};

use super::{Face, Point};

/// So many directions at a time: their products stay near the processor.
const TOGETHER: usize = 64;

/// The blocks of `P` that the directions share.
struct Blocks {
    /// Variables that are held.
    held: Vec<usize>,
    /// `P` on the free variables.
    inner: DMatrix<f64>,
    /// `P` between the held variables and the free ones.
    beside: DMatrix<f64>,
    /// The binding rows on the free variables and on the held ones.
    normals: DMatrix<f64>,
    normals_beside: DMatrix<f64>,
}

impl Face<'_, '_> {
    /// For each set of variables and `n +` rows whose limits rise together by 1 per unit: the
    /// slopes of the variables and of the multipliers.
    pub(crate) fn slopes(&self, sets: &[&[usize]]) -> Vec<Point> {
        let blocks = self.blocks();
        let batches = sets.chunks(TOGETHER);
        batches
            .flat_map(|batch| self.slopes_of(&blocks, batch))
            .collect()
    }

    fn blocks(&self) -> Blocks {
        let program = self.program;
        let mut is_free = vec![false; program.variables()];
        for &variable in &self.free {
            is_free[variable] = true;
        }
        let held: Vec<usize> = (0..is_free.len())
            .filter(|&variable| !is_free[variable])
            .collect();
        let matrix = |rows: &[usize]| match program.quadratic {
            Some(quadratic) => DMatrix::from_fn(rows.len(), self.free.len(), |i, j| {
                quadratic[(rows[i], self.free[j])]
            }),
            None => DMatrix::zeros(rows.len(), self.free.len()),
        };
        let normals = |variables: &[usize]| {
            DMatrix::from_fn(variables.len(), self.rows.len(), |i, j| {
                program.normals[(variables[i], self.rows[j])]
            })
        };
        Blocks {
            inner: matrix(&self.free),
            beside: matrix(&held),
            normals: normals(&self.free),
            normals_beside: normals(&held),
            held,
        }
    }

    fn slopes_of(&self, blocks: &Blocks, sets: &[&[usize]]) -> Vec<Point> {
        let program = self.program;
        let n = program.variables();
        let count = sets.len();
        // What the variables that move pull at the others, and what the rows miss then.
        let mut pull = DMatrix::zeros(self.free.len(), count);
        let mut pull_beside = DMatrix::zeros(blocks.held.len(), count);
        let mut missing = DMatrix::zeros(self.rows.len(), count);
        for (place, set) in sets.iter().enumerate() {
            for &variable in set.iter().filter(|&&index| index < n) {
                if let Some(quadratic) = program.quadratic {
                    let column = quadratic.column(variable);
                    for (entry, &other) in pull.column_mut(place).iter_mut().zip(&self.free) {
                        *entry += column[other];
                    }
                    for (entry, &other) in
                        pull_beside.column_mut(place).iter_mut().zip(&blocks.held)
                    {
                        *entry += column[other];
                    }
                }
            }
            for (position, &row) in self.rows.iter().enumerate() {
                missing[(position, place)] = set
                    .iter()
                    .map(|&index| match index {
                        _ if index == n + row => 1.0,
                        _ if index < n => -program.normals[(index, row)],
                        _ => 0.0,
                    })
                    .sum();
            }
        }

        let mut free = DMatrix::zeros(self.free.len(), count);
        let mut rows = DMatrix::zeros(self.rows.len(), count);
        // The first pass solves, the second removes its rounding.
        for pass in 0..2 {
            let (mut right, mut short) = (-&pull, missing.clone());
            if pass > 0 {
                right.gemm(-1.0, &blocks.inner, &free, 1.0);
                right.gemm(-1.0, &blocks.normals, &rows, 1.0);
                short -= blocks.normals.tr_mul(&free);
            }
            for place in 0..count {
                let right = right.column(place).into_owned();
                let short = short.column(place).into_owned();
                let (step, multipliers) = self.solve_system(&right, &short);
                let mut column = free.column_mut(place);
                column += step;
                let mut column = rows.column_mut(place);
                column += multipliers;
            }
        }
        pull_beside.gemm(1.0, &blocks.beside, &free, 1.0);
        pull_beside.gemm(1.0, &blocks.normals_beside, &rows, 1.0);
        (0..count)
            .map(|place| {
                let mut point = Point {
                    x: DVector::zeros(n),
                    bounds: DVector::zeros(n),
                    rows: DVector::zeros(program.rows()),
                };
                for &index in sets[place].iter().filter(|&&index| index < n) {
                    point.x[index] = 1.0;
                }
                for (&variable, &slope) in self.free.iter().zip(free.column(place).iter()) {
                    point.x[variable] = slope;
                }
                let beside = pull_beside.column(place);
                for (&variable, &pull) in blocks.held.iter().zip(beside.iter()) {
                    point.bounds[variable] = -pull;
                }
                for (&row, &multiplier) in self.rows.iter().zip(rows.column(place).iter()) {
                    point.rows[row] = multiplier;
                }
                point
            })
            .collect()
    }
}
