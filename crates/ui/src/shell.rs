//! The frame around every page: where one is, where one can go, and how to get there by keys.
//!
//! Nothing here knows a service. What is not served yet (prices that tick, a connection, an account)
//! is shown in the gallery only.

pub mod account;
pub mod frame;
pub mod live;
pub mod palette;
pub mod places;
pub mod preferences;
pub mod rank;
pub mod shortcuts;
