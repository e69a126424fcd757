//! All limits of a model around one portfolio, on the variables `z`.

use std::collections::{BTreeMap, BTreeSet};

use nalgebra::{DMatrix, DVector};

use super::goal::{Cut, Goal};
use crate::limits::{Constraints, LimitId};
use crate::outcome::Side;
use crate::problem::Problem;

/// A kink this close, as a share of the budget, may hold a weight.
const NEAR: f64 = 1e-6;
/// A limit of absolute weights that is missed by less, as a share of the budget, may bind.
const TOUCHES: f64 = 1e-6;

/// `lower ≤ entries'z ≤ upper`, or a distance in the place of the linear function.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) entries: Vec<(usize, f64)>,
    pub(super) lower: f64,
    pub(super) upper: f64,
    pub(super) low_name: Option<LimitId>,
    pub(super) high_name: Option<LimitId>,
    /// `√((w − centre)'Σ(w − centre))`, where the row is that.
    pub(super) centre: Option<DVector<f64>>,
}

/// What bends in a sum of absolute weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    Costs,
    Turnover,
    Gross,
}

/// The limits, and what trading costs in the objective.
pub(super) struct Frame<'p> {
    pub(super) problem: &'p Problem,
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
    pub(super) lines: Vec<Line>,
    /// Slope of the trading costs.
    pub(super) linear: Vec<f64>,
    /// `sign · (w − k) ≥ 0` as long as the kink stays where it is.
    pub(super) signs: Vec<(usize, f64, f64)>,
    /// Where the line of each family of absolute weights is.
    pub(super) families: BTreeMap<Family, usize>,
    /// Variables of the goal.
    own: usize,
    /// Functions with corners of which something is known.
    known: BTreeSet<usize>,
}

/// A portfolio with what it is completed by, and the multipliers.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) z: DVector<f64>,
    pub(super) bounds: DVector<f64>,
    pub(super) rows: DVector<f64>,
    /// One per variable, then one per row.
    pub(super) sides: Vec<Side>,
}

impl State {
    /// Where a variable or row (`columns +` row) stands; rows that were learned since hold nothing.
    pub(super) fn side(&self, index: usize) -> Side {
        self.sides.get(index).copied().unwrap_or_default()
    }

    /// With the rows that were learned since.
    pub(super) fn fit(&mut self, frame: &Frame<'_>) {
        let rows = frame.lines.len();
        self.rows.resize_vertically_mut(rows, 0.0);
        self.sides.resize(frame.columns() + rows, Side::Free);
    }
}

impl<'p> Frame<'p> {
    /// The limits around `weights`, and `z` there. Kinks of a family in `idle` hold nothing.
    pub(super) fn around(
        problem: &'p Problem,
        goal: &mut dyn Goal,
        weights: &DVector<f64>,
        idle: &BTreeSet<Family>,
    ) -> (Self, DVector<f64>) {
        let constraints = problem.constraints();
        let n = weights.len();
        let extras = goal.extras();
        let ends = |of: &dyn Fn(usize) -> f64, extra: Vec<f64>| -> Vec<f64> {
            (0..n).map(of).chain(extra).collect()
        };
        let mut frame = Self {
            problem,
            lower: ends(
                &|asset| constraints.min_weight.of(asset),
                extras.iter().map(|ends| ends.0).collect(),
            ),
            upper: ends(
                &|asset| constraints.max_weight.of(asset),
                extras.iter().map(|ends| ends.1).collect(),
            ),
            lines: Vec::new(),
            linear: vec![0.0; n + extras.len()],
            signs: Vec::new(),
            families: BTreeMap::new(),
            own: n + extras.len(),
            known: BTreeSet::new(),
        };
        let mut z: Vec<f64> = weights.iter().copied().collect();
        z.extend(goal.complete(weights));
        frame.add_lines(constraints, n);
        for entries in goal.ties() {
            frame.lines.push(at_least(entries, 0.0));
        }
        frame.add_absolutes(goal.trades(), weights, idle, &mut z);
        frame.add_distances(constraints);
        (frame, DVector::from_vec(z))
    }

    pub(super) fn columns(&self) -> usize {
        self.lower.len()
    }

    /// The variables that the goal knows: all but those of kinks.
    pub(super) fn own_columns(&self) -> usize {
        self.own
    }

    /// A gradient on the variables of the goal, with the trading costs, on all variables.
    pub(super) fn whole(&self, gradient: DVector<f64>) -> DVector<f64> {
        let mut whole = DVector::from_column_slice(&self.linear);
        let mut own = whole.rows_mut(0, gradient.len());
        own += gradient;
        whole
    }

    /// Whether something is known of a function with corners.
    pub(super) fn knows(&self, column: usize) -> bool {
        self.known.contains(&column)
    }

    /// Adds `z[column] ≥ cut`.
    pub(super) fn learn(&mut self, column: usize, cut: &Cut) {
        let mut entries: Vec<(usize, f64)> = cut
            .entries
            .iter()
            .map(|&(index, slope)| (index, -slope))
            .collect();
        entries.push((column, 1.0));
        self.known.insert(column);
        self.lines.push(at_least(entries, cut.constant));
    }

    /// Value, slopes and second derivatives (on the weights) of a row.
    pub(super) fn value(&self, line: &Line, z: &DVector<f64>) -> f64 {
        match &line.centre {
            Some(centre) => self
                .problem
                .moments()
                .volatility(&(z.rows(0, centre.len()) - centre)),
            None => line.entries.iter().map(|&(i, value)| value * z[i]).sum(),
        }
    }

    pub(super) fn slope(&self, line: &Line, z: &DVector<f64>) -> DVector<f64> {
        let mut slope = DVector::zeros(z.len());
        match &line.centre {
            Some(centre) => {
                let n = centre.len();
                let apart = z.rows(0, n) - centre;
                let along = self.problem.moments().covariance() * &apart;
                let distance = self.value(line, z);
                slope.rows_mut(0, n).copy_from(&(along / distance));
            }
            None => {
                for &(index, value) in &line.entries {
                    slope[index] += value;
                }
            }
        }
        slope
    }

    /// Adds `price` times the second derivatives of the distances to `target`.
    pub(super) fn bend(&self, rows: &DVector<f64>, z: &DVector<f64>, target: &mut DMatrix<f64>) {
        for (line, &price) in self.lines.iter().zip(rows) {
            let Some(centre) = line.centre.as_ref().filter(|_| price != 0.0) else {
                continue;
            };
            let n = centre.len();
            let distance = self.value(line, z);
            let slope = self.slope(line, z);
            let covariance = self.problem.moments().covariance();
            for column in 0..n {
                for row in 0..n {
                    let square = covariance[(row, column)] - slope[row] * slope[column];
                    target[(row, column)] += price * square / distance;
                }
            }
        }
    }

    /// The limits that hold with equality, shared bounds once, and each asset at the shared cap as
    /// if it alone had it.
    pub(super) fn binding(&self, state: &State) -> BTreeSet<LimitId> {
        let constraints = self.problem.constraints();
        let columns = self.columns();
        let n = self.problem.assets();
        let mut binding = BTreeSet::new();
        for (asset, &side) in state.sides.iter().enumerate().take(n) {
            let is_fixed = self.lower[asset] == self.upper[asset];
            match side {
                Side::Free => {}
                Side::Lower if is_fixed && state.bounds[asset] > 0.0 => {
                    binding.extend(caps(constraints, asset));
                }
                Side::Lower => {
                    binding.insert(floor(constraints, asset));
                }
                Side::Upper => binding.extend(caps(constraints, asset)),
            }
        }
        for (row, line) in self.lines.iter().enumerate() {
            let name = match state.sides[columns + row] {
                Side::Free => None,
                Side::Lower if line.lower == line.upper && state.rows[row] > 0.0 => line.high_name,
                Side::Lower => line.low_name.or(line.high_name),
                Side::Upper => line.high_name,
            };
            binding.extend(name);
        }
        binding
    }

    /// What is held from both sides belongs to the side that it presses against.
    pub(super) fn face_the_pressure(&self, state: &mut State) {
        let columns = self.columns();
        for index in 0..state.sides.len() {
            let (low, high, price) = match index.checked_sub(columns) {
                None => (self.lower[index], self.upper[index], state.bounds[index]),
                Some(row) => {
                    let line = &self.lines[row];
                    (line.lower, line.upper, state.rows[row])
                }
            };
            if low == high && state.sides[index] != Side::Free {
                let presses_up = price > 0.0;
                state.sides[index] = if presses_up { Side::Upper } else { Side::Lower };
            }
        }
    }

    fn add_lines(&mut self, constraints: &Constraints, assets: usize) {
        self.lines.push(Line {
            lower: constraints.budget,
            upper: constraints.budget,
            low_name: Some(LimitId::Budget),
            high_name: Some(LimitId::Budget),
            ..at_least((0..assets).map(|asset| (asset, 1.0)).collect(), 0.0)
        });
        for (index, row) in constraints.rows.iter().enumerate() {
            let entries = row.coefficients.iter();
            self.lines.push(Line {
                lower: row.min.unwrap_or(f64::NEG_INFINITY),
                upper: row.max.unwrap_or(f64::INFINITY),
                low_name: Some(LimitId::RowMin(index)),
                high_name: Some(LimitId::RowMax(index)),
                ..at_least(entries.map(|(&asset, &c)| (asset, c)).collect(), 0.0)
            });
        }
    }

    fn add_absolutes(
        &mut self,
        trades: f64,
        weights: &DVector<f64>,
        idle: &BTreeSet<Family>,
        z: &mut Vec<f64>,
    ) {
        let constraints = self.problem.constraints();
        let budget = constraints.budget;
        let mut columns = BTreeMap::new();
        let mean = self.problem.moments().mean();
        let target = constraints.target_return;
        let costs = constraints.costs.as_ref().filter(|costs| costs.rate > 0.0);
        let is_near = |target: f64| {
            let net = self.problem.net_return(weights);
            net - target <= TOUCHES * (1.0 + net.abs())
        };
        let is_idle = idle.contains(&Family::Costs) || !target.is_some_and(is_near);
        let holds = trades > 0.0 || !is_idle;
        let paid = costs.map(|costs| (costs.rate, self.sum(&costs.from, holds, z, &mut columns)));
        if let Some((_, (entries, _))) = &paid {
            for &(index, sign) in entries {
                self.linear[index] += trades * sign;
            }
        }
        if let Some(target) = target {
            let mut entries: Vec<(usize, f64)> = mean.iter().copied().enumerate().collect();
            let mut lower = target;
            if let Some((rate, (paid, constant))) = paid {
                entries.extend(paid.into_iter().map(|(index, sign)| (index, -rate * sign)));
                lower += rate * constant;
                if trades == 0.0 {
                    self.families.insert(Family::Costs, self.lines.len());
                }
            }
            self.lines.push(Line {
                low_name: Some(LimitId::TargetReturn),
                ..at_least(entries, lower)
            });
        }
        let turnover = constraints.turnover.as_ref();
        let turnover = turnover.map(|turnover| (turnover.from.clone(), 2.0 * turnover.max));
        let gross = constraints.gross_exposure;
        let gross = gross.map(|gross| (DVector::zeros(weights.len()), gross));
        let families = [
            (Family::Turnover, LimitId::Turnover, turnover),
            (Family::Gross, LimitId::GrossExposure, gross),
        ];
        for (family, name, limit) in families {
            let Some((from, most)) = limit else { continue };
            let value = (weights - &from).lp_norm(1);
            let counts = most - value <= TOUCHES * budget && !idle.contains(&family);
            let (entries, constant) = self.sum(&from, counts, z, &mut columns);
            self.families.insert(family, self.lines.len());
            self.lines.push(Line {
                lower: f64::NEG_INFINITY,
                upper: most - constant,
                high_name: Some(name),
                ..at_least(entries, 0.0)
            });
        }
    }

    /// `Σ |w − from|` as a linear function of `z`, with a column for each weight at its kink.
    fn sum(
        &mut self,
        from: &DVector<f64>,
        holds: bool,
        z: &mut Vec<f64>,
        columns: &mut BTreeMap<(usize, u64), usize>,
    ) -> (Vec<(usize, f64)>, f64) {
        let near = NEAR * self.problem.constraints().budget;
        let (mut entries, mut constant) = (Vec::new(), 0.0);
        for (asset, &at) in from.iter().enumerate() {
            let weight = z[asset];
            let sign = match () {
                () if self.lower[asset] >= at => 1.0,
                () if self.upper[asset] <= at => -1.0,
                () if (weight - at).abs() > near => {
                    let sign = (weight - at).signum();
                    self.signs.push((asset, at, sign));
                    sign
                }
                // Nothing depends on it.
                () if !holds => continue,
                () => {
                    let column = *columns.entry((asset, at.to_bits())).or_insert(z.len());
                    if column == z.len() {
                        self.add_kink(column, asset, at);
                        z.push((weight - at).abs());
                    }
                    entries.push((column, 1.0));
                    continue;
                }
            };
            entries.push((asset, sign));
            constant -= sign * at;
        }
        (entries, constant)
    }

    /// `z[column] ≥ |w − at|`.
    fn add_kink(&mut self, column: usize, asset: usize, at: f64) {
        self.lower.push(f64::NEG_INFINITY);
        self.upper.push(f64::INFINITY);
        self.linear.push(0.0);
        for sign in [1.0, -1.0] {
            let entries = vec![(column, 1.0), (asset, -sign)];
            self.lines.push(at_least(entries, -sign * at));
        }
    }

    fn add_distances(&mut self, constraints: &Constraints) {
        let zero = DVector::zeros(self.problem.assets());
        let tracking = constraints.tracking_error.as_ref();
        let tracking =
            tracking.map(|limit| (LimitId::TrackingError, limit.benchmark.clone(), limit.max));
        let risk = constraints
            .max_risk
            .map(|most| (LimitId::MaxRisk, zero, most));
        for (name, centre, most) in tracking.into_iter().chain(risk) {
            self.lines.push(Line {
                lower: f64::NEG_INFINITY,
                upper: most,
                high_name: Some(name),
                centre: Some(centre),
                ..at_least(Vec::new(), 0.0)
            });
        }
    }
}

fn at_least(entries: Vec<(usize, f64)>, lower: f64) -> Line {
    Line {
        entries,
        lower,
        upper: f64::INFINITY,
        low_name: None,
        high_name: None,
        centre: None,
    }
}

fn floor(constraints: &Constraints, asset: usize) -> LimitId {
    match constraints.min_weight.by_asset.contains_key(&asset) {
        true => LimitId::MinWeightOf(asset),
        false => LimitId::MinWeight,
    }
}

fn caps(constraints: &Constraints, asset: usize) -> Vec<LimitId> {
    match constraints.max_weight.by_asset.contains_key(&asset) {
        true => vec![LimitId::MaxWeightOf(asset)],
        false => vec![LimitId::MaxWeight, LimitId::MaxWeightOf(asset)],
    }
}
