//! How well a text answers what somebody types.
//!
//! The start of the text beats the start of a word in it, and that beats letters that merely occur
//! in order (the first of them at the start of a word). Among equals, what was used lately comes
//! first, then what is closer together, then the shorter text.

/// How a query is found in a text; less is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// The text begins with it.
    Prefix,
    /// A word of the text begins with it.
    WordStart,
    /// Its letters occur in order, over so many letters more than there are.
    Subsequence(usize),
}

/// Lower case, letter by letter: what is compared.
fn folded(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// How `query` is found in `text`; `None` where it is not. Both in any case; nothing typed is the
/// start of everything.
pub fn find(query: &str, text: &str) -> Option<Match> {
    let query = folded(query.trim());
    let text = folded(text);
    if text.starts_with(&query) {
        return Some(Match::Prefix);
    }
    let starts = (0..text.len())
        .filter(|&at| text[at].is_alphanumeric() && (at == 0 || !text[at - 1].is_alphanumeric()));
    let starts: Vec<usize> = starts.collect();
    if starts.iter().any(|&at| text[at..].starts_with(&query)) {
        return Some(Match::WordStart);
    }
    let letters: Vec<char> = query.into_iter().filter(|c| !c.is_whitespace()).collect();
    starts
        .into_iter()
        .filter_map(|at| spread(&letters, &text[at..]))
        .min()
        .map(Match::Subsequence)
}

/// Letters between the first and the last of `letters` in `text` that are not among them, when the
/// text begins with the first of them.
fn spread(letters: &[char], text: &[char]) -> Option<usize> {
    let mut at = 0;
    for (i, letter) in letters.iter().enumerate() {
        at += text[at..].iter().position(|c| c == letter)?;
        if i == 0 && at > 0 {
            return None;
        }
        at += 1;
    }
    Some(at - letters.len())
}

/// What is looked for among.
pub trait Searched {
    /// Its names, the most telling first.
    fn names(&self) -> impl Iterator<Item = &str>;
    /// How many other things were used since; `None` for what was not used lately.
    fn used(&self) -> Option<usize>;
}

/// The places of what answers the query, best first, at most so many.
pub fn best<T: Searched>(query: &str, all: &[T], most: usize) -> Vec<usize> {
    let mut found: Vec<_> = all
        .iter()
        .enumerate()
        .filter_map(|(place, one)| {
            let (how, which, length) = one
                .names()
                .enumerate()
                .filter_map(|(which, name)| Some((find(query, name)?, which, name.len())))
                .min()?;
            let class = match how {
                Match::Prefix => 0,
                Match::WordStart => 1,
                Match::Subsequence(_) => 2,
            };
            // Nothing typed answers nothing better than anything else: then the order is the list's.
            let length = if query.trim().is_empty() { 0 } else { length };
            let lately = one.used().unwrap_or(usize::MAX);
            Some(((class, lately, how, which, length), place))
        })
        .collect();
    found.sort();
    found
        .into_iter()
        .take(most)
        .map(|(_, place)| place)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, text: &str, expect: Option<Match>) {
        assert_eq!(find(query, text), expect, "{query} in {text}");
    }

    #[test]
    fn a_prefix_beats_the_start_of_a_word_beats_letters_in_order() {
        use Match::{Prefix, Subsequence, WordStart};
        check("ap", "Apple Inc.", Some(Prefix));
        check("AP", "apple", Some(Prefix));
        check("inc", "Apple Inc.", Some(WordStart));
        check("coca cola", "The Coca-Cola Company", Some(Subsequence(1)));
        check("cc", "The Coca-Cola Company", Some(Subsequence(1)));
        check("gspc", "^GSPC", Some(WordStart));
        check("jj", "Johnson & Johnson", Some(Subsequence(9)));
        check("pple", "Apple", None);
        check("über", "Übersicht", Some(Prefix));
        check("", "anything", Some(Prefix));
        check("  ", "anything", Some(Prefix));
        check("x", "", None);
        check("zz", "Zoom", None);
        assert!(Prefix < WordStart && WordStart < Subsequence(0));
        assert!(Subsequence(0) < Subsequence(1));
    }

    struct One(&'static str, &'static str, Option<usize>);

    impl Searched for One {
        fn names(&self) -> impl Iterator<Item = &str> {
            [self.0, self.1].into_iter()
        }

        fn used(&self) -> Option<usize> {
            self.2
        }
    }

    fn order(query: &str, all: &[One]) -> Vec<&'static str> {
        best(query, all, 10)
            .into_iter()
            .map(|at| all[at].0)
            .collect()
    }

    #[test]
    fn the_symbol_beats_the_name_and_what_was_used_comes_first() {
        let all = [
            One("MSFT", "Microsoft", None),
            One("MA", "Mastercard", None),
            One("M", "Macy’s", None),
            One("KO", "Monster of a name", None),
        ];
        assert_eq!(order("m", &all), ["M", "MA", "MSFT", "KO"]);
        assert_eq!(order("ma", &all), ["MA", "M", "KO"]);
        assert_eq!(order("mt", &all), ["MSFT", "MA", "KO"]);
        let used = [
            One("MSFT", "Microsoft", Some(1)),
            One("MA", "Mastercard", None),
            One("MU", "Micron", Some(0)),
        ];
        assert_eq!(order("m", &used), ["MU", "MSFT", "MA"]);
        assert_eq!(order("", &used), ["MU", "MSFT", "MA"]);
        assert_eq!(order("", &all), ["MSFT", "MA", "M", "KO"]);
        assert_eq!(order("nothing", &all), Vec::<&str>::new());
    }
}
