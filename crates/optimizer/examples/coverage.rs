//! How often bands hold the true weights:
//! `cargo run --release -p optimizer --example coverage [replications [resamples]]`.
//!
//! Returns are made from a known covariance, so that the true weights are known. Each replication
//! makes a history, and bands of 90 % from nothing but that history. Printed is the share of the
//! replications whose band holds the true weight: the mean over the assets, the least and the
//! most, and on which side the others miss. Published in `docs/benchmarks.md`.

#![expect(clippy::print_stdout, reason = "printing is what this is for")]

use std::time::Instant;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, Draw, Estimates, Moments, Objective, Problem, Resampling,
    resampled_problem, solve,
};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

const LEVEL: f64 = 0.9;
const DAYS: usize = 1250;
const AVERSION: f64 = 4.0;

/// How days come about; all have the covariance that is asked for.
#[derive(Debug, Clone, Copy)]
enum Market {
    /// Normal, independent.
    Normal,
    /// Student's t of 5 degrees, independent.
    HeavyTails,
    /// Calm and stormy times: the variance of a GARCH(1,1) of 0.08 and 0.90, common to all assets.
    Storms,
}

/// Which portfolios.
#[derive(Debug, Clone, Copy)]
enum Goal {
    /// Every true weight is inside and no limit is in the way.
    Interior,
    /// The same truth, but no weight may be below zero.
    LongOnly,
    /// A third of the true weights are zero, their price is far from it.
    OnBounds,
    /// As `Interior`, means included.
    Utility,
    /// Long only, means included.
    UtilityLongOnly,
    /// As `Interior`, means included.
    Sharpe,
    /// Long only, means included.
    SharpeLongOnly,
}

fn main() {
    let mut numbers = std::env::args().skip(1).map(|word| word.parse());
    let mut number = |default| numbers.next().and_then(Result::ok).unwrap_or(default);
    let (replications, resamples) = (number(500), number(500));
    println!(
        "{replications} replications of {DAYS} days, {resamples} resamples, bands of 90 %, \
         automatic blocks\n"
    );
    println!(
        "| goal | market | draw | assets | covered % | least | most | too low % | too high % | \
         median width | mean block |"
    );
    println!("|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    let blocks = Draw::StationaryBlocks { block: None };
    for market in [Market::Normal, Market::HeavyTails, Market::Storms] {
        for assets in [5, 10, 30] {
            row(
                Goal::Interior,
                market,
                blocks,
                assets,
                replications,
                resamples,
            );
        }
    }
    for assets in [5, 10, 30] {
        row(
            Goal::Interior,
            Market::Normal,
            Draw::Normal,
            assets,
            replications,
            resamples,
        );
    }
    for goal in [
        Goal::LongOnly,
        Goal::OnBounds,
        Goal::Utility,
        Goal::UtilityLongOnly,
        Goal::Sharpe,
        Goal::SharpeLongOnly,
    ] {
        for assets in [5, 10, 30] {
            row(
                goal,
                Market::Normal,
                blocks,
                assets,
                replications,
                resamples,
            );
        }
    }
}

fn row(
    goal: Goal,
    market: Market,
    draw: Draw,
    assets: usize,
    replications: usize,
    resamples: usize,
) {
    let start = Instant::now();
    let truth = goal.moments(assets);
    let weights = goal.solved(truth.clone());
    let root = truth
        .covariance()
        .clone()
        .cholesky()
        .expect("positive definite")
        .l();
    let mut tally = Tally::new(assets);
    for replication in 0..replications {
        let seed = (replication * 100 + assets) as u64;
        let returns = market.days(&truth, &root, seed);
        let estimates = Estimates::default();
        let moments = estimates.estimate(&returns).expect("returns").moments;
        let problem = goal.problem(moments);
        let resampling = Resampling {
            draw,
            resamples,
            level: LEVEL,
            seed,
        };
        let bands = resampled_problem(&problem, &returns, &estimates, &resampling);
        let bands = bands.expect("well-formed");
        tally.blocks += bands.block.unwrap_or(1.0);
        for (asset, band) in bands.assets.iter().enumerate() {
            // A band that ends on the bound holds what is on the bound, but for rounding.
            let weight = weights[asset];
            tally.too_high[asset] += usize::from(band.low > weight + 1e-9);
            tally.too_low[asset] += usize::from(band.high < weight - 1e-9);
            tally.widths.push(band.high - band.low);
        }
    }
    let name = format!("{goal:?} | {market:?} | {}", drawn(draw));
    let inside: Vec<usize> = (0..assets).filter(|&asset| weights[asset] > 1e-9).collect();
    let outside: Vec<usize> = (0..assets)
        .filter(|&asset| weights[asset] <= 1e-9)
        .collect();
    if outside.is_empty() {
        tally.print(&name, &inside, replications);
    } else {
        tally.print(
            &format!("{goal:?}, held | {market:?} | {}", drawn(draw)),
            &inside,
            replications,
        );
        tally.print(
            &format!("{goal:?}, at zero | {market:?} | {}", drawn(draw)),
            &outside,
            replications,
        );
    }
    eprintln_time(&name, assets, start);
}

fn drawn(draw: Draw) -> &'static str {
    match draw {
        Draw::StationaryBlocks { .. } => "blocks",
        Draw::Normal => "normal",
    }
}

#[expect(
    clippy::print_stderr,
    reason = "how long it takes is not part of the table"
)]
fn eprintln_time(name: &str, assets: usize, start: Instant) {
    eprintln!("{name} {assets}: {:.1} s", start.elapsed().as_secs_f64());
}

struct Tally {
    too_low: Vec<usize>,
    too_high: Vec<usize>,
    widths: Vec<f64>,
    blocks: f64,
}

impl Tally {
    fn new(assets: usize) -> Self {
        Self {
            too_low: vec![0; assets],
            too_high: vec![0; assets],
            widths: Vec::new(),
            blocks: 0.0,
        }
    }

    fn print(&self, name: &str, assets: &[usize], replications: usize) {
        let share = |count: usize| 100.0 * count as f64 / replications as f64;
        let covered: Vec<f64> = assets
            .iter()
            .map(|&asset| 100.0 - share(self.too_low[asset] + self.too_high[asset]))
            .collect();
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let of = |counts: &[usize]| {
            mean(
                &assets
                    .iter()
                    .map(|&asset| share(counts[asset]))
                    .collect::<Vec<_>>(),
            )
        };
        let mut widths = self.widths.clone();
        widths.sort_by(f64::total_cmp);
        println!(
            "| {name} | {} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {:.3} | {:.1} |",
            assets.len(),
            mean(&covered),
            covered.iter().copied().fold(f64::INFINITY, f64::min),
            covered.iter().copied().fold(0.0, f64::max),
            of(&self.too_low),
            of(&self.too_high),
            widths[widths.len() / 2],
            self.blocks / replications as f64,
        );
    }
}

impl Goal {
    /// One factor. Where its loadings are near each other every asset has a weight in the
    /// portfolio of smallest variance; where they are far apart the largest are left out.
    fn moments(self, assets: usize) -> Moments {
        let spread = if matches!(self, Self::OnBounds) {
            0.9
        } else {
            1.2 / assets as f64
        };
        let place = |asset: usize| asset as f64 / (assets - 1) as f64 - 0.5;
        let loading = |asset: usize| 0.15 * (1.0 + spread * place(asset));
        let own = |asset: usize| 0.18 * (1.0 + 0.6 * place(asset * 7 % assets));
        let covariance = DMatrix::from_fn(assets, assets, |row, column| {
            let diagonal = if row == column { own(row).powi(2) } else { 0.0 };
            loading(row) * loading(column) + diagonal
        });
        // The means that make a given portfolio the one of largest utility.
        let held = DVector::from_fn(assets, |asset, _| {
            (1.0 + 0.5 * place(asset * 3 % assets)) / assets as f64
        });
        let held = &held / held.sum();
        let mean = &covariance * held * (2.0 * AVERSION);
        Moments::new(mean, covariance).expect("moments")
    }

    fn problem(self, moments: Moments) -> Problem {
        let objective = match self {
            Self::Interior | Self::LongOnly | Self::OnBounds => Objective::MinVariance,
            Self::Utility | Self::UtilityLongOnly => Objective::MaxUtility {
                risk_aversion: AVERSION,
            },
            Self::Sharpe | Self::SharpeLongOnly => Objective::MaxSharpe { risk_free: 0.0 },
        };
        let mut constraints = Constraints::default();
        if matches!(self, Self::Interior | Self::Utility | Self::Sharpe) {
            constraints.min_weight = Bounds::all(f64::NEG_INFINITY);
            constraints.max_weight = Bounds::all(f64::INFINITY);
        }
        Problem::new(moments, objective, constraints).expect("well-formed")
    }

    fn solved(self, moments: Moments) -> DVector<f64> {
        let outcome = solve(&self.problem(moments));
        outcome.solution().expect("feasible").weights.clone()
    }
}

impl Market {
    fn days(self, truth: &Moments, root: &DMatrix<f64>, seed: u64) -> DMatrix<f64> {
        let assets = truth.assets();
        let mut normal = Normal::new(seed);
        let mean = truth.mean() / 252.0;
        let mut returns = DMatrix::zeros(DAYS, assets);
        let mut variance = 1.0;
        // The first days of storms are thrown away, so that they do not begin in calm.
        let before = 250;
        for day in 0..DAYS + before {
            let scale = match self {
                Self::Normal => 1.0,
                // A normal number ÷ √(χ²/5) has the variance 5/3.
                Self::HeavyTails => {
                    let squares: f64 = (0..5).map(|_| normal.next().powi(2)).sum();
                    (3.0 / squares).sqrt()
                }
                Self::Storms => f64::sqrt(variance),
            };
            let shocks = DVector::from_fn(assets, |_, _| normal.next() * scale);
            let news = normal.next();
            variance = 0.02 + 0.08 * variance * news * news + 0.90 * variance;
            if day >= before {
                let row = root * shocks / 252.0_f64.sqrt() + &mean;
                returns.row_mut(day - before).copy_from(&row.transpose());
            }
        }
        returns
    }
}

struct Normal(ChaCha8Rng);

impl Normal {
    fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed ^ 0x5EED))
    }

    fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    fn next(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }
}
