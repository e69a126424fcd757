//! From the document to a portfolio on its data.

use domain::Day;
use market::{Quantity, RawTable, Returns};
use risk::{Rebalance, RiskError, portfolio_returns};

use crate::{
    HoldingKind, Loader, MissingPolicy, OrderedMap, ProblemError, ProblemErrors, Stopwatch,
    answer::Diagnostic,
    data::{self, Cut, CutTable, Table},
};

use super::{
    benchmark::{Beside, Series},
    document::RiskDocument,
    parts::Parts,
};

/// A portfolio on its data, read and checked.
pub(super) struct Read {
    pub(super) returns: Returns,
    pub(super) history: RawTable,
    /// The day from which the first return is measured, where prices were given.
    pub(super) base: Option<Day>,
    pub(super) weights: Vec<f64>,
    pub(super) proposed: Option<Vec<f64>>,
    pub(super) rebalance: Rebalance,
    pub(super) portfolio: Vec<f64>,
    pub(super) benchmark: Option<Beside>,
    pub(super) groups: Vec<(String, Vec<usize>)>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// When all returns were there, by the stopwatch.
    pub(super) start_ms: f64,
}

/// Reads everything that the parts of a report share.
pub(super) fn read(
    document: &RiskDocument,
    load: &Loader<'_>,
    stopwatch: &Stopwatch<'_>,
) -> Result<Read, ProblemErrors> {
    let table = data::table(&(&document.data).into(), "data", load)?;
    read_table(
        document,
        table.ok_or_else(|| data::stored(&document.data))?,
        load,
        stopwatch,
    )
}

fn read_table(
    document: &RiskDocument,
    table: Table,
    load: &Loader<'_>,
    stopwatch: &Stopwatch<'_>,
) -> Result<Read, ProblemErrors> {
    let mut parts = Parts::default();
    let history = table.raw.clone();
    let beside = parts.of(&document.benchmark, |asked| asked.series(load));
    let cut = cut(document, table, beside.as_ref().and_then(Option::as_ref))?;
    let start_ms = stopwatch();
    let returns = cut.returns;
    if returns.is_empty() {
        let message = match history.quantity() {
            Quantity::Price => "not enough data, needs 2 prices of each asset, has 1",
            Quantity::Return => "not enough data, needs 1 return of each asset, has 0",
        };
        return Err(ProblemError::new(data::whole(&document.window), message).into());
    }
    let diagnostics: Vec<Diagnostic> = cut
        .diagnostics
        .into_iter()
        .filter_map(Diagnostic::of)
        .collect();
    let base = cut.prices.map(|prices| prices.first_day);
    let rebalance = match document.rebalance {
        HoldingKind::Daily => Rebalance::Daily,
        HoldingKind::Monthly => Rebalance::Monthly,
        HoldingKind::None => Rebalance::None,
    };
    let names = Names::new(&returns, &diagnostics);
    let own = parts.keep(names.weights(&document.weights, "weights"));
    let proposed = parts.of(&document.proposed, |by_asset| {
        names.weights(by_asset, "proposed")
    });
    let groups = parts.keep(groups(document, &names));
    let benchmark = match (&document.benchmark, beside) {
        (Some(asked), Some(series)) => {
            parts.keep(asked.read(series, &names, base, rebalance, document.missing))
        }
        // What is wrong with it is kept already.
        _ => None,
    };
    let series = own.as_ref().and_then(|own| {
        let series = portfolio(&returns, own, rebalance, "weights");
        parts.keep(series)
    });
    let (Some(own), Some(groups), Some(series)) = (own, groups, series) else {
        return Err(ProblemErrors(parts.errors));
    };
    ProblemErrors::check(parts.errors)?;
    Ok(Read {
        returns,
        history,
        base,
        weights: own,
        proposed,
        rebalance,
        portfolio: series,
        benchmark,
        groups,
        diagnostics,
        start_ms,
    })
}

/// The returns that count. Where rows with gaps are left out, so are days that the benchmark does not
/// know: calendars differ.
fn cut(
    document: &RiskDocument,
    mut table: Table,
    beside: Option<&Series>,
) -> Result<CutTable, ProblemErrors> {
    if let (Some(MissingPolicy::DropRows), Some(beside)) = (document.missing, beside) {
        table.raw = table.raw.blank(|day| !beside.has(day));
    }
    let cut = Cut {
        window: document.window,
        missing: document.missing,
    };
    cut.returns(table)
}

/// The assets of the data by name, and those that were left out of it.
pub(super) struct Names<'a> {
    pub(super) returns: &'a Returns,
    dropped: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn new(returns: &'a Returns, diagnostics: &'a [Diagnostic]) -> Self {
        let dropped = diagnostics.iter().flat_map(Diagnostic::dropped_assets);
        Self {
            returns,
            dropped: dropped.collect(),
        }
    }

    /// Where an asset stands.
    pub(super) fn find(&self, name: &str, path: &str) -> Result<usize, ProblemError> {
        let known = self.returns.position(name);
        known.ok_or_else(|| {
            let why = if self.dropped.contains(&name) {
                "was left out, a value of it is missing"
            } else {
                "is not among the assets"
            };
            let name: String = name.chars().take(40).collect();
            ProblemError::new(path, format!("{name} {why}"))
        })
    }

    /// One weight per asset of the data.
    pub(super) fn weights(
        &self,
        by_asset: &OrderedMap<f64>,
        path: &str,
    ) -> Result<Vec<f64>, ProblemErrors> {
        let mut weights = vec![0.0; self.returns.assets.len()];
        let mut errors = Vec::new();
        for (name, weight) in &by_asset.0 {
            let short: String = name.chars().take(40).collect();
            match self.find(name, &format!("{path}.{short}")) {
                Ok(asset) => weights[asset] = *weight,
                Err(error) => errors.push(error),
            }
        }
        ProblemErrors::check(errors)?;
        Ok(weights)
    }
}

/// The daily returns of a portfolio.
pub(super) fn portfolio(
    returns: &Returns,
    weights: &[f64],
    rebalance: Rebalance,
    path: &str,
) -> Result<Vec<f64>, ProblemErrors> {
    portfolio_returns(returns, weights, rebalance).map_err(|error| {
        let message = match error {
            RiskError::Ruin { position } => {
                format!(
                    "nothing is left of the portfolio on {}",
                    returns.days[position]
                )
            }
            RiskError::NotFinite { position } => {
                format!(
                    "the return on {} is beyond the range of numbers",
                    returns.days[position]
                )
            }
            error => error.to_string(),
        };
        ProblemError::new(path, message).into()
    })
}

fn groups(
    document: &RiskDocument,
    names: &Names<'_>,
) -> Result<Vec<(String, Vec<usize>)>, ProblemErrors> {
    let mut errors = Vec::new();
    let mut groups = Vec::new();
    for (i, group) in document.groups.iter().enumerate() {
        let mut columns = Vec::new();
        for (j, name) in group.assets.iter().enumerate() {
            match names.find(name, &format!("groups[{i}].assets[{j}]")) {
                Ok(column) => columns.push(column),
                Err(error) => errors.push(error),
            }
        }
        groups.push((group.name.clone(), columns));
    }
    ProblemErrors::check(errors)?;
    Ok(groups)
}
