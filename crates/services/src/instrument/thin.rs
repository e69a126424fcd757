//! Prices by week where days would be thinner than a pixel.

use contract::market::{self, Indicators, Prices};
use domain::Day;
use store::Bar;

/// One price a week: its last close, or the bar that its days make together.
pub(super) fn weekly(prices: Prices) -> Prices {
    match prices {
        Prices::Closes { days, closes } => {
            let mut last: Vec<(Day, f64)> = Vec::new();
            for price in days.into_iter().zip(closes) {
                match last.last_mut() {
                    Some(own) if week(own.0) == week(price.0) => *own = price,
                    _ => last.push(price),
                }
            }
            let (days, closes) = last.into_iter().unzip();
            Prices::Closes { days, closes }
        }
        Prices::Bars { bars } => {
            let mut weeks: Vec<market::Bar> = Vec::new();
            for bar in bars {
                match weeks.last_mut() {
                    Some(own) if week(own.day) == week(bar.day) => {
                        own.day = bar.day;
                        own.high = own.high.max(bar.high);
                        own.low = own.low.min(bar.low);
                        own.close = bar.close;
                        own.volume = own.volume.zip(bar.volume).map(|(a, b)| a + b);
                    }
                    _ => weeks.push(bar),
                }
            }
            Prices::Bars { bars: weeks }
        }
    }
}

/// Year and number of the week that a day is in.
fn week(day: Day) -> (i16, i8) {
    let week = day.iso_week_date();
    (week.year(), week.week())
}

/// The positions of the last day of each week.
pub(super) fn ends_of_weeks(bars: &[Bar]) -> Vec<usize> {
    let is_last = |at: &usize| {
        let next = bars.get(at + 1);
        next.is_none_or(|next| week(next.day) != week(bars[*at].day))
    };
    (0..bars.len()).filter(is_last).collect()
}

/// What was computed, at these positions only.
pub(super) fn indicators(all: Indicators, at: &[usize]) -> Indicators {
    Indicators {
        mean_50: pick(&all.mean_50, at),
        bollinger: pick(&all.bollinger, at),
        rsi: pick(&all.rsi, at),
        macd: pick(&all.macd, at),
    }
}

fn pick<T: Copy>(values: &[T], at: &[usize]) -> Vec<T> {
    at.iter()
        .filter_map(|at| values.get(*at))
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_of_bars_is_one_bar() {
        let bar = |day: i8, open, high, low, close, volume| market::Bar {
            day: Day::constant(2021, 1, day),
            open,
            high,
            low,
            close,
            volume,
        };
        let bars = vec![
            // Friday, of the last week of the year before.
            bar(1, 9.0, 10.0, 8.0, 9.5, Some(1.0)),
            bar(4, 10.0, 11.0, 9.0, 10.5, Some(2.0)),
            bar(5, 10.5, 13.0, 10.0, 12.0, Some(3.0)),
            bar(8, 12.0, 12.5, 7.0, 8.0, Some(4.0)),
            bar(11, 8.0, 9.0, 8.0, 9.0, None),
        ];
        let expect = vec![bars[0], bar(8, 10.0, 13.0, 7.0, 8.0, Some(9.0)), bars[4]];
        assert_eq!(
            weekly(Prices::Bars { bars: bars.clone() }),
            Prices::Bars { bars: expect }
        );
        let closes = Prices::Closes {
            days: bars.iter().map(|bar| bar.day).collect(),
            closes: bars.iter().map(|bar| bar.close).collect(),
        };
        let expect = Prices::Closes {
            days: [1, 8, 11].map(|day| Day::constant(2021, 1, day)).to_vec(),
            closes: vec![9.5, 8.0, 9.0],
        };
        assert_eq!(weekly(closes), expect);
    }
}
