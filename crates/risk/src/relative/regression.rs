use crate::{PERIODS_PER_YEAR, RiskError, performance::finite, relative::Pair};

/// The line `x = α + β b + ε` by ordinary least squares, with how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarketModel {
    /// The intercept times 252.
    pub alpha_annual: Estimated,
    /// The slope.
    pub beta: Estimated,
    /// The share of the variance explained.
    pub r_squared: f64,
    /// `√252 √(Σ ε² / (n − 2))`.
    pub residual_volatility: f64,
}

/// A coefficient and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimated {
    /// The coefficient.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The coefficient over its standard error; none where the line goes through all points.
    pub t: Option<f64>,
}

/// The market model with classical standard errors: `s² = Σ ε² / (n − 2)`,
/// `se(β) = s / √Σ (bₜ − b̄)²`, `se(α) = s √(1/n + b̄² / Σ (bₜ − b̄)²)`.
///
/// Assumes residuals that are independent and of the same variance; daily returns are not quite,
/// so that the errors are rather too small.
///
/// J. Y. Campbell, A. W. Lo and A. C. MacKinlay, *The Econometrics of Financial Markets*, Princeton
/// 1997, chapter 4.
///
/// # Errors
/// When the lengths differ, with fewer than three observations, or a series that does not vary.
pub fn market_model(returns: &[f64], benchmark: &[f64]) -> Result<MarketModel, RiskError> {
    let pair = Pair::new(returns, benchmark).map_err(needs_three)?;
    pair.needs(3)?;
    let (beta, r_squared) = (pair.beta()?, pair.r_squared()?);
    // Of the residuals themselves: the short formula cancels where the fit is good.
    let residual = |(x, b): (&f64, &f64)| (x - pair.own.mean) - beta * (b - pair.benchmark.mean);
    let squares: f64 = returns
        .iter()
        .zip(benchmark)
        .map(residual)
        .map(|e| e * e)
        .sum();
    let s = finite((squares / (pair.n() - 2.0)).sqrt())?;
    let spread = pair.benchmark.squares.sqrt();
    let b = pair.benchmark.mean / spread;
    let alpha_error = s * (1.0 / pair.n() + b * b).sqrt();
    Ok(MarketModel {
        alpha_annual: Estimated::new(
            pair.alpha_annual()?,
            finite(alpha_error * PERIODS_PER_YEAR)?,
        ),
        beta: Estimated::new(beta, finite(s / spread)?),
        r_squared,
        residual_volatility: finite(s * PERIODS_PER_YEAR.sqrt())?,
    })
}

impl Estimated {
    fn new(value: f64, standard_error: f64) -> Self {
        let t = Some(value / standard_error).filter(|t| t.is_finite());
        Self {
            value,
            standard_error,
            t,
        }
    }
}

fn needs_three(error: RiskError) -> RiskError {
    match error {
        RiskError::TooFew { found, .. } => RiskError::TooFew { needed: 3, found },
        error => error,
    }
}
