//! Moments, objectives, constraints, solvers, the frontier and the price of every limit.
