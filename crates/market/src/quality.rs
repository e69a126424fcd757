//! What there is to say about the prices of one instrument before they are believed.
//!
//! Facts only: nothing is repaired. A day counts as faulty when it is missing although the exchange
//! was open, when its high or low contradicts its other prices, when nothing was traded, when its
//! close belongs to a run of [`STALE_RUN`] equal ones or more, or when the price jumped by more
//! than [`JUMP`] standard deviations. The score is the share of days without a fault out of 100,
//! rounded down, so that 100 means not one.

use domain::Day;

/// A return beyond so many standard deviations of all returns is a jump.
pub const JUMP: f64 = 10.0;
/// So many equal closes in a row look like a price that nobody made.
pub const STALE_RUN: usize = 5;
/// Days before a jump that its volume is compared with.
const USUAL_VOLUME: usize = 60;
/// The ratio of adjusted to traded close changes by more than this in a split, …
const SPLIT: f64 = 1.2;
/// … by more than this in a dividend, and by less where only digits were cut off.
const DIVIDEND: f64 = 1e-4;

/// What is known of one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quote {
    /// The day.
    pub day: Day,
    /// Open, high, low and close as traded.
    pub prices: Option<[f64; 4]>,
    /// Adjusted for splits and dividends.
    pub adj_close: f64,
    /// Pieces traded.
    pub volume: Option<f64>,
}

/// A return far out of the ordinary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jump {
    /// The day on which it ends.
    pub day: Day,
    /// The return, adjusted for splits and dividends.
    pub change: f64,
    /// The volume of the day over the mean of the days before it.
    pub volume_ratio: Option<f64>,
    /// Whether a split lies on the same day.
    pub on_split: bool,
}

/// What there is to say about a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Quality {
    /// Days with a price.
    pub days: usize,
    /// First day with a price.
    pub first: Day,
    /// Last day with a price.
    pub last: Day,
    /// Sessions of the exchange, as far as known, between the first and the last day.
    pub sessions: usize,
    /// Those without a price.
    pub missing: usize,
    /// Days whose high or low contradicts another price; `None` without highs and lows.
    pub contradictory: Option<usize>,
    /// Days on which nothing was traded; `None` without volumes.
    pub without_volume: Option<usize>,
    /// Closes equal to the one before.
    pub unchanged: usize,
    /// Days in runs of [`STALE_RUN`] equal closes or more.
    pub stale: usize,
    /// Splits; `None` without closes as traded beside the adjusted ones.
    pub splits: Option<usize>,
    /// Dividends, as splits.
    pub dividends: Option<usize>,
    /// The jumps.
    pub jumps: Vec<Jump>,
    /// Out of 100.
    pub score: u8,
}

/// The facts about ascending `quotes`; `None` where there are none. `sessions` are the days on
/// which the exchange was open, ascending, as far as somebody knows.
pub fn quality(quotes: &[Quote], sessions: &[Day]) -> Option<Quality> {
    let (first, last) = (quotes.first()?.day, quotes.last()?.day);
    let sessions: Vec<Day> = sessions
        .iter()
        .copied()
        .filter(|day| (first..=last).contains(day))
        .collect();
    let is_there = |day: &Day| quotes.binary_search_by_key(day, |quote| quote.day).is_ok();
    let missing = sessions.iter().filter(|day| !is_there(day)).count();

    let mut faulty = vec![false; quotes.len()];
    let mut mark = |found: &mut dyn Iterator<Item = usize>| {
        let before = found.map(|at| faulty[at] = true);
        before.count()
    };
    let contradictory = every(quotes, |quote| quote.prices)
        .map(|prices| mark(&mut positions(&prices, |bar| !is_consistent(bar))));
    let volumes = every(quotes, |quote| quote.volume);
    let without_volume = volumes
        .as_ref()
        .map(|volumes| mark(&mut positions(volumes, |volume| *volume <= 0.0)));
    let closes: Vec<f64> = quotes
        .iter()
        .map(|quote| quote.prices.map_or(quote.adj_close, |prices| prices[3]))
        .collect();
    let stale = mark(&mut stale_days(&closes).into_iter());
    let factors = factors(quotes);
    let is_split = |at: usize| {
        factors
            .as_ref()
            .is_some_and(|steps| step_is_split(steps[at - 1]))
    };
    let jumps = jumps(quotes, volumes.as_deref(), &is_split);
    mark(&mut jumps.iter().map(|(at, _)| *at));

    let count = |is: fn(f64) -> bool| {
        let steps = factors.as_ref()?;
        Some(steps.iter().filter(|step| is(**step)).count())
    };
    let bad = missing + faulty.iter().filter(|faulty| **faulty).count();
    let all = missing + quotes.len();
    Some(Quality {
        days: quotes.len(),
        first,
        last,
        sessions: sessions.len(),
        missing,
        contradictory,
        without_volume,
        unchanged: closes.windows(2).filter(|pair| pair[0] == pair[1]).count(),
        stale,
        splits: count(step_is_split),
        dividends: count(step_is_dividend),
        jumps: jumps.into_iter().map(|(_, jump)| jump).collect(),
        // At most 100.
        score: (100 * (all - bad) / all) as u8,
    })
}

/// What every quote has, or nothing.
fn every<T>(quotes: &[Quote], pick: impl Fn(&Quote) -> Option<T>) -> Option<Vec<T>> {
    quotes.iter().map(pick).collect()
}

fn positions<'a, T>(
    values: &'a [T],
    is: impl Fn(&T) -> bool + 'a,
) -> impl Iterator<Item = usize> + 'a {
    (0..values.len()).filter(move |at| is(&values[*at]))
}

fn is_consistent(&[open, high, low, close]: &[f64; 4]) -> bool {
    high >= open.max(close) && low <= open.min(close) && low > 0.0
}

/// The positions in runs of equal values that are long enough.
fn stale_days(closes: &[f64]) -> Vec<usize> {
    let mut start = 0;
    let mut found = Vec::new();
    for run in closes.chunk_by(|a, b| a == b) {
        if run.len() >= STALE_RUN {
            found.extend(start..start + run.len());
        }
        start += run.len();
    }
    found
}

/// By how much the ratio of adjusted to traded close grew from each day to the next.
fn factors(quotes: &[Quote]) -> Option<Vec<f64>> {
    let ratios = every(quotes, |quote| {
        quote.prices.map(|prices| quote.adj_close / prices[3])
    })?;
    // Where no close was ever adjusted, nobody knows whether there was something to adjust for.
    let is_adjusted = ratios.iter().any(|ratio| (ratio - 1.0).abs() > DIVIDEND);
    is_adjusted.then(|| ratios.windows(2).map(|pair| pair[1] / pair[0]).collect())
}

fn step_is_split(step: f64) -> bool {
    step.max(1.0 / step) >= SPLIT
}

fn step_is_dividend(step: f64) -> bool {
    !step_is_split(step) && step > 1.0 + DIVIDEND
}

fn jumps(
    quotes: &[Quote],
    volumes: Option<&[f64]>,
    is_split: &dyn Fn(usize) -> bool,
) -> Vec<(usize, Jump)> {
    let returns: Vec<f64> = quotes
        .windows(2)
        .map(|pair| pair[1].adj_close / pair[0].adj_close - 1.0)
        .collect();
    let count = returns.len() as f64;
    let mean = returns.iter().sum::<f64>() / count;
    let squares: f64 = returns.iter().map(|value| (value - mean).powi(2)).sum();
    let limit = JUMP * (squares / (count - 1.0)).sqrt();
    let is_jump = |change: f64| change.abs() > limit && limit > 0.0;
    let found = (1..quotes.len()).filter(|at| is_jump(returns[at - 1]));
    found
        .map(|at| {
            let usual = volumes.and_then(|volumes| {
                let before = &volumes[at.saturating_sub(USUAL_VOLUME)..at];
                let mean = before.iter().sum::<f64>() / before.len() as f64;
                (mean > 0.0).then(|| volumes[at] / mean)
            });
            let jump = Jump {
                day: quotes[at].day,
                change: returns[at - 1],
                volume_ratio: usual,
                on_split: is_split(at),
            };
            (at, jump)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sessions from Thursday, 2 January 2020, on, without weekends.
    fn weekdays(count: usize) -> Vec<Day> {
        let mut day = Day::constant(2020, 1, 2);
        let mut days = Vec::new();
        while days.len() < count {
            if day.weekday().to_monday_zero_offset() < 5 {
                days.push(day);
            }
            day = day.tomorrow().expect("far from the end of time");
        }
        days
    }

    /// Prices that go up and down by a percent.
    fn quotes(count: usize) -> Vec<Quote> {
        let days = weekdays(count).into_iter().enumerate();
        days.map(|(at, day)| {
            let close = if at % 2 == 0 { 100.0 } else { 101.0 };
            Quote {
                day,
                prices: Some([close, close + 1.0, close - 1.0, close]),
                adj_close: close,
                volume: Some(1000.0),
            }
        })
        .collect()
    }

    #[track_caller]
    fn check(quotes: &[Quote]) -> Quality {
        quality(quotes, &weekdays(300)).expect("there are some")
    }

    #[test]
    fn good_prices_have_nothing_against_them() {
        let found = check(&quotes(300));
        assert_eq!(found.score, 100);
        assert_eq!((found.sessions, found.missing), (300, 0));
        assert_eq!(found.contradictory, Some(0));
        assert_eq!((found.splits, found.dividends), (None, None));
        assert!(found.jumps.is_empty());
        assert_eq!(quality(&[], &weekdays(3)), None);
    }

    #[test]
    fn one_fault_in_three_hundred_is_not_a_hundred() {
        let mut own = quotes(300);
        own.remove(17);
        let found = check(&own);
        assert_eq!((found.missing, found.score), (1, 99));
        let mut own = quotes(300);
        own[20].prices = Some([100.0, 99.0, 98.0, 100.0]);
        own[21].volume = Some(0.0);
        let found = check(&own);
        assert_eq!(found.contradictory, Some(1));
        assert_eq!(found.without_volume, Some(1));
        assert_eq!(found.score, 99);
    }

    #[test]
    fn equal_closes_are_told_and_long_runs_are_faults() {
        let mut own = quotes(300);
        for quote in &mut own[10..14] {
            quote.adj_close = 100.0;
            quote.prices = Some([100.0, 101.0, 99.0, 100.0]);
        }
        let found = check(&own);
        // Day 14 has 100 anyway, so there are five in a row.
        assert_eq!((found.unchanged, found.stale), (4, 5));
        assert_eq!(found.score, 98);
    }

    #[test]
    fn splits_and_dividends_are_steps_of_the_adjustment() {
        let mut own = quotes(300);
        for quote in &mut own[..100] {
            quote.adj_close *= 0.5 * 0.99;
        }
        for quote in &mut own[100..200] {
            quote.adj_close *= 0.99;
        }
        let found = check(&own);
        assert_eq!((found.splits, found.dividends), (Some(1), Some(1)));
    }

    #[test]
    fn a_jump_says_when_how_far_and_how_much_was_traded() {
        let mut own = quotes(300);
        for quote in &mut own[..150] {
            quote.adj_close *= 2.0;
        }
        own[150].volume = Some(25_000.0);
        let found = check(&own);
        let [jump] = found.jumps[..] else {
            panic!("{:?}", found.jumps)
        };
        assert_eq!(jump.day, own[150].day);
        assert!((jump.change + 0.505).abs() < 1e-3, "{jump:?}");
        assert_eq!(jump.volume_ratio, Some(25.0));
        assert!(jump.on_split);
        assert_eq!(found.score, 99);
    }

    #[test]
    fn closes_alone_say_less() {
        let mut own = quotes(300);
        for quote in &mut own {
            quote.prices = None;
            quote.volume = None;
        }
        let found = check(&own);
        assert_eq!(found.contradictory, None);
        assert_eq!(found.without_volume, None);
        assert_eq!(found.splits, None);
        assert_eq!(found.score, 100);
    }
}
