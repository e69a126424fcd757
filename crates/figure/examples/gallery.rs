//! Prints every kind of figure, light and dark, into one HTML page:
//! `cargo run -p figure --example gallery > gallery.html`. With `json` as argument it prints
//! the figures as data instead, to try the ECharts side on.

#![expect(
    clippy::print_stdout,
    reason = "a program that prints is what this example is"
)]

use domain::format;
use domain::{Day, Language};
use figure::kinds::{
    Asset, Fan, Frontier, HeatMap, Histogram, Holding, Instrument, Layer, Level, Macd, Merge, Move,
    Moves, Overlay, Place, Session, Stack, Step, Track, Treemap, Waterfall, Wealth, Weight,
    Weights,
};
use figure::{
    Axis, Bar, Candle, Column, Dash, Figure, Marker, Of, Pane, Rule, Scale, Series, Spot, Tone,
    Turn, Words, day_number,
};

/// A repeatable stream of numbers between −1 and 1.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        f64::from((self.0 >> 40) as u32) / f64::from(1_u32 << 23) - 1.0
    }
}

fn frontier() -> Figure {
    let curve = |from: f64, to: f64, low: f64, high: f64, power: f64| {
        (0..=40).map(move |i| {
            let t = f64::from(i) / 40.0;
            (from + (to - from) * t, low + (high - low) * t.powf(power))
        })
    };
    let band = curve(17.8, 24.8, 16.6, 26.7, 0.45)
        .enumerate()
        .map(|(i, (x, y))| {
            let w = 1.0 + 0.11 * i as f64;
            (x, y - w, y)
        });
    let assets = [
        ("LLY", 30.0, 35.6),
        ("AAPL", 33.5, 28.1),
        ("MSFT", 31.1, 26.1),
        ("UNH", 29.8, 23.3),
        ("CVX", 35.6, 17.3),
        ("MRK", 23.3, 20.3),
        ("HD", 28.8, 16.9),
        ("XOM", 33.9, 15.8),
        ("PG", 21.9, 15.4),
        ("PEP", 22.2, 14.0),
        ("KO", 21.6, 12.2),
        ("WMT", 23.6, 11.8),
        ("PFE", 26.3, 14.8),
        ("JPM", 32.2, 12.1),
        ("BAC", 35.5, 10.2),
        ("JNJ", 20.9, 9.5),
    ];
    let spots = assets.iter().map(|(name, x, y)| {
        let spot = Spot::new(*name, *x, *y);
        if ["CVX", "JPM", "MSFT", "BAC"].contains(name) {
            spot.marker(Marker::Ring)
        } else {
            spot
        }
    });
    Figure::new("Efficient frontier")
        .x(Axis::value("Volatility, % a year")
            .between(15.5, 36.0)
            .decimals(1))
        .pane(
            Pane::new(
                Axis::value("Return in the window, % a year")
                    .between(2.0, 40.0)
                    .decimals(1),
            )
            .series(Series::band("90\u{202f}% of resamples", band).label_along())
            .series(
                Series::line("no cap", curve(16.8, 29.7, 14.5, 40.0, 0.55))
                    .tone(Tone::Ink)
                    .dash(Dash::Dashed)
                    .label_along(),
            )
            .series(
                Series::line("10\u{202f}% cap", curve(17.8, 24.8, 16.6, 26.7, 0.45)).label_along(),
            )
            .series(Series::points("assets", Marker::Dot, spots).tone(Tone::Dim))
            .series(Series::mark("1/N", Marker::Diamond, 21.4, 19.0).tone(Tone::Ink))
            .series(Series::mark("Minimum risk", Marker::Disc, 17.8, 16.5)),
        )
        .note_inside("off chart: AMD 57 / 51, BBY 40 / 14, GE 44 / 0, RRC 70 / 31")
}

fn weights() -> Figure {
    let rows = [
        ("JNJ", 10.0, 10.0, 10.0),
        ("PFE", 10.0, 8.7, 10.0),
        ("MRK", 10.0, 10.0, 10.0),
        ("PG", 10.0, 10.0, 10.0),
        ("PEP", 10.0, 10.0, 10.0),
        ("KO", 10.0, 10.0, 10.0),
        ("WMT", 10.0, 10.0, 10.0),
        ("XOM", 10.0, 0.1, 10.0),
        ("LLY", 8.3, 2.7, 10.0),
        ("HD", 8.1, 2.9, 10.0),
        ("AAPL", 1.4, 0.0, 5.0),
        ("UNH", 1.3, 0.0, 6.5),
        ("BBY", 0.4, 0.0, 3.4),
        ("GE", 0.4, 0.0, 2.2),
    ];
    let bars = rows.iter().map(|(_, w, low, high)| {
        let bar = Bar::new(*w, format::number(*w, 1));
        if low < high {
            bar.interval(*low, *high)
        } else {
            bar
        }
    });
    Figure::new("Weights")
        .x(Axis::value("").between(0.0, 10.6).decimals(1).hidden())
        .pane(
            Pane::new(Axis::categories(rows.iter().map(|r| r.0)))
                .series(Series::bars("Weight, %", bars))
                .rule(Rule::upright(5.0, "1/N 5\u{202f}%").dashed())
                .rule(Rule::upright(10.0, "cap 10\u{202f}%")),
        )
        .note_below("At zero: CVX, JPM, MSFT, RRC, BAC, AMD.")
}

fn walk(seed: u64, drift: f64, size: f64) -> Vec<(f64, f64)> {
    let mut noise = Noise(seed);
    let first = day_number(Day::constant(2018, 1, 2));
    let mut wealth = 10_000.0;
    (0..1_822)
        .filter(|i| i % 7 < 5)
        .map(|i| {
            wealth *= 1.0 + drift + size * (noise.next() + noise.next());
            if (800..830).contains(&i) {
                wealth *= 0.985;
            }
            (first + f64::from(i), wealth)
        })
        .collect()
}

fn drawdown(path: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut peak = 0.0_f64;
    path.iter()
        .map(|(x, y)| {
            peak = peak.max(*y);
            (*x, 100.0 * (y / peak - 1.0))
        })
        .collect()
}

fn wealth() -> Figure {
    let (mine, equal, market) = (
        walk(5, 0.0008, 0.006),
        walk(29, 0.0011, 0.007),
        walk(3, 0.00055, 0.008),
    );
    let last = |path: &[(f64, f64)]| format::number(path[path.len() - 1].1, 0);
    let (a, b, c) = (last(&mine), last(&equal), last(&market));
    Figure::new("$10,000, refitted each month")
        .x(Axis::days())
        .pane(
            Pane::new(Axis::value("").decimals(0))
                .weight(3.0)
                .series(
                    Series::line("S&P 500", market.clone())
                        .tone(Tone::S4)
                        .dash(Dash::Dotted)
                        .end_label(c),
                )
                .series(
                    Series::line("1/N", equal.clone())
                        .tone(Tone::S3)
                        .dash(Dash::Dashed)
                        .end_label(b),
                )
                .series(Series::line("Minimum risk", mine.clone()).end_label(a)),
        )
        .pane(
            Pane::new(Axis::value("Below the peak").unit("%").decimals(1).to(0.0))
                .series(
                    Series::line("1/N", drawdown(&equal))
                        .tone(Tone::S3)
                        .dash(Dash::Dashed),
                )
                .series(Series::area("Minimum risk", drawdown(&mine))),
        )
}

fn instrument(log: bool) -> Figure {
    let mut noise = Noise(11);
    let first = Day::constant(2012, 8, 20);
    let days: Vec<Day> = (0..190)
        .filter_map(|i| {
            first
                .checked_add(std::time::Duration::from_secs(86_400 * i))
                .ok()
        })
        .filter(|d| d.weekday().to_monday_zero_offset() < 5)
        .collect();
    let mut price = 660.0;
    let mut candles = Vec::new();
    let mut columns = Vec::new();
    let mut means = Vec::new();
    let mut bands = Vec::new();
    for i in 0..days.len() {
        let x = i as f64;
        let open = price;
        let drift = if i < 30 { 0.002 } else { -0.004 };
        let jump = if i == 100 { 0.89 } else { 1.0 };
        price *= jump * (1.0 + drift + 0.02 * noise.next());
        let (high, low) = (
            open.max(price) * (1.0 + 0.006 * (1.0 + noise.next())),
            open.min(price) * (1.0 - 0.006 * (1.0 + noise.next())),
        );
        candles.push(Candle {
            x,
            open,
            high,
            low,
            close: price,
        });
        let turn = if price >= open { Turn::Up } else { Turn::Down };
        columns.push(Column {
            x,
            y: Some(18.0 + 8.0 * noise.next() + if i == 100 { 30.0 } else { 0.0 }),
            turn,
        });
        let window: Vec<f64> = candles.iter().rev().take(20).map(|c| c.close).collect();
        let mean = window.iter().sum::<f64>() / window.len() as f64;
        let spread = 2.0
            * (window.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / window.len() as f64).sqrt();
        means.push((x, (i >= 19).then_some(mean)));
        bands.push((
            x,
            (i >= 19).then_some(mean - spread),
            (i >= 19).then_some(mean + spread),
        ));
    }
    let y = if log { Axis::log("") } else { Axis::value("") };
    Figure::new("AAPL")
        .x(Axis::sessions(days))
        .pane(
            Pane::new(y.far())
                .weight(3.6)
                .series(
                    Series::band("Bollinger 20, 2", bands)
                        .tone(Tone::Dim)
                        .label_along(),
                )
                .series(
                    Series::line("mean of 20 days", means)
                        .tone(Tone::S5)
                        .label_along(),
                )
                .series(
                    Series::candles("AAPL", candles)
                        .tone(Tone::Loss)
                        .end_label(format::number(price, 2)),
                ),
        )
        .pane(
            Pane::new(Axis::value("Volume, millions").far().decimals(1).from(0.0))
                .series(Series::columns("Volume", columns)),
        )
}

fn cost_curve() -> Figure {
    let curve = (0..=50).map(|i| {
        let cap = 5.0 + f64::from(i) / 2.0;
        (cap, 16.97 + 4.4 * (-0.32 * (cap - 5.0)).exp())
    });
    let at = 16.97 + 4.4 * (-0.32_f64 * 5.0).exp();
    Figure::new("Volatility you get, as the cap moves")
        .x(Axis::value("Cap, %").between(5.0, 30.0))
        .pane(
            Pane::new(Axis::value("Volatility, %"))
                .series(Series::area("Volatility", curve).end_label("16.97\u{202f}%"))
                .series(Series::points(
                    "Now",
                    Marker::Dot,
                    [Spot::new("17.79\u{202f}%", 10.0, at)],
                ))
                .rule(Rule::upright(10.0, "").dashed().tone(Tone::Accent)),
        )
        .bare(8.0)
}

fn drift() -> Figure {
    let rows = [
        ("LLY", 4.8),
        ("AMD", 4.1),
        ("MSFT", 2.5),
        ("AAPL", 1.8),
        ("JPM", -1.3),
        ("BAC", -1.8),
        ("RRC", -3.0),
        ("GE", -3.6),
    ];
    let bars = rows.iter().map(|(_, d)| {
        let tone = if f64::abs(*d) > 3.0 {
            Tone::Accent
        } else {
            Tone::Neutral
        };
        Bar::new(*d, format::signed(*d, 1)).tone(tone)
    });
    let targets = rows
        .iter()
        .enumerate()
        .map(|(i, _)| Spot::new("", 0.0, i as f64));
    Figure::new("Drift from target, points")
        .x(Axis::value("").decimals(1).signed())
        .pane(
            Pane::new(Axis::categories(rows.iter().map(|r| r.0)))
                .series(Series::bars("Drift", bars))
                .series(Series::points("Target", Marker::Diamond, targets).tone(Tone::Ink))
                .rule(Rule::upright(-3.0, "\u{2212}3 allowed").dashed())
                .rule(Rule::upright(3.0, "+3 allowed").dashed())
                .zone(Of::X, -3.0, 3.0),
        )
}

fn gaps() -> Figure {
    let points = (0..60).map(|i| {
        let x = day_number(Day::constant(2022, 3, 1)) + f64::from(i);
        (
            x,
            (!(20..31).contains(&i) && i != 33 && i != 35)
                .then(|| -10.0 + (f64::from(i) / 6.0).sin() * 8.0),
        )
    });
    Figure::new("A month is missing").x(Axis::days()).pane(
        Pane::new(Axis::value("Change").unit("%").signed())
            .series(Series::line("Portfolio & <cash>", points).end_label("\u{2212}13.1\u{202f}%"))
            .rule(Rule::level(0.0, "start").dashed()),
    )
}

fn months() -> Figure {
    let names = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let values = [
        -5.9, -3.1, 2.4, -8.8, 0.2, -8.4, 9.1, -4.2, -9.3, 8.0, 5.4, -5.8,
    ];
    let columns = values.iter().enumerate().map(|(i, y)| Column {
        x: i as f64,
        y: Some(*y),
        turn: if *y < 0.0 { Turn::Down } else { Turn::Up },
    });
    Figure::new("Return by month, %")
        .x(Axis {
            scale: Scale::Categories(names.map(str::to_owned).to_vec()),
            ..Axis::default()
        })
        .pane(
            Pane::new(Axis::value("%").signed().decimals(1))
                .series(Series::columns("Return", columns)),
        )
}

const NAMES: [&str; 20] = [
    "RRC", "AMD", "MSFT", "AAPL", "HD", "BBY", "XOM", "CVX", "JPM", "BAC", "GE", "PFE", "MRK",
    "LLY", "KO", "PEP", "PG", "JNJ", "UNH", "WMT",
];

fn heat_map(words: &Words) -> Figure {
    let mut noise = Noise(3);
    let count = NAMES.len();
    let mut values = vec![1.0; count * count];
    for i in 0..count {
        for j in 0..i {
            let near = 0.75 / (1.0 + 0.35 * (i - j) as f64);
            let value = (near + 0.22 * noise.next()).clamp(-0.4, 0.96);
            (values[i * count + j], values[j * count + i]) = (value, value);
        }
    }
    let mut merges: Vec<Merge> = Vec::new();
    let mut nodes: Vec<usize> = (0..count).collect();
    let mut height = 0.2;
    while nodes.len() > 1 {
        let mut next = Vec::new();
        for pair in nodes.chunks(2) {
            match pair {
                [left, right] => {
                    height += 0.05;
                    merges.push(Merge {
                        left: *left,
                        right: *right,
                        height,
                    });
                    next.push(count + merges.len() - 1);
                }
                _ => next.push(pair[0]),
            }
        }
        nodes = next;
    }
    HeatMap {
        title: "Correlation of daily returns, clustered".into(),
        name: "Correlation".into(),
        names: NAMES.map(str::to_owned).to_vec(),
        values,
        merges,
    }
    .figure(words.clone())
}

fn treemap(words: &Words) -> Figure {
    let mut noise = Noise(8);
    let holding = |(i, name): (usize, &&str)| Holding {
        name: (*name).to_owned(),
        weight: 11.0 / (1.0 + 0.3 * i as f64),
        change: (i != 4).then(|| 3.0 * noise.next()),
    };
    Treemap {
        title: "Holdings by weight and change".into(),
        size_name: "Weight".into(),
        change_name: "Today".into(),
        holdings: NAMES.iter().enumerate().map(holding).collect(),
    }
    .figure(words.clone())
}

fn waterfall(words: &Words) -> Figure {
    let parts = [
        ("Health", -7.0),
        ("Tech", -6.8),
        ("Energy", -4.7),
        ("Staples", -4.0),
        ("Consumer", -3.2),
        ("Banks", -3.1),
        ("Cash", 1.1),
        ("Industry", -0.7),
    ];
    Waterfall {
        title: "Loss by sector".into(),
        unit: "%".into(),
        decimals: 1,
        steps: parts.map(|(name, change)| Step::new(name, change)).to_vec(),
        total: Some("Yours".into()),
        others: vec![("S&P 500".into(), -33.9)],
        ..Waterfall::default()
    }
    .figure(words.clone())
}

fn bridge(words: &Words) -> Figure {
    let parts = [
        ("Deposits", 12_000.0),
        ("Gains", 31_500.0),
        ("Dividends", 4_200.0),
        ("Fees", -900.0),
        ("Tax", -5_300.0),
    ];
    Waterfall {
        title: "From January to December".into(),
        start: Some(("January".into(), 248_000.0)),
        steps: parts.map(|(name, change)| Step::new(name, change)).to_vec(),
        total: Some("December".into()),
        ..Waterfall::default()
    }
    .figure(words.clone())
}

fn histogram(words: &Words) -> Figure {
    let mut noise = Noise(21);
    let values: Vec<f64> = (0..1_256)
        .map(|_| 0.9 * (noise.next() + noise.next() + noise.next() + 0.4 * noise.next().powi(5)))
        .collect();
    Histogram {
        title: "Daily returns".into(),
        x: Axis::value("Daily return, %")
            .unit("%")
            .decimals(1)
            .signed(),
        count_name: "Days".into(),
        values,
        marks: vec![
            (
                -1.52,
                format!("VaR 95{}% {}", '\u{202f}', words.number(-1.52, 2)),
            ),
            (-1.87, format!("CVaR {}", words.number(-1.87, 2))),
            (
                -2.1,
                format!("VaR 99{}% {}", '\u{202f}', words.number(-2.1, 2)),
            ),
        ],
    }
    .figure(words.clone())
}

fn fan(words: &Words) -> Figure {
    let at = |z: f64| -> Vec<f64> {
        (0..=52)
            .map(|i| {
                let t = f64::from(i) / 52.0;
                294.0 * ((0.11 - 0.02) * t + z * 0.21 * t.sqrt()).exp()
            })
            .collect()
    };
    let level = |name: &str, low: &str, high: &str, z: f64| Level {
        name: name.to_owned(),
        edges: (low.to_owned(), high.to_owned()),
        lower: at(-z),
        upper: at(z),
    };
    let percent = |v: u8| format!("{v}\u{202f}%");
    Fan {
        title: "Next 12 months, total value".into(),
        x: Axis::value("Weeks from now").decimals(0),
        y: Axis::value("Value, thousand $").decimals(0),
        positions: (0..=52).map(f64::from).collect(),
        levels: vec![
            level("90 % of paths", &percent(5), &percent(95), 1.645),
            level("50 % of paths", &percent(25), &percent(75), 0.674),
        ],
        median_name: "median, estimate".into(),
        median: at(0.0),
        today: Some(("today".into(), 294.0)),
    }
    .figure(words.clone())
}

fn stack(words: &Words) -> Figure {
    let mut noise = Noise(5);
    let first = day_number(Day::constant(2018, 1, 2));
    let positions: Vec<f64> = (0..60).map(|i| first + 30.0 * f64::from(i)).collect();
    let mut raw: Vec<Vec<f64>> = (0..14)
        .map(|k| {
            let mut level = 12.0 / (1.0 + 0.25 * f64::from(k));
            positions
                .iter()
                .map(|_| {
                    level = (level + 0.6 * noise.next()).max(0.0);
                    level
                })
                .collect()
        })
        .collect();
    for i in 0..positions.len() {
        let total: f64 = raw.iter().map(|layer| layer[i]).sum();
        raw.iter_mut().for_each(|layer| layer[i] *= 100.0 / total);
    }
    let layers = raw.into_iter().zip(NAMES);
    let layers = layers.map(|(values, name)| Layer {
        name: name.to_owned(),
        values,
    });
    Stack {
        title: "Weights over time".into(),
        x: Axis::days(),
        positions,
        layers: layers.collect(),
        rest_name: "6 others".into(),
        unit: "%".into(),
    }
    .figure(words.clone())
}

fn moves(words: &Words) -> Figure {
    let rows = [
        ("WMT", 4.1, 10.0, 6.5, 10.0),
        ("JNJ", 3.7, 10.0, 5.4, 10.0),
        ("KO", 4.2, 8.3, 4.2, 10.0),
        ("MRK", 6.3, 8.0, 6.6, 10.0),
        ("MSFT", 7.5, 7.5, 6.4, 8.2),
        ("PG", 5.0, 7.0, 5.0, 10.0),
        ("AAPL", 6.8, 6.3, 6.0, 7.0),
        ("LLY", 9.8, 5.8, 3.9, 8.0),
        ("HD", 4.9, 4.9, 4.8, 5.9),
        ("UNH", 6.7, 1.7, 0.0, 5.3),
        ("AMD", 9.1, 1.2, 0.0, 2.9),
        ("BAC", 3.2, 0.8, 0.0, 2.5),
    ];
    let row = |(name, now, target, from, to): (&str, f64, f64, f64, f64)| Move {
        name: name.to_owned(),
        now,
        target,
        band: Some((from, to)),
    };
    Moves {
        title: "Weights, now and target".into(),
        heads: ["now", "target", "change", "90 % band"].map(str::to_owned),
        rows: rows.map(row).to_vec(),
        equal: Some((5.0, "1/N 5".into())),
        cap: Some((10.0, "cap 10".into())),
    }
    .figure(words.clone())
}

fn crowded(words: &Words) -> Figure {
    let curve = |from: f64, to: f64, low: f64, high: f64, power: f64| {
        (0..=40)
            .map(|i| {
                let t = f64::from(i) / 40.0;
                (from + (to - from) * t, low + (high - low) * t.powf(power))
            })
            .collect::<Vec<_>>()
    };
    let tight = curve(19.0, 25.0, 10.5, 13.9, 0.6);
    let band = tight.iter().map(|(x, y)| (*x, y - 0.7, y + 0.15)).collect();
    let assets = [
        ("JNJ", 20.9, 8.0),
        ("PEP", 22.2, 8.8),
        ("KO", 21.6, 8.2),
        ("PG", 21.9, 7.7),
        ("MRK", 23.3, 7.5),
        ("WMT", 23.5, 7.0),
        ("PFE", 26.3, 7.4),
        ("HD", 28.8, 12.1),
        ("UNH", 29.8, 11.6),
        ("LLY", 30.0, 9.2),
        ("MSFT", 31.1, 13.6),
        ("JPM", 32.2, 14.0),
        ("AAPL", 33.5, 13.8),
        ("XOM", 33.9, 12.9),
        ("BAC", 35.5, 15.6),
        ("CVX", 35.6, 14.5),
        ("AMD", 57.0, 19.0),
        ("BBY", 40.0, 15.0),
        ("GE", 44.0, 15.0),
        ("RRC", 70.0, 20.0),
    ];
    let asset = |(name, x, y): (&str, f64, f64)| Asset {
        name: name.to_owned(),
        at: (x, y),
        held: !["CVX", "JPM", "BAC"].contains(&name),
    };
    let place = |name: &str, x: f64, y: f64| {
        Some(Place {
            name: name.to_owned(),
            at: (x, y),
        })
    };
    Frontier {
        title: "Efficient frontier".into(),
        x_title: "Volatility, % a year".into(),
        y_title: "Expected return, % a year (estimate)".into(),
        assets: assets.map(asset).to_vec(),
        assets_name: "Companies".into(),
        curve: Some(("your limits".into(), tight)),
        free: Some(("no limits".into(), curve(17.0, 32.0, 8.0, 16.5, 0.55))),
        band: Some(("90\u{202f}% of resamples".into(), band)),
        today: place("Today", 21.5, 11.9),
        equal: place("1/N", 21.4, 12.1),
        target: place("Target", 20.9, 11.8),
    }
    .figure(words.clone())
}

fn panes(words: &Words) -> Figure {
    let mut noise = Noise(11);
    let first = Day::constant(2012, 8, 20);
    let days = (0..190).filter_map(|i| {
        first
            .checked_add(std::time::Duration::from_secs(86_400 * i))
            .ok()
    });
    let days: Vec<Day> = days
        .filter(|d| d.weekday().to_monday_zero_offset() < 5)
        .collect();
    let mut price = 660.0;
    let sessions: Vec<Session> = days
        .iter()
        .enumerate()
        .map(|(i, day)| {
            let open: f64 = price;
            let drift = if i < 30 { 0.002 } else { -0.004 };
            price *= if i == 100 { 0.89 } else { 1.0 } * (1.0 + drift + 0.02 * noise.next());
            let high = open.max(price) * (1.0 + 0.006 * (1.0 + noise.next()));
            let low = open.min(price) * (1.0 - 0.006 * (1.0 + noise.next()));
            let volume = 18.0 + 8.0 * noise.next() + if i == 100 { 30.0 } else { 0.0 };
            Session {
                day: *day,
                prices: [open, high, low, price],
                volume,
            }
        })
        .collect();
    let closes: Vec<f64> = sessions.iter().map(|s| s.prices[3]).collect();
    let mean = |count: usize, i: usize| -> f64 {
        if i + 1 < count {
            return f64::NAN;
        }
        closes[i + 1 - count..=i].iter().sum::<f64>() / count as f64
    };
    let spread = |i: usize| {
        let m = mean(20, i);
        if m.is_nan() {
            return (m, m);
        }
        let v = closes[i - 19..=i]
            .iter()
            .map(|c| (c - m).powi(2))
            .sum::<f64>()
            / 20.0;
        (m - 2.0 * v.sqrt(), m + 2.0 * v.sqrt())
    };
    let all = || 0..closes.len();
    let smooth = |count: f64, values: &[f64]| -> Vec<f64> {
        let mut level = values[0];
        values
            .iter()
            .map(|v| {
                level += (v - level) * 2.0 / (count + 1.0);
                level
            })
            .collect()
    };
    let line: Vec<f64> = smooth(12.0, &closes)
        .iter()
        .zip(smooth(26.0, &closes))
        .map(|(a, b)| a - b)
        .collect();
    let strength = all().map(|i| {
        let moves = (i.saturating_sub(13)..=i)
            .filter(|i| *i > 0)
            .map(|i| closes[i] - closes[i - 1]);
        let (up, down) = moves.fold((0.0, 1e-9), |(u, d), m| {
            (u + f64::max(m, 0.0), d + f64::max(-m, 0.0))
        });
        100.0 * up / (up + down)
    });
    Instrument {
        name: "AAPL".into(),
        overlays: vec![Overlay {
            name: "mean of 50 days".into(),
            values: all().map(|i| mean(50, i)).collect(),
        }],
        band: Some(("Bollinger 20, 2".into(), all().map(spread).collect())),
        volume_title: Some("Volume, millions".into()),
        strength: Some(("RSI 14".into(), strength.collect())),
        macd: Some(Macd {
            title: "MACD 12, 26, 9".into(),
            names: ["MACD", "signal", "difference"].map(str::to_owned),
            signal: smooth(9.0, &line),
            line,
        }),
        sessions,
        log: false,
    }
    .figure(words.clone())
}

fn falls(words: &Words) -> Figure {
    let (mine, equal, market) = (
        walk(5, 0.0008, 0.006),
        walk(29, 0.0011, 0.007),
        walk(3, 0.00055, 0.008),
    );
    let track = |name: &str, path: &[(f64, f64)]| Track {
        name: name.to_owned(),
        values: path.iter().map(|p| p.1).collect(),
    };
    Wealth {
        title: "$10,000 over time".into(),
        y: Axis::value("").decimals(0),
        fall_title: "Below the last high, %".into(),
        positions: mine.iter().map(|p| p.0).collect(),
        tracks: vec![
            track("Portfolio", &mine),
            track("1/N", &equal),
            track("S&P 500", &market),
        ],
        numbered: 3,
    }
    .figure(words.clone())
}

fn sorted(words: &Words) -> Figure {
    let row = |(i, name): (usize, &&str)| {
        let value = if i > 13 {
            0.0
        } else {
            10.0_f64.min(14.0 - i as f64)
        };
        Weight {
            name: (*name).to_owned(),
            value,
            band: (i < 12).then_some(((value - 3.0).max(0.0), (value + 1.5).min(10.0))),
        }
    };
    Weights {
        title: "Weights".into(),
        name: "Weight, %".into(),
        rows: NAMES.iter().enumerate().map(row).collect(),
        equal: Some((5.0, "1/N 5\u{202f}%".into())),
        cap: Some((10.0, "cap 10\u{202f}%".into())),
        zero_name: "At zero".into(),
    }
    .figure(words.clone())
}

/// Every kind, with its height.
fn kinds(words: &Words) -> Vec<(&'static str, Figure, f64)> {
    vec![
        ("wealth-falls", falls(words), 300.0),
        ("panes", panes(words), 520.0),
        ("crowded", crowded(words), 300.0),
        ("sorted", sorted(words), 300.0),
        ("moves", moves(words), 280.0),
        ("stack", stack(words), 260.0),
        ("heat-map", heat_map(words), 380.0),
        ("treemap", treemap(words), 260.0),
        ("waterfall", waterfall(words), 240.0),
        ("bridge", bridge(words), 240.0),
        ("histogram", histogram(words), 240.0),
        ("fan", fan(words), 280.0),
    ]
}

fn older() -> Vec<(&'static str, Figure, f64, f64)> {
    vec![
        ("frontier", frontier(), 396.0, 280.0),
        ("weights", weights(), 270.0, 280.0),
        ("wealth", wealth(), 660.0, 260.0),
        ("cost", cost_curve(), 256.0, 56.0),
        ("frontier-wide", frontier(), 660.0, 260.0),
        ("frontier-phone", frontier(), 358.0, 240.0),
        ("wealth-phone", wealth(), 358.0, 240.0),
        ("candles", instrument(false), 660.0, 380.0),
        ("candles-log", instrument(true), 358.0, 240.0),
        ("drift", drift(), 358.0, 200.0),
        ("gaps", gaps(), 358.0, 160.0),
        ("months", months(), 358.0, 160.0),
        (
            "empty",
            Figure::new("Nothing").pane(Pane::new(Axis::value("Value"))),
            358.0,
            100.0,
        ),
    ]
}

const WIDTHS: [f64; 3] = [300.0, 480.0, 960.0];

fn all() -> Vec<(String, Figure, f64, f64)> {
    let mut all: Vec<_> = older()
        .into_iter()
        .map(|(name, figure, w, h)| (name.to_owned(), figure, w, h))
        .collect();
    for width in WIDTHS {
        for (name, figure, height) in kinds(&Words::default()) {
            all.push((format!("{name}-{width}"), figure, width, height));
        }
    }
    for (name, figure, height) in kinds(&Words::of(Language::German)) {
        all.push((format!("{name}-de"), figure, 480.0, height));
    }
    all
}

const LIGHT: &str = "--bg:#f6f7f9;--surface:#fff;--line:#e7ebef;--border:#d8dee4;--axis:#868f99;--text:#1f2328;--ink:#1f2328;--muted:#57606a;--faint:#656d76;--neutral:#c3cad2;--gain:#0b5fa5;--loss:#b34700;--accent:#5b45c9;--accent-fg:#fff;--accent-soft:#eeebfb;--s3:#484e54;--s4:#318269;--s5:#70490a;--s6:#cf5c98";
const DARK: &str = "--bg:#0d1117;--surface:#141a22;--line:#222932;--border:#2b323b;--axis:#6e7681;--text:#e6edf3;--ink:#e6edf3;--muted:#9198a1;--faint:#868e98;--neutral:#3b444f;--gain:#6cb6ff;--loss:#ff9b57;--accent:#a596f5;--accent-fg:#12101f;--accent-soft:#241f42;--s3:#81878d;--s4:#98dcc5;--s5:#b07e0e;--s6:#f187bd";

fn main() {
    if std::env::args().nth(1).as_deref() == Some("json") {
        let figures: Vec<_> = all()
            .into_iter()
            .map(|(name, figure, w, h)| (name, (figure, w, h)))
            .collect();
        println!("{}", serde_json::to_string(&figures).unwrap_or_default());
        return;
    }
    println!(
        "<!doctype html><meta charset=utf-8><title>Figures</title><style>{}",
        include_str!("../../../style/figure.css")
    );
    println!(
        ".light{{{LIGHT}}}.dark{{{DARK}}}body{{margin:0;font:13px system-ui,sans-serif}}section{{background:var(--bg);padding:16px;display:flex;flex-wrap:wrap;gap:16px;align-items:start}}figure{{margin:0;padding:12px 16px;background:var(--surface);color:var(--text);border:1px solid var(--border);border-radius:8px}}</style>"
    );
    for theme in ["light", "dark"] {
        println!("<section class={theme}>");
        for (name, figure, width, height) in all() {
            println!(
                "<figure id=\"{theme}-{name}\">{}</figure>",
                figure::svg::print(&figure, width, height)
            );
        }
        println!("</section>");
    }
}
