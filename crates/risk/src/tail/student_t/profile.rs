use super::{DEGREES, Parameters};
use crate::{
    RiskError, distribution::digamma_difference, performance::is_constant,
    tail::sample::mean_and_deviation,
};

/// When a search ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Precision {
    /// Relative change of the scale, and of the location in units of it.
    still: f64,
    /// Width of the bracket of ln ν.
    width: f64,
}

impl Precision {
    /// Near enough for Newton's method.
    pub(super) const ROUGH: Self = Self {
        still: 1e-3,
        width: 0.2,
    };
    /// All there is.
    pub(super) const FULL: Self = Self {
        still: 1e-14,
        width: 1e-12,
    };
}

/// The likelihood at the best location and scale of each ν. Remembers the last ones: the next
/// search begins there.
pub(super) struct Profile<'a> {
    values: &'a [f64],
    /// ν is where to look first.
    at: Parameters,
    /// Below it the scale, squared, has vanished.
    least: f64,
}

impl<'a> Profile<'a> {
    pub(super) fn new(values: &'a [f64]) -> Result<Self, RiskError> {
        let (mean, deviation) = mean_and_deviation(values);
        if is_constant(values, deviation) {
            return Err(RiskError::NoVariance);
        }
        let variance = deviation * deviation;
        let fourth = values.iter().map(|x| (x - mean).powi(4)).sum::<f64>() / values.len() as f64;
        let excess = fourth / (variance * variance) - 3.0;
        let start = if excess > 0.0 {
            4.0 + 6.0 / excess
        } else {
            50.0
        };
        Ok(Self {
            values,
            at: Parameters {
                location: mean,
                square: variance,
                degrees: start.min(50.0),
            },
            least: 1e-24 * variance,
        })
    }

    /// The ν at which the likelihood is greatest: where its derivative falls through 0, or the end
    /// of the range.
    pub(super) fn root(&mut self, precision: Precision) -> Result<Parameters, RiskError> {
        let degrees = self.best_degrees(precision)?;
        self.settle(degrees, precision)?;
        self.at.degrees = degrees;
        Ok(self.at)
    }

    fn best_degrees(&mut self, precision: Precision) -> Result<f64, RiskError> {
        let (least, most) = (libm::log(DEGREES.0), libm::log(DEGREES.1));
        let mut a = libm::log(self.at.degrees);
        let mut at_a = self.slope(libm::exp(a), precision)?;
        let step = if at_a > 0.0 { 0.7 } else { -0.7 };
        let (mut b, mut at_b);
        loop {
            b = (a + step).clamp(least, most);
            at_b = self.slope(libm::exp(b), precision)?;
            if (at_b > 0.0) != (at_a > 0.0) {
                break;
            }
            if b == least || b == most {
                return Ok(if b == least { DEGREES.0 } else { DEGREES.1 });
            }
            (a, at_a) = (b, at_b);
        }
        // Regula falsi; an end that stays counts half the next time (the Illinois rule).
        for _ in 0..100 {
            let middle = (a * at_b - b * at_a) / (at_b - at_a);
            let between = (middle - a) * (middle - b) < 0.0;
            if !between || (b - a).abs() < precision.width {
                break;
            }
            let at = self.slope(libm::exp(middle), precision)?;
            if (at > 0.0) == (at_b > 0.0) {
                at_a *= 0.5;
            } else {
                (a, at_a) = (b, at_b);
            }
            (b, at_b) = (middle, at);
            if at == 0.0 {
                break;
            }
        }
        Ok(libm::exp(b))
    }

    /// Twice the derivative of the profile by ν, divided by n.
    fn slope(&mut self, nu: f64, precision: Precision) -> Result<f64, RiskError> {
        self.settle(nu, precision)?;
        let here = Parameters {
            degrees: nu,
            ..self.at
        };
        let logarithms = here.log_sum(self.values) / self.values.len() as f64;
        Ok(digamma_difference(0.5 * nu) - logarithms)
    }

    /// Finds the best location and scale.
    fn settle(&mut self, nu: f64, precision: Precision) -> Result<(), RiskError> {
        const STEPS: usize = 2_000;
        for _ in 0..STEPS {
            let (sum, moved, spread) = self.weighted(nu);
            let shift = moved / sum;
            let square = spread / sum - shift * shift;
            if square.is_nan() || square <= self.least {
                return Err(RiskError::Degenerate);
            }
            let still = shift * shift <= precision.still * precision.still * square
                && (square / self.at.square - 1.0).abs() <= precision.still;
            self.at.location += shift;
            self.at.square = square;
            if still {
                return Ok(());
            }
        }
        Err(RiskError::NotConverged { steps: STEPS })
    }

    /// The sums of `u`, `u d` and `u d²` with `u = 1/(ν σ² + d²)`, the weights up to a factor.
    fn weighted(&self, nu: f64) -> (f64, f64, f64) {
        let base = nu * self.at.square;
        let mut lanes = [[0.0; 4]; 3];
        let mut add = |lane: usize, x: f64| {
            let d = x - self.at.location;
            let u = 1.0 / (base + d * d);
            lanes[0][lane] += u;
            lanes[1][lane] += u * d;
            lanes[2][lane] += u * d * d;
        };
        let (fours, rest) = self.values.as_chunks::<4>();
        for four in fours {
            for (lane, &x) in four.iter().enumerate() {
                add(lane, x);
            }
        }
        for (lane, &x) in rest.iter().enumerate() {
            add(lane, x);
        }
        let [sum, moved, spread] = lanes.map(|lane| (lane[0] + lane[1]) + (lane[2] + lane[3]));
        (sum, moved, spread)
    }
}
