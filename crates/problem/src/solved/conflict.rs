//! Conflicts by the names of the document.

use optimizer::{LimitId, Relaxation};

use crate::{Conflict, ConflictChange, Model, OrderedMap};

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
            changes: self.changes(conflict),
            alternatives: conflict.alternatives.iter().map(map).collect(),
        }
    }

    fn changes(&self, conflict: &optimizer::Conflict) -> Vec<ConflictChange> {
        let risk_free = Some(self.risk_free());
        let limits = &self.constraints;
        let changes = optimizer::Conflict::changes(&conflict.relaxation, limits, risk_free);
        let named = changes.into_iter().map(|change| ConflictChange {
            constraint: self.name(change.limit),
            from: change.from,
            to: change.to,
            relative: change.relative,
        });
        named.collect()
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
