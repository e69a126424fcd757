use crate::{
    RiskError,
    error::{check, enough},
    performance::{Merge, is_rounding, mean},
};

/// The sums over two series on the same days from which everything relative follows. Pairs of
/// adjoining stretches merge into the pair of both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    pub(crate) count: usize,
    pub(crate) own: Spread,
    pub(crate) benchmark: Spread,
    /// `x − b`, by itself: out of the other two it would cancel where they are nearly the same.
    pub(crate) active: Spread,
    /// `Σ (xₜ − x̄)(bₜ − b̄)`
    pub(crate) products: f64,
    /// Days on which the benchmark rises.
    pub(crate) up: Side,
    /// Days on which the benchmark falls.
    pub(crate) down: Side,
    /// Days on which the series is above the benchmark.
    pub(crate) ahead: usize,
}

/// A mean and what is around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    pub(crate) mean: f64,
    /// `Σ (xₜ − x̄)²`
    pub(crate) squares: f64,
    /// The greatest absolute value.
    level: f64,
}

/// Some of the days.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Side {
    pub(crate) days: usize,
    /// `Σ xₜ`
    pub(crate) own: f64,
    /// `Σ bₜ`
    pub(crate) benchmark: f64,
}

impl Pair {
    /// The sums over two series; the means first, then what is around them.
    ///
    /// # Errors
    /// With no observation, different lengths, or a return that is not finite.
    pub fn new(returns: &[f64], benchmark: &[f64]) -> Result<Self, RiskError> {
        check_lengths(returns, benchmark)?;
        check(returns, 1)?;
        check(benchmark, 1)?;
        let n = returns.len() as f64;
        let both = || returns.iter().zip(benchmark);
        let active = both().map(|(x, b)| x - b).sum::<f64>() / n;
        let mut pair = Self {
            count: returns.len(),
            own: Spread::around(mean(returns)),
            benchmark: Spread::around(mean(benchmark)),
            active: Spread::around(active),
            products: 0.0,
            up: Side::default(),
            down: Side::default(),
            ahead: 0,
        };
        for (&x, &b) in both() {
            pair.products += (x - pair.own.mean) * (b - pair.benchmark.mean);
            pair.own.add(x);
            pair.benchmark.add(b);
            pair.active.add(x - b);
            pair.up.add(x, b, b > 0.0);
            pair.down.add(x, b, b < 0.0);
            pair.ahead += usize::from(x > b);
        }
        Ok(pair)
    }

    /// How many days there are.
    pub fn observations(&self) -> usize {
        self.count
    }

    pub(crate) fn n(&self) -> f64 {
        self.count as f64
    }

    pub(crate) fn needs(&self, needed: usize) -> Result<(), RiskError> {
        enough(self.count, needed)
    }

    /// At least two days on which this varies.
    pub(crate) fn must_vary(&self, spread: &Spread) -> Result<(), RiskError> {
        self.needs(2)?;
        if is_rounding(spread.level, (spread.squares / self.n()).sqrt()) {
            Err(RiskError::NoVariance)
        } else {
            Ok(())
        }
    }

    /// Whether `x − b` is nothing but a constant. What the two have in common was rounded before
    /// it cancelled, so that their level counts.
    pub(crate) fn active_must_vary(&self) -> Result<(), RiskError> {
        let level = self.own.level.max(self.benchmark.level);
        self.must_vary(&Spread {
            level,
            ..self.active
        })
    }
}

impl Merge for Pair {
    type Item = (f64, f64);

    fn of((x, b): (f64, f64)) -> Self {
        let mut pair = Self {
            count: 1,
            own: Spread::around(x),
            benchmark: Spread::around(b),
            active: Spread::around(x - b),
            products: 0.0,
            up: Side::default(),
            down: Side::default(),
            ahead: usize::from(x > b),
        };
        for (spread, value) in [
            (&mut pair.own, x),
            (&mut pair.benchmark, b),
            (&mut pair.active, x - b),
        ] {
            spread.level = value.abs();
        }
        pair.up.add(x, b, b > 0.0);
        pair.down.add(x, b, b < 0.0);
        pair
    }

    /// Chan, Golub and LeVeque's update, *Algorithms for computing the sample variance*, The
    /// American Statistician 37 (1983).
    fn merge(self, later: Self) -> Self {
        let (a, b) = (self.n(), later.n());
        let share = b / (a + b);
        let own = later.own.mean - self.own.mean;
        let benchmark = later.benchmark.mean - self.benchmark.mean;
        Self {
            count: self.count + later.count,
            own: self.own.merge(later.own, a, share),
            benchmark: self.benchmark.merge(later.benchmark, a, share),
            active: self.active.merge(later.active, a, share),
            products: self.products + later.products + own * benchmark * a * share,
            up: self.up.merge(later.up),
            down: self.down.merge(later.down),
            ahead: self.ahead + later.ahead,
        }
    }
}

impl Spread {
    fn around(mean: f64) -> Self {
        Self {
            mean,
            squares: 0.0,
            level: 0.0,
        }
    }

    fn add(&mut self, x: f64) {
        let d = x - self.mean;
        self.squares += d * d;
        self.level = self.level.max(x.abs());
    }

    /// `share` is what the later days are of all, `before` how many there were before them.
    fn merge(self, later: Self, before: f64, share: f64) -> Self {
        let d = later.mean - self.mean;
        Self {
            mean: self.mean + d * share,
            squares: self.squares + later.squares + d * d * before * share,
            level: self.level.max(later.level),
        }
    }
}

impl Side {
    fn add(&mut self, x: f64, b: f64, counts: bool) {
        if counts {
            self.days += 1;
            self.own += x;
            self.benchmark += b;
        }
    }

    fn merge(self, later: Self) -> Self {
        Self {
            days: self.days + later.days,
            own: self.own + later.own,
            benchmark: self.benchmark + later.benchmark,
        }
    }
}

fn check_lengths(returns: &[f64], benchmark: &[f64]) -> Result<(), RiskError> {
    if returns.len() == benchmark.len() {
        Ok(())
    } else {
        Err(RiskError::Length {
            expected: returns.len(),
            found: benchmark.len(),
        })
    }
}
