//! What the palette offers: pages, instruments, actions.

use contract::market::InstrumentSummary;
use domain::Language;
use texts::shell as words;
use ui::{
    icons,
    preferences::{Density, Palette, Setting, Theme},
    shell::{palette::Entry, places::Place},
};

use super::settings::{densities, palettes, themes};
use crate::pages::instruments::address;

/// What choosing an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Act {
    Go(String),
    /// Name and value of a preference.
    Prefer(&'static str, &'static str),
    Speak(Language),
    CopyLink,
    Help,
    Print,
}

impl Act {
    /// What it is remembered by.
    fn id(&self) -> String {
        match self {
            Self::Go(address) => address.clone(),
            Self::Prefer(name, value) => format!("{name}={value}"),
            Self::Speak(language) => language.code().to_owned(),
            Self::CopyLink => "copy".to_owned(),
            Self::Help => "help".to_owned(),
            Self::Print => "print".to_owned(),
        }
    }
}

/// An entry with what it does.
#[derive(Debug, Clone)]
pub(super) struct Command {
    pub(super) entry: Entry,
    pub(super) act: Act,
}

/// The groups of the palette, in the order of their numbers.
pub(super) fn groups(language: Language) -> Vec<String> {
    let titles = [words::pages, words::instruments, words::actions];
    titles
        .into_iter()
        .map(|title| title(language).to_owned())
        .collect()
}
const PAGES: usize = 0;
const INSTRUMENTS: usize = 1;
const ACTIONS: usize = 2;

/// Everything, with `lately` the names of what was used last, the newest first.
pub(super) fn commands(
    language: Language,
    places: Vec<Place>,
    instruments: &[InstrumentSummary],
    lately: &str,
) -> Vec<Command> {
    let command = |name: &str, detail: &str, group, icon, act: Act| {
        let id = act.id();
        let used = lately.lines().position(|line| line == id);
        let entry = Entry {
            id,
            name: name.to_owned(),
            detail: detail.to_owned(),
            group,
            icon,
            used,
        };
        Command { entry, act }
    };
    let places = places.into_iter().map(|place| {
        command(
            &place.name,
            "",
            PAGES,
            place.icon,
            Act::Go(place.href.to_owned()),
        )
    });
    let preferences = command(
        words::preferences(language),
        "",
        PAGES,
        icons::gear,
        Act::Go("/preferences".to_owned()),
    );
    let instruments = instruments.iter().map(|one| {
        command(
            &one.symbol,
            &one.name,
            INSTRUMENTS,
            icons::candles,
            Act::Go(address(&one.symbol)),
        )
    });
    let settings = [
        (
            Setting::of::<Theme>(),
            themes(language),
            icons::moon as fn() -> _,
            words::theme_to as fn(_, &str) -> _,
        ),
        (
            Setting::of::<Palette>(),
            palettes(language),
            icons::sliders,
            words::palette_to,
        ),
        (
            Setting::of::<Density>(),
            densities(language),
            icons::rules,
            words::density_to,
        ),
    ];
    let settings = settings
        .into_iter()
        .flat_map(|(setting, names, icon, sentence)| {
            setting.values.iter().zip(names).map(move |(value, name)| {
                command(
                    &sentence(language, name),
                    "",
                    ACTIONS,
                    icon,
                    Act::Prefer(setting.name, value),
                )
            })
        });
    let others = Language::ALL
        .into_iter()
        .filter(|other| *other != language)
        .map(|other| {
            let name = words::language_to(language, other.own_name());
            // Who does not speak the language of the page looks for it in another.
            command(
                &name,
                words::language(other),
                ACTIONS,
                icons::gear,
                Act::Speak(other),
            )
        });
    let rest = [
        command(
            words::copy_link(language),
            "",
            ACTIONS,
            icons::link,
            Act::CopyLink,
        ),
        command(
            words::help(language),
            "?",
            ACTIONS,
            icons::keyboard,
            Act::Help,
        ),
        command(
            words::print(language),
            "",
            ACTIONS,
            icons::printer,
            Act::Print,
        ),
    ];
    places
        .chain([preferences])
        .chain(settings)
        .chain(others)
        .chain(rest)
        .chain(instruments)
        .collect()
}

/// How many things are remembered.
const REMEMBERED: usize = 5;

/// What was used lately, now that `id` is.
pub(super) fn remembered(id: &str, lately: &str) -> String {
    let others = lately.lines().filter(|line| *line != id);
    let all: Vec<&str> = std::iter::once(id).chain(others).take(REMEMBERED).collect();
    all.join("\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::shell::places::places;

    #[test]
    fn no_two_commands_are_the_same() {
        for language in Language::ALL {
            let all = commands(language, places(language), &[], "");
            let ids: BTreeSet<_> = all.iter().map(|command| &command.entry.id).collect();
            let names: BTreeSet<_> = all.iter().map(|command| &command.entry.name).collect();
            assert_eq!((ids.len(), names.len()), (all.len(), all.len()));
            let titles = groups(language);
            assert!(all.iter().all(|command| command.entry.group < titles.len()));
        }
    }

    #[test]
    fn what_was_used_is_known_again() {
        let lately = remembered("print", "/status\nprint");
        assert_eq!(lately, "print\n/status");
        let all = commands(Language::English, places(Language::English), &[], &lately);
        let used = |act: Act| {
            let found = all.iter().find(|command| command.act == act);
            found.and_then(|command| command.entry.used)
        };
        assert_eq!(used(Act::Print), Some(0));
        assert_eq!(used(Act::Go("/status".to_owned())), Some(1));
        assert_eq!(used(Act::Help), None);
        let full = remembered("f", "a\nb\nc\nd\ne");
        assert_eq!(full, "f\na\nb\nc\nd");
    }
}
