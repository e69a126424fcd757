//! The joint distribution of the assets, the benchmark and the factors.

use risk::{RiskError, stress::Joint};

use super::{super::ground::Ground, factors::Factors};

/// Two of them: without the factors on all days of the window, with them on the days that they know.
pub(super) struct Distribution {
    plain: Result<Joint, RiskError>,
    with_factors: Option<Result<Joint, RiskError>>,
}

impl Distribution {
    pub(super) fn new(ground: &Ground<'_>, factors: &Factors) -> Self {
        let assets: Vec<&[f64]> = (0..ground.returns.assets.len())
            .map(|asset| ground.returns.column(asset))
            .collect();
        let benchmark: Vec<&[f64]> = ground.benchmark.into_iter().collect();
        let with_factors = (!factors.names.is_empty()).then(|| {
            let shared = |series: &&[f64]| -> Vec<f64> {
                factors.rows.iter().map(|&row| series[row]).collect()
            };
            let assets: Vec<Vec<f64>> = assets.iter().map(shared).collect();
            let benchmark: Vec<Vec<f64>> = benchmark.iter().map(shared).collect();
            let beside: Vec<&[f64]> = benchmark
                .iter()
                .chain(&factors.returns)
                .map(Vec::as_slice)
                .collect();
            let assets: Vec<&[f64]> = assets.iter().map(Vec::as_slice).collect();
            Joint::new(&assets, &beside)
        });
        Self {
            plain: Joint::new(&assets, &benchmark),
            with_factors,
        }
    }

    /// The one that knows what is asked for. Its factors are the benchmark, where there is one, and
    /// then the factors.
    pub(super) fn of(&self, with_factors: bool) -> Result<&Joint, RiskError> {
        let found = match &self.with_factors {
            Some(joint) if with_factors => joint,
            _ => &self.plain,
        };
        found.as_ref().map_err(|error| *error)
    }
}

/// Where the benchmark and the factors stand in it.
pub(super) fn position(ground: &Ground<'_>, factor: Option<usize>) -> usize {
    match factor {
        None => 0,
        Some(factor) => usize::from(ground.benchmark.is_some()) + factor,
    }
}
