use domain::Day;

use crate::{
    RiskError,
    performance::{finite, rates},
};

/// What an account was worth at a moment, just before money came or went.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Valuation {
    /// The day.
    pub day: Day,
    /// The value before the flow.
    pub value: f64,
    /// What came in; below zero what went out.
    pub flow: f64,
}

/// A time-weighted return.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeWeighted {
    /// Over all days, `Π Vₖ / (Vₖ₋₁ + Fₖ₋₁) − 1`.
    pub total: f64,
    /// Per year of 365 days, `(1 + total)^(365/days) − 1`; why not, where all is on one day or it
    /// overflows.
    pub annual: Result<f64, RiskError>,
    /// Days from the first valuation to the last.
    pub days: i32,
}

/// Time-weighted return: sub-periods end where money flows and are chained, so that how much was
/// invested when does not matter: `Π Vₖ / (Vₖ₋₁ + Fₖ₋₁) − 1`.
///
/// A flow may come in parts: points of the same day with the same value are one moment, whose
/// flows add up; so are points whose values say that only the earlier part lies between them
/// (`V`, then `V + F`). Where the account is empty, nothing is earned. Flows at the last moment
/// have no effect.
///
/// CFA Institute, *Global Investment Performance Standards* (2020), provision 2.A.
///
/// # Errors
/// With fewer than two moments, days that go back, a value that is negative or not finite, a
/// withdrawal of more than there is, an empty account that is worth something later, or a result
/// that overflows.
pub fn time_weighted(points: &[Valuation]) -> Result<TimeWeighted, RiskError> {
    let moments = moments(points)?;
    let (Some(first), Some(last)) = (moments.first(), moments.last()) else {
        return Err(too_few(0));
    };
    if moments.len() < 2 {
        return Err(too_few(moments.len()));
    }
    let mut growth = 1.0;
    for pair in moments.windows(2) {
        growth *= factor(&pair[0], pair[1].value)?;
    }
    let days = rates::days_between(first.day, last.day);
    Ok(TimeWeighted {
        total: finite(growth - 1.0)?,
        annual: annual(growth, days),
        days,
    })
}

fn annual(growth: f64, days: i32) -> Result<f64, RiskError> {
    if days > 0 {
        finite(libm::pow(growth, rates::YEAR / f64::from(days)) - 1.0)
    } else {
        Err(RiskError::Nothing("day between the first and the last"))
    }
}

/// What one unit becomes from after the flow of a moment until the value of the next.
fn factor(moment: &Valuation, next: f64) -> Result<f64, RiskError> {
    /// `0.1 + 0.2 − 0.3` is not 0: so much of what was moved is rounding.
    const ROUNDING: f64 = 1e-12;
    let start = moment.value + moment.flow;
    let moved = ROUNDING * moment.value.abs().max(moment.flow.abs());
    if start > moved {
        return finite(next / start);
    }
    if start < -moved {
        return Err(RiskError::Argument {
            name: "flow",
            reason: "must not take out more than there is",
        });
    }
    if next > moved {
        return Err(RiskError::Argument {
            name: "value",
            reason: "must be 0 while the account is empty",
        });
    }
    Ok(1.0)
}

/// Flows of the same moment added up.
fn moments(points: &[Valuation]) -> Result<Vec<Valuation>, RiskError> {
    let mut moments: Vec<Valuation> = Vec::with_capacity(points.len());
    for (position, point) in points.iter().enumerate() {
        if !(point.value.is_finite() && point.flow.is_finite()) {
            return Err(RiskError::NotFinite { position });
        }
        if point.value < 0.0 {
            return Err(RiskError::Argument {
                name: "value",
                reason: "must not be negative",
            });
        }
        match moments.last_mut() {
            Some(last) if point.day < last.day => {
                return Err(RiskError::Argument {
                    name: "days",
                    reason: "must not go back",
                });
            }
            Some(last) if point.day == last.day && point.value == last.value => {
                last.flow = finite(last.flow + point.flow)?;
            }
            _ => moments.push(*point),
        }
    }
    Ok(moments)
}

fn too_few(found: usize) -> RiskError {
    RiskError::TooFew { needed: 2, found }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[(i8, f64, f64)]) -> Vec<Valuation> {
        let point = |&(day, value, flow): &(i8, f64, f64)| Valuation {
            day: Day::constant(2020, 1, day),
            value,
            flow,
        };
        values.iter().map(point).collect()
    }

    #[track_caller]
    fn check(values: &[(i8, f64, f64)], expect: f64) {
        let found = time_weighted(&points(values)).expect("sound").total;
        assert!((found - expect).abs() < 1e-14, "{found}");
    }

    #[test]
    fn periods_are_chained_where_money_flows() {
        check(&[(1, 100.0, 0.0), (2, 110.0, 0.0)], 0.1);
        check(&[(1, 0.0, 100.0), (2, 110.0, 90.0), (3, 220.0, 0.0)], 0.21);
        // The same flow in two parts, said in either way, and with a point without a flow.
        check(
            &[
                (1, 100.0, 0.0),
                (2, 110.0, 50.0),
                (2, 110.0, 40.0),
                (3, 220.0, 0.0),
            ],
            0.21,
        );
        check(
            &[
                (1, 100.0, 0.0),
                (2, 110.0, 50.0),
                (2, 160.0, 40.0),
                (3, 220.0, -7.0),
            ],
            0.21,
        );
        // Emptied with rounding, then filled again.
        check(
            &[
                (1, 0.1, 0.2),
                (2, 0.3, -0.1),
                (2, 0.2, -0.2),
                (5, 0.0, 10.0),
                (6, 11.0, 0.0),
            ],
            0.1,
        );
        check(&[(1, 0.1 + 0.2, -0.3), (2, 0.0, 10.0), (3, 11.0, 0.0)], 0.1);
        check(&[(1, 100.0, 0.0), (2, 0.0, 100.0), (3, 110.0, 0.0)], -1.0);
    }

    #[test]
    fn a_year_is_365_days() {
        let year = Valuation {
            day: Day::constant(2019, 1, 1),
            value: 100.0,
            flow: 0.0,
        };
        let later = Valuation {
            day: Day::constant(2020, 12, 31),
            value: 121.0,
            ..year
        };
        let found = time_weighted(&[year, later]).expect("sound");
        assert_eq!(found.days, 730);
        assert!((found.annual.expect("two years") - 0.1).abs() < 1e-14);
        let same = Valuation {
            value: 150.0,
            ..year
        };
        let found = time_weighted(&[year, same]).expect("sound");
        assert!(found.annual.is_err() && found.total == 0.5);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for bad in [
            vec![],
            vec![(1, 1.0, 0.0)],
            vec![(1, 1.0, 0.0), (1, 1.0, 0.0)],
            vec![(2, 1.0, 0.0), (1, 1.0, 0.0)],
            vec![(1, -1.0, 0.0), (2, 1.0, 0.0)],
            vec![(1, 1.0, -2.0), (2, 1.0, 0.0)],
            vec![(1, 1.0, -1.0), (2, 1.0, 0.0)],
            vec![(1, f64::NAN, 0.0), (2, 1.0, 0.0)],
            vec![(1, 1e-300, 0.0), (2, 1e300, 0.0)],
        ] {
            assert!(time_weighted(&points(&bad)).is_err(), "{bad:?}");
        }
    }
}
