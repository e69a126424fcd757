//! Who has which part of the risk.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Problem, RiskContribution, ScenarioMeasure, scenario_contributions, volatility_contributions,
};

use crate::{Model, OrderedMap, RiskPart};

use super::Found;

impl Model {
    /// The parts by the names of the assets.
    pub(crate) fn risk_parts(&self, found: &Found) -> OrderedMap<RiskPart> {
        let parts = found.risk.iter().map(|part| RiskPart {
            marginal: part.marginal,
            component: part.component,
            share: part.share,
        });
        let names = self.assets().iter().map(ToString::to_string);
        names.zip(parts).collect()
    }
}

/// In a risk of scenarios where there is one, else in the annual volatility.
pub(super) fn parts(
    problem: &Problem,
    scenarios: Option<(ScenarioMeasure, &DMatrix<f64>)>,
    weights: &DVector<f64>,
) -> Vec<RiskContribution> {
    match scenarios {
        Some((measure, returns)) => scenario_contributions(measure, returns, weights),
        None => volatility_contributions(problem.moments(), weights),
    }
}
