//! An answer as figures.

mod band;
mod cap_curve;
mod frontier;
mod view;
mod wealth;
mod weights;

use contract::what_if::RiskReturn;
use texts::Language;

pub use cap_curve::cap_curve;
pub use frontier::frontier;
pub use wealth::wealth;
pub use weights::weights;

/// The words that pictures add of themselves.
fn words_of(language: Language) -> figure::Words {
    let _ = language;
    figure::Words::default()
}

/// In percent.
fn at(point: &RiskReturn) -> (f64, f64) {
    (100.0 * point.volatility, 100.0 * point.annual_return)
}
