//! A fan of future wealth: what may become of the portfolio, with money put in and taken out.
//!
//! ```json
//! { "years": 20, "paths": 10000, "model": "student_t", "wealth": 100000, "goal": 1000000,
//!   "contributions": [ { "amount": 500, "every": "month", "to": 15, "growth": 0.02 },
//!                      { "amount": -2000, "every": "month", "from": 15 } ] }
//! ```

mod request;
mod result;
#[cfg(test)]
mod tests;

use nalgebra::DMatrix;
use risk::{
    Rebalance, RiskError,
    simulation::{Law, Moments, Plan, Route, Setup, fit_degrees},
};

use super::ground::Ground;
use crate::{ProblemError, ProblemErrors};

pub use crate::names::{FanModel, FanRoute, PaymentPeriod, PaymentTime};
pub use request::{ContributionRequest, FanRequest};
pub use result::{FanAnswer, FanBand, FanErrors, FanQuantile, FanTerminal};

/// Work that ends within some ten seconds on one thread.
const MOST_WORK: f64 = 2e9;

/// The fan, or nothing where there is too little data for its law: `unavailable` says how much it
/// needs.
///
/// # Errors
/// With the path of every number that makes no sense, and when there is too much to draw.
pub(crate) fn answer(
    asked: &FanRequest,
    ground: &Ground<'_>,
) -> Result<Option<FanAnswer>, ProblemErrors> {
    answer_until(asked, ground, &|| false)
}

/// As [`answer`]; `stop` is asked after every block of paths, some milliseconds. What was stopped is
/// not answered, and that is said in `unavailable`.
pub(crate) fn answer_until(
    asked: &FanRequest,
    ground: &Ground<'_>,
    stop: &dyn Fn() -> bool,
) -> Result<Option<FanAnswer>, ProblemErrors> {
    let mut errors = Vec::new();
    asked.check(&mut errors);
    ProblemErrors::check(errors)?;
    let drawn = Drawn::new(asked, ground);
    drawn.check_work(asked)?;
    tell_unpaid(asked, ground);
    let made = drawn.fan(asked, ground, stop);
    match made {
        Ok(None) => {
            ground.tell("fan", "stopped before all paths were drawn");
            Ok(None)
        }
        Ok(Some(fan)) => Ok(Some(fan)),
        Err(error) => Ok(ground.known("fan", Err(error))),
    }
}

/// Payments that would begin after the last day, or end before the first of them is due.
fn tell_unpaid(asked: &FanRequest, ground: &Ground<'_>) {
    let last = asked.horizon();
    for (i, flow) in asked.flows().iter().enumerate() {
        if flow.first > flow.last.min(last) {
            ground.tell(
                format!("fan.contributions[{i}]"),
                format!("no payment falls on one of the {last} days of the fan"),
            );
        }
    }
}

/// What is drawn: every asset, or the portfolio as if it were the only one, which is the same where
/// the weights are restored every day.
struct Drawn<'a> {
    returns: DMatrix<f64>,
    weights: &'a [f64],
    rebalance: Rebalance,
    route: FanRoute,
}

impl<'a> Drawn<'a> {
    fn new(asked: &FanRequest, ground: &Ground<'a>) -> Self {
        let rebalance = ground.rebalance;
        if asked.per_asset || rebalance != Rebalance::Daily {
            Self {
                returns: ground.returns.matrix.clone(),
                weights: ground.weights,
                rebalance,
                route: FanRoute::Assets,
            }
        } else {
            let days = ground.portfolio.len();
            Self {
                returns: DMatrix::from_column_slice(days, 1, ground.portfolio),
                weights: &[1.0],
                rebalance,
                route: FanRoute::Portfolio,
            }
        }
    }

    fn check_work(&self, asked: &FanRequest) -> Result<(), ProblemErrors> {
        // The four are for a chi-square draw and what is done with every day's return.
        let assets = self.weights.len() as f64;
        let a_day = 4.0 + assets * (1.0 + assets / 32.0);
        let work = f64::from(asked.paths) * asked.horizon() as f64 * a_day;
        if work <= MOST_WORK {
            return Ok(());
        }
        let message = format!(
            "is too much to draw: paths × days × (4 + assets × (1 + assets ÷ 32)) is {work:.2e}, at \
             most {MOST_WORK:.0e}"
        );
        Err(ProblemError::new("fan.paths", message).into())
    }

    /// Nothing when it was stopped.
    fn fan(
        &self,
        asked: &FanRequest,
        ground: &Ground<'_>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<FanAnswer>, RiskError> {
        let moments = match asked.model {
            FanModel::Bootstrap => None,
            FanModel::Normal | FanModel::StudentT => Some(Moments::sample(&self.returns)?),
        };
        let degrees = match (asked.model, asked.degrees_of_freedom) {
            (FanModel::StudentT, None) => Some(fit_degrees(ground.portfolio)?),
            (_, given) => given,
        };
        let law = match (&moments, degrees) {
            (None, _) => Law::Bootstrap {
                returns: &self.returns,
                block: asked.block(),
            },
            (Some(moments), None) => Law::Normal(moments),
            (Some(moments), Some(degrees)) => Law::StudentT { moments, degrees },
        };
        let flows = asked.flows();
        let observed = asked.observed();
        let plan = Plan::new(&Setup {
            rebalance: self.rebalance,
            route: Some(match self.route {
                FanRoute::Portfolio => Route::Portfolio,
                FanRoute::Assets => Route::Assets,
            }),
            days: asked.horizon(),
            paths: asked.paths as usize,
            seed: asked.seed.unwrap_or(ground.seed),
            wealth: asked.wealth,
            flows: &flows,
            fee: asked.fee,
            observed: &observed,
            ..Setup::new(law, self.weights)
        })?;
        let drawn = plan.simulate(0..plan.blocks(), stop);
        if drawn.blocks() < plan.blocks() {
            return Ok(None);
        }
        let fan = plan.fan(drawn, &asked.levels, ground.confidence, asked.goal)?;
        Ok(Some(FanAnswer::new(&fan, asked, ground.seed, self.route)))
    }
}

/// The formulas, in words.
pub(crate) fn definitions() -> Vec<(&'static str, &'static str)> {
    vec![
        (
            "fan.paths",
            "how many futures were drawn, with the random numbers of `seed`",
        ),
        ("fan.seed", "of the random numbers"),
        ("fan.mean", "of W over the paths, on each of `days`"),
        (
            "fan.terminal",
            "of W on the last day, over the paths: mean, median, volatility (sample standard deviation, n − 1), in money",
        ),
        (
            "fan.median_day_of_ruin",
            "median over the ruined paths of the day of ruin",
        ),
        (
            "fan.standard_errors",
            "of the figures of the same names, as fan.standard_error",
        ),
        (
            "fan.days",
            "trading days from today, 252 a year, 21 a month; day 0 is before the first return, after its payment",
        ),
        (
            "fan.model",
            "daily returns, independent from day to day, with the sample's mean and covariance (ddof 1): normal, or Student's with one chi-square a day for all assets; bootstrap: rows of history in blocks of random length (Politis and Romano)",
        ),
        (
            "fan.degrees_of_freedom",
            "largest likelihood of Student's distribution with the mean and variance of the portfolio's returns, 2.05 to 200",
        ),
        (
            "fan.route",
            "portfolio: its own return is drawn, exact where weights are restored daily; assets: every asset's; weights restored every 21 days where rebalance is monthly",
        ),
        (
            "fan.wealth",
            "W ← W × (1 + return) × (1 − fee)^(1/252), then the day's payments; put in at the weights, taken out of everything alike",
        ),
        (
            "fan.contributions",
            "amount × (1 + growth)^(days ÷ 252), or fraction × W; at the end of each period unless at its start",
        ),
        ("fan.bands", "linear quantile of W over the paths"),
        (
            "fan.standard_error",
            "of the drawing only: quantiles by the order statistics at n p ± √(n p (1 − p)), means by s ÷ √n, probabilities by √(p (1 − p) ÷ n)",
        ),
        (
            "fan.probability_of_loss",
            "share of the paths that end below what was put in and not taken out",
        ),
        (
            "fan.probability_of_ruin",
            "share of the paths on which nothing was left, or a payment out could not be made in full, on some day; nothing comes back to them",
        ),
        (
            "fan.probability_of_goal",
            "share of the paths that end with at least the goal",
        ),
        (
            "fan.terminal.var",
            "linear quantile of (put in and not taken out − W on the last day), in money",
        ),
        (
            "fan.terminal.cvar",
            "mean of these losses beyond, the last with its fraction (Rockafellar and Uryasev)",
        ),
        (
            "fan.max_drawdown",
            "quantile of the largest 1 − V ÷ max V over the horizon, V the value of one unit invested today, which payments do not touch",
        ),
    ]
}
