//! Which keys belong to which objective, and what each objective needs.

mod discrete;
mod terms;

use crate::{
    Document, Frontier, Measure, Objective, ObjectiveKind as Kind, SolverKind, parse::belongs,
};

use super::{DEFAULT_CONFIDENCE, has_tail};

/// Takes a path and what is wrong there.
type Refuse<'r> = dyn FnMut(&str, &str) + 'r;

/// Keys that do not belong to the objective, keys that it needs, and data that it needs.
pub(crate) fn contradictions(document: &Document, refuse: &mut impl FnMut(&str, &str)) {
    let (at, objective) = ("objective", &document.objective);
    owned(at, objective, refuse);
    needed(at, document, objective, refuse);
    with_limits(document, refuse);
    in_range(at, objective, refuse);
    terms::contradictions(document, refuse);
    if document.data.moments.is_some() && needs_returns(objective) {
        refuse("data.moments", "this risk needs prices or returns");
    }
    solver(document, refuse);
    costs(document, refuse);
    discrete::contradictions(document, refuse);
    if let Some(frontier) = &document.frontier {
        of_frontier(document, frontier, refuse);
    }
}

/// Keys that belong to other objectives.
fn owned(at: &str, objective: &Objective, refuse: &mut Refuse<'_>) {
    use Kind::{
        DrCvar, Herc, Hrp, MaxReturn, MaxSharpe, MaxUtility, MinRisk, Nco, RiskParity, Robust,
        Tracking, Weighted,
    };
    let measured = [MinRisk, MaxReturn, MaxSharpe, MaxUtility, RiskParity];
    let tailed = [
        MinRisk, MaxReturn, MaxSharpe, MaxUtility, RiskParity, DrCvar,
    ];
    let keys: [(&str, &[Kind], bool); 13] = [
        ("measure", &measured, objective.measure.is_some()),
        ("risk_free", &[MaxSharpe], objective.risk_free.is_some()),
        (
            "risk_aversion",
            &[MaxUtility, DrCvar, Robust],
            objective.risk_aversion.is_some(),
        ),
        ("confidence", &tailed, objective.confidence.is_some()),
        ("budget", &[RiskParity], objective.budget.is_some()),
        ("linkage", &[Hrp, Herc, Nco], objective.linkage.is_some()),
        (
            "optimal_leaf_order",
            &[Hrp],
            objective.optimal_leaf_order.is_some(),
        ),
        ("clusters", &[Herc, Nco], objective.clusters.is_some()),
        ("benchmark", &[Tracking], objective.benchmark.is_some()),
        ("radius", &[DrCvar, Robust], objective.radius.is_some()),
        ("years", &[Robust], objective.years.is_some()),
        ("terms", &[Weighted], objective.terms.is_some()),
        ("points", &[Weighted], objective.points.is_some()),
    ];
    for (key, owners, given) in keys {
        if given && !owners.contains(&objective.kind) {
            let owners = owners.iter().map(|owner| owner.as_str());
            let message = belongs(owners, objective.kind.as_str());
            refuse(&format!("{at}.{key}"), &message);
        }
    }
    let has_confidence = objective.kind == DrCvar || has_tail(objective.measure);
    if objective.confidence.is_some() && tailed.contains(&objective.kind) && !has_confidence {
        let path = format!("{at}.confidence");
        refuse(&path, "belongs to `cvar` and `cdar`");
    }
}

/// Keys that an objective cannot do without.
fn needed(at: &str, document: &Document, objective: &Objective, refuse: &mut Refuse<'_>) {
    let has_terms = objective
        .terms
        .as_ref()
        .is_some_and(|terms| !terms.is_empty());
    let needed = [
        (
            "risk_aversion",
            Kind::MaxUtility,
            objective.risk_aversion.is_some(),
        ),
        ("radius", Kind::DrCvar, objective.radius.is_some()),
        ("radius", Kind::Robust, objective.radius.is_some()),
        ("benchmark", Kind::Tracking, objective.benchmark.is_some()),
        ("terms", Kind::Weighted, has_terms),
    ];
    for (key, owner, given) in needed {
        if objective.kind == owner && !given {
            refuse(&format!("{at}.{key}"), "is missing");
        }
    }
    let has_moments = document.data.moments.is_some();
    if has_moments && objective.kind == Kind::Robust && objective.years.is_none() {
        let path = format!("{at}.years");
        refuse(&path, "is missing: data.moments have no days");
    }
}

/// What an objective and the limit of its risk have to do with each other.
fn with_limits(document: &Document, refuse: &mut Refuse<'_>) {
    let objective = &document.objective;
    let measure = objective.measure.unwrap_or(Measure::Variance);
    let is_limited = document.constraints.max_risk.is_some();
    match (objective.kind, measure) {
        (Kind::MaxReturn, Measure::Variance) => {}
        (Kind::MaxReturn, _) if !is_limited => refuse(
            "objective.measure",
            "of `max_return` needs constraints.max_risk",
        ),
        (Kind::RiskParity, Measure::Cvar) if is_limited => refuse(
            "constraints.max_risk",
            "has no place beside a risk parity of the CVaR",
        ),
        (Kind::RiskParity, Measure::Variance | Measure::Cvar) => {}
        (Kind::RiskParity, _) => refuse(
            "objective.measure",
            "of `risk_parity` is `variance` or `cvar`",
        ),
        _ => {}
    }
}

/// Whether an objective is read off the returns themselves.
fn needs_returns(objective: &Objective) -> bool {
    let is_other = objective
        .measure
        .is_some_and(|measure| measure != Measure::Variance);
    let mut terms = objective.terms.iter().flatten();
    is_other || objective.kind == Kind::DrCvar || terms.any(|term| needs_returns(&term.objective))
}

fn in_range(at: &str, objective: &Objective, refuse: &mut Refuse<'_>) {
    confidence(&format!("{at}.confidence"), objective.confidence, refuse);
    if objective.radius.is_some_and(|radius| radius < 0.0) {
        refuse(&format!("{at}.radius"), "is negative");
    }
}

fn confidence(path: &str, confidence: Option<f64>, refuse: &mut Refuse<'_>) {
    if confidence.is_some_and(|confidence| !(confidence > 0.0 && confidence < 1.0)) {
        refuse(path, "is not between 0 and 1");
    }
}

/// A solver that does not answer such a question.
fn solver(document: &Document, refuse: &mut Refuse<'_>) {
    let objective = &document.objective;
    let is_allocation = is_allocation(objective.kind);
    let is_scenarios = !is_allocation && needs_returns(objective);
    match document.solver.kind {
        SolverKind::CuttingPlanes if !is_scenarios => refuse(
            "solver.kind",
            "`cutting_planes` is for risks that are read off scenarios",
        ),
        SolverKind::CuttingPlanes if objective.measure == Some(Measure::Semivariance) => refuse(
            "solver.kind",
            "`cutting_planes` is not for the semivariance, which is smooth",
        ),
        SolverKind::ActiveSet | SolverKind::InteriorPoint | SolverKind::CriticalLine
            if is_scenarios || is_allocation =>
        {
            let kind = document.solver.kind.as_str();
            let message = format!("`{kind}` is for means and variances");
            refuse("solver.kind", &message);
        }
        SolverKind::Clarabel
            if is_allocation && !matches!(objective.kind, Kind::Robust | Kind::Weighted) =>
        {
            let kind = objective.kind.as_str();
            let message = format!("`{kind}` has a method of its own, `auto`");
            refuse("solver.kind", &message);
        }
        _ => {}
    }
}

/// Whether an objective has a method of its own.
fn is_allocation(kind: Kind) -> bool {
    match kind {
        Kind::MinRisk
        | Kind::MaxSharpe
        | Kind::MaxUtility
        | Kind::MaxReturn
        | Kind::EqualWeight
        | Kind::DrCvar => false,
        Kind::MaxDiversification
        | Kind::RiskParity
        | Kind::Hrp
        | Kind::Herc
        | Kind::Nco
        | Kind::InverseVolatility
        | Kind::Tracking
        | Kind::Robust
        | Kind::Weighted => true,
    }
}

/// Costs are less return: an objective that does not look at the return cannot weigh them.
fn costs(document: &Document, refuse: &mut Refuse<'_>) {
    let Some(costs) = &document.constraints.costs else {
        return;
    };
    if costs.horizon_years.is_some_and(|years| years <= 0.0) {
        refuse("constraints.costs.horizon_years", "must be above 0");
    }
    let objective = &document.objective;
    let mut terms = objective.terms.iter().flatten();
    if !weighs_return(objective) && !terms.any(|term| weighs_return(&term.objective)) {
        let message = format!("`{}` does not look at the return", objective.kind.as_str());
        refuse("constraints.costs", &message);
    }
}

fn weighs_return(objective: &Objective) -> bool {
    matches!(
        objective.kind,
        Kind::MaxSharpe | Kind::MaxUtility | Kind::MaxReturn | Kind::Robust
    )
}

fn of_frontier(document: &Document, frontier: &Frontier, refuse: &mut Refuse<'_>) {
    let is_scenarios = frontier.risk.is_some_and(|risk| risk != Measure::Variance);
    confidence("frontier.confidence", frontier.confidence, refuse);
    if frontier.confidence.is_some() && !has_tail(frontier.risk) {
        refuse("frontier.confidence", "belongs to `cvar` and `cdar`");
    }
    if is_scenarios && document.data.moments.is_some() {
        refuse("frontier.risk", "needs prices or returns, not data.moments");
    }
    if document.constraints.max_risk.is_some() && !is_own_risk(&document.objective, frontier) {
        let message = "is another one than that of constraints.max_risk";
        refuse("frontier.risk", message);
    }
    if frontier.exact
        && let Some(limit) = beyond_rows(document)
    {
        let message = format!("has no place beside constraints.{limit}");
        refuse("frontier.exact", &message);
    }
    if is_scenarios && frontier.exact {
        refuse("frontier.exact", "is for the variance");
    }
    match (frontier.exact, frontier.points) {
        (true, Some(_)) => refuse("frontier.points", "has no place beside exact"),
        (false, None) => refuse("frontier.points", "is missing"),
        (false, Some(points)) if !(2..=Frontier::MOST_POINTS).contains(&points) => refuse(
            "frontier.points",
            &format!("must be 2 to {}", Frontier::MOST_POINTS),
        ),
        _ => {}
    }
}

/// The first limit that bends the frontier between two turning points.
fn beyond_rows(document: &Document) -> Option<&'static str> {
    let limits = &document.constraints;
    let given = [
        ("turnover", limits.turnover.is_some()),
        ("gross_exposure", limits.gross_exposure.is_some()),
        ("tracking_error", limits.tracking_error.is_some()),
        ("max_risk", limits.max_risk.is_some()),
        ("costs", limits.costs.is_some()),
    ];
    given
        .into_iter()
        .find_map(|(limit, given)| given.then_some(limit))
}

/// Whether a frontier is drawn against the risk of the objective.
fn is_own_risk(objective: &Objective, frontier: &Frontier) -> bool {
    let own = objective.measure.unwrap_or(Measure::Variance);
    let drawn = frontier.risk.unwrap_or(Measure::Variance);
    let tail = |confidence: Option<f64>| confidence.unwrap_or(DEFAULT_CONFIDENCE);
    let same_tail = tail(objective.confidence) == tail(frontier.confidence);
    objective.kind != Kind::DrCvar && own == drawn && (same_tail || !has_tail(Some(own)))
}
