//! Keys that work on every page. One table drives them, shows them beside the places they lead to,
//! and fills the help sheet.

use leptos::prelude::*;

/// What a key event says that matters here.
#[derive(Debug, Clone, Copy)]
pub struct Press<'a> {
    /// What the key writes on the keyboard at hand, not where it lies: `?` is `?` everywhere.
    pub key: &'a str,
    /// Ctrl or ⌘.
    pub command: bool,
    /// Alt, or AltGr, which writes characters on many keyboards.
    pub alt: bool,
    pub shift: bool,
    /// Whether the key is meant for a field, or a dialog is open that has keys of its own.
    pub taken: bool,
    /// Milliseconds since anything.
    pub at: f64,
}

impl Press<'_> {
    /// Whether it writes one character, and into no field.
    pub fn is_character(&self) -> bool {
        !self.taken && !self.command && !self.alt && self.key.chars().count() == 1
    }
}

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// The palette, or away with it.
    Palette,
    /// The palette, from the search field.
    Search,
    /// The list of shortcuts.
    Help,
    /// The place of this letter.
    Go(char),
}

/// Longest time between `g` and its letter.
const CHORD_MS: f64 = 1_200.0;

/// What has been pressed so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct Keys {
    began: Option<f64>,
}

impl Keys {
    /// What this press asks for. `single` tells whether keys without Ctrl or ⌘ are wanted at all
    /// (WCAG 2.1.4).
    pub fn press(&mut self, press: Press<'_>, single: bool) -> Option<Wish> {
        let began = self.began.take();
        if press.command {
            let is_palette = press.key.eq_ignore_ascii_case("k") && !press.alt && !press.shift;
            return is_palette.then_some(Wish::Palette);
        }
        if press.taken || press.alt || !single {
            return None;
        }
        let mut letters = press.key.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else {
            // Pressing Shift on the way to a letter does not break a chord off.
            if press.key == "Shift" {
                self.began = began;
            }
            return None;
        };
        if began.is_some_and(|began| press.at - began <= CHORD_MS) {
            return Some(Wish::Go(letter.to_ascii_lowercase()));
        }
        match letter {
            'g' => {
                self.began = Some(press.at);
                None
            }
            '/' => Some(Wish::Search),
            '?' => Some(Wish::Help),
            _ => None,
        }
    }
}

/// Keys and what they do, for the help sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Each pressed by itself, one after the other; or together, with `+` in between.
    pub keys: Vec<String>,
    pub what: String,
}

/// Shortcuts, group by group.
#[component]
pub fn ShortcutList(groups: Vec<(String, Vec<Row>)>) -> impl IntoView {
    groups
        .into_iter()
        .map(|(title, rows)| {
            let rows = rows
                .into_iter()
                .map(|row| {
                    let keys = row
                        .keys
                        .into_iter()
                        .map(|key| view! { <kbd class="kbd">{key}</kbd> });
                    let keys = keys.collect_view();
                    view! { <div class="keys__row"><dt>{row.what}</dt><dd>{keys}</dd></div> }
                })
                .collect_view();
            view! { <h3 class="keys__title">{title}</h3><dl class="keys">{rows}</dl> }
        })
        .collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(key: &str, at: f64) -> Press<'_> {
        Press {
            key,
            command: false,
            alt: false,
            shift: false,
            taken: false,
            at,
        }
    }

    fn check(presses: &[Press<'_>], single: bool, expect: &[Option<Wish>]) {
        let mut keys = Keys::default();
        let wishes: Vec<_> = presses
            .iter()
            .map(|press| keys.press(*press, single))
            .collect();
        assert_eq!(wishes, expect, "{presses:?}");
    }

    #[test]
    fn chords_need_both_keys_in_time() {
        let go = Some(Wish::Go('i'));
        check(&[typed("g", 0.0), typed("i", 500.0)], true, &[None, go]);
        check(&[typed("g", 0.0), typed("I", 500.0)], true, &[None, go]);
        check(&[typed("g", 0.0), typed("i", 1_500.0)], true, &[None, None]);
        check(&[typed("i", 0.0)], true, &[None]);
        check(
            &[typed("g", 0.0), typed("Shift", 100.0), typed("I", 200.0)],
            true,
            &[None, None, go],
        );
        check(
            &[typed("g", 0.0), typed("Tab", 100.0), typed("i", 200.0)],
            true,
            &[None, None, None],
        );
        // A chord ends with its letter.
        check(
            &[typed("g", 0.0), typed("i", 1.0), typed("i", 2.0)],
            true,
            &[None, go, None],
        );
    }

    #[test]
    fn single_keys_by_what_they_write() {
        // On a German keyboard both are written with Shift.
        let shifted = |key| Press {
            shift: true,
            ..typed(key, 0.0)
        };
        check(&[shifted("/")], true, &[Some(Wish::Search)]);
        check(&[shifted("?")], true, &[Some(Wish::Help)]);
        check(&[typed("ß", 0.0)], true, &[None]);
    }

    #[test]
    fn never_while_typing_or_with_other_keys_or_when_turned_off() {
        let taken = |key| Press {
            taken: true,
            ..typed(key, 0.0)
        };
        let with_alt = Press {
            alt: true,
            ..typed("/", 0.0)
        };
        check(&[taken("?"), taken("/"), taken("g")], true, &[None; 3]);
        check(&[with_alt], true, &[None]);
        check(&[typed("?", 0.0), typed("/", 1.0)], false, &[None; 2]);
        check(&[typed("g", 0.0), typed("i", 1.0)], false, &[None; 2]);
    }

    #[test]
    fn the_palette_opens_from_anywhere() {
        let with_command = Press {
            command: true,
            ..typed("k", 0.0)
        };
        let palette = Some(Wish::Palette);
        check(&[with_command], true, &[palette]);
        check(&[with_command], false, &[palette]);
        let taken = Press {
            taken: true,
            ..with_command
        };
        check(&[taken], true, &[palette]);
        let alt = Press {
            alt: true,
            ..with_command
        };
        let shift = Press {
            shift: true,
            ..with_command
        };
        check(&[alt, shift], true, &[None; 2]);
        let other = Press {
            key: "g",
            ..with_command
        };
        check(&[other, typed("i", 1.0)], true, &[None; 2]);
    }

    #[test]
    fn characters_write_something() {
        assert!(typed("k", 0.0).is_character() && typed(" ", 0.0).is_character());
        assert!(!typed("Enter", 0.0).is_character());
        for press in [
            Press {
                command: true,
                ..typed("k", 0.0)
            },
            Press {
                taken: true,
                ..typed("k", 0.0)
            },
        ] {
            assert!(!press.is_character(), "{press:?}");
        }
    }
}
