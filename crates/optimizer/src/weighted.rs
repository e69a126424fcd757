//! Several goals at once: a weighted sum of convex goals, and the front of what they can do.
//!
//! Every [`WeightedGoal`] is a convex function of the weights that is minimised, in its own unit
//! (see there); a return is negated. A [`WeightedProblem`] minimises `Σ weight · goal` under all
//! [`crate::Constraints`]; [`pareto`] lists what else is possible with other weights.
//!
//! ```
//! use nalgebra::{DMatrix, DVector};
//! use std::ops::ControlFlow;
//! use optimizer::{
//!     Constraints, Moments, WeightedGoal, WeightedOutcome, WeightedProblem, WeightedTerm,
//!     solve_weighted,
//! };
//!
//! let moments = Moments::new(
//!     DVector::from_vec(vec![0.06, 0.10]),
//!     DMatrix::from_row_slice(2, 2, &[0.04, 0.00, 0.00, 0.16]),
//! )?;
//! let terms = vec![
//!     WeightedTerm { weight: 2.0, goal: WeightedGoal::Variance },
//!     WeightedTerm { weight: 1.0, goal: WeightedGoal::Return },
//! ];
//! let problem = WeightedProblem::new(moments, None, terms, Constraints::default())?;
//! let outcome = solve_weighted(&problem, &mut |_| ControlFlow::Continue(()));
//! let WeightedOutcome::Optimal(solution) = outcome else { panic!("a feasible model") };
//! // 4 (0.04 w − 0.16 (1 − w)) = 0.06 − 0.10.
//! assert!((solution.weights[0] - 0.75).abs() < 1e-12);
//! assert!((solution.values[1] + 0.07).abs() < 1e-12);
//! # Ok::<(), optimizer::ProblemError>(())
//! ```
//!
//! # Where things are
//!
//! - what is asked and answered: `problem`, `outcome`; the way from one to the other: `solve`
//! - `sum`: the terms gathered into one scaled function; `value`: each goal at weights
//! - `cutting_planes` over `master`: the fast route, with the polyhedral `part`s of the sum, of
//!   which the robust risk has a `level`
//! - `reference`: everything written out for Clarabel, by way of `conic`
//! - `pareto`: the front, its mixes from `lattice`

mod conic;
mod cutting_planes;
mod explain;
mod lattice;
mod level;
mod master;
mod outcome;
mod pareto;
mod part;
mod problem;
mod reference;
mod residual;
mod solve;
mod sum;
mod unbounded;
mod value;

pub use explain::explain_weighted;
pub(crate) use level::robust_slopes;
pub use outcome::{WeightedOutcome, WeightedRoute, WeightedSolution};
pub use pareto::{ParetoFront, ParetoOutcome, ParetoPoint, pareto};
pub use problem::{WeightedGoal, WeightedProblem, WeightedTerm};
pub use solve::{WeightedMethod, solve_weighted, solve_weighted_by};
