//! The option that ECharts gets, from the outside.

use charts::{Shown, Theme, option_json};
use figure::layout::layout;
use figure::{
    Axis, Bar, Candle, Column, Dash, Figure, Marker, Of, Pane, Rule, Series, Spot, Tone, Turn,
};
use serde_json::Value;

fn theme() -> Theme {
    Theme::from_json(
        r##"{"text":"#111111","surface":"#ffffff","accent":"#5b45c9","gain":"#0b5fa5","loss":"#b34700","s3":" #484e54 ","font":"Inter"}"##,
    )
    .expect("a theme")
}

fn option(figure: &Figure) -> Value {
    serde_json::from_str(&option_json(figure, &theme(), 660.0, 260.0)).expect("JSON")
}

fn wealth() -> Figure {
    let path = |k: f64| {
        (0..400).map(move |i| {
            (
                17_000.0 + f64::from(i),
                (i != 7).then_some(k * f64::from(i + 1)),
            )
        })
    };
    Figure::new("Wealth")
        .x(Axis::days())
        .pane(
            Pane::new(Axis::value(""))
                .weight(3.0)
                .series(
                    Series::line("1/N", path(2.0))
                        .tone(Tone::S3)
                        .dash(Dash::Dashed)
                        .end_label("800"),
                )
                .series(Series::line("Mine", path(1.0)).end_label("400"))
                .rule(Rule::level(100.0, "start")),
        )
        .pane(
            Pane::new(Axis::value("Below the peak").to(0.0))
                .series(Series::area("Mine", path(-0.1))),
        )
}

fn bars() -> Figure {
    Figure::new("Weights").x(Axis::value("").hidden()).pane(
        Pane::new(Axis::categories(["JNJ", "GE"]))
            .series(Series::bars(
                "Weight",
                [
                    Bar::new(10.0, "10.0").interval(5.0, 10.0),
                    Bar::new(None, "—").tone(Tone::Loss),
                ],
            ))
            .series(Series::points(
                "limit",
                Marker::Tick,
                [Spot::new("", 8.0, 0.0)],
            ))
            .rule(Rule::upright(5.0, "1/N").dashed())
            .zone(Of::X, 1.0, 2.0),
    )
}

fn frontier() -> Figure {
    Figure::new("Frontier").x(Axis::value("Volatility")).pane(
        Pane::new(Axis::log("Return"))
            .series(Series::band("90 %", [(1.0, 1.0, 2.0), (2.0, 2.0, 4.0)]))
            .series(Series::points(
                "assets",
                Marker::Dot,
                [
                    Spot::new("A", 1.0, 1.0),
                    Spot::new("B", 2.0, 2.0).marker(Marker::Ring),
                ],
            ))
            .series(Series::mark("1/N", Marker::Diamond, 1.5, 1.5))
            .series(Series::mark("best", Marker::Disc, 1.2, 3.0))
            .zone(Of::Y, 1.0, 2.0),
    )
}

fn instrument() -> Figure {
    let day = domain_day();
    let candle = |x: f64| Candle {
        x,
        open: 2.0,
        high: 4.0,
        low: 1.0,
        close: 3.0,
    };
    let column = |x: f64, turn| Column {
        x,
        y: Some(3.0),
        turn,
    };
    Figure::new("AAPL")
        .x(Axis {
            scale: figure::Scale::Sessions((day..day + 30).collect()),
            ..Axis::default()
        })
        .pane(Pane::new(Axis::value("").far()).series(
            Series::candles("AAPL", (0..30).map(|i| candle(f64::from(i)))).end_label("3.00"),
        ))
        .pane(Pane::new(Axis::value("Volume")).series(Series::columns(
            "Volume",
            [
                column(0.0, Turn::Up),
                column(1.0, Turn::Down),
                column(2.0, Turn::Plain),
            ],
        )))
}

fn domain_day() -> i32 {
    15_000
}

fn graphics<'a>(option: &'a Value, kind: &str) -> Vec<&'a Value> {
    let all = option["graphic"].as_array().expect("graphics");
    all.iter().filter(|g| g["type"] == kind).collect()
}

#[test]
fn geometry_is_that_of_the_print() {
    for figure in [wealth(), bars(), frontier(), instrument()] {
        let option = option(&figure);
        let places = layout(&figure, 660.0, 260.0);
        for (grid, plot) in option["grid"]
            .as_array()
            .expect("grids")
            .iter()
            .zip(&places.plots)
        {
            assert_eq!(grid["left"], plot.left);
            assert_eq!(grid["top"], plot.top);
            assert_eq!(grid["right"], 660.0 - plot.right);
            assert_eq!(grid["bottom"], 260.0 - plot.bottom);
        }
        let texts: Vec<_> = graphics(&option, "text");
        assert_eq!(texts.len(), places.texts.len());
        for (drawn, text) in texts.iter().zip(&places.texts) {
            assert_eq!(drawn["style"]["text"], text.text.as_str());
            assert_eq!(
                (drawn["x"].as_f64(), drawn["y"].as_f64()),
                (Some(text.x), Some(text.y))
            );
        }
    }
}

#[test]
fn safe_and_still() {
    for figure in [
        wealth(),
        bars(),
        frontier(),
        instrument(),
        Figure::new("none"),
    ] {
        let option = option(&figure);
        assert_eq!(option["tooltip"]["renderMode"], "richText");
        assert_eq!(option["animation"], false);
        assert_eq!(option["aria"]["enabled"], true);
        assert_eq!(
            option["aria"]["label"]["description"],
            figure::describe(&figure)
        );
        assert!(!option.to_string().contains("var(--"));
    }
}

#[test]
fn lines_keep_dash_gap_and_colour() {
    let option = option(&wealth());
    let series = option["series"].as_array().expect("series");
    assert_eq!(series.len(), 3);
    assert_eq!(
        series[0]["lineStyle"]["type"],
        serde_json::json!([5.0, 3.0])
    );
    assert_eq!(series[0]["lineStyle"]["color"], "#484e54");
    assert_eq!(series[1]["lineStyle"]["color"], "#5b45c9");
    assert_eq!(series[0]["data"][7][1], "-");
    assert_eq!(series[2]["yAxisIndex"], 1.0);
    assert!(series[2]["areaStyle"]["opacity"].is_number());
    assert_eq!(option["dataZoom"][0]["zoomOnMouseWheel"], "ctrl");
    assert_eq!(option["xAxis"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_point_between_gaps_is_a_dot() {
    let points = [
        (0.0, Some(1.0)),
        (1.0, None),
        (2.0, Some(2.0)),
        (3.0, None),
        (4.0, Some(1.0)),
        (5.0, Some(1.0)),
    ];
    let figure =
        Figure::new("gaps").pane(Pane::new(Axis::value("")).series(Series::line("a", points)));
    assert_eq!(graphics(&option(&figure), "circle").len(), 2);
}

#[test]
fn bars_stand_on_categories() {
    let option = option(&bars());
    assert_eq!(option["yAxis"][0]["type"], "category");
    assert_eq!(option["yAxis"][0]["inverse"], true);
    assert_eq!(
        option["series"][0]["data"][1]["itemStyle"]["color"],
        "#b34700"
    );
    // Rule, whisker of three strokes, tick, axis: all lines.
    assert!(graphics(&option, "line").len() >= 6);
    assert_eq!(graphics(&option, "rect").len(), 1);
    assert!(option.get("dataZoom").is_none());
}

#[test]
fn points_bands_and_logarithms() {
    let option = option(&frontier());
    let series = option["series"].as_array().expect("series");
    let symbols: Vec<_> = series
        .iter()
        .map(|s| s["symbol"].as_str().unwrap_or(""))
        .collect();
    assert_eq!(symbols, ["circle", "circle", "diamond", "circle"]);
    assert_eq!(option["yAxis"][0]["type"], "log");
    assert_eq!(graphics(&option, "polygon").len(), 1);
    assert_eq!(option["tooltip"]["axisPointer"]["type"], "cross");
}

#[test]
fn candles_are_hollow_up() {
    let option = option(&instrument());
    let candles = &option["series"][0];
    assert_eq!(candles["itemStyle"]["color"], "#ffffff");
    assert_eq!(candles["itemStyle"]["borderColor"], "#0b5fa5");
    assert_eq!(candles["itemStyle"]["color0"], "#b34700");
    assert_eq!(
        candles["data"][0],
        serde_json::json!([0.0, 2.0, 3.0, 1.0, 4.0])
    );
    assert_eq!(
        option["series"][1]["data"][1]["itemStyle"]["color"],
        "#b34700"
    );
    assert_eq!(graphics(&option, "rect").len(), 1, "the tag");
}

#[test]
fn the_crosshair_finds_and_reads() {
    let mut shown = Shown::of(wealth());
    let _ = shown.draw(&theme(), 660.0, 260.0, None);
    assert_eq!((shown.stops(), shown.shown()), (400, vec![0, 399]));
    let at = shown.at(100);
    assert_eq!(shown.nearest(at[0], at[1]), Some(100));
    assert_eq!(shown.nearest(-100.0, 20.0), None);
    assert!(
        shown
            .reading(100)
            .starts_with("26 Oct 2016: 1/N 202.00, Mine 101.00"),
        "{}",
        shown.reading(100)
    );
    assert_eq!(shown.tooltip(100).lines().count(), 4);
    assert!(shown.zooms() && !shown.rows() && shown.title() == "Wealth");
    assert_eq!(shown.extent(), [17_000.0, 17_399.0]);
    assert_eq!(shown.position(3), 17_003.0);

    let zoomed = shown.draw(&theme(), 660.0, 260.0, Some((17_100.0, 17_200.0)));
    let option: Value = serde_json::from_str(&zoomed).expect("JSON");
    assert_eq!(option["dataZoom"][0]["startValue"], 17_100.0);
    assert_eq!(
        option["xAxis"][0]["max"], 17_399.0,
        "the axis keeps its ends"
    );
    assert_eq!(shown.shown(), [100, 200]);
    assert!(shown.at(50).is_empty());
    assert_eq!(
        (shown.reading(4_000), shown.tooltip(4_000)),
        (String::new(), String::new())
    );
}

#[test]
fn rows_and_points_are_found_in_the_plane() {
    let mut rows = Shown::of(bars());
    let _ = rows.draw(&theme(), 300.0, 120.0, None);
    assert!(rows.rows());
    let at = rows.at(1);
    assert_eq!(rows.nearest(200.0, at[1]), Some(1));
    let mut points = Shown::of(frontier());
    let _ = points.draw(&theme(), 300.0, 200.0, None);
    let at = points.at(2);
    assert_eq!(points.nearest(at[0] + 3.0, at[1] - 3.0), Some(2));
    assert!(Shown::of(Figure::new("none")).shown().is_empty());
}

#[test]
fn a_theme_without_tokens_still_draws() {
    let theme = Theme::from_json("{}").expect("a theme");
    assert_eq!(theme.tone(Tone::S6), "#808080");
    assert_eq!(theme.font(), "system-ui, sans-serif");
    assert!(Theme::from_json("[]").is_err());
}
