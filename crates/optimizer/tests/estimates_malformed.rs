//! What estimates refuse, and how the refusal names the culprit; what they say about the data.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    BlackLitterman, CovarianceEstimate, Diagnostic, Equilibrium, EstimateError, Estimates,
    MeanEstimate, MeanTarget, Missing, Moments, Repair, Repaired, View, positive_definite,
};

fn returns() -> DMatrix<f64> {
    let returns = [
        [0.01, 0.02, -0.01],
        [-0.02, 0.01, 0.00],
        [0.03, -0.01, 0.02],
        [0.00, 0.01, -0.03],
        [-0.01, -0.02, 0.01],
    ];
    DMatrix::from_fn(5, 3, |day, asset| returns[day][asset])
}

#[track_caller]
fn refused(estimates: Estimates, returns: &DMatrix<f64>, expected: &str) {
    let error = estimates.estimate(returns).expect_err("malformed");
    assert_eq!(error.to_string(), expected);
}

#[track_caller]
fn refused_mean(mean: MeanEstimate, expected: &str) {
    let estimates = Estimates {
        mean,
        ..Estimates::default()
    };
    refused(estimates, &returns(), expected);
}

#[track_caller]
fn refused_covariance(covariance: CovarianceEstimate, expected: &str) {
    let estimates = Estimates {
        covariance,
        ..Estimates::default()
    };
    refused(estimates, &returns(), expected);
    let error = covariance.estimate(&returns()).expect_err("malformed");
    assert_eq!(error.to_string(), expected);
}

fn views(views: Vec<View>) -> MeanEstimate {
    MeanEstimate::BlackLitterman(BlackLitterman {
        views,
        ..BlackLitterman::default()
    })
}

#[test]
fn parameters() {
    for decay in [0.0, 1.0, -0.1, 1.5, f64::NAN, f64::INFINITY] {
        let reason = "is not between 0 and 1";
        refused_mean(
            MeanEstimate::Ewma { decay },
            &format!("mean.decay: {reason}"),
        );
        let covariance = CovarianceEstimate::Ewma { decay };
        refused_covariance(covariance, &format!("covariance.decay: {reason}"));
        let covariance = CovarianceEstimate::Gerber { threshold: decay };
        refused_covariance(covariance, &format!("covariance.threshold: {reason}"));
    }
    refused_covariance(
        CovarianceEstimate::Factor { factors: 0 },
        "covariance.factors: is 0",
    );
    refused_covariance(
        CovarianceEstimate::Factor { factors: 4 },
        "covariance.factors: is more than there are assets",
    );
}

#[test]
fn equilibria() {
    let check = |risk_aversion: f64, weights: Option<&[f64]>, expected: &str| {
        let weights = weights.map(DVector::from_row_slice);
        let equilibrium = Equilibrium {
            risk_aversion,
            weights,
        };
        refused_mean(MeanEstimate::Equilibrium(equilibrium), expected);
    };
    for risk_aversion in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        check(
            risk_aversion,
            None,
            "risk_aversion: is not positive and finite",
        );
    }
    check(2.5, Some(&[0.5, 0.5]), "weights has 2 entries for 3 assets");
    check(
        2.5,
        Some(&[0.5, f64::NAN, 0.5]),
        "weights[1]: is not a finite number",
    );
    check(
        2.5,
        Some(&[0.5, -0.5, 0.0]),
        "weights: have a sum that is not positive",
    );
}

#[test]
fn views_without_meaning() {
    let view = || View::absolute(1, 0.1);
    for confidence in [0.0, -0.5, 1.1, f64::NAN] {
        refused_mean(
            views(vec![view(), view().with_confidence(confidence)]),
            "views[1].confidence: is not above 0 and at most 1",
        );
    }
    refused_mean(
        views(vec![View::absolute(3, 0.1)]),
        "views[0].picks[3]: is no asset",
    );
    refused_mean(
        views(vec![View::relative(2, 2, 0.1)]),
        "views[0].picks: pick no asset",
    );
    let mut nothing = view();
    nothing.picks.clear();
    refused_mean(views(vec![nothing]), "views[0].picks: pick no asset");
    let mut infinite = view();
    infinite.picks.insert(0, f64::INFINITY);
    refused_mean(
        views(vec![infinite]),
        "views[0].picks[0]: is not a finite number",
    );
    refused_mean(
        views(vec![View::absolute(0, f64::NAN)]),
        "views[0].annual: is not a finite number",
    );
    for tau in [0.0, -1.0, f64::NAN] {
        let model = BlackLitterman {
            tau,
            ..BlackLitterman::default()
        };
        refused_mean(
            MeanEstimate::BlackLitterman(model),
            "tau: is not positive and finite",
        );
    }
    let certain = |annual| View::absolute(0, annual).with_confidence(1.0);
    refused_mean(
        views(vec![certain(0.1), certain(0.2)]),
        "views: repeat or contradict each other with full confidence",
    );
}

#[test]
fn given_means() {
    let given = |mean: &[f64]| MeanEstimate::Given(DVector::from_row_slice(mean));
    refused_mean(given(&[0.1]), "mean has 1 entries for 3 assets");
    refused_mean(
        given(&[0.1, f64::NAN, 0.1]),
        "mean[1]: is not a finite number",
    );
    let moments = Moments::estimate(&returns(), CovarianceEstimate::Sample).expect("returns");
    for mean in [
        MeanEstimate::Sample,
        MeanEstimate::Ewma { decay: 0.9 },
        MeanEstimate::JamesStein {
            target: MeanTarget::GrandMean,
        },
    ] {
        let error = mean.beside_given(&moments).expect_err("no returns");
        assert_eq!(error.to_string(), "mean: needs returns");
    }
    let taken = given(&[0.1, 0.2, 0.3])
        .beside_given(&moments)
        .expect("a mean");
    assert_eq!(taken.moments.mean().as_slice(), [0.1, 0.2, 0.3]);
    assert_eq!(taken.moments.covariance(), moments.covariance());
}

#[test]
fn returns_without_an_estimate() {
    let kinds = [
        CovarianceEstimate::Sample,
        CovarianceEstimate::LedoitWolf,
        CovarianceEstimate::ConstantCorrelation,
        CovarianceEstimate::Oas,
        CovarianceEstimate::Ewma { decay: 0.9 },
        CovarianceEstimate::Denoised,
        CovarianceEstimate::Factor { factors: 1 },
        CovarianceEstimate::Gerber { threshold: 0.5 },
    ];
    for covariance in kinds {
        let check = |returns: &DMatrix<f64>, expected| {
            assert_eq!(
                covariance.estimate(returns),
                Err(expected),
                "{covariance:?}"
            );
        };
        check(&DMatrix::zeros(5, 0), EstimateError::NoAssets);
        check(
            &DMatrix::zeros(1, 2),
            EstimateError::TooFewDays { days: 1, needed: 2 },
        );
        let mut gap = returns();
        gap[(3, 1)] = f64::NAN;
        check(&gap, EstimateError::ReturnNotFinite { day: 3, asset: 1 });
        let huge = returns() * 1e200;
        check(
            &huge,
            EstimateError::CovarianceNotFinite { row: 0, column: 0 },
        );
    }
}

#[test]
fn gaps() {
    let with = |missing| Estimates {
        missing,
        ..Estimates::default()
    };
    let mut gap = returns();
    gap[(3, 1)] = f64::NAN;
    let named = "the return of asset 1 on day 3 is not a finite number";
    refused(with(Missing::Refuse), &gap, named);
    gap[(3, 1)] = f64::INFINITY;
    for missing in [Missing::Refuse, Missing::CompleteDays, Missing::Pairwise] {
        refused(with(missing), &gap, named);
        refused(with(missing), &DMatrix::zeros(3, 0), "there are no assets");
    }
    let mut empty = returns();
    empty.column_mut(2).fill(f64::NAN);
    for missing in [Missing::CompleteDays, Missing::Pairwise] {
        refused(with(missing), &empty, "asset 2 has no return on any day");
    }
    // The first three days are of asset 0, the last three of asset 1.
    let mut apart = returns();
    apart.view_mut((3, 0), (2, 1)).fill(f64::NAN);
    apart.view_mut((0, 1), (2, 1)).fill(f64::NAN);
    let few = "1 days of returns are too few, 2 are needed";
    refused(with(Missing::CompleteDays), &apart, few);
    let few = "assets 0 and 1 have 1 days of returns in common, 2 are needed";
    refused(with(Missing::Pairwise), &apart, few);

    let shrunk = Estimates {
        covariance: CovarianceEstimate::Oas,
        ..with(Missing::Pairwise)
    };
    let only = "missing: pairwise is only for the sample covariance";
    refused(shrunk, &returns(), only);
    let weighted = Estimates {
        mean: MeanEstimate::Ewma { decay: 0.9 },
        ..with(Missing::Pairwise)
    };
    let not = "missing: pairwise is not for weighted and shrunk means";
    refused(weighted, &returns(), not);
}

#[test]
fn covariances_beyond_repair() {
    let check = |rows: usize, entries: &[f64], floor: f64, expected: &str| {
        let given = DMatrix::from_row_slice(rows, entries.len() / rows, entries);
        let error = positive_definite(&given, floor).expect_err("malformed");
        assert_eq!(error.to_string(), expected);
    };
    let one = [1.0, 0.0, 0.0, 1.0];
    for floor in [0.0, -1.0, 0.5, f64::NAN] {
        check(2, &one, floor, "floor: is not between 1e-13 and 0.1");
    }
    check(1, &one, 1e-8, "covariance: is not square");
    let mut bad = one;
    bad[3] = -1.0;
    check(2, &bad, 1e-8, "covariance[1][1]: is negative");
    bad[3] = f64::NAN;
    check(2, &bad, 1e-8, "covariance[1][1] is not a finite number");
    let askew = [1.0, 0.5, 0.4, 1.0];
    check(
        2,
        &askew,
        1e-8,
        "covariance[0][1] differs from covariance[1][0]",
    );
}

#[test]
fn a_repair_keeps_variances_and_clears_what_has_none() {
    let entries = [4.0, 3.0, 0.5, 3.0, 1.0, 0.0, 0.5, 0.0, 0.0];
    let given = DMatrix::from_row_slice(3, 3, &entries);
    let (repaired, report) = positive_definite(&given, 1e-8).expect("symmetric");
    let report = report.expect("a repair");
    assert_eq!(repaired.diagonal(), given.diagonal());
    assert_eq!(repaired.column(2).amax(), 0.0);
    assert!(
        report.raised == 1 && (report.smallest + 0.5).abs() < 1e-14,
        "{report:?}"
    );
    // A correlation of 1.5 becomes one just below 1.
    assert!((repaired[(0, 1)] - 2.0).abs() < 1e-7 && repaired[(0, 1)] < 2.0);
    assert!((report.largest_change - 0.5).abs() < 1e-7);
}

#[test]
fn a_singular_covariance_does_not_shrink_means() {
    let mut twins = returns();
    let first = twins.column(0).into_owned();
    twins.column_mut(1).copy_from(&first);
    for target in [MeanTarget::GrandMean, MeanTarget::MinimumVariance] {
        let estimates = Estimates {
            mean: MeanEstimate::BayesStein { target },
            ..Estimates::default()
        };
        let estimated = estimates.estimate(&twins).expect("returns");
        assert_eq!(estimated.diagnostics, [Diagnostic::MeanNotShrunk]);
        let sample = optimizer::sample_mean(&twins).expect("returns");
        assert_eq!(estimated.moments.mean(), &sample);
    }
}

#[test]
fn a_view_without_risk_is_left_out() {
    let mut twins = returns();
    let first = twins.column(0).into_owned();
    twins.column_mut(1).copy_from(&first);
    twins.column_mut(2).fill(0.0001);
    let estimate = |views_| {
        let estimates = Estimates {
            mean: views(views_),
            ..Estimates::default()
        };
        estimates.estimate(&twins).expect("returns")
    };
    let real = View::absolute(0, 0.2);
    let with = estimate(vec![
        View::relative(0, 1, 0.1),
        real.clone(),
        View::absolute(2, 0.5).with_confidence(1.0),
    ]);
    let expected = [
        Diagnostic::ConstantAsset { asset: 2 },
        Diagnostic::ViewWithoutRisk { view: 0 },
        Diagnostic::ViewWithoutRisk { view: 2 },
    ];
    assert_eq!(with.diagnostics, expected);
    assert_eq!(with.moments, estimate(vec![real]).moments);
}

#[test]
fn diagnostics_are_sentences() {
    let check = |diagnostic: Diagnostic, expected: &str| {
        assert_eq!(diagnostic.text(&["AAPL"]), expected);
        assert_eq!(
            diagnostic.to_string(),
            expected.replace("AAPL", "#0"),
            "without symbols"
        );
    };
    check(
        Diagnostic::ShortHistory {
            days: 15,
            assets: 20,
        },
        "15 days are too few for the covariance of 20 assets: without shrinkage it is singular",
    );
    check(
        Diagnostic::FewEffectiveDays {
            effective: 18.96,
            assets: 20,
        },
        "the weights leave 19.0 effective days, too few for the covariance of 20 assets",
    );
    check(
        Diagnostic::DaysDropped {
            dropped: 3,
            days: 252,
            asset: 0,
            gaps: 2,
        },
        "3 of 252 days are incomplete and were left out; AAPL lacks most, 2",
    );
    check(
        Diagnostic::PairwiseDays {
            first: 0,
            second: 7,
            common: 5,
            days: 15,
        },
        "each pair was estimated over its own days, AAPL and #7 over 5 of 15",
    );
    check(
        Diagnostic::ConstantAsset { asset: 0 },
        "AAPL has the same return on every day: its variance and covariances are 0",
    );
    check(
        Diagnostic::CovarianceShrunk { intensity: 0.0315 },
        "the covariance holds 3.15 % of its target",
    );
    check(
        Diagnostic::Denoised {
            noise: 17,
            signals: 3,
            edge: 1.6428,
        },
        "17 eigenvalues up to 1.643 were taken for noise and replaced by their mean, 3 were kept",
    );
    check(
        Diagnostic::Factors {
            factors: 3,
            explained: 0.71,
        },
        "3 factors explain 71.00 % of the variance",
    );
    check(
        Diagnostic::Repaired(Repaired {
            raised: 2,
            smallest: -0.5,
            floor: 1e-8,
            largest_change: 0.25,
        }),
        "the covariance was not positive definite: 2 eigenvalues of its correlation, the smallest \
         -5.000e-1, were raised to 1e-8, which changed correlations by up to 2.5e-1",
    );
    check(
        Diagnostic::MeanShrunk {
            intensity: 0.1377,
            target: 0.0371,
        },
        "the means hold 13.77 % of 3.71 %",
    );
    check(
        Diagnostic::MeanNotShrunk,
        "the means were not shrunk, because the covariance is singular; a shrunk covariance helps",
    );
    check(
        Diagnostic::ViewWithoutRisk { view: 2 },
        "view 2 was left out, because its portfolio has no variance",
    );
}

#[test]
fn defaults_are_the_sample() {
    let estimated = Estimates::default().estimate(&returns()).expect("returns");
    let sample = Moments::estimate(&returns(), CovarianceEstimate::Sample).expect("returns");
    assert_eq!(estimated.moments, sample);
    assert_eq!(estimated.diagnostics, []);
    assert_eq!(Estimates::default().repair, Repair::Indefinite);
    assert_eq!(Estimates::default().missing, Missing::Refuse);
}
