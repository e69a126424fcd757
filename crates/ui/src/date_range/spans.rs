//! From a chip and a day to a stretch of time.

use domain::{Day, iso};

/// A stretch of time that ends with the day of reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    Today,
    /// Since Monday.
    Week,
    /// Since the first of the month.
    Month,
    /// Since the first of January.
    Year,
    OneYear,
    FiveYears,
    /// Everything there is.
    Max,
}

impl Span {
    /// In the order of their chips.
    pub const ALL: [Self; 7] = [
        Self::Today,
        Self::Week,
        Self::Month,
        Self::Year,
        Self::OneYear,
        Self::FiveYears,
        Self::Max,
    ];

    /// How an address writes it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Week => "wtd",
            Self::Month => "mtd",
            Self::Year => "ytd",
            Self::OneYear => "1y",
            Self::FiveYears => "5y",
            Self::Max => "max",
        }
    }

    /// The chip of a key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|span| span.key() == key)
    }

    /// First and last day: ends with `reference`, and never begins before `first`, the first day
    /// there is anything of.
    pub fn days(self, reference: Day, first: Day) -> (Day, Day) {
        let from = match self {
            Self::Today => reference,
            Self::Week => monday(reference),
            Self::Month => day(reference.year(), reference.month(), 1),
            Self::Year => day(reference.year(), 1, 1),
            Self::OneYear => years_before(reference, 1),
            Self::FiveYears => years_before(reference, 5),
            Self::Max => first,
        };
        (from.max(first).min(reference), reference)
    }
}

fn day(year: i16, month: i8, day: i8) -> Day {
    Day::new(year, month, day).expect("the first of a month exists")
}

fn years_before(reference: Day, years: i16) -> Day {
    iso::months_before(reference, 12 * years).unwrap_or(reference)
}

/// The Monday of the day's week.
fn monday(reference: Day) -> Day {
    let mut monday = reference;
    for _ in 0..reference.weekday().to_monday_zero_offset() {
        monday = monday.yesterday().unwrap_or(monday);
    }
    monday
}

/// What is wrong with the days of a range, and with which field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// The first field holds no day.
    From,
    /// The second field holds no day.
    To,
    /// The first day is after the second.
    Order,
    /// The first field is before everything there is.
    TooEarly,
    /// The second field is after everything there is.
    TooLate,
}

impl Wrong {
    /// Whether it is the second field that must change.
    pub const fn is_of_second(self) -> bool {
        matches!(self, Self::To | Self::Order | Self::TooLate)
    }
}

/// The days of two fields.
///
/// # Errors
///
/// The first thing that is [`Wrong`].
pub fn read(from: &str, to: &str, (first, last): (Day, Day)) -> Result<(Day, Day), Wrong> {
    let from = iso::parse(from).ok_or(Wrong::From)?;
    let to = iso::parse(to).ok_or(Wrong::To)?;
    if from < first {
        Err(Wrong::TooEarly)
    } else if to > last {
        Err(Wrong::TooLate)
    } else if from > to {
        Err(Wrong::Order)
    } else {
        Ok((from, to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Day {
        iso::parse(text).expect("a day")
    }

    fn check(span: Span, reference: &str, from: &str) {
        let days = span.days(parse(reference), parse("1990-01-01"));
        assert_eq!(
            days,
            (parse(from), parse(reference)),
            "{span:?} {reference}"
        );
    }

    #[test]
    fn a_week_begins_on_monday() {
        check(Span::Week, "2022-12-26", "2022-12-26"); // a Monday
        check(Span::Week, "2022-12-28", "2022-12-26");
        check(Span::Week, "2023-01-01", "2022-12-26"); // a Sunday, over the year
        check(Span::Week, "2024-03-01", "2024-02-26"); // over 29 February
    }

    #[test]
    fn months_and_years_begin_with_their_first() {
        check(Span::Today, "2022-12-28", "2022-12-28");
        check(Span::Month, "2022-12-28", "2022-12-01");
        check(Span::Month, "2022-12-01", "2022-12-01");
        check(Span::Year, "2022-12-28", "2022-01-01");
        check(Span::Year, "2022-01-01", "2022-01-01");
    }

    #[test]
    fn years_back_end_on_the_same_day_or_the_last_of_its_month() {
        check(Span::OneYear, "2022-12-28", "2021-12-28");
        check(Span::OneYear, "2024-02-29", "2023-02-28");
        check(Span::FiveYears, "2024-02-29", "2019-02-28");
        check(Span::FiveYears, "2021-02-28", "2016-02-28");
    }

    #[test]
    fn nothing_begins_before_there_is_anything() {
        let (first, last) = (parse("2018-01-02"), parse("2020-06-30"));
        assert_eq!(Span::Max.days(last, first), (first, last));
        assert_eq!(Span::FiveYears.days(last, first), (first, last));
        assert_eq!(Span::OneYear.days(last, first).0, parse("2019-06-30"));
        // A reference before everything stays a range.
        let early = parse("2017-05-05");
        assert_eq!(Span::Max.days(early, first), (early, early));
    }

    #[test]
    fn fields_are_read_and_the_wrong_one_is_named() {
        let bounds = (parse("2018-01-02"), parse("2022-12-28"));
        let check = |from: &str, to: &str, expect| {
            assert_eq!(read(from, to, bounds), expect, "{from} {to}");
        };
        check(
            "2019-01-01",
            "2019-01-01",
            Ok((parse("2019-01-01"), parse("2019-01-01"))),
        );
        check("", "2019-01-01", Err(Wrong::From));
        check("2019-01-01", "2019-02-30", Err(Wrong::To));
        check("2019-01-02", "2019-01-01", Err(Wrong::Order));
        check("2017-01-02", "2019-01-01", Err(Wrong::TooEarly));
        check("2019-01-02", "2023-01-01", Err(Wrong::TooLate));
        assert!(Wrong::Order.is_of_second() && !Wrong::TooEarly.is_of_second());
    }

    #[test]
    fn keys() {
        for span in Span::ALL {
            assert_eq!(Span::of_key(span.key()), Some(span));
        }
        assert_eq!(Span::of_key("2y"), None);
    }
}
