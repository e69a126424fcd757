//! Returns with cash flows, rolling figures, months, drawdowns, and how many were tried.

mod calendar;
mod flows;
mod rolling;
mod trials;

pub use calendar::{
    CalendarAnswer, DrawdownAnswer, MonthRow, MonthsAnswer, PeriodAnswer, PeriodsAnswer,
    PeriodsOfSeries, SpanAnswer,
};
pub use flows::{FlowsAnswer, FlowsRequest, RatesFound, ValuePoint};
pub use rolling::{RollingAnswer, RollingMeasure, RollingRequest};
pub use trials::{TrialsAnswer, TrialsRequest};

pub(crate) use calendar::answer as calendar;
pub(crate) use flows::answer as flows;
pub(crate) use rolling::answer as rolling;
pub(crate) use trials::answer as trials;

/// The formulas of what this part answers.
pub(crate) fn definitions() -> Vec<(&'static str, &'static str)> {
    [
        flows::DEFINITIONS,
        rolling::DEFINITIONS,
        trials::DEFINITIONS,
        calendar::DEFINITIONS,
    ]
    .concat()
}

#[cfg(test)]
mod tests;
