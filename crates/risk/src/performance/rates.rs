//! All roots of a sum of exponentials, which are the rates of cash flows.

use domain::Day;

use crate::RiskError;

/// The days of a year.
pub(crate) const YEAR: f64 = 365.0;

/// Exponentials that may be computed until an answer is there: some seconds, and enough for 2,000
/// amounts of signs by chance.
const BUDGET: usize = 200_000_000;

/// How far `u = −ln(1 + r)` can be from 0 at a root: a day apart, amounts that differ as much as
/// numbers can balance at `365 ln(1e308/5e−324)`, and a million of them at a little more.
const REACH: f64 = 6e5;

/// The days from one to another.
pub(crate) fn days_between(from: Day, to: Day) -> i32 {
    from.until(to)
        .expect("two days of the calendar are fewer than i32::MAX days apart")
        .get_days()
}

/// All `u = −ln(1 + r)` for whose annual rate `r` the amounts, after so many days each, are worth
/// nothing; ascending. The days ascend strictly and no amount is zero.
pub(crate) fn all(amounts: &[(i32, f64)]) -> Result<Vec<f64>, RiskError> {
    let term = |&(day, amount): &(i32, f64)| Term {
        time: f64::from(day) / YEAR,
        size: libm::log(amount.abs()),
        negative: amount < 0.0,
    };
    let terms = amounts.iter().map(term).collect();
    let mut left = BUDGET;
    Sum { terms }.roots(&mut left)
}

/// `± e^(size + u time)`, by logarithms because products of many times overflow.
#[derive(Debug, Clone, Copy)]
struct Term {
    time: f64,
    size: f64,
    negative: bool,
}

/// A sum of terms whose times ascend.
#[derive(Debug, Clone)]
struct Sum {
    terms: Vec<Term>,
}

impl Sum {
    /// All roots, ascending.
    fn roots(&self, left: &mut usize) -> Result<Vec<f64>, RiskError> {
        let ends = (
            (-REACH, self.at(-REACH, left)?),
            (REACH, self.at(REACH, left)?),
        );
        if ends.0.1 * ends.1.1 < 0.0 {
            let root = self.root(ends.0, ends.1, left)?;
            if self.is_never_overdrawn(root) {
                return Ok(vec![root]);
            }
        }
        let mut chain = vec![self.clone()];
        while let Some(flatter) = chain.last().and_then(Self::flatter) {
            chain.push(flatter);
        }
        let mut roots = Vec::new();
        // The last one has no change of sign and no root.
        chain.pop();
        while let Some(sum) = chain.pop() {
            roots = sum.between(&roots, left)?;
        }
        Ok(roots)
    }

    /// The derivative of the sum times `e^(−uτ)`, τ in the first change of sign: it changes its
    /// sign once less. None without a change.
    fn flatter(&self) -> Option<Self> {
        let change = self
            .terms
            .windows(2)
            .find(|pair| pair[0].negative != pair[1].negative)?;
        let middle = 0.5 * (change[0].time + change[1].time);
        let terms = self.terms.iter().map(|term| Term {
            time: term.time,
            size: term.size + libm::log((term.time - middle).abs()),
            negative: term.negative != (term.time < middle),
        });
        Some(Self {
            terms: terms.collect(),
        })
    }

    /// The roots, given those of the [`flatter`](Self::flatter) sum: at most one between two of
    /// them.
    fn between(&self, turns: &[f64], left: &mut usize) -> Result<Vec<f64>, RiskError> {
        let mut roots = Vec::new();
        let mut from = (-REACH, self.at(-REACH, left)?);
        for &turn in turns.iter().chain([&REACH]) {
            let to = (turn, self.at(turn, left)?);
            if to.1 == 0.0 {
                roots.push(turn);
            } else if from.1 != 0.0 && (from.1 < 0.0) != (to.1 < 0.0) {
                roots.push(self.root(from, to, left)?);
            }
            from = to;
        }
        Ok(roots)
    }

    /// The root between two points of different signs: by the secant (Illinois' one, which halves
    /// the value of an end that stays), and by halves while it is far and where that is slow.
    fn root(
        &self,
        mut from: (f64, f64),
        mut to: (f64, f64),
        left: &mut usize,
    ) -> Result<f64, RiskError> {
        /// Of a rate near 0; of others the rounding is greater.
        const CLOSE: f64 = 1e-17;
        let (mut step, mut kept_from, mut kept_to) = (0_u32, false, false);
        loop {
            let middle = 0.5 * (from.0 + to.0);
            if to.0 - from.0 <= CLOSE || middle <= from.0 || middle >= to.0 {
                return Ok(middle);
            }
            let secant = from.0 - from.1 * (to.0 - from.0) / (to.1 - from.1);
            let inside = secant > from.0 && secant < to.0;
            let u = if inside && step % 3 != 2 {
                secant
            } else {
                middle
            };
            step += 1;
            let value = self.value(u, left)?.0;
            if value == 0.0 {
                return Ok(u);
            }
            if (value < 0.0) == (from.1 < 0.0) {
                from = (u, value);
                to.1 *= if kept_to { 0.5 } else { 1.0 };
                (kept_from, kept_to) = (false, true);
            } else {
                to = (u, value);
                from.1 *= if kept_from { 0.5 } else { 1.0 };
                (kept_from, kept_to) = (true, false);
            }
        }
    }

    /// The value, where it is more than rounding; otherwise zero.
    fn at(&self, u: f64, left: &mut usize) -> Result<f64, RiskError> {
        let (value, rounding) = self.value(u, left)?;
        Ok(if value.abs() <= rounding { 0.0 } else { value })
    }

    /// The sum in units of its greatest term, and how much of it is rounding.
    fn value(&self, u: f64, left: &mut usize) -> Result<(f64, f64), RiskError> {
        *left = left
            .checked_sub(self.terms.len())
            .ok_or(RiskError::NotConverged { steps: BUDGET })?;
        let exponent = |term: &Term| term.size + u * term.time;
        let (mut greatest, mut level) = (f64::NEG_INFINITY, 0.0_f64);
        for term in &self.terms {
            greatest = greatest.max(exponent(term));
            level = level.max(term.size.abs()).max((u * term.time).abs());
        }
        let (mut sum, mut gross) = (0.0, 0.0);
        for term in &self.terms {
            let part = libm::exp(exponent(term) - greatest);
            gross += part;
            sum += if term.negative { -part } else { part };
        }
        Ok((sum, gross * f64::EPSILON * (4.0 + 2.0 * level)))
    }

    /// Whether all sums of the first terms at a root have one sign, beyond any rounding.
    fn is_never_overdrawn(&self, root: f64) -> bool {
        let exponent = |term: &Term| term.size + root * term.time;
        let greatest = self.terms.iter().map(exponent).fold(f64::MIN, f64::max);
        let level = self.terms.iter().fold(greatest.abs(), |level, term| {
            level.max(term.size.abs()).max((root * term.time).abs())
        });
        let (mut sum, mut gross) = (0.0_f64, 0.0);
        let negative = self.terms.first().is_some_and(|term| term.negative);
        // All terms together are the root: nothing.
        let but_last = self.terms.len().saturating_sub(1);
        self.terms[..but_last].iter().all(|term| {
            let part = libm::exp(exponent(term) - greatest);
            gross += part;
            sum += if term.negative { -part } else { part };
            let rounding = gross * f64::EPSILON * (4.0 + 2.0 * level + self.terms.len() as f64);
            sum.abs() > rounding && (sum < 0.0) == negative
        })
    }
}
