//! Risk and performance: what happened, what could happen, and whether the model can be trusted.
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
//!
//! # Where things are
//!
//! - what happened: [`performance`], [`relative`] to a benchmark, [`attribution`]
//! - what could happen: [`tail`], [`stress`], [`simulation`]
//! - what it is made of: [`structure`]
//! - whether the model can be trusted: [`backtest`]
//! - whether the rules are kept: [`compliance`]

#![warn(missing_docs)]

pub mod attribution;
pub mod backtest;
pub mod compliance;
mod covariance;
mod distribution;
mod error;
mod measures;
pub mod performance;
mod portfolio;
mod random;
pub mod relative;
pub mod simulation;
pub mod stress;
pub mod structure;
pub mod tail;

pub use domain::PERIODS_PER_YEAR;
pub use error::RiskError;
pub use measures::{Measures, Options, Tail, measures};
pub use performance::{
    MaxDrawdown, best, cagr, drawdowns, excess_kurtosis, max_drawdown, mean_daily, return_annual,
    sharpe, skewness, volatility_annual, volatility_daily, wealth, worst,
};
pub use portfolio::{Rebalance, portfolio_gains, portfolio_returns, portfolio_weights};
pub use relative::beta;
pub use tail::{cvar_historical, evar, fit_student_t, quantile, var_historical};
