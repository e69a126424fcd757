mod calendar;
mod flows;
mod rolling;
mod trials;

use std::cell::RefCell;

use domain::Day;
use market::{Quantity, RawTable, Returns};
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::{ProblemErrors, report::ground::Ground};

/// A portfolio of one asset on days that follow each other, with or without a benchmark.
struct Series {
    returns: Returns,
    history: RawTable,
    own: Vec<f64>,
    benchmark: Option<Vec<f64>>,
}

impl Series {
    fn new(own: &[f64], benchmark: Option<&[f64]>) -> Self {
        let mut day = Day::constant(2019, 12, 30);
        let mut days = Vec::new();
        for _ in own {
            days.push(day);
            day = day.tomorrow().expect("in the calendar");
        }
        let assets = vec!["A".parse().expect("a symbol")];
        let column = own.iter().copied().map(Some).collect();
        let rows = (0..own.len()).collect();
        let history = RawTable::new(
            Quantity::Return,
            days.clone(),
            rows,
            assets.clone(),
            vec![column],
        );
        Self {
            returns: Returns {
                days,
                assets,
                matrix: nalgebra::DMatrix::from_column_slice(own.len(), 1, own),
            },
            history: history.expect("a good table"),
            own: own.to_vec(),
            benchmark: benchmark.map(<[f64]>::to_vec),
        }
    }

    /// What is answered, and what is said to be unavailable.
    fn ask<T>(&self, ask: impl Fn(&Ground<'_>) -> T) -> (T, Vec<String>) {
        let ground = Ground {
            returns: &self.returns,
            history: &self.history,
            weights: &[1.0],
            rebalance: risk::Rebalance::Daily,
            portfolio: &self.own,
            benchmark: self.benchmark.as_deref(),
            benchmark_weights: None,
            benchmark_levels: None,
            risk_free: 0.0,
            confidence: &[0.95, 0.975],
            groups: &[],
            seed: 0,
            load: &|path| Err(format!("no file {path}")),
            unavailable: RefCell::default(),
        };
        let answer = ask(&ground);
        let told = ground.unavailable.take();
        let line = |gone: crate::report::Unavailable| format!("{}: {}", gone.what, gone.reason);
        (answer, told.into_iter().map(line).collect())
    }
}

fn plain() -> Series {
    Series::new(&[0.01, -0.02, 0.03, 0.01], None)
}

fn beside() -> Series {
    Series::new(
        &[0.01, -0.02, 0.03, 0.01],
        Some(&[0.02, -0.01, 0.02, -0.02]),
    )
}

fn said(found: Result<impl std::fmt::Debug, ProblemErrors>) -> String {
    found.expect_err("it is wrong").to_string()
}

fn close(found: &Value, expect: f64) -> bool {
    found
        .as_f64()
        .is_some_and(|found| (found - expect).abs() < 1e-12)
}

/// What is read is written the same, and an answer is read as it was written.
fn json_of<T>(answer: &T) -> Value
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let text = serde_json::to_string(answer).expect("no NaN");
    let back: T = serde_json::from_str(&text).expect("what was written");
    assert_eq!(&back, answer);
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn every_definition_is_one_line_and_has_its_own_name() {
    let all = definitions();
    let mut names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all.len());
    assert!(
        all.iter()
            .all(|(_, formula)| !formula.contains('\n') && formula.len() > 10)
    );
}

fn wild() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        Just(1e300),
        Just(-1e300),
        Just(f64::MAX),
        Just(1e-300),
        Just(-1.0),
        Just(f64::NAN),
        Just(f64::INFINITY),
        -3.0_f64..3.0,
    ]
}

proptest! {
    /// Whatever is asked of whatever returns: errors with a path, or JSON without a gap (NaN would
    /// be written as null and not be read back as it was).
    #[test]
    fn wild_questions_have_answers_or_errors(
        own in prop::collection::vec(prop_oneof![Just(1e300), Just(-1.0), -0.5_f64..0.5], 1..12),
        points in prop::collection::vec((0_i32..30, wild(), wild()), 0..8),
        (window, step) in (0_usize..6, 0_usize..4),
        (count, variance) in (0_usize..5, wild()),
        sharpes in prop::option::of(prop::collection::vec(wild(), 0..4)),
    ) {
        let series = Series::new(&own, Some(&own));
        let day = |after| Day::constant(2020, 1, 1).checked_add(of_days(after)).expect("a day");
        let values = points.iter().map(|&(after, value, flow)| ValuePoint {
            date: crate::IsoDay(day(after)),
            value,
            flow,
        });
        let asked = FlowsRequest { values: values.collect() };
        let path = |errors: ProblemErrors, key: &str| errors.0.iter().all(|e| e.path.starts_with(key));
        match series.ask(|ground| flows(&asked, ground)).0 {
            Ok(found) => { json_of(&found); }
            Err(errors) => prop_assert!(path(errors, "flows")),
        }
        let asked = RollingRequest {
            window,
            step,
            measures: vec![RollingMeasure::Calmar, RollingMeasure::Beta, RollingMeasure::Cvar],
        };
        match series.ask(|ground| rolling(&asked, ground)).0 {
            Ok(found) => { json_of(&found); }
            Err(errors) => prop_assert!(path(errors, "rolling")),
        }
        let variance = sharpes.is_none().then_some(variance);
        let asked = TrialsRequest { count: Some(count), sharpes, variance };
        match series.ask(|ground| trials(&asked, ground)).0 {
            Ok(found) => { json_of(&found); }
            Err(errors) => prop_assert!(path(errors, "trials")),
        }
        json_of(&series.ask(|ground| calendar(ground, None, 3)).0);
    }
}

fn of_days(days: i32) -> std::time::Duration {
    std::time::Duration::from_secs(u64::from(days.unsigned_abs()) * 86_400)
}
