//! Instruments whose names are near to what an address asks for.

use contract::market::InstrumentSummary;
use ui::shell::rank::{self, Searched};

/// More would be a list, and there is one.
const MOST: usize = 5;

struct Named<'a>(&'a InstrumentSummary);

impl Searched for Named<'_> {
    fn names(&self) -> impl Iterator<Item = &str> {
        [self.0.symbol.as_str(), &self.0.name].into_iter()
    }

    fn used(&self) -> Option<usize> {
        None
    }
}

/// The nearest, best first: those that the palette would find, and those whose symbol is one letter
/// away.
pub(crate) fn nearest(asked: &str, all: Vec<InstrumentSummary>) -> Vec<InstrumentSummary> {
    if asked.is_empty() {
        return Vec::new();
    }
    let named: Vec<_> = all.iter().map(Named).collect();
    let mut places = rank::best(asked, &named, MOST);
    let upper = asked.to_uppercase();
    for (at, one) in all.iter().enumerate() {
        if one_away(&upper, &one.symbol) && !places.contains(&at) {
            places.push(at);
        }
    }
    places.truncate(MOST);
    places.into_iter().map(|at| all[at].clone()).collect()
}

/// Whether one letter more, less or other makes one of the other.
fn one_away(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let same = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    match long.len() - short.len() {
        0 => short.get(same + 1..) == long.get(same + 1..),
        1 => short[same..] == long[same + 1..],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instrument(symbol: &str, name: &str) -> InstrumentSummary {
        let day = domain::iso::parse("2020-01-02").expect("a day");
        InstrumentSummary {
            symbol: symbol.to_owned(),
            name: name.to_owned(),
            kind: "equity".to_owned(),
            sector: String::new(),
            country: String::new(),
            currency: String::new(),
            exchange: String::new(),
            first_day: day,
            last_day: day,
        }
    }

    fn check(asked: &str, expect: &[&str]) {
        let all = vec![
            instrument("AAPL", "Apple Inc."),
            instrument("AMD", "Advanced Micro Devices"),
            instrument("KO", "The Coca-Cola Company"),
            instrument("MSFT", "Microsoft"),
        ];
        let found: Vec<_> = nearest(asked, all)
            .into_iter()
            .map(|one| one.symbol)
            .collect();
        assert_eq!(found, expect, "{asked}");
    }

    #[test]
    fn names_that_are_near() {
        check("apple", &["AAPL"]);
        check("AAPPL", &["AAPL"]);
        check("APL", &["AAPL"]);
        check("aapx", &["AAPL"]);
        check("coca", &["KO"]);
        check("micro", &["MSFT", "AMD"]);
        check("", &[]);
        check("does-not-exist", &[]);
    }
}
