//! Laws of attribution: what must add up, and what must not break.

#[path = "support/wild.rs"]
mod drawn;
#[path = "support/table.rs"]
mod made;

use drawn::{rebalance, wild};
use made::table;
use market::Returns;
use nalgebra::DMatrix;
use proptest::prelude::*;
use risk::{
    Rebalance,
    attribution::{
        Interaction, Linking, Partition, Period, Question, attribute, carino, contributions,
        factor_attribution, menchero, periods,
    },
    portfolio_gains, portfolio_returns, portfolio_weights,
};

fn market() -> impl Strategy<Value = (Returns, Vec<f64>, Vec<f64>)> {
    (1_usize..6, 1_usize..80).prop_flat_map(|(n, t)| {
        (
            prop::collection::vec(-0.1_f64..0.1, n * t),
            prop::collection::vec(-0.3_f64..0.7, n),
            prop::collection::vec(0.0_f64..0.4, n),
        )
            .prop_map(move |(values, own, other)| {
                (table(DMatrix::from_vec(t, n, values)), own, other)
            })
    })
}

fn period() -> impl Strategy<Value = Period> {
    prop_oneof![
        Just(Period::Day),
        Just(Period::Month),
        Just(Period::Year),
        Just(Period::All)
    ]
}

fn compounded(returns: &[f64]) -> f64 {
    returns.iter().map(|r| 1.0 + r).product::<f64>() - 1.0
}

proptest! {
    #[test]
    fn days_are_their_weights_times_their_returns(
        (returns, own, _) in market(), rebalance in rebalance()
    ) {
        let series = portfolio_returns(&returns, &own, rebalance);
        prop_assume!(series.is_ok());
        let series = series?;
        let weights = portfolio_weights(&returns, &own, rebalance)?;
        for (t, x) in series.iter().enumerate() {
            let sum: f64 = (0..own.len()).map(|i| weights[(t, i)] * returns.matrix[(t, i)]).sum();
            prop_assert!((sum - x).abs() < 1e-13, "{sum} {x}");
        }
        for (i, w) in own.iter().enumerate() {
            prop_assert_eq!(weights[(0, i)], *w);
        }
    }

    #[test]
    fn linked_effects_sum_to_the_compounded_active_return(
        (returns, own, other) in market(),
        policy in rebalance(),
        period in period(),
        menchero in any::<bool>(),
        merged in any::<bool>(),
    ) {
        let weights = |w: &[f64]| portfolio_weights(&returns, w, policy);
        let (portfolio, benchmark) = (weights(&own), weights(&other));
        prop_assume!(portfolio.is_ok() && benchmark.is_ok());
        let (portfolio, benchmark) = (portfolio?, benchmark?);
        // The first two assets are groups, the others the rest.
        let groups: Vec<Vec<usize>> = (0..own.len().min(2)).map(|i| vec![i]).collect();
        let found = attribute(&Question {
            returns: &returns,
            portfolio: &portfolio,
            benchmark: &benchmark,
            partition: &Partition::new(own.len(), &groups)?,
            periods: &periods(&returns.days, period),
            interaction: if merged { Interaction::Selection } else { Interaction::Separate },
            linking: if menchero { Linking::Menchero } else { Linking::Carino },
        })?;
        let linked: f64 = found.linked.iter().map(|effects| effects.total()).sum();
        let x = compounded(&portfolio_returns(&returns, &own, policy)?);
        let b = compounded(&portfolio_returns(&returns, &other, policy)?);
        let size = 1.0 + x.abs().max(b.abs());
        prop_assert!((found.portfolio - x).abs() < 1e-12 * size);
        prop_assert!((found.benchmark - b).abs() < 1e-12 * size);
        prop_assert!((found.active - (x - b)).abs() < 1e-12 * size);
        prop_assert!((linked - (x - b)).abs() < 1e-12 * size, "{linked} {}", x - b);
        for period in &found.periods {
            let sum: f64 = period.effects.iter().map(|effects| effects.total()).sum();
            let size = 1.0 + period.portfolio.abs().max(period.benchmark.abs());
            prop_assert!((sum - (period.portfolio - period.benchmark)).abs() < 1e-12 * size);
        }
    }

    #[test]
    fn a_portfolio_that_is_its_benchmark_has_no_effects(
        (returns, own, _) in market(), policy in rebalance(), menchero in any::<bool>()
    ) {
        let weights = portfolio_weights(&returns, &own, policy);
        prop_assume!(weights.is_ok());
        let weights = weights?;
        let found = attribute(&Question {
            returns: &returns,
            portfolio: &weights,
            benchmark: &weights,
            partition: &Partition::new(own.len(), &[vec![0]])?,
            periods: &periods(&returns.days, Period::Month),
            interaction: Interaction::Separate,
            linking: if menchero { Linking::Menchero } else { Linking::Carino },
        })?;
        prop_assert_eq!(found.active, 0.0);
        for effects in &found.linked {
            prop_assert_eq!(effects.total(), 0.0);
        }
    }

    #[test]
    fn contributions_sum_to_the_compounded_return(
        (returns, own, _) in market(), policy in rebalance(), period in period()
    ) {
        let weights = portfolio_weights(&returns, &own, policy);
        prop_assume!(weights.is_ok());
        let weights = weights?;
        let found = contributions(&returns, &weights, &periods(&returns.days, period))?;
        let x = compounded(&portfolio_returns(&returns, &own, policy)?);
        let sum: f64 = found.holdings.iter().sum();
        prop_assert!((found.total - x).abs() < 1e-12 * (1.0 + x.abs()));
        prop_assert!((sum - x).abs() < 1e-12 * (1.0 + x.abs()), "{sum} {x}");
    }

    #[test]
    fn gains_over_all_days_need_no_table_of_weights(
        (returns, own, _) in market(), policy in rebalance()
    ) {
        let weights = portfolio_weights(&returns, &own, policy);
        prop_assume!(weights.is_ok());
        let all = periods(&returns.days, Period::All);
        let expect = contributions(&returns, &weights?, &all)?;
        let found = portfolio_gains(&returns, &own, policy)?;
        prop_assert!((found.total - expect.total).abs() < 1e-12 * (1.0 + expect.total.abs()));
        for (gain, expect) in found.holdings.iter().zip(&expect.holdings) {
            prop_assert!((gain - expect).abs() < 1e-12 * (1.0 + expect.abs()), "{gain} {expect}");
        }
    }

    #[test]
    fn what_is_held_contributes_its_weight_times_its_return((returns, own, _) in market()) {
        let weights = portfolio_weights(&returns, &own, Rebalance::None);
        prop_assume!(weights.is_ok());
        let weights = weights?;
        let all = periods(&returns.days, Period::All);
        let found = contributions(&returns, &weights, &all)?;
        for (i, contribution) in found.holdings.iter().enumerate() {
            let column: Vec<f64> = returns.matrix.column(i).iter().copied().collect();
            let expect = own[i] * compounded(&column);
            prop_assert!((contribution - expect).abs() < 1e-12, "{contribution} {expect}");
        }
    }

    #[test]
    fn linking_leaves_nothing_over(
        pairs in prop::collection::vec((-0.9_f64..1.0, -0.9_f64..1.0, any::<bool>()), 1..40)
    ) {
        let own: Vec<f64> = pairs.iter().map(|pair| pair.0).collect();
        // In some periods nothing differs.
        let other: Vec<f64> = pairs.iter().map(|p| if p.2 { p.0 } else { p.1 }).collect();
        let active = compounded(&own) - compounded(&other);
        let size = 1.0 + compounded(&own).abs().max(compounded(&other).abs());
        for link in [carino, menchero] {
            let coefficients = link(&own, &other)?;
            let sum: f64 = coefficients
                .iter()
                .zip(own.iter().zip(&other))
                .map(|(k, (x, b))| k * (x - b))
                .sum();
            prop_assert!((sum - active).abs() < 1e-12 * size, "{sum} {active}");
        }
    }

    #[test]
    fn factors_and_the_rest_sum_to_the_compounded_return(
        values in prop::collection::vec(-0.05_f64..0.05, 8..160),
        betas in prop::collection::vec(-2.0_f64..2.0, 2),
        relative in any::<bool>(),
    ) {
        let t = values.len() / 4;
        let (own, other) = (&values[..t], &values[t..2 * t]);
        let factors = DMatrix::from_column_slice(t, 2, &values[2 * t..4 * t]);
        let benchmark = relative.then_some(other);
        let constant = DMatrix::from_row_slice(1, 2, &betas);
        let daily = DMatrix::from_fn(t, 2, |_, k| betas[k]);
        for linking in [Linking::Carino, Linking::Menchero] {
            let found = factor_attribution(own, benchmark, &factors, &constant, linking)?;
            let sum: f64 = found.factors.iter().sum::<f64>() + found.specific;
            let expect = compounded(own) - benchmark.map_or(0.0, compounded);
            prop_assert!((sum - expect).abs() < 1e-12, "{sum} {expect}");
            prop_assert!((found.active - expect).abs() < 1e-12);
            prop_assert_eq!(&found, &factor_attribution(own, benchmark, &factors, &daily, linking)?);
        }
    }

    /// Nothing but numbers comes out, whatever goes in.
    #[test]
    fn nonsense_is_refused_or_answered_with_numbers(
        values in prop::collection::vec(wild(), 0..24),
        n in 1_usize..4,
        own in prop::collection::vec(wild(), 0..4),
        other in prop::collection::vec(wild(), 0..4),
        policy in rebalance(),
        period in period(),
    ) {
        let t = values.len() / n;
        let returns = table(DMatrix::from_column_slice(t, n, &values[..t * n]));
        let cuts = periods(&returns.days, period);
        let (Ok(portfolio), Ok(benchmark)) = (
            portfolio_weights(&returns, &own, policy),
            portfolio_weights(&returns, &other, policy),
        ) else { return Ok(()) };
        prop_assert!(portfolio.iter().all(|w| w.is_finite()));
        if let Ok(found) = contributions(&returns, &portfolio, &cuts) {
            prop_assert!(found.total.is_finite());
            prop_assert!(found.holdings.iter().all(|c| c.is_finite()));
        }
        for linking in [Linking::Carino, Linking::Menchero] {
            let found = attribute(&Question {
                returns: &returns,
                portfolio: &portfolio,
                benchmark: &benchmark,
                partition: &Partition::new(n, &[vec![0]])?,
                periods: &cuts,
                interaction: Interaction::Separate,
                linking,
            });
            if let Ok(found) = found {
                prop_assert!(found.linked.iter().all(|e| e.total().is_finite()));
                prop_assert!(found.active.is_finite() && found.portfolio.is_finite());
                prop_assert!(found.periods.iter().all(|p| p.coefficient.is_finite()));
            }
            if t > 0 {
                let column: Vec<f64> = returns.matrix.column(0).iter().copied().collect();
                let betas = DMatrix::from_element(1, n, own[0]);
                let found = factor_attribution(&column, None, &returns.matrix, &betas, linking);
                if let Ok(found) = found {
                    prop_assert!(found.factors.iter().all(|f| f.is_finite()));
                    prop_assert!(found.specific.is_finite() && found.active.is_finite());
                }
            }
        }
    }
}
