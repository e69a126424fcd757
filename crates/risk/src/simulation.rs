//! Paths of the future, drawn: what a portfolio may be worth, with money put in and taken out.
//!
//! [`Setup`] says what is drawn, [`Plan`] is the setup checked and made ready, [`Plan::simulate`]
//! draws some of its blocks of paths, [`Plan::fan`] says what all of them have in common. Every
//! block has random numbers of its own, so that the answer does not depend on which thread draws
//! which block, nor on how many there are. Sums are in one order and without fused
//! multiply-additions: the bits are the same on every processor and in the browser.
//!
//! ```
//! use nalgebra::DMatrix;
//! use risk::simulation::{Law, Moments, Plan, Setup};
//!
//! let moments = Moments {
//!     mean: vec![0.0003, 0.0002],
//!     covariance: DMatrix::from_row_slice(2, 2, &[1e-4, 2e-5, 2e-5, 4e-5]),
//! };
//! let setup = Setup { paths: 1000, ..Setup::new(Law::Normal(&moments), &[0.6, 0.4]) };
//! let plan = Plan::new(&setup)?;
//! let drawn = plan.simulate(0..plan.blocks(), &|| false);
//! let fan = plan.fan(drawn, &[0.05, 0.5, 0.95], &[0.95], None)?;
//! assert_eq!(fan.points.last().map(|point| point.day), Some(252));
//! # Ok::<(), risk::RiskError>(())
//! ```
//!
//! # The routes
//!
//! [`Route::Portfolio`] draws the return of the portfolio itself. That is exact, not an
//! approximation, when the weights are restored every day: a sum of jointly normal, or Student,
//! returns is normal, or Student with the same degrees of freedom, and a row of history has one
//! return of the portfolio. [`Route::Assets`] draws every asset and is right always.

mod block;
mod degrees;
mod factor;
mod fan;
mod flow;
mod law;
mod partial;
mod plan;
mod product;
mod source;
mod spread;

pub use degrees::fit_degrees;
pub use fan::{Chance, Fan, FanPoint, HorizonTail, Level};
pub use flow::{Amount, Flow};
pub use law::{Law, Moments};
pub use partial::Partial;
pub use plan::{MONTH, Plan, Route, Setup};
