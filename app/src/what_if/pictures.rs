//! An answer as figures.

mod cap_curve;
mod frontier;
mod view;
mod wealth;
mod weights;

use contract::what_if::RiskReturn;

pub use cap_curve::cap_curve;
pub use frontier::frontier;
pub use wealth::wealth;
pub use weights::weights;

/// In percent.
fn at(point: &RiskReturn) -> (f64, f64) {
    (100.0 * point.volatility, 100.0 * point.annual_return)
}
