/// One coefficient of a regression, with two standard errors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    /// The estimate.
    pub value: f64,
    /// Assuming residuals of equal variance that do not depend on each other.
    pub standard_error: f64,
    /// Estimate by standard error; none where the factors explain everything and the error is zero.
    pub t: Option<f64>,
    /// The probability of a `t` so far from zero, on both sides, if the true coefficient is zero:
    /// Student's distribution with the degrees of freedom of the residuals.
    pub p: Option<f64>,
    /// Newey and West's, for residuals whose variance changes and that depend on those of some days
    /// before.
    pub hac_standard_error: f64,
    /// With it, as `t`.
    pub hac_t: Option<f64>,
    /// With it, as `p`.
    pub hac_p: Option<f64>,
}

/// A series explained by factors.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    /// The constant: what the series earned a day beside the factors, alpha.
    pub intercept: Coefficient,
    /// The exposure to each factor, beta.
    pub slopes: Vec<Coefficient>,
    /// How many days.
    pub observations: usize,
    /// Days minus coefficients.
    pub degrees: usize,
    /// The share of the variance that the factors explain.
    pub r_squared: f64,
    /// With the price of every factor, `1 − (1 − R²) (T − 1) / (T − k − 1)`; may be negative.
    pub adjusted_r_squared: f64,
    /// Of the residuals, a day: `√(Σ eₜ² / (T − k − 1))`.
    pub residual_volatility: f64,
    /// Fisher's statistic of all slopes being zero; none where the factors explain everything.
    pub f: Option<f64>,
    /// The probability of one so large if they are.
    pub f_p: Option<f64>,
    /// The lag of Newey and West's standard errors.
    pub lag: usize,
}
