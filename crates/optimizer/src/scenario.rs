//! Risks that are read off scenarios: CVaR and its relatives.

mod cutting_planes;
mod frontier;
mod model;
mod outcome;
mod problem;
mod reference;
mod risk;
mod semivariance;
mod simplex;
mod solve;

pub use frontier::{ScenarioFrontier, ScenarioFrontierPoint, scenario_frontier};
pub use outcome::{ScenarioOutcome, ScenarioRoute, ScenarioSolution};
pub use problem::{ScenarioMeasure, ScenarioObjective, ScenarioProblem};
pub use solve::{ScenarioMethod, solve_scenario, solve_scenario_by};
