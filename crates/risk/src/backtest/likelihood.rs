use crate::distribution::chi_square_survival;

/// A likelihood-ratio test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LikelihoodRatio {
    /// −2 times the logarithm of the ratio, 0 or more.
    pub lr: f64,
    /// How probable as large a value is when the model is right, by the chi-square distribution
    /// that holds for many days.
    pub p: f64,
}

impl LikelihoodRatio {
    pub(crate) fn new(lr: f64, degrees: u32) -> Self {
        // The likelihood of what was seen is the largest: less than 0 is rounding.
        let lr = lr.max(0.0);
        Self {
            lr,
            p: chi_square_survival(lr, degrees),
        }
    }
}

/// `count × ln p`, where nothing of what is impossible is no surprise: 0 ln 0 = 0.
pub(crate) fn log_likelihood(count: usize, p: f64) -> f64 {
    if count == 0 {
        0.0
    } else {
        count as f64 * libm::log(p)
    }
}

/// The logarithm of the likelihood of so many hits and misses at their own frequency.
pub(crate) fn of_own_frequency(hits: usize, misses: usize) -> f64 {
    let all = (hits + misses) as f64;
    log_likelihood(hits, hits as f64 / all) + log_likelihood(misses, misses as f64 / all)
}
