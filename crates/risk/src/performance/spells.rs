use crate::{RiskError, performance::Curve};

/// One fall of compounded wealth below a maximum, until it is back there.
///
/// Positions count along the wealth curve: 0 is the start, `t` is after the `t`-th return.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawdown {
    /// How much of the peak was lost at the bottom, from 0 to 1.
    pub depth: f64,
    /// The last maximum before the fall.
    pub start: usize,
    /// The bottom; the first of equally deep ones.
    pub trough: usize,
    /// When wealth was back at the peak; none where it still is below.
    pub recovery: Option<usize>,
    /// The recovery, or the end of the series.
    pub end: usize,
}

impl Drawdown {
    /// Observations from the peak to the recovery, or to the end of the series.
    pub fn length(&self) -> usize {
        self.end - self.start
    }
}

/// All drawdowns of compounded wealth in the order of time; the last may still go on. They do not
/// overlap: each begins at the last maximum and ends when wealth is back there.
///
/// # Errors
/// With no observation, or as [`wealth`](crate::wealth).
pub fn drawdown_list(returns: &[f64]) -> Result<Vec<Drawdown>, RiskError> {
    Ok(Curve::new(returns)?.drawdown_list())
}

/// The deepest of [`drawdown_list`], the deepest first; of equally deep ones the earlier first.
///
/// # Errors
/// As there.
pub fn deepest_drawdowns(returns: &[f64], count: usize) -> Result<Vec<Drawdown>, RiskError> {
    let mut all = drawdown_list(returns)?;
    all.sort_by(|a, b| b.depth.total_cmp(&a.depth));
    all.truncate(count);
    Ok(all)
}

impl Curve {
    /// See [`drawdown_list`].
    pub fn drawdown_list(&self) -> Vec<Drawdown> {
        let (curve, mut all) = (self.wealth(), Vec::new());
        let mut peak = 0;
        let mut open: Option<Drawdown> = None;
        for (t, &value) in curve.iter().enumerate() {
            if value >= curve[peak] {
                all.extend(open.take().map(|spell| Drawdown {
                    recovery: Some(t),
                    end: t,
                    ..spell
                }));
                peak = t;
                continue;
            }
            let depth = 1.0 - value / curve[peak];
            let spell = open.get_or_insert(Drawdown {
                depth,
                start: peak,
                trough: t,
                recovery: None,
                end: curve.len() - 1,
            });
            if depth > spell.depth {
                (spell.depth, spell.trough) = (depth, t);
            }
        }
        all.extend(open);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(returns: &[f64], expect: &[(f64, usize, usize, Option<usize>, usize)]) {
        let found = drawdown_list(returns).expect("sound");
        assert_eq!(found.len(), expect.len(), "{found:?}");
        for (found, expect) in found.iter().zip(expect) {
            assert!((found.depth - expect.0).abs() < 1e-15, "{found:?}");
            assert_eq!(
                (found.start, found.trough, found.recovery, found.length()),
                (expect.1, expect.2, expect.3, expect.4)
            );
        }
    }

    #[test]
    fn falls_and_recoveries() {
        check(&[0.1, 0.0, 0.2], &[]);
        check(&[-0.5, 1.0], &[(0.5, 0, 1, Some(2), 2)]);
        check(&[-0.5, 0.5], &[(0.5, 0, 1, None, 2)]);
        check(
            &[0.25, -0.5, -0.5, 3.0, 0.0, -0.25],
            &[(0.75, 1, 3, Some(4), 3), (0.25, 5, 6, None, 1)],
        );
        check(&[-1.0, 0.5], &[(1.0, 0, 1, None, 2)]);
        let deepest = deepest_drawdowns(&[-0.25, 1.0, -0.5, 2.0, -0.5, 2.0], 2).expect("sound");
        assert_eq!(
            deepest.iter().map(|spell| spell.start).collect::<Vec<_>>(),
            [2, 4]
        );
    }
}
