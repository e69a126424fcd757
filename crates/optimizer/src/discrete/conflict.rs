use super::DiscreteProblem;
use crate::outcome::Conflict;
pub(super) fn explain(_: &DiscreteProblem) -> Conflict {
    Conflict::default()
}
