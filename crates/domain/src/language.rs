//! The languages that FinX speaks.

/// A language that pages are written in. The command line and what crosses a wire are English.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// British spelling, American numbers: `1,234.56`.
    #[default]
    English,
    /// `1.234,56`.
    German,
}

impl Language {
    /// Every language, in the order of menus.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The code of the document's `lang`, of the cookie and of `Accept-Language`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// What its speakers call it.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// The language of exactly this code, as the cookie and forms carry it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }

    /// What an `Accept-Language` header wants most among the languages there are: `de-CH, en;q=0.8`
    /// wants German. The highest quality wins, the first of equals; `q=0` means never.
    #[must_use]
    pub fn from_accepted(header: &str) -> Option<Self> {
        let mut best: Option<(u16, Self)> = None;
        for wish in header.split(',') {
            let mut parts = wish.split(';').map(str::trim);
            let range = parts.next().unwrap_or_default();
            let quality = parts
                .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
                .map_or(Some(1000), thousandths);
            let (Some(language), Some(quality)) = (Self::from_range(range), quality) else {
                continue;
            };
            if quality > 0 && best.is_none_or(|(q, _)| quality > q) {
                best = Some((quality, language));
            }
        }
        best.map(|(_, language)| language)
    }

    /// `de`, `de-AT`, `DE`; anything will do (`*`) is the default.
    fn from_range(range: &str) -> Option<Self> {
        let primary = range.split('-').next().unwrap_or_default();
        if primary == "*" {
            return Some(Self::default());
        }
        Self::ALL
            .into_iter()
            .find(|known| known.code().eq_ignore_ascii_case(primary))
    }
}

/// `0.8` → 800; what is not a quality makes its wish void.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = fraction.bytes().all(|b| b.is_ascii_digit()) && fraction.len() <= 3;
    let whole: u16 = match whole {
        "0" => 0,
        "1" => 1000,
        _ => return None,
    };
    let fraction: u16 = if digits {
        format!("{fraction:0<3}").parse().ok()?
    } else {
        return None;
    };
    (whole + fraction <= 1000).then_some(whole + fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back() {
        for language in Language::ALL {
            assert_eq!(Language::from_code(language.code()), Some(language));
        }
        assert_eq!(Language::from_code("DE"), None, "cookies are written by us");
        assert_eq!(Language::from_code("fr"), None);
        assert_eq!(Language::from_code(""), None);
    }

    #[test]
    fn accepted() {
        let check = |header, expect| {
            assert_eq!(Language::from_accepted(header), expect, "{header}");
        };
        use Language::{English, German};
        check("de", Some(German));
        check("de-CH,de;q=0.9,en;q=0.8", Some(German));
        check("en-US,en;q=0.9,de;q=0.8", Some(English));
        check("en;q=0.5, de;q=0.7", Some(German));
        check("fr, DE;q=0.3, en;q=0.2", Some(German));
        check("fr, it", None);
        check("de;q=0, en;q=0.1", Some(English));
        check("de;q=0", None);
        check("*", Some(English));
        check("fr, *;q=0.1, de;q=0.5", Some(German));
        check("de;q=2, en", Some(English));
        check("de;q=0.1234, en;q=0.1", Some(English));
        check("de; q=0.8 , en ;q=0.9", Some(English));
        check("deu, end", None);
        check("", None);
        check(";;;q=,,", None);
    }
}
