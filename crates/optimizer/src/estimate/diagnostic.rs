//! What an estimate did to the data, and what to beware of.

use std::fmt;

use super::Repaired;

/// Something about an estimate that its numbers do not show. Assets are named by index.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Diagnostic {
    /// There are no more days than assets: a sample covariance is singular, and its smallest
    /// variances are an accident of the sample.
    ShortHistory {
        /// Days that were used.
        days: usize,
        /// Assets.
        assets: usize,
    },
    /// Exponential weights leave no more days than assets; as [`Diagnostic::ShortHistory`].
    FewEffectiveDays {
        /// `1 ÷ Σ w²`.
        effective: f64,
        /// Assets.
        assets: usize,
    },
    /// Days on which an asset had no return were left out.
    DaysDropped {
        /// How many.
        dropped: usize,
        /// Of how many.
        days: usize,
        /// The asset that lacks most.
        asset: usize,
        /// How many it lacks.
        gaps: usize,
    },
    /// Each pair of assets was estimated over the days that it has.
    PairwiseDays {
        /// One asset of the pair that has the fewest.
        first: usize,
        /// The other, or the same.
        second: usize,
        /// The days that this pair has.
        common: usize,
        /// Of how many.
        days: usize,
    },
    /// An asset has the same return on every day: its variance and covariances are 0.
    ConstantAsset {
        /// Which.
        asset: usize,
    },
    /// The covariance was pulled towards its target.
    CovarianceShrunk {
        /// How much of the target it holds, in [0, 1].
        intensity: f64,
    },
    /// Eigenvalues of the correlation were taken for noise and replaced by their mean.
    Denoised {
        /// How many were.
        noise: usize,
        /// How many stand above, and were kept.
        signals: usize,
        /// The largest eigenvalue that noise alone would have.
        edge: f64,
    },
    /// The covariances are those of a few factors.
    Factors {
        /// How many.
        factors: usize,
        /// The share of the total variance that they explain.
        explained: f64,
    },
    /// The covariance was not positive definite, and was made so.
    Repaired(Repaired),
    /// The means were pulled towards one number.
    MeanShrunk {
        /// How much of it they hold, in [0, 1].
        intensity: f64,
        /// The number, annual.
        target: f64,
    },
    /// The means were not shrunk, because the covariance that says how much is singular.
    MeanNotShrunk,
    /// A view was left out, because its portfolio has no variance: what it returns is certain.
    ViewWithoutRisk {
        /// Its position.
        view: usize,
    },
}

impl Diagnostic {
    /// A sentence for people; `assets` are the symbols in the order of the model, and an index
    /// without a symbol is written as `#index`.
    pub fn text<S: AsRef<str>>(&self, assets: &[S]) -> String {
        let name = |index: usize| match assets.get(index) {
            Some(symbol) => symbol.as_ref().to_owned(),
            None => format!("#{index}"),
        };
        match *self {
            Self::ShortHistory { days, assets } => format!(
                "{days} days are too few for the covariance of {assets} assets: without shrinkage \
                 it is singular"
            ),
            Self::FewEffectiveDays { effective, assets } => format!(
                "the weights leave {effective:.1} effective days, too few for the covariance of \
                 {assets} assets"
            ),
            Self::DaysDropped {
                dropped,
                days,
                asset,
                gaps,
            } => format!(
                "{dropped} of {days} days are incomplete and were left out; {} lacks most, {gaps}",
                name(asset)
            ),
            Self::PairwiseDays {
                first,
                second,
                common,
                days,
            } => format!(
                "each pair was estimated over its own days, {} and {} over {common} of {days}",
                name(first),
                name(second)
            ),
            Self::ConstantAsset { asset } => format!(
                "{} has the same return on every day: its variance and covariances are 0",
                name(asset)
            ),
            Self::CovarianceShrunk { intensity } => {
                format!("the covariance holds {} of its target", percent(intensity))
            }
            Self::Denoised {
                noise,
                signals,
                edge,
            } => format!(
                "{noise} eigenvalues up to {edge:.3} were taken for noise and replaced by their \
                 mean, {signals} were kept"
            ),
            Self::Factors { factors, explained } => format!(
                "{factors} factors explain {} of the variance",
                percent(explained)
            ),
            Self::Repaired(Repaired {
                raised,
                smallest,
                floor,
                largest_change,
            }) => format!(
                "the covariance was not positive definite: {raised} eigenvalues of its \
                 correlation, the smallest {smallest:.3e}, were raised to {floor:e}, which changed \
                 correlations by up to {largest_change:.1e}"
            ),
            Self::MeanShrunk { intensity, target } => format!(
                "the means hold {} of {}",
                percent(intensity),
                percent(target)
            ),
            Self::MeanNotShrunk => {
                "the means were not shrunk, because the covariance is singular; \
                 a shrunk covariance helps"
                    .to_owned()
            }
            Self::ViewWithoutRisk { view } => {
                format!("view {view} was left out, because its portfolio has no variance")
            }
        }
    }
}

fn percent(share: f64) -> String {
    format!("{:.2} %", 100.0 * share)
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text::<&str>(&[]))
    }
}
