//! Why limits contradict each other, and the smallest change that makes peace.

use crate::outcome::Conflict;
use crate::problem::Problem;

pub(crate) fn explain_conflict(problem: &Problem) -> Conflict {
    let _ = problem;
    Conflict::default()
}
