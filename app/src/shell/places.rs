//! The pages that one can go to. One table for the sidebar, the palette and the keys.

use texts::{Language, shell as words};
use ui::{
    icons,
    shell::places::{Group, Place},
};

use crate::ssr;

/// Every place of this instance.
pub(super) fn places(language: Language) -> Vec<Place> {
    let mut places = vec![
        Place::new("/", words::what_if(language).into(), icons::sliders, 'w'),
        Place::new(
            "/instruments",
            words::instruments(language).into(),
            icons::candles,
            'i',
        ),
        Place::new("/status", words::status(language).into(), icons::pulse, 's'),
    ];
    if ssr::gallery_is_open() {
        places.push(Place::new(
            "/gallery",
            words::gallery(language).into(),
            icons::grid,
            'c',
        ));
    }
    places
}

/// The places as the sidebar has them: one group, for there are few.
pub(super) fn groups(language: Language) -> Vec<Group> {
    vec![Group {
        title: String::new(),
        places: places(language),
    }]
}

/// Where the letter after `g` leads.
pub(super) fn behind(letter: char, places: &[Place]) -> Option<&'static str> {
    let place = places.iter().find(|place| place.key == Some(letter))?;
    Some(place.href)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_leads_to_one_place() {
        let places = places(Language::English);
        for (i, place) in places.iter().enumerate() {
            let letter = place.key.expect("a letter");
            assert_eq!(behind(letter, &places), Some(place.href));
            assert!(
                places[i + 1..]
                    .iter()
                    .all(|other| other.key != Some(letter))
            );
        }
        assert_eq!(behind('z', &places), None);
    }
}
