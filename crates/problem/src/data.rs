//! From the data of a document to returns or moments.

use domain::{Day, Symbol};
use market::{Checked, DataError, Missing, Quantity, RawTable, Returns, Window};
use nalgebra::{DMatrix, DVector};
use optimizer::{EstimateError, Moments};

use crate::{
    Data, Document, Loader, MissingPolicy, MomentsData, ProblemError, ProblemErrors, TableData,
    WindowDays, answer::Diagnostic, hash::Digest,
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
        match self {
            Self::Returns { returns, .. } => digest_of(returns),
            Self::Moments {
                assets,
                moments,
                unrepaired,
            } => {
                let mut digest = digest_of_names(assets);
                digest.text("moments");
                digest.numbers(moments.mean().as_slice());
                let covariance = unrepaired.as_ref().unwrap_or(moments.covariance());
                digest.numbers(covariance.as_slice());
                digest
            }
        }
    }
}

/// A fingerprint of returns, their days and their names.
pub(crate) fn digest_of(returns: &Returns) -> Digest {
    let mut digest = digest_of_names(&returns.assets);
    digest.text("returns");
    digest.count(returns.days.len());
    for day in &returns.days {
        digest.text(&day.to_string());
    }
    digest.numbers(returns.matrix.as_slice());
    digest
}

/// Adds a table as it was read, gaps and all.
pub(crate) fn digest_history(digest: &mut Digest, raw: &RawTable) {
    digest.count(raw.days().len());
    for day in raw.days() {
        digest.text(&day.to_string());
    }
    for (column, asset) in raw.assets().iter().enumerate() {
        digest.text(asset.as_str());
        // No price and no return is NaN.
        let cells: Vec<f64> = raw
            .column(column)
            .iter()
            .map(|cell| cell.unwrap_or(f64::NAN))
            .collect();
        digest.numbers(&cells);
    }
}

fn digest_of_names(assets: &[Symbol]) -> Digest {
    let mut digest = Digest::default();
    digest.count(assets.len());
    for asset in assets {
        digest.text(asset.as_str());
    }
    digest
}

/// A table as it was read, and where.
pub(crate) struct Table {
    pub(crate) raw: RawTable,
    place: Place,
}

/// Where a table stands, for messages.
enum Place {
    /// In a file, whose errors name row and column, or with the server.
    Whole(String),
    /// In the document itself.
    Inline(String),
}

/// Where a table may come from: one of these, at most.
pub(crate) struct Sources<'a> {
    pub(crate) prices_csv: Option<&'a str>,
    pub(crate) prices: Option<&'a TableData>,
    pub(crate) returns: Option<&'a TableData>,
}

impl Sources<'_> {
    /// Whether there is one.
    pub(crate) fn any(&self) -> bool {
        self.prices_csv.is_some() || self.prices.is_some() || self.returns.is_some()
    }
}

impl<'a> From<&'a Data> for Sources<'a> {
    fn from(data: &'a Data) -> Self {
        Self {
            prices_csv: data.prices_csv.as_deref(),
            prices: data.prices.as_ref(),
            returns: data.returns.as_ref(),
        }
    }
}

/// Reads the table that a document holds, or names as a file, below `path`; none where it has none.
pub(crate) fn table(
    sources: &Sources<'_>,
    path: &str,
    load: &Loader<'_>,
) -> Result<Option<Table>, ProblemErrors> {
    if let Some(file) = sources.prices_csv {
        let path = format!("{path}.prices_csv");
        let text = load(file).map_err(|error| ProblemError::new(&path, error))?;
        let raw = market::read_prices(&text).map_err(|error| ProblemError::new(&path, error))?;
        let place = Place::Whole(path);
        return Ok(Some(Table { raw, place }));
    }
    let inline = |table: &TableData, quantity: Quantity, key: &str| {
        let path = format!("{path}.{key}");
        let raw = raw(table, quantity, &path)?;
        let place = Place::Inline(path);
        Ok(Some(Table { raw, place }))
    };
    match (sources.prices, sources.returns) {
        (Some(table), _) => inline(table, Quantity::Price, "prices"),
        (None, Some(table)) => inline(table, Quantity::Return, "returns"),
        (None, None) => Ok(None),
    }
}

/// Reads the data that the document itself holds or names as a file.
pub(crate) fn read(
    document: &Document,
    load: &Loader<'_>,
) -> Result<(Source, Vec<Diagnostic>), ProblemErrors> {
    let data = &document.data;
    if let Some(table) = table(&data.into(), "data", load)? {
        return finished(document, table);
    }
    if let Some(given) = &data.moments {
        let clip = document.estimate.covariance.repair.is_some();
        return moments(given, clip);
    }
    Err(stored(data).into())
}

/// What only a server has.
pub(crate) fn stored(data: &Data) -> ProblemError {
    let key = if data.portfolio.is_some() {
        "data.portfolio"
    } else {
        "data.universe"
    };
    ProblemError::new(key, "only a server has stored prices")
}

/// Prices that the server had stored.
pub(crate) fn prices(
    document: &Document,
    raw: RawTable,
) -> Result<(Source, Vec<Diagnostic>), ProblemErrors> {
    let place = Place::Whole("data".to_owned());
    finished(document, Table { raw, place })
}

fn finished(document: &Document, table: Table) -> Result<(Source, Vec<Diagnostic>), ProblemErrors> {
    let cut = Cut {
        window: document.window,
        missing: document.missing,
    };
    returns(document, cut.returns(table)?)
}

/// Which days count, and what happens to gaps.
pub(crate) struct Cut {
    pub(crate) window: WindowDays,
    pub(crate) missing: Option<MissingPolicy>,
}

/// What is left of a table.
pub(crate) struct CutTable {
    pub(crate) returns: Returns,
    /// Repairs on the way.
    pub(crate) diagnostics: Vec<market::Diagnostic>,
    /// Where prices were given.
    pub(crate) prices: Option<Ends>,
}

/// Both ends of complete prices.
pub(crate) struct Ends {
    /// The day from which the first return is measured.
    pub(crate) first_day: Day,
    /// What a share of each asset cost in the end.
    pub(crate) last: DVector<f64>,
}

impl Cut {
    /// The returns of a table.
    pub(crate) fn returns(&self, table: Table) -> Result<CutTable, ProblemErrors> {
        let window = window(&self.window)?;
        let Table { raw, place } = table;
        let of = |error: DataError| match &place {
            _ if error.fault == market::Fault::NothingLeft => {
                ProblemError::new(whole(&self.window), error)
            }
            Place::Whole(path) => ProblemError::new(path, error),
            Place::Inline(path) => in_table(path, &error),
        };
        if raw.quantity() == Quantity::Return {
            let checked = raw.finish_returns(&window, self.missing()).map_err(of)?;
            return Ok(CutTable {
                returns: checked.table,
                diagnostics: checked.diagnostics,
                prices: None,
            });
        }
        let Checked { table, diagnostics } = raw.finish(&window, self.missing()).map_err(of)?;
        let last = |asset| table.column(asset).last().copied().unwrap_or(f64::NAN);
        let prices = table.days().first().map(|&first_day| Ends {
            first_day,
            last: DVector::from_fn(table.assets().len(), |asset, _| last(asset)),
        });
        Ok(CutTable {
            returns: table.returns(),
            diagnostics,
            prices,
        })
    }

    fn missing(&self) -> Option<Missing> {
        self.missing.map(|policy| match policy {
            MissingPolicy::DropRows => Missing::DropRows,
            MissingPolicy::DropAssets => Missing::DropAssets,
            MissingPolicy::ForwardFill => Missing::ForwardFill,
        })
    }
}

/// Returns that are enough to estimate from.
fn returns(document: &Document, cut: CutTable) -> Result<(Source, Vec<Diagnostic>), ProblemErrors> {
    /// A sample covariance divides by one less than there are.
    const FEWEST: usize = 2;
    let (table, diagnostics) = (cut.returns, cut.diagnostics);
    if table.len() < FEWEST {
        let count = table.len();
        let message = format!("needs at least {FEWEST} returns, has {count}");
        return Err(ProblemError::new(whole(&document.window), message).into());
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
        last_prices: cut.prices.map(|prices| prices.last),
    };
    Ok((source, told))
}

/// The key that decides how much is left of the data: that nothing is left is the fault of the
/// window, if any.
pub(crate) fn whole(window: &WindowDays) -> &'static str {
    if *window == WindowDays::default() {
        "data"
    } else {
        "window"
    }
}

fn window(days: &WindowDays) -> Result<Window, ProblemError> {
    Window::new(days.from.map(|day| day.0), days.to.map(|day| day.0))
        .map_err(|error| ProblemError::new("window.to", error))
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
