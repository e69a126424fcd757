//! Laws of performance figures, against brute force and with wild input.

use domain::Day;
use proptest::prelude::*;
use risk::{
    Options, RiskError, drawdowns, measures,
    performance::{
        CalendarPeriod, Curve, Period, SharpeEstimate, Trials, deepest_drawdowns, deflated_sharpe,
        drawdown_list, minimum_track_record, month_table, periods, probabilistic_sharpe,
    },
    relative::market_model,
};

fn series() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-0.3_f64..0.3, 1..200)
}

fn some_days(count: usize, step: i32) -> Vec<Day> {
    let start = Day::constant(1999, 12, 20);
    let after = |i: usize| jiff::Span::new().days(i as i32 * step);
    (0..count)
        .map(|i| start.checked_add(after(i)).expect("in the calendar"))
        .collect()
}

proptest! {
    /// By the definition, quadratic.
    #[test]
    fn the_list_of_drawdowns_is_the_curve(x in series()) {
        let (list, falls) = (drawdown_list(&x)?, drawdowns(&x)?);
        let under = |t: usize| t > 0 && falls[t - 1] > 0.0;
        for spell in &list {
            prop_assert!(spell.start < spell.trough && spell.trough <= spell.end);
            prop_assert!(!under(spell.start));
            prop_assert!((spell.start + 1..spell.end).all(under));
            let deepest = (spell.start..=spell.end).filter(|t| under(*t)).map(|t| falls[t - 1]);
            prop_assert_eq!(spell.depth, deepest.fold(0.0, f64::max));
            prop_assert_eq!(falls[spell.trough - 1], spell.depth);
            match spell.recovery {
                Some(at) => prop_assert!(at == spell.end && !under(at)),
                None => prop_assert!(spell.end == x.len() && under(spell.end)),
            }
        }
        for pair in list.windows(2) {
            prop_assert!(pair[0].end <= pair[1].start);
        }
        let days: usize = list
            .iter()
            .map(|spell| spell.length() - usize::from(spell.recovery.is_some()))
            .sum();
        prop_assert_eq!(days, falls.iter().filter(|d| **d > 0.0).count());
        let deepest = Curve::new(&x)?.max_drawdown();
        let first = deepest_drawdowns(&x, 1)?;
        prop_assert_eq!(first.first().map_or(0.0, |spell| spell.depth), deepest.fraction);
    }

    #[test]
    fn months_compound_to_years_and_years_to_all(x in series(), step in 1_i32..20) {
        let days = some_days(x.len(), step);
        let growth = |periods: &[Period]| periods.iter().map(|p| 1.0 + p.total).product::<f64>();
        let whole = x.iter().map(|r| 1.0 + r).product::<f64>();
        for calendar in
            [CalendarPeriod::Day, CalendarPeriod::Week, CalendarPeriod::Month, CalendarPeriod::Year]
        {
            let all = periods(&days, &x, calendar)?;
            prop_assert!((growth(&all) - whole).abs() <= 1e-12 * whole);
            prop_assert_eq!(all.first().map(|p| p.first), Some(0));
            prop_assert_eq!(all.last().map(|p| p.last), Some(x.len() - 1));
            prop_assert!(all.windows(2).all(|pair| pair[0].last + 1 == pair[1].first));
        }
        let years = periods(&days, &x, CalendarPeriod::Year)?;
        let rows = month_table(&days, &x)?;
        prop_assert_eq!(rows.len(), years.len());
        for (row, year) in rows.iter().zip(&years) {
            let months = row.months.iter().flatten().map(|m| 1.0 + m).product::<f64>() - 1.0;
            prop_assert!((months - row.total).abs() <= 1e-13);
            prop_assert!((row.total - year.total).abs() <= 1e-12);
            prop_assert_eq!(row.year, days[year.first].year());
        }
    }

    #[test]
    fn more_trials_deflate_more(x in series(), count in 1_usize..1000, variance in 0.0_f64..0.1) {
        let Ok(estimate) = SharpeEstimate::new(&x, 0.0) else { return Ok(()) };
        let at = |count| estimate.deflated(&Trials { count, variance });
        if let (Ok(few), Ok(many)) = (at(count), at(count + 1)) {
            prop_assert!((0.0..=1.0).contains(&few) && many <= few + 1e-15);
        }
    }

    #[test]
    fn wild_input_has_finite_answers(
        both in prop::collection::vec((wild(), wild()), 0..40),
        confidence in prop_oneof![Just(0.95), Just(0.0), Just(f64::NAN), 0.01_f64..0.99],
        risk_free in wild(),
        alone in any::<bool>(),
    ) {
        let (x, b): (Vec<f64>, Vec<f64>) = both.into_iter().unzip();
        let options = Options {
            risk_free,
            confidence: &[confidence],
            benchmark: (!alone).then_some(&b),
        };
        if let Ok(found) = measures(&x, &options) {
            // Derived, so that no field is forgotten.
            let text = format!("{found:?}");
            prop_assert!(are_numbers(&text), "{text}");
        }
        if let Ok(model) = market_model(&x, &b) {
            let text = format!("{model:?}");
            prop_assert!(are_numbers(&text), "{text}");
        }
        let days = some_days(x.len(), 3);
        if let Ok(rows) = month_table(&days, &x) {
            prop_assert!(rows.iter().all(|row| row.total.is_finite()));
            prop_assert!(rows.iter().flat_map(|row| row.months).flatten().all(f64::is_finite));
        }
        if let Ok(all) = drawdown_list(&x) {
            prop_assert!(all.iter().all(|spell| spell.depth > 0.0 && spell.depth <= 1.0));
        }
        for found in [
            minimum_track_record(&x, risk_free, 0.0, confidence),
            probabilistic_sharpe(&x, risk_free, b.first().copied().unwrap_or(0.0)),
            deflated_sharpe(&x, risk_free, &Trials { count: x.len(), variance: b.len() as f64 }),
        ] {
            prop_assert!(found.is_err() || found.is_ok_and(f64::is_finite));
        }
    }
}

/// No number in a text is infinite or NaN.
fn are_numbers(text: &str) -> bool {
    let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.all(|word| word != "inf" && word != "NaN")
}

fn wild() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        Just(1e300),
        Just(-1e300),
        Just(f64::MAX),
        Just(-f64::MAX),
        Just(1e-300),
        Just(-1e-300),
        Just(-1.0),
        Just(5e-324),
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(1e154),
        -0.5_f64..0.5,
        -0.5_f64..0.5,
        -0.5_f64..0.5,
        -0.5_f64..0.5,
    ]
}

/// What cannot be had is said by name, the rest is there.
#[test]
fn what_is_missing_has_a_reason() {
    let rising = measures(
        &[0.01, 0.02],
        &Options {
            benchmark: Some(&[0.01, 0.02]),
            ..Options::default()
        },
    );
    let rising = rising.expect("two good days");
    assert_eq!(
        rising.missing,
        [
            ("information_ratio", RiskError::NoVariance),
            (
                "down_capture",
                RiskError::Nothing("day on which the benchmark falls")
            ),
            ("sortino", RiskError::Nothing("loss")),
            ("calmar", RiskError::Nothing("drawdown")),
            ("omega", RiskError::Nothing("loss")),
            ("gain_to_pain", RiskError::Nothing("loss")),
        ]
    );
    assert_eq!(
        (rising.beta, rising.up_capture, rising.tracking_error),
        (Some(1.0), Some(1.0), Some(0.0))
    );
    let one = measures(&[-0.01], &Options::default()).expect("one day");
    let few = RiskError::TooFew {
        needed: 2,
        found: 1,
    };
    let missing: Vec<_> = one
        .missing
        .iter()
        .filter(|(_, error)| *error == few)
        .collect();
    assert_eq!(missing.len(), 5, "{missing:?}");
    assert_eq!(one.batting_average, None);
}

#[test]
fn the_calendar_needs_days_that_ascend() {
    let days = some_days(3, 1);
    let month = CalendarPeriod::Month;
    assert!(matches!(
        periods(&days, &[0.1, 0.2], month),
        Err(RiskError::Length { .. })
    ));
    assert!(matches!(
        periods(&[], &[], month),
        Err(RiskError::TooFew { .. })
    ));
    let back = [days[1], days[0]];
    assert!(matches!(
        month_table(&back, &[0.1, 0.2]),
        Err(RiskError::Argument { .. })
    ));
    let ruin = periods(&days, &[0.1, -1.5, 0.1], month);
    assert_eq!(ruin, Err(RiskError::Ruin { position: 1 }));
    let huge = periods(&days, &[1e300, 1e300, 0.0], month);
    assert_eq!(huge, Err(RiskError::Overflow));
}
