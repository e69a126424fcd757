//! Random models whose limits contradict each other, and a judge of its own for what can be kept.

use std::collections::BTreeSet;

use clarabel::algebra::CscMatrix;
use clarabel::solver::{
    DefaultSettings, DefaultSolver, IPSolver, NonnegativeConeT, SecondOrderConeT, SolverStatus,
    SupportedConeT, ZeroConeT,
};
use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, LimitId, Moments, Objective, Problem, Row, TrackingError, TradingCosts,
    Turnover,
};

use crate::draws::Draws;

/// What every judgement may be wrong by, as a share of the numbers.
pub(crate) const DOUBTFUL: f64 = 2e-7;

/// Limits of one problem, some of which may be left out.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) moments: Moments,
    pub(crate) objective: Objective,
    pub(crate) constraints: Constraints,
    /// What was put in, for the report.
    pub(crate) reasons: Vec<&'static str>,
}

impl Model {
    /// Nothing where two limits of one number are the wrong way round, which is bad input.
    pub(crate) fn problem(&self) -> Option<Problem> {
        let moments = self.moments.clone();
        Problem::new(moments, self.objective, self.constraints.clone()).ok()
    }

    fn risk_free(&self) -> Option<f64> {
        match self.objective {
            Objective::MaxSharpe { risk_free } => Some(risk_free),
            _ => None,
        }
    }

    /// Every limit that somebody has set.
    pub(crate) fn named(&self) -> Vec<LimitId> {
        let constraints = &self.constraints;
        let mut named = Vec::new();
        let mut note = |limit: LimitId, is_set: bool| named.extend(is_set.then_some(limit));
        note(LimitId::Budget, constraints.budget != 1.0);
        let (min, max) = (&constraints.min_weight, &constraints.max_weight);
        note(
            LimitId::MinWeight,
            min.default.is_finite() && min.default != 0.0,
        );
        note(
            LimitId::MaxWeight,
            max.default.is_finite() && max.default != 1.0,
        );
        for (&asset, &value) in &min.by_asset {
            note(
                LimitId::MinWeightOf(asset),
                value.is_finite() && value != 0.0,
            );
        }
        for (&asset, &value) in &max.by_asset {
            note(
                LimitId::MaxWeightOf(asset),
                value.is_finite() && value != 1.0,
            );
        }
        for (index, row) in constraints.rows.iter().enumerate() {
            note(LimitId::RowMin(index), row.min.is_some());
            note(LimitId::RowMax(index), row.max.is_some());
        }
        for limit in [
            LimitId::Turnover,
            LimitId::GrossExposure,
            LimitId::TrackingError,
            LimitId::MaxRisk,
            LimitId::TargetReturn,
        ] {
            note(limit, constraints.value(limit).is_some());
        }
        note(LimitId::RiskFree, self.risk_free().is_some());
        named
    }

    /// By how much the limits that are kept (of those that were set) have to give way, all of them
    /// alike; nothing where the judge does not know.
    pub(crate) fn missing(&self, kept: &BTreeSet<LimitId>) -> Option<f64> {
        let named: BTreeSet<LimitId> = self.named().into_iter().collect();
        let stays = |limit: LimitId| kept.contains(&limit) || !named.contains(&limit);
        let constraints = &self.constraints;
        let n = self.moments.assets();
        let (min, max) = (&constraints.min_weight, &constraints.max_weight);
        let shared_min = fall_back(min.default, stays(LimitId::MinWeight), 0.0, |a, b| a > b);
        let shared_max = fall_back(max.default, stays(LimitId::MaxWeight), 1.0, |a, b| a < b);
        let mut judge = Judge::new(n);
        if stays(LimitId::Budget) {
            judge.equal((0..n).map(|i| (i, 1.0)).collect(), constraints.budget);
        }
        for asset in 0..n {
            let low = match min.by_asset.get(&asset) {
                Some(&own) if stays(LimitId::MinWeightOf(asset)) => own,
                Some(&own) => {
                    if own > shared_min {
                        shared_min
                    } else {
                        f64::NEG_INFINITY
                    }
                }
                None => shared_min,
            };
            let high = match max.by_asset.get(&asset) {
                Some(&own) if stays(LimitId::MaxWeightOf(asset)) => own,
                Some(&own) => {
                    if own < shared_max {
                        shared_max
                    } else {
                        f64::INFINITY
                    }
                }
                None => shared_max,
            };
            judge.below(vec![(asset, -1.0)], -low);
            judge.below(vec![(asset, 1.0)], high);
        }
        for (index, row) in constraints.rows.iter().enumerate() {
            let signed = |sign: f64| {
                row.coefficients
                    .iter()
                    .map(|(&i, &c)| (i, sign * c))
                    .collect()
            };
            if let Some(value) = row.min.filter(|_| kept.contains(&LimitId::RowMin(index))) {
                judge.below(signed(-1.0), -value);
            }
            if let Some(value) = row.max.filter(|_| kept.contains(&LimitId::RowMax(index))) {
                judge.below(signed(1.0), value);
            }
        }
        let mean = self.moments.mean();
        let net = |judge: &mut Judge| {
            let mut entries: Vec<(usize, f64)> = mean.iter().map(|m| -m).enumerate().collect();
            if let Some(costs) = &constraints.costs {
                let first = judge.distances(&costs.from);
                entries.extend((0..n).map(|i| (first + i, costs.rate)));
            }
            entries
        };
        if let Some(target) = constraints
            .target_return
            .filter(|_| kept.contains(&LimitId::TargetReturn))
        {
            let entries = net(&mut judge);
            judge.below(entries, -target);
        }
        if let Some(rate) = self
            .risk_free()
            .filter(|_| kept.contains(&LimitId::RiskFree))
        {
            let entries = net(&mut judge);
            // Nothing can be divided by a risk without a return above the rate.
            judge.below(entries, -rate - 1e-6);
        }
        if let Some(turnover) = constraints
            .turnover
            .as_ref()
            .filter(|_| kept.contains(&LimitId::Turnover))
        {
            let first = judge.distances(&turnover.from);
            judge.below((0..n).map(|i| (first + i, 0.5)).collect(), turnover.max);
        }
        if let Some(gross) = constraints
            .gross_exposure
            .filter(|_| kept.contains(&LimitId::GrossExposure))
        {
            let first = judge.distances(&DVector::zeros(n));
            judge.below((0..n).map(|i| (first + i, 1.0)).collect(), gross);
        }
        let root = self
            .moments
            .covariance()
            .clone()
            .cholesky()?
            .l()
            .transpose();
        if let Some(limit) = constraints
            .tracking_error
            .as_ref()
            .filter(|_| kept.contains(&LimitId::TrackingError))
        {
            judge.length(&root, &limit.benchmark, limit.max);
        }
        if let Some(most) = constraints
            .max_risk
            .filter(|_| kept.contains(&LimitId::MaxRisk))
        {
            judge.length(&root, &DVector::zeros(n), most);
        }
        judge.missing()
    }
}

fn fall_back(value: f64, stays: bool, usual: f64, is_tighter: impl Fn(f64, f64) -> bool) -> f64 {
    match () {
        () if stays => value,
        () if is_tighter(value, usual) => usual,
        () if usual == 0.0 => f64::NEG_INFINITY,
        () => f64::INFINITY,
    }
}

/// A cone program in which every inequality gives way by the same number.
struct Judge {
    columns: usize,
    equal: Vec<(Vec<(usize, f64)>, f64)>,
    below: Vec<(Vec<(usize, f64)>, f64)>,
    lengths: Vec<(DMatrix<f64>, DVector<f64>, f64)>,
    missing: usize,
}

impl Judge {
    fn new(assets: usize) -> Self {
        Self {
            columns: assets + 1,
            equal: Vec::new(),
            below: Vec::new(),
            lengths: Vec::new(),
            missing: assets,
        }
    }

    fn equal(&mut self, entries: Vec<(usize, f64)>, right: f64) {
        self.equal.push((entries, right));
    }

    fn below(&mut self, mut entries: Vec<(usize, f64)>, right: f64) {
        if right.is_finite() {
            entries.push((self.missing, -1.0));
            self.below.push((entries, right));
        }
    }

    /// Columns that are at least `|w − from|`; they do not give way.
    fn distances(&mut self, from: &DVector<f64>) -> usize {
        let first = self.columns;
        self.columns += from.len();
        for (asset, &at) in from.iter().enumerate() {
            for sign in [1.0, -1.0] {
                let entries = vec![(asset, sign), (first + asset, -1.0)];
                self.below.push((entries, sign * at));
            }
        }
        first
    }

    fn length(&mut self, root: &DMatrix<f64>, centre: &DVector<f64>, most: f64) {
        self.lengths.push((root.clone(), root * centre, most));
    }

    fn missing(self) -> Option<f64> {
        let mut rows: Vec<(Vec<(usize, f64)>, f64)> = self.equal.clone();
        let mut cones: Vec<SupportedConeT<f64>> = vec![ZeroConeT(rows.len())];
        rows.extend(self.below);
        rows.push((vec![(self.missing, -1.0)], 0.0));
        cones.push(NonnegativeConeT(rows.len() - self.equal.len()));
        for (root, centre, most) in &self.lengths {
            rows.push((vec![(self.missing, -1.0)], *most));
            for row in 0..root.nrows() {
                let entries = root
                    .row(row)
                    .iter()
                    .map(|entry| -entry)
                    .enumerate()
                    .collect();
                rows.push((entries, -centre[row]));
            }
            cones.push(SecondOrderConeT(root.nrows() + 1));
        }
        let mut columns: Vec<Vec<(usize, f64)>> = vec![Vec::new(); self.columns];
        for (row, (entries, _)) in rows.iter().enumerate() {
            for &(column, value) in entries.iter().filter(|entry| entry.1 != 0.0) {
                columns[column].push((row, value));
            }
        }
        let (mut starts, mut places, mut values) = (vec![0], Vec::new(), Vec::new());
        for column in columns {
            for (row, value) in column {
                places.push(row);
                values.push(value);
            }
            starts.push(places.len());
        }
        let matrix = CscMatrix::new(rows.len(), self.columns, starts, places, values);
        let right: Vec<f64> = rows.iter().map(|row| row.1).collect();
        let mut cost = vec![0.0; self.columns];
        cost[self.missing] = 1.0;
        let settings = DefaultSettings {
            verbose: false,
            ..DefaultSettings::default()
        };
        let none = CscMatrix::zeros((self.columns, self.columns));
        let mut solver =
            DefaultSolver::new(&none, &cost, &matrix, &right, &cones, settings).ok()?;
        solver.solve();
        match solver.solution.status {
            SolverStatus::Solved | SolverStatus::AlmostSolved => {
                Some(solver.solution.x[self.missing])
            }
            _ => None,
        }
    }
}

/// A model of `n` assets with one conflict, or with several.
pub(crate) fn infeasible(draws: &mut Draws, n: usize) -> Model {
    let moments = moments(draws, n);
    let mut model = Model {
        moments,
        objective: [
            Objective::MinVariance,
            Objective::MaxReturn,
            Objective::MaxUtility { risk_aversion: 3.0 },
        ][draws.below(3)],
        constraints: Constraints::default(),
        reasons: Vec::new(),
    };
    harmless(draws, &mut model);
    let count = 1 + draws.below(3);
    for _ in 0..count {
        let kind = draws.below(12);
        contradict(draws, &mut model, kind);
    }
    model
}

fn moments(draws: &mut Draws, n: usize) -> Moments {
    let betas: Vec<f64> = (0..n).map(|_| draws.between(0.3, 1.5)).collect();
    let owns: Vec<f64> = (0..n).map(|_| draws.between(0.01, 0.08)).collect();
    let covariance = DMatrix::from_fn(n, n, |i, j| {
        0.02 * betas[i] * betas[j] + if i == j { owns[i] } else { 0.0 }
    });
    let mean = DVector::from_fn(n, |_, _| draws.between(-0.05, 0.2));
    Moments::new(mean, covariance).expect("moments")
}

fn some_of(draws: &mut Draws, n: usize, least: usize) -> Vec<usize> {
    let mut chosen: Vec<usize> = (0..n).filter(|_| draws.chance(0.3)).collect();
    while chosen.len() < least {
        let asset = draws.below(n);
        if !chosen.contains(&asset) {
            chosen.push(asset);
        }
    }
    chosen.sort_unstable();
    chosen
}

/// Limits that contradict nothing.
fn harmless(draws: &mut Draws, model: &mut Model) {
    let n = model.moments.assets();
    let constraints = &mut model.constraints;
    for index in 0..draws.below(4) {
        let group = some_of(draws, n, 2);
        let max = Some(draws.between(0.9, 1.0));
        constraints
            .rows
            .push(Row::group(format!("wide {index}"), group, None, max));
    }
    if draws.chance(0.3) {
        constraints.max_weight = Bounds::all(draws.between(0.6, 0.9));
    }
    if draws.chance(0.3) {
        constraints.target_return = Some(-0.04);
    }
    if draws.chance(0.2) {
        constraints.max_risk = Some(0.6);
    }
    if draws.chance(0.2) {
        constraints.gross_exposure = Some(3.0);
    }
    if draws.chance(0.1) {
        constraints.budget = draws.between(0.8, 1.2);
    }
}

/// Puts one contradiction in.
fn contradict(draws: &mut Draws, model: &mut Model, kind: usize) {
    let n = model.moments.assets();
    let budget = model.constraints.budget;
    let even = budget / n as f64;
    let name = format!("row {}", model.constraints.rows.len());
    let constraints = &mut model.constraints;
    let reason = match kind {
        0 => {
            constraints.max_weight = Bounds::all(even * draws.between(0.5, 0.95));
            "caps"
        }
        1 => {
            constraints.min_weight.default = even * draws.between(1.05, 1.5);
            "floors"
        }
        2 => {
            let group = some_of(draws, n, 2);
            let cap = even * 1.5;
            for &asset in &group {
                constraints.max_weight.by_asset.insert(asset, cap);
            }
            let min = cap * group.len() as f64 * draws.between(1.05, 1.5);
            constraints
                .rows
                .push(Row::group(name, group, Some(min), None));
            "a group against its caps"
        }
        3 => {
            let small = some_of(draws, n, 2);
            let mut large = small.clone();
            large.push((0..n).find(|i| !small.contains(i)).unwrap_or(0));
            large.sort_unstable();
            large.dedup();
            let floor = draws.between(0.4, 0.7);
            let cap = Some(floor * draws.between(0.5, 0.9));
            constraints
                .rows
                .push(Row::group(format!("{name} in"), small, Some(floor), None));
            constraints
                .rows
                .push(Row::group(format!("{name} around"), large, None, cap));
            "a group inside another"
        }
        4 => {
            let best = model.moments.mean().max();
            constraints.target_return = Some(budget * best + draws.between(0.01, 0.2));
            "a return that nothing has"
        }
        5 => {
            let best = model.moments.mean().imax();
            let from = DVector::from_fn(n, |i, _| if i == (best + 1) % n { budget } else { 0.0 });
            constraints.costs = Some(TradingCosts { from, rate: 0.05 });
            constraints.target_return = Some(budget * (model.moments.mean().max() - 1e-3));
            "costs against a target"
        }
        6 => {
            let from = DVector::from_fn(n, |i, _| if i == 0 { budget } else { 0.0 });
            let max = draws.between(0.05, 0.2);
            constraints.turnover = Some(Turnover { from, max });
            let cap = Some(budget * (1.0 - max) * draws.between(0.3, 0.9));
            constraints.rows.push(Row::group(name, [0], None, cap));
            "a turnover"
        }
        7 => {
            constraints.min_weight.default = constraints.min_weight.default.min(-0.5);
            let short = some_of(draws, n, 2);
            let least = draws.between(0.2, 0.4);
            constraints
                .rows
                .push(Row::group(name, short, None, Some(-least)));
            constraints.gross_exposure = Some(budget + least * draws.between(0.5, 1.5));
            "a gross exposure"
        }
        8 => {
            let benchmark = DVector::from_element(n, even);
            let max = draws.between(0.005, 0.02);
            constraints.tracking_error = Some(TrackingError { benchmark, max });
            let asset = draws.below(n);
            constraints
                .min_weight
                .by_asset
                .insert(asset, (even + 0.4).min(0.95));
            constraints.max_weight.by_asset.insert(asset, 1.0);
            "a tracking error"
        }
        9 => {
            constraints.max_risk = Some(draws.between(0.01, 0.04) * budget);
            "a risk"
        }
        10 => {
            let highest = budget * model.moments.mean().max();
            let risk_free = highest + draws.between(0.01, 0.1);
            model.objective = Objective::MaxSharpe { risk_free };
            "a risk-free rate"
        }
        _ => {
            let asset = draws.below(n);
            let cap = draws.between(0.01, 0.1);
            constraints.max_weight.by_asset.insert(asset, cap);
            constraints.min_weight.by_asset.remove(&asset);
            let row = Row {
                name,
                coefficients: [(asset, draws.between(0.5, 2.0))].into(),
                min: Some(2.0 * cap * draws.between(1.1, 2.0)),
                max: None,
            };
            constraints.rows.push(row);
            "one cap against a row"
        }
    };
    model.reasons.push(reason);
}
