//! The services over a real database: small made-up data first, the bundled data once.

mod fixture;
mod importing;
mod instruments;
mod status;
mod what_if;
