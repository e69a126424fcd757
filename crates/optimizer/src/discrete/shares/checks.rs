//! Whether the numbers of whole shares mean something.

use nalgebra::DVector;

use crate::discrete::{Choice, Convex, Shares};
use crate::limits::Constraints;
use crate::problem::ProblemError;
use crate::scenario::ScenarioMeasure;
use crate::weighted::WeightedGoal;

/// Refuses what has no meaning, by the name of its field.
///
/// # Errors
///
/// Prices that are not one positive number per asset, an amount, a lot or a number of years that is
/// not positive, a negative fee, smallest order or cash, and two different
/// sayings of what is held now, weights that nothing limits, and the robust CVaR.
pub(crate) fn check(convex: &Convex, choice: &Choice) -> Result<(), ProblemError> {
    let Some(shares) = &choice.shares else {
        return Ok(());
    };
    check_numbers(shares, convex.assets())?;
    check_now(convex.constraints(), choice)?;
    check_risks(convex)?;
    check_ends(convex, choice)
}

/// What is held now, where something says so.
pub(super) fn held_now<'c>(
    constraints: &'c Constraints,
    choice: &'c Choice,
) -> Option<&'c DVector<f64>> {
    let fixed = choice.fixed_costs.as_ref().map(|costs| &costs.from);
    let costs = constraints.costs.as_ref().map(|costs| &costs.from);
    let turnover = constraints.turnover.as_ref().map(|limit| &limit.from);
    fixed.or(costs).or(turnover)
}

fn check_numbers(shares: &Shares, assets: usize) -> Result<(), ProblemError> {
    let positive = |field: &str, value: f64| match value {
        value if !value.is_finite() => refuse(field, "is not a finite number"),
        value if value <= 0.0 => refuse(field, "is not positive"),
        _ => Ok(()),
    };
    let at_least_zero = |field: &str, value: f64| match value {
        value if !value.is_finite() => refuse(field, "is not a finite number"),
        value if value < 0.0 => refuse(field, "is negative"),
        _ => Ok(()),
    };
    positive("shares.amount", shares.amount)?;
    if shares.prices.len() != assets {
        return refuse("shares.prices", "has not one number for each asset");
    }
    for (asset, &price) in shares.prices.iter().enumerate() {
        positive(&format!("shares.prices[{asset}]"), price)?;
    }
    at_least_zero("shares.fee", shares.fee)?;
    at_least_zero("shares.min_trade", shares.min_trade)?;
    if shares.lot == 0 {
        return refuse("shares.lot", "is zero");
    }
    positive("shares.fee_years", shares.fee_years)?;
    shares
        .max_cash
        .map_or(Ok(()), |cash| at_least_zero("shares.max_cash", cash))
}

/// An order is what changes the portfolio of now, so there can be only one of it.
fn check_now(constraints: &Constraints, choice: &Choice) -> Result<(), ProblemError> {
    let now = held_now(constraints, choice);
    let others = [
        (
            "costs.from",
            constraints.costs.as_ref().map(|costs| &costs.from),
        ),
        (
            "turnover.from",
            constraints.turnover.as_ref().map(|limit| &limit.from),
        ),
    ];
    for (field, other) in others {
        if other.is_some() && other != now {
            return refuse(field, "is not what is held now elsewhere in the problem");
        }
    }
    Ok(())
}

/// Relaxations have no variable for the level of the robust CVaR.
fn check_risks(convex: &Convex) -> Result<(), ProblemError> {
    let is_robust =
        |measure: ScenarioMeasure| matches!(measure, ScenarioMeasure::RobustCvar { .. });
    let reason = "is not for whole shares: the worst distribution has a variable of its own";
    match convex {
        Convex::Scenarios(problem) if is_robust(problem.measure()) => refuse("measure", reason),
        Convex::Weighted(problem) => {
            let found = problem.terms().iter().position(
                |term| matches!(term.goal, WeightedGoal::Risk(measure) if is_robust(measure)),
            );
            found.map_or(Ok(()), |term| {
                refuse(format!("terms[{term}].objective"), reason)
            })
        }
        _ => Ok(()),
    }
}

/// Short positions need an end; the money ends the others.
fn check_ends(convex: &Convex, choice: &Choice) -> Result<(), ProblemError> {
    let constraints = convex.constraints();
    let is_closed = constraints.gross_exposure.is_some() || choice.positions.largest.is_some();
    let is_open = |asset: usize| constraints.min_weight.of(asset) == f64::NEG_INFINITY;
    if !is_closed && (0..convex.assets()).any(is_open) {
        let reason = "leaves a weight without a limit, which whole shares need";
        return refuse("min_weight", reason);
    }
    Ok(())
}

fn refuse<T>(field: impl Into<String>, reason: &'static str) -> Result<T, ProblemError> {
    Err(ProblemError::Field {
        field: field.into(),
        reason,
    })
}
