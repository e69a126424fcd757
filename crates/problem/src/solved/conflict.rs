//! Conflicts by the names of the document.

use optimizer::{LimitId, Relaxation};

use crate::{Conflict, Model, OrderedMap};

impl Model {
    /// The names of the limits that conflict, with what would help.
    pub(crate) fn conflict(&self, conflict: &optimizer::Conflict) -> Conflict {
        let map = |relaxation: &Relaxation| -> OrderedMap<f64> {
            relaxation
                .iter()
                .map(|&(limit, value)| (self.name(limit), value))
                .collect()
        };
        Conflict {
            constraints: conflict
                .limits
                .iter()
                .map(|&limit| self.name(limit))
                .collect(),
            relaxation: map(&conflict.relaxation),
            alternatives: conflict.alternatives.iter().map(map).collect(),
        }
    }

    pub(super) fn name(&self, limit: LimitId) -> String {
        let groups = self.choice.as_ref().map(|choice| &choice.positions.groups);
        match (limit, groups) {
            (LimitId::GroupPositions(group), Some(groups)) => match groups.get(group) {
                Some(group) => format!("{} positions", group.name),
                None => limit.name(self.assets(), &self.constraints),
            },
            _ => limit.name(self.assets(), &self.constraints),
        }
    }
}
