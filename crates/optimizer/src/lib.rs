//! Moments, objectives, constraints, solvers, the frontier and the price of every limit.
//!
//! The crate is pure: no I/O, no clock, no global randomness. The same input gives the same
//! output, natively and in the browser. All returns, variances and volatilities are annual unless
//! a name says otherwise; a portfolio is a vector of weights in the order of the assets.
//!
//! ```
//! use nalgebra::{DMatrix, DVector};
//! use optimizer::{Constraints, Moments, Objective, Outcome, Problem, solve};
//!
//! let moments = Moments::new(
//!     DVector::from_vec(vec![0.06, 0.10]),
//!     DMatrix::from_row_slice(2, 2, &[0.04, 0.00, 0.00, 0.16]),
//! )?;
//! let problem = Problem::new(moments, Objective::MinVariance, Constraints::default())?;
//! let Outcome::Optimal(solution) = solve(&problem) else { panic!("a feasible model") };
//! assert!((solution.weights[0] - 0.8).abs() < 1e-12);
//! # Ok::<(), optimizer::ProblemError>(())
//! ```
//!
//! # Where things are
//!
//! - [`Moments`], and the [`Estimates`] that make them and say what they did: `estimate`
//! - what is asked: [`Problem`], [`Objective`], [`Constraints`]
//! - how risk is shared: [`risk_parity`], [`cvar_risk_parity`], [`hierarchical_risk_parity`],
//!   [`hierarchical_equal_risk_contribution`], [`nested_clusters`], [`max_diversification`],
//!   [`inverse_volatility`]; what tracks best: [`track_weights`], [`track_returns`]; what stands a
//!   wrong mean: [`robust_utility`]. All answer an [`AllocationOutcome`]
//! - what is answered: [`Outcome`], [`Solution`], [`Conflict`]
//! - [`solve`] (cold), [`solve_warm`] (from the last active set), [`solve_by`] (a chosen route)
//! - [`explain`] (what each binding limit costs), [`walk_forward`]
//! - [`exact_frontier`] (every turning point; [`exact_frontier_of_factors`] without the matrix),
//!   [`frontier`] (points evenly spaced in return)
//! - [`solve_scenario`], [`scenario_frontier`], [`explain_scenario`]: risks that are read off
//!   scenarios
//! - [`solve_weighted`], [`pareto`]: several goals at once
//! - [`solve_discrete`]: few positions, none of them small, costs per trade, on top of any of these
//!   ([`DiscreteProblem`]); [`solve_on_positions`] and [`lower_bound`] for those who choose
//!   elsewhere; [`solve_by_selection`], [`compare_selections`]: positions selected by a binary program
//! - [`resampled`], [`resampled_problem`], [`frontier_bands`], [`against_equal_weight`]: how sure all
//!   of that is
//! - [`attended`]: progress of, and an end to, anything that takes long

#![warn(missing_docs)]

mod allocation;
mod broken;
mod confidence;
mod conflict;
mod contribution;
mod discrete;
mod estimate;
mod explain;
mod frontier;
mod limits;
mod outcome;
mod problem;
mod progress;
mod scenario;
mod size;
mod solve;
mod unbounded;
mod walk_forward;
mod weighted;

pub use allocation::{
    Allocation, AllocationError, AllocationOutcome, AllocationRoute, Dendrogram, LeafOrder,
    Linkage, MeanUncertainty, Merge, cvar_risk_parity, dendrogram, explain_cvar_risk_parity,
    explain_risk_parity, hierarchical_equal_risk_contribution, hierarchical_risk_parity,
    inverse_volatility, max_diversification, nested_clusters, risk_parity, robust_utility,
    robust_utility_by_clarabel, track_returns, track_weights,
};
pub use confidence::{
    Band, Bands, Comparison, ConfidenceError, Draw, Fit, FrontierBand, FrontierBands, FullSample,
    PairedTest, Performance, Resample, Resampling, Verdict, against_equal_weight, block_length,
    block_length_for, compare_returns, frontier_bands, resampled, resampled_problem,
};
pub use conflict::{RelaxationWeights, explain_conflict};
pub use contribution::{RiskContribution, scenario_contributions, volatility_contributions};
pub use discrete::{
    BestSelection, Choice, Circuit, Clock, Convex, DiscreteOutcome, DiscreteProblem,
    DiscreteSolution, FixedCosts, PositionGroup, Positions, Purchase, RouteRuns, Run, Search,
    Selected, SelectionAnswer, SelectionComparison, SelectionReason, SelectionRoute, Shares,
    compare_selections, lower_bound, solve_by_selection, solve_discrete, solve_on_positions,
};
pub use estimate::{
    BlackLitterman, CovarianceEstimate, Diagnostic, EIGENVALUE_FLOOR, Equilibrium, EstimateError,
    Estimated, Estimates, FactorMoments, MeanEstimate, MeanTarget, Missing, Moments, Repair,
    Repaired, Shrunk, View, ledoit_wolf, positive_definite, sample_covariance, sample_mean,
};
pub use explain::{LimitPrice, explain};
pub use frontier::{
    CriticalLine, ExactFrontier, Frontier, FrontierPoint, FrontierPortfolio, TurningPoint,
    exact_frontier, exact_frontier_of_factors, frontier,
};
pub use limits::{Bounds, Constraints, LimitId, Row, TrackingError, TradingCosts, Turnover};
pub use outcome::{ActiveSet, Change, Conflict, Outcome, Relaxation, Route, Side, Solution};
pub use problem::{Objective, Problem, ProblemError};
pub use progress::{Cancelled, OnProgress, Progress, attended, attended_anytime};
pub use qubo::{Mixer, Variant};
pub use scenario::{
    ScenarioFrontier, ScenarioFrontierPoint, ScenarioMeasure, ScenarioMethod, ScenarioObjective,
    ScenarioOutcome, ScenarioProblem, ScenarioRoute, ScenarioSolution, explain_scenario,
    explain_scenario_conflict, scenario_frontier, solve_scenario, solve_scenario_by,
};
pub use solve::{Method, solve, solve_by, solve_warm};
pub use unbounded::{Ray, Unbounded};
pub use walk_forward::{
    Fold, FoldWeights, Rebalance, WalkForward, WalkForwardError, WalkForwardResult, walk_forward,
    walk_forward_by,
};
pub use weighted::{
    ParetoFront, ParetoOutcome, ParetoPoint, WeightedGoal, WeightedMethod, WeightedOutcome,
    WeightedProblem, WeightedRoute, WeightedSolution, WeightedTerm, explain_weighted, pareto,
    solve_weighted, solve_weighted_by,
};
