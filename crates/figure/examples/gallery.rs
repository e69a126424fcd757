//! Prints every kind of figure, light and dark, into one HTML page:
//! `cargo run -p figure --example gallery > gallery.html`. With `json` as argument it prints
//! the figures as data instead, to try the ECharts side on.

#![expect(
    clippy::print_stdout,
    reason = "a program that prints is what this example is"
)]

use domain::Day;
use domain::format;
use figure::{
    Axis, Bar, Candle, Column, Dash, Figure, Marker, Of, Pane, Rule, Scale, Series, Spot, Tone,
    Turn, day_number,
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

fn all() -> Vec<(&'static str, Figure, f64, f64)> {
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

const LIGHT: &str = "--bg:#f6f7f9;--surface:#fff;--line:#e7ebef;--border:#d8dee4;--axis:#868f99;--text:#1f2328;--ink:#1f2328;--muted:#57606a;--faint:#656d76;--neutral:#c3cad2;--gain:#0b5fa5;--loss:#b34700;--accent:#5b45c9;--accent-soft:#eeebfb;--s3:#484e54;--s4:#318269;--s5:#70490a;--s6:#cf5c98";
const DARK: &str = "--bg:#0d1117;--surface:#141a22;--line:#222932;--border:#2b323b;--axis:#6e7681;--text:#e6edf3;--ink:#e6edf3;--muted:#9198a1;--faint:#868e98;--neutral:#3b444f;--gain:#6cb6ff;--loss:#ff9b57;--accent:#a596f5;--accent-soft:#241f42;--s3:#81878d;--s4:#98dcc5;--s5:#b07e0e;--s6:#f187bd";

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
