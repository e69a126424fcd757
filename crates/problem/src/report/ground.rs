//! What every part of the report stands on.

use std::cell::RefCell;

use domain::Day;
use market::{RawTable, Returns};
use risk::{Rebalance, RiskError};
use serde::{Deserialize, Serialize};

use crate::{Loader, ProblemError, ProblemErrors};

/// Why something is not in the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unavailable {
    /// Where it would stand in the answer: `measures.skewness`.
    pub what: String,
    /// Why it does not: `not enough data, needs 2 observations, has 1`.
    pub reason: String,
}

/// A portfolio on its data, read and checked. All that the parts of the report share.
pub(crate) struct Ground<'a> {
    /// T × n: the returns of the window, complete; a column per asset of the data.
    pub(crate) returns: &'a Returns,
    /// The same source before the window and before gaps were repaired: for episodes outside the
    /// window and assets that did not exist yet. Prices, or returns where the document gave those.
    pub(crate) history: &'a RawTable,
    /// One weight per column of `returns`; what they lack to one is cash.
    pub(crate) weights: &'a [f64],
    /// How the weights are kept.
    pub(crate) rebalance: Rebalance,
    /// The T returns of the portfolio.
    pub(crate) portfolio: &'a [f64],
    /// The T returns of the benchmark, where there is one.
    pub(crate) benchmark: Option<&'a [f64]>,
    /// The weights of the benchmark, one per column of `returns`, where it is made of the same assets.
    pub(crate) benchmark_weights: Option<&'a [f64]>,
    /// The levels of the benchmark by day, before the window as well, where it has a series of its own.
    pub(crate) benchmark_levels: Option<&'a [(Day, f64)]>,
    /// Annual.
    pub(crate) risk_free: f64,
    /// Such as 0.95; never empty.
    pub(crate) confidence: &'a [f64],
    /// The groups of the document: a name and the columns of `returns` in it.
    pub(crate) groups: &'a [(String, Vec<usize>)],
    /// Of everything random.
    pub(crate) seed: u64,
    /// Hands over the files that the document names.
    pub(crate) load: &'a Loader<'a>,
    /// What could not be answered, and why.
    pub(crate) unavailable: RefCell<Vec<Unavailable>>,
}

impl Ground<'_> {
    /// What was found; where there is too little to find it, that is remembered at the path in the
    /// answer where it would stand.
    pub(crate) fn known<T>(&self, path: &str, found: Result<T, RiskError>) -> Option<T> {
        match found {
            Ok(value) => Some(value),
            Err(error) => {
                self.tell(path, error.to_string());
                None
            }
        }
    }

    /// Why something is not in the answer, with the path where it would stand.
    pub(crate) fn tell(&self, what: impl Into<String>, reason: impl Into<String>) {
        self.unavailable.borrow_mut().push(Unavailable {
            what: what.into(),
            reason: reason.into(),
        });
    }

    /// The column of an asset.
    ///
    /// # Errors
    /// That it is none, at the path.
    pub(crate) fn asset(&self, path: &str, name: &str) -> Result<usize, ProblemErrors> {
        self.returns.position(name).ok_or_else(|| {
            let name: String = name.chars().take(40).collect();
            ProblemError::new(path, format!("{name} is not among the assets")).into()
        })
    }
}
