//! Whether a model of the value at risk can be trusted: its exceptions, counted and judged.
//!
//! [`backtest`] asks a model for every day that has a window of days before it, and notes the days
//! that lost more. Whether there are too many or too few of them is judged by [`kupiec`], whether
//! they come in a row by [`independence`], both at once by [`conditional_coverage`], what a
//! regulator makes of them by [`traffic_light`].
//!
//! ```
//! use risk::{backtest::{backtest, kupiec}, tail::Model};
//!
//! let returns: Vec<f64> = (0..600).map(|t| f64::from(t * 7919 % 101 - 50) / 2_000.0).collect();
//! let [found] = &backtest(&returns, Model::Historical, 250, &[0.95])?[..] else { unreachable!() };
//! let judged = kupiec(found.tested(), found.exceptions.len(), 0.95)?;
//! assert!(found.tested() == 350 && judged.p > 0.05);
//! # Ok::<(), risk::RiskError>(())
//! ```

mod christoffersen;
mod conditional_coverage;
mod first_failure;
mod kupiec;
mod likelihood;
mod rolling;
mod traffic_light;

pub use christoffersen::{Transitions, independence};
pub use conditional_coverage::conditional_coverage;
pub use first_failure::first_failure;
pub use kupiec::kupiec;
pub use likelihood::LikelihoodRatio;
pub use rolling::{Backtest, backtest};
pub use traffic_light::{TrafficLight, Zone, traffic_light};
