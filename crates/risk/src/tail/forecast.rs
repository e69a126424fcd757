use std::borrow::Cow;

use super::{
    CornishFisher, Level, Model, Normal, Scaled, Scaling, StudentT, TailRisk, check_decay,
    cvar_historical, filtered_historical, finite, fit_student_t, monte_carlo, overlapping,
    var_historical, variances,
};
use crate::{RiskError, error::check, random::Draws};

/// A model, fitted to returns and carried to a horizon: what its value at risk is read off.
pub struct Forecast<'a> {
    days: usize,
    found: Found<'a>,
}

/// What was found, in the unit of the returns or with the unit beside it.
enum Found<'a> {
    /// Returns of one day, whose risk grows with √h.
    Days(&'a [f64]),
    /// Returns over the horizon.
    Spans(Cow<'a, [f64]>),
    Normal(Normal, f64),
    CornishFisher(CornishFisher, f64),
    /// A volatility over the horizon, normal with the mean 0.
    Volatility(f64),
    /// Standardised returns of one day, and the volatility of the next.
    Residuals(Vec<f64>, f64),
    StudentT(StudentT),
    /// Simulated returns over the horizon, and the degrees of freedom of each day's.
    Paths(Vec<f64>, Option<f64>),
}

impl<'a> Forecast<'a> {
    /// Fits the model to the returns, oldest first, and carries it so many days ahead.
    ///
    /// Over one day every model is its own formula; [`Scaling`] says what longer horizons are made
    /// of.
    ///
    /// # Errors
    /// With fewer observations than the model needs, one that is not finite, a horizon of 0,
    /// returns that do not vary where the model divides by their deviation, a λ outside 0 to 1, or too
    /// few or too many draws.
    pub fn new(returns: &'a [f64], model: Model, days: usize) -> Result<Self, RiskError> {
        if days == 0 {
            return Err(RiskError::Argument {
                name: "horizon",
                reason: "must be at least one day",
            });
        }
        check(returns, model.fewest())?;
        let scaled = Scaled::new(returns);
        let (values, unit) = (&scaled.values[..], scaled.unit);
        let found = match model {
            Model::Historical => Found::Days(returns),
            Model::HistoricalOverlapping if days == 1 => Found::Spans(Cow::Borrowed(returns)),
            Model::HistoricalOverlapping => {
                Found::Spans(overlapping::overlapping(returns, days)?.into())
            }
            Model::Normal => Found::Normal(Normal::of(values), unit),
            Model::CornishFisher => {
                Found::CornishFisher(CornishFisher::of(values)?.over(days as f64), unit)
            }
            Model::Ewma { decay } => {
                check_decay(decay)?;
                let tomorrow = variances(values, decay, values.len())[values.len()].sqrt();
                Found::Volatility(tomorrow * (days as f64).sqrt() * unit)
            }
            Model::FilteredHistorical { decay, draws, seed } => {
                check_decay(decay)?;
                let (residuals, tomorrow) = filtered_historical::filtered(values, decay)?;
                let tomorrow = tomorrow * unit;
                if days == 1 {
                    Found::Residuals(residuals, tomorrow)
                } else {
                    let path = filtered_historical::Path {
                        residuals,
                        tomorrow,
                        decay,
                        days,
                    };
                    Found::Paths(path.simulated(draws, seed)?, None)
                }
            }
            Model::StudentT => Found::StudentT(fit_student_t(returns)?),
            Model::MonteCarloNormal { draws, seed } => {
                let Normal { mean, deviation } = Normal::of(values);
                let (mean, deviation) = (mean * unit, deviation * unit);
                let day = |draws: &mut Draws| mean + deviation * draws.normal();
                Found::Paths(monte_carlo::paths(draws, days, seed, day)?, None)
            }
            Model::MonteCarloStudentT { draws, seed } => {
                let fit = fit_student_t(returns)?;
                let nu = fit.degrees_of_freedom;
                let day = |draws: &mut Draws| {
                    fit.location + fit.scale * monte_carlo::StudentDraw::new(draws).with(nu)
                };
                Found::Paths(monte_carlo::paths(draws, days, seed, day)?, Some(nu))
            }
        };
        Ok(Self { days, found })
    }

    /// The tail at a confidence.
    ///
    /// # Errors
    /// With a confidence that is not inside 0 to 1, or a result beyond the range of numbers.
    pub fn at(&self, confidence: f64) -> Result<TailRisk, RiskError> {
        let level = Level::new(confidence)?;
        let days = self.days as f64;
        let found = match &self.found {
            Found::Days(returns) => {
                let (var, cvar) = both(returns, &level)?;
                self.answer(
                    days.sqrt() * var,
                    Some(days.sqrt() * cvar),
                    Scaling::SquareRoot,
                )
            }
            Found::Spans(spans) => {
                let (var, cvar) = both(spans, &level)?;
                self.answer(var, Some(cvar), Scaling::Overlapping)
            }
            Found::Normal(fit, unit) => {
                let (var, cvar) = (fit.var(&level, days), fit.cvar(&level, days));
                self.answer(var * unit, Some(cvar * unit), Scaling::SquareRoot)
            }
            Found::CornishFisher(fit, unit) => {
                let cvar = fit.cvar(&level).map(|cvar| cvar * unit);
                TailRisk {
                    rising: Some(fit.rising(&level)),
                    ..self.answer(fit.var(&level) * unit, cvar, Scaling::Cumulants)
                }
            }
            Found::Volatility(volatility) => {
                let (var, cvar) = (-level.z * volatility, volatility * level.hazard);
                self.answer(var, Some(cvar), Scaling::SquareRoot)
            }
            Found::Residuals(residuals, volatility) => {
                let (var, cvar) = both(residuals, &level)?;
                self.answer(volatility * var, Some(volatility * cvar), Scaling::OneDay)
            }
            Found::StudentT(fit) => TailRisk {
                degrees_of_freedom: Some(fit.degrees_of_freedom),
                ..self.answer(
                    fit.var(&level, days),
                    fit.cvar(&level, days),
                    Scaling::SquareRoot,
                )
            },
            Found::Paths(paths, degrees) => simulated(paths, *degrees, &level)?,
        };
        finite(found.var)?;
        found.cvar.map_or(Ok(0.0), finite)?;
        Ok(found)
    }

    fn answer(&self, var: f64, cvar: Option<f64>, scaling: Scaling) -> TailRisk {
        TailRisk {
            var,
            cvar,
            scaling: if self.days == 1 {
                Scaling::OneDay
            } else {
                scaling
            },
            degrees_of_freedom: None,
            standard_error: None,
            rising: None,
        }
    }
}

fn both(sample: &[f64], level: &Level) -> Result<(f64, f64), RiskError> {
    Ok((
        var_historical(sample, level.confidence)?,
        cvar_historical(sample, level.confidence)?,
    ))
}

fn simulated(paths: &[f64], degrees: Option<f64>, level: &Level) -> Result<TailRisk, RiskError> {
    // A simulated return beyond the range of numbers is no fault of the data.
    let (var, cvar) = both(paths, level).map_err(|error| match error {
        RiskError::NotFinite { .. } => RiskError::Overflow,
        error => error,
    })?;
    Ok(TailRisk {
        var,
        // A tail without a mean has one in every sample, a different one each time.
        cvar: Some(cvar).filter(|_| degrees.is_none_or(|nu| nu > 1.0)),
        scaling: Scaling::Simulated,
        degrees_of_freedom: degrees,
        standard_error: Some(monte_carlo::standard_error(paths, level, var, cvar)?),
        rising: None,
    })
}
