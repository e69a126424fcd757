//! Whether two portfolios did differently on the same days.

use domain::PERIODS_PER_YEAR;

use super::block_length::block_length;
use super::distribution::normal_both_tails;
use super::long_run::long_run_variance;
use super::pairs::{Pairs, is_nothing};
use super::{ConfidenceError, check_block, check_level, refuse};

/// In what two portfolios are compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Performance {
    /// The Sharpe ratio, annual: `√252 (r̄ − r_f/252) ÷ s`. More is better.
    Sharpe {
        /// Annual.
        risk_free: f64,
    },
    /// The logarithm of the annual variance. Less is better.
    LogVariance,
}

/// How the test is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairedTest {
    /// How many drawings of blocks of days decide, from 99 to [`PairedTest::MOST`].
    pub resamples: usize,
    /// A difference counts when chance alone would make it with a probability below
    /// `1 − level`; in (0, 1).
    pub level: f64,
    /// The same seed draws the same.
    pub seed: u64,
    /// Days in a block; the rule of [`block_length`] where it is missing.
    pub block: Option<f64>,
}

impl PairedTest {
    /// More drawings than anybody needs.
    pub const MOST: usize = 100_000;
    /// Fewer days tell nothing of two portfolios.
    pub const LEAST_DAYS: usize = 20;
}

impl Default for PairedTest {
    fn default() -> Self {
        Self {
            resamples: 4999,
            level: 0.95,
            seed: 0,
            block: None,
        }
    }
}

/// What became of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The first portfolio did better.
    Better,
    /// The second did.
    Worse,
    /// Chance alone would do as much.
    NotDistinguishable,
}

/// What the test found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// What was compared.
    pub performance: Performance,
    /// That of the first portfolio.
    pub first: f64,
    /// That of the second; for [`Performance::LogVariance`] both are logarithms.
    pub second: f64,
    /// First less second.
    pub difference: f64,
    /// Standard error of the difference.
    pub standard_error: f64,
    /// Difference ÷ standard error; 0 where both are but for rounding, infinite where only the
    /// standard error is.
    pub statistic: f64,
    /// How often drawings of the same days make at least that of nothing; in (0, 1].
    pub p_value: f64,
    /// The same by the normal distribution, without drawings.
    pub normal_p_value: f64,
    /// Days that were compared.
    pub days: usize,
    /// Days in a block.
    pub block: usize,
    /// At the level that was asked for.
    pub verdict: Verdict,
}

/// Tests whether two portfolios differ in `performance`, from their returns on the same days.
///
/// The difference `Δ` is a function of the means of `r₁, r₂, r₁², r₂²`; its standard error `s` that
/// of a mean of its slopes, with days depending on each other (quadratic spectral kernel,
/// prewhitened). `resamples` times the days are drawn in blocks of `b` days that go round at the
/// end, and `p = (#{|Δ* − Δ| ÷ s* ≥ |Δ| ÷ s} + 1) ÷ (resamples + 1)`, with `s*` from the sums of
/// the drawn blocks.
///
/// Ledoit and Wolf, *Robust performance hypothesis testing with the Sharpe ratio*, Journal of
/// Empirical Finance 15 (2008), and *… with the variance*, Wilmott 55 (2011). They take the block
/// length from a simulation of their own; here it is the rule of [`block_length`] on the slopes.
/// `O(T² + resamples · T)`.
///
/// # Errors
///
/// Malformed input only: series of different lengths or fewer than [`PairedTest::LEAST_DAYS`] days,
/// numbers that are not finite, one that never moves, a setting without meaning.
pub fn compare_returns(
    first: &[f64],
    second: &[f64],
    performance: Performance,
    test: &PairedTest,
) -> Result<Comparison, ConfidenceError> {
    check(first, second, performance, test)?;
    let days = first.len();
    let pairs = Pairs::new(first, second, performance);
    let whole = pairs.whole();
    if whole.performance.iter().any(|value| !value.is_finite()) {
        return refuse("returns", "of a portfolio never move");
    }
    let slopes = pairs.slopes(&whole);
    // Four means are estimated: the correction of small samples of the paper.
    let freedom = days as f64 / (days as f64 - 4.0);
    let standard_error = (long_run_variance(&slopes) * freedom / days as f64)
        .max(0.0)
        .sqrt();
    let block = match test.block {
        Some(block) => block,
        None => block_length(&slopes)?,
    };
    // At least two blocks, so that they can differ from each other.
    let block = (libm::ceil(block) as usize).clamp(1, days / 2);

    let is_same = is_nothing(&whole, &slopes);
    let statistic = if is_same {
        0.0
    } else {
        whole.difference() / standard_error
    };
    let p_value = if is_same {
        1.0
    } else {
        pairs.probability(&whole, statistic, block, test)
    };
    let verdict = match performance {
        _ if p_value > 1.0 - test.level => Verdict::NotDistinguishable,
        Performance::Sharpe { .. } if statistic > 0.0 => Verdict::Better,
        Performance::LogVariance if statistic < 0.0 => Verdict::Better,
        _ => Verdict::Worse,
    };
    let scale = performance.annual();
    let [one, other] = whole
        .performance
        .map(|value| performance.reported(value, pairs.unit));
    Ok(Comparison {
        performance,
        first: one,
        second: other,
        difference: whole.difference() * scale,
        standard_error: standard_error * scale,
        statistic,
        p_value,
        normal_p_value: normal_both_tails(statistic),
        days,
        block,
        verdict,
    })
}

impl Performance {
    /// What differences of daily figures are multiplied by.
    fn annual(self) -> f64 {
        match self {
            Self::Sharpe { .. } => PERIODS_PER_YEAR.sqrt(),
            Self::LogVariance => 1.0,
        }
    }

    fn reported(self, daily: f64, unit: f64) -> f64 {
        match self {
            Self::Sharpe { .. } => daily * self.annual(),
            Self::LogVariance => daily + libm::log(PERIODS_PER_YEAR * unit * unit),
        }
    }

    /// The figure of one portfolio and its slopes by the means of `r` and `r²`.
    pub(super) fn of(self, mean: f64, square: f64) -> (f64, [f64; 2]) {
        let variance = square - mean * mean;
        match self {
            Self::Sharpe { .. } => {
                let cube = variance * variance.sqrt();
                let slopes = [square / cube, -0.5 * mean / cube];
                (mean / variance.sqrt(), slopes)
            }
            Self::LogVariance => {
                let slopes = [-2.0 * mean / variance, 1.0 / variance];
                (libm::log(variance), slopes)
            }
        }
    }
}

fn check(
    first: &[f64],
    second: &[f64],
    performance: Performance,
    test: &PairedTest,
) -> Result<(), ConfidenceError> {
    if first.len() != second.len() {
        return refuse("returns", "are not of the same days");
    }
    if first.len() < PairedTest::LEAST_DAYS {
        return refuse("returns", "are of fewer than 20 days");
    }
    if first.iter().chain(second).any(|value| !value.is_finite()) {
        return refuse("returns", "hold a number that is not finite");
    }
    let is_still = |series: &[f64]| series.iter().all(|value| *value == series[0]);
    if is_still(first) || is_still(second) {
        return refuse("returns", "of a portfolio never move");
    }
    if let Performance::Sharpe { risk_free } = performance
        && !risk_free.is_finite()
    {
        return refuse("risk_free", "is not a finite number");
    }
    if !(99..=PairedTest::MOST).contains(&test.resamples) {
        return refuse("resamples", "is not between 99 and 100,000");
    }
    check_level(test.level)?;
    check_block(test.block, first.len())
}
