//! Choosing `k` of `n`: enumeration, QAOA by simulation, annealing and bifurcation, side by side.
//!
//! A [`Selection`] asks for the set `z ∈ {0, 1}ⁿ` of `k` (or at most `k`) members with the smallest
//! `z'Qz + c'z`. The crate knows nothing of portfolios. It is pure: no I/O, no clock, no global
//! randomness; seeds are arguments, and the same input gives the same draws and the same sets
//! natively and in WebAssembly.
//!
//! ```
//! use nalgebra::{DMatrix, DVector};
//! use qubo::{Count, Selection, enumerate};
//!
//! let selection = Selection::new(
//!     DMatrix::from_row_slice(3, 3, &[1.0, 0.5, 0.0, 0.5, 1.0, 0.0, 0.0, 0.0, 1.0]),
//!     DVector::from_vec(vec![-1.0, -1.5, -0.9]),
//!     Count::Exactly(2),
//! )?;
//! let judged = enumerate(&selection, &|| false)?;
//! assert_eq!(judged.best.chosen, [1, 2]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where things are
//!
//! - what is asked: [`Selection`], [`Count`]; its unconstrained form: [`Qubo`], [`Ising`],
//!   [`Encoding`] with a penalty that is proven to suffice
//! - the judge: [`enumerate`], [`enumerate_qubo`]
//! - the routes: [`qaoa`], [`anneal`], [`bifurcate`], [`greedy`],
//!   [`round_relaxation`], [`sample_uniformly`]
//! - all of them beside a certified optimum: [`compare`]

#![warn(missing_docs)]

mod anneal;
mod bifurcate;
mod compare;
mod descent;
mod draws;
mod encoding;
mod enumerate;
mod grid;
mod penalty;
mod qaoa;
mod qubo;
mod reduced;
mod relaxation;
mod revolving;
mod selection;
mod uniform;
mod walk;

pub use anneal::{AnnealSettings, anneal};
pub use bifurcate::{BifurcationSettings, Finish, Variant, bifurcate};
pub use compare::{
    CompareError, CompareSettings, Comparison, Optimum, Route, RouteReport, RouteRun, compare,
};
pub use descent::greedy;
pub use encoding::Encoding;
pub use enumerate::{EnumerateError, Enumeration, Minimum, enumerate, enumerate_qubo};
pub use qaoa::{Mixer, QaoaError, QaoaResult, QaoaSettings, Sample, Simulation, Tuning, qaoa};
pub use qubo::{Ising, Qubo};
pub use relaxation::round_relaxation;
pub use selection::{Choice, Count, Found, Selection, SelectionError};
pub use uniform::sample_uniformly;
pub use walk::Walk;
