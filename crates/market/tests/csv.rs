//! Bad and repairable files: what is said about each.

use std::io::Read as _;

use market::{Diagnostic, Missing, Window, parse_day, read_bars, read_prices, read_values};

/// Reads a wide file and writes down what happened: the message, or the diagnostics and columns.
fn wide(text: &str, missing: Option<Missing>) -> String {
    match read_prices(text).and_then(|raw| raw.finish(&Window::ALL, missing)) {
        Err(error) => error.to_string(),
        Ok(checked) => {
            let mut said: Vec<String> = checked
                .diagnostics
                .iter()
                .map(ToString::to_string)
                .collect();
            for (i, asset) in checked.table.assets().iter().enumerate() {
                said.push(format!("{asset} {:?}", checked.table.column(i)));
            }
            said.join("; ")
        }
    }
}

fn check(text: &str, expect: &str) {
    assert_eq!(wide(text, None), expect, "{text:?}");
}

#[test]
fn good_wide_files() {
    check("date,A\n2020-01-02,1\n2020-01-03,2.5\n", "A [1.0, 2.5]");
    check(
        "\u{feff}date,A\r\n2020-01-02,1\r\n\r\n2020-01-03, 2 \r\n",
        "A [1.0, 2.0]",
    );
    check("\"date\",\"A\"\n\"2020-01-02\",\"1\"\n", "A [1.0]");
    check("date,^GSPC\n2020-01-02,1e3", "^GSPC [1000.0]");
    check(
        "date,A\n2020-01-03,2\n2020-01-02,1\n",
        "the days descended and were turned round; A [1.0, 2.0]",
    );
}

#[test]
fn bad_wide_files() {
    check("", "the file is empty");
    check("\n \n", "the file is empty");
    check("date,A\n", "there is a header and no row below it");
    check(
        "day,A\n2020-01-02,1\n",
        "row 1: the header must be `date,AAPL,MSFT,…`",
    );
    check(
        "date\n2020-01-02\n",
        "row 1: the header must be `date,AAPL,MSFT,…`",
    );
    check(
        "date,A B\n2020-01-02,1\n",
        "row 1: `A B` is not a symbol: 1 to 20 of A–Z, a–z, 0–9, `.`, `-`, `_`, `=`, `:`, and `^` at the start",
    );
    check(
        "date,A,A\n2020-01-02,1,1\n",
        "column A: the column comes twice",
    );
    check(
        "date,A,B\n2020-01-02,1\n",
        "row 2: expected 3 cells, found 2",
    );
    check(
        "date,A\n\n2020-01-02,1,2\n",
        "row 3: expected 2 cells, found 3",
    );
    check(
        "date,A\n2020-01-02,\"1\n",
        "row 2: a quotation mark is not closed",
    );
    check(
        "date,A\n2020-02-30,1\n",
        "row 2, column date: `2020-02-30` is not a day written as 2020-01-31",
    );
    check(
        "date,A\n02/01/2020,1\n",
        "row 2, column date: `02/01/2020` is not a day written as 2020-01-31",
    );
    check(
        "date,A\n2020-01-02,1\n2020-01-02,1\n",
        "row 3, column date: 2020-01-02 comes twice",
    );
    check(
        "date,A\n2020-01-02,1\n2020-01-06,1\n2020-01-03,1\n",
        "row 4, column date: 2020-01-03 does not follow 2020-01-06: the days must ascend",
    );
    check(
        "date,A\n2020-01-02,1\n2020-01-03,abc\n",
        "row 3, column A: `abc` is not a number",
    );
    check(
        "date,A\n2020-01-02,1_000\n",
        "row 2, column A: `1_000` is not a number",
    );
    check(
        "date,A\n2020-01-02,NaN\n",
        "row 2, column A: `NaN` is not a finite number",
    );
    check(
        "date,A\n2020-01-02,1e999\n",
        "row 2, column A: `1e999` is not a finite number",
    );
    check(
        "date,A,B\n2020-01-02,1,0\n",
        "row 2, column B: 0 is not a positive price",
    );
    check(
        "date,A\n2020-01-02,-1.5\n",
        "row 2, column A: -1.5 is not a positive price",
    );
    check(
        "date,A\n2020-01-02,1e-200\n",
        "row 2, column A: 1e-200 is out of the range of prices, 1e-100 to 1e100",
    );
    // The line of a descending file is that of the file, not of the table.
    check(
        "date,A\n2020-01-03,1\n2020-01-02,-1\n",
        "row 3, column A: -1 is not a positive price",
    );
}

#[test]
fn gaps() {
    let text = "date,A,B\n2020-01-02,,10\n2020-01-03,2,\n2020-01-06,3,12\n2020-01-07,4,\n";
    let cases = [
        (
            None,
            "row 2, column A: the value is missing, and no policy says what to do: drop_rows, drop_assets or forward_fill",
        ),
        (
            Some(Missing::DropRows),
            "3 days with a missing value were dropped, 2020-01-02 to 2020-01-07; A [3.0]; B [12.0]",
        ),
        (Some(Missing::DropAssets), "nothing is left of the data"),
        (
            Some(Missing::ForwardFill),
            "1 days before every asset had a value were dropped: the data begin on 2020-01-03; \
             2 missing values were filled with the last one before, from 2020-01-03; \
             A [2.0, 3.0, 4.0]; B [10.0, 12.0, 12.0]",
        ),
    ];
    for (missing, expect) in cases {
        assert_eq!(wide(text, missing), expect);
    }
    let text = "date,A,B\n2020-01-02,1,10\n2020-01-03,2,\n";
    assert_eq!(
        wide(text, Some(Missing::DropAssets)),
        "assets with a missing value were dropped: B; A [1.0, 2.0]"
    );
    assert_eq!(
        wide("date,A\n2020-01-02,\n", Some(Missing::ForwardFill)),
        "nothing is left of the data"
    );
    for missing in [Missing::DropRows, Missing::DropAssets, Missing::ForwardFill] {
        assert_eq!(wide("date,A\n2020-01-02,1\n", Some(missing)), "A [1.0]");
    }
}

#[test]
fn a_gap_outside_the_window_is_nobodys_business() {
    let text = "date,A,B\n2020-01-02,,10\n2020-01-03,2,11\n2020-01-06,3,12\n2020-01-07,4,13\n";
    let window = Window::new(Some(parse_day("2020-01-06").expect("a day")), None).expect("open");
    for missing in [
        None,
        Some(Missing::DropRows),
        Some(Missing::DropAssets),
        Some(Missing::ForwardFill),
    ] {
        let checked = read_prices(text)
            .and_then(|raw| raw.finish(&window, missing))
            .expect("the gap is before the window");
        assert_eq!(checked.diagnostics, []);
        assert_eq!(checked.table.column(0), [3.0, 4.0]);
    }
    // On its first day it is, and that day moves with the rows that are dropped.
    let window = Window::new(Some(parse_day("2020-01-02").expect("a day")), None).expect("open");
    let raw = read_prices(text).expect("a good file");
    assert_eq!(raw.days().len(), 4);
    let error = raw.clone().finish(&window, None).expect_err("a gap");
    assert_eq!((error.row, error.column.as_deref()), (Some(2), Some("A")));
    let table = raw
        .finish(&window, Some(Missing::DropRows))
        .expect("a later first day")
        .table;
    assert_eq!(table.column(0), [2.0, 3.0, 4.0]);
}

#[test]
fn selecting_before_finishing() {
    let raw = read_prices("date,A,B,C\n2020-01-02,1,,3\n").expect("a good file");
    let pick = |names: &[&str]| {
        let symbols: Vec<_> = names
            .iter()
            .map(|name| name.parse().expect("a symbol"))
            .collect();
        raw.clone()
            .select(&symbols)
            .and_then(|raw| raw.finish(&Window::ALL, None))
    };
    let table = pick(&["C", "A"]).expect("the gap is in B").table;
    assert_eq!(table.prices(), [3.0, 1.0]);
    assert_eq!(
        pick(&["D"]).expect_err("unknown").to_string(),
        "there are no data of D"
    );
    assert_eq!(
        pick(&["A", "A"]).expect_err("twice").to_string(),
        "column A: the column comes twice"
    );
    assert_eq!(
        pick(&[]).expect_err("none").to_string(),
        "nothing is left of the data"
    );
}

const HEADER: &str = "symbol,date,open,high,low,close,adj_close,volume\n";

#[test]
fn bars() {
    let text = format!(
        "{HEADER}B,2020-01-03,1,2,0.5,1.5,1.4,100\nA,2020-01-02,1,2,0.5,1.5,1.4,0\nB,2020-01-02,2,3,1,2,1.9,50\n"
    );
    let checked = read_bars(&text, None).expect("a good file");
    assert_eq!(
        checked.diagnostics,
        [Diagnostic::TurnedRound {
            series: Some("B".into())
        }]
    );
    assert_eq!(
        checked.diagnostics[0].to_string(),
        "the days of B descended and were turned round"
    );
    let names: Vec<_> = checked
        .table
        .iter()
        .map(|series| series.symbol.as_str())
        .collect();
    assert_eq!(names, ["B", "A"]);
    let adjusted: Vec<_> = checked.table[0]
        .adjusted()
        .map(|(_, price)| price)
        .collect();
    assert_eq!(adjusted, [1.9, 1.4]);
    assert_eq!(checked.table[0].bars[1].volume, 100.0);
}

#[test]
fn bad_bars() {
    let check = |rows: &str, expect: &str| {
        let error = read_bars(&format!("{HEADER}{rows}"), None).expect_err(expect);
        assert_eq!(error.to_string(), expect);
    };
    check("", "there is a header and no row below it");
    check(
        "A,2020-01-02,1,1,1,1,1\n",
        "row 2: expected 8 cells, found 7",
    );
    check(
        "A,2020-01-02,1,1,1,1,1,-3\n",
        "row 2, column volume: -3 is a negative volume",
    );
    check(
        "A,2020-01-02,1,0,1,1,1,3\n",
        "row 2, column high: 0 is not a positive price",
    );
    check(
        "A,2020-01-02,1,x,1,1,1,3\n",
        "row 2, column high: `x` is not a number",
    );
    check(
        "A,2020-01,1,1,1,1,1,3\n",
        "row 2, column date: `2020-01` is not a day written as 2020-01-31",
    );
    check(
        "A,2020-01-02,,1,1,1,1,3\n",
        "row 2, column open: the value is missing, and no policy says what to do: drop_rows, drop_assets or forward_fill",
    );
    check(
        "A,2020-01-02,1,1,1,1,1,3\nB,2020-01-02,1,1,1,1,1,3\nA,2020-01-02,1,1,1,1,1,3\n",
        "row 4, column date: 2020-01-02 comes twice",
    );
    check(
        "A/B,2020-01-02,1,1,1,1,1,3\n",
        "row 2, column symbol: `A/B` is not a symbol: 1 to 20 of A–Z, a–z, 0–9, `.`, `-`, `_`, `=`, `:`, and `^` at the start",
    );
    let error = read_bars("date,A\n", None).expect_err("another form");
    assert_eq!(
        error.to_string(),
        "row 1: the header must be `symbol,date,open,high,low,close,adj_close,volume`"
    );
    assert_eq!(
        read_bars("", None).expect_err("empty").to_string(),
        "the file is empty"
    );
}

#[test]
fn gaps_in_bars() {
    let text = format!(
        "{HEADER}A,2020-01-02,,1,1,1,1,3\nA,2020-01-03,1,1,1,1,1,3\nA,2020-01-06,1,,1,1,1,\nB,2020-01-02,5,5,5,5,5,5\n"
    );
    let check = |missing, expect: &str| {
        let checked = read_bars(&text, Some(missing)).expect("repaired");
        let mut said: Vec<String> = checked
            .diagnostics
            .iter()
            .map(ToString::to_string)
            .collect();
        for series in &checked.table {
            said.push(format!("{} {}", series.symbol, series.bars.len()));
        }
        assert_eq!(said.join("; "), expect);
    };
    check(
        Missing::DropRows,
        "2 days with a missing value were dropped, 2020-01-02 to 2020-01-06; A 1; B 1",
    );
    check(
        Missing::DropAssets,
        "assets with a missing value were dropped: A; B 1",
    );
    check(
        Missing::ForwardFill,
        "1 days before every asset had a value were dropped: the data begin on 2020-01-03; \
         2 missing values were filled with the last one before, from 2020-01-06; A 2; B 1",
    );
    let only = format!("{HEADER}A,2020-01-02,,1,1,1,1,3\n");
    for missing in [Missing::DropRows, Missing::DropAssets, Missing::ForwardFill] {
        assert!(read_bars(&only, Some(missing)).is_err(), "nothing is left");
    }
}

#[test]
fn values() {
    let checked =
        read_values("series,date,value\nRF,2020-01-02,-0.5\nVIX,2020-01-02,13\n").expect("good");
    assert_eq!(checked.table[0].name, "RF");
    assert_eq!(checked.table[0].points[0].1, -0.5);
    let check = |rows: &str, expect: &str| {
        let error = read_values(&format!("series,date,value\n{rows}")).expect_err(expect);
        assert_eq!(error.to_string(), expect);
    };
    check(
        "A,2020-01-02,inf\n",
        "row 2, column value: `inf` is not a finite number",
    );
    check(
        "A,2020-01-02,\n",
        "row 2, column value: the value is missing, and no policy says what to do: drop_rows, drop_assets or forward_fill",
    );
}

fn starter(name: &str) -> String {
    let path = format!("{}/../../data/starter/{name}", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::File::open(&path).expect("the bundled data");
    let mut text = String::new();
    flate2::read::GzDecoder::new(file)
        .read_to_string(&mut text)
        .expect("gzipped text");
    text
}

#[test]
fn the_bundled_data_are_good() {
    for (name, days, assets) in [
        ("us20_adjclose_1990_2022.csv.gz", 8_313, 20),
        ("sp500_index_1990_2022.csv.gz", 8_313, 1),
        ("factor_etfs_2014_2022.csv.gz", 2_264, 5),
    ] {
        let raw = read_prices(&starter(name)).expect(name);
        let checked = raw.finish(&Window::ALL, None).expect(name);
        assert_eq!(checked.diagnostics, []);
        assert_eq!(
            (checked.table.days().len(), checked.table.assets().len()),
            (days, assets)
        );
    }
    for (name, expect) in [
        (
            "indices_ohlcv_1999_2018.csv.gz",
            vec![("^GSPC", 5_031), ("^IXIC", 5_031)],
        ),
        (
            "ohlcv_wiki_2000_2013.csv.gz",
            vec![
                ("AAPL", 3_270),
                ("FB", 196),
                ("GOOG", 2_148),
                ("IBM", 3_270),
                ("MSFT", 3_270),
            ],
        ),
    ] {
        let bars = read_bars(&starter(name), None).expect(name);
        assert_eq!(bars.diagnostics, []);
        let found: Vec<_> = bars
            .table
            .iter()
            .map(|series| (series.symbol.as_str(), series.bars.len()))
            .collect();
        assert_eq!(found, expect);
    }
    let values = read_values(&starter("macro_series.csv.gz")).expect("macro series");
    assert_eq!(values.table.len(), 8);
    assert_eq!(
        values
            .table
            .iter()
            .map(|series| series.points.len())
            .sum::<usize>(),
        16_416
    );
}

/// Every symbol of the bundled data has a row in `data/instruments.csv`.
#[test]
fn the_bundled_instruments_are_complete() {
    let path = format!("{}/../../data/instruments.csv", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the bundled instruments");
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some("symbol,name,type,sector,country,currency,exchange")
    );
    let mut symbols: Vec<&str> = Vec::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.len(), 7, "{line}");
        let kind: domain::InstrumentKind = cells[2].parse().expect("a kind");
        assert_eq!(
            kind == domain::InstrumentKind::Index,
            cells[0].starts_with('^'),
            "{line}"
        );
        assert_eq!(
            kind == domain::InstrumentKind::Equity,
            !cells[3].is_empty(),
            "{line}"
        );
        symbols.push(
            cells[0]
                .parse::<domain::Symbol>()
                .map(|_| cells[0])
                .expect("a symbol"),
        );
    }
    let mut unique = symbols.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), symbols.len());
    let mut wanted: Vec<String> = Vec::new();
    for name in [
        "us20_adjclose_1990_2022.csv.gz",
        "factor_etfs_2014_2022.csv.gz",
    ] {
        let raw = read_prices(&starter(name)).expect(name);
        wanted.extend(raw.assets().iter().map(ToString::to_string));
    }
    for name in [
        "indices_ohlcv_1999_2018.csv.gz",
        "ohlcv_wiki_2000_2013.csv.gz",
    ] {
        let bars = read_bars(&starter(name), None).expect(name);
        wanted.extend(bars.table.iter().map(|series| series.symbol.to_string()));
    }
    wanted.push("^SP500".to_owned());
    for symbol in wanted {
        assert!(symbols.contains(&symbol.as_str()), "{symbol}");
    }
}
