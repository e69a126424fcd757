use super::Transitions;
use crate::{
    RiskError,
    error::check,
    random::Draws,
    tail::{
        CornishFisher, Level, Model, Normal, Scaled, check_decay, finite, fit_student_t_near,
        interpolated,
        monte_carlo::{StudentDraw, one_day},
        quantile, residuals, variances,
    },
};

/// A model, tried on every day that has a window of days before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Backtest {
    /// At which the value at risk was asked for.
    pub confidence: f64,
    /// How many returns there are before the first tested day.
    pub window: usize,
    /// The value at risk forecast for each tested day.
    pub var: Vec<f64>,
    /// The positions in the returns of the days that lost more than that.
    pub exceptions: Vec<usize>,
}

impl Backtest {
    /// How many days were tested.
    pub fn tested(&self) -> usize {
        self.var.len()
    }

    /// How many exceptions a right model has on average, `tested × (1 − confidence)`.
    pub fn expected(&self) -> f64 {
        self.tested() as f64 * (1.0 - self.confidence)
    }

    /// For each tested day, whether it was an exception.
    pub fn hits(&self) -> Vec<bool> {
        let mut hits = vec![false; self.tested()];
        for position in &self.exceptions {
            hits[position - self.window] = true;
        }
        hits
    }

    /// See [`Transitions`].
    pub fn transitions(&self) -> Transitions {
        Transitions::of(&self.hits())
    }

    /// How many exceptions the latest so many tested days have.
    pub fn latest(&self, days: usize) -> usize {
        let from = self.window + self.tested().saturating_sub(days);
        self.exceptions
            .iter()
            .filter(|position| **position >= from)
            .count()
    }
}

/// The rolling back-test of a model, one day ahead: for each day `t ≥ window` its value at risk from
/// what was known before `t`, and an exception when `−rₜ` is strictly larger.
///
/// Historical, normal, Cornish–Fisher, Student and simulated values at risk see the `window` returns
/// before the day. The volatility of EWMA and of filtered historical simulation starts at the
/// variance of the first window and is carried on from the first return through all days before
/// `t`; the residuals that filtered historical simulation takes its quantile of are those of the `window`
/// days before `t`. The forecasts equal [`tail_risk`](crate::tail::tail_risk) of the
/// window for the models that see nothing else.
///
/// The window of historical values is kept sorted, O(window) per day to move and O(log window) to
/// search; moments are computed anew for every window, since sums that are carried along drift.
/// The fit of Student's distribution begins at yesterday's, and is the same to 1e-9; simulations
/// take the same draws every day.
///
/// # Errors
/// With fewer returns than `window + 2` (two tested days have the one transition that independence
/// needs), one that is not finite, a window of fewer days than the model needs, a bad confidence, or
/// what [`tail_risk`](crate::tail::tail_risk) says of a window.
pub fn backtest(
    returns: &[f64],
    model: Model,
    window: usize,
    confidence: &[f64],
) -> Result<Vec<Backtest>, RiskError> {
    let levels = confidence
        .iter()
        .map(|&confidence| Level::new(confidence))
        .collect::<Result<Vec<_>, _>>()?;
    if window < model.fewest().max(2) {
        return Err(RiskError::Argument {
            name: "window",
            reason: "must have at least 2 days, and 4 for models with a shape",
        });
    }
    check(returns, window.saturating_add(2))?;
    let forecasts = forecasts(returns, model, window, &levels)?;
    Ok(levels
        .iter()
        .zip(forecasts)
        .map(|(level, var)| Backtest {
            confidence: level.confidence,
            window,
            exceptions: exceptions(returns, &var, window),
            var,
        })
        .collect())
}

fn exceptions(returns: &[f64], var: &[f64], window: usize) -> Vec<usize> {
    let days = returns[window..].iter().zip(var);
    days.enumerate()
        .filter(|(_, (r, var))| -**r > **var)
        .map(|(position, _)| window + position)
        .collect()
}

/// For every level, the forecast of every tested day.
fn forecasts(
    returns: &[f64],
    model: Model,
    window: usize,
    levels: &[Level],
) -> Result<Vec<Vec<f64>>, RiskError> {
    let scaled = Scaled::new(returns);
    let (values, unit) = (&scaled.values[..], scaled.unit);
    // The last window has no day after it to be tested on.
    let windows = || values.windows(window).take(values.len() - window);
    let mut found = Forecasts::new(levels, values.len() - window, unit);
    match model {
        Model::Historical | Model::HistoricalOverlapping => {
            let mut sorted = Sorted::new(&values[..window]);
            for day in window..values.len() {
                found.push(|level| -interpolated(&sorted.0, level.tail))?;
                sorted.roll(values[day - window], values[day]);
            }
        }
        Model::Normal => {
            for window in windows() {
                let fit = Normal::of(window);
                found.push(|level| fit.var(level, 1.0))?;
            }
        }
        Model::CornishFisher => {
            for window in windows() {
                let fit = CornishFisher::of(window)?;
                found.push(|level| fit.var(level))?;
            }
        }
        Model::Ewma { decay } => {
            check_decay(decay)?;
            for variance in &variances(values, decay, window)[window..values.len()] {
                let volatility = variance.sqrt();
                found.push(|level| -level.z * volatility)?;
            }
        }
        Model::FilteredHistorical { decay, .. } => {
            check_decay(decay)?;
            let variances = variances(values, decay, window);
            let residuals = residuals(values, &variances)?;
            let mut sorted = Sorted::new(&residuals[..window]);
            for day in window..values.len() {
                let volatility = variances[day].sqrt();
                found.push(|level| -volatility * interpolated(&sorted.0, level.tail))?;
                sorted.roll(residuals[day - window], residuals[day]);
            }
        }
        Model::StudentT => {
            let mut yesterday = None;
            for window in windows() {
                let fit = fit_student_t_near(window, yesterday.as_ref())?;
                found.push(|level| fit.var(level, 1.0))?;
                yesterday = Some(fit);
            }
        }
        Model::MonteCarloNormal { draws, seed } => {
            let standard = Sorted::new(&one_day(draws, seed, Draws::normal)?);
            for window in windows() {
                let Normal { mean, deviation } = Normal::of(window);
                let quantile = |level: &Level| interpolated(&standard.0, level.tail);
                found.push(|level| -(mean + deviation * quantile(level)))?;
            }
        }
        Model::MonteCarloStudentT { draws, seed } => {
            let day = one_day(draws, seed, StudentDraw::new)?;
            let mut yesterday = None;
            for window in windows() {
                let fit = fit_student_t_near(window, yesterday.as_ref())?;
                let standard: Vec<f64> = day
                    .iter()
                    .map(|draw| draw.with(fit.degrees_of_freedom))
                    .collect();
                found.try_push(|level| {
                    let quantile = quantile(&standard, level.tail)?;
                    Ok(-(fit.location + fit.scale * quantile))
                })?;
                yesterday = Some(fit);
            }
        }
    }
    Ok(found.var)
}

struct Forecasts<'a> {
    levels: &'a [Level],
    unit: f64,
    var: Vec<Vec<f64>>,
}

impl<'a> Forecasts<'a> {
    fn new(levels: &'a [Level], tested: usize, unit: f64) -> Self {
        let var = levels.iter().map(|_| Vec::with_capacity(tested)).collect();
        Self { levels, unit, var }
    }

    /// The next day's.
    fn push(&mut self, var: impl Fn(&Level) -> f64) -> Result<(), RiskError> {
        self.try_push(|level| Ok(var(level)))
    }

    fn try_push(
        &mut self,
        var: impl Fn(&Level) -> Result<f64, RiskError>,
    ) -> Result<(), RiskError> {
        for (level, series) in self.levels.iter().zip(&mut self.var) {
            series.push(finite(var(level)? * self.unit)?);
        }
        Ok(())
    }
}

/// A window in ascending order.
struct Sorted(Vec<f64>);

impl Sorted {
    fn new(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        Self(sorted)
    }

    /// One value leaves, one comes: those between their places move by one.
    fn roll(&mut self, out: f64, into: f64) {
        let values = &mut self.0;
        let from = values.partition_point(|x| x.total_cmp(&out).is_lt());
        let to = values.partition_point(|x| x.total_cmp(&into).is_lt());
        if to > from {
            values.copy_within(from + 1..to, from);
            values[to - 1] = into;
        } else {
            values.copy_within(to..from, to + 1);
            values[to] = into;
        }
    }
}
