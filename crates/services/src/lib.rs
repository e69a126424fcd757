//! The use-cases: the contract, implemented over the store and the pure crates.
