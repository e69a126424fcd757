//! From the keys of a rule to what is measured and limited.

use risk::compliance::{Limit, Measure, Rule as CoreRule};

use super::Rule;
use crate::{
    ProblemError, ProblemErrors, RuleKind, TailModelKind,
    report::{ground::Ground, tail::Settings},
};

/// A rule that can be checked.
pub(super) struct Check {
    pub(super) name: String,
    pub(super) kind: RuleKind,
    pub(super) rule: CoreRule,
}

/// Reads all rules; one about each group becomes one for each.
pub(super) fn read(rules: &[Rule], ground: &Ground<'_>) -> Result<Vec<Check>, ProblemErrors> {
    let mut checks = Vec::new();
    let mut errors = Vec::new();
    for (i, rule) in rules.iter().enumerate() {
        match rule.read(&format!("rules[{i}]"), ground) {
            Ok(read) => checks.extend(read),
            Err(wrong) => errors.extend(wrong.0),
        }
    }
    ProblemErrors::check(errors)?;
    Ok(checks)
}

/// The keys of a rule besides `kind` and `name`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Limit,
    WarnAt,
    Min,
    Max,
    WarnMin,
    WarnMax,
    Asset,
    Group,
    Assets,
    Count,
    Confidence,
    HorizonDays,
    Model,
    Days,
}

impl RuleKind {
    pub(super) fn is_of_liquidity(self) -> bool {
        matches!(self, Self::MaxDaysToLiquidate | Self::MinSoldWithin)
    }

    /// The keys it must have, and those it may have.
    fn keys(self) -> (&'static [Key], &'static [Key]) {
        use Key::{
            Asset, Assets, Confidence, Count, Days, Group, HorizonDays, Limit, Max, Min, Model,
            WarnAt, WarnMax, WarnMin,
        };
        match self {
            Self::MaxWeight | Self::MinWeight => (&[Limit], &[WarnAt, Asset]),
            Self::MaxGroupWeight | Self::MinGroupWeight => (&[Limit], &[WarnAt, Group]),
            Self::MaxTopWeight => (&[Limit, Count], &[WarnAt]),
            Self::NetExposure | Self::Cash | Self::Beta => (&[], &[Min, Max, WarnMin, WarnMax]),
            Self::Restricted => (&[Assets], &[]),
            Self::MaxVar | Self::MaxCvar => (&[Limit], &[WarnAt, Confidence, HorizonDays, Model]),
            Self::MinSoldWithin => (&[Limit, Days], &[WarnAt]),
            Self::MinHoldings
            | Self::MaxHoldings
            | Self::MaxHhi
            | Self::MaxGrossExposure
            | Self::MaxVolatility
            | Self::MaxTrackingError
            | Self::MaxDrawdown
            | Self::MaxDaysToLiquidate => (&[Limit], &[WarnAt]),
        }
    }

    /// Whether its limit is a minimum.
    fn is_minimum(self) -> bool {
        matches!(
            self,
            Self::MinWeight | Self::MinGroupWeight | Self::MinHoldings | Self::MinSoldWithin
        )
    }

    /// Whether it measures what is never negative.
    fn is_positive(self) -> bool {
        !matches!(
            self,
            Self::MaxWeight
                | Self::MinWeight
                | Self::MaxGroupWeight
                | Self::MinGroupWeight
                | Self::NetExposure
                | Self::Cash
                | Self::Beta
                | Self::MaxVar
                | Self::MaxCvar
        )
    }
}

impl Key {
    const ALL: [Self; 14] = [
        Self::Limit,
        Self::WarnAt,
        Self::Min,
        Self::Max,
        Self::WarnMin,
        Self::WarnMax,
        Self::Asset,
        Self::Group,
        Self::Assets,
        Self::Count,
        Self::Confidence,
        Self::HorizonDays,
        Self::Model,
        Self::Days,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Limit => "limit",
            Self::WarnAt => "warn_at",
            Self::Min => "min",
            Self::Max => "max",
            Self::WarnMin => "warn_min",
            Self::WarnMax => "warn_max",
            Self::Asset => "asset",
            Self::Group => "group",
            Self::Assets => "assets",
            Self::Count => "count",
            Self::Confidence => "confidence",
            Self::HorizonDays => "horizon_days",
            Self::Model => "model",
            Self::Days => "days",
        }
    }

    fn is_in(self, rule: &Rule) -> bool {
        match self {
            Self::Limit => rule.limit.is_some(),
            Self::WarnAt => rule.warn_at.is_some(),
            Self::Min => rule.min.is_some(),
            Self::Max => rule.max.is_some(),
            Self::WarnMin => rule.warn_min.is_some(),
            Self::WarnMax => rule.warn_max.is_some(),
            Self::Asset => rule.asset.is_some(),
            Self::Group => rule.group.is_some(),
            Self::Assets => rule.assets.is_some(),
            Self::Count => rule.count.is_some(),
            Self::Confidence => rule.confidence.is_some(),
            Self::HorizonDays => rule.horizon_days.is_some(),
            Self::Model => rule.model.is_some(),
            Self::Days => rule.days.is_some(),
        }
    }
}

impl Rule {
    fn read(&self, path: &str, ground: &Ground<'_>) -> Result<Vec<Check>, ProblemErrors> {
        self.check_keys(path)?;
        self.check_values(path)?;
        self.check_sides(path)?;
        let limit = self.limit(path)?;
        let measures = self.measures(path, ground)?;
        Ok(measures
            .into_iter()
            .map(|(about, measure)| Check {
                name: self.name_of(about.as_deref()),
                kind: self.kind,
                rule: CoreRule { measure, limit },
            })
            .collect())
    }

    fn name_of(&self, about: Option<&str>) -> String {
        match (&self.name, about) {
            // A name that was given stays; only one rule for each group needs to be told apart.
            (Some(name), Some(about)) if self.is_of_each_group() => format!("{name} {about}"),
            (Some(name), _) => name.clone(),
            (None, Some(about)) => format!("{} {about}", self.kind.as_str()),
            (None, None) => self.kind.as_str().to_owned(),
        }
    }

    fn is_of_each_group(&self) -> bool {
        let of_groups = matches!(
            self.kind,
            RuleKind::MaxGroupWeight | RuleKind::MinGroupWeight
        );
        of_groups && self.group.is_none()
    }

    /// Keys that the kind needs and does not have, or has and does not know.
    fn check_keys(&self, path: &str) -> Result<(), ProblemErrors> {
        let (needed, allowed) = self.kind.keys();
        let mut errors = Vec::new();
        for key in Key::ALL {
            let at = format!("{path}.{}", key.name());
            let kind = self.kind.as_str();
            if needed.contains(&key) && !key.is_in(self) {
                errors.push(ProblemError::new(
                    at,
                    format!("is missing: {kind} needs it"),
                ));
            } else if key.is_in(self) && !needed.contains(&key) && !allowed.contains(&key) {
                errors.push(ProblemError::new(at, format!("does not belong to {kind}")));
            }
        }
        if self
            .name
            .as_ref()
            .is_some_and(|name| name.trim().is_empty())
        {
            errors.push(ProblemError::new(format!("{path}.name"), "is empty"));
        }
        ProblemErrors::check(errors)
    }

    fn check_values(&self, path: &str) -> Result<(), ProblemErrors> {
        /// Ten years, beyond which nothing of this kind means anything.
        const MOST_DAYS: usize = 2_520;
        let mut errors = Vec::new();
        let mut refuse = |key: Key, message: &str| {
            errors.push(ProblemError::new(format!("{path}.{}", key.name()), message));
        };
        for (key, value) in [(Key::Limit, self.limit), (Key::WarnAt, self.warn_at)] {
            if self.kind.is_positive() && value.is_some_and(|value| value < 0.0) {
                refuse(key, "must be at least 0");
            }
        }
        if self.confidence.is_some_and(|c| !(c > 0.0 && c < 1.0)) {
            refuse(Key::Confidence, "must lie between 0 and 1");
        }
        if self.horizon_days.is_some_and(|h| h == 0 || h > MOST_DAYS) {
            refuse(Key::HorizonDays, "must be at least 1 and at most 2520");
        }
        if self
            .days
            .is_some_and(|days| !(days.is_finite() && days >= 0.0))
        {
            refuse(Key::Days, "must be at least 0");
        }
        if self.count == Some(0) {
            refuse(Key::Count, "must be at least 1");
        }
        if self.assets.as_ref().is_some_and(Vec::is_empty) {
            refuse(Key::Assets, "names no asset");
        }
        ProblemErrors::check(errors)
    }

    /// Limits that contradict each other, and warnings that do not lie before their limit.
    fn check_sides(&self, path: &str) -> Result<(), ProblemErrors> {
        let mut errors = Vec::new();
        let mut refuse = |key: Key, message: String| {
            errors.push(ProblemError::new(format!("{path}.{}", key.name()), message));
        };
        let sides = [
            (Key::WarnAt, self.warn_at, Key::Limit, self.limit),
            (Key::WarnMin, self.warn_min, Key::Min, self.min),
            (Key::WarnMax, self.warn_max, Key::Max, self.max),
        ];
        for (key, warn, of, limit) in sides {
            let of = of.name();
            match (warn, limit) {
                (Some(_), None) => refuse(key, format!("needs `{of}`")),
                (Some(warn), Some(limit)) => {
                    let is_minimum = key == Key::WarnMin || self.kind.is_minimum();
                    if is_minimum && warn < limit {
                        refuse(
                            key,
                            format!("must not be below `{of}` ({limit}), is {warn}"),
                        );
                    } else if !is_minimum && warn > limit {
                        refuse(
                            key,
                            format!("must not be above `{of}` ({limit}), is {warn}"),
                        );
                    }
                }
                (None, _) => {}
            }
        }
        if let (Some(min), Some(max)) = (self.min, self.max)
            && min > max
        {
            refuse(
                Key::Min,
                format!("must not be above `max` ({max}), is {min}"),
            );
        }
        ProblemErrors::check(errors)
    }

    fn limit(&self, path: &str) -> Result<Limit, ProblemErrors> {
        let limit = match self.kind {
            RuleKind::Restricted => Limit::at_most(0.0),
            RuleKind::NetExposure | RuleKind::Cash | RuleKind::Beta => {
                if self.min.is_none() && self.max.is_none() {
                    let message = "needs min, max, or both";
                    return Err(ProblemError::new(path, message).into());
                }
                Limit::new(self.min, self.max, self.warn_min, self.warn_max)
            }
            kind if kind.is_minimum() => Limit::new(self.limit, None, self.warn_at, None),
            _ => Limit::new(None, self.limit, None, self.warn_at),
        };
        // The core says `limit must …`; the path says which.
        limit.map_err(|error| ProblemError::new(path, error).into())
    }

    /// What is measured, and what it is about where the kind does not say it.
    fn measures(
        &self,
        path: &str,
        ground: &Ground<'_>,
    ) -> Result<Vec<(Option<String>, Measure)>, ProblemErrors> {
        let confidence = self.confidence.unwrap_or(ground.confidence[0]);
        let days = self.horizon_days.unwrap_or(1);
        let model = self.model.unwrap_or(TailModelKind::Historical);
        let model = model.model(Settings::usual(ground.seed));
        let measure = match self.kind {
            RuleKind::MaxWeight | RuleKind::MinWeight => {
                return self.of_weights(path, ground).map(|one| vec![one]);
            }
            RuleKind::MaxGroupWeight | RuleKind::MinGroupWeight => {
                return self.of_groups(path, ground);
            }
            RuleKind::MinHoldings | RuleKind::MaxHoldings => Measure::Holdings,
            RuleKind::MaxTopWeight => Measure::Top(self.count.unwrap_or(1)),
            RuleKind::MaxHhi => Measure::Herfindahl,
            RuleKind::MaxGrossExposure => Measure::GrossExposure,
            RuleKind::NetExposure => Measure::NetExposure,
            RuleKind::Cash => Measure::Cash,
            RuleKind::Restricted => {
                let named = self.assets.iter().flatten();
                // Lists are longer than portfolios: what is not in the data is not held.
                let known = named.filter_map(|name| ground.returns.position(name));
                Measure::Restricted(known.collect())
            }
            RuleKind::MaxVar => Measure::Var {
                model,
                confidence,
                days,
            },
            RuleKind::MaxCvar => Measure::Cvar {
                model,
                confidence,
                days,
            },
            RuleKind::MaxVolatility => Measure::Volatility,
            RuleKind::MaxTrackingError => Measure::TrackingError,
            RuleKind::MaxDrawdown => Measure::MaxDrawdown,
            RuleKind::Beta => Measure::Beta,
            RuleKind::MaxDaysToLiquidate => Measure::DaysToLiquidate,
            RuleKind::MinSoldWithin => Measure::SoldWithin(self.days.unwrap_or(0.0)),
        };
        Ok(vec![(None, measure)])
    }

    fn of_weights(
        &self,
        path: &str,
        ground: &Ground<'_>,
    ) -> Result<(Option<String>, Measure), ProblemErrors> {
        Ok(match &self.asset {
            Some(asset) => {
                let column = ground.asset(&format!("{path}.asset"), asset)?;
                (Some(asset.clone()), Measure::Weight(column))
            }
            None if self.kind.is_minimum() => (None, Measure::SmallestWeight),
            None => (None, Measure::LargestWeight),
        })
    }

    fn of_groups(
        &self,
        path: &str,
        ground: &Ground<'_>,
    ) -> Result<Vec<(Option<String>, Measure)>, ProblemErrors> {
        let wanted = |name: &str| self.group.as_ref().is_none_or(|group| group == name);
        let found: Vec<(Option<String>, Measure)> = ground
            .groups
            .iter()
            .filter(|(name, _)| wanted(name))
            .map(|(name, members)| (Some(name.clone()), Measure::GroupWeight(members.clone())))
            .collect();
        match (&self.group, found.is_empty()) {
            (_, false) => Ok(found),
            (Some(group), true) => {
                let name: String = group.chars().take(40).collect();
                let message = format!("{name} is not among the groups");
                Err(ProblemError::new(format!("{path}.group"), message).into())
            }
            (None, true) => {
                let message = "is missing, and the document has no groups";
                Err(ProblemError::new(format!("{path}.group"), message).into())
            }
        }
    }
}
