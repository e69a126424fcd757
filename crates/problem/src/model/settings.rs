//! A document in one form, so that the same question is the same text.

use crate::{Constraints, Costs, Data, Document, WindowDays, estimates, goal};

/// Everything but the data, in one form: what was left out is written as what it means.
pub(super) fn settings(document: &Document) -> String {
    let mut document = document.clone();
    document.data = Data::default();
    // The days that were cut are in the digest of the data already.
    document.window = WindowDays::default();
    document.missing = None;
    goal::write_defaults(&mut document.objective);
    if let Some(frontier) = &mut document.frontier {
        goal::write_frontier_defaults(frontier);
    }
    estimates::write_defaults(&mut document);
    write_limits(&mut document.constraints);
    // A value writes its keys in alphabetical order.
    serde_json::to_value(&document).map_or_else(|_| String::new(), |value| value.to_string())
}

fn write_limits(limits: &mut Constraints) {
    for (bounds, default) in [
        (
            &mut limits.min_weight,
            optimizer::Constraints::DEFAULT_MIN_WEIGHT,
        ),
        (
            &mut limits.max_weight,
            optimizer::Constraints::DEFAULT_MAX_WEIGHT,
        ),
    ] {
        bounds.default.get_or_insert(default);
        bounds.by_asset.sort_by(|a, b| a.0.cmp(&b.0));
    }
    if let Some(turnover) = &mut limits.turnover {
        turnover.from.leave_zeros_out();
    }
    if let Some(limit) = &mut limits.tracking_error {
        limit.benchmark.leave_zeros_out();
    }
    if let Some(costs) = &mut limits.costs {
        costs.from.leave_zeros_out();
        costs
            .horizon_years
            .get_or_insert(Costs::DEFAULT_HORIZON_YEARS);
    }
}
