//! Stress: episodes, shocks, reverse stress, correlations.

mod correlation;
mod data;
mod episodes;
mod nonsense;
mod proxies;
mod reverse;
mod shocks;
