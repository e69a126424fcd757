//! `X'X` for tall matrices.
//!
//! Sums of products of pairs of columns, four by four: sixteen running sums need eight numbers from
//! memory per step, so that the processor multiplies all the time. A stretch of days is copied to
//! where every column starts at the width of a register, then worked off in panels that the second
//! cache holds; only tiles at and above the diagonal are made. The widest registers are chosen when
//! the program runs, so last bits differ between processors.
//!
//! T n² ÷ 2 fused multiply-additions.

use nalgebra::{DMatrix, DVector};
use pulp::{Arch, Simd, WithSimd};

use crate::progress::is_stopped;

/// Columns on a side of a tile.
const TILE: usize = 4;

/// At most so many days in a stretch: a tile's eight columns fill the first cache.
const DAYS: usize = 640;

/// Columns whose stretch stays in the second cache.
const PANEL: usize = 64;

/// Numbers in the widest register there is, and bytes of it.
const LANES: usize = 8;
const BYTES: usize = LANES * size_of::<f64>();

/// `X'X`, exactly symmetric.
pub(crate) fn gram(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    gram_about(matrix, &DVector::zeros(matrix.ncols()))
}

/// `(X − 1c')'(X − 1c')` for one centre by column, exactly symmetric.
pub(super) fn gram_about(matrix: &DMatrix<f64>, centre: &DVector<f64>) -> DMatrix<f64> {
    Arch::new().dispatch(Gram { matrix, centre })
}

struct Gram<'a> {
    matrix: &'a DMatrix<f64>,
    centre: &'a DVector<f64>,
}

impl WithSimd for Gram<'_> {
    type Output = DMatrix<f64>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> DMatrix<f64> {
        let (days, assets) = self.matrix.shape();
        let mut gram = DMatrix::zeros(assets, assets);
        if days == 0 || assets == 0 {
            return gram;
        }
        // Stretches of about one length, in whole registers.
        let stretch = days.div_ceil(days.div_ceil(DAYS)).next_multiple_of(LANES);
        let mut stretches = Stretch::new(stretch, assets);
        for start in (0..days).step_by(stretch) {
            let columns = stretches.fill(self.matrix, self.centre, start);
            for panel in (0..assets).step_by(PANEL) {
                if is_stopped() {
                    return gram;
                }
                for right in (panel..assets).step_by(TILE) {
                    let across = tile_of(columns, stretch, right, assets);
                    for left in (panel..(panel + PANEL).min(right + 1)).step_by(TILE) {
                        let down = tile_of(columns, stretch, left, assets);
                        add(&mut gram, &products(simd, down, across), left, right);
                    }
                }
            }
        }
        gram.fill_lower_triangle_with_upper_triangle();
        gram
    }
}

/// Some days of all columns, moved to a centre, each from where a register starts in memory.
struct Stretch {
    numbers: Vec<f64>,
    first: usize,
    days: usize,
}

impl Stretch {
    fn new(days: usize, assets: usize) -> Self {
        let numbers = vec![0.0; days * assets + LANES];
        // Where it is not known how far the next boundary is, the numbers are as right, and slower.
        let first = numbers.as_ptr().align_offset(BYTES).min(LANES);
        Self {
            numbers,
            first,
            days,
        }
    }

    /// The days from `start`, and zeros where there are no more.
    #[inline(always)]
    fn fill(&mut self, matrix: &DMatrix<f64>, centre: &DVector<f64>, start: usize) -> &[f64] {
        let end = matrix.nrows().min(start + self.days);
        let places = self.numbers[self.first..].chunks_exact_mut(self.days);
        let columns = matrix.as_slice().chunks_exact(matrix.nrows());
        for ((place, column), centre) in places.zip(columns).zip(centre.as_slice()) {
            let (known, rest) = place.split_at_mut(end - start);
            for (number, value) in known.iter_mut().zip(&column[start..end]) {
                *number = value - centre;
            }
            rest.fill(0.0);
        }
        &self.numbers[self.first..]
    }
}

/// `TILE` columns from `first`; beyond the last column that one again.
#[inline(always)]
fn tile_of(columns: &[f64], days: usize, first: usize, assets: usize) -> [&[f64]; TILE] {
    std::array::from_fn(|offset| {
        let from = (first + offset).min(assets - 1) * days;
        &columns[from..from + days]
    })
}

/// The products of all pairs, `down` the rows and `across` the columns.
#[inline(always)]
fn products<S: Simd>(simd: S, down: [&[f64]; TILE], across: [&[f64]; TILE]) -> [[f64; TILE]; TILE] {
    // Whole registers: a stretch is a multiple of the widest.
    let down = down.map(|column| S::as_simd_f64s(column).0);
    let steps = down[0].len();
    // Slices of one known length are not checked again at each step.
    let down = down.map(|column| &column[..steps]);
    let across = across.map(|column| &S::as_simd_f64s(column).0[..steps]);
    let mut sums = [[simd.splat_f64s(0.0); TILE]; TILE];
    for step in 0..steps {
        let right: [S::f64s; TILE] = std::array::from_fn(|column| across[column][step]);
        for (row, sums) in sums.iter_mut().enumerate() {
            let left = down[row][step];
            for (column, sum) in sums.iter_mut().enumerate() {
                *sum = simd.mul_add_e_f64s(left, right[column], *sum);
            }
        }
    }
    // A loop: in a closure this would be compiled for the narrowest registers, and called.
    let mut found = [[0.0; TILE]; TILE];
    for (found, sums) in found.iter_mut().zip(sums) {
        for (found, sum) in found.iter_mut().zip(sums) {
            *found = simd.reduce_sum_f64s(sum);
        }
    }
    found
}

/// Adds a tile to the upper triangle.
#[inline(always)]
fn add(gram: &mut DMatrix<f64>, sums: &[[f64; TILE]; TILE], left: usize, right: usize) {
    let assets = gram.ncols();
    for (row, sums) in (left..assets).zip(sums) {
        for (column, sum) in (right..assets).zip(sums) {
            if row <= column {
                gram[(row, column)] += sum;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Not a whole number of tiles, panels, registers or stretches.
    #[test]
    fn it_is_the_product_of_all_pairs_of_columns() {
        for (days, assets) in [
            (1, 1),
            (2, 3),
            (7, 4),
            (641, 5),
            (1300, 13),
            (640, 8),
            (50, 131),
        ] {
            let matrix = DMatrix::from_fn(days, assets, |day, asset| {
                ((day * 7 + asset * 13) % 101) as f64 / 50.0 - 1.0
            });
            let centre = DVector::from_fn(assets, |asset, _| asset as f64 / 100.0);
            let moved = DMatrix::from_fn(days, assets, |day, asset| {
                matrix[(day, asset)] - centre[asset]
            });
            for (found, matrix) in [
                (gram(&matrix), &matrix),
                (gram_about(&matrix, &centre), &moved),
            ] {
                for row in 0..assets {
                    for column in 0..assets {
                        let expect = matrix.column(row).dot(&matrix.column(column));
                        let error = (found[(row, column)] - expect).abs();
                        assert!(error < 1e-13 * days as f64, "{days} × {assets}: {error}");
                        assert_eq!(found[(row, column)], found[(column, row)]);
                    }
                }
            }
        }
    }
}
