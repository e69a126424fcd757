use nalgebra::DMatrix;
use proptest::prelude::*;
use risk::stress::{CorrelationStress, CorrelationTarget, Joint, correlation_stress};

use crate::data::{joint, near, numbers, reference, series, since_2015, us20};

#[test]
fn as_numpy_has_it() {
    let assets = since_2015(us20());
    let columns: Vec<&[f64]> = (0..20).map(|i| assets.column(i)).collect();
    let joint = Joint::new(&columns, &[]).expect("sound");
    for case in reference()["correlation"].as_array().expect("cases") {
        let number = |key: &str| case[key].as_f64().expect(key);
        let stress = CorrelationStress {
            target: CorrelationTarget::Level(number("level")),
            by: number("by"),
            volatility: &[number("factor"); 20],
            confidence: &[0.95, 0.99],
        };
        let found = correlation_stress(&joint, &[0.05; 20], &stress).expect("sound");
        assert_eq!(found.repair, None);
        for (mood, expect) in [
            (&found.before, &case["before"]),
            (&found.after, &case["after"]),
        ] {
            let number = |key: &str| expect[key].as_f64().expect(key);
            near(
                "volatility",
                mood.volatility_annual,
                number("volatility_annual"),
                1e-12,
            );
            let average = mood.average_correlation.expect("there are pairs");
            near("average", average, number("average_correlation"), 1e-12);
            for (key, found) in [("var", &mood.var), ("cvar", &mood.cvar)] {
                for (found, expect) in found.iter().zip(numbers(&expect[key])) {
                    near(key, *found, expect, 1e-12);
                }
            }
        }
    }
}

/// With every correlation one, volatilities add up.
#[test]
fn nothing_diversifies_when_all_correlations_are_one() {
    let joint = joint(
        &[
            vec![0.1, -0.1, 0.05],
            vec![0.0, 0.1, 0.2],
            vec![0.3, 0.0, -0.1],
        ],
        0,
    );
    let stress = CorrelationStress {
        target: CorrelationTarget::Level(1.0),
        by: 1.0,
        volatility: &[1.0, 2.0, 1.0],
        confidence: &[],
    };
    let found = correlation_stress(&joint, &[0.5, 0.3, 0.2], &stress).expect("sound");
    let deviation = |i: usize| joint.covariance()[(i, i)].sqrt();
    let sum = 0.5 * deviation(0) + 0.3 * 2.0 * deviation(1) + 0.2 * deviation(2);
    near(
        "volatility",
        found.after.volatility_annual,
        sum * 252.0_f64.sqrt(),
        1e-14,
    );
    assert_eq!(found.after.average_correlation, Some(1.0));
}

/// A matrix that cannot be: A with B and B with C as one, A with C as the opposite. Its eigenvalues
/// are −1, 2, 2; what is left after clipping has correlations of ± ½.
#[test]
fn what_is_no_correlation_matrix_is_repaired_and_that_is_said() {
    let joint = joint(
        &[
            vec![0.1, -0.1, 0.05],
            vec![0.0, 0.1, 0.2],
            vec![0.3, 0.0, -0.1],
        ],
        0,
    );
    let matrix = DMatrix::from_row_slice(3, 3, &[1.0, 1.0, -1.0, 1.0, 1.0, 1.0, -1.0, 1.0, 1.0]);
    let stress = CorrelationStress {
        target: CorrelationTarget::Matrix(&matrix),
        by: 1.0,
        volatility: &[1.0; 3],
        confidence: &[0.99],
    };
    let found = correlation_stress(&joint, &[0.5, 0.0, 0.5], &stress).expect("sound");
    let repair = found.repair.expect("it was needed");
    near("eigenvalue", repair.smallest_eigenvalue, -1.0, 1e-12);
    near("change", repair.largest_change, 0.5, 1e-12);
    let (a, c) = (
        joint.covariance()[(0, 0)].sqrt(),
        joint.covariance()[(2, 2)].sqrt(),
    );
    let variance = 0.25 * (a * a + c * c - a * c);
    near(
        "volatility",
        found.after.volatility_annual,
        (252.0 * variance).sqrt(),
        1e-12,
    );
}

/// Only the pair within a set moves, and only the volatility of the variance of that pair with it.
#[test]
fn within_a_set_the_others_stay() {
    let joint = joint(
        &[
            vec![0.1, -0.1, 0.05, 0.02, 0.0, -0.04, 0.1],
            vec![0.0, 0.1, 0.2, 0.1, -0.1, 0.0, -0.2],
            vec![0.3, 0.0, -0.1, 0.1, 0.2, -0.3, -0.1],
        ],
        0,
    );
    let weights = [0.5, 0.3, 0.2];
    let deviation = |i: usize| joint.covariance()[(i, i)].sqrt();
    let rho = joint.covariance()[(0, 2)] / deviation(0) / deviation(2);
    let stress = CorrelationStress {
        target: CorrelationTarget::Within(&[&[0, 2], &[1]], rho + 0.2),
        by: 0.5,
        volatility: &[1.0; 3],
        confidence: &[],
    };
    let found = correlation_stress(&joint, &weights, &stress).expect("sound");
    assert_eq!(found.repair, None);
    let variance = |annual: f64| annual * annual / 252.0;
    let more = variance(found.after.volatility_annual) - variance(found.before.volatility_annual);
    let expect = 2.0 * 0.5 * 0.2 * 0.1 * deviation(0) * deviation(2);
    near("variance", more, expect, 1e-15);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let joint = joint(&[vec![0.1, -0.1, 0.05], vec![0.0, 0.1, 0.2]], 0);
    let check = |target: CorrelationTarget<'_>,
                 by: f64,
                 volatility: &[f64],
                 confidence: &[f64],
                 expect: &str| {
        let stress = CorrelationStress {
            target,
            by,
            volatility,
            confidence,
        };
        let error = correlation_stress(&joint, &[0.5, 0.5], &stress).expect_err(expect);
        assert_eq!(error.to_string(), expect);
    };
    let level = CorrelationTarget::Level(1.0);
    check(level, 1.5, &[1.0; 2], &[], "by must be from 0 to 1");
    check(level, 1.0, &[1.0; 3], &[], "expected 2 values, found 3");
    check(
        level,
        1.0,
        &[1.0, -1.0],
        &[],
        "volatility must not be below 0",
    );
    check(
        level,
        1.0,
        &[1.0; 2],
        &[1.0],
        "the confidence must lie between 0 and 1, is 1",
    );
    check(
        CorrelationTarget::Level(1.1),
        1.0,
        &[1.0; 2],
        &[],
        "level must be from -1 to 1",
    );
    let matrix = |values: &[f64]| DMatrix::from_row_slice(2, 2, values);
    let bad = |values: &[f64], expect: &str| {
        check(
            CorrelationTarget::Matrix(&matrix(values)),
            1.0,
            &[1.0; 2],
            &[],
            expect,
        );
    };
    bad(&[1.0, 0.5, 0.4, 1.0], "matrix must be symmetric");
    bad(
        &[0.9, 0.5, 0.5, 1.0],
        "matrix must have ones on its diagonal",
    );
    bad(
        &[1.0, 1.5, 1.5, 1.0],
        "matrix must have entries from -1 to 1",
    );
    bad(
        &[1.0, f64::NAN, 0.5, 1.0],
        "matrix must have entries from -1 to 1",
    );
    let small = DMatrix::from_element(1, 1, 1.0);
    check(
        CorrelationTarget::Matrix(&small),
        1.0,
        &[1.0; 2],
        &[],
        "expected 2 values, found 1",
    );
}

proptest! {
    /// Not moved is as estimated; moved towards one, a portfolio without shorts risks no less, and
    /// never more than the sum of its parts. Blends with a level need no repair.
    #[test]
    fn towards_one_risk_grows(series in series(4, 3..30), weights in prop::collection::vec(0.0_f64..0.5, 4), by in 0.0_f64..1.0, more in 0.0_f64..1.0) {
        let joint = joint(&series, 0);
        let at = |by: f64| {
            let stress = CorrelationStress { target: CorrelationTarget::Level(1.0), by, volatility: &[1.0; 4], confidence: &[0.95] };
            correlation_stress(&joint, &weights, &stress)
        };
        let still = at(0.0)?;
        prop_assert_eq!(&still.before, &still.after);
        let (low, high, all) = (at(by)?, at(by + (1.0 - by) * more)?, at(1.0)?);
        prop_assert!(low.repair.is_none() && high.repair.is_none());
        prop_assert!(still.after.volatility_annual <= low.after.volatility_annual + 1e-12);
        prop_assert!(low.after.volatility_annual <= high.after.volatility_annual + 1e-12);
        prop_assert!(high.after.volatility_annual <= all.after.volatility_annual + 1e-12);
    }

    /// Any matrix of numbers from −1 to 1: after the repair no portfolio has a negative variance.
    /// Judged by portfolios that are drawn: volatility is the root of what was not negative, so the
    /// repaired matrix is read off pairs, `2 w₁ w₂ σ₁ σ₂ ρ = σ² − …`, and its eigenvalues taken.
    #[test]
    fn a_repaired_matrix_is_one(series in series(4, 3..30), entries in prop::collection::vec(-1.0_f64..1.0, 6), by in 0.0_f64..=1.0) {
        let joint = joint(&series, 0);
        let mut matrix = DMatrix::identity(4, 4);
        for (k, (i, j)) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)].into_iter().enumerate() {
            matrix[(i, j)] = entries[k];
            matrix[(j, i)] = entries[k];
        }
        let variance = |weights: &[f64]| {
            let stress = CorrelationStress { target: CorrelationTarget::Matrix(&matrix), by, volatility: &[1.0; 4], confidence: &[] };
            let found = correlation_stress(&joint, weights, &stress).expect("sound");
            (found.after.volatility_annual.powi(2) / 252.0, found.repair)
        };
        let deviation = |i: usize| joint.covariance()[(i, i)].sqrt();
        let repaired = DMatrix::from_fn(4, 4, |i, j| {
            if i == j { return 1.0; }
            let mut weights = [0.0; 4];
            weights[i] = 1.0 / deviation(i);
            weights[j] = 1.0 / deviation(j);
            variance(&weights).0 / 2.0 - 1.0
        });
        let smallest = repaired.symmetric_eigenvalues().min();
        prop_assert!(smallest > -1e-9, "{smallest}");
        let before = matrix.symmetric_eigenvalues().min();
        if before > 0.0 || by == 0.0 {
            prop_assert_eq!(variance(&[0.25; 4]).1, None);
        }
    }
}
