//! What the frame shows once its services are there.

use ui::{
    icons,
    shell::{
        live::Quote,
        palette::Entry,
        places::{Group, Place},
    },
};

/// A name of its own for each popover of each frame.
pub(super) fn id(frame: &str, which: usize) -> &'static str {
    let ids = match frame {
        "wide" => ["wide-portfolio", "wide-bell", "wide-account", "wide-more"],
        "folded" => [
            "folded-portfolio",
            "folded-bell",
            "folded-account",
            "folded-more",
        ],
        "narrow" => [
            "narrow-portfolio",
            "narrow-bell",
            "narrow-account",
            "narrow-more",
        ],
        _ => [
            "first-portfolio",
            "first-bell",
            "first-account",
            "first-more",
        ],
    };
    ids[which]
}

/// The sidebar of the finished product, or what the first page shows of it.
pub(super) fn groups(first: bool) -> Vec<Group> {
    let mut groups = all_groups();
    if first {
        groups.truncate(1);
    }
    groups
}

fn all_groups() -> Vec<Group> {
    let place = |href, name: &str, icon, key| Place {
        on_bar: false,
        ..Place::new(href, name.to_owned(), icon, key)
    };
    let bar = |place: Place| Place {
        on_bar: true,
        ..place
    };
    let waiting = |place: Place, waiting| Place { waiting, ..place };
    let group = |title: &str, places| Group {
        title: title.to_owned(),
        places,
    };
    vec![
        group(
            "Portfolio",
            vec![
                bar(place("/sample/dashboard", "Dashboard", icons::grid, 'd')),
                place("/sample/holdings", "Holdings", icons::list, 'h'),
                place("/sample/activity", "Activity", icons::history, 'a'),
            ],
        ),
        group(
            "Decide",
            vec![
                bar(place("/sample/optimiser", "Optimiser", icons::sliders, 'o')),
                place("/sample/scenarios", "Scenarios", icons::branches, 's'),
                place("/sample/back-tests", "Back-tests", icons::undo, 'b'),
            ],
        ),
        group(
            "Watch",
            vec![
                bar(place("/sample/risk", "Risk room", icons::shield, 'r')),
                waiting(bar(place("/sample/rules", "Rules", icons::rules, 'u')), 2),
                waiting(place("/sample/alerts", "Alerts", icons::bell, 'l'), 3),
            ],
        ),
        group(
            "Market",
            vec![
                place("/sample/instruments", "Instruments", icons::candles, 'i'),
                place("/sample/signals", "Signals", icons::pulse, 'n'),
                place("/sample/paper", "Paper trading", icons::robot, 't'),
            ],
        ),
        group(
            "System",
            vec![place("/sample/settings", "Settings", icons::gear, ',')],
        ),
    ]
}

pub(super) fn quotes() -> Vec<Quote> {
    let quote = |name: &str, price: &str, change: &str, turn: f64| Quote {
        name: name.to_owned(),
        href: "/gallery/shell".to_owned(),
        price: price.to_owned(),
        change: change.to_owned(),
        turn,
        spoken: if turn > 0.0 { "up" } else { "down" }.to_owned(),
    };
    vec![
        quote("S&P 500", "3,783.22", "−1.20\u{202f}%", -1.0),
        quote("AAPL", "125.67", "−3.07\u{202f}%", -1.0),
        quote("MSFT", "233.43", "−1.03\u{202f}%", -1.0),
        quote("LLY", "363.10", "+0.09\u{202f}%", 1.0),
        quote("JNJ", "174.09", "−0.43\u{202f}%", -1.0),
        quote("KO", "62.91", "−1.00\u{202f}%", -1.0),
        quote("XOM", "106.63", "−1.64\u{202f}%", -1.0),
    ]
}

/// A thousand things to search.
pub(super) fn entries() -> Vec<Entry> {
    let entry = |name: String, detail: String, group, icon, used| Entry {
        id: name.clone(),
        name,
        detail,
        group,
        icon,
        used,
    };
    let places = all_groups().into_iter().flat_map(|group| group.places);
    let places = places.map(|place| {
        let used = (place.name == "Risk room").then_some(0);
        entry(place.name, String::new(), 0, place.icon, used)
    });
    let portfolios = ["Core Equity", "Pension", "Children"].map(|name| {
        entry(
            name.to_owned(),
            String::new(),
            1,
            icons::grid as fn() -> _,
            None,
        )
    });
    let instruments = (0..984_u32).map(|i| {
        // Four letters and a name, as mixed as those of real ones.
        let letter =
            |shift: u32| char::from(b'A' + u8::try_from(((i * 7919) >> shift) % 26).unwrap_or(0));
        let symbol: String = [letter(0), letter(3), letter(6), letter(9)]
            .into_iter()
            .collect();
        entry(
            format!("{symbol}{i}"),
            format!("Company number {i} of the sample"),
            2,
            icons::candles,
            None,
        )
    });
    places.chain(portfolios).chain(instruments).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_bar_has_four_places_and_more() {
        let on_bar = all_groups()
            .iter()
            .flat_map(|group| &group.places)
            .filter(|place| place.on_bar)
            .count();
        assert_eq!(on_bar, 4);
        assert_eq!(entries().len(), 1_000);
    }
}
