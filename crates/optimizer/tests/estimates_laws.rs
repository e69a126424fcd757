//! Laws that estimates keep on random returns, with assets that never move and assets that are the
//! same among them.

use nalgebra::{DMatrix, DVector, SymmetricEigen};
use optimizer::{
    BlackLitterman, CovarianceEstimate, Diagnostic, Equilibrium, Estimated, Estimates,
    MeanEstimate, MeanTarget, Missing, Moments, Repair, View, positive_definite, sample_covariance,
};
use proptest::prelude::*;

/// Returns of days × assets about one market, of different volatilities.
fn moving(
    days: std::ops::Range<usize>,
    assets: std::ops::Range<usize>,
) -> impl Strategy<Value = DMatrix<f64>> {
    (days, assets).prop_flat_map(|(days, assets)| {
        let market = prop::collection::vec(-0.05..0.05_f64, days);
        let own = prop::collection::vec(-0.04..0.04_f64, days * assets);
        let loads = prop::collection::vec((-0.5..2.0_f64, 0.2..1.5_f64), assets);
        (market, own, loads).prop_map(move |(market, own, loads)| {
            DMatrix::from_fn(days, assets, |day, asset| {
                let (beta, rest) = loads[asset];
                beta * market[day] + rest * own[asset * days + day]
            })
        })
    })
}

/// The same, with one asset that never moves, or two that are the same.
fn any_returns() -> impl Strategy<Value = DMatrix<f64>> {
    let odd = (0..4_usize, -0.01..0.01_f64);
    (moving(2..40, 1..8), odd).prop_map(|(mut returns, (odd, value))| {
        let last = returns.ncols() - 1;
        match odd {
            0 => returns.column_mut(last).fill(value),
            1 => {
                let first = returns.column(0).into_owned();
                returns.column_mut(last).copy_from(&first);
            }
            _ => {}
        }
        returns
    })
}

fn covariances(assets: usize) -> Vec<CovarianceEstimate> {
    let mut kinds = vec![
        CovarianceEstimate::Sample,
        CovarianceEstimate::LedoitWolf,
        CovarianceEstimate::ConstantCorrelation,
        CovarianceEstimate::Oas,
        CovarianceEstimate::Ewma { decay: 0.94 },
        CovarianceEstimate::Denoised,
        CovarianceEstimate::Gerber { threshold: 0.5 },
    ];
    kinds.extend((1..=assets).map(|factors| CovarianceEstimate::Factor { factors }));
    kinds
}

fn means(assets: usize) -> Vec<MeanEstimate> {
    let views = vec![
        View::absolute(0, 0.1).with_confidence(0.7),
        View::relative(0, assets - 1, 0.02),
    ];
    // A view of an asset on itself is no view.
    let views = views.into_iter().take(assets).collect();
    vec![
        MeanEstimate::Sample,
        MeanEstimate::Ewma { decay: 0.9 },
        MeanEstimate::JamesStein {
            target: MeanTarget::GrandMean,
        },
        MeanEstimate::BayesStein {
            target: MeanTarget::MinimumVariance,
        },
        MeanEstimate::Equilibrium(Equilibrium::default()),
        MeanEstimate::BlackLitterman(BlackLitterman {
            views,
            ..BlackLitterman::default()
        }),
    ]
}

fn estimate(returns: &DMatrix<f64>, mean: MeanEstimate, kind: CovarianceEstimate) -> Estimated {
    let estimates = Estimates {
        mean,
        covariance: kind,
        ..Estimates::default()
    };
    estimates.estimate(returns).expect("well-formed")
}

fn covariance(returns: &DMatrix<f64>, kind: CovarianceEstimate) -> DMatrix<f64> {
    kind.estimate(returns).expect("well-formed")
}

fn apart(left: &DMatrix<f64>, right: &DMatrix<f64>) -> f64 {
    let size = right.amax();
    if size > 0.0 {
        (left - right).amax() / size
    } else {
        left.amax()
    }
}

fn apart_means(left: &DVector<f64>, right: &DVector<f64>) -> f64 {
    (left - right).amax() / right.amax().max(1e-6)
}

fn black_litterman(views: Vec<View>) -> MeanEstimate {
    MeanEstimate::BlackLitterman(BlackLitterman {
        views,
        ..BlackLitterman::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn moments_are_finite_and_positive_semidefinite(returns in any_returns()) {
        for kind in covariances(returns.ncols()) {
            for mean in means(returns.ncols()) {
                let estimated = estimate(&returns, mean, kind);
                let moments = estimated.moments;
                prop_assert_eq!(moments.covariance(), &moments.covariance().transpose());
                let checked = Moments::new(moments.mean().clone(), moments.covariance().clone());
                prop_assert_eq!(checked, Ok(moments), "{:?}", kind);
            }
        }
    }

    #[test]
    fn assets_in_another_order(returns in any_returns(), seed in any::<u64>()) {
        let assets = returns.ncols();
        let mut order: Vec<usize> = (0..assets).collect();
        order.sort_by_key(|&asset| (asset as u64 + 1).wrapping_mul(seed | 1));
        let permuted = returns.select_columns(&order);
        for kind in covariances(assets) {
            let expected = covariance(&returns, kind);
            let expected = expected.select_columns(&order).select_rows(&order);
            let off = apart(&covariance(&permuted, kind), &expected);
            prop_assert!(off < 1e-9, "{:?}: {:e}", kind, off);
        }
        for mean in means(assets).into_iter().take(5) {
            let kind = CovarianceEstimate::LedoitWolf;
            let expected = estimate(&returns, mean.clone(), kind).moments.mean().select_rows(&order);
            let off = apart_means(estimate(&permuted, mean, kind).moments.mean(), &expected);
            prop_assert!(off < 1e-7, "{:e}", off);
        }
    }

    #[test]
    fn returns_in_another_unit(returns in any_returns(), scale in 0.01..100.0_f64) {
        let scaled = &returns * scale;
        for kind in covariances(returns.ncols()) {
            let expected = covariance(&returns, kind) * (scale * scale);
            let off = apart(&covariance(&scaled, kind), &expected);
            prop_assert!(off < 1e-9, "{:?}: {:e}", kind, off);
        }
        // Equilibrium means are those of a variance, and views are in a unit of their own.
        for mean in means(returns.ncols()).into_iter().take(4) {
            let kind = CovarianceEstimate::LedoitWolf;
            let expected = estimate(&returns, mean.clone(), kind).moments.mean() * scale;
            let off = apart_means(estimate(&scaled, mean, kind).moments.mean(), &expected);
            prop_assert!(off < 1e-7, "{:e}", off);
        }
    }

    #[test]
    fn intensities_are_shares(returns in any_returns()) {
        for kind in covariances(returns.ncols()) {
            for mean in means(returns.ncols()) {
                for diagnostic in estimate(&returns, mean, kind).diagnostics {
                    if let Diagnostic::CovarianceShrunk { intensity }
                    | Diagnostic::MeanShrunk { intensity, .. }
                    | Diagnostic::Factors { explained: intensity, .. } = diagnostic
                    {
                        prop_assert!((0.0..=1.0).contains(&intensity), "{:?}", diagnostic);
                    }
                }
            }
        }
    }

    #[test]
    fn all_factors_are_the_sample(returns in any_returns()) {
        let kind = CovarianceEstimate::Factor { factors: returns.ncols() };
        let off = apart(&covariance(&returns, kind), &sample_covariance(&returns).expect("returns"));
        prop_assert!(off < 1e-12, "{:e}", off);
    }

    #[test]
    fn hardly_any_decay_is_the_sample(returns in any_returns()) {
        let kind = CovarianceEstimate::Ewma { decay: 1.0 - 1e-14 };
        let days = returns.nrows() as f64;
        let expected = sample_covariance(&returns).expect("returns") * ((days - 1.0) / days);
        let off = apart(&covariance(&returns, kind), &expected);
        prop_assert!(off < 1e-11, "{:e}", off);
    }

    #[test]
    fn variances_are_kept(returns in any_returns()) {
        let days = returns.nrows() as f64;
        let sample = sample_covariance(&returns).expect("returns").diagonal();
        for kind in covariances(returns.ncols()) {
            let expected = match kind {
                CovarianceEstimate::Denoised | CovarianceEstimate::Factor { .. } => sample.clone(),
                CovarianceEstimate::Gerber { .. } | CovarianceEstimate::ConstantCorrelation => {
                    &sample * ((days - 1.0) / days)
                }
                _ => continue,
            };
            let off = (covariance(&returns, kind).diagonal() - &expected).amax();
            prop_assert!(off <= 1e-13 * expected.amax(), "{:?}: {:e}", kind, off);
        }
    }

    #[test]
    fn assets_that_never_move_have_no_covariance(returns in moving(3..30, 2..7), value in -0.1..0.1_f64) {
        let mut still = returns.clone();
        still.column_mut(0).fill(value);
        let rest = returns.columns_range(1..).into_owned();
        for kind in covariances(rest.ncols()) {
            let estimated = estimate(&still, MeanEstimate::Sample, kind);
            let constant = Diagnostic::ConstantAsset { asset: 0 };
            prop_assert!(estimated.diagnostics.contains(&constant));
            let found = estimated.moments.covariance();
            prop_assert_eq!(found.row(0).columns_range(1..).amax(), 0.0);
            let identity = [CovarianceEstimate::LedoitWolf, CovarianceEstimate::Oas];
            if !identity.contains(&kind) {
                prop_assert_eq!(found[(0, 0)], 0.0);
                let off = apart(&found.view_range(1.., 1..).into_owned(), &covariance(&rest, kind));
                prop_assert!(off < 1e-9, "{:?}: {:e}", kind, off);
            }
        }
    }

    #[test]
    fn the_sample_is_that_of_the_textbook(returns in moving(2..300, 1..140)) {
        let (days, assets) = returns.shape();
        let mean = DVector::from_fn(assets, |asset, _| returns.column(asset).mean());
        let product = |row: usize, column: usize| -> f64 {
            let (first, second) = (returns.column(row), returns.column(column));
            first.zip_fold(&second, 0.0, |sum, a, b| sum + (a - mean[row]) * (b - mean[column]))
        };
        let expected = DMatrix::from_fn(assets, assets, product) * (252.0 / (days - 1) as f64);
        prop_assert!(apart(&sample_covariance(&returns).expect("returns"), &expected) < 1e-13);
    }

    #[test]
    fn without_views_the_posterior_is_the_prior(returns in any_returns()) {
        let kind = CovarianceEstimate::LedoitWolf;
        let prior = MeanEstimate::Equilibrium(Equilibrium::default());
        let prior = estimate(&returns, prior, kind).moments;
        let posterior = estimate(&returns, black_litterman(Vec::new()), kind).moments;
        prop_assert_eq!(posterior.mean(), prior.mean());
        let widened = prior.covariance() * (1.0 + BlackLitterman::DEFAULT_TAU);
        prop_assert_eq!(posterior.covariance(), &widened);
    }

    #[test]
    fn a_view_moves_its_return_by_its_confidence(
        returns in moving(20..60, 2..7),
        confidence in 0.001..1.0_f64,
        annual in -0.5..0.5_f64,
    ) {
        let kind = CovarianceEstimate::Sample;
        let view = View::relative(1, 0, annual);
        let of = |moments: &Moments| moments.mean()[1] - moments.mean()[0];
        let prior = of(&estimate(&returns, black_litterman(Vec::new()), kind).moments);
        let posterior = |view: View| estimate(&returns, black_litterman(vec![view]), kind).moments;

        let moved = of(&posterior(view.clone().with_confidence(confidence)));
        let expected = prior + confidence * (annual - prior);
        prop_assert!((moved - expected).abs() < 1e-12);
        let certain = of(&posterior(view.clone().with_confidence(1.0)));
        prop_assert!((certain - annual).abs() < 1e-12);
        prop_assert_eq!(posterior(view.clone().with_confidence(0.5)), posterior(view));
    }

    #[test]
    fn views_narrow_what_is_not_known(returns in moving(20..60, 2..7), confidence in 0.01..1.0_f64) {
        let kind = CovarianceEstimate::Sample;
        let views = vec![
            View::absolute(0, 0.1).with_confidence(confidence),
            View::relative(1, 0, 0.03),
        ];
        let posterior = estimate(&returns, black_litterman(views), kind).moments;
        let sample = sample_covariance(&returns).expect("returns");
        for gap in [posterior.covariance() - &sample, &sample * 1.05 - posterior.covariance()] {
            let smallest = SymmetricEigen::new(gap).eigenvalues.min();
            prop_assert!(smallest > -1e-12 * sample.amax(), "{:e}", smallest);
        }
    }

    #[test]
    fn repaired_covariances_are_positive_definite(
        entries in prop::collection::vec(-1.0..1.0_f64, 36),
        deviations in prop::collection::vec(0.001..1.0_f64, 6),
    ) {
        let correlation = |row: usize, column: usize| {
            if row == column { 1.0 } else { entries[row.min(column) * 6 + row.max(column)] }
        };
        let given = DMatrix::from_fn(6, 6, |row, column| {
            deviations[row] * deviations[column] * correlation(row, column)
        });
        let (repaired, report) = positive_definite(&given, 1e-6).expect("symmetric");
        prop_assert_eq!(repaired.diagonal(), given.diagonal());
        prop_assert_eq!(&repaired, &repaired.transpose());
        let unit = DMatrix::from_fn(6, 6, |row, column| {
            repaired[(row, column)] / deviations[row] / deviations[column]
        });
        let smallest = SymmetricEigen::new(unit).eigenvalues.min();
        prop_assert!(smallest > 0.5e-6, "{:e}", smallest);
        prop_assert_eq!(report.is_none(), repaired == given);
        prop_assert_eq!(positive_definite(&repaired, 1e-6), Ok((repaired, None)));
    }

    #[test]
    fn singular_covariances_are_repaired_when_asked(returns in any_returns()) {
        let estimates = Estimates {
            repair: Repair::Singular,
            ..Estimates::default()
        };
        let estimated = estimates.estimate(&returns).expect("returns");
        let sample = sample_covariance(&returns).expect("returns");
        let repaired = estimated.moments.covariance();
        let done = |diagnostic: &Diagnostic| matches!(diagnostic, Diagnostic::Repaired(_));
        if estimated.diagnostics.iter().any(done) {
            prop_assert!(apart(repaired, &sample) < 1e-6);
        } else {
            prop_assert_eq!(repaired, &sample);
        }
        let varying: Vec<usize> = (0..sample.nrows()).filter(|&i| sample[(i, i)] > 0.0).collect();
        let varying = repaired.select_columns(&varying).select_rows(&varying);
        prop_assert!(varying.cholesky().is_some());
    }

    #[test]
    fn gaps_leave_moments(returns in moving(20..40, 1..6), gaps in prop::collection::vec((0..20_usize, 0..6_usize), 0..12)) {
        let mut returns = returns;
        for (day, asset) in gaps {
            let asset = asset % returns.ncols();
            returns[(day, asset)] = f64::NAN;
        }
        // Twelve gaps at most leave eight days and more.
        for missing in [Missing::CompleteDays, Missing::Pairwise] {
            let estimates = Estimates { missing, ..Estimates::default() };
            let estimated = estimates.estimate(&returns).expect("enough days");
            let moments = estimated.moments;
            let told = returns.iter().any(|value| value.is_nan());
            let tells = |diagnostic: &Diagnostic| matches!(
                diagnostic,
                Diagnostic::DaysDropped { .. } | Diagnostic::PairwiseDays { .. }
            );
            prop_assert_eq!(estimated.diagnostics.iter().any(tells), told);
            let checked = Moments::new(moments.mean().clone(), moments.covariance().clone());
            prop_assert_eq!(checked, Ok(moments));
        }
    }
}

/// Numbers that break formulas: nothing, hardly anything, too much, no number.
fn awkward() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -0.1..0.1_f64,
        1 => Just(0.0),
        1 => Just(1e-300),
        1 => Just(-1e-160),
        1 => Just(1e100),
        1 => Just(-1e300),
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
    ]
}

fn awkward_returns() -> impl Strategy<Value = DMatrix<f64>> {
    (0..9_usize, 0..6_usize, any::<bool>()).prop_flat_map(|(days, assets, tame)| {
        let value = if tame {
            prop_oneof![3 => -0.1..0.1_f64, 1 => Just(0.0), 1 => Just(1e-160)].boxed()
        } else {
            awkward().boxed()
        };
        let entries = prop::collection::vec(value, days * assets);
        entries.prop_map(move |entries| DMatrix::from_vec(days, assets, entries))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn whatever_comes_the_answer_is_an_error_or_finite(
        returns in awkward_returns(),
        parameter in prop_oneof![0.0..1.0_f64, awkward()],
        count in 0..7_usize,
        which in 0..3_usize,
    ) {
        let mut kinds = covariances(0);
        kinds.push(CovarianceEstimate::Ewma { decay: parameter });
        kinds.push(CovarianceEstimate::Gerber { threshold: parameter });
        kinds.push(CovarianceEstimate::Factor { factors: count });
        let mut kinds_of_mean = means(returns.ncols().max(1));
        kinds_of_mean.push(MeanEstimate::Ewma { decay: parameter });
        kinds_of_mean.push(MeanEstimate::Given(DVector::from_element(count, parameter)));
        kinds_of_mean.push(MeanEstimate::Equilibrium(Equilibrium {
            risk_aversion: parameter,
            weights: Some(DVector::from_element(count, 1.0 - parameter)),
        }));
        kinds_of_mean.push(black_litterman(vec![
            View::relative(count, 0, parameter),
            View::absolute(0, 0.1).with_confidence(parameter),
        ]));
        for covariance in kinds {
            for mean in &kinds_of_mean {
                let estimates = Estimates {
                    mean: mean.clone(),
                    covariance,
                    missing: [Missing::Refuse, Missing::CompleteDays, Missing::Pairwise][which],
                    repair: [Repair::Indefinite, Repair::Singular][count % 2],
                };
                match estimates.estimate(&returns) {
                    Err(error) => prop_assert!(!error.to_string().is_empty()),
                    Ok(Estimated { moments, diagnostics }) => {
                        prop_assert!(moments.mean().iter().all(|value| value.is_finite()));
                        let (mean, covariance) = (moments.mean().clone(), moments.covariance().clone());
                        prop_assert_eq!(Moments::new(mean, covariance), Ok(moments));
                        for diagnostic in diagnostics {
                            prop_assert!(!diagnostic.to_string().contains("NaN"), "{}", diagnostic);
                        }
                    }
                }
            }
        }
    }
}
