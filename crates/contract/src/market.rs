//! Instruments and their prices.

use async_trait::async_trait;
use domain::Day;
use serde::{Deserialize, Serialize};

use crate::Result;

/// An instrument with the days for which there are prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstrumentSummary {
    /// Its ticker.
    pub symbol: String,
    /// The name people know it by.
    pub name: String,
    /// `equity`, `fund` or `index`.
    pub kind: String,
    /// GICS sector; empty for funds and indices.
    pub sector: String,
    /// ISO 3166 code.
    pub country: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Where it is listed.
    pub exchange: String,
    /// First stored day.
    #[serde(with = "crate::iso_day")]
    pub first_day: Day,
    /// Last stored day.
    #[serde(with = "crate::iso_day")]
    pub last_day: Day,
}

/// The assets that the what-if offers, and the days that all of them share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Universe {
    /// By symbol.
    pub assets: Vec<InstrumentSummary>,
    /// First day with a price for each.
    #[serde(with = "crate::iso_day")]
    pub first_day: Day,
    /// Last day with a price for each.
    #[serde(with = "crate::iso_day")]
    pub last_day: Day,
}

/// An instrument in a list, with what became of it lately.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InstrumentRow {
    /// The instrument.
    pub summary: InstrumentSummary,
    /// Day of the last close.
    #[serde(with = "crate::iso_day")]
    pub last_day: Day,
    /// The last close of the source that reaches furthest.
    pub last_close: f64,
    /// What the year before made of 1, minus 1, with splits and dividends.
    pub year_change: Option<f64>,
    /// The last adjusted close of each week of that year, to four digits.
    pub weeks: Vec<f64>,
}

/// The span of an instrument's chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// One month.
    Month,
    /// Three months.
    Quarter,
    /// Six months.
    HalfYear,
    /// One year.
    Year,
    /// Five years.
    FiveYears,
    /// Everything stored.
    All,
}

/// What is drawn beside prices, with the usual settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Indicator {
    /// The mean of the last 50 closes.
    Mean50,
    /// Bollinger's bands of 20 days and 2 deviations.
    Bollinger,
    /// Wilder's relative strength index of 14 days.
    Rsi,
    /// MACD of 12, 26 and 9 days.
    Macd,
}

/// Which page of an instrument is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstrumentQuestion {
    /// Its ticker.
    pub symbol: String,
    /// How far back the chart reaches.
    pub span: Span,
    /// Which prices; the standard ones where there are none of that kind.
    pub basis: Option<Basis>,
    /// What is to be computed.
    pub indicators: Vec<Indicator>,
    /// Another instrument beside it.
    pub compare: Option<String>,
}

/// What an instrument's prices are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Bars as they were traded.
    Traded,
    /// Closes adjusted for splits and dividends.
    Adjusted,
}

/// One day of trading.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// The day.
    #[serde(with = "crate::iso_day")]
    pub day: Day,
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price, as traded.
    pub close: f64,
    /// Pieces traded.
    pub volume: Option<f64>,
}

/// What an instrument page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InstrumentView {
    /// The instrument.
    pub summary: InstrumentSummary,
    /// Where these prices come from, with the licence, as it wants to be named.
    pub source: String,
    /// The span that was asked for.
    pub span: Span,
    /// What these prices are.
    pub basis: Basis,
    /// All that there is of this instrument, the standard first.
    pub bases: Vec<Offer>,
    /// Prices of the span; of a long one by week.
    pub prices: Prices,
    /// Whether each price stands for a week.
    pub weekly: bool,
    /// One value for each price, computed from daily prices.
    pub indicators: Indicators,
    /// The other instrument that was asked for, over the same days.
    pub compared: Option<Compared>,
    /// What it can be compared with: symbol and name.
    pub others: Vec<(String, String)>,
    /// What became of the money in the span.
    pub course: Option<Course>,
    /// Figures up to the last day, whatever the span.
    pub statistics: Statistics,
    /// What there is to say about these prices.
    pub quality: Quality,
}

/// Prices that there are of an instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Of which kind.
    pub basis: Basis,
    /// Their first day.
    #[serde(with = "crate::iso_day")]
    pub first_day: Day,
    /// Their last day.
    #[serde(with = "crate::iso_day")]
    pub last_day: Day,
}

/// What was computed beside the prices, rounded to six digits: empty where it was not asked for,
/// `None` on the days that have too few before them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Indicators {
    /// [`Indicator::Mean50`].
    pub mean_50: Vec<Option<f64>>,
    /// [`Indicator::Bollinger`]: lower and upper end.
    pub bollinger: Vec<Option<(f64, f64)>>,
    /// [`Indicator::Rsi`].
    pub rsi: Vec<Option<f64>>,
    /// [`Indicator::Macd`]: line and signal.
    pub macd: Vec<Option<(f64, f64)>>,
}

/// Another instrument.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Its ticker.
    pub symbol: String,
    /// Its name.
    pub name: String,
    /// Adjusted closes of both on the days that both have: by week where there are many. Empty
    /// where they share none.
    pub points: Vec<ComparedPoint>,
}

/// A day of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ComparedPoint {
    /// The day.
    #[serde(with = "crate::iso_day")]
    pub day: Day,
    /// Adjusted close of the instrument.
    pub own: f64,
    /// Adjusted close of the other one.
    pub other: f64,
}

/// What became of the money in a span, with splits and dividends.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// What the span made of 1, minus 1.
    pub change: f64,
    /// How far the last close is below the highest of the span, a positive fraction.
    pub below_highest: f64,
    /// Day of the highest.
    #[serde(with = "crate::iso_day")]
    pub highest_on: Day,
    /// Whether the last close is the lowest of the last 52 weeks.
    pub is_year_low: bool,
    /// Whether it is the highest of them.
    pub is_year_high: bool,
}

/// The prices of one instrument.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Prices {
    /// Closes adjusted for splits and dividends.
    Closes {
        /// Ascending.
        #[serde(with = "crate::iso_day::list")]
        days: Vec<Day>,
        /// One for each day.
        closes: Vec<f64>,
    },
    /// Real bars, as traded.
    Bars {
        /// Ascending.
        bars: Vec<Bar>,
    },
}

/// Figures of one price series up to its last day; `None` where there is too little data or none
/// of that kind. Prices are those of the chart; changes, falls and risks count splits and
/// dividends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statistics {
    /// The last day.
    #[serde(with = "crate::iso_day")]
    pub last_day: Day,
    /// Days with a price.
    pub days: usize,
    /// Last close.
    pub last_close: f64,
    /// Last close less the one before.
    pub last_move: Option<f64>,
    /// Last close against the one before, a fraction, with splits and dividends.
    pub last_change: Option<f64>,
    /// Open of the last day.
    pub open: Option<f64>,
    /// High of the last day.
    pub high: Option<f64>,
    /// Low of the last day.
    pub low: Option<f64>,
    /// Volume of the last day.
    pub volume: Option<f64>,
    /// Mean volume of the last 60 days.
    pub volume_60: Option<f64>,
    /// Highest price of the last 52 weeks.
    pub year_high: f64,
    /// Lowest price of the last 52 weeks.
    pub year_low: f64,
    /// Change over one month.
    pub month: Option<f64>,
    /// Change over three months.
    pub quarter: Option<f64>,
    /// Change over a year.
    pub year: Option<f64>,
    /// Against the S&P 500 over the last year.
    pub beta: Option<f64>,
    /// Volatility a year, of the last year.
    pub volatility: Option<f64>,
    /// Volatility a year, of the last 20 days.
    pub volatility_20: Option<f64>,
    /// One-day historical value at risk at 95 % of the last year, a positive loss.
    pub var_95: Option<f64>,
    /// Deepest fall of the last year, a positive fraction.
    pub deepest_fall: Option<f64>,
}

/// What there is to say about the prices of an instrument before they are believed. `None` where
/// there is no such data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// 100 × the share of days without a fault, rounded down.
    pub score: u8,
    /// Days with a price.
    pub days: usize,
    /// The first of them.
    #[serde(with = "crate::iso_day")]
    pub first_day: Day,
    /// Known sessions of the exchange between the first and the last day.
    pub sessions: usize,
    /// Those without a price.
    pub missing: usize,
    /// Days whose high or low contradicts another price.
    pub contradictory: Option<usize>,
    /// Days on which nothing was traded.
    pub without_volume: Option<usize>,
    /// Closes equal to the one before.
    pub unchanged: usize,
    /// Days in runs of five equal closes or more.
    pub stale: usize,
    /// Splits.
    pub splits: Option<usize>,
    /// Dividends.
    pub dividends: Option<usize>,
    /// Days with a return beyond ten standard deviations.
    pub jumps: usize,
    /// The largest of them.
    pub largest_jump: Option<Jump>,
}

/// A return far out of the ordinary.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Jump {
    /// The day on which it ends.
    #[serde(with = "crate::iso_day")]
    pub day: Day,
    /// The return.
    pub change: f64,
    /// The volume of the day over the mean of the 60 days before.
    pub volume_ratio: Option<f64>,
    /// Whether a split lies on the same day.
    pub on_split: bool,
}

/// Prices and instruments. Everything here is public: prices belong to the instance, not to a
/// person.
#[async_trait]
pub trait MarketService: Send + Sync {
    /// Every instrument with prices.
    async fn public_instruments(&self) -> Result<Vec<InstrumentSummary>>;
    /// The same with what became of each lately.
    async fn public_instrument_rows(&self) -> Result<Vec<InstrumentRow>>;
    /// The companies that the what-if offers.
    async fn public_universe(&self) -> Result<Universe>;
    /// One instrument with its prices and figures.
    async fn public_instrument(&self, question: InstrumentQuestion) -> Result<InstrumentView>;
}
