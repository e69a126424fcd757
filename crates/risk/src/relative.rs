//! Beside a benchmark on the same days.
//!
//! Each figure is a function of both series, and a method of [`Pair`], the sums from which all of
//! them follow.

mod active_return;
mod alpha;
mod batting_average;
mod beta;
mod capture;
mod correlation;
mod information_ratio;
mod pair;
mod regression;
mod rolling;
mod tracking_error;

pub use active_return::active_return;
pub use alpha::alpha_annual;
pub use batting_average::batting_average;
pub use beta::beta;
pub use capture::{down_capture, up_capture};
pub use correlation::{correlation, r_squared};
pub use information_ratio::information_ratio;
pub use pair::Pair;
pub use regression::{Estimated, MarketModel, market_model};
pub use rolling::rolling_pairs;
pub use tracking_error::tracking_error;
