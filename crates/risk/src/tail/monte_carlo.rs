//! Simulated returns ahead, and how sure a tail read off them is.

use super::{Level, finite, model::StandardError, quantile};
use crate::{RiskError, random::Draws};

/// Draws that fit into memory, and steps that end.
const MOST_DRAWS: usize = 10_000_000;
const MOST_STEPS: u64 = 1_000_000_000;

/// So many paths of so many days each, compounded, in one stream of the seed.
///
/// `day` draws the return of a day. One day is what was drawn; over several, a day that would lose
/// more than everything loses everything, and nothing comes after it.
pub(crate) fn paths(
    draws: usize,
    days: usize,
    seed: u64,
    mut day: impl FnMut(&mut Draws) -> f64,
) -> Result<Vec<f64>, RiskError> {
    if days == 1 {
        return one_day(draws, seed, day);
    }
    check(draws, days)?;
    let mut stream = Draws::new(seed, 0);
    Ok((0..draws)
        .map(|_| {
            let mut wealth = 1.0;
            for _ in 0..days {
                // Every path draws as many numbers as it has days, ruined or not.
                let r = day(&mut stream).max(-1.0);
                if wealth > 0.0 {
                    wealth *= 1.0 + r;
                }
            }
            wealth - 1.0
        })
        .collect())
}

/// # Errors
/// With too few draws to speak of a tail, or too many to end.
pub(crate) fn check(draws: usize, days: usize) -> Result<(), RiskError> {
    let wrong = |reason| {
        Err(RiskError::Argument {
            name: "draws",
            reason,
        })
    };
    if draws < 100 {
        wrong("must be at least 100")
    } else if draws > MOST_DRAWS {
        wrong("must be at most 10000000")
    } else if (draws as u64).saturating_mul(days as u64) > MOST_STEPS {
        wrong("times the days of the horizon must be at most 1000000000")
    } else {
        Ok(())
    }
}

/// What a draw of Student's distribution is made of whatever its degrees of freedom.
///
/// R. W. Bailey, *Polar generation of random variates with the t-distribution*, Mathematics of
/// Computation 62 (1994): `√(ν (U^(−2/ν) − 1)) cos(2πV)`, which needs two uniform numbers and rejects
/// none.
pub(crate) struct StudentDraw {
    log_radius: f64,
    cosine: f64,
}

impl StudentDraw {
    pub(crate) fn new(draws: &mut Draws) -> Self {
        Self {
            log_radius: -2.0 * libm::log(draws.unit()),
            cosine: libm::cos(2.0 * std::f64::consts::PI * draws.unit()),
        }
    }

    pub(crate) fn with(&self, degrees: f64) -> f64 {
        let radius = (degrees * libm::expm1(self.log_radius / degrees)).sqrt();
        (radius * self.cosine).clamp(-f64::MAX, f64::MAX)
    }
}

/// The draws of one day, before they are given a distribution.
pub(crate) fn one_day<T>(
    draws: usize,
    seed: u64,
    mut draw: impl FnMut(&mut Draws) -> T,
) -> Result<Vec<T>, RiskError> {
    check(draws, 1)?;
    let mut stream = Draws::new(seed, 0);
    Ok((0..draws).map(|_| draw(&mut stream)).collect())
}

/// How far VaR and CVaR of a simulation would stray if it were drawn again, one standard
/// deviation.
///
/// VaR: half the distance between the quantiles at `p ± √(p (1 − p)/n)`, which needs no density
/// (the normal approximation of an order statistic's rank). CVaR: `√((s² + c (CVaR − VaR)²) / (n p))`
/// with the variance `s²` of the losses beyond VaR (B. J. Manistre and G. H. Hancock, *Variance of
/// the CTE estimator*, North American Actuarial Journal 9, 2005). The error of the model is not in it.
pub(crate) fn standard_error(
    simulated: &[f64],
    level: &Level,
    var: f64,
    cvar: f64,
) -> Result<StandardError, RiskError> {
    let n = simulated.len() as f64;
    let rank = (level.tail * level.confidence / n).sqrt();
    let at = |p: f64| quantile(simulated, p.clamp(0.0, 1.0));
    let spread = at(level.tail + rank)? - at(level.tail - rank)?;
    let (mut count, mut squares) = (0.0_f64, 0.0);
    for loss in simulated.iter().map(|r| -r).filter(|loss| *loss >= var) {
        count += 1.0;
        squares += (loss - cvar) * (loss - cvar);
    }
    let beyond = level.confidence * (cvar - var) * (cvar - var);
    Ok(StandardError {
        var: finite(0.5 * spread)?,
        cvar: finite(((squares / count.max(1.0) + beyond) / (n * level.tail)).sqrt())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same numbers on every machine, for as long as streams of a seed are what they are.
    #[test]
    fn draws_of_a_seed() {
        let found = one_day(100, 7, StudentDraw::new).expect("enough");
        let first: Vec<f64> = found[..3].iter().map(|draw| draw.with(4.0)).collect();
        let pinned = [1.2140530381823202, -0.1274794036224054, -0.6827851380895626];
        assert_eq!(first, pinned);
    }

    #[test]
    fn the_ends_of_the_range_are_numbers() {
        let farthest = StudentDraw {
            log_radius: 2.0 * 709.0,
            cosine: -1.0,
        };
        for degrees in [0.5, 1.0, 4.0, 10_000.0] {
            assert!(farthest.with(degrees).is_finite());
        }
        assert_eq!(farthest.with(0.5), -f64::MAX);
    }
}
