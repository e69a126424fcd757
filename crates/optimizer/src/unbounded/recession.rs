//! The linear program of directions that keep all limits.

use nalgebra::{DMatrix, DVector};

use super::{Ray, curved_directions, rate};
use crate::limits::Constraints;
use crate::progress::is_stopped;
use crate::scenario::{Risk, Simplex, SimplexEnded};

/// Cuts that are added at most.
const ROUNDS: usize = 2_000;
/// What a risk needs besides the weights, which are at most 1, is less than this.
const MOST_OF_EXTRAS: f64 = 1e3;
/// A risk that is above its variable by less is not news.
const NEWS: f64 = 1e-13;
/// A direction may miss what it keeps by this much.
const KEPT: f64 = 1e-9;
/// A slope below this share of what it is made of is rounding.
const RISING: f64 = 1e-9;

/// A function of directions that is minimised, and what directions have to keep.
pub(crate) struct Recession<'a> {
    pub(crate) constraints: &'a Constraints,
    pub(crate) mean: &'a DVector<f64>,
    pub(crate) covariance: &'a DMatrix<f64>,
    /// Slopes of the function.
    pub(crate) cost: DVector<f64>,
    /// What a unit traded costs in it.
    pub(crate) trades: f64,
    /// Whether only directions without variance count.
    pub(crate) is_flat: bool,
    /// Risks in it, by their prices.
    pub(crate) risks: Vec<(f64, Box<dyn Risk + 'a>)>,
    /// Risks that must not rise.
    pub(crate) kept: Vec<Box<dyn Risk + 'a>>,
}

/// Where the variables of one risk are: what it needs besides the weights, then its value.
struct Place {
    first: usize,
    value: usize,
}

impl<'a> Recession<'a> {
    /// Of nothing yet.
    pub(crate) fn new(
        constraints: &'a Constraints,
        mean: &'a DVector<f64>,
        covariance: &'a DMatrix<f64>,
    ) -> Self {
        Self {
            constraints,
            mean,
            covariance,
            cost: DVector::zeros(mean.len()),
            trades: 0.0,
            is_flat: false,
            risks: Vec::new(),
            kept: Vec::new(),
        }
    }

    /// The direction along which the function falls without end, if there is one.
    pub(crate) fn ray(mut self) -> Option<Ray> {
        let constraints = self.constraints;
        if constraints.turnover.is_some() || constraints.gross_exposure.is_some() {
            return None;
        }
        let direction = self.direction()?;
        let ray = Ray {
            slope: self.slope(&direction),
            direction,
        };
        self.is_proven(&ray).then_some(ray)
    }

    fn direction(&mut self) -> Option<DVector<f64>> {
        let n = self.mean.len();
        let largest = self.largest_risks();
        let (mut simplex, places) = self.program(&largest);
        for _ in 0..ROUNDS {
            if is_stopped() || simplex.solve() != SimplexEnded::Optimal {
                return None;
            }
            if !self.learn(&mut simplex, &places) {
                let vertex = simplex.vertex();
                let direction = DVector::from_column_slice(&vertex[..n]);
                let direction = direction.map(|d| if d.abs() <= 1e-12 { 0.0 } else { d });
                let size = direction.amax();
                return (size > 0.0).then(|| direction / size);
            }
        }
        None
    }

    /// What no risk of a direction exceeds: the sum over the assets, bought or sold. Variables
    /// without an end would cost the simplex method digits.
    fn largest_risks(&mut self) -> Vec<f64> {
        let n = self.mean.len();
        let all = self.risks.iter_mut().map(|(_, risk)| risk);
        let largest = all.chain(&mut self.kept).map(|risk| {
            let mut alone = |asset: usize, sign: f64| {
                let unit = DVector::from_fn(n, |i, _| if i == asset { sign } else { 0.0 });
                value_of(risk.as_mut(), &unit).abs()
            };
            (0..n)
                .map(|asset| alone(asset, 1.0).max(alone(asset, -1.0)))
                .sum()
        });
        largest.collect()
    }

    fn program(&self, largest: &[f64]) -> (Simplex, Vec<Place>) {
        let constraints = self.constraints;
        let n = self.mean.len();
        let paid = rate(constraints);
        let (min, max) = (&constraints.min_weight, &constraints.max_weight);
        let may = |is_closed: bool, end: f64| if is_closed { 0.0 } else { end };
        let mut lower: Vec<f64> = (0..n).map(|i| may(min.of(i).is_finite(), -1.0)).collect();
        let mut upper: Vec<f64> = (0..n).map(|i| may(max.of(i).is_finite(), 1.0)).collect();
        let mut cost: Vec<f64> = self.cost.iter().copied().collect();
        // |d|.
        lower.resize(2 * n, 0.0);
        upper.resize(2 * n, 1.0);
        cost.resize(2 * n, self.trades);
        let mut places = Vec::new();
        let priced = self
            .risks
            .iter()
            .map(|(price, risk)| (*price, risk, f64::INFINITY));
        let kept = self.kept.iter().map(|risk| (0.0, risk, 0.0));
        for ((price, risk, most), largest) in priced.chain(kept).zip(largest) {
            let first = cost.len();
            let value = first + risk.extras();
            lower.resize(value, 0.0);
            upper.resize(value, MOST_OF_EXTRAS);
            cost.resize(value, 0.0);
            lower.push(-largest);
            upper.push(most.min(*largest));
            cost.push(price);
            places.push(Place { first, value });
        }
        let columns = cost.len();
        let mut simplex = Simplex::new(cost, lower, upper);
        let mut add = |entries: &mut dyn Iterator<Item = (usize, f64)>, low: f64, high: f64| {
            let mut row = vec![0.0; columns];
            entries.for_each(|(index, value)| row[index] = value);
            let size = row.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
            if size > 0.0 {
                row.iter_mut().for_each(|entry| *entry /= size);
                simplex.add_row(&row, low, high);
            }
        };
        add(&mut (0..n).map(|i| (i, 1.0)), 0.0, 0.0);
        for asset in 0..n {
            for sign in [1.0, -1.0] {
                let ends = [(asset, sign), (n + asset, 1.0)];
                add(&mut ends.into_iter(), 0.0, f64::INFINITY);
            }
        }
        for row in &constraints.rows {
            let low = row.min.map_or(f64::NEG_INFINITY, |_| 0.0);
            let high = row.max.map_or(f64::INFINITY, |_| 0.0);
            add(
                &mut row.coefficients.iter().map(|(&i, &c)| (i, c)),
                low,
                high,
            );
        }
        if constraints.target_return.is_some() {
            let earned = self.mean.iter().copied().enumerate();
            let spent = (0..n).map(|i| (n + i, -paid));
            add(&mut earned.chain(spent), 0.0, f64::INFINITY);
        }
        if self.needs_no_variance() {
            for curved in curved_directions(self.covariance) {
                add(&mut curved.iter().copied().enumerate(), 0.0, 0.0);
            }
        }
        let all = self.risks.iter().map(|(_, risk)| risk).chain(&self.kept);
        for (risk, place) in all.zip(&places) {
            for tie in risk.rows(true) {
                let place = |(index, value): (usize, f64)| match index.checked_sub(n) {
                    None => (index, value),
                    Some(extra) => (place.first + extra, value),
                };
                add(&mut tie.into_iter().map(place), 0.0, f64::INFINITY);
            }
        }
        (simplex, places)
    }

    fn needs_no_variance(&self) -> bool {
        let constraints = self.constraints;
        let has_limit = constraints.tracking_error.is_some()
            || (constraints.max_risk.is_some() && self.kept.is_empty());
        self.is_flat || has_limit
    }

    /// Adds what the risks are above their variables; whether there was any.
    fn learn(&mut self, simplex: &mut Simplex, places: &[Place]) -> bool {
        let n = self.mean.len();
        let vertex = simplex.vertex().to_vec();
        let mut is_news = false;
        let all = self
            .risks
            .iter_mut()
            .map(|(_, risk)| risk)
            .chain(&mut self.kept);
        for (risk, place) in all.zip(places) {
            let mut position = vertex[..n].to_vec();
            position.extend_from_slice(&vertex[place.first..place.value]);
            let mut cut = vec![0.0; position.len()];
            let value = risk.evaluate(&position, &mut cut);
            if value - vertex[place.value] <= NEWS {
                continue;
            }
            is_news = true;
            let mut row = vec![0.0; vertex.len()];
            for (index, slope) in cut.iter().enumerate() {
                let column = match index.checked_sub(n) {
                    None => index,
                    Some(extra) => place.first + extra,
                };
                row[column] = -slope;
            }
            row[place.value] = 1.0;
            simplex.add_row(&row, 0.0, f64::INFINITY);
        }
        is_news
    }

    /// By how much the function falls along a direction.
    fn slope(&mut self, direction: &DVector<f64>) -> f64 {
        let risks = self.risks.iter_mut();
        let risks: f64 = risks
            .map(|(price, risk)| *price * value_of(risk.as_mut(), direction))
            .sum();
        -(self.cost.dot(direction) + self.trades * direction.lp_norm(1) + risks)
    }

    /// Whether the direction keeps everything and is worth going.
    fn is_proven(&mut self, ray: &Ray) -> bool {
        let (constraints, d) = (self.constraints, &ray.direction);
        let (min, max) = (&constraints.min_weight, &constraints.max_weight);
        let mut missed = d.sum().abs();
        for (asset, &step) in d.iter().enumerate() {
            if min.of(asset).is_finite() {
                missed = missed.max(-step);
            }
            if max.of(asset).is_finite() {
                missed = missed.max(step);
            }
        }
        for row in &constraints.rows {
            let size = row
                .coefficients
                .values()
                .fold(0.0, |a: f64, b| a.max(b.abs()));
            let along = crate::broken::exposure(row, d) / size;
            missed = missed.max(row.min.map_or(0.0, |_| -along));
            missed = missed.max(row.max.map_or(0.0, |_| along));
        }
        let size = self.mean.amax().max(f64::MIN_POSITIVE);
        if constraints.target_return.is_some() {
            let net = self.mean.dot(d) - rate(constraints) * d.lp_norm(1);
            missed = missed.max(-net / size);
        }
        if self.needs_no_variance() {
            let variance = d.dot(&(self.covariance * d));
            missed = missed.max(variance.max(0.0).sqrt() / self.covariance.amax().sqrt() * 1e-2);
        }
        for risk in &mut self.kept {
            missed = missed.max(value_of(risk.as_mut(), d));
        }
        let risks = self.risks.iter_mut();
        let sizes = self.cost.amax().max(self.trades);
        let sizes = risks
            .map(|(price, risk)| *price * value_of(risk.as_mut(), d).abs())
            .fold(sizes, f64::max);
        missed <= KEPT && ray.slope > RISING * sizes
    }
}

/// A risk of weights, with the best that is known of what else it needs.
fn value_of(risk: &mut dyn Risk, weights: &DVector<f64>) -> f64 {
    let mut position: Vec<f64> = weights.iter().copied().collect();
    position.resize(weights.len() + risk.extras(), 0.0);
    if risk.extras() > 0 {
        // The level is at least the largest short position; the rest follows from it.
        position[weights.len()] = weights.amax();
    }
    risk.complete(&mut position);
    let mut cut = vec![0.0; position.len()];
    risk.evaluate(&position, &mut cut)
}
