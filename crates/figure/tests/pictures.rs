//! The printed picture, from the outside.

use domain::Day;
use figure::layout::{Anchor, Kind, Layout, Text, layout, layout_between};
use figure::svg::print;
use figure::{
    Axis, Bar, Candle, Column, Dash, Figure, Marker, Of, Pane, Rule, Series, Spot, Tone, Turn,
    day_number,
};

fn chart(pane: Pane) -> Figure {
    Figure::new("Title").x(Axis::value("x")).pane(pane)
}

fn lines(points: &[(f64, Option<f64>)]) -> Figure {
    chart(Pane::new(Axis::value("y")).series(Series::line("a", points.to_vec())))
}

fn texts(layout: &Layout, kind: Kind) -> Vec<&str> {
    layout
        .texts
        .iter()
        .filter(|t| t.kind == kind)
        .map(|t| t.text.as_str())
        .collect()
}

/// The `d` of the first path of a class.
fn path<'a>(svg: &'a str, class: &str) -> &'a str {
    let from = svg
        .find(&format!("<path class=\"{class}"))
        .expect("a path of the class");
    let rest = &svg[from..];
    let start = rest.find(" d=\"").expect("a path has a d") + 4;
    &rest[start..start + rest[start..].find('"').expect("an end")]
}

/// A text's box, by widths that are known to be wide.
fn block(text: &Text) -> (f64, f64, f64, f64) {
    let width = text.text.chars().count() as f64 * 0.5 * text.kind.size();
    let left = match text.anchor {
        Anchor::Start => text.x,
        Anchor::Middle => text.x - width / 2.0,
        Anchor::End => text.x - width,
    };
    (left, text.y - 4.0, left + width, text.y + 4.0)
}

fn overlap(a: (f64, f64, f64, f64), b: (f64, f64, f64, f64)) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

/// No number in the picture is broken, no style is inline, nothing runs.
fn sound(svg: &str) {
    for bad in ["NaN", "inf", "style=", "<script", "--", "null"] {
        assert!(!svg.contains(bad), "{bad} in {svg}");
    }
    assert_eq!(svg.matches("<svg").count(), svg.matches("</svg>").count());
}

#[test]
fn gaps_split_the_path_and_a_lone_point_is_a_dot() {
    let svg = print(
        &lines(&[
            (0.0, Some(1.0)),
            (1.0, Some(2.0)),
            (2.0, None),
            (3.0, Some(1.0)),
            (4.0, Some(2.0)),
        ]),
        300.0,
        200.0,
    );
    assert_eq!(path(&svg, "fg-line").matches('M').count(), 2);
    assert!(!svg.contains("<circle"));
    let svg = print(
        &lines(&[
            (0.0, Some(1.0)),
            (1.0, None),
            (2.0, Some(2.0)),
            (3.0, Some(f64::NAN)),
            (4.0, Some(1.0)),
            (5.0, Some(1.0)),
        ]),
        300.0,
        200.0,
    );
    assert_eq!(svg.matches("<circle").count(), 2);
    sound(&svg);
}

#[test]
fn user_text_is_escaped() {
    let figure = Figure::new("<script>alert('R&D')</script>")
        .x(Axis::value("\"x\""))
        .pane(
            Pane::new(Axis::value("<y>"))
                .series(Series::mark("<b>", Marker::Dot, 1.0, 1.0))
                .rule(Rule::level(1.0, "<i>")),
        )
        .note_inside("<u>")
        .note_below("</svg>");
    let svg = print(&figure, 300.0, 200.0);
    sound(&svg);
    for tag in ["<b>", "<i>", "<u>", "<y>"] {
        assert!(!svg.contains(tag));
    }
    assert!(svg.contains("&lt;script&gt;alert(&#39;R&amp;D&#39;)"));
}

#[test]
fn the_same_figure_gives_the_same_bytes() {
    let figure = lines(
        &(0..500)
            .map(|i| (f64::from(i), Some(f64::from(i * 37 % 101) / 8.0)))
            .collect::<Vec<_>>(),
    );
    assert_eq!(
        print(&figure, 660.0, 240.0),
        print(&figure.clone(), 660.0, 240.0)
    );
    let json = serde_json::to_string(&figure).expect("a figure is JSON");
    let back: Figure = serde_json::from_str(&json).expect("and back");
    assert!(back == figure);
    assert_eq!(print(&back, 660.0, 240.0), print(&figure, 660.0, 240.0));
}

#[test]
fn strange_data_and_sizes_never_break() {
    let figures = [
        Figure::default(),
        Figure::new("no panes").x(Axis::days()),
        chart(Pane::new(Axis::value("empty"))),
        chart(Pane::new(Axis::log("empty"))),
        lines(&[]),
        lines(&[(0.0, None)]),
        lines(&[(3.0, Some(7.0))]),
        lines(&[(0.0, Some(0.0)), (1.0, Some(0.0))]),
        lines(&[(0.0, Some(5.0)), (1.0, Some(5.0))]),
        lines(&[(0.0, Some(1e300)), (1.0, Some(-1e300))]),
        lines(&[(0.0, Some(1e-300)), (1.0, Some(2e-300))]),
        lines(&[(0.0, Some(1.0)), (1.0, Some(1.0 + 1e-15))]),
        lines(&[
            (f64::NAN, Some(1.0)),
            (f64::INFINITY, Some(1.0)),
            (1.0, Some(f64::INFINITY)),
        ]),
        Figure::new("days")
            .x(Axis::days())
            .pane(Pane::new(Axis::log("")).series(Series::line("a", [(0.0, -1.0), (1.0, 0.0)]))),
        Figure::new("none")
            .x(Axis::sessions([]))
            .pane(Pane::new(Axis::value("").far()).series(Series::candles("c", []).end_label("1"))),
        Figure::new("none")
            .pane(Pane::new(Axis::categories(Vec::<String>::new())).series(Series::bars("b", []))),
        lines(&[(0.0, Some(1.0))]).bare(8.0),
        chart(
            Pane::new(Axis::value("").between(5.0, 5.0))
                .series(Series::line("a", [(0.0, 5.0)]))
                .weight(f64::NAN),
        ),
    ];
    for figure in &figures {
        for (width, height) in [
            (660.0, 240.0),
            (1.0, 1.0),
            (f64::NAN, f64::INFINITY),
            (40.0, 2_000.0),
        ] {
            sound(&print(figure, width, height));
        }
        let _ = (
            figure::table(figure),
            figure::describe(figure),
            figure::stops(figure),
        );
    }
}

#[test]
fn a_constant_stands_in_the_middle() {
    let places = layout(&lines(&[(0.0, Some(5.0)), (1.0, Some(5.0))]), 300.0, 200.0);
    let plot = &places.plots[0];
    assert_eq!(plot.y.px(5.0), (plot.top + plot.bottom) / 2.0);
}

#[test]
fn at_most_two_points_per_pixel_are_printed() {
    let many: Vec<_> = (0..20_000)
        .map(|i| (f64::from(i), Some(f64::from(i * 37 % 101))))
        .collect();
    let svg = print(&lines(&many), 400.0, 200.0);
    let numbers = path(&svg, "fg-line").matches([' ', '-']).count();
    assert!(numbers <= 4 * 400, "{numbers}");
}

#[test]
fn names_of_points_do_not_cover_each_other() {
    let spots: Vec<Spot> = (0..30)
        .map(|i| {
            Spot::new(
                format!("ASSET{i}"),
                f64::from(i % 6) * 0.3,
                f64::from(i / 6) * 0.2 + f64::from(i % 3) * 0.01,
            )
        })
        .collect();
    let figure =
        chart(Pane::new(Axis::value("y")).series(Series::points("all", Marker::Dot, spots)));
    let places = layout(&figure, 320.0, 160.0);
    let names: Vec<_> = places
        .texts
        .iter()
        .filter(|t| t.kind == Kind::Name)
        .collect();
    assert!(names.len() > 5 && names.len() < 30, "{}", names.len());
    for (i, a) in names.iter().enumerate() {
        for b in &names[i + 1..] {
            assert!(!overlap(block(a), block(b)), "{} covers {}", a.text, b.text);
        }
    }
    // The first matters most.
    assert_eq!(names[0].text, "ASSET0");
}

#[test]
fn end_labels_are_pushed_apart_and_lose_their_values_first() {
    let mut pane = Pane::new(Axis::value(""));
    for i in 0..4 {
        let end = 100.0 + f64::from(i) / 10.0;
        pane = pane
            .series(Series::line(format!("Line {i}"), [(0.0, 0.0), (1.0, end)]).end_label("100"));
    }
    let figure = chart(pane);
    let ys = |places: &Layout| -> Vec<f64> {
        let mut ys: Vec<f64> = places
            .texts
            .iter()
            .filter(|t| t.kind == Kind::Label)
            .map(|t| t.y)
            .collect();
        ys.sort_by(f64::total_cmp);
        ys
    };
    let tall = layout(&figure, 300.0, 240.0);
    assert_eq!(texts(&tall, Kind::Value).len(), 4);
    assert!(ys(&tall).windows(2).all(|w| w[1] - w[0] >= 28.9));
    let low = layout(&figure, 300.0, 130.0);
    assert!(texts(&low, Kind::Value).is_empty());
    assert!(ys(&low).windows(2).all(|w| w[1] - w[0] >= 14.9));
    // Long names leave most of the width to the picture.
    let long = chart(
        Pane::new(Axis::value("")).series(
            Series::line(
                "A very long name of a benchmark index",
                [(0.0, 1.0), (1.0, 2.0)],
            )
            .end_label("2"),
        ),
    );
    let places = layout(&long, 300.0, 200.0);
    assert!(places.plots[0].right > 200.0 && texts(&places, Kind::Label)[0].ends_with('…'));
}

#[test]
fn labels_along_lines_and_bands_find_room() {
    let curve = |k: f64| (0..50).map(move |i| (f64::from(i), k * f64::from(i).sqrt()));
    let band = (0..50).map(|i| {
        (
            f64::from(i),
            f64::from(i).sqrt() * 4.0,
            f64::from(i).sqrt() * 8.0,
        )
    });
    let figure = chart(
        Pane::new(Axis::value(""))
            .series(
                Series::band("90 % of resamples", band)
                    .tone(Tone::Dim)
                    .label_along(),
            )
            .series(
                Series::line("no cap", curve(10.0))
                    .tone(Tone::Ink)
                    .dash(Dash::Dashed)
                    .label_along(),
            )
            .series(Series::line("cap", curve(6.0)).label_along()),
    );
    let places = layout(&figure, 400.0, 240.0);
    assert_eq!(texts(&places, Kind::Rule), ["no cap"]);
    assert_eq!(texts(&places, Kind::Label), ["cap"]);
    assert_eq!(texts(&places, Kind::Note).join(" "), "90 % of resamples");
    let svg = print(&figure, 400.0, 240.0);
    assert!(svg.contains("fg-dashed") && path(&svg, "fg-band").ends_with('Z'));
}

#[test]
fn bars_have_rows_whiskers_texts_and_rules() {
    let bars = [
        Bar::new(10.0, "10.0"),
        Bar::new(-2.0, "2.0").interval(0.5, 30.0).tone(Tone::Loss),
        Bar::new(None, "—"),
    ];
    let figure = Figure::new("Weights")
        .x(Axis::value("").between(-4.0, 12.0).hidden())
        .pane(
            Pane::new(Axis::categories(["JNJ", "HD", "GE"]))
                .series(Series::bars("Weight", bars))
                .series(
                    Series::points("limit", Marker::Tick, [Spot::new("", 8.0, 1.0)])
                        .tone(Tone::Ink),
                )
                .rule(Rule::upright(5.0, "1/N 5 %").dashed())
                .rule(Rule::upright(5.5, "cap 5.5 %"))
                .rule(Rule::upright(50.0, "beyond"))
                .zone(Of::X, 2.0, 3.0),
        );
    let places = layout(&figure, 300.0, 120.0);
    assert_eq!(texts(&places, Kind::Row), ["JNJ", "HD", "GE"]);
    assert_eq!(texts(&places, Kind::Cell), ["10.0", "2.0", "—"]);
    assert_eq!(texts(&places, Kind::Rule), ["1/N 5 %", "cap 5.5 %"]);
    assert!(texts(&places, Kind::Tick).is_empty());
    let labels: Vec<_> = places
        .texts
        .iter()
        .filter(|t| t.kind == Kind::Rule)
        .collect();
    assert!(!overlap(block(labels[0]), block(labels[1])));
    let plot = &places.plots[0];
    assert!(
        plot.y.px(0.0) < plot.y.px(2.0),
        "the first category is on top"
    );
    let svg = print(&figure, 300.0, 120.0);
    sound(&svg);
    assert_eq!(svg.matches("class=\"fg-bar").count(), 2);
    assert_eq!(svg.matches("fg-whisker").count(), 1);
    assert_eq!(svg.matches("class=\"fg-rule t-ink").count(), 3);
    assert_eq!(svg.matches("fg-zone").count(), 1);
}

#[test]
fn many_rows_are_named_sparingly() {
    let names: Vec<String> = (0..100).map(|i| format!("N{i}")).collect();
    let bars = (0..100).map(|i| Bar::new(f64::from(i), "x"));
    let figure =
        Figure::new("").pane(Pane::new(Axis::categories(names)).series(Series::bars("b", bars)));
    let rows = texts(&layout(&figure, 300.0, 200.0), Kind::Row).len();
    assert!((5..=20).contains(&rows), "{rows}");
}

fn sessions(count: i64) -> Vec<Day> {
    (0..count)
        .filter_map(|i| {
            Day::constant(2012, 8, 20)
                .checked_add(jiff::Span::new().days(i))
                .ok()
        })
        .collect()
}

fn instrument(count: i64) -> Figure {
    let candles = (0..count).map(|i| {
        let open = 100.0 + (i % 7) as f64;
        let close = if i % 2 == 0 { open + 3.0 } else { open - 3.0 };
        let close = if i == 4 { open } else { close };
        Candle {
            x: i as f64,
            open,
            high: open + 5.0,
            low: open - 5.0,
            close,
        }
    });
    let columns = (0..count).map(|i| {
        let turn = [Turn::Up, Turn::Down, Turn::Plain][(i % 3) as usize];
        Column {
            x: i as f64,
            y: (i != 2).then_some(5.0),
            turn,
        }
    });
    Figure::new("AAPL")
        .x(Axis::sessions(sessions(count)))
        .pane(
            Pane::new(Axis::value("").far()).weight(3.0).series(
                Series::candles("AAPL", candles)
                    .tone(Tone::Loss)
                    .end_label("430.47"),
            ),
        )
        .pane(Pane::new(Axis::value("Volume").far()).series(Series::columns("Volume", columns)))
}

#[test]
fn candles_are_hollow_or_filled_and_carry_a_tag() {
    let svg = print(&instrument(60), 400.0, 260.0);
    sound(&svg);
    assert!(svg.contains("fg-body t-gain fg-hollow") && svg.contains("fg-body t-loss\""));
    assert!(svg.contains("fg-bar t-gain fg-hollow") && svg.contains("fg-bar t-neutral"));
    assert!(svg.contains("fg-tag t-loss") && svg.contains("430.47"));
    let places = layout(&instrument(60), 400.0, 260.0);
    assert_eq!(places.plots[0].x, places.plots[1].x);
    let tag = places
        .texts
        .iter()
        .find(|t| t.kind == Kind::Tag)
        .expect("a tag");
    assert!(
        places
            .texts
            .iter()
            .filter(|t| t.kind == Kind::Tick
                && t.x > places.plots[0].right
                && t.y < places.plots[0].bottom)
            .all(|t| (t.y - tag.y).abs() > 14.0)
    );
}

#[test]
fn many_candles_join() {
    let svg = print(&instrument(3_000), 400.0, 260.0);
    let bodies = path(&svg, "fg-body t-gain").matches('M').count()
        + path(&svg, "fg-body t-loss").matches('M').count();
    assert!(bodies <= 140, "{bodies}");
    assert_eq!(
        figure::layout::drawn_candles(&[], &layout(&instrument(3), 400.0, 200.0).plots[0]),
        []
    );
}

#[test]
fn days_have_years_and_the_first_is_not_lost() {
    let first = day_number(Day::constant(2018, 1, 2));
    let figure = Figure::new("")
        .x(Axis::days())
        .pane(Pane::new(Axis::value("")).series(Series::line(
            "a",
            (0..1_800).map(|i| (first + f64::from(i), f64::from(i))),
        )));
    let places = layout(&figure, 300.0, 160.0);
    assert_eq!(
        texts(&places, Kind::Tick)[..5],
        ["2018", "2019", "2020", "2021", "2022"]
    );
    let whole = layout(&instrument(60), 400.0, 260.0);
    assert_eq!(texts(&whole, Kind::Tag), ["430.47"]);
    let part = layout_between(&instrument(60), 400.0, 260.0, 10.0, 31.0);
    assert_eq!(
        texts(&part, Kind::Tag),
        ["100.00"],
        "the close of the last session shown"
    );
    // A part of it has its own ticks and its own values.
    let part = layout_between(&figure, 300.0, 160.0, first + 100.0, first + 160.0);
    assert!(
        texts(&part, Kind::Tick).contains(&"7 May"),
        "{:?}",
        texts(&part, Kind::Tick)
    );
    assert!(part.plots[0].y.from > 90.0 && part.plots[0].y.to < 170.0);
}

#[test]
fn a_bare_curve_has_the_scale_of_its_slider() {
    let figure = Figure::new("Volatility")
        .x(Axis::value("").between(5.0, 30.0))
        .pane(
            Pane::new(Axis::value(""))
                .series(
                    Series::area("v", [(5.0, 21.0), (10.0, 18.0), (30.0, 17.0)]).end_label("17 %"),
                )
                .series(Series::mark("18 %", Marker::Dot, 10.0, 18.0))
                .rule(Rule::upright(10.0, "").dashed()),
        )
        .bare(8.0);
    let places = layout(&figure, 256.0, 48.0);
    let x = places.plots[0].x;
    assert_eq!((x.px(5.0), x.px(30.0), x.px(10.0)), (8.0, 248.0, 56.0));
    assert_eq!(texts(&places, Kind::Value), ["17 %"]);
    let svg = print(&figure, 256.0, 48.0);
    assert!(!svg.contains("fg-axis") && !svg.contains("fg-grid"));
    sound(&svg);
}

#[test]
fn areas_stand_on_zero_where_there_is_one() {
    let area = |from: f64, to: f64| {
        chart(
            Pane::new(Axis::value("").between(from, to))
                .series(Series::area("a", [(0.0, from), (1.0, to)])),
        )
    };
    let foot = |figure: &Figure| {
        let places = layout(figure, 300.0, 200.0);
        (
            places.plots[0].foot(),
            places.plots[0].top,
            places.plots[0].bottom,
        )
    };
    let (at, top, _) = foot(&area(-30.0, 0.0));
    assert_eq!(at, top);
    let (at, _, bottom) = foot(&area(10.0, 20.0));
    assert_eq!(at, bottom);
}

#[test]
fn notes_avoid_the_marks() {
    let spots = (0..20).map(|i| Spot::new("", f64::from(i), 0.0));
    let figure = chart(
        Pane::new(Axis::value(""))
            .series(Series::points("p", Marker::Dot, spots))
            .series(Series::mark("top", Marker::Disc, 0.0, 50.0)),
    )
    .note_inside("off chart: AMD 57 / 51");
    let places = layout(&figure, 300.0, 160.0);
    let note = places
        .texts
        .iter()
        .find(|t| t.kind == Kind::Note)
        .expect("a note");
    assert!(note.y < 60.0, "{note:?}");
}

#[test]
fn logarithms_and_levels() {
    let figure = chart(
        Pane::new(Axis::log("").unit("$"))
            .series(Series::line("a", [(0.0, 1.0), (1.0, 10.0), (2.0, 100.0)]))
            .rule(Rule::level(10.0, "ten").tone(Tone::Gain))
            .zone(Of::Y, 20.0, 50.0),
    );
    let plot = layout(&figure, 300.0, 200.0).plots[0].clone();
    let (a, b, c) = (plot.y.px(1.0), plot.y.px(10.0), plot.y.px(100.0));
    assert!(
        ((a - b) - (b - c)).abs() <= 0.11,
        "even by ratio: {a} {b} {c}"
    );
    let svg = print(&figure, 300.0, 200.0);
    assert!(svg.contains("fg-rule t-gain") && svg.contains(">ten<"));
    sound(&svg);
}

#[test]
fn every_marker_and_tone_is_printed() {
    let mut pane = Pane::new(Axis::value("").signed().decimals(1));
    let tones = [
        Tone::Accent,
        Tone::Ink,
        Tone::Dim,
        Tone::S3,
        Tone::S4,
        Tone::S5,
        Tone::S6,
        Tone::Gain,
        Tone::Loss,
        Tone::Neutral,
    ];
    let markers = [
        Marker::Dot,
        Marker::Ring,
        Marker::Disc,
        Marker::Diamond,
        Marker::Tick,
    ];
    for (i, tone) in tones.into_iter().enumerate() {
        let spot = Spot::new("", i as f64, 1.0).marker(markers[i % 5]);
        pane = pane.series(Series::points("p", Marker::Dot, [spot]).tone(tone));
    }
    let svg = print(&chart(pane), 300.0, 200.0);
    for class in [
        "accent", "ink", "dim", "s3", "s4", "s5", "s6", "gain", "loss", "neutral",
    ] {
        assert!(svg.contains(&format!("t-{class}")), "{class}");
    }
    assert_eq!(
        (
            svg.matches("fg-ring").count(),
            svg.matches("fg-disc").count()
        ),
        (4, 2)
    );
    sound(&svg);
}

#[test]
fn dotted_lines_and_categories_below() {
    let months = ["Jan", "Feb", "A month with a very long name"];
    let columns = months.iter().enumerate().map(|(i, _)| Column {
        x: i as f64,
        y: Some(-1.0),
        turn: Turn::Plain,
    });
    let figure = Figure::new("").x(Axis::categories(months)).pane(
        Pane::new(Axis::value(""))
            .series(Series::columns("c", columns))
            .series(
                Series::line("l", [(0.0, 1.0), (2.0, 1.0)])
                    .dash(Dash::Dotted)
                    .end_label(""),
            ),
    );
    let svg = print(&figure, 300.0, 200.0);
    assert!(svg.contains("fg-dotted") && svg.contains(">Jan<") && svg.contains("A month"));
}

#[test]
fn the_mark_that_matters_is_always_named() {
    let crowd = (0..100).map(|i| Spot::new("", f64::from(i % 10), f64::from(i / 10)));
    let figure = chart(
        Pane::new(Axis::value(""))
            .series(Series::points("crowd", Marker::Dot, crowd))
            .series(Series::mark("Minimum risk", Marker::Disc, 0.0, 4.5)),
    );
    let places = layout(&figure, 200.0, 120.0);
    assert_eq!(texts(&places, Kind::Label), ["Minimum risk"]);
}
