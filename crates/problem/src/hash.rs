//! Fingerprints of what went into an answer.

use sha2::{Digest as _, Sha256};

/// A SHA-256 over a sequence of texts and numbers, each with its length before it, so that no two
/// sequences run into one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Digest(Sha256);

impl Digest {
    pub(crate) fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.update(text);
    }

    /// How many of something follow.
    pub(crate) fn count(&mut self, count: usize) {
        self.0.update((count as u64).to_le_bytes());
    }

    pub(crate) fn numbers(&mut self, numbers: &[f64]) {
        self.count(numbers.len());
        for number in numbers {
            // Minus zero is zero.
            self.0.update((number + 0.0).to_le_bytes());
        }
    }

    /// Lower-case hexadecimal.
    pub(crate) fn hex(&self) -> String {
        self.0
            .clone()
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(texts: &[&str], numbers: &[f64]) -> String {
        let mut digest = Digest::default();
        texts.iter().for_each(|text| digest.text(text));
        digest.numbers(numbers);
        digest.hex()
    }

    #[test]
    fn different_inputs_differ() {
        assert_eq!(check(&["ab", "c"], &[0.0]), check(&["ab", "c"], &[-0.0]));
        assert_ne!(check(&["ab", "c"], &[]), check(&["a", "bc"], &[]));
        assert_ne!(check(&[], &[1.0]), check(&[], &[1.0 + f64::EPSILON]));
        assert_eq!(check(&[], &[]).len(), 64);
    }
}
