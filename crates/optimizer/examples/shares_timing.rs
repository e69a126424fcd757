//! Whole shares of the first hundred complete columns of a file of closes, and of a made market:
//! `cargo run --release -p optimizer --example shares_timing [FILE [seconds]]`. The file is a CSV,
//! plain or gzipped, with a date and one column per asset; the last closes are the prices.

#![expect(clippy::print_stdout, reason = "printing is what this is for")]

#[path = "support/made.rs"]
#[expect(dead_code, reason = "other examples use the rest")]
mod made;

use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use flate2::read::MultiGzDecoder;
use nalgebra::{DMatrix, DVector};
use optimizer::{
    Choice, Constraints, Convex, DiscreteProblem, Moments, Objective, Problem, Progress, Search,
    Shares, attended_anytime, sample_covariance, sample_mean, solve_discrete,
};

const ASSETS: usize = 100;
const GAP: f64 = 1e-4;

struct Market {
    name: &'static str,
    moments: Moments,
    prices: DVector<f64>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next();
    let seconds = arguments.next().map_or(Ok(10.0), |text| text.parse())?;
    let mut markets = vec![random()?];
    if let Some(file) = file {
        markets.push(from_file(&file)?);
    }
    println!(
        "market  objective      amount  fee       first ms        proven        ms       gap    nodes  cash"
    );
    for market in &markets {
        for objective in [
            ("min variance", Objective::MinVariance),
            ("utility 5", Objective::MaxUtility { risk_aversion: 5.0 }),
            ("sharpe", Objective::MaxSharpe { risk_free: 0.0 }),
        ] {
            for amount in [1e4, 1e5, 1e6] {
                for fee in [0.0, 1.0] {
                    run(market, objective, (amount, fee), seconds)?;
                }
            }
        }
    }
    for market in &markets {
        for (amount, min_trade, max_cash) in [(20.0, 0.0, 1.0), (1e4, 2e4, 100.0)] {
            conflict(market, (amount, min_trade, max_cash))?;
        }
    }
    Ok(())
}

/// How long it takes to say why there is nothing to buy.
fn conflict(
    market: &Market,
    (amount, min_trade, max_cash): (f64, f64, f64),
) -> Result<(), optimizer::ProblemError> {
    let objective = Objective::MinVariance;
    let problem = Problem::new(market.moments.clone(), objective, Constraints::default())?;
    let shares = Shares {
        amount,
        prices: market.prices.map(|price| price.max(21.0)),
        fee: 1.0,
        min_trade,
        lot: 1,
        max_cash: Some(max_cash),
        fee_years: 1.0,
    };
    let choice = Choice {
        shares: Some(shares),
        ..Choice::default()
    };
    let problem = DiscreteProblem::new(Convex::Moments(problem), choice)?;
    let start = Instant::now();
    let outcome = solve_discrete(&problem, &Search::default());
    let ms = start.elapsed().as_secs_f64() * 1e3;
    println!(
        "{} conflict {amount} {min_trade} {max_cash}: {ms:.1} ms, {outcome:?}",
        market.name
    );
    Ok(())
}

fn run(
    market: &Market,
    (name, objective): (&str, Objective),
    (amount, fee): (f64, f64),
    seconds: f64,
) -> Result<(), optimizer::ProblemError> {
    let problem = Problem::new(market.moments.clone(), objective, Constraints::default())?;
    let shares = Shares {
        amount,
        prices: market.prices.clone(),
        fee,
        min_trade: 0.0,
        lot: 1,
        max_cash: None,
        fee_years: 1.0,
    };
    let choice = Choice {
        shares: Some(shares),
        ..Choice::default()
    };
    let problem = DiscreteProblem::new(Convex::Moments(problem), choice)?;
    let start = Instant::now();
    let mut first = None;
    let mut listen = |progress: Progress| {
        if progress.value.is_some() {
            first.get_or_insert(start.elapsed());
        }
        match start.elapsed() > Duration::from_secs_f64(seconds) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    };
    let search = Search {
        gap: GAP,
        nodes: usize::MAX,
    };
    let (outcome, _) = attended_anytime(&mut listen, || solve_discrete(&problem, &search));
    let took = start.elapsed();
    let Some(solution) = outcome.solution() else {
        println!("{} {name} {amount} {fee}: {outcome:?}", market.name);
        return Ok(());
    };
    let cash = solution
        .purchase
        .as_ref()
        .map_or(f64::NAN, |bought| bought.cash);
    println!(
        "{:7} {name:13} {amount:>8} {fee:>4} {:>13.1} {:>13} {:>9.1} {:>9.1e} {:>8} {cash:>7.2}",
        market.name,
        first.unwrap_or(took).as_secs_f64() * 1e3,
        if solution.is_proven { "yes" } else { "no" },
        took.as_secs_f64() * 1e3,
        solution.gap,
        solution.nodes,
    );
    Ok(())
}

fn from_file(path: &str) -> Result<Market, Box<dyn std::error::Error>> {
    let mut text = String::new();
    let mut file = File::open(path)?;
    match path.ends_with(".gz") {
        true => MultiGzDecoder::new(file).read_to_string(&mut text)?,
        false => file.read_to_string(&mut text)?,
    };
    let cells = |line: &str| -> Vec<Option<f64>> {
        let cells = line.split(',').skip(1);
        cells.map(|cell| cell.parse().ok()).collect()
    };
    let days: Vec<Vec<Option<f64>>> = text.lines().skip(1).map(cells).collect();
    let columns = days.first().map_or(0, Vec::len);
    let closes: Vec<Vec<f64>> = (0..columns)
        .filter_map(|column| days.iter().map(|day| day[column]).collect())
        .take(ASSETS)
        .collect();
    let returns = DMatrix::from_fn(days.len() - 1, closes.len(), |day, asset| {
        closes[asset][day + 1] / closes[asset][day] - 1.0
    });
    let last = closes.iter().filter_map(|closes| closes.last().copied());
    Ok(Market {
        name: "file",
        moments: moments(&returns)?,
        prices: DVector::from_iterator(closes.len(), last),
    })
}

fn random() -> Result<Market, Box<dyn std::error::Error>> {
    let price = |asset: usize| 10.0 + ((asset * 7919) % 491) as f64;
    Ok(Market {
        name: "made",
        moments: moments(&made::sectors(1250, ASSETS))?,
        prices: DVector::from_fn(ASSETS, |asset, _| price(asset)),
    })
}

fn moments(returns: &DMatrix<f64>) -> Result<Moments, optimizer::EstimateError> {
    Moments::new(sample_mean(returns)?, sample_covariance(returns)?)
}
