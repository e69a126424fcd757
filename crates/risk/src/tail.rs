//! Value at risk and its kin, by several models.
//!
//! A [`Model`] says how the distribution of the returns ahead is found; [`tail_risk`] asks any of
//! them in the same way and answers with a [`TailRisk`]. A [`Forecast`] is fitted once and read at
//! many confidences. [`evar`] has no model: it is a bound of
//! every distribution with the moments of the data.
//!
//! ```
//! use risk::tail::{Model, tail_risk};
//!
//! let returns: Vec<f64> = (0..500).map(|t| f64::from(t * 7919 % 101 - 50) / 2_000.0).collect();
//! let day = tail_risk(&returns, Model::Normal, 0.95, 1)?;
//! let fortnight = tail_risk(&returns, Model::Normal, 0.95, 10)?;
//! assert!(day.var < fortnight.var && day.cvar > Some(day.var));
//! # Ok::<(), risk::RiskError>(())
//! ```

mod cornish_fisher;
mod evar;
mod ewma;
mod filtered_historical;
mod forecast;
mod historical;
mod level;
mod model;
pub(crate) mod monte_carlo;
mod normal;
mod overlapping;
mod sample;
mod student_t;

pub(crate) use cornish_fisher::CornishFisher;
pub(crate) use ewma::{check_decay, variances};
pub(crate) use filtered_historical::residuals;
pub(crate) use historical::interpolated;
pub(crate) use level::Level;
pub(crate) use monte_carlo::standard_error;
pub(crate) use normal::Normal;
pub(crate) use sample::{Scaled, finite};
pub(crate) use student_t::fit_student_t_near;

pub use cornish_fisher::Rising;
pub use evar::evar;
pub use ewma::DECAY;
pub use forecast::Forecast;
pub use historical::{cvar_historical, quantile, var_historical};
pub use model::{Model, Scaling, StandardError, TailRisk, tail_risk};
pub use student_t::{StudentT, fit_student_t};
