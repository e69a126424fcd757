use super::{
    block::NEVER,
    partial::Partial,
    plan::{Plan, Route},
    spread::quantile_of,
};
use crate::{
    RiskError, cvar_historical,
    performance::{central, mean},
    tail::{self, StandardError, finite},
    var_historical,
};

/// What the paths of a plan have in common. Errors are standard errors of the drawing, which fall
/// with the root of the number of paths; what is wrong with the law is not in them.
#[derive(Debug, Clone, PartialEq)]
pub struct Fan {
    /// How the paths were drawn.
    pub route: Route,
    /// Of Student's distribution, where that was drawn from.
    pub degrees: Option<f64>,
    /// How many there are.
    pub paths: usize,
    /// Wealth on the observed days, after their payments.
    pub points: Vec<FanPoint>,
    /// The median of wealth on the last day.
    pub median: f64,
    /// The standard deviation of wealth on the last day, ddof 1.
    pub volatility: f64,
    /// What may be lost until the last day.
    pub tails: Vec<HorizonTail>,
    /// That less is there on the last day than was put in and not taken out.
    pub loss: Chance,
    /// That nothing was left, or a payment out could not be made in full, on some day.
    pub ruin: Chance,
    /// The median day of ruin of those that were ruined.
    pub ruin_day: Option<f64>,
    /// That the goal, where there is one, is there on the last day.
    pub goal: Option<Chance>,
    /// The maximum drawdown of one unit invested on day 0, which payments do not touch.
    pub max_drawdown: Vec<Level>,
}

/// The distribution of wealth on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct FanPoint {
    /// Day 0 is before the first return.
    pub day: usize,
    /// The mean over the paths.
    pub mean: f64,
    /// Its standard error.
    pub mean_error: f64,
    /// The quantiles at the levels asked for.
    pub levels: Vec<Level>,
}

/// A quantile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// The probability of a value below.
    pub level: f64,
    /// The linear quantile.
    pub value: f64,
    /// Its standard error, by order statistics.
    pub error: f64,
}

/// A probability, counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chance {
    /// The fraction of the paths.
    pub probability: f64,
    /// `√(p (1 − p) / paths)`; zero also where something is only rare.
    pub error: f64,
}

/// VaR and CVaR over the whole horizon, in money: of what was put in and not taken out, less the
/// wealth on the last day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HorizonTail {
    /// Such as 0.95.
    pub confidence: f64,
    /// The loss that is not exceeded with this confidence, by linear quantile.
    pub var: f64,
    /// The mean of the losses beyond, Rockafellar and Uryasev's.
    pub cvar: f64,
    /// How far both would stray if the paths were drawn again.
    pub error: StandardError,
}

impl Plan {
    /// The fan of all paths, its quantiles at `levels`, with the chance to have `goal` in the end.
    ///
    /// # Errors
    /// When a block is missing or there twice, a level lies outside 0 to 1, a confidence not inside,
    /// the goal is not finite, or wealth is beyond the range of numbers.
    pub fn fan(
        &self,
        drawn: Partial,
        levels: &[f64],
        confidence: &[f64],
        goal: Option<f64>,
    ) -> Result<Fan, RiskError> {
        self.check(&drawn)?;
        if let Some(level) = levels.iter().find(|level| !(0.0..=1.0).contains(*level)) {
            return Err(RiskError::Confidence(*level));
        }
        if goal.is_some_and(|goal| !goal.is_finite()) {
            return Err(RiskError::Argument {
                name: "the goal",
                reason: "must be finite",
            });
        }
        let points = self.points(&drawn, levels)?;
        let end = self.wealth_at(&drawn, self.observed.len() - 1);
        let put_in = drawn.blocks.iter().flat_map(|block| &block.put_in);
        let gains: Vec<f64> = end
            .iter()
            .zip(put_in)
            .map(|(end, put_in)| end - put_in)
            .collect();
        let ruined = ruined(&drawn);
        let drawdowns = drawn.blocks.iter().flat_map(|block| &block.drawdown);
        let fan = Fan {
            route: self.route,
            degrees: self.degrees,
            paths: self.paths,
            median: quantile_of(&sorted(end.clone()), 0.5).0,
            volatility: deviation(&end)?,
            tails: tails(&gains, confidence)?,
            loss: self.chance(gains.iter().filter(|gain| **gain < 0.0).count()),
            ruin: self.chance(ruined.len()),
            ruin_day: (!ruined.is_empty()).then(|| quantile_of(&ruined, 0.5).0),
            goal: goal.map(|goal| self.chance(end.iter().filter(|end| **end >= goal).count())),
            max_drawdown: quantiles(&sorted(drawdowns.copied().collect()), levels),
            points,
        };
        Ok(fan)
    }

    fn check(&self, drawn: &Partial) -> Result<(), RiskError> {
        let numbers = drawn.blocks.iter().map(|block| block.number);
        if numbers.eq(0..self.blocks()) {
            Ok(())
        } else {
            Err(RiskError::Argument {
                name: "the blocks drawn",
                reason: "must be all of the plan's, each of them once",
            })
        }
    }

    fn points(&self, drawn: &Partial, levels: &[f64]) -> Result<Vec<FanPoint>, RiskError> {
        let days = self.observed.iter().enumerate();
        days.map(|(index, &day)| {
            let wealth = self.wealth_at(drawn, index);
            if !wealth.iter().all(|wealth| wealth.is_finite()) {
                return Err(RiskError::Overflow);
            }
            Ok(FanPoint {
                day,
                mean: finite(mean(&wealth))?,
                mean_error: deviation(&wealth)? / (self.paths as f64).sqrt(),
                levels: quantiles(&sorted(wealth), levels),
            })
        })
        .collect()
    }

    fn wealth_at(&self, drawn: &Partial, index: usize) -> Vec<f64> {
        let mut all = Vec::with_capacity(self.paths);
        for block in &drawn.blocks {
            all.extend_from_slice(&block.wealth[index]);
        }
        all
    }

    fn chance(&self, count: usize) -> Chance {
        let paths = self.paths as f64;
        let probability = count as f64 / paths;
        Chance {
            probability,
            error: (probability * (1.0 - probability) / paths).sqrt(),
        }
    }
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_unstable_by(f64::total_cmp);
    values
}

fn quantiles(sorted: &[f64], levels: &[f64]) -> Vec<Level> {
    let level = |&level: &f64| {
        let (value, error) = quantile_of(sorted, level);
        Level {
            level,
            value,
            error,
        }
    };
    levels.iter().map(level).collect()
}

fn tails(gains: &[f64], confidence: &[f64]) -> Result<Vec<HorizonTail>, RiskError> {
    let found = |&confidence: &f64| {
        let var = finite(var_historical(gains, confidence)?)?;
        let cvar = finite(cvar_historical(gains, confidence)?)?;
        let level = tail::Level::new(confidence)?;
        Ok(HorizonTail {
            confidence,
            var,
            cvar,
            error: tail::standard_error(gains, &level, var, cvar)?,
        })
    };
    confidence.iter().map(found).collect()
}

/// Days of ruin, ascending.
fn ruined(drawn: &Partial) -> Vec<f64> {
    let all = drawn
        .blocks
        .iter()
        .flat_map(|block| block.ruin.iter().copied());
    sorted(all.filter(|day| *day != NEVER).collect())
}

fn deviation(values: &[f64]) -> Result<f64, RiskError> {
    finite((central(values, 2) / (values.len() - 1) as f64).sqrt())
}
