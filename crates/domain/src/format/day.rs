//! Days and months.

use super::NARROW_SPACE;
use crate::{Day, Language};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SHORT_MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const MONATE: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
/// As Duden shortens them: what has up to four letters stays whole.
const KURZE_MONATE: [&str; 12] = [
    "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.",
];

impl Language {
    /// A day: `2 Jan 2018`, `2. Jan. 2018`.
    #[must_use]
    pub fn day(self, day: Day) -> String {
        format!("{} {}", self.short_day(day), day.year())
    }

    /// A day of a year that is known: `2 Jan`, `2. Jan.`.
    #[must_use]
    pub fn short_day(self, day: Day) -> String {
        self.day_and(day, self.short_month_name(day.month()))
    }

    /// A day in full: `2 January 2018`, `2. Januar 2018`.
    #[must_use]
    pub fn long_day(self, day: Day) -> String {
        let text = self.day_and(day, self.month_name(day.month()));
        format!("{text} {}", day.year())
    }

    /// A month: `Jan 2018`, `Jan. 2018`.
    #[must_use]
    pub fn month(self, day: Day) -> String {
        format!("{} {}", self.short_month_name(day.month()), day.year())
    }

    /// A month in full: `January 2018`, `Januar 2018`.
    #[must_use]
    pub fn long_month(self, day: Day) -> String {
        format!("{} {}", self.month_name(day.month()), day.year())
    }

    /// `January`, `Januar`; months count from 1.
    #[must_use]
    pub fn month_name(self, month: i8) -> &'static str {
        let names = match self {
            Self::English => &MONTHS,
            Self::German => &MONATE,
        };
        names[index(month)]
    }

    /// `Jan`, `Jan.`; months count from 1.
    #[must_use]
    pub fn short_month_name(self, month: i8) -> &'static str {
        let names = match self {
            Self::English => &SHORT_MONTHS,
            Self::German => &KURZE_MONATE,
        };
        names[index(month)]
    }

    fn day_and(self, day: Day, month: &str) -> String {
        match self {
            Self::English => format!("{} {month}", day.day()),
            Self::German => format!("{}. {month}", day.day()),
        }
    }

    /// How long something has been running: `42 s`, `1 min 1 s`, `2 h 1 min`, `3 d 4 h`.
    #[must_use]
    pub fn duration(self, seconds: u64) -> String {
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
        let join = |(a, a_unit): (u64, &str), (b, b_unit): (u64, &str)| {
            format!("{a}{NARROW_SPACE}{a_unit} {b}{NARROW_SPACE}{b_unit}")
        };
        match (days, hours, minutes) {
            (0, 0, 0) => format!("{seconds}{NARROW_SPACE}s"),
            (0, 0, minutes) => join((minutes, "min"), (seconds % 60, "s")),
            (0, hours, minutes) => join((hours, "h"), (minutes, "min")),
            (days, hours, _) => join((days, self.days_unit(days)), (hours, "h")),
        }
    }

    fn days_unit(self, days: u64) -> &'static str {
        match (self, days) {
            (Self::English, _) => "d",
            (Self::German, 1) => "Tag",
            (Self::German, _) => "Tage",
        }
    }

    /// How long ago something was: `just now`, `5 min ago`, `4 days ago`.
    #[must_use]
    pub fn age(self, seconds: u64) -> String {
        let (amount, unit) = match seconds {
            0..60 => {
                return match self {
                    Self::English => "just now".to_owned(),
                    Self::German => "gerade eben".to_owned(),
                };
            }
            60..3600 => (seconds / 60, "min"),
            3600..86_400 => (seconds / 3600, "h"),
            _ => {
                let days = seconds / 86_400;
                let unit = match (self, days) {
                    (Self::English, 1) => "day",
                    (Self::English, _) => "days",
                    (Self::German, 1) => "Tag",
                    (Self::German, _) => "Tagen",
                };
                (days, unit)
            }
        };
        let amount = self.count(amount);
        match self {
            Self::English => format!("{amount}{NARROW_SPACE}{unit} ago"),
            Self::German => format!("vor {amount}{NARROW_SPACE}{unit}"),
        }
    }
}

fn index(month: i8) -> usize {
    usize::try_from(month - 1).expect("a month is 1 to 12")
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, German};

    const DAY: Day = Day::constant(2018, 1, 2);

    #[test]
    fn days() {
        assert_eq!(English.day(DAY), "2 Jan 2018");
        assert_eq!(German.day(DAY), "2. Jan. 2018");
        assert_eq!(English.short_day(DAY), "2 Jan");
        assert_eq!(German.short_day(DAY), "2. Jan.");
        assert_eq!(English.long_day(DAY), "2 January 2018");
        assert_eq!(German.long_day(DAY), "2. Januar 2018");
        assert_eq!(German.day(Day::constant(2022, 3, 28)), "28. März 2022");
        assert_eq!(English.day(Day::constant(2022, 12, 28)), "28 Dec 2022");
    }

    #[test]
    fn months() {
        assert_eq!(English.month(DAY), "Jan 2018");
        assert_eq!(German.month(DAY), "Jan. 2018");
        assert_eq!(English.long_month(DAY), "January 2018");
        assert_eq!(
            German.long_month(Day::constant(2018, 12, 2)),
            "Dezember 2018"
        );
    }

    #[test]
    fn durations() {
        let check = |seconds, english: &str, german: &str| {
            assert_eq!(
                English.duration(seconds).replace(NARROW_SPACE, " "),
                english
            );
            assert_eq!(German.duration(seconds).replace(NARROW_SPACE, " "), german);
        };
        check(0, "0 s", "0 s");
        check(42, "42 s", "42 s");
        check(61, "1 min 1 s", "1 min 1 s");
        check(7_260, "2 h 1 min", "2 h 1 min");
        check(90_000, "1 d 1 h", "1 Tag 1 h");
        check(180_000, "2 d 2 h", "2 Tage 2 h");
    }

    #[test]
    fn ages() {
        let check = |seconds, english: &str, german: &str| {
            assert_eq!(English.age(seconds).replace(NARROW_SPACE, " "), english);
            assert_eq!(German.age(seconds).replace(NARROW_SPACE, " "), german);
        };
        check(0, "just now", "gerade eben");
        check(59, "just now", "gerade eben");
        check(60, "1 min ago", "vor 1 min");
        check(3 * 3600, "3 h ago", "vor 3 h");
        check(86_400, "1 day ago", "vor 1 Tag");
        check(5 * 86_400, "5 days ago", "vor 5 Tagen");
        check(1_500 * 86_400, "1,500 days ago", "vor 1.500 Tagen");
    }
}
