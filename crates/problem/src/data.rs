//! From the data of a document to returns or moments.

use domain::{Day, Symbol};
use market::{Checked, DataError, Missing, Quantity, RawTable, Returns, Window};
use nalgebra::{DMatrix, DVector};
use optimizer::{EstimateError, Moments};

use crate::{
    Document, MissingPolicy, MomentsData, ProblemError, ProblemErrors, TableData, WindowDays,
    answer::Diagnostic, hash::Digest,
};

/// What is optimised on.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// Returns, from which moments are estimated.
    Returns {
        returns: Returns,
        /// What a share of each asset cost in the end, where prices were given.
        last_prices: Option<DVector<f64>>,
    },
    /// Moments that were given.
    Moments {
        assets: Vec<Symbol>,
        moments: Moments,
        /// The covariance as it was given, where it had to be repaired: what is repaired differs in
        /// its last bits between machines.
        unrepaired: Option<DMatrix<f64>>,
    },
}

impl Source {
    pub(crate) fn assets(&self) -> &[Symbol] {
        match self {
            Self::Returns { returns, .. } => &returns.assets,
            Self::Moments { assets, .. } => assets,
        }
    }

    /// What a share of each asset cost in the end, where that is known.
    pub(crate) fn last_prices(&self) -> Option<&DVector<f64>> {
        match self {
            Self::Returns { last_prices, .. } => last_prices.as_ref(),
            Self::Moments { .. } => None,
        }
    }

    /// A fingerprint of the numbers and their names. The order of the assets is part of it, since
    /// it decides: trees of clusters are cut in it, and what is equally good is taken in it.
    pub(crate) fn digest(&self) -> Digest {
        let mut digest = Digest::default();
        digest.count(self.assets().len());
        for asset in self.assets() {
            digest.text(asset.as_str());
        }
        match self {
            Self::Returns { returns, .. } => {
                digest.text("returns");
                digest.count(returns.days.len());
                for day in &returns.days {
                    digest.text(&day.to_string());
                }
                digest.numbers(returns.matrix.as_slice());
            }
            Self::Moments {
                moments,
                unrepaired,
                ..
            } => {
                digest.text("moments");
                digest.numbers(moments.mean().as_slice());
                let covariance = unrepaired.as_ref().unwrap_or(moments.covariance());
                digest.numbers(covariance.as_slice());
            }
        }
        digest
    }
}

/// Reads the data that the document itself holds or names as a file.
pub(crate) fn read(
    document: &Document,
    load: &dyn Fn(&str) -> Result<String, String>,
) -> Result<(Source, Vec<Diagnostic>), ProblemErrors> {
    let data = &document.data;
    if let Some(path) = &data.prices_csv {
        let at = |error: &dyn std::fmt::Display| ProblemError::new("data.prices_csv", error);
        let text = load(path).map_err(|error| at(&error))?;
        let raw = market::read_prices(&text).map_err(|error| at(&error))?;
        return prices(document, raw, &|error| at(&error));
    }
    if let Some(table) = &data.prices {
        let raw = raw(table, Quantity::Price, "data.prices")?;
        return prices(document, raw, &|error| in_table("data.prices", error));
    }
    if let Some(table) = &data.returns {
        let raw = raw(table, Quantity::Return, "data.returns")?;
        let checked = raw
            .finish_returns(&window(&document.window)?, missing(document))
            .map_err(|error| left(document, error, &|error| in_table("data.returns", error)))?;
        return returns(document, checked, None);
    }
    if let Some(given) = &data.moments {
        let clip = document.estimate.covariance.repair.is_some();
        return moments(given, clip);
    }
    let key = if data.portfolio.is_some() {
        "data.portfolio"
    } else {
        "data.universe"
    };
    Err(ProblemError::new(key, "only a server has stored prices").into())
}

/// Prices, from wherever they came: cut, checked, and made returns of.
pub(crate) fn prices(
    document: &Document,
    raw: RawTable,
    place: &dyn Fn(&DataError) -> ProblemError,
) -> Result<(Source, Vec<Diagnostic>), ProblemErrors> {
    let checked = raw
        .finish(&window(&document.window)?, missing(document))
        .map_err(|error| left(document, error, place))?;
    let Checked { table, diagnostics } = checked;
    let last = |asset| table.column(asset).last().copied().unwrap_or(f64::NAN);
    let last_prices = DVector::from_fn(table.assets().len(), |asset, _| last(asset));
    let checked = Checked {
        table: table.returns(),
        diagnostics,
    };
    returns(document, checked, Some(last_prices))
}

/// Returns that are enough to estimate from.
fn returns(
    document: &Document,
    checked: Checked<Returns>,
    last_prices: Option<DVector<f64>>,
) -> Result<(Source, Vec<Diagnostic>), ProblemErrors> {
    /// A sample covariance divides by one less than there are.
    const FEWEST: usize = 2;
    let Checked { table, diagnostics } = checked;
    if table.len() < FEWEST {
        let count = table.len();
        let message = format!("needs at least {FEWEST} returns, has {count}");
        return Err(ProblemError::new(whole(document), message).into());
    }
    let mut told: Vec<Diagnostic> = diagnostics.into_iter().filter_map(Diagnostic::of).collect();
    if table.assets.len() >= table.len() {
        told.push(Diagnostic::FewObservations {
            assets: table.assets.len(),
            observations: table.len(),
        });
    }
    let source = Source::Returns {
        returns: table,
        last_prices,
    };
    Ok((source, told))
}

/// The key that decides how much is left of the data.
fn whole(document: &Document) -> &'static str {
    if document.window == WindowDays::default() {
        "data"
    } else {
        "window"
    }
}

/// An error of cutting and repairing: that nothing is left is the fault of the window, if any.
fn left(
    document: &Document,
    error: DataError,
    place: &dyn Fn(&DataError) -> ProblemError,
) -> ProblemError {
    if error.fault == market::Fault::NothingLeft {
        ProblemError::new(whole(document), error)
    } else {
        place(&error)
    }
}

fn window(days: &WindowDays) -> Result<Window, ProblemError> {
    Window::new(days.from.map(|day| day.0), days.to.map(|day| day.0))
        .map_err(|error| ProblemError::new("window.to", error))
}

fn missing(document: &Document) -> Option<Missing> {
    document.missing.map(|policy| match policy {
        MissingPolicy::DropRows => Missing::DropRows,
        MissingPolicy::DropAssets => Missing::DropAssets,
        MissingPolicy::ForwardFill => Missing::ForwardFill,
    })
}

/// Symbols of names, at the path that `path` gives to each.
fn symbols<'n>(
    names: impl Iterator<Item = &'n str>,
    path: impl Fn(usize, &str) -> String,
) -> Result<Vec<Symbol>, ProblemErrors> {
    let mut errors = Vec::new();
    let mut symbols: Vec<Symbol> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for (i, name) in names.enumerate() {
        match name.parse::<Symbol>() {
            Ok(symbol) if seen.insert(symbol.clone()) => symbols.push(symbol),
            Ok(symbol) => errors.push(ProblemError::new(
                path(i, name),
                format!("{symbol} comes twice"),
            )),
            Err(error) => errors.push(ProblemError::new(path(i, name), error)),
        }
    }
    ProblemErrors::check(errors)?;
    Ok(symbols)
}

fn raw(table: &TableData, quantity: Quantity, path: &str) -> Result<RawTable, ProblemErrors> {
    if table.assets.0.is_empty() {
        return Err(ProblemError::new(format!("{path}.assets"), "names no asset").into());
    }
    if table.dates.is_empty() {
        return Err(ProblemError::new(format!("{path}.dates"), "names no day").into());
    }
    let names = table.assets.0.iter().map(|(name, _)| name.as_str());
    let assets = symbols(names, |_, name| {
        format!(
            "{path}.assets.{}",
            name.chars().take(40).collect::<String>()
        )
    })?;
    let days: Vec<Day> = table.dates.iter().map(|day| day.0).collect();
    let rows = (0..days.len()).collect();
    let columns = table
        .assets
        .0
        .iter()
        .map(|(_, column)| column.clone())
        .collect();
    RawTable::new(quantity, days, rows, assets, columns)
        .map_err(|error| in_table(path, &error).into())
}

/// The path of a cell of an inline table.
fn in_table(path: &str, error: &DataError) -> ProblemError {
    let path = match (error.row, error.column.as_deref()) {
        (Some(row), Some("date")) => format!("{path}.dates[{row}]"),
        (Some(row), Some(asset)) => format!("{path}.assets.{asset}[{row}]"),
        (None, Some(asset)) => format!("{path}.assets.{asset}"),
        _ => path.to_owned(),
    };
    ProblemError::new(path, &error.fault)
}

fn moments(given: &MomentsData, clip: bool) -> Result<(Source, Vec<Diagnostic>), ProblemErrors> {
    let n = given.assets.len();
    if n == 0 {
        return Err(ProblemError::new("data.moments.assets", "names no asset").into());
    }
    let names = given.assets.iter().map(String::as_str);
    let assets = symbols(names, |i, _| format!("data.moments.assets[{i}]"))?;
    let mut errors = Vec::new();
    let mut expect = |path: String, found: usize| {
        if found != n {
            errors.push(ProblemError::new(
                path,
                format!("has {found} entries for {n} assets"),
            ));
        }
    };
    expect("data.moments.mean".to_owned(), given.mean.len());
    expect("data.moments.covariance".to_owned(), given.covariance.len());
    for (i, row) in given.covariance.iter().enumerate() {
        expect(format!("data.moments.covariance[{i}]"), row.len());
    }
    ProblemErrors::check(errors)?;

    let mean = DVector::from_column_slice(&given.mean);
    let covariance = DMatrix::from_fn(n, n, |row, column| given.covariance[row][column]);
    let (moments, diagnostics) = match Moments::new(mean.clone(), covariance.clone()) {
        Ok(moments) => (moments, Vec::new()),
        Err(EstimateError::NotPositiveSemidefinite { smallest }) if clip => {
            let (moments, diagnostic) = clipped(mean, &covariance, smallest)?;
            (moments, vec![diagnostic])
        }
        Err(error) => return Err(of_moments(error).into()),
    };
    let source = Source::Moments {
        assets,
        moments,
        unrepaired: (!diagnostics.is_empty()).then_some(covariance),
    };
    Ok((source, diagnostics))
}

/// Negative eigenvalues of the correlation are cut off, and what was done is said.
fn clipped(
    mean: DVector<f64>,
    covariance: &DMatrix<f64>,
    smallest_eigenvalue: f64,
) -> Result<(Moments, Diagnostic), ProblemError> {
    /// Where rounding begins: as near to cutting off at zero as the optimizer goes.
    const FLOOR: f64 = 1e-13;
    let (repaired, report) = optimizer::positive_definite(covariance, FLOOR).map_err(of_moments)?;
    let moments = Moments::new(mean, repaired).map_err(of_moments)?;
    let diagnostic = Diagnostic::CovarianceClipped {
        smallest_eigenvalue,
        raised: report.map_or(0, |report| report.raised),
        largest_change: report.map_or(0.0, |report| report.largest_change),
    };
    Ok((moments, diagnostic))
}

fn of_moments(error: EstimateError) -> ProblemError {
    let path = match &error {
        EstimateError::MeanNotFinite { asset } => format!("data.moments.mean[{asset}]"),
        EstimateError::NotSymmetric { row, column }
        | EstimateError::CovarianceNotFinite { row, column } => {
            format!("data.moments.covariance[{row}][{column}]")
        }
        EstimateError::Field { field, reason } => {
            return ProblemError::new(format!("data.moments.{field}"), reason);
        }
        EstimateError::NotPositiveSemidefinite { smallest } => {
            return ProblemError::new(
                "data.moments.covariance",
                format!(
                    "is not positive semidefinite, its smallest eigenvalue is {smallest:.3e}; \
                     `estimate.covariance.repair: \"clip\"` sets negative ones to zero"
                ),
            );
        }
        EstimateError::TooLarge { field } => {
            return ProblemError::new(format!("data.moments.{field}"), "is too large");
        }
        _ => "data.moments".to_owned(),
    };
    ProblemError::new(path, error)
}
