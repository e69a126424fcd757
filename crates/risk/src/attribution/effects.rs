use std::ops::Range;

use market::Returns;
use nalgebra::DMatrix;

use super::{
    Bucket, Interaction, Linking, Partition, Stake, brinson_fachler,
    gains::{check_periods, check_shape, gains},
    linking::compound,
};
use crate::RiskError;

/// What choosing a group and its members did to the active return.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Effects {
    /// Of the weight of the group.
    pub allocation: f64,
    /// Of its members.
    pub selection: f64,
    /// Of both at once.
    pub interaction: f64,
}

impl Effects {
    /// All three.
    pub fn total(&self) -> f64 {
        self.allocation + self.selection + self.interaction
    }

    pub(crate) fn merged(self) -> Self {
        Self {
            allocation: self.allocation,
            selection: self.selection + self.interaction,
            interaction: 0.0,
        }
    }

    pub(crate) fn is_finite(&self) -> bool {
        self.total().is_finite()
    }

    fn add(&mut self, other: &Self, factor: f64) {
        self.allocation += factor * other.allocation;
        self.selection += factor * other.selection;
        self.interaction += factor * other.interaction;
    }
}

/// What [`attribute`] is asked.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// Returns of the assets.
    pub returns: &'a Returns,
    /// The weights of the portfolio at the start of each day, T × n, as
    /// [`portfolio_weights`](crate::portfolio_weights) gives them.
    pub portfolio: &'a DMatrix<f64>,
    /// Those of the benchmark.
    pub benchmark: &'a DMatrix<f64>,
    /// The groups.
    pub partition: &'a Partition,
    /// See [`periods`](super::periods()).
    pub periods: &'a [Range<usize>],
    /// Where the interaction goes.
    pub interaction: Interaction,
    /// How periods are linked.
    pub linking: Linking,
}

/// The active return over several periods, by group and effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// The groups; cash only where one of the two ever has some.
    pub buckets: Vec<Bucket>,
    /// Each period by itself.
    pub periods: Vec<PeriodEffects>,
    /// The effects of all periods, linked, one per bucket; their totals sum to `active`.
    pub linked: Vec<Effects>,
    /// The compounded return of the portfolio.
    pub portfolio: f64,
    /// The compounded return of the benchmark.
    pub benchmark: f64,
    /// Their difference.
    pub active: f64,
}

/// One period of an attribution.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodEffects {
    /// The positions of its days.
    pub days: Range<usize>,
    /// The return of the portfolio.
    pub portfolio: f64,
    /// The return of the benchmark.
    pub benchmark: f64,
    /// What was held, one per bucket.
    pub groups: Vec<GroupSums>,
    /// Not linked, one per bucket; their totals sum to the difference of the returns.
    pub effects: Vec<Effects>,
    /// What linking multiplies the effects with.
    pub coefficient: f64,
}

/// What was held of a group.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct GroupSums {
    /// In the portfolio.
    pub portfolio: Stake,
    /// In the benchmark.
    pub benchmark: Stake,
}

/// Brinson and Fachler's attribution over several periods: see [`brinson_fachler`] for the effects of a
/// period and [`Linking`] for how they become effects of all.
///
/// The weight of a group is that at the start of the period. Its contribution is the money gained with
/// its assets over the period per unit of wealth at the start, and its return that contribution over
/// the weight: the compounded return where nothing is traded inside the period. So effects sum to the
/// difference of the true returns also where weights are brought back daily and periods are months.
///
/// O(T n) time, O(periods × groups) memory.
///
/// # Errors
/// When the parts do not fit together, there is no period, a number is not finite, a day loses
/// everything, or a result is beyond the range of numbers.
pub fn attribute(question: &Question<'_>) -> Result<Attribution, RiskError> {
    check(question)?;
    let mut periods = question
        .periods
        .iter()
        .map(|days| period(question, days.clone()))
        .collect::<Result<Vec<_>, _>>()?;
    let own: Vec<f64> = periods.iter().map(|period| period.portfolio).collect();
    let other: Vec<f64> = periods.iter().map(|period| period.benchmark).collect();
    let coefficients = question.linking.coefficients(&own, &other)?;
    let whole = compound(&own, &other)?;
    let buckets = question.partition.buckets();
    let mut linked = vec![Effects::default(); buckets.len()];
    for (period, coefficient) in periods.iter_mut().zip(coefficients) {
        period.coefficient = coefficient;
        for (sum, effects) in linked.iter_mut().zip(&period.effects) {
            sum.add(effects, coefficient);
        }
    }
    if !linked.iter().all(Effects::is_finite) {
        return Err(RiskError::Overflow);
    }
    let mut found = Attribution {
        buckets: buckets.to_vec(),
        periods,
        linked,
        portfolio: whole.own,
        benchmark: whole.other,
        active: whole.active,
    };
    found.leave_unused_cash_out();
    Ok(found)
}

impl Attribution {
    /// Cash that neither side ever has takes no part.
    fn leave_unused_cash_out(&mut self) {
        let cash = self.buckets.len() - 1;
        let unused = |period: &PeriodEffects| period.groups[cash] == GroupSums::default();
        if self.periods.iter().all(unused) {
            self.buckets.truncate(cash);
            self.linked.truncate(cash);
            for period in &mut self.periods {
                period.groups.truncate(cash);
                period.effects.truncate(cash);
            }
        }
    }
}

fn check(question: &Question<'_>) -> Result<(), RiskError> {
    check_shape(question.returns, question.portfolio)?;
    check_shape(question.returns, question.benchmark)?;
    let (days, assets) = question.returns.matrix.shape();
    if question.partition.assets() != assets {
        return Err(RiskError::Length {
            expected: assets,
            found: question.partition.assets(),
        });
    }
    check_periods(days, question.periods)
}

fn period(question: &Question<'_>, days: Range<usize>) -> Result<PeriodEffects, RiskError> {
    let own = gains(question.returns, question.portfolio, days.clone())?;
    let other = gains(question.returns, question.benchmark, days.clone())?;
    let partition = question.partition;
    let mut groups = vec![GroupSums::default(); partition.buckets().len()];
    for (asset, (x, b)) in own.stakes.iter().zip(&other.stakes).enumerate() {
        let sums = &mut groups[partition.bucket_of(asset)];
        for (sum, stake) in [(&mut sums.portfolio, x), (&mut sums.benchmark, b)] {
            sum.weight += stake.weight;
            sum.contribution += stake.contribution;
        }
    }
    if let Some(cash) = groups.last_mut() {
        cash.portfolio.weight = own.cash;
        cash.benchmark.weight = other.cash;
    }
    let side = |of: fn(&GroupSums) -> Stake| groups.iter().map(of).collect::<Vec<_>>();
    let effects = brinson_fachler(
        &side(|sums| sums.portfolio),
        &side(|sums| sums.benchmark),
        question.interaction,
    )?;
    Ok(PeriodEffects {
        days,
        portfolio: own.total,
        benchmark: other.total,
        groups,
        effects,
        coefficient: 1.0,
    })
}
