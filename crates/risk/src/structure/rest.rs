//! All measures of one series at once: of what is left of a portfolio when a holding is sold.

use super::{
    co_moments::volatility,
    cornish_fisher_parts::expanded,
    matrix::mean,
    normal_parts::{cvar_factor, var_factor},
    tail_rows::{check_confidence, tail_size},
};
use crate::RiskError;

/// What is measured at each confidence.
pub(super) struct Plan {
    at: Vec<Level>,
    /// So many of the lowest returns are looked at.
    lowest: usize,
}

struct Level {
    /// Position of the quantile among the sorted returns.
    position: f64,
    full: usize,
    tail: f64,
    var_factor: f64,
    cvar_factor: f64,
}

/// The measures of one series.
pub(super) struct Rest {
    /// None with one day.
    pub(super) volatility: Option<f64>,
    /// At each confidence.
    pub(super) tails: Vec<RestTail>,
}

pub(super) struct RestTail {
    pub(super) var_historical: f64,
    pub(super) cvar_historical: f64,
    pub(super) by_moments: Option<TailByMoments>,
}

pub(super) struct TailByMoments {
    pub(super) var_normal: f64,
    pub(super) cvar_normal: f64,
    pub(super) var_cornish_fisher: f64,
}

impl Plan {
    pub(super) fn new(days: usize, confidences: &[f64]) -> Result<Self, RiskError> {
        let mut lowest = 0;
        let mut at = Vec::with_capacity(confidences.len());
        for &confidence in confidences {
            check_confidence(confidence)?;
            let (full, tail) = tail_size(days, confidence);
            let position = (1.0 - confidence) * (days - 1) as f64;
            lowest = lowest.max(full + 1).max(position.floor() as usize + 2);
            at.push(Level {
                position,
                full,
                tail,
                var_factor: var_factor(confidence)?,
                cvar_factor: cvar_factor(confidence)?,
            });
        }
        Ok(Self {
            at,
            lowest: lowest.min(days),
        })
    }

    /// Measures a series, which is left in another order. A measure is infinite or NaN where the
    /// numbers of the series are too large for it.
    pub(super) fn measure(&self, returns: &mut [f64]) -> Rest {
        let moments = Moments::of(returns);
        if (1..returns.len()).contains(&self.lowest) {
            returns.select_nth_unstable_by(self.lowest - 1, f64::total_cmp);
        }
        let lowest = &mut returns[..self.lowest];
        lowest.sort_unstable_by(f64::total_cmp);
        let tails = self.at.iter().map(|level| RestTail {
            var_historical: -level.quantile(lowest),
            cvar_historical: -level.tail_mean(lowest),
            by_moments: moments.as_ref().map(|moments| level.by_moments(moments)),
        });
        Rest {
            tails: tails.collect(),
            volatility: moments.as_ref().map(|moments| moments.sigma),
        }
    }
}

struct Moments {
    mean: f64,
    sigma: f64,
    skewness: f64,
    kurtosis: f64,
}

impl Moments {
    /// Of a series that does not vary, a volatility, skewness and kurtosis of zero; of one day none.
    fn of(returns: &[f64]) -> Option<Self> {
        if returns.len() < 2 {
            return None;
        }
        let mut moments = Self {
            mean: mean(returns),
            sigma: 0.0,
            skewness: 0.0,
            kurtosis: 0.0,
        };
        match volatility(returns) {
            Ok(Some(sigma)) => moments.sigma = sigma,
            Ok(None) => return Some(moments),
            Err(_) => {
                moments.sigma = f64::INFINITY;
                return Some(moments);
            }
        }
        let n = returns.len() as f64;
        let inverse = 1.0 / (moments.sigma * ((n - 1.0) / n).sqrt());
        let [mut third, mut fourth] = [[0.0; LANES]; 2];
        let mut add = |lane: usize, value: f64| {
            let unit = (value - moments.mean) * inverse;
            let square = unit * unit;
            third[lane] += square * unit;
            fourth[lane] += square * square;
        };
        let blocks = returns.chunks_exact(LANES);
        blocks.remainder().iter().for_each(|value| add(0, *value));
        for block in blocks {
            for (lane, value) in block.iter().enumerate() {
                add(lane, *value);
            }
        }
        moments.skewness = third.iter().sum::<f64>() / n;
        moments.kurtosis = fourth.iter().sum::<f64>() / n - 3.0;
        Some(moments)
    }
}

/// Running sums that processors add at once.
const LANES: usize = 4;

impl Level {
    fn quantile(&self, sorted: &[f64]) -> f64 {
        let below = self.position.floor() as usize;
        let fraction = self.position - below as f64;
        match sorted.get(below + 1) {
            Some(high) if fraction > 0.0 => sorted[below] + fraction * (high - sorted[below]),
            _ => sorted[below],
        }
    }

    fn tail_mean(&self, sorted: &[f64]) -> f64 {
        let sum: f64 = sorted[..self.full].iter().sum();
        (sum + (self.tail - self.full as f64) * sorted[self.full]) / self.tail
    }

    fn by_moments(&self, of: &Moments) -> TailByMoments {
        let q = expanded(-self.var_factor, of.skewness, of.kurtosis);
        TailByMoments {
            var_normal: self.var_factor * of.sigma - of.mean,
            cvar_normal: self.cvar_factor * of.sigma - of.mean,
            var_cornish_fisher: -of.mean - of.sigma * q,
        }
    }
}
