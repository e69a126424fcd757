//! Risks that are read off scenarios: CVaR and its relatives.
//!
//! A problem has a matrix of returns, a [`ScenarioMeasure`], a [`ScenarioObjective`] and the
//! [`crate::Constraints`] of every other problem. Risks are per period of the data and positive for
//! losses; expected and target returns are annual, as everywhere.
//!
//! ```
//! use nalgebra::DMatrix;
//! use optimizer::{
//!     Constraints, ScenarioMeasure, ScenarioObjective, ScenarioOutcome, ScenarioProblem,
//!     solve_scenario,
//! };
//!
//! let returns = DMatrix::from_row_slice(4, 2, &[0.01, -0.02, -0.03, 0.01, 0.02, 0.0, 0.0, 0.01]);
//! let problem = ScenarioProblem::new(
//!     returns,
//!     ScenarioMeasure::WorstCase,
//!     ScenarioObjective::MinRisk,
//!     Constraints::default(),
//! )?;
//! let ScenarioOutcome::Optimal(solution) = solve_scenario(&problem) else { panic!("feasible") };
//! // Both bad days hurt alike: −0.01 w + 0.02 (1 − w) = 0.03 w − 0.01 (1 − w).
//! assert!((solution.weights[0] - 3.0 / 7.0).abs() < 1e-12);
//! assert!(solution.gap < 1e-12);
//! # Ok::<(), optimizer::ProblemError>(())
//! ```
//!
//! # Where things are
//!
//! - what is asked and answered: `problem`, `outcome`; the way from one to the other: `solve`
//! - `model`: the polyhedral half, scaled, and the homogenising transformation of ratios
//! - `cutting_planes` over `simplex`: the fast route of the polyhedral risks, which are in `risk`
//! - `semivariance`: the fast route of the one risk that is not polyhedral
//! - `smooth`: what is curved besides, the tracking error and the semideviation, by tangents
//! - `conflict`: why limits contradict each other; `price`: what binding limits cost
//! - `reference`: every risk written out for Clarabel
//! - `frontier`

mod conflict;
mod cutting_planes;
mod frontier;
mod model;
mod outcome;
mod price;
mod problem;
mod reference;
mod risk;
mod semivariance;
mod simplex;
mod smooth;
mod solve;
mod unbounded;

pub use conflict::explain_scenario_conflict;
pub use frontier::{ScenarioFrontier, ScenarioFrontierPoint, scenario_frontier};
pub use outcome::{ScenarioOutcome, ScenarioRoute, ScenarioSolution};
pub use price::explain_scenario;
pub use problem::{ScenarioMeasure, ScenarioObjective, ScenarioProblem};
pub(crate) use problem::{check_measure, check_returns};
pub(crate) use risk::{Risk, Semideviation, centred, polyhedral};
pub(crate) use simplex::{Ended as SimplexEnded, Simplex};
pub use solve::{ScenarioMethod, solve_scenario, solve_scenario_by};
