//! Whatever is asked of whatever data: an answer that can be written and read again, or errors with
//! a path.

use domain::Day;
use market::{Quantity, RawTable, Returns};
use nalgebra::DMatrix;
use proptest::prelude::*;
use serde_json::json;

use super::Case;
use crate::report::stress::{StressAnswer, answer};

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => -0.2_f64..0.2,
        2 => Just(0.0),
        1 => prop::sample::select(vec![1e300, -1e300, 1e-300, 1e-160, -1.0, -2.0, f64::MAX, 1e20]),
    ]
}

fn case(cells: &[Option<f64>], weights: &[f64], benchmark: Option<u8>) -> Case {
    let n = weights.len();
    let t = cells.len() / n;
    let mut day = Day::constant(2020, 2, 15);
    let days: Vec<Day> = (0..t)
        .map(|_| {
            day = day.tomorrow().expect("in the calendar");
            day
        })
        .collect();
    let names: Vec<_> = (0..n)
        .map(|i| format!("A{i}").parse().expect("a symbol"))
        .collect();
    let columns: Vec<Vec<Option<f64>>> = cells.chunks_exact(t).take(n).map(<[_]>::to_vec).collect();
    let known: Vec<usize> = (0..t)
        .filter(|&row| columns.iter().all(|column| column[row].is_some()))
        .collect();
    let matrix = DMatrix::from_fn(known.len(), n, |row, column| {
        columns[column][known[row]].expect("it is known")
    });
    let returns = Returns {
        days: known.iter().map(|&row| days[row]).collect(),
        assets: names.clone(),
        matrix,
    };
    let beside = |column: u8| returns.column(usize::from(column) % n).to_vec();
    Case {
        benchmark: benchmark.map(beside),
        benchmark_weights: benchmark.filter(|b| *b > 4).map(|_| vec![0.5; n]),
        benchmark_levels: benchmark.map(|b| {
            days.iter()
                .copied()
                .zip((0..).map(|i| f64::from(b) + f64::from(i % 7) - 2.0))
                .collect()
        }),
        history: RawTable::new(Quantity::Return, days, (0..t).collect(), names, columns)
            .expect("a good table"),
        weights: weights.to_vec(),
        groups: vec![("G".to_owned(), vec![0, 1]), ("H".to_owned(), vec![1])],
        file:
            "date,F\n2020-02-16,1\n2020-02-17,1.1\n2020-02-18,1.0\n2020-02-20,1.2\n2020-02-21,1.1\n"
                .to_owned(),
        returns,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn is_answered_or_refused(
        cells in prop::collection::vec(prop::option::weighted(0.9, number()), 6..60),
        weights in prop::collection::vec(prop_oneof![3 => -0.5_f64..1.0, 1 => number()], 3),
        benchmark in prop::option::of(0_u8..8),
        (move_asset, move_group, move_benchmark, move_factor) in (number(), number(), number(), number()),
        (loss, towards, by, volatility) in (number(), -1.1_f64..1.1, -0.1_f64..1.1, number()),
        horizon in prop_oneof![Just(1.0), number()],
        propagate in prop::sample::select(vec!["none", "betas", "conditional"]),
        (with_group, with_benchmark, with_factor) in (any::<bool>(), any::<bool>(), any::<bool>()),
    ) {
        let case = case(&cells, &weights, benchmark);
        let mut shock = json!({ "assets": { "A0": move_asset }, "propagate": propagate, "horizon_days": horizon });
        let mut reverse = json!({ "loss": loss.abs(), "assets": ["A1"], "propagate": propagate });
        if with_group {
            shock["groups"] = json!({ "G": move_group, "H": move_group });
            reverse["groups"] = json!(["H"]);
        }
        if with_benchmark {
            shock["benchmark"] = json!(move_benchmark);
            reverse["benchmark"] = json!(true);
        }
        if with_factor {
            shock["factors"] = json!({ "F": move_factor });
            reverse["factors"] = json!(["F"]);
        }
        let asked = json!({
            "episodes": ["covid_2020", { "name": "own", "from": "2020-02-18", "to": "2020-03-10" }],
            "proxies": { "A2": { "asset": "A0" } },
            "factors": { "prices_csv": "factors.csv" },
            "shocks": [shock],
            "reverse": [reverse, { "loss": loss }],
            "correlation": [{ "towards": towards, "by": by, "volatility": volatility },
                            { "towards": towards, "groups": ["G"] }]
        });
        case.ask(asked, |asked, ground| {
            match answer(asked, ground) {
                Ok(found) => {
                    let text = serde_json::to_string(&found).expect("a document");
                    let again: StressAnswer = serde_json::from_str(&text).expect("finite numbers");
                    prop_assert_eq!(again, found);
                }
                Err(errors) => {
                    prop_assert!(errors.0.iter().all(|error| error.path.starts_with("stress.")));
                }
            }
            Ok(())
        })?;
    }
}
