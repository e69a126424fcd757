//! Assets by name.

use std::collections::BTreeMap;

use domain::Symbol;
use nalgebra::DVector;
use optimizer::Bounds;

use crate::{
    Benchmark, OrderedMap, PerAsset, ProblemError, ProblemErrors, answer::Diagnostic,
    estimates::Absent,
};

/// Finds assets by name and remembers the names that are none.
pub(crate) struct Assets<'a> {
    positions: BTreeMap<&'a str, usize>,
    dropped: Vec<&'a str>,
    errors: Vec<ProblemError>,
}

impl<'a> Assets<'a> {
    pub(super) fn new(symbols: &'a [Symbol], diagnostics: &'a [Diagnostic]) -> Self {
        Self {
            positions: symbols
                .iter()
                .enumerate()
                .map(|(i, s)| (s.as_str(), i))
                .collect(),
            dropped: diagnostics
                .iter()
                .flat_map(Diagnostic::dropped_assets)
                .collect(),
            errors: Vec::new(),
        }
    }

    /// Whether every name was found.
    pub(super) fn check(self) -> Result<(), ProblemErrors> {
        ProblemErrors::check(self.errors)
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.positions.len()
    }

    /// Where an asset is, if it is one.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.positions.get(name).copied()
    }

    /// What is wrong at a path.
    pub(crate) fn refuse(&mut self, path: String, message: &str) {
        self.errors.push(ProblemError::new(path, message));
    }

    /// One number for each asset, of a map.
    pub(crate) fn vector(
        &mut self,
        path: &str,
        map: &OrderedMap<f64>,
        absent: Absent,
    ) -> DVector<f64> {
        let mut found = vec![None; self.positions.len()];
        for (name, value) in &map.0 {
            if let Some(asset) = self.find(|| format!("{path}.{name}"), name) {
                found[asset] = Some(*value);
            }
        }
        if absent == Absent::Refused {
            let unnamed = self
                .positions
                .iter()
                .filter(|(_, at)| found[**at].is_none());
            let missing =
                unnamed.map(|(name, _)| ProblemError::new(format!("{path}.{name}"), "is missing"));
            let missing: Vec<_> = missing.collect();
            self.errors.extend(missing);
        }
        DVector::from_iterator(
            found.len(),
            found.iter().map(|value| value.unwrap_or_default()),
        )
    }

    /// The weights of a benchmark.
    pub(crate) fn benchmark(&mut self, path: &str, benchmark: &Benchmark) -> DVector<f64> {
        match benchmark {
            Benchmark::Weights(weights) => self.vector(path, weights, Absent::Zero),
            Benchmark::Asset(name) => {
                let mut weights = DVector::zeros(self.count());
                if let Some(asset) = self.find(|| format!("{path}.asset"), name) {
                    weights[asset] = 1.0;
                }
                weights
            }
        }
    }

    /// Where an asset is; that it is none is remembered.
    pub(crate) fn find(&mut self, path: impl FnOnce() -> String, name: &str) -> Option<usize> {
        let found = self.positions.get(name).copied();
        if found.is_none() {
            let name: String = name.chars().take(40).collect();
            let why = if self.dropped.contains(&name.as_str()) {
                "was left out, a value of it is missing"
            } else {
                "is not among the assets"
            };
            self.errors
                .push(ProblemError::new(path(), format!("{name} {why}")));
        }
        found
    }

    pub(super) fn bounds(&mut self, path: &str, bounds: &PerAsset, default: f64) -> Bounds {
        let mut by_asset = BTreeMap::new();
        for (name, value) in &bounds.by_asset {
            if let Some(asset) = self.find(|| format!("{path}.{name}"), name) {
                by_asset.insert(asset, *value);
            }
        }
        Bounds {
            default: bounds.default.unwrap_or(default),
            by_asset,
        }
    }
}
