//! Estimates of the reference data, as established libraries make them.

#[path = "support/us20.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod us20;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    BlackLitterman, CovarianceEstimate, Diagnostic, Equilibrium, Estimated, Estimates,
    MeanEstimate, MeanTarget, Missing, Moments, Repair, View, positive_definite,
};
use serde_json::Value;
use us20::{distance, matrix, number, reference, vector};

fn last(days: usize) -> DMatrix<f64> {
    let returns = us20::returns();
    returns.rows(returns.nrows() - days, days).into_owned()
}

fn year() -> DMatrix<f64> {
    last(252)
}

fn weeks() -> DMatrix<f64> {
    last(15)
}

/// Every seventh return three times missing, as `estimates_us20.py` has it.
fn gaps() -> DMatrix<f64> {
    let mut returns = weeks();
    for asset in 0..returns.ncols() {
        for day in 0..returns.nrows() {
            if (3 * day + 5 * asset) % 7 < 3 {
                returns[(day, asset)] = f64::NAN;
            }
        }
    }
    returns
}

/// The upper triangle of a covariance, row by row.
fn upper(value: &Value) -> DMatrix<f64> {
    let entries = vector(value);
    let assets = ((8.0 * entries.len() as f64 + 1.0).sqrt() as usize - 1) / 2;
    let position = |row: usize, column: usize| row * assets - row * (row + 1) / 2 + column;
    DMatrix::from_fn(assets, assets, |row, column| {
        entries[position(row.min(column), row.max(column))]
    })
}

fn estimate(returns: &DMatrix<f64>, covariance: CovarianceEstimate) -> Estimated {
    let estimates = Estimates {
        covariance,
        ..Estimates::default()
    };
    estimates.estimate(returns).expect("returns")
}

fn mean(mean: MeanEstimate) -> Estimated {
    let estimates = Estimates {
        mean,
        ..Estimates::default()
    };
    estimates.estimate(&year()).expect("returns")
}

#[track_caller]
fn close(ours: &DMatrix<f64>, theirs: &DMatrix<f64>, tolerance: f64) {
    let off = (ours / 252.0 - theirs).amax() / theirs.amax();
    assert!(off < tolerance, "off by {off:e} of the largest entry");
}

#[track_caller]
fn close_mean(ours: &DVector<f64>, theirs: &Value, tolerance: f64) {
    let theirs = vector(theirs);
    let off = distance(&(ours / 252.0), &theirs) / theirs.amax();
    assert!(off < tolerance, "off by {off:e} of the largest entry");
}

fn intensity(estimated: &Estimated) -> f64 {
    let found = estimated
        .diagnostics
        .iter()
        .find_map(|diagnostic| match diagnostic {
            Diagnostic::CovarianceShrunk { intensity }
            | Diagnostic::MeanShrunk { intensity, .. } => Some(*intensity),
            _ => None,
        });
    found.expect("an intensity")
}

#[test]
fn shrinkage_intensities() {
    let file = &reference("allocation_us20.json")["shrinkage"];
    let check = |covariance, key: &str| {
        let estimated = estimate(&us20::returns(), covariance);
        let off = intensity(&estimated) - number(&file[key]["shrinkage"]);
        assert!(off.abs() < 1e-14, "{key} is off by {off:e}");
        let daily = estimated.moments.covariance() / 252.0;
        assert!((daily[(0, 0)] - number(&file[key]["cov_00"])).abs() < 1e-17);
        daily
    };
    let ledoit_wolf = check(CovarianceEstimate::LedoitWolf, "sklearn_LedoitWolf");
    let expected = |what: &str| number(&file["sklearn_LedoitWolf"][what]);
    assert!((ledoit_wolf[(0, 1)] - expected("cov_01")).abs() < 1e-17);
    assert!((ledoit_wolf.trace() - expected("trace")).abs() < 1e-16);
    assert!((ledoit_wolf.norm() - expected("frob")).abs() < 1e-16);
    check(CovarianceEstimate::Oas, "sklearn_OAS");

    // PyPortfolioOpt has a ddof of 1 in one place, which is little for 8312 days.
    let ours = intensity(&estimate(
        &us20::returns(),
        CovarianceEstimate::ConstantCorrelation,
    ));
    let theirs = number(&file["pypfopt_constant_correlation"]["shrinkage"]);
    assert!((ours / theirs - 1.0).abs() < 3e-4, "{ours} beside {theirs}");
}

#[test]
fn black_litterman_posterior() {
    let file = &reference("allocation_us20.json")["black_litterman"];
    let check = |risk_aversion, mean: &Value, covariance: &Value| {
        let view = |row: usize| {
            let picks = vector(&file["P"][row]);
            let mut view = View::absolute(0, 252.0 * number(&file["Q"][row]));
            view.picks = picks
                .iter()
                .copied()
                .enumerate()
                .filter(|pick| pick.1 != 0.0)
                .collect();
            view
        };
        let estimates = Estimates {
            mean: MeanEstimate::BlackLitterman(BlackLitterman {
                prior: Equilibrium {
                    risk_aversion,
                    weights: None,
                },
                tau: number(&file["tau"]),
                views: (0..3).map(view).collect(),
            }),
            ..Estimates::default()
        };
        let posterior = estimates.estimate(&us20::returns()).expect("returns");
        assert_eq!(posterior.diagnostics, []);
        close_mean(posterior.moments.mean(), mean, 1e-13);
        close(posterior.moments.covariance(), &matrix(covariance), 1e-13);
    };
    check(2.5, &file["posterior_mu"], &file["posterior_cov"]);
    let skfolio = &file["skfolio"];
    check(1.0, &skfolio["posterior_mu"], &skfolio["posterior_cov"]);
}

#[test]
fn shrunk_covariances() {
    let file = reference("estimates_us20.json");
    for (window, returns) in [("year", year()), ("weeks", weeks())] {
        let file = &file[window];
        for (covariance, key) in [
            (CovarianceEstimate::LedoitWolf, "ledoit_wolf"),
            (CovarianceEstimate::Oas, "oas"),
            (
                CovarianceEstimate::ConstantCorrelation,
                "constant_correlation",
            ),
        ] {
            let estimated = estimate(&returns, covariance);
            let off = intensity(&estimated) - number(&file[key]["shrinkage"]);
            assert!(off.abs() < 1e-12, "{window} {key}: {off:e}");
            close(
                estimated.moments.covariance(),
                &upper(&file[key]["covariance"]),
                1e-13,
            );
        }
        let gerber = CovarianceEstimate::Gerber { threshold: 0.5 };
        let gerber = estimate(&returns, gerber).moments;
        close(gerber.covariance(), &upper(&file["gerber"]["0.5"]), 1e-13);
    }
    let short = Diagnostic::ShortHistory {
        days: 15,
        assets: 20,
    };
    let estimated = estimate(&weeks(), CovarianceEstimate::Oas);
    assert_eq!(estimated.diagnostics[0], short);
}

#[test]
fn ewma() {
    let file = &reference("estimates_us20.json")["year"]["ewma"];
    let decay = number(&file["decay"]);
    let estimates = Estimates {
        mean: MeanEstimate::Ewma { decay },
        covariance: CovarianceEstimate::Ewma { decay },
        ..Estimates::default()
    };
    let estimated = estimates.estimate(&year()).expect("returns");
    close_mean(estimated.moments.mean(), &file["mean"], 1e-13);
    close(
        estimated.moments.covariance(),
        &upper(&file["covariance"]),
        1e-13,
    );
    assert_eq!(estimated.diagnostics, []);
    let estimated = estimate(&year(), CovarianceEstimate::Ewma { decay: 0.9 });
    assert!(matches!(
        estimated.diagnostics[..],
        [Diagnostic::FewEffectiveDays { effective, assets: 20 }] if (effective - 19.0).abs() < 1e-9
    ));
}

#[test]
fn gerber() {
    let file = &reference("estimates_us20.json")["year"]["gerber"]["0.9"];
    let estimated = estimate(&year(), CovarianceEstimate::Gerber { threshold: 0.9 });
    close(estimated.moments.covariance(), &upper(file), 1e-13);
}

#[test]
fn denoised() {
    let file = &reference("estimates_us20.json")["year"]["denoised"];
    let estimated = estimate(&year(), CovarianceEstimate::Denoised);
    close(
        estimated.moments.covariance(),
        &upper(&file["covariance"]),
        1e-13,
    );
    assert!(matches!(
        estimated.diagnostics[..],
        [Diagnostic::Denoised { noise: 17, signals: 3, edge }] if (edge - 1.642_801).abs() < 1e-6
    ));
}

#[test]
fn factors() {
    let file = &reference("estimates_us20.json")["year"]["factors"];
    for (factors, key) in [(1, "1"), (3, "3")] {
        let estimated = estimate(&year(), CovarianceEstimate::Factor { factors });
        close(
            estimated.moments.covariance(),
            &upper(&file[key]["covariance"]),
            1e-13,
        );
        let [Diagnostic::Factors { explained, .. }] = estimated.diagnostics[..] else {
            panic!("{:?}", estimated.diagnostics)
        };
        assert!((explained - number(&file[key]["explained"])).abs() < 1e-13);
    }
}

#[test]
fn shrunk_means() {
    let file = &reference("estimates_us20.json")["year"];
    let (grand, least) = (MeanTarget::GrandMean, MeanTarget::MinimumVariance);
    for (kind, key) in [
        (MeanEstimate::JamesStein { target: grand }, "james_stein"),
        (
            MeanEstimate::JamesStein { target: least },
            "james_stein_minimum_variance",
        ),
        (MeanEstimate::BayesStein { target: grand }, "bayes_stein"),
        (
            MeanEstimate::BayesStein { target: least },
            "bayes_stein_minimum_variance",
        ),
    ] {
        let estimated = mean(kind);
        let off = intensity(&estimated) - number(&file[key]["intensity"]);
        assert!(off.abs() < 1e-12, "{key}: {off:e}");
        close_mean(estimated.moments.mean(), &file[key]["mean"], 1e-12);
    }
}

#[test]
fn equilibrium() {
    let file = &reference("estimates_us20.json")["year"]["equilibrium"];
    // Up to a positive factor.
    let weights = vector(&file["weights"]) * 1e12;
    let equilibrium = MeanEstimate::Equilibrium(Equilibrium {
        risk_aversion: number(&file["risk_aversion"]),
        weights: Some(weights),
    });
    let estimated = mean(equilibrium.clone());
    close_mean(estimated.moments.mean(), &file["mean"], 1e-13);
    let sample = mean(MeanEstimate::Sample).moments;
    let beside = equilibrium
        .beside_given(&sample)
        .expect("a covariance is enough");
    assert_eq!(beside, estimated);
}

#[test]
fn black_litterman_with_confidence() {
    let file = &reference("estimates_us20.json");
    let symbols = file["symbols"].as_array().expect("symbols");
    let asset = |name: &str| {
        symbols
            .iter()
            .position(|symbol| symbol == name)
            .expect("a symbol")
    };
    let file = &file["year"]["black_litterman"];
    let views = [
        View::absolute(asset("AAPL"), 252.0 * 0.0008),
        View::relative(asset("JPM"), asset("BAC"), 252.0 * 0.0002),
        View::absolute(asset("XOM"), 252.0 * 0.0003),
    ];
    let confidences = vector(&file["confidences"]);
    let views = views.into_iter().zip(&confidences);
    let posterior = mean(MeanEstimate::BlackLitterman(BlackLitterman {
        tau: number(&file["tau"]),
        views: views
            .map(|(view, &confidence)| view.with_confidence(confidence))
            .collect(),
        ..BlackLitterman::default()
    }));
    close_mean(posterior.moments.mean(), &file["mean"], 1e-12);
    close(
        posterior.moments.covariance(),
        &upper(&file["covariance"]),
        1e-12,
    );
}

#[test]
fn gaps_by_pairs_are_repaired() {
    let file = &reference("estimates_us20.json")["gaps"];
    let estimates = |missing, repair| Estimates {
        missing,
        repair,
        ..Estimates::default()
    };
    let estimated = estimates(Missing::Pairwise, Repair::Indefinite).estimate(&gaps());
    let Estimated {
        moments,
        diagnostics,
    } = estimated.expect("every pair has two days");
    close_mean(moments.mean(), &file["mean"], 1e-13);
    let raw = upper(&file["covariance"]);
    let smallest = number(&file["smallest_correlation_eigenvalue"]);
    let [
        Diagnostic::PairwiseDays {
            common, days: 15, ..
        },
        Diagnostic::ShortHistory { .. },
        Diagnostic::Repaired(repaired),
    ] = diagnostics[..]
    else {
        panic!("{diagnostics:?}")
    };
    assert!((2..8).contains(&common));
    assert!((repaired.smallest - smallest).abs() < 1e-12);
    assert!(repaired.largest_change > 0.1);
    assert!(repaired.raised > 0 && repaired.floor == optimizer::EIGENVALUE_FLOOR);
    assert!((moments.covariance().diagonal() / 252.0 - raw.diagonal()).amax() < 1e-17);
    let again = positive_definite(moments.covariance(), repaired.floor).expect("a covariance");
    assert_eq!(again, (moments.covariance().clone(), None));
    assert!(moments.covariance().clone().cholesky().is_some());

    let (nearest, _) = positive_definite(&(raw * 252.0), 1e-13).expect("a covariance");
    close(&nearest, &upper(&file["nearest"]), 1e-11);
}

#[test]
fn complete_days_are_those_without_a_gap() {
    let mut returns = year();
    for (day, asset) in [(3, 1), (3, 2), (7, 2), (100, 0)] {
        returns[(day, asset)] = f64::NAN;
    }
    let estimates = Estimates {
        missing: Missing::CompleteDays,
        ..Estimates::default()
    };
    let estimated = estimates.estimate(&returns).expect("returns");
    let dropped = Diagnostic::DaysDropped {
        dropped: 3,
        days: 252,
        asset: 2,
        gaps: 2,
    };
    assert_eq!(estimated.diagnostics, [dropped]);
    let complete = year().remove_rows_at(&[3, 7, 100]);
    let expected = Moments::estimate(&complete, CovarianceEstimate::Sample).expect("returns");
    assert_eq!(estimated.moments, expected);

    for missing in [Missing::CompleteDays, Missing::Pairwise] {
        let estimates = Estimates {
            missing,
            ..Estimates::default()
        };
        let whole = estimates.estimate(&year()).expect("returns");
        let sample = mean(MeanEstimate::Sample);
        assert_eq!(whole.diagnostics, []);
        close(
            whole.moments.covariance(),
            &(sample.moments.covariance() / 252.0),
            1e-14,
        );
    }
}
