//! From a document to what the optimizer takes.

use std::collections::BTreeMap;

use domain::Symbol;
use market::RawTable;
use nalgebra::DVector;
use optimizer::{Bounds, Estimates, Method, Row};

use crate::{
    Data, Document, Measure, ObjectiveKind, OrderedMap, PerAsset, ProblemError, ProblemErrors,
    RebalanceKind, SolverKind, WindowDays,
    answer::Diagnostic,
    data::{self, Source},
    estimates::{self, Absent},
    goal::{self, Curve, Goal},
};

/// Hands over the text of a file that a document names, or says why not.
pub type Loader<'a> = dyn Fn(&str) -> Result<String, String> + 'a;

/// A document with its data read and everything in it checked: ready to [`run`](Model::run), as
/// often as wanted.
#[derive(Debug, Clone)]
pub struct Model {
    pub(crate) source: Source,
    pub(crate) estimates: Estimates,
    pub(crate) goal: Goal,
    pub(crate) max_risk: Option<f64>,
    pub(crate) constraints: optimizer::Constraints,
    /// How many rows of the constraints are groups; the others are linear ones.
    pub(crate) groups: usize,
    pub(crate) frontier: Option<Curve>,
    pub(crate) walk_forward: Option<optimizer::WalkForward>,
    pub(crate) method: Method,
    pub(crate) seed: u64,
    pub(crate) time_limit_s: Option<f64>,
    pub(crate) inputs_hash: String,
    pub(crate) data_version: String,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Reads the data of a document and checks all of it. `load` is asked for `data.prices_csv`.
///
/// # Errors
/// Everything that is wrong with data, assets, limits, each with its path.
pub fn prepare(document: &Document, load: &Loader<'_>) -> Result<Model, ProblemErrors> {
    let (source, diagnostics) = data::read(document, load)?;
    Model::new(document, source, diagnostics)
}

/// As [`prepare`], on prices that the caller has found for `data.portfolio` or `data.universe`.
///
/// # Errors
/// As [`prepare`]; what is wrong with the prices stands at the path `data`.
pub fn prepare_with(document: &Document, prices: RawTable) -> Result<Model, ProblemErrors> {
    let at = |error: &market::DataError| ProblemError::new("data", error);
    let (source, diagnostics) = data::prices(document, prices, &at)?;
    Model::new(document, source, diagnostics)
}

impl Model {
    fn new(
        document: &Document,
        source: Source,
        diagnostics: Vec<Diagnostic>,
    ) -> Result<Self, ProblemErrors> {
        let mut assets = Assets::new(source.assets(), &diagnostics);
        let constraints = constraints(document, &mut assets);
        let estimates = estimates::read(document, &mut assets);
        ProblemErrors::check(std::mem::take(&mut assets.errors))?;
        let walk_forward = walk_forward(document, &source)?;
        let data_version = source.digest();
        let mut inputs = data_version.clone();
        inputs.text(&settings(document));
        Ok(Self {
            estimates,
            goal: goal::read(document),
            max_risk: document.constraints.max_risk,
            constraints,
            groups: document.constraints.groups.len(),
            frontier: document.frontier.as_ref().map(goal::curve),
            walk_forward,
            method: match document.solver.kind {
                SolverKind::Auto | SolverKind::ActiveSet | SolverKind::CuttingPlanes => {
                    Method::Auto
                }
                SolverKind::Clarabel => Method::Clarabel,
            },
            seed: document.solver.seed,
            time_limit_s: document.solver.time_limit_s,
            inputs_hash: inputs.hex(),
            data_version: data_version.hex()[..16].to_owned(),
            diagnostics,
            source,
        })
    }

    /// The assets, in the order of the weights.
    pub fn assets(&self) -> &[Symbol] {
        self.source.assets()
    }

    /// The path in the document of what the optimizer calls `field`.
    pub(crate) fn path(&self, field: &str) -> String {
        let (name, rest) = field.split_once('[').unwrap_or((field, ""));
        let (index, rest) = rest.split_once(']').unwrap_or(("", rest));
        let index: usize = index.parse().unwrap_or(0);
        match name {
            "rows" if index < self.groups => format!("constraints.groups[{index}]{rest}"),
            "rows" => format!("constraints.linear[{}]{rest}", index - self.groups),
            "min_weight" | "max_weight" if field.contains('[') => {
                let asset = self.assets().get(index).map_or("", Symbol::as_str);
                format!("constraints.{name}.{asset}")
            }
            "budget" | "min_weight" | "max_weight" | "target_return" | "max_risk" => {
                format!("constraints.{name}")
            }
            "returns" => "data".to_owned(),
            _ if field.starts_with("measure.") => field.replacen("measure", "objective", 1),
            _ => field.to_owned(),
        }
    }
}

/// Finds assets by name and remembers the names that are none.
pub(crate) struct Assets<'a> {
    positions: BTreeMap<&'a str, usize>,
    dropped: Vec<&'a str>,
    errors: Vec<ProblemError>,
}

impl<'a> Assets<'a> {
    fn new(symbols: &'a [Symbol], diagnostics: &'a [Diagnostic]) -> Self {
        Self {
            positions: symbols
                .iter()
                .enumerate()
                .map(|(i, s)| (s.as_str(), i))
                .collect(),
            dropped: diagnostics
                .iter()
                .flat_map(Diagnostic::dropped_assets)
                .collect(),
            errors: Vec::new(),
        }
    }

    pub(crate) fn refuse(&mut self, path: String, message: &str) {
        self.errors.push(ProblemError::new(path, message));
    }

    /// One number for each asset, of a map.
    pub(crate) fn vector(
        &mut self,
        path: &str,
        map: &OrderedMap<f64>,
        absent: Absent,
    ) -> DVector<f64> {
        let mut found = vec![None; self.positions.len()];
        for (name, value) in &map.0 {
            if let Some(asset) = self.find(|| format!("{path}.{name}"), name) {
                found[asset] = Some(*value);
            }
        }
        if absent == Absent::Refused {
            let unnamed = self
                .positions
                .iter()
                .filter(|(_, at)| found[**at].is_none());
            let missing =
                unnamed.map(|(name, _)| ProblemError::new(format!("{path}.{name}"), "is missing"));
            let missing: Vec<_> = missing.collect();
            self.errors.extend(missing);
        }
        DVector::from_iterator(
            found.len(),
            found.iter().map(|value| value.unwrap_or_default()),
        )
    }

    pub(crate) fn find(&mut self, path: impl FnOnce() -> String, name: &str) -> Option<usize> {
        let found = self.positions.get(name).copied();
        if found.is_none() {
            let name: String = name.chars().take(40).collect();
            let why = if self.dropped.contains(&name.as_str()) {
                "was left out, a value of it is missing"
            } else {
                "is not among the assets"
            };
            self.errors
                .push(ProblemError::new(path(), format!("{name} {why}")));
        }
        found
    }

    fn bounds(&mut self, path: &str, bounds: &PerAsset, default: f64) -> Bounds {
        let mut by_asset = BTreeMap::new();
        for (name, value) in &bounds.by_asset {
            if let Some(asset) = self.find(|| format!("{path}.{name}"), name) {
                by_asset.insert(asset, *value);
            }
        }
        Bounds {
            default: bounds.default.unwrap_or(default),
            by_asset,
        }
    }
}

fn constraints(document: &Document, assets: &mut Assets<'_>) -> optimizer::Constraints {
    let given = &document.constraints;
    let min_weight = assets.bounds(
        "constraints.min_weight",
        &given.min_weight,
        optimizer::Constraints::DEFAULT_MIN_WEIGHT,
    );
    let max_weight = assets.bounds(
        "constraints.max_weight",
        &given.max_weight,
        optimizer::Constraints::DEFAULT_MAX_WEIGHT,
    );

    let mut rows: Vec<Row> = Vec::with_capacity(given.groups.len() + given.linear.len());
    for (i, group) in given.groups.iter().enumerate() {
        let mut coefficients = BTreeMap::new();
        for (j, name) in group.assets.iter().enumerate() {
            let path = || format!("constraints.groups[{i}].assets[{j}]");
            if let Some(asset) = assets.find(path, name)
                && coefficients.insert(asset, 1.0).is_some()
            {
                assets
                    .errors
                    .push(ProblemError::new(path(), format!("{name} comes twice")));
            }
        }
        if group.assets.is_empty() {
            let path = format!("constraints.groups[{i}].assets");
            assets
                .errors
                .push(ProblemError::new(path, "names no asset"));
        }
        rows.push(Row {
            name: group.name.clone(),
            coefficients,
            min: group.min,
            max: group.max,
        });
    }
    for (i, linear) in given.linear.iter().enumerate() {
        let mut coefficients = BTreeMap::new();
        for (name, coefficient) in &linear.coefficients.0 {
            let path = || format!("constraints.linear[{i}].coefficients.{name}");
            if let Some(asset) = assets.find(path, name) {
                coefficients.insert(asset, *coefficient);
            }
        }
        rows.push(Row {
            name: linear.name.clone(),
            coefficients,
            min: linear.min,
            max: linear.max,
        });
    }
    optimizer::Constraints {
        budget: given.budget,
        min_weight,
        max_weight,
        rows,
        target_return: given.target_return,
        ..optimizer::Constraints::default()
    }
}

fn walk_forward(
    document: &Document,
    source: &Source,
) -> Result<Option<optimizer::WalkForward>, ProblemErrors> {
    let (Some(asked), Source::Returns(returns)) = (&document.walk_forward, source) else {
        return Ok(None);
    };
    let (needed, found) = (asked.train.saturating_add(asked.test), returns.len());
    if needed > found {
        let message = format!("train and test need {needed} returns, the data have {found}");
        return Err(ProblemError::new("walk_forward", message).into());
    }
    Ok(Some(optimizer::WalkForward {
        train: asked.train,
        test: asked.test,
        rebalance: match asked.rebalance {
            None | Some(RebalanceKind::None) => optimizer::Rebalance::None,
            Some(RebalanceKind::Daily) => optimizer::Rebalance::Daily,
        },
    }))
}

/// Everything but the data, in one form: what was left out is written as what it means.
fn settings(document: &Document) -> String {
    let mut document = document.clone();
    document.data = Data::default();
    // The days that were cut are in the digest of the data already.
    document.window = WindowDays::default();
    document.missing = None;
    let objective = &mut document.objective;
    match objective.kind {
        ObjectiveKind::MinRisk | ObjectiveKind::MaxReturn => {
            objective.measure.get_or_insert(Measure::Variance);
        }
        ObjectiveKind::DrCvar => {
            objective
                .risk_aversion
                .get_or_insert(goal::DEFAULT_CVAR_PRICE);
        }
        ObjectiveKind::MaxSharpe => {
            objective.risk_free.get_or_insert(0.0);
        }
        _ => {}
    }
    if objective.kind == ObjectiveKind::DrCvar || goal::has_tail(objective.measure) {
        objective.confidence.get_or_insert(goal::DEFAULT_CONFIDENCE);
    }
    if let Some(frontier) = &mut document.frontier {
        frontier.risk.get_or_insert(Measure::Variance);
        if goal::has_tail(frontier.risk) {
            frontier.confidence.get_or_insert(goal::DEFAULT_CONFIDENCE);
        }
    }
    estimates::write_defaults(&mut document);
    let limits = &mut document.constraints;
    for (bounds, default) in [
        (
            &mut limits.min_weight,
            optimizer::Constraints::DEFAULT_MIN_WEIGHT,
        ),
        (
            &mut limits.max_weight,
            optimizer::Constraints::DEFAULT_MAX_WEIGHT,
        ),
    ] {
        bounds.default.get_or_insert(default);
        bounds.by_asset.sort_by(|a, b| a.0.cmp(&b.0));
    }
    // A value writes its keys in alphabetical order.
    serde_json::to_value(&document).map_or_else(|_| String::new(), |value| value.to_string())
}
