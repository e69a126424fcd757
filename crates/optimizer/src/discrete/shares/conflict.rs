//! Why there are no whole shares that keep all limits.

use crate::discrete::{DiscreteProblem, Shares};
use crate::outcome::Conflict;

pub(super) fn explain(_problem: &DiscreteProblem, _shares: &Shares) -> Conflict {
    Conflict::default()
}
