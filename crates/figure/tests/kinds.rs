//! Every kind of chart, from the outside: what it says, and that nothing in it collides.

use domain::{Day, Language};
use figure::kinds::{
    Asset, Fan, Frontier, HeatMap, Histogram, Holding, Instrument, Layer, Level, Macd, Merge, Move,
    Moves, Overlay, Place, Session, Stack, Step, Track, Treemap, Waterfall, Wealth, Weight,
    Weights, bins, deepest, drawdown,
};
use figure::layout::{Anchor, Kind, Text, drawn_boxes, layout};
use figure::svg::print;
use figure::{Axis, Figure, Words, day_number, describe, reading, stops, table};

fn wave(i: usize, k: f64) -> f64 {
    (i as f64 * k).sin() + 0.5 * (i as f64 * 2.7 * k).cos()
}

fn days(count: usize) -> Vec<f64> {
    let first = day_number(Day::constant(2018, 1, 2));
    (0..count).map(|i| first + 7.0 * i as f64).collect()
}

fn wealth(words: Words) -> Figure {
    let track = |name: &str, k: f64| Track {
        name: name.to_owned(),
        values: (0..200)
            .map(|i| 10_000.0 + 20.0 * i as f64 + 900.0 * wave(i, k))
            .collect(),
    };
    Wealth {
        title: "Wealth".into(),
        y: Axis::value("").decimals(0),
        fall_title: "Below the last high, %".into(),
        positions: days(200),
        tracks: vec![
            track("Portfolio", 0.11),
            track("1/N", 0.08),
            track("S&P 500", 0.05),
        ],
        numbered: 3,
    }
    .figure(words)
}

fn instrument(words: Words) -> Figure {
    let first = Day::constant(2012, 8, 20);
    let session = |i: usize| {
        let close = 600.0 - i as f64 + 12.0 * wave(i, 0.3);
        Session {
            day: first
                .checked_add(jiff::Span::new().days(i as i64))
                .expect("a day"),
            prices: [close + 3.0, close + 9.0, close - 7.0, close],
            volume: 20.0 + 5.0 * wave(i, 0.9),
        }
    };
    let values = |k: f64| (0..120).map(|i| wave(i, k)).collect::<Vec<f64>>();
    Instrument {
        name: "AAPL".into(),
        sessions: (0..120).map(session).collect(),
        log: false,
        overlays: vec![Overlay {
            name: "mean of 50 days".into(),
            values: (0..120).map(|i| 610.0 - i as f64).collect(),
        }],
        band: Some((
            "Bollinger 20, 2".into(),
            (0..120)
                .map(|i| (570.0 - i as f64, 640.0 - i as f64))
                .collect(),
        )),
        volume_title: Some("Volume, millions".into()),
        strength: Some((
            "RSI 14".into(),
            (0..120).map(|i| 50.0 + 20.0 * wave(i, 0.2)).collect(),
        )),
        macd: Some(Macd {
            title: "MACD 12, 26, 9".into(),
            names: ["MACD", "signal", "difference"].map(str::to_owned),
            line: values(0.1),
            signal: values(0.09),
        }),
    }
    .figure(words)
}

fn frontier(words: Words) -> Figure {
    let curve: Vec<(f64, f64)> = (0..30)
        .map(|i| (19.0 + 0.2 * f64::from(i), 10.0 + 0.7 * f64::from(i).sqrt()))
        .collect();
    let asset = |i: usize| Asset {
        name: format!("AST{i}"),
        at: (20.0 + 1.1 * i as f64, 5.0 + 4.0 * wave(i, 0.7).abs()),
        held: !i.is_multiple_of(3),
    };
    let place = |name: &str, x: f64, y: f64| {
        Some(Place {
            name: name.to_owned(),
            at: (x, y),
        })
    };
    Frontier {
        title: "Frontier".into(),
        x_title: "Volatility, % a year".into(),
        y_title: "Return, % a year".into(),
        assets: (0..15).map(asset).collect(),
        assets_name: "Companies".into(),
        band: Some((
            "90 % of resamples".into(),
            curve.iter().map(|(x, y)| (*x, y - 0.6, y + 0.1)).collect(),
        )),
        free: Some((
            "no limits".into(),
            curve.iter().map(|(x, y)| (x - 0.8, y + 0.4)).collect(),
        )),
        curve: Some(("your limits".into(), curve)),
        today: place("Today", 21.5, 11.9),
        equal: place("1/N", 21.4, 12.1),
        target: place("Target", 20.9, 11.8),
    }
    .figure(words)
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|i| format!("N{i}")).collect()
}

fn weights(words: Words) -> Figure {
    let row = |(i, name): (usize, String)| Weight {
        name,
        value: if i == 9 { 0.0 } else { 12.5 - i as f64 },
        band: Some((8.0 - 0.5 * i as f64, 13.0 - i as f64)),
    };
    Weights {
        title: "Weights".into(),
        name: "Weight, %".into(),
        rows: names(10).into_iter().enumerate().map(row).collect(),
        equal: Some((10.0, "1/N 10 %".into())),
        cap: Some((12.5, "cap 12.5 %".into())),
        zero_name: "At zero".into(),
    }
    .figure(words)
}

fn moves(words: Words) -> Figure {
    let row = |(i, name): (usize, String)| Move {
        name,
        now: 4.0 + wave(i, 1.0),
        target: if i == 3 { 4.0 + wave(i, 1.0) } else { i as f64 },
        band: Some((0.8 * i as f64, 1.1 * i as f64)),
    };
    Moves {
        title: "Moves".into(),
        heads: ["now", "target", "change", "90 % band"].map(str::to_owned),
        rows: names(11).into_iter().enumerate().map(row).collect(),
        equal: Some((5.0, "1/N 5".into())),
        cap: Some((10.0, "cap 10".into())),
    }
    .figure(words)
}

fn stack(words: Words) -> Figure {
    let layer = |(k, name): (usize, String)| Layer {
        name,
        values: (0..40)
            .map(|i| 10.0 - 0.5 * k as f64 + wave(i, 0.1 + 0.01 * k as f64))
            .collect(),
    };
    Stack {
        title: "Weights over time".into(),
        x: Axis::days(),
        positions: days(40),
        layers: names(14).into_iter().enumerate().map(layer).collect(),
        rest_name: "6 others".into(),
        unit: "%".into(),
    }
    .figure(words)
}

fn heat_map(words: Words) -> Figure {
    let values = vec![1.0, 0.85, -0.12, 0.85, 1.0, 0.3, -0.12, 0.3, 1.0];
    HeatMap {
        title: "Correlation".into(),
        name: "Correlation".into(),
        names: names(3),
        values,
        merges: vec![
            Merge {
                left: 0,
                right: 1,
                height: 0.2,
            },
            Merge {
                left: 3,
                right: 2,
                height: 0.8,
            },
        ],
    }
    .figure(words)
}

fn treemap(words: Words) -> Figure {
    let holding = |(i, name): (usize, String)| Holding {
        name,
        weight: 20.0 / (1.0 + i as f64),
        change: (i != 2).then(|| wave(i, 1.3)),
    };
    Treemap {
        title: "Holdings".into(),
        size_name: "Weight".into(),
        change_name: "Today".into(),
        holdings: names(12).into_iter().enumerate().map(holding).collect(),
    }
    .figure(words)
}

fn waterfall(words: Words) -> Figure {
    let steps = [
        ("Health", -7.0),
        ("Tech", -6.75),
        ("Cash", 1.25),
        ("Industry", -0.5),
    ];
    Waterfall {
        title: "Loss by sector".into(),
        unit: "%".into(),
        decimals: 1,
        steps: steps.map(|(name, change)| Step::new(name, change)).to_vec(),
        total: Some("Yours".into()),
        others: vec![("S&P 500".into(), -33.9)],
        ..Waterfall::default()
    }
    .figure(words)
}

fn histogram(words: Words) -> Figure {
    Histogram {
        title: "Daily returns".into(),
        x: Axis::value("Daily return, %")
            .unit("%")
            .decimals(1)
            .signed(),
        count_name: "Days".into(),
        values: (0..400).map(|i| 1.5 * wave(i, 1.7)).collect(),
        marks: vec![
            (-1.5, "VaR 95 % −1.50".into()),
            (-1.6, "CVaR −1.60".into()),
            (-1.7, "VaR 99 % −1.70".into()),
        ],
    }
    .figure(words)
}

fn fan(words: Words) -> Figure {
    let at = |z: f64| {
        (0..=12)
            .map(|i| 294.0 + z * f64::from(i).sqrt())
            .collect::<Vec<_>>()
    };
    let level = |name: &str, low: &str, high: &str, z: f64| Level {
        name: name.to_owned(),
        edges: (low.to_owned(), high.to_owned()),
        lower: at(-z),
        upper: at(z),
    };
    Fan {
        title: "Next 12 months".into(),
        x: Axis::value("Months from now").decimals(0),
        y: Axis::value("Thousand $").decimals(1),
        positions: (0..=12).map(f64::from).collect(),
        levels: vec![
            level("90 % of paths", "5 %", "95 %", 40.0),
            level("50 % of paths", "25 %", "75 %", 15.0),
        ],
        median_name: "median, estimate".into(),
        median: at(3.0),
        today: Some(("today".into(), 294.0)),
    }
    .figure(words)
}

type Kinds = [(&'static str, fn(Words) -> Figure, f64); 11];

const KINDS: Kinds = [
    ("wealth", wealth, 300.0),
    ("instrument", instrument, 520.0),
    ("frontier", frontier, 300.0),
    ("weights", weights, 260.0),
    ("moves", moves, 280.0),
    ("stack", stack, 260.0),
    ("heat map", heat_map, 300.0),
    ("treemap", treemap, 260.0),
    ("waterfall", waterfall, 240.0),
    ("histogram", histogram, 240.0),
    ("fan", fan, 280.0),
];

/// A text's box: wide as in a usual font, not as in the widest.
fn block(text: &Text) -> (f64, f64, f64, f64) {
    let width = text.text.chars().count() as f64 * 0.5 * text.kind.size();
    let left = match text.anchor {
        Anchor::Start => text.x,
        Anchor::Middle => text.x - width / 2.0,
        Anchor::End => text.x - width,
    };
    (left, text.y - 4.0, left + width, text.y + 4.0)
}

#[test]
fn no_text_leaves_its_picture_or_covers_another() {
    for (name, kind, height) in KINDS {
        for language in Language::ALL {
            let figure = kind(Words::of(language));
            for width in (320..=1400).step_by(40) {
                let width = f64::from(width);
                let places = layout(&figure, width, height);
                let upright: Vec<&Text> = places.texts.iter().filter(|t| !t.aslant).collect();
                for text in &places.texts {
                    let (left, top, right, bottom) = block(text);
                    let inside = left >= -1.0
                        && right <= width + 1.0
                        && top >= -2.0
                        && bottom <= height + 2.0;
                    assert!(text.aslant || inside, "{name} at {width}: {text:?} leaves");
                }
                for (i, a) in upright.iter().enumerate() {
                    for b in &upright[i + 1..] {
                        let (p, q) = (block(a), block(b));
                        let apart = p.2 <= q.0 || q.2 <= p.0 || p.3 <= q.1 || q.3 <= p.1;
                        // On a crowded frontier the three portfolios may share a place.
                        let forced =
                            a.kind == Kind::Label && b.kind == Kind::Label && name == "frontier";
                        assert!(apart || forced, "{name} at {width}: {a:?} covers {b:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn prints_are_sound_and_repeatable() {
    for (name, kind, height) in KINDS {
        let figure = kind(Words::default());
        let svg = print(&figure, 480.0, height);
        for bad in ["NaN", "inf", "style=", "<script", "null"] {
            assert!(!svg.contains(bad), "{name}: {bad}");
        }
        assert_eq!(svg.matches("<svg").count(), svg.matches("</svg>").count());
        assert_eq!(svg, print(&kind(Words::default()), 480.0, height), "{name}");
        let json = serde_json::to_string(&figure).expect("a figure is JSON");
        let back: Figure = serde_json::from_str(&json).expect("and back");
        assert_eq!(print(&back, 480.0, height), svg, "{name}");
    }
}

#[test]
fn each_kind_is_printed_as_before() {
    for (name, kind, height) in KINDS {
        let svg = print(&kind(Words::default()), 480.0, height);
        // An element a line: differences are read.
        insta::assert_snapshot!(name.replace(' ', "-"), svg.replace("><", ">\n<"));
    }
}

#[test]
fn every_kind_reads_and_tables_and_describes() {
    for (name, kind, _) in KINDS {
        for language in Language::ALL {
            let figure = kind(Words::of(language));
            let table = table(&figure);
            assert!(!table.rows.is_empty(), "{name}");
            for row in &table.rows {
                assert_eq!(row.len(), table.head.len(), "{name}");
            }
            let stops = stops(&figure);
            assert!(stops.len() > 2, "{name}");
            for stop in &stops {
                let text = reading(&figure, stop).text();
                assert!(!text.is_empty() && !text.contains("NaN"), "{name}: {text}");
                let figures = text.chars().filter(char::is_ascii_digit).count();
                assert!(figures > 0, "{name}: {text}");
            }
            assert!(describe(&figure).len() > figure.title.len(), "{name}");
        }
    }
}

fn readings(figure: &Figure) -> Vec<String> {
    stops(figure)
        .iter()
        .map(|stop| reading(figure, stop).text())
        .collect()
}

#[test]
fn cells_are_a_matrix_and_negative_ones_are_hatched() {
    let english = heat_map(Words::default());
    assert_eq!(table(&english).head, ["Name", "N0", "N1", "N2"]);
    assert_eq!(
        table(&english).rows[0],
        ["N0", "1.00", "0.85", "\u{2212}0.12"]
    );
    assert_eq!(readings(&english)[1], "N0, N1: Correlation 0.85");
    let german = heat_map(Words::of(Language::German));
    assert_eq!(table(&german).rows[0][2], "0,85");
    assert_eq!(figure::columns(&english), Some(3));
    let places = layout(&english, 480.0, 300.0);
    let written: Vec<&str> = places.texts.iter().map(|t| t.text.as_str()).collect();
    assert!(written.contains(&".85") && written.contains(&"\u{2212}.12"));
    let svg = print(&english, 480.0, 300.0);
    assert_eq!(svg.matches("fg-hatch").count(), 2);
    // Ink upon .30, its opposite upon .85.
    assert!(svg.contains("fg-boxed t-ink") && svg.contains("fg-boxed t-inverse"));
}

#[test]
fn steps_add_up_and_totals_stand_on_zero() {
    let figure = waterfall(Words::default());
    let rows = table(&figure).rows;
    assert_eq!(rows[4], ["Yours", "\u{2212}13.0\u{202f}%"]);
    let places = layout(&figure, 480.0, 240.0);
    let boxes = drawn_boxes(&figure.panes[0].series[1].marks, &places.plots[0]);
    let bottom = |i: usize| boxes[i].top + boxes[i].height;
    assert!(
        (boxes[1].top - bottom(0)).abs() < 0.2,
        "a step starts where the last one ended"
    );
    assert_eq!(boxes[4].top, boxes[0].top, "the total starts at zero");
    let texts: Vec<&str> = places.texts.iter().map(|t| t.text.as_str()).collect();
    assert!(
        texts.contains(&"+1.2") && texts.contains(&"\u{2212}13.0"),
        "{texts:?}"
    );
}

#[test]
fn bins_are_round_and_hold_everything() {
    assert!(bins(&[]).is_empty() && bins(&[f64::NAN]).is_empty());
    assert_eq!(bins(&[2.0, 2.0]), [1.5, 2.5]);
    // Freedman and Diaconis: 2 · 50 · 100^(−1/3) = 21.5, so 50.
    let hundred: Vec<f64> = (0..=100).map(f64::from).collect();
    assert_eq!(bins(&hundred), [0.0, 50.0, 100.0]);
    let figure = histogram(Words::default());
    let counts: f64 = table(&figure)
        .rows
        .iter()
        .map(|r| r[1].parse::<f64>().expect("a count"))
        .sum();
    assert_eq!(counts, 400.0);
}

#[test]
fn falls_are_found_with_their_highs() {
    let values = [10.0, 12.0, 9.0, 11.0, 12.0, 6.0, f64::NAN, 8.0];
    let falls = deepest(&values, 5);
    let found: Vec<_> = falls.iter().map(|f| (f.high, f.low, f.regained)).collect();
    assert_eq!(found, [(4, 5, None), (1, 2, Some(4))]);
    assert_eq!((falls[0].depth, falls[1].depth), (-50.0, -25.0));
    assert_eq!(drawdown(&values)[5..7], [Some(-50.0), None]);
    assert!(deepest(&[], 3).is_empty() && deepest(&[1.0], 3).is_empty());
    assert!(describe(&wealth(Words::default())).contains("deepest falls 1 \u{2212}"));
}

#[test]
fn moves_are_read_by_row() {
    let figure = moves(Words::default());
    assert_eq!(
        table(&figure).head,
        ["Name", "90 % band, from", "90 % band, to", "now", "target"]
    );
    let all = readings(&figure);
    assert_eq!(all.len(), 11);
    assert!(
        all[5].starts_with("N5: 90 % band 4.0\u{202f}% to 5.5\u{202f}%, now "),
        "{}",
        all[5]
    );
    assert!(all[5].ends_with("target 5.0\u{202f}%"), "{}", all[5]);
    let german = moves(Words::of(Language::German));
    assert!(readings(&german)[5].contains("4,0\u{202f}% bis 5,5\u{202f}%"));
}

#[test]
fn a_crowd_of_portfolios_has_an_inset_and_no_name_twice() {
    let figure = frontier(Words::default());
    assert!(figure.panes[0].inset.is_some());
    let places = layout(&figure, 700.0, 300.0);
    assert_eq!(places.insets.len(), 1);
    for name in ["Today", "1/N", "Target"] {
        let count = places.texts.iter().filter(|t| t.text == name).count();
        assert_eq!(count, 1, "{name}");
    }
    // No room, no inset: the names stand at the marks.
    let narrow = layout(&figure, 260.0, 300.0);
    assert!(narrow.insets.is_empty() && narrow.texts.iter().any(|t| t.text == "Today"));
}

#[test]
fn layers_add_up_and_the_small_ones_are_one() {
    let figure = stack(Words::default());
    assert_eq!(figure.panes[0].series.len(), 9);
    assert_eq!(figure.panes[0].series[8].name, "6 others");
    let values = &table(&figure).rows[7][1..];
    let sum: f64 = values
        .iter()
        .map(|v| {
            v.trim_end_matches(['%', '\u{202f}'])
                .parse::<f64>()
                .expect("a number")
        })
        .sum();
    let all: f64 = (0..14)
        .map(|k| 10.0 - 0.5 * f64::from(k) + wave(7, 0.1 + 0.01 * f64::from(k)))
        .sum();
    assert!((sum - all).abs() < 0.5, "{sum} {all}");
}

#[test]
fn tiles_are_the_same_in_any_order() {
    let mut holdings: Vec<Holding> = (0..9)
        .map(|i| Holding {
            name: format!("N{}", i % 5),
            weight: f64::from(i % 4),
            change: None,
        })
        .collect();
    let figure = |holdings: &[Holding]| {
        let map = Treemap {
            holdings: holdings.to_vec(),
            ..Treemap::default()
        };
        print(&map.figure(Words::default()), 400.0, 200.0)
    };
    let first = figure(&holdings);
    holdings.reverse();
    assert_eq!(figure(&holdings), first);
    assert_eq!(
        readings(&treemap(Words::of(Language::German)))[0]
            .matches(',')
            .count(),
        3
    );
}

#[test]
fn nothing_and_almost_nothing_break_no_kind() {
    let nothing = [
        Wealth::default().figure(Words::default()),
        Instrument::default().figure(Words::default()),
        Frontier::default().figure(Words::default()),
        Weights::default().figure(Words::default()),
        Moves::default().figure(Words::default()),
        Stack::default().figure(Words::default()),
        HeatMap::default().figure(Words::default()),
        Treemap::default().figure(Words::default()),
        Waterfall::default().figure(Words::default()),
        Histogram::default().figure(Words::default()),
        Fan::default().figure(Words::default()),
    ];
    let nan = f64::NAN;
    let odd = [
        Wealth {
            positions: days(3),
            tracks: vec![Track {
                name: "a".into(),
                values: vec![nan, 1.0, nan],
            }],
            numbered: 2,
            ..Wealth::default()
        }
        .figure(Words::default()),
        HeatMap {
            names: names(2),
            values: vec![1.0, nan],
            ..HeatMap::default()
        }
        .figure(Words::default()),
        Waterfall {
            steps: vec![Step::new("a", nan), Step::new("b", 0.0)],
            total: Some("c".into()),
            ..Waterfall::default()
        }
        .figure(Words::default()),
        Histogram {
            values: vec![nan, 3.0],
            marks: vec![(nan, "x".into())],
            ..Histogram::default()
        }
        .figure(Words::default()),
        Fan {
            positions: vec![1.0],
            median: vec![nan],
            ..Fan::default()
        }
        .figure(Words::default()),
        Stack {
            positions: days(1),
            layers: vec![Layer {
                name: "a".into(),
                values: vec![nan],
            }],
            ..Stack::default()
        }
        .figure(Words::default()),
        Moves {
            rows: vec![Move {
                name: "a".into(),
                now: nan,
                target: 1.0,
                band: Some((nan, 2.0)),
            }],
            ..Moves::default()
        }
        .figure(Words::default()),
        Frontier {
            today: Some(Place {
                name: "a".into(),
                at: (nan, 1.0),
            }),
            ..Frontier::default()
        }
        .figure(Words::default()),
    ];
    for figure in nothing.iter().chain(&odd) {
        for (width, height) in [(480.0, 240.0), (1.0, 1.0), (60.0, 900.0)] {
            let svg = print(figure, width, height);
            for bad in ["NaN", "inf", "null"] {
                assert!(!svg.contains(bad), "{bad} in {svg}");
            }
        }
        let _ = (table(figure), describe(figure), readings(figure));
    }
    for figure in &nothing {
        assert!(
            table(figure).rows.iter().all(|row| row.is_empty()),
            "{}",
            figure.title
        );
    }
}
