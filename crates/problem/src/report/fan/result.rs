use std::collections::BTreeMap;

use risk::simulation::{Chance, Fan, Level};
use serde::{Deserialize, Serialize};

use super::request::FanRequest;
use crate::{
    names::{FanModel, FanRoute},
    report::measures::percent,
};

/// The fan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FanAnswer {
    /// Where the daily returns come from.
    pub model: FanModel,
    /// Of Student's distribution, given or fitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub degrees_of_freedom: Option<f64>,
    /// The mean length of the bootstrap's blocks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<f64>,
    /// What was drawn.
    pub route: FanRoute,
    /// How many futures.
    pub paths: usize,
    /// Of the random numbers.
    pub seed: u64,
    /// The days of which `mean` and `bands` tell, today first.
    pub days: Vec<usize>,
    /// The mean of wealth on each.
    pub mean: Vec<f64>,
    /// The quantiles of wealth on each.
    pub bands: Vec<FanBand>,
    /// To have less in the end than was put in and not taken out.
    pub probability_of_loss: f64,
    /// To have nothing left on some day.
    pub probability_of_ruin: f64,
    /// On which day half of the ruined were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_day_of_ruin: Option<f64>,
    /// To have the goal in the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability_of_goal: Option<f64>,
    /// Wealth on the last day.
    pub terminal: FanTerminal,
    /// The largest drawdown until then.
    pub max_drawdown: Vec<FanQuantile>,
    /// How far the figures would stray if the paths were drawn again.
    pub standard_errors: FanErrors,
}

/// A quantile of wealth on each of the days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FanBand {
    /// The probability to have less.
    pub level: f64,
    /// On each of the days.
    pub wealth: Vec<f64>,
    /// On each of the days.
    pub standard_error: Vec<f64>,
}

/// A quantile.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FanQuantile {
    /// The probability of less.
    pub level: f64,
    /// The quantile.
    pub value: f64,
    /// Of the drawing.
    pub standard_error: f64,
}

/// Wealth on the last day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FanTerminal {
    /// The mean over the paths.
    pub mean: f64,
    /// As many paths end below as above.
    pub median: f64,
    /// The standard deviation.
    pub volatility: f64,
    /// `var_95`, `cvar_95` and so on: what may be lost of what was put in, in money.
    #[serde(flatten)]
    pub tail: BTreeMap<String, f64>,
}

/// Standard errors of the drawing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FanErrors {
    /// Of the mean on each of the days.
    pub mean: Vec<f64>,
    /// See [`FanAnswer::probability_of_loss`].
    pub probability_of_loss: f64,
    /// See [`FanAnswer::probability_of_ruin`].
    pub probability_of_ruin: f64,
    /// See [`FanAnswer::probability_of_goal`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability_of_goal: Option<f64>,
    /// Of `var_95`, `cvar_95` and so on.
    #[serde(flatten)]
    pub tail: BTreeMap<String, f64>,
}

impl FanAnswer {
    pub(super) fn new(fan: &Fan, asked: &FanRequest, seed: u64, route: FanRoute) -> Self {
        let is_bootstrap = asked.model == FanModel::Bootstrap;
        let probability = |chance: Chance| chance.probability;
        let error = |chance: Chance| chance.error;
        Self {
            model: asked.model,
            degrees_of_freedom: fan.degrees,
            block: is_bootstrap.then(|| asked.block()),
            route,
            paths: fan.paths,
            seed: asked.seed.unwrap_or(seed),
            days: fan.points.iter().map(|point| point.day).collect(),
            mean: fan.points.iter().map(|point| point.mean).collect(),
            bands: bands(fan, &asked.levels),
            probability_of_loss: fan.loss.probability,
            probability_of_ruin: fan.ruin.probability,
            median_day_of_ruin: fan.ruin_day,
            probability_of_goal: fan.goal.map(probability),
            terminal: terminal(fan),
            max_drawdown: fan.max_drawdown.iter().map(quantile).collect(),
            standard_errors: FanErrors {
                mean: fan.points.iter().map(|point| point.mean_error).collect(),
                probability_of_loss: fan.loss.error,
                probability_of_ruin: fan.ruin.error,
                probability_of_goal: fan.goal.map(error),
                tail: tail(fan, |tail| (tail.error.var, tail.error.cvar)),
            },
        }
    }
}

fn bands(fan: &Fan, levels: &[f64]) -> Vec<FanBand> {
    let band = |(index, &level): (usize, &f64)| {
        let of_days = || fan.points.iter().map(|point| point.levels[index]);
        FanBand {
            level,
            wealth: of_days().map(|found| found.value).collect(),
            standard_error: of_days().map(|found| found.error).collect(),
        }
    };
    levels.iter().enumerate().map(band).collect()
}

fn terminal(fan: &Fan) -> FanTerminal {
    let last = &fan.points[fan.points.len() - 1];
    FanTerminal {
        mean: last.mean,
        median: fan.median,
        volatility: fan.volatility,
        tail: tail(fan, |tail| (tail.var, tail.cvar)),
    }
}

fn tail(
    fan: &Fan,
    figures: impl Fn(&risk::simulation::HorizonTail) -> (f64, f64),
) -> BTreeMap<String, f64> {
    let both = fan.tails.iter().flat_map(|tail| {
        let percent = percent(tail.confidence);
        let (var, cvar) = figures(tail);
        [
            (format!("var_{percent}"), var),
            (format!("cvar_{percent}"), cvar),
        ]
    });
    both.collect()
}

fn quantile(level: &Level) -> FanQuantile {
    FanQuantile {
        level: level.level,
        value: level.value,
        standard_error: level.error,
    }
}
