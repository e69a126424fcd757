use crate::{PERIODS_PER_YEAR, RiskError};

/// Money that is put in, or, where it is negative, taken out, at regular days.
///
/// Day 0 is before the first return, day `t` after the `t`-th. Payments at the beginning of every
/// month are `first: 0, every: 21`, at its end `first: 21, every: 21`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flow {
    /// How much.
    pub amount: Amount,
    /// The first day.
    pub first: usize,
    /// Days from one payment to the next.
    pub every: usize,
    /// No payment after this day.
    pub last: usize,
}

/// How much is put in, or taken out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// Always the same.
    Fixed(f64),
    /// An amount in the money of day 0 that grows, with prices say: `today (1 + annual)^(t/252)`.
    Growing {
        /// As on day 0.
        today: f64,
        /// How much it grows a year.
        annual: f64,
    },
    /// A fraction of the wealth of the day, at least −1.
    Fraction(f64),
}

/// What all flows together do on each day: `w ← w + fixed + fraction × w`.
#[derive(Debug, Clone)]
pub(super) struct Schedule {
    fixed: Vec<f64>,
    fraction: Vec<f64>,
}

impl Schedule {
    /// Days 0 to `days`.
    pub(super) fn new(flows: &[Flow], days: usize) -> Result<Self, RiskError> {
        let mut schedule = Self {
            fixed: vec![0.0; days + 1],
            fraction: vec![0.0; days + 1],
        };
        for flow in flows {
            flow.check()?;
            for day in (flow.first..=flow.last.min(days)).step_by(flow.every) {
                match flow.amount {
                    Amount::Fixed(amount) => schedule.fixed[day] += amount,
                    Amount::Growing { today, annual } => {
                        let years = day as f64 / PERIODS_PER_YEAR;
                        schedule.fixed[day] += today * libm::pow(1.0 + annual, years);
                    }
                    Amount::Fraction(fraction) => schedule.fraction[day] += fraction,
                }
            }
        }
        let all = schedule.fixed.iter().chain(&schedule.fraction);
        if all.copied().all(f64::is_finite) {
            Ok(schedule)
        } else {
            Err(RiskError::Overflow)
        }
    }

    /// The fixed amount and the fraction of a day, where there is one of them.
    pub(super) fn at(&self, day: usize) -> Option<(f64, f64)> {
        let due = (self.fixed[day], self.fraction[day]);
        (due != (0.0, 0.0)).then_some(due)
    }

    /// Whether money ever comes in that does not depend on what is there.
    pub(super) fn pays_in(&self) -> bool {
        self.fixed.iter().any(|amount| *amount > 0.0)
    }
}

impl Flow {
    fn check(&self) -> Result<(), RiskError> {
        let refuse = |name, reason| Err(RiskError::Argument { name, reason });
        if self.every == 0 {
            return refuse("the days between two payments", "must be at least 1");
        }
        match self.amount {
            Amount::Fixed(amount) if !amount.is_finite() => {
                refuse("the amount of a payment", "must be finite")
            }
            Amount::Growing { today, annual } if !(today.is_finite() && annual.is_finite()) => {
                refuse(
                    "the amount of a payment",
                    "must be finite, and so must its growth",
                )
            }
            Amount::Growing { annual, .. } if annual <= -1.0 => {
                refuse("the growth of a payment", "must be above -1")
            }
            Amount::Fraction(fraction) if !(fraction.is_finite() && fraction >= -1.0) => refuse(
                "the fraction of a payment",
                "must be finite and at least -1",
            ),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(amount: Amount, first: usize, every: usize, last: usize) -> Schedule {
        let flow = Flow {
            amount,
            first,
            every,
            last,
        };
        Schedule::new(&[flow], 252).expect("a sound flow")
    }

    #[test]
    fn payments_fall_on_their_days() {
        let monthly = schedule(Amount::Fixed(-5.0), 21, 21, usize::MAX);
        assert_eq!(monthly.at(0), None);
        assert_eq!(monthly.at(21), Some((-5.0, 0.0)));
        assert_eq!(monthly.at(252), Some((-5.0, 0.0)));
        assert!(!monthly.pays_in());
        let early = schedule(Amount::Fraction(0.1), 0, 100, 150);
        let due: Vec<usize> = (0..=252).filter(|&day| early.at(day).is_some()).collect();
        assert_eq!(due, [0, 100]);
        let (today, annual) = (100.0, 0.02);
        let growing = schedule(Amount::Growing { today, annual }, 0, 252, 252);
        assert_eq!(growing.at(0), Some((100.0, 0.0)));
        assert!((growing.at(252).expect("due").0 - 102.0).abs() < 1e-12);
        assert!(growing.pays_in());
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let found = |amount, every| {
            let flow = Flow {
                amount,
                first: 0,
                every,
                last: 9,
            };
            Schedule::new(&[flow; 2], 9)
        };
        let (today, annual) = (1e308, 0.0);
        for (amount, every) in [
            (Amount::Fixed(1.0), 0),
            (Amount::Fixed(f64::NAN), 1),
            (
                Amount::Growing {
                    today,
                    annual: -1.0,
                },
                1,
            ),
            (
                Amount::Growing {
                    today: f64::INFINITY,
                    annual,
                },
                1,
            ),
            (Amount::Fraction(-1.1), 1),
        ] {
            let error = found(amount, every).expect_err("nonsense");
            assert!(matches!(error, RiskError::Argument { .. }), "{error}");
        }
        let huge = found(Amount::Growing { today, annual }, 1);
        assert_eq!(huge.err(), Some(RiskError::Overflow));
    }
}
