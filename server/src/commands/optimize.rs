//! `finx optimize`: a problem document in, an answer document out.

use crate::cli::{Failure, Optimize};

/// Solves the document.
pub(crate) fn run(_what: &Optimize) -> Result<(), Failure> {
    Err(Failure::Usage("not there yet".to_owned()))
}
