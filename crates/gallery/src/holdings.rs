//! What the specimens hold: twenty shares at the close of 28 December 2022, and ten thousand
//! bookings. The share counts are invented.

use std::time::Duration;

use domain::Day;
use ui::table::model::{Cell, Column, Format, Row, Table};

/// Symbol, name, sector, shares, price, change of the day in percent, gain, share of risk in percent.
type Holding = (
    &'static str,
    &'static str,
    &'static str,
    f64,
    f64,
    f64,
    f64,
    f64,
);

#[rustfmt::skip]
const HOLDINGS: [Holding; 20] = [
    ("LLY", "Eli Lilly", "Health care", 78.0, 363.10, 0.09, 22_353.79, 8.4),
    ("AMD", "AMD", "Technology", 423.0, 62.57, -1.11, 21_822.57, 16.3),
    ("MSFT", "Microsoft", "Technology", 93.0, 233.43, -1.03, 14_217.10, 8.7),
    ("AAPL", "Apple", "Technology", 156.0, 125.67, -3.07, 13_235.35, 8.1),
    ("UNH", "UnitedHealth", "Health care", 37.0, 524.42, -0.67, 11_856.10, 6.7),
    ("MRK", "Merck", "Health care", 166.0, 109.58, -0.93, 10_671.64, 4.1),
    ("PG", "Procter & Gamble", "Staples", 97.0, 149.13, -1.29, 6_934.72, 3.2),
    ("HD", "Home Depot", "Consumer", 46.0, 311.22, -1.20, 6_739.74, 5.0),
    ("PEP", "PepsiCo", "Staples", 75.0, 179.28, -0.72, 5_896.95, 3.4),
    ("PFE", "Pfizer", "Health care", 268.0, 49.25, -0.65, 5_710.28, 3.3),
    ("CVX", "Chevron", "Energy", 75.0, 173.73, -1.48, 5_486.33, 5.0),
    ("XOM", "Exxon Mobil", "Energy", 117.0, 106.63, -1.64, 4_949.68, 4.2),
    ("KO", "Coca-Cola", "Staples", 196.0, 62.62, -1.00, 4_120.11, 2.9),
    ("WMT", "Walmart", "Staples", 86.0, 140.46, -1.75, 3_980.25, 2.8),
    ("JNJ", "Johnson & Johnson", "Health care", 62.0, 174.32, -0.43, 2_904.06, 2.3),
    ("JPM", "JPMorgan Chase", "Financials", 77.0, 131.12, 0.55, 3_510.90, 4.1),
    ("BBY", "Best Buy", "Consumer", 128.0, 78.44, -1.08, 2_216.40, 4.4),
    ("BAC", "Bank of America", "Financials", 288.0, 32.46, 0.74, 1_410.33, 3.6),
    ("RRC", "Range Resources", "Energy", 231.0, 24.60, -7.09, -918.40, 2.6),
    ("GE", "General Electric", "Industrials", 63.0, 64.55, -1.45, -512.15, 0.9),
];

/// A course of 63 days that ends higher or lower, always the same for the same name. `RRC` has a
/// gap, as a share whose trade was halted.
pub(crate) fn course(symbol: &str, gains: bool) -> Vec<Option<f64>> {
    let mut seed = symbol.bytes().fold(7_u32, |seed, byte| {
        seed.wrapping_mul(31).wrapping_add(byte.into())
    });
    let drift = if gains { 0.12 } else { -0.12 };
    let mut value = 100.0;
    let days = (0..63).map(|day| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        value += f64::from(seed >> 16) / 65_536.0 * 2.0 - 1.0 + drift;
        let halted = symbol == "RRC" && (30..36).contains(&day);
        (!halted).then_some(value)
    });
    days.collect()
}

fn name(short: &str, long: &str) -> Cell {
    Cell::Name {
        short: short.to_owned(),
        long: long.to_owned(),
        href: Some(format!("/instruments/{short}")),
    }
}

/// The holdings with everything that a column can show.
pub(crate) fn holdings() -> Table {
    let total: f64 = HOLDINGS.iter().map(|holding| holding.3 * holding.4).sum();
    let mut rows: Vec<Row> = HOLDINGS
        .iter()
        .map(
            |&(symbol, long, sector, shares, price, today, gain, risk)| {
                let weight = shares * price / total;
                let values = course(symbol, today > -1.0);
                let turn = if today > -1.0 { "up" } else { "down" };
                Row::new(vec![
                    name(symbol, long),
                    Cell::Text(sector.to_owned()),
                    Cell::Number(shares),
                    Cell::Number(price),
                    Cell::Number(today / 100.0),
                    Cell::Course {
                        values,
                        text: format!("{symbol}, 3 months: {turn}"),
                    },
                    Cell::Number(shares * price),
                    Cell::Number(weight),
                    Cell::Number(100.0 * weight - 5.0),
                    Cell::Number(gain),
                    // What was bought yesterday has no risk measured yet.
                    (symbol != "BBY").then_some(risk / 100.0).into(),
                ])
            },
        )
        .collect();
    rows[3].selected = true;
    let gain = HOLDINGS.iter().map(|holding| holding.6).sum();
    let totals = Row::new(vec![
        Cell::Text("Total".to_owned()),
        Cell::Text(String::new()),
        Cell::Text(String::new()),
        Cell::Text(String::new()),
        Cell::Number(-0.0114),
        Cell::Text(String::new()),
        Cell::Number(total),
        Cell::Number(1.0),
        Cell::Missing,
        Cell::Number(gain),
        Cell::Number(1.0),
    ]);
    let percent = Format::Percent { decimals: 2 };
    let money = Format::Number { decimals: 2 };
    Table {
        columns: vec![
            Column::new("holding", "Holding", Format::Text),
            Column::new("sector", "Sector", Format::Text),
            Column::new("shares", "Shares", Format::Number { decimals: 0 }),
            Column::new("price", "Price, $", money),
            Column::new("today", "Today, %", Format::ChangePercent { decimals: 2 }),
            Column::new("course", "3 months", Format::Course),
            Column::new("value", "Value, $", money),
            Column::new("weight", "Weight, %", percent),
            Column::new("drift", "Drift, points", Format::Signed { decimals: 2 }),
            Column::new("gain", "Gain, $", Format::Change { decimals: 2 }),
            Column::new("risk", "Risk share, %", Format::Percent { decimals: 1 }),
        ],
        rows,
        totals: Some(totals),
    }
}

/// Ten thousand bookings, the newest first.
pub(crate) fn bookings() -> Table {
    let end = Day::constant(2022, 12, 28);
    let rows = (0..10_000_usize).map(|at| {
        let (symbol, long, .., price, _, _, _) = HOLDINGS[at * 7 % HOLDINGS.len()];
        let kind = ["Bought", "Sold", "Bought", "Dividend"][at * 5 % 4];
        let back = Duration::from_secs(86_400 * (at as u64 * 4 / 5));
        let day = end.saturating_sub(back);
        let shares = (at * 37 % 91 + 1) as f64;
        let price = price * (0.6 + (at * 13 % 80) as f64 / 100.0);
        let is_trade = kind != "Dividend";
        let sign = if kind == "Bought" { -1.0 } else { 1.0 };
        let amount = if is_trade {
            sign * shares * price
        } else {
            shares * 0.4
        };
        Row::new(vec![
            Cell::Text(format!("{:05}", 10_000 - at)),
            Cell::Day(day),
            Cell::Text(kind.to_owned()),
            Cell::Text(symbol.to_owned()),
            Cell::Text(long.to_owned()),
            Cell::Number(shares),
            is_trade.then_some(price).into(),
            Cell::Number((amount * 100.0).round() / 100.0),
        ])
    });
    let money = Format::Number { decimals: 2 };
    Table {
        columns: vec![
            Column::new("number", "Booking", Format::Text),
            Column::new("day", "Day", Format::Day),
            Column::new("kind", "Kind", Format::Text),
            Column::new("symbol", "Symbol", Format::Text),
            Column::new("name", "Name", Format::Text),
            Column::new("shares", "Shares", Format::Number { decimals: 0 }),
            Column::new("price", "Price, $", money),
            Column::new("amount", "Amount, $", Format::Signed { decimals: 2 }),
        ],
        rows: rows.collect(),
        totals: None,
    }
}

/// The first few of them, without totals.
pub(crate) fn first(count: usize) -> Table {
    let mut table = holdings();
    table.rows.truncate(count);
    table.totals = None;
    table
}
