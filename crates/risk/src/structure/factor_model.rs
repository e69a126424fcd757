use nalgebra::DMatrix;

use super::{
    correlation::{Standardised, standardised},
    exposure::{Coefficient, Regression},
    matrix::{add_scaled, column, columns, dot, finite},
    newey_west::long_run,
};
use crate::{
    RiskError,
    distribution::{f_survival, student_two_sided},
};

/// Factors made ready to explain many series by ordinary least squares,
/// `yₜ = α + Σ βⱼ fₜⱼ + eₜ`.
///
/// The factors are brought to mean zero and length one and made orthogonal, `Z = QR`, by Gram and
/// Schmidt's method done twice, so that neither their units nor their correlations cost digits.
/// O(Tk²) once, O(Tk) a series, O(Tk(k + lag)) with standard errors.
///
/// Assumes exposures that stay the same over all days. Classical standard errors also need residuals
/// of equal variance without memory, which daily returns do not have: Newey and West's do not. W. H.
/// Greene, *Econometric analysis* (2018), chapters 3, 4 and 20.
#[derive(Debug, Clone)]
pub struct FactorModel {
    means: Vec<f64>,
    lengths: Vec<f64>,
    /// Orthonormal columns that span the centred factors.
    basis: DMatrix<f64>,
    /// The inverse of R, upper triangular: row `j` says how factor `j` is made of the basis.
    inverse: DMatrix<f64>,
}

/// A series in units of its length, explained.
pub(super) struct Fit {
    pub(super) mean: f64,
    pub(super) length: f64,
    /// The component along each column of the basis.
    pub(super) along: Vec<f64>,
    /// Coefficients of the factors of length one.
    pub(super) coefficients: Vec<f64>,
    pub(super) residual: Vec<f64>,
    /// `Σ e²`, in units of the sum of squares of the series: `1 − R²`.
    pub(super) rest: f64,
}

impl FactorModel {
    /// Factors, a column each.
    ///
    /// # Errors
    /// With no factor, fewer days than two more than factors, numbers that are not finite, a factor
    /// that does not vary, or factors of which one is a sum of others.
    pub fn new(factors: &DMatrix<f64>) -> Result<Self, RiskError> {
        let (t, k) = factors.shape();
        if t < k + 2 {
            return Err(RiskError::TooFew {
                needed: k + 2,
                found: t,
            });
        }
        let Standardised {
            matrix,
            means,
            lengths,
        } = standardised(factors)?;
        let (basis, inverse) = orthogonal(matrix)?;
        Ok(Self {
            means,
            lengths,
            basis,
            inverse,
        })
    }

    /// How many factors.
    pub fn factors(&self) -> usize {
        self.means.len()
    }

    /// The variance inflation factor of each factor, `1 / (1 − R²)` of its regression on the others:
    /// how much larger than alone the variance of its coefficient is. Above ten is usually too much.
    pub fn variance_inflation(&self) -> Vec<f64> {
        (0..self.factors())
            .map(|j| self.inverse.row(j).iter().map(|r| r * r).sum())
            .collect()
    }

    /// Explains a series on the same days. `lag` is that of Newey and West's standard errors, see
    /// [`newey_west_lag`](super::newey_west_lag).
    ///
    /// Where the factors explain everything, the standard errors are zero and there is no `t`.
    ///
    /// # Errors
    /// When the length differs, a number is not finite or too large, the series does not vary, or the
    /// lag is not below the number of days.
    pub fn regress(&self, returns: &[f64], lag: usize) -> Result<Regression, RiskError> {
        if lag >= self.basis.nrows() {
            return Err(RiskError::Argument {
                name: "lag",
                reason: "must be below the number of days",
            });
        }
        let fit = self.fit(returns)?;
        let degrees = returns.len() - self.factors() - 1;
        let deviation = (fit.rest / degrees as f64).sqrt();
        let mut slopes = Vec::with_capacity(self.factors());
        let mut alpha = fit.mean;
        for j in 0..self.factors() {
            let unit = fit.length / self.lengths[j];
            let spread: f64 = self.inverse.row(j).iter().map(|r| r * r).sum();
            let influence = self.influence(&fit.residual, |m| self.inverse[(j, m)], 0.0);
            let value = finite(unit * fit.coefficients[j])?;
            alpha -= value * self.means[j];
            let errors = [deviation * spread.sqrt(), long_run(&influence, lag).sqrt()];
            slopes.push(coefficient(value, errors.map(|e| e * unit), degrees)?);
        }
        let t = returns.len() as f64;
        let means = self.means_along();
        let spread = 1.0 / t + dot(&means, &means);
        let influence = self.influence(&fit.residual, |m| -means[m], 1.0 / t);
        let errors = [deviation * spread.sqrt(), long_run(&influence, lag).sqrt()];
        let intercept = coefficient(alpha, errors.map(|e| e * fit.length), degrees)?;
        let (f, f_p) = fisher(&fit, self.factors(), degrees);
        Ok(Regression {
            intercept,
            slopes,
            observations: returns.len(),
            degrees,
            r_squared: 1.0 - fit.rest,
            adjusted_r_squared: 1.0 - fit.rest * (t - 1.0) / degrees as f64,
            residual_volatility: finite(deviation * fit.length)?,
            f,
            f_p,
            lag,
        })
    }

    pub(super) fn fit(&self, returns: &[f64]) -> Result<Fit, RiskError> {
        /// A residual of this length, of a series of length one, is rounding.
        const ROUNDING: f64 = 1e-13;
        let t = self.basis.nrows();
        if returns.len() != t {
            return Err(RiskError::Length {
                expected: t,
                found: returns.len(),
            });
        }
        let series = DMatrix::from_column_slice(t, 1, returns);
        let series = standardised(&series).map_err(|error| match error {
            RiskError::Constant { .. } => RiskError::NoVariance,
            other => other,
        })?;
        let mut residual = column(&series.matrix, 0).to_vec();
        let mut along = vec![0.0; self.factors()];
        project_out(&mut residual, &self.basis, self.factors(), &mut along);
        if dot(&residual, &residual).sqrt() <= ROUNDING {
            residual.fill(0.0);
        }
        let coefficients = (0..self.factors())
            .map(|j| {
                let row = (j..self.factors()).map(|m| self.inverse[(j, m)] * along[m]);
                row.sum()
            })
            .collect();
        Ok(Fit {
            mean: series.means[0],
            length: series.lengths[0],
            rest: dot(&residual, &residual).min(1.0),
            along,
            coefficients,
            residual,
        })
    }

    /// Factor `j`, of length one, along the basis: column `j` of R.
    pub(super) fn factor_along(&self, j: usize) -> Vec<f64> {
        // R⁻¹ x = eⱼ, from the last row up.
        let mut x = vec![0.0; self.factors()];
        for row in (0..=j).rev() {
            let known: f64 = (row + 1..=j).map(|m| self.inverse[(row, m)] * x[m]).sum();
            let right = if row == j { 1.0 } else { 0.0 };
            x[row] = (right - known) / self.inverse[(row, row)];
        }
        x
    }

    /// The means of the factors, in units of their lengths, turned as the basis is: `R⁻ᵀ m`.
    fn means_along(&self) -> Vec<f64> {
        (0..self.factors())
            .map(|m| {
                let column =
                    (0..=m).map(|j| self.inverse[(j, m)] * (self.means[j] / self.lengths[j]));
                column.sum()
            })
            .collect()
    }

    /// What each day adds to a coefficient: `eₜ (constant + Σ weightₘ qₜₘ)`.
    fn influence(
        &self,
        residual: &[f64],
        weight: impl Fn(usize) -> f64,
        constant: f64,
    ) -> Vec<f64> {
        let mut influence = vec![constant; residual.len()];
        for (m, basis) in columns(&self.basis).enumerate() {
            add_scaled(&mut influence, weight(m), basis);
        }
        for (own, e) in influence.iter_mut().zip(residual) {
            *own *= e;
        }
        influence
    }
}

/// `Z = QR`: Q and the inverse of R.
fn orthogonal(mut basis: DMatrix<f64>) -> Result<(DMatrix<f64>, DMatrix<f64>), RiskError> {
    /// What is left of a factor without the others, of length one: less is none of its own.
    const OWN: f64 = 1e-10;
    let (t, k) = basis.shape();
    let mut upper = DMatrix::zeros(k, k);
    for j in 0..k {
        let mut own = column(&basis, j).to_vec();
        let mut along = vec![0.0; j];
        project_out(&mut own, &basis, j, &mut along);
        let length = dot(&own, &own).sqrt();
        if length <= OWN {
            return Err(RiskError::Dependent("factors"));
        }
        for (m, along) in along.into_iter().enumerate() {
            upper[(m, j)] = along;
        }
        upper[(j, j)] = length;
        for (entry, own) in basis.as_mut_slice()[j * t..(j + 1) * t].iter_mut().zip(own) {
            *entry = own / length;
        }
    }
    let mut inverse = DMatrix::zeros(k, k);
    for j in 0..k {
        for row in (0..=j).rev() {
            let known: f64 = (row + 1..=j)
                .map(|m| upper[(row, m)] * inverse[(m, j)])
                .sum();
            let right = if row == j { 1.0 } else { 0.0 };
            inverse[(row, j)] = (right - known) / upper[(row, row)];
        }
    }
    Ok((basis, inverse))
}

/// Takes the first `count` columns of the basis out of a vector, twice: what rounding left of them
/// the first time goes the second time.
fn project_out(vector: &mut [f64], basis: &DMatrix<f64>, count: usize, along: &mut [f64]) {
    for _ in 0..2 {
        for (along, column) in along.iter_mut().zip(columns(basis)).take(count) {
            let more = dot(column, vector);
            *along += more;
            add_scaled(vector, -more, column);
        }
    }
}

fn coefficient(value: f64, errors: [f64; 2], degrees: usize) -> Result<Coefficient, RiskError> {
    let [standard_error, hac_standard_error] = errors;
    let t = |error: f64| Some(value / error).filter(|t| error > 0.0 && t.is_finite());
    let p = |t: Option<f64>| t.map(|t| student_two_sided(t, degrees as f64));
    let (own, hac) = (t(standard_error), t(hac_standard_error));
    Ok(Coefficient {
        value: finite(value)?,
        standard_error: finite(standard_error)?,
        t: own,
        p: p(own),
        hac_standard_error: finite(hac_standard_error)?,
        hac_t: hac,
        hac_p: p(hac),
    })
}

fn fisher(fit: &Fit, factors: usize, degrees: usize) -> (Option<f64>, Option<f64>) {
    let (between, within) = (factors as f64, degrees as f64);
    let explained = dot(&fit.along, &fit.along);
    let f = Some(explained / between / (fit.rest / within)).filter(|f| f.is_finite());
    let f = f.filter(|_| fit.rest > 0.0);
    (f, f.map(|f| f_survival(f, between, within)))
}
