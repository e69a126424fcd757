//! Which mean and which covariance, and the moments that come of it.

use nalgebra::{DMatrix, DVector};

use super::black_litterman::{BlackLitterman, Equilibrium, check_length};
use super::correlation::check_finite;
use super::denoised::denoised;
use super::factor::factor;
use super::gerber::gerber;
use super::ledoit_wolf::{Shrunk, constant_correlation, ledoit_wolf};
use super::missing::{Missing, complete_days, pairwise};
use super::oas::oas;
use super::positive_definite::Repair;
use super::sample::{sample_covariance, sample_mean};
use super::shrunk_mean::{MeanTarget, bayes_stein, james_stein};
use super::{Diagnostic, EstimateError, Moments, checked_largest, ewma, refuse};

/// How a mean is estimated from returns.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum MeanEstimate {
    /// Arithmetic mean.
    #[default]
    Sample,
    /// Exponentially weighted.
    Ewma {
        /// The weight of a day over that of the next one, in (0, 1).
        decay: f64,
    },
    /// Shrunk as James and Stein have it.
    JamesStein {
        /// Towards what.
        target: MeanTarget,
    },
    /// Shrunk as Jorion has it.
    BayesStein {
        /// Towards what.
        target: MeanTarget,
    },
    /// What makes a given portfolio optimal.
    Equilibrium(Equilibrium),
    /// Equilibrium corrected by views; also widens the covariance by what is not known of the mean.
    BlackLitterman(BlackLitterman),
    /// Annual, and taken as it is.
    Given(DVector<f64>),
}

/// How a covariance is estimated from returns.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum CovarianceEstimate {
    /// Sample covariance with ddof 1.
    #[default]
    Sample,
    /// Ledoit–Wolf shrinkage towards a multiple of the identity, ddof 0.
    LedoitWolf,
    /// Ledoit–Wolf shrinkage towards the mean of the correlations, ddof 0.
    ConstantCorrelation,
    /// Oracle approximating shrinkage towards a multiple of the identity, ddof 0.
    Oas,
    /// Exponentially weighted, without a correction of the bias.
    Ewma {
        /// The weight of a day over that of the next one, in (0, 1).
        decay: f64,
    },
    /// Sample covariance, with the eigenvalues of noise replaced by their mean.
    Denoised,
    /// Principal components of the sample covariance, and independent rests.
    Factor {
        /// How many components, from 1 to the number of assets.
        factors: usize,
    },
    /// Gerber statistic times standard deviations of ddof 0.
    Gerber {
        /// How many standard deviations are a move, in (0, 1).
        threshold: f64,
    },
}

impl CovarianceEstimate {
    /// The Gerber threshold of a model that does not name one.
    pub const DEFAULT_THRESHOLD: f64 = 0.5;

    /// The annual covariance of daily `returns` (days × assets).
    ///
    /// # Errors
    ///
    /// Too few days, no assets, a return that is not finite, or a parameter out of its bounds.
    // Inlined, so that a program that only asks for one kind need not hold the others.
    #[inline]
    pub fn estimate(self, returns: &DMatrix<f64>) -> Result<DMatrix<f64>, EstimateError> {
        match self {
            Self::Sample => sample_covariance(returns),
            _ => self.diagnosed(returns).map(|(covariance, _)| covariance),
        }
    }

    fn diagnosed(
        self,
        returns: &DMatrix<f64>,
    ) -> Result<(DMatrix<f64>, Option<Diagnostic>), EstimateError> {
        Ok(match self {
            Self::Sample => (sample_covariance(returns)?, None),
            Self::LedoitWolf => ledoit_wolf(returns)?.diagnosed(),
            Self::ConstantCorrelation => constant_correlation(returns)?.diagnosed(),
            Self::Oas => oas(returns)?.diagnosed(),
            Self::Ewma { decay } => {
                let (days, assets) = returns.shape();
                let covariance = ewma::covariance(returns, decay)?;
                let effective = ewma::effective_days(days, decay);
                let few = days > assets && effective <= assets as f64;
                let diagnostic = Diagnostic::FewEffectiveDays { effective, assets };
                (covariance, few.then_some(diagnostic))
            }
            Self::Denoised => {
                let denoised = denoised(returns)?;
                let diagnostic = Diagnostic::Denoised {
                    noise: denoised.noise,
                    signals: denoised.signals,
                    edge: denoised.edge,
                };
                (denoised.covariance, Some(diagnostic))
            }
            Self::Factor { factors } => {
                let model = factor(returns, factors)?;
                let explained = model.explained;
                (
                    model.covariance,
                    Some(Diagnostic::Factors { factors, explained }),
                )
            }
            Self::Gerber { threshold } => (gerber(returns, threshold)?, None),
        })
    }
}

impl Shrunk {
    fn diagnosed(self) -> (DMatrix<f64>, Option<Diagnostic>) {
        let intensity = self.intensity;
        (
            self.covariance,
            Some(Diagnostic::CovarianceShrunk { intensity }),
        )
    }
}

/// Which moments are wanted of returns. The default is the sample's.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Estimates {
    /// The mean.
    pub mean: MeanEstimate,
    /// The covariance.
    pub covariance: CovarianceEstimate,
    /// What is done about missing returns.
    pub missing: Missing,
    /// Which covariances are made positive definite.
    pub repair: Repair,
}

/// The sample mean beside a covariance.
impl From<CovarianceEstimate> for Estimates {
    fn from(covariance: CovarianceEstimate) -> Self {
        Self {
            covariance,
            ..Self::default()
        }
    }
}

/// Moments, and what to know about them.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimated {
    /// Annual mean and covariance.
    pub moments: Moments,
    /// What was done to the data, and what to beware of, in the order in which it happened.
    pub diagnostics: Vec<Diagnostic>,
}

impl Estimates {
    /// The annual moments of daily `returns` (days × assets, the last day last).
    ///
    /// The covariance comes first, and is the one that shrunk and equilibrium means are made with.
    ///
    /// # Errors
    ///
    /// Malformed input: too few days, no assets, a return that is not finite and not excused by
    /// `missing`, a parameter without meaning, or numbers so large that a covariance overflows.
    pub fn estimate(&self, returns: &DMatrix<f64>) -> Result<Estimated, EstimateError> {
        match self.missing {
            Missing::Refuse => self.of_complete(returns, Vec::new()),
            Missing::CompleteDays => {
                let (complete, dropped) = complete_days(returns)?;
                let diagnostics = Vec::from_iter(dropped);
                self.of_complete(complete.as_ref().unwrap_or(returns), diagnostics)
            }
            Missing::Pairwise => self.of_pairs(returns),
        }
    }

    fn of_complete(
        &self,
        returns: &DMatrix<f64>,
        mut diagnostics: Vec<Diagnostic>,
    ) -> Result<Estimated, EstimateError> {
        let days = returns.nrows();
        let (covariance, done) = self.covariance.diagnosed(returns)?;
        diagnostics.extend(short(returns));
        diagnostics.extend(constants(returns));
        diagnostics.extend(done);
        // Every estimator makes positive semidefinite covariances of complete returns.
        let covariance = match self.repair {
            Repair::Indefinite => covariance,
            Repair::Singular => self.repaired(covariance, &mut diagnostics)?,
        };
        let mean = match &self.mean {
            MeanEstimate::Sample => sample_mean(returns)?,
            MeanEstimate::Ewma { decay } => ewma::mean(returns, *decay)?,
            MeanEstimate::JamesStein { target } => {
                let sample = sample_mean(returns)?;
                let (mean, done) = james_stein(&sample, &covariance, days, *target)?;
                diagnostics.push(done);
                mean
            }
            MeanEstimate::BayesStein { target } => {
                let sample = sample_mean(returns)?;
                let (mean, done) = bayes_stein(&sample, &covariance, days, *target)?;
                diagnostics.push(done);
                mean
            }
            MeanEstimate::Equilibrium(_)
            | MeanEstimate::BlackLitterman(_)
            | MeanEstimate::Given(_) => {
                return self.mean.beside(covariance, diagnostics);
            }
        };
        finished(mean, covariance, diagnostics)
    }

    fn of_pairs(&self, returns: &DMatrix<f64>) -> Result<Estimated, EstimateError> {
        if self.covariance != CovarianceEstimate::Sample {
            return refuse("missing", "pairwise is only for the sample covariance");
        }
        if matches!(
            self.mean,
            MeanEstimate::Ewma { .. }
                | MeanEstimate::JamesStein { .. }
                | MeanEstimate::BayesStein { .. }
        ) {
            return refuse("missing", "pairwise is not for weighted and shrunk means");
        }
        let pairs = pairwise(returns)?;
        let mut diagnostics = Vec::from_iter(pairs.fewest);
        diagnostics.extend(short(returns));
        diagnostics.extend(constants(returns));
        let covariance = self.repaired(pairs.covariance, &mut diagnostics)?;
        match self.mean {
            MeanEstimate::Sample => finished(pairs.mean, covariance, diagnostics),
            _ => self.mean.beside(covariance, diagnostics),
        }
    }

    fn repaired(
        &self,
        covariance: DMatrix<f64>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<DMatrix<f64>, EstimateError> {
        let (covariance, repaired) = self.repair.apply(covariance)?;
        diagnostics.extend(repaired.map(Diagnostic::Repaired));
        Ok(covariance)
    }
}

impl MeanEstimate {
    /// The same mean beside a covariance that is given: equilibrium, Black–Litterman or given.
    ///
    /// # Errors
    ///
    /// A kind that needs returns, or a parameter without meaning.
    pub fn beside_given(&self, given: &Moments) -> Result<Estimated, EstimateError> {
        self.beside(given.covariance().clone(), Vec::new())
    }

    fn beside(
        &self,
        covariance: DMatrix<f64>,
        mut diagnostics: Vec<Diagnostic>,
    ) -> Result<Estimated, EstimateError> {
        match self {
            Self::Equilibrium(equilibrium) => {
                finished(equilibrium.mean(&covariance)?, covariance, diagnostics)
            }
            Self::BlackLitterman(model) => {
                let posterior = model.posterior(&covariance)?;
                diagnostics.extend(posterior.diagnostics);
                finished(posterior.mean, posterior.covariance, diagnostics)
            }
            Self::Given(mean) => {
                check_length("mean", mean, covariance.nrows())?;
                finished(mean.clone(), covariance, diagnostics)
            }
            Self::Sample
            | Self::Ewma { .. }
            | Self::JamesStein { .. }
            | Self::BayesStein { .. } => refuse("mean", "needs returns"),
        }
    }
}

/// Finite returns have finite moments unless they overflow.
fn finished(
    mean: DVector<f64>,
    covariance: DMatrix<f64>,
    diagnostics: Vec<Diagnostic>,
) -> Result<Estimated, EstimateError> {
    if let Some(asset) = mean.iter().position(|value| !value.is_finite()) {
        return Err(EstimateError::MeanNotFinite { asset });
    }
    check_finite(&covariance)?;
    checked_largest(&covariance)?;
    Ok(Estimated {
        moments: Moments::trusted(mean, covariance),
        diagnostics,
    })
}

fn short(returns: &DMatrix<f64>) -> Option<Diagnostic> {
    let (days, assets) = returns.shape();
    (days <= assets).then_some(Diagnostic::ShortHistory { days, assets })
}

fn constants(returns: &DMatrix<f64>) -> impl Iterator<Item = Diagnostic> {
    let constant = |asset: &usize| {
        let known = returns.column(*asset);
        let mut known = known.iter().filter(|value| !value.is_nan());
        let first = known.next();
        known.all(|value| Some(value) == first)
    };
    let assets = (0..returns.ncols()).filter(constant);
    assets.map(|asset| Diagnostic::ConstantAsset { asset })
}
