//! Linear functions below what is no quadratic.

use super::model::Model;
use super::node::Node;

/// So many linear functions are kept.
const MOST: usize = 300;
/// What a variable misses by less, of the scaled goal, is no news.
const NEWS: f64 = 1e-9;

/// `slopes'w − (variable of the column) ≤ upper`.
#[derive(Debug, Clone)]
pub(super) struct Cut {
    pub(super) column: Option<usize>,
    pub(super) slopes: Vec<f64>,
    pub(super) upper: f64,
}

/// Absolute weights, or trades, of the assets that may be on either side of `from`.
#[derive(Debug, Clone)]
pub(super) struct Bend {
    /// The sign of an asset that is on one side, nothing for the others.
    pub(super) side: Vec<Option<f64>>,
    pub(super) from: Vec<f64>,
    /// The variable that stands above the sum over the others.
    pub(super) column: Option<usize>,
}

impl Bend {
    pub(super) fn new(whole: &Node, from: Vec<f64>) -> Self {
        let side = from.iter().enumerate().map(|(asset, &from)| {
            if from <= whole.lower[asset] {
                Some(1.0)
            } else if from >= whole.upper[asset] {
                Some(-1.0)
            } else {
                None
            }
        });
        Self {
            side: side.collect(),
            from,
            column: None,
        }
    }

    pub(super) fn is_straight(&self) -> bool {
        self.side.iter().all(Option::is_some)
    }

    /// The part of the sum that is straight: its slope for an asset, and its constant.
    pub(super) fn slope(&self, asset: usize) -> f64 {
        self.side[asset].unwrap_or(0.0)
    }

    pub(super) fn constant(&self) -> f64 {
        let all = self.side.iter().zip(&self.from);
        all.map(|(side, from)| -side.unwrap_or(0.0) * from).sum()
    }

    /// The largest that the sum over the others can be.
    pub(super) fn most(&self, node: &Node) -> f64 {
        let bent = (0..self.from.len()).filter(|&asset| self.side[asset].is_none());
        bent.map(|i| (node.upper[i] - self.from[i]).max(self.from[i] - node.lower[i]))
            .sum()
    }

    /// The sum over the others, and what is below it.
    fn cut(&self, weights: &[f64]) -> (f64, Cut) {
        let mut slopes = vec![0.0; weights.len()];
        let (mut value, mut upper) = (0.0, 0.0);
        for asset in (0..weights.len()).filter(|&asset| self.side[asset].is_none()) {
            let apart = weights[asset] - self.from[asset];
            slopes[asset] = if apart < 0.0 { -1.0 } else { 1.0 };
            value += apart.abs();
            upper += slopes[asset] * self.from[asset];
        }
        let column = self.column;
        (
            value,
            Cut {
                column,
                slopes,
                upper,
            },
        )
    }
}

/// What has been seen so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Cuts {
    pub(super) all: Vec<Cut>,
    /// When each was last of use.
    used: Vec<usize>,
    now: usize,
    /// Changes when positions change.
    pub(super) generation: usize,
}

impl Cuts {
    pub(super) fn add(&mut self, cut: Cut) {
        self.all.push(cut);
        self.used.push(self.now);
    }

    /// Notes which were of use, and leaves out the oldest once there are too many.
    pub(super) fn age(&mut self, is_used: impl Fn(usize) -> bool) {
        self.now += 1;
        for position in (0..self.used.len()).filter(|&position| is_used(position)) {
            self.used[position] = self.now;
        }
    }

    pub(super) fn forget(&mut self) {
        if self.all.len() <= MOST {
            return;
        }
        let mut ages = self.used.clone();
        ages.sort_unstable();
        let oldest = ages[self.all.len() - MOST / 2];
        let mut position = 0;
        let used = self.used.clone();
        self.all.retain(|_| {
            position += 1;
            used[position - 1] >= oldest
        });
        self.used.retain(|&used| used >= oldest);
        self.generation += 1;
    }

    /// Looks at weights where the variables are `columns`; `risks` are the columns of the curves
    /// with their shares of the scaled goal. Gives the scaled value of each, and whether something
    /// was seen that was not known.
    pub(super) fn look(
        &mut self,
        model: &Model<'_>,
        weights: &[f64],
        (variables, first, unit): (&[f64], usize, f64),
        bends: &[&Bend],
    ) -> (Vec<f64>, bool) {
        let mut is_news = false;
        let mut slopes = vec![0.0; weights.len()];
        let mut values = Vec::new();
        let mut goal = model.goal.borrow_mut();
        for (position, (price, curve)) in goal.curves.iter_mut().enumerate() {
            let (value, constant) = curve.evaluate(weights, &mut slopes);
            let share = *price / unit;
            values.push(share * value);
            if share * value > variables[first + position] + NEWS {
                self.add(Cut {
                    column: Some(first + position),
                    slopes: slopes.iter().map(|slope| share * slope).collect(),
                    upper: -share * constant,
                });
                is_news = true;
            }
        }
        for (curve, most) in model.caps.borrow_mut().iter_mut() {
            let (value, constant) = curve.evaluate(weights, &mut slopes);
            if value > *most + NEWS * most.abs() {
                let size = slopes.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
                let size = if size > 0.0 { size } else { 1.0 };
                self.add(Cut {
                    column: None,
                    slopes: slopes.iter().map(|slope| slope / size).collect(),
                    upper: (*most - constant) / size,
                });
                is_news = true;
            }
        }
        for bend in bends {
            let Some(column) = bend.column else { continue };
            let (value, cut) = bend.cut(weights);
            if value > variables[column] + NEWS {
                self.add(cut);
                is_news = true;
            }
        }
        (values, is_news)
    }
}
