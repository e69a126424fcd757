//! Whatever comes in, what comes out is finite or an error.

use nalgebra::DMatrix;
use proptest::prelude::*;
use risk::structure::*;

/// Numbers of every size and kind.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => -0.1_f64..0.1,
        2 => Just(0.0),
        2 => Just(0.01),
        1 => Just(-0.0),
        1 => Just(1e300),
        1 => Just(-1e300),
        1 => Just(f64::MAX),
        1 => Just(1e-300),
        1 => Just(5e-324),
        1 => Just(1e160),
        1 => Just(1.0),
        1 => any::<f64>(),
    ]
}

/// One kind of number in the whole series, or a mixture.
fn table() -> impl Strategy<Value = DMatrix<f64>> {
    (0_usize..6, 0_usize..14).prop_flat_map(|(n, t)| {
        prop_oneof![
            prop::collection::vec(number(), n * t),
            (-0.1_f64..0.1).prop_map(move |value| vec![value; n * t]),
            (prop::collection::vec(-1.0_f64..1.0, n * t), -320_i32..308)
                .prop_map(|(values, power)| values.iter().map(|v| v * 10f64.powi(power)).collect()),
        ]
        .prop_map(move |values| DMatrix::from_vec(t, n, values))
    })
}

fn confidence() -> impl Strategy<Value = f64> {
    prop_oneof![4 => 0.5_f64..1.0, 1 => any::<f64>(), 1 => Just(1.0 - 1e-16), 1 => Just(5e-324)]
}

fn sound(values: impl IntoIterator<Item = f64>) -> bool {
    values.into_iter().all(f64::is_finite)
}

fn parts_are_sound(found: Result<Parts, risk::RiskError>) -> bool {
    let Ok(parts) = found else { return true };
    let shares = parts.shares().unwrap_or_default();
    sound([parts.total]) && sound(parts.marginal) && sound(parts.component) && sound(shares)
}

fn coefficient(found: &Coefficient) -> impl Iterator<Item = f64> + use<> {
    [found.value, found.standard_error, found.hac_standard_error]
        .into_iter()
        .chain(found.t)
        .chain(found.p)
        .chain(found.hac_t)
        .chain(found.hac_p)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn parts(returns in table(), weights in prop::collection::vec(number(), 0..6), c in confidence()) {
        let mut weights = weights;
        weights.resize(returns.ncols(), 0.2);
        prop_assert!(parts_are_sound(volatility_parts(&returns, &weights)));
        for divide in [
            var_historical_parts,
            cvar_historical_parts,
            var_normal_parts,
            cvar_normal_parts,
            var_cornish_fisher_parts,
        ] {
            prop_assert!(parts_are_sound(divide(&returns, &weights, c)));
        }
        if let Ok(all) = components(&returns, &weights, &[c, 0.95]) {
            let of = all.tails.into_iter().flat_map(|tail| [
                tail.var_historical,
                tail.var_normal,
                tail.var_cornish_fisher,
                tail.cvar_historical,
                tail.cvar_normal,
            ]);
            for divided in of.chain([all.volatility]).flatten() {
                prop_assert!(sound(divided.incremental));
                prop_assert!(parts_are_sound(Ok(divided.parts)));
            }
        }
        prop_assert!(sound(diversification_ratio(&returns, &weights)));
    }

    #[test]
    fn of_a_wrong_length(returns in table(), weights in prop::collection::vec(number(), 0..9)) {
        prop_assume!(weights.len() != returns.ncols());
        prop_assert!(volatility_parts(&returns, &weights).is_err());
        prop_assert!(cvar_historical_parts(&returns, &weights, 0.95).is_err());
        prop_assert!(components(&returns, &weights, &[0.95]).is_err());
        prop_assert!(diversification_ratio(&returns, &weights).is_err());
    }

    #[test]
    fn matrices(returns in table(), weights in prop::collection::vec(number(), 6), count in 0_usize..8) {
        let weights = &weights[..returns.ncols()];
        if let Ok(matrix) = covariance(&returns) {
            prop_assert!(sound(matrix.iter().copied()));
            let found = [principal_bets(&matrix, weights), torsion_bets(&matrix, weights)];
            for bets in found.into_iter().flatten() {
                prop_assert!(sound([bets.effective]) && sound(bets.shares));
            }
        }
        if let Ok(matrix) = correlation(&returns) {
            prop_assert!(sound(matrix.iter().copied()));
            prop_assert!(sound(average_correlation(&matrix)));
            for linkage in [Linkage::Single, Linkage::Complete, Linkage::Average, Linkage::Ward] {
                for count in [None, Some(count)] {
                    if let Ok(found) = clusters(&matrix, linkage, count) {
                        prop_assert!(sound(found.merges.iter().map(|merge| merge.distance)));
                        prop_assert!(sound(found.silhouette));
                    }
                }
            }
            if let Ok(found) = principal_components(&matrix) {
                prop_assert!(sound(found.shares) && sound([found.absorption_ratio]));
            }
        }
    }

    /// Matrices that are none of anything.
    #[test]
    fn nonsense(matrix in table(), weights in prop::collection::vec(number(), 0..8), labels in prop::collection::vec(0_usize..4, 0..8)) {
        let found = [principal_bets(&matrix, &weights), torsion_bets(&matrix, &weights)];
            for bets in found.into_iter().flatten() {
                prop_assert!(sound([bets.effective]) && sound(bets.shares));
            }
        if let Ok(found) = principal_components(&matrix) {
            prop_assert!(sound(found.eigenvalues) && sound(found.shares));
        }
        prop_assert!(sound(average_correlation(&matrix)));
        prop_assert!(sound(silhouette(&matrix, &labels)));
        if let Ok(found) = clusters(&matrix, Linkage::Ward, None) {
            prop_assert!(sound(found.merges.iter().map(|merge| merge.distance)));
        }
    }

    #[test]
    fn weights_alone(weights in prop::collection::vec(number(), 0..9)) {
        if let Ok(found) = concentration(&weights) {
            prop_assert!(sound([found.gross, found.net, found.hhi, found.effective_holdings]));
            prop_assert!(sound([found.top(&weights, 3), found.largest.1]));
        }
    }

    #[test]
    fn holdings(
        all in prop::collection::vec((number(), number(), prop::option::of(number())), 0..6),
        participation in prop_oneof![3 => 0.01_f64..1.0, 1 => number()],
        days in number(),
    ) {
        let all: Vec<Holding> = all
            .into_iter()
            .map(|(value, price, volume)| Holding { value, price, volume })
            .collect();
        if let Ok(found) = liquidity(&all, participation) {
            prop_assert!(sound(found.days.iter().flatten().copied()) && sound(found.average_days));
            prop_assert!(sound([found.unknown, found.untraded, found.sold_within(days)]));
            prop_assert!(sound(found.shares));
        }
    }

    #[test]
    fn regressions(factors in table(), y in prop::collection::vec(number(), 0..14), lag in 0_usize..20) {
        let Ok(model) = FactorModel::new(&factors) else { return Ok(()) };
        prop_assert!(sound(model.variance_inflation()));
        let mut y = y;
        y.resize(factors.nrows(), 0.3);
        for series in [y.as_slice(), factors.column(0).as_slice()] {
            if let Ok(found) = model.regress(series, lag) {
                prop_assert!(sound(coefficient(&found.intercept)));
                prop_assert!(sound(found.slopes.iter().flat_map(coefficient)));
                prop_assert!(sound([found.r_squared, found.adjusted_r_squared, found.residual_volatility]));
                prop_assert!(sound(found.f) && sound(found.f_p));
            }
            if let Ok(found) = factor_risk(&model, series) {
                prop_assert!(sound(found.factors) && sound([found.specific]));
            }
        }
    }
}
