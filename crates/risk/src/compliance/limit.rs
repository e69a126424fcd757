use crate::RiskError;

/// What a measure must not exceed or fall below.
///
/// At the limit itself it is kept: 0.1 against 0.1 passes, also when rounding made it
/// 0.10000000000000002. Beyond means beyond by more than 1e-12 times the larger of one and the limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit(Sides);

/// Limited on one side at least.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Sides {
    Min(Level),
    Max(Level),
    Both { min: Level, max: Level },
}

/// A limit on one side, and where the warning begins.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Level {
    limit: f64,
    warn: f64,
}

/// Which of its limits a measure is nearest to, or furthest beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// It must not be less.
    Min,
    /// It must not be more.
    Max,
}

/// Where a measured value lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Found {
    pub(crate) side: Side,
    pub(crate) limit: f64,
    /// How far the value may still move; negative beyond the limit.
    pub(crate) headroom: f64,
    pub(crate) zone: Zone,
}

/// How near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zone {
    Inside,
    Near,
    Beyond,
}

impl Limit {
    /// Not more than `max`; a warning beyond nine tenths of it.
    ///
    /// # Errors
    /// When it is not finite.
    pub fn at_most(max: f64) -> Result<Self, RiskError> {
        Self::new(None, Some(max), None, None)
    }

    /// Not less than `min`; a warning below eleven tenths of it.
    ///
    /// # Errors
    /// When it is not finite.
    pub fn at_least(min: f64) -> Result<Self, RiskError> {
        Self::new(Some(min), None, None, None)
    }

    /// Not less than `min` and not more than `max`, with a warning below `warn_min` and above
    /// `warn_max`. Without these the warning begins a tenth of the limit inside it, or, where both
    /// sides are limited, a tenth of the distance between them.
    ///
    /// # Errors
    /// Without a limit, with numbers that are not finite, when `min` is above `max`, a warning stands
    /// without its limit or lies outside of it.
    pub fn new(
        min: Option<f64>,
        max: Option<f64>,
        warn_min: Option<f64>,
        warn_max: Option<f64>,
    ) -> Result<Self, RiskError> {
        let refuse = |reason| {
            Err(RiskError::Argument {
                name: "limit",
                reason,
            })
        };
        if [min, max, warn_min, warn_max]
            .iter()
            .flatten()
            .any(|l| !l.is_finite())
        {
            return refuse("must be finite");
        }
        let is_outside = match (min, warn_min, max, warn_max) {
            (None, Some(_), ..) | (_, _, None, Some(_)) => true,
            _ => {
                min.zip(warn_min).is_some_and(|(limit, warn)| warn < limit)
                    || max.zip(warn_max).is_some_and(|(limit, warn)| warn > limit)
            }
        };
        if is_outside {
            return refuse("must have its warning on its inner side");
        }
        let low = |limit: f64, margin: f64| Level {
            limit,
            warn: warn_min.unwrap_or(limit + margin),
        };
        let high = |limit: f64, margin: f64| Level {
            limit,
            warn: warn_max.unwrap_or(limit - margin),
        };
        Ok(Self(match (min, max) {
            (None, None) => return refuse("must have a minimum or a maximum"),
            (Some(min), None) => Sides::Min(low(min, 0.1 * min.abs())),
            (None, Some(max)) => Sides::Max(high(max, 0.1 * max.abs())),
            (Some(min), Some(max)) if min > max => {
                return refuse("must have a minimum that is not above its maximum");
            }
            (Some(min), Some(max)) => {
                // Halves first: the distance itself may be beyond the range of numbers.
                let margin = 0.2 * (max / 2.0 - min / 2.0);
                Sides::Both {
                    min: low(min, margin),
                    max: high(max, margin),
                }
            }
        }))
    }

    /// The smallest value allowed.
    pub fn min(&self) -> Option<f64> {
        self.levels().0.map(|level| level.limit)
    }

    /// The largest value allowed.
    pub fn max(&self) -> Option<f64> {
        self.levels().1.map(|level| level.limit)
    }

    /// Below it a warning is given.
    pub fn warn_min(&self) -> Option<f64> {
        self.levels().0.map(|level| level.warn)
    }

    /// Above it a warning is given.
    pub fn warn_max(&self) -> Option<f64> {
        self.levels().1.map(|level| level.warn)
    }

    /// Where a value lies, by the side that it is nearest to. Finite values only.
    pub(crate) fn locate(&self, value: f64) -> Found {
        match self.0 {
            Sides::Min(level) => level.locate(value, Side::Min),
            Sides::Max(level) => level.locate(value, Side::Max),
            Sides::Both { min, max } => {
                let (min, max) = (min.locate(value, Side::Min), max.locate(value, Side::Max));
                if min.headroom < max.headroom {
                    min
                } else {
                    max
                }
            }
        }
    }

    /// The limit that stands first where nothing was measured: the maximum if there is one.
    pub(crate) fn first(&self) -> (Side, f64) {
        match self.0 {
            Sides::Min(level) => (Side::Min, level.limit),
            Sides::Max(level) | Sides::Both { max: level, .. } => (Side::Max, level.limit),
        }
    }

    fn levels(&self) -> (Option<Level>, Option<Level>) {
        match self.0 {
            Sides::Min(level) => (Some(level), None),
            Sides::Max(level) => (None, Some(level)),
            Sides::Both { min, max } => (Some(min), Some(max)),
        }
    }
}

impl Level {
    fn locate(self, value: f64, side: Side) -> Found {
        let zone = if side.is_beyond(value, self.limit) {
            Zone::Beyond
        } else if side.is_beyond(value, self.warn) {
            Zone::Near
        } else {
            Zone::Inside
        };
        let headroom = match side {
            Side::Min => value - self.limit,
            Side::Max => self.limit - value,
        };
        Found {
            side,
            limit: self.limit,
            headroom: headroom.clamp(f64::MIN, f64::MAX),
            zone,
        }
    }
}

impl Side {
    /// Whether a value is beyond a level by more than rounding.
    pub(crate) fn is_beyond(self, value: f64, level: f64) -> bool {
        /// Sums of a few thousand weights are exact to much less.
        const ROUNDING: f64 = 1e-12;
        let slack = ROUNDING * level.abs().max(1.0);
        match self {
            Self::Min => value < level - slack,
            Self::Max => value > level + slack,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(limit: Limit, value: f64, zone: Zone, headroom: f64) {
        let found = limit.locate(value);
        assert_eq!(found.zone, zone, "{value} in {limit:?}");
        assert!((found.headroom - headroom).abs() < 1e-15, "{found:?}");
    }

    #[test]
    fn the_limit_itself_is_kept() {
        let tenth = Limit::at_most(0.1).expect("a limit");
        check(tenth, 0.05, Zone::Inside, 0.05);
        check(tenth, 0.09, Zone::Inside, 0.01);
        check(tenth, 0.09 + 1e-9, Zone::Near, 0.01 - 1e-9);
        check(tenth, 0.1, Zone::Near, 0.0);
        check(tenth, 0.1 + 1e-13, Zone::Near, -1e-13);
        check(tenth, 0.1 + 1e-11, Zone::Beyond, -1e-11);
        // 0.1 + 0.2 is 0.30000000000000004.
        check(
            Limit::at_most(0.3).expect("a limit"),
            0.1 + 0.2,
            Zone::Near,
            0.0,
        );
        let ten = Limit::at_least(10.0).expect("a limit");
        check(ten, 12.0, Zone::Inside, 2.0);
        check(ten, 10.0, Zone::Near, 0.0);
        check(ten, 9.0, Zone::Beyond, -1.0);
        // Against nothing there is no nearness.
        check(
            Limit::at_most(0.0).expect("a limit"),
            0.0,
            Zone::Inside,
            0.0,
        );
    }

    #[test]
    fn a_range_warns_at_both_ends() {
        let beta = Limit::new(Some(0.8), Some(1.2), None, None).expect("a limit");
        check(beta, 1.0, Zone::Inside, 0.2);
        check(beta, 0.83, Zone::Near, 0.03);
        check(beta, 1.17, Zone::Near, 0.03);
        check(beta, 0.7, Zone::Beyond, -0.1);
        assert_eq!(beta.locate(0.7).side, Side::Min);
        assert_eq!(beta.locate(1.3).limit, 1.2);
    }

    #[test]
    fn what_is_no_limit_is_refused() {
        let refused = [
            (None, None, None, None),
            (Some(1.0), Some(0.0), None, None),
            (Some(f64::NAN), None, None, None),
            (None, Some(f64::INFINITY), None, None),
            (None, Some(0.1), None, Some(0.2)),
            (Some(0.1), None, Some(0.05), None),
            (None, Some(0.1), Some(0.05), None),
            (Some(0.1), None, None, Some(0.05)),
        ];
        for (min, max, warn_min, warn_max) in refused {
            assert!(
                Limit::new(min, max, warn_min, warn_max).is_err(),
                "{min:?} {max:?}"
            );
        }
        let chosen = Limit::new(None, Some(0.1), None, Some(0.05)).expect("a limit");
        assert_eq!((chosen.warn_max(), chosen.max()), (Some(0.05), Some(0.1)));
        assert_eq!((chosen.warn_min(), chosen.min()), (None, None));
    }
}
