//! Two portfolios day by day, and blocks of these days.

use domain::PERIODS_PER_YEAR;

use super::compare::{PairedTest, Performance};
use super::random::Random;
use crate::progress::{Progress, tell};

/// Daily figures and slopes up to this are rounding: they are about as large as one.
const ROUNDING: f64 = 1e-10;

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
pub(super) struct Figures {
    means: Means,
    pub(super) performance: [f64; 2],
    slopes: [f64; 4],
}

impl Figures {
    pub(super) fn difference(&self) -> f64 {
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
pub(super) struct Pairs {
    performance: Performance,
    /// What returns are divided by.
    pub(super) unit: f64,
    days: Vec<Means>,
    until: Vec<Means>,
}

impl Pairs {
    pub(super) fn new(first: &[f64], second: &[f64], performance: Performance) -> Self {
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

    pub(super) fn slopes(&self, whole: &Figures) -> Vec<f64> {
        self.days.iter().map(|day| whole.change(day)).collect()
    }

    pub(super) fn whole(&self) -> Figures {
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
    pub(super) fn probability(
        &self,
        whole: &Figures,
        statistic: f64,
        block: usize,
        test: &PairedTest,
    ) -> f64 {
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
pub(super) fn is_nothing(whole: &Figures, slopes: &[f64]) -> bool {
    whole.difference().abs() <= ROUNDING && usual(slopes) <= ROUNDING
}

/// The root of the mean square.
fn usual(values: &[f64]) -> f64 {
    let squares: f64 = values.iter().map(|value| value * value).sum();
    (squares / values.len() as f64).sqrt()
}
