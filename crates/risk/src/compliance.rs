//! Rules as data, and whether they are kept.
//!
//! A [`Rule`] is a [`Measure`] of a portfolio and a [`Limit`] on it. [`judge`] holds a [`Book`] against
//! rules: with the current weights after a trade, with the proposed ones before it. [`compare`] tells
//! what a trade itself makes worse from what was broken already.

mod book;
mod compare;
mod judge;
mod limit;
mod liquidity;
mod measure;
mod risks;
mod scenarios;
mod shape;

pub use book::{Book, Trading, Yardstick};
pub use compare::{Change, compare};
pub use judge::{Blame, Missing, Part, Rule, Status, Verdict, judge};
pub use limit::{Limit, Side};
pub use measure::Measure;
