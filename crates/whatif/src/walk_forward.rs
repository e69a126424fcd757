//! The goal, refitted each month on the past year only.

use std::ops::Range;

use contract::{
    Result,
    what_if::{Patch, WalkForward},
};
use nalgebra::{DMatrix, DVector};
use optimizer::{ActiveSet, Moments, Problem};

use crate::{
    history::History,
    outcome,
    session::internal,
    track::{self, Course},
};

/// Returns that each fit sees.
pub(crate) const TRAIN: usize = 252;
/// Returns until the next fit.
pub(crate) const TEST: usize = 21;
/// A year is whole months, so the sums of months add up to those of years.
const MONTHS: usize = TRAIN / TEST;
const _: () = assert!(TRAIN == MONTHS * TEST);

/// Most numbers in the estimates that a session keeps (8 MiB); beyond, they are made again.
const KEPT_NUMBERS: usize = 1 << 20;

/// The rows that are lived through, month by month.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schedule {
    first: usize,
    end: usize,
}

impl Schedule {
    /// From the start of the window if there is a year before it, else from where there is one.
    /// `None` when less than a month remains.
    pub(crate) fn of(history: &History) -> Option<Self> {
        let Range { start, end } = history.window();
        let first = start.max(TRAIN);
        (end >= first + TEST).then_some(Self { first, end })
    }

    fn fits(self) -> usize {
        (self.end - self.first).div_ceil(TEST)
    }

    fn months(self) -> impl Iterator<Item = Range<usize>> {
        (self.first..self.end)
            .step_by(TEST)
            .map(move |row| row..(row + TEST).min(self.end))
    }
}

/// The estimates of all fits: kept when they are few numbers, since they are the same for every
/// wish.
#[derive(Debug)]
pub(crate) enum Folds {
    Kept(Vec<Problem>),
    Made,
}

impl Folds {
    pub(crate) fn new(history: &History, schedule: Schedule) -> Result<Self> {
        let assets = history.returns.ncols();
        if assets * assets * schedule.fits() <= KEPT_NUMBERS {
            let folds = Estimates::new(&history.returns, schedule);
            folds.collect::<Result<_>>().map(Self::Kept)
        } else {
            Ok(Self::Made)
        }
    }
}

/// Lives through the schedule with the wishes of `patch`.
pub(crate) fn run(
    history: &History,
    schedule: Schedule,
    folds: &Folds,
    patch: &Patch,
) -> Result<WalkForward> {
    let (picks, failed) = match (outcome::objective(patch.goal), folds) {
        (None, _) => (None, 0),
        (Some(_), Folds::Kept(folds)) => fit(folds.iter().cloned().map(Ok), patch)?,
        (Some(_), Folds::Made) => fit(Estimates::new(&history.returns, schedule), patch)?,
    };

    let equal = DVector::from_element(
        history.returns.ncols(),
        1.0 / history.returns.ncols() as f64,
    );
    let equal_returns = hold(&history.returns, schedule, std::iter::repeat(&equal));
    let equal = Course::new(&equal_returns)?;
    let portfolio = match &picks {
        Some(picks) => Some(Course::new(&hold(
            &history.returns,
            schedule,
            picks.iter(),
        ))?),
        None => None,
    };
    let index = match &history.index {
        Some(levels) => {
            let levels = &levels[schedule.first..=schedule.end];
            let returns: Vec<f64> = levels
                .windows(2)
                .map(|pair| pair[1] / pair[0] - 1.0)
                .collect();
            Some(Course::new(&returns)?)
        }
        None => None,
    };

    let days = &history.days[schedule.first..=schedule.end];
    let courses = [Some(&equal), portfolio.as_ref(), index.as_ref()];
    let positions = track::positions(days.len(), courses.into_iter().flatten());
    Ok(WalkForward {
        train: TRAIN,
        test: TEST,
        fits: schedule.fits(),
        failed,
        days: positions.iter().map(|&t| days[t]).collect(),
        portfolio: portfolio.as_ref().unwrap_or(&equal).at(&positions),
        equal: equal.at(&positions),
        index: index.map(|course| course.at(&positions)),
    })
}

/// The weights of every fit, and how many fits found none and kept those before.
fn fit(
    folds: impl Iterator<Item = Result<Problem>>,
    patch: &Patch,
) -> Result<(Option<Vec<DVector<f64>>>, usize)> {
    let mut picks: Vec<DVector<f64>> = Vec::new();
    let mut failed = 0;
    let mut active = ActiveSet::default();
    for fold in folds {
        let Some(problem) = outcome::problem(&fold?, patch)? else {
            return Ok((None, 0));
        };
        match optimizer::solve_warm(&problem, &active).solution() {
            Some(solution) => {
                active.clone_from(&solution.active);
                picks.push(solution.weights.clone());
            }
            None => {
                failed += 1;
                let n = problem.assets();
                let before = picks.last().cloned();
                picks.push(before.unwrap_or_else(|| DVector::from_element(n, 1.0 / n as f64)));
            }
        }
    }
    Ok((Some(picks), failed))
}

/// Daily returns of buying each month's weights and holding them.
fn hold<'a>(
    returns: &DMatrix<f64>,
    schedule: Schedule,
    picks: impl Iterator<Item = &'a DVector<f64>>,
) -> Vec<f64> {
    let mut daily = Vec::with_capacity(schedule.end - schedule.first);
    for (rows, weights) in schedule.months().zip(picks) {
        let mut wealth = vec![0.0; rows.len()];
        for (asset, weight) in weights
            .iter()
            .enumerate()
            .filter(|(_, weight)| **weight != 0.0)
        {
            let mut amount = *weight;
            let column = &returns.column(asset);
            for (total, r) in wealth
                .iter_mut()
                .zip(column.rows_range(rows.clone()).iter())
            {
                amount *= 1.0 + r;
                *total += amount;
            }
        }
        let mut before = weights.sum();
        daily.extend(wealth.into_iter().map(|wealth| {
            let r = wealth / before - 1.0;
            before = wealth;
            r
        }));
    }
    daily
}

/// Sums over the days of one month.
struct Month {
    /// Of returns, by asset.
    sums: Vec<f64>,
    /// Of products of returns, the lower triangle column by column.
    products: Vec<f64>,
}

impl Month {
    fn new(returns: &DMatrix<f64>, rows: Range<usize>) -> Self {
        let n = returns.ncols();
        let days = returns.nrows();
        let column = |asset: usize| &returns.as_slice()[asset * days..][rows.clone()];
        let mut products = Vec::with_capacity(n * (n + 1) / 2);
        for right in 0..n {
            for left in right..n {
                let pairs = column(left).iter().zip(column(right));
                products.push(pairs.map(|(a, b)| a * b).sum());
            }
        }
        Self {
            sums: (0..n).map(|asset| column(asset).iter().sum()).collect(),
            products,
        }
    }
}

/// The estimates of one fit after another. Fits share eleven of their twelve months, whose sums
/// are taken once. Daily returns are small beside their spread, so that `Σ rr' − T r̄r̄'` loses
/// no digit that matters.
struct Estimates<'a> {
    returns: &'a DMatrix<f64>,
    months: Vec<Month>,
    /// First row of the next month to be summed.
    next: usize,
    fits_left: usize,
}

impl<'a> Estimates<'a> {
    fn new(returns: &'a DMatrix<f64>, schedule: Schedule) -> Self {
        Self {
            returns,
            months: Vec::with_capacity(MONTHS),
            next: schedule.first - TRAIN,
            fits_left: schedule.fits(),
        }
    }

    fn problem(&self) -> Result<Problem> {
        let n = self.returns.ncols();
        let days = TRAIN as f64;
        let mut sums = vec![0.0; n];
        let mut products = vec![0.0; n * (n + 1) / 2];
        for month in &self.months {
            add(&mut sums, &month.sums);
            add(&mut products, &month.products);
        }
        let annual = domain::PERIODS_PER_YEAR;
        let mut covariance = DMatrix::zeros(n, n);
        let mut next = products.into_iter();
        for right in 0..n {
            for left in right..n {
                let product = next.next().unwrap_or_default();
                let value = (product - sums[left] * sums[right] / days) / (days - 1.0) * annual;
                covariance[(left, right)] = value;
                covariance[(right, left)] = value;
            }
        }
        let mean = DVector::from_iterator(n, sums.iter().map(|sum| sum / days * annual));
        let moments = Moments::new(mean, covariance)
            .map_err(|_| internal("whatif: the moments of a fit are not moments"))?;
        outcome::base(moments)
    }
}

impl Iterator for Estimates<'_> {
    type Item = Result<Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        self.fits_left = self.fits_left.checked_sub(1)?;
        if self.months.len() == MONTHS {
            self.months.remove(0);
        }
        while self.months.len() < MONTHS {
            let rows = self.next..self.next + TEST;
            self.months.push(Month::new(self.returns, rows));
            self.next += TEST;
        }
        Some(self.problem())
    }
}

fn add(totals: &mut [f64], parts: &[f64]) {
    for (total, part) in totals.iter_mut().zip(parts) {
        *total += part;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_months_give_the_sample_moments() {
        let (days, n) = (TRAIN + 3 * TEST + 5, 4);
        let returns = DMatrix::from_fn(days, n, |t, i| {
            0.001 + 0.02 * (1.7 * t as f64 + 0.9 * (t * i) as f64 + i as f64).sin()
        });
        let schedule = Schedule {
            first: TRAIN,
            end: days,
        };
        assert_eq!(schedule.fits(), 4);
        let months: Vec<_> = schedule.months().collect();
        assert_eq!(months[3], days - 5..days);
        for (fold, month) in Estimates::new(&returns, schedule).zip(months) {
            let fold = fold.expect("moments");
            let past = returns
                .rows_range(month.start - TRAIN..month.start)
                .into_owned();
            let mean = optimizer::sample_mean(&past).expect("enough days");
            let covariance = optimizer::sample_covariance(&past).expect("enough days");
            assert!((fold.moments().mean() - mean).amax() < 1e-14);
            assert!((fold.moments().covariance() - covariance).amax() < 1e-15);
        }
    }

    #[test]
    fn what_is_held_drifts_until_the_month_ends() {
        let returns = DMatrix::from_fn(TRAIN + TEST + 1, 2, |t, i| {
            if t == TRAIN && i == 0 { 1.0 } else { 0.0 }
        });
        let schedule = Schedule {
            first: TRAIN,
            end: TRAIN + TEST + 1,
        };
        let picks = [
            DVector::from_vec(vec![0.5, 0.5]),
            DVector::from_vec(vec![0.0, 1.0]),
        ];
        let daily = hold(&returns, schedule, picks.iter());
        assert_eq!(daily.len(), TEST + 1);
        assert_eq!(daily[0], 0.5);
        assert!(daily[1..].iter().all(|r| *r == 0.0));
    }
}
