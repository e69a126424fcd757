//! From a document to what the optimizer takes.

mod assets;
mod choice;
mod constraints;
mod path;
mod settings;

use std::sync::Arc;

use domain::Symbol;
use market::RawTable;
use nalgebra::DMatrix;
use optimizer::{Estimates, Method};

use crate::{
    Confidence, Document, ProblemError, ProblemErrors, Qaoa, RebalanceKind, RouteTrial, SolverKind,
    answer::Diagnostic,
    data::{self, Source},
    estimates,
    goal::{self, Curve, Goal},
};

pub(crate) use assets::Assets;

/// Hands over the text of a file that a document names, or says why not.
pub type Loader<'a> = dyn Fn(&str) -> Result<String, String> + 'a;

/// A document with its data read and everything in it checked: ready to [`run`](Model::run), as
/// often as wanted.
#[derive(Debug, Clone)]
pub struct Model {
    pub(crate) source: Source,
    /// The returns, where there are any; shared by all problems on them.
    pub(crate) returns: Option<Arc<DMatrix<f64>>>,
    pub(crate) estimates: Estimates,
    pub(crate) goal: Goal,
    pub(crate) constraints: optimizer::Constraints,
    /// What is to be decided on top of the limits.
    pub(crate) choice: Option<optimizer::Choice>,
    /// How many rows of the constraints are groups; the others are linear ones.
    pub(crate) groups: usize,
    pub(crate) frontier: Option<Curve>,
    pub(crate) walk_forward: Option<optimizer::WalkForward>,
    pub(crate) confidence: Option<Confidence>,
    pub(crate) comparison: Option<RouteTrial>,
    /// Who searches or selects, where there is a choice.
    pub(crate) route: SolverKind,
    pub(crate) circuit: Qaoa,
    /// How many points of the frontier get a band.
    pub(crate) bands_of_frontier: Option<usize>,
    pub(crate) method: Method,
    pub(crate) seed: u64,
    pub(crate) time_limit_s: Option<f64>,
    /// How near a search comes to a proof.
    pub(crate) gap: Option<f64>,
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
    let (source, diagnostics) = data::prices(document, prices)?;
    Model::new(document, source, diagnostics)
}

impl Model {
    fn new(
        document: &Document,
        source: Source,
        diagnostics: Vec<Diagnostic>,
    ) -> Result<Self, ProblemErrors> {
        let mut assets = Assets::new(source.assets(), &diagnostics);
        let constraints = constraints::read(document, &mut assets);
        let estimates = estimates::read(document, &mut assets);
        let goal = goal::read(document, &mut assets);
        let choice = choice::read(document, &source, &mut assets)?;
        assets.check()?;
        let walk_forward = walk_forward(document, &source)?;
        let data_version = source.digest();
        let mut inputs = data_version.clone();
        if let Some(shares) = choice.as_ref().and_then(|choice| choice.shares.as_ref()) {
            // They may be those of the data, of which only the returns are known by now.
            inputs.numbers(shares.prices.as_slice());
        }
        inputs.text(&settings::settings(document)?);
        Ok(Self {
            estimates,
            goal,
            constraints,
            choice,
            groups: document.constraints.groups.len(),
            frontier: document.frontier.as_ref().map(goal::curve),
            walk_forward,
            confidence: document.confidence.clone(),
            comparison: document.comparison.clone(),
            route: document.solver.kind,
            circuit: document.solver.qaoa.clone().unwrap_or_default(),
            bands_of_frontier: bands_of_frontier(document),
            method: match document.solver.kind {
                SolverKind::Auto
                | SolverKind::CuttingPlanes
                | SolverKind::BranchAndBound
                | SolverKind::Qaoa
                | SolverKind::Annealing
                | SolverKind::Bifurcation => Method::Auto,
                SolverKind::ActiveSet => Method::ActiveSet,
                SolverKind::InteriorPoint => Method::InteriorPoint,
                SolverKind::CriticalLine => Method::CriticalLine,
                SolverKind::Clarabel => Method::Clarabel,
            },
            seed: document.solver.seed,
            time_limit_s: document.solver.time_limit_s,
            gap: document.solver.gap,
            inputs_hash: inputs.hex(),
            data_version: data_version.hex()[..16].to_owned(),
            diagnostics,
            returns: match &source {
                Source::Returns { returns, .. } => Some(Arc::new(returns.matrix.clone())),
                Source::Moments { .. } => None,
            },
            source,
        })
    }

    /// The assets, in the order of the weights.
    pub fn assets(&self) -> &[Symbol] {
        self.source.assets()
    }

    /// The hash of everything that decides the answer, as its receipt will name it.
    pub fn inputs_hash(&self) -> &str {
        &self.inputs_hash
    }

    /// The version of the data, as the receipt will name it.
    pub fn data_version(&self) -> &str {
        &self.data_version
    }
}

/// The frontier of the variance has a band, where one is asked for.
fn bands_of_frontier(document: &Document) -> Option<usize> {
    /// As smooth as a band has to look beside an exact line.
    const BESIDE_EXACT: usize = 25;
    document.confidence.as_ref()?;
    match document.frontier.as_ref().map(goal::curve)? {
        Curve::Variance(points) => Some(points),
        Curve::Exact => Some(BESIDE_EXACT),
        Curve::Scenarios(..) => None,
    }
}

fn walk_forward(
    document: &Document,
    source: &Source,
) -> Result<Option<optimizer::WalkForward>, ProblemErrors> {
    let (Some(asked), Source::Returns { returns, .. }) = (&document.walk_forward, source) else {
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
