//! The few dense loops that the active-set methods live on, written so that a compiler makes
//! vector instructions of them on every target.

use nalgebra::DMatrix;

/// `left · right` in eight independent sums, which a processor adds side by side.
pub(crate) fn dot(left: &[f64], right: &[f64]) -> f64 {
    let (lefts, rights) = (left.chunks_exact(8), right.chunks_exact(8));
    let rest = lefts.remainder().iter().zip(rights.remainder());
    let rest: f64 = rest.map(|(a, b)| a * b).sum();
    let mut sums = [0.0; 8];
    for (a, b) in lefts.zip(rights) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + b) + (c + d)) + ((e + f) + (g + h)) + rest
}

/// `target += factor · source`.
pub(crate) fn add_scaled(target: &mut [f64], factor: f64, source: &[f64]) {
    for (entry, value) in target.iter_mut().zip(source) {
        *entry += factor * value;
    }
}

/// `target += Σ factor · column`, four columns at a time: `target` is read and written once for
/// the four.
pub(crate) fn add_columns(target: &mut [f64], matrix: &DMatrix<f64>, shares: &[(usize, f64)]) {
    let rows = matrix.nrows();
    let values = matrix.as_slice();
    add_columns_of(
        target,
        |index| &values[index * rows..(index + 1) * rows],
        shares,
    );
}

/// As [`add_columns`], for columns that `column` gives.
pub(super) fn add_columns_of<'v>(
    target: &mut [f64],
    column: impl Fn(usize) -> &'v [f64],
    shares: &[(usize, f64)],
) {
    let mut fours = shares.chunks_exact(4);
    for four in &mut fours {
        let [(a, fa), (b, fb), (c, fc), (d, fd)] = [four[0], four[1], four[2], four[3]];
        let pairs = column(a).iter().zip(column(b));
        let others = column(c).iter().zip(column(d));
        for ((entry, (a, b)), (c, d)) in target.iter_mut().zip(pairs).zip(others) {
            *entry += (fa * a + fb * b) + (fc * c + fd * d);
        }
    }
    for &(index, factor) in fours.remainder() {
        add_scaled(target, factor, column(index));
    }
}
