//! The what-if engine: a small module for a Web Worker, and the same engine on the server.

use contract::{
    Result,
    what_if::{Answer, Detail, Patch, PriceHead, Selection},
};

/// A choice of assets and days with everything that does not change while a person drags.
pub struct Session {}

impl Session {
    /// Estimates the moments of the selection. `prices` holds the columns of `head` one after
    /// another.
    pub fn prepare(_head: PriceHead, _prices: Vec<f64>, _selection: &Selection) -> Result<Self> {
        Ok(Self {})
    }

    /// Answers; `now_ms` is any clock in milliseconds, for the receipt only.
    pub fn answer(
        &mut self,
        _patch: &Patch,
        _detail: Detail,
        _now_ms: &dyn Fn() -> f64,
    ) -> Result<Answer> {
        Err(contract::AppError::Busy { retry_after_s: 1 })
    }
}
