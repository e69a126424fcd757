//! Series that shocks may name beside the benchmark.

use domain::Day;
use market::{Quantity, RawTable};

use super::{super::ground::Ground, request::FactorSeries, short};
use crate::{
    ProblemError, ProblemErrors,
    data::{self, Sources},
};

const PATH: &str = "stress.factors";

/// The factors on the days of the window that all of them know.
pub(super) struct Factors {
    pub(super) names: Vec<String>,
    /// The rows of the returns of the assets.
    pub(super) rows: Vec<usize>,
    /// One per factor, one return per row.
    pub(super) returns: Vec<Vec<f64>>,
    /// They could not be read, which is said: who names one of them is not to blame.
    is_broken: bool,
}

/// Reads the factors; none where none are given, or what is wrong with them is said.
pub(super) fn read(
    asked: Option<&FactorSeries>,
    ground: &Ground<'_>,
    errors: &mut Vec<ProblemError>,
) -> Factors {
    let found = asked.map(|asked| table(asked, ground)).transpose();
    match found {
        Ok(Some(raw)) => Factors::new(&raw, &ground.returns.days),
        Ok(None) => Factors::none(),
        Err(error) => {
            errors.extend(error.0);
            Factors {
                is_broken: true,
                ..Factors::none()
            }
        }
    }
}

impl Factors {
    fn none() -> Self {
        Self {
            names: Vec::new(),
            rows: Vec::new(),
            returns: Vec::new(),
            is_broken: false,
        }
    }

    fn new(raw: &RawTable, days: &[Day]) -> Self {
        let columns: Vec<Vec<Option<f64>>> = (0..raw.assets().len())
            .map(|factor| on(raw, factor, days))
            .collect();
        let known = |row: &usize| columns.iter().all(|column| column[*row].is_some());
        let rows: Vec<usize> = (0..days.len()).filter(known).collect();
        let returns = columns
            .iter()
            .map(|column| rows.iter().filter_map(|&row| column[row]).collect())
            .collect();
        Self {
            names: raw.assets().iter().map(ToString::to_string).collect(),
            rows,
            returns,
            is_broken: false,
        }
    }

    /// Where a factor stands; that it is none is an error at the path.
    pub(super) fn position(
        &self,
        path: &str,
        name: &str,
        errors: &mut Vec<ProblemError>,
    ) -> Option<usize> {
        let found = self.names.iter().position(|own| own == name);
        if found.is_none() && !self.is_broken {
            let message = format!("{} is not among `{PATH}`", short(name));
            errors.push(ProblemError::new(path, message));
        }
        found
    }
}

/// The return of a factor from each day of the window before to the day; the first one from the last
/// value before.
fn on(raw: &RawTable, factor: usize, days: &[Day]) -> Vec<Option<f64>> {
    let column = raw.column(factor);
    let at = |day: &Day| {
        raw.days()
            .binary_search(day)
            .ok()
            .and_then(|row| column[row])
    };
    if raw.quantity() == Quantity::Return {
        return days.iter().map(at).collect();
    }
    let first = days
        .first()
        .map_or(0, |first| raw.days().partition_point(|day| day < first));
    let mut before = column[..first].iter().rev().find_map(|cell| *cell);
    days.iter()
        .map(|day| {
            let price = at(day);
            let r = price
                .zip(before)
                .map(|(price, before)| price / before - 1.0);
            before = price;
            r
        })
        .collect()
}

fn table(asked: &FactorSeries, ground: &Ground<'_>) -> Result<RawTable, ProblemErrors> {
    let sources = Sources {
        prices_csv: asked.prices_csv.as_deref(),
        prices: asked.prices.as_ref(),
        returns: asked.returns.as_ref(),
    };
    let ways = [
        asked.prices_csv.is_some(),
        asked.prices.is_some(),
        asked.returns.is_some(),
    ];
    let found = if ways.iter().filter(|way| **way).count() == 1 {
        data::table(&sources, PATH, ground.load)?
    } else {
        None
    };
    let refused = || ProblemError::new(PATH, "needs exactly one of prices_csv, prices, returns");
    Ok(found.ok_or_else(refused)?.raw)
}
