//! Days as numbers on an axis.

use domain::Day;

/// The day's position on a [`crate::Scale::Days`] axis: days since 1970-01-01.
///
/// ```
/// assert_eq!(figure::day_number(domain::Day::constant(1970, 1, 2)), 1.0);
/// ```
pub fn day_number(day: Day) -> f64 {
    f64::from(index_of(day))
}

/// Days since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms").
pub(crate) fn index_of(day: Day) -> i32 {
    from_civil(
        i32::from(day.year()),
        i32::from(day.month()),
        i32::from(day.day()),
    )
}

pub(crate) fn from_civil(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted = (month + 9) % 12;
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

pub(crate) fn to_civil(index: i32) -> (i32, i32, i32) {
    let z = index + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (year_of_era + era * 400 + i32::from(month <= 2), month, day)
}
