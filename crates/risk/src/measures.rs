use crate::{
    MaxDrawdown, RiskError, cvar_historical,
    performance::{Curve, Sample, finite, mad_around, tail_ratio},
    relative::Pair,
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
/// `None` where there are too few or there is none; so is what overflows. [`missing`](Self::missing)
/// says why.
#[derive(Debug, Clone, PartialEq)]
pub struct Measures {
    /// How many returns there are.
    pub observations: usize,
    /// See [`mean_daily`](crate::mean_daily).
    pub mean_daily: f64,
    /// See [`return_annual`](crate::return_annual).
    pub return_annual: f64,
    /// `Wₙ − 1`.
    pub total_return: f64,
    /// See [`cagr`](crate::cagr).
    pub cagr: Option<f64>,
    /// See [`volatility_annual`](crate::volatility_annual).
    pub volatility_annual: Option<f64>,
    /// See [`downside_deviation`](crate::performance::downside_deviation).
    pub downside_deviation: Option<f64>,
    /// See [`mad`](crate::performance::mad).
    pub mad: Option<f64>,
    /// See [`skewness`](crate::skewness).
    pub skewness: Option<f64>,
    /// See [`excess_kurtosis`](crate::excess_kurtosis).
    pub excess_kurtosis: Option<f64>,
    /// See [`sharpe`](crate::sharpe).
    pub sharpe: Option<f64>,
    /// See [`probabilistic_sharpe`](crate::performance::probabilistic_sharpe), against 0.
    pub probabilistic_sharpe: Option<f64>,
    /// See [`sortino`](crate::performance::sortino).
    pub sortino: Option<f64>,
    /// See [`calmar`](crate::performance::calmar).
    pub calmar: Option<f64>,
    /// See [`omega`](crate::performance::omega).
    pub omega: Option<f64>,
    /// See [`gain_to_pain`](crate::performance::gain_to_pain).
    pub gain_to_pain: Option<f64>,
    /// See [`win_rate`](crate::performance::win_rate).
    pub win_rate: f64,
    /// See [`tail_ratio`](crate::performance::tail_ratio()).
    pub tail_ratio: Option<f64>,
    /// See [`max_drawdown`](crate::max_drawdown).
    pub max_drawdown: MaxDrawdown,
    /// See [`average_drawdown`](crate::performance::average_drawdown()).
    pub average_drawdown: f64,
    /// See [`ulcer_index`](crate::performance::ulcer_index).
    pub ulcer_index: f64,
    /// VaR, CVaR and CDaR at each confidence asked for.
    pub tails: Vec<Tail>,
    /// See [`best`](crate::best).
    pub best: f64,
    /// See [`worst`](crate::worst).
    pub worst: f64,
    /// See [`beta`](crate::beta()); `None` without a benchmark too, as all that follows.
    pub beta: Option<f64>,
    /// See [`alpha_annual`](crate::relative::alpha_annual).
    pub alpha_annual: Option<f64>,
    /// See [`correlation`](crate::relative::correlation()).
    pub correlation: Option<f64>,
    /// See [`r_squared`](crate::relative::r_squared).
    pub r_squared: Option<f64>,
    /// See [`active_return`](crate::relative::active_return()).
    pub active_return: Option<f64>,
    /// See [`tracking_error`](crate::relative::tracking_error()).
    pub tracking_error: Option<f64>,
    /// See [`information_ratio`](crate::relative::information_ratio()).
    pub information_ratio: Option<f64>,
    /// See [`up_capture`](crate::relative::up_capture).
    pub up_capture: Option<f64>,
    /// See [`down_capture`](crate::relative::down_capture).
    pub down_capture: Option<f64>,
    /// See [`batting_average`](crate::relative::batting_average()).
    pub batting_average: Option<f64>,
    /// The names of the measures that are `None` though they were wanted, and why.
    pub missing: Vec<(&'static str, RiskError)>,
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
    /// See [`cdar`](crate::performance::cdar()).
    pub cdar: f64,
}

/// All measures of a series of daily returns; the sums that several need are computed once.
///
/// # Errors
/// With no observation, one that is not finite or loses more than everything, wealth or a mean
/// that overflows, a confidence that is not inside 0 to 1, or a benchmark of another length.
pub fn measures(returns: &[f64], options: &Options<'_>) -> Result<Measures, RiskError> {
    let (sample, curve) = (Sample::new(returns)?, Curve::new(returns)?);
    let pair = match options.benchmark {
        Some(benchmark) => Some(Pair::new(returns, benchmark)?),
        None => None,
    };
    let mut kept = Kept(Vec::new());
    let risk_free = options.risk_free;
    let probable = |sample: &Sample| sample.sharpe_estimate(risk_free)?.probability_above(0.0);
    let mut beside = |name, read: fn(&Pair) -> Result<f64, RiskError>| match &pair {
        Some(pair) => kept.known(name, read(pair)),
        None => Ok(None),
    };
    let (beta, alpha_annual) = (
        beside("beta", Pair::beta)?,
        beside("alpha_annual", Pair::alpha_annual)?,
    );
    let (correlation, r_squared) = (
        beside("correlation", Pair::correlation)?,
        beside("r_squared", Pair::r_squared)?,
    );
    let (active_return, tracking_error, information_ratio) = (
        beside("active_return", Pair::active_return)?,
        beside("tracking_error", Pair::tracking_error)?,
        beside("information_ratio", Pair::information_ratio)?,
    );
    let (up_capture, down_capture) = (
        beside("up_capture", Pair::up_capture)?,
        beside("down_capture", Pair::down_capture)?,
    );
    Ok(Measures {
        observations: sample.observations(),
        mean_daily: sample.mean_daily()?,
        return_annual: sample.return_annual()?,
        total_return: curve.total_return(),
        cagr: kept.known("cagr", curve.cagr())?,
        volatility_annual: kept.known("volatility_annual", sample.volatility_annual())?,
        downside_deviation: kept.known("downside_deviation", sample.downside_deviation())?,
        mad: kept.known("mad", mad_around(returns, &sample))?,
        skewness: kept.known("skewness", sample.skewness())?,
        excess_kurtosis: kept.known("excess_kurtosis", sample.excess_kurtosis())?,
        sharpe: kept.known("sharpe", sample.sharpe(risk_free))?,
        probabilistic_sharpe: kept.known("probabilistic_sharpe", probable(&sample))?,
        sortino: kept.known("sortino", sample.sortino())?,
        calmar: kept.known("calmar", curve.calmar())?,
        omega: kept.known("omega", sample.omega())?,
        gain_to_pain: kept.known("gain_to_pain", sample.gain_to_pain())?,
        win_rate: sample.win_rate(),
        tail_ratio: kept.known("tail_ratio", tail_ratio(returns))?,
        max_drawdown: curve.max_drawdown(),
        average_drawdown: curve.average_drawdown()?,
        ulcer_index: curve.ulcer_index()?,
        tails: tails(returns, &curve, options.confidence)?,
        best: sample.best(),
        worst: sample.worst(),
        beta,
        alpha_annual,
        correlation,
        r_squared,
        active_return,
        tracking_error,
        information_ratio,
        up_capture,
        down_capture,
        batting_average: pair.map(|pair| pair.batting_average()),
        missing: kept.0,
    })
}

fn tails(returns: &[f64], curve: &Curve, confidence: &[f64]) -> Result<Vec<Tail>, RiskError> {
    let tail = |&confidence: &f64| {
        Ok(Tail {
            confidence,
            var: finite(var_historical(returns, confidence)?)?,
            cvar: finite(cvar_historical(returns, confidence)?)?,
            cdar: curve.cdar(confidence)?,
        })
    };
    confidence.iter().map(tail).collect()
}

/// What is left out, and why.
struct Kept(Vec<(&'static str, RiskError)>);

impl Kept {
    /// Too little data leaves a measure out; the rest is bad input.
    fn known(
        &mut self,
        name: &'static str,
        value: Result<f64, RiskError>,
    ) -> Result<Option<f64>, RiskError> {
        match value {
            Ok(value) => Ok(Some(value)),
            Err(
                error @ (RiskError::TooFew { .. }
                | RiskError::NoVariance
                | RiskError::Overflow
                | RiskError::Nothing(_)),
            ) => {
                self.0.push((name, error));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}
