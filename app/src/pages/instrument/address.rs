//! What of an instrument is looked at, and its form in the URL. What cannot be meant is the
//! standard.

use contract::market::{Basis, Indicator, InstrumentQuestion, Span};
use texts::{Language, instrument as text};

/// Every choice that a person would send to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    pub symbol: String,
    pub span: Span,
    pub basis: Option<Basis>,
    pub line: bool,
    pub log: bool,
    /// `None` is what suits the span.
    pub indicators: Option<Vec<Indicator>>,
    pub compare: Option<String>,
}

pub const SPAN: &str = "span";
pub const BASIS: &str = "prices";
pub const KIND: &str = "chart";
pub const SCALE: &str = "scale";
pub const INDICATORS: &str = "with";
pub const COMPARE: &str = "compare";

pub const SPANS: [(Span, &str); 6] = [
    (Span::Month, "1M"),
    (Span::Quarter, "3M"),
    (Span::HalfYear, "6M"),
    (Span::Year, "1Y"),
    (Span::FiveYears, "5Y"),
    (Span::All, "All"),
];

pub const BASES: [(Basis, &str); 2] = [(Basis::Traded, "traded"), (Basis::Adjusted, "adjusted")];

pub const ALL: [(Indicator, &str); 4] = [
    (Indicator::Mean50, "mean"),
    (Indicator::Bollinger, "bollinger"),
    (Indicator::Rsi, "rsi"),
    (Indicator::Macd, "macd"),
];

const STANDARD: Span = Span::HalfYear;

impl View {
    /// Reads the URL. Several values of a key, as a form without a script sends them, are one list.
    pub fn read<'a>(symbol: String, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut view = Self {
            symbol,
            span: STANDARD,
            basis: None,
            line: false,
            log: false,
            indicators: None,
            compare: None,
        };
        for (key, text) in pairs {
            match key {
                SPAN => view.span = named(&SPANS, text).unwrap_or(STANDARD),
                BASIS => view.basis = named(&BASES, text),
                KIND => view.line = text == "line",
                SCALE => view.log = text == "log",
                INDICATORS => {
                    let chosen = view.indicators.get_or_insert_default();
                    let new = text.split(',').filter_map(|name| named(&ALL, name));
                    chosen.extend(new);
                }
                COMPARE if !text.is_empty() => view.compare = Some(text.to_owned()),
                _ => {}
            }
        }
        if view.compare.as_ref() == Some(&view.symbol) {
            view.compare = None;
        }
        view
    }

    /// The indicators that are drawn: a comparison has none.
    pub fn shown(&self) -> Vec<Indicator> {
        if self.compare.is_some() {
            return Vec::new();
        }
        let suits = || match self.span {
            Span::FiveYears | Span::All => Vec::new(),
            _ => ALL.map(|(indicator, _)| indicator).to_vec(),
        };
        self.indicators.clone().unwrap_or_else(suits)
    }

    pub fn question(&self) -> InstrumentQuestion {
        InstrumentQuestion {
            symbol: self.symbol.clone(),
            span: self.span,
            basis: self.basis,
            indicators: self.shown(),
            compare: self.compare.clone(),
        }
    }

    /// The pairs of the query; what is standard stays out of it.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if self.span != STANDARD {
            pairs.push((SPAN, name(&SPANS, self.span).to_owned()));
        }
        if let Some(basis) = self.basis {
            pairs.push((BASIS, name(&BASES, basis).to_owned()));
        }
        if self.line {
            pairs.push((KIND, "line".to_owned()));
        }
        if self.log {
            pairs.push((SCALE, "log".to_owned()));
        }
        if let Some(chosen) = &self.indicators {
            let names: Vec<_> = chosen.iter().map(|one| name(&ALL, *one)).collect();
            pairs.push((INDICATORS, names.join(",")));
        }
        pairs.extend(self.compare.clone().map(|symbol| (COMPARE, symbol)));
        pairs
    }

    pub fn href(&self) -> String {
        let path = crate::pages::instruments::address(&self.symbol);
        let pairs: Vec<String> = self
            .pairs()
            .into_iter()
            .map(|(key, value)| format!("{key}={}", value.replace('^', "%5E")))
            .collect();
        if pairs.is_empty() {
            path
        } else {
            format!("{path}?{}", pairs.join("&"))
        }
    }
}

fn named<T: Copy>(names: &[(T, &str)], text: &str) -> Option<T> {
    let found = names.iter().find(|(_, name)| *name == text);
    found.map(|(value, _)| *value)
}

fn name<T: PartialEq>(names: &[(T, &'static str)], value: T) -> &'static str {
    let found = names.iter().find(|(own, _)| *own == value);
    found.map_or("", |(_, name)| name)
}

pub fn span_name(language: Language, span: Span) -> &'static str {
    match span {
        Span::Month => text::span_1m(language),
        Span::Quarter => text::span_3m(language),
        Span::HalfYear => text::span_6m(language),
        Span::Year => text::span_1y(language),
        Span::FiveYears => text::span_5y(language),
        Span::All => text::span_all(language),
    }
}

pub fn indicator_name(language: Language, indicator: Indicator) -> &'static str {
    match indicator {
        Indicator::Mean50 => text::mean_50(language),
        Indicator::Bollinger => text::bollinger(language),
        Indicator::Rsi => text::rsi(language),
        Indicator::Macd => text::macd(language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> View {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        View::read("AAPL".into(), pairs)
    }

    #[test]
    fn a_view_survives_the_url() {
        for query in [
            "",
            "span=1M",
            "span=All&prices=adjusted&chart=line&scale=log",
            "with=",
            "with=mean,rsi",
            "span=1Y&compare=%5EGSPC",
        ] {
            let view = read(&query.replace("%5E", "^"));
            let href = view.href();
            let (path, back) = href.split_once('?').unwrap_or((&href, ""));
            assert_eq!((path, back), ("/instruments/AAPL", query));
        }
    }

    #[test]
    fn what_cannot_be_meant_is_the_standard() {
        let view = read("span=forever&prices=opening&chart=pie&scale=&compare=AAPL&with=moon");
        assert_eq!((view.span, view.basis), (STANDARD, None));
        assert!(!view.line && !view.log);
        assert_eq!(view.compare, None);
        assert_eq!(view.shown(), []);
    }

    #[test]
    fn a_form_without_a_script_sends_one_pair_for_each_box() {
        let view = read("with=&with=rsi&with=macd");
        assert_eq!(view.shown(), [Indicator::Rsi, Indicator::Macd]);
        assert_eq!(read("with=").shown(), []);
        assert_eq!(read("").shown().len(), 4);
        assert_eq!(read("span=5Y").shown(), []);
        assert_eq!(read("compare=MSFT").shown(), []);
    }
}
