//! From the objective of a document to what the optimizer takes.

mod keys;
mod weighted;

use nalgebra::DVector;
use optimizer::{LeafOrder, Linkage, ScenarioMeasure, ScenarioObjective};

use crate::{
    Benchmark, Document, Frontier, LinkageKind, Measure, Objective, ObjectiveKind,
    estimates::Absent, model::Assets,
};

pub(crate) use keys::contradictions;
pub(crate) use weighted::{Weighted, years_of};

/// The confidence of a measure of a tail that names none.
const DEFAULT_CONFIDENCE: f64 = 0.95;

/// The price of the CVaR against the mean of a `dr_cvar` that names none.
const DEFAULT_CVAR_PRICE: f64 = 1.0;

/// The price of the variance of a `robust` that names none.
const DEFAULT_ROBUST_RISK_AVERSION: f64 = 1.0;

/// What a good portfolio is, by what it is computed from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Goal {
    /// Means and covariances.
    Moments(optimizer::Objective),
    /// Scenarios: the returns themselves.
    Scenarios(ScenarioMeasure, ScenarioObjective),
    /// A method of its own.
    Allocation(Allocation),
    /// Several goals at once.
    Weighted(Weighted),
}

/// Methods that share risk, track, or stand a wrong mean.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Allocation {
    RiskParity {
        budget: Option<DVector<f64>>,
    },
    CvarParity {
        confidence: f64,
        budget: Option<DVector<f64>>,
    },
    MaxDiversification,
    InverseVolatility,
    Hrp {
        linkage: Linkage,
        order: LeafOrder,
    },
    Herc {
        linkage: Linkage,
        clusters: Option<usize>,
    },
    Nco {
        linkage: Linkage,
        clusters: Option<usize>,
    },
    Tracking {
        benchmark: DVector<f64>,
    },
    Robust {
        radius: f64,
        risk_aversion: f64,
        years: Option<f64>,
    },
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
pub(crate) fn read(document: &Document, assets: &mut Assets<'_>) -> Goal {
    let objective = &document.objective;
    let price = objective.risk_aversion;
    let risk_free = objective.risk_free.unwrap_or(0.0);
    let by = |of_moments, of_scenarios| match scenario_measure(objective) {
        None => Goal::Moments(of_moments),
        Some(measure) => Goal::Scenarios(measure, of_scenarios),
    };
    match objective.kind {
        ObjectiveKind::MinRisk => by(
            optimizer::Objective::MinVariance,
            ScenarioObjective::MinRisk,
        ),
        ObjectiveKind::MaxReturn => by(
            optimizer::Objective::MaxReturn,
            ScenarioObjective::MaxReturn,
        ),
        ObjectiveKind::MaxSharpe => by(
            optimizer::Objective::MaxSharpe { risk_free },
            ScenarioObjective::MaxRatio { risk_free },
        ),
        ObjectiveKind::MaxUtility => {
            let risk_aversion = price.unwrap_or_default();
            by(
                optimizer::Objective::MaxUtility { risk_aversion },
                ScenarioObjective::MaxUtility { risk_aversion },
            )
        }
        ObjectiveKind::EqualWeight => Goal::Moments(optimizer::Objective::EqualWeight),
        ObjectiveKind::DrCvar => {
            let measure = ScenarioMeasure::RobustCvar {
                confidence: confidence(objective),
                radius: objective.radius.unwrap_or_default(),
                risk_aversion: price.unwrap_or(DEFAULT_CVAR_PRICE),
            };
            Goal::Scenarios(measure, ScenarioObjective::MinRisk)
        }
        ObjectiveKind::Weighted => Goal::Weighted(weighted::read(objective, assets)),
        _ => Goal::Allocation(allocation(objective, assets)),
    }
}

fn allocation(objective: &Objective, assets: &mut Assets<'_>) -> Allocation {
    let clusters = objective.clusters;
    let linked = |default| linkage(objective.linkage.unwrap_or(default));
    match objective.kind {
        ObjectiveKind::RiskParity => {
            let budget = objective
                .budget
                .as_ref()
                .map(|budget| assets.vector("objective.budget", budget, Absent::Refused));
            match objective.measure {
                Some(Measure::Cvar) => Allocation::CvarParity {
                    confidence: confidence(objective),
                    budget,
                },
                _ => Allocation::RiskParity { budget },
            }
        }
        ObjectiveKind::InverseVolatility => Allocation::InverseVolatility,
        ObjectiveKind::Hrp => Allocation::Hrp {
            linkage: linked(DEFAULT_HRP_LINKAGE),
            order: if objective.optimal_leaf_order == Some(true) {
                LeafOrder::ScipyOptimal
            } else {
                LeafOrder::Tree
            },
        },
        ObjectiveKind::Herc => Allocation::Herc {
            linkage: linked(DEFAULT_CLUSTER_LINKAGE),
            clusters,
        },
        ObjectiveKind::Nco => Allocation::Nco {
            linkage: linked(DEFAULT_CLUSTER_LINKAGE),
            clusters,
        },
        ObjectiveKind::Tracking => Allocation::Tracking {
            benchmark: match &objective.benchmark {
                Some(benchmark) => assets.benchmark("objective.benchmark", benchmark),
                // Refused before.
                None => DVector::zeros(assets.count()),
            },
        },
        ObjectiveKind::Robust => Allocation::Robust {
            radius: objective.radius.unwrap_or_default(),
            risk_aversion: objective
                .risk_aversion
                .unwrap_or(DEFAULT_ROBUST_RISK_AVERSION),
            years: objective.years,
        },
        _ => Allocation::MaxDiversification,
    }
}

/// López de Prado's.
const DEFAULT_HRP_LINKAGE: LinkageKind = LinkageKind::Single;

/// What clusters are cut from, as in skfolio.
const DEFAULT_CLUSTER_LINKAGE: LinkageKind = LinkageKind::Ward;

const fn linkage(kind: LinkageKind) -> Linkage {
    match kind {
        LinkageKind::Single => Linkage::Single,
        LinkageKind::Complete => Linkage::Complete,
        LinkageKind::Average => Linkage::Average,
        LinkageKind::Ward => Linkage::Ward,
    }
}

fn confidence(objective: &Objective) -> f64 {
    objective.confidence.unwrap_or(DEFAULT_CONFIDENCE)
}

/// The asset that a portfolio tracks: it is no part of that portfolio by itself.
pub(crate) fn tracked(objective: &Objective) -> Option<&str> {
    match &objective.benchmark {
        Some(Benchmark::Asset(asset)) => Some(asset),
        _ => None,
    }
}

/// The frontier of a document without contradictions.
pub(crate) fn curve(frontier: &Frontier) -> Curve {
    let points = frontier.points.unwrap_or_default();
    let confidence = frontier.confidence.unwrap_or(DEFAULT_CONFIDENCE);
    match frontier
        .risk
        .and_then(|risk| on_scenarios(risk, confidence))
    {
        Some(measure) => Curve::Scenarios(measure, points),
        None if frontier.exact => Curve::Exact,
        None => Curve::Variance(points),
    }
}

fn scenario_measure(objective: &Objective) -> Option<ScenarioMeasure> {
    on_scenarios(objective.measure?, confidence(objective))
}

/// The measure as the optimizer reads it off scenarios; nothing for the variance.
fn on_scenarios(measure: Measure, confidence: f64) -> Option<ScenarioMeasure> {
    Some(match measure {
        Measure::Variance => return None,
        Measure::Semivariance => ScenarioMeasure::Semivariance,
        Measure::Mad => ScenarioMeasure::MeanAbsoluteDeviation,
        Measure::Cvar => ScenarioMeasure::Cvar { confidence },
        Measure::Cdar => ScenarioMeasure::Cdar { confidence },
        Measure::WorstCase => ScenarioMeasure::WorstCase,
        Measure::MaxDrawdown => ScenarioMeasure::MaxDrawdown,
    })
}

/// The measure of a risk parity that looks at the tail.
pub(crate) const fn on_tail(confidence: f64) -> ScenarioMeasure {
    ScenarioMeasure::Cvar { confidence }
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

/// Writes down what was left out of an objective, so that the same goals are the same text.
pub(crate) fn write_defaults(objective: &mut Objective) {
    write_own_defaults(objective);
    match objective.kind {
        ObjectiveKind::Robust => {
            let price = DEFAULT_ROBUST_RISK_AVERSION;
            objective.risk_aversion.get_or_insert(price);
        }
        ObjectiveKind::Weighted => {
            objective.points.get_or_insert(weighted::DEFAULT_POINTS);
        }
        _ => {}
    }
    for term in objective.terms.iter_mut().flatten() {
        write_own_defaults(&mut term.objective);
        if let Some(benchmark) = &mut term.objective.benchmark {
            // Nothing is left out of a portfolio that tracks beside other goals.
            benchmark.write_weights();
        }
    }
}

/// The same of what a goal has in a sum, too.
fn write_own_defaults(objective: &mut Objective) {
    use ObjectiveKind::{
        DrCvar, Herc, Hrp, MaxReturn, MaxSharpe, MaxUtility, MinRisk, Nco, RiskParity,
    };
    match objective.kind {
        MinRisk | MaxReturn | MaxUtility | RiskParity => {
            objective.measure.get_or_insert(Measure::Variance);
        }
        MaxSharpe => {
            objective.measure.get_or_insert(Measure::Variance);
            objective.risk_free.get_or_insert(0.0);
        }
        DrCvar => {
            objective.risk_aversion.get_or_insert(DEFAULT_CVAR_PRICE);
        }
        Hrp => {
            objective.linkage.get_or_insert(DEFAULT_HRP_LINKAGE);
            objective.optimal_leaf_order.get_or_insert(false);
        }
        Herc | Nco => {
            objective.linkage.get_or_insert(DEFAULT_CLUSTER_LINKAGE);
        }
        _ => {}
    }
    if objective.kind == DrCvar || has_tail(objective.measure) {
        objective.confidence.get_or_insert(DEFAULT_CONFIDENCE);
    }
    if let Some(benchmark) = &mut objective.benchmark {
        benchmark.leave_zeros_out();
    }
}

/// The same of a frontier.
pub(crate) fn write_frontier_defaults(frontier: &mut Frontier) {
    frontier.risk.get_or_insert(Measure::Variance);
    if has_tail(frontier.risk) {
        frontier.confidence.get_or_insert(DEFAULT_CONFIDENCE);
    }
}

/// Whether a measure looks at a tail, and so has a confidence.
fn has_tail(measure: Option<Measure>) -> bool {
    matches!(measure, Some(Measure::Cvar | Measure::Cdar))
}
