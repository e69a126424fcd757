//! Equilibrium means, and views that correct them.

use std::collections::BTreeMap;

use nalgebra::{DMatrix, DVector};

use super::correlation::Correlation;
use super::{Diagnostic, EstimateError, ROUNDING, refuse};

/// The means at which somebody holds the market: `π = δ Σ w`, annual and above the risk-free rate.
///
/// Source: Black and Litterman, *Global portfolio optimization*, Financial Analysts Journal 48
/// (1992). skfolio's `δ` is 1 unless asked, PyPortfolioOpt adds the risk-free rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Equilibrium {
    /// `δ` of somebody who maximises `μ'w − δ/2 · w'Σw`; positive.
    pub risk_aversion: f64,
    /// What the market holds, up to a positive factor: capitalisations will do. Evenly everything
    /// when absent.
    pub weights: Option<DVector<f64>>,
}

impl Default for Equilibrium {
    fn default() -> Self {
        Self {
            risk_aversion: Self::DEFAULT_RISK_AVERSION,
            weights: None,
        }
    }
}

impl Equilibrium {
    /// The risk aversion of a model that does not name one.
    pub const DEFAULT_RISK_AVERSION: f64 = 2.5;

    /// `δ Σ w`. O(n²).
    pub(super) fn mean(&self, covariance: &DMatrix<f64>) -> Result<DVector<f64>, EstimateError> {
        check_positive("risk_aversion", self.risk_aversion)?;
        let assets = covariance.nrows();
        let weights = match &self.weights {
            None => DVector::from_element(assets, 1.0 / assets as f64),
            Some(weights) => {
                check_length("weights", weights, assets)?;
                let total = weights.sum();
                if total <= 0.0 {
                    return refuse("weights", "have a sum that is not positive");
                }
                weights / total
            }
        };
        Ok(covariance * weights * self.risk_aversion)
    }
}

/// What somebody expects of a portfolio.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The portfolio, by asset index: 1 for the asset of an absolute view, 1 and −1 for the two of
    /// a relative one, and any other numbers for a basket.
    pub picks: BTreeMap<usize, f64>,
    /// Its expected annual return, above the risk-free rate.
    pub annual: f64,
    /// How much the view counts beside the equilibrium, in (0, 1]; ½ when absent, and 1 is
    /// certainty.
    pub confidence: Option<f64>,
}

impl View {
    /// "The asset returns this much."
    pub fn absolute(asset: usize, annual: f64) -> Self {
        Self {
            picks: BTreeMap::from([(asset, 1.0)]),
            annual,
            confidence: None,
        }
    }

    /// "The first asset returns this much more than the second."
    pub fn relative(long: usize, short: usize, annual: f64) -> Self {
        let mut view = Self::absolute(long, annual);
        *view.picks.entry(short).or_insert(0.0) -= 1.0;
        view
    }

    /// The same view with another confidence.
    #[must_use]
    pub fn with_confidence(mut self, confidence: f64) -> Self {
        self.confidence = Some(confidence);
        self
    }
}

/// Views on the means, and the equilibrium that they correct.
///
/// With the prior `μ ~ N(π, τΣ)` and the views `Pμ ~ N(q, Ω)`, the posterior mean is
/// `π + τΣP'A⁻¹(q − Pπ)` with `A = PτΣP' + Ω`, and the covariance of returns is
/// `Σ + τΣ − τΣP'A⁻¹PτΣ`: that of returns about their mean, and what is not known about the mean.
/// Without views the mean is `π` and the covariance `(1 + τ) Σ`.
///
/// `Ω` is diagonal. A view with confidence `c` has `ω = (1 − c) ÷ c · p'τΣp`, so that alone it moves
/// the return of its portfolio by the share `c` of the way from the equilibrium to `q`. `c = ½`, and
/// no confidence, is `ω = p'τΣp`. O(n² k + k³) for `k` views.
///
/// Source: He and Litterman, *The intuition behind Black–Litterman model portfolios* (1999);
/// confidence as Idzorek (2005) means it, in closed form by Walters, *The Black–Litterman model in
/// detail* (2014), equations 41 and 44; same numbers as skfolio and PyPortfolioOpt.
#[derive(Debug, Clone, PartialEq)]
pub struct BlackLitterman {
    /// The prior mean.
    pub prior: Equilibrium,
    /// `τ`, how little is known about the prior mean, as a share of the covariance; positive.
    pub tau: f64,
    /// The views, in the order of the caller.
    pub views: Vec<View>,
}

impl Default for BlackLitterman {
    fn default() -> Self {
        Self {
            prior: Equilibrium::default(),
            tau: Self::DEFAULT_TAU,
            views: Vec::new(),
        }
    }
}

/// What views and equilibrium say together.
#[derive(Debug)]
pub(super) struct Posterior {
    /// The annual mean.
    pub(super) mean: DVector<f64>,
    /// The annual covariance.
    pub(super) covariance: DMatrix<f64>,
    /// Views that could not move anything.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl BlackLitterman {
    /// The `tau` of a model that does not name one.
    pub const DEFAULT_TAU: f64 = 0.05;

    pub(super) fn posterior(&self, covariance: &DMatrix<f64>) -> Result<Posterior, EstimateError> {
        let pi = self.prior.mean(covariance)?;
        let tau = self.tau;
        check_positive("tau", tau)?;
        self.check_views(covariance.nrows())?;

        // A portfolio without variance returns π for certain, whatever somebody expects.
        let riskless = |view: &View| {
            let picks = view.vector(covariance.nrows());
            let alone = covariance.diagonal().dot(&picks.component_mul(&picks));
            picks.dot(&(covariance * &picks)) <= ROUNDING * alone
        };
        let (without_risk, views): (Vec<_>, Vec<_>) =
            (self.views.iter().enumerate()).partition(|(_, view)| riskless(view));
        let without_risk = without_risk.into_iter();
        let diagnostics = without_risk.map(|(view, _)| Diagnostic::ViewWithoutRisk { view });

        let q = DVector::from_iterator(views.len(), views.iter().map(|(_, view)| view.annual));
        let mut p = DMatrix::zeros(covariance.nrows(), views.len());
        for (mut column, (_, view)) in p.column_iter_mut().zip(&views) {
            column.copy_from(&view.vector(covariance.nrows()));
        }
        let cross = covariance * &p;
        let mut a = p.transpose() * &cross * tau;
        for (index, (_, view)) in views.iter().enumerate() {
            let c = view.confidence.unwrap_or(0.5);
            // PτΣP' + Ω on the diagonal: p'τΣp (1 + (1 − c) ÷ c).
            a[(index, index)] /= c;
        }
        let moved = q - p.transpose() * &pi;
        // In units of the views' own deviations, so that rounding means the same for all.
        let views = Correlation::of(&a)?;
        let Some(factor) = views.definite() else {
            return refuse(
                "views",
                "repeat or contradict each other with full confidence",
            );
        };
        let half = cross * tau * DMatrix::from_diagonal(&views.deviations.map(|d| 1.0 / d));
        let mean = pi + &half * factor.solve(&moved.component_div(&views.deviations));
        let learned = &half * factor.solve(&half.transpose());
        let mut covariance = covariance * (1.0 + tau) - learned;
        covariance.fill_lower_triangle_with_upper_triangle();
        Ok(Posterior {
            mean,
            covariance,
            diagnostics: diagnostics.collect(),
        })
    }

    fn check_views(&self, assets: usize) -> Result<(), EstimateError> {
        for (position, view) in self.views.iter().enumerate() {
            let field = |what: &str| format!("views[{position}].{what}");
            for (&asset, &pick) in &view.picks {
                if asset >= assets {
                    return refuse(field(&format!("picks[{asset}]")), "is no asset");
                }
                if !pick.is_finite() {
                    return refuse(field(&format!("picks[{asset}]")), "is not a finite number");
                }
            }
            if view.picks.values().all(|&pick| pick == 0.0) {
                return refuse(field("picks"), "pick no asset");
            }
            if !view.annual.is_finite() {
                return refuse(field("annual"), "is not a finite number");
            }
            if view.confidence.is_some_and(|c| !(c > 0.0 && c <= 1.0)) {
                return refuse(field("confidence"), "is not above 0 and at most 1");
            }
        }
        Ok(())
    }
}

impl View {
    fn vector(&self, assets: usize) -> DVector<f64> {
        let mut vector = DVector::zeros(assets);
        for (&asset, &pick) in &self.picks {
            vector[asset] = pick;
        }
        vector
    }
}

/// Refuses a vector of another length, or with numbers that are not finite.
pub(super) fn check_length(
    field: &'static str,
    values: &DVector<f64>,
    assets: usize,
) -> Result<(), EstimateError> {
    if values.len() != assets {
        return Err(EstimateError::Length {
            field,
            found: values.len(),
            assets,
        });
    }
    match values.iter().position(|value| !value.is_finite()) {
        Some(asset) => refuse(format!("{field}[{asset}]"), "is not a finite number"),
        None => Ok(()),
    }
}

fn check_positive(field: &'static str, value: f64) -> Result<(), EstimateError> {
    if value.is_finite() && value > 0.0 {
        Ok(())
    } else {
        refuse(field, "is not positive and finite")
    }
}
