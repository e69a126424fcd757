//! Whether two portfolios did differently on the same days.

use domain::PERIODS_PER_YEAR;

use super::block_length::block_length;
use super::distribution::normal_both_tails;
use super::long_run::long_run_variance;
use super::random::Random;
use super::{ConfidenceError, check_block, check_level, refuse};
use crate::progress::{Progress, tell};

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

/// Daily figures and slopes up to this are rounding: they are about as large as one.
const ROUNDING: f64 = 1e-10;

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
    fn of(self, mean: f64, square: f64) -> (f64, [f64; 2]) {
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

/// Means of `r₁, r₂, r₁², r₂²`, or sums of them.
#[derive(Debug, Clone, Copy, Default)]
struct Means([f64; 4]);

impl Means {
    fn scaled(self, by: f64) -> Self {
        Self(self.0.map(|value| value * by))
    }

    fn plus(self, other: &Self) -> Self {
        Self(std::array::from_fn(|place| self.0[place] + other.0[place]))
    }
}

/// Both figures, and the slopes of their difference by the means.
struct Figures {
    means: Means,
    performance: [f64; 2],
    slopes: [f64; 4],
}

impl Figures {
    fn difference(&self) -> f64 {
        self.performance[0] - self.performance[1]
    }

    /// How much the difference changes with the means, to first order.
    fn change(&self, means: &Means) -> f64 {
        let changes = means.0.iter().zip(&self.means.0).zip(&self.slopes);
        changes
            .map(|((one, mean), slope)| (one - mean) * slope)
            .sum()
    }
}

/// The days of both portfolios, with sums from the first day on so that any block is a difference
/// of two.
struct Pairs {
    performance: Performance,
    /// What returns are divided by.
    unit: f64,
    days: Vec<Means>,
    until: Vec<Means>,
}

impl Pairs {
    fn new(first: &[f64], second: &[f64], performance: Performance) -> Self {
        let free = match performance {
            Performance::Sharpe { risk_free } => risk_free / PERIODS_PER_YEAR,
            Performance::LogVariance => 0.0,
        };
        // In units of a usual day, so that figures and slopes are about as large as one.
        let unit = usual(first).max(usual(second));
        let days: Vec<Means> = first
            .iter()
            .zip(second)
            .map(|(one, other)| {
                let (one, other) = ((one - free) / unit, (other - free) / unit);
                Means([one, other, one * one, other * other])
            })
            .collect();
        let mut until = vec![Means::default()];
        for day in &days {
            until.push(day.plus(&until[until.len() - 1]));
        }
        Self {
            performance,
            unit,
            days,
            until,
        }
    }

    fn figures(&self, means: &Means) -> Figures {
        let [first, second, first_square, second_square] = means.0;
        let (one, of_one) = self.performance.of(first, first_square);
        let (other, of_other) = self.performance.of(second, second_square);
        Figures {
            means: *means,
            performance: [one, other],
            slopes: [of_one[0], -of_other[0], of_one[1], -of_other[1]],
        }
    }

    fn slopes(&self, whole: &Figures) -> Vec<f64> {
        self.days.iter().map(|day| whole.change(day)).collect()
    }

    fn whole(&self) -> Figures {
        let days = self.days.len();
        self.figures(&self.until[days].scaled(1.0 / days as f64))
    }

    /// The sums of a block that goes round at the end.
    fn block(&self, start: usize, length: usize) -> Means {
        let days = self.days.len();
        let minus = self.until[start].scaled(-1.0);
        match start + length {
            end if end <= days => self.until[end].plus(&minus),
            end => self.until[days].plus(&minus).plus(&self.until[end - days]),
        }
    }

    /// How often drawings differ from the whole by as many standard errors as the whole differs
    /// from nothing.
    fn probability(&self, whole: &Figures, statistic: f64, block: usize, test: &PairedTest) -> f64 {
        let days = self.days.len();
        let blocks = days / block;
        let mut sums = vec![Means::default(); blocks];
        let mut as_far = 0_usize;
        for index in 0..test.resamples {
            if tell(Progress::part(index, test.resamples)).is_break() {
                break;
            }
            let mut random = Random::new(test.seed, index as u64);
            for sum in &mut sums {
                *sum = self.block(random.below(days), block);
            }
            let far = self.distance(&sums, block, whole.difference());
            // Where a drawing has no standard error it cannot speak against chance.
            if far.is_nan() || far >= statistic.abs() {
                as_far += 1;
            }
        }
        (as_far + 1) as f64 / (test.resamples + 1) as f64
    }

    /// `|Δ* − Δ| ÷ s*` of the drawn blocks.
    fn distance(&self, sums: &[Means], block: usize, difference: f64) -> f64 {
        let days = (sums.len() * block) as f64;
        let total = sums
            .iter()
            .fold(Means::default(), |total, sum| total.plus(sum));
        let drawn = self.figures(&total.scaled(1.0 / days));
        let length = block as f64;
        let squares: f64 = sums
            .iter()
            .map(|sum| drawn.change(&sum.scaled(1.0 / length)) * length)
            .map(|change| change * change)
            .sum();
        // The mean of squared changes of a block, each the sum of its days, over all days.
        let standard_error = squares.sqrt() / days;
        let moved = (drawn.difference() - difference).abs();
        if moved <= ROUNDING {
            0.0
        } else {
            moved / standard_error
        }
    }
}

/// Two portfolios that are the same, or multiples of each other where only the ratio counts.
fn is_nothing(whole: &Figures, slopes: &[f64]) -> bool {
    whole.difference().abs() <= ROUNDING && usual(slopes) <= ROUNDING
}

/// The root of the mean square.
fn usual(values: &[f64]) -> f64 {
    let squares: f64 = values.iter().map(|value| value * value).sum();
    (squares / values.len() as f64).sqrt()
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
