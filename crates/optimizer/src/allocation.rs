//! Portfolios that are defined by how risk is shared, not by what is optimal.
//!
//! Every method takes a [`Problem`](crate::Problem) for its moments and its limits; the objective
//! of the problem is not read. Methods that follow a formula check the limits afterwards and
//! answer [`AllocationOutcome::Infeasible`] with the limits they break, as equal weights do.

mod budget_conflict;
mod constrained_budget;
mod correlation;
mod cvar_budget;
mod cvar_reference;
mod dendrogram;
mod dense;
mod diversification;
mod equal_contribution;
mod explain;
mod hierarchical;
mod inverse_volatility;
mod leaf_order;
mod limits;
mod linkage;
mod nested_clusters;
mod outcome;
mod risk_budget;
mod robust;
mod tracking;

pub use cvar_budget::cvar_risk_parity;
pub use dendrogram::{Dendrogram, Merge, dendrogram};
pub use diversification::max_diversification;
pub use equal_contribution::hierarchical_equal_risk_contribution;
pub use explain::{explain_cvar_risk_parity, explain_risk_parity};
pub use hierarchical::hierarchical_risk_parity;
pub use inverse_volatility::inverse_volatility;
pub use leaf_order::LeafOrder;
pub use linkage::Linkage;
pub use nested_clusters::nested_clusters;
pub use outcome::{Allocation, AllocationError, AllocationOutcome, AllocationRoute};
pub use risk_budget::risk_parity;
pub use robust::{MeanUncertainty, robust_utility, robust_utility_by_clarabel};
pub use tracking::{track_returns, track_weights};
