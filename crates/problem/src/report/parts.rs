//! All that is wrong with a document, not only the first of it.

use crate::{ProblemError, ProblemErrors};

/// What is wrong with any part of the document.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) errors: Vec<ProblemError>,
}

impl Parts {
    /// What was found; what is wrong is kept with the rest.
    pub(super) fn keep<T>(&mut self, found: Result<T, ProblemErrors>) -> Option<T> {
        match found {
            Ok(found) => Some(found),
            Err(errors) => {
                self.errors.extend(errors.0);
                None
            }
        }
    }

    /// The answer to a part, if it was asked.
    pub(super) fn of<A, R>(
        &mut self,
        asked: &Option<A>,
        answer: impl FnOnce(&A) -> Result<R, ProblemErrors>,
    ) -> Option<R> {
        self.keep(answer(asked.as_ref()?))
    }
}
