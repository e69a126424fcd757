use std::{fmt, str::FromStr};

use crate::Symbol;

/// Something that has a price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// Its ticker.
    pub symbol: Symbol,
    /// The name people know it by.
    pub name: String,
    /// What it is.
    pub kind: InstrumentKind,
    /// GICS sector; empty for funds and indices.
    pub sector: String,
    /// ISO 3166 code of the issuer's country.
    pub country: String,
    /// ISO 4217 code of the currency it is quoted in.
    pub currency: String,
    /// The exchange it is listed on.
    pub exchange: String,
}

/// What an instrument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InstrumentKind {
    /// A share of a company.
    Equity,
    /// An exchange-traded fund.
    Fund,
    /// An index: can be compared with, cannot be held.
    Index,
}

/// A text that names no kind of instrument.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a kind of instrument: equity, fund or index")]
pub struct UnknownKind(pub String);

impl InstrumentKind {
    /// The stable name, as files and databases write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equity => "equity",
            Self::Fund => "fund",
            Self::Index => "index",
        }
    }
}

impl fmt::Display for InstrumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for InstrumentKind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        [Self::Equity, Self::Fund, Self::Index]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownKind(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_survives_its_text() {
        for kind in [
            InstrumentKind::Equity,
            InstrumentKind::Fund,
            InstrumentKind::Index,
        ] {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
        assert!("Equity".parse::<InstrumentKind>().is_err());
    }
}
