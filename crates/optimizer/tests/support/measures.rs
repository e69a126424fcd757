//! Every risk that is read off scenarios, with usual parameters.

use optimizer::ScenarioMeasure;

pub(crate) const MEASURES: [ScenarioMeasure; 7] = [
    ScenarioMeasure::Semivariance,
    ScenarioMeasure::MeanAbsoluteDeviation,
    ScenarioMeasure::Cvar { confidence: 0.95 },
    ScenarioMeasure::WorstCase,
    ScenarioMeasure::Cdar { confidence: 0.95 },
    ScenarioMeasure::MaxDrawdown,
    ScenarioMeasure::RobustCvar {
        confidence: 0.95,
        radius: 1e-3,
        risk_aversion: 1.0,
    },
];
