//! Whether a portfolio keeps the limits of its document, read off the document alone.

use problem::{Constraints, OrderedMap, PerAsset};

/// How far a limit may be missed, as a fraction of the numbers in it.
const KEPT: f64 = 1e-7;

/// Names the limit that is missed most.
pub(crate) fn broken(constraints: &Constraints, weights: &OrderedMap<f64>) -> Option<String> {
    let mut worst: (f64, String) = (KEPT, String::new());
    let mut upper = |name: &str, value: f64, limit: f64, size: f64| {
        let missed = (value - limit) / (size + limit.abs()).max(1.0);
        if missed > worst.0 {
            worst = (missed, name.to_owned());
        }
    };
    let held = &weights.0;
    let size: f64 = held.iter().map(|(_, weight)| weight.abs()).sum();
    let sum: f64 = held.iter().map(|(_, weight)| weight).sum();
    upper("budget", (sum - constraints.budget).abs(), 0.0, size);
    for (asset, weight) in held {
        let (low, high) = (
            bound(&constraints.min_weight, asset, 0.0),
            bound(&constraints.max_weight, asset, 1.0),
        );
        upper("min_weight", -weight, -low, weight.abs());
        upper("max_weight", *weight, high, weight.abs());
    }
    let of = |asset: &str| weights.get(asset).copied().unwrap_or(0.0);
    for group in &constraints.groups {
        let value: f64 = group.assets.iter().map(|asset| of(asset)).sum();
        upper("group max", value, group.max.unwrap_or(f64::INFINITY), size);
        upper(
            "group min",
            -value,
            -group.min.unwrap_or(f64::NEG_INFINITY),
            size,
        );
    }
    for row in &constraints.linear {
        let parts = row.coefficients.0.iter();
        let parts: Vec<f64> = parts.map(|(asset, by)| by * of(asset)).collect();
        let size = parts.iter().map(|part| part.abs()).sum();
        let value: f64 = parts.iter().sum();
        upper("row max", value, row.max.unwrap_or(f64::INFINITY), size);
        upper(
            "row min",
            -value,
            -row.min.unwrap_or(f64::NEG_INFINITY),
            size,
        );
    }
    if let Some(turnover) = &constraints.turnover {
        let from = |asset: &str| turnover.from.get(asset).copied().unwrap_or(0.0);
        let moved: f64 = held.iter().map(|(asset, w)| (w - from(asset)).abs()).sum();
        upper("turnover", moved / 2.0, turnover.max, size);
    }
    if let Some(limit) = constraints.gross_exposure {
        upper("gross_exposure", size, limit, size);
    }
    let (missed, name) = worst;
    (!name.is_empty()).then(|| format!("{name} is missed, 1e{:.0}", missed.log10()))
}

/// A map without a default leaves the usual one.
fn bound(bounds: &PerAsset, asset: &str, usual: f64) -> f64 {
    let own = bounds.by_asset.iter().find(|(name, _)| name == asset);
    own.map(|(_, bound)| *bound)
        .or(bounds.default)
        .unwrap_or(usual)
}
