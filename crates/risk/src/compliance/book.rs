use market::Returns;
use nalgebra::DMatrix;

use super::Missing;
use crate::{Rebalance, RiskError, portfolio_weights, structure::Parts};

/// A portfolio, and what its measures need.
#[derive(Debug, Clone)]
pub struct Book<'a> {
    /// Daily returns of the assets.
    pub returns: &'a Returns,
    /// One per asset: the current ones, or those proposed. What they lack to one is cash.
    pub weights: &'a [f64],
    /// How they are kept in the history that risks are measured on.
    pub rebalance: Rebalance,
    /// What tracking error and beta compare with.
    pub benchmark: Option<Yardstick<'a>>,
    /// What liquidity is measured on.
    pub trading: Option<Trading<'a>>,
}

/// A benchmark.
#[derive(Debug, Clone, Copy)]
pub enum Yardstick<'a> {
    /// Of the same assets, one weight each, kept like the portfolio.
    Weights(&'a [f64]),
    /// Daily returns on the same days.
    Returns(&'a [f64]),
}

/// How much is traded.
#[derive(Debug, Clone, Copy)]
pub struct Trading<'a> {
    /// The wealth of the portfolio, in the same money.
    pub wealth: f64,
    /// Money traded in each asset on an average day; none where it is not known.
    pub daily: &'a [Option<f64>],
    /// The share of it that the portfolio can be, above 0 and at most 1.
    pub participation: f64,
}

/// A series of returns, and what each asset added to the return of each day.
pub(crate) struct Past {
    /// T × n: weights at the start of each day times the returns.
    parts: DMatrix<f64>,
    /// Their sums.
    pub(crate) whole: Vec<f64>,
}

impl Past {
    /// How many assets there are.
    pub(crate) fn assets(&self) -> usize {
        self.parts.ncols()
    }

    /// The part of an asset, day by day.
    pub(crate) fn part(&self, asset: usize) -> &[f64] {
        let days = self.whole.len();
        &self.parts.as_slice()[asset * days..(asset + 1) * days]
    }
}

impl Past {
    /// The parts of a measure, where every asset counts with what it added; none where the portfolio does
    /// not vary.
    pub(crate) fn divided(
        &self,
        divide: impl Fn(&DMatrix<f64>, &[f64]) -> Result<Parts, RiskError>,
    ) -> Result<Option<Parts>, Missing> {
        match divide(&self.parts, &vec![1.0; self.assets()]) {
            Ok(parts) => Ok(Some(parts)),
            Err(RiskError::NoVariance) => Ok(None),
            Err(error) => Err(Missing::Data(error)),
        }
    }
}

/// The history of weights that are kept.
pub(crate) struct Held {
    pub(crate) past: Past,
    /// T × n: at the start of each day.
    weights: DMatrix<f64>,
}

impl Held {
    pub(crate) fn of(book: &Book<'_>, weights: &[f64]) -> Result<Self, Missing> {
        let weights = portfolio_weights(book.returns, weights, book.rebalance)?;
        let parts = weights.component_mul(&book.returns.matrix);
        let mut whole = vec![0.0; parts.nrows()];
        for column in parts.column_iter() {
            for (sum, part) in whole.iter_mut().zip(column.iter()) {
                *sum += part;
            }
        }
        Ok(Self {
            past: Past { parts, whole },
            weights,
        })
    }

    /// The same portfolio against its benchmark: parts are of active weights where the benchmark is of
    /// the same assets, and else each weight times the difference to the benchmark.
    pub(crate) fn active(&self, book: &Book<'_>) -> Result<Past, Missing> {
        let mut parts = self.past.parts.clone();
        let benchmark = benchmark(book)?;
        match &benchmark {
            Benchmark::Held(held) => parts -= &held.past.parts,
            Benchmark::Series(series) => {
                for (mut column, weights) in parts.column_iter_mut().zip(self.weights.column_iter())
                {
                    for ((part, weight), b) in column.iter_mut().zip(weights.iter()).zip(*series) {
                        *part -= weight * b;
                    }
                }
            }
        }
        let pairs = self.past.whole.iter().zip(benchmark.returns());
        let whole = pairs.map(|(x, b)| x - b).collect();
        Ok(Past { parts, whole })
    }
}

/// A benchmark, with its past.
pub(crate) enum Benchmark<'a> {
    Held(Held),
    Series(&'a [f64]),
}

impl Benchmark<'_> {
    pub(crate) fn returns(&self) -> &[f64] {
        match self {
            Self::Held(held) => &held.past.whole,
            Self::Series(series) => series,
        }
    }
}

pub(crate) fn benchmark<'a>(book: &Book<'a>) -> Result<Benchmark<'a>, Missing> {
    match book.benchmark {
        None => Err(Missing::Benchmark),
        Some(Yardstick::Weights(weights)) => Held::of(book, weights).map(Benchmark::Held),
        Some(Yardstick::Returns(series)) => {
            crate::error::check(series, 0)?;
            let days = book.returns.matrix.nrows();
            if series.len() == days {
                Ok(Benchmark::Series(series))
            } else {
                Err(Missing::Data(RiskError::Length {
                    expected: days,
                    found: series.len(),
                }))
            }
        }
    }
}
