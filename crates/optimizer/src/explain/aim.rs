//! An objective on means and variances as a function that is minimised.

use nalgebra::{DMatrix, DVector};

use super::branch::{Goal, Slopes};
use crate::problem::{Objective, Problem};

/// The volatility, the utility or the return negated, or the Sharpe ratio negated.
pub(super) struct Aim<'p> {
    problem: &'p Problem,
}

impl<'p> Aim<'p> {
    /// Nothing for what is no function of this form: a ratio whose return costs bend.
    pub(super) fn of(problem: &'p Problem) -> Option<Self> {
        let costs = problem.constraints.costs.as_ref();
        let has_costs = costs.is_some_and(|costs| costs.rate > 0.0);
        match problem.objective {
            Objective::EqualWeight => None,
            Objective::MaxSharpe { .. } if has_costs => None,
            _ => Some(Self { problem }),
        }
    }
}

impl Goal for Aim<'_> {
    fn slopes(&mut self, z: &DVector<f64>) -> Slopes {
        let moments = self.problem.moments();
        let (mean, covariance) = (moments.mean(), moments.covariance());
        let risk = covariance * z;
        let volatility = moments.volatility(z);
        match self.problem.objective {
            Objective::MinVariance | Objective::EqualWeight => {
                let gradient = risk / volatility;
                let bend = (covariance - &gradient * gradient.transpose()) / volatility;
                Slopes {
                    gradient,
                    bend,
                    convex: None,
                }
            }
            Objective::MaxUtility { risk_aversion } => Slopes {
                gradient: risk * (2.0 * risk_aversion) - mean,
                bend: covariance * (2.0 * risk_aversion),
                convex: None,
            },
            Objective::MaxReturn => Slopes {
                gradient: -mean,
                bend: DMatrix::zeros(z.len(), z.len()),
                convex: None,
            },
            Objective::MaxSharpe { risk_free } => {
                let excess = mean.dot(z) - risk_free;
                let slope = &risk / volatility;
                let variance = volatility * volatility;
                let curvature = (covariance - &slope * slope.transpose()) / volatility;
                let crossed = mean * slope.transpose();
                let twice = &slope * slope.transpose() * (2.0 * excess / variance);
                let bend = curvature * excess + &crossed + crossed.transpose();
                Slopes {
                    gradient: (slope * (excess / volatility) - mean) / volatility,
                    bend: bend / variance - twice / volatility,
                    convex: Some(covariance * (excess / volatility.powi(3))),
                }
            }
        }
    }

    fn is_defined(&self, z: &DVector<f64>) -> bool {
        let weights = z.rows(0, self.problem.assets()).into_owned();
        self.problem.moments().volatility(&weights) > 0.0
    }

    fn trades(&self) -> f64 {
        let costs = self.problem.constraints.costs.as_ref();
        let rate = costs.map_or(0.0, |costs| costs.rate);
        match self.problem.objective {
            Objective::MinVariance | Objective::EqualWeight => 0.0,
            _ => rate,
        }
    }
}
