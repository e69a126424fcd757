//! What is asked of scenarios.

mod checks;

use std::sync::Arc;

use domain::PERIODS_PER_YEAR;
use nalgebra::{DMatrix, DVector};

use checks::{check_limits, check_max_risk, check_mean, check_objective, refuse};
pub(crate) use checks::{check_measure, check_returns};

use crate::estimate::Moments;
use crate::limits::Constraints;
use crate::problem::ProblemError;
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

/// A well-formed problem on scenarios. Cheap to clone: copies share returns, means and covariance.
#[derive(Debug, Clone)]
pub struct ScenarioProblem {
    pub(crate) returns: Arc<DMatrix<f64>>,
    mean: Arc<DVector<f64>>,
    /// Annual, as it was given; the sample's where a limit needs it and none was.
    covariance: Option<Arc<DMatrix<f64>>>,
    pub(crate) measure: ScenarioMeasure,
    pub(crate) objective: ScenarioObjective,
    constraints: Constraints,
}

impl ScenarioProblem {
    /// `returns` are simple returns per period, one row per period and one column per asset. The
    /// expected return is their mean × 252.
    ///
    /// # Errors
    ///
    /// Malformed input, by the name of the field: no assets or periods, a return that is not
    /// finite, a confidence outside (0, 1), limits as in [`crate::Problem::new`].
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
        let (returns, mean) = (Arc::new(returns), Arc::new(mean));
        Self::assemble(returns, mean, measure, objective, constraints)
    }

    /// As [`ScenarioProblem::new`] on returns and annual expected returns that others hold as well:
    /// nothing is copied. Many problems on the same scenarios are best made this way, or from one
    /// another.
    ///
    /// # Errors
    ///
    /// As for [`ScenarioProblem::new`] and [`ScenarioProblem::with_mean`].
    pub fn shared(
        returns: Arc<DMatrix<f64>>,
        mean: Arc<DVector<f64>>,
        measure: ScenarioMeasure,
        objective: ScenarioObjective,
        constraints: Constraints,
    ) -> Result<Self, ProblemError> {
        check_returns(&returns)?;
        Self::assemble(returns, mean, measure, objective, constraints)
    }

    /// The same problem with other expected returns, annual.
    ///
    /// # Errors
    ///
    /// A length that is not the number of assets, or a number that is not finite.
    pub fn with_mean(&self, mean: DVector<f64>) -> Result<Self, ProblemError> {
        check_mean(&mean, self.assets())?;
        Ok(Self {
            mean: Arc::new(mean),
            ..self.clone()
        })
    }

    /// The same problem with a covariance, annual, by which the tracking error is measured. Without
    /// one it is the sample covariance of the returns (`n − 1`) × 252.
    ///
    /// # Errors
    ///
    /// A matrix that is not assets × assets, not finite, not symmetric or not positive
    /// semidefinite.
    pub fn with_covariance(&self, covariance: DMatrix<f64>) -> Result<Self, ProblemError> {
        if covariance.shape() != (self.assets(), self.assets()) {
            return refuse("covariance", "has not one row and column per asset");
        }
        let moments = Moments::new((*self.mean).clone(), covariance)?;
        Ok(Self {
            covariance: Some(Arc::new(moments.covariance().clone())),
            ..self.clone()
        })
    }

    /// The same problem under an upper limit of the risk, in the unit of the measure: sets
    /// [`Constraints::max_risk`].
    ///
    /// # Errors
    ///
    /// A number that is not finite, or a negative one where the risk cannot be negative.
    pub fn with_max_risk(&self, max_risk: f64) -> Result<Self, ProblemError> {
        check_max_risk(self.measure, max_risk)?;
        let mut limited = self.clone();
        limited.constraints.max_risk = Some(max_risk);
        Ok(limited)
    }

    /// The same scenarios with another objective.
    ///
    /// # Errors
    ///
    /// As for [`ScenarioProblem::new`].
    pub fn with_objective(&self, objective: ScenarioObjective) -> Result<Self, ProblemError> {
        check_objective(objective)?;
        Ok(self.aimed_at(objective))
    }

    /// The same scenarios under other constraints, the limit of the risk among them.
    ///
    /// # Errors
    ///
    /// As for [`ScenarioProblem::new`].
    pub fn with_constraints(&self, constraints: Constraints) -> Result<Self, ProblemError> {
        check_limits(&constraints, self.measure, self.assets())?;
        Ok(Self {
            constraints,
            ..self.clone()
        })
    }

    /// With an objective whose numbers are known to be fine.
    pub(crate) fn aimed_at(&self, objective: ScenarioObjective) -> Self {
        Self {
            objective,
            ..self.clone()
        }
    }

    /// Without a limit of the risk.
    pub(crate) fn without_max_risk(mut self) -> Self {
        self.constraints.max_risk = None;
        self
    }

    /// Without a limit on the distance from a benchmark.
    pub(crate) fn without_tracking_error(mut self) -> Self {
        self.constraints.tracking_error = None;
        self
    }

    fn assemble(
        returns: Arc<DMatrix<f64>>,
        mean: Arc<DVector<f64>>,
        measure: ScenarioMeasure,
        objective: ScenarioObjective,
        constraints: Constraints,
    ) -> Result<Self, ProblemError> {
        check_mean(&mean, returns.ncols())?;
        check_measure(measure, &returns)?;
        check_objective(objective)?;
        check_limits(&constraints, measure, returns.ncols())?;
        size::check_scenarios(&returns, measure, objective)?;
        Ok(Self {
            returns,
            mean,
            covariance: None,
            measure,
            objective,
            constraints,
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

    /// Expected annual returns, before costs.
    pub fn mean(&self) -> &DVector<f64> {
        &self.mean
    }

    /// The annual covariance that was given.
    pub(crate) fn given_covariance(&self) -> Option<&Arc<DMatrix<f64>>> {
        self.covariance.as_ref()
    }

    /// The risk.
    pub fn measure(&self) -> ScenarioMeasure {
        self.measure
    }

    /// The objective.
    pub fn objective(&self) -> ScenarioObjective {
        self.objective
    }

    /// The constraints.
    pub fn constraints(&self) -> &Constraints {
        &self.constraints
    }

    /// The upper limit of the risk.
    pub fn max_risk(&self) -> Option<f64> {
        self.constraints.max_risk
    }
}
