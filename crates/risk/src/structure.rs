//! What the risk is made of: parts by asset, correlation and its clusters, concentration, factors, liquidity.
//!
//! Returns are a T × n matrix, a row per day and a column per asset, of a portfolio that is held at
//! constant weights: its return of a day is `xₜ = Σ wᵢ rₜᵢ`, and what the weights lack to one is
//! cash, which earns nothing.

mod bets;
mod clusters;
mod co_moments;
mod components;
mod concentration;
mod cornish_fisher_parts;
mod correlation;
mod covariance;
mod diversification_ratio;
mod exposure;
mod factor_model;
mod factor_risk;
mod historical_parts;
mod liquidity;
mod matrix;
mod newey_west;
mod normal_parts;
mod parts;
mod principal_bets;
mod principal_components;
mod rest;
mod silhouette;
mod spectrum;
mod tail_rows;
mod torsion_bets;
mod volatility_parts;

pub use bets::Bets;
pub use clusters::{Clusters, Linkage, Merge, clusters};
pub use components::{Components, Divided, TailComponents, components};
pub use concentration::{Concentration, concentration};
pub use cornish_fisher_parts::var_cornish_fisher_parts;
pub use correlation::{average_correlation, correlation};
pub use covariance::covariance;
pub use diversification_ratio::diversification_ratio;
pub use exposure::{Coefficient, Regression};
pub use factor_model::FactorModel;
pub use factor_risk::{FactorRisk, factor_risk};
pub use historical_parts::{cvar_historical_parts, var_historical_parts};
pub use liquidity::{Holding, Liquidity, liquidity};
pub use newey_west::newey_west_lag;
pub use normal_parts::{cvar_normal_parts, var_normal_parts};
pub use parts::Parts;
pub use principal_bets::principal_bets;
pub use principal_components::{PrincipalComponents, principal_components};
pub use silhouette::silhouette;
pub use torsion_bets::torsion_bets;
pub use volatility_parts::volatility_parts;
