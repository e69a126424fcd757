use pulp::{Arch, Simd, WithSimd};

use super::{MONTH, plan::Plan, source::Stream};
use crate::Rebalance;

/// Paths that share a stream of random numbers and are drawn side by side. What a seed draws
/// depends on it.
pub(super) const PATHS: usize = 128;

/// The day of ruin of a path that is not ruined.
pub(super) const NEVER: f64 = f64::INFINITY;

/// What is kept of the paths of a block.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    /// Which block of the plan.
    pub(super) number: usize,
    /// The wealth by observed day, then by path.
    pub(super) wealth: Vec<Vec<f64>>,
    /// What was put in and not taken out, by path.
    pub(super) put_in: Vec<f64>,
    /// The maximum drawdown, by path.
    pub(super) drawdown: Vec<f64>,
    /// The day of ruin, by path.
    pub(super) ruin: Vec<f64>,
}

/// Draws one block, of which `count` paths are wanted.
pub(super) fn draw(plan: &Plan, number: usize, count: usize) -> Block {
    let mut stream = Stream::new(&plan.source, plan.seed, number as u64);
    let mut state = State::new(plan);
    let mut wealth = Vec::with_capacity(plan.observed.len());
    let mut observed = plan.observed.iter().peekable();
    let arch = Arch::new();
    for day in 0..=plan.days {
        if day > 0 {
            let returns = stream.next_day(arch);
            arch.dispatch(Day {
                state: &mut state,
                plan,
                returns,
                day: day as f64,
            });
        }
        if let Some((fixed, fraction)) = plan.schedule.at(day) {
            state.pay(plan, fixed, fraction, day as f64);
        }
        if plan.is_restored_after(day) {
            state.restore(plan);
        }
        if observed.next_if_eq(&&day).is_some() {
            wealth.push(state.wealth[..count].to_vec());
        }
    }
    state.put_in.truncate(count);
    state.ruin.truncate(count);
    Block {
        number,
        wealth,
        put_in: state.put_in,
        drawdown: state.lowest[..count].iter().map(|low| 1.0 - low).collect(),
        ruin: state.ruin,
    }
}

impl Plan {
    /// Whether the holdings are brought back to the weights after the day, where they may drift.
    fn is_restored_after(&self, day: usize) -> bool {
        match self.rebalance {
            Rebalance::Daily => false,
            Rebalance::Monthly => day.is_multiple_of(MONTH),
            Rebalance::None => day == 0,
        }
    }
}

/// Where the paths of a block are, each array by path.
struct State {
    wealth: Vec<f64>,
    put_in: Vec<f64>,
    /// The value of one unit invested, over its highest so far; and the lowest of that.
    height: Vec<f64>,
    lowest: Vec<f64>,
    ruin: Vec<f64>,
    /// Wealth after the day's returns and before its payments, and that over yesterday's wealth.
    after: Vec<f64>,
    growth: Vec<f64>,
    /// By asset, then by path; none where the weights are restored every day.
    holdings: Vec<f64>,
    cash: Vec<f64>,
}

impl State {
    fn new(plan: &Plan) -> Self {
        let drifts = plan.rebalance != Rebalance::Daily;
        Self {
            wealth: vec![plan.wealth; PATHS],
            put_in: vec![plan.wealth; PATHS],
            height: vec![1.0; PATHS],
            lowest: vec![1.0; PATHS],
            ruin: vec![NEVER; PATHS],
            after: vec![0.0; PATHS],
            growth: vec![0.0; PATHS],
            holdings: vec![
                0.0;
                if drifts {
                    plan.weights.len() * PATHS
                } else {
                    0
                }
            ],
            cash: vec![0.0; PATHS],
        }
    }

    /// Buys at the weights.
    fn restore(&mut self, plan: &Plan) {
        for (holdings, weight) in self.holdings.chunks_exact_mut(PATHS).zip(&plan.weights) {
            for (holding, wealth) in holdings.iter_mut().zip(&self.wealth) {
                *holding = weight * wealth;
            }
        }
        for (cash, wealth) in self.cash.iter_mut().zip(&self.wealth) {
            *cash = plan.cash * wealth;
        }
    }

    /// The payments of a day: what comes in buys at the weights, what goes out is sold of
    /// everything alike. A path that cannot pay is ruined, and no payment comes to it any more.
    fn pay(&mut self, plan: &Plan, fixed: f64, fraction: f64, day: f64) {
        for path in 0..PATHS {
            if self.ruin[path] != NEVER {
                continue;
            }
            let wealth = self.wealth[path];
            let change = fixed + fraction * wealth;
            let after = wealth + change;
            if after <= 0.0 && (wealth > 0.0 || change < 0.0) {
                self.ruin[path] = day;
                self.put_in[path] -= wealth;
                self.wealth[path] = 0.0;
                self.clear(path);
                continue;
            }
            self.put_in[path] += change;
            self.wealth[path] = after;
            let (kept, bought) = if change < 0.0 {
                (after / wealth, 0.0)
            } else {
                (1.0, change)
            };
            let of_path = self.holdings.iter_mut().skip(path).step_by(PATHS);
            for (holding, weight) in of_path.zip(&plan.weights) {
                *holding = *holding * kept + weight * bought;
            }
            self.cash[path] = self.cash[path] * kept + plan.cash * bought;
        }
    }

    /// Nothing is left of a path.
    fn clear(&mut self, path: usize) {
        for holding in self.holdings.iter_mut().skip(path).step_by(PATHS) {
            *holding = 0.0;
        }
        self.cash[path] = 0.0;
    }

    /// The growth of portfolios whose weights were restored this morning.
    #[inline(always)]
    fn grow_restored(&mut self, plan: &Plan, returns: &[f64]) {
        self.growth.fill(1.0);
        for (weight, returns) in plan.weights.iter().zip(returns.chunks_exact(PATHS)) {
            for (growth, r) in self.growth.iter_mut().zip(returns) {
                *growth += weight * r;
            }
        }
        let all = self.growth.iter_mut().zip(&mut self.after);
        for ((growth, after), wealth) in all.zip(&self.wealth) {
            *growth *= plan.kept;
            *after = wealth * *growth;
        }
    }

    /// The growth of holdings that drift. The price of an asset does not fall below zero.
    #[inline(always)]
    fn grow_drifted(&mut self, plan: &Plan, returns: &[f64]) {
        for (after, cash) in self.after.iter_mut().zip(&mut self.cash) {
            *cash *= plan.kept;
            *after = *cash;
        }
        let rows = returns.chunks_exact(PATHS);
        for (holdings, returns) in self.holdings.chunks_exact_mut(PATHS).zip(rows) {
            let paths = holdings.iter_mut().zip(returns);
            for ((holding, r), after) in paths.zip(&mut self.after) {
                let factor = 1.0 + r;
                *holding *= if factor < 0.0 { 0.0 } else { factor } * plan.kept;
                *after += *holding;
            }
        }
        let all = self.growth.iter_mut().zip(&self.after);
        for ((growth, after), wealth) in all.zip(&self.wealth) {
            *growth = after / wealth;
        }
    }

    /// Wealth, ruin and drawdown after the day's returns. Comparisons are such that NaN stays, and
    /// is found in the end.
    #[inline(always)]
    fn settle(&mut self, day: f64) {
        for path in 0..PATHS {
            let (wealth, after) = (self.wealth[path], self.after[path]);
            let lives = wealth > 0.0;
            let growth = if self.growth[path] < 0.0 {
                0.0
            } else {
                self.growth[path]
            };
            let height = self.height[path] * if lives { growth } else { 1.0 };
            let height = if height > 1.0 { 1.0 } else { height };
            self.height[path] = height;
            let lowest = self.lowest[path];
            self.lowest[path] = if height < lowest { height } else { lowest };
            let is_lost = lives & (after <= 0.0);
            self.ruin[path] = if is_lost { day } else { self.ruin[path] };
            self.wealth[path] = if after <= 0.0 { 0.0 } else { after };
        }
    }
}

/// One day of a block, in the widest registers there are.
struct Day<'a> {
    state: &'a mut State,
    plan: &'a Plan,
    returns: &'a [f64],
    day: f64,
}

impl WithSimd for Day<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self {
            state,
            plan,
            returns,
            day,
        } = self;
        if plan.rebalance == Rebalance::Daily {
            state.grow_restored(plan, returns);
            state.settle(day);
        } else {
            state.grow_drifted(plan, returns);
            state.settle(day);
            for path in 0..PATHS {
                if state.ruin[path] == day {
                    state.clear(path);
                }
            }
        }
    }
}
