use crate::RiskError;

/// How much of a portfolio is in few hands.
#[derive(Debug, Clone, PartialEq)]
pub struct Concentration {
    /// How many weights are not zero.
    pub holdings: usize,
    /// `Σ |wᵢ|`.
    pub gross: f64,
    /// `Σ wᵢ`; what it lacks to one is cash.
    pub net: f64,
    /// Herfindahl and Hirschman's index of the shares of the gross weight,
    /// `Σ (|wᵢ| / Σ|w|)²`: from 1/n to 1.
    pub hhi: f64,
    /// As many equal holdings have the same index: `1 / hhi`.
    pub effective_holdings: f64,
    /// The largest holding by size: its position and its weight, signed.
    pub largest: (usize, f64),
    /// The holdings from the largest to the smallest, by size; of equal ones the first comes first.
    pub order: Vec<usize>,
}

impl Concentration {
    /// The sizes `|w|` of the `count` largest holdings, added.
    pub fn top(&self, weights: &[f64], count: usize) -> f64 {
        self.order
            .iter()
            .take(count)
            .filter_map(|&i| weights.get(i))
            .map(|weight| weight.abs())
            .sum()
    }
}

/// Concentration of the weights, whatever the risk of the assets: two funds of the same stocks count
/// as two. A short holding counts with its size, and cash is no holding. A. O. Hirschman, *The
/// paternity of an index*, American Economic Review 54 (1964).
///
/// # Errors
/// When a weight is not finite, or all of them are zero.
pub fn concentration(weights: &[f64]) -> Result<Concentration, RiskError> {
    if weights.iter().any(|weight| !weight.is_finite()) {
        return Err(RiskError::Argument {
            name: "weights",
            reason: "must be finite",
        });
    }
    let mut order: Vec<usize> = (0..weights.len()).filter(|&i| weights[i] != 0.0).collect();
    order.sort_by(|&a, &b| weights[b].abs().total_cmp(&weights[a].abs()));
    let Some(&first) = order.first() else {
        return Err(RiskError::Argument {
            name: "weights",
            reason: "must not all be zero",
        });
    };
    // In units of the largest, so that no square vanishes or overflows.
    let unit = weights[first].abs();
    let sizes = weights.iter().map(|weight| weight.abs() / unit);
    let gross: f64 = sizes.clone().sum();
    let hhi: f64 = sizes.map(|size| (size / gross).powi(2)).sum();
    let found = Concentration {
        holdings: order.len(),
        gross: gross * unit,
        net: weights.iter().sum(),
        hhi,
        effective_holdings: 1.0 / hhi,
        largest: (first, weights[first]),
        order,
    };
    if found.gross.is_finite() && found.net.is_finite() {
        Ok(found)
    } else {
        Err(RiskError::Overflow)
    }
}
