//! What each binding limit costs, of a sum of goals.

use nalgebra::{DMatrix, DVector};

use super::level::Level;
use super::outcome::WeightedSolution;
use super::problem::{WeightedGoal, WeightedProblem};
use super::sum::{Sum, units};
use crate::explain::{Cut, Goal, LimitPrice, Part, Slopes, priced, rates};
use crate::scenario::{Risk, ScenarioMeasure, centred, polyhedral};

/// The price of every binding limit of `solution`, which must be a solution of `problem`.
///
/// The price is in ten-thousandths of `Σ weight · goal` per 0.01 of the limit's number; positive
/// where raising the number makes the sum larger, which is worse. `valid_from … valid_to` is the
/// range of the number in which the same limits bind and the risks with corners stay on the same
/// faces. Entries, order and formula as of [`crate::explain()`]; `helps_until` is told where a cap's
/// own price is the first to vanish.
///
/// Complexity for `k` free variables and `m` binding rows: `O((k + m)³)` and an evaluation of every
/// goal for each of the three to ten points at an end. Source: Fiacco, *Introduction to sensitivity
/// and stability analysis in nonlinear programming* (1983). Failure modes: empty where the
/// conditions of optimality are not found again from the weights; a range of one number where
/// binding limits depend on each other. A tracking error or a risk of 0 has no price.
pub fn explain_weighted(problem: &WeightedProblem, solution: &WeightedSolution) -> Vec<LimitPrice> {
    let prices = problem.terms.iter().map(|term| term.weight).collect();
    let sum = Sum::new(problem, prices, &units(problem));
    let mut goals = Goals::new(sum);
    priced(rates(&problem.limits, &mut goals, &solution.weights), 1.0)
}

/// The sum as a function to be followed.
struct Goals<'p> {
    sum: Sum<'p>,
    corners: Vec<Corner<'p>>,
    /// Centred returns and the price of the semivariance.
    square: Option<(DMatrix<f64>, f64)>,
    extras: usize,
}

/// A risk that is the largest of linear functions.
struct Corner<'p> {
    shape: Shape<'p>,
    price: f64,
    /// Its variable; the level is the one before.
    column: usize,
}

enum Shape<'p> {
    Plain(Box<dyn Risk + 'p>),
    Level(Level<'p>),
}

impl<'p> Goals<'p> {
    fn new(sum: Sum<'p>) -> Self {
        let problem = sum.problem;
        let n = problem.assets();
        let mut goals = Self {
            corners: Vec::new(),
            square: None,
            extras: 0,
            sum,
        };
        for term in problem.terms() {
            let (WeightedGoal::Risk(measure), Some(returns)) = (&term.goal, problem.returns())
            else {
                continue;
            };
            let price = term.weight;
            if *measure == ScenarioMeasure::Semivariance {
                let before = goals.square.map_or(0.0, |(_, price)| price);
                goals.square = Some((centred(returns), before + price));
                continue;
            }
            let shape = match Level::of(*measure, returns) {
                Some(level) => Shape::Level(level),
                None => match polyhedral(*measure, returns) {
                    Some(risk) => Shape::Plain(risk),
                    None => continue,
                },
            };
            goals.extras += usize::from(matches!(shape, Shape::Level(_)));
            goals.corners.push(Corner {
                shape,
                price,
                column: n + goals.extras,
            });
            goals.extras += 1;
        }
        goals
    }

    fn assets(&self) -> usize {
        self.sum.problem.assets()
    }

    fn add_square(&self, weights: &DVector<f64>, slopes: &mut Slopes) {
        let Some((centred, price)) = &self.square else {
            return;
        };
        let n = weights.len();
        let factor = 2.0 * price / (centred.nrows() - 1) as f64;
        let outcomes = centred * weights;
        let below: Vec<usize> = (0..outcomes.len()).filter(|&t| outcomes[t] < 0.0).collect();
        let losses = DMatrix::from_fn(below.len(), n, |row, asset| centred[(below[row], asset)]);
        let short = DVector::from_fn(below.len(), |row, _| outcomes[below[row]]);
        let slope = losses.tr_mul(&short) * factor;
        let bend = losses.tr_mul(&losses) * factor;
        for row in 0..n {
            slopes.gradient[row] += slope[row];
            for column in 0..n {
                slopes.bend[(row, column)] += bend[(row, column)];
            }
        }
    }
}

impl Goal for Goals<'_> {
    fn extras(&self) -> Vec<(f64, f64)> {
        let any = (f64::NEG_INFINITY, f64::INFINITY);
        let ends = |corner: &Corner<'_>| match corner.shape {
            Shape::Plain(_) => vec![any],
            Shape::Level(_) => vec![(0.0, f64::INFINITY), any],
        };
        self.corners.iter().flat_map(ends).collect()
    }

    fn ties(&self) -> Vec<Vec<(usize, f64)>> {
        let min = &self.sum.problem.constraints().min_weight;
        let short: Vec<usize> = (0..self.assets())
            .filter(|&asset| min.of(asset) < 0.0)
            .collect();
        let levels = self.corners.iter().filter_map(|corner| match corner.shape {
            Shape::Level(_) => Some(corner.column - 1),
            Shape::Plain(_) => None,
        });
        levels
            .flat_map(|level| {
                let short = short.iter();
                short.map(move |&asset| vec![(level, 1.0), (asset, 1.0)])
            })
            .collect()
    }

    fn complete(&mut self, weights: &DVector<f64>) -> Vec<f64> {
        let mut extras = Vec::new();
        let mut slopes = vec![0.0; weights.len()];
        for corner in &mut self.corners {
            match &mut corner.shape {
                Shape::Plain(risk) => extras.push(risk.evaluate(weights.as_slice(), &mut slopes)),
                Shape::Level(level) => {
                    let (best, value) = level.best(weights);
                    extras.extend([best, value]);
                }
            }
        }
        extras
    }

    fn slopes(&mut self, z: &DVector<f64>) -> Slopes {
        let (n, sum) = (self.assets(), &self.sum);
        let covariance = sum.problem.moments().covariance();
        let weights = z.rows(0, n).into_owned();
        let mut gradient = DVector::zeros(z.len());
        let mut bend = DMatrix::zeros(z.len(), z.len());
        let mut slope = covariance * &weights * (2.0 * sum.variance) - &sum.slope;
        let mut curved = covariance * (2.0 * sum.variance);
        for (price, omega) in &sum.norms {
            let along = omega * &weights;
            let norm = weights.dot(&along).max(0.0).sqrt();
            let along = along / norm;
            curved += (omega - &along * along.transpose()) * (price / norm);
            slope += along * *price;
        }
        gradient.rows_mut(0, n).copy_from(&slope);
        bend.view_mut((0, 0), (n, n)).copy_from(&curved);
        for corner in &self.corners {
            gradient[corner.column] = corner.price;
        }
        let mut slopes = Slopes {
            gradient,
            bend,
            convex: None,
        };
        self.add_square(&weights, &mut slopes);
        slopes
    }

    fn parts(&mut self, z: &DVector<f64>) -> Vec<Part> {
        let n = self.assets();
        let mut parts = Vec::new();
        for corner in &mut self.corners {
            let (mut slopes, mut place) = (vec![0.0; n], z.as_slice()[..n].to_vec());
            let value = match &mut corner.shape {
                Shape::Plain(risk) => risk.evaluate(&place, &mut slopes),
                Shape::Level(level) => {
                    place.push(z[corner.column - 1]);
                    slopes.push(0.0);
                    level.evaluate(&place, &mut slopes)
                }
            };
            let mut entries: Vec<(usize, f64)> = slopes.drain(..n).enumerate().collect();
            entries.extend(slopes.first().map(|slope| (corner.column - 1, *slope)));
            let constant = 0.0;
            parts.push(Part {
                column: corner.column,
                value,
                cut: Cut { entries, constant },
            });
        }
        parts
    }

    fn is_defined(&self, z: &DVector<f64>) -> bool {
        let weights = z.rows(0, self.assets()).into_owned();
        let mut norms = self.sum.norms.iter();
        norms.all(|(_, omega)| weights.dot(&(omega * &weights)) > 0.0)
    }

    fn trades(&self) -> f64 {
        self.sum.trades
    }
}
