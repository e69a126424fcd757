use super::{Forecast, Level, Rising, student_t};
use crate::RiskError;

/// How the distribution of the returns ahead is found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Model {
    /// That of the past: the linear quantile, and Rockafellar and Uryasev's tail.
    Historical,
    /// That of all spans of the horizon's length in the past, compounded.
    HistoricalOverlapping,
    /// Normal, with the mean and the deviation of the past.
    Normal,
    /// Normal, corrected for skewness and kurtosis by Cornish and Fisher's expansion.
    CornishFisher,
    /// Normal with the mean 0 and a volatility by exponential weights.
    Ewma {
        /// λ, [`DECAY`](super::DECAY) for daily returns.
        decay: f64,
    },
    /// Past returns, each divided by the volatility forecast for its day, times that of tomorrow.
    FilteredHistorical {
        /// λ of the volatility.
        decay: f64,
        /// Paths of a horizon of several days; one day needs none.
        draws: usize,
        /// Of the paths.
        seed: u64,
    },
    /// Student's distribution of the greatest likelihood.
    StudentT,
    /// Simulated from the normal distribution.
    MonteCarloNormal {
        /// Paths.
        draws: usize,
        /// Of the paths.
        seed: u64,
    },
    /// Simulated from Student's distribution of the greatest likelihood.
    MonteCarloStudentT {
        /// Paths.
        draws: usize,
        /// Of the paths.
        seed: u64,
    },
}

/// How the risk of one day became that of the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scaling {
    /// Not at all: the horizon is one day.
    OneDay,
    /// Deviations times √h, means times h. Right for independent days that add up.
    SquareRoot,
    /// The cumulants of independent days added up: √h for the deviation, h for the mean, 1/√h for
    /// the skewness, 1/h for the excess kurtosis.
    Cumulants,
    /// Spans of h days in the data, overlapping and compounded.
    Overlapping,
    /// Simulated and compounded day by day.
    Simulated,
}

/// The tail at one confidence over one horizon, as positive losses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TailRisk {
    /// The loss that is not exceeded with the confidence.
    pub var: f64,
    /// The mean loss beyond; `None` where the model has none: Student's distribution with one
    /// degree of freedom or less, an expansion that does not rise in the tail.
    pub cvar: Option<f64>,
    /// How the horizon was reached.
    pub scaling: Scaling,
    /// Of Student's distribution.
    pub degrees_of_freedom: Option<f64>,
    /// Of a simulation.
    pub standard_error: Option<StandardError>,
    /// Of Cornish and Fisher's expansion.
    pub rising: Option<Rising>,
}

/// How far the figures of a simulation stray, one standard deviation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StandardError {
    /// Of VaR.
    pub var: f64,
    /// Of CVaR.
    pub cvar: f64,
}

impl Model {
    /// The observations that it needs at least.
    pub fn fewest(self) -> usize {
        match self {
            Self::Historical | Self::HistoricalOverlapping => 1,
            Self::Normal
            | Self::Ewma { .. }
            | Self::FilteredHistorical { .. }
            | Self::MonteCarloNormal { .. } => 2,
            Self::CornishFisher => 4,
            Self::StudentT | Self::MonteCarloStudentT { .. } => student_t::FEWEST,
        }
    }
}

/// Value at risk and conditional value at risk by any model, over so many days ahead: a [`Forecast`]
/// read at one confidence.
///
/// # Errors
/// As [`Forecast::new`] and [`Forecast::at`].
pub fn tail_risk(
    returns: &[f64],
    model: Model,
    confidence: f64,
    days: usize,
) -> Result<TailRisk, RiskError> {
    // Before anything is fitted or drawn.
    Level::new(confidence)?;
    Forecast::new(returns, model, days)?.at(confidence)
}
