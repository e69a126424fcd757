//! Shares of the CVaR.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    AllocationError, AllocationOutcome, AllocationRoute, Bounds, Constraints, LimitId,
    cvar_risk_parity,
};
use proptest::prelude::*;

use crate::support::found;
use crate::us20;

/// The CVaR by sorting.
fn cvar(returns: &DMatrix<f64>, weights: &DVector<f64>, confidence: f64) -> f64 {
    let mut losses: Vec<f64> = (returns * weights).iter().map(|value| -value).collect();
    losses.sort_by(|left, right| right.total_cmp(left));
    let size = (1.0 - confidence) * losses.len() as f64;
    let whole = size.floor() as usize;
    let sum: f64 = losses[..whole].iter().sum();
    let fraction = size - whole as f64;
    let next = if fraction > 1e-9 { losses[whole] } else { 0.0 };
    (sum + fraction * next) / size
}

#[test]
fn contributions_as_the_reference() {
    let reference = &us20::reference("allocation_methods_us20.json")["cvar_risk_budget_last_500"];
    let all = us20::returns();
    let returns = all.rows(all.nrows() - 500, 500).into_owned();
    let budget = DVector::from_fn(20, |asset, _| (asset + 1) as f64 / 210.0);
    for (budget, key) in [(None, "exact"), (Some(&budget), "exact_budget")] {
        let answer = cvar_risk_parity(&returns, 0.95, budget, Constraints::default());
        let answer = found(answer);
        let distance = us20::distance(&answer.weights, &us20::vector(&reference[key]));
        assert!(distance < 1e-7, "{key}: {distance:e}");
        assert!(answer.residual < 1e-10, "{key}: {:e}", answer.residual);
        let loss = cvar(&returns, &answer.weights, 0.95);
        assert!((answer.objective - loss).abs() < 1e-15);
    }
    let answer = found(cvar_risk_parity(
        &returns,
        0.95,
        None,
        Constraints::default(),
    ));
    let peer = us20::vector(&reference["skfolio"]);
    assert!(us20::distance(&answer.weights, &peer) < 1e-3);
}

#[test]
fn limits_that_bind_are_kept() {
    let all = us20::returns();
    let returns = all.rows(all.nrows() - 500, 500).into_owned();
    let capped = |cap: f64| Constraints {
        max_weight: Bounds::all(cap),
        ..Constraints::default()
    };
    let answer = found(cvar_risk_parity(&returns, 0.95, None, capped(0.06)));
    assert_eq!(answer.route, AllocationRoute::Clarabel);
    assert!(answer.weights.max() < 0.06 + 1e-8);
    // Nothing that keeps the cap is better.
    let value = |w: &DVector<f64>| cvar(&returns, w, 0.95).ln() - w.map(f64::ln).mean();
    let best = value(&answer.weights);
    for from in 0..20 {
        for to in (0..20).filter(|&to| to != from) {
            for amount in [1e-2_f64, 1e-3, 1e-4] {
                let mut other = answer.weights.clone();
                let amount = amount
                    .min(other[from] / 2.0)
                    .min((0.06 - other[to]).max(0.0));
                other[from] -= amount;
                other[to] += amount;
                assert!(value(&other) > best - 1e-7);
            }
        }
    }
    match cvar_risk_parity(&returns, 0.95, None, capped(0.04)) {
        Ok(AllocationOutcome::Infeasible(conflict)) => {
            assert_eq!(conflict.limits, [LimitId::MaxWeight]);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_has_no_answer_is_refused() {
    let returns = DMatrix::from_row_slice(4, 2, &[0.1, 0.1, 0.2, 0.1, 0.3, 0.2, 0.1, 0.1]);
    let all = || Constraints::default();
    let never_loses = cvar_risk_parity(&returns, 0.5, None, all());
    assert_eq!(never_loses, Err(AllocationError::Riskless));
    let one_still = DMatrix::from_row_slice(3, 2, &[0.1, 0.0, -0.2, 0.0, 0.3, 0.0]);
    let refused = cvar_risk_parity(&one_still, 0.5, None, all());
    assert_eq!(refused, Err(AllocationError::NoVariance { asset: 1 }));
    for confidence in [0.0, 1.0, f64::NAN] {
        let error = cvar_risk_parity(&returns, confidence, None, all()).expect_err("refused");
        assert_eq!(
            error.to_string(),
            "objective.confidence: is not between 0 and 1"
        );
    }
    // One asset loses where the other gains: half of each cannot lose.
    let hedged = DMatrix::from_row_slice(4, 2, &[0.1, -0.1, -0.1, 0.1, 0.2, -0.2, -0.2, 0.2]);
    match cvar_risk_parity(&hedged, 0.75, None, all()) {
        Err(AllocationError::Riskless) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn special_markets() {
    let all = us20::returns();
    let one = all.columns(0, 1).into_owned();
    assert_eq!(
        found(cvar_risk_parity(&one, 0.95, None, Constraints::default())).weights[0],
        1.0
    );
    let same = DMatrix::from_fn(all.nrows(), 3, |day, _| all[(day, 5)]);
    let answer = found(cvar_risk_parity(&same, 0.95, None, Constraints::default()));
    assert!(us20::distance(&answer.weights, &DVector::from_element(3, 1.0 / 3.0)) < 1e-9);
}

prop_compose! {
    fn scenarios()(n in 1_usize..12, days in 30_usize..200)(
        noise in prop::collection::vec(-0.03..0.03_f64, n * days),
        market in prop::collection::vec(-0.03..0.03_f64, days),
        scale in prop::collection::vec(0.3..3.0_f64, n),
    ) -> DMatrix<f64> {
        let (n, days) = (scale.len(), market.len());
        DMatrix::from_fn(days, n, |t, i| scale[i] * (market[t] + noise[i * days + t]))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// No other exposures have a smaller `CVaR − Σ bᵢ ln xᵢ`.
    #[test]
    fn nothing_is_better(
        (returns, moves) in scenarios().prop_flat_map(|returns| {
            let n = returns.ncols();
            let moves = prop::collection::vec(prop::collection::vec(-0.3..0.3_f64, n), 20);
            (Just(returns), moves)
        }),
        confidence in prop::sample::select(vec![0.5, 0.8, 0.9, 0.95]),
    ) {
        let n = returns.ncols();
        let answer = match cvar_risk_parity(&returns, confidence, None, Constraints::default()) {
            Err(AllocationError::Riskless) => return Ok(()),
            answer => found(answer),
        };
        prop_assert!(answer.residual < 1e-8, "{}", answer.residual);
        prop_assert!(answer.weights.min() > 0.0);
        let value = |w: &DVector<f64>| {
            cvar(&returns, w, confidence).ln() - w.map(f64::ln).sum() / n as f64
        };
        let best = value(&answer.weights);
        for step in moves {
            for length in [1.0, 1e-2, 1e-4] {
                let other = DVector::from_fn(n, |i, _| answer.weights[i] * (1.0 + length * step[i]));
                prop_assert!(value(&other) >= best - 1e-9);
            }
        }
    }
}
