use domain::Day;

use crate::{
    RiskError,
    error::check,
    performance::{finite, stretch::check_ruin},
};

/// A stretch of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarPeriod {
    /// Each day by itself.
    Day,
    /// Monday to Sunday (ISO 8601).
    Week,
    /// A month of a year.
    Month,
    /// A year.
    Year,
}

/// One stretch of the calendar and what was earned in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Period {
    /// The first return in it, counted from zero.
    pub first: usize,
    /// The last return in it.
    pub last: usize,
    /// `Π (1 + xₜ) − 1` over its returns.
    pub total: f64,
}

/// A row of the table of months.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearOfMonths {
    /// The year.
    pub year: i16,
    /// January to December; none of a month without a return.
    pub months: [Option<f64>; 12],
    /// The year: its months compounded.
    pub total: f64,
}

/// Compounded returns by stretches of the calendar, in order; `days` are the days on which the
/// returns end. The first and the last stretch count as far as the series goes, and a stretch
/// without a return is none.
///
/// # Errors
/// With no observation, a day per return missing, days that do not ascend, a return that is not
/// finite or loses more than everything, or a result that overflows.
pub fn periods(
    days: &[Day],
    returns: &[f64],
    calendar: CalendarPeriod,
) -> Result<Vec<Period>, RiskError> {
    check_days(days, returns)?;
    let mut all = Vec::new();
    let mut first = 0;
    for last in 0..days.len() {
        let closes = days
            .get(last + 1)
            .is_none_or(|&next| calendar.parts(days[last], next));
        if closes {
            let growth: f64 = returns[first..=last].iter().map(|r| 1.0 + r).product();
            all.push(Period {
                first,
                last,
                // One day is what it is, to the last bit.
                total: if first == last {
                    returns[first]
                } else {
                    finite(growth - 1.0)?
                },
            });
            first = last + 1;
        }
    }
    Ok(all)
}

/// The table of months: a row per year, whose total is what its months compound to.
///
/// # Errors
/// As [`periods`].
pub fn month_table(days: &[Day], returns: &[f64]) -> Result<Vec<YearOfMonths>, RiskError> {
    let mut rows: Vec<YearOfMonths> = Vec::new();
    for period in periods(days, returns, CalendarPeriod::Month)? {
        let (year, month) = (days[period.first].year(), days[period.first].month());
        if rows.last().is_none_or(|row| row.year != year) {
            rows.push(YearOfMonths {
                year,
                months: [None; 12],
                total: 0.0,
            });
        }
        if let Some(row) = rows.last_mut() {
            // Months are counted from 1.
            let column = usize::from(month.unsigned_abs()) - 1;
            row.months[column] = Some(period.total);
            row.total = finite((1.0 + row.total) * (1.0 + period.total) - 1.0)?;
        }
    }
    Ok(rows)
}

impl CalendarPeriod {
    /// Whether two days in a row lie in different stretches.
    fn parts(self, day: Day, next: Day) -> bool {
        let week = |day: Day| {
            let week = day.iso_week_date();
            (week.year(), week.week())
        };
        match self {
            Self::Day => true,
            Self::Week => week(day) != week(next),
            Self::Month => (day.year(), day.month()) != (next.year(), next.month()),
            Self::Year => day.year() != next.year(),
        }
    }
}

fn check_days(days: &[Day], returns: &[f64]) -> Result<(), RiskError> {
    check(returns, 1)?;
    check_ruin(returns)?;
    if days.len() != returns.len() {
        return Err(RiskError::Length {
            expected: returns.len(),
            found: days.len(),
        });
    }
    if days.is_sorted_by(|a, b| a < b) {
        Ok(())
    } else {
        Err(RiskError::Argument {
            name: "days",
            reason: "must ascend",
        })
    }
}
