use std::ops::Range;

use domain::Day;

/// How long a period of an attribution is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Period {
    /// Every day by itself.
    Day,
    /// A calendar month.
    #[default]
    Month,
    /// A calendar year.
    Year,
    /// Everything at once.
    All,
}

/// The days of each period, as ranges of positions that follow each other and leave none out. The
/// first and the last may be parts of a month or a year. None without a day.
pub fn periods(days: &[Day], period: Period) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for (position, &day) in days.iter().enumerate() {
        match out.last_mut() {
            Some(last) if period.holds(days[last.start], day) => last.end = position + 1,
            _ => out.push(position..position + 1),
        }
    }
    out
}

impl Period {
    fn holds(self, first: Day, day: Day) -> bool {
        match self {
            Self::Day => false,
            Self::Month => (first.year(), first.month()) == (day.year(), day.month()),
            Self::Year => first.year() == day.year(),
            Self::All => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_cuts() {
        let days = [
            Day::constant(2020, 11, 30),
            Day::constant(2020, 12, 1),
            Day::constant(2020, 12, 31),
            Day::constant(2021, 12, 1),
        ];
        let check = |period, expect: &[Range<usize>]| assert_eq!(periods(&days, period), expect);
        check(Period::Day, &[0..1, 1..2, 2..3, 3..4]);
        check(Period::Month, &[0..1, 1..3, 3..4]);
        check(Period::Year, &[0..3, 3..4]);
        check(Period::All, std::slice::from_ref(&(0..4)));
        assert!(periods(&[], Period::All).is_empty());
    }
}
