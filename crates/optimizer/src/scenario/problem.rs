//! What is asked of scenarios.

use std::sync::Arc;

use domain::PERIODS_PER_YEAR;
use nalgebra::{DMatrix, DVector};

use crate::estimate::Moments;
use crate::limits::Constraints;
use crate::problem::{Objective, Problem, ProblemError};
use crate::size;

/// A risk that is read off scenarios: a convex function of the portfolio's returns `x = Rw`, per
/// period of the data and not annualised. Losses are positive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ScenarioMeasure {
    /// `Σ min(x_t − x̄, 0)² ÷ (T − 1)`, below the mean. In a ratio its root, the semideviation.
    Semivariance,
    /// `Σ |x_t − x̄| ÷ T`.
    MeanAbsoluteDeviation,
    /// Rockafellar and Uryasev's mean of the worst `1 − confidence` of the losses; the last
    /// scenario of the tail counts with the fraction that is missing.
    Cvar {
        /// In (0, 1), usually 0.95.
        confidence: f64,
    },
    /// The largest loss.
    WorstCase,
    /// The CVaR of the drawdowns of the not compounded curve `0, x_1, x_1 + x_2, …`.
    Cdar {
        /// In (0, 1), usually 0.95.
        confidence: f64,
    },
    /// The largest drawdown of the not compounded curve.
    MaxDrawdown,
    /// The worst `−E[x] + risk_aversion · CVaR` over all distributions within a Wasserstein
    /// distance of the scenarios (1-norm on the returns, which stay at or above −1).
    RobustCvar {
        /// In (0, 1), usually 0.95.
        confidence: f64,
        /// Radius of the ball, in units of return per period; 0 leaves only the scenarios.
        radius: f64,
        /// Price of the CVaR against the mean; positive.
        risk_aversion: f64,
    },
}

impl ScenarioMeasure {
    /// Whether no portfolio at all has a risk below 0.
    pub(crate) fn is_never_negative(self) -> bool {
        match self {
            Self::Semivariance
            | Self::MeanAbsoluteDeviation
            | Self::Cdar { .. }
            | Self::MaxDrawdown => true,
            Self::Cvar { .. } | Self::WorstCase | Self::RobustCvar { .. } => false,
        }
    }
}

/// What a good portfolio is. Returns and risks are both per period of the data here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ScenarioObjective {
    /// Smallest risk.
    MinRisk,
    /// Largest `μ'w − risk_aversion · risk`.
    MaxUtility {
        /// Price of one unit of risk in return; at least 0.
        risk_aversion: f64,
    },
    /// Largest `μ'w`, usually under a `max_risk`.
    MaxReturn,
    /// Largest `(μ'w − risk_free) ÷ risk`.
    MaxRatio {
        /// Annual risk-free rate.
        risk_free: f64,
    },
}

/// A well-formed problem on scenarios. Cheap to clone.
#[derive(Debug, Clone)]
pub struct ScenarioProblem {
    pub(crate) returns: Arc<DMatrix<f64>>,
    pub(crate) measure: ScenarioMeasure,
    pub(crate) objective: ScenarioObjective,
    pub(crate) max_risk: Option<f64>,
    /// The same limits and expected returns without scenarios: names its conflicts.
    pub(crate) limits: Problem,
}

impl ScenarioProblem {
    /// `returns` are simple returns per period, one row per period and one column per asset. The
    /// expected return is their mean × 252.
    ///
    /// # Errors
    ///
    /// Malformed input, by the name of the field: no assets or periods, a return that is not
    /// finite, a confidence outside (0, 1), limits as in [`Problem::new`].
    pub fn new(
        returns: DMatrix<f64>,
        measure: ScenarioMeasure,
        objective: ScenarioObjective,
        constraints: Constraints,
    ) -> Result<Self, ProblemError> {
        check_returns(&returns)?;
        let periods = returns.nrows() as f64;
        let mean = DVector::from_fn(returns.ncols(), |asset, _| {
            returns.column(asset).sum() / periods * PERIODS_PER_YEAR
        });
        Self::assemble(
            Arc::new(returns),
            measure,
            objective,
            constraints,
            mean,
            None,
        )
    }

    /// The same problem with other expected returns, annual.
    ///
    /// # Errors
    ///
    /// A length that is not the number of assets, or a number that is not finite.
    pub fn with_mean(&self, mean: DVector<f64>) -> Result<Self, ProblemError> {
        if mean.len() != self.assets() {
            return refuse("mean", "has not one entry per asset");
        }
        let constraints = self.constraints().clone();
        let returns = Arc::clone(&self.returns);
        Self::assemble(
            returns,
            self.measure,
            self.objective,
            constraints,
            mean,
            self.max_risk,
        )
    }

    /// The same problem under an upper limit of the risk, in the unit of the measure.
    ///
    /// # Errors
    ///
    /// A number that is not finite, or a negative one where the risk cannot be negative.
    pub fn with_max_risk(&self, max_risk: f64) -> Result<Self, ProblemError> {
        check_max_risk(self.measure, max_risk)?;
        Ok(Self {
            max_risk: Some(max_risk),
            ..self.clone()
        })
    }

    /// The same scenarios with another objective.
    ///
    /// # Errors
    ///
    /// As for [`ScenarioProblem::new`].
    pub fn with_objective(&self, objective: ScenarioObjective) -> Result<Self, ProblemError> {
        let (constraints, mean) = (self.constraints().clone(), self.mean().clone());
        let returns = Arc::clone(&self.returns);
        Self::assemble(
            returns,
            self.measure,
            objective,
            constraints,
            mean,
            self.max_risk,
        )
    }

    /// The same scenarios under other constraints.
    ///
    /// # Errors
    ///
    /// As for [`ScenarioProblem::new`].
    pub fn with_constraints(&self, constraints: Constraints) -> Result<Self, ProblemError> {
        Ok(Self {
            limits: self.limits.with_constraints(constraints)?,
            ..self.clone()
        })
    }

    /// With an objective that has no numbers of its own.
    pub(crate) fn aimed_at(&self, objective: ScenarioObjective) -> Self {
        let limits = self.limits.with_objective(Objective::MinVariance);
        Self {
            objective,
            limits: limits.unwrap_or_else(|_| self.limits.clone()),
            ..self.clone()
        }
    }

    fn assemble(
        returns: Arc<DMatrix<f64>>,
        measure: ScenarioMeasure,
        objective: ScenarioObjective,
        constraints: Constraints,
        mean: DVector<f64>,
        max_risk: Option<f64>,
    ) -> Result<Self, ProblemError> {
        check_measure(measure, &returns)?;
        check_objective(objective)?;
        size::check_scenarios(&returns, measure, objective)?;
        let n = mean.len();
        let moments = Moments::new(mean, DMatrix::identity(n, n))?;
        let linear = match objective {
            ScenarioObjective::MaxRatio { risk_free } => Objective::MaxSharpe { risk_free },
            _ => Objective::MinVariance,
        };
        Ok(Self {
            returns,
            measure,
            objective,
            max_risk,
            limits: Problem::new(moments, linear, constraints)?,
        })
    }

    /// Number of assets.
    pub fn assets(&self) -> usize {
        self.returns.ncols()
    }

    /// Number of periods.
    pub fn periods(&self) -> usize {
        self.returns.nrows()
    }

    /// The scenarios, periods × assets.
    pub fn returns(&self) -> &DMatrix<f64> {
        &self.returns
    }

    /// Expected annual returns.
    pub fn mean(&self) -> &DVector<f64> {
        self.limits.moments().mean()
    }

    /// The risk.
    pub fn measure(&self) -> ScenarioMeasure {
        self.measure
    }

    /// The objective.
    pub fn objective(&self) -> ScenarioObjective {
        self.objective
    }

    /// The linear constraints.
    pub fn constraints(&self) -> &Constraints {
        self.limits.constraints()
    }

    /// The upper limit of the risk.
    pub fn max_risk(&self) -> Option<f64> {
        self.max_risk
    }
}

fn refuse<T>(field: impl Into<String>, reason: &'static str) -> Result<T, ProblemError> {
    Err(ProblemError::Field {
        field: field.into(),
        reason,
    })
}

fn check_returns(returns: &DMatrix<f64>) -> Result<(), ProblemError> {
    if returns.ncols() == 0 {
        return refuse("returns", "have no assets");
    }
    if returns.nrows() == 0 {
        return refuse("returns", "have no periods");
    }
    if let Some(place) = returns.iter().position(|value| !value.is_finite()) {
        let (period, asset) = (place % returns.nrows(), place / returns.nrows());
        return refuse(
            format!("returns[{period}][{asset}]"),
            "is not a finite number",
        );
    }
    Ok(())
}

fn check_measure(measure: ScenarioMeasure, returns: &DMatrix<f64>) -> Result<(), ProblemError> {
    match measure {
        ScenarioMeasure::Cvar { confidence }
        | ScenarioMeasure::Cdar { confidence }
        | ScenarioMeasure::RobustCvar { confidence, .. }
            if !(confidence > 0.0 && confidence < 1.0) =>
        {
            return refuse("measure.confidence", "is not between 0 and 1");
        }
        ScenarioMeasure::Semivariance if returns.nrows() < 2 => {
            return refuse("returns", "have fewer than two periods");
        }
        _ => {}
    }
    if let ScenarioMeasure::RobustCvar {
        radius,
        risk_aversion,
        ..
    } = measure
    {
        if !(radius >= 0.0 && radius.is_finite()) {
            return refuse("measure.radius", "is not a number from 0 upwards");
        }
        if !(risk_aversion > 0.0 && risk_aversion.is_finite()) {
            return refuse("measure.risk_aversion", "is not a positive number");
        }
        if let Some(place) = returns.iter().position(|&value| value < -1.0) {
            let (period, asset) = (place % returns.nrows(), place / returns.nrows());
            return refuse(format!("returns[{period}][{asset}]"), "is below -1");
        }
    }
    Ok(())
}

fn check_max_risk(measure: ScenarioMeasure, max_risk: f64) -> Result<(), ProblemError> {
    if !max_risk.is_finite() {
        return refuse("max_risk", "is not a finite number");
    }
    if max_risk < 0.0 && measure.is_never_negative() {
        return refuse("max_risk", "is negative");
    }
    Ok(())
}

fn check_objective(objective: ScenarioObjective) -> Result<(), ProblemError> {
    match objective {
        ScenarioObjective::MaxUtility { risk_aversion } if !risk_aversion.is_finite() => {
            refuse("objective.risk_aversion", "is not a finite number")
        }
        ScenarioObjective::MaxUtility { risk_aversion } if risk_aversion < 0.0 => {
            refuse("objective.risk_aversion", "is negative")
        }
        ScenarioObjective::MaxRatio { risk_free } if !risk_free.is_finite() => {
            refuse("objective.risk_free", "is not a finite number")
        }
        _ => Ok(()),
    }
}
