//! Risk and performance measures of a series of returns.
//!
//! A series is a slice of simple daily returns, oldest first, every one of them finite. Losses are
//! positive numbers. What cannot be computed is a [`RiskError`], never NaN.
//!
//! ```
//! let returns = [0.01, -0.02, 0.015, 0.003];
//! let deepest = risk::max_drawdown(&returns)?;
//! assert!((deepest.fraction - 0.02).abs() < 1e-15);
//! assert_eq!((deepest.peak, deepest.trough, deepest.recovery), (1, 2, None));
//! # Ok::<(), risk::RiskError>(())
//! ```

#![warn(missing_docs)]

mod benchmark;
mod drawdown;
mod error;
mod growth;
mod measures;
mod moments;
mod portfolio;
mod sharpe;
mod tail;

pub use benchmark::beta;
pub use domain::PERIODS_PER_YEAR;
pub use drawdown::{MaxDrawdown, drawdowns, max_drawdown};
pub use error::RiskError;
pub use growth::{cagr, wealth};
pub use measures::{Measures, Options, Tail, measures};
pub use moments::{
    best, excess_kurtosis, mean_daily, return_annual, skewness, volatility_annual,
    volatility_daily, worst,
};
pub use portfolio::{Rebalance, portfolio_returns};
pub use sharpe::sharpe;
pub use tail::{cvar_historical, quantile, var_historical};
