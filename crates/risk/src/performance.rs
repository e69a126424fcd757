//! What happened: growth, ratios, drawdowns, rolling figures and the table of months.
//!
//! Most figures come in two forms: a function of the returns, and a method of what they are
//! computed from, [`Sample`] (sums over the returns) or [`Curve`] (compounded wealth), for whoever
//! wants several figures of one series.

mod average_drawdown;
mod calendar;
mod calmar;
mod cdar;
mod curve;
mod deflated;
mod downside;
mod drawdown;
mod extremes;
mod gain_to_pain;
mod growth;
mod kurtosis;
mod mad;
mod mean;
mod money_weighted;
mod omega;
mod probabilistic;
mod rates;
mod rolling;
mod sample;
mod sharpe;
mod skewness;
mod sortino;
mod spells;
mod stretch;
mod tail_ratio;
mod time_weighted;
mod track_record;
mod ulcer;
mod volatility;
mod win_rate;

pub(crate) use mad::mad_around;
pub(crate) use mean::{central, mean};
pub(crate) use rolling::{Merge, check_window, slide};
pub(crate) use sample::{finite, is_constant, is_rounding};
pub(crate) use volatility::needs_two;

pub use average_drawdown::average_drawdown;
pub use calendar::{CalendarPeriod, Period, YearOfMonths, month_table, periods};
pub use calmar::calmar;
pub use cdar::cdar;
pub use curve::Curve;
pub use deflated::{Trials, deflated_sharpe, expected_max_sharpe};
pub use downside::downside_deviation;
pub use drawdown::{MaxDrawdown, drawdowns, max_drawdown};
pub use extremes::{best, worst};
pub use gain_to_pain::gain_to_pain;
pub use growth::{cagr, wealth};
pub use kurtosis::excess_kurtosis;
pub use mad::mad;
pub use mean::{mean_daily, return_annual};
pub use money_weighted::{CashFlow, MoneyWeighted, cash_flows, money_weighted};
pub use omega::omega;
pub use probabilistic::{SharpeEstimate, probabilistic_sharpe};
pub use rolling::{rolling_cvar, rolling_samples, rolling_stretches, rolling_var};
pub use sample::Sample;
pub use sharpe::sharpe;
pub use skewness::skewness;
pub use sortino::sortino;
pub use spells::{Drawdown, deepest_drawdowns, drawdown_list};
pub use stretch::Stretch;
pub use tail_ratio::tail_ratio;
pub use time_weighted::{TimeWeighted, Valuation, time_weighted};
pub use track_record::minimum_track_record;
pub use ulcer::ulcer_index;
pub use volatility::{volatility_annual, volatility_daily};
pub use win_rate::win_rate;
