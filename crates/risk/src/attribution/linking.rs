use super::{carino, menchero};
use crate::RiskError;

/// How effects of single periods are made to add up over several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Linking {
    /// By logarithms, see [`carino`].
    #[default]
    Carino,
    /// By geometric means and the smallest corrections, see [`menchero`].
    Menchero,
}

impl Linking {
    /// What the effects of each period are multiplied with.
    ///
    /// # Errors
    /// As [`carino`].
    pub fn coefficients(self, own: &[f64], other: &[f64]) -> Result<Vec<f64>, RiskError> {
        match self {
            Self::Carino => carino(own, other),
            Self::Menchero => menchero(own, other),
        }
    }
}

/// Two series of returns, compounded.
pub(crate) struct Compounded {
    /// The first.
    pub(crate) own: f64,
    /// The second.
    pub(crate) other: f64,
    /// The first minus the second, free of the rounding of both:
    /// `Σₜ Π_{s<t} (1 + xₛ) (xₜ − bₜ) Π_{s>t} (1 + bₛ)`, which is zero where they never differ.
    pub(crate) active: f64,
    /// `ln ((1 + X) / (1 + B))` of the compounded returns.
    pub(crate) log_ratio: f64,
    /// What a difference of one in each period adds to `active`.
    pub(crate) growths: Vec<f64>,
}

/// Compounds two series.
///
/// # Errors
/// With no period, lengths that differ, a return that is not finite or loses everything, or wealth
/// beyond the range of numbers.
pub(crate) fn compound(own: &[f64], other: &[f64]) -> Result<Compounded, RiskError> {
    if own.len() != other.len() {
        return Err(RiskError::Length {
            expected: own.len(),
            found: other.len(),
        });
    }
    for series in [own, other] {
        crate::error::check(series, 1)?;
        if let Some(position) = series.iter().position(|&r| r <= -1.0) {
            return Err(RiskError::Ruin { position });
        }
    }
    let mut growths = Vec::with_capacity(own.len());
    let mut before = 1.0;
    for r in own {
        growths.push(before);
        before *= 1.0 + r;
    }
    let mut after = 1.0;
    for (growth, b) in growths.iter_mut().zip(other).rev() {
        *growth *= after;
        after *= 1.0 + b;
    }
    let active: f64 = growths
        .iter()
        .zip(own.iter().zip(other))
        .map(|(growth, (x, b))| growth * (x - b))
        .sum();
    let logs: f64 = own.iter().zip(other).map(|(x, b)| log_ratio(*x, *b)).sum();
    let whole = before > 0.0 && after > 0.0 && before.is_finite() && after.is_finite();
    if whole && active.is_finite() {
        Ok(Compounded {
            own: before - 1.0,
            other: after - 1.0,
            active,
            // Near zero the logarithms cancel, and far from it the difference does.
            log_ratio: if logs.abs() < 0.5 {
                libm::log1p(active / after)
            } else {
                logs
            },
            growths,
        })
    } else {
        Err(RiskError::Overflow)
    }
}

/// `ln ((1 + x) / (1 + b))`, to the last digits whether the two are close or one is close to −1.
pub(crate) fn log_ratio(x: f64, b: f64) -> f64 {
    let d = (x - b) / (1.0 + b);
    if d.abs() < 0.5 {
        libm::log1p(d)
    } else {
        libm::log1p(x) - libm::log1p(b)
    }
}

/// Coefficients, all of them numbers.
///
/// # Errors
/// When one is not.
pub(crate) fn finite(coefficients: Vec<f64>) -> Result<Vec<f64>, RiskError> {
    if coefficients.iter().all(|k| k.is_finite()) {
        Ok(coefficients)
    } else {
        Err(RiskError::Overflow)
    }
}
