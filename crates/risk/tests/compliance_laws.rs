//! Laws of rules: parts sum to their measures, and nonsense makes no nonsense.

#[path = "support/wild.rs"]
mod drawn;
#[path = "support/table.rs"]
mod made;

use drawn::{rebalance as policy, wild};
use made::table;
use market::Returns;
use nalgebra::DMatrix;
use proptest::prelude::*;
use risk::{
    Rebalance, RiskError, beta,
    compliance::{Book, Limit, Measure, Rule, Status, Trading, Yardstick, compare, judge},
    cvar_historical, max_drawdown, mean_daily, portfolio_returns,
    tail::{Model, tail_risk},
    var_historical, volatility_annual, volatility_daily,
};

fn book<'a>(returns: &'a Returns, weights: &'a [f64]) -> Book<'a> {
    Book {
        returns,
        weights,
        rebalance: Rebalance::Daily,
        benchmark: None,
        trading: None,
    }
}

fn at_most(measure: Measure, max: f64) -> Rule {
    Rule {
        measure,
        limit: Limit::at_most(max).expect("a limit"),
    }
}

/// Every risk, at a limit that nothing keeps.
fn risks() -> Vec<Rule> {
    let var = |model, days| Measure::Var {
        model,
        confidence: 0.9,
        days,
    };
    [
        Measure::Volatility,
        var(Model::Historical, 1),
        var(Model::Historical, 4),
        var(Model::Normal, 1),
        var(Model::CornishFisher, 1),
        var(Model::Normal, 10),
        Measure::Cvar {
            model: Model::Historical,
            confidence: 0.9,
            days: 1,
        },
        Measure::MaxDrawdown,
        Measure::Beta,
        Measure::TrackingError,
    ]
    .into_iter()
    .map(|measure| at_most(measure, -1e9))
    .collect()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * (1.0 + a.abs().max(b.abs()))
}

fn daily(returns: &Returns, weights: &[f64]) -> Result<Vec<f64>, RiskError> {
    portfolio_returns(returns, weights, Rebalance::Daily)
}

proptest! {
    #[test]
    fn risks_are_those_of_the_series_and_their_parts_sum_to_them(
        values in prop::collection::vec(-0.1_f64..0.1, 12..300),
        own in prop::collection::vec(-0.2_f64..0.6, 3),
        other in prop::collection::vec(0.0_f64..0.4, 3),
        policy in policy(),
        series in any::<bool>(),
    ) {
        let t = values.len() / 3;
        let returns = table(DMatrix::from_column_slice(t, 3, &values[..3 * t]));
        let x = portfolio_returns(&returns, &own, policy);
        // Borrowed money may lose everything.
        prop_assume!(x.is_ok());
        let x = x?;
        let b = portfolio_returns(&returns, &other, policy)?;
        // A benchmark of nothing has no beta.
        prop_assume!(beta(&x, &b).is_ok());
        let yardstick = if series { Yardstick::Returns(&b) } else { Yardstick::Weights(&other) };
        let book = Book { rebalance: policy, benchmark: Some(yardstick), ..book(&returns, &own) };
        let active: Vec<f64> = x.iter().zip(&b).map(|(x, b)| x - b).collect();
        // The 90 % point of the normal distribution.
        let normal = 1.2815515655446004 * volatility_daily(&x)? - mean_daily(&x)?;
        let expect = [
            volatility_annual(&x)?,
            var_historical(&x, 0.9)?,
            2.0 * var_historical(&x, 0.9)?,
            normal,
            tail_risk(&x, Model::CornishFisher, 0.9, 1)?.var,
            tail_risk(&x, Model::Normal, 0.9, 10)?.var,
            cvar_historical(&x, 0.9)?,
            max_drawdown(&x)?.fraction,
            beta(&x, &b)?,
            volatility_annual(&active)?,
        ];
        let cash = 1.0 - own.iter().sum::<f64>();
        for (i, (verdict, expect)) in judge(&book, &risks())?.iter().zip(expect).enumerate() {
            prop_assert_eq!(verdict.status, Status::Breach);
            let measured = verdict.measured.expect("a value");
            prop_assert!(close(measured, expect), "{i}: {measured} {expect}");
            let parts: f64 = verdict.responsible.iter().map(|part| part.part).sum();
            // Against a series, the part of cash is not one of a holding.
            if i < 9 || !series || (cash.abs() < 1e-12) {
                prop_assert!(close(parts, measured), "{i}: {parts} {measured}");
            }
            let ordered = verdict.responsible.windows(2).all(|pair| pair[0].part >= pair[1].part);
            prop_assert!(ordered);
        }
    }

    /// Euler's parts are weights times slopes, here by differences of the measures themselves.
    #[test]
    fn parts_are_weights_times_slopes(
        values in prop::collection::vec(-0.1_f64..0.1, 60..200),
        own in prop::collection::vec(0.1_f64..0.6, 3),
        i in 0_usize..3,
    ) {
        let t = values.len() / 3;
        let returns = table(DMatrix::from_column_slice(t, 3, &values[..3 * t]));
        let step = 1e-6;
        let moved = |by: f64| {
            let mut weights = own.clone();
            weights[i] += by;
            daily(&returns, &weights)
        };
        let (up, down) = (moved(step)?, moved(-step)?);
        let slope = |of: &dyn Fn(&[f64]) -> Result<f64, RiskError>| -> Result<f64, RiskError> {
            Ok(own[i] * (of(&up)? - of(&down)?) / (2.0 * step))
        };
        let expect = [
            (0, slope(&volatility_annual)?),
            (3, slope(&|x| Ok(1.2815515655446004 * volatility_daily(x)? - mean_daily(x)?))?),
            (6, slope(&|x| cvar_historical(x, 0.9))?),
        ];
        let verdicts = judge(&book(&returns, &own), &risks())?;
        for (rule, expect) in expect {
            let parts = &verdicts[rule].responsible;
            let part = parts.iter().find(|part| part.asset == i).map_or(0.0, |part| part.part);
            // CVaR has kinks, where two days change places within the step.
            let slack = if rule == 6 { 1e-4 } else { 1e-6 };
            prop_assert!((part - expect).abs() < slack, "{rule}: {part} {expect}");
        }
    }

    /// Nothing but numbers comes out, whatever goes in.
    #[test]
    fn nonsense_is_refused_or_answered_with_numbers(
        values in prop::collection::vec(wild(), 0..24),
        n in 1_usize..4,
        own in prop::collection::vec(wild(), 0..4),
        series in prop::collection::vec(wild(), 0..12),
        (limit, confidence, days) in (wild(), wild(), 0_usize..5),
        held in any::<bool>(),
        policy in policy(),
    ) {
        let t = values.len() / n;
        let returns = table(DMatrix::from_column_slice(t, n, &values[..t * n]));
        let traded: Vec<Option<f64>> = own.iter().map(|w| (*w != 1.0).then_some(w.abs())).collect();
        let book = Book {
            returns: &returns,
            weights: &own,
            rebalance: policy,
            benchmark: Some(if held { Yardstick::Weights(&own) } else { Yardstick::Returns(&series) }),
            trading: Some(Trading { wealth: limit, daily: &traded, participation: confidence }),
        };
        let mut rules = risks();
        let Ok(limit) = Limit::at_most(limit) else { return Ok(()) };
        rules.extend([
            Measure::Weight(0),
            Measure::LargestWeight,
            Measure::SmallestWeight,
            Measure::GroupWeight(vec![0]),
            Measure::Holdings,
            Measure::Restricted(vec![0]),
            Measure::Cash,
            Measure::GrossExposure,
            Measure::NetExposure,
            Measure::Herfindahl,
            Measure::Top(2),
            Measure::Var { model: Model::Normal, confidence, days },
            Measure::Var { model: Model::Historical, confidence, days },
            Measure::Cvar { model: Model::CornishFisher, confidence, days },
            Measure::DaysToLiquidate,
            Measure::SoldWithin(confidence),
        ].map(|measure| Rule { measure, limit }));
        let Ok(verdicts) = judge(&book, &rules) else {
            prop_assert!(own.len() != n);
            return Ok(());
        };
        for verdict in &verdicts {
            prop_assert!(verdict.measured.is_none_or(f64::is_finite), "{verdict:?}");
            prop_assert!(verdict.headroom.is_none_or(f64::is_finite), "{verdict:?}");
            prop_assert!(verdict.limit.is_finite());
            prop_assert!(verdict.responsible.iter().all(|part| part.part.is_finite()));
        }
        prop_assert!(compare(&verdicts, &verdicts)?.iter().all(|change| !change.is_active()));
    }
}
