//! Few positions, none of them small, and costs per trade: against enumeration and the literature.

#[path = "discrete/enumeration.rs"]
mod enumeration;

#[path = "discrete/conflicts.rs"]
mod conflicts;
