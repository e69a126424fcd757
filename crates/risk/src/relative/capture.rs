use crate::{
    RiskError,
    performance::finite,
    relative::{Pair, pair::Side},
};

/// Up capture: the mean return on the days on which the benchmark rises over the benchmark's mean
/// there, `mean(x | b > 0) / mean(b | b > 0)`. Not compounded, as some providers do.
///
/// # Errors
/// When the lengths differ, or without such a day.
pub fn up_capture(returns: &[f64], benchmark: &[f64]) -> Result<f64, RiskError> {
    Pair::new(returns, benchmark)?.up_capture()
}

/// Down capture: the same on the days on which the benchmark falls; below 1 where less is lost.
///
/// # Errors
/// When the lengths differ, or without such a day.
pub fn down_capture(returns: &[f64], benchmark: &[f64]) -> Result<f64, RiskError> {
    Pair::new(returns, benchmark)?.down_capture()
}

impl Pair {
    /// See [`up_capture`].
    ///
    /// # Errors
    /// As there.
    pub fn up_capture(&self) -> Result<f64, RiskError> {
        ratio(&self.up, "day on which the benchmark rises")
    }

    /// See [`down_capture`].
    ///
    /// # Errors
    /// As there.
    pub fn down_capture(&self) -> Result<f64, RiskError> {
        ratio(&self.down, "day on which the benchmark falls")
    }
}

/// Of the sums, as both means are over the same days.
fn ratio(side: &Side, what: &'static str) -> Result<f64, RiskError> {
    if side.days == 0 {
        Err(RiskError::Nothing(what))
    } else {
        finite(side.own / side.benchmark)
    }
}
