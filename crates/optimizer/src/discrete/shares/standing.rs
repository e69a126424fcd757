//! A portfolio with everything that a change of a few weights moves, so that a change is judged in
//! a few operations: `O(rows)` for limits that are rows and goals on a covariance, `O(T n)` where
//! a risk has to be read off scenarios.

use nalgebra::DVector;

use crate::discrete::search::Candidate;

use super::goal::Sight;
use super::model::Model;
use super::rules::rounding;

/// What is thought of a portfolio: first by how much it breaks limits, then what it is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Verdict {
    /// The sum of what limits are missed by, each as a share of 1 + its number.
    pub(super) missed: f64,
    /// What is minimised; not known where limits are missed.
    pub(super) value: f64,
    pub(super) size: f64,
}

impl Verdict {
    pub(super) fn is_better_than(&self, other: &Self) -> bool {
        if self.missed > 0.0 || other.missed > 0.0 {
            return self.missed < other.missed * (1.0 - 1e-9);
        }
        self.value < other.value - 1e-14 * other.size
    }
}

/// New weights of a few assets.
pub(super) type Change = [(usize, f64)];

/// The sums of a portfolio that limits and goals are made of.
#[derive(Debug, Clone)]
struct Sums {
    variance: f64,
    along: f64,
    total: f64,
    mean: f64,
    traded: f64,
    gross: f64,
    orders: usize,
    positions: usize,
}

/// A portfolio.
pub(super) struct Standing<'m, 'p> {
    model: &'m Model<'p>,
    weights: Vec<f64>,
    /// `Σw`; empty where nothing asks for it.
    bent: Vec<f64>,
    sums: Sums,
    lines: Vec<f64>,
    groups: Vec<usize>,
}

impl<'m, 'p> Standing<'m, 'p> {
    pub(super) fn at(model: &'m Model<'p>, weights: Vec<f64>) -> Self {
        let (rules, goal) = (&model.rules, model.goal.borrow());
        let held = || {
            let all = weights.iter().enumerate();
            all.filter(|(_, weight)| **weight != 0.0)
        };
        let dot = |with: &[f64]| held().map(|(i, weight)| with[i] * weight).sum::<f64>();
        let needs_bent = goal.curvature != 0.0 || (goal.is_quotient() && goal.curves.is_empty());
        let bent = match goal.covariance.filter(|_| needs_bent) {
            Some(covariance) => {
                let mut bent = vec![0.0; weights.len()];
                for (asset, weight) in held() {
                    for (entry, part) in bent.iter_mut().zip(covariance.column(asset).iter()) {
                        *entry += weight * part;
                    }
                }
                bent
            }
            None => Vec::new(),
        };
        let pairs = || weights.iter().zip(&rules.from);
        let orders = (0..weights.len()).filter(|&i| rules.is_order(i, weights[i]));
        let sums = Sums {
            variance: if bent.is_empty() { 0.0 } else { dot(&bent) },
            along: dot(&goal.slope),
            total: weights.iter().sum(),
            mean: model.target.as_ref().map_or(0.0, |(mean, _)| dot(mean)),
            traded: pairs().map(|(weight, from)| (weight - from).abs()).sum(),
            gross: weights.iter().map(|weight| weight.abs()).sum(),
            orders: orders.count(),
            positions: held().count(),
        };
        let lines = model.lines.iter().map(|line| dot(&line.coefficients));
        let groups = rules.groups.iter().map(|(members, _)| {
            let members = members.iter();
            members.filter(|&&asset| weights[asset] != 0.0).count()
        });
        Self {
            lines: lines.collect(),
            groups: groups.collect(),
            sums,
            bent,
            model,
            weights,
        }
    }

    pub(super) fn weights(&self) -> &[f64] {
        &self.weights
    }

    pub(super) fn verdict(&self) -> Verdict {
        self.after(&[])
    }

    /// The verdict after a change.
    pub(super) fn after(&self, change: &Change) -> Verdict {
        let model = self.model;
        let sums = self.changed(change);
        let mut missed = self.missed(change, &sums);
        let mut goal = model.goal.borrow_mut();
        let mut caps = model.caps.borrow_mut();
        let mut curves = (0.0, 0.0);
        if missed == 0.0 && !(goal.curves.is_empty() && caps.is_empty()) {
            let mut weights = self.weights.clone();
            for &(asset, weight) in change {
                weights[asset] = weight;
            }
            let mut slopes = vec![0.0; weights.len()];
            for (curve, most) in caps.iter_mut() {
                let value = curve.evaluate(&weights, &mut slopes).0;
                missed += beyond(value, f64::NEG_INFINITY, *most);
            }
            for (price, curve) in &mut goal.curves {
                let value = *price * curve.evaluate(&weights, &mut slopes).0;
                curves = (curves.0 + value, curves.1 + value.abs());
            }
        }
        let sight = Sight {
            variance: sums.variance,
            along: sums.along,
            traded: sums.traded,
            orders: sums.orders as f64,
            curves,
        };
        let (value, size) = goal.value(&sight);
        Verdict {
            missed,
            value,
            size,
        }
    }

    /// Makes a change.
    pub(super) fn change(&mut self, change: &Change) {
        let goal = self.model.goal.borrow();
        self.sums = self.changed(change);
        for &(asset, weight) in change {
            let step = weight - self.weights[asset];
            for (value, line) in self.lines.iter_mut().zip(&self.model.lines) {
                *value += step * line.coefficients[asset];
            }
            for (count, (members, _)) in self.groups.iter_mut().zip(&self.model.rules.groups) {
                if members.contains(&asset) {
                    *count += usize::from(weight != 0.0);
                    *count -= usize::from(self.weights[asset] != 0.0);
                }
            }
            if let Some(covariance) = goal.covariance.filter(|_| !self.bent.is_empty()) {
                for (entry, part) in self.bent.iter_mut().zip(covariance.column(asset).iter()) {
                    *entry += step * part;
                }
            }
            self.weights[asset] = weight;
        }
    }

    /// The answer, summed up again from nothing; `None` where it breaks a limit.
    pub(super) fn candidate(&self) -> Option<Candidate> {
        let verdict = Self::at(self.model, self.weights.clone()).verdict();
        (verdict.missed == 0.0 && !verdict.value.is_nan()).then(|| Candidate {
            value: verdict.value,
            size: verdict.size,
            weights: DVector::from_column_slice(&self.weights),
        })
    }

    fn changed(&self, change: &Change) -> Sums {
        let (rules, goal) = (&self.model.rules, self.model.goal.borrow());
        let mut sums = self.sums.clone();
        for (position, &(asset, weight)) in change.iter().enumerate() {
            let (old, from) = (self.weights[asset], rules.from[asset]);
            let step = weight - old;
            sums.along += goal.slope[asset] * step;
            sums.total += step;
            if let Some((mean, _)) = &self.model.target {
                sums.mean += mean[asset] * step;
            }
            sums.traded += (weight - from).abs() - (old - from).abs();
            sums.gross += weight.abs() - old.abs();
            sums.orders += usize::from(rules.is_order(asset, weight));
            sums.orders -= usize::from(rules.is_order(asset, old));
            sums.positions += usize::from(weight != 0.0);
            sums.positions -= usize::from(old != 0.0);
            if let Some(covariance) = goal.covariance.filter(|_| !self.bent.is_empty()) {
                sums.variance +=
                    step * (2.0 * self.bent[asset] + step * covariance[(asset, asset)]);
                for &(other, weight) in &change[..position] {
                    let apart = weight - self.weights[other];
                    sums.variance += 2.0 * step * apart * covariance[(asset, other)];
                }
            }
        }
        sums
    }

    /// By how much limits that are sums are missed.
    fn missed(&self, change: &Change, sums: &Sums) -> f64 {
        let (model, rules) = (self.model, &self.model.rules);
        let fees = rules.order_money * sums.orders as f64;
        let spent = sums.total + fees;
        let mut missed = beyond(spent, rules.budget - rules.most_cash, rules.budget);
        for (value, line) in self.lines.iter().zip(&model.lines) {
            let steps = change
                .iter()
                .map(|&(asset, weight)| line.coefficients[asset] * (weight - self.weights[asset]));
            missed += beyond(value + steps.sum::<f64>(), line.min, line.max);
        }
        if let Some((_, target)) = model.target {
            let costs = model.rate * sums.traded + rules.order_return * sums.orders as f64;
            missed += beyond(sums.mean - costs, target, f64::INFINITY);
        }
        missed += beyond(sums.traded, f64::NEG_INFINITY, model.most_traded);
        missed += beyond(sums.gross, f64::NEG_INFINITY, model.most_gross);
        missed += rules.at_least.saturating_sub(sums.positions) as f64;
        missed += sums.positions.saturating_sub(rules.at_most) as f64;
        for (&count, (members, most)) in self.groups.iter().zip(&rules.groups) {
            let mut count = count;
            for &(asset, weight) in change {
                if members.contains(&asset) {
                    count += usize::from(weight != 0.0);
                    count -= usize::from(self.weights[asset] != 0.0);
                }
            }
            missed += count.saturating_sub(*most) as f64;
        }
        if let Some(least) = model.least_divisor() {
            let goal = model.goal.borrow();
            let costs = goal.trades * sums.traded + goal.orders * sums.orders as f64;
            missed += beyond(sums.along - costs, least, f64::INFINITY);
        }
        missed
    }
}

/// By how much a number is outside its limits; what is rounding is nothing.
fn beyond(value: f64, min: f64, max: f64) -> f64 {
    let (below, above) = (min - value, value - max);
    let (missed, limit) = if below > above {
        (below, min)
    } else {
        (above, max)
    };
    if missed > rounding(limit) {
        missed / (1.0 + limit.abs())
    } else {
        0.0
    }
}
