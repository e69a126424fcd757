use domain::Day;
use risk::{
    RiskError,
    performance::{
        CalendarPeriod, Drawdown, Period, YearOfMonths, deepest_drawdowns, month_table, periods,
    },
};
use serde::{Deserialize, Serialize};

use crate::{IsoDay, report::ground::Ground};

/// What the figures of the calendar are.
pub(super) const DEFINITIONS: &[(&str, &str)] = &[
    (
        "months",
        "Π (1 + x) − 1 over the returns of each month; a year is its months compounded; the first and the last count as far as the data go",
    ),
    (
        "drawdowns",
        "the deepest falls of compounded wealth below a maximum until it is reached again; depth is 1 − bottom ÷ maximum; observations and days from the maximum to the recovery, or to the end",
    ),
    (
        "periods",
        "the best and the worst compounded return of days, weeks (Monday to Sunday), months and years, and the share of them above 0; the first and the last count as far as the data go",
    ),
];

/// What happened when. Always answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CalendarAnswer {
    /// The table of months.
    pub months: MonthsAnswer,
    /// The deepest drawdowns of the portfolio, the deepest first.
    pub drawdowns: Option<Vec<DrawdownAnswer>>,
    /// The best and the worst days, weeks, months and years.
    pub periods: PeriodsAnswer,
}

/// The tables of months.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MonthsAnswer {
    /// Of the portfolio.
    pub portfolio: Option<Vec<MonthRow>>,
    /// Of the benchmark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark: Option<Vec<MonthRow>>,
}

/// A year of the table of months.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MonthRow {
    /// The year.
    pub year: i16,
    /// January to December; null of a month without a return.
    pub months: [Option<f64>; 12],
    /// The months compounded.
    pub total: f64,
}

/// One drawdown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawdownAnswer {
    /// How much of the maximum was lost, as a positive fraction.
    pub depth: f64,
    /// The day of the last maximum; null where that is before the first of given returns.
    pub start: Option<IsoDay>,
    /// The day of the bottom.
    pub trough: IsoDay,
    /// The day on which the maximum was reached again; null where it was not.
    pub recovery: Option<IsoDay>,
    /// Returns from the maximum to the recovery, or to the end.
    pub observations: usize,
    /// Days of the calendar from the maximum to the recovery, or to the end.
    pub days: Option<i32>,
}

/// The best and the worst periods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PeriodsAnswer {
    /// Of the portfolio.
    pub portfolio: Option<PeriodsOfSeries>,
    /// Of the benchmark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark: Option<PeriodsOfSeries>,
}

/// The best and the worst periods of one series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PeriodsOfSeries {
    /// Days.
    pub day: PeriodAnswer,
    /// Weeks, Monday to Sunday.
    pub week: PeriodAnswer,
    /// Months.
    pub month: PeriodAnswer,
    /// Years.
    pub year: PeriodAnswer,
}

/// The best and the worst of one kind of period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PeriodAnswer {
    /// How many there are.
    pub count: usize,
    /// The share of them above 0.
    pub win_rate: f64,
    /// The best; the first of equally good ones.
    pub best: SpanAnswer,
    /// The worst; the first of equally bad ones.
    pub worst: SpanAnswer,
}

/// One period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpanAnswer {
    /// The day of its first return.
    pub from: IsoDay,
    /// The day of its last return.
    pub to: IsoDay,
    /// The compounded return.
    #[serde(rename = "return")]
    pub total: f64,
}

/// What happened when: months, the `deepest` drawdowns, the best and the worst periods. `base` is the
/// day before the first return, where it is known.
pub(crate) fn answer(ground: &Ground<'_>, base: Option<Day>, deepest: usize) -> CalendarAnswer {
    let days = ground.returns.days.as_slice();
    let months = |name: &str, series: &[f64]| {
        let table = month_table(days, series).map(|rows| rows.iter().map(row).collect());
        ground.known(&format!("months.{name}"), table)
    };
    let spans = |name: &str, series: &[f64]| {
        ground.known(&format!("periods.{name}"), of_series(days, series))
    };
    let drawdowns = deepest_drawdowns(ground.portfolio, deepest).map(|list| {
        list.iter()
            .map(|spell| drawdown(days, base, spell))
            .collect()
    });
    CalendarAnswer {
        months: MonthsAnswer {
            portfolio: months("portfolio", ground.portfolio),
            benchmark: ground
                .benchmark
                .and_then(|series| months("benchmark", series)),
        },
        drawdowns: ground.known("drawdowns", drawdowns),
        periods: PeriodsAnswer {
            portfolio: spans("portfolio", ground.portfolio),
            benchmark: ground
                .benchmark
                .and_then(|series| spans("benchmark", series)),
        },
    }
}

fn row(row: &YearOfMonths) -> MonthRow {
    MonthRow {
        year: row.year,
        months: row.months,
        total: row.total,
    }
}

/// Positions along the curve begin before the first return.
fn drawdown(days: &[Day], base: Option<Day>, spell: &Drawdown) -> DrawdownAnswer {
    let day = |position: usize| match position.checked_sub(1) {
        Some(at) => days.get(at).copied(),
        None => base,
    };
    let (start, end) = (day(spell.start), day(spell.end));
    let length = start
        .zip(end)
        .and_then(|(start, end)| start.until(end).ok());
    DrawdownAnswer {
        depth: spell.depth,
        start: start.map(IsoDay),
        // A bottom is after a return.
        trough: IsoDay(days[spell.trough - 1]),
        recovery: spell.recovery.and_then(day).map(IsoDay),
        observations: spell.length(),
        days: length.map(|span| span.get_days()),
    }
}

fn of_series(days: &[Day], series: &[f64]) -> Result<PeriodsOfSeries, RiskError> {
    let kind = |calendar| of_kind(days, &periods(days, series, calendar)?);
    Ok(PeriodsOfSeries {
        day: kind(CalendarPeriod::Day)?,
        week: kind(CalendarPeriod::Week)?,
        month: kind(CalendarPeriod::Month)?,
        year: kind(CalendarPeriod::Year)?,
    })
}

fn of_kind(days: &[Day], all: &[Period]) -> Result<PeriodAnswer, RiskError> {
    let first = *all.first().ok_or(RiskError::TooFew {
        needed: 1,
        found: 0,
    })?;
    let (mut best, mut worst) = (first, first);
    for &period in all {
        if period.total > best.total {
            best = period;
        }
        if period.total < worst.total {
            worst = period;
        }
    }
    let span = |period: Period| SpanAnswer {
        from: IsoDay(days[period.first]),
        to: IsoDay(days[period.last]),
        total: period.total,
    };
    let wins = all.iter().filter(|period| period.total > 0.0).count();
    Ok(PeriodAnswer {
        count: all.len(),
        win_rate: wins as f64 / all.len() as f64,
        best: span(best),
        worst: span(worst),
    })
}
