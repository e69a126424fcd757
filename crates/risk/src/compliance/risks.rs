//! Measures of the history whose parts are covariances, or gains.

use super::{
    Book, Missing,
    book::{Held, Past, benchmark},
    judge::Measured,
};
use crate::{PERIODS_PER_YEAR, max_drawdown, structure::volatility_parts, volatility_annual};

/// `σ = Σ cov (gᵢ, x) / σ`, annual, where `gᵢ` is what asset i added to the return x of each day.
pub(crate) fn volatility(past: &Past) -> Result<Measured, Missing> {
    let value = volatility_annual(&past.whole)?;
    let parts = past.divided(volatility_parts)?;
    let parts = parts.map_or_else(Vec::new, |parts| parts.component);
    let year = PERIODS_PER_YEAR.sqrt();
    Ok(Measured::together(
        value,
        parts.into_iter().map(|part| part * year),
    ))
}

/// The same of the difference to the benchmark.
pub(crate) fn tracking_error(held: &Held, book: &Book<'_>) -> Result<Measured, Missing> {
    volatility(&held.active(book)?)
}

/// `β = Σ cov (gᵢ, b) / var (b)`: the betas of what the assets added.
pub(crate) fn beta(past: &Past, book: &Book<'_>) -> Result<Measured, Missing> {
    let benchmark = benchmark(book)?;
    let series = benchmark.returns();
    let value = crate::beta(&past.whole, series)?;
    let parts = (0..past.assets())
        .map(|i| crate::beta(past.part(i), series))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Measured::together(value, parts))
}

/// The money lost with each asset from the peak to the trough, per unit of wealth at the peak.
pub(crate) fn drawdown(past: &Past) -> Result<Measured, Missing> {
    let deepest = max_drawdown(&past.whole)?;
    let mut parts = vec![0.0; past.assets()];
    let mut wealth = 1.0;
    for t in deepest.peak..deepest.trough {
        for (i, part) in parts.iter_mut().enumerate() {
            *part -= wealth * past.part(i)[t];
        }
        wealth *= 1.0 + past.whole[t];
    }
    Ok(Measured::together(deepest.fraction, parts))
}
