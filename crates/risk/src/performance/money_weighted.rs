use domain::Day;

use crate::{
    RiskError,
    performance::{Valuation, finite, rates},
};

/// Money between an investor and an account.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CashFlow {
    /// The day.
    pub day: Day,
    /// What the investor receives; below zero what the investor pays.
    pub amount: f64,
}

/// The rates at which the net present value of cash flows is zero.
#[derive(Debug, Clone, PartialEq)]
pub enum MoneyWeighted {
    /// Exactly one.
    One(f64),
    /// None: the flows do not change their sign, or no rate balances them.
    None,
    /// Several, so that none of them is the return.
    Several {
        /// How many.
        count: usize,
        /// Those that are numbers, ascending; not one so close to −1, or so great, that it cannot
        /// be told from −1 or from infinity.
        rates: Vec<f64>,
    },
}

/// Money-weighted return, XIRR: the annual rate `r > −1` with `Σ aₖ (1 + r)^(−dₖ/365) = 0`, where
/// `dₖ` are the days since the first flow (actual/365).
///
/// All rates are found, not one from a guess. With `u = −ln(1 + r)` the value is a sum of
/// exponentials `Σ aₖ e^(u tₖ)`, which has at most as many roots as its amounts, in the order of
/// time, change their sign (Descartes' rule, for exponentials by E. Laguerre, *Sur la théorie des
/// équations numériques*, 1883). The proof is the method: multiplied by `e^(−uτ)` with τ at a
/// change of sign, the derivative changes its sign once less; between its roots the sum is
/// monotone and has at most one. Where all sums of the discounted amounts up to some day have one
/// sign, as they have in an account that is never overdrawn, the rate is the only one at once
/// (C. S. Soper, *The marginal efficiency of capital*, Economic Journal 69, 1959). Flows of one day
/// are netted first.
///
/// Failure modes: two rates so close that the value between them is nothing but rounding count as
/// one; the only rate may be outside the range of numbers (a day's fortune made annual), which is
/// [`RiskError::Overflow`]; thousands of changes of sign in an account that is overdrawn run out of
/// steps.
///
/// # Errors
/// With fewer than two flows, an amount that is not finite, a rate that overflows, or no end
/// within the steps.
pub fn money_weighted(flows: &[CashFlow]) -> Result<MoneyWeighted, RiskError> {
    if let Some(position) = flows.iter().position(|flow| !flow.amount.is_finite()) {
        return Err(RiskError::NotFinite { position });
    }
    if flows.len() < 2 {
        return Err(RiskError::TooFew {
            needed: 2,
            found: flows.len(),
        });
    }
    let roots = rates::all(&by_day(flows)?)?;
    // The greatest root is the smallest rate.
    let rates = roots.iter().rev().map(|u| libm::expm1(-u));
    let rates: Vec<f64> = rates.filter(|r| r.is_finite() && *r > -1.0).collect();
    match (roots.len(), rates.as_slice()) {
        (0, _) => Ok(MoneyWeighted::None),
        (1, &[rate]) => Ok(MoneyWeighted::One(rate)),
        (1, _) => Err(RiskError::Overflow),
        (count, _) => Ok(MoneyWeighted::Several { count, rates }),
    }
}

/// The cash flows of an account's valuations, as the investor sees them: what it was worth at
/// first was paid, and what comes in is paid; what goes out and what it is worth in the end is
/// received. Points of the last day count until its last value.
///
/// # Errors
/// With fewer than two points.
pub fn cash_flows(points: &[Valuation]) -> Result<Vec<CashFlow>, RiskError> {
    let ([first, .., last], [rest @ .., _]) = (points, points) else {
        return Err(RiskError::TooFew {
            needed: 2,
            found: points.len(),
        });
    };
    let flow = |point: &Valuation| CashFlow {
        day: point.day,
        amount: -point.flow,
    };
    let mut flows = vec![CashFlow {
        day: first.day,
        amount: -first.value,
    }];
    flows.extend(rest.iter().map(flow));
    // A moment said in parts of the same value is worth that value before all of them.
    let parts = points
        .iter()
        .rev()
        .skip(1)
        .take_while(|point| point.day == last.day && point.value == last.value);
    let put_in: f64 = parts.map(|point| point.flow).sum();
    flows.push(CashFlow {
        day: last.day,
        amount: last.value + put_in,
    });
    Ok(flows)
}

/// Days since the first flow and amounts in the order of time, netted by day; what nets to the
/// rounding of its parts is nothing.
fn by_day(flows: &[CashFlow]) -> Result<Vec<(i32, f64)>, RiskError> {
    let mut sorted = flows.to_vec();
    sorted.sort_by_key(|flow| flow.day);
    let mut netted: Vec<(Day, f64)> = Vec::new();
    for day in sorted.chunk_by(|a, b| a.day == b.day) {
        let net: f64 = day.iter().map(|flow| flow.amount).sum();
        let gross: f64 = day.iter().map(|flow| flow.amount.abs()).sum();
        if finite(net)?.abs() > gross * f64::EPSILON * (day.len() - 1) as f64 {
            netted.push((day[0].day, net));
        }
    }
    let start = netted.first().map(|&(day, _)| day);
    Ok(netted
        .into_iter()
        .filter_map(|(day, net)| Some((rates::days_between(start?, day), net)))
        .collect())
}
