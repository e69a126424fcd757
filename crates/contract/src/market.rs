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

/// The span of an instrument's chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Six months.
    HalfYear,
    /// One year.
    Year,
    /// Five years.
    FiveYears,
    /// Everything stored.
    All,
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
    /// Where these prices come from, in words.
    pub source: String,
    /// The span that was asked for.
    pub span: Span,
    /// What these prices are.
    pub basis: Basis,
    /// All that there is of this instrument, the standard first.
    pub bases: Vec<Basis>,
    /// Prices of the span; of a long one by week, which `source` says.
    pub prices: Prices,
    /// Computed from all adjusted closes of the span.
    pub statistics: Statistics,
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

/// Figures of one price series; `None` where there is too little data or none of that kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statistics {
    /// Daily returns they are computed from.
    pub observations: usize,
    /// Last close.
    pub last_close: f64,
    /// Last close against the one before, a fraction.
    pub last_change: Option<f64>,
    /// Highest close.
    pub highest: f64,
    /// Lowest close.
    pub lowest: f64,
    /// What the span made of 1, minus 1, with splits and dividends.
    pub change: Option<f64>,
    /// How far the last close is below the highest of the span, with splits and dividends; a
    /// positive fraction.
    pub below_highest: Option<f64>,
    /// Compound annual growth rate.
    pub cagr: Option<f64>,
    /// Volatility a year.
    pub volatility: Option<f64>,
    /// Mean × 252 over volatility.
    pub sharpe: Option<f64>,
    /// One-day historical value at risk at 95 %, a positive loss.
    pub var_95: Option<f64>,
    /// One-day historical CVaR at 95 %, a positive loss.
    pub cvar_95: Option<f64>,
    /// Deepest fall from a peak, a positive fraction.
    pub max_drawdown: Option<f64>,
    /// Best day.
    pub best_day: Option<f64>,
    /// Worst day.
    pub worst_day: Option<f64>,
    /// Against the S&P 500 over the days both have.
    pub beta: Option<f64>,
}

/// Prices and instruments. Everything here is public: prices belong to the instance, not to a
/// person.
#[async_trait]
pub trait MarketService: Send + Sync {
    /// Every instrument with prices.
    async fn public_instruments(&self) -> Result<Vec<InstrumentSummary>>;
    /// The companies that the what-if offers.
    async fn public_universe(&self) -> Result<Universe>;
    /// One instrument with its prices and figures.
    async fn public_instrument(
        &self,
        symbol: &str,
        span: Span,
        basis: Option<Basis>,
    ) -> Result<InstrumentView>;
}
