//! The words of the document.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// An enum whose variants are read from and written as fixed words.
macro_rules! words {
    (
        $(#[$meta:meta])*
        $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $word:literal, )+ }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $( $(#[$variant_meta])* $variant, )+ }

        impl $name {
            /// The word as the document writes it.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = String::deserialize(deserializer)?;
                match word.as_str() {
                    $( $word => Ok(Self::$variant), )+
                    other => Err(D::Error::custom(unknown(other, &[$( $word ),+]))),
                }
            }
        }
    };
}

mod risk;

pub use risk::*;

fn unknown(word: &str, known: &[&str]) -> String {
    let word: String = word.chars().take(40).collect();
    let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
    format!("unknown word `{word}`, expected {}", known.join(", "))
}

words! {
    /// What is optimised.
    ObjectiveKind {
        /// The smallest risk.
        MinRisk = "min_risk",
        /// The largest Sharpe ratio.
        MaxSharpe = "max_sharpe",
        /// The largest return − risk aversion × variance.
        MaxUtility = "max_utility",
        /// The largest return.
        MaxReturn = "max_return",
        /// The budget divided evenly.
        EqualWeight = "equal_weight",
        /// The smallest CVaR over all distributions within a distance of the data.
        DrCvar = "dr_cvar",
        /// The largest ratio of the average volatility to the volatility of the whole.
        MaxDiversification = "max_diversification",
        /// Every asset has its share of the risk.
        RiskParity = "risk_parity",
        /// Hierarchical risk parity.
        Hrp = "hrp",
        /// Hierarchical equal risk contribution.
        Herc = "herc",
        /// Nested clusters.
        Nco = "nco",
        /// Weights proportional to one over the volatility.
        InverseVolatility = "inverse_volatility",
        /// The smallest tracking error.
        Tracking = "tracking",
        /// The largest utility of the worst mean within an ellipsoid.
        Robust = "robust",
        /// Several goals in one sum.
        Weighted = "weighted",
    }
}

words! {
    /// How far apart two clusters are.
    LinkageKind {
        /// As their nearest members.
        Single = "single",
        /// As their farthest members.
        Complete = "complete",
        /// The mean over all pairs of members.
        Average = "average",
        /// The growth of the sum of squares that merging them costs.
        Ward = "ward",
    }
}

words! {
    /// Which risk is meant.
    Measure {
        /// The variance of the portfolio's return.
        Variance = "variance",
        /// Below the mean, ÷ (n − 1).
        Semivariance = "semivariance",
        /// The mean absolute deviation from the mean.
        Mad = "mad",
        /// The mean of the worst losses, Rockafellar and Uryasev's.
        Cvar = "cvar",
        /// The mean of the worst drawdowns, not compounded.
        Cdar = "cdar",
        /// The largest loss.
        WorstCase = "worst_case",
        /// The largest drawdown, not compounded.
        MaxDrawdown = "max_drawdown",
    }
}

words! {
    /// How the mean is estimated.
    MeanKind {
        /// The arithmetic mean × 252.
        Sample = "sample",
        /// As `data.moments` or `values` gives it.
        Given = "given",
        /// The weight of a day ∝ `decay`^age.
        Ewma = "ewma",
        /// Pulled towards one number, by `method`.
        Shrunk = "shrunk",
        /// What makes the market optimal.
        Equilibrium = "equilibrium",
        /// Equilibrium, corrected by `views`.
        BlackLitterman = "black_litterman",
    }
}

words! {
    /// How a mean is shrunk.
    ShrinkMethod {
        /// James and Stein.
        JamesStein = "james_stein",
        /// Jorion.
        BayesStein = "bayes_stein",
    }
}

words! {
    /// What a mean is shrunk towards.
    MeanTargetKind {
        /// The mean of the means.
        GrandMean = "grand_mean",
        /// The mean of the portfolio with the smallest variance.
        MinimumVariance = "minimum_variance",
    }
}

words! {
    /// What a covariance is shrunk towards.
    CovarianceTarget {
        /// A multiple of the identity.
        Identity = "identity",
        /// The mean of the correlations.
        ConstantCorrelation = "constant_correlation",
    }
}

words! {
    /// How the covariance is estimated.
    CovarianceKind {
        /// The sample covariance, ddof 1, × 252.
        Sample = "sample",
        /// Shrunk towards `target`, ddof 0, × 252.
        LedoitWolf = "ledoit_wolf",
        /// Shrunk towards a multiple of the identity, ddof 0, × 252.
        Oas = "oas",
        /// The weight of a day ∝ `decay`^age.
        Ewma = "ewma",
        /// Eigenvalues of noise replaced by their mean.
        Denoised = "denoised",
        /// Of `factors` principal components, and independent rests.
        Factor = "factor",
        /// Gerber statistic.
        Gerber = "gerber",
    }
}

words! {
    /// What is done with a given covariance that is not positive semidefinite.
    RepairKind {
        /// Negative eigenvalues of its correlation are cut off where rounding begins; the
        /// variances stay.
        Clip = "clip",
    }
}

words! {
    /// Which solver is asked.
    SolverKind {
        /// The fastest, and another one when its answer is not good enough.
        Auto = "auto",
        /// The interior-point method Clarabel.
        Clarabel = "clarabel",
        /// The active-set methods.
        ActiveSet = "active_set",
        /// The dense interior-point method, for means and variances.
        InteriorPoint = "interior_point",
        /// The whole critical line, for means and variances.
        CriticalLine = "critical_line",
        /// Cutting planes, for the risks that are read off scenarios.
        CuttingPlanes = "cutting_planes",
        /// Branch and bound, for positions and whole shares.
        BranchAndBound = "branch_and_bound",
        /// A simulated quantum circuit selects the positions.
        Qaoa = "qaoa",
        /// Simulated annealing selects the positions.
        Annealing = "annealing",
        /// Simulated bifurcation selects the positions.
        Bifurcation = "bifurcation",
    }
}

words! {
    /// Where a circuit begins and how it mixes.
    MixerKind {
        /// Exchanges along a ring: every read-out keeps the count.
        Ring = "ring",
        /// The textbook's, from all strings at once; a penalty keeps the count.
        Transverse = "transverse",
        /// The textbook's, begun at the relaxed problem.
        WarmStart = "warm_start",
    }
}

words! {
    /// How data are drawn again.
    ResampleKind {
        /// Blocks of days of the data (Politis and Romano).
        Bootstrap = "bootstrap",
        /// Normal returns with the moments of the data (Michaud).
        Michaud = "michaud",
    }
}

words! {
    /// What happens to the weights inside a test window.
    RebalanceKind {
        /// They drift.
        None = "none",
        /// They are brought back every day.
        Daily = "daily",
    }
}

words! {
    /// What is done with a missing value.
    MissingPolicy {
        /// The day is left out.
        DropRows = "drop_rows",
        /// The asset is left out.
        DropAssets = "drop_assets",
        /// The last value before is taken.
        ForwardFill = "forward_fill",
    }
}
