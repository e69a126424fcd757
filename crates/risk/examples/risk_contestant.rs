//! FinX' side of `cargo xtask bench --risk`: reads a piece of work a line from standard input, as
//! JSON, and answers each with a line.
//!
//! `{ "write": "<folder>" }` writes every set of returns, day by day, as little-endian numbers of
//! eight bytes, and answers what they are. `{ "work": "backtest", "data": "20x8000", "seconds": 0.3 }`
//! repeats the work for that long and answers the milliseconds of a run and its figures.

#![expect(clippy::print_stdout, reason = "its answers are what this is for")]

use std::{
    collections::BTreeMap, fs::File, hint::black_box, io::BufRead as _, io::Read as _, path::Path,
    time::Instant,
};

use flate2::read::GzDecoder;
use market::{Returns, Window, read_prices};
use nalgebra::DMatrix;
use risk::{
    Measures, Options, Rebalance,
    backtest::backtest,
    measures, portfolio_returns,
    simulation::{Law, Moments, Plan, Route, Setup},
    structure::cvar_historical_parts,
    tail::{DECAY, Forecast, Model, evar},
};
use serde_json::{Value, json};

const CONFIDENCE: [f64; 2] = [0.95, 0.99];
const PATHS: usize = 100_000;
const DAYS: usize = 252;

/// Returns by name, with where they are from.
type Data = BTreeMap<&'static str, (Returns, &'static str)>;

fn main() {
    let us20 = us20();
    let last = us20.rows(us20.len() - 8000..us20.len());
    let data = Data::from([
        ("20x8000", (last, "real")),
        ("500x2500", (made(2500, 500), "made")),
    ]);
    for line in std::io::stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line.expect("text")).expect("a request");
        let answer = match request["write"].as_str() {
            Some(folder) => write(&data, Path::new(folder)),
            None => measure(&data, &request),
        };
        println!("{answer}");
    }
}

fn us20() -> Returns {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../data/starter/us20_adjclose_1990_2022.csv.gz"
    );
    let mut text = String::new();
    GzDecoder::new(File::open(path).expect("bundled"))
        .read_to_string(&mut text)
        .expect("gzip");
    let raw = read_prices(&text).expect("a good file");
    raw.finish(&Window::ALL, None)
        .expect("no gap")
        .table
        .returns()
}

/// Returns of a market and noise with heavy tails, the same in every run.
fn made(days: usize, assets: usize) -> Returns {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut shock = move || {
        let mut sum = -3.0;
        for _ in 0..6 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            sum += (state >> 11) as f64 / (1_u64 << 53) as f64;
        }
        sum * (1.0 + sum * sum / 3.0)
    };
    let market: Vec<f64> = (0..days).map(|_| 0.009 * shock()).collect();
    let matrix = DMatrix::from_fn(days, assets, |day, asset| {
        3e-4 + (0.6 + 0.8 * (asset % 97) as f64 / 97.0) * market[day] + 0.012 * shock()
    });
    let us20 = us20();
    Returns {
        days: us20.days[..days].to_vec(),
        assets: (0..assets)
            .map(|i| format!("A{i:03}").parse().expect("a symbol"))
            .collect(),
        matrix,
    }
}

fn write(data: &Data, folder: &Path) -> Value {
    let mut written = BTreeMap::new();
    for (name, (returns, origin)) in data {
        let bytes: Vec<u8> = returns
            .matrix
            .transpose()
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        std::fs::write(folder.join(format!("{name}.f64")), bytes).expect("a place to write to");
        let (days, assets) = returns.matrix.shape();
        written.insert(
            *name,
            json!({ "days": days, "assets": assets, "origin": origin }),
        );
    }
    json!(written)
}

fn measure(data: &Data, request: &Value) -> Value {
    let (returns, _) = &data[request["data"].as_str().expect("data")];
    let work = request["work"].as_str().expect("work");
    let seconds = request["seconds"].as_f64().expect("seconds");
    let mut run = prepared(work, returns);
    let figures = run();
    let mut millis: Vec<f64> = Vec::new();
    let before = processor_ms();
    while millis.is_empty() || (millis.len() < 2000 && millis.iter().sum::<f64>() < 1e3 * seconds) {
        let start = Instant::now();
        black_box(run());
        millis.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let mean = processor_ms()
        .zip(before)
        .map(|(after, before)| (after - before) / millis.len() as f64);
    millis.sort_by(f64::total_cmp);
    let median = millis[millis.len() / 2];
    // Where other programs had the core for a while, the clock's median is not ours.
    let ms = mean.map_or(median, |mean| median.min(mean));
    json!({ "ms": [ms], "portfolios": [figures] })
}

/// Time that the processor has given to this process, where the system says so; it counts in
/// steps of some milliseconds, so only long stretches mean something.
fn processor_ms() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    let nanos: f64 = text.split(' ').next()?.parse().ok()?;
    Some(nanos * 1e-6)
}

/// One piece of work as a function that does all of it again at each call.
fn prepared<'a>(work: &'a str, returns: &'a Returns) -> Box<dyn FnMut() -> Vec<f64> + 'a> {
    let n = returns.assets.len();
    let weights = vec![1.0 / n as f64; n];
    match work {
        "component_cvar" => Box::new(move || {
            let parts = cvar_historical_parts(&returns.matrix, &weights, CONFIDENCE[0]);
            parts.expect("sound").component
        }),
        "backtest" => Box::new(move || exceptions(&earned(returns, &weights))),
        "paths" => Box::new(move || paths(returns, &weights, Route::Assets)),
        "fan" => Box::new(move || paths(returns, &weights, Route::Portfolio)),
        peer => Box::new(move || All::of(returns, &weights).beside(peer)),
    }
}

fn earned(returns: &Returns, weights: &[f64]) -> Vec<f64> {
    portfolio_returns(returns, weights, Rebalance::Daily).expect("sound")
}

/// Every measure of the risk document, from the returns of the assets on.
struct All {
    measures: Measures,
    evar: [f64; 2],
    var_normal: f64,
}

impl All {
    fn of(returns: &Returns, weights: &[f64]) -> Self {
        let x = earned(returns, weights);
        let options = Options {
            confidence: &CONFIDENCE,
            benchmark: Some(returns.column(0)),
            ..Options::default()
        };
        let models = [
            Model::Historical,
            Model::Normal,
            Model::CornishFisher,
            Model::Ewma { decay: DECAY },
            Model::FilteredHistorical {
                decay: DECAY,
                draws: 1,
                seed: 1,
            },
            Model::StudentT,
        ];
        // Fitted once, read at both confidences.
        let vars = models.map(|model| {
            let forecast = Forecast::new(&x, model, 1).expect("sound");
            CONFIDENCE.map(|confidence| black_box(forecast.at(confidence).expect("sound")).var)
        });
        Self {
            measures: measures(&x, &options).expect("sound"),
            evar: CONFIDENCE.map(|confidence| evar(&x, confidence).expect("sound")),
            var_normal: vars[1][0],
        }
    }

    /// The figures that a peer has by the same definition.
    fn beside(&self, peer: &str) -> Vec<f64> {
        let m = &self.measures;
        let known = |figure: Option<f64>| figure.expect("there is enough");
        let tail = m.tails[0];
        match peer {
            "measures_skfolio" => vec![
                m.return_annual,
                known(m.volatility_annual),
                known(m.sharpe),
                known(m.skewness),
                known(m.excess_kurtosis),
                known(m.mad),
                tail.cvar,
                self.evar[0],
                m.max_drawdown.fraction,
            ],
            "measures_empyrical" => vec![
                known(m.sharpe),
                known(m.sortino),
                known(m.calmar),
                m.max_drawdown.fraction,
                known(m.cagr),
                known(m.volatility_annual),
                known(m.beta),
                tail.var,
                known(m.omega),
                known(m.tail_ratio),
            ],
            "measures_quantstats" => vec![
                known(m.sharpe),
                known(m.sortino),
                known(m.calmar),
                m.max_drawdown.fraction,
                known(m.volatility_annual),
                known(m.cagr),
                self.var_normal,
                known(m.omega),
                known(m.tail_ratio),
            ],
            _ => panic!("no such work: {peer}"),
        }
    }
}

fn exceptions(x: &[f64]) -> Vec<f64> {
    let models = [
        Model::Historical,
        Model::Normal,
        Model::Ewma { decay: DECAY },
        Model::CornishFisher,
    ];
    let tests = models.map(|model| backtest(x, model, 250, &CONFIDENCE).expect("sound"));
    (0..CONFIDENCE.len())
        .flat_map(|level| {
            tests
                .iter()
                .map(move |of| of[level].exceptions.len() as f64)
        })
        .collect()
}

/// Mean and deviation of the wealth at the end.
fn paths(returns: &Returns, weights: &[f64], route: Route) -> Vec<f64> {
    let moments = Moments::sample(&returns.matrix).expect("sound");
    let setup = Setup {
        paths: PATHS,
        days: DAYS,
        route: Some(route),
        ..Setup::new(Law::Normal(&moments), weights)
    };
    let plan = Plan::new(&setup).expect("sound");
    let drawn = plan.simulate(0..plan.blocks(), &|| false);
    let fan = plan.fan(drawn, &[0.5], &[0.95], None).expect("whole");
    let end = fan.points.last().expect("the end is observed");
    vec![end.mean, fan.volatility]
}
