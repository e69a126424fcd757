//! What holds for every answer.

use super::super::model::Model;
use super::super::rounding::{Rounding, near};
use super::*;
use crate::solve::solve;

fn bounded(made: &Made, objective: Objective, amount: f64) -> DiscreteProblem {
    let made = Made {
        amount,
        ..made.clone()
    };
    made.of_moments(objective)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The continuous optimum is a bound where an order costs nothing, and no rounding of it is
    /// better than the answer, however it is rounded.
    #[test]
    fn it_is_never_worse_than_rounding_afterwards(
        made in made(),
        risk_aversion in 0.0..12.0_f64,
        more in prop::sample::select(vec![1.0, 10.0, 1000.0]),
    ) {
        for objective in [
            Objective::MinVariance,
            Objective::MaxUtility { risk_aversion },
            Objective::MaxReturn,
            Objective::MaxSharpe { risk_free: 0.0 },
        ] {
            let problem = bounded(&made, objective, made.amount * more);
            let Convex::Moments(convex) = &problem.convex else { unreachable!() };
            let shares = problem.choice.shares.as_ref().expect("shares");
            let model = Model::of(&problem, shares).expect("limits");
            let effort = Search { gap: 1e-4, nodes: 2000 };
            let found = bought(look(&problem, &effort));
            let continuous = solve(convex);
            let Some(continuous) = continuous.solution() else { continue };
            for rounding in Rounding::ALL {
                let standing = near(&model, continuous.weights.as_slice(), rounding);
                let candidate = standing.and_then(|standing| standing.candidate());
                if let Some(rounded) = candidate {
                    let found = found.as_ref().expect("there is a portfolio");
                    let value = model.goal.borrow().objective(rounded.value);
                    let sign = if objective == Objective::MinVariance { -1.0 } else { 1.0 };
                    let slack = 1e-12 * value.abs();
                    prop_assert!(sign * found.objective >= sign * value - slack);
                }
            }
        }
    }

    /// The bound holds whatever the effort, and the gap is what it says.
    #[test]
    fn bounds_of_little_effort_hold(
        made in made(),
        nodes in prop::sample::select(vec![0, 1, 5, 50_usize]),
    ) {
        for objective in [
            Objective::MinVariance,
            Objective::MaxUtility { risk_aversion: 4.0 },
            Objective::MaxSharpe { risk_free: 0.0 },
        ] {
            let problem = made.of_moments(objective);
            let proven = bought(look(&problem, &PROVEN));
            let quick = bought(look(&problem, &Search { gap: 1e-4, nodes }));
            let (Some(proven), Some(quick)) = (proven, quick) else { continue };
            let sign = if objective == Objective::MinVariance { -1.0 } else { 1.0 };
            let slack = 1e-7 * proven.objective.abs();
            prop_assert!(sign * quick.bound >= sign * proven.objective - slack);
            prop_assert!(sign * quick.objective <= sign * proven.bound + slack);
            let gap = (quick.bound - quick.objective) * sign;
            prop_assert!(quick.gap >= 0.0 && gap >= -slack);
        }
    }
}
