//! What a portfolio promises.

use nalgebra::DVector;
use optimizer::Problem;

use crate::{
    Metrics, Model,
    goal::Goal,
    solved::{Found, TRACKING_ERROR},
};

impl Model {
    pub(super) fn metrics(&self, problem: &Problem, found: &Found) -> Metrics {
        let (moments, limits) = (problem.moments(), &self.constraints);
        let expected_return = self.net_return(problem, &found.weights);
        let volatility = moments.volatility(&found.weights);
        let sharpe = (expected_return - self.risk_free()) / volatility;
        let changed = |from: &DVector<f64>| (&found.weights - from).lp_norm(1);
        let figure = |(name, value): &(String, f64)| (name.clone(), *value);
        let contributions = found.risk_contributions.as_ref();
        Metrics {
            expected_return,
            volatility,
            sharpe: Some(sharpe).filter(|sharpe| sharpe.is_finite()),
            turnover: limits
                .turnover
                .as_ref()
                .map(|turnover| changed(&turnover.from) / 2.0),
            gross_exposure: limits.gross_exposure.map(|_| found.weights.lp_norm(1)),
            // What tracks has one already, of what it tracks.
            tracking_error: limits
                .tracking_error
                .as_ref()
                .filter(|_| found.figures.iter().all(|(name, _)| name != TRACKING_ERROR))
                .map(|limit| moments.volatility(&(&found.weights - &limit.benchmark))),
            costs: limits
                .costs
                .as_ref()
                .map(|costs| costs.rate * changed(&costs.from)),
            measures: found.figures.iter().map(figure).collect(),
            terms: found.terms.clone(),
            risk_contributions: contributions.map(|shares| self.by_asset(shares.as_slice())),
        }
    }

    /// Expected annual return, less what getting there costs.
    pub(crate) fn net_return(&self, problem: &Problem, weights: &DVector<f64>) -> f64 {
        let costs = self.constraints.costs.as_ref();
        let costs = costs.map_or(0.0, |costs| costs.rate * (weights - &costs.from).lp_norm(1));
        problem.moments().expected_return(weights) - costs
    }

    pub(crate) fn risk_free(&self) -> f64 {
        match self.goal {
            Goal::Moments(optimizer::Objective::MaxSharpe { risk_free })
            | Goal::Scenarios(_, optimizer::ScenarioObjective::MaxRatio { risk_free }) => risk_free,
            _ => 0.0,
        }
    }
}
