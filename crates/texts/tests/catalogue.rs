//! What the compiler cannot see in the texts.

use std::collections::BTreeSet;

use texts::{CATALOGUE, Entry};

fn all() -> impl Iterator<Item = (String, &'static Entry)> {
    CATALOGUE.iter().flat_map(|(area, entries)| {
        entries
            .iter()
            .map(move |entry| (format!("{area}::{}", entry.key), entry))
    })
}

fn both(entry: &Entry) -> impl Iterator<Item = &'static str> {
    entry.english.iter().chain(entry.german).copied()
}

#[test]
fn what_is_the_same_in_both_languages_says_so() {
    for (key, entry) in all() {
        assert_eq!(
            entry.english == entry.german,
            entry.same,
            "{key}: translate it, or write `same`"
        );
    }
}

#[test]
fn german_says_it_in_german() {
    // Words that no German text has; the list grows with what was overlooked.
    const ENGLISH: [&str; 12] = [
        "the", "and", "with", "without", "your", "you", "this", "that", "from", "cannot", "of",
        "is",
    ];
    for (key, entry) in all().filter(|(_, entry)| !entry.same) {
        for text in entry.german {
            let found = without_values(text)
                .split(|c: char| !c.is_alphabetic())
                .find(|word| ENGLISH.contains(&word.to_lowercase().as_str()))
                .map(str::to_owned);
            assert_eq!(found, None, "{key}: {text}");
        }
    }
}

/// The text without the names of its values.
fn without_values(text: &str) -> String {
    let mut depth = 0;
    text.chars()
        .filter(|c| {
            depth += i32::from(*c == '{');
            let is_text = depth == 0;
            depth -= i32::from(*c == '}');
            is_text
        })
        .collect()
}

#[test]
fn texts_are_clean() {
    for (key, entry) in all() {
        for text in both(entry) {
            assert!(!text.is_empty(), "{key}: empty");
            assert!(!text.contains("  "), "{key}: two spaces");
            assert!(!text.contains("..."), "{key}: write …");
            assert!(
                !text.contains(['\'', '"']),
                "{key}: write ’ “ ” and „ “, not ' or \""
            );
        }
        // A text around a link or a name ends where that begins, in both languages.
        for (english, german) in entry.english.iter().zip(entry.german) {
            let spaces = |text: &str| (text.starts_with(' '), text.ends_with(' '));
            assert_eq!(spaces(english), spaces(german), "{key}: a space at an end");
        }
        for text in entry.german {
            assert!(!text.contains('”'), "{key}: German quotes are „ and “");
        }
    }
}

#[test]
fn a_sentence_stays_a_sentence() {
    let end = |text: &str| {
        text.trim_end()
            .chars()
            .last()
            .filter(|c| ".?!:…".contains(*c))
    };
    for (key, entry) in all() {
        for (english, german) in entry.english.iter().zip(entry.german) {
            assert_eq!(end(english), end(german), "{key}: {english} / {german}");
        }
    }
}

#[test]
fn keys_are_unique_within_their_area() {
    let mut seen = BTreeSet::new();
    for (key, _) in all() {
        assert!(seen.insert(key.clone()), "{key}");
    }
}
