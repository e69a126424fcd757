//! What many answers to the same question say together.

use nalgebra::DVector;

use super::distribution::expanded_tail;

/// How sure one weight is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Mean weight over the resamples: Michaud's resampled portfolio.
    pub mean: f64,
    /// Share of the resamples that hold the asset, long or short by more than [`Band::HELD`].
    pub held: f64,
}

impl Band {
    /// A weight up to this, up to its sign, is none.
    pub const HELD: f64 = 1e-6;
}

/// How sure each weight is.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands {
    /// One band per asset; none at all where no resample had an answer.
    pub assets: Vec<Band>,
    /// Resamples with an answer: bands, means and shares are of these.
    pub answered: usize,
    /// Resamples without one: limits that contradict each other there, no finite optimum, moments
    /// that could not be estimated.
    pub unanswered: usize,
    /// Mean number of days in a block, where there were blocks.
    pub block: Option<f64>,
}

/// The weights of the resamples, asset by asset.
pub(super) struct Answers {
    by_asset: Vec<Vec<f64>>,
    pub(super) answered: usize,
    pub(super) unanswered: usize,
}

impl Answers {
    pub(super) fn of(assets: usize) -> Self {
        Self {
            by_asset: vec![Vec::new(); assets],
            answered: 0,
            unanswered: 0,
        }
    }

    pub(super) fn add(&mut self, weights: Option<&DVector<f64>>) {
        let Some(weights) = weights else {
            self.unanswered += 1;
            return;
        };
        self.answered += 1;
        for (values, weight) in self.by_asset.iter_mut().zip(weights) {
            values.push(*weight);
        }
    }

    /// Bands of a level for estimates made of so many independent parts.
    pub(super) fn bands(self, level: f64, parts: f64, block: Option<f64>) -> Bands {
        let tail = expanded_tail(level, parts);
        let assets = match self.answered {
            0 => Vec::new(),
            _ => self
                .by_asset
                .into_iter()
                .map(|values| band(values, tail))
                .collect(),
        };
        Bands {
            assets,
            answered: self.answered,
            unanswered: self.unanswered,
            block,
        }
    }
}

/// The quantile at position `p (n + 1)` of ascending values, the first being 1: what the quantile
/// of that many draws is on average, Hyndman and Fan's sixth definition.
pub(super) fn quantile(ascending: &[f64], probability: f64) -> f64 {
    let count = ascending.len();
    let place = (probability * (count as f64 + 1.0) - 1.0).clamp(0.0, count as f64 - 1.0);
    let below = place as usize;
    let above = (below + 1).min(count - 1);
    let (low, high) = (ascending[below], ascending[above]);
    // Neighbours that are equal, infinite ones too, are the quantile.
    if low == high || place == below as f64 {
        return low;
    }
    low + (place - below as f64) * (high - low)
}

fn band(mut values: Vec<f64>, tail: f64) -> Band {
    let count = values.len() as f64;
    let is_held = |weight: &&f64| weight.abs() > Band::HELD;
    let held = values.iter().filter(is_held).count() as f64 / count;
    let mean = values.iter().sum::<f64>() / count;
    values.sort_by(f64::total_cmp);
    Band {
        low: quantile(&values, tail),
        high: quantile(&values, 1.0 - tail),
        mean,
        held,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_at_their_places() {
        let ladder: Vec<f64> = (1..=99).map(f64::from).collect();
        assert_eq!(quantile(&ladder, 0.05), 5.0);
        assert_eq!(quantile(&ladder, 0.955), 95.5);
        assert_eq!(quantile(&ladder, 0.001), 1.0);
        assert_eq!(quantile(&ladder, 0.999), 99.0);
        assert_eq!(quantile(&[2.0], 0.3), 2.0);
        assert_eq!(
            quantile(&[1.0, f64::INFINITY, f64::INFINITY], 0.75),
            f64::INFINITY
        );
        assert_eq!(quantile(&[1.0, f64::INFINITY], 0.1), 1.0);
    }

    #[test]
    fn shares_and_means_are_of_those_that_answered() {
        let mut answers = Answers::of(2);
        for share in [0.0, 0.25, 1e-9, 1.0] {
            answers.add(Some(&DVector::from_vec(vec![share, 1.0 - share])));
        }
        answers.add(None);
        let bands = answers.bands(0.9, 100.0, Some(1.0));
        assert_eq!((bands.answered, bands.unanswered), (4, 1));
        assert_eq!(bands.assets[0].held, 0.5);
        assert_eq!(bands.assets[1].held, 0.75);
        assert!((bands.assets[0].mean - 0.3125).abs() < 1e-9);
        assert_eq!((bands.assets[0].low, bands.assets[0].high), (0.0, 1.0));
    }

    #[test]
    fn nobody_answered() {
        let mut answers = Answers::of(2);
        answers.add(None);
        let bands = answers.bands(0.9, 100.0, None);
        assert!(bands.assets.is_empty() && bands.unanswered == 1);
    }
}
