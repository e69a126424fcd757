//! A document with its limits relaxed.

use crate::{Conflict, Constraints, Document, PerAsset};

/// `document` with the recommended relaxation of `conflict`, which makes the whole model feasible.
///
/// `conflict` is that of an answer to this document; a name that the document does not have leaves
/// it as it is.
#[must_use]
pub fn apply_relaxation(document: &Document, conflict: &Conflict) -> Document {
    let mut relaxed = document.clone();
    for (name, value) in &conflict.relaxation.0 {
        relax(&mut relaxed, name, *value);
    }
    relaxed
}

fn relax(document: &mut Document, name: &str, value: f64) {
    if relax_row(document, name, value).is_some() {
        return;
    }
    if relax_choice(&mut document.constraints, name, value).is_some() {
        return;
    }
    let limits = &mut document.constraints;
    match name {
        "budget" => limits.budget = value,
        "min_weight" => limits.min_weight.default = Some(value),
        "max_weight" => limits.max_weight.default = Some(value),
        "target_return" => limits.target_return = Some(value),
        "gross_exposure" => limits.gross_exposure = Some(value),
        "max_risk" => limits.max_risk = Some(value),
        "risk_free" => document.objective.risk_free = Some(value),
        "turnover" => {
            if let Some(turnover) = &mut limits.turnover {
                turnover.max = value;
            }
        }
        "tracking_error" => {
            if let Some(limit) = &mut limits.tracking_error {
                limit.max = value;
            }
        }
        _ => {
            if let Some(asset) = name.strip_prefix("min_weight ") {
                set(&mut limits.min_weight, asset, value);
            } else if let Some(asset) = name.strip_prefix("max_weight ") {
                set(&mut limits.max_weight, asset, value);
            }
        }
    }
}

/// A number of the choice, if it is one. Counts are whole.
fn relax_choice(limits: &mut Constraints, name: &str, value: f64) -> Option<()> {
    let count = value.round() as usize;
    match (name, &mut limits.cardinality, &mut limits.shares) {
        ("cardinality max", Some(given), _) => match given.exactly.take() {
            Some(exactly) => (given.min, given.max) = (Some(exactly), Some(count)),
            None => given.max = Some(count),
        },
        ("cardinality min", Some(given), _) => match given.exactly.take() {
            Some(exactly) => (given.min, given.max) = (Some(count), Some(exactly)),
            None => given.min = Some(count),
        },
        ("min_position", Some(given), _) => given.min_position = Some(value),
        ("max_position", Some(given), _) => given.max_position = Some(value),
        ("shares.amount", _, Some(shares)) => shares.amount = value,
        ("shares.min_trade", _, Some(shares)) => shares.min_trade = Some(value),
        ("shares.max_cash", _, Some(shares)) => shares.max_cash = Some(value),
        (_, Some(given), _) => {
            let name = name.strip_suffix(" positions")?;
            let mut groups = given.groups.iter_mut();
            groups.find(|group| group.name == name)?.max = count;
        }
        _ => return None,
    }
    Some(())
}

/// The end of a group or a linear limit, if it is one.
fn relax_row(document: &mut Document, name: &str, value: f64) -> Option<()> {
    let limits = &mut document.constraints;
    let (row, is_max) = match name.strip_suffix(" max") {
        Some(row) => (row, true),
        None => (name.strip_suffix(" min")?, false),
    };
    let groups = limits.groups.iter_mut();
    let groups = groups.map(|group| (&group.name, &mut group.min, &mut group.max));
    let linear = limits.linear.iter_mut();
    let linear = linear.map(|line| (&line.name, &mut line.min, &mut line.max));
    let (_, min, max) = groups.chain(linear).find(|(own, _, _)| *own == row)?;
    *(if is_max { max } else { min }) = Some(value);
    Some(())
}

fn set(bounds: &mut PerAsset, asset: &str, value: f64) {
    match bounds.by_asset.iter_mut().find(|(own, _)| own == asset) {
        Some((_, bound)) => *bound = value,
        None => bounds.by_asset.push((asset.to_owned(), value)),
    }
}
