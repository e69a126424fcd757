//! Days as ISO 8601 writes them, `2020-01-02`, and nothing else.
//!
//! Four lines instead of jiff's parser of all time formats: a browser's module pays for what it
//! carries (30 kB compressed, measured).

use crate::Day;

/// A day as `2020-01-02`. Years outside 0 to 9999 have a longer text, which [`parse`] refuses.
pub fn write(day: Day) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// The day of a text such as `2020-01-02`; nothing for any other text.
pub fn parse(text: &str) -> Option<Day> {
    let &[a, b, c, d, b'-', e, f, b'-', g, h] = text.as_bytes() else {
        return None;
    };
    let number = |digits: &[u8]| -> Option<i16> {
        digits.iter().try_fold(0, |number, digit| {
            digit
                .is_ascii_digit()
                .then(|| 10 * number + i16::from(digit - b'0'))
        })
    };
    let part = |digits: [u8; 2]| i8::try_from(number(&digits)?).ok();
    Day::new(number(&[a, b, c, d])?, part([e, f])?, part([g, h])?).ok()
}

/// The same day so many months before; the last day of a month that is too short for it.
pub fn months_before(day: Day, months: i16) -> Option<Day> {
    let month = 12 * i32::from(day.year()) + i32::from(day.month()) - 1 - i32::from(months);
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    let month = i8::try_from(month.rem_euclid(12) + 1).ok()?;
    // At most three days shorter.
    (day.day() - 3..=day.day())
        .rev()
        .find_map(|day| Day::new(year, month, day).ok())
}

/// The same day so many years before.
pub fn years_before(day: Day, years: i16) -> Option<Day> {
    months_before(day, years.checked_mul(12)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_survives_its_text() {
        let mut day = Day::constant(1999, 12, 25);
        for _ in 0..500 {
            assert_eq!(write(day), day.to_string());
            assert_eq!(parse(&write(day)), Some(day));
            day = day.tomorrow().expect("far from the end of time");
        }
    }

    #[test]
    fn other_texts_are_no_days() {
        for text in [
            "",
            "2020-02-30",
            "2020-1-2",
            "20200102",
            "2020-01-02T00",
            "２020-01-0",
            "2020/01/02",
            "+020-01-02",
            "2020-13-01",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn months_before_the_end_of_a_month() {
        let last = Day::constant(2022, 8, 31);
        assert_eq!(months_before(last, 6), Some(Day::constant(2022, 2, 28)));
        assert_eq!(months_before(last, 1), Some(Day::constant(2022, 7, 31)));
        assert_eq!(months_before(last, 8), Some(Day::constant(2021, 12, 31)));
        assert_eq!(
            months_before(Day::constant(2022, 1, 1), 1),
            Some(Day::constant(2021, 12, 1))
        );
    }

    #[test]
    fn years_before_a_leap_day() {
        let leap = Day::constant(2020, 2, 29);
        assert_eq!(years_before(leap, 1), Some(Day::constant(2019, 2, 28)));
        assert_eq!(years_before(leap, 4), Some(Day::constant(2016, 2, 29)));
        assert_eq!(years_before(leap, i16::MAX), None);
    }
}
