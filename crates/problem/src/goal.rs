//! From the objective of a document to what the optimizer takes.

use optimizer::{Objective, ScenarioMeasure, ScenarioObjective};

use crate::{Document, Frontier, Measure, ObjectiveKind, SolverKind};

/// The confidence of a measure of a tail that names none.
pub(crate) const DEFAULT_CONFIDENCE: f64 = 0.95;

/// The price of the CVaR against the mean of a `dr_cvar` that names none.
pub(crate) const DEFAULT_CVAR_PRICE: f64 = 1.0;

/// What a good portfolio is, by what it is computed from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Goal {
    /// Means and covariances.
    Moments(Objective),
    /// Scenarios: the returns themselves.
    Scenarios(ScenarioMeasure, ScenarioObjective),
}

/// What is wanted of the frontier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Curve {
    /// So many portfolios of smallest variance.
    Variance(usize),
    /// Every turning point.
    Exact,
    /// So many portfolios of smallest risk.
    Scenarios(ScenarioMeasure, usize),
}

/// The goal of a document without contradictions.
pub(crate) fn read(document: &Document) -> Goal {
    let objective = &document.objective;
    let measure = scenario_measure(objective.measure, objective.confidence);
    match (objective.kind, measure) {
        (ObjectiveKind::MinRisk, Some(measure)) => {
            Goal::Scenarios(measure, ScenarioObjective::MinRisk)
        }
        (ObjectiveKind::MaxReturn, Some(measure)) => {
            Goal::Scenarios(measure, ScenarioObjective::MaxReturn)
        }
        (ObjectiveKind::DrCvar, _) => {
            let measure = ScenarioMeasure::RobustCvar {
                confidence: objective.confidence.unwrap_or(DEFAULT_CONFIDENCE),
                radius: objective.radius.unwrap_or_default(),
                risk_aversion: objective.risk_aversion.unwrap_or(DEFAULT_CVAR_PRICE),
            };
            Goal::Scenarios(measure, ScenarioObjective::MinRisk)
        }
        (ObjectiveKind::MinRisk, None) => Goal::Moments(Objective::MinVariance),
        (ObjectiveKind::MaxReturn, None) => Goal::Moments(Objective::MaxReturn),
        (ObjectiveKind::MaxSharpe, _) => Goal::Moments(Objective::MaxSharpe {
            risk_free: objective.risk_free.unwrap_or(0.0),
        }),
        (ObjectiveKind::MaxUtility, _) => Goal::Moments(Objective::MaxUtility {
            risk_aversion: objective.risk_aversion.unwrap_or_default(),
        }),
        (ObjectiveKind::EqualWeight, _) => Goal::Moments(Objective::EqualWeight),
    }
}

/// The frontier of a document without contradictions.
pub(crate) fn curve(frontier: &Frontier) -> Curve {
    let points = frontier.points.unwrap_or_default();
    match scenario_measure(frontier.risk, frontier.confidence) {
        Some(measure) => Curve::Scenarios(measure, points),
        None if frontier.exact => Curve::Exact,
        None => Curve::Variance(points),
    }
}

fn scenario_measure(measure: Option<Measure>, confidence: Option<f64>) -> Option<ScenarioMeasure> {
    let confidence = confidence.unwrap_or(DEFAULT_CONFIDENCE);
    Some(match measure? {
        Measure::Variance => return None,
        Measure::Semivariance => ScenarioMeasure::Semivariance,
        Measure::Mad => ScenarioMeasure::MeanAbsoluteDeviation,
        Measure::Cvar => ScenarioMeasure::Cvar { confidence },
        Measure::Cdar => ScenarioMeasure::Cdar { confidence },
        Measure::WorstCase => ScenarioMeasure::WorstCase,
        Measure::MaxDrawdown => ScenarioMeasure::MaxDrawdown,
    })
}

/// Whether a measure looks at a tail, and so has a confidence.
pub(crate) fn has_tail(measure: Option<Measure>) -> bool {
    matches!(measure, Some(Measure::Cvar | Measure::Cdar))
}

/// What a measure is called among the metrics: `cvar_95`, `worst_case`, …
pub(crate) fn metric(measure: ScenarioMeasure) -> String {
    let percent = |confidence: f64| {
        let text = format!("{:.4}", 100.0 * confidence);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    match measure {
        ScenarioMeasure::Semivariance => Measure::Semivariance.as_str().to_owned(),
        ScenarioMeasure::MeanAbsoluteDeviation => Measure::Mad.as_str().to_owned(),
        ScenarioMeasure::Cvar { confidence } => format!("cvar_{}", percent(confidence)),
        ScenarioMeasure::WorstCase => Measure::WorstCase.as_str().to_owned(),
        ScenarioMeasure::Cdar { confidence } => format!("cdar_{}", percent(confidence)),
        ScenarioMeasure::MaxDrawdown => Measure::MaxDrawdown.as_str().to_owned(),
        ScenarioMeasure::RobustCvar { confidence, .. } => {
            format!("dr_cvar_{}", percent(confidence))
        }
    }
}

/// Keys that do not belong to the objective, keys that it needs, and data that it needs.
pub(crate) fn contradictions(document: &Document, refuse: &mut impl FnMut(&str, &str)) {
    use ObjectiveKind::{DrCvar, MaxReturn, MaxSharpe, MaxUtility, MinRisk};
    let objective = &document.objective;
    let keys: [(&str, &[ObjectiveKind], bool); 5] = [
        (
            "measure",
            &[MinRisk, MaxReturn],
            objective.measure.is_some(),
        ),
        ("risk_free", &[MaxSharpe], objective.risk_free.is_some()),
        (
            "risk_aversion",
            &[MaxUtility, DrCvar],
            objective.risk_aversion.is_some(),
        ),
        (
            "confidence",
            &[MinRisk, MaxReturn, DrCvar],
            objective.confidence.is_some(),
        ),
        ("radius", &[DrCvar], objective.radius.is_some()),
    ];
    for (key, owners, given) in keys {
        if given && !owners.contains(&objective.kind) {
            let owners: Vec<String> = owners
                .iter()
                .map(|owner| format!("`{}`", owner.as_str()))
                .collect();
            let (owners, kind) = (owners.join(" and "), objective.kind.as_str());
            refuse(
                &format!("objective.{key}"),
                &format!("belongs to {owners}, not to `{kind}`"),
            );
        }
    }
    if objective.kind == MaxUtility && objective.risk_aversion.is_none() {
        refuse("objective.risk_aversion", "is missing");
    }
    if objective.kind == DrCvar && objective.radius.is_none() {
        refuse("objective.radius", "is missing");
    }
    if objective.kind == MaxReturn
        && objective
            .measure
            .is_some_and(|measure| measure != Measure::Variance)
        && document.constraints.max_risk.is_none()
    {
        refuse(
            "objective.measure",
            "of `max_return` needs constraints.max_risk",
        );
    }
    if objective.confidence.is_some() && objective.kind != DrCvar && !has_tail(objective.measure) {
        refuse("objective.confidence", "belongs to `cvar` and `cdar`");
    }
    for (path, confidence) in [
        ("objective.confidence", objective.confidence),
        (
            "frontier.confidence",
            document
                .frontier
                .as_ref()
                .and_then(|frontier| frontier.confidence),
        ),
    ] {
        if confidence.is_some_and(|confidence| !(confidence > 0.0 && confidence < 1.0)) {
            refuse(path, "is not between 0 and 1");
        }
    }
    if objective.radius.is_some_and(|radius| radius < 0.0) {
        refuse("objective.radius", "is negative");
    }
    let is_moments = document.data.moments.is_some();
    let is_scenarios = matches!(read(document), Goal::Scenarios(..));
    if is_scenarios && is_moments {
        refuse("data.moments", "this risk needs prices or returns");
    }
    if document.solver.kind == SolverKind::CuttingPlanes && !is_scenarios {
        refuse(
            "solver.kind",
            "`cutting_planes` is for risks that are read off scenarios",
        );
    }
    if document.solver.kind == SolverKind::ActiveSet && is_scenarios {
        refuse("solver.kind", "`active_set` is for means and variances");
    }
    if let Some(frontier) = &document.frontier {
        let is_scenarios = frontier.risk.is_some_and(|risk| risk != Measure::Variance);
        if frontier.confidence.is_some() && !has_tail(frontier.risk) {
            refuse("frontier.confidence", "belongs to `cvar` and `cdar`");
        }
        if is_scenarios && is_moments {
            refuse("frontier.risk", "needs prices or returns, not data.moments");
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
}
