//! Objectives without end, by the names of the document.

use crate::{Model, OutcomeKind, Unbounded};

use super::Solved;

impl Model {
    pub(super) fn without_end(&self, why: &optimizer::Unbounded) -> Solved {
        let unbounded = match why {
            optimizer::Unbounded::Along(ray) => Unbounded {
                direction: Some(self.by_asset(ray.direction.as_slice())),
                slope: Some(ray.slope),
                riskless: None,
            },
            optimizer::Unbounded::Riskless(weights) => Unbounded {
                direction: None,
                slope: None,
                riskless: Some(self.by_asset(weights.as_slice())),
            },
            optimizer::Unbounded::Unproven => Unbounded {
                direction: None,
                slope: None,
                riskless: None,
            },
        };
        Solved {
            unbounded: Some(unbounded),
            ..Solved::without(OutcomeKind::Unbounded)
        }
    }
}
