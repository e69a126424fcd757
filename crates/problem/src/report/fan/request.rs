use risk::simulation::{Amount, Flow, MONTH};
use serde::{Deserialize, Serialize};

use crate::{
    ProblemError,
    names::{FanModel, PaymentPeriod, PaymentTime},
    values::objects,
};

const YEAR: usize = 252;

/// As far as anybody may look.
const MOST_YEARS: f64 = 100.0;
const MOST_DAYS: u32 = 25_200;
const MOST_PATHS: u32 = 1_000_000;

/// Paths times points: 160 MB.
const MOST_KEPT: u64 = 20_000_000;

/// Points of the fan, unless there are fewer days or another number is asked for.
const USUAL_POINTS: usize = 48;

/// What is asked of the fan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FanRequest {
    /// How far into the future, in years of 252 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub years: Option<f64>,
    /// How far into the future, in trading days, instead of `years`; 252 without either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// How many futures.
    #[serde(default = "usual_paths")]
    pub paths: u32,
    /// Where the daily returns come from.
    #[serde(default)]
    pub model: FanModel,
    /// Of Student's distribution, above 2; fitted when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub degrees_of_freedom: Option<f64>,
    /// The mean length of the bootstrap's blocks in days; 21 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<f64>,
    /// Whether every asset is drawn also where drawing the portfolio is exact.
    #[serde(default)]
    pub per_asset: bool,
    /// The wealth today.
    #[serde(default = "usual_wealth")]
    pub wealth: f64,
    /// What is put in, and, where it is negative, taken out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[serde(deserialize_with = "objects")]
    pub contributions: Vec<ContributionRequest>,
    /// The wealth to have in the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<f64>,
    /// The levels of the bands.
    #[serde(default = "usual_levels")]
    pub levels: Vec<f64>,
    /// On how many days after today the fan is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<u32>,
    /// Of the random numbers; the document's when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Annual, as a fraction of wealth.
    #[serde(default)]
    pub fee: f64,
}

/// Money that is put in or taken out at regular times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContributionRequest {
    /// How much, in the money of today; negative is taken out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<f64>,
    /// The fraction of wealth that is put in, or taken out, instead of an amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fraction: Option<f64>,
    /// How often.
    #[serde(default)]
    pub every: PaymentPeriod,
    /// At the start or the end of every period.
    #[serde(default)]
    pub at: PaymentTime,
    /// When the first period begins, in years from today.
    #[serde(default)]
    pub from: f64,
    /// When the last one ends, in years from today; at the end when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<f64>,
    /// How much the amount grows a year, from today on.
    #[serde(default)]
    pub growth: f64,
}

fn usual_paths() -> u32 {
    10_000
}

fn usual_wealth() -> f64 {
    1.0
}

fn usual_levels() -> Vec<f64> {
    vec![0.05, 0.25, 0.5, 0.75, 0.95]
}

impl FanRequest {
    /// How many days there are to come.
    pub(super) fn horizon(&self) -> usize {
        match (self.days, self.years) {
            (Some(days), _) => days as usize,
            (None, Some(years)) => in_days(years),
            (None, None) => YEAR,
        }
    }

    pub(super) fn block(&self) -> f64 {
        self.block.unwrap_or(MONTH as f64)
    }

    /// Today, and days that lie about evenly until the last one.
    pub(super) fn observed(&self) -> Vec<usize> {
        let days = self.horizon();
        let points = self.points.map_or(USUAL_POINTS, |points| points as usize);
        let points = points.min(days);
        let mut observed: Vec<usize> = (0..=points)
            .map(|point| (point * days + points / 2) / points)
            .collect();
        observed.dedup();
        observed
    }

    pub(super) fn flows(&self) -> Vec<Flow> {
        let horizon = self.horizon();
        self.contributions
            .iter()
            .map(|contribution| contribution.flow(horizon))
            .collect()
    }

    /// Everything that makes no sense.
    pub(super) fn check(&self, errors: &mut Vec<ProblemError>) {
        let mut refuse = |key: &str, message: &str| {
            errors.push(ProblemError::new(format!("fan.{key}"), message));
        };
        self.check_size(&mut refuse);
        self.check_law(&mut refuse);
        self.check_money(&mut refuse);
        self.check_levels(&mut refuse);
        for (i, contribution) in self.contributions.iter().enumerate() {
            contribution.check(&mut |key, message| {
                refuse(&format!("contributions[{i}]{key}"), message);
            });
        }
    }

    fn check_size(&self, refuse: &mut impl FnMut(&str, &str)) {
        match (self.years, self.days) {
            (Some(_), Some(_)) => refuse("years", "contradicts `days`: give one of them"),
            (Some(years), None) if !(years * YEAR as f64 >= 1.0 && years <= MOST_YEARS) => {
                refuse("years", "must be at least a trading day and at most 100");
            }
            (None, Some(days)) if !(1..=MOST_DAYS).contains(&days) => {
                refuse("days", "must be 1 to 25200");
            }
            _ => {}
        }
        if !(100..=MOST_PATHS).contains(&self.paths) {
            refuse("paths", "must be 100 to 1000000");
        }
        match self.points {
            Some(0) => refuse("points", "must be at least 1"),
            Some(points) if u64::from(points) * u64::from(self.paths) > MOST_KEPT => {
                refuse("points", "times `paths` must be at most 20000000");
            }
            _ => {}
        }
    }

    fn check_law(&self, refuse: &mut impl FnMut(&str, &str)) {
        match self.degrees_of_freedom {
            Some(_) if self.model != FanModel::StudentT => {
                refuse("degrees_of_freedom", "belongs to the model `student_t`");
            }
            Some(degrees) if !(degrees > 2.0 && degrees <= 1e6) => {
                refuse("degrees_of_freedom", "must be above 2 and at most 1000000");
            }
            _ => {}
        }
        match self.block {
            Some(_) if self.model != FanModel::Bootstrap => {
                refuse("block", "belongs to the model `bootstrap`");
            }
            Some(block) if !(block >= 1.0 && block.is_finite()) => {
                refuse("block", "must be at least 1");
            }
            _ => {}
        }
    }

    fn check_money(&self, refuse: &mut impl FnMut(&str, &str)) {
        let pays_in = |contribution: &ContributionRequest| {
            contribution.amount.is_some_and(|amount| amount > 0.0)
        };
        if !(self.wealth.is_finite() && self.wealth >= 0.0) {
            refuse("wealth", "must not be below 0");
        } else if self.wealth == 0.0 && !self.contributions.iter().any(pays_in) {
            refuse("wealth", "must be above 0 where nothing is put in");
        }
        if !(0.0..1.0).contains(&self.fee) {
            refuse("fee", "must be at least 0 and below 1");
        }
        if self
            .goal
            .is_some_and(|goal| !(goal > 0.0 && goal.is_finite()))
        {
            refuse("goal", "must be above 0");
        }
    }

    fn check_levels(&self, refuse: &mut impl FnMut(&str, &str)) {
        if self.levels.is_empty() {
            refuse("levels", "names none");
        } else if self.levels.len() > 99 {
            refuse("levels", "must be at most 99");
        }
        for (i, level) in self.levels.iter().enumerate() {
            if !(*level > 0.0 && *level < 1.0) {
                refuse(&format!("levels[{i}]"), "must lie between 0 and 1");
            } else if self.levels[..i].contains(level) {
                refuse(&format!("levels[{i}]"), "comes twice");
            }
        }
    }
}

impl ContributionRequest {
    /// Payments at the end come after the last return of their period; those at the start of a
    /// period that would begin after the last day are none.
    fn flow(&self, horizon: usize) -> Flow {
        let every = match self.every {
            PaymentPeriod::Day => 1,
            PaymentPeriod::Month => MONTH,
            PaymentPeriod::Year => YEAR,
        };
        let amount = match (self.fraction, self.amount) {
            (Some(fraction), _) => Amount::Fraction(fraction),
            (None, amount) => Amount::Growing {
                today: amount.unwrap_or(0.0),
                annual: self.growth,
            },
        };
        let from = in_days(self.from);
        let to = self.to.map_or(horizon, |to| in_days(to).min(horizon));
        let (first, last) = match self.at {
            PaymentTime::Start => (from, to.saturating_sub(1)),
            PaymentTime::End => (from + every, to),
        };
        Flow {
            amount,
            first,
            every,
            last,
        }
    }

    fn check(&self, refuse: &mut impl FnMut(&str, &str)) {
        match (self.amount, self.fraction) {
            (None, None) => refuse("", "needs an `amount` or a `fraction`"),
            (Some(_), Some(_)) => refuse(".fraction", "contradicts `amount`: give one of them"),
            (Some(amount), None) if !(amount.is_finite() && amount != 0.0) => {
                refuse(".amount", "must not be 0");
            }
            (None, Some(fraction)) if !((-1.0..=1.0).contains(&fraction) && fraction != 0.0) => {
                refuse(".fraction", "must lie between -1 and 1 and not be 0");
            }
            _ => {}
        }
        if self.fraction.is_some() && self.growth != 0.0 {
            refuse(".growth", "belongs to an `amount`");
        } else if !(self.growth > -1.0 && self.growth <= 1.0) {
            refuse(".growth", "must be above -1 and at most 1");
        }
        if !(0.0..=MOST_YEARS).contains(&self.from) {
            refuse(".from", "must be 0 to 100 years");
        }
        if let Some(to) = self.to
            && !(to > self.from && to <= MOST_YEARS)
        {
            refuse(".to", "must be after `from` and at most 100 years");
        }
    }
}

fn in_days(years: f64) -> usize {
    (years * YEAR as f64).round() as usize
}
