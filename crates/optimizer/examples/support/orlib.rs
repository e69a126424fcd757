//! The portfolio problems of the OR-Library.

use nalgebra::{DMatrix, DVector};

/// Reads `portN.txt`: the number of assets, a line with mean and deviation for each, then the
/// correlations of each pair.
pub(crate) fn read(text: &str) -> (DVector<f64>, DMatrix<f64>) {
    let mut numbers = text.split_whitespace().map(|word| {
        let number: f64 = word.parse().expect("a number");
        number
    });
    let mut next = || numbers.next().expect("another number");
    let n = next() as usize;
    let mut mean = DVector::zeros(n);
    let mut deviation = DVector::zeros(n);
    for asset in 0..n {
        mean[asset] = next();
        deviation[asset] = next();
    }
    let mut covariance = DMatrix::zeros(n, n);
    for _ in 0..n * (n + 1) / 2 {
        let (one, other) = (next() as usize - 1, next() as usize - 1);
        let value = next() * deviation[one] * deviation[other];
        covariance[(one, other)] = value;
        covariance[(other, one)] = value;
    }
    (mean, covariance)
}
