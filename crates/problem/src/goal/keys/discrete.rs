//! What few positions and whole shares have to do with the rest of a document.

use crate::{
    Cardinality, Confidence, Document, ObjectiveKind as Kind, Qaoa, RouteTrial, SolverKind,
};

use super::{Refuse, needs_returns};

pub(super) fn contradictions(document: &Document, refuse: &mut Refuse<'_>) {
    if let Some(cardinality) = &document.constraints.cardinality {
        counts(cardinality, refuse);
    }
    if let Some(key) = document.choice_key() {
        beside(document, key, refuse);
    }
    fixed_costs(document, refuse);
    solver(document, refuse);
    circuit(document, refuse);
    if let Some(comparison) = &document.comparison {
        compared(document, comparison, refuse);
    }
    if let Some(confidence) = &document.confidence {
        banded(document, confidence, refuse);
    }
}

fn counts(given: &Cardinality, refuse: &mut Refuse<'_>) {
    let at = |key: &str| format!("constraints.cardinality.{key}");
    let counts = [
        ("max", given.max),
        ("min", given.min),
        ("exactly", given.exactly),
    ];
    for (key, count) in counts {
        if count == Some(0) {
            refuse(&at(key), "must be at least 1");
        }
        if key != "exactly" && count.is_some() && given.exactly.is_some() {
            refuse(&at(key), "has no place beside exactly");
        }
    }
    if let (Some(min), Some(max)) = (given.min, given.max)
        && min > max
    {
        refuse(&at("min"), "is above max");
    }
    let sizes = [
        ("min_position", given.min_position),
        ("max_position", given.max_position),
    ];
    for (key, size) in sizes {
        if size.is_some_and(|size| size < 0.0) {
            refuse(&at(key), "is negative");
        }
    }
    if given.max_position == Some(0.0) {
        refuse(&at("max_position"), "must be above 0");
    }
    if let (Some(min), Some(max)) = (given.min_position, given.max_position)
        && min > max
    {
        refuse(&at("min_position"), "is above max_position");
    }
    for (i, group) in given.groups.iter().enumerate() {
        if group.name.trim().is_empty() {
            refuse(&at(&format!("groups[{i}].name")), "is empty");
        }
        if given.groups[..i]
            .iter()
            .any(|other| other.name == group.name)
        {
            refuse(&at(&format!("groups[{i}].name")), "is used twice");
        }
    }
}

/// Goals and requests that know no choice.
fn beside(document: &Document, key: &str, refuse: &mut Refuse<'_>) {
    let kind = document.objective.kind;
    let is_searched = match kind {
        Kind::MinRisk
        | Kind::MaxSharpe
        | Kind::MaxUtility
        | Kind::MaxReturn
        | Kind::DrCvar
        | Kind::Tracking
        | Kind::Robust
        | Kind::Weighted => true,
        Kind::EqualWeight
        | Kind::MaxDiversification
        | Kind::RiskParity
        | Kind::Hrp
        | Kind::Herc
        | Kind::Nco
        | Kind::InverseVolatility => false,
    };
    if !is_searched {
        let message = format!("has no place beside `{}`", kind.as_str());
        refuse(key, &message);
    }
    if document.frontier.is_some() {
        let message = format!("has no place beside {key}");
        refuse("frontier", &message);
    }
}

/// What each trade costs.
fn fixed_costs(document: &Document, refuse: &mut Refuse<'_>) {
    let Some(costs) = &document.constraints.costs else {
        return;
    };
    if costs.linear_bps.is_none() && costs.fixed.is_none() {
        refuse("constraints.costs", "needs linear_bps or fixed");
    }
    if costs.fixed.is_some_and(|fixed| fixed < 0.0) {
        refuse("constraints.costs.fixed", "is negative");
    }
}

fn solver(document: &Document, refuse: &mut Refuse<'_>) {
    let kind = document.solver.kind;
    let is_discrete = document.is_discrete();
    match kind {
        SolverKind::Auto => {}
        SolverKind::BranchAndBound if !is_discrete => refuse(
            "solver.kind",
            "`branch_and_bound` is for constraints.cardinality, shares and fixed costs",
        ),
        SolverKind::BranchAndBound => {}
        SolverKind::Qaoa | SolverKind::Annealing | SolverKind::Bifurcation => {
            selecting("solver.kind", kind, document, refuse);
        }
        _ if is_discrete => {
            let message = format!(
                "`{}` is for convex problems; `auto` and `branch_and_bound` search",
                kind.as_str()
            );
            refuse("solver.kind", &message);
        }
        _ => {}
    }
    match document.solver.gap {
        Some(gap) if !(0.0..1.0).contains(&gap) => refuse("solver.gap", "is not in [0, 1)"),
        Some(_) if !is_discrete => refuse(
            "solver.gap",
            "is for constraints.cardinality, shares and fixed costs",
        ),
        _ => {}
    }
}

/// Routes that select positions by their means and covariances alone.
fn selecting(path: &str, kind: SolverKind, document: &Document, refuse: &mut Refuse<'_>) {
    let kind = kind.as_str();
    let cardinality = document.constraints.cardinality.as_ref();
    if cardinality.is_none_or(|given| given.exactly.or(given.max).is_none()) {
        let message = format!("`{kind}` needs constraints.cardinality.max or exactly");
        refuse(path, &message);
    }
    if document.constraints.shares.is_some() {
        let message = format!("`{kind}` selects positions, not whole shares");
        refuse(path, &message);
    }
    let objective = &document.objective;
    let is_of_moments = matches!(
        objective.kind,
        Kind::MinRisk | Kind::MaxSharpe | Kind::MaxUtility | Kind::MaxReturn
    );
    if !is_of_moments || needs_returns(objective) {
        let message = format!("`{kind}` is for means and variances");
        refuse(path, &message);
    }
}

fn circuit(document: &Document, refuse: &mut Refuse<'_>) {
    let Some(qaoa) = &document.solver.qaoa else {
        return;
    };
    let ranges = [
        ("layers", qaoa.layers, Qaoa::MOST_LAYERS),
        ("shots", qaoa.shots, Qaoa::MOST_SHOTS),
    ];
    for (key, given, most) in ranges {
        if given.is_some_and(|given| !(1..=most).contains(&given)) {
            refuse(
                &format!("solver.qaoa.{key}"),
                &format!("must be 1 to {most}"),
            );
        }
    }
    if document.solver.kind != SolverKind::Qaoa && document.comparison.is_none() {
        refuse("solver.qaoa", "belongs to `qaoa` and to a comparison");
    }
}

fn compared(document: &Document, comparison: &RouteTrial, refuse: &mut Refuse<'_>) {
    if !(1..=RouteTrial::MOST_SEEDS).contains(&comparison.seeds) {
        let message = format!("must be 1 to {}", RouteTrial::MOST_SEEDS);
        refuse("comparison.seeds", &message);
    }
    for (i, &route) in comparison.routes.iter().flatten().enumerate() {
        let path = format!("comparison.routes[{i}]");
        let routes = &comparison.routes.as_ref().map_or(&[][..], Vec::as_slice)[..i];
        if routes.contains(&route) {
            refuse(&path, "comes twice");
        }
        if !RouteTrial::ROUTES.contains(&route) {
            let message = format!("`{}` does not select positions", route.as_str());
            refuse(&path, &message);
        }
    }
    if comparison.routes.as_ref().is_some_and(Vec::is_empty) {
        refuse("comparison.routes", "names no route");
    }
    selecting("comparison", SolverKind::Qaoa, document, refuse);
}

fn banded(document: &Document, given: &Confidence, refuse: &mut Refuse<'_>) {
    if document.data.moments.is_some() {
        refuse("confidence", "needs prices or returns, not data.moments");
    }
    if !(2..=Confidence::MOST_RESAMPLES).contains(&given.resamples) {
        let message = format!("must be 2 to {}", Confidence::MOST_RESAMPLES);
        refuse("confidence.resamples", &message);
    }
    if given
        .level
        .is_some_and(|level| !(level > 0.0 && level < 1.0))
    {
        refuse("confidence.level", "is not between 0 and 1");
    }
    if given
        .block
        .is_some_and(|block| block.is_nan() || block < 1.0)
    {
        refuse("confidence.block", "must be at least 1");
    }
    if given.block.is_some() && given.method == Some(crate::ResampleKind::Michaud) {
        refuse(
            "confidence.block",
            "belongs to `bootstrap`, not to `michaud`",
        );
    }
}

impl Document {
    /// The first key that makes the problem more than a convex one.
    fn choice_key(&self) -> Option<&'static str> {
        let limits = &self.constraints;
        let has_fixed_costs = limits
            .costs
            .as_ref()
            .is_some_and(|costs| costs.fixed.is_some());
        let keys = [
            ("constraints.cardinality", limits.cardinality.is_some()),
            ("constraints.shares", limits.shares.is_some()),
            ("constraints.costs.fixed", has_fixed_costs),
        ];
        keys.into_iter()
            .find_map(|(key, given)| given.then_some(key))
    }

    /// Whether not every weight within the limits is possible.
    pub(crate) fn is_discrete(&self) -> bool {
        self.choice_key().is_some()
    }
}
