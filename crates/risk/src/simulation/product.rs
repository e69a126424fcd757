//! Many vectors of correlated returns from as many of independent normals, `x = μ + s L z`, the
//! paths of a block side by side in the registers.
//!
//! Four assets times two registers of paths at a time: eight running sums need four numbers of the
//! factor and two registers of normals per step. Every sum is over the columns of the factor in
//! their order, with a rounding after each product: so it does not depend on the width of the
//! registers, and is the same on every machine. `n² ÷ 2` multiplications and additions a path and
//! day.

use nalgebra::DMatrix;
use pulp::{Arch, Simd, WithSimd};

use super::block::PATHS;

/// Assets at once.
const TILE: usize = 4;

/// Registers of paths at once.
const WIDE: usize = 2;

/// A factor, laid out as it is read.
#[derive(Debug, Clone)]
pub(super) struct Product {
    /// By tile, by column up to the tile's last, the tile's rows; zeros above the diagonal and
    /// beyond the last asset.
    factor: Vec<[f64; TILE]>,
    mean: Vec<[f64; TILE]>,
    assets: usize,
}

impl Product {
    /// Of a lower triangle and the means.
    pub(super) fn new(factor: &DMatrix<f64>, mean: &[f64]) -> Self {
        let assets = mean.len();
        let row = |values: &dyn Fn(usize) -> f64, first: usize| {
            std::array::from_fn(|offset| match first + offset {
                row if row < assets => values(row),
                _ => 0.0,
            })
        };
        let firsts = (0..assets).step_by(TILE);
        let columns =
            |first: usize| (0..assets.min(first + TILE)).map(move |column| (first, column));
        Self {
            factor: firsts
                .clone()
                .flat_map(columns)
                .map(|(first, column)| row(&|row| factor[(row, column)], first))
                .collect(),
            mean: firsts.map(|first| row(&|row| mean[row], first)).collect(),
            assets,
        }
    }

    /// How many numbers the returns of a day of a block are: the assets', and those that fill the
    /// last tile.
    pub(super) fn room(&self) -> usize {
        self.mean.len() * TILE * PATHS
    }

    /// The returns of a day, by asset, then by path; `scales` by path.
    pub(super) fn fill(&self, arch: Arch, normals: &[f64], scales: &[f64], returns: &mut [f64]) {
        arch.dispatch(Day {
            product: self,
            normals,
            scales,
            returns,
        });
    }
}

struct Day<'a> {
    product: &'a Product,
    normals: &'a [f64],
    scales: &'a [f64],
    returns: &'a mut [f64],
}

impl WithSimd for Day<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        // A block is a multiple of the widest registers there are.
        let normals = S::as_simd_f64s(self.normals).0;
        let scales = S::as_simd_f64s(self.scales).0;
        let returns = S::as_mut_simd_f64s(self.returns).0;
        let steps = PATHS / S::F64_LANES;
        let mut from = 0;
        for (tile, mean) in self.product.mean.iter().enumerate() {
            let columns = self.product.assets.min((tile + 1) * TILE);
            let factor = &self.product.factor[from..from + columns];
            from += columns;
            for step in (0..steps).step_by(WIDE) {
                let sums = sums(simd, factor, normals, steps, step);
                for (row, sums) in sums.iter().enumerate() {
                    let mean = simd.splat_f64s(mean[row]);
                    let at = (tile * TILE + row) * steps + step;
                    for (wide, sum) in sums.iter().enumerate() {
                        let moved = simd.mul_f64s(scales[step + wide], *sum);
                        returns[at + wide] = simd.add_f64s(mean, moved);
                    }
                }
            }
        }
    }
}

/// The products of a tile with some paths.
#[inline(always)]
fn sums<S: Simd>(
    simd: S,
    factor: &[[f64; TILE]],
    normals: &[S::f64s],
    steps: usize,
    step: usize,
) -> [[S::f64s; WIDE]; TILE] {
    let mut sums = [[simd.splat_f64s(0.0); WIDE]; TILE];
    for (rows, normals) in factor.iter().zip(normals.chunks_exact(steps)) {
        let (first, second) = (normals[step], normals[step + 1]);
        for (row, sums) in rows.iter().zip(&mut sums) {
            let row = simd.splat_f64s(*row);
            sums[0] = simd.add_f64s(sums[0], simd.mul_f64s(row, first));
            sums[1] = simd.add_f64s(sums[1], simd.mul_f64s(row, second));
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    /// To the last bit what the plain loop gives, and so the same for every width of registers.
    #[test]
    fn it_is_the_plain_product() {
        for assets in [1, 2, 3, 4, 5, 8, 21] {
            let factor = DMatrix::from_fn(assets, assets, |i, j| match i >= j {
                true => ((i * 7 + j * 13) % 11) as f64 / 7.0 - 0.6,
                false => 0.0,
            });
            let mean: Vec<f64> = (0..assets).map(|i| i as f64 / 300.0).collect();
            let normals: Vec<f64> = (0..assets * PATHS)
                .map(|i| ((i * 31) % 101) as f64 / 37.0 - 1.3)
                .collect();
            let scales: Vec<f64> = (0..PATHS).map(|path| 1.0 + path as f64 / 90.0).collect();
            let product = Product::new(&factor, &mean);
            let mut found = vec![f64::NAN; product.room()];
            product.fill(Arch::new(), &normals, &scales, &mut found);
            let mut narrow = vec![f64::NAN; product.room()];
            product.fill(Arch::Scalar, &normals, &scales, &mut narrow);
            assert_eq!(found, narrow, "{assets}");
            for asset in 0..assets {
                for path in 0..PATHS {
                    let sum = (0..assets).fold(0.0, |sum, j| {
                        sum + factor[(asset, j)] * normals[j * PATHS + path]
                    });
                    let expect = mean[asset] + scales[path] * sum;
                    assert_eq!(
                        found[asset * PATHS + path],
                        expect,
                        "{assets}: {asset}, {path}"
                    );
                }
            }
        }
    }
}
