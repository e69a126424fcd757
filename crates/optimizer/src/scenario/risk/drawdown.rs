//! Drawdown of the not compounded curve, at risk or at its largest.
//!
//! With the cumulated returns `C_0 = 0, C_t = C_{t−1} + r_t` the drawdown at `t` is
//! `max_{s ≤ t} (C_s − C_t)'w`; the measure is the mean of its `(1 − β)T` largest values, or the
//! largest. A cut takes the peaks `s(t)` and the tail as they are at a position, which any other
//! position can only exceed. In units of wealth at the start. `O(T · held assets)` a cut.
//!
//! Source: Chekhlov, Uryasev and Zabarankin, *Drawdown measure in portfolio optimization*,
//! International Journal of Theoretical and Applied Finance 8 (2005).

use nalgebra::DMatrix;

use super::Risk;
use super::kernel::{Tail, combine};

/// CDaR or the maximum drawdown.
pub(super) struct Drawdown {
    /// `C_1 … C_T`.
    cumulated: DMatrix<f64>,
    curve: Vec<f64>,
    drawdowns: Vec<f64>,
    /// The period after which the curve peaked; 0 is the start, `t + 1` the end of period `t`.
    peaks: Vec<u32>,
    tail: Tail,
    /// Net share of each point of the curve in the cut.
    shares: Vec<(usize, f64)>,
}

impl Drawdown {
    pub(super) fn at_risk(returns: &DMatrix<f64>, confidence: f64) -> Self {
        Self::new(returns, Tail::new(returns.nrows(), confidence))
    }

    pub(super) fn largest(returns: &DMatrix<f64>) -> Self {
        let periods = returns.nrows() as f64;
        Self::new(returns, Tail::new(returns.nrows(), 1.0 - 0.5 / periods))
    }

    fn new(returns: &DMatrix<f64>, tail: Tail) -> Self {
        let mut cumulated = returns.clone();
        for mut column in cumulated.column_iter_mut() {
            let mut sum = 0.0;
            for entry in column.iter_mut() {
                sum += *entry;
                *entry = sum;
            }
        }
        let periods = returns.nrows();
        Self {
            cumulated,
            curve: vec![0.0; periods],
            drawdowns: vec![0.0; periods],
            peaks: vec![0; periods],
            tail,
            shares: Vec::new(),
        }
    }
}

impl Risk for Drawdown {
    fn evaluate(&mut self, position: &[f64], cut: &mut [f64]) -> f64 {
        combine(&self.cumulated, position, &mut self.curve);
        let (mut peak, mut at) = (0.0, 0);
        for (period, &level) in self.curve.iter().enumerate() {
            if level > peak {
                (peak, at) = (level, period as u32 + 1);
            }
            self.drawdowns[period] = peak - level;
            self.peaks[period] = at;
        }
        let (shares, peaks) = (&mut self.shares, &self.peaks);
        shares.clear();
        let value = self.tail.mean(&self.drawdowns, |period, share| {
            shares.push((period + 1, -share));
            shares.push((peaks[period] as usize, share));
        });
        // Many members share their peak: sum those up first.
        shares.sort_unstable_by_key(|share| share.0);
        shares.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            if is_same {
                kept.1 += next.1;
            }
            is_same
        });
        shares.retain(|share| share.0 > 0 && share.1 != 0.0);
        let periods = self.cumulated.nrows();
        let columns = self.cumulated.as_slice().chunks_exact(periods);
        for (entry, column) in cut.iter_mut().zip(columns) {
            *entry = shares
                .iter()
                .map(|&(point, share)| share * column[point - 1])
                .sum();
        }
        value
    }
}
