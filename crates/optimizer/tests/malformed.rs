//! What is refused, and how the refusal names the culprit.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, CovarianceEstimate, EstimateError, LimitId, Moments, Objective, Problem,
    ProblemError, Row, ledoit_wolf, sample_covariance, sample_mean,
};

fn moments() -> Moments {
    Moments::new(
        DVector::from_vec(vec![0.05, 0.08, 0.1]),
        DMatrix::from_diagonal(&DVector::from_vec(vec![0.02, 0.04, 0.09])),
    )
    .expect("moments")
}

fn check(constraints: Constraints, expected: &str) {
    let refused = Problem::new(moments(), Objective::MinVariance, constraints.clone());
    assert_eq!(refused.expect_err("malformed").to_string(), expected);
    let plain = Problem::new(moments(), Objective::MinVariance, Constraints::default())
        .expect("well-formed");
    let refused = plain.with_constraints(constraints);
    assert_eq!(refused.expect_err("malformed").to_string(), expected);
}

#[test]
fn budgets() {
    let budget = |budget| Constraints {
        budget,
        ..Constraints::default()
    };
    check(budget(0.0), "budget: is not positive");
    check(budget(-1.0), "budget: is not positive");
    check(budget(f64::NAN), "budget: is not a finite number");
    check(budget(f64::INFINITY), "budget: is not a finite number");
}

#[test]
fn bounds() {
    let plain = Constraints::default;
    check(
        plain().with(LimitId::MinWeight, f64::NAN),
        "min_weight: is not a number",
    );
    check(
        plain().with(LimitId::MinWeight, f64::INFINITY),
        "min_weight: is not a number",
    );
    check(
        plain().with(LimitId::MaxWeight, f64::NEG_INFINITY),
        "max_weight: is not a number",
    );
    check(
        plain().with(LimitId::MaxWeightOf(1), f64::NAN),
        "max_weight[1]: is not a number",
    );
    check(
        plain().with(LimitId::MinWeightOf(3), 0.1),
        "min_weight[3]: is no asset",
    );
    check(
        plain().with(LimitId::MinWeight, 1.5),
        "min_weight: is above max_weight",
    );
    check(
        plain().with(LimitId::MinWeightOf(2), 1.1),
        "min_weight[2]: is above max_weight",
    );
    check(
        plain().with(LimitId::MaxWeightOf(2), -0.1),
        "max_weight[2]: is below min_weight",
    );
}

#[test]
fn rows() {
    let rows = |rows: Vec<Row>| Constraints {
        rows,
        ..Constraints::default()
    };
    let group = |name: &str, min, max| Row::group(name, [0, 1], min, max);
    check(
        rows(vec![group(" ", None, Some(1.0))]),
        "rows[0].name: is empty",
    );
    let twice = vec![group("A", None, Some(1.0)), group("A", Some(0.0), None)];
    check(rows(twice), "rows[1].name: is used twice");
    let empty = vec![Row::group("A", [], None, Some(1.0))];
    check(rows(empty), "rows[0].coefficients: names no asset");
    let unknown = vec![Row::group("A", [0, 7], None, Some(1.0))];
    check(rows(unknown), "rows[0].coefficients[7]: is no asset");
    let mut beta = group("beta", Some(0.5), None);
    beta.coefficients.insert(1, f64::INFINITY);
    check(
        rows(vec![beta.clone()]),
        "rows[0].coefficients[1]: is not a finite number",
    );
    beta.coefficients = [(0, 0.0), (1, 0.0)].into();
    check(rows(vec![beta]), "rows[0].coefficients: are all zero");
    let nan = vec![group("A", Some(f64::NAN), None)];
    check(rows(nan), "rows[0].min: is not a finite number");
    let infinite = vec![group("A", None, Some(f64::INFINITY))];
    check(rows(infinite), "rows[0].max: is not a finite number");
    check(
        rows(vec![group("A", None, None)]),
        "rows[0].min: and max are both missing",
    );
    check(
        rows(vec![group("A", Some(0.5), Some(0.4))]),
        "rows[0].min: is above max",
    );
    let target = Constraints::default().with(LimitId::TargetReturn, f64::NAN);
    check(target, "target_return: is not a finite number");
}

#[test]
fn objectives() {
    let check = |objective, expected: &str| {
        let refused = Problem::new(moments(), objective, Constraints::default());
        assert_eq!(refused.expect_err("malformed").to_string(), expected);
    };
    let (risk_free, risk_aversion) = (f64::NAN, f64::INFINITY);
    check(
        Objective::MaxSharpe { risk_free },
        "objective.risk_free: is not a finite number",
    );
    check(
        Objective::MaxUtility { risk_aversion },
        "objective.risk_aversion: is not a finite number",
    );
    check(
        Objective::MaxUtility {
            risk_aversion: -1.0,
        },
        "objective.risk_aversion: is negative",
    );
    let plain = Problem::new(moments(), Objective::MinVariance, Constraints::default())
        .expect("well-formed");
    assert!(
        plain
            .with_objective(Objective::MaxSharpe { risk_free })
            .is_err()
    );
    let other = plain
        .with_objective(Objective::MaxReturn)
        .expect("well-formed");
    assert_eq!(other.objective(), Objective::MaxReturn);
    assert_eq!(other.constraints(), plain.constraints());
    assert_eq!(other.moments(), plain.moments());
    assert_eq!(other.assets(), 3);
}

#[test]
fn given_moments() {
    let check = |mean: &[f64], covariance: &[f64], expected: EstimateError| {
        let side = (covariance.len() as f64).sqrt() as usize;
        let matrix = DMatrix::from_row_slice(side, side, covariance);
        let refused = Moments::new(DVector::from_row_slice(mean), matrix);
        assert_eq!(refused.expect_err("malformed"), expected);
    };
    check(&[], &[], EstimateError::NoAssets);
    check(
        &[0.1],
        &[1.0, 0.0, 0.0, 1.0],
        EstimateError::Shape {
            mean: 1,
            rows: 2,
            columns: 2,
        },
    );
    check(
        &[0.1, f64::NAN],
        &[1.0, 0.0, 0.0, 1.0],
        EstimateError::MeanNotFinite { asset: 1 },
    );
    check(
        &[0.1, 0.1],
        &[1.0, 0.0, f64::INFINITY, 1.0],
        EstimateError::CovarianceNotFinite { row: 1, column: 0 },
    );
    check(
        &[0.1, 0.1],
        &[1.0, 0.2, 0.1, 1.0],
        EstimateError::NotSymmetric { row: 0, column: 1 },
    );
    check(
        &[0.1, 0.1],
        &[1.0, 2.0, 2.0, 1.0],
        EstimateError::NotPositiveSemidefinite { smallest: -1.0 },
    );
    check(
        &[0.1],
        &[-0.04],
        EstimateError::NotPositiveSemidefinite { smallest: -0.04 },
    );
    let message = ProblemError::from(EstimateError::NotSymmetric { row: 0, column: 1 }).to_string();
    assert_eq!(message, "covariance[0][1] differs from covariance[1][0]");
}

#[test]
fn rounding_in_given_moments_is_forgiven() {
    let zero = Moments::new(DVector::from_vec(vec![0.1]), DMatrix::zeros(1, 1));
    assert!(zero.is_ok());
    let rank_one = DMatrix::from_row_slice(2, 2, &[1.0, 1.0, 1.0, 1.0 - 1e-13]);
    assert!(Moments::new(DVector::zeros(2), rank_one).is_ok());
    let askew = DMatrix::from_row_slice(2, 2, &[1.0, 0.5, 0.5 + 1e-13, 1.0]);
    let moments = Moments::new(DVector::zeros(2), askew).expect("rounding");
    assert_eq!(moments.covariance()[(0, 1)], moments.covariance()[(1, 0)]);
}

#[test]
fn returns_without_an_estimate() {
    let none = DMatrix::zeros(10, 0);
    assert_eq!(sample_mean(&none), Err(EstimateError::NoAssets));
    let no_day = DMatrix::zeros(0, 2);
    assert_eq!(
        sample_mean(&no_day),
        Err(EstimateError::TooFewDays { days: 0, needed: 1 })
    );
    let one_day = DMatrix::zeros(1, 2);
    let too_few = EstimateError::TooFewDays { days: 1, needed: 2 };
    assert_eq!(sample_covariance(&one_day), Err(too_few.clone()));
    assert_eq!(ledoit_wolf(&one_day), Err(too_few.clone()));
    assert_eq!(
        Moments::estimate(&one_day, CovarianceEstimate::Sample),
        Err(too_few)
    );
    let mut gap = DMatrix::zeros(5, 2);
    gap[(3, 1)] = f64::NAN;
    let error = EstimateError::ReturnNotFinite { day: 3, asset: 1 };
    assert_eq!(CovarianceEstimate::LedoitWolf.estimate(&gap), Err(error));
}

#[test]
fn constant_returns_are_not_shrunk() {
    let shrunk = ledoit_wolf(&DMatrix::from_element(5, 2, 0.01)).expect("returns");
    assert_eq!(shrunk.intensity, 0.0);
    assert_eq!(shrunk.covariance, DMatrix::zeros(2, 2));
}

#[test]
fn limits_have_names_and_numbers() {
    let constraints = Constraints {
        max_weight: Bounds::all(0.2),
        rows: vec![Row::group("Tech", [0], Some(0.1), Some(0.3))],
        target_return: Some(0.07),
        ..Constraints::default()
    }
    .with(LimitId::MaxWeightOf(1), 0.4)
    .with(LimitId::RowMin(0), 0.15)
    .with(LimitId::RowMax(0), 0.25)
    .with(LimitId::RowMax(9), 0.5)
    .with(LimitId::RowMin(9), 0.5)
    .with(LimitId::Budget, 0.9)
    .with(LimitId::RiskFree, 0.02);
    let check = |limit: LimitId, name: &str, value: Option<f64>, is_upper: Option<bool>| {
        assert_eq!(limit.name(&["AAPL", "MSFT"], &constraints), name);
        assert_eq!(constraints.value(limit), value, "{name}");
        assert_eq!(limit.is_upper(), is_upper, "{name}");
    };
    check(LimitId::Budget, "budget", Some(0.9), None);
    check(LimitId::MinWeight, "min_weight", Some(0.0), Some(false));
    check(LimitId::MaxWeight, "max_weight", Some(0.2), Some(true));
    check(
        LimitId::MinWeightOf(0),
        "min_weight AAPL",
        Some(0.0),
        Some(false),
    );
    check(
        LimitId::MaxWeightOf(1),
        "max_weight MSFT",
        Some(0.4),
        Some(true),
    );
    check(
        LimitId::MaxWeightOf(2),
        "max_weight #2",
        Some(0.2),
        Some(true),
    );
    check(LimitId::RowMin(0), "Tech min", Some(0.15), Some(false));
    check(LimitId::RowMax(0), "Tech max", Some(0.25), Some(true));
    check(LimitId::RowMax(9), "#9 max", None, Some(true));
    check(
        LimitId::TargetReturn,
        "target_return",
        Some(0.07),
        Some(false),
    );
    check(LimitId::RiskFree, "risk_free", None, Some(false));
}
