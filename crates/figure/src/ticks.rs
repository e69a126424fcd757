//! Where an axis has ticks, and what they say.

use domain::format::{self, NARROW_SPACE};

use crate::day::{from_civil, to_civil};
use crate::model::{Numbers, Sign};
use crate::words::Words;

/// A tick: position on the axis, and its text.
pub(crate) type Mark = (f64, String);

/// No axis has more; a guard against ranges that no step divides.
const MOST: usize = 64;

/// The power of ten at or below a positive number. Found by multiplication, because `log10`
/// need not round alike in the browser and on the server.
fn decade(value: f64) -> (f64, i32) {
    let (mut power, mut exponent) = (1.0, 0);
    while power > value && exponent > -300 {
        exponent -= 1;
        power = power_of_ten(exponent);
    }
    while power * 10.0 <= value && exponent < 300 {
        exponent += 1;
        power = power_of_ten(exponent);
    }
    (power, exponent)
}

fn power_of_ten(exponent: i32) -> f64 {
    let whole = (0..exponent.unsigned_abs()).fold(1.0, |p, _| p * 10.0);
    if exponent < 0 { 1.0 / whole } else { whole }
}

/// Multiples of a 1-2-5 step between the ends, about `count` of them.
pub(crate) fn even(
    words: &Words,
    from: f64,
    to: f64,
    count: usize,
    numbers: &Numbers,
) -> Vec<Mark> {
    let span = to - from;
    if !(span > 0.0 && span.is_finite()) {
        return if from.is_finite() {
            vec![(from, numbers.write(from))]
        } else {
            Vec::new()
        };
    }
    let rough = span / count.max(1) as f64;
    let (power, exponent) = decade(rough);
    let (factor, exponent) = match rough / power {
        f if f <= 1.0 => (1.0, exponent),
        f if f <= 2.0 => (2.0, exponent),
        f if f <= 5.0 => (5.0, exponent),
        _ => (1.0, exponent + 1),
    };
    let step = factor * power_of_ten(exponent);
    let (divisor, suffix) = shorthand(words, step, from.abs().max(to.abs()));
    let decimals = usize::try_from(if divisor > 1.0 { 0 } else { -exponent }).unwrap_or(0);
    // A hair of tolerance, so that an end that is a multiple keeps its tick.
    let first = ((from / step) - 1e-9).ceil();
    let last = ((to / step) + 1e-9).floor();
    let mut marks = Vec::new();
    let mut k = first;
    while k <= last && marks.len() < MOST {
        let value = if exponent < 0 {
            k * factor / power_of_ten(-exponent)
        } else {
            k * step
        };
        marks.push((value, short(value, divisor, suffix, decimals, numbers)));
        k += 1.0;
    }
    marks
}

/// `20k` and `3M` where the step is in thousands or millions.
fn shorthand(words: &Words, step: f64, largest: f64) -> (f64, &str) {
    match step {
        s if s >= 1e9 => (1e9, &words.billions),
        s if s >= 1e6 => (1e6, &words.millions),
        s if s >= 1e3 && largest >= 1e4 => (1e3, &words.thousands),
        _ => (1.0, ""),
    }
}

fn short(value: f64, divisor: f64, suffix: &str, decimals: usize, numbers: &Numbers) -> String {
    if divisor == 1.0 || value == 0.0 {
        return numbers.write_with(value, decimals);
    }
    let mut text = match numbers.sign {
        Sign::Minus => format::number(value / divisor, decimals),
        Sign::Both => format::signed(value / divisor, decimals),
    };
    text.push_str(suffix);
    if !numbers.unit.is_empty() {
        text.push(NARROW_SPACE);
        text.push_str(&numbers.unit);
    }
    text
}

/// One, two and five in each decade, or only the decades, or an even step within one decade.
pub(crate) fn by_ratio(
    words: &Words,
    from: f64,
    to: f64,
    count: usize,
    numbers: &Numbers,
) -> Vec<Mark> {
    if !(from > 0.0 && to > from && to.is_finite()) {
        return Vec::new();
    }
    let (mut power, mut exponent) = decade(from);
    let mut marks = Vec::new();
    while power <= to && marks.len() < MOST {
        for factor in [1.0, 2.0, 5.0] {
            let value = factor * power;
            if value >= from * (1.0 - 1e-9) && value <= to * (1.0 + 1e-9) {
                let decimals = usize::try_from(-exponent).unwrap_or(0);
                let (divisor, suffix) = shorthand(words, value, value);
                marks.push((
                    factor,
                    value,
                    short(value, divisor, suffix, decimals, numbers),
                ));
            }
        }
        exponent += 1;
        power = power_of_ten(exponent);
    }
    if marks.len() < 2 {
        return even(words, from, to, count, numbers);
    }
    let crowded = marks.len() > 2 * count.max(1);
    marks
        .into_iter()
        .filter(|(factor, ..)| !crowded || *factor == 1.0)
        .map(|(_, value, text)| (value, text))
        .collect()
}

/// The steps of a calendar, from fine to coarse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Days(i32),
    Months(i32),
    Years(i32),
}

impl Step {
    /// Its usual length in days.
    fn length(self) -> f64 {
        match self {
            Step::Days(n) => f64::from(n),
            Step::Months(n) => 30.4 * f64::from(n),
            Step::Years(n) => 365.2 * f64::from(n),
        }
    }
}

/// Starts of days, weeks, months or years between two days, so that one step is at least
/// `fewest_days` long. A month or year that started up to `slack` days before the
/// first day starts there: prices of 2018 begin on the second of January.
pub(crate) fn calendar(
    words: &Words,
    from: i32,
    to: i32,
    fewest_days: f64,
    slack: i32,
) -> Vec<(i32, String)> {
    use Step::{Days, Months, Years};
    const STEPS: [Step; 13] = [
        Days(1),
        Days(2),
        Days(7),
        Days(14),
        Months(1),
        Months(2),
        Months(3),
        Months(6),
        Years(1),
        Years(2),
        Years(5),
        Years(10),
        Years(20),
    ];
    let step = STEPS
        .into_iter()
        .find(|s| s.length() >= fewest_days)
        .unwrap_or(Years(50));
    let mut starts: Vec<i32> = Vec::new();
    let reached = |starts: &Vec<i32>, day: i32| day > to || starts.len() >= MOST;
    match step {
        Days(n) => {
            // Weeks begin on Monday: 5 January 1970 was one.
            let phase = if n >= 7 { 4 } else { 0 };
            let mut day = phase + (from - phase + n - 1).div_euclid(n) * n;
            while !reached(&starts, day) {
                starts.push(day);
                day += n;
            }
        }
        Months(n) => {
            let (year, month, _) = to_civil(from - slack);
            let mut month = year * 12 + (month - 1).div_euclid(n) * n;
            loop {
                let day = from_civil(month.div_euclid(12), month.rem_euclid(12) + 1, 1);
                if reached(&starts, day) {
                    break;
                }
                if day >= from - slack {
                    starts.push(day);
                }
                month += n;
            }
        }
        Years(n) => {
            let mut year = to_civil(from - slack).0.div_euclid(n) * n;
            loop {
                let day = from_civil(year, 1, 1);
                if reached(&starts, day) {
                    break;
                }
                if day >= from - slack {
                    starts.push(day);
                }
                year += n;
            }
        }
    }
    let any_year = starts.iter().any(|day| to_civil(*day).1 == 1);
    starts
        .iter()
        .enumerate()
        .map(|(i, &start)| {
            let (year, month, day) = to_civil(start);
            let name = &words.months[usize::try_from(month - 1).unwrap_or(0) % 12];
            let text = match step {
                Years(_) => year.to_string(),
                Months(_) if month == 1 => year.to_string(),
                Months(_) if i == 0 && !any_year => format!("{name} {year}"),
                Months(_) => name.to_string(),
                Days(_) => format!("{day} {name}"),
            };
            (start.max(from), text)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day;

    fn texts(marks: &[Mark]) -> Vec<&str> {
        marks.iter().map(|(_, text)| text.as_str()).collect()
    }

    fn check(from: f64, to: f64, count: usize, expect: &[&str]) {
        let marks = even(&Words::default(), from, to, count, &Numbers::default());
        assert_eq!(texts(&marks), expect);
    }

    #[test]
    fn steps_are_one_two_five() {
        check(0.0, 10.0, 5, &["0", "2", "4", "6", "8", "10"]);
        check(15.5, 36.0, 5, &["20", "25", "30", "35"]);
        check(0.0, 0.3, 3, &["0.0", "0.1", "0.2", "0.3"]);
        check(-30.0, 3.0, 3, &["\u{2212}20", "0"]);
        check(0.0, 7.0, 1, &["0"]);
    }

    #[test]
    fn thousands_are_short_only_where_all_are() {
        check(8_000.0, 24_000.0, 2, &["10k", "20k"]);
        check(0.0, 3_000.0, 3, &["0", "1,000", "2,000", "3,000"]);
        check(0.0, 3e6, 3, &["0", "1M", "2M", "3M"]);
        check(0.0, 4e9, 2, &["0", "2B", "4B"]);
    }

    #[test]
    fn tiny_huge_and_no_ranges() {
        check(1.0, 1.000_004_5, 3, &["1.000000", "1.000002", "1.000004"]);
        check(5.0, 5.0, 4, &["5.00"]);
        check(f64::NAN, 1.0, 4, &[]);
        let count = |to| even(&Words::default(), 0.0, to, 4, &Numbers::default()).len();
        assert!(count(1e300) >= 3);
        assert!(count(1e-290) >= 3);
    }

    #[test]
    fn units_and_signs_are_written() {
        let numbers = Numbers {
            decimals: 1,
            unit: "%".to_owned(),
            sign: Sign::Both,
        };
        let words = Words::default();
        assert_eq!(
            texts(&even(&words, -10.0, 10.0, 2, &numbers)),
            ["\u{2212}10\u{202f}%", "0\u{202f}%", "+10\u{202f}%"]
        );
        let marks = even(&words, 0.0, 2e4, 2, &numbers);
        assert_eq!(texts(&marks)[1], "+10k\u{202f}%");
    }

    #[test]
    fn ratios() {
        let (words, numbers) = (Words::default(), Numbers::default());
        assert_eq!(
            texts(&by_ratio(&words, 8.0, 120.0, 4, &numbers)),
            ["10", "20", "50", "100"]
        );
        assert_eq!(
            texts(&by_ratio(&words, 0.5, 2e5, 2, &numbers)),
            ["1", "10", "100", "1,000", "10k", "100k"]
        );
        assert_eq!(
            texts(&by_ratio(&words, 21.0, 24.0, 3, &numbers)),
            ["21", "22", "23", "24"]
        );
        assert!(by_ratio(&words, -1.0, 4.0, 3, &numbers).is_empty());
    }

    fn check_days(from: (i32, i32, i32), to: (i32, i32, i32), days: f64, expect: &[&str]) {
        let index = |d: (i32, i32, i32)| from_civil(d.0, d.1, d.2);
        let marks = calendar(&Words::default(), index(from), index(to), days, 3);
        let texts: Vec<&str> = marks.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, expect);
        assert!(
            marks
                .iter()
                .all(|(day, _)| *day >= index(from) && *day <= index(to))
        );
    }

    #[test]
    fn days_become_months_and_years() {
        check_days(
            (2018, 1, 2),
            (2022, 12, 28),
            150.0,
            &[
                "2018", "Jul", "2019", "Jul", "2020", "Jul", "2021", "Jul", "2022", "Jul",
            ],
        );
        check_days(
            (2018, 1, 2),
            (2022, 12, 28),
            200.0,
            &["2018", "2019", "2020", "2021", "2022"],
        );
        check_days(
            (2012, 8, 20),
            (2013, 3, 1),
            25.0,
            &["Sep", "Oct", "Nov", "Dec", "2013", "Feb", "Mar"],
        );
        check_days(
            (2012, 2, 20),
            (2012, 6, 3),
            25.0,
            &["Mar 2012", "Apr", "May", "Jun"],
        );
        check_days(
            (2012, 2, 20),
            (2012, 3, 12),
            5.0,
            &["20 Feb", "27 Feb", "5 Mar", "12 Mar"],
        );
        check_days(
            (2012, 2, 28),
            (2012, 3, 1),
            1.0,
            &["28 Feb", "29 Feb", "1 Mar"],
        );
        check_days(
            (1900, 1, 1),
            (2000, 1, 1),
            9_000.0,
            &["1900", "1950", "2000"],
        );
    }

    #[test]
    fn civil_days_and_back() {
        for index in [
            -800_000, -719_469, -1, 0, 1, 59, 11_016, 11_017, 19_000, 2_000_000,
        ] {
            let (year, month, day) = to_civil(index);
            assert_eq!(from_civil(year, month, day), index);
        }
        let day = domain::Day::constant(2000, 2, 29);
        assert_eq!(to_civil(day::index_of(day)), (2000, 2, 29));
    }
}
