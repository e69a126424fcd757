//! The problem document: JSON to core types and back, with the path of every offending key.
//!
//! A [`Document`] says what to optimise and on which data; [`prepare`] reads the data and makes a
//! [`Model`] of it; [`Model::run`] answers with an [`Answer`], which serialises to the result of
//! the problem document. This crate opens no file and knows no clock: it is handed a loader and a
//! stopwatch.
//!
//! ```
//! use problem::{Document, solve};
//!
//! let document = Document::parse(r#"{
//!     "data": { "moments": { "assets": ["A", "B"],
//!                            "mean": [0.06, 0.10],
//!                            "covariance": [[0.04, 0.0], [0.0, 0.16]] } },
//!     "objective": { "kind": "equal_weight" }
//! }"#)?;
//! let answer = solve(&document, &|path| Err(format!("no file {path}")), &|| 0.0)?;
//! let json = serde_json::to_value(&answer)?;
//! assert_eq!(json["outcome"], "optimal");
//! assert_eq!(json["weights"]["B"], 0.5);
//!
//! let refused = Document::parse(r#"{ "data": {}, "objective": { "kind": "min_risc" } }"#);
//! assert_eq!(refused.expect_err("a slip").0[0].path, "objective.kind");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Results
//!
//! A [`Record`] is an answer with its question, as a file keeps it. Solved again, [`compare`] says
//! whether the same came out, and [`differences`] in what not. `receipt.inputs_hash` is that of a
//! canonical form: equal questions have one hash, and one hash has one answer.
//!
//! ```
//! # use problem::{Document, Record, Verdict, compare, solve};
//! # let document = Document::parse(r#"{
//! #     "data": { "moments": { "assets": ["A", "B"], "mean": [0.06, 0.10],
//! #                            "covariance": [[0.04, 0.0], [0.0, 0.16]] } },
//! #     "objective": { "kind": "min_risk" }
//! # }"#)?;
//! # let ask = |document: &Document| solve(document, &|_| Err(String::new()), &|| 0.0);
//! let record = Record { answer: ask(&document)?, problem: Some(document), unread: Vec::new() };
//! let kept = record.text()?;
//!
//! let read = Record::parse(&kept)?;
//! let again = ask(read.problem.as_ref().expect("it was kept"))?;
//! assert_eq!(compare(&read.answer, &again).verdict, Verdict::Identical);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Damaged documents
//!
//! `cargo run -p problem --example fuzz -- 600 1` spends 600 seconds on documents that are mutated
//! from good ones, seed 1, and ends with exit code 1 when one of them panics, does not stop, or is
//! answered with a number that is none. It needs a stable compiler only. What it has found is in
//! `tests/damaged_documents.rs`.

#![warn(missing_docs)]

mod answer;
mod canonical;
mod data;
mod difference;
mod document;
mod error;
mod estimates;
mod goal;
mod hash;
mod model;
mod names;
mod parse;
mod record;
mod relax;
pub mod report;
mod run;
mod solved;
mod values;
mod watch;

pub use answer::{
    AgainstEqualWeight, Answer, Band, Certified, Circuit, Compared, ComparisonAnswer, Conflict,
    ConflictChange, Diagnostic, Explanation, FrontierBand, FrontierPoint, Metrics, OutcomeKind,
    ParetoPoint, PerformanceKind, PriceUnit, Purchase, Receipt, Relaxed, Resampled, RiskPart,
    RouteReason, RouteTaken, Selections, Spread, StoppedBy, Unbounded, Unpriced, VerdictKind,
    WalkForwardAnswer, WalkForwardByRebalance, WalkForwardStatistics, WalkForwardWindow,
};
pub use difference::{
    Comparison, Difference, Fact, Rounding, Verdict, WeightChange, compare, differences,
};
pub use document::{
    Benchmark, Cardinality, Confidence, Constraints, Costs, CovarianceChoice, Data, Document,
    Estimate, Frontier, Group, Linear, MeanChoice, MomentsData, Objective, PositionGroup, Qaoa,
    RouteTrial, Shares, Solver, TableData, Term, TrackingError, Turnover, View, WalkForward,
    WindowDays,
};
pub use error::{ProblemError, ProblemErrors};
pub use model::{Loader, Model, prepare, prepare_with};
pub use names::{
    BoundKind, BucketKind, ChangeKind, CovarianceKind, CovarianceTarget, EpisodeOutcome,
    HoldingKind, InteractionKind, LinkageKind, LinkingKind, MeanKind, MeanTargetKind, Measure,
    MissingPolicy, MixerKind, ObjectiveKind, PeriodKind, PropagateKind, RebalanceKind, RepairKind,
    ResampleKind, RisingKind, RuleKind, RuleStatusKind, ScalingKind, ShockOrigin, ShrinkMethod,
    SolverKind, StandInKind, TailModelKind, ZoneKind,
};
pub use record::Record;
pub use relax::apply_relaxation;
pub use run::{Stopwatch, solve};
pub use values::{IsoDay, OrderedMap, PerAsset};
