//! The risk document: a portfolio and the prices of its assets in, everything that `risk` says of
//! them out.
//!
//! [`RiskDocument`] is what is asked, [`RiskAnswer`] what is answered, [`report`] the way from one
//! to the other. Each part of the document has a file of its own: what may be asked, what is
//! answered, and how the words become the core's types.
//!
//! ```
//! use problem::report::{RiskDocument, report};
//!
//! let document = RiskDocument::parse(r#"{
//!     "data": { "returns": { "dates": ["2020-01-02", "2020-01-03", "2020-01-06"],
//!                            "assets": { "A": [0.01, -0.02, 0.03], "B": [0.0, 0.01, -0.01] } } },
//!     "weights": { "A": 0.5, "B": 0.5 }
//! }"#)?;
//! let answer = report(&document, &|path| Err(format!("no file {path}")), &|| 0.0)?;
//! let json = serde_json::to_value(&answer)?;
//! assert_eq!(json["measures"]["observations"], 3);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
pub mod attribution;
pub mod backtest;
mod benchmark;
pub mod compliance;
mod definitions;
mod document;
pub mod fan;
mod ground;
mod measures;
mod parts;
pub mod performance;
mod read;
mod size;
pub mod stress;
pub mod structure;
pub mod tail;

use std::cell::RefCell;

use crate::{
    Data, Loader, ProblemError, ProblemErrors, Stopwatch, WindowDays, canonical, data, hash::Digest,
};

use ground::Ground;
use parts::Parts;
use read::Read;

pub use answer::{RiskAnswer, RiskReceipt};
pub use benchmark::RiskBenchmark;
pub use document::{NamedAssets, RiskDocument};
pub use ground::Unavailable;
pub use measures::{RelativeMeasures, RiskMeasures, TailFigure};
pub use stress::{
    AloneAnswer, AloneMoves, CorrelationMatrix, CorrelationStressAnswer, CorrelationStressRequest,
    EpisodeAnswer, EpisodeAsset, EpisodeChoice, EpisodeRequest, EpisodeRun, FactorSeries,
    MoodAnswer, MoodTail, Moves, NearestShock, Overruled, PlausibilityAnswer, ProxyAnswer,
    ProxyRequest, RepairAnswer, ReverseAnswer, ReverseRequest, ShockAnswer, ShockFigures,
    ShockRequest, ShockedAsset, StressAnswer, StressRequest,
};

/// Reads the data of a document and answers everything that it asks. `load` is asked for the files
/// that it names.
///
/// # Errors
/// Bad input only, with the path of everything that is wrong. Too little data for a figure is an
/// answer: the figure is null, and `unavailable` says how much it needs.
pub fn report(
    document: &RiskDocument,
    load: &Loader<'_>,
    stopwatch: &Stopwatch<'_>,
) -> Result<RiskAnswer, ProblemErrors> {
    // A document need not have been parsed.
    ProblemErrors::check(document.contradictions())?;
    let read = read::read(document, load, stopwatch)?;
    // What else is read is part of the question, too.
    let files = RefCell::new(Digest::default());
    let load = |path: &str| {
        let text = load(path)?;
        files.borrow_mut().text(&text);
        Ok(text)
    };
    let ground = read.ground(document, &load);
    let mut parts = Parts::default();
    let rules = Some(&document.rules).filter(|rules| !rules.is_empty());
    let answer = RiskAnswer {
        measures: measures::answer(&ground, read.base)?,
        benchmark_measures: measures::of_benchmark(&ground, read.base),
        backtest: parts.of(&document.backtest, |asked| backtest::answer(asked, &ground)),
        tail: parts.of(&document.tail, |asked| tail::answer(asked, &ground)),
        components: structure::components(&ground),
        concentration: structure::concentration(&ground),
        calendar: performance::calendar(&ground, read.base, DEEPEST),
        rolling: parts.of(&document.rolling, |asked| {
            performance::rolling(asked, &ground)
        }),
        flows: parts.of(&document.flows, |asked| performance::flows(asked, &ground)),
        trials: parts.of(&document.trials, |asked| {
            performance::trials(asked, &ground)
        }),
        correlation: parts
            .of(&document.correlation, |asked| {
                structure::correlation(asked, &ground)
            })
            .flatten(),
        factors: parts
            .of(&document.factors, |asked| {
                structure::factors(asked, &ground)
            })
            .flatten(),
        liquidity: parts
            .of(&document.liquidity, |asked| {
                structure::liquidity(asked, &ground)
            })
            .flatten(),
        contributions: attribution::contributions(&ground),
        attribution: parts.of(&document.attribution, |asked| {
            attribution::answer(asked, &ground)
        }),
        stress: parts.of(&document.stress, |asked| stress::answer(asked, &ground)),
        rules: parts.of(&rules, |rules| {
            let proposed = read.proposed.as_deref();
            compliance::answer(rules, &ground, proposed, document.liquidity.as_ref())
        }),
        fan: parts
            .of(&document.fan, |asked| fan::answer(asked, &ground))
            .flatten(),
        unavailable: ground.unavailable.take(),
        diagnostics: read.diagnostics.clone(),
        definitions: definitions::of(document),
        receipt: receipt(
            document,
            &read,
            &files.borrow(),
            (stopwatch() - read.start_ms).max(0.0),
        )?,
    };
    ProblemErrors::check(parts.errors)?;
    Ok(answer)
}

/// How many drawdowns are listed.
const DEEPEST: usize = 10;

impl Read {
    fn ground<'a>(&'a self, document: &'a RiskDocument, load: &'a Loader<'a>) -> Ground<'a> {
        let benchmark = self.benchmark.as_ref();
        Ground {
            returns: &self.returns,
            history: &self.history,
            weights: &self.weights,
            rebalance: self.rebalance,
            portfolio: &self.portfolio,
            benchmark: benchmark.map(|beside| beside.returns.as_slice()),
            benchmark_weights: benchmark.and_then(|beside| beside.weights.as_deref()),
            benchmark_levels: benchmark.and_then(|beside| beside.levels.as_deref()),
            risk_free: document.risk_free,
            confidence: &document.confidence,
            groups: &self.groups,
            seed: document.seed,
            load,
            unavailable: RefCell::default(),
        }
    }
}

/// The fingerprints of the question and of its data.
fn receipt(
    document: &RiskDocument,
    read: &Read,
    files: &Digest,
    duration_ms: f64,
) -> Result<RiskReceipt, ProblemErrors> {
    let data = data::digest_of(&read.returns);
    let mut inputs = data.clone();
    inputs.text(&files.hex());
    if let Some(beside) = &read.benchmark {
        inputs.numbers(&beside.returns);
    }
    if document.stress.is_some() {
        // Episodes lie outside the window.
        data::digest_history(&mut inputs, &read.history);
    }
    let mut settings = document.clone();
    settings.data = Data::default();
    settings.window = WindowDays::default();
    settings.missing = None;
    settings.weights.leave_zeros_out();
    settings.benchmark = None;
    let text = canonical::text(&settings).map_err(|error| ProblemError::new("", error))?;
    inputs.text(&text);
    Ok(RiskReceipt {
        inputs_hash: inputs.hex(),
        data_version: data.hex()[..16].to_owned(),
        finx: env!("CARGO_PKG_VERSION").to_owned(),
        seed: document.seed,
        duration_ms,
    })
}
