//! From the limits of a document to those of the optimizer.

use std::collections::BTreeMap;

use optimizer::Row;

use crate::{Constraints, Document, Group, Linear, estimates::Absent, goal};

use super::Assets;

/// The limits, with the places of assets for their names.
pub(super) fn read(document: &Document, assets: &mut Assets<'_>) -> optimizer::Constraints {
    let given = &document.constraints;
    let min_weight = assets.bounds(
        "constraints.min_weight",
        &given.min_weight,
        optimizer::Constraints::DEFAULT_MIN_WEIGHT,
    );
    let max_weight = assets.bounds(
        "constraints.max_weight",
        &given.max_weight,
        optimizer::Constraints::DEFAULT_MAX_WEIGHT,
    );
    let groups = given.groups.iter().enumerate();
    let groups = groups.map(|(i, group)| group_row(i, group, assets));
    let mut rows: Vec<Row> = groups.collect();
    let linear = given.linear.iter().enumerate();
    rows.extend(linear.map(|(i, linear)| linear_row(i, linear, assets)));

    let mut limits = optimizer::Constraints {
        budget: given.budget,
        min_weight,
        max_weight,
        rows,
        target_return: given.target_return,
        ..optimizer::Constraints::default()
    };
    beyond_rows(given, assets, &mut limits);
    let tracked = goal::tracked(&document.objective);
    if let Some(asset) = tracked.and_then(|name| assets.position(name)) {
        leave_out(asset, &mut limits);
    }
    limits
}

fn group_row(i: usize, group: &Group, assets: &mut Assets<'_>) -> Row {
    let mut coefficients = BTreeMap::new();
    for (j, name) in group.assets.iter().enumerate() {
        let path = || format!("constraints.groups[{i}].assets[{j}]");
        if let Some(asset) = assets.find(path, name)
            && coefficients.insert(asset, 1.0).is_some()
        {
            assets.refuse(path(), &format!("{name} comes twice"));
        }
    }
    if group.assets.is_empty() {
        let path = format!("constraints.groups[{i}].assets");
        assets.refuse(path, "names no asset");
    }
    Row {
        name: group.name.clone(),
        coefficients,
        min: group.min,
        max: group.max,
    }
}

fn linear_row(i: usize, linear: &Linear, assets: &mut Assets<'_>) -> Row {
    let mut coefficients = BTreeMap::new();
    for (name, coefficient) in &linear.coefficients.0 {
        let path = || format!("constraints.linear[{i}].coefficients.{name}");
        if let Some(asset) = assets.find(path, name) {
            coefficients.insert(asset, *coefficient);
        }
    }
    Row {
        name: linear.name.clone(),
        coefficients,
        min: linear.min,
        max: linear.max,
    }
}

/// The limits that are no rows.
fn beyond_rows(given: &Constraints, assets: &mut Assets<'_>, limits: &mut optimizer::Constraints) {
    limits.turnover = given.turnover.as_ref().map(|turnover| optimizer::Turnover {
        from: assets.vector("constraints.turnover.from", &turnover.from, Absent::Zero),
        max: turnover.max,
    });
    limits.gross_exposure = given.gross_exposure;
    limits.max_risk = given.max_risk;
    limits.tracking_error = given
        .tracking_error
        .as_ref()
        .map(|limit| optimizer::TrackingError {
            benchmark: assets.benchmark("constraints.tracking_error.benchmark", &limit.benchmark),
            max: limit.max,
        });
    limits.costs = given.costs.as_ref().map(|costs| optimizer::TradingCosts {
        from: assets.vector("constraints.costs.from", &costs.from, Absent::Zero),
        rate: costs.rate(),
    });
}

/// What is tracked is not held, unless a bound of its own lets it be: holding it would be the
/// answer to every question.
fn leave_out(asset: usize, limits: &mut optimizer::Constraints) {
    let (min, max) = (
        &mut limits.min_weight.by_asset,
        &mut limits.max_weight.by_asset,
    );
    if !min.contains_key(&asset) && !max.contains_key(&asset) {
        min.insert(asset, 0.0);
        max.insert(asset, 0.0);
    }
}
