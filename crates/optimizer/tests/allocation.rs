//! Allocations: risk budgeting, clusters, diversification, tracking, robust portfolios.

#[path = "support/us20.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod us20;

#[path = "allocation/cvar_budget.rs"]
mod cvar_budget;
#[path = "allocation/hierarchical.rs"]
mod hierarchical;
#[path = "allocation/risk_budget.rs"]
mod risk_budget;
#[path = "allocation/robust.rs"]
mod robust;
#[path = "allocation/simple.rs"]
mod simple;
#[path = "allocation/support.rs"]
mod support;
#[path = "allocation/tracking.rs"]
mod tracking;
