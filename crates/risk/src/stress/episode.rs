//! Falls of the past.
//!
//! Each window runs from the close of the peak to the close of the trough of the S&P 500, which
//! `tests/stress_episodes.rs` checks on the bundled index: inside its window no close is above the
//! first and none below the last. The first day is also the highest close of the year before, with
//! one exception: the index of 2011 had its peak on 29 April and fell in two legs. `euro_2011` is
//! the crash of the summer alone (from the second peak to the first close after the downgrade of
//! the United States), `euro_2011_whole` the fall from the peak of the spring to the trough of the
//! autumn.

use domain::Day;

/// A fall of the past: from the close of `from` to the close of `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Episode {
    /// By which it is asked for; stable.
    pub id: &'static str,
    /// The day of the peak: its return is not part of the fall.
    pub from: Day,
    /// The day of the trough.
    pub to: Day,
}

/// Every episode that is known, oldest first.
pub const EPISODES: [Episode; 10] = [
    episode("gulf_1990", (1990, 7, 16), (1990, 10, 11)),
    episode("ltcm_1998", (1998, 7, 17), (1998, 8, 31)),
    episode("dot_com_2000", (2000, 3, 24), (2002, 10, 9)),
    episode("financial_crisis_2008", (2007, 10, 9), (2009, 3, 9)),
    episode("euro_2011_whole", (2011, 4, 29), (2011, 10, 3)),
    episode("euro_2011", (2011, 7, 22), (2011, 8, 8)),
    episode("growth_scare_2015", (2015, 5, 21), (2016, 2, 11)),
    episode("q4_2018", (2018, 9, 20), (2018, 12, 24)),
    episode("covid_2020", (2020, 2, 19), (2020, 3, 23)),
    episode("bear_2022", (2022, 1, 3), (2022, 10, 12)),
];

impl Episode {
    /// The episode of an id.
    pub fn find(id: &str) -> Option<&'static Self> {
        EPISODES.iter().find(|episode| episode.id == id)
    }
}

const fn episode(id: &'static str, from: (i16, i8, i8), to: (i16, i8, i8)) -> Episode {
    Episode {
        id,
        from: Day::constant(from.0, from.1, from.2),
        to: Day::constant(to.0, to.1, to.2),
    }
}
