//! Laws of the structure of a portfolio, each with a judge of its own.

use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;
use risk::structure::*;
use risk::{
    RiskError, cvar_historical, excess_kurtosis, skewness, var_historical, volatility_daily,
};

/// A table of returns with weights; with steps of a hundredth when `ties`, so that days are equal.
fn portfolio() -> impl Strategy<Value = (DMatrix<f64>, Vec<f64>)> {
    (1_usize..9, 2_usize..80, any::<bool>()).prop_flat_map(|(n, t, ties)| {
        let step = move |r: f64| if ties { (r * 50.0).round() / 50.0 } else { r };
        (
            prop::collection::vec(-0.1_f64..0.1, n * t),
            prop::collection::vec(-0.5_f64..1.0, n),
        )
            .prop_map(move |(values, weights)| {
                let values = values.into_iter().map(step).collect();
                (DMatrix::from_vec(t, n, values), weights)
            })
    })
}

fn whole(returns: &DMatrix<f64>, weights: &[f64]) -> Vec<f64> {
    returns
        .row_iter()
        .map(|row| row.iter().zip(weights).map(|(r, w)| r * w).sum())
        .collect()
}

/// Up to roundings of the largest part.
fn adds_up(parts: &Parts) -> bool {
    let largest = parts
        .component
        .iter()
        .fold(parts.total.abs(), |a, c| a.max(c.abs()));
    (parts.component.iter().sum::<f64>() - parts.total).abs() <= 1e-12 * largest + 1e-16
}

type Division = fn(&DMatrix<f64>, &[f64], f64) -> Result<Parts, RiskError>;

type Measure = fn(&[f64], f64) -> Result<f64, RiskError>;

/// Each measure: alone, out of all of them, and of one series.
const MEASURES: [(Division, Pick, Measure); 6] = [
    (
        |r, w, _| volatility_parts(r, w),
        |all| &all.volatility,
        |x, _| volatility_daily(x),
    ),
    (
        var_historical_parts,
        |all| &all.tails[1].var_historical,
        var_historical,
    ),
    (
        cvar_historical_parts,
        |all| &all.tails[1].cvar_historical,
        cvar_historical,
    ),
    (
        var_normal_parts,
        |all| &all.tails[1].var_normal,
        |x, c| {
            let one = DMatrix::from_column_slice(x.len(), 1, x);
            var_normal_parts(&one, &[1.0], c).map(|parts| parts.total)
        },
    ),
    (
        cvar_normal_parts,
        |all| &all.tails[1].cvar_normal,
        |x, c| {
            let one = DMatrix::from_column_slice(x.len(), 1, x);
            cvar_normal_parts(&one, &[1.0], c).map(|parts| parts.total)
        },
    ),
    (
        var_cornish_fisher_parts,
        |all| &all.tails[1].var_cornish_fisher,
        cornish_fisher,
    ),
];

type Pick = fn(&Components) -> &Result<Divided, RiskError>;

fn cornish_fisher(x: &[f64], c: f64) -> Result<f64, RiskError> {
    let normal = DMatrix::from_column_slice(x.len(), 1, x);
    let sigma = volatility_daily(x)?;
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let z = -(var_normal_parts(&normal, &[1.0], c)?.total + mean) / sigma;
    let (s, k) = (skewness(x)?, excess_kurtosis(x)?);
    let q = z + (z * z - 1.0) * s / 6.0 + (z.powi(3) - 3.0 * z) * k / 24.0
        - (2.0 * z.powi(3) - 5.0 * z) * s * s / 36.0;
    Ok(-mean - sigma * q)
}

proptest! {
    #[test]
    fn parts_add_up_to_the_measure((returns, weights) in portfolio(), c in 0.5_f64..0.995) {
        let x = whole(&returns, &weights);
        for (divide, _, measure) in MEASURES {
            match divide(&returns, &weights, c) {
                Ok(parts) => {
                    prop_assert!(adds_up(&parts), "{parts:?}");
                    let total = measure(&x, c)?;
                    prop_assert!((parts.total - total).abs() <= 1e-10 * (total.abs() + 1e-3));
                    for ((m, w), part) in parts.marginal.iter().zip(&weights).zip(&parts.component) {
                        prop_assert_eq!(m * w, *part);
                    }
                }
                Err(error) => prop_assert_eq!(error, RiskError::NoVariance),
            }
        }
    }

    /// Euler's theorem needs a derivative: that of a difference, where the measure is smooth.
    #[test]
    fn marginals_are_derivatives((returns, weights) in portfolio(), c in 0.8_f64..0.99) {
        const STEP: f64 = 1e-6;
        prop_assume!(returns.nrows() > 10);
        let smooth = [MEASURES[0], MEASURES[3], MEASURES[4], MEASURES[5]];
        prop_assume!(volatility_daily(&whole(&returns, &weights))? > 1e-3);
        for (divide, _, _) in smooth {
            let parts = divide(&returns, &weights, c)?;
            for i in 0..weights.len() {
                let at = |step: f64| {
                    let mut moved = weights.clone();
                    moved[i] += step;
                    divide(&returns, &moved, c).map(|parts| parts.total)
                };
                let slope = (at(STEP)? - at(-STEP)?) / (2.0 * STEP);
                prop_assert!((slope - parts.marginal[i]).abs() < 1e-5 * (1.0 + slope.abs()),
                    "{slope} {}", parts.marginal[i]);
            }
        }
    }

    #[test]
    fn what_is_sold_is_computed_anew((returns, weights) in portfolio(), c in 0.01_f64..0.995) {
        let x = whole(&returns, &weights);
        // Two more, of which one looks deeper into the tail and one less.
        let all = components(&returns, &weights, &[0.5, c, 0.9])?;
        for (divide, pick, measure) in MEASURES {
            let alone = divide(&returns, &weights, c);
            let divided = pick(&all);
            prop_assert_eq!(&alone, &divided.as_ref().map(|d| d.parts.clone()).map_err(|e| *e));
            let Ok(divided) = divided else { continue };
            let total = measure(&x, c)?;
            for (i, fall) in divided.incremental.iter().enumerate() {
                let mut left = weights.clone();
                left[i] = 0.0;
                let rest = whole(&returns, &left);
                if volatility_daily(&rest)? < 1e-6 {
                    continue;
                }
                let expect = total - measure(&rest, c)?;
                prop_assert!((fall - expect).abs() < 1e-10, "{fall} {expect}");
            }
        }
    }

    /// Days that are equal to the whole share their weight: their order is nothing.
    #[test]
    fn the_order_of_the_days_does_not_matter((returns, weights) in portfolio(), c in 0.5_f64..0.99) {
        let t = returns.nrows();
        let turned = DMatrix::from_fn(t, returns.ncols(), |row, i| returns[(t - 1 - row, i)]);
        for (divide, _, _) in [MEASURES[1], MEASURES[2]] {
            let (one, other) = (divide(&returns, &weights, c)?, divide(&turned, &weights, c)?);
            for (a, b) in one.component.iter().zip(&other.component) {
                prop_assert!((a - b).abs() < 1e-15, "{a} {b}");
            }
        }
    }

    #[test]
    fn correlations_are_correlations((returns, _) in portfolio()) {
        let Ok(matrix) = correlation(&returns) else { return Ok(()) };
        let n = matrix.nrows();
        for i in 0..n {
            prop_assert_eq!(matrix[(i, i)], 1.0);
            for j in 0..n {
                prop_assert!(matrix[(i, j)].abs() <= 1.0);
                prop_assert_eq!(matrix[(i, j)], matrix[(j, i)]);
            }
        }
        // Units and signs.
        let other = DMatrix::from_fn(returns.nrows(), n, |t, i| {
            returns[(t, i)] * if i % 2 == 0 { 1e-180 } else { -1e180 }
        });
        let other = correlation(&other)?;
        for i in 0..n {
            for j in 0..n {
                let sign = if (i + j) % 2 == 0 { 1.0 } else { -1.0 };
                prop_assert!((other[(i, j)] - sign * matrix[(i, j)]).abs() < 1e-12);
            }
        }
        let components = principal_components(&matrix)?;
        prop_assert!((components.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        prop_assert!((components.eigenvalues.iter().sum::<f64>() - n as f64).abs() < 1e-11);
        let mut theirs: Vec<f64> = matrix.symmetric_eigen().eigenvalues.iter().copied().collect();
        theirs.sort_by(|a, b| b.total_cmp(a));
        for (own, other) in components.eigenvalues.iter().zip(&theirs) {
            prop_assert!((own - other.max(0.0)).abs() < 1e-12, "{own} {other}");
        }
    }

    #[test]
    fn trees_of_clusters((returns, _) in portfolio(), linkage in 0_usize..4, pick in 0.0_f64..1.0) {
        let Ok(matrix) = correlation(&returns) else { return Ok(()) };
        let n = matrix.nrows();
        let linkage = [Linkage::Single, Linkage::Complete, Linkage::Average, Linkage::Ward][linkage];
        let count = 1 + (pick * (n - 1) as f64) as usize;
        let found = clusters(&matrix, linkage, Some(count))?;
        let mut order = found.order.clone();
        order.sort_unstable();
        prop_assert_eq!(order, (0..n).collect::<Vec<_>>());
        // Clusters are stretches of the order, counted from the left.
        let along: Vec<usize> = found.order.iter().map(|&i| found.labels[i]).collect();
        let mut steps = along.clone();
        steps.dedup();
        prop_assert_eq!(steps, (0..count).collect::<Vec<_>>());
        for pair in found.merges.windows(2) {
            prop_assert!(pair[0].distance <= pair[1].distance + 1e-12);
        }
        // Single linkage: whoever is nearer than the cut is in the same cluster.
        if linkage == Linkage::Single && count < n {
            let height = found.merges[n - count - 1].distance;
            for i in 0..n {
                for j in 0..i {
                    let distance = ((1.0 - matrix[(i, j)]) * 0.5).sqrt();
                    if found.labels[i] != found.labels[j] {
                        prop_assert!(distance >= height - 1e-12);
                    }
                }
            }
        }
        let natural = clusters(&matrix, linkage, None)?;
        prop_assert!(natural.count >= 1 && natural.count <= n);
        if let Some(best) = natural.silhouette {
            for count in 2..n.min(9) {
                let other = clusters(&matrix, linkage, Some(count))?.silhouette;
                prop_assert!(other.expect("several") <= best);
            }
        }
    }

    #[test]
    fn bets_lie_between_one_and_all((returns, weights) in portfolio()) {
        let matrix = covariance(&returns)?;
        for found in [principal_bets(&matrix, &weights), torsion_bets(&matrix, &weights)] {
            let Ok(bets) = found else { continue };
            prop_assert!(bets.effective >= 1.0 && bets.effective <= weights.len() as f64);
            prop_assert!((bets.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            prop_assert!(bets.shares.iter().all(|share| *share >= 0.0));
        }
        if let Ok(ratio) = diversification_ratio(&returns, &weights) {
            prop_assert!(ratio >= 1.0 - 1e-9);
        }
    }

    /// The torsion is uncorrelated and nearer to the assets than any small turn of it: judged by the
    /// criterion, from the shares alone, for uncorrelated assets, where it is the assets themselves.
    #[test]
    fn uncorrelated_assets_are_their_own_bets(
        sizes in prop::collection::vec((0.01_f64..1.0, -1.0_f64..1.0), 1..8)
    ) {
        let variances = DVector::from_iterator(sizes.len(), sizes.iter().map(|(s, _)| s * s));
        let weights: Vec<f64> = sizes.iter().map(|(_, w)| *w).collect();
        let total: f64 = sizes.iter().map(|(s, w)| (s * w).powi(2)).sum();
        prop_assume!(total > 1e-8);
        let bets = torsion_bets(&DMatrix::from_diagonal(&variances), &weights)?;
        for ((s, w), share) in sizes.iter().zip(&bets.shares) {
            prop_assert!((share - (s * w).powi(2) / total).abs() < 1e-13);
        }
    }

    #[test]
    fn concentration_is_of_shares(weights in prop::collection::vec(-1.0_f64..1.0, 1..40), factor in 0.01_f64..100.0) {
        let Ok(found) = concentration(&weights) else { return Ok(()) };
        let gross: f64 = weights.iter().map(|w| w.abs()).sum();
        let hhi: f64 = weights.iter().map(|w| (w / gross).powi(2)).sum();
        prop_assert!((found.hhi - hhi).abs() < 1e-12);
        prop_assert!((found.gross - gross).abs() < 1e-12);
        prop_assert!(found.hhi >= 1.0 / weights.len() as f64 - 1e-12 && found.hhi <= 1.0 + 1e-12);
        prop_assert!((found.top(&weights, weights.len()) - gross).abs() < 1e-12);
        prop_assert_eq!(found.top(&weights, 1), found.largest.1.abs());
        let scaled: Vec<f64> = weights.iter().map(|w| w * factor).collect();
        prop_assert!((concentration(&scaled)?.hhi - found.hhi).abs() < 1e-12);
    }

    /// Selling day by day, as the definition says, judges the days and the shares.
    #[test]
    fn selling_day_by_day(
        holdings in prop::collection::vec((1.0_f64..1e4, 1.0_f64..100.0, 1.0_f64..1e3), 1..10),
        participation in 0.05_f64..1.0,
        horizon in 1_u32..30,
    ) {
        let own: Vec<Holding> = holdings
            .iter()
            .map(|&(value, price, volume)| Holding { value, price, volume: Some(volume) })
            .collect();
        let found = liquidity(&own, participation)?;
        let (mut sold, mut gross, mut longest) = (0.0, 0.0, 0.0_f64);
        for &(value, price, volume) in &holdings {
            let (shares, pace) = (value / price, participation * volume);
            sold += (pace * f64::from(horizon)).min(shares) * price;
            gross += value;
            longest = longest.max(shares / pace);
        }
        prop_assert!((found.sold_within(f64::from(horizon)) - sold / gross).abs() < 1e-12);
        prop_assert!((found.longest.expect("known").1 - longest).abs() <= 1e-12 * longest);
        let average = found.average_days.expect("known");
        prop_assert!(average <= longest * (1.0 + 1e-12));
        prop_assert!((found.sold_within(longest * 1.000001) - 1.0).abs() < 1e-12);
        prop_assert_eq!(found.sold_within(-1.0), 0.0);
    }

    /// The normal equations: residuals have no mean and nothing in common with any factor.
    #[test]
    fn residuals_are_orthogonal(
        k in 1_usize..5,
        values in prop::collection::vec(-0.1_f64..0.1, 40 * 6),
    ) {
        let factors = DMatrix::from_column_slice(40, k, &values[..40 * k]);
        let y = &values[200..240];
        let model = FactorModel::new(&factors)?;
        let found = model.regress(y, 3)?;
        let residual: Vec<f64> = (0..40)
            .map(|t| {
                let explained: f64 = found.slopes.iter().enumerate()
                    .map(|(j, slope)| slope.value * factors[(t, j)])
                    .sum();
                y[t] - found.intercept.value - explained
            })
            .collect();
        prop_assert!(residual.iter().sum::<f64>().abs() < 1e-13);
        for j in 0..k {
            let common: f64 = residual.iter().enumerate().map(|(t, e)| e * factors[(t, j)]).sum();
            prop_assert!(common.abs() < 1e-13);
        }
        let squares: f64 = residual.iter().map(|e| e * e).sum();
        prop_assert!((found.residual_volatility.powi(2) * found.degrees as f64 - squares).abs() < 1e-13);
        let risk = factor_risk(&model, y)?;
        prop_assert!((risk.factors.iter().sum::<f64>() + risk.specific - 1.0).abs() < 1e-12);
        prop_assert!((risk.specific - (1.0 - found.r_squared)).abs() < 1e-14);
        for inflation in model.variance_inflation() {
            prop_assert!(inflation >= 1.0 - 1e-12);
        }
        if k == 1 {
            let beta = risk::beta(y, factors.column(0).as_slice())?;
            prop_assert!((beta - found.slopes[0].value).abs() < 1e-12 * (1.0 + beta.abs()));
            // One factor: its F is the square of its t.
            let (t, f) = (found.slopes[0].t.expect("noise"), found.f.expect("noise"));
            prop_assert!((t * t - f).abs() < 1e-9 * (1.0 + f));
        }
    }
}
