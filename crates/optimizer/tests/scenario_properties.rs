//! Laws that hold on random problems on scenarios.

use std::ops::ControlFlow;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, Progress, Row, ScenarioMeasure, ScenarioMethod, ScenarioObjective,
    ScenarioOutcome, ScenarioProblem, ScenarioRoute, ScenarioSolution, solve_scenario,
    solve_scenario_by,
};
use proptest::prelude::*;

#[derive(Debug, Clone)]
struct Model {
    returns: DMatrix<f64>,
    measure: ScenarioMeasure,
    objective: ScenarioObjective,
    constraints: Constraints,
    /// Share of the way from the smallest risk to twice that.
    cap: Option<f64>,
}

impl Model {
    fn problem(&self) -> ScenarioProblem {
        let constraints = self.constraints.clone();
        ScenarioProblem::new(
            self.returns.clone(),
            self.measure,
            self.objective,
            constraints,
        )
        .expect("well-formed")
    }

    /// With the limit of the risk, if the model has one.
    fn capped(&self) -> ScenarioProblem {
        let problem = self.problem();
        let Some(cap) = self.cap else {
            return problem;
        };
        let calmest = problem
            .with_objective(ScenarioObjective::MinRisk)
            .expect("well-formed");
        let smallest = solution(&calmest).risk;
        let cap = smallest + (0.01 + cap) * smallest.abs().max(1e-3);
        problem.with_max_risk(cap).expect("well-formed")
    }
}

fn solution(problem: &ScenarioProblem) -> ScenarioSolution {
    match solve_scenario(problem) {
        ScenarioOutcome::Optimal(solution) => solution,
        other => panic!("{other:?}"),
    }
}

fn by_clarabel(problem: &ScenarioProblem) -> ScenarioOutcome {
    let mut attended = |_: Progress| ControlFlow::Continue(());
    solve_scenario_by(problem, ScenarioMethod::Clarabel, &mut attended)
}

fn measure() -> impl Strategy<Value = ScenarioMeasure> {
    let confidence = prop_oneof![Just(0.95), Just(0.5), 0.05..0.99];
    prop_oneof![
        Just(ScenarioMeasure::Semivariance),
        Just(ScenarioMeasure::MeanAbsoluteDeviation),
        Just(ScenarioMeasure::WorstCase),
        Just(ScenarioMeasure::MaxDrawdown),
        confidence
            .clone()
            .prop_map(|confidence| ScenarioMeasure::Cvar { confidence }),
        confidence
            .clone()
            .prop_map(|confidence| ScenarioMeasure::Cdar { confidence }),
        (confidence, 0.0..0.01, 0.2..3.0).prop_map(|(confidence, radius, risk_aversion)| {
            ScenarioMeasure::RobustCvar {
                confidence,
                radius,
                risk_aversion,
            }
        }),
    ]
}

fn constraints(assets: usize) -> impl Strategy<Value = Constraints> {
    let n = assets as f64;
    let bounds = prop_oneof![
        Just((0.0, 1.0)),
        (1.1..2.5).prop_map(move |cap: f64| (0.0, (cap / n).min(1.0))),
        (-0.4..-0.05).prop_map(|low| (low, 1.0)),
        Just((0.2 / n, 1.0)),
    ];
    let row = proptest::option::of((0.3..0.9, 0..assets));
    (bounds, row, 0.5..2.0, any::<bool>()).prop_map(
        move |((low, high), row, budget, has_budget)| {
            let budget = if has_budget { budget } else { 1.0 };
            Constraints {
                budget,
                min_weight: Bounds::all(low * budget),
                max_weight: Bounds::all(high * budget),
                // The even portfolio keeps it.
                rows: row
                    .map(|(share, last)| {
                        let even = (last + 1) as f64 / n * budget;
                        Row::group("group", 0..=last, Some(even * share), Some(even * 1.05))
                    })
                    .into_iter()
                    .collect(),
                target_return: None,
                ..Constraints::default()
            }
        },
    )
}

fn model(
    objective: impl Strategy<Value = (ScenarioObjective, Option<f64>)> + 'static,
) -> impl Strategy<Value = Model> {
    (1usize..7, 8usize..40)
        .prop_flat_map(|(assets, periods)| {
            (
                proptest::collection::vec(-0.05..0.052, assets * periods),
                proptest::collection::vec(-0.03..0.03, periods),
                constraints(assets),
                Just((assets, periods)),
            )
        })
        .prop_map(|(own, market, constraints, (assets, periods))| {
            let returns = DMatrix::from_fn(periods, assets, |period, asset| {
                own[period * assets + asset] + market[period]
            });
            (returns, constraints)
        })
        .prop_flat_map({
            let objective = std::rc::Rc::new(objective.boxed());
            move |(returns, constraints)| {
                (
                    Just(returns),
                    Just(constraints),
                    measure(),
                    (*objective).clone(),
                )
            }
        })
        .prop_map(|(returns, constraints, measure, (objective, cap))| Model {
            returns,
            measure,
            objective,
            constraints,
            cap,
        })
}

fn min_risk() -> impl Strategy<Value = (ScenarioObjective, Option<f64>)> {
    Just((ScenarioObjective::MinRisk, None))
}

fn any_objective() -> impl Strategy<Value = (ScenarioObjective, Option<f64>)> {
    prop_oneof![
        (0.0..3.0)
            .prop_map(|risk_aversion| (ScenarioObjective::MaxUtility { risk_aversion }, None)),
        (0.05..3.0, 0.0..1.0).prop_map(|(risk_aversion, cap)| {
            (ScenarioObjective::MaxUtility { risk_aversion }, Some(cap))
        }),
        Just((ScenarioObjective::MaxReturn, None)),
        (0.0..1.0).prop_map(|cap| (ScenarioObjective::MaxReturn, Some(cap))),
        (0.0..1.0).prop_map(|cap| (ScenarioObjective::MinRisk, Some(cap))),
    ]
}

/// Agreement with Clarabel, kept limits, and a bound that is met.
fn agree(problem: &ScenarioProblem) -> Result<(), TestCaseError> {
    let fast = solve_scenario(problem);
    let ScenarioOutcome::Optimal(fast) = fast else {
        return Err(TestCaseError::fail(format!(
            "{:?} {:?} {fast:?}",
            problem.measure(),
            problem.objective()
        )));
    };
    let what = (problem.measure(), problem.objective(), problem.max_risk());
    // Far from home, and where a singular quadratic has to meet a limit, rounding may end the fast
    // route too early; it notices, and Clarabel answers.
    let is_near = problem.constraints().max_weight.default.is_finite()
        && (problem.measure() != ScenarioMeasure::Semivariance || problem.max_risk().is_none());
    prop_assert!(
        fast.route != ScenarioRoute::Clarabel || !is_near,
        "fell back: {what:?}"
    );
    prop_assert!(fast.gap <= 1e-9, "gap {:e}", fast.gap);
    prop_assert!(fast.residual <= 1e-9, "residual {:e}", fast.residual);
    let sum = fast.weights.sum() - problem.constraints().budget;
    prop_assert!(sum.abs() <= 1e-9, "budget missed by {sum:e}");
    let slow = by_clarabel(problem);
    let Some(slow) = slow.solution() else {
        return Err(TestCaseError::fail(format!("{slow:?}")));
    };
    // Risk and return of the models are of size 0.01; the objective may be their difference.
    let size = match problem.objective() {
        ScenarioObjective::MaxUtility { risk_aversion } => 1e-2 * (1.0 + risk_aversion),
        ScenarioObjective::MaxRatio { .. } => fast.objective.abs() * 10.0,
        ScenarioObjective::MinRisk if problem.measure() == ScenarioMeasure::Semivariance => {
            fast.risk.max(1e-4)
        }
        _ => fast.objective.abs().max(1e-2),
    };
    let off = (fast.objective - slow.objective).abs() / size;
    prop_assert!(
        off <= 1e-8 + 10.0 * slow.gap + 100.0 * slow.residual,
        "{what:?}: {} and {}: off by {off:e}, Clarabel's gap {:e} and residual {:e}",
        fast.objective,
        slow.objective,
        slow.gap,
        slow.residual
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_smallest_risk_is_that_of_clarabel(model in model(min_risk())) {
        agree(&model.problem())?;
    }

    #[test]
    fn trade_offs_are_those_of_clarabel(model in model(any_objective())) {
        agree(&model.capped())?;
    }

    #[test]
    fn ratios_are_those_of_clarabel(model in model(min_risk()), share in 0.0..0.9) {
        let problem = model.problem();
        let calmest = solution(&problem);
        // A ratio of a risk that is nothing has no bound.
        prop_assume!(calmest.risk > 1e-6);
        let boldest = solution(&problem.with_objective(ScenarioObjective::MaxReturn).expect("fine"));
        let spread = boldest.expected_return - calmest.expected_return;
        let risk_free = calmest.expected_return + share * spread - 0.05;
        prop_assume!(boldest.expected_return - risk_free > 1e-3);
        let risk_free = risk_free / model.constraints.budget;
        let objective = ScenarioObjective::MaxRatio { risk_free: risk_free * model.constraints.budget };
        let problem = problem.with_objective(objective).expect("well-formed");
        agree(&problem)?;
        // No portfolio on the way from here to another has a better one.
        let best = solution(&problem);
        for other in [&calmest, &boldest] {
            let excess = (other.expected_return - risk_free * model.constraints.budget) / 252.0;
            let risk = match model.measure {
                ScenarioMeasure::Semivariance => other.risk.sqrt(),
                _ => other.risk,
            };
            prop_assert!(excess / risk <= best.objective * (1.0 + 1e-9));
        }
    }

    #[test]
    fn the_order_and_the_unit_of_the_returns_do_not_matter(
        model in model(min_risk()),
        unit in prop_oneof![Just(1e-3), Just(0.02), Just(5.0)],
    ) {
        let first = solution(&model.problem());
        let n = model.returns.ncols();
        let turned = Model {
            returns: DMatrix::from_fn(model.returns.nrows(), n, |t, i| model.returns[(t, n - 1 - i)]),
            constraints: Constraints {
                rows: model.constraints.rows.iter().map(|row| Row {
                    coefficients: row.coefficients.iter().map(|(&i, &c)| (n - 1 - i, c)).collect(),
                    ..row.clone()
                }).collect(),
                ..model.constraints.clone()
            },
            ..model.clone()
        };
        let second = solution(&turned.problem());
        let size = first.risk.abs().max(1e-4);
        prop_assert!((first.risk - second.risk).abs() <= 1e-11 * size);

        // The support of the robust measure begins at −1 whatever the unit.
        prop_assume!(!matches!(model.measure, ScenarioMeasure::RobustCvar { .. }));
        let scaled = Model { returns: &model.returns * unit, ..model.clone() };
        let third = solution(&scaled.problem());
        let power = if model.measure == ScenarioMeasure::Semivariance { 2 } else { 1 };
        let expected = first.risk * unit.powi(power);
        prop_assert!((third.risk - expected).abs() <= 1e-11 * size * unit.powi(power));
    }

    #[test]
    fn the_order_of_the_periods_matters_to_drawdowns_only(model in model(min_risk())) {
        prop_assume!(!matches!(
            model.measure,
            ScenarioMeasure::Cdar { .. } | ScenarioMeasure::MaxDrawdown
        ));
        let periods = model.returns.nrows();
        let turned = Model {
            returns: DMatrix::from_fn(periods, model.returns.ncols(), |t, i| {
                model.returns[(periods - 1 - t, i)]
            }),
            ..model.clone()
        };
        let (first, second) = (solution(&model.problem()), solution(&turned.problem()));
        prop_assert!((first.risk - second.risk).abs() <= 1e-11 * first.risk.abs().max(1e-4));
    }

    #[test]
    fn no_feasible_portfolio_is_calmer(model in model(min_risk()), toward in 0usize..7) {
        let best = solution(&model.problem());
        let n = model.returns.ncols();
        let target = DVector::from_fn(n, |i, _| f64::from(u8::from(i == toward % n)) * model.constraints.budget);
        let other = &best.weights * 0.9 + target * 0.1;
        let constraints = Constraints {
            min_weight: Bounds { default: 0.0, by_asset: other.iter().copied().enumerate().collect() },
            max_weight: Bounds { default: 1.0, by_asset: other.iter().copied().enumerate().collect() },
            ..model.constraints.clone()
        };
        let fixed = model.problem().with_constraints(constraints).expect("well-formed");
        // The even step may break a limit of the model; then there is nothing to compare.
        prop_assume!(other.iter().all(|&w| w >= model.constraints.min_weight.default
            && w <= model.constraints.max_weight.default));
        if let Some(there) = solve_scenario(&fixed).solution() {
            prop_assert!(there.risk >= best.risk - 1e-10 * best.risk.abs().max(1e-4));
        }
    }

    #[test]
    fn weights_without_bounds_are_those_of_clarabel(model in model(min_risk())) {
        // Other risks fall without end, and so do drawdowns of few periods: not what this is about.
        let is_bounded = matches!(
            model.measure,
            ScenarioMeasure::Semivariance
                | ScenarioMeasure::MeanAbsoluteDeviation
                | ScenarioMeasure::Cdar { .. }
                | ScenarioMeasure::MaxDrawdown
        );
        if !is_bounded || model.returns.nrows() < 5 * model.returns.ncols() {
            return Ok(());
        }
        let open = Model {
            constraints: Constraints {
                min_weight: Bounds::all(f64::NEG_INFINITY),
                max_weight: Bounds::all(f64::INFINITY),
                ..model.constraints.clone()
            },
            ..model
        };
        agree(&open.problem())?;
    }
}
