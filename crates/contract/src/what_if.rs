//! The what-if: a question about the bundled companies, its answer, and the protocol of the worker
//! that answers it in the browser.
//!
//! The worker is told `Prepare` once for a choice of assets and days; moments and the last active
//! set stay there. `Solve` then only carries what a person drags. The newest patch wins.

use async_trait::async_trait;
use domain::Day;
use serde::{Deserialize, Serialize};

use crate::{AppError, Result};

/// What the portfolio should be best at.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Goal {
    /// Smallest variance.
    MinRisk,
    /// Largest return over volatility.
    MaxSharpe,
    /// Smallest variance with at least this return.
    TargetReturn {
        /// Annual, a fraction.
        annual: f64,
    },
    /// Largest return − aversion × variance, annual.
    MaxUtility {
        /// Annual.
        risk_aversion: f64,
    },
    /// The yardstick: the same weight for each.
    EqualWeight,
}

/// Smallest cap that a person may ask for.
pub const MIN_CAP: f64 = 0.01;
/// Smallest and largest risk aversion.
pub const RISK_AVERSION: (f64, f64) = (0.1, 100.0);
/// Smallest and largest target return, annual.
pub const TARGET_RETURN: (f64, f64) = (-0.5, 1.0);
/// Most assets in one what-if.
pub const MAX_ASSETS: usize = 200;

/// The assets and days that a problem is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// At least one, none twice.
    pub symbols: Vec<String>,
    /// The first price is of this day or later; the first return is that of the price after it.
    #[serde(with = "crate::iso_day")]
    pub from: Day,
    /// The last price is of this day or earlier.
    #[serde(with = "crate::iso_day")]
    pub to: Day,
}

/// What a person drags.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Patch {
    /// The objective.
    pub goal: Goal,
    /// Most in one holding, a fraction.
    pub cap: f64,
}

/// A whole question, as the server is asked it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// About what.
    pub selection: Selection,
    /// With which wishes.
    pub patch: Patch,
}

/// How much of an answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Weights, prices of the limits, frontier: while dragging.
    Quick,
    /// All of it, with the walk-forward.
    Full,
}

/// The answer to a [`Question`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The wishes that it answers.
    pub patch: Patch,
    /// The assets, in the order of every vector below.
    pub symbols: Vec<String>,
    /// Day of the first return.
    #[serde(with = "crate::iso_day")]
    pub from: Day,
    /// Day of the last return.
    #[serde(with = "crate::iso_day")]
    pub to: Day,
    /// Number of daily returns.
    pub observations: usize,
    /// What came of it.
    pub outcome: Outcome,
    /// The reachable, for the picture.
    pub picture: Picture,
    /// Only in a full answer, and only where there are enough days.
    pub walk_forward: Option<WalkForward>,
    /// Who answered and how well.
    pub receipt: Receipt,
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// The best portfolio.
    Solved(Solved),
    /// The limits contradict each other.
    Infeasible(Conflict),
}

/// The best portfolio.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Solved {
    /// Whether the optimality conditions hold to the tolerance that is promised.
    pub exact: bool,
    /// One for each symbol, sums to 1.
    pub weights: Vec<f64>,
    /// Figures of it in the window.
    pub figures: Figures,
    /// Figures of equal weights in the window.
    pub equal: Figures,
    /// Every limit that binds, dearest first.
    pub limits: Vec<LimitPrice>,
}

/// Figures of weights under the estimates of the window.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Expected return a year.
    pub annual_return: f64,
    /// Volatility a year.
    pub volatility: f64,
    /// Return over volatility.
    pub sharpe: Option<f64>,
    /// 1 ÷ Σ w².
    pub effective_holdings: f64,
}

/// What a binding limit costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LimitPrice {
    /// Which limit.
    pub limit: Limit,
    /// Its value now.
    pub value: f64,
    /// Change of the objective, in basis points, when the limit is raised by one percentage point.
    pub bp_per_percent: f64,
    /// The same limits bind while this limit is not below.
    pub valid_from: Option<f64>,
    /// The same limits bind while this limit is not above.
    pub valid_to: Option<f64>,
    /// Raising this limit alone helps until here.
    pub helps_until: Option<f64>,
}

/// A limit of the what-if.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Limit {
    /// The cap on every holding, moved for all at once.
    SharedCap,
    /// The cap, moved for this holding alone.
    Cap {
        /// The holding.
        symbol: String,
    },
    /// The least return.
    TargetReturn,
}

/// Limits that cannot hold together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// Names of limits; each is needed for the contradiction.
    pub constraints: Vec<String>,
    /// Limit → new value: the smallest change, all together, that makes the problem solvable.
    pub relaxation: Vec<(String, f64)>,
    /// Other such changes.
    pub alternatives: Vec<Vec<(String, f64)>>,
}

/// Risk and return of one portfolio.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RiskReturn {
    /// Volatility a year.
    pub volatility: f64,
    /// Return a year.
    pub annual_return: f64,
}

/// What is reachable, with and without the cap.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Picture {
    /// The efficient frontier under the cap, ascending.
    pub frontier: Vec<RiskReturn>,
    /// The efficient frontier without the cap, ascending.
    pub free_frontier: Vec<RiskReturn>,
    /// Each asset alone.
    pub assets: Vec<RiskReturn>,
    /// (cap, volatility) as the cap moves, for the goal at hand; empty where that says nothing.
    pub cap_curve: Vec<(f64, f64)>,
}

/// The goal, refitted each month on the past year only, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WalkForward {
    /// Days in the window of each fit.
    pub train: usize,
    /// Days between two fits.
    pub test: usize,
    /// How often it was fitted.
    pub fits: usize,
    /// How many of these found no portfolio, and kept the weights before.
    pub failed: usize,
    /// Days of the wealth curves; the first is the day before the first return.
    #[serde(with = "crate::iso_day::list")]
    pub days: Vec<Day>,
    /// The portfolio.
    pub portfolio: Track,
    /// Equal weights, rebalanced at the same days.
    pub equal: Track,
    /// The S&P 500 price index, where it has prices.
    pub index: Option<Track>,
}

/// What became of 1 of money.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Track {
    /// Wealth, starting at 1.
    pub wealth: Vec<f64>,
    /// Mean × 252.
    pub annual_return: f64,
    /// Volatility a year.
    pub volatility: f64,
    /// Deepest fall, a positive fraction.
    pub max_drawdown: f64,
}

/// Who answered, and how well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// `active_set`, `clarabel`, or `closed_form`.
    pub solver: String,
    /// Largest violation of the optimality conditions, scaled.
    pub kkt_residual: f64,
    /// Iterations of the solver.
    pub iterations: u32,
    /// First twelve hexadecimal digits of a hash of everything that went in.
    pub inputs: String,
    /// Time of the solve alone.
    pub solve_ms: f64,
    /// Time of the whole answer.
    pub total_ms: f64,
}

/// Which prices travel in a block of numbers beside this head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceHead {
    /// Columns.
    pub symbols: Vec<String>,
    /// Rows, ascending.
    #[serde(with = "crate::iso_day::list")]
    pub days: Vec<Day>,
    /// Whether one more column follows with the S&P 500 (NaN where it has no price).
    pub index: bool,
}

/// Prices, column after column.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceBlock {
    /// What is in it.
    pub head: PriceHead,
    /// `(symbols + index) × days` numbers.
    pub prices: Vec<f64>,
}

/// What the page tells the worker. Prices travel beside `Prepare`, as a transferred
/// `Float64Array`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Request {
    /// Take these prices and estimate.
    Prepare {
        /// Chosen by the page; replaces what was there.
        handle: u32,
        /// The prices.
        head: PriceHead,
        /// What to make of them.
        selection: Selection,
    },
    /// Answer.
    Solve {
        /// Of an earlier `Prepare`.
        handle: u32,
        /// Ascending; the newest wins.
        sequence: u32,
        /// The wishes.
        patch: Patch,
        /// How much.
        detail: Detail,
    },
}

/// What the worker answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Reply {
    /// `Prepare` is done.
    Prepared {
        /// Of the request.
        handle: u32,
        /// Time that it took.
        prepare_ms: f64,
    },
    /// `Solve` is done.
    Solved {
        /// Of the request.
        handle: u32,
        /// Of the request.
        sequence: u32,
        /// The answer.
        answer: Box<Answer>,
    },
    /// It could not be done.
    Failed {
        /// Of the request.
        handle: u32,
        /// Of the request; absent for `Prepare`.
        sequence: Option<u32>,
        /// Why.
        error: AppError,
    },
}

impl Patch {
    /// Every field out of its range.
    pub fn validate(&self) -> Result<()> {
        let mut fields = Vec::new();
        let mut within = |field: &str, value: f64, (low, high): (f64, f64), unit: Unit| {
            if !(low..=high).contains(&value) {
                let (low, high) = (unit.write(low), unit.write(high));
                fields.push(crate::FieldError::new(
                    field,
                    format!("must be between {low} and {high}"),
                ));
            }
        };
        within("cap", self.cap, (MIN_CAP, 1.0), Unit::Percent);
        match self.goal {
            Goal::TargetReturn { annual } => {
                within("target_return", annual, TARGET_RETURN, Unit::Percent);
            }
            Goal::MaxUtility { risk_aversion } => {
                within("risk_aversion", risk_aversion, RISK_AVERSION, Unit::One);
            }
            Goal::MinRisk | Goal::MaxSharpe | Goal::EqualWeight => {}
        }
        if fields.is_empty() {
            Ok(())
        } else {
            Err(AppError::Invalid { fields })
        }
    }
}

#[derive(Clone, Copy)]
enum Unit {
    Percent,
    One,
}

impl Unit {
    fn write(self, value: f64) -> String {
        match self {
            Self::Percent => domain::format::percent(value, 0),
            Self::One => domain::format::number(value, 1),
        }
    }
}

/// The what-if without an account: on the server, for the first paint and for browsers that cannot
/// run the worker.
#[async_trait]
pub trait WhatIfService: Send + Sync {
    /// The full answer.
    async fn public_answer(&self, question: Question) -> Result<Answer>;
    /// The prices that a worker needs to answer about this selection, with the days before it that
    /// the walk-forward learns from.
    async fn public_prices(&self, selection: Selection) -> Result<PriceBlock>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_the_calendar_writes_them() {
        let mut day = Day::constant(1999, 12, 25);
        for _ in 0..500 {
            let selection = Selection {
                symbols: Vec::new(),
                from: day,
                to: day,
            };
            let text = serde_json::to_string(&selection).expect("plain data");
            assert_eq!(
                text,
                format!(r#"{{"symbols":[],"from":"{day}","to":"{day}"}}"#)
            );
            assert_eq!(
                serde_json::from_str::<Selection>(&text).expect("same type"),
                selection
            );
            day = day.tomorrow().expect("far from the end of time");
        }
        for wrong in [
            "",
            "2020-02-30",
            "2020-1-2",
            "20200102",
            "2020-01-02T00",
            "２020-01-0",
            "2020/01/02",
        ] {
            let text = format!(r#"{{"symbols":[],"from":"{wrong}","to":"2020-01-02"}}"#);
            let error = serde_json::from_str::<Selection>(&text).expect_err(wrong);
            assert!(error.to_string().contains("2020-01-02"), "{error}");
        }
        let early = Selection {
            symbols: Vec::new(),
            from: Day::constant(-1, 1, 1),
            to: day,
        };
        assert!(serde_json::to_string(&early).is_err());
    }

    fn check(goal: Goal, cap: f64, wrong: &[&str]) {
        let found = match (Patch { goal, cap }).validate() {
            Ok(()) => Vec::new(),
            Err(AppError::Invalid { fields }) => fields.into_iter().map(|f| f.field).collect(),
            Err(other) => panic!("unexpected {other}"),
        };
        assert_eq!(found, wrong);
    }

    #[test]
    fn a_patch_names_every_field_out_of_range() {
        check(Goal::MinRisk, 0.1, &[]);
        check(Goal::MinRisk, 0.0, &["cap"]);
        check(Goal::MaxSharpe, f64::NAN, &["cap"]);
        check(Goal::EqualWeight, 1.01, &["cap"]);
        check(
            Goal::TargetReturn { annual: 7.0 },
            2.0,
            &["cap", "target_return"],
        );
        check(
            Goal::MaxUtility {
                risk_aversion: -1.0,
            },
            1.0,
            &["risk_aversion"],
        );
    }

    #[test]
    fn messages_survive_the_wire() {
        let request = Request::Solve {
            handle: 1,
            sequence: 2,
            patch: Patch {
                goal: Goal::TargetReturn { annual: 0.1 },
                cap: 0.2,
            },
            detail: Detail::Quick,
        };
        let text = serde_json::to_string(&request).expect("plain data");
        assert_eq!(
            serde_json::from_str::<Request>(&text).expect("same type"),
            request
        );
    }
}
