//! A document in one form, so that the same question is the same text.

use crate::{
    Confidence, Constraints, Costs, Data, Document, MixerKind, ProblemError, Qaoa, RebalanceKind,
    ResampleKind, RouteTrial, SolverKind, WindowDays, canonical, estimates, goal,
};

/// Everything but the data, in one form: what was left out is written as what it means, sets are in
/// order, and what counts for nothing is not named.
///
/// The order of groups, rows, views and goals stays: it decides what is named first, and the last
/// bits of what is solved. So do the names of groups and rows, which the answer repeats.
pub(super) fn settings(document: &Document) -> Result<String, ProblemError> {
    let mut document = document.clone();
    goal::write_defaults(&mut document.objective);
    if let Some(frontier) = &mut document.frontier {
        goal::write_frontier_defaults(frontier);
    }
    // Looks at the kind of the data.
    estimates::write_defaults(&mut document);
    write_limits(&mut document.constraints);
    write_choice(&mut document.constraints);
    write_doubt(&mut document);
    if let Some(walk_forward) = &mut document.walk_forward {
        walk_forward.rebalance.get_or_insert(RebalanceKind::None);
    }
    document.data = Data::default();
    // The days that were cut are in the digest of the data already.
    document.window = WindowDays::default();
    document.missing = None;
    canonical::text(&document).map_err(|error| ProblemError::new("", error))
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
    }
    for group in &mut limits.groups {
        group.assets.sort();
    }
    for row in &mut limits.linear {
        row.coefficients.leave_zeros_out();
    }
    if let Some(turnover) = &mut limits.turnover {
        turnover.from.leave_zeros_out();
    }
    if let Some(limit) = &mut limits.tracking_error {
        limit.benchmark.write_weights();
    }
    if let Some(costs) = &mut limits.costs {
        costs.from.leave_zeros_out();
        costs.linear_bps.get_or_insert(0.0);
        costs
            .horizon_years
            .get_or_insert(Costs::DEFAULT_HORIZON_YEARS);
    }
}

/// How many positions, and for how much money. The prices of shares are hashed as they are used.
fn write_choice(limits: &mut Constraints) {
    if let Some(cardinality) = &mut limits.cardinality {
        if let Some(count) = cardinality.exactly.take() {
            (cardinality.min, cardinality.max) = (Some(count), Some(count));
        }
        cardinality.min_position.get_or_insert(0.0);
        for group in &mut cardinality.groups {
            group.assets.sort();
        }
    }
    if let Some(shares) = &mut limits.shares {
        shares.prices = None;
        shares.fee.get_or_insert(0.0);
        shares.min_trade.get_or_insert(0.0);
        shares.lot.get_or_insert(1);
    }
}

/// What is drawn, and what is compared.
fn write_doubt(document: &mut Document) {
    let seed = document.solver.seed;
    if let Some(confidence) = &mut document.confidence {
        confidence.level.get_or_insert(Confidence::DEFAULT_LEVEL);
        confidence.seed.get_or_insert(seed);
        confidence.method.get_or_insert(ResampleKind::Bootstrap);
    }
    if let Some(comparison) = &mut document.comparison {
        let all = || RouteTrial::ROUTES.to_vec();
        comparison.routes.get_or_insert_with(all);
    }
    if document.comparison.is_some() || document.solver.kind == SolverKind::Qaoa {
        let qaoa = document.solver.qaoa.get_or_insert_default();
        qaoa.layers.get_or_insert(Qaoa::DEFAULT_LAYERS);
        qaoa.shots.get_or_insert(Qaoa::DEFAULT_SHOTS);
        if document.comparison.is_none() {
            qaoa.mixer.get_or_insert(MixerKind::WarmStart);
        }
    }
}
