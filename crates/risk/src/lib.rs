//! Risk and performance measures of a series of returns.
