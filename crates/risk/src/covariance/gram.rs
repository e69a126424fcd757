//! `X'X` for tall matrices, the same to the last bit on every machine.
//!
//! Columns lie in strips of eight, day by day; a stretch of days of two strips stays in the first
//! cache. A step takes one day: rows of the left strip, each against the whole right strip, with
//! eight running sums in the registers. A lane of a register belongs to one pair of columns, and
//! every product is rounded before it is added: so each entry is the sum over the days in their
//! order, by stretches, however wide the registers are. Fused multiplication would be faster and
//! differ where there is none, as in a browser. Only strips at and above the diagonal are made.
//!
//! `T n² ÷ 2` multiplications and additions.

use nalgebra::DMatrix;
use pulp::{Arch, Simd, WithSimd};

/// Columns of a strip: numbers in the widest register there is.
const STRIP: usize = 8;

/// Days of a stretch: two strips of them are 16 KiB.
const DAYS: usize = 128;

/// The products of all pairs of columns of one length, exactly symmetric.
pub(crate) fn gram(columns: &[&[f64]]) -> DMatrix<f64> {
    Arch::new().dispatch(Gram { columns })
}

struct Gram<'a> {
    columns: &'a [&'a [f64]],
}

impl WithSimd for Gram<'_> {
    type Output = DMatrix<f64>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> DMatrix<f64> {
        match S::F64_LANES {
            8 => blocked::<S, 8, 1>(simd, self.columns),
            4 => blocked::<S, 4, 2>(simd, self.columns),
            2 => blocked::<S, 2, 4>(simd, self.columns),
            _ => blocked::<S, 1, 8>(simd, self.columns),
        }
    }
}

/// With `ROWS` rows at a time against the `WIDE` registers of a strip.
#[inline(always)]
fn blocked<S: Simd, const ROWS: usize, const WIDE: usize>(
    simd: S,
    columns: &[&[f64]],
) -> DMatrix<f64> {
    let n = columns.len();
    let days = columns.first().map_or(0, |column| column.len());
    let mut gram = DMatrix::zeros(n, n);
    let strips = n.div_ceil(STRIP);
    let mut packed = vec![[0.0; STRIP]; strips * DAYS];
    for start in (0..days).step_by(DAYS) {
        let count = DAYS.min(days - start);
        pack(columns, start, count, &mut packed);
        for across in 0..strips {
            let right = &packed[across * DAYS..][..count];
            for down in 0..=across {
                let left = &packed[down * DAYS..][..count];
                for first in (0..STRIP).step_by(ROWS) {
                    let sums = products::<S, ROWS, WIDE>(simd, left, first, right);
                    add(&mut gram, &sums, down * STRIP + first, across * STRIP);
                }
            }
        }
    }
    gram.fill_lower_triangle_with_upper_triangle();
    gram
}

/// The stretch of days from `start`, by strip and day. Beyond the last column there stay zeros.
fn pack(columns: &[&[f64]], start: usize, count: usize, packed: &mut [[f64; STRIP]]) {
    for (strip, columns) in packed.chunks_exact_mut(DAYS).zip(columns.chunks(STRIP)) {
        for (lane, column) in columns.iter().enumerate() {
            for (day, value) in strip.iter_mut().zip(&column[start..start + count]) {
                day[lane] = *value;
            }
        }
    }
}

/// The products of some columns of the left strip with all of the right one.
#[inline(always)]
fn products<S: Simd, const ROWS: usize, const WIDE: usize>(
    simd: S,
    left: &[[f64; STRIP]],
    first: usize,
    right: &[[f64; STRIP]],
) -> [[f64; STRIP]; ROWS] {
    let mut sums = [[simd.splat_f64s(0.0); WIDE]; ROWS];
    for (left, right) in left.iter().zip(right) {
        let right = S::as_simd_f64s(right).0;
        let left = &left[first..first + ROWS];
        for row in 0..ROWS {
            let value = simd.splat_f64s(left[row]);
            for wide in 0..WIDE {
                let product = simd.mul_f64s(value, right[wide]);
                sums[row][wide] = simd.add_f64s(sums[row][wide], product);
            }
        }
    }
    let mut found = [[0.0; STRIP]; ROWS];
    for (found, sums) in found.iter_mut().zip(sums) {
        for (place, sum) in S::as_mut_simd_f64s(found).0.iter_mut().zip(sums) {
            *place = sum;
        }
    }
    found
}

/// Adds what lies in the upper triangle.
#[inline(always)]
fn add(gram: &mut DMatrix<f64>, sums: &[[f64; STRIP]], down: usize, across: usize) {
    let n = gram.ncols();
    for (row, sums) in (down..n).zip(sums) {
        for (column, sum) in (across..n).zip(sums) {
            if row <= column {
                gram[(row, column)] += sum;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// To the last bit what the plain loops give, and so the same for every width of registers;
    /// not a whole number of strips, rows or stretches.
    #[test]
    fn it_is_the_plain_product_of_all_pairs() {
        for (days, n) in [
            (0, 2),
            (1, 1),
            (2, 3),
            (7, 8),
            (128, 9),
            (129, 17),
            (700, 13),
        ] {
            let columns: Vec<Vec<f64>> = (0..n)
                .map(|i| {
                    (0..days)
                        .map(|t| ((t * 7 + i * 13) % 101) as f64 / 37.0 - 1.3)
                        .collect()
                })
                .collect();
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let found = gram(&columns);
            let narrow = Arch::Scalar.dispatch(Gram { columns: &columns });
            assert_eq!(found, narrow, "{days} × {n}");
            for i in 0..n {
                for j in 0..n {
                    let stretches = columns[i].chunks(DAYS).zip(columns[j].chunks(DAYS));
                    let expect = stretches.fold(0.0, |whole, (a, b)| {
                        whole + a.iter().zip(b).fold(0.0, |sum, (a, b)| sum + a * b)
                    });
                    assert_eq!(found[(i, j)], expect, "{days} × {n}: {i}, {j}");
                }
            }
        }
        assert_eq!(gram(&[]).len(), 0);
    }
}
