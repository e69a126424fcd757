//! The moments that the models share, of returns in a unit in which they neither overflow nor
//! vanish.

use std::borrow::Cow;

pub(crate) use crate::performance::finite;
use crate::{RiskError, performance::is_constant};

/// Returns divided by a power of two, so that the fourth powers of neither 1e300 nor 1e-300 leave
/// the range of numbers. Such a division is exact: every model here is homogeneous, so what it
/// finds is the same to the last bit, times the unit. Returns of a usual size are left as they are.
pub(crate) struct Scaled<'a> {
    /// What one stands for.
    pub(crate) unit: f64,
    /// The returns in that unit.
    pub(crate) values: Cow<'a, [f64]>,
}

/// The location, spread and shape of a sample.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) mean: f64,
    /// ddof 1.
    pub(crate) deviation: f64,
    /// ddof 0.
    pub(crate) skewness: f64,
    /// ddof 0.
    pub(crate) excess_kurtosis: f64,
}

impl<'a> Scaled<'a> {
    pub(crate) fn new(returns: &'a [f64]) -> Self {
        /// Between these, fourth powers and their sums are far from both ends of the range.
        const USUAL: std::ops::Range<f64> = 1e-60..1e60;
        let largest = returns
            .iter()
            .fold(0.0_f64, |largest, r| largest.max(r.abs()));
        if largest == 0.0 || USUAL.contains(&largest) {
            return Self {
                unit: 1.0,
                values: Cow::Borrowed(returns),
            };
        }
        // Neither the unit nor one over it may overflow.
        let exponent = libm::frexp(largest).1.clamp(-1000, 1000);
        let unit = libm::ldexp(1.0, exponent);
        Self {
            unit,
            values: returns.iter().map(|r| r / unit).collect(),
        }
    }
}

/// The mean and the sample standard deviation (ddof 1, 0 of a single value), in two passes.
pub(crate) fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let mean = sum(values, |x| x) / values.len() as f64;
    let squares = sum(values, |x| (x - mean) * (x - mean));
    (
        mean,
        (squares / values.len().saturating_sub(1).max(1) as f64).sqrt(),
    )
}

/// All four moments.
///
/// # Errors
/// When the values do not vary: their shape has no meaning.
pub(crate) fn shape(values: &[f64]) -> Result<Shape, RiskError> {
    let n = values.len() as f64;
    let mean = sum(values, |x| x) / n;
    let [second, third, fourth] = central(values, mean).map(|sum| sum / n);
    if is_constant(values, second.sqrt()) {
        return Err(RiskError::NoVariance);
    }
    Ok(Shape {
        mean,
        deviation: (second * n / (n - 1.0)).sqrt(),
        skewness: third / (second * second.sqrt()),
        excess_kurtosis: fourth / (second * second) - 3.0,
    })
}

/// A sum in four lanes, which compilers turn into vector instructions; the order of the additions
/// is fixed, so it is the same everywhere.
fn sum(values: &[f64], term: impl Fn(f64) -> f64) -> f64 {
    let (fours, rest) = values.as_chunks::<4>();
    let mut lanes = [0.0; 4];
    for four in fours {
        for (lane, &x) in lanes.iter_mut().zip(four) {
            *lane += term(x);
        }
    }
    let rest: f64 = rest.iter().map(|&x| term(x)).sum();
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]) + rest
}

/// The sums of the second, third and fourth powers of the deviations.
fn central(values: &[f64], mean: f64) -> [f64; 3] {
    let (fours, rest) = values.as_chunks::<4>();
    let mut lanes = [[0.0; 4]; 3];
    let mut add = |lane: usize, x: f64| {
        let d = x - mean;
        let square = d * d;
        lanes[0][lane] += square;
        lanes[1][lane] += square * d;
        lanes[2][lane] += square * square;
    };
    for four in fours {
        for (lane, &x) in four.iter().enumerate() {
            add(lane, x);
        }
    }
    for (lane, &x) in rest.iter().enumerate() {
        add(lane, x);
    }
    lanes.map(|lane| (lane[0] + lane[1]) + (lane[2] + lane[3]))
}
