//! Whatever comes in, what goes out is finite or an error.

use domain::Day;
use market::Quantity;
use nalgebra::DMatrix;
use proptest::prelude::*;
use risk::stress::{
    CorrelationStress, CorrelationTarget, Given, Joint, Propagate, Replay, Reverse, Run, Shock,
    alone, correlation_stress, plausibility, reverse_stress, shock,
};

use crate::data::table;

/// Anything a number can be, and what returns are most of the time.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => -0.2_f64..0.2,
        2 => Just(0.0),
        1 => prop::sample::select(vec![1e300, -1e300, 1e-300, -1e-300, 1e-160, 5e-324, -1.0, -2.0, 1e154, f64::MAX]),
        1 => prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY]),
    ]
}

/// Numbers that a table of returns takes.
fn good() -> impl Strategy<Value = f64> {
    number().prop_map(|value| if value.is_finite() { value } else { -1e-3 })
}

fn propagate() -> impl Strategy<Value = Propagate> {
    prop::sample::select(vec![
        Propagate::None,
        Propagate::Betas,
        Propagate::Conditional,
    ])
}

fn all_finite(values: &[f64]) -> bool {
    values.iter().all(|value| value.is_finite())
}

fn run_is_finite(run: &Run) -> bool {
    all_finite(&run.contributions) && all_finite(&[run.total, run.max_drawdown, run.worst.r])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn of_shocks_and_reverse_stress(
        values in prop::collection::vec(number(), 0..40),
        count in 1_usize..5,
        factors in 0_usize..2,
        weights in prop::collection::vec(number(), 0..5),
        moves in prop::collection::vec((0_usize..6, number()), 0..3),
        of_factors in prop::collection::vec((0_usize..2, number()), 0..2),
        members in prop::collection::vec(0_usize..6, 0..3),
        (group, loss, h) in (number(), number(), number()),
        propagate in propagate(),
    ) {
        let t = values.len() / count;
        let series: Vec<&[f64]> = (0..count).map(|i| &values[i * t..(i + 1) * t]).collect();
        let (factors, assets) = series.split_at(factors.min(count));
        let Ok(joint) = Joint::new(assets, factors) else { return Ok(()) };
        let mut weights = weights;
        if weights.len() > joint.assets() {
            weights.truncate(joint.assets());
        }
        let h = if h == 0.0 { 1.0 } else { h.abs() };
        let asked = Shock { assets: &moves, groups: &[(&members, group)], factors: &of_factors, propagate, horizon_days: h };
        if let Ok(found) = shock(&joint, &weights, &asked) {
            prop_assert!(all_finite(&found.returns) && all_finite(&found.contributions));
            prop_assert!(all_finite(&[found.portfolio, found.volatility]));
            prop_assert!(found.volatility_after.is_none_or(f64::is_finite));
        }
        if let Ok(far) = plausibility(&joint, &asked) {
            prop_assert!(far.mahalanobis.is_finite() && (0.0..=1.0).contains(&far.probability));
        }
        let of_factors: Vec<usize> = of_factors.iter().map(|entry| entry.0).collect();
        let asked = Reverse { loss: loss.abs(), assets: &members, factors: &of_factors, propagate, horizon_days: h };
        if let Ok(found) = reverse_stress(&joint, &weights, &asked) {
            prop_assert!(all_finite(&found.shocks) && all_finite(&found.returns));
            prop_assert!(all_finite(&found.contributions) && found.portfolio.is_finite());
            prop_assert!(found.mahalanobis.is_finite() && (0.0..=1.0).contains(&found.probability));
        }
        if let Ok(found) = alone(&joint, &weights, &members, loss.abs(), h) {
            prop_assert!(found.needed.is_finite() && found.sigmas.is_none_or(f64::is_finite));
        }
    }

    #[test]
    fn of_correlations(
        values in prop::collection::vec(number(), 6..40),
        weights in prop::collection::vec(number(), 3),
        volatility in prop::collection::vec(number(), 3),
        entries in prop::collection::vec(-1.2_f64..1.2, 3),
        (level, by, c) in (-1.2_f64..1.2, -0.2_f64..1.2, prop_oneof![0.0_f64..1.0, number(), Just(1.0 - 1e-16)]),
        members in prop::collection::vec(0_usize..4, 0..3),
    ) {
        let t = values.len() / 3;
        let series: Vec<&[f64]> = values.chunks_exact(t).take(3).collect();
        let Ok(joint) = Joint::new(&series, &[]) else { return Ok(()) };
        let matrix = DMatrix::from_row_slice(3, 3, &[1.0, entries[0], entries[1], entries[0], 1.0, entries[2], entries[1], entries[2], 1.0]);
        for target in [CorrelationTarget::Level(level), CorrelationTarget::Within(&[&members], level), CorrelationTarget::Matrix(&matrix)] {
            let stress = CorrelationStress { target, by, volatility: &volatility, confidence: &[c] };
            if let Ok(found) = correlation_stress(&joint, &weights, &stress) {
                for mood in [&found.before, &found.after] {
                    prop_assert!(all_finite(&mood.var) && all_finite(&mood.cvar));
                    prop_assert!(mood.volatility_annual.is_finite());
                    prop_assert!(mood.average_correlation.is_none_or(|c| (-1.0..=1.0 + 1e-12).contains(&c)));
                }
            }
        }
    }

    #[test]
    fn of_replays(
        cells in prop::collection::vec(prop::option::weighted(0.8, good()), 0..60),
        benchmark in prop::collection::vec(prop::option::weighted(0.9, number()), 0..30),
        weights in prop::collection::vec(number(), 3),
        (from, length) in (0_i64..20, -1_i64..20),
        beta in prop::option::of(number()),
        as_prices in any::<bool>(),
        reach in 0_usize..4,
    ) {
        let t = cells.len() / 3;
        let mut columns: Vec<Vec<Option<f64>>> = (0..3).map(|i| cells[i * t..(i + 1) * t].to_vec()).collect();
        let quantity = if as_prices {
            for cell in columns.iter_mut().flatten() {
                *cell = cell.map(|value| value.abs().clamp(1e-100, 1e100));
            }
            Quantity::Price
        } else {
            Quantity::Return
        };
        let history = table(quantity, columns);
        let mut benchmark = benchmark;
        benchmark.resize(t, None);
        let groups = [vec![0, 1], vec![reach]];
        let given = [(2, Given::Benchmark { beta }), (1, Given::Asset(reach)), (0, Given::Group(1))];
        let replay = Replay { history: &history, weights: &weights, benchmark: Some(&benchmark), groups: &groups, given: &given };
        let day = |t: i64| Day::constant(2020, 1, 1) + jiff::Span::new().days(t);
        if let Ok(found) = replay.episode(day(from), day(from + length)) {
            for run in [Some(&found.daily), Some(&found.hold), found.benchmark.as_ref()].into_iter().flatten().flatten() {
                prop_assert!(run_is_finite(run));
            }
            for asset in &found.assets {
                prop_assert!(asset.total.is_err() || asset.total.is_ok_and(f64::is_finite));
            }
        }
    }
}
