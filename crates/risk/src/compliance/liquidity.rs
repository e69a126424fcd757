//! How fast holdings can be sold.

use super::{
    Blame, Book, Missing, Part,
    judge::{Measured, is_held},
};
use crate::{
    RiskError,
    structure::{Holding, Liquidity, liquidity},
};

/// The days of the holding that takes longest, since all are sold at once; see
/// [`liquidity`](crate::structure::liquidity). What is not traded at all is beyond every limit.
pub(crate) fn days_to_liquidate(book: &Book<'_>) -> Result<Measured, Missing> {
    let Some(found) = sold(book)? else {
        return Ok(Measured::each(0.0, []));
    };
    let untraded: Vec<Part> = book
        .weights
        .iter()
        .enumerate()
        .filter(|(asset, _)| found.days[*asset].is_none())
        .map(|(asset, weight)| Part {
            asset,
            part: weight.abs(),
        })
        .collect();
    if !untraded.is_empty() {
        return Ok(Measured {
            value: None,
            parts: untraded,
            blame: Blame::Each,
        });
    }
    let longest = found.longest.map_or(0.0, |(_, days)| days);
    Ok(Measured::each(longest, found.days.into_iter().flatten()))
}

/// The share of the holdings that can be sold within some days; one when nothing is held. Parts are what
/// can be sold of each, of all holdings.
pub(crate) fn sold_within(book: &Book<'_>, days: f64) -> Result<Measured, Missing> {
    if !(days >= 0.0 && days.is_finite()) {
        return Err(Missing::Data(RiskError::Argument {
            name: "days",
            reason: "must be 0 or more",
        }));
    }
    let Some(found) = sold(book)? else {
        return Ok(Measured::together(1.0, []));
    };
    let parts = found.shares.iter().zip(&found.days);
    let parts = parts.map(|(share, own)| match own {
        Some(own) if *own <= days => *share,
        Some(own) => share * (days / own),
        None => 0.0,
    });
    Ok(Measured::together(found.sold_within(days), parts))
}

/// None when nothing is held.
fn sold(book: &Book<'_>) -> Result<Option<Liquidity>, Missing> {
    let trading = book.trading.ok_or(Missing::Volumes)?;
    if trading.daily.len() != book.weights.len() {
        return Err(Missing::Data(RiskError::Length {
            expected: book.weights.len(),
            found: trading.daily.len(),
        }));
    }
    if !(trading.wealth > 0.0 && trading.wealth.is_finite()) {
        return Err(Missing::Data(RiskError::Argument {
            name: "wealth",
            reason: "must be above 0",
        }));
    }
    let holdings: Vec<Holding> = book
        .weights
        .iter()
        .zip(trading.daily)
        .map(|(&weight, &daily)| Holding {
            value: if is_held(weight) {
                weight * trading.wealth
            } else {
                0.0
            },
            // Money is traded here, and a unit of it costs one.
            price: 1.0,
            volume: daily,
        })
        .collect();
    let held = |holding: &Holding| holding.value != 0.0;
    if holdings.iter().any(|h| held(h) && h.volume.is_none()) {
        return Err(Missing::Volumes);
    }
    if !holdings.iter().any(held) {
        return Ok(None);
    }
    Ok(Some(liquidity(&holdings, trading.participation)?))
}
