use crate::RiskError;

/// What is held of one asset, and how much of it is traded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Holding {
    /// Money in the holding; negative when short, which takes as long to buy back.
    pub value: f64,
    /// Money a share.
    pub price: f64,
    /// Shares traded on an average day; none when it is not known.
    pub volume: Option<f64>,
}

/// How long it takes to sell a portfolio.
#[derive(Debug, Clone, PartialEq)]
pub struct Liquidity {
    /// Days to sell each holding; none where the volume is not known, or nothing is traded.
    pub days: Vec<Option<f64>>,
    /// The share of each holding in the gross value; they sum to one.
    pub shares: Vec<f64>,
    /// The share of the holdings whose volume is not known.
    pub unknown: f64,
    /// The share of the holdings of which nothing is traded.
    pub untraded: f64,
    /// The mean of the days, weighted by value, of the holdings that can be sold; none without any.
    pub average_days: Option<f64>,
    /// The holding that takes longest, and how long; none when none can be sold. Of equal ones the
    /// first.
    pub longest: Option<(usize, f64)>,
}

impl Liquidity {
    /// The share of the gross value that can be sold within a number of days, each holding at an even
    /// pace from the first day on. What is not known counts as not sold.
    pub fn sold_within(&self, days: f64) -> f64 {
        self.shares
            .iter()
            .zip(&self.days)
            .filter_map(|(share, own)| own.map(|own| share * part(days, own)))
            .sum::<f64>()
            .min(1.0)
    }
}

/// Days to liquidate: `shares / (participation × average daily volume)`, with
/// `shares = |value| / price`.
///
/// Selling no more than the share `participation` of a day's volume keeps the price from moving
/// much; what it moves is not counted. Average volumes overstate what can be sold under stress, when
/// everybody sells. All holdings are sold at once, so that the portfolio needs as long as its longest
/// holding. C. Acerbi and G. Scandolo, *Liquidity risk theory and coherent measures of risk*,
/// Quantitative Finance 8 (2008), on why the size of a position matters.
///
/// # Errors
/// With no value, numbers that are not finite, a price that is not above zero, a negative volume, or
/// a participation that is not above 0 and at most 1.
pub fn liquidity(holdings: &[Holding], participation: f64) -> Result<Liquidity, RiskError> {
    check(holdings, participation)?;
    let gross: f64 = holdings.iter().map(|holding| holding.value.abs()).sum();
    if !gross.is_finite() {
        return Err(RiskError::Overflow);
    }
    if gross == 0.0 {
        return Err(RiskError::Argument {
            name: "holdings",
            reason: "must be worth something",
        });
    }
    let days = holdings
        .iter()
        .map(|holding| days_of(holding, participation))
        .collect::<Result<Vec<_>, _>>()?;
    let shares: Vec<f64> = holdings.iter().map(|h| h.value.abs() / gross).collect();
    let without = |of: fn(&Holding) -> bool| -> f64 {
        let these = holdings.iter().zip(&shares).filter(|(h, _)| of(h));
        these.map(|(_, share)| share).sum::<f64>().min(1.0)
    };
    Ok(Liquidity {
        unknown: without(|holding| holding.volume.is_none()),
        untraded: without(|holding| holding.volume == Some(0.0)),
        average_days: average(&days, &shares),
        longest: longest(&days),
        days,
        shares,
    })
}

fn check(holdings: &[Holding], participation: f64) -> Result<(), RiskError> {
    let wrong = |name, reason| Err(RiskError::Argument { name, reason });
    if !(participation > 0.0 && participation <= 1.0) {
        return wrong("participation", "must be above 0 and at most 1");
    }
    for holding in holdings {
        if !holding.value.is_finite() {
            return wrong("value", "must be finite");
        }
        if !(holding.price.is_finite() && holding.price > 0.0) {
            return wrong("price", "must be finite and above 0");
        }
        if holding.volume.is_some_and(|v| !(v.is_finite() && v >= 0.0)) {
            return wrong("volume", "must be finite and at least 0");
        }
    }
    Ok(())
}

fn days_of(holding: &Holding, participation: f64) -> Result<Option<f64>, RiskError> {
    match holding.volume {
        _ if holding.value == 0.0 => Ok(Some(0.0)),
        None => Ok(None),
        Some(0.0) => Ok(None),
        Some(volume) => {
            let shares = holding.value.abs() / holding.price;
            super::matrix::finite(shares / (participation * volume)).map(Some)
        }
    }
}

fn average(days: &[Option<f64>], shares: &[f64]) -> Option<f64> {
    let known = || {
        days.iter()
            .zip(shares)
            .filter_map(|(days, share)| days.map(|days| (days, share)))
    };
    let share: f64 = known().map(|(_, share)| share).sum();
    // Each term divided first: none is larger than its days.
    (share > 0.0).then(|| known().map(|(days, own)| days * (own / share)).sum())
}

fn longest(days: &[Option<f64>]) -> Option<(usize, f64)> {
    let mut longest: Option<(usize, f64)> = None;
    for (position, days) in days.iter().enumerate() {
        if let Some(days) = *days
            && longest.is_none_or(|(_, most)| days > most)
        {
            longest = Some((position, days));
        }
    }
    longest
}

/// What part of a holding that takes `own` days is sold after `days`.
fn part(days: f64, own: f64) -> f64 {
    if own <= days {
        1.0
    } else {
        (days / own).max(0.0)
    }
}
