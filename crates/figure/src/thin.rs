//! At most two points per pixel, without losing a peak.

use crate::model::{Candle, Point};

/// Points that differ on a screen of this many pixels between the ends: in each column of
/// pixels the lowest and the highest, in their order, and the first and last of every run.
/// Gaps stay gaps. The points must be in order of their position.
pub(crate) fn line(points: &[Point], from: f64, to: f64, pixels: f64) -> Vec<Point> {
    let columns = pixels.max(2.0).floor() - 1.0;
    if points.len() as f64 <= 2.0 * columns || to <= from {
        return points.to_vec();
    }
    let column = |x: f64| ((x - from) / (to - from) * columns).floor();
    let mut kept = Vec::with_capacity(2 * columns as usize + 2);
    let mut rest = points;
    while let Some(&(x, first)) = rest.first() {
        let Some(_) = first else {
            // One gap says as much as many.
            let gap = rest.iter().take_while(|(_, y)| y.is_none()).count();
            kept.push((x, None));
            rest = &rest[gap..];
            continue;
        };
        let here = column(x);
        let taken = rest
            .iter()
            .take_while(|(x, y)| y.is_some() && column(*x) == here)
            .count();
        let (group, after) = rest.split_at(taken);
        extremes(group, &mut kept);
        rest = after;
    }
    // The ends of the whole line keep their exact place.
    if let (Some(first), Some(kept_first)) = (points.first(), kept.first().copied())
        && *first != kept_first
    {
        kept.insert(0, *first);
    }
    if let (Some(last), Some(kept_last)) = (points.last(), kept.last())
        && last.0 > kept_last.0
    {
        kept.push(*last);
    }
    kept
}

fn extremes(group: &[Point], kept: &mut Vec<Point>) {
    let by_value =
        |a: &&Point, b: &&Point| a.1.partial_cmp(&b.1).unwrap_or(std::cmp::Ordering::Equal);
    let (Some(low), Some(high)) = (group.iter().min_by(by_value), group.iter().max_by(by_value))
    else {
        return;
    };
    if low.1 == high.1 {
        kept.push(*low);
    } else if low.0 <= high.0 {
        kept.extend([*low, *high]);
    } else {
        kept.extend([*high, *low]);
    }
}

/// So few of many items that each has its room: every `n`-th, `n` as small as possible.
pub(crate) fn stride(items: usize, most: f64) -> usize {
    if most < 1.0 {
        items.max(1)
    } else {
        (items as f64 / most).ceil().max(1.0) as usize
    }
}

/// Neighbouring candles as one: open of the first, close of the last, the extremes of all.
pub(crate) fn candles(candles: &[Candle], most: f64) -> Vec<Candle> {
    let stride = stride(candles.len(), most);
    candles
        .chunks(stride)
        .map(|group| {
            let (first, last) = (group[0], group[group.len() - 1]);
            Candle {
                x: (first.x + last.x) / 2.0,
                open: first.open,
                high: group.iter().fold(first.high, |h, c| h.max(c.high)),
                low: group.iter().fold(first.low, |l, c| l.min(c.low)),
                close: last.close,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_points_are_left_alone() {
        let points = vec![(0.0, Some(1.0)), (1.0, None), (2.0, Some(3.0))];
        assert_eq!(line(&points, 0.0, 2.0, 100.0), points);
        assert!(line(&[], 0.0, 1.0, 100.0).is_empty());
    }

    #[test]
    fn at_most_two_points_per_pixel_and_every_peak() {
        let mut points: Vec<Point> = (0..10_000)
            .map(|i| (f64::from(i), Some(f64::from(i * 7919 % 1000))))
            .collect();
        points[5_000].1 = Some(1e6);
        points[7_777].1 = Some(-1e6);
        let thin = line(&points, 0.0, 9_999.0, 300.0);
        assert!(thin.len() <= 600, "{}", thin.len());
        assert!(thin.contains(&(5_000.0, Some(1e6))) && thin.contains(&(7_777.0, Some(-1e6))));
        assert_eq!((thin[0], thin[thin.len() - 1]), (points[0], points[9_999]));
        assert!(thin.windows(2).all(|w| w[0].0 < w[1].0));
    }

    #[test]
    fn gaps_survive() {
        let points: Vec<Point> = (0..5_000)
            .map(|i| (f64::from(i), (!(2_000..2_500).contains(&i)).then_some(1.0)))
            .collect();
        let thin = line(&points, 0.0, 4_999.0, 100.0);
        assert_eq!(thin.iter().filter(|(_, y)| y.is_none()).count(), 1);
        assert!(thin.len() <= 200);
    }

    #[test]
    fn candles_join() {
        let one = |x: f64| Candle {
            x,
            open: x,
            high: x + 2.0,
            low: x - 1.0,
            close: x + 1.0,
        };
        let all: Vec<Candle> = (0..10).map(|i| one(f64::from(i))).collect();
        let joined = candles(&all, 5.0);
        assert_eq!(joined.len(), 5);
        assert_eq!(
            joined[0],
            Candle {
                x: 0.5,
                open: 0.0,
                high: 3.0,
                low: -1.0,
                close: 2.0
            }
        );
        assert_eq!(candles(&all, 100.0), all);
        assert!(candles(&[], 0.0).is_empty());
    }
}
