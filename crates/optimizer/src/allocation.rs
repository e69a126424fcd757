//! Portfolios that are defined by how risk is shared, not by what is optimal.
//!
//! Every method takes a [`Problem`](crate::Problem) for its moments and its limits; the objective
//! of the problem is not read. Methods that follow a formula check the limits afterwards and
//! answer [`AllocationOutcome::Infeasible`] with the limits they break, as equal weights do.

mod constrained_budget;
mod correlation;
mod dense;
mod diversification;
mod inverse_volatility;
mod limits;
mod outcome;
mod risk_budget;

pub use diversification::max_diversification;
pub use inverse_volatility::inverse_volatility;
pub use outcome::{Allocation, AllocationError, AllocationOutcome, AllocationRoute};
pub use risk_budget::risk_parity;
