//! What it costs that a limit gives way.

use std::collections::BTreeMap;

use crate::limits::LimitId;
use crate::problem::ProblemError;

/// The price of relaxing each limit by one share of its number; 1 for those not named.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RelaxationWeights(BTreeMap<LimitId, f64>);

impl RelaxationWeights {
    /// Prices of some limits. One that is ten times as dear gives way ten times as unwillingly.
    ///
    /// # Errors
    ///
    /// A price that is not a positive number up to 1e6, or below 1e-6.
    pub fn new(weights: impl IntoIterator<Item = (LimitId, f64)>) -> Result<Self, ProblemError> {
        let weights: BTreeMap<LimitId, f64> = weights.into_iter().collect();
        // Beyond, the tolerances of the elastic program would decide.
        let is_price = |weight: &f64| (1e-6..=1e6).contains(weight);
        match weights.iter().find(|(_, weight)| !is_price(weight)) {
            Some((limit, _)) => Err(ProblemError::Field {
                field: format!("conflict_weights[{limit:?}]"),
                reason: "is not between 1e-6 and 1e6",
            }),
            None => Ok(Self(weights)),
        }
    }

    /// The price of one limit.
    pub fn of(&self, limit: LimitId) -> f64 {
        self.0.get(&limit).copied().unwrap_or(1.0)
    }
}
