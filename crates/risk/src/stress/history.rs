//! Returns of an episode out of a table with gaps.

use domain::Day;
use market::{Quantity, RawTable};

/// The longest that an exchange of our time stays closed, in calendar days: a price that is older
/// is not the price of that day.
const CLOSED: i32 = 10;

/// Why an episode cannot be replayed on the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Outside {
    /// The window ends before it begins, or on the day on which it begins.
    #[error("the episode has no day after {from}")]
    Empty {
        /// Where it begins.
        from: Day,
    },
    /// There are no data.
    #[error("there are no data")]
    NoData,
    /// The data begin later: what is left of the episode would not be the episode.
    #[error("the data begin on {first}, after the episode began")]
    BeginsLater {
        /// The first day of the data.
        first: Day,
    },
    /// The data end before the episode begins.
    #[error("the data end on {last}, before the episode began")]
    EndsBefore {
        /// The last day of the data.
        last: Day,
    },
    /// The data have days before and after it and none inside, or none near its beginning.
    #[error("the data have no day near the beginning of the episode")]
    Hole,
}

/// The rows of an episode: the returns of the rows after `base`, up to `last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) base: usize,
    pub(super) last: usize,
    /// Whether the data end inside the episode.
    pub(super) cut_short: bool,
}

/// The daily returns of one series inside an episode.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Path {
    /// One per row of the span; 0 on a day without a value, and the return since the last value on
    /// the day after.
    pub(super) returns: Vec<f64>,
    /// On how many days there was no value.
    pub(super) gaps: usize,
    /// The day of the last value, where the series ended inside the episode.
    pub(super) ended: Option<Day>,
}

impl Span {
    /// The rows of the episode from the close of `from` to the close of `to`.
    ///
    /// Where there was no trading on `from`, the close before it counts.
    pub(super) fn of(days: &[Day], from: Day, to: Day) -> Result<Self, Outside> {
        let (Some(&first), Some(&end)) = (days.first(), days.last()) else {
            return Err(Outside::NoData);
        };
        if to <= from {
            return Err(Outside::Empty { from });
        }
        if from < first {
            return Err(Outside::BeginsLater { first });
        }
        if end <= from {
            return Err(Outside::EndsBefore { last: end });
        }
        let base = days.partition_point(|&day| day <= from) - 1;
        let last = days.partition_point(|&day| day <= to) - 1;
        if last == base || far(days[base], from) || far(from, days[base + 1]) {
            return Err(Outside::Hole);
        }
        Ok(Self {
            base,
            last,
            cut_short: end < to,
        })
    }

    pub(super) fn len(self) -> usize {
        self.last - self.base
    }

    /// The days of the returns.
    pub(super) fn days(self, days: &[Day]) -> &[Day] {
        &days[self.base + 1..=self.last]
    }

    /// What an asset returned on these days; none when it did not exist at the beginning.
    pub(super) fn path(self, table: &RawTable, asset: usize) -> Option<Path> {
        let cells = table.column(asset);
        match table.quantity() {
            Quantity::Price => self.prices(table.days(), cells),
            Quantity::Return => self.returns(table.days(), cells),
        }
    }

    /// As [`Span::path`], of a column of returns.
    pub(super) fn returns(self, days: &[Day], cells: &[Option<f64>]) -> Option<Path> {
        let listed = cells[self.base + 1].is_some() || self.recent(days, cells).is_some();
        listed.then(|| self.walk(days, cells, |value| value))
    }

    fn prices(self, days: &[Day], cells: &[Option<f64>]) -> Option<Path> {
        let mut before = self.recent(days, cells)?;
        Some(self.walk(days, cells, |price| {
            let r = price / before - 1.0;
            before = price;
            r
        }))
    }

    /// The last value up to the beginning, unless it is too old.
    fn recent(self, days: &[Day], cells: &[Option<f64>]) -> Option<f64> {
        let row = cells[..=self.base].iter().rposition(Option::is_some)?;
        cells[row].filter(|_| !far(days[row], days[self.base]))
    }

    fn walk(self, days: &[Day], cells: &[Option<f64>], mut r: impl FnMut(f64) -> f64) -> Path {
        let inside = &cells[self.base + 1..=self.last];
        let returns = inside.iter().map(|cell| cell.map_or(0.0, &mut r)).collect();
        let gaps = inside.iter().filter(|cell| cell.is_none()).count();
        let known = cells[..=self.last].iter().rposition(Option::is_some);
        let ended = known.map(|row| days[row]);
        Path {
            returns,
            gaps,
            ended: ended.filter(|&day| far(day, days[self.last])),
        }
    }
}

/// The first day on which there is a value.
pub(super) fn first_day(days: &[Day], cells: &[Option<f64>]) -> Option<Day> {
    cells.iter().position(Option::is_some).map(|row| days[row])
}

/// Every daily return of a column, none where it or the day before has no value.
pub(super) fn daily_returns(table: &RawTable, asset: usize) -> Vec<Option<f64>> {
    let cells = table.column(asset);
    match table.quantity() {
        Quantity::Return => cells.to_vec(),
        Quantity::Price => std::iter::once(None)
            .chain(cells.windows(2).map(|pair| match (pair[0], pair[1]) {
                (Some(before), Some(price)) => Some(price / before - 1.0),
                _ => None,
            }))
            .take(cells.len())
            .collect(),
    }
}

fn far(earlier: Day, later: Day) -> bool {
    (later - earlier).get_days() > CLOSED
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: i8) -> Day {
        Day::constant(2020, 1, d)
    }

    fn prices(days: &[i8], cells: &[Option<f64>]) -> RawTable {
        RawTable::new(
            Quantity::Price,
            days.iter().map(|&d| day(d)).collect(),
            (0..days.len()).collect(),
            vec!["A".parse().expect("a symbol")],
            vec![cells.to_vec()],
        )
        .expect("a good table")
    }

    #[test]
    fn what_lies_outside_is_said() {
        let days = [6, 7, 8, 9, 10].map(day);
        let check = |from, to, expect| assert_eq!(Span::of(&days, day(from), day(to)), expect);
        let span = |base, last, cut_short| {
            Ok(Span {
                base,
                last,
                cut_short,
            })
        };
        check(6, 10, span(0, 4, false));
        check(7, 8, span(1, 2, false));
        check(8, 20, span(2, 4, true));
        check(5, 10, Err(Outside::BeginsLater { first: day(6) }));
        check(10, 12, Err(Outside::EndsBefore { last: day(10) }));
        check(7, 7, Err(Outside::Empty { from: day(7) }));
        check(8, 7, Err(Outside::Empty { from: day(8) }));
        assert_eq!(Span::of(&[], day(1), day(2)), Err(Outside::NoData));
        let holes = [1, 2, 28, 29].map(day);
        assert_eq!(Span::of(&holes, day(2), day(29)), Err(Outside::Hole));
        assert_eq!(Span::of(&holes, day(20), day(29)), Err(Outside::Hole));
        assert_eq!(
            Span::of(&holes, day(1), day(1)),
            Err(Outside::Empty { from: day(1) })
        );
        // A Saturday: the close of the Friday before counts.
        let week = [2, 3, 6, 7].map(day);
        assert_eq!(Span::of(&week, day(4), day(7)), span(1, 3, false));
        assert_eq!(Span::of(&week, day(4), day(5)), Err(Outside::Hole));
    }

    #[test]
    fn a_gap_is_made_up_for_on_the_next_day() {
        let table = prices(&[6, 7, 8, 9], &[Some(1.0), None, Some(2.0), Some(1.0)]);
        let span = Span::of(table.days(), day(6), day(9)).expect("inside");
        let path = span.path(&table, 0).expect("it existed");
        assert_eq!(path.returns, [0.0, 1.0, -0.5]);
        assert_eq!((path.gaps, path.ended), (1, None));
    }

    #[test]
    fn what_was_not_yet_or_no_more_there_has_no_path() {
        let days: Vec<i8> = (1..=31).collect();
        let late: Vec<_> = days.iter().map(|&d| (d > 20).then_some(1.0)).collect();
        let dead: Vec<_> = days.iter().map(|&d| (d < 15).then_some(1.0)).collect();
        let at = |cells: &[Option<f64>], from| {
            let table = prices(&days, cells);
            let span = Span::of(table.days(), day(from), day(31)).expect("inside");
            span.path(&table, 0)
        };
        assert_eq!(at(&late, 20), None, "it is listed on the day after");
        assert!(at(&late, 21).is_some());
        assert_eq!(at(&dead, 25), None, "its last price is eleven days old");
        let path = at(&dead, 5).expect("it existed");
        assert_eq!((path.gaps, path.ended), (17, Some(day(14))));
    }
}
