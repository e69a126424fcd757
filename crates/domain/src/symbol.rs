use std::{fmt, str::FromStr, sync::Arc};

/// The ticker under which an instrument is known, such as `AAPL` or `^GSPC`.
///
/// Cheap to clone; compares and orders by its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(Arc<str>);

/// Longest symbol that exchanges and data providers hand out, with room to spare.
const MAX_LENGTH: usize = 20;

/// A text that cannot be a symbol.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a symbol: 1 to {MAX_LENGTH} of A–Z, a–z, 0–9, `.`, `-`, `_`, `=`, `:`, and `^` at the start"
)]
pub struct BadSymbol(pub String);

impl Symbol {
    /// The text of the symbol.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Symbol {
    type Err = BadSymbol;

    fn from_str(text: &str) -> Result<Self, BadSymbol> {
        let tail = text.strip_prefix('^').unwrap_or(text);
        let fits = !tail.is_empty()
            && text.len() <= MAX_LENGTH
            && tail
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || ".-_=:".contains(c));
        if fits {
            Ok(Self(text.into()))
        } else {
            Err(BadSymbol(text.chars().take(2 * MAX_LENGTH).collect()))
        }
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Symbol {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for Symbol {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, fits: bool) {
        let parsed = text.parse::<Symbol>();
        assert_eq!(parsed.is_ok(), fits, "{text:?}");
        if let Ok(symbol) = parsed {
            assert_eq!(symbol.to_string(), text);
        }
    }

    #[test]
    fn symbols() {
        for text in ["AAPL", "BRK.B", "^GSPC", "VOW3.DE", "EURUSD=X", "a"] {
            check(text, true);
        }
        for text in [
            "",
            "^",
            "A B",
            "A/B",
            "AA^",
            "ÄÖ",
            "<script>",
            "ABCDEFGHIJKLMNOPQRSTU",
        ] {
            check(text, false);
        }
    }

    #[test]
    fn an_error_does_not_repeat_a_book() {
        let error = "x".repeat(100_000).parse::<Symbol>().expect_err("too long");
        assert!(error.to_string().len() < 300);
    }
}
