//! Risk budgeting where the plain weights break a limit.
//!
//! Asked for is the minimum of `ln √(w'Σw) − Σ bᵢ ln wᵢ` over the portfolios that keep all limits,
//! which is the portfolio with the prescribed shares where that one keeps them. It is brought to
//! a convex form by letting the size of the portfolio free, `x = κw` with `κ > 0`:
//!
//! `min ½ x'Σx − Σ bᵢ ln xᵢ` with `1'x = B κ` and every limit `a'w ≤ β` as `a'x ≤ β κ`.
//!
//! This is the convention of Riskfolio-Lib and skfolio (`Σ bᵢ ln xᵢ ≥ c` for a free scale); in
//! terms of `w` alone it is `min ½ w'Σw − c Σ bᵢ ln wᵢ` at the one price `c = w'Σw` at which the
//! budget costs nothing by itself. The shares of the risk are then no longer the budgets: the
//! multipliers of the binding limits shift them.
//!
//! Route: a primal-dual interior-point method. With `π = b ÷ x` the problem is a linear
//! complementarity problem whose products `xᵢπᵢ` stop at `bᵢ` while those of the limits go to 0;
//! O(n³) a step, some 10 steps. The limits that bind at its end are then held as equalities and
//! Newton's method polishes the point to rounding.
//!
//! Source: Wright, *Primal-dual interior-point methods* (1997).

use nalgebra::{DMatrix, DVector};

use super::dense::symmetric_times;
use crate::problem::Problem;
use crate::progress::is_stopped;

const STEPS: usize = 120;
/// Residual at which the method stops at once.
const DONE: f64 = 1e-14;
/// Residual from which on standing still is a reason to stop.
const NEAR: f64 = 1e-9;
/// Steps after which corrections of the second order, which may go round in circles, are left out.
const PATIENCE: usize = 25;
/// Newton steps on the limits that bind.
const POLISHING: usize = 4;
/// A relative step below which there is nothing left to polish.
const POLISHED: f64 = 1e-12;
/// Share of the way to the boundary.
const INSIDE: f64 = 0.995;
/// The same without corrections.
const CAREFUL: f64 = 0.8;

/// The minimum.
pub(super) struct Constrained {
    pub(super) weights: DVector<f64>,
    /// The largest of stationarity, infeasibility and complementarity at unit risk.
    pub(super) residual: f64,
    pub(super) steps: usize,
}

/// Solves under the limits of `problem`, which some portfolio keeps, from the exposures of the
/// plain weights.
pub(super) fn solve_constrained(
    problem: &Problem,
    correlation: &DMatrix<f64>,
    volatilities: &DVector<f64>,
    budget: &DVector<f64>,
    plain: &DVector<f64>,
) -> Option<Constrained> {
    let cone = Cone::of(problem, volatilities);
    let mut point = Point::start(&cone, budget, plain);
    let mut best: Option<(f64, DVector<f64>, usize)> = None;
    let mut since = 0;
    for steps in 0..STEPS {
        if is_stopped() {
            return None;
        }
        let residual = point.residual(&cone, correlation, budget);
        if best.as_ref().is_none_or(|(least, ..)| residual < *least) {
            best = Some((residual, point.z.clone(), steps));
            since = 0;
        } else {
            since += 1;
        }
        let is_near = best.as_ref().is_some_and(|(least, ..)| *least < NEAR);
        if residual <= DONE || (since > 6 && is_near) {
            break;
        }
        if point
            .step(&cone, correlation, budget, steps >= PATIENCE)
            .is_none()
        {
            break;
        }
    }
    let (mut residual, mut z, steps) = best?;
    if let Some(polished) = point.polished(&cone, correlation, budget) {
        let better = polished.residual(&cone, correlation, budget);
        if better < residual {
            (residual, z) = (better, polished.z);
        }
    }
    let n = budget.len();
    let unscaled = z.rows(0, n).component_div(volatilities);
    let weights = &unscaled * (problem.constraints().budget / unscaled.sum());
    let is_number = weights.iter().all(|weight| weight.is_finite()) && residual.is_finite();
    is_number.then_some(Constrained {
        weights,
        residual,
        steps,
    })
}

/// One sparse row.
struct Normal(Vec<(usize, f64)>);

impl Normal {
    fn of(entries: impl IntoIterator<Item = (usize, f64)>) -> Self {
        let entries: Vec<_> = entries.into_iter().filter(|entry| entry.1 != 0.0).collect();
        let length: f64 = entries.iter().map(|entry| entry.1 * entry.1).sum();
        let length = if length > 0.0 { length.sqrt() } else { 1.0 };
        Self(
            entries
                .into_iter()
                .map(|(i, value)| (i, value / length))
                .collect(),
        )
    }

    fn dot(&self, z: &DVector<f64>) -> f64 {
        self.0.iter().map(|&(index, value)| value * z[index]).sum()
    }

    fn add_to(&self, factor: f64, target: &mut DVector<f64>) {
        for &(index, value) in &self.0 {
            target[index] += factor * value;
        }
    }

    /// `target += factor · a a'`, the lower triangle.
    fn add_square_to(&self, factor: f64, target: &mut DMatrix<f64>) {
        for &(column, right) in &self.0 {
            for &(row, left) in &self.0 {
                if row >= column {
                    target[(row, column)] += factor * left * right;
                }
            }
        }
    }
}

/// The limits on `z = (σ∘x, κ)` as `Ez = 0` and `Gz ≥ 0`.
pub(super) struct Cone {
    equal: Vec<Normal>,
    above: Vec<Normal>,
}

impl Cone {
    /// Rows of `E`: index and coefficient; index `n` is `κ`.
    pub(super) fn equal(&self) -> impl Iterator<Item = &[(usize, f64)]> {
        self.equal.iter().map(|normal| normal.0.as_slice())
    }

    /// Rows of `G`.
    pub(super) fn above(&self) -> impl Iterator<Item = &[(usize, f64)]> {
        self.above.iter().map(|normal| normal.0.as_slice())
    }

    /// Only what `κ` means.
    pub(super) fn free(volatilities: &DVector<f64>) -> Self {
        let n = volatilities.len();
        let unit = volatilities.mean();
        let sum = (0..n).map(|asset| (asset, unit / volatilities[asset]));
        Self {
            equal: vec![Normal::of(sum.chain([(n, -1.0)]))],
            above: Vec::new(),
        }
    }

    pub(super) fn of(problem: &Problem, volatilities: &DVector<f64>) -> Self {
        let constraints = problem.constraints();
        let n = volatilities.len();
        let unit = volatilities.mean();
        let relative = volatilities / unit;
        let size = |value: f64| (n, value);
        let mut cone = Self {
            equal: vec![Normal::of(
                (0..n)
                    .map(|asset| (asset, 1.0 / relative[asset]))
                    .chain([size(-constraints.budget)]),
            )],
            above: Vec::new(),
        };
        for asset in 0..n {
            let (min, max) = (
                constraints.min_weight.of(asset),
                constraints.max_weight.of(asset),
            );
            let own = 1.0 / relative[asset];
            if min == max {
                cone.equal.push(Normal::of([(asset, own), size(-min)]));
                continue;
            }
            // All weights are positive, so these say nothing otherwise.
            if min > 0.0 {
                cone.above.push(Normal::of([(asset, own), size(-min)]));
            }
            if max < constraints.budget {
                cone.above.push(Normal::of([(asset, -own), size(max)]));
            }
        }
        let mean = problem.moments().mean();
        let target = constraints.target_return.map(|target| {
            let coefficients = mean.iter().copied().enumerate().collect();
            (coefficients, Some(target), None)
        });
        let rows = constraints
            .rows
            .iter()
            .map(|row| (row.coefficients.clone(), row.min, row.max))
            .chain(target);
        for (coefficients, min, max) in rows {
            let signed = |sign: f64, limit: f64| {
                Normal::of(
                    coefficients
                        .iter()
                        .map(|(&asset, &value)| (asset, sign * value / relative[asset]))
                        .chain([size(-sign * limit)]),
                )
            };
            match (min, max) {
                (Some(min), Some(max)) if min == max => cone.equal.push(signed(1.0, min)),
                (min, max) => {
                    cone.above.extend(min.map(|min| signed(1.0, min)));
                    cone.above.extend(max.map(|max| signed(-1.0, max)));
                }
            }
        }
        cone
    }
}

struct Point {
    /// `(y, κ)`.
    z: DVector<f64>,
    /// `b ÷ y` in the end.
    prices: DVector<f64>,
    slacks: DVector<f64>,
    multipliers: DVector<f64>,
    equal: DVector<f64>,
}

impl Point {
    fn start(cone: &Cone, budget: &DVector<f64>, plain: &DVector<f64>) -> Self {
        let n = budget.len();
        let mut z = plain.clone().push(0.0);
        let size = cone.equal[0].0.iter().find(|entry| entry.0 == n);
        z[n] = cone.equal[0].dot(&z) / -size.map_or(-1.0, |entry| entry.1);
        let slacks = DVector::from_iterator(
            cone.above.len(),
            cone.above
                .iter()
                .map(|normal| normal.dot(&z).abs().max(0.05)),
        );
        let multipliers = slacks.map(|slack| 0.1 / budget.len() as f64 / slack);
        Self {
            prices: budget.component_div(plain),
            slacks,
            multipliers,
            equal: DVector::zeros(cone.equal.len()),
            z,
        }
    }

    /// `(Cy, 0) − (π, 0) − G'λ + E'ν`.
    fn stationarity(
        &self,
        cone: &Cone,
        risk: &DVector<f64>,
        prices: &DVector<f64>,
    ) -> DVector<f64> {
        let mut gradient = (risk - prices).push(0.0);
        for (normal, multiplier) in cone.above.iter().zip(&self.multipliers) {
            normal.add_to(-multiplier, &mut gradient);
        }
        for (normal, multiplier) in cone.equal.iter().zip(&self.equal) {
            normal.add_to(*multiplier, &mut gradient);
        }
        gradient
    }

    /// The KKT residual with `π = b ÷ y` and the slacks that the limits really have.
    fn residual(&self, cone: &Cone, correlation: &DMatrix<f64>, budget: &DVector<f64>) -> f64 {
        let exposures = self.z.rows(0, budget.len()).into_owned();
        let risk = symmetric_times(correlation, exposures.as_slice());
        let gradient = self.stationarity(cone, &risk, &budget.component_div(&exposures));
        let mut worst = gradient.amax() / (1.0 + risk.amax());
        for (normal, multiplier) in cone.above.iter().zip(&self.multipliers) {
            let slack = normal.dot(&self.z);
            let product = (slack * multiplier).abs();
            worst = worst.max(-slack).max(-multiplier).max(product);
        }
        for normal in &cone.equal {
            worst = worst.max(normal.dot(&self.z).abs());
        }
        if worst.is_nan() { f64::INFINITY } else { worst }
    }

    fn step(
        &mut self,
        cone: &Cone,
        correlation: &DMatrix<f64>,
        budget: &DVector<f64>,
        is_careful: bool,
    ) -> Option<()> {
        let n = budget.len();
        let exposures = self.z.rows(0, n).into_owned();
        let risk = symmetric_times(correlation, exposures.as_slice());
        let stationarity = self.stationarity(cone, &risk, &self.prices);
        let missing = DVector::from_iterator(
            cone.above.len(),
            cone.above
                .iter()
                .zip(&self.slacks)
                .map(|(normal, slack)| normal.dot(&self.z) - slack),
        );
        let unequal = DVector::from_iterator(
            cone.equal.len(),
            cone.equal.iter().map(|normal| normal.dot(&self.z)),
        );

        let mut matrix = DMatrix::zeros(n + 1, n + 1);
        matrix.view_mut((0, 0), (n, n)).copy_from(correlation);
        for asset in 0..n {
            matrix[(asset, asset)] += self.prices[asset] / exposures[asset];
        }
        for (index, normal) in cone.above.iter().enumerate() {
            normal.add_square_to(self.multipliers[index] / self.slacks[index], &mut matrix);
        }
        // Changes nothing where the equalities hold, and makes the matrix definite.
        for normal in &cone.equal {
            normal.add_square_to(1.0, &mut matrix);
        }
        let factor = matrix.cholesky()?;
        let equal = DMatrix::from_fn(n + 1, cone.equal.len(), |row, column| {
            let entry = cone.equal[column].0.iter().find(|entry| entry.0 == row);
            entry.map_or(0.0, |entry| entry.1)
        });
        let lifted = factor.solve(&equal);
        let schur = equal.tr_mul(&lifted).lu();

        let direction = |target: f64, second: Option<&Direction>| -> Option<Direction> {
            let mut right = -&stationarity;
            // y∘π + y∘dπ + π∘dy = b.
            let product = DVector::from_fn(n, |i, _| {
                let second = second.map_or(0.0, |s| s.z[i] * s.prices[i]);
                budget[i] - exposures[i] * self.prices[i] - second
            });
            for asset in 0..n {
                right[asset] += product[asset] / exposures[asset];
            }
            let slack_product = DVector::from_fn(cone.above.len(), |i, _| {
                let second = second.map_or(0.0, |s| s.slacks[i] * s.multipliers[i]);
                target - self.slacks[i] * self.multipliers[i] - second
            });
            for (index, normal) in cone.above.iter().enumerate() {
                let share = slack_product[index] - self.multipliers[index] * missing[index];
                normal.add_to(share / self.slacks[index], &mut right);
            }
            right -= &equal * &unequal;
            let free = factor.solve(&right);
            let dual = schur.solve(&(equal.tr_mul(&free) + &unequal))?;
            let z = free - &lifted * &dual;
            let prices = DVector::from_fn(n, |i, _| {
                (product[i] - self.prices[i] * z[i]) / exposures[i]
            });
            let slacks = DVector::from_iterator(
                cone.above.len(),
                cone.above
                    .iter()
                    .zip(&missing)
                    .map(|(normal, miss)| normal.dot(&z) + miss),
            );
            let multipliers = DVector::from_fn(cone.above.len(), |i, _| {
                (slack_product[i] - self.multipliers[i] * slacks[i]) / self.slacks[i]
            });
            Some(Direction {
                z,
                prices,
                slacks,
                multipliers,
                equal: dual,
            })
        };

        let count = cone.above.len().max(1) as f64;
        let gap = self.slacks.dot(&self.multipliers) / count;
        let predictor = direction(0.0, None)?;
        let reach = self.reach(&predictor, n).min(1.0);
        let after = (&self.slacks + &predictor.slacks * reach)
            .dot(&(&self.multipliers + &predictor.multipliers * reach))
            / count;
        let centring = if gap > 0.0 {
            (after / gap).clamp(0.0, 1.0).powi(3)
        } else {
            0.0
        };
        let corrected = direction(centring * gap, Some(&predictor))?;
        let length = (INSIDE * self.reach(&corrected, n)).min(1.0);
        let reached = (&self.slacks + &corrected.slacks * length)
            .dot(&(&self.multipliers + &corrected.multipliers * length))
            / count;
        let (chosen, length) = if !is_careful && length > 0.1 && reached <= gap {
            (corrected, length)
        } else {
            let plain = direction(0.5 * gap, None)?;
            let inside = if is_careful { CAREFUL } else { INSIDE };
            let length = (inside * self.reach(&plain, n)).min(1.0);
            (plain, length)
        };
        self.z.axpy(length, &chosen.z, 1.0);
        self.prices.axpy(length, &chosen.prices, 1.0);
        self.slacks.axpy(length, &chosen.slacks, 1.0);
        self.multipliers.axpy(length, &chosen.multipliers, 1.0);
        self.equal.axpy(length, &chosen.equal, 1.0);
        Some(())
    }

    /// The minimum on the limits that bind here, by Newton's method; nothing if they depend on
    /// each other.
    fn polished(
        &self,
        cone: &Cone,
        correlation: &DMatrix<f64>,
        budget: &DVector<f64>,
    ) -> Option<Self> {
        let n = budget.len();
        let binding: Vec<usize> = (0..cone.above.len())
            .filter(|&index| self.slacks[index] < self.multipliers[index])
            .collect();
        let rows: Vec<&Normal> = cone
            .equal
            .iter()
            .chain(binding.iter().map(|&index| &cone.above[index]))
            .collect();
        let mut normals = DMatrix::zeros(n + 1, rows.len());
        for (column, normal) in rows.iter().enumerate() {
            for &(row, value) in &normal.0 {
                normals[(row, column)] = value;
            }
        }
        let mut z = self.z.clone();
        let mut dual = DVector::zeros(rows.len());
        for _ in 0..POLISHING {
            let exposures = z.rows(0, n).into_owned();
            let prices = budget.component_div(&exposures);
            let risk = symmetric_times(correlation, exposures.as_slice());
            let mut matrix = DMatrix::zeros(n + 1, n + 1);
            matrix.view_mut((0, 0), (n, n)).copy_from(correlation);
            for asset in 0..n {
                matrix[(asset, asset)] += prices[asset] / exposures[asset];
            }
            for normal in &rows {
                normal.add_square_to(1.0, &mut matrix);
            }
            let factor = matrix.cholesky()?;
            let missed = normals.tr_mul(&z);
            let free = factor.solve(&((prices - risk).push(0.0) - &normals * &missed));
            let lifted = factor.solve(&normals);
            let schur = normals.tr_mul(&lifted).lu();
            dual = schur.solve(&(normals.tr_mul(&free) + missed))?;
            let step = free - lifted * &dual;
            let steps = step.iter().zip(&exposures).take(n);
            let reach = steps
                .filter(|(step, _)| **step < 0.0)
                .map(|(step, own)| -own / step)
                .fold(f64::INFINITY, f64::min);
            z.axpy((INSIDE * reach).min(1.0), &step, 1.0);
            if step.amax() <= POLISHED * z.amax() {
                break;
            }
        }
        let mut multipliers = DVector::zeros(cone.above.len());
        for (&index, value) in binding.iter().zip(dual.iter().skip(cone.equal.len())) {
            multipliers[index] = -value;
        }
        Some(Self {
            prices: self.prices.clone(),
            slacks: self.slacks.clone(),
            multipliers,
            equal: dual.rows(0, cone.equal.len()).into_owned(),
            z,
        })
    }

    /// The longest step that keeps everything positive.
    fn reach(&self, direction: &Direction, n: usize) -> f64 {
        let pairs = [
            (self.z.as_slice(), direction.z.as_slice()),
            (self.prices.as_slice(), direction.prices.as_slice()),
            (self.slacks.as_slice(), direction.slacks.as_slice()),
            (
                self.multipliers.as_slice(),
                direction.multipliers.as_slice(),
            ),
        ];
        let mut longest = f64::INFINITY;
        for (position, (values, steps)) in pairs.into_iter().enumerate() {
            let count = if position == 0 { n } else { values.len() };
            for (value, step) in values.iter().zip(steps).take(count) {
                if *step < 0.0 {
                    longest = longest.min(-value / step);
                }
            }
        }
        longest
    }
}

struct Direction {
    z: DVector<f64>,
    prices: DVector<f64>,
    slacks: DVector<f64>,
    multipliers: DVector<f64>,
    equal: DVector<f64>,
}
