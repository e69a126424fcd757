//! The figure in words, from the outside.

use domain::Day;
use figure::layout::{Kind, layout};
use figure::{
    Axis, Bar, Candle, Column, Figure, Marker, Pane, Series, Spot, Turn, Words, day_number,
    describe, reading, stops, table,
};
use serde_json::Value;

fn day(offset: i32) -> f64 {
    day_number(Day::constant(2022, 12, 27)) + f64::from(offset)
}

fn wealth() -> Figure {
    Figure::new("$10,000 over time").x(Axis::days()).pane(
        Pane::new(Axis::value("").decimals(0))
            .series(Series::line(
                "1/N",
                [
                    (day(0), Some(10_000.0)),
                    (day(1), None),
                    (day(2), Some(12_000.0)),
                ],
            ))
            .series(Series::band(
                "90 %",
                [(day(0), 1.0, 2.0), (day(2), 3.0, 4.0)],
            )),
    )
}

fn points() -> Figure {
    Figure::new("Frontier")
        .x(Axis::value("Volatility, %").decimals(1))
        .pane(
            Pane::new(Axis::value("Return, %").decimals(1))
                .series(Series::line(
                    "cap",
                    (0..100).map(|i| (f64::from(i), f64::from(i))),
                ))
                .series(Series::points(
                    "assets",
                    Marker::Dot,
                    [Spot::new("LLY", 30.0, 35.6), Spot::new("", 10.0, 5.0)],
                ))
                .series(Series::mark("Minimum risk", Marker::Disc, 17.8, 16.5)),
        )
}

fn bars() -> Figure {
    Figure::new("Weights").x(Axis::value("").decimals(1)).pane(
        Pane::new(Axis::categories(["JNJ", "GE"]))
            .series(Series::bars(
                "Weight, %",
                [
                    Bar::new(10.0, "10.0").interval(8.0, 10.0),
                    Bar::new(None, "—"),
                ],
            ))
            .series(Series::points(
                "Target",
                Marker::Diamond,
                [Spot::new("", 5.0, 0.0)],
            )),
    )
}

fn candles() -> Figure {
    Figure::new("AAPL")
        .x(Axis::sessions([
            Day::constant(2013, 2, 28),
            Day::constant(2013, 3, 1),
        ]))
        .pane(Pane::new(Axis::value("")).series(Series::candles(
            "AAPL",
            [
                Candle {
                    x: 0.0,
                    open: 1.0,
                    high: 4.0,
                    low: 0.5,
                    close: 2.0,
                },
                Candle {
                    x: 1.0,
                    open: 2.0,
                    high: 3.0,
                    low: 1.0,
                    close: 1.5,
                },
            ],
        )))
        .pane(
            Pane::new(Axis::value("Volume, millions")).series(Series::columns(
                "Volume",
                [Column {
                    x: 1.0,
                    y: Some(7.0),
                    turn: Turn::Down,
                }],
            )),
        )
}

#[test]
fn lines_become_a_table_by_day() {
    let table = table(&wealth());
    assert_eq!(table.caption, "$10,000 over time");
    assert_eq!(table.head, ["Day", "1/N", "90 %, lower", "90 %, upper"]);
    assert_eq!(
        table.rows,
        [
            ["27 Dec 2022", "10,000", "1", "2"],
            ["28 Dec 2022", "—", "—", "—"],
            ["29 Dec 2022", "12,000", "3", "4"],
        ]
    );
}

#[test]
fn points_become_a_table_by_name() {
    let table = table(&points());
    assert_eq!(table.head, ["Name", "Volatility, %", "Return, %"]);
    assert!(
        table.rows.len() < 20,
        "a curve is told by a few of its points"
    );
    assert!(
        table
            .rows
            .contains(&["LLY", "30.0", "35.6"].map(str::to_owned).to_vec())
    );
    assert!(
        table
            .rows
            .contains(&["assets", "10.0", "5.0"].map(str::to_owned).to_vec())
    );
}

#[test]
fn bars_become_a_table_by_row() {
    let table = table(&bars());
    assert_eq!(table.head, ["Name", "Weight, %", "from", "to", "Target"]);
    assert_eq!(
        table.rows,
        [
            ["JNJ", "10.0", "8.0", "10.0", "5.0"],
            ["GE", "—", "—", "—", "—"]
        ]
    );
}

#[test]
fn candles_become_four_columns() {
    let table = table(&candles());
    assert_eq!(
        table.head,
        [
            "Day",
            "AAPL, open",
            "AAPL, high",
            "AAPL, low",
            "AAPL, close",
            "Volume, millions"
        ]
    );
    assert_eq!(
        table.rows[1],
        ["1 Mar 2013", "2.00", "3.00", "1.00", "1.50", "7.00"]
    );
    assert_eq!(table.rows[0][5], "—");
}

#[test]
fn one_line_says_it() {
    assert_eq!(
        describe(&wealth()),
        "$10,000 over time: 1/N from 10,000 to 12,000; 90 %"
    );
    assert_eq!(
        describe(&points()),
        "Frontier: cap from 0.0 to 99.0; 2 assets; Minimum risk at 17.8, 16.5"
    );
    assert_eq!(
        describe(&bars()),
        "Weights: 2 bars, the first JNJ 10.0; 1 Target".replace("1 Target", "Target at 5.0, 0.00")
    );
    assert_eq!(describe(&candles()), "AAPL: AAPL from 1.00 to 1.50; Volume");
    assert_eq!(describe(&Figure::new("Nothing")), "Nothing");
}

fn readings(figure: &Figure) -> Vec<String> {
    stops(figure)
        .iter()
        .map(|stop| reading(figure, stop).text())
        .collect()
}

#[test]
fn the_crosshair_reads_every_day() {
    let texts = readings(&wealth());
    assert_eq!(texts.len(), 3);
    assert_eq!(
        texts[0],
        "27 Dec 2022: 1/N 10,000, 90 %, lower 1, 90 %, upper 2"
    );
    assert!(texts[1].starts_with("28 Dec 2022: 1/N —"));
    assert_eq!(
        readings(&candles())[1],
        "1 Mar 2013: open 2.00, high 3.00, low 1.00, close 1.50, Volume, millions 7.00"
    );
}

#[test]
fn the_crosshair_goes_from_point_to_point() {
    let texts = readings(&points());
    assert_eq!(
        texts,
        [
            "assets: Volatility, % 10.0, Return, % 5.0",
            "Minimum risk: Volatility, % 17.8, Return, % 16.5",
            "LLY: Volatility, % 30.0, Return, % 35.6",
        ]
    );
}

#[test]
fn the_crosshair_goes_from_row_to_row() {
    assert_eq!(
        readings(&bars()),
        [
            "JNJ: Weight, % 10.0, interval 8.0 to 10.0, Target 5.0",
            "GE: Weight, % —"
        ]
    );
}

#[test]
fn categories_below_are_named() {
    let figure = Figure::new("Months")
        .x(Axis::categories(["Jan", "Feb"]))
        .pane(Pane::new(Axis::value("%")).series(Series::columns(
            "Return",
            [Column {
                x: 1.0,
                y: Some(2.0),
                turn: Turn::Up,
            }],
        )));
    assert_eq!(readings(&figure), ["Feb: Return 2.00"]);
    assert_eq!(table(&figure).rows, [["Feb", "2.00"]]);
}

/// Other words than the English ones, each told from all others.
fn other_words() -> Words {
    let mut words = serde_json::to_value(Words::default()).expect("words are JSON");
    let mark = |word: &mut Value| {
        *word = Value::from(format!("<{}>", word.as_str().expect("a word")));
    };
    for word in words.as_object_mut().expect("an object").values_mut() {
        match word.as_array_mut() {
            Some(months) => months.iter_mut().for_each(mark),
            None => mark(word),
        }
    }
    serde_json::from_value(words).expect("words again")
}

#[test]
fn every_word_can_be_another() {
    let (wealth, bars) = (wealth().words(other_words()), bars().words(other_words()));
    let (points, candles) = (
        points().words(other_words()),
        candles().words(other_words()),
    );
    assert_eq!(
        describe(&wealth),
        "$10,000 over time: 1/N <from> 10,000 <to> 12,000; 90 %"
    );
    assert_eq!(
        describe(&bars),
        "Weights: 2 <bars, the first> JNJ 10.0; Target <at> 5.0, 0.00"
    );
    assert_eq!(
        table(&wealth).head,
        ["<Day>", "1/N", "90 %, <lower>", "90 %, <upper>"]
    );
    assert_eq!(
        table(&bars).head,
        ["<Name>", "Weight, %", "<from>", "<to>", "Target"]
    );
    assert_eq!(table(&points).head[0], "<Name>");
    assert_eq!(
        readings(&bars)[0],
        "JNJ: Weight, % 10.0, <interval> 8.0 <to> 10.0, Target 5.0"
    );
    assert_eq!(
        readings(&candles)[1],
        "1 Mar 2013: <open> 2.00, <high> 3.00, <low> 1.00, <close> 1.50, Volume, millions 7.00"
    );
    let ticks = |figure: &Figure| -> Vec<String> {
        let texts = layout(figure, 400.0, 240.0).texts.into_iter();
        let ticks = texts.filter(|t| t.kind == Kind::Tick);
        ticks.map(|t| t.text).collect()
    };
    let tall = |top: f64| {
        let days = [(day(0), 0.0), (day(60), top)];
        let pane = Pane::new(Axis::value("")).series(Series::line("a", days));
        let figure = Figure::new("").x(Axis::days()).pane(pane);
        ticks(&figure.words(other_words())).join(" ")
    };
    assert!(tall(3e4).contains("10<k>"), "{}", tall(3e4));
    assert!(tall(3e6).contains("1<M>"), "{}", tall(3e6));
    assert!(tall(3e9).contains("1<B> ") && tall(3e9).contains("<Feb>"));
}

#[test]
fn a_figure_without_words_is_english() {
    let mut json = serde_json::to_value(wealth()).expect("a figure is JSON");
    json.as_object_mut().expect("an object").remove("words");
    let back: Figure = serde_json::from_value(json).expect("a figure");
    assert!(back == wealth());
}
