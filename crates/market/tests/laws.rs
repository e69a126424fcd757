//! Laws that hold for every table.

use domain::Day;
use market::{Missing, PriceTable, Quantity, RawTable, Window, read_prices};
use proptest::prelude::*;

fn day(offset: usize) -> Day {
    let span = jiff_days(offset);
    Day::constant(2000, 1, 1)
        .checked_add(span)
        .expect("within the calendar")
}

fn jiff_days(days: usize) -> jiff::Span {
    jiff::Span::new().days(i64::try_from(days).expect("small"))
}

prop_compose! {
    /// A table of up to 30 days on a calendar with holes, and up to 4 assets.
    fn tables()(n in 1_usize..=4, steps in prop::collection::vec(1_usize..5, 1..30))(
        prices in prop::collection::vec(0.01_f64..1e4, n * steps.len()),
        n in Just(n),
        steps in Just(steps),
    ) -> PriceTable {
        let days = steps.iter().scan(0, |at, step| { *at += step; Some(day(*at)) }).collect();
        let assets = (0..n).map(|i| format!("A{i}").parse().expect("a symbol")).collect();
        PriceTable::new(days, assets, prices).expect("a good table")
    }
}

fn to_csv(table: &PriceTable, descending: bool) -> String {
    let mut rows: Vec<String> = (0..table.days().len())
        .map(|row| {
            let cells =
                (0..table.assets().len()).map(|asset| format!(",{}", table.price(row, asset)));
            format!("{}{}\n", table.days()[row], cells.collect::<String>())
        })
        .collect();
    if descending {
        rows.reverse();
    }
    let names: String = table
        .assets()
        .iter()
        .map(|asset| format!(",{asset}"))
        .collect();
    format!("date{names}\n{}", rows.concat())
}

proptest! {
    #[test]
    fn what_is_written_is_read(table in tables(), descending: bool) {
        let checked = read_prices(&to_csv(&table, descending))
            .and_then(|raw| raw.finish(&Window::ALL, None))
            .expect("a good file");
        prop_assert_eq!(checked.table, table);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(date,A,B\n)?([-0-9,.\"\na-e]{0,80})") {
        let _ = read_prices(&text).and_then(|raw| raw.finish(&Window::ALL, Some(Missing::ForwardFill)));
    }

    #[test]
    fn returns_compound_to_the_prices(table in tables()) {
        let returns = table.returns();
        for asset in 0..table.assets().len() {
            let wealth: f64 = returns.column(asset).iter().map(|r| 1.0 + r).product();
            let prices = table.column(asset);
            let ratio = prices[prices.len() - 1] / prices[0];
            prop_assert!((wealth / ratio - 1.0).abs() < 1e-11);
        }
    }

    #[test]
    fn returns_do_not_know_the_currency(table in tables(), scale in 0.01_f64..100.0) {
        let scaled = table.prices().iter().map(|price| price * scale).collect();
        let scaled = PriceTable::new(table.days().to_vec(), table.assets().to_vec(), scaled).expect("good");
        let (a, b) = (table.returns().matrix, scaled.returns().matrix);
        prop_assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() <= 1e-12 * (1.0 + a.abs())));
    }

    #[test]
    fn cutting_prices_cuts_returns(table in tables(), from in 0_usize..120, length in 0_usize..120) {
        let window = Window::new(Some(day(from)), Some(day(from + length))).expect("in order");
        prop_assert_eq!(table.window(&window).returns(), table.returns().window(&window));
    }

    #[test]
    fn joining_columns_gives_the_table_back(table in tables()) {
        let series: Vec<_> = table.assets().iter().enumerate().map(|(i, asset)| {
            let points = table.days().iter().copied().zip(table.column(i).iter().copied());
            (asset.clone(), points.collect())
        }).collect();
        let joined = RawTable::join(Quantity::Price, &series)
            .and_then(|raw| raw.finish(&Window::ALL, None))
            .expect("no gap");
        prop_assert_eq!(joined.table, table);
    }
}

#[test]
fn a_joined_table_misses_what_a_series_lacks() {
    let series = [
        (
            "A".parse().expect("a symbol"),
            vec![(day(1), 1.0), (day(3), 3.0)],
        ),
        (
            "B".parse().expect("a symbol"),
            vec![(day(1), 5.0), (day(2), 6.0), (day(3), 7.0)],
        ),
    ];
    let raw = RawTable::join(Quantity::Price, &series).expect("good");
    let error = raw.clone().finish(&Window::ALL, None).expect_err("a gap");
    assert_eq!((error.row, error.column.as_deref()), (Some(1), Some("A")));
    let table = raw
        .finish(&Window::ALL, Some(Missing::ForwardFill))
        .expect("filled")
        .table;
    assert_eq!(table.column(0), [1.0, 1.0, 3.0]);
    let backwards = [(
        "A".parse().expect("a symbol"),
        vec![(day(3), 1.0), (day(1), 3.0)],
    )];
    let error = RawTable::join(Quantity::Price, &backwards).expect_err("it descends");
    assert_eq!(
        error.to_string(),
        "row 1, column A: 2000-01-02 does not follow 2000-01-04: the days must ascend"
    );
}

#[test]
fn returns_may_be_negative_and_cannot_be_filled() {
    let raw = |cells| {
        let days = vec![day(1), day(2)];
        RawTable::new(
            Quantity::Return,
            days,
            vec![0, 1],
            vec!["A".parse().expect("a symbol")],
            vec![cells],
        )
    };
    let whole =
        raw(vec![Some(-0.5), Some(0.0)]).and_then(|raw| raw.finish_returns(&Window::ALL, None));
    assert_eq!(whole.expect("good").table.column(0), [-0.5, 0.0]);
    let gap = |missing| {
        raw(vec![Some(0.1), None]).and_then(|raw| raw.finish_returns(&Window::ALL, missing))
    };
    assert_eq!(
        gap(Some(Missing::DropRows)).expect("dropped").table.len(),
        1
    );
    assert_eq!(
        gap(Some(Missing::ForwardFill))
            .expect_err("a gap")
            .to_string(),
        "row 1, column A: the return is missing, and a return cannot be filled forward: drop_rows or drop_assets"
    );
    let infinite = raw(vec![Some(f64::INFINITY), None]).expect_err("not finite");
    assert_eq!(
        infinite.to_string(),
        "row 0, column A: `inf` is not a finite number"
    );
    let short = raw(vec![None]).expect_err("short");
    assert_eq!(short.to_string(), "column A: expected 2 cells, found 1");
}
