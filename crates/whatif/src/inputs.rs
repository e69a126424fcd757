//! A short name for everything that went into an answer.

use std::fmt::Write as _;

use contract::what_if::{Goal, Patch};
use domain::Day;
use sha2::{Digest, Sha256};

/// Hexadecimal digits of a name.
const DIGITS: usize = 12;

/// SHA-256 over symbols, days and prices of the window, to be ended by a patch. Texts carry their
/// length and numbers are little-endian, so that the bytes are the same on every machine and no
/// two inputs share them.
#[derive(Debug, Clone)]
pub(crate) struct Inputs(Sha256);

impl Inputs {
    pub(crate) fn new<'a>(
        symbols: &[String],
        days: &[Day],
        columns: impl Iterator<Item = &'a [f64]>,
    ) -> Self {
        let mut hash = Sha256::new();
        hash.update(count(symbols.len()));
        for symbol in symbols {
            hash.update(count(symbol.len()));
            hash.update(symbol);
        }
        hash.update(count(days.len()));
        for day in days {
            hash.update(day.year().to_le_bytes());
            hash.update(day.month().to_le_bytes());
            hash.update(day.day().to_le_bytes());
        }
        for price in columns.flatten() {
            hash.update(price.to_le_bytes());
        }
        Self(hash)
    }

    /// The name of these inputs with this patch.
    pub(crate) fn name(&self, patch: &Patch) -> String {
        let (kind, parameter) = match patch.goal {
            Goal::MinRisk => (0_u8, 0.0),
            Goal::MaxSharpe => (1, 0.0),
            Goal::TargetReturn { annual } => (2, annual),
            Goal::MaxUtility { risk_aversion } => (3, risk_aversion),
            Goal::EqualWeight => (4, 0.0),
        };
        let mut hash = self.0.clone();
        hash.update([kind]);
        // Zero has two signs that mean the same.
        hash.update((parameter + 0.0).to_le_bytes());
        hash.update(patch.cap.to_le_bytes());
        let mut name = String::with_capacity(DIGITS);
        for byte in hash.finalize().iter().take(DIGITS / 2) {
            // Writing to a String cannot fail.
            let _ = write!(name, "{byte:02x}");
        }
        name
    }
}

fn count(n: usize) -> [u8; 8] {
    (n as u64).to_le_bytes()
}
