//! Numbers without a meaning are refused by the names of their fields.

use super::*;

fn plain() -> Made {
    let moments = Moments::new(
        DVector::from_element(2, 0.1),
        DMatrix::identity(2, 2) * 0.04,
    );
    Made {
        moments: moments.expect("fine"),
        returns: DMatrix::zeros(2, 2),
        prices: vec![10.0, 20.0],
        amount: 100.0,
        fee: 0.0,
        min_trade: 0.0,
        lot: 1,
        max_cash: None,
        fixed: 0.0,
        constraints: Constraints::default(),
        positions: Positions::default(),
    }
}

fn check(made: &Made, expected: &str) {
    let problem = Problem::new(
        made.moments.clone(),
        Objective::MinVariance,
        made.constraints.clone(),
    );
    let convex = Convex::Moments(problem.expect("fine"));
    let refused = DiscreteProblem::new(convex, made.choice()).expect_err("malformed");
    assert_eq!(refused.to_string(), expected);
}

/// What makes a problem malformed, and what is said then.
type Case = (fn(&mut Made), &'static str);

#[test]
fn numbers_of_the_shares() {
    let cases: [Case; 12] = [
        (|made| made.amount = 0.0, "shares.amount: is not positive"),
        (
            |made| made.amount = f64::NAN,
            "shares.amount: is not a finite number",
        ),
        (
            |made| made.prices[1] = 0.0,
            "shares.prices[1]: is not positive",
        ),
        (
            |made| made.prices[0] = f64::INFINITY,
            "shares.prices[0]: is not a finite number",
        ),
        (
            |made| made.prices.push(1.0),
            "shares.prices: has not one number for each asset",
        ),
        (|made| made.fee = -1.0, "shares.fee: is negative"),
        (
            |made| made.min_trade = -1.0,
            "shares.min_trade: is negative",
        ),
        (
            |made| made.min_trade = f64::NAN,
            "shares.min_trade: is not a finite number",
        ),
        (|made| made.lot = 0, "shares.lot: is zero"),
        (
            |made| made.max_cash = Some(-1.0),
            "shares.max_cash: is negative",
        ),
        (
            |made| made.constraints.max_weight = Bounds::all(f64::INFINITY),
            "",
        ),
        (
            |made| made.constraints.min_weight = Bounds::all(f64::NEG_INFINITY),
            "min_weight: leaves a weight without a limit, which whole shares need",
        ),
    ];
    for (change, expected) in cases {
        let mut made = plain();
        change(&mut made);
        if expected.is_empty() {
            // The budget is a limit, too.
            made.of_moments(Objective::MinVariance);
        } else {
            check(&made, expected);
        }
    }
}

#[test]
fn two_sayings_of_what_is_held_now() {
    let mut made = plain();
    made.constraints.costs = Some(TradingCosts {
        from: DVector::zeros(2),
        rate: 0.001,
    });
    made.constraints.turnover = Some(Turnover {
        from: DVector::from_element(2, 0.5),
        max: 0.2,
    });
    check(
        &made,
        "turnover.from: is not what is held now elsewhere in the problem",
    );
}

#[test]
fn a_risk_with_a_variable_of_its_own() {
    let measure = ScenarioMeasure::RobustCvar {
        confidence: 0.9,
        radius: 0.01,
        risk_aversion: 1.0,
    };
    let returns = DMatrix::from_fn(6, 2, |day, asset| {
        0.01 * (day as f64 - 2.0) * (asset as f64)
    });
    let problem = ScenarioProblem::new(
        returns,
        measure,
        ScenarioObjective::MinRisk,
        Constraints::default(),
    );
    let convex = Convex::Scenarios(problem.expect("fine"));
    let refused = DiscreteProblem::new(convex, plain().choice()).expect_err("not for shares");
    assert_eq!(
        refused.to_string(),
        "measure: is not for whole shares: the worst distribution has a variable of its own"
    );
}
