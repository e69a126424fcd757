use crate::{
    MaxDrawdown, RiskError, beta, cagr, cvar_historical, drawdown::max_drawdown, moments, sharpe,
    var_historical,
};

/// What the measures depend on besides the returns.
#[derive(Debug, Clone, PartialEq)]
pub struct Options<'a> {
    /// The annual risk-free rate.
    pub risk_free: f64,
    /// The confidences at which VaR and CVaR are wanted.
    pub confidence: &'a [f64],
    /// The returns of a benchmark on the same days.
    pub benchmark: Option<&'a [f64]>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            risk_free: 0.0,
            confidence: &[0.95, 0.99],
            benchmark: None,
        }
    }
}

/// The measures of one series of daily returns. What needs more observations, or some variance, is
/// `None` where there are too few or there is none; so is what overflows.
#[derive(Debug, Clone, PartialEq)]
pub struct Measures {
    /// How many returns there are.
    pub observations: usize,
    /// See [`mean_daily`](crate::mean_daily).
    pub mean_daily: f64,
    /// See [`return_annual`](crate::return_annual).
    pub return_annual: f64,
    /// See [`cagr`].
    pub cagr: Option<f64>,
    /// See [`volatility_annual`](crate::volatility_annual).
    pub volatility_annual: Option<f64>,
    /// See [`sharpe`].
    pub sharpe: Option<f64>,
    /// See [`skewness`](crate::skewness).
    pub skewness: Option<f64>,
    /// See [`excess_kurtosis`](crate::excess_kurtosis).
    pub excess_kurtosis: Option<f64>,
    /// See [`max_drawdown`](crate::max_drawdown).
    pub max_drawdown: MaxDrawdown,
    /// VaR and CVaR at each confidence asked for.
    pub tails: Vec<Tail>,
    /// See [`best`](crate::best).
    pub best: f64,
    /// See [`worst`](crate::worst).
    pub worst: f64,
    /// See [`beta`]; `None` without a benchmark too.
    pub beta: Option<f64>,
}

/// The tail of a distribution of returns at one confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tail {
    /// The confidence, such as 0.95.
    pub confidence: f64,
    /// See [`var_historical`].
    pub var: f64,
    /// See [`cvar_historical`].
    pub cvar: f64,
}

/// All measures of a series of daily returns.
///
/// # Errors
/// With no observation, one that is not finite or loses more than everything, a confidence that is
/// not inside 0 to 1, or a benchmark of another length.
pub fn measures(returns: &[f64], options: &Options<'_>) -> Result<Measures, RiskError> {
    let tails = options
        .confidence
        .iter()
        .map(|&confidence| {
            Ok(Tail {
                confidence,
                var: var_historical(returns, confidence)?,
                cvar: cvar_historical(returns, confidence)?,
            })
        })
        .collect::<Result<_, RiskError>>()?;
    let beta = match options.benchmark {
        Some(benchmark) => where_defined(beta(returns, benchmark))?,
        None => None,
    };
    Ok(Measures {
        observations: returns.len(),
        mean_daily: moments::mean_daily(returns)?,
        return_annual: moments::return_annual(returns)?,
        cagr: where_defined(cagr(returns))?,
        volatility_annual: where_defined(moments::volatility_annual(returns))?,
        sharpe: where_defined(sharpe(returns, options.risk_free))?,
        skewness: where_defined(moments::skewness(returns))?,
        excess_kurtosis: where_defined(moments::excess_kurtosis(returns))?,
        max_drawdown: max_drawdown(returns)?,
        tails,
        best: moments::best(returns)?,
        worst: moments::worst(returns)?,
        beta,
    })
}

/// Too few observations, no variance and overflow leave a measure out; the rest is bad input.
fn where_defined(value: Result<f64, RiskError>) -> Result<Option<f64>, RiskError> {
    match value {
        Ok(value) => Ok(Some(value)),
        Err(RiskError::TooFew { .. } | RiskError::NoVariance | RiskError::Overflow) => Ok(None),
        Err(error) => Err(error),
    }
}
